"""Readers of deposited files, by format; each compares what it reads with what is stated of it."""

import bz2
import gzip
import lzma
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pandas as pd
import pyreadr
import rdata

from resistbook.data.deposited.contents import ContentsError, compare, refusal
from resistbook.data.sources import fetch

LARGEST = 1 << 28
"""Bytes to which a compressed file may expand; the largest that is registered has a third."""
PIECE = 1 << 20

Found = TypeVar("Found")
Tables = pd.DataFrame | dict[str, pd.DataFrame]

COMPRESSED = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
PAGE = (b"<!doctype", b"<html", b"<?xml")


def checked(
    table: pd.DataFrame, source: str, file: str, part: str = "", *, fields: Sequence[str] = ()
) -> pd.DataFrame:
    """Return a table of a deposited file if it holds what is stated of it.

    Parameters
    ----------
    table
        As deposited.
    source, file
        Its key in the registry.
    part
        Which table of the file it is: a sheet, an object; empty where there is one.
    fields
        Columns to be compared one by one though the table is wide: names, or patterns with ``*``.

    Raises
    ------
    ContentsError
        Naming file, place and value, and how to mend it.
    """
    compare(table, (source, file, part), fields)
    return table


def table(
    source: str,
    file: str,
    *,
    member: str | None = None,
    extract: Callable[[pd.DataFrame], dict[str, pd.DataFrame]] | None = None,
    fields: Sequence[str] = (),
    **how: object,
) -> Tables:
    """Read a table of delimited text with `pandas.read_csv`.

    Parameters
    ----------
    source, file
        Its key in the registry.
    member
        The file's name in a zip archive that holds several.
    extract
        For a file that holds several tables in one: makes them, by name.
    fields
        As in `checked`.
    **how
        Options of `pandas.read_csv`.

    Raises
    ------
    ContentsError
        If it cannot be read, a column stands twice, or other contents are stated.
    """

    def parse(path: Path) -> pd.DataFrame:
        if how.get("header", 0) is not None and "names" not in how:
            with _member(path, member) as stream:
                first = pd.read_csv(
                    stream, sep=how.get("sep", ","), header=None, nrows=1, dtype=str
                )
            titles = pd.Index(first.iloc[0].dropna())
            if titles.has_duplicates:
                twice = titles[titles.duplicated()][0]
                raise ValueError(f"column {twice!r} stands twice")
        with _member(path, member) as stream:
            whole = pd.read_csv(stream, **how)
        return extract(whole) if extract else whole

    found = _read(source, file, "a table", parse)
    if extract:
        return _each_checked(found, source, file)
    return checked(found, source, file, member or "", fields=fields)


def sheets(
    source: str, file: str, names: Sequence[str | int], **how: object
) -> dict[str | int, pd.DataFrame]:
    """Read sheets of a workbook with `pandas.read_excel`, by name or place."""
    book = _read(
        source, file, "a workbook", lambda path: pd.read_excel(path, sheet_name=list(names), **how)
    )
    return {name: checked(book[name], source, file, f"sheet {name}") for name in names}


def frames(
    source: str, file: str, names: Sequence[str], *, fields: Sequence[str] = ()
) -> list[pd.DataFrame]:
    """Read some of the data frames of an R file, by name."""
    held = _read(source, file, "an R file", pyreadr.read_r)
    for name in names:
        if name not in held:
            raise refusal((source, file, ""), f"it holds no data frame {name!r}")
    return [checked(held[name], source, file, name, fields=fields) for name in names]


def frame(source: str, file: str, *, fields: Sequence[str] = ()) -> pd.DataFrame:
    """Read the only data frame of an R file."""
    held = _read(source, file, "an R file", pyreadr.read_r)
    if len(held) != 1:
        names = ", ".join(map(str, held)) or "none"
        raise refusal((source, file, ""), f"it should hold one data frame, it has {names}")
    return checked(next(iter(held.values())), source, file, fields=fields)


def r_object(
    source: str,
    file: str,
    extract: Callable[[object], Tables],
    constructors: Mapping[str, Callable] = rdata.conversion.DEFAULT_CLASS_MAP,
) -> Tables:
    """Read tables out of an R object that is no data frame.

    Parameters
    ----------
    source, file
        Its key in the registry.
    extract
        Makes one table, or several by name, of what `rdata` read.
    constructors
        What `rdata` makes of R's classes.
    """
    read = rdata.read_rds if file.lower().endswith(".rds") else rdata.read_rda
    found = _read(
        source,
        file,
        "the R object expected",
        lambda path: extract(read(path, constructor_dict=constructors)),
    )
    return _each_checked(found, source, file)


def parquet(source: str, file: str) -> pd.DataFrame:
    """Read a table in Parquet format."""
    return checked(_read(source, file, "a Parquet table", pd.read_parquet), source, file)


def pickled(source: str, file: str, *, fields: Sequence[str] = ()) -> pd.DataFrame:
    """Read a pickled data frame, which only a file of known SHA-256 may be."""
    found = _read(source, file, "a pickled table", pd.read_pickle)
    if not isinstance(found, pd.DataFrame):
        raise refusal((source, file, ""), f"it holds a {type(found).__name__}, no table")
    return checked(found, source, file, fields=fields)


def text(source: str, file: str) -> str:
    """Read a text in UTF-8, with or without its mark."""
    return _read(
        source, file, "UTF-8 text", lambda path: path.read_text(encoding="utf-8-sig").lstrip()
    )


def words(source: str, file: str) -> list[str]:
    """Read the words of a text, such as a list of genes."""
    found = text(source, file).split()
    checked(pd.DataFrame(index=found), source, file)
    return found


def _each_checked(found: Tables, source: str, file: str) -> Tables:
    if isinstance(found, pd.DataFrame):
        return checked(found, source, file)
    return {name: checked(part, source, file, name) for name, part in found.items()}


def _read(source: str, file: str, kind: str, parse: Callable[[Path], Found]) -> Found:
    path = fetch(source, file)
    try:
        _look(path, (source, file, ""))
        return parse(path)
    except ContentsError:
        raise
    except Exception as error:  # parsers of formats raise what they like
        told = str(error).strip().splitlines()
        reason = f"{type(error).__name__}: {told[0].rstrip('.')}" if told else type(error).__name__
        raise refusal((source, file, ""), f"it cannot be read as {kind} ({reason})") from error


def _look(path: Path, key: tuple[str, str, str]) -> None:
    """Refuse what no parser should be given."""
    with path.open("rb") as stream:
        start = stream.read(512)
    if not start.strip():
        raise refusal(key, "the file is empty")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(PAGE):
        raise refusal(key, "it is a web page, perhaps a server's message of an error")
    if start.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
        _limit(size, key)
    for magic, opened in COMPRESSED.items():
        if start.startswith(magic):
            size = 0
            with opened(path) as stream:
                while piece := stream.read(PIECE):
                    size += len(piece)
                    _limit(size, key)


def _limit(size: int, key: tuple[str, str, str]) -> None:
    if size > LARGEST:
        raise refusal(key, f"it expands to more than {LARGEST >> 20} MiB")


@contextmanager
def _member(path: Path, member: str | None) -> Iterator[object]:
    if member is None:
        yield path
    else:
        with zipfile.ZipFile(path) as archive, archive.open(member) as stream:
            yield stream
