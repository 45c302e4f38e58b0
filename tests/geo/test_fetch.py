"""Files of GEO against a real server on loopback that lays its folders out as NCBI does."""

import gzip
import hashlib
import json
from pathlib import Path

import geo_files
import pytest
import sources_server
from geo_files import SHIPPED, listing, serve_series
from sources_server import Reply, Server

from resistbook import geo
from resistbook.data.sources import (
    CacheError,
    SourceError,
    SourceWarning,
    UnreachableError,
    WrongBytesError,
    download,
)
from resistbook.geo import fetch

BODY = b'!Series_title\t"of any length"\n' * 4000
ZIPPED = gzip.compress(BODY, mtime=0)
PLACE = "/geo/series/GSE9nnn/GSE9893/matrix/"
NAME = "GSE9893_series_matrix.txt.gz"
SERIES = geo.Accession("GSE", "9893")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("RESISTBOOK_MIRROR", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "BACKOFF", 0.001)
    with sources_server.running() as script:
        monkeypatch.setenv("RESISTBOOK_GEO", f"{script.address}/geo")
        yield script


def archive(tmp_path: Path, **options) -> geo.Archive:
    return geo.Archive(geo.LockFile(tmp_path / "geo.lock.json"), **options)


def serve(server: Server, *replies: Reply) -> None:
    server.serve(PLACE, Reply(listing(NAME)))
    server.serve(PLACE + NAME, *(replies or [Reply(ZIPPED)]))


def asked(server: Server) -> list[str]:
    return [path for path, _ in server.requests]


def test_a_series_of_several_platforms_and_parts_is_fetched_whole(server: Server, tmp_path: Path):
    names = ["GSE6532-GPL96", "GSE6532-GPL570", "GSE6532-GPL97"]
    serve_series(server, "GSE6532", dict.fromkeys(names, BODY), stub="GSE6nnn")
    found = archive(tmp_path).series_matrices(geo.Accession("GSE", "6532"))
    assert sorted(path.name for path in found) == sorted(
        f"{name}_series_matrix.txt.gz" for name in names
    )
    assert {gzip.decompress(path.read_bytes()) for path in found} == {BODY}


def test_other_files_of_the_folder_are_left_alone(server: Server, tmp_path: Path):
    server.serve(PLACE, Reply(listing(NAME, "README.txt", "GSE98930_series_matrix.txt.gz", "../")))
    server.serve(PLACE + NAME, Reply(ZIPPED))
    assert len(archive(tmp_path).series_matrices(SERIES)) == 1


def test_an_unknown_series_says_so(server: Server, tmp_path: Path):
    with pytest.raises(geo.NotDepositedError, match="GEO has no such series"):
        archive(tmp_path).series_matrices(SERIES)


def test_a_folder_without_series_matrix_says_so(server: Server, tmp_path: Path):
    server.serve(PLACE, Reply(listing("README.txt")))
    with pytest.raises(geo.NotDepositedError, match="holds no series matrix"):
        archive(tmp_path).series_matrices(SERIES)


def test_a_platform_without_annotation_says_what_else_serves(server: Server, tmp_path: Path):
    with pytest.raises(geo.NotDepositedError, match=r"no annotation of GPL5049.*--soft"):
        archive(tmp_path).annotation(geo.Accession("GPL", "5049"))


