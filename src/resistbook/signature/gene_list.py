"""A gene list as its author gives it, read and checked before any cohort is looked at."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.genes.sets import GeneSetError, parse_gmt
from resistbook.genes.symbols import FROM_DATES, dates, present, spelled

NOT_SYMBOLS = {
    "an Ensembl identifier": re.compile(r"ENS[A-Z]*[GTP]\d{6,}(\.\d+)?"),
    "an Entrez number": re.compile(r"\d+"),
    "a probe of an array": re.compile(r"\d+(_[a-z])?_at|ILMN_\d+|A_\d+_P\d+"),
    "a RefSeq accession": re.compile(r"[NX][MR]_\d+(\.\d+)?"),
}
LOWER = re.compile(r"(?!C\d+orf\d+$)(?=.*[a-z])[A-Za-z][A-Za-z0-9-]*")
"""A symbol with small letters, as those of mice have; human ones have them in "orf" only."""

TITLES = {"gene", "genes", "symbol", "symbols", "gene_symbol", "hgnc_symbol", "gene symbol"}
MOSTLY = 0.5


class SignatureError(ValueError):
    """A gene list or request that cannot be used; the message says how to mend it."""


class GeneList(NamedTuple):
    """A checked list of genes."""

    name: str
    genes: tuple[str, ...]
    weights: pd.Series | None
    """By gene; missing where the list has none."""
    warnings: tuple[str, ...] = ()


def read(path: Path) -> list[GeneList]:
    """Read a gene list, or each set of a GMT file.

    Parameters
    ----------
    path
        Text with one symbol a line, or symbol and weight apart by tab, comma, semicolon or blank;
        a first line of titles and lines that begin with ``#`` are passed over. Or a GMT file,
        each set of which is a list.

    Raises
    ------
    SignatureError
        If the file holds no gene, or what `checked` refuses.
    OSError
        If it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SignatureError(
            f"{path} is no text in UTF-8 (a spreadsheet?); save it so, one symbol a line"
        ) from error
    if path.suffix.lower() == ".gmt":
        try:
            sets = parse_gmt(text, str(path))
        except GeneSetError as error:
            raise SignatureError(f"{error}, apart by tabs") from error
        if not sets:
            raise SignatureError(f"{path} holds no set; a line is name, description and genes")
        return [checked(genes, name=name) for name, genes in sets.items()]
    genes, weights = _columns(text, path)
    return [checked(genes, weights, name=path.stem)]


def _columns(text: str, path: Path) -> tuple[list[str], list[float] | None]:
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
    rows = [_fields(line) for line in lines]
    if rows and rows[0][0].lower() in TITLES:
        rows = rows[1:]
    if not rows:
        raise SignatureError(f"{path} holds no gene; write one symbol a line")
    wide = [row for row in rows if len(row) > 2]
    if wide:
        raise SignatureError(
            f"{path}: the line that begins {' '.join(wide[0][:3])!r} has {len(wide[0])} fields; "
            "write each symbol on a line of its own, with its weight or alone"
        )
    genes = [row[0] for row in rows]
    weighed = [row for row in rows if len(row) == 2]
    if not weighed:
        return genes, None
    if len(weighed) < len(rows):
        alone = next(row[0] for row in rows if len(row) == 1)
        raise SignatureError(
            f"{path}: {weighed[0][0]} has a weight and {alone} has none; give all genes a weight, "
            "or none"
        )
    return genes, [_number(row, path) for row in rows]


def _fields(line: str) -> list[str]:
    between = next((sign for sign in "\t;," if sign in line.strip()), None)
    parted = line.split(between)
    fields = [field.strip().strip("\"'") for field in parted]
    while len(fields) > 1 and not fields[-1]:
        fields.pop()
    return fields


def _number(row: Sequence[str], path: Path) -> float:
    try:
        return float(row[1])
    except ValueError as error:
        raise SignatureError(
            f"{path}: the weight of {row[0]} is {row[1]!r}; it must be a number, with a point. "
            "Write each symbol on a line of its own, and # before a line of titles"
        ) from error


