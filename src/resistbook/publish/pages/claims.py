"""The page of claims: every claim, what was published, the verdict, and why."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from resistbook.claims import ledger
from resistbook.claims.ledger import study_name
from resistbook.claims.rules import RULES
from resistbook.claims.verdict import VERDICTS
from resistbook.claims.verdicts import Decision, Judged
from resistbook.display.anchors import claim_anchor
from resistbook.display.tables import with_minus
from resistbook.display.verdicts import (
    doubts,
    first_edition,
    power_line,
    readings_list,
    uncounted,
)
from resistbook.publish import published_ledger
from resistbook.publish.pages.markup import (
    AT_ROOT,
    code_link,
    escape,
    function_link,
    page,
    result_link,
    table,
    verdict_badge,
)
from resistbook.results import store


def claims_page(claims: Sequence[Judged]) -> str:
    """Write the claim ledger: every claim, what was published, the verdict, and why.

    Parameters
    ----------
    claims
        As :func:`resistbook.claims.verdicts.judged` returns them.
    """
    facts = [one for one in claims if one.counts]
    parts = [
        "# Claims and verdicts",
        "Every claim of every study, with its verdict. Each verdict is computed: a rule reads a "
        "stored table, other readings of the claim are tried, and the call must be fair. "
        "[](../how_to_read.md) defines the words, and [](../rules_and_data.md) says who had seen "
        "what when a rule was written, and how to dispute a verdict.",
        f"The {len(claims)} entries are {len(facts)} facts. An entry that states the fact of "
        "another, or a calculation of ours, is shown and not counted.",
        table(
            ["Verdict", "Facts", "of these firm"],
            [
                [verdict_badge(word), str(len(found)), _firm(found)]
                for word in VERDICTS
                if (found := [one.decision for one in facts if one.decision.word == word])
            ],
            numeric=["Facts", "of these firm"],
        ),
        # The controls are made by claims.js; without it the page is the whole ledger.
        '<div id="claim-filter"></div>\n<script defer src="../../_static/claims.js"></script>',
    ]
    for study, group in groupby(claims, key=lambda one: one.study):
        mine, whole, file = list(group), ledger.ledger(study), f"claims/{study}.yml"
        parts += [
            f"(claims-{study})=\n## {study_name(study)}",
            _badge_image(study, [one.decision.word for one in mine if one.counts]),
            f"*{escape(whole['title'])}* {{cite:p}}`{whole['citation']}`. "
            f"{escape(whole['answer'])}",
            f"Chapter: [](../../{whole['chapter']}.ipynb). Ledger with each rule and its reason: "
            f"{code_link(file)}.",
            table(["Claim", "What it says", "Verdict", "Evidence"], map(_row, mine)),
        ]
    parts += [
        "(claims-json)=\n## The claims as data",
        '<a href="../../claims.json" download>claims.json</a> holds this page for programs, with '
        "every estimate as a number, and "
        '<a href="../../claims.schema.json" download>claims.schema.json</a> is its JSON Schema. '
        "The addresses stay: `/claims.json`, and `/badges/<study>.svg` for each badge above, below "
        "the address of the book. `resistbook claims --json` prints the same.",
        _fields(json.loads(published_ledger.SCHEMA.read_text(encoding="utf-8"))),
    ]
    return page(parts)


def _firm(found: Sequence[Decision]) -> str:
    firm = [one.firm for one in found if one.firm is not None]
    return str(sum(firm)) if firm else "–"


def _row(one: Judged) -> list[str]:
    entry, found = one.entry, one.decision
    where = published_ledger.deciding_cell(one.study, entry["id"])
    differs = entry["why_it_differs"]
    return [
        f'<span id="{claim_anchor(one.study, entry["id"])}" data-study="{escape(one.study)}" '
        f'data-verdict="{escape(found.word)}">**{escape(entry["id"])}**</span>',
        "<br>".join(
            [
                f"**{escape(entry['plain'])}.** {escape(entry['statement'])}",
                f"“{escape(entry['quote'])}”",
                f"Published: {escape(entry['published'])}.",
                *([escape(uncounted(entry))] if uncounted(entry) else []),
            ]
        ),
        verdict_badge(found.word, found.qualifier, found.firm),
        "<br>".join(
            [
                _measured(found.primary.evidence),
                *map(_measured, doubts(found)),
                *([readings_list(found, _measured, known=True)] if found.axes else []),
                f"Power: {escape(_power(found, entry))}",
                *([f"First edition: {_measured(first_edition(one))}"] if one.first else []),
                *([f"Why it differs from print: {escape(differs)}."] if differs else []),
                f'<a href="../../{where}">The section that decides {escape(entry["id"])}</a>. '
                + _trail(entry.get("result", ""), entry["rule"]["name"], one.study),
            ]
        ),
    ]


def _measured(text: str) -> str:
    return escape(with_minus(text))


def _power(found: Decision, entry: Mapping[str, Any]) -> str:
    if not found.power:
        return f"none. {entry['power']['why']}"
    return power_line(found.power, entry.get("if_false", ""))


def _badge_image(study: str, verdicts: Sequence[str]) -> str:
    words = ", ".join(f"{count} {word}" for word, count in Counter(verdicts).most_common())
    return f"![Verdicts of {study_name(study)}: {words}]({AT_ROOT}/badges/{study}.svg)"


def _fields(schema: Mapping[str, Any]) -> str:
    """Lay the fields of a JSON Schema out as a table."""
    levels = {"file": schema, **schema["$defs"]}
    return table(
        ["Of each", "Field", "Meaning"],
        [
            [level, f"<code>{escape(name)}</code>", escape(field["description"])]
            for level, part in levels.items()
            for name, field in part["properties"].items()
        ],
    )


def _trail(key: str, rule: str, study: str) -> str:
    """Lead from a claim to its table, the function that computes it and the rule that judges it."""
    in_words = code_link(f"claims/{study}.yml")
    rule_link = f"rule {function_link(f'{RULES[rule].__module__}.{rule}')}, in words {in_words}"
    if not key:
        return f"No table; {rule_link}."
    step = store.manifest()["results"][key]["step"]
    return f"Table {result_link(key)}, computed by {function_link(step)}; {rule_link}."
