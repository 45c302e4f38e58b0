"""SOFT files: families of series and annotations of platforms."""

import csv
import gzip
import shlex
import sys
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd

from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import FormatError, NoValuesError
from resistbook.geo.formats.encoding import OLD_BYTES

TAB = "\t"
MISSING = r"|--|null|none|-?nan|<na>|#?n/?a|-?1\.#(ind|qnan)"


@dataclass(frozen=True)
class Family:
    """A series with the tables of its platforms.

    Parameters
    ----------
    deposits
        One per platform; platforms without values are named in the notes of the others.
    platforms
        The table of each platform that has one, as deposited, by accession.
    """

    deposits: tuple[Deposit, ...]
    platforms: dict[str, pd.DataFrame]


@dataclass
class _Entity:
    """A series, platform or sample: its records, its columns as defined, and its table's lines.

    A sample's lines make way for their numbers, if there are any.
    """

    kind: str
    name: str
    records: dict[str, list[str]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    numbers: pd.Series | None = None


def read_family(path: Path, missing: Collection[str] = ()) -> Family:
    """Read the SOFT family of a series: the column ``VALUE`` of every sample.

    Samples without values are left out and named in the notes.

    Parameters
    ----------
    path
        ``GSE*_family.soft.gz``.
    missing
        Texts that stand for a missing value beside `MISSING`.

    Raises
    ------
    FormatError
        If the file is cut off or damaged, names no series, lacks one of its samples, a table has
        lost rows, no sample has values, or a value is not a number.
    """
    every: list[_Entity] = []
    platforms: dict[str, pd.DataFrame] = {}
    samples: dict[str, _Entity] = {}
    for entity in _entities(path):
        if entity.kind == "series":
            every.append(entity)
        elif entity.kind == "platform":
            platforms[entity.name] = _table(path, entity)
        elif entity.kind == "sample":
            entity.numbers, entity.lines = _numbers(path, entity, missing), []
            samples[entity.name] = entity
    if not samples:
        raise FormatError(f"{path.name} holds no sample; this is no SOFT family of a series")
    if len(every) != 1:
        raise FormatError(f"{path.name} holds {len(every)} series; a family holds one")
    series = every[0]
    lost = [name for name in series.records.get("sample_id", []) if name not in samples]
    if lost:
        raise FormatError(
            f"{path.name} lacks {len(lost)} samples of the series, such as {lost[0]}: it has lost "
            "a part; fetch it again"
        )
    records = {key: tuple(text for text in texts if text) for key, texts in series.records.items()}
    by_platform: dict[str, list[_Entity]] = {}
    for sample in samples.values():
        if not sample.records.get("platform_id"):
            raise FormatError(f"{path.name}: sample {sample.name} names no platform")
        by_platform.setdefault(sample.records["platform_id"][0], []).append(sample)
    measured = {
        platform: [sample for sample in each if sample.numbers is not None]
        for platform, each in by_platform.items()
    }
    if not any(measured.values()):
        raise _without_any(path, series.name, samples, records)
    platforms = {name: table for name, table in platforms.items() if "ID" in table}
    deposits = [
        Deposit(
            series.name,
            platform,
            _expression(each, platforms.get(platform)),
            _fields(each),
            records,
            _without_values(path, platform, by_platform),
        )
        for platform, each in measured.items()
        if each
    ]
    return Family(tuple(deposits), platforms)


def read_platform(path: Path) -> pd.DataFrame:
    """Read the table of a platform, one row per probe, from its annotation or SOFT file.

    Raises
    ------
    FormatError
        If the file is empty, cut off or damaged, or does not hold one platform whose table has a
        column ``ID``.
    """
    tables = [
        _table(path, entity)
        for entity in _entities(path)
        if entity.kind in ("platform", "annotation")
    ]
    if len(tables) != 1:
        raise FormatError(f"{path.name} should hold one platform, it holds {len(tables)}")
    if tables[0].empty:
        raise FormatError(f"{path.name} holds no table; this is no platform with data")
    if "ID" not in tables[0]:
        raise FormatError(f"{path.name}: the platform table has no column 'ID'")
    return tables[0]


def _entities(path: Path) -> Iterator[_Entity]:
    """Yield what a file describes, one after the other.

    A quotation mark is a character like any other: descriptions of genes hold lone ones.
    """
    entity, inside = _Entity("", ""), False
    with path.open("rb") as start:
        opened = gzip.open if start.read(2) == b"\x1f\x8b" else open
    try:
        with opened(path, "rt", encoding="utf-8", errors=OLD_BYTES, newline="\n") as lines:
            for number, line in enumerate(map(str.rstrip, lines), start=1):
                mark = line[:1]
                if inside and mark not in ("!", "^"):
                    if line:
                        entity.lines.append(line)
                    continue
                key, _, text = line[1:].partition("=")
                record = key.strip().partition("_")[2]
                if mark == "!" and record.lower() == "table_end":
                    inside = False
                elif inside:
                    raise FormatError(
                        f"{path.name}, line {number}: the table of {entity.name} has no end"
                    )
                elif mark == "!" and record.lower() == "table_begin":
                    inside = True
                elif mark == "!":
                    entity.records.setdefault(record, []).append(text.strip())
                elif mark == "#":
                    entity.columns[key.strip()] = text.strip()
                elif mark == "^":
                    yield entity
                    entity = _Entity(key.strip().lower(), text.strip())
                elif line:
                    raise FormatError(
                        f"{path.name}, line {number}: {line[:40]!r} is neither a record nor in a "
                        "table; this is no SOFT file, or a damaged one"
                    )
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FormatError(f"{path.name} is cut off or damaged ({error}); fetch it again") from error
    if inside:
        raise FormatError(f"{path.name} is cut off: its last table has no end")
    if not entity.kind:
        raise FormatError(f"{path.name} describes nothing; this is no SOFT file")
    yield entity


def _without_any(
    path: Path, series: str, samples: dict[str, _Entity], records: dict[str, tuple[str, ...]]
) -> NoValuesError:
    every = list(samples.values())
    places = [*records.get("supplementary_file", ()), *_lines_of(every, "supplementary_file")]
    platform = every[0].records["platform_id"][0]
    return NoValuesError(
        f"{path.name}: no sample has a column VALUE with values: {series} deposits them elsewhere, "
        f"as sequencing series do: {'; '.join(places[:3]) or 'see its page at GEO'}",
        Deposit(series, platform, pd.DataFrame(columns=list(samples)), _fields(every), records),
    )


def _lines_of(samples: list[_Entity], start: str) -> list[str]:
    every = (sample.records.items() for sample in samples)
    return [
        text
        for records in every
        for key, texts in records
        if key.startswith(start)
        for text in texts
    ]


def _table(path: Path, entity: _Entity) -> pd.DataFrame:
    """Return the table of an entity as texts."""
    rows = entity.lines[1:]
    stated = entity.records.get("data_row_count", [""])[0]
    if stated.isdecimal() and int(stated) != len(rows):
        raise FormatError(
            f"{path.name}: {entity.name} has {len(rows):,} rows, its record says "
            f"{int(stated):,}; fetch it again"
        )
    if not entity.lines:
        return pd.DataFrame()
    columns, *cells = (line.count(TAB) + 1 for line in entity.lines)
    for row, count in zip(rows, cells, strict=True):
        if count > columns:
            raise FormatError(
                f"{path.name}: {entity.name}, row {row.partition(TAB)[0]!r} has {count} cells "
                f"for {columns} columns"
            )
    text = "\n".join(entity.lines)
    table = pd.read_csv(
        StringIO(text),
        sep=TAB,
        lineterminator="\n",
        quoting=csv.QUOTE_NONE,
        index_col=False,
        dtype=str,
        na_filter=False,
    )
    return table.rename(columns=_unquoted).map(_unquoted) if '"' in text else table


def _unquoted(cell: str) -> str:
    """Take away quotation marks that enclose a whole cell."""
    enclosed = len(cell) > 1 and cell[0] == cell[-1] == '"'
    return cell[1:-1].replace('""', '"') if enclosed else cell


def _numbers(path: Path, sample: _Entity, missing: Collection[str]) -> pd.Series | None:
    table = _table(path, sample)
    if table.empty or not {"ID_REF", "VALUE"} <= set(table):
        return None
    texts = table["VALUE"].set_axis(table["ID_REF"].map(sys.intern))
    if not texts.index.is_unique:
        twice = texts.index[texts.index.duplicated()][0]
        raise FormatError(f"{path.name}: sample {sample.name} has probe {twice!r} twice")
    known = texts[~texts.str.fullmatch(MISSING, case=False) & ~texts.isin(list(missing))]
    wrong = pd.to_numeric(known, errors="coerce").isna()
    if wrong.any():
        probe = wrong.idxmax()
        raise FormatError(
            f"{path.name}: sample {sample.name}, probe {probe!r}: {known[probe]!r} is not a "
            "number; if it stands for a missing value, say so with --missing "
            f"{shlex.quote(known[probe])}"
        )
    return known.astype(float).replace([np.inf, -np.inf], np.nan).reindex(texts.index)


def _expression(samples: list[_Entity], described: pd.DataFrame | None) -> pd.DataFrame:
    named = [] if described is None else [described["ID"]]
    probes = pd.unique(pd.concat([*named, *(pd.Series(each.numbers.index) for each in samples)]))
    values = pd.DataFrame({each.name: each.numbers.reindex(probes) for each in samples})
    return values[values.notna().any(axis=1)].rename_axis(None)


def _fields(samples: list[_Entity]) -> dict[str, list[tuple[str, ...]]]:
    keys = dict.fromkeys(key for sample in samples for key in sample.records)
    fields = {key: _lines([sample.records.get(key, []) for sample in samples]) for key in keys}
    definitions = tuple(sample.columns.get("VALUE", "") for sample in samples)
    return fields | ({"value_definition": [definitions]} if any(definitions) else {})


def _without_values(
    path: Path, platform: str, by_platform: dict[str, list[_Entity]]
) -> tuple[str, ...]:
    """Say which other platforms, and which samples of this one, have no values."""
    notes = []
    for name, samples in by_platform.items():
        without = [sample.name for sample in samples if sample.numbers is None]
        if len(without) == len(samples):
            notes.append(f"{path.name} holds no values of the {len(samples)} samples on {name}.")
        elif without and name == platform:
            notes.append(
                f"{path.name} holds no values of {', '.join(without)}: left out of {platform}."
            )
    return tuple(notes)


def _lines(texts: list[list[str]]) -> list[tuple[str, ...]]:
    longest = max(map(len, texts))
    padded = [[*each, *[""] * (longest - len(each))] for each in texts]
    return list(zip(*padded, strict=True))
