"""Source data: the registry of files and their verified download."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from resistbook.data.sources.download import (
    CacheError,
    DiskFullError,
    SourceWarning,
    UnreachableError,
    WrongBytesError,
    cache_folder,
    mirror_folder,
    obtain,
    state,
)
from resistbook.data.sources.registry import (
    Entry,
    RegistryError,
    SourceError,
    UnknownSourceError,
    entries,
    entry,
    files_of,
    registry,
)

__all__ = [
    "CacheError",
    "DiskFullError",
    "Entry",
    "IncompleteError",
    "RegistryError",
    "SourceError",
    "SourceWarning",
    "UnknownSourceError",
    "UnreachableError",
    "WrongBytesError",
    "cache_folder",
    "entry",
    "fetch",
    "fetch_all",
    "files_of",
    "listing",
    "mirror_folder",
    "registry",
]


class IncompleteError(SourceError):
    """Some of the files asked for could not be had."""


def fetch(source: str, file: str) -> Path:
    """Return the verified path of a source file, fetching it where this machine lacks it.

    Looked for in this order: the cache (``RESISTBOOK_CACHE`` or the user cache), the mirror
    folder ``RESISTBOOK_MIRROR``, installed packages, the registered URLs.

    Parameters
    ----------
    source, file : str
        Key of the file in the registry, e.g. ``"scanb-400", "exprBC.rda"``.

    Returns
    -------
    Path
        The file, with the registered SHA-256; not to be written to.

    Raises
    ------
    SourceError
        One of its kinds: unknown name, no place reached, wrong bytes, cache not writable.
    """
    return obtain(entry(source, file))


def fetch_all(sources: Collection[str] | None = None) -> pd.DataFrame:
    """Fetch every file of some sources, or of all, and go on when one fails.

    Parameters
    ----------
    sources : collection of str, optional
        Names of the sources wanted; all of the registry by default.

    Returns
    -------
    DataFrame
        Columns source, file, path: one row a file, each verified.

    Raises
    ------
    UnknownSourceError
        If the registry lacks one of the names; nothing is fetched then.
    IncompleteError
        When all have been tried, if some failed; the message lists each file, what was
        tried and how to mend it.
    CacheError
        At once when the cache cannot be written or the disk is full, since no later file
        would fare better.
    """
    wanted = list(entries().values())
    if sources is not None:
        wanted = [item for source in sources for item in files_of(source)]
    fetched: list[dict[str, object]] = []
    failed: list[SourceError] = []
    down: set[str] = set()
    with tqdm(wanted, desc="sources", unit="file", disable=None) as bar:
        for item in bar:
            try:
                path = obtain(item, down)
            except CacheError:
                raise
            except SourceError as problem:
                failed.append(problem)
            else:
                fetched.append({"source": item.source, "file": item.file, "path": path})
    if failed:
        told = [str(problem).partition("\nTo mend: ") for problem in failed]
        raise IncompleteError(
            f"{len(failed)} of {len(wanted)} files could not be had:\n"
            + "\n".join(problem for problem, _, _ in told)
            + "\nTo mend: "
            + "; ".join(dict.fromkeys(mend for _, _, mend in told))
        )
    return pd.DataFrame(fetched, columns=["source", "file", "path"])


def listing() -> pd.DataFrame:
    """Return the state of every registered file on this machine; nothing is fetched.

    Returns
    -------
    DataFrame
        Columns source, file, state, bytes, licence. The state is ``in cache``,
        ``in mirror``, ``installed``, ``wrong bytes`` (the file is held, but nowhere with the
        registered SHA-256) or ``not fetched``.
    """
    table = registry()
    table.insert(2, "state", [state(item) for item in entries().values()])
    return table[["source", "file", "state", "bytes", "licence"]]
