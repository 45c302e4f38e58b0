"""A chapter says how long it takes, how to run it and how to cite it, and its code is folded."""

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from docutils.core import publish_doctree

from resistbook.claims import ledger
from resistbook.data.sources import registry
from resistbook.publish.sphinx import chapter_head
from resistbook.results import store

PAGE = "notebooks/04_trastuzumab_cyclin_e"
LINKS = {name: f"../{name}.html" for name in ("book/cite", "book/how_to_read")} | {
    "book/generated/reproducibility": "../book/generated/reproducibility.html"
}
REPOSITORY = "https://a.example/owner/some-book"


def shown(study: str | None = "scaltriti2011", repository: str = REPOSITORY) -> BeautifulSoup:
    text = chapter_head.head(PAGE, "Cells & <drugs>", 12, study, repository, LINKS)
    return BeautifulSoup(text, "html.parser")


def cell(hide_mode: str | None) -> nodes.container:
    return nodes.container(
        nb_element="cell_code", **({"hide_mode": hide_mode} if hide_mode else {})
    )


@pytest.mark.parametrize(
    ("asked", "folded"),
    [(None, "input"), ("output", "input+output"), ("input", "input"), ("all", "all")],
)
def test_the_code_of_every_cell_is_folded(asked, folded):
    page = publish_doctree("Words.")
    page += cell(asked)
    chapter_head.fold_code(page)
    assert page[-1]["hide_mode"] == folded


def test_reading_time_counts_prose_and_neither_code_nor_tables():
    prose = " ".join(["word"] * chapter_head.WORDS_A_MINUTE)
    code = "\n\n::\n\n   " + " ".join(["code"] * 1500)
    table = "\n\n=====  =====\na      b\n=====  =====\n" + "one    two\n" * 900 + "=====  =====\n"
    page = publish_doctree(f"{prose}\n\n{prose}{code}{table}")
    assert chapter_head.minutes_to_read(page) == 2


def test_what_a_study_takes_is_read_from_manifest_receipt_and_registry():
    results = {
        "one/a": {"sources": {"transneo/x": "0", "neve2006/y": "0"}, "seconds": 100.0},
        "one/b": {"sources": {"transneo/x": "0"}, "seconds": 7.0},
        "two/c": {"sources": {"gdsc/z": "0"}, "seconds": 9.0},
    }
    file = registry().iloc[0]
    results["one/b"]["sources"] = {f"{file['source']}/{file['file']}": "0"}
    timed = {"results": [{"key": "one/a", "seconds": 3.0}]}
    tables, files, size, seconds = chapter_head.raw_files("one", results, timed)
    assert (tables, files, size) == (2, 1, file["bytes"])
    assert seconds == 3.0 + 7.0
    assert chapter_head.raw_files("one", results, None)[3] == 107.0


@pytest.mark.parametrize("study", ledger.ledgers())
def test_every_study_reads_raw_files(study):
    tables, files, size, seconds = chapter_head.raw_files(study, store.manifest()["results"], None)
    assert min(tables, files, size, seconds) > 0


def test_the_box_says_how_to_get_and_run_the_chapter_and_that_the_notebook_needs_the_package():
    box = shown().select_one("details")
    code = "\n".join(pre.text for pre in box("pre"))
    assert box.summary.text == "Run this chapter"
    assert f"git clone {REPOSITORY}\ncd some-book\nmake environment" in code
    assert f".venv/bin/resistbook execute {PAGE}.py" in code
    assert f"jupyter lab {PAGE}.ipynb" in code
    assert "RESISTBOOK_RESULTS=verify" in code
    assert " MB, fetched if not there" in box.text
    assert "needs the package resistbook" in box.text
    assert box.select_one("a[href$='#rerun']")


def test_without_a_repository_nothing_is_cloned_and_nothing_names_one():
    page = shown(repository="")
    assert "git clone" not in page.text
    assert "://" not in page.text
    assert "make environment" in page.text


def test_a_chapter_that_re_tests_no_study_computes_nothing_from_raw_files():
    page = shown(study=None)
    assert "RESISTBOOK_RESULTS" not in page.text
    assert "raw files" not in page.text


def test_the_citation_names_the_chapter_the_version_and_the_study():
    _, box = shown()("details")
    assert box.summary.text == "Cite this chapter"
    assert "Cells & <drugs>. Chapter 4 of Resistance, Reproduced, version " in box.text
    assert "Scaltriti 2011" in box.text


def test_a_chapter_says_when_its_tables_were_last_recomputed():
    link = shown().select_one(".chapter-facts a")
    assert link["href"].endswith("reproducibility.html#the-last-recomputation")
    day, month, year = link.text.split()
    assert day.isdigit()
    assert month.isalpha()
    assert year.isdigit()
