"""What changed between two releases: claims, rules and verdicts, and numbers of stored tables."""

import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resistbook.claims.editions import RENAMED
from resistbook.publish.release.releases import claims_of, names_of, opened, tables_of

SHOWN = 5
SAME = 1e-12
"""Numbers that differ relatively by less are the same number, written by another program."""
TOLD = (
    "verdict",
    "firm",
    "reason",
    "quote",
    "statement",
    "published",
    "estimand",
    "rule",
    "readings",
    "power",
    "digest",
    "evidence",
    "estimate",
)
"""What is compared of a claim, in the order told."""


@dataclass(frozen=True)
class TableChange:
    """How one stored table changed.

    Attributes
    ----------
    table : str
        Its key.
    rows_added, rows_gone : list of str
        Names of rows that stand in one release only; or their number, where rows have no names.
    columns_added, columns_gone : list of str
        Columns of one release only.
    changed : list of dict
        Each changed value: ``row`` (its names, or its number where nothing tells rows apart),
        ``column``, ``old``, ``new``, and for numbers ``relative``: the difference divided by the
        larger of both.
    """

    table: str
    rows_added: list[str]
    rows_gone: list[str]
    columns_added: list[str]
    columns_gone: list[str]
    changed: list[dict]


@dataclass(frozen=True)
class Difference:
    """All that changed between two releases.

    Attributes
    ----------
    verdicts : list of dict
        ``claim``, ``old`` and ``new`` verdict; None where a release has no such claim.
    claims : list of dict
        ``claim``, ``field`` (`TOLD` without the verdict), ``old`` and ``new``, for claims of both.
    tables_added, tables_gone : list of str
        Tables of one release only.
    tables : list of TableChange
        Tables of both whose content differs.
    """

    verdicts: list[dict]
    claims: list[dict]
    tables_added: list[str]
    tables_gone: list[str]
    tables: list[TableChange]

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return any((self.verdicts, self.claims, self.tables_added, self.tables_gone, self.tables))

    def as_json(self) -> str:
        """Return all changes for programs."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, allow_nan=False) + "\n"

    def as_text(self, shown: int | None = SHOWN) -> str:
        """Return the changes for people.

        Parameters
        ----------
        shown
            Changed values that are shown of each table, largest first; all if None.
        """
        if not self:
            return "Nothing changed: no claim, no verdict and no number.\n"
        lines = [f"Verdicts: {len(self.verdicts)} changed."]
        lines += [
            f"  {row['claim']}: {row['old'] or 'not there'} -> {row['new'] or 'gone'}"
            for row in self.verdicts
        ]
        touched = dict.fromkeys(row["claim"] for row in self.claims)
        lines.append(f"Claims: {len(touched)} changed beside their verdict.")
        for claim in touched:
            rows = [row for row in self.claims if row["claim"] == claim]
            lines.append(f"  {claim}: {', '.join(row['field'] for row in rows)}")
            lines += [f"    {_said(row)}" for row in rows if _said(row)]
        lines.append(
            f"Tables: {len(self.tables)} changed, {len(self.tables_added)} new, "
            f"{len(self.tables_gone)} gone."
        )
        lines += [f"  {key}: new" for key in self.tables_added]
        lines += [f"  {key}: gone" for key in self.tables_gone]
        for change in self.tables:
            lines += _told(change, shown)
        return "\n".join(lines) + "\n"


def difference(old: Path, new: Path, tolerance: float = SAME) -> Difference:
    """Compare two releases.

    Parameters
    ----------
    old, new
        Each a checkout, an unpacked book, or a zip of either.
    tolerance
        Largest relative difference at which two numbers count as the same.

    Raises
    ------
    ValueError
        If one of them is neither, its claims cannot be had, or a table cannot be read; with the
        reason.
    """
    with opened(old) as before, opened(new) as after:
        was, now = claims_of(before), claims_of(after)
        tables = {"old": tables_of(before), "new": tables_of(after)}
        names = names_of(before) | names_of(after)
        changes = [
            compare_tables(
                key,
                _read(tables["old"][key]),
                _read(tables["new"][key]),
                names.get(key, ()),
                tolerance,
            )
            for key in sorted(tables["old"].keys() & tables["new"].keys())
            if tables["old"][key].read_bytes() != tables["new"][key].read_bytes()
        ]
    return Difference(
        _changed_verdicts(was, now),
        _changed_claims(was, now),
        sorted(tables["new"].keys() - tables["old"].keys()),
        sorted(tables["old"].keys() - tables["new"].keys()),
        [change for change in changes if change is not None],
    )


def compare_tables(
    key: str,
    old: pd.DataFrame,
    new: pd.DataFrame,
    names: Sequence[str] = (),
    tolerance: float = SAME,
) -> TableChange | None:
    """Compare two states of a table, row by row of the same names.

    Parameters
    ----------
    key
        Its key.
    old, new
        As stored.
    names
        Columns that name the rows. Where none are given, or they do not tell all rows apart, the
        first columns that do in both; where none do, rows are compared in their order.
    tolerance
        Largest relative difference at which two numbers count as the same.

    Returns
    -------
    TableChange or None
        None where nothing but the order of rows or columns differs.
    """
    old, new = old.astype(object), new.astype(object)
    both = [column for column in old if column in new]
    names = _names(old[both], new[both], names)
    before, after = (_indexed(table, names) for table in (old, new))
    shared = [row for row in before.index if row in after.index]
    values = []
    for column in (column for column in both if column not in names):
        was, now = (table.loc[shared, column].to_numpy() for table in (before, after))
        values += [
            _value(shared[place], column, was[place], now[place])
            for place in np.flatnonzero(was != now)
            if not _same(was[place], now[place], tolerance)
        ]
    added = [column for column in new if column not in old]
    gone = [column for column in old if column not in new]
    rows = [
        [_row_name(row) for row in one.index if row not in other.index]
        for one, other in ((after, before), (before, after))
    ]
    found = TableChange(key, *rows, added, gone, values)
    return found if any((*rows, added, gone, values)) else None


def _names(old: pd.DataFrame, new: pd.DataFrame, declared: Sequence[str]) -> list[str]:
    """Return the declared columns or the first ones without fractions that tell rows apart."""
    names = [column for column in declared if column in old]
    if names and not (old.duplicated(names).any() or new.duplicated(names).any()):
        return names
    names = []
    for column in old:
        if any(_has_fractions(table[column]) for table in (old, new)):
            continue
        names.append(column)
        if not (old.duplicated(names).any() or new.duplicated(names).any()):
            return names
    return []


def _has_fractions(values: pd.Series) -> bool:
    numbers = pd.to_numeric(values, errors="coerce")
    return bool((numbers.notna() & (~np.isfinite(numbers) | (numbers % 1 != 0))).any())


def _indexed(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    if not names:
        return table.reset_index(drop=True)
    kept = table.set_index(names)
    kept.index = pd.Index([_key(row) for row in kept.index], tupleize_cols=False)
    return kept


def _key(row: object) -> tuple:
    """Write the names of a row so that 1 and 1.0 are one name."""
    parts = row if isinstance(row, tuple) else (row,)
    return tuple("" if pd.isna(part) else _plain(part) for part in parts)


def _row_name(row: object) -> str:
    return " / ".join(map(str, row)) if isinstance(row, tuple) else str(row)


def _same(was: object, now: object, tolerance: float) -> bool:
    if pd.isna(was) or pd.isna(now):
        return bool(pd.isna(was) and pd.isna(now))
    old, new = _number(was), _number(now)
    if old is None or new is None:
        return str(was) == str(now)
    return old == new or math.isclose(old, new, rel_tol=tolerance)


def _number(value: object) -> float | None:
    """Return a value as a number, if it is one; true and false are words."""
    if isinstance(value, bool | np.bool_):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _value(row: object, column: str, old: object, new: object) -> dict:
    value = {
        "row": _row_name(row),
        "column": column,
        "old": _plain(old),
        "new": _plain(new),
    }
    numbers = [_number(one) for one in (old, new)]
    if all(one is not None and math.isfinite(one) for one in numbers):
        value["relative"] = abs(numbers[1] - numbers[0]) / max(map(abs, numbers))
    return value


def _plain(value: object) -> object:
    """Return a value that JSON can hold: a whole or finite number, or text."""
    if pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    number = _number(value)
    if number is None or not math.isfinite(number):
        return str(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _told(change: TableChange, shown: int | None) -> Iterator[str]:
    facts = [
        (len(change.rows_added), "row new", "rows new"),
        (len(change.rows_gone), "row gone", "rows gone"),
        (len(change.changed), "value changed", "values changed"),
    ]
    told = [f"{count:,} {one if count == 1 else more}" for count, one, more in facts if count]
    told += [f"column {name} new" for name in change.columns_added]
    told += [f"column {name} gone" for name in change.columns_gone]
    yield f"  {change.table}: {', '.join(told)}"
    for word, rows in (("new", change.rows_added), ("gone", change.rows_gone)):
        if rows:
            more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
            yield f"    {word}: {'; '.join(rows[:SHOWN])}{more}"
    largest = sorted(change.changed, key=lambda value: -value.get("relative", math.inf))
    for value in largest[:shown]:
        share = f" ({value['relative']:.2g} relative)" if "relative" in value else ""
        yield f"    {value['row']}, {value['column']}: {value['old']} -> {value['new']}{share}"
    if shown is not None and len(largest) > shown:
        yield f"    and {len(largest) - shown:,} more"


def _changed_verdicts(old: Mapping[str, Mapping], new: Mapping[str, Mapping]) -> list[dict]:
    """Compare the words; one that only has another name now has not changed."""
    words = [
        {name: RENAMED.get(claim["verdict"], claim["verdict"]) for name, claim in one.items()}
        for one in (old, new)
    ]
    was, now = words
    return [
        {"claim": claim, "old": was.get(claim), "new": now.get(claim)}
        for claim in [*was, *(claim for claim in now if claim not in was)]
        if was.get(claim) != now.get(claim)
    ]


def _changed_claims(old: Mapping[str, Mapping], new: Mapping[str, Mapping]) -> list[dict]:
    return [
        {"claim": claim, "field": field, "old": was.get(field), "new": new[claim].get(field)}
        for claim, was in old.items()
        if claim in new
        for field in TOLD
        if field != "verdict" and was.get(field) != new[claim].get(field)
    ]


def _said(row: Mapping[str, Any]) -> str:
    """Show both states of a field that is short; nothing of rules, readings and the like."""
    both = [row["old"], row["new"]]
    if not all(isinstance(one, str | bool | None) for one in both) or row["field"] == "digest":
        return ""
    was, now = ("not given" if one in (None, "") else str(one) for one in both)
    return f"{row['field']}: {was} -> {now}"


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(
            io.BytesIO(path.read_bytes()), dtype=object, keep_default_na=False, na_values=[""]
        )
    except pd.errors.EmptyDataError as error:
        raise ValueError(
            f"results/{path.parent.name}/{path.name} is empty; build that release again"
        ) from error
