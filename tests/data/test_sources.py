"""The download against a real server on loopback that serves a real file."""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pooch
import pytest
import sources_server
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources_server import Reply, Server

from resistbook.data import sources
from resistbook.data.sources import download

PROGENY = sources.entry("progeny-debian", "progeny_human_top500.csv")
BODY = (Path(sources.__file__).parent / "bundled" / PROGENY.file).read_bytes()
WRONG = BODY[:-1] + b"?"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("RESISTBOOK_CACHE", str(folder))
    monkeypatch.delenv("RESISTBOOK_MIRROR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "BACKOFF", 0.001)
    return folder


@pytest.fixture
def server():
    with sources_server.running() as script:
        yield script


def entry(*urls: str, body: bytes = BODY, **fields: object) -> sources.Entry:
    described = {
        "source": "progeny-test",
        "file": "weights.csv",
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "urls": urls,
        "licence": "Apache-2.0",
    }
    return sources.Entry(**described | fields)


def files_in(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and ".locks" not in path.parts
    )


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def use_registry(monkeypatch: pytest.MonkeyPatch, *items: sources.Entry) -> None:
    table = {(item.source, item.file): item for item in items}
    registry = importlib.import_module("resistbook.data.sources.registry")
    for module in (registry, sources):
        monkeypatch.setattr(module, "entries", lambda: table)


# From the web


def test_a_file_is_downloaded_once_and_then_taken_from_the_cache(server: Server, cache: Path):
    wanted = entry(server.serve("/weights", Reply(BODY)))
    path = download.obtain(wanted)
    assert path == cache / "progeny-test" / "weights.csv"
    assert path.read_bytes() == BODY
    assert download.obtain(wanted) == path
    assert len(server.requests) == 1
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_a_missing_page_is_passed_over_with_a_warning_for_the_next_url(server: Server):
    wanted = entry(server.serve("/gone", Reply(status=404)), server.serve("/weights", Reply(BODY)))
    with pytest.warns(sources.SourceWarning, match="/gone answered 404"):
        path = download.obtain(wanted)
    assert path.read_bytes() == BODY
    assert [path for path, _ in server.requests] == ["/gone", "/weights"]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_for_a_moment_is_asked_again(server: Server, status: int):
    wanted = entry(server.serve("/weights", Reply(status=status), Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert len(server.requests) == 2


def test_a_server_that_keeps_failing_is_given_up_after_the_stated_attempts(server: Server):
    wanted = entry(server.serve("/weights", Reply(status=500)))
    with pytest.raises(sources.UnreachableError, match=r"answered 500.*\(attempts: 4\)"):
        download.obtain(wanted)
    assert len(server.requests) == 4


def test_a_cut_connection_is_resumed_where_it_broke(server: Server):
    wanted = entry(server.serve("/weights", Reply(BODY, cut_at=100_000), Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    first, second = server.ranges_asked()
    assert first is None
    start = int(second.removeprefix("bytes=").removesuffix("-"))
    assert 0 < start <= 100_000


def test_a_part_left_by_an_earlier_process_is_continued(server: Server, cache: Path):
    part = cache / "progeny-test" / "weights.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(BODY[:70_001])
    wanted = entry(server.serve("/weights", Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert server.ranges_asked() == ["bytes=70001-"]
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_a_whole_part_left_by_a_killed_process_needs_no_request(server: Server, cache: Path):
    part = cache / "progeny-test" / "weights.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(BODY)
    wanted = entry(server.serve("/weights", Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert server.requests == []


def test_a_server_that_ignores_the_range_is_read_from_zero(server: Server):
    wanted = entry(server.serve("/weights", Reply(BODY, cut_at=100_000), Reply(BODY, ranges=False)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert server.ranges_asked()[1] is not None


def test_a_body_of_unstated_length_that_ends_early_is_resumed(server: Server):
    wanted = entry(server.serve("/weights", Reply(BODY, sized=False, cut_at=90_000), Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert server.ranges_asked() == [None, "bytes=90000-"]


def test_a_resumed_part_of_another_file_is_discarded_and_fetched_once_from_zero(
    server: Server, cache: Path
):
    part = cache / "progeny-test" / "weights.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"not this file")
    wanted = entry(server.serve("/weights", Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert server.ranges_asked() == ["bytes=13-", None]


def test_a_range_that_the_server_cannot_satisfy_is_fetched_from_zero(server: Server, cache: Path):
    part = cache / "progeny-test" / "weights.csv.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(BODY[:1000])
    wanted = entry(server.serve("/weights", Reply(BODY[:500]), Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY
    assert server.ranges_asked() == ["bytes=1000-", None]


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(0, len(BODY) - 1), max_size=download.ATTEMPTS - 1))
def test_wherever_the_connection_breaks_the_joined_bytes_are_right(
    server: Server, cache: Path, cuts: list[int]
):
    shutil.rmtree(cache, ignore_errors=True)
    broken = [Reply(BODY, cut_at=cut) for cut in sorted(cuts)]
    wanted = entry(server.serve("/weights", *broken, Reply(BODY)))
    assert download.obtain(wanted).read_bytes() == BODY


def test_a_server_that_would_compress_is_asked_for_the_plain_bytes(server: Server):
    wanted = entry(server.serve("/weights", Reply(BODY, compressible=True)))
    assert download.obtain(wanted).read_bytes() == BODY


# Wrong bytes


def test_wrong_bytes_are_passed_over_for_the_next_url_and_leave_nothing(
    server: Server, cache: Path
):
    wanted = entry(server.serve("/other", Reply(WRONG)), server.serve("/weights", Reply(BODY)))
    with pytest.warns(sources.SourceWarning, match="/other served"):
        path = download.obtain(wanted)
    assert path.read_bytes() == BODY
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_wrong_bytes_everywhere_are_quarantined_and_named_with_both_hashes(
    server: Server, cache: Path
):
    wanted = entry(server.serve("/other", Reply(WRONG)))
    with pytest.raises(sources.WrongBytesError) as failure:
        download.obtain(wanted)
    message = str(failure.value)
    assert "progeny-test/weights.csv" in message
    assert wanted.sha256 in message
    assert hashlib.sha256(WRONG).hexdigest() in message
    assert files_in(cache) == ["progeny-test/weights.csv.quarantined"]
    assert (cache / "progeny-test" / "weights.csv.quarantined").read_bytes() == WRONG


def test_a_quarantined_file_goes_when_the_right_one_comes(server: Server, cache: Path):
    wanted = entry(server.serve("/weights", Reply(WRONG), Reply(BODY)))
    with pytest.raises(sources.WrongBytesError):
        download.obtain(wanted)
    download.obtain(wanted)
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_a_body_longer_than_registered_is_not_read_to_its_end(server: Server, cache: Path):
    wanted = entry(server.serve("/weights", Reply(BODY + bytes(20_000_000))))
    with pytest.raises(sources.WrongBytesError):
        download.obtain(wanted)
    kept = cache / "progeny-test" / "weights.csv.quarantined"
    assert len(BODY) < kept.stat().st_size <= len(BODY) + download.CHUNK


def test_a_damaged_file_in_the_cache_is_replaced_with_a_warning(server: Server, cache: Path):
    wanted = entry(server.serve("/weights", Reply(BODY)))
    path = download.obtain(wanted)
    path.write_bytes(WRONG)
    with pytest.warns(sources.SourceWarning, match=r"weights\.csv has"):
        assert download.obtain(wanted).read_bytes() == BODY
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_a_file_is_hashed_once_a_process_and_again_when_it_has_changed(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    wanted = entry(server.serve("/weights", Reply(BODY)))
    path = download.obtain(wanted)
    hashed = []
    original = pooch.file_hash

    def counted(file: Path, alg: str) -> str:
        hashed.append(file)
        return original(file, alg)

    monkeypatch.setattr(pooch, "file_hash", counted)
    first = download.obtain(wanted)
    assert len(hashed) == 1
    assert download.obtain(wanted) == first
    assert len(hashed) == 1
    os.utime(path, ns=(1, 1))
    download.obtain(wanted)
    assert len(hashed) == 2


# Network and disk


def test_without_a_network_the_error_names_the_file_and_the_mirror(cache: Path):
    wanted = entry(f"http://127.0.0.1:{closed_port()}/weights")
    with pytest.raises(sources.UnreachableError, match=r"progeny-test/weights\.csv") as failure:
        download.obtain(wanted)
    assert "Connection refused" in str(failure.value)
    assert "RESISTBOOK_MIRROR" in str(failure.value)
    assert files_in(cache) == []


def test_a_named_mirror_that_is_not_there_is_what_the_error_says_to_mend(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(tmp_path / "nowhere"))
    wanted = entry(f"http://127.0.0.1:{closed_port()}/weights")
    with pytest.raises(sources.UnreachableError, match=r"nowhere, which is not there: correct it"):
        download.obtain(wanted)


def test_a_redirect_to_plain_http_elsewhere_is_refused(server: Server):
    away = Reply(status=302, location="http://192.0.2.1/weights")
    wanted = entry(server.serve("/weights", away))
    with pytest.raises(sources.UnreachableError, match="not HTTPS"):
        download.obtain(wanted)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_nothing_and_says_how_to_mend_it(server: Server, cache: Path):
    folder = cache / "progeny-test"
    folder.mkdir(parents=True)
    (folder / "weights.csv.part").symlink_to("/dev/full")
    wanted = entry(server.serve("/weights", Reply(BODY)))
    with pytest.raises(sources.DiskFullError, match=r"no space left .* RESISTBOOK_CACHE"):
        download.obtain(wanted)
    assert list(folder.iterdir()) == []


def test_a_small_file_system_that_fills_up_holds_no_partial_file(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    small = tmp_path / "small"
    small.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(small)], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("this user may not mount a tmpfs")
    try:
        monkeypatch.setenv("RESISTBOOK_CACHE", str(small))
        with pytest.raises(sources.DiskFullError):
            download.obtain(entry(server.serve("/weights", Reply(BODY))))
        assert files_in(small) == []
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_cache_that_cannot_be_written_is_named(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "file"))
    with pytest.raises(sources.CacheError, match=r"cannot write to the cache .*RESISTBOOK_CACHE"):
        download.obtain(entry(server.serve("/weights", Reply(BODY))))


def test_two_processes_at_once_fetch_once_and_both_get_the_file(server: Server, cache: Path):
    url = server.serve("/weights", Reply(BODY, seconds=0.5))
    script = textwrap.dedent(f"""
        from resistbook.data.sources import Entry, download
        print(download.obtain(Entry("progeny-test", "weights.csv", {len(BODY)},
              "{hashlib.sha256(BODY).hexdigest()}", ("{url}",), "Apache-2.0")))
    """)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ended = [process.communicate(timeout=600) for process in started]
    assert ended == [(f"{cache / 'progeny-test' / 'weights.csv'}\n", "")] * 2
    assert len(server.requests) == 1
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_no_progress_bar_is_drawn_where_no_one_watches(
    server: Server, capfd: pytest.CaptureFixture
):
    download.obtain(entry(server.serve("/weights", Reply(BODY))))
    assert capfd.readouterr() == ("", "")


# Mirror and packages


@pytest.fixture
def mirror(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "mirror"
    (folder / "progeny-test").mkdir(parents=True)
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(folder))
    return folder


def test_a_file_of_the_mirror_is_verified_and_used_where_it_lies(mirror: Path, cache: Path):
    held = mirror / "progeny-test" / "weights.csv"
    held.write_bytes(BODY)
    assert download.obtain(entry()) == held
    assert not cache.exists()


def test_a_mirror_with_wrong_bytes_is_passed_over_with_a_warning(
    server: Server, mirror: Path, cache: Path
):
    (mirror / "progeny-test" / "weights.csv").write_bytes(WRONG)
    wanted = entry(server.serve("/weights", Reply(BODY)))
    with pytest.warns(sources.SourceWarning, match=hashlib.sha256(WRONG).hexdigest()):
        path = download.obtain(wanted)
    assert path == cache / "progeny-test" / "weights.csv"


def test_a_mirror_with_wrong_bytes_and_nothing_else_is_an_error_that_leaves_the_mirror(
    mirror: Path,
):
    (mirror / "progeny-test" / "weights.csv").write_bytes(WRONG)
    with pytest.raises(sources.WrongBytesError, match=hashlib.sha256(WRONG).hexdigest()):
        download.obtain(entry())
    assert files_in(mirror) == ["progeny-test/weights.csv"]


@pytest.mark.parametrize("series", ["gse1992", "gse4335", "gse3143"])
def test_the_survset_cohorts_come_from_the_installed_package(series: str):
    path = sources.fetch("survset", f"{series}.pickle")
    assert path.parent.parent.parent.name == "SurvSet"


def test_a_package_that_is_not_installed_is_named_with_the_way_to_mend_it():
    wanted = entry("package:no_such_package/weights.csv")
    with pytest.raises(sources.UnreachableError, match=r"no_such_package.*\n.*requirements\.lock"):
        download.obtain(wanted)


# The whole registry at once


def test_fetching_all_goes_on_after_a_failure_and_lists_it_at_the_end(
    server: Server, cache: Path, monkeypatch: pytest.MonkeyPatch
):
    gone = entry(server.serve("/gone", Reply(status=404)), file="gone.csv")
    use_registry(monkeypatch, gone, entry(server.serve("/weights", Reply(BODY))))
    with pytest.raises(sources.IncompleteError, match=r"(?s)1 of 2 files.*gone\.csv.*To mend"):
        sources.fetch_all()
    assert files_in(cache) == ["progeny-test/weights.csv"]


def test_fetching_all_tries_a_host_out_of_reach_but_once_more_for_each_later_file(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    pauses: list[float] = []
    monkeypatch.setattr(download.time, "sleep", pauses.append)
    away = f"http://127.0.0.1:{closed_port()}/weights"
    shaky = server.serve("/shaky", Reply(status=503), Reply(BODY))
    use_registry(
        monkeypatch, *(entry(away, file=f"{n}.csv") for n in range(3)), entry(shaky, file="3.csv")
    )
    with pytest.raises(sources.IncompleteError, match="3 of 4") as failure:
        sources.fetch_all()
    assert len([pause for pause in pauses if pause]) == (download.ATTEMPTS - 1) + 1
    assert str(failure.value).count("To mend") == 1


def test_fetching_all_stops_at_once_where_the_cache_cannot_be_written(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "file"))
    url = server.serve("/weights", Reply(BODY))
    use_registry(monkeypatch, *(entry(url, file=f"{n}.csv") for n in range(2)))
    with pytest.raises(sources.CacheError, match=r"progeny-test/0\.csv"):
        sources.fetch_all()


def test_fetching_some_sources_returns_their_verified_files(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    url = server.serve("/weights", Reply(BODY))
    use_registry(monkeypatch, entry(url), entry(url, source="other"))
    fetched = sources.fetch_all(["other"])
    assert fetched[["source", "file"]].to_numpy().tolist() == [["other", "weights.csv"]]
    assert fetched.loc[0, "path"].read_bytes() == BODY


def test_the_listing_tells_the_state_of_each_file(
    server: Server, mirror: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
):
    (mirror / "progeny-test" / "mirrored.csv").write_bytes(BODY)
    (mirror / "progeny-test" / "damaged.csv").write_bytes(WRONG)
    cached = entry(server.serve("/weights", Reply(BODY)), file="cached.csv")
    package = "package:resistbook/data/sources/bundled/progeny_human_top500.csv"
    use_registry(
        monkeypatch,
        cached,
        entry(file="mirrored.csv"),
        entry(package, file="installed.csv"),
        entry(file="damaged.csv"),
        entry(file="absent.csv"),
    )
    download.obtain(cached)
    listed = sources.listing()
    assert dict(zip(listed["file"], listed["state"], strict=True)) == {
        "cached.csv": "in cache",
        "mirrored.csv": "in mirror",
        "installed.csv": "installed",
        "damaged.csv": "wrong bytes",
        "absent.csv": "not fetched",
    }
    assert list(listed.columns) == ["source", "file", "state", "bytes", "licence"]