@pytest.mark.parametrize("address", ["http://ftp.ncbi.nlm.nih.gov/geo", "ftp://x", "file:///etc"])
def test_only_https_is_asked(address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("RESISTBOOK_GEO", address)
    with pytest.raises(geo.RequestError, match="must begin with https"):
        archive(tmp_path).series_matrices(SERIES)


def test_a_redirect_to_plain_http_elsewhere_is_not_followed(server: Server, tmp_path: Path):
    server.serve(PLACE, Reply(status=302, location="http://example.invalid/geo/"))
    with pytest.raises(UnreachableError, match="not HTTPS"):
        archive(tmp_path).series_matrices(SERIES)


# Retries and resumption


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_fails_for_a_moment_is_asked_again(
    server: Server, tmp_path: Path, status: int
):
    server.serve(PLACE, Reply(status=status), Reply(listing(NAME)))
    server.serve(PLACE + NAME, Reply(status=status), Reply(ZIPPED))
    assert archive(tmp_path).series_matrices(SERIES)[0].read_bytes() == ZIPPED


def test_a_server_that_keeps_failing_is_given_up(server: Server, tmp_path: Path):
    server.serve(PLACE, Reply(status=503))
    with pytest.raises(UnreachableError, match="answered 503"):
        archive(tmp_path).series_matrices(SERIES)
    assert len(server.requests) == download.ATTEMPTS


def test_a_host_out_of_reach_says_how_to_do_without(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RESISTBOOK_GEO", "http://127.0.0.1:9/geo")
    with pytest.raises(UnreachableError, match="RESISTBOOK_MIRROR"):
        archive(tmp_path).series_matrices(SERIES)


def test_a_cut_connection_is_resumed_where_it_broke(server: Server, tmp_path: Path):
    serve(server, Reply(ZIPPED), Reply(ZIPPED, cut_at=300), Reply(ZIPPED))
    assert archive(tmp_path).series_matrices(SERIES)[0].read_bytes() == ZIPPED
    assert server.ranges_asked()[-1] == "bytes=300-"


def test_a_part_of_an_earlier_run_is_continued_if_the_file_is_the_same(
    server: Server, tmp_path: Path
):
    part = tmp_path / "cache" / "GSE9893" / f"{NAME}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(ZIPPED[:200])
    part.with_name(f"{NAME}.part.version").write_text(f"{len(ZIPPED)}  ")
    serve(server)
    assert archive(tmp_path).series_matrices(SERIES)[0].read_bytes() == ZIPPED
    assert server.ranges_asked()[-1] == "bytes=200-"


def test_a_part_of_another_version_is_not_continued(server: Server, tmp_path: Path):
    part = tmp_path / "cache" / "GSE9893" / f"{NAME}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 200)
    part.with_name(f"{NAME}.part.version").write_text("999 old Monday")
    serve(server)
    assert archive(tmp_path).series_matrices(SERIES)[0].read_bytes() == ZIPPED
    assert server.ranges_asked()[-1] is None
    assert not list(part.parent.glob("*.part*"))


def test_a_server_that_does_not_say_the_length_is_refused(server: Server, tmp_path: Path):
    serve(server, Reply(ZIPPED, sized=False))
    with pytest.raises(UnreachableError, match="does not say how long"):
        archive(tmp_path).series_matrices(SERIES)


def test_a_file_that_keeps_breaking_off_is_given_up(server: Server, tmp_path: Path):
    serve(server, Reply(ZIPPED), Reply(ZIPPED, cut_at=10), Reply(status=500))
    with pytest.raises(UnreachableError, match="could not be fetched"):
        archive(tmp_path).series_matrices(SERIES)


@pytest.mark.parametrize("body", [b"<html>Sorry</html>", ZIPPED[:-20], ZIPPED[:-8] + b"8 bytes!"])
def test_what_is_not_a_whole_gzip_file_is_neither_kept_nor_recorded(
    server: Server, tmp_path: Path, body: bytes
):
    serve(server, Reply(body))
    with pytest.raises(WrongBytesError, match="not a whole gzip file"):
        archive(tmp_path).series_matrices(SERIES)
    assert not list((tmp_path / "cache" / "GSE9893").glob("*.gz"))
    assert json.loads((tmp_path / "geo.lock.json").read_text())["files"] == {}


def test_a_file_without_bytes_is_neither_kept_nor_recorded(server: Server, tmp_path: Path):
    serve(server, Reply(b""), Reply(b""), Reply(ZIPPED))
    with pytest.raises(WrongBytesError, match=f"{NAME} is not a whole gzip file .it is empty."):
        archive(tmp_path).series_matrices(SERIES)
    (path,) = archive(tmp_path).series_matrices(SERIES)
    assert path.read_bytes() == ZIPPED


def test_what_another_run_fetched_meanwhile_is_not_fetched_again(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    serve(server)
    answer = fetch._remote

    def slowly(*arguments):
        held = tmp_path / "cache" / "GSE9893" / NAME
        held.parent.mkdir(parents=True)
        held.write_bytes(ZIPPED)
        return answer(*arguments)

    monkeypatch.setattr(fetch, "_remote", slowly)
    archive(tmp_path).series_matrices(SERIES)
    assert asked(server).count(PLACE + NAME) == 1


@pytest.mark.parametrize("answer", [Reply(status=404), Reply(status=503)])
def test_without_geo_the_series_matrices_of_the_mirror_serve(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Reply
):
    server.serve(PLACE, answer)
    held = tmp_path / "mirror" / "GSE9893" / NAME
    held.parent.mkdir(parents=True)
    held.write_bytes(ZIPPED)
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(tmp_path / "mirror"))
    assert archive(tmp_path).series_matrices(SERIES) == [held]
    with pytest.raises(SourceError):
        archive(tmp_path, update=True).series_matrices(SERIES)


def test_a_cache_that_cannot_be_written_says_so(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "cache").write_text("a file where the folder should be")
    serve(server)
    with pytest.raises((CacheError, OSError)):
        archive(tmp_path).series_matrices(SERIES)


# The lock file


def test_the_second_time_nothing_is_asked_of_the_server(server: Server, tmp_path: Path):
    serve(server)
    first = archive(tmp_path).series_matrices(SERIES)
    count = len(server.requests)
    assert archive(tmp_path).series_matrices(SERIES) == first
    assert len(server.requests) == count


def test_the_hash_of_the_first_download_is_recorded(server: Server, tmp_path: Path):
    serve(server)
    used = archive(tmp_path)
    used.series_matrices(SERIES)
    recorded = json.loads((tmp_path / "geo.lock.json").read_text())["files"]
    entry = recorded[f"series/GSE9nnn/GSE9893/matrix/{NAME}"]
    assert entry["bytes"] == len(ZIPPED)
    assert entry["sha256"] == used.used[0].sha256 == hashlib.sha256(ZIPPED).hexdigest()


def test_other_bytes_later_are_refused_until_update_accepts_them(server: Server, tmp_path: Path):
    serve(server)
    path = archive(tmp_path).series_matrices(SERIES)[0]
    newer = gzip.compress(BODY + b'!Series_title\t"revised"\n', mtime=0)
    path.unlink()
    server.serve(PLACE + NAME, Reply(newer))
    with pytest.raises(
        geo.ChangedError, match=r"(?s)expected .* bytes with sha256.*--update"
    ) as error:
        archive(tmp_path).series_matrices(SERIES)
    assert isinstance(error.value, SourceError)
    assert archive(tmp_path, update=True).series_matrices(SERIES)[0].read_bytes() == newer
    assert archive(tmp_path).series_matrices(SERIES)[0].read_bytes() == newer


def test_a_cached_file_that_was_tampered_with_is_fetched_again(server: Server, tmp_path: Path):
    serve(server)
    path = archive(tmp_path).series_matrices(SERIES)[0]
    path.write_bytes(gzip.compress(b"other"))
    with pytest.warns(SourceWarning, match="passed over"):
        assert archive(tmp_path).series_matrices(SERIES)[0].read_bytes() == ZIPPED


def test_a_file_laid_into_the_mirror_is_taken_and_recorded(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mirror = tmp_path / "mirror" / "GSE9893"
    mirror.mkdir(parents=True)
    (mirror / NAME).write_bytes(ZIPPED)
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(mirror.parent))
    server.serve(PLACE, Reply(listing(NAME)))
    assert archive(tmp_path).series_matrices(SERIES) == [mirror / NAME]
    assert asked(server) == [PLACE]


def test_offline_uses_what_is_held_and_asks_no_server(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    mirror = tmp_path / "mirror" / "GSE9893"
    mirror.mkdir(parents=True)
    (mirror / NAME).write_bytes(ZIPPED)
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(mirror.parent))
    assert geo.cached("GSE9893")
    assert not geo.cached("GSE98930")
    assert archive(tmp_path, offline=True).series_matrices(SERIES) == [mirror / NAME]
    with pytest.raises(geo.NotDepositedError, match="neither cache nor mirror"):
        archive(tmp_path, offline=True).family(SERIES)
    assert server.requests == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"format": 2, "files": {}, "folders": {}}',
        '{"format": 1, "files": {"a": {"sha256": "00", "bytes": 1}}, "folders": {}}',
        '{"format": 1, "files": {"a": 1}, "folders": {}}',
        '{"format": 1, "folders": {}}',
        '{"format": 1, "files": {}, "folders": {"a": "name"}}',
        '{"format": 1, "files": {}, "folders": {"a": ["../../b"]}}',
        '{"format": 1, "files": {}, "folders": []}',
    ],
)
def test_a_damaged_lock_file_is_never_overwritten(server: Server, tmp_path: Path, text: str):
    serve(server)
    lock = tmp_path / "geo.lock.json"
    lock.write_text(text)
    with pytest.raises(geo.LockFileError, match=r"geo\.lock\.json"):
        archive(tmp_path).series_matrices(SERIES)
    assert lock.read_text() == text


# Real files


@geo_files.shipped
def test_real_files_are_served_from_their_places(server: Server, tmp_path: Path):
    for place, name in {
        "/geo/series/GSEnnn/GSE781/soft/": geo_files.FAMILY,
        "/geo/platforms/GPLnnn/GPL97/annot/": geo_files.ANNOTATION,
    }.items():
        server.serve(place + name, Reply((SHIPPED / name).read_bytes()))
    used = archive(tmp_path)
    assert (
        used.family(geo.Accession("GSE", "781")).read_bytes()
        == (SHIPPED / geo_files.FAMILY).read_bytes()
    )
    assert (
        used.annotation(geo.Accession("GPL", "97")).read_bytes()
        == (SHIPPED / geo_files.ANNOTATION).read_bytes()
    )
    assert [each.url for each in used.used] == [
        f"{server.address}{path}" for path in dict.fromkeys(asked(server))
    ]
