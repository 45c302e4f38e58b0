"""Symbols of human genes: present ones, former ones and aliases, as NCBI Gene records them.

``symbols.csv`` beside this module is derived by `from_ncbi` from Bioconductor's org.Hs.eg.db
3.16.0, which holds NCBI Gene as of 12 September 2022 (public domain).
"""

import csv
import io
import re
import sqlite3
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from resistbook.genes.signatures import OLD_SYMBOLS

TABLE = Path(__file__).with_suffix(".csv")
SYMBOL = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][\w.@/-]*")
"""What a symbol looks like; a number alone, which stands for a missing one, does not."""

MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec"
DATE = re.compile(
    rf"\d{{1,2}}[-/. ]?({MONTH})([-/. ]\d+)?|({MONTH})[-/. ]\d+|\d{{4}}-\d\d-\d\d( .*)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}",
    re.IGNORECASE,
)
FROM_DATES = "MARCHF1 (once MARCH1) and SEPTIN9 (once SEPT9)"
"""Symbols of which spreadsheets make dates, for messages."""

CALLED = {"ki67": "MKI67", "ki-67": "MKI67"}
"""Names in common use that NCBI Gene has in the full name only, in small letters."""


class Gene(NamedTuple):
    """A gene's full name, and the former symbols and aliases under which it is also known."""

    name: str
    aliases: tuple[str, ...]


@cache
def genes() -> dict[str, Gene]:
    """Return the known genes by present symbol.

    All protein-coding genes, and others that a stored table measured when the list was made.
    Former symbols and aliases are not told apart: NCBI Gene does not. Those of
    `resistbook.genes.signatures.OLD_SYMBOLS` are added.
    """
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {
            row["symbol"]: Gene(row["name"], tuple(row["aliases"].split()))
            for row in csv.DictReader(file)
        }
    for symbol, old in OLD_SYMBOLS.items():
        gene = rows[symbol]
        if old not in gene.aliases:
            rows[symbol] = gene._replace(aliases=(*gene.aliases, old))
    return rows


@cache
def owners() -> dict[str, tuple[str, ...]]:
    """Return for each former symbol or alias the genes that it may mean, sorted.

    >>> owners()["CYR61"], owners()["BAT1"]
    (('CCN1',), ('DDX39A', 'DDX39B', 'SLC7A9'))
    """
    found: dict[str, set[str]] = {}
    for symbol, gene in genes().items():
        for alias in gene.aliases:
            found.setdefault(alias, set()).add(symbol)
    return {alias: tuple(sorted(symbols)) for alias, symbols in sorted(found.items())}


def present(symbols: Collection[str]) -> dict[str, str]:
    """Return the present symbol of each symbol; one that is unknown or ambiguous stays.

    A symbol that is in use today means the gene that has it today, even where it is also a former
    symbol of another.

    >>> present(["CYR61", "ERBB2", "BAT1", "RP11-1"])
    {'CYR61': 'CCN1', 'ERBB2': 'ERBB2', 'BAT1': 'BAT1', 'RP11-1': 'RP11-1'}
    """
    return {
        symbol: owners()[symbol][0]
        if symbol not in genes() and len(owners().get(symbol, ())) == 1
        else symbol
        for symbol in symbols
    }


@cache
def _any_case() -> dict[str, set[str]]:
    """Return by small letters the present symbols and, where there is none, the other names."""
    found: dict[str, set[str]] = {}
    for symbol in genes():
        found.setdefault(symbol.casefold(), set()).add(symbol)
    others: dict[str, set[str]] = {}
    for alias in owners():
        others.setdefault(alias.casefold(), set()).add(alias)
    return {name: {symbol} for name, symbol in CALLED.items()} | others | found


def spelled(symbols: Collection[str]) -> dict[str, str]:
    """Return each symbol in the capitals of the name that is known; an unknown one stays.

    Ki-67, by which no record of NCBI Gene goes, is MKI67.

    A name that is known as it is written stays too, as does one that several genes may be meant
    by.

    >>> spelled(["erbb2", "Ki-67", "C1ORF112", "CYR61", "xyz"])
    {'erbb2': 'ERBB2', 'Ki-67': 'MKI67', 'C1ORF112': 'C1orf112', 'CYR61': 'CYR61', 'xyz': 'xyz'}
    """
    found = {}
    for symbol in symbols:
        known = _any_case().get(symbol.casefold(), set())
        if symbol in genes() or symbol in owners() or len(set(present(known).values())) != 1:
            found[symbol] = symbol
        else:
            found[symbol] = min(known)
    return found


def dates(symbols: Collection[str]) -> list[str]:
    """Return those that are dates, which spreadsheets make of symbols.

    >>> dates(["1-Mar", "SEPT9", "2-Sep", "DEC1"])
    ['1-Mar', '2-Sep']
    """
    return [symbol for symbol in symbols if DATE.fullmatch(symbol)]


def located(wanted: Collection[str], measured: Collection[str]) -> dict[str, str]:
    """Return under which measured symbol each wanted gene stands; others are left out.

    A gene is first looked for as it is written, and then under the present symbols of both sides,
    if only one measured symbol has that present symbol.

    >>> located(["CYR61", "FOS", "XYZ"], ["CCN1", "FOS"])
    {'CYR61': 'CCN1', 'FOS': 'FOS'}
    """
    rows = set(measured)
    now: dict[str, list[str]] = {}
    for symbol, newer in present(rows).items():
        now.setdefault(newer, []).append(symbol)
    found = {}
    for gene, newer in present(dict.fromkeys(wanted)).items():
        under = now.get(newer, [])
        if gene in rows:
            found[gene] = gene
        elif len(under) == 1:
            found[gene] = under[0]
    return found


def from_ncbi(database: Path, measured: Collection[str]) -> str:
    """Derive the text of ``symbols.csv`` from the SQLite file of org.Hs.eg.db.

    Parameters
    ----------
    database
        ``org.Hs.eg.sqlite``, from Bioconductor's or Debian's package of that name.
    measured
        Symbols of stored tables: genes that are not protein-coding are kept if one of these
        names them.

    References
    ----------
    Brown GR et al. (2015) Nucleic Acids Research 43:D36-D42 (NCBI Gene). Carlson M (2022)
    org.Hs.eg.db: genome wide annotation for human, 3.16.0.
    """
    query = """
        SELECT symbol, gene_name, gene_type, group_concat(alias_symbol, ' ')
        FROM gene_info JOIN genetype USING (_id) JOIN alias USING (_id)
        WHERE gene_type <> 'biological-region' GROUP BY _id ORDER BY symbol, _id
    """
    with sqlite3.connect(database) as connection:
        found = connection.execute(query).fetchall()
    rows: dict[str, tuple[str, str]] = {}
    for symbol, name, kind, text in found:
        aliases = {alias for alias in text.split() if SYMBOL.fullmatch(alias)} - {symbol}
        if SYMBOL.fullmatch(symbol) and (
            kind == "protein-coding" or not aliases.union([symbol]).isdisjoint(measured)
        ):
            rows.setdefault(symbol, (name, " ".join(sorted(aliases))))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["symbol", "name", "aliases"])
    writer.writerows([symbol, *row] for symbol, row in rows.items())
    return out.getvalue()
