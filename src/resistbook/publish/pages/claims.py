"""The page of claims: every claim, what was published, the verdict, and why."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from resistbook.claims import ledger as claims
from resistbook.claims.ledger import study_name
from resistbook.claims.rules import RULES
from resistbook.claims.verdict import VERDICTS
from resistbook.claims.verdicts import Decision, decision
from resistbook.display.anchors import claim_anchor
from resistbook.display.verdicts import first_edition, power_line
from resistbook.publish import published_ledger
from resistbook.publish.pages.markup import (
    AT_ROOT,
    escape,
    function_link,
    on_github,
    page,
    result_link,
    table,
    verdict_badge,
)
from resistbook.results import store


def claims_page(verdicts: pd.DataFrame) -> str:
    """Write the claim ledger: every claim, what was published, the verdict, and why.

    Parameters
    ----------
    verdicts : DataFrame
        As :func:`resistbook.claims.verdicts.judged_claims` returns it.
    """
    counted = verdicts[verdicts["counts"]]
    parts = [
        "# Claims and verdicts",
        "Every claim of every study, with its verdict. Each verdict is computed: a rule reads a "
        "stored table, other readings of the claim are tried, and the call must be fair. "
        "[](../how_to_read.md) defines the words, and [](../rules_and_data.md) says who had seen "
        "what when a rule was written, and how to dispute a verdict.",
        f"The {len(verdicts)} entries are {len(counted)} facts. An entry that states the fact of "
        "another, or a calculation of ours, is shown and not counted.",
        table(
            ["Verdict", "Facts", "of these firm"],
            [
                [verdict_badge(word), str(len(rows)), _firm(rows)]
                for word in VERDICTS
                if len(rows := counted[counted["verdict"] == word])
            ],
            numeric=["Facts", "of these firm"],
        ),
        # The controls are made by claims.js; without it the page is the whole ledger.
        '<div id="claim-filter"></div>\n<script defer src="../../_static/claims.js"></script>',
    ]
    for study, rows in verdicts.groupby("study", sort=False):
        whole = claims.ledger(study)
        file = f"claims/{study}.yml"
        parts += [
            f"(claims-{study})=\n## {escape(whole['title'])}",
            _badge_image(study, rows.loc[rows["counts"], "verdict"]),
            f"{escape(whole['answer'])} {{cite:t}}`{whole['citation']}`; chapter "
            f"[](../../{whole['chapter']}.ipynb); ledger with each rule and its reason: "
            f"[<code>{file}</code>]({on_github(file)}).",
            table(
                ["Claim", "What it says", "Verdict", "Evidence"],
                [_row(study, entry) for entry in whole["claims"]],
            ),
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


def _firm(rows: pd.DataFrame) -> str:
    return str(int((rows["firm"] == True).sum())) if rows["firm"].notna().any() else "–"  # noqa: E712


def _row(study: str, entry: Mapping[str, Any]) -> list[str]:
    found = decision(study, entry["id"])
    where = published_ledger.deciding_cell(study, entry["id"])
    return [
        f'<span id="{claim_anchor(study, entry["id"])}" data-study="{escape(study)}" '
        f'data-verdict="{escape(found.word)}">**{escape(entry["id"])}**</span>',
        "<br>".join(
            [
                f"**{escape(entry['plain'])}.** {escape(entry['statement'])}",
                f"“{escape(entry['quote'])}”",
                f"Published: {escape(entry['published'])}.",
                *_uncounted(entry),
            ]
        ),
        verdict_badge(found.word, found.qualifier, found.firm),
        "<br>".join(
            [
                escape(found.primary.evidence),
                *(f"{escape(text)}." for text in _doubts(found)),
                *_readings(found),
                f"Power: {escape(_power(found, entry))}",
                f"First edition: {escape(first_edition(study, entry['id']))}",
                *(
                    [f"Why it differs from print: {escape(entry['why_it_differs'])}."]
                    if entry["why_it_differs"]
                    else []
                ),
                f'<a href="../../{where}">The section that decides {escape(entry["id"])}</a>. '
                + _trail(entry.get("result", ""), entry["rule"]["name"]),
            ]
        ),
    ]


def _uncounted(entry: Mapping[str, Any]) -> list[str]:
    if entry.get("ours"):
        return ["A calculation of ours, not counted."]
    if parts := entry.get("part_of"):
        return [f"The same fact as {escape(' and '.join(parts))}, not counted."]
    return []


def _doubts(found: Decision) -> list[str]:
    also = f"Also {', '.join(found.also)}" if found.also else ""
    unfair = f"{found.unfair[0].upper()}{found.unfair[1:]}" if found.unfair else ""
    return [text for text in (unfair, also) if text]


def _readings(found: Decision) -> list[str]:
    """List each declared choice with what the rule says of it."""
    if not found.axes:
        return []
    lines = "".join(
        f"<li>{escape(axis)} ({'known' if rows['known_before'].all() else 'not known'} "
        "beforehand): "
        + ", ".join(
            f"{escape(row.alternative)}, {escape(row.verdict)}" for row in rows.itertuples()
        )
        + "</li>"
        for axis, rows in found.readings.groupby("axis", sort=False)
    )
    told = f"{len(found.moved)} of {found.axes} other readings give another word"
    return [f"<details><summary>{told}</summary><ul>{lines}</ul></details>"]


def _power(found: Decision, entry: Mapping[str, Any]) -> str:
    return power_line(found.power) if found.power else f"none. {entry['power']['why']}"


def _badge_image(study: str, verdicts: pd.Series) -> str:
    words = ", ".join(f"{count} {word}" for word, count in verdicts.value_counts().items())
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


def _trail(key: str, rule: str) -> str:
    """Lead from a claim to its table, the function that computes it and the rule that judges it."""
    rule_link = f"rule {function_link(f'{RULES[rule].__module__}.{rule}')}"
    if not key:
        return f"No table; {rule_link}."
    step = store.manifest()["results"][key]["step"]
    return f"Table {result_link(key)}, computed by {function_link(step)}; {rule_link}."
