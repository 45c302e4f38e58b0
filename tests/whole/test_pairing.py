"""Every chapter: the committed notebook is its script, executed; nothing is written here."""

import re
import subprocess

import nbformat
import pytest
import yaml

from resistbook.paths import NOTEBOOKS, ROOT
from resistbook.publish.executor import as_text, pairing_difference, read_script

CHAPTERS = sorted(NOTEBOOKS.glob("*.ipynb"))
chapter = pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)


def test_every_script_has_its_notebook_and_every_notebook_its_script_and_place_in_the_book():
    notebooks = {path.stem for path in CHAPTERS}
    assert notebooks
    assert {path.stem for path in NOTEBOOKS.glob("*.py")} == notebooks
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    assert {file.split("/")[1] for file in listed if file.startswith("notebooks/")} == notebooks


@chapter
def test_the_notebook_says_what_its_script_says(path):
    assert pairing_difference(path) == ""


@chapter
def test_the_notebook_is_as_the_executor_writes_it(path):
    notebook = nbformat.read(path, as_version=4)
    fresh = read_script(path.with_suffix(".py"))
    assert notebook.metadata == fresh.metadata
    assert [cell.id for cell in notebook.cells] == [cell.id for cell in fresh.cells]
    assert path.read_text(encoding="utf-8") == as_text(notebook)


@chapter
def test_every_code_cell_was_run_in_order_from_a_fresh_kernel(path):
    cells = nbformat.read(path, as_version=4).cells
    counts = [cell.execution_count for cell in cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))


@chapter
def test_no_cell_uses_a_magic_which_a_test_run_would_pass_over(path):
    cells = nbformat.read(path, as_version=4).cells
    magic = re.compile(r"^\s*[%!]", re.MULTILINE)
    assert not [
        cell.source for cell in cells if cell.cell_type == "code" and magic.search(cell.source)
    ]


def test_where_nothing_else_has_changed_the_executed_notebooks_are_the_committed_ones():
    """`make` has executed them before this runs, so an output edited by hand stands out here."""
    status = subprocess.run(
        ["git", "-C", str(ROOT), "status", "--porcelain", "notebooks", "src", "results", "claims"],
        capture_output=True,
        text=True,
        check=False,
    )
    if status.returncode:
        pytest.skip("not a git checkout: what is committed cannot be told")
    changed = [line[3:] for line in status.stdout.splitlines()]
    outputs = [name for name in changed if name.endswith(".ipynb")]
    if len(outputs) < len(changed):
        pytest.skip(f"not committed yet: {changed[0]}")
    assert outputs == []


@chapter
def test_no_code_cell_is_longer_than_a_reader_likes(path):
    cells = nbformat.read(path, as_version=4).cells
    lines = [len(cell.source.splitlines()) for cell in cells if cell.cell_type == "code"]
    assert max(lines) <= 15
