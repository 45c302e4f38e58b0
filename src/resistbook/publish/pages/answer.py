"""The answer on the front page: every claim of every study at a glance."""

import html
from collections import Counter

from resistbook.claims import ledger
from resistbook.claims.editions import same_rule
from resistbook.claims.ledger import study_name
from resistbook.claims.verdict import VERDICTS
from resistbook.claims.verdicts import Judged, judged
from resistbook.display.verdicts import badge_of, classes
from resistbook.publish import published_ledger
from resistbook.publish.pages.markup import listed

MEANINGS = {
    "reproduced": "the authors' own published table gives the printed result",
    "consistent": "other data agree",
    "arithmetic holds": "the printed numbers are possible",
    "undecided": "the data at hand neither support nor refute it",
    "contradicted": "other data disagree",
    "arithmetic fails": "a declared calculation with the printed numbers does not come out",
    "not testable": "no public data can speak to it",
}

WORDED = {
    "reproduced": "reproduced",
    "consistent": "consistent with other data",
    "arithmetic holds": "possible as printed",
    "undecided": "undecided",
    "contradicted": "contradicted",
    "arithmetic fails": "not passing their calculation",
}


def headline() -> str:
    """Count the facts, their verdicts and those that hang, and say what no verdict means."""
    facts = [one.decision for one in judged() if one.counts]
    testable = [one for one in facts if one.word != "not testable"]
    words = Counter(one.word for one in testable)
    told = [f"{words[word]} {WORDED[word]}" for word in VERDICTS if word in words]
    decided = [one for one in testable if one.word != "undecided"]
    hanging = sum(one.firm is False for one in decided)
    changed = [
        one.entry["id"]
        for one in judged()
        if one.counts
        and one.decision.word not in ("undecided", "not testable")
        and one.first is not None
        and not same_rule(one.entry, one.first)
    ]
    late = f"; the rules of {listed(changed)} were changed with results known" if changed else ""
    return (
        f"**{len(facts)} facts are claimed; {len(testable)} can be tested on public data: "
        f"{listed(told)}.** Of the {len(decided)} decided, {hanging} hang on a "
        f"reading{late}. No study is shown wrong by a re-test on other data.\n"
    )


def answer_section() -> str:
    """Write the matrix of claims, a row a study, with one sentence on each study.

    Every cell leads to the section of the chapter that decides the claim.
    """
    rows = "\n".join(_study(study) for study in ledger.ledgers())
    return f'<div class="answers">\n{rows}\n</div>\n\n{_legend()}\n'


def _study(study: str) -> str:
    whole = ledger.ledger(study)
    cells = "".join(map(_cell, judged(study)))
    return (
        '<div class="answer">'
        f'<p class="study"><a href="../{whole["chapter"]}.html">{study_name(study)}</a></p>'
        f'<p class="said">{html.escape(whole["answer"])}</p>'
        f'<p class="claims">{cells}</p></div>'
    )


def _cell(one: Judged) -> str:
    entry, found = one.entry, one.decision
    title = html.escape(f"{entry['plain']}: {badge_of(found)}", quote=True)
    address = f"../{published_ledger.deciding_cell(one.study, entry['id'])}"
    aside = "" if one.counts else " aside"
    return (
        f'<a class="{classes(found.word, found.firm)}{aside}" href="{address}" title="{title}" '
        f'aria-label="{entry["id"]}, {title}">{entry["id"]}</a> '
    )


def _legend() -> str:
    there = {one.decision.word for one in judged()}
    words = "".join(
        f'<li><span class="{classes(word, None)}">{word}</span> {MEANINGS[word]}</li>'
        for word in VERDICTS
        if word in there
    )
    return (
        f'<ul class="legend">{words}</ul>\n\n'
        '<p class="legend">A solid frame: <span class="verdict firm">firm</span>, every reading of '
        'the claim gives this verdict. A broken frame: <span class="verdict hangs">hangs</span>, '
        "some give another. Small: not counted, as part of another claim's fact or a calculation "
        "of ours.</p>"
    )
