"""The page of claims: every claim, what was published, the verdict, and why."""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from resistbook.claims import ledger as claims
from resistbook.claims.ledger import study_name
from resistbook.claims.rules import RULES
from resistbook.claims.verdict import VERDICTS
from resistbook.display.anchors import claim_anchor
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
        As :func:`resistbook.claims.ledger.verdicts` returns it.
    """
    counts = verdicts["verdict"].value_counts()
    parts = [
        "# Claims and verdicts",
        "Every claim of every study, with the verdict that its rule computes from its result. "
        "The rules were committed before the results; [](../how_to_read.md) defines the words. "
        "Each verdict names the table it rests on and the function that computes that table, and "
        "its claim leads to the cell of the chapter that calls it.",
        table(
            ["Verdict", "Claims"],
            [
                [verdict_badge(verdict), str(counts[verdict])]
                for verdict in VERDICTS
                if verdict in counts
            ],
            numeric=["Claims"],
        ),
        # The controls are made by claims.js; without it the page is the whole ledger.
        '<div id="claim-filter"></div>\n<script defer src="../../_static/claims.js"></script>',
    ]
    for (study, chapter), rows in verdicts.groupby(["study", "chapter"], sort=False):
        ledger = claims.ledger(study)
        file = f"claims/{study}.yml"
        cells = [
            [
                f'<span id="{claim_anchor(study, row.claim)}" data-study="{escape(study)}" '
                f'data-verdict="{escape(row.verdict)}">**{escape(row.claim)}**</span>',
                f"{escape(row.statement)}<br>“{escape(row.quote)}”<br>"
                f"Published: {escape(row.published)}.",
                verdict_badge(row.verdict),
                "<br>".join(
                    part
                    for part in (
                        escape(row.evidence),
                        f"Why it differs: {escape(row.why_it_differs)}."
                        if row.why_it_differs
                        else "",
                        f'<a href="../../{published_ledger.deciding_cell(study, row.claim)}">'
                        f"The cell that decides {escape(row.claim)}</a>.",
                        _trail(row.result, claims.claim(study, row.claim)["rule"]["name"]),
                    )
                    if part
                ),
            ]
            for row in rows.itertuples()
        ]
        parts += [
            f"(claims-{study})=\n## {escape(ledger['title'])}",
            _badge_image(study, rows["verdict"]),
            f"{{cite:t}}`{ledger['citation']}`; chapter [](../../{chapter}.ipynb); ledger with "
            f"each rule and its reason: [<code>{file}</code>]({on_github(file)}).",
            table(["Claim", "What it says", "Verdict", "Evidence"], cells),
        ]
    parts += [
        "(claims-json)=\n## The claims as data",
        '<a href="../../claims.json" download>claims.json</a> holds this page for programs, and '
        '<a href="../../claims.schema.json" download>claims.schema.json</a> is its JSON Schema. '
        "The addresses stay: `/claims.json`, and `/badges/<study>.svg` for each badge above, below "
        "the address of the book.",
        _fields(json.loads(published_ledger.SCHEMA.read_text(encoding="utf-8"))),
    ]
    return page(parts)


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
