"""Whatever stops a run, the same command then succeeds, with nothing corrupt and nothing left over.

Runs are real processes, killed with SIGKILL at moments that a fixed seed draws, counted from what
they have done where a test needs them to have done something.
"""

import hashlib
import itertools
import json
import multiprocessing
import os
import random
import resource
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from unittest.mock import patch

import nbformat
import pandas as pd
import pytest
import sources_server
from sources_server import Reply

from resistbook import files
from resistbook.claims import ledger
from resistbook.data import sources
from resistbook.data.sources import download
from resistbook.paths import CLAIMS
from resistbook.publish import build, executor, pages
from resistbook.publish.release import zip_file
from resistbook.results import store as results

PROGENY = sources.entry("progeny-debian", "progeny_human_top500.csv")
BODY = (Path(sources.__file__).parent / "bundled" / PROGENY.file).read_bytes()
SEED = 20261121
PATIENCE = 600
"""Seconds until a run counts as hung, on a machine however busy."""

IMPORTER = os.getpid()
HERE = Path(__file__).parent
pytestmark = pytest.mark.slow

processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload([__name__])


@pytest.fixture(scope="module", autouse=True)
def ready_processes():
    """Let processes be forked from one that has imported this module: then they start at once."""
    with pytest.MonkeyPatch.context() as patch:
        for folder in (HERE, HERE.parent / "support"):
            patch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
        forkserver.ensure_running()
        assert fault(is_forked) == ""
        yield


