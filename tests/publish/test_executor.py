"""The executor: what it refuses, and that it always writes the same bytes."""

import http.server
import threading
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from resistbook.cli import main
from resistbook.publish import executor as execution
from resistbook.publish.executor import (
    NotebookError,
    execute_notebook,
    execute_notebooks,
    pairing_difference,
    read_script,
)

HEADER = """\
# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
"""


@pytest.fixture
def script(tmp_path):
    def write(*cells: str, name: str = "01_chapter") -> Path:
        path = tmp_path / f"{name}.py"
        path.write_text(HEADER + "".join(f"\n# %%\n{cell}\n" for cell in cells))
        return path

    return write


def outputs(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


@contextmanager
def web_server():
    class Quiet(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"reached")

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_failing_cell_fails_the_run_and_is_named_with_its_number_and_source(script):
    path = script("answer = 6 * 7", "answer / 0")
    with pytest.raises(NotebookError) as refused:
        execute_notebook(path)
    message = str(refused.value)
    assert "01_chapter.py, cell 2, failed" in message
    assert "ZeroDivisionError" in message
    assert message.endswith("--- source of cell 2 ---\nanswer / 0")


def test_a_failing_cell_makes_the_command_line_exit_with_an_error(script, capsys):
    assert main.main(["execute", str(script("answer / 0"))]) == 1
    assert "NameError" in capsys.readouterr().err


@pytest.mark.slow
def test_a_failed_run_leaves_the_published_notebook_as_it_was(script):
    execute_notebook(script("1 + 1"))
    path = script("1 / 0")
    published = path.with_suffix(".ipynb").read_bytes()
    with pytest.raises(NotebookError):
        execute_notebook(path)
    assert path.with_suffix(".ipynb").read_bytes() == published


REFUSED = {
    "import sys\nprint('noise', file=sys.stderr)": "wrote to stderr:\nnoise",
    "import warnings\nwarnings.warn('old')": "wrote to stderr",
    "object()": "shows a memory address",
    "from resistbook.paths import ROOT\nprint(ROOT)": "shows a path of this machine",
}


def test_a_cell_that_cannot_be_published_is_refused(script):
    path = script("1 + 1", *REFUSED)
    notebook = read_script(path)
    with pytest.raises(NotebookError, match=r"01_chapter\.py, cell 2, wrote to stderr:\nnoise"):
        execution.run(notebook, path, "stored")
    assert [cell.source for cell in notebook.cells[1:]] == list(REFUSED)
    for cell, fault in zip(notebook.cells, [None, *REFUSED.values()], strict=True):
        found = execution.fault(cell)
        assert found is fault is None or found.startswith(fault)


@pytest.mark.slow
def test_a_kernel_that_dies_is_named_with_the_cell(script):
    with pytest.raises(NotebookError, match=r"01_chapter\.py, cell 1, failed: Kernel died"):
        execute_notebook(script("import os\nos._exit(1)"))


@pytest.mark.slow
def test_a_cell_that_hangs_is_stopped_and_named(script, monkeypatch):
    monkeypatch.setattr(execution, "STORED_CELL_SECONDS", 10)
    with pytest.raises(NotebookError, match=r"(?s)cell 2, failed.*timed out"):
        execute_notebook(script("1 + 1", "import time\ntime.sleep(600)"))


@pytest.mark.slow
def test_a_second_run_writes_the_same_bytes(script):
    path = script(
        "import time\nimport matplotlib.pyplot as plt\nimport pandas as pd",
        "for word in {'relapse', 'resistance', 'recurrence'}:\n"
        "    print(word, flush=True)\n    time.sleep(0.05)",
        "pd.DataFrame({'gene': ['ESR1', 'PGR'], 'effect': [0.1, -2.5]})",
        "figure, axes = plt.subplots()\n_ = axes.plot([0, 1], [1, 0])",
        "1 + 1",
        "1 + 1",
    )
    assert execute_notebook(path).changed
    first = path.with_suffix(".ipynb").read_bytes()
    assert not execute_notebook(path).changed
    assert path.with_suffix(".ipynb").read_bytes() == first
    assert b"image/png" in first


def test_the_notebook_keeps_no_version_time_or_kernel_of_this_machine(script):
    path = script("1 + 1")
    execute_notebook(path)
    notebook = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    assert notebook.metadata == {
        "jupytext": {
            "formats": "ipynb,py:percent",
            "text_representation": {"extension": ".py", "format_name": "percent"},
        },
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "pygments_lexer": "ipython3"},
    }
    assert notebook.cells[0].metadata == {}


