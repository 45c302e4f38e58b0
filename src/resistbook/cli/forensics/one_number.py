"""One mean or percentage: the answer of the GRIM test in words."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from resistbook.cli.forensics.layout import span
from resistbook.forensics.findings import CANNOT, FITS, Finding


def grim(options: argparse.Namespace) -> Finding:
    """Say whether a mean or percentage can come from whole numbers."""
    from resistbook.forensics.grim import possible

    kind = {"percent": options.percent, "items": options.items}
    rows = possible(options.value, options.n, **kind)
    consistent = [row for row in rows if row["consistent"]]
    value = options.value + "%" * options.percent
    of = "counts" if options.percent else "whole numbers"
    if len(rows) == 1:
        verb = "can" if consistent else "cannot"
        any_value = "" if rows[0]["informative"] else ", as every number can"
        sentence = f"{value} {verb} come from {of} at n = {rows[0]['n']}{any_value}."
    else:
        sentence = f"{value} can come from {of} at {len(consistent)} of {len(rows)} sizes."
    sentences, verdict = [sentence], FITS if consistent else CANNOT
    if options.percent and options.count is not None:
        verdict, sentences = _count(options.value, options.count, rows)
    if verdict == CANNOT:
        sentences += why_not(options.value, rows, **kind)
    columns = tuple(rows[0])
    if options.format == "table":
        decimals = len(options.value.partition(".")[2]) + 1
        shown = [name for name in columns if name != "truncated" or any(r[name] for r in rows)]
        rows = [
            {name: row[name] for name in shown}
            | {name: span(row[name]) for name in ("sums", "truncated") if name in shown}
            | {side: f"{row[side]:.{decimals}f}" for side in ("below", "above")}
            for row in rows
        ]
    return Finding(verdict, tuple(sentences), rows, columns)


def _count(value: str, count: int, rows: list[dict]) -> tuple[str, list[str]]:
    """Say whether a printed count is one of those that give a percentage."""
    fitting = [row["n"] for row in rows if count in row["sums"]]
    if fitting:
        return FITS, [f"{count} of {span(fitting)} is printed as {value}%."]
    n = rows[0]["n"]
    cut = " truncated" if len(rows) == 1 and count in rows[0]["truncated"] else ""
    decimals = len(value.partition(".")[2])
    instead = f": {100 * count / n:.{decimals + 1}f}%" if len(rows) == 1 else ""
    if cut:
        return CANNOT, [f"{count} of {n} is {value}% only if{cut}, not rounded{instead}."]
    return CANNOT, [f"{count} of {n} is not {value}%{instead}."]


def why_not(value: str, rows: list[dict], *, percent: bool, items: int) -> Iterator[str]:
    """Say what would explain a mean or percentage that cannot be printed so by rounding."""
    from resistbook.forensics.grim import smaller_sizes

    between = " of " if percent else "/"
    cut = [
        f"{span(row['truncated'])}{between}{row['n'] * items}" for row in rows if row["truncated"]
    ]
    if cut:
        yield f"Truncated, not rounded, it is {', or '.join(cut[:5])}."
    smaller = smaller_sizes(value, rows[0]["n"], percent=percent, items=items)
    if smaller:
        yield f"Smaller sizes that can, from the nearest: {', '.join(map(str, smaller))}."
