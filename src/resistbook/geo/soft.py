"""SOFT files: families of series and annotations of platforms, through GEOparse."""

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import FormatError


@dataclass(frozen=True)
class Family:
    """A series with the tables of its platforms.

    Parameters
    ----------
    deposits
        One a platform.
    platforms
        The table of each platform as deposited, by accession.
    """

    deposits: tuple[Deposit, ...]
    platforms: dict[str, pd.DataFrame]


def read_family(path: Path) -> Family:
    """Read the SOFT family of a series: the column ``VALUE`` of every sample.

    Parameters
    ----------
    path
        ``GSE*_family.soft.gz``.

    Raises
    ------
    FormatError
        If the file is cut off or damaged, names no series, a table has lost rows, a sample has
        no values, or a value is not a number.
    """
    rows = table_rows(path)
    series = _parsed(path, "GSE")
    if not series.gsms:
        raise FormatError(f"{path.name} holds no sample; this is no SOFT family of a series")
    tables = [*series.gpls.values(), *series.gsms.values()]
    _check_rows(path, rows, [len(each.table) for each in tables if len(each.columns)])
    records = {key: tuple(text for text in texts if text) for key, texts in series.metadata.items()}
    by_platform: dict[str, list[Any]] = {}
    for sample in series.gsms.values():
        if not sample.metadata.get("platform_id"):
            raise FormatError(f"{path.name}: sample {sample.name} names no platform")
        by_platform.setdefault(sample.metadata["platform_id"][0], []).append(sample)
    deposits = [
        _deposit(path, series.name, records, platform, series.gpls.get(platform), samples)
        for platform, samples in by_platform.items()
    ]
    platforms = {name: each.table for name, each in series.gpls.items()}
    return Family(tuple(deposits), platforms)


def read_platform(path: Path) -> pd.DataFrame:
    """Read the table of a platform, one row a probe, from its annotation or SOFT file.

    Raises
    ------
    FormatError
        If the file is empty, cut off or damaged, or its table has no column ``ID``.
    """
    rows = table_rows(path)
    table = _parsed(path, "GPL").table
    _check_rows(path, rows, [len(table)])
    if "ID" not in table:
        raise FormatError(f"{path.name}: the platform table has no column 'ID'")
    return table


def table_rows(path: Path) -> list[int]:
    """Count the rows of every table of a SOFT file, headers apart.

    Raises
    ------
    FormatError
        If the file is damaged, a table has no end, or there is none.
    """
    counts: list[int] = []
    inside = False
    with path.open("rb") as start:
        opened = gzip.open if start.read(2) == b"\x1f\x8b" else open
    try:
        with opened(path, "rb") as lines:
            for line in lines:
                if line.startswith(b"!"):
                    low = line.lower()
                    if b"_table_begin" in low:
                        inside = True
                        counts.append(-1)
                    elif b"_table_end" in low:
                        inside = False
                elif inside and line.strip():
                    counts[-1] += 1
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FormatError(f"{path.name} is cut off or damaged ({error}); fetch it again") from error
    if inside:
        raise FormatError(f"{path.name} is cut off: its last table has no end")
    if not counts:
        raise FormatError(f"{path.name} holds no table; this is no SOFT file with data")
    return counts


def _parsed(path: Path, kind: str) -> Any:
    import GEOparse

    try:
        return GEOparse.get_GEO(filepath=str(path), geotype=kind, silent=True)
    except Exception as error:  # GEOparse has no class of its own for its errors
        raise FormatError(f"{path.name} cannot be read as SOFT: {error}") from error


def _check_rows(path: Path, found: list[int], parsed: list[int]) -> None:
    if sorted(count for count in found if count > 0) != sorted(n for n in parsed if n > 0):
        raise FormatError(
            f"{path.name}: {sum(found):,} rows stand in its tables, but {sum(parsed):,} could be "
            "read; a stray quotation mark can do this"
        )


def _deposit(
    path: Path,
    accession: str,
    series: dict[str, tuple[str, ...]],
    platform: str,
    described: Any,
    samples: list[Any],
) -> Deposit:
    columns = {sample.name: _values(path, sample) for sample in samples}
    named = [] if described is None else [described.table["ID"].astype(str)]
    probes = pd.Index(
        pd.unique(pd.concat([*named, *(pd.Series(c.index) for c in columns.values())]))
    )
    expression = pd.DataFrame({name: each.reindex(probes) for name, each in columns.items()})
    expression = expression[expression.notna().any(axis=1)].rename_axis(None)
    keys = dict.fromkeys(key for sample in samples for key in sample.metadata)
    fields = {key: _lines([sample.metadata.get(key, []) for sample in samples]) for key in keys}
    return Deposit(accession, platform, expression, fields, series)


def _values(path: Path, sample: Any) -> pd.Series:
    table = sample.table
    if "VALUE" not in table or table.empty:
        raise FormatError(f"{path.name}: sample {sample.name} has no column VALUE with values")
    column = table.set_index(table["ID_REF"].astype(str))["VALUE"]
    numbers = pd.to_numeric(column, errors="coerce").replace([np.inf, -np.inf], np.nan)
    wrong = numbers.isna() & column.notna() & (column.astype(str).str.lower() != "null")
    wrong &= ~column.isin([np.inf, -np.inf])
    if wrong.any():
        probe = wrong.idxmax()
        raise FormatError(
            f"{path.name}: sample {sample.name}, probe {probe!r}: {column[probe]!r} is not a number"
        )
    if not numbers.index.is_unique:
        twice = numbers.index[numbers.index.duplicated()][0]
        raise FormatError(f"{path.name}: sample {sample.name} has probe {twice!r} twice")
    return numbers


def _lines(texts: list[list[str]]) -> list[tuple[str, ...]]:
    longest = max(map(len, texts))
    padded = [[*each, *[""] * (longest - len(each))] for each in texts]
    return list(zip(*padded, strict=True))
