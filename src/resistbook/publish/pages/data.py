"""The page of source data: a card for every source."""

import re
from collections.abc import Sequence
from urllib.parse import quote

import pandas as pd

from resistbook.display.anchors import source_anchor
from resistbook.publish.pages.markup import (
    distinct,
    escape,
    page,
    short_hash,
    size,
    table,
)

_IN_ADDRESS = "/:?=&%#+,;@"
_IN_PACKAGE = re.compile(r"package:([A-Za-z0-9-]+)/(.+)")
_BIBTEX_KEY = re.compile(r"[A-Za-z][\w:-]*")


def data_page(files: pd.DataFrame) -> str:
    """Write a card for every source: content, citation, licence, files, sizes and hashes.

    Parameters
    ----------
    files : DataFrame
        As :func:`resistbook.data.sources.registry` returns it: one row a file.
    """
    parts = [
        "# Source data",
        f"{files['source'].nunique()} sources, {len(files)} files, {size(files['bytes'].sum())}. "
        "Two lists whose licence allows it are part of the package; no other file is copied into "
        "the book, since most state no licence or have that of their publisher. A file is fetched "
        "from its address and used only if its SHA-256 is the one given here. Open a hash to see "
        "all 64 digits.",
    ]
    for source, rows in files.groupby("source", sort=False):
        first = rows.iloc[0]
        facts = []
        if keys := [key for text in distinct(rows["citation"]) for key in text.split()]:
            facts.append(f"Citation: {_citations(keys)}.")
        if first["accession"]:
            facts.append(f"Accession: {escape('; '.join(distinct(rows['accession'])))}.")
        facts.append(f"Licence: {escape('; '.join(distinct(rows['licence'])))}.")
        cells = [
            [
                f"<code>{escape(row.file)}</code>",
                escape(row.content),
                size(row.bytes),
                short_hash(row.sha256),
                " ".join(_address(url) for url in row.urls),
            ]
            for row in rows.itertuples()
        ]
        parts += [
            f"({source_anchor(source)})=\n## {escape(source)}",
            "\n\n".join(facts),
            table(["File", "Content", "Size", "SHA-256", "From"], cells, numeric=["Size"]),
        ]
    return page(parts)


def _address(url: str) -> str:
    if url.startswith("https://"):
        host = url.split("/")[2].removeprefix("www.")
        host = "GitHub" if host == "raw.githubusercontent.com" else host
        return f"[{escape(host)}](<{quote(url, safe=_IN_ADDRESS)}>)"
    if found := _IN_PACKAGE.fullmatch(url):
        name, inner = found.groups()
        return f"Python package {name}, <code>{escape(inner)}</code>"
    return f"<code>{escape(url)}</code>"


def _citations(keys: Sequence[str]) -> str:
    for key in keys:
        if not _BIBTEX_KEY.fullmatch(key):
            raise ValueError(f"{key!r} in the registry's column `citation` is not a BibTeX key")
    return f"{{cite:t}}`{','.join(dict.fromkeys(keys))}`"
