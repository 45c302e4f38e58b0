"""The claim ledger as others read it: ``claims.json``, and a badge for each study."""

import json
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any

import nbformat
import pandas as pd

from resistbook.claims import ledger as claims
from resistbook.claims.verdict import VERDICTS
from resistbook.display.anchors import cell_anchor, step_call
from resistbook.paths import CLAIMS, ROOT
from resistbook.results import store

SCHEMA = CLAIMS / "published.schema.json"
FORMAT = 1
"""Raised when a field of ``claims.json`` changes its meaning or goes."""

INKS = {
    "reproduced": "#00533c",
    "arithmetic holds": "#00533c",
    "consistent": "#003e66",
    "undecided": "#5c4300",
    "contradicted": "#7a2a00",
    "arithmetic fails": "#7a2a00",
    "not testable": "#3d3d46",
}
"""The colours of the verdicts in ``book.css``; white text on each has a contrast above 7."""
HEIGHT = 20
CHARACTER = 6.1
"""Mean width of a character of the badge's font, in pixels."""


def document(verdicts: pd.DataFrame) -> dict[str, Any]:
    """Return all claims with their verdicts, as ``claims.json`` holds them.

    Parameters
    ----------
    verdicts : DataFrame
        As :func:`resistbook.claims.ledger.verdicts` returns it.

    Returns
    -------
    dict
        Fits ``claims/published.schema.json``, which says what each field means.
    """
    studies: dict[str, dict[str, Any]] = {}
    for row in verdicts.itertuples():
        ledger = claims.ledger(row.study)
        study = studies.setdefault(
            row.study,
            {
                **{field: ledger[field] for field in ("study", "title", "citation", "chapter")},
                "claims": [],
            },
        )
        entry = claims.claim(row.study, row.claim)
        study["claims"].append(
            {
                "id": row.claim,
                **{field: entry[field] for field in ("quote", "statement", "kind", "published")},
                "estimand": entry["estimand"],
                "rule": entry["rule"],
                "digest": claims.frozen_digest(entry),
                "verdict": row.verdict,
                "evidence": row.evidence,
                "why_it_differs": row.why_it_differs,
                "table": f"results/{row.result}.csv" if row.result else None,
                "cell": deciding_cell(row.study, row.claim),
            }
        )
    return {"format": FORMAT, "studies": list(studies.values())}


def as_json(verdicts: pd.DataFrame) -> str:
    """Write :func:`document` as text."""
    return json.dumps(document(verdicts), indent=1, ensure_ascii=False) + "\n"


def deciding_cell(study: str, identifier: str) -> str:
    """Return the page and anchor of the cell that calls the step whose table decides a claim.

    Returns
    -------
    str
        Relative to the root of the site, such as
        ``notebooks/01_tamoxifen_relapse.html#cell-keikha2021-grid``. The chapter's verdicts where
        no cell calls the step, or no table decides the claim.
    """
    chapter = claims.ledger(study)["chapter"]
    key = claims.claim(study, identifier).get("result")
    call = step_call(store.manifest()["results"][key]["step"]) if key else None
    anchor = cell_anchor(call) if call and f"{call}(" in _code(chapter) else "verdicts"
    return f"{chapter}.html#{anchor}"


def badge(title: str, counts: Mapping[str, int]) -> str:
    """Draw the verdicts of a study as an SVG badge.

    Parameters
    ----------
    title
        The study, such as ``Keikha 2021``.
    counts
        Claims by verdict; drawn in the order of the fixed list, without those of none.

    Raises
    ------
    ValueError
        For a word that is no verdict.
    """
    if unknown := set(counts) - set(VERDICTS):
        raise ValueError(f"{sorted(unknown)[0]!r} is no verdict; there are {', '.join(VERDICTS)}")
    parts = [(title, "#2b2f36")]
    parts += [(f"{counts[word]} {word}", INKS[word]) for word in VERDICTS if counts.get(word)]
    shapes, left = [], 0
    for text, ink in parts:
        width = round(len(text) * CHARACTER) + 12
        shapes.append(
            f'<rect x="{left}" width="{width}" height="{HEIGHT}" fill="{ink}"/>'
            f'<text x="{left + width / 2:g}" y="14" textLength="{width - 12}">{escape(text)}</text>'
        )
        left += width
    label = escape(f"{title}: {', '.join(text for text, _ in parts[1:])}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left}" height="{HEIGHT}" '
        f'viewBox="0 0 {left} {HEIGHT}" role="img" aria-label="{label}"><title>{label}</title>'
        f'<clipPath id="round"><rect width="{left}" height="{HEIGHT}" rx="3"/></clipPath>'
        '<g clip-path="url(#round)" fill="#fff" text-anchor="middle" '
        'font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f"{''.join(shapes)}</g></svg>\n"
    )


@cache
def _code(chapter: str) -> str:
    notebook = nbformat.read(ROOT / f"{chapter}.ipynb", as_version=4)
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
