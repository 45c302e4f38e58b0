"""Study 1: a step reads its declared sources and computes what is stored."""

import sys

import pytest

from resistbook.data import sources
from resistbook.results import store


@pytest.mark.slow
@pytest.mark.raw
@pytest.mark.parametrize(
    "key", ["keikha2021/comparisons", "keikha2021/grid", "keikha2021/site_relapse"]
)
def test_a_step_reads_only_its_declared_sources_and_computes_the_stored_table(key, monkeypatch):
    for name, module in list(sys.modules.items()):
        for thing in vars(module).values() if name.startswith("resistbook.data.cohorts") else ():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()
    step, obtain, read = store.steps()[key], sources.obtain, set()

    def noted(entry, *more):
        read.add(entry.source)
        return obtain(entry, *more)

    monkeypatch.setattr(sources, "obtain", noted)
    store.verify(step)
    assert read
    assert read <= set(step.sources)
