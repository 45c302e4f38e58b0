"""Series matrix files, read as a stream."""

import gzip
import io
import re
import shlex
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv
from tqdm import tqdm

from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import FormatError, NoValuesError
from resistbook.geo.formats.encoding import DECIMAL_COMMA, OLD_BYTES

BEGIN, END = b"!series_matrix_table_begin", b"!series_matrix_table_end"
BLOCK = 1 << 24
MISSING = ("", "null", "NULL", "NA", "N/A", "NaN", "nan", "#N/A", "--")

_QUOTED = re.compile(rb'".*"\s*', re.DOTALL)
_LINE_BREAK = re.compile(rb"\s*[\r\n]+")
_NUMBER = re.compile(rb"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity)", re.IGNORECASE)


def read_series_matrix(path: Path, missing: Collection[str] = ()) -> Deposit:
    """Read a series matrix file.

    The table is parsed in blocks of some megabytes, so that memory holds one block of text
    beside the values, and the values twice for a moment at the end.

    Parameters
    ----------
    path
        ``GSE*_series_matrix.txt``, gzipped or not.
    missing
        Texts that stand for a missing value beside `MISSING`.

    Returns
    -------
    Deposit
        Expression is probes x samples, as deposited; missing where the file has nothing, "null"
        or "NA", and where it has an infinite value (told in the notes).

    Raises
    ------
    FormatError
        Naming file, line, sample and value: for a file that is cut off, a row of another length,
        a value that is not a number, a probe or sample that stands twice, sample records that do
        not fit the table.
    NoValuesError
        For a table without values (as of most sequencing series).
    """
    try:
        with _opened(path) as stream:
            return _read(stream, path, (*MISSING, *missing))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FormatError(f"{path.name} is cut off or damaged ({error}); fetch it again") from error


def _opened(path: Path) -> BinaryIO:
    with path.open("rb") as start:
        zipped = start.read(2) == b"\x1f\x8b"
    return gzip.open(path) if zipped else path.open("rb")


def _read(stream: BinaryIO, path: Path, missing: Collection[str]) -> Deposit:
    series, fields, lines = _records(stream, path.name)
    header = stream.readline()
    samples = [_text(cell) for cell in header.rstrip(b"\r\n").split(b"\t")]
    if samples[0] != "ID_REF" or len(samples) < 2:
        raise FormatError(
            f"{path.name}, line {lines + 1}: the table must begin with ID_REF and the samples, "
            f"not with {samples[0]!r}"
        )
    samples = samples[1:]
    _check_samples(path.name, samples, fields)
    probes: list[np.ndarray] = []
    values: list[np.ndarray] = []
    for block, line in _blocks(stream, path.name, lines + 2):
        names, numbers = _parsed(block, samples, path.name, line, missing)
        probes.append(names)
        values.append(numbers)
    accession = _single(series, "geo_accession", path.name)
    platform = _kept(fields, "platform_id") or series.get("platform_id", ("",))
    if len(set(platform)) > 1:
        raise FormatError(f"{path.name} mixes platforms: {', '.join(sorted(set(platform)))}")
    if not probes:
        records = Deposit(accession, platform[0], pd.DataFrame(columns=samples), fields, series)
        named = [key for key in fields if key.startswith("supplementary_file")]
        places = [
            *series.get("supplementary_file", ()),
            *(text for key in named for text in _kept(fields, key)),
        ]
        places = [place for place in places if place.upper() != "NONE"]
        raise NoValuesError(
            f"{path.name} holds no values: {accession} deposits them elsewhere, as sequencing "
            f"series do: {'; '.join(places[:3]) or 'see its page at GEO'}",
            records,
        )
    index = pd.Index(np.concatenate(probes))
    if not index.is_unique:
        twice = index[index.duplicated()][0]
        raise FormatError(f"{path.name}: probe {twice!r} stands twice in the table")
    table = np.concatenate(values, axis=1)
    notes = (*_without_infinity(table), *_lost_rows(len(index), fields))
    expression = pd.DataFrame(table.T, index=index, columns=samples, copy=False)
    return Deposit(accession, platform[0], expression, fields, series, notes)