def checked(
    genes: Sequence[str],
    weights: Sequence[float] | Mapping[str, float] | None = None,
    *,
    name: str = "signature",
) -> GeneList:
    """Check a list of genes before it is tested.

    Parameters
    ----------
    genes
        Symbols of human genes.
    weights
        In the order of `genes`, or by gene; higher score = higher risk.
    name
        What the list is called.

    Raises
    ------
    SignatureError
        For no gene, dates that a spreadsheet made of symbols, identifiers that are no symbols or
        stand for several,
        symbols of mice, a gene that stands twice, or under two names, with other weights, and
        weights that are missing, infinite or all zero.
    """
    if isinstance(genes, str):
        raise SignatureError(f"genes is the text {genes[:20]!r}; give a list of symbols")
    symbols = [str(gene).strip() for gene in genes]
    if not any(symbols):
        raise SignatureError(f"{name} holds no gene; give the symbols of its genes")
    _refuse_other_names(symbols, name)
    if isinstance(weights, Mapping):
        without = [gene for gene in symbols if gene not in weights]
        if without:
            raise SignatureError(f"{name}: {without[0]} has no weight; give all genes a weight")
        weights = [weights[gene] for gene in symbols]
    if weights is not None and len(weights) != len(symbols):
        raise SignatureError(f"{name}: {len(symbols)} genes have {len(weights)} weights")
    twice = sorted({gene for gene in symbols if symbols.count(gene) > 1})
    warnings = []
    if weights is None:
        weighed = None
    else:
        weighed = pd.Series([float(weight) for weight in weights], symbols, name="weight")
        _refuse_weights(weighed, twice, name)
        weighed = weighed[~weighed.index.duplicated()]
    if twice:
        stand = "stands" if len(twice) == 1 else "stand"
        each = "it" if len(twice) == 1 else "each"
        warnings.append(
            f"{', '.join(twice)} {stand} more than once in {name}; {each} was counted once."
        )
    names = _by_gene(symbols)
    for first, *others in names:
        for other in others:
            if weighed is not None and weighed[first] != weighed[other]:
                raise SignatureError(
                    f"{name}: {first} and {other} are one gene, with weights {weighed[first]:g} "
                    f"and {weighed[other]:g}; keep one of them"
                )
            warnings.append(f"{first} and {other} are one gene, which was counted once.")
    genes_once = tuple(first for first, *_ in names)
    weighed = None if weighed is None else weighed[list(genes_once)]
    return GeneList(name, genes_once, weighed, tuple(warnings))


def _by_gene(symbols: Sequence[str]) -> list[list[str]]:
    """Return the symbols, those of one gene together, genes in the order of the list.

    Names are known in any capitals; those that are not known are one if they differ in nothing
    else.
    """
    found: dict[str, list[str]] = {}
    known = spelled(dict.fromkeys(symbols))
    now = present(set(known.values()))
    for symbol, name in known.items():
        found.setdefault(now[name].casefold(), []).append(symbol)
    return list(found.values())


def _refuse_other_names(symbols: Sequence[str], name: str) -> None:
    days = dates(symbols)
    if days:
        raise SignatureError(
            f"{name}: {days[0]!r} is a date, which spreadsheets make of symbols such as "
            f"{FROM_DATES}; write the symbol in a text file"
        )
    several = [gene for gene in symbols if "//" in gene]
    if several:
        raise SignatureError(
            f"{name}: {several[0]!r} stands for several genes, as of a probe; keep one of them"
        )
    for kind, pattern in NOT_SYMBOLS.items():
        found = [gene for gene in symbols if pattern.fullmatch(gene)]
        if found:
            raise SignatureError(
                f"{name}: {found[0]!r} looks like {kind}, and {len(found)} of {len(symbols)} "
                "entries do; translate them to symbols of human genes, such as ERBB2 "
                "(the multi-symbol checker of genenames.org or Ensembl's BioMart do it)"
            )
    small = [gene for gene in symbols if LOWER.fullmatch(gene)]
    if len(small) > MOSTLY * len(symbols):
        raise SignatureError(
            f"{name}: {small[0]!r} is written as a gene of mice, and {len(small)} of "
            f"{len(symbols)} entries are; give the symbols of the human genes, in capitals"
        )


def _refuse_weights(weights: pd.Series, twice: Sequence[str], name: str) -> None:
    wrong = weights[~np.isfinite(weights)]
    if len(wrong):
        raise SignatureError(
            f"{name}: the weight of {wrong.index[0]} is {wrong.iloc[0]}; it must be a finite "
            "number: give one, or leave the gene out"
        )
    if not weights.any():
        raise SignatureError(f"{name}: all weights are zero; leave them out for equal weights")
    for gene in twice:
        values = weights[gene]
        if values.nunique() > 1:
            raise SignatureError(
                f"{name}: {gene} stands twice, with weights {values.iloc[0]:g} and "
                f"{values[values != values.iloc[0]].iloc[0]:g}; keep one of them"
            )
