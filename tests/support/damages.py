"""Ways in which the bytes of a file can be damaged, by its format."""

import gzip
import io
import lzma
import pickle
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyreadr
import rdata

Damage = Callable[[str, bytes], bytes]
"""Takes the name of a file and its bytes, returns other bytes."""

BOMB = 1 << 21
"""Bytes to which the archives made here expand."""
OTHER = pd.DataFrame({"speed": [4.0, 7.0], "dist": [2.0, 4.0]})


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of members, whatever their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def of(file: str) -> dict[str, Damage]:
    """Return the damages that a file can suffer."""
    suffixes = set(Path(file).suffixes)
    packed = {".gz", ".xz", ".zip", ".xlsx", ".rda", ".rds"}
    return (
        ANY
        | (PACKED if suffixes & packed else {})
        | (ARCHIVE if suffixes & {".zip", ".xlsx"} else {})
        | (TEXT if suffixes & {".csv", ".tsv", ".zip", ".gmt", ".txt"} else {})
        | (TABULAR if suffixes & {".csv", ".tsv", ".zip"} else {})
        | (OBJECT if suffixes & OTHERS.keys() else {})
    )


def _text(file: str, content: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """Return the text within a file, and what packs another text as it was packed."""
    if file.endswith(".gz"):
        return gzip.decompress(content), gzip.compress
    if file.endswith(".xz"):
        return lzma.decompress(content), lzma.compress
    if file.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            (name,) = archive.namelist()
            return archive.read(name), lambda text: zipped({name: text})
    return content, lambda text: text


def _of_text(change: Callable[[bytes], bytes]) -> Damage:
    def damage(file: str, content: bytes) -> bytes:
        text, packed = _text(file, content)
        return packed(change(text))

    return damage


def _of_middle_line(change: Callable[[bytes], bytes]) -> Damage:
    def changed(text: bytes) -> bytes:
        lines = text.splitlines(keepends=True)
        middle = len(lines) // 2
        return b"".join([*lines[:middle], change(lines[middle]), *lines[middle + 1 :]])

    return _of_text(changed)


def _byte_changed(file: str, content: bytes) -> bytes:
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]


def _bomb(file: str, content: bytes) -> bytes:
    zeros = bytes(BOMB)
    if content.startswith(b"PK"):
        return zipped({"xl/worksheets/sheet1.xml": zeros})
    return lzma.compress(zeros) if content.startswith(b"\xfd7z") else gzip.compress(zeros)


def _member_outside(file: str, content: bytes) -> bytes:
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("../../outside.txt", b"I should not be here.")
    return stream.getvalue()


def _latin(text: bytes) -> bytes:
    place = len(text) // 2
    return text[:place] + b"\xe9" + text[place + 1 :]


def _other_object(file: str, content: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file
        OTHERS[path.suffix](path)
        return path.read_bytes()


OTHERS: dict[str, Callable[[Path], object]] = {
    ".xlsx": lambda path: OTHER.to_excel(path, sheet_name="cars"),
    ".rda": lambda path: pyreadr.write_rdata(path, OTHER, df_name="cars"),
    ".rds": lambda path: rdata.write_rds(path, {"cars": OTHER}),
    ".parquet": OTHER.to_parquet,
    ".pickle": lambda path: path.write_bytes(pickle.dumps({"speed": 4})),
}
ANY: dict[str, Damage] = {
    "is empty": lambda file, content: b"",
    "is a server's page of an error": lambda file, content: (
        b"<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>\n"
    ),
    "is a picture": lambda file, content: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "ends half way": lambda file, content: content[: len(content) // 2],
    "lacks its last bytes": lambda file, content: content[:-24],
}
PACKED: dict[str, Damage] = {
    "has a byte changed within": _byte_changed,
    "expands to more than is allowed": _bomb,
}
ARCHIVE: dict[str, Damage] = {"has a member that leads out of its folder": _member_outside}
OBJECT: dict[str, Damage] = {"holds another object": _other_object}
TEXT: dict[str, Damage] = {
    "is written in UTF-16": _of_text(lambda text: text.decode().encode("utf-16")),
    "has a letter in Latin-1": _of_text(_latin),
    "has the line ends of Windows": _of_text(lambda text: text.replace(b"\n", b"\r\n")),
    "begins with a byte-order mark": _of_text(lambda text: b"\xef\xbb\xbf" + text),
    "lacks a line": _of_middle_line(lambda line: b""),
    "has a line twice": _of_middle_line(lambda line: line * 2),
}
TABULAR: dict[str, Damage] = {
    "lacks its first line": _of_text(lambda text: text.partition(b"\n")[2]),
    "has another delimiter": _of_text(
        lambda text: text.replace(b"\t" if b"\t" in text else b",", b";")
    ),
    "has a line that is cut short": _of_middle_line(lambda line: line[: len(line) // 2] + b"\n"),
    "has an opened quotation": _of_middle_line(lambda line: b'"' + line),
}
