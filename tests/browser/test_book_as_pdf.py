"""The PDF of the book as it is printed: whole, of a size to be read, and true to the ledger."""

import os
import re
import shutil
import subprocess

import pytest

from resistbook.claims import ledger
from resistbook.claims.verdicts import judged
from resistbook.files import locked
from resistbook.paths import ROOT, SITE
from resistbook.publish.release import pdf

PAGES = range(120, 280)
WIDTH = 595
"""That of A4, in points."""
EDGE = 30
"""Points at either side in which no word stands."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not pdf.browser(), reason="no Chromium; Debian: apt-get install chromium"),
    pytest.mark.skipif(
        not shutil.which("pdftotext"), reason="no pdftotext; Debian: apt-get install poppler-utils"
    ),
    pytest.mark.skipif(not SITE.is_dir(), reason="the site is not built; run `make book`"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """Make the PDF, once for all workers."""
    own = tmp_path_factory.getbasetemp()
    target = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "book.pdf"
    with locked(target.with_suffix(".lock")):
        return target if target.exists() else pdf.write_pdf(target, pdf.browser(), 0)


def told(book, *options: str) -> str:
    run = ["pdftotext", *options, str(book), "-"]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def text(book):
    return " ".join(told(book, "-layout").split())


def test_it_has_the_title_of_every_chapter(text):
    for study in ledger.ledgers():
        script = (ROOT / f"{ledger.ledger(study)['chapter']}.py").read_text(encoding="utf-8")
        title = next(line for line in script.splitlines() if line.startswith("# # "))
        assert title.removeprefix("# # ") in text


def test_it_gives_a_claim_its_verdict_and_the_evidence(text):
    one = next(one for one in judged("scaltriti2011") if one.entry["id"] == "S2")
    first = one.decision.word.split()[0]
    assert re.search(rf"\bS2\b.{{0,60}}= {first}", text)
    assert " ".join(one.decision.primary.evidence.split()[:6]) in text


def test_its_formulas_are_typeset_and_its_code_is_left_out(text):
    assert "\\frac" not in text
    assert "Show code" not in text


def test_the_head_of_a_table_stands_on_each_of_its_pages(book):
    pages = told(book, "-layout").split("\f")
    assert sum("data needed" in page for page in pages) > 1


def test_no_word_runs_into_the_edge_and_the_pages_are_not_too_many(book):
    pages = told(book, "-bbox").split("<page ")[1:]
    assert len(pages) in PAGES
    for number, page in enumerate(pages, start=1):
        for left, right, word in re.findall(r'xMin="(.*?)".*? xMax="(.*?)".*?>(.*?)<', page):
            assert EDGE < float(left) <= float(right) < WIDTH - EDGE, (number, word)


def test_its_links_lead_into_the_book_or_to_the_network(book):
    addresses = re.findall(rb"/URI \(([^)]*)", book.read_bytes())
    assert addresses
    assert {address.split(b":")[0] for address in addresses} <= {b"http", b"https"}
