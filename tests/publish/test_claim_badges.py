"""Headings of chapters show the claims that their sections decide."""

import re

import pytest
from bs4 import BeautifulSoup

from resistbook.claims import ledger
from resistbook.claims.verdicts import judged
from resistbook.paths import BOOK
from resistbook.publish.pages.answer import answer_section, headline
from resistbook.publish.pages.policy import error_rates, seen_before
from resistbook.publish.sphinx.claim_badges import badge_headings, chapter_badges

HEADING = '<h2>{}<a class="headerlink" href="#x">#</a></h2>'


def test_a_badge_stands_in_the_last_heading_before_its_anchor():
    body = (
        f'{HEADING.format("One")}<p>a</p>{HEADING.format("Two")}<span id="cell-a"></span>'
        f'{HEADING.format("Three")}<span id="cell-b"></span>'
    )
    shown = BeautifulSoup(
        badge_headings(body, {"cell-a": ["<a>A</a>"], "cell-b": ["<a>B</a>", "<a>C</a>"]}),
        "html.parser",
    )
    assert [
        [link.text for link in heading.select(".claim-badges a")] for heading in shown("h2")
    ] == [
        [],
        ["A"],
        ["B", "C"],
    ]


def test_an_anchor_that_the_page_does_not_have_changes_nothing():
    body = HEADING.format("One")
    assert badge_headings(body, {"cell-a": ["<a>A</a>"]}) == body


@pytest.mark.parametrize("study", ledger.ledgers())
def test_every_claim_that_a_table_decides_has_a_badge_in_its_chapter(study):
    badges = chapter_badges(study, "claims.html").values()
    shown = " ".join(badge for group in badges for badge in group)
    for entry in ledger.ledger(study)["claims"]:
        assert (f">{entry['id']} " in shown) == ("result" in entry), entry["id"]


def test_the_front_page_shows_each_claim_once_with_its_verdict_and_a_sentence_a_study():
    page = BeautifulSoup(answer_section(), "html.parser")
    cells = page.select(".answers a.verdict")
    claims = judged()
    assert [cell.text for cell in cells] == [one.entry["id"] for one in claims]
    for cell, one in zip(cells, claims, strict=True):
        assert f"verdict-{one.decision.word.replace(' ', '-')}" in cell["class"]
        assert ("firm" in cell["class"]) == bool(one.decision.firm)
        assert ("hangs" in cell["class"]) == (one.decision.firm is False)
        assert ("aside" in cell["class"]) != one.counts
        assert cell["aria-label"].startswith(f"{one.entry['id']}, {one.entry['plain']}: ")
        assert one.decision.word in cell["title"]
    said = [text.text for text in page.select(".said")]
    assert said == [ledger.ledger(study)["answer"] for study in ledger.ledgers()]


def test_the_headline_counts_facts_and_no_entry_twice():
    facts = [one for one in judged() if one.counts]
    testable = [one for one in facts if one.decision.word != "not testable"]
    assert f"{len(facts)} facts are claimed; {len(testable)} can be tested" in headline()
    counted = re.search(r"public data: (.*?)\*\*", headline())[1]
    assert sum(map(int, re.findall(r"\d+", counted))) == len(testable)


def test_the_headline_says_how_many_verdicts_hang():
    decided = [
        one.decision
        for one in judged()
        if one.counts and one.decision.word not in ("undecided", "not testable")
    ]
    hanging = [found for found in decided if found.qualifier.startswith("hangs")]
    assert f"Of the {len(decided)} decided, {len(hanging)} hang on" in headline()


def test_no_paragraph_of_the_front_page_is_long():
    own = (BOOK / "index.md").read_text(encoding="utf-8").split("\n\n")
    made = [text.text for text in BeautifulSoup(answer_section(), "html.parser")("p")]
    assert [text for text in [*own, *made, headline()] if len(text.split()) > 60] == []


def test_what_came_out_of_all_studies_is_read_in_half_a_minute():
    answers = [ledger.ledger(study)["answer"] for study in ledger.ledgers()]
    assert [text for text in answers if not re.fullmatch(r"[^.?!]+\.", text)] == []
    assert sum(len(text.split()) for text in answers) <= 130


def test_the_front_page_says_what_no_verdict_means_and_leads_four_ways():
    assert "No study is shown wrong by a re-test on other data." in headline()
    page = (BOOK / "index.md").read_text(encoding="utf-8")
    ways = re.findall(r"\{grid-item-card\} (.+)", page)
    assert ways == ["What came out", "My gene", "My question", "Check it"]


def test_error_rates_are_told_of_every_rule_that_has_them():
    rows = [one for one in judged() if one.decision.power is not None]
    assert error_rates().count('<a href="claims.html#claim-') == len(rows) > 0


def test_error_rates_count_facts_and_fair_calls_only():
    rows = [one for one in judged() if one.decision.power is not None and one.counts]
    withheld = ("K3", "K4", "S1", "Z5")
    powers = {one.entry["id"]: one.decision.power for one in rows}
    wrong = sum(power.contradicted_if_true for power in powers.values())
    fair = wrong - sum(powers[claim].contradicted_if_true for claim in withheld)
    assert 0 < fair < wrong
    page = error_rates()
    assert page.count(f"{len(rows)} facts have a rule whose errors can be simulated") == 1
    assert f"consistent and {fair:.1f} contradicted; the others would stay" in page
    assert f"and {wrong:.1f} were all true" in page


def test_numbers_that_fail_a_calculation_of_ours_are_not_called_impossible():
    assert "arithmetic fails</span> a declared calculation" in answer_section()
    assert "impossible" not in headline() + answer_section()


def test_each_frozen_rule_stands_in_the_table_of_what_had_been_seen():
    page = seen_before()
    records = [
        record
        for claims in ledger.frozen().values()
        for editions in claims.values()
        for record in editions.values()
    ]
    assert all(f"<code>{record['digest'][:12]}</code>" in page for record in records)
    rows = [line for line in page.splitlines() if line.startswith("| <a ")]
    assert len(rows) == len(records)
    assert page.startswith("**8 verdicts have another word than in the first edition**")
    assert "Each of these changes favours the claim." in page
    last = {
        study: {name: [*of.values()][-1]["digest"] for name, of in claims.items()}
        for study, claims in ledger.frozen().items()
    }
    for study in ledger.ledgers():
        for entry in ledger.ledger(study)["claims"]:
            assert last[study][entry["id"]] == ledger.frozen_digest(study, entry)
    of = {" | ".join(row.split(" | ")[:2]).partition(">")[2]: row.split(" | ")[4] for row in rows}
    assert of["Keikha 2021, K3</a> | 2"] == of["Kastrati 2020, N6</a> | 2"] == "as in the first"
    assert of["Kastrati 2020, N3</a> | 2"] == "another"
    assert of["Kanzaki 2016, Z8</a> | 2"] == "new"