def _records(
    stream: BinaryIO, name: str
) -> tuple[dict[str, tuple[str, ...]], dict[str, list[tuple[str, ...]]], int]:
    """Return the records above the table, and the number of lines down to its beginning."""
    series: dict[str, tuple[str, ...]] = {}
    fields: dict[str, list[tuple[str, ...]]] = {}
    number = 0
    for first, line in _whole_records(stream):
        number = first + line.count(b"\n") - 1
        if line.startswith(BEGIN):
            break
        key, *cells = _LINE_BREAK.sub(b" ", line.rstrip()).split(b"\t")
        texts = tuple(_text(cell) for cell in cells)
        if key.startswith(b"!Series_"):
            field = _text(key.removeprefix(b"!Series_"))
            series[field] = series.get(field, ()) + texts
        elif key.startswith(b"!Sample_"):
            texts = tuple(_text(cell) for cell in _whole(cells))
            fields.setdefault(_text(key.removeprefix(b"!Sample_")), []).append(texts)
        elif key.strip():
            raise FormatError(
                f"{name}, line {first}: {_text(key)[:40]!r} is neither a record of the series "
                "nor of its samples; this is no series matrix file, or a line break within a "
                "record has cut it: join the lines"
            )
    else:
        raise FormatError(
            f"{name} ends after {number} lines without a table: it is cut off, or no series matrix"
        )
    return series, fields, number