def test_cells_keep_their_ids_when_another_is_put_before_them(script):
    before = [cell.id for cell in read_script(script("a = 1", "a", "a")).cells]
    after = [cell.id for cell in read_script(script("import os", "a = 1", "a", "a")).cells]
    assert after[1:] == before
    assert len(set(after)) == 4


def test_the_kernel_runs_in_the_folder_of_the_notebook_with_one_thread_and_a_fixed_hash(script):
    path = script(
        "import os\nfrom pathlib import Path\n"
        "print(Path('01_chapter.py').exists(), os.environ['PYTHONHASHSEED'], "
        "os.environ['OMP_NUM_THREADS'], os.environ['RESISTBOOK_RESULTS'])"
    )
    execute_notebook(path)
    assert outputs(path)[0].text == "True 0 1 stored\n"


def test_start_up_files_of_the_user_are_not_run(script, tmp_path, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("answer = 42\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with pytest.raises(NotebookError, match="NameError"):
        execute_notebook(script("answer"))


@pytest.mark.slow
def test_stored_mode_reaches_no_network_and_verify_does(script):
    fetch = (
        "from urllib.error import URLError\nfrom urllib.request import urlopen\n"
        "try:\n    print(urlopen('{}').read().decode())\n"
        "except URLError as error:\n    print(type(error.reason).__name__)"
    )
    with web_server() as address:
        path = script(fetch.format(address))
        execute_notebook(path, "stored")
        assert outputs(path)[0].text == "ConnectionRefusedError\n"
        execute_notebook(path, "recompute")
        assert outputs(path)[0].text == "reached\n"


def test_verify_writes_no_notebook(script):
    path = script("1 + 1")
    assert not execute_notebook(path, "verify").changed
    assert not path.with_suffix(".ipynb").exists()


def test_every_notebook_is_reported_with_its_seconds(script, capsys):
    paths = [script("1"), script("2", name="02_chapter").with_suffix(".ipynb")]
    done = execute_notebooks(paths)
    assert [execution.notebook.name for execution in done] == [
        "01_chapter.ipynb",
        "02_chapter.ipynb",
    ]
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("/2] ")[0] for line in lines] == ["[1", "[2"]
    told = sorted(line.split("] ")[1] for line in lines)
    assert told[1].startswith("02_chapter (stored): ")
    assert told[1].endswith(" s, rewritten")


def test_once_a_notebook_fails_no_other_is_begun(script, monkeypatch):
    monkeypatch.setattr(execution, "AT_ONCE", 1)
    paths = [script("1 / 0"), script("2", name="02_chapter")]
    with pytest.raises(NotebookError, match="ZeroDivisionError"):
        execute_notebooks(paths)
    assert not paths[1].with_suffix(".ipynb").exists()


def test_a_script_that_is_not_there_and_a_mode_that_is_none_are_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"09_none\.py"):
        execute_notebooks([tmp_path / "09_none.ipynb"])
    with pytest.raises(ValueError, match="'fast' is none of stored, verify, recompute"):
        execute_notebooks([], mode="fast")


def test_pairing_shows_what_differs_between_script_and_notebook(script):
    path = script("1 + 1")
    execute_notebook(path)
    assert pairing_difference(path.with_suffix(".ipynb")) == ""
    script("1 + 2")
    difference = pairing_difference(path.with_suffix(".ipynb"))
    assert "-1 + 2" in difference
    assert "+1 + 1" in difference
