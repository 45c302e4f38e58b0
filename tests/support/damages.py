"""Ways in which a deposited file can be damaged: its bytes, its text, or the table it holds.

Every damage says what outcomes are wanted of it: ``error``, a refusal that names the file;
``right result``, the very table of the undamaged file; or ``hash``, where the content is as
plausible as before and only the SHA-256 of the file can tell.
"""

import bz2
import gzip
import io
import lzma
import pickle
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyreadr

from resistbook.data.deposited.contents import Column, Statement

ERROR, RIGHT, HASH = "error", "right result", "hash"
LONG, LINES = 1 << 20, 100
"""Texts of more bytes are cut to so many lines before they are damaged."""
BOMB = 1 << 21
"""Bytes to which the archives made here expand; tests lower the limit to half of it."""


class Damage(NamedTuple):
    """What is done to bytes (with the file's name) or to a table, and what should come of it."""

    done: Callable
    wanted: tuple[str, ...] = (ERROR,)
    applies: Callable[[Statement], bool] = lambda statement: True


def kind(file: str) -> str:
    """Return the format of a registered file by its name."""
    if file in ("gene.txt", "kastrati_et_al.up.txt", "kastrati_et_al.down.txt"):
        return "list of genes"
    name = file.lower()
    suffix = PurePath(name).suffix
    if ".gmt" in name:
        return "gene sets"
    return {
        ".gz": "compressed table",
        ".xz": "compressed table",
        ".zip": "compressed table",
        ".xlsx": "workbook",
        ".rda": "R file",
        ".rds": "R file",
        ".rdata": "R file",
        ".parquet": "Parquet table",
        ".pickle": "pickled table",
    }.get(suffix, "table")


# Bytes


