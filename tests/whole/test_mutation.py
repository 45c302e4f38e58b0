"""Figures about the tests themselves: mutants that survive, branches that are reached."""

import importlib
import json

import pandas as pd
import pytest

from resistbook.paths import COVERAGE, MUTATION, MUTATION_SURVIVORS
from resistbook.publish.pages.trust import mutable_modules, strength_section

COUNTS = pd.read_csv(MUTATION)
SURVIVORS = pd.read_csv(MUTATION_SURVIVORS, keep_default_na=False)
FIGURES = json.loads(COVERAGE.read_text(encoding="utf-8"))
CLASSES = {"equivalent", "text", "speed", "precision"}


def test_every_survivor_has_a_class_and_a_reason():
    assert set(SURVIVORS["class"]) <= CLASSES
    assert SURVIVORS["reason"].str.len().min() > 15
    assert not SURVIVORS.duplicated(["module", "function", "change"]).any()


def test_every_function_with_a_survivor_exists():
    for module, function in SURVIVORS[["module", "function"]].drop_duplicates().to_numpy():
        found = importlib.import_module(f"resistbook.{module.replace('/', '.')}")
        for name in function.split("."):
            found = getattr(found, name)
        assert callable(found)


def test_sixty_mutants_of_each_module_or_all_were_tested():
    assert (COUNTS["tested"] == COUNTS["mutants"].clip(upper=60)).all()
    caught = COUNTS["killed"] + COUNTS["timeouts"]
    assert (caught + COUNTS["survived"] == COUNTS["tested"]).all()
    listed = SURVIVORS["module"].value_counts().reindex(COUNTS["module"], fill_value=0)
    assert (listed.to_numpy() <= COUNTS["survived"]).all()


def test_each_mutated_module_exists_and_the_page_names_those_that_wait():
    assert set(COUNTS["module"]) <= mutable_modules() | {"results/store"}
    page = strength_section(FIGURES, COUNTS[COUNTS["module"] != "stats/regression"], SURVIVORS)
    (waiting,) = [line for line in page.splitlines() if "not mutated yet" in line]
    assert "<code>stats/regression</code>" in waiting
    assert "<code>stats/multiplicity</code>" not in waiting


def test_the_tests_reach_nine_branches_of_ten():
    assert FIGURES["branches"] >= 90
    assert FIGURES["lines"] >= FIGURES["branches"]


def test_the_page_tells_branches_mutants_and_survivors():
    page = strength_section(FIGURES, COUNTS, SURVIVORS)
    assert f"{FIGURES['branches']:.1f}% of" in page
    assert f"{COUNTS['tested'].sum():,} were tested" in page
    assert page.count("\n| <code>") == len(COUNTS)


@pytest.mark.parametrize("field", ["class", "module"])
def test_what_a_survivor_says_is_never_read_as_markup(field):
    hostile = SURVIVORS.head(1).assign(**{field: "<script>"})
    assert "<script>" not in strength_section(FIGURES, COUNTS, hostile)
