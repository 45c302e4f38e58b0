"""Tables of an answer in text, CSV and JSON."""

from __future__ import annotations

import csv
import json
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from resistbook.forensics.findings import Finding


def show(finding: Finding, form: str) -> None:
    """Print a finding: as sentences with a table, its rows as CSV or JSON, or all of it as JSON."""
    if form == "csv":
        columns = finding.columns or tuple(finding.rows[0])
        out = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(_each(_cell, finding.rows))
    elif form == "json":
        print(json.dumps(_each(_plain, finding.rows), indent=2, allow_nan=False))
    elif form == "whole":
        print(json.dumps(whole(finding), indent=2, allow_nan=False, ensure_ascii=False))
    else:
        print("\n".join(finding.sentences))
        if finding.rows:
            print(f"\n{legible(finding.rows)}")


def whole(finding: Finding) -> dict[str, object]:
    """Return all of a finding as JSON has it."""
    return {
        "verdict": finding.verdict,
        "sentences": list(finding.sentences),
        "rows": _each(_plain, finding.rows),
    }


def some(number: int, thing: str) -> str:
    """Write a number of things: No table, 1 table, 2 tables."""
    return f"{number or 'No'} {thing}{'' if number == 1 or not number else 's'}"


def span(numbers: Sequence[int]) -> str:
    """Write numbers that follow on each other."""
    if len(numbers) > 5:
        return f"{numbers[0]} to {numbers[-1]} ({len(numbers)})"
    return " ".join(map(str, numbers))


def named(tables: Iterable[tuple[int, int, int, int]]) -> str:
    """Write up to three tables, counts of sizes, in brackets."""
    texts = [f"{k1}/{n1} and {k2}/{n2}" for k1, n1, k2, n2 in tables]
    return f" ({'; '.join(texts)})" if len(texts) <= 3 else ""


def _each(turned: Callable[[object], object], rows: list[dict]) -> list[dict]:
    return [{name: turned(value) for name, value in row.items()} for row in rows]


def legible(rows: list[dict]) -> str:
    """Write a table with each interval behind its estimate, three digits of each number.

    A table of up to three rows is turned on its side.
    """
    rows = _each(_short, rows)
    columns = []
    for name in rows[0]:
        if f"{name}_low" in rows[0]:
            cells = [f"{row[name]} ({row[f'{name}_low']} to {row[f'{name}_high']})" for row in rows]
        elif not name.endswith(("_low", "_high")):
            cells = [row[name] for row in rows]
        else:
            continue
        columns.append([name, *cells])
    if len(rows) > 3:
        return _lines([_aligned(column, str.rjust) for column in columns], " ")
    names, *values = zip(*columns, strict=True)
    return _lines([_aligned(names, str.ljust), *(_aligned(row, str.rjust) for row in values)], "  ")


def _aligned(cells: Sequence[str], to: Callable[[str, int], str]) -> list[str]:
    width = max(map(len, cells))
    return [to(cell, width) for cell in cells]


def _lines(columns: list[list[str]], between: str) -> str:
    return "\n".join(map(between.join, zip(*columns, strict=True)))


def _cell(value: object) -> object:
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return value


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.3g}"
    return "-" if value is None else str(value) or "-"


def _plain(value: object) -> object:
    """Turn numbers that JSON cannot write into null and the words inf and -inf."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value