def is_forked() -> None:
    assert os.getpid() != IMPORTER, "this process had to import the module itself"


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until something is so, or has not become so on any machine that works."""
    ends = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < ends:
        time.sleep(0.001)


def killed(
    target: Callable,
    arguments: tuple,
    after: float = 0,
    *,
    once: Callable[[], bool] = lambda: True,
) -> None:
    """Run a function in a process of its own and kill it, if it still runs.

    It is killed some seconds after `once` is true of what it has done.
    """
    process = processes.Process(target=target, args=arguments)
    process.start()
    wait_until(lambda: once() or not process.is_alive())
    process.join(after)
    process.kill()
    process.join()


def run(target: Callable, *arguments: object, count: int = 1) -> list[int]:
    """Run a function in processes at once, wait, and return their exit codes."""
    started = [processes.Process(target=target, args=arguments) for _ in range(count)]
    for process in started:
        process.start()
    for process in started:
        process.join(PATIENCE)
    return [process.exitcode for process in started]


def fault(target: Callable, *arguments: object) -> str:
    """Run a function in a process of its own and return the error it ends with, or nothing."""
    here, there = processes.Pipe()
    run(_tell, there, target, arguments)
    return here.recv()


def _tell(there: Connection, target: Callable, arguments: tuple) -> None:
    try:
        target(*arguments)
    except Exception as error:
        there.send(f"{type(error).__name__}: {error}")
    else:
        there.send("")


def content(path: Path) -> bytes:
    """Return the bytes of a file that others may write, move or remove; none if it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def files_in(folder: Path) -> list[str]:
    """List all files, without the locks of the cache, which stay."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".locks" not in path.parts
    )


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Mount something on a folder, or skip the test where this user may not."""
    made = shutil.which("mount") and subprocess.run(
        ["mount", *options, str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("this user may not mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder one that cannot be written, for root too."""
    if os.geteuid():
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
        yield
        folder.chmod(stat.S_IRWXU)
    else:
        with mounted(folder, "--bind", "-o", "ro", str(folder)):
            remount = ["mount", "-o", "remount,bind,ro", str(folder)]
            subprocess.run(remount, check=True, capture_output=True)
            yield


# Fetching


def fetch(cache: Path, url: str, limit: int | None = None) -> None:
    """Fetch one file in this process."""
    os.environ |= {"RESISTBOOK_CACHE": str(cache), "NO_PROXY": "127.0.0.1"}
    os.environ.pop("RESISTBOOK_MIRROR", None)
    download.BACKOFF = 0.01
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sha256 = hashlib.sha256(BODY).hexdigest()
    download.obtain(
        sources.Entry("progeny", "weights.csv", len(BODY), sha256, (url,), "Apache-2.0")
    )


@pytest.fixture
def server():
    with sources_server.running() as script:
        yield script


def test_a_fetch_that_is_killed_at_any_moment_is_finished_by_the_next(server, tmp_path):
    chance = random.Random(SEED)
    slow = server.serve("/slow", Reply(BODY, seconds_a_chunk=0.005))
    kept = tmp_path / "progeny" / "weights.csv"
    part = kept.with_name("weights.csv.part")
    for _ in range(12):
        enough = len(content(part)) + chance.uniform(0, len(BODY) / 2)
        killed(fetch, (tmp_path, slow), once=lambda enough=enough: len(content(part)) >= enough)
        assert not kept.exists() or kept.read_bytes() == BODY
        if kept.exists() and chance.random() < 0.7:
            kept.unlink()
    kept.unlink(missing_ok=True)
    assert run(fetch, tmp_path, slow) == [0]
    assert kept.read_bytes() == BODY
    assert files_in(tmp_path) == ["progeny/weights.csv"]
    assert any(asked for asked in server.ranges_asked()), "no part was continued"


def test_a_network_that_is_lost_half_way_is_named_and_the_next_run_continues(server, tmp_path):
    url = server.serve(
        "/weights", *[Reply(BODY, cut_at=50_000)] + [Reply(status=503)] * 3, Reply(BODY)
    )
    told = fault(fetch, tmp_path, url)
    assert told.startswith("UnreachableError: progeny/weights.csv was found nowhere")
    assert "answered 503" in told
    assert "(attempts: 4)" in told
    assert fault(fetch, tmp_path, url) == ""
    assert server.ranges_asked() == [None, *["bytes=50000-"] * 4]
    assert files_in(tmp_path) == ["progeny/weights.csv"]


@pytest.mark.parametrize("limit", [0, 10_000, len(BODY) - 1])
def test_a_fetch_that_may_not_write_so_much_says_so_and_the_next_succeeds(server, tmp_path, limit):
    url = server.serve("/weights", Reply(BODY))
    told = fault(fetch, tmp_path, url, limit)
    assert told.startswith("CacheError: progeny/weights.csv: cannot write to the cache")
    assert "File too large" in told
    assert run(fetch, tmp_path, url) == [0]
    assert files_in(tmp_path) == ["progeny/weights.csv"]


def test_a_read_only_cache_serves_what_it_holds_and_is_named_for_what_it_lacks(
    server, tmp_path, monkeypatch
):
    url = server.serve("/weights", Reply(BODY))
    assert run(fetch, tmp_path, url) == [0]
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path))
    monkeypatch.delenv("RESISTBOOK_MIRROR", raising=False)
    sha256 = hashlib.sha256(BODY).hexdigest()
    with read_only(tmp_path):
        assert run(fetch, tmp_path, url) == [0]
        other = sources.Entry("progeny", "other.csv", len(BODY), sha256, (url,), "Apache-2.0")
        with pytest.raises(sources.CacheError, match=r"cannot write to the cache .*RESISTBOOK_CA"):
            download.obtain(other)
    download.obtain(other)
    assert files_in(tmp_path) == ["progeny/other.csv", "progeny/weights.csv"]


@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_a_part_of_any_date_is_continued_and_a_damaged_file_of_any_date_replaced(
    server, tmp_path, seconds
):
    url = server.serve("/weights", Reply(BODY))
    kept = tmp_path / "progeny" / "weights.csv"
    kept.parent.mkdir()
    kept.write_bytes(BODY[:-1] + b"?")
    part = kept.with_name("weights.csv.part")
    part.write_bytes(BODY[:4096])
    for path in (kept, part):
        os.utime(path, (seconds, seconds))
    assert run(fetch, tmp_path, url) == [0]
    assert kept.read_bytes() == BODY
    assert server.ranges_asked() == ["bytes=4096-"]
    assert files_in(tmp_path) == ["progeny/weights.csv"]


# The store


def a_step(name: str, number: int, rows: int = 300) -> results.Step:
    table = pd.DataFrame({"gene": [f"G{i}" for i in range(rows)], "n": number})

    def compute() -> pd.DataFrame:
        return table

    compute.analysis = files_in
    return results.Step(f"study/{name}", compute, ("survset",), ("gene",), 1e-6, ("numpy",), None)


def keep_recomputing(store: Path, name: str, seed: int, times: int | None) -> None:
    """Write a step again and again, each time with another number."""
    results.RESULTS = store
    for number in itertools.count(seed) if times is None else range(seed, seed + times):
        results.recompute(a_step(name, number))


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    return tmp_path


def test_a_store_write_that_is_killed_at_any_moment_leaves_whole_files(store):
    chance = random.Random(SEED)
    refused = 0
    for start in range(40):
        before = content(store / "manifest.json")
        killed(
            keep_recomputing,
            (store, "one", 1000 * start, None),
            chance.uniform(0, 0.05),
            once=lambda before=before: content(store / "manifest.json") != before,
        )
        assert set(results.manifest()) == {"results"}
        try:
            assert results.read("study/one")["n"].nunique() == 1
        except results.ResultError:
            refused += 1
    assert refused < 40, "no kill left table and manifest in agreement"
    assert run(keep_recomputing, store, "one", 7, 1) == [0]
    assert set(results.read("study/one")["n"]) == {7}
    assert files_in(store) == ["manifest.json", "study/one.csv"]


def test_steps_that_are_recomputed_at_once_are_all_in_the_manifest(store):
    started = [
        processes.Process(target=keep_recomputing, args=(store, name, 0, 15))
        for name in ("one", "two", "one")
    ]
    for process in started:
        process.start()
    for process in started:
        process.join(PATIENCE)
    assert [process.exitcode for process in started] == [0, 0, 0]
    for name in ("one", "two"):
        assert set(results.read(f"study/{name}")["n"]) == {14}
    assert files_in(store) == ["manifest.json", "study/one.csv", "study/two.csv"]


@pytest.mark.parametrize("limit", [0, 1, 700, 2000])
def test_a_disk_that_fills_up_leaves_the_store_as_it_was(store, limit):
    """The limit stops the table or, where that still fits, the manifest."""
    results.recompute(a_step("one", 1))
    before = {name: (store / name).read_bytes() for name in files_in(store)}
    assert "File too large" in fault(recompute_within, store, limit)
    after = {name: (store / name).read_bytes() for name in files_in(store)}
    assert after.keys() == before.keys()
    assert after["manifest.json"] == before["manifest.json"]
    assert run(keep_recomputing, store, "one", 2, 1) == [0]
    assert set(results.read("study/one")["n"]) == {2}


def recompute_within(store: Path, limit: int) -> None:
    results.RESULTS = store
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    results.recompute(a_step("one", 22))


def test_a_small_disk_that_is_full_keeps_the_old_table(tmp_path, monkeypatch):
    with mounted(tmp_path, "-t", "tmpfs", "-o", "size=16k", "tmpfs"):
        monkeypatch.setattr(results, "RESULTS", tmp_path)
        results.recompute(a_step("one", 1))
        with pytest.raises(OSError, match="No space left"):
            results.recompute(a_step("one", 1, rows=5000))
        assert files_in(tmp_path) == ["manifest.json", "study/one.csv"]
        assert len(results.read("study/one")) == 300
        results.recompute(a_step("one", 2))
        assert set(results.read("study/one")["n"]) == {2}


def test_a_table_dated_in_the_future_is_judged_by_its_bytes(store):
    results.recompute(a_step("one", 1))
    path = store / "study" / "one.csv"
    os.utime(path, (4_000_000_000, 4_000_000_000))
    assert set(results.read("study/one")["n"]) == {1}
    path.write_bytes(path.read_bytes().replace(b"G7,1", b"G7,2"))
    os.utime(path, (0, 0))
    with pytest.raises(results.ResultError, match="has been changed"):
        results.read("study/one")


# Any file that is written


def keep_writing(path: Path, letter: bytes, times: int | None) -> None:
    for size in itertools.cycle((50_000, 70_000)) if times is None else [50_000, 70_000] * times:
        files.write(path, letter * size)


def test_a_file_that_many_write_and_some_are_killed_over_is_always_one_of_theirs(tmp_path):
    chance = random.Random(SEED)
    path = tmp_path / "page.md"
    files.write(path, b"a" * 50_000)
    for _ in range(8):
        others = [
            processes.Process(target=keep_writing, args=(path, letter, 30))
            for letter in (b"a", b"b")
        ]
        for process in others:
            process.start()
        killed(keep_writing, (path, b"c", None), chance.uniform(0.02, 0.1))
        while any(process.is_alive() for process in others):
            found = path.read_bytes()
            assert len(set(found)) == 1
            assert len(found) in (50_000, 70_000)
        assert [process.exitcode for process in others] == [0, 0]
    files.write(path, b"d")
    assert files_in(tmp_path) == ["page.md"]


def test_what_a_killed_run_left_goes_even_where_nothing_has_to_be_written(tmp_path):
    page = tmp_path / "page.md"
    files.write(page, b"text")
    left = tmp_path / ".page.md.part"
    left.write_bytes(b"te")
    assert not files.write(page, b"text")
    assert files_in(tmp_path) == ["page.md"]


def write_pages(folder: Path) -> None:
    with patch.object(pages, "GENERATED", folder):
        pages.write_pages()


def test_pages_that_are_written_twice_at_once_are_whole(tmp_path):
    write_pages(tmp_path / "alone")
    (tmp_path / "both").mkdir()
    (tmp_path / "both" / ".claims.md.part").write_text("of a killed run")
    (tmp_path / "both" / "gone.md").write_text("of an older version")
    assert run(write_pages, tmp_path / "both", count=2) == [0, 0]
    alone, both = tmp_path / "alone", tmp_path / "both"
    assert files_in(both) == files_in(alone)
    assert all((both / name).read_bytes() == (alone / name).read_bytes() for name in files_in(both))


def keep_freezing(folder: Path) -> None:
    ledger.CLAIMS = folder
    while True:
        (folder / "frozen.json").unlink(missing_ok=True)
        ledger.freeze()


def test_a_freeze_that_is_killed_leaves_digests_that_can_be_read(tmp_path, monkeypatch):
    folder = tmp_path / "claims"
    shutil.copytree(CLAIMS, folder)
    chance = random.Random(SEED)
    for _ in range(4):
        killed(keep_freezing, (folder,), chance.uniform(0.5, 0.9))
        frozen = folder / "frozen.json"
        assert not frozen.exists() or json.loads(frozen.read_text())
    monkeypatch.setattr(ledger, "CLAIMS", folder)
    ledger.freeze()
    assert files_in(folder) == files_in(CLAIMS)


def pack(folder: Path) -> None:
    zip_file.write_zip(folder, site=folder / "site", results=folder / "site", version="1")


def test_a_zip_that_is_packed_twice_at_once_is_whole(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_bytes(BODY)
    (tmp_path / "site" / "manifest.json").write_text('{"results": {}}')
    assert run(pack, tmp_path, count=2) == [0, 0]
    name = "resistance-reproduced-1.zip"
    said = (tmp_path / f"{name}.sha256").read_text()
    assert said == f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n"
    assert files_in(tmp_path) == [name, f"{name}.sha256", "site/index.html", "site/manifest.json"]


# Notebooks

SCRIPT = """# %%
import os, pathlib, time
with pathlib.Path("kernels").open("a") as log:
    log.write(f"{os.getpid()} ")

# %%
for number in range(10):
    print(number, flush=True)
    time.sleep(0.05)
"""


def execute(script: Path) -> None:
    executor.KERNELS = script.parent / "kernel-files"
    executor.execute_notebook(script)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_an_execution_that_is_killed_leaves_the_old_notebook_and_no_kernel(tmp_path):
    chance = random.Random(SEED)
    script = tmp_path / "01_chapter.py"
    script.write_text(SCRIPT)
    notebook = script.with_suffix(".ipynb")
    assert run(execute, script) == [0]
    right = notebook.read_bytes()
    for text in (b"an older one", None, b"an older one", b"an older one"):
        notebook.unlink() if text is None else notebook.write_bytes(text)
        killed(execute, (script,), chance.uniform(0.2, 2.2))
        found = notebook.read_bytes() if notebook.exists() else None
        assert found in (text, right)
    log = tmp_path / "kernels"
    before = content(log)
    killed(execute, (script,), once=lambda: content(log) != before)
    assert run(execute, script) == [0]
    assert notebook.read_bytes() == right
    kernels = {int(pid) for pid in log.read_text().split()}
    wait_until(lambda: not any(map(alive, kernels)))
    assert not [pid for pid in kernels if alive(pid)]
    assert files_in(tmp_path) == ["01_chapter.ipynb", "01_chapter.py", "kernels"]


def test_a_notebook_that_is_executed_twice_at_once_is_whole(tmp_path):
    script = tmp_path / "01_chapter.py"
    script.write_text(SCRIPT)
    assert run(execute, script, count=2) == [0, 0]
    notebook = nbformat.read(script.with_suffix(".ipynb"), as_version=4)
    assert notebook.cells[1].outputs[0].text.split() == [str(number) for number in range(10)]
    assert files_in(tmp_path) == ["01_chapter.ipynb", "01_chapter.py", "kernels"]


def test_a_disk_that_fills_up_leaves_the_old_notebook(tmp_path, monkeypatch):
    with mounted(tmp_path, "-t", "tmpfs", "-o", "size=24k", "tmpfs"):
        monkeypatch.setattr(executor, "KERNELS", tmp_path / "kernel-files")
        script = tmp_path / "01_chapter.py"
        script.write_text("# %%\n1 + 1\n")
        executor.execute_notebook(script)
        old = script.with_suffix(".ipynb").read_bytes()
        script.write_text("# %%\nprint('long' * 5000)\n")
        with pytest.raises(OSError, match="No space left"):
            executor.execute_notebook(script)
        assert script.with_suffix(".ipynb").read_bytes() == old
        assert files_in(tmp_path) == ["01_chapter.ipynb", "01_chapter.py"]


# The build


def build_slowly(root: Path, seconds: float = 0) -> None:
    """Build a book whose notebooks and site are text, in steps that take so long."""

    def note(what: str) -> None:
        with (root / "log").open("a") as log:
            log.write(f"{what}\n")
        time.sleep(seconds)

    def execute(scripts: list[Path]) -> None:
        for script in scripts:
            note(script.stem)
            files.write(script.with_suffix(".ipynb"), script.read_bytes())

    def site(root: Path) -> None:
        note("site")
        (root / build.SITE).mkdir()
        for notebook in sorted(root.glob("notebooks/*.ipynb")):
            with (root / build.SITE / "index.html").open("ab") as page:
                page.write(notebook.read_bytes())
            time.sleep(seconds)
        note("built")

    with (
        patch.object(executor, "execute_notebooks", execute),
        patch.object(build, "write_pages", lambda: note("pages")),
        patch.object(build, "build_strictly", site),
    ):
        build.build(root)


@pytest.fixture
def book(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("01_a", "02_b"):
        (tmp_path / "notebooks" / f"{name}.py").write_text(f"{name}\n")
    return tmp_path


def log(book: Path) -> list[str]:
    return content(book / "log").decode().split()


def test_a_build_that_is_killed_at_any_step_is_finished_by_the_next(book):
    chance = random.Random(SEED)
    for begun in ("01_a", "02_b", "pages", "site"):
        (book / "log").unlink(missing_ok=True)
        killed(
            build_slowly,
            (book, 0.2),
            chance.uniform(0, 0.3),
            once=lambda begun=begun: begun in log(book),
        )
        assert "built" not in log(book), "the build ended before it was killed"
    assert not (book / build.BUILT).exists()
    assert run(build_slowly, book) == [0]
    assert (book / build.SITE / "index.html").read_text() == "01_a\n02_b\n"
    (book / "log").unlink()
    assert run(build_slowly, book) == [0]
    assert log(book) == []
    assert not [name for name in files_in(book) if name.endswith((".lock", ".part"))]


def test_two_builds_at_once_take_turns_and_the_second_finds_all_done(book):
    assert run(build_slowly, book, 0.2, count=2) == [0, 0]
    assert log(book) == ["01_a", "02_b", "pages", "site", "built"]


def test_a_disk_that_fills_up_leaves_no_stamp(book):
    with mounted(book, "-t", "tmpfs", "-o", "size=24k", "tmpfs"):
        (book / "notebooks").mkdir()
        script = book / "notebooks" / "01_a.py"
        script.write_text("a" * 10_000)
        with pytest.raises(OSError, match="No space left"):
            build_slowly(book)
        assert not (book / build.BUILT).exists()
        script.write_text("a")
        build_slowly(book)
        assert (book / build.SITE / "index.html").read_text() == "a"
