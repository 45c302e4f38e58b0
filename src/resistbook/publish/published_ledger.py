"""The claim ledger as others read it: ``claims.json``, and a badge for each study."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from html import escape
from itertools import groupby
from typing import Any

from pybtex.database import parse_file

from resistbook.claims import ledger
from resistbook.claims.editions import present_word
from resistbook.claims.power import Power
from resistbook.claims.verdict import VERDICTS, Estimate
from resistbook.claims.verdicts import Decision, Judged, judged
from resistbook.display.anchors import section_anchor
from resistbook.display.palette import WORDS
from resistbook.paths import BOOK, CLAIMS

SCHEMA = CLAIMS / "published.schema.json"
SCHEMAS = {1: CLAIMS / "editions" / "published.v1.schema.json", 2: SCHEMA}
"""The schema of each format of ``claims.json`` that was ever published."""
FORMAT = 2
"""Raised when a field of ``claims.json`` changes its meaning or goes."""
HEIGHT = 20
CHARACTER = 6.1
"""Mean width of a character of the badge's font, in pixels."""


def document(claims: Sequence[Judged] | None = None) -> dict[str, Any]:
    """Return claims with their verdicts, as ``claims.json`` holds them.

    Parameters
    ----------
    claims
        As :func:`resistbook.claims.verdicts.judged` returns them; all of them by default.

    Returns
    -------
    dict
        Fits ``claims/published.schema.json``, which says what each field means.
    """
    groups = groupby(judged() if claims is None else claims, key=lambda one: one.study)
    studies = [_study(name, mine) for name, mine in groups]
    return {"format": FORMAT, "edition": ledger.EDITION, "studies": studies}


def as_json(claims: Sequence[Judged] | None = None) -> str:
    """Write :func:`document` as text."""
    return json.dumps(document(claims), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _study(name: str, claims: Iterable[Judged]) -> dict[str, Any]:
    whole = ledger.ledger(name)
    return {
        **{field: whole[field] for field in ("study", "title", "citation")},
        "doi": doi(whole["citation"]),
        **{field: whole[field] for field in ("chapter", "answer")},
        "claims": [_claim(one) for one in claims],
    }


def _claim(one: Judged) -> dict[str, Any]:
    entry, found, key = one.entry, one.decision, one.entry.get("result")
    return {
        **{field: entry[field] for field in ("id", "quote", "statement", "plain", "kind")},
        **{field: entry[field] for field in ("published", "estimand", "rule")},
        "part_of": entry.get("part_of", []),
        "ours": entry.get("ours", False),
        "digest": ledger.frozen_digest(one.study, entry),
        "verdict": found.word,
        "firm": found.firm,
        "reason": found.reason,
        "secondary_reasons": list(found.also),
        "rule_word": found.primary.verdict,
        "not_taken": found.unfair or ("readings disagree" if found.overruled else ""),
        "evidence": found.primary.evidence,
        "estimate": _estimate(found.primary.estimate),
        "readings": _readings(found),
        "power": _power(found.power, entry["power"]),
        "first_edition": one.first
        and {
            **{field: one.first[field] for field in ("evidence", "digest", "rule")},
            "verdict": present_word(one.first["verdict"]),
            "changed": entry.get("changed", ""),
        },
        "why_it_differs": entry["why_it_differs"],
        "table": f"results/{key}.csv" if key else None,
        "cell": deciding_cell(one.study, entry["id"]),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    return None if estimate is None else _plain(asdict(estimate))


def _readings(found: Decision) -> list[dict[str, Any]]:
    return [
        {
            "axis": choice.axis,
            "changes_the_verdict": choice.moves,
            "alternatives": [
                {
                    "name": row.alternative,
                    "verdict": row.verdict,
                    "taken": row.taken,
                    "evidence": row.evidence,
                    "known_before": bool(row.known_before),
                    "why": row.why,
                }
                for row in choice.readings.itertuples()
            ],
        }
        for choice in found.choices
    ]


def _power(found: Power | None, declared: Mapping[str, str]) -> dict[str, Any]:
    told = {"by": declared["by"], "why": declared["why"]}
    return told if found is None else told | _plain(asdict(found)) | {"weak": found.weak}


def _plain(value: Any) -> Any:
    """Round numbers to six digits, as stored tables are, and give lists for tuples."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, bool | str | None):
        return value
    number = float(f"{float(value):.6g}")
    return int(number) if number.is_integer() else number


def doi(citation: str) -> str | None:
    """Return the DOI of an article in the book's list of references; None where it has none."""
    return _references()[citation].fields.get("doi")


@cache
def _references() -> Mapping[str, Any]:
    return parse_file(str(BOOK / "references.bib")).entries


def deciding_cell(study: str, identifier: str) -> str:
    """Return the page and anchor of the cell that calls the step whose table decides a claim.

    Returns
    -------
    str
        Relative to the root of the site, such as
        ``notebooks/01_tamoxifen_relapse.html#cell-keikha2021-grid``.
    """
    return f"{ledger.ledger(study)['chapter']}.html#{section_anchor(study, identifier)}"


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
    parts += [(f"{counts[word]} {word}", WORDS[word].ink) for word in VERDICTS if counts.get(word)]
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
