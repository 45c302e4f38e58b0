"""The README says what the ledger says, and names no address that nobody owns."""

import re

from resistbook.claims import ledger
from resistbook.claims.verdict import VERDICTS
from resistbook.claims.verdicts import judged
from resistbook.paths import ROOT
from resistbook.publish.pages.answer import headline

README = (ROOT / "README.md").read_text(encoding="utf-8")


def table_row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def test_it_opens_with_the_headline_of_the_front_page():
    assert headline().strip() in README


def test_its_matrix_has_every_claim_under_its_verdict_with_a_star_if_it_hangs():
    words = [word for word in VERDICTS if word in {one.decision.word for one in judged()}]
    rows = [table_row(["Study", *words]), table_row(["---"] * (len(words) + 1))]
    for study in ledger.ledgers():
        under: dict[str, list[str]] = {word: [] for word in words}
        for one in judged(study):
            found = one.decision
            hangs = found.firm is False and found.word != "undecided"
            name = f"{one.entry['id']}{'*' if hangs else ''}"
            under[found.word].append(name if one.counts else f"({name})")
        rows.append(table_row([ledger.study_name(study), *map(", ".join, under.values())]))
    assert "\n".join(rows) in README


def test_no_document_names_an_address_of_the_repository():
    names = ("README.md", "SECURITY.md", "CITATION.cff", "book/cite.md", "book/how_to_read.md")
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"github\.(com|io)/resistance", text), name
