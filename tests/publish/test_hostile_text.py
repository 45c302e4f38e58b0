"""Text of data that tries to become markup, through a whole build: shown as it is, run nowhere."""

import json

import hostile_book
import pytest
from bs4 import BeautifulSoup
from hostile_book import EVIL, STUDY

from resistbook.publish import explorer, published_ledger
from resistbook.publish.sphinx import content_security, search_index

PAGES = {
    "book/generated/claims": 2 * 6,
    "book/generated/data": 4 + 1,
    f"book/generated/tables_{STUDY}": 2 + 1,
    "book/generated/benchmarks": 4,
    "notebooks/01_chapter": 2 + 1 + 1,
    "titled": 1,
}
"""Each page, and how often its text must show the hostile text."""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return hostile_book.build(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_is_shown_as_it_is_and_makes_no_element(book, name):
    page = BeautifulSoup((book[0] / f"{name}.html").read_text(encoding="utf-8"), "html.parser")
    article = page.select_one("article")
    assert article.text.count(EVIL) >= PAGES[name]
    for image in article.select("img"):
        assert image["src"] != "x"
        assert "a.example" not in image["src"]
    for link in article.select("a[href]"):
        assert not link["href"].strip().lower().startswith("javascript:")
    assert not article.select("script:not([src]), i, b")
    assert content_security.running(str(article)) == []


def test_hostile_text_leaves_no_role_or_substitution_to_complain_of(book):
    ours = ("not readable", "cross-reference target", "undefined label", "bibtex key", "careless")
    assert [line for line in book[1] if not any(words in line for words in ours)] == []


def test_an_authors_own_slip_of_markup_that_would_run_fails_a_strict_build(book):
    assert [line for line in book[1] if "careless" in line and "holds a script, 'alert(1)'" in line]


def test_the_search_index_holds_hostile_titles_as_data(book):
    script = (book[0] / search_index.SCRIPT).read_text(encoding="utf-8")
    held = json.loads(script.removeprefix("window.bookSearch=").removesuffix(";\n"))
    titles = {title for *_, places in held["pages"] for _, title, *_ in places}
    assert hostile_book.TITLE in titles
    assert not [name for name in search_index.UNUSED if (book[0] / "_static" / name).exists()]


def test_hostile_verdicts_stay_text_in_claims_json_and_are_no_badge():
    whole = json.loads(published_ledger.as_json(hostile_book.claims()))
    assert [claim["evidence"] for claim in whole["studies"][0]["claims"]] == [EVIL, EVIL]
    with pytest.raises(ValueError, match="is no verdict"):
        published_ledger.badge("Keikha 2021", {EVIL: 1})


def test_a_hostile_title_stays_text_in_a_badge():
    drawn = BeautifulSoup(published_ledger.badge(EVIL, {"consistent": 1}), "html.parser")
    assert drawn.svg["aria-label"] == f"{EVIL}: 1 consistent"
    assert drawn.find("text").text == EVIL
    assert content_security.running(str(drawn)) == []
    assert not drawn.select("img, script, a")


def test_what_does_not_look_like_a_symbol_is_no_gene_of_the_explorer(monkeypatch):
    number, _, analysis = next(explorer.analyses())
    table = explorer.kept(analysis.table).head(3).copy()
    table["gene"] = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "ESR1"]
    monkeypatch.setattr(explorer, "kept", lambda key: table)
    monkeypatch.setattr(explorer, "analyses", lambda: iter([(number, None, analysis)]))
    assert list(explorer.rows_by_gene()) == ["ESR1"]
