"""What all tests share.

No time limits, the same examples on each run, raw files from cache or mirror, never the network.
"""

import gc

import pytest
from hypothesis import settings

from resistbook.data import sources
from resistbook.data.sources import UnreachableError
from resistbook.paths import CLAIMS

settings.register_profile("untimed", deadline=None, derandomize=True)
settings.load_profile("untimed")


@pytest.fixture(scope="module", autouse=True)
def frozen_rules_are_left_alone():
    """Rules are frozen by a person who asks for it, never by a test."""
    frozen = list(CLAIMS.glob("frozen.json"))
    before = [path.read_bytes() for path in frozen]
    yield
    after = [path.read_bytes() for path in frozen]
    assert after == before, "a test of this module wrote claims/frozen.json"


@pytest.fixture(autouse=True)
def offline_raw(request):
    """Let a test of raw files find them on this machine only."""
    if request.node.get_closest_marker("raw"):
        monkeypatch = request.getfixturevalue("monkeypatch")
        monkeypatch.setattr(sources.download, "ATTEMPTS", 1)
        monkeypatch.setattr(sources.download, "_download", _refuse)


def _refuse(url, part, entry, down):
    raise sources.download.PassedError("tests of raw files do not download; run make data first")


@pytest.fixture
def two_processes(tmp_path):
    """Return a client of a dask cluster of two processes on this machine."""
    distributed = pytest.importorskip(
        "distributed", reason="distributed is not installed: the dask backend is not tried"
    )
    with (
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            local_directory=str(tmp_path),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Skip a test of raw files whose files this machine does not hold."""
    try:
        return (yield)
    except UnreachableError as absent:
        if item.get_closest_marker("raw"):
            pytest.skip(f"not in cache or mirror: {str(absent).splitlines()[0]}")
        raise


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish():
    """Spare pytest its last looks for unclosed files among all that tests have cached."""
    gc.freeze()
