"""SOFT files: families of series and annotations of platforms, through GEOparse."""

import gzip
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from resistbook.geo.deposit import Deposit
from resistbook.geo.encoding import OLD_BYTES
from resistbook.geo.errors import FormatError


@dataclass(frozen=True)
class Family:
    """A series with the tables of its platforms.

    Parameters
    ----------
    deposits
        One a platform; platforms without values are named in the notes of the others.
    platforms
        The table of each platform that has one, as deposited, by accession.
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
        If the file is cut off or damaged, names no series, lacks one of its samples, a table has
        lost rows, a sample has no values, or a value is not a number.
    """
    names = probe_names(path)
    series = _parsed(path, "GSE")
    if not series.gsms:
        raise FormatError(f"{path.name} holds no sample; this is no SOFT family of a series")
    lost = [name for name in series.metadata.get("sample_id", []) if name not in series.gsms]
    if lost:
        raise FormatError(
            f"{path.name} lacks {len(lost)} samples of the series, such as {lost[0]}: it has lost "
            "a part; fetch it again"
        )
    for each in (*series.gpls.values(), *series.gsms.values()):
        each.table = _with_names(path, each.table, names.get(each.name, []))
        _check_rows(path, each)
    records = {key: tuple(text for text in texts if text) for key, texts in series.metadata.items()}
    by_platform: dict[str, list[Any]] = {}
    for sample in series.gsms.values():
        if not sample.metadata.get("platform_id"):
            raise FormatError(f"{path.name}: sample {sample.name} names no platform")
        by_platform.setdefault(sample.metadata["platform_id"][0], []).append(sample)
    platforms = {name: each.table for name, each in series.gpls.items() if "ID" in each.table}
    measured = {
        platform: samples
        for platform, samples in by_platform.items()
        if any("VALUE" in sample.table for sample in samples)
    }
    notes = tuple(
        f"{path.name} holds no values of the {len(samples)} samples on {platform}."
        for platform, samples in by_platform.items()
        if platform not in measured
    )
    deposits = [
        _deposit(path, series.name, records, platform, platforms.get(platform), samples, notes)
        for platform, samples in (measured or by_platform).items()
    ]
    return Family(tuple(deposits), platforms)


def read_platform(path: Path) -> pd.DataFrame:
    """Read the table of a platform, one row a probe, from its annotation or SOFT file.

    Raises
    ------
    FormatError
        If the file is empty, cut off or damaged, or its table has no column ``ID``.
    """
    names = probe_names(path)
    every = [name for part in names.values() for name in part]
    platform = _parsed(path, "GPL")
    _check_rows(path, platform)
    table = _with_names(path, platform.table, every)
    if "ID" not in table:
        raise FormatError(f"{path.name}: the platform table has no column 'ID'")
    return table


def probe_names(path: Path) -> dict[str, list[str]]:
    """Return the first cell of every row of the tables of a SOFT file, by the entity's name.

    They are read apart because GEOparse takes probes such as 007 and 1E05 for numbers.

    Raises
    ------
    FormatError
        If the file is damaged, a table has no end, or there is none.
    """
    names: dict[str, list[str]] = {}
    entity, inside, header = "", False, False
    with path.open("rb") as start:
        opened = gzip.open if start.read(2) == b"\x1f\x8b" else open
    try:
        with opened(path, "rb") as lines:
            for line in lines:
                if line.startswith(b"!"):
                    low = line.lower()
                    if b"_table_begin" in low:
                        inside, header = True, True
                        names.setdefault(entity, [])
                    elif b"_table_end" in low:
                        inside = False
                elif inside and line.strip():
                    if not header:
                        cell = line.partition(b"\t")[0].strip().strip(b'"')
                        names[entity].append(sys.intern(cell.decode("utf-8", OLD_BYTES)))
                    header = False
                elif line.startswith(b"^"):
                    entity = line.partition(b"=")[2].strip().decode("utf-8", OLD_BYTES)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FormatError(f"{path.name} is cut off or damaged ({error}); fetch it again") from error
    if inside:
        raise FormatError(f"{path.name} is cut off: its last table has no end")
    if not names:
        raise FormatError(f"{path.name} holds no table; this is no SOFT file with data")
    return names


def _parsed(path: Path, kind: str) -> Any:
    import GEOparse

    try:
        return GEOparse.get_GEO(
            filepath=str(path),
            geotype=kind,
            silent=True,
            open_kwargs={"encoding": "utf-8", "errors": OLD_BYTES},
        )
    except Exception as error:  # GEOparse has no class of its own for its errors
        raise FormatError(f"{path.name} cannot be read as SOFT: {error}") from error


def _with_names(path: Path, table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    if len(table) != len(names):
        raise FormatError(
            f"{path.name}: {len(names):,} rows stand in one of its tables, but {len(table):,} "
            "could be read; a stray quotation mark can do this"
        )
    first = next(iter(table), None)
    return table.assign(**{first: names}) if first in ("ID", "ID_REF") else table


def _check_rows(path: Path, entity: Any) -> None:
    """Compare a table with the number of rows that its record states."""
    stated = entity.metadata.get("data_row_count", [""])[0].strip()
    if stated.isdecimal() and int(stated) != len(entity.table):
        raise FormatError(
            f"{path.name}: {entity.name} has {len(entity.table):,} rows, its record says "
            f"{int(stated):,}; fetch it again"
        )


def _deposit(
    path: Path,
    accession: str,
    series: dict[str, tuple[str, ...]],
    platform: str,
    described: pd.DataFrame | None,
    samples: list[Any],
    notes: tuple[str, ...],
) -> Deposit:
    columns = {sample.name: _values(path, sample) for sample in samples}
    named = [] if described is None else [described["ID"].astype(str)]
    probes = pd.Index(
        pd.unique(pd.concat([*named, *(pd.Series(c.index) for c in columns.values())]))
    )
    expression = pd.DataFrame({name: each.reindex(probes) for name, each in columns.items()})
    expression = expression[expression.notna().any(axis=1)].rename_axis(None)
    keys = dict.fromkeys(key for sample in samples for key in sample.metadata)
    fields = {key: _lines([sample.metadata.get(key, []) for sample in samples]) for key in keys}
    definitions = tuple(_definition(sample) for sample in samples)
    if any(definitions):
        fields["value_definition"] = [definitions]
    return Deposit(accession, platform, expression, fields, series, notes)


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


def _definition(sample: Any) -> str:
    """Return what ``#VALUE`` says of the values of a sample."""
    said = sample.columns["description"]
    return " ".join(said[said.index == "VALUE"].astype(str)).strip()


def _lines(texts: list[list[str]]) -> list[tuple[str, ...]]:
    longest = max(map(len, texts))
    padded = [[*each, *[""] * (longest - len(each))] for each in texts]
    return list(zip(*padded, strict=True))