def _whole_records(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield each record with the number of its first line; a quoted text may run over several."""
    record, start = b"", 1
    for number, line in enumerate(stream, start=1):
        if record and not line.startswith(b"!"):
            record += line
        else:
            if record:
                yield start, record
            record, start = line, number
        last = _whole(record.replace(b"\n", b" ").rstrip().split(b"\t"))[-1].strip()
        opened = last.startswith(b'"') and not _QUOTED.fullmatch(last)
        if not (opened and record.startswith((b"!Sample_", b"!Series_"))):
            yield start, record
            record = b""
    if record:
        yield start, record


def _whole(cells: list[bytes]) -> list[bytes]:
    """Join again what a tab within quotation marks has cut."""
    whole: list[bytes] = []
    for cell in cells:
        if whole and whole[-1].startswith(b'"') and not _QUOTED.fullmatch(whole[-1]):
            whole[-1] += b"\t" + cell
        else:
            whole.append(cell)
    return whole


def _text(cell: bytes) -> str:
    text = cell.strip()
    if len(text) > 1 and text.startswith(b'"') and text.endswith(b'"'):
        text = text[1:-1].replace(b'""', b'"')
    return text.decode("utf-8", OLD_BYTES).strip()


def _kept(fields: dict[str, list[tuple[str, ...]]], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for line in fields.get(key, []) for text in line if text))


def _single(series: dict[str, tuple[str, ...]], key: str, name: str) -> str:
    if not series.get(key):
        raise FormatError(f"{name} does not name its series: the record !Series_{key} is missing")
    return series[key][0]


def _check_samples(name: str, samples: list[str], fields: dict[str, list[tuple[str, ...]]]) -> None:
    twice = pd.Index(samples)
    if not twice.is_unique:
        raise FormatError(f"{name}: sample {twice[twice.duplicated()][0]!r} stands twice")
    for key, lines in fields.items():
        for texts in lines:
            if len(texts) != len(samples):
                raise FormatError(
                    f"{name}: the record !Sample_{key} has {len(texts)} entries for "
                    f"{len(samples)} samples"
                )
    named = fields.get("geo_accession", [tuple(samples)])[0]
    for record, column in zip(named, samples, strict=True):
        if record != column:
            raise FormatError(
                f"{name}: the records name sample {record!r} where the table has {column!r}"
            )


def _blocks(stream: BinaryIO, name: str, line: int) -> Iterator[tuple[bytes, int]]:
    """Yield whole lines of the table with the number of the first; insist on its end."""
    rest = b""
    with tqdm(desc=name, unit="B", unit_scale=True, leave=False, disable=None) as bar:
        while chunk := stream.read(BLOCK):
            bar.update(len(chunk))
            block = rest + chunk
            whole, ended = _to_the_end(block)
            if not ended:
                cut = block.rfind(b"\n") + 1
                whole, rest = block[:cut], block[cut:]
            if whole.strip():
                yield whole, line
                line += whole.count(b"\n")
            if ended:
                return
    whole, ended = _to_the_end(rest)
    if not ended:
        raise FormatError(f"{name} is cut off: its table has no end after line {line - 1}")


def _to_the_end(block: bytes) -> tuple[bytes, bool]:
    if block.startswith(END):
        return b"", True
    place = block.find(b"\n" + END)
    return (block[: place + 1], True) if place >= 0 else (b"", False)


def _parsed(
    block: bytes, samples: list[str], name: str, line: int, missing: Collection[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Parse rows into probe names and values, samples x probes."""
    types = {"ID_REF": pa.binary()} | dict.fromkeys(samples, pa.float64())
    try:
        table = csv.read_csv(
            io.BytesIO(block),
            csv.ReadOptions(column_names=list(types), block_size=BLOCK * 2),
            csv.ParseOptions(delimiter="\t"),
            csv.ConvertOptions(check_utf8=False, column_types=types, null_values=list(missing)),
        )
    except pa.ArrowInvalid as error:
        raise _fault(block, samples, name, line, missing, error) from error
    if table.num_rows != sum(1 for row in block.splitlines() if row.strip()):
        raise _fault(block, samples, name, line, missing, "a quotation mark has no partner")
    probes = [_text(probe) for probe in table.column(0).to_pylist()]
    if "" in probes:
        raise FormatError(f"{name}, line {line + probes.index('')}: the row names no probe")
    values = np.empty((len(samples), len(probes)))
    for place, column in enumerate(table.columns[1:]):
        values[place] = column.to_numpy()
    return np.array(probes, dtype=object), values


def _fault(
    block: bytes,
    samples: list[str],
    name: str,
    line: int,
    missing: Collection[str],
    error: object,
) -> FormatError:
    for number, row in enumerate(block.splitlines(), start=line):
        cells = row.split(b"\t")
        if row.strip() and len(cells) != len(samples) + 1:
            return FormatError(
                f"{name}, line {number}: {len(cells) - 1} values for {len(samples)} samples"
            )
        for sample, cell in zip(samples, cells[1:], strict=False):
            value = cell.removeprefix(b'"').removesuffix(b'"')
            text = value.decode("utf-8", OLD_BYTES)
            if text not in missing and not _NUMBER.fullmatch(value.strip()):
                place = f"{name}, line {number}, sample {sample}: {text[:40]!r} is not a number"
                if DECIMAL_COMMA.fullmatch(text.strip()):
                    point = text.strip().replace(",", ".")
                    return FormatError(
                        f"{place}; if the comma is a decimal one, mend the file to {point} "
                        "and other values alike"
                    )
                return FormatError(
                    f"{place}; if it stands for a missing value, say so with --missing "
                    f"{shlex.quote(text[:40])}"
                )
    return FormatError(f"{name}, from line {line}: {error}")


def _lost_rows(rows: int, fields: dict[str, list[tuple[str, ...]]]) -> tuple[str, ...]:
    stated = [int(count) for count in _kept(fields, "data_row_count") if count.isdecimal()]
    if not stated or max(stated) <= rows:
        return ()
    return (
        f"The table has {rows:,} rows, but a sample's record says {max(stated):,}: rows may be "
        "lost; fetch the file again, or read the SOFT family.",
    )


def _without_infinity(table: np.ndarray) -> tuple[str, ...]:
    infinite = np.isinf(table)
    count = int(infinite.sum())
    if not count:
        return ()
    table[infinite] = np.nan
    return (f"{count:,} infinite values, as of the logarithm of zero, were taken as missing.",)
