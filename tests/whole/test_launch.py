"""A chapter run elsewhere: Binder has the lock, and the cells for Colab need nothing but it."""

import re
import subprocess
import sys

import pytest

from resistbook.paths import BOOK, ROOT
from resistbook.publish.sphinx.addresses import theme_options

TEXT = (BOOK / "how_to_read.md").read_text(encoding="utf-8")
CELLS = re.findall(r"^```ipython\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)

FIRST_LINES = """
from pathlib import Path
import resistbook
from resistbook.studies import keikha2021
assert Path(resistbook.__file__).is_relative_to({folder!r}), resistbook.__file__
print(len(keikha2021.relapse_meta()))
"""


def test_binder_has_a_button_and_colab_a_link_beside_the_cells_that_it_needs():
    buttons = theme_options("https://github.com/a/b")["launch_buttons"]
    assert buttons["binderhub_url"] == "https://mybinder.org"
    assert not buttons.get("colab_url")
    assert theme_options("")["launch_buttons"] == {}
    beside = (BOOK / "_templates" / "chapter-files.html").read_text(encoding="utf-8")
    link = next(line for line in beside.splitlines() if "On Colab" in line)
    assert "#colab" in link
    assert "(colab)=" in TEXT


def test_the_cells_for_colab_clone_the_repository_and_install_its_lock():
    assert len(CELLS) == 2
    fetch, use = CELLS
    assert "git clone -q --depth 1 ADDRESS /content/book\n" in fetch
    assert "install -q -r /content/book/requirements.lock\n" in fetch
    assert 'sys.path.insert(0, "/content/book/src")' in use


@pytest.mark.slow
def test_after_the_cells_for_colab_a_chapter_finds_package_and_tables(tmp_path):
    folder = tmp_path / "book"
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{ROOT}", str(folder)]
    if subprocess.run(clone, check=False, capture_output=True).returncode:
        pytest.skip("not a git checkout: it cannot be cloned")
    path, change = CELLS[1].replace("/content/book", str(folder)).splitlines()
    enter = f"import os; os.chdir({change.removeprefix('%cd ')!r})"
    code = "\n".join([path, enter, FIRST_LINES.format(folder=str(folder))])
    run = [sys.executable, "-I", "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000