def _unzipped(file: str, content: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """Return the text within a file, and what packs another text as it was packed."""
    if file.endswith(".gz"):
        return gzip.decompress(content), lambda text: gzip.compress(text, 1)
    if file.endswith(".xz"):
        return lzma.decompress(content), lambda text: lzma.compress(text, preset=0)
    if file.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (name,) = archive.namelist()
            return archive.read(name), lambda text: zipped({name: text})
    return content, lambda text: text


def beginning(file: str, content: bytes) -> bytes:
    """Return a table with its first lines only, if it is long; other files as they are."""
    if kind(file) not in ("table", "compressed table"):
        return content
    text, packed = _unzipped(file, content)
    return packed(b"".join(text.splitlines(keepends=True)[:LINES])) if len(text) > LONG else content


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of members, whatever their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _with_member_outside(file: str, content: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../outside.txt", b"I should not be here.")
    return stream.getvalue()


def bomb(file: str, content: bytes) -> bytes:
    """Return an archive that expands to `BOMB` bytes, compressed as the file is."""
    zeros = bytes(BOMB)
    if content.startswith(b"PK"):
        return zipped({"xl/worksheets/sheet1.xml": zeros})
    pack = {b"BZh": bz2.compress, b"\xfd7z": lzma.compress}.get(content[:3], gzip.compress)
    return pack(zeros)


def _byte_changed(file: str, content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]


def _other_r_object(file: str, content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / PurePath(file).name
        table = pd.DataFrame({"speed": [4.0, 7.0], "dist": [2.0, 4.0]})
        if file.lower().endswith(".rds"):
            pyreadr.write_rds(path, table)
        else:
            pyreadr.write_rdata(path, table, df_name="cars")
        return path.read_bytes()


def _other_workbook(file: str, content: bytes) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"speed": [4, 7]}).to_excel(stream, sheet_name="cars")
    return stream.getvalue()


def _other_parquet(file: str, content: bytes) -> bytes:
    return pd.DataFrame({"speed": [4, 7]}).to_parquet()


ANY = {
    "is empty": Damage(lambda file, content: b""),
    "is a server's page of an error": Damage(
        lambda file, content: (
            b"<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n"
        )
    ),
    "ends half way": Damage(lambda file, content: content[: len(content) // 2]),
    "lacks its last bytes": Damage(lambda file, content: content[:-24], (ERROR, RIGHT)),
    "is a picture": Damage(lambda file, content: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
}
PACKED = {
    "has a byte changed within": Damage(_byte_changed),
    "expands to more than is allowed": Damage(bomb),
}
ARCHIVE = {
    "has a member that leads out of its folder": Damage(_with_member_outside, (ERROR, RIGHT)),
}


# Text


def _of_text(change: Callable[[bytes], bytes]) -> Callable[[str, bytes], bytes]:
    def done(file: str, content: bytes) -> bytes:
        text, packed = _unzipped(file, content)
        return packed(change(text))

    return done


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[str, bytes], bytes]:
    return _of_text(lambda text: b"".join(change(text.splitlines(keepends=True))))


def _delimiter(text: bytes) -> bytes:
    ours = b"\t" if b"\t" in text[:4096] else b","
    return text.replace(ours, b";")


def _windows(text: bytes) -> bytes:
    return text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _latin(text: bytes) -> bytes:
    place = len(text) // 2
    return text[:place] + "é".encode("latin-1") + text[place + 1 :]


def _middle(lines: list[bytes]) -> int:
    return max(1, len(lines) // 2)


TEXT = {
    "is written in UTF-16": Damage(
        _of_text(lambda text: text.decode("utf-8", "replace").encode("utf-16"))
    ),
    "has a letter in Latin-1": Damage(_of_text(_latin)),
    "has the line ends of Windows": Damage(_of_text(_windows), (RIGHT, ERROR)),
    "begins with a byte-order mark": Damage(
        _of_text(lambda text: b"\xef\xbb\xbf" + text), (RIGHT, ERROR)
    ),
    "has another delimiter": Damage(_of_text(_delimiter)),
    "lacks a line": Damage(
        _lines(lambda lines: lines[: _middle(lines)] + lines[_middle(lines) + 1 :])
    ),
    "has a line twice": Damage(
        _lines(lambda lines: lines[: _middle(lines)] + lines[_middle(lines) - 1 :])
    ),
}
TABULAR = TEXT | {
    "lacks its first line": Damage(_lines(lambda lines: lines[1:])),
    "has a line that is cut short": Damage(
        _lines(
            lambda lines: [
                *lines[: _middle(lines)],
                lines[_middle(lines)][: len(lines[_middle(lines)]) // 2] + b"\n",
                *lines[_middle(lines) + 1 :],
            ]
        )
    ),
    "has an opened quotation": Damage(
        _lines(
            lambda lines: [
                *lines[: _middle(lines)],
                b'"' + lines[_middle(lines)],
                *lines[_middle(lines) + 1 :],
            ]
        )
    ),
}
LISTED = {
    name: damage
    for name, damage in TEXT.items()
    if name not in ("has another delimiter", "has a line twice")
} | {"has a line twice": TEXT["has a line twice"]._replace(wanted=(ERROR, RIGHT))}

OF_BYTES: dict[str, dict[str, Damage]] = {
    "table": ANY | TABULAR,
    "compressed table": ANY | PACKED | TABULAR,
    "workbook": ANY | PACKED | ARCHIVE | {"holds other sheets": Damage(_other_workbook)},
    "R file": ANY | PACKED | {"holds another object": Damage(_other_r_object)},
    "Parquet table": ANY | {"holds another table": Damage(_other_parquet)},
    "pickled table": ANY
    | {"holds another object": Damage(lambda file, content: pickle.dumps({"speed": 4}))},
    "gene sets": ANY | TEXT,
    "list of genes": ANY | LISTED,
}
OF_BYTES["workbook"]["has a byte changed within"] = Damage(_byte_changed, (ERROR, RIGHT))


def of_bytes(file: str) -> dict[str, Damage]:
    """Return the damages to the bytes of a registered file."""
    archive = ARCHIVE if file.endswith(".zip") else {}
    return OF_BYTES[kind(file)] | archive


# Tables


def _has_names(statement: Statement) -> bool:
    return bool(statement[0].row_names) and statement[0].rows > 1


def _has_numbers(statement: Statement) -> bool:
    return not np.isnan(statement[0].lowest)


def _written(statement: Statement) -> list[str]:
    return [name for name, column in statement[1].items() if column.kind == "number as text"]


def _has_columns(statement: Statement) -> bool:
    return statement[0].columns > 1


def coded(columns: dict[str, Column]) -> list[str]:
    """Return the columns that say yes or no, of which not just as many say yes as no."""
    two = {name: column.counts.split("; ") for name, column in columns.items()}
    return [
        name
        for name, counts in two.items()
        if len(counts) == 2 and len({count.rpartition(" x ")[2] for count in counts}) == 2
    ]


def _first_number(table: pd.DataFrame) -> tuple[int, int]:
    """Return the place of a number that is neither missing, nor the lowest or highest."""
    numbers = np.flatnonzero([pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes])
    values = table.iloc[:, numbers].to_numpy(dtype=float, na_value=np.nan)
    finite = np.isfinite(values)
    inner = finite & ~np.isin(values, [values[finite].min(), values[finite].max()])
    row, column = np.argwhere(inner if inner.any() else finite)[0]
    return int(row), int(numbers[column])


def _with(table: pd.DataFrame, place: tuple[int, int], value: object) -> pd.DataFrame:
    row, column = place
    changed = table.iloc[:, column].astype(object if isinstance(value, str) else float)
    changed.iloc[row] = value
    return _with_column(table, column, changed)


def _with_column(table: pd.DataFrame, column: int, values: pd.Series) -> pd.DataFrame:
    columns = [table.iloc[:, place] for place in range(table.shape[1])]
    columns[column] = values
    return pd.concat(columns, axis=1).set_axis(table.columns, axis=1)


def _missing(table: pd.DataFrame) -> pd.DataFrame:
    return _with(table, _first_number(table), np.nan)


def _infinite(table: pd.DataFrame) -> pd.DataFrame:
    return _with(table, _first_number(table), np.inf)


def _word(table: pd.DataFrame) -> pd.DataFrame:
    return _with(table, _first_number(table), "see note")


def _commas(table: pd.DataFrame) -> pd.DataFrame:
    _, column = _first_number(table)
    text = table.iloc[:, column].map(lambda value: f"{value:.1f}".replace(".", ","))
    return _with_column(table, column, text)


def _without_point(table: pd.DataFrame) -> pd.DataFrame:
    numbers = table.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan)
    size = np.where(np.isfinite(numbers), np.abs(numbers), -1)
    row, place = np.unravel_index(size.argmax(), size.shape)
    column = np.flatnonzero([pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes])[place]
    return _with(table, (row, column), float(numbers[row, place]) * 1000)


def _digit(table: pd.DataFrame) -> pd.DataFrame:
    row, column = _first_number(table)
    return _with(table, (row, column), float(table.iloc[row, column]) + 1e-3)


def _word_in_text(table: pd.DataFrame, name: str) -> pd.DataFrame:
    column = table.columns.get_loc(name)
    changed = table[name].astype(object)
    changed.iloc[int(changed.notna().to_numpy().argmax())] = "see note"
    return _with_column(table, column, changed)


def _renamed(names: pd.Index) -> pd.Index:
    """Give the first thing the name of the last."""
    return pd.Index([names[-1], *names[1:]])


def _row_twice_by_name(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_axis(_renamed(table.index))


def _column_twice(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_axis(_renamed(table.columns), axis=1)


def _exchanged(table: pd.DataFrame) -> pd.DataFrame:
    """Exchange the contents of the first column of numbers and the last, under their headers."""
    numbers = np.flatnonzero([pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes])
    order = list(range(table.shape[1]))
    order[numbers[0]], order[numbers[-1]] = numbers[-1], numbers[0]
    return table.iloc[:, order].set_axis(table.columns, axis=1)


def _reversed(table: pd.DataFrame, name: str) -> pd.DataFrame:
    column = table.columns.get_loc(name)
    values = table.iloc[:, column].astype(object)
    one, other = sorted(values.dropna().unique(), key=str)
    turned = values.map({one: other, other: one})
    number = pd.api.types.is_numeric_dtype(table.dtypes.iloc[column])
    return _with_column(table, column, turned.astype(float) if number else turned)


OF_TABLE: dict[str, Damage] = {
    "lacks its last rows": Damage(lambda table: table.iloc[: -max(1, len(table) // 10)]),
    "has a row twice": Damage(lambda table: pd.concat([table, table.iloc[-1:]])),
    "has rows in another order": Damage(lambda table: table.iloc[::-1], (ERROR,), _has_names),
    "has unnamed rows in another order": Damage(
        lambda table: table.iloc[::-1].reset_index(drop=True),
        (ERROR, HASH),
        lambda statement: not _has_names(statement) and statement[0].rows > 1,
    ),
    "names one row as another": Damage(_row_twice_by_name, (ERROR,), _has_names),
    "lacks a column": Damage(lambda table: table.iloc[:, :-1], (ERROR,), _has_columns),
    "has columns in another order": Damage(
        lambda table: table.iloc[:, ::-1], (ERROR,), _has_columns
    ),
    "names one column as another": Damage(_column_twice, (ERROR,), _has_columns),
    "lacks one number": Damage(_missing, (ERROR,), _has_numbers),
    "has an infinite number": Damage(_infinite, (ERROR,), _has_numbers),
    "has a word among numbers": Damage(_word, (ERROR,), _has_numbers),
    "has decimal commas": Damage(_commas, (ERROR,), _has_numbers),
    "has its largest number a thousand times too large": Damage(
        _without_point, (ERROR,), _has_numbers
    ),
    "has two columns of numbers exchanged under their headers": Damage(
        _exchanged,
        (ERROR, HASH),
        lambda statement: _has_numbers(statement) and statement[0].numbers > 1,
    ),
    "has one digit changed": Damage(_digit, (ERROR, HASH), _has_numbers),
}


def of_table(statement: Statement) -> dict[str, Damage]:
    """Return the damages that a table can suffer, a reversal for every column of yes and no."""
    words = {
        f"has a word among the numbers of {name}": Damage(
            lambda table, name=name: _word_in_text(table, name)
        )
        for name in _written(statement)[:1]
    }
    reversals = {
        f"has {name} reversed": Damage(lambda table, name=name: _reversed(table, name))
        for name in coded(statement[1])[:6]
    }
    return (
        {name: each for name, each in OF_TABLE.items() if each.applies(statement)}
        | words
        | reversals
    )
