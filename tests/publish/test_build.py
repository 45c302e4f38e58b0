"""What `resistbook build` does again, by what files hold, and what it leaves alone."""

import functools
import os
from pathlib import Path

import pytest

from resistbook.cli import main
from resistbook.publish import build, executor

BUILT = ["pages", "site"]
CHAPTERS = ("notebooks/01_a", "notebooks/02_b")


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of two chapters, whose steps only note that they were taken."""
    for name in (
        *(f"{chapter}.py" for chapter in CHAPTERS),
        "src/resistbook/module.py",
        "claims/study.yml",
        "results/manifest.json",
        "results/receipt.json",
        "results/study/table.csv",
        "book/page.md",
        *build.SETTINGS,
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"{name}\n")
    log = []

    def execute(scripts):
        log.extend(script.stem for script in scripts)
        table = (tmp_path / "results/study/table.csv").read_text()
        for script in scripts:
            script.with_suffix(".ipynb").write_text(script.read_text() + table)

    def site(root):
        log.append("site")
        (root / build.SITE).mkdir(parents=True)

    monkeypatch.setattr(executor, "execute_notebooks", execute)
    monkeypatch.setattr(build, "write_pages", lambda: log.append("pages"))
    monkeypatch.setattr(build, "build_strictly", site)

    def done() -> list[str]:
        log.clear()
        build.build(tmp_path)
        return list(log)

    done()
    return done


def edit(root: Path, name: str, text: str = "changed\n") -> None:
    path = root / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def test_the_first_build_runs_every_chapter_and_the_next_has_nothing_to_do(tmp_path, book):
    (tmp_path / build.EXECUTED).unlink()
    (tmp_path / build.BUILT).unlink()
    assert book() == ["01_a", "02_b", *BUILT]
    assert book() == []


@pytest.mark.parametrize(
    "name",
    [
        "src/resistbook/module.py",
        "src/resistbook/new.py",
        "claims/study.yml",
        "results/manifest.json",
        "results/study/table.csv",
        "requirements.lock",
        "pyproject.toml",
    ],
)
def test_what_any_notebook_may_read_has_every_chapter_run(tmp_path, book, name):
    edit(tmp_path, name)
    assert book() == ["01_a", "02_b", *BUILT]
    assert book() == []


@pytest.mark.parametrize(
    "name",
    ["results/receipt.json", "book/page.md", "book/new/page.md", "_config.yml", "_toc.yml"],
)
def test_what_only_the_site_shows_has_no_chapter_run(tmp_path, book, name):
    edit(tmp_path, name)
    assert book() == BUILT
    assert book() == []


def test_a_changed_chapter_runs_alone_as_does_one_whose_outputs_were_edited_or_lost(tmp_path, book):
    edit(tmp_path, "notebooks/01_a.py")
    assert book() == ["01_a", *BUILT]
    notebook = tmp_path / "notebooks/02_b.ipynb"
    right = notebook.read_text()
    notebook.write_text(right.replace("b", "c"))
    assert book() == ["02_b"]
    assert notebook.read_text() == right
    notebook.unlink()
    assert book() == ["02_b"]
    assert notebook.read_text() == right
    edit(tmp_path, "notebooks/03_c.py")
    assert book() == ["03_c", *BUILT]


@pytest.mark.parametrize(
    ("gone", "done"),
    [
        (["notebooks/02_b.py", "notebooks/02_b.ipynb"], BUILT),
        (["claims/study.yml"], ["01_a", "02_b", *BUILT]),
        (["book/page.md"], BUILT),
    ],
)
def test_what_has_gone_is_noticed(tmp_path, book, gone, done):
    for name in gone:
        (tmp_path / name).unlink()
    assert book() == done
    assert book() == []


def test_a_site_that_was_removed_is_built_again(tmp_path, book):
    (tmp_path / build.SITE).rmdir()
    assert book() == BUILT


@pytest.mark.parametrize("name", ["results/study/table.csv", "book/page.md"])
@pytest.mark.parametrize("seconds", [0, 4_000_000_000])
def test_a_file_is_judged_by_what_it_holds_whatever_its_date_says(tmp_path, book, name, seconds):
    path = tmp_path / name
    os.utime(path, (seconds, seconds))
    assert book() == []
    same_length = path.read_text().swapcase()
    path.write_text(same_length)
    os.utime(path, (seconds, seconds))
    assert book()[-2:] == BUILT


@pytest.mark.parametrize(
    "name",
    [
        "book/generated/claims.md",
        "src/resistbook/__pycache__/module.pyc",
        "notebooks/.ipynb_checkpoints/01_a.ipynb",
        "results/manifest.lock",
        "results/study/.table.csv.part",
        "tests/test_module.py",
        "README.md",
    ],
)
def test_what_is_derived_or_passing_or_not_shown_is_left_alone(tmp_path, book, name):
    edit(tmp_path, name)
    assert book() == []


def test_a_file_that_is_edited_during_the_build_is_out_of_date_afterwards(
    tmp_path, book, monkeypatch
):
    monkeypatch.setattr(build, "write_pages", lambda: edit(tmp_path, "notebooks/01_a.py", "later"))
    edit(tmp_path, "book/page.md")
    assert book() == ["site"]
    monkeypatch.undo()
    assert build.changed(tmp_path / build.BUILT, build.digests(tmp_path)) == {"notebooks/01_a.py"}


def test_a_build_that_fails_leaves_no_stamp_and_chapters_that_ran_are_kept(
    tmp_path, book, monkeypatch
):
    def fails(root):
        raise build.BuildError("the strict build failed")

    edit(tmp_path, "claims/study.yml")
    with monkeypatch.context() as broken:
        broken.setattr(build, "build_strictly", fails)
        with pytest.raises(build.BuildError):
            book()
    assert not (tmp_path / build.BUILT).exists()
    assert book() == BUILT


def test_a_chapter_that_fails_stops_the_build_and_runs_again(tmp_path, book, monkeypatch):
    def fails(scripts):
        raise executor.NotebookError(f"{scripts[0].name}, cell 2, failed")

    edit(tmp_path, "notebooks/01_a.py")
    with monkeypatch.context() as broken:
        broken.setattr(executor, "execute_notebooks", fails)
        with pytest.raises(executor.NotebookError):
            book()
    assert book() == ["01_a", *BUILT]


def test_the_command_builds_and_says_where_the_site_is_or_why_there_is_none(
    tmp_path, book, monkeypatch, capsys
):
    def fails():
        raise build.BuildError("mend each warning")

    monkeypatch.setattr(build, "build", functools.partial(build.build, tmp_path))
    assert main.main(["build"]) == 0
    assert "Open _build/html/index.html" in capsys.readouterr().out
    edit(tmp_path, "book/page.md")
    monkeypatch.setattr(build, "write_pages", fails)
    assert main.main(["build"]) == 1
    assert capsys.readouterr().err == "resistbook: mend each warning\n"


def test_a_warning_of_jupyter_book_stops_the_build(tmp_path):
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    (tmp_path / "_config.yml").write_text("title: A book\n")
    (tmp_path / "index.md").write_text("# A book\n\n[](nowhere.md)\n")
    with pytest.raises(build.BuildError, match="mend each warning above"):
        build.build_strictly(tmp_path)
