"""The registry of source files: where each comes from and which bytes it must have."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from urllib.parse import urlsplit

import pandas as pd

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class SourceError(RuntimeError):
    """A source file cannot be named, found, fetched or verified."""


class UnknownSourceError(SourceError):
    """The registry has no such source or file."""


class RegistryError(SourceError):
    """An entry of the registry is malformed."""


@dataclass(frozen=True)
class Entry:
    """One source file, as the registry describes it.

    Parameters
    ----------
    source, file : str
        The key of the file and its place, ``<source>/<file>``, in cache and mirror.
    bytes : int
        Size of the file.
    sha256 : str
        SHA-256 of the file, 64 lower-case hexadecimal digits.
    urls : tuple of str
        Where the file can be had, in order of preference: ``https://...``, or
        ``package:<package>/<path>`` for a file that an installed Python package carries.
    licence, accession, citation, content : str
        Terms of use, accession of the study, BibTeX keys separated by spaces, and one
        sentence that says what the file holds.

    Raises
    ------
    RegistryError
        If a name could lead out of its folder, the hash or size is malformed, or a URL is
        neither HTTPS, ``package:`` nor plain HTTP to this very machine.
    """

    source: str
    file: str
    bytes: int
    sha256: str
    urls: tuple[str, ...]
    licence: str
    accession: str = ""
    citation: str = ""
    content: str = ""

    def __post_init__(self) -> None:
        """Refuse a malformed entry."""
        for field in ("source", "file"):
            name = getattr(self, field)
            if not _PLAIN_NAME.fullmatch(name):
                raise RegistryError(
                    f"registry: {field} {name!r} is not a plain name; use letters, digits and "
                    "'._+-', starting with a letter or digit"
                )
        if self.bytes < 0:
            raise RegistryError(f"registry: {self} has a size of {self.bytes} bytes")
        if not _SHA256.fullmatch(self.sha256):
            raise RegistryError(
                f"registry: {self} has sha256 {self.sha256!r}; expected 64 lower-case hex digits"
            )
        for url in self.urls:
            if not is_allowed(url):
                raise RegistryError(
                    f"registry: {self} has URL {url!r}; use https:// or package:<package>/<path>"
                )

    def __str__(self) -> str:
        """Return ``source/file``."""
        return f"{self.source}/{self.file}"


def is_allowed(url: str) -> bool:
    """Tell whether a URL is HTTPS, ``package:``, or plain HTTP to this very machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    if parts.scheme == "http":
        return parts.hostname in LOOPBACK
    return parts.scheme == "package" and "/" in parts.path and ".." not in parts.path.split("/")


@cache
def entries() -> dict[tuple[str, str], Entry]:
    """Return every entry of the registry by its key (source, file), in registry order."""
    with resources.files(__package__).joinpath("registry.csv").open(encoding="utf-8") as text:
        table = pd.read_csv(text, dtype=str, keep_default_na=False)
    parsed: dict[tuple[str, str], Entry] = {}
    for row in table.to_dict("records"):
        item = Entry(**row | {"bytes": int(row["bytes"]), "urls": tuple(row["urls"].split())})
        if (item.source, item.file) in parsed:
            raise RegistryError(f"registry: {item} stands there twice; keep one row")
        parsed[item.source, item.file] = item
    return parsed


def registry() -> pd.DataFrame:
    """Return the registry as a table, one row a file.

    Returns
    -------
    DataFrame
        Columns source, file, bytes (int), sha256, urls (tuple of str), licence, accession,
        citation, content.
    """
    return pd.DataFrame([vars(item) for item in entries().values()])


def entry(source: str, file: str) -> Entry:
    """Return the registry's entry for one file.

    Raises
    ------
    UnknownSourceError
        If the registry has no such source or file; the message suggests the nearest names.
    """
    files = {item.file: item for item in files_of(source)}
    if file not in files:
        raise UnknownSourceError(
            f"source {source!r} has no file {file!r}{_nearest(file, list(files))}"
        )
    return files[file]


def files_of(source: str) -> list[Entry]:
    """Return the entries of one source.

    Raises
    ------
    UnknownSourceError
        If the registry has no such source; the message suggests the nearest names.
    """
    files = [item for item in entries().values() if item.source == source]
    if not files:
        known = list(dict.fromkeys(item.source for item in entries().values()))
        raise UnknownSourceError(f"unknown source {source!r}{_nearest(source, known)}")
    return files


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return "; did you mean " + " or ".join(map(repr, near)) + "?"
    return "; known are " + ", ".join(map(repr, sorted(known)))
