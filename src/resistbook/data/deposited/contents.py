"""What each deposited table holds, as stated when it was registered, and the comparison with it.

``tables.csv`` has a row a table: its size, its names in their order (as a digest), and over all
columns of numbers how many values are missing and between which they lie. ``columns.csv`` has a
row a column of narrow tables, and of the fields that a loader names in wide ones. Both are written
by ``resistbook contents``.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from fnmatch import fnmatchcase as fnmatch
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.data.sources import SourceError

FOLDER = Path(__file__).parent
NARROW = 40
"""Tables with at most so many columns are stated column by column."""
FEW = 8
"""Columns with at most so many different values have them counted."""
LONGEST = 40
"""Values longer than this are prose and are not counted."""

MEND = (
    "To mend: fetch the file again. If its publisher deposited a new version, find out what "
    "changed, and state its contents anew with `resistbook contents`."
)

Key = tuple[str, str, str]


class ContentsError(SourceError):
    """A source file cannot be read, or holds something else than is stated of it."""


class Column(NamedTuple):
    """What is stated of one column."""

    kind: str
    missing: int
    distinct: int
    lowest: float
    highest: float
    counts: str
    """How often each value stands there, or of many or long texts a digest in their order."""


class Table(NamedTuple):
    """What is stated of one table; names as digests, empty where rows are only numbered."""

    rows: int
    columns: int
    numbers: int
    missing: int
    lowest: float
    highest: float
    row_names: str
    column_names: str


Statement = tuple[Table, dict[str, Column]]

_restating: dict[Key, Statement] | None = None


@contextmanager
def restated() -> Iterator[dict[Key, Statement]]:
    """Within this context, tables that are read are described and not compared.

    Yields
    ------
    dict
        Filled, as tables are read, with what they hold, by source, file and part.
    """
    global _restating
    _restating = {}
    try:
        yield _restating
    finally:
        _restating = None


def write(statements: dict[Key, Statement], folder: Path = FOLDER) -> None:
    """Write ``tables.csv`` and ``columns.csv``."""
    where = ["source", "file", "part"]
    ordered = sorted(statements.items())
    pd.DataFrame(
        [(*key, *whole) for key, (whole, _) in ordered], columns=[*where, *Table._fields]
    ).to_csv(folder / "tables.csv", index=False, lineterminator="\n")
    pd.DataFrame(
        [(*key, name, *one) for key, (_, each) in ordered for name, one in each.items()],
        columns=[*where, "column", *Column._fields],
    ).to_csv(folder / "columns.csv", index=False, lineterminator="\n")


@cache
def stated() -> dict[Key, Statement]:
    """Return what is stated, by source, file and part."""
    texts = dict.fromkeys(["source", "file", "part", "column", "kind", "counts"], str)
    texts |= {"row_names": str, "column_names": str}
    wholes, columns = (
        pd.read_csv(
            FOLDER / name,
            dtype=texts,
            keep_default_na=False,
            na_values={"lowest": [""], "highest": [""]},
            float_precision="round_trip",
        ).itertuples(index=False, name=None)
        for name in ("tables.csv", "columns.csv")
    )
    found: dict[Key, Statement] = {row[:3]: (Table(*row[3:]), {}) for row in wholes}
    for row in columns:
        found[row[:3]][1][row[3]] = Column(*row[4:])
    return found


def describe(table: pd.DataFrame, fields: Sequence[str] = ()) -> Statement:
    """Describe a table, column by column where it is narrow, else those of `fields`."""
    numbers = table.select_dtypes("number")
    narrow = table.shape[1] <= NARROW
    described = [
        name for name in table if narrow or any(fnmatch(str(name), each) for each in fields)
    ]
    numbered = isinstance(table.index, pd.RangeIndex)
    whole = Table(
        *table.shape,
        numbers.shape[1],
        int(table.isna().to_numpy().sum()),
        *_range(numbers.to_numpy(dtype=float, na_value=np.nan)),
        "" if numbered else _digest(table.index),
        _digest(table.columns),
    )
    return whole, {str(name): _column(table[name]) for name in described}


def compare(table: pd.DataFrame, key: Key, fields: Sequence[str] = ()) -> None:
    """Compare a table with what is stated of it.

    Raises
    ------
    ContentsError
        Naming the file, the place and the value, and how to mend it.
    """
    if _restating is not None:
        _restating[key] = describe(table, fields)
        return
    if key not in stated():
        _refuse(key, "nothing is stated of this table")
    whole, columns = stated()[key]
    _check_names(table, key, whole, columns)
    _check_infinity(table, key, whole, columns)
    found, found_columns = describe(table, fields)
    for name in table:
        if str(name) in columns:
            _check_column(table[name], key, columns[str(name)], found_columns[str(name)])
    if found.numbers != whole.numbers:
        told = _text_in_numbers(table)
        _refuse(
            key, told or f"it has {found.numbers:,} columns of numbers, {whole.numbers:,} stated"
        )
    if found.missing != whole.missing:
        _refuse(
            key, f"{found.missing:,} values are missing, {whole.missing:,} stated{_place(table)}"
        )
    if not _same((found.lowest, found.highest), (whole.lowest, whole.highest)):
        _refuse(
            key,
            f"its numbers run from {found.lowest:g} to {found.highest:g}, stated are "
            f"{whole.lowest:g} to {whole.highest:g}{_extreme(table, found, whole)}",
        )


def refusal(key: Key, reason: str) -> ContentsError:
    """Return the error that names a file, its part, what is wrong, and how to mend it."""
    source, file, part = key
    return ContentsError(f"{source}/{file}{f', {part}' if part else ''}: {reason}.\n{MEND}")


def _refuse(key: Key, reason: str) -> None:
    raise refusal(key, reason)


def _check_names(table: pd.DataFrame, key: Key, whole: Table, columns: dict[str, Column]) -> None:
    for what, names, size, digest in (
        ("column", table.columns, whole.columns, whole.column_names),
        ("row", table.index, whole.rows, whole.row_names),
    ):
        if len(names) != size:
            twice = _twice(names)
            _refuse(key, f"it has {len(names):,} {what}s, {size:,} stated{twice}")
        if digest and _digest(names) != digest:
            absent = [name for name in columns if what == "column" and name not in names]
            told = f"; {absent[0]!r} is missing" if absent else _twice(names)
            _refuse(key, f"the names of its {what}s, or their order, are not those stated{told}")


def _check_infinity(
    table: pd.DataFrame, key: Key, whole: Table, columns: dict[str, Column]
) -> None:
    numbers = table.select_dtypes("number")
    infinite = np.isinf(numbers.to_numpy(dtype=float, na_value=np.nan))
    for place in np.flatnonzero(infinite.any(axis=0)):
        name = numbers.columns[place]
        then = columns.get(str(name), whole)
        if np.isinf(then.lowest) or np.isinf(then.highest):
            continue
        row = table.index[infinite[:, place].argmax()]
        _refuse(key, f"column {name!r}, row {row!r}: the value is infinite")


def _check_column(column: pd.Series, key: Key, then: Column, now: Column) -> None:
    place = f"column {column.name!r}"
    if now.kind != then.kind:
        _refuse(key, _word(column) or f"{place} holds {now.kind}s, stated are {then.kind}s")
    if now.missing != then.missing:
        first = f", the first in row {column.index[column.isna()][0]!r}" if now.missing else ""
        _refuse(key, f"{place} lacks {now.missing:,} values, {then.missing:,} stated{first}")
    if now.counts != then.counts:
        counts = _counts(now.counts)
        turned = len(counts) == 2 and counts == _counts(then.counts)[::-1]
        hint = "; the coding seems to be reversed" if turned else ""
        _refuse(
            key,
            f"{place} holds {now.counts or 'other values'}, stated are "
            f"{then.counts or 'other values'}{hint}{_twice(pd.Index(column.dropna()))}",
        )
    if now.distinct != then.distinct:
        twice = (
            _twice(pd.Index(column.dropna())) if then.distinct + then.missing == len(column) else ""
        )
        _refuse(
            key, f"{place} has {now.distinct:,} different values, {then.distinct:,} stated{twice}"
        )
    if not _same((now.lowest, now.highest), (then.lowest, then.highest)):
        _refuse(
            key,
            f"{place} runs from {now.lowest:g} to {now.highest:g}, stated is "
            f"{then.lowest:g} to {then.highest:g}",
        )


def _column(column: pd.Series) -> Column:
    known = column.dropna()
    different = pd.Series(known.unique())
    if not (number := pd.api.types.is_numeric_dtype(column)):
        different = pd.Series(different.astype(str).unique())
    values = pd.to_numeric(different, errors="coerce")
    numbers = number or (len(values) > 0 and values.notna().all())
    counted = ""
    if 0 < len(different) <= FEW:
        counts = known.map("{:g}".format if number else str).value_counts().sort_index()
        counts = counts[counts > 0]
        if counts.index.astype(str).str.len().max() <= LONGEST:
            counted = "; ".join(f"{value} x {count}" for value, count in counts.items())
    if not counted and not number and len(known):
        counted = f"texts {_digest(known)}"
    return Column(
        "number" if number else "number as text" if numbers else "text",
        int(column.isna().sum()),
        len(different),
        *(_range(values.to_numpy(dtype=float)) if numbers else (np.nan, np.nan)),
        counted,
    )


def _range(values: np.ndarray) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    return (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)


def _same(found: tuple[float, float], then: tuple[float, float]) -> bool:
    return bool(np.array_equal(found, then, equal_nan=True))


def _digest(names: Iterable[object]) -> str:
    return sha256("\n".join(map(str, names)).encode()).hexdigest()[:16]


def _twice(names: pd.Index) -> str:
    again = names[names.duplicated()]
    return f"; {again[0]!r} stands more than once" if len(again) else ""


def _counts(values: str) -> list[str]:
    return [part.rpartition(" x ")[2] for part in values.split("; ")]


def _word(column: pd.Series) -> str:
    """Name the first text in a column that is of numbers otherwise."""
    if pd.api.types.is_numeric_dtype(column):
        return ""
    known = column.dropna().astype(str)
    bad = pd.to_numeric(known, errors="coerce").isna()
    if not bad.any() or bad.mean() > 0.5:
        return ""
    return (
        f"column {column.name!r}, row {known.index[bad][0]!r}: {known[bad].iloc[0][:40]!r} is not "
        "a number"
    )


def _text_in_numbers(table: pd.DataFrame) -> str:
    return next(filter(None, (_word(table[name]) for name in table)), "")


def _place(table: pd.DataFrame) -> str:
    empty = table.isna().to_numpy()
    if not 0 < empty.sum() <= 10:
        return ""
    row, column = np.argwhere(empty)[0]
    return f"; the first in column {table.columns[column]!r}, row {table.index[row]!r}"


def _extreme(table: pd.DataFrame, found: Table, then: Table) -> str:
    """Name where a number lies that is beyond what is stated."""
    value = found.highest if found.highest > then.highest else found.lowest
    rows, columns = np.nonzero((table == value).to_numpy())
    if not len(rows):
        return ""
    return f"; see column {table.columns[columns[0]]!r}, row {table.index[rows[0]]!r}"
