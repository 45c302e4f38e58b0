"""From probes to genes, by a stated rule."""

import re
from collections.abc import Callable, Sequence

import pandas as pd

from resistbook.geo.errors import FormatError, RequestError
from resistbook.stats.expression.design_matrix import nearest

SYMBOL_COLUMNS = (
    "gene symbol",
    "symbol",
    "genesymbol",
    "ilmn gene",
    "pr gene symbol",
    "gene sym",
    "hugo symbol",
    "hgnc symbol",
    "gene symbols",
    "symbols",
    "orf symbol",
    "external gene name",
    "gene name",
    "genename",
    "gene",
)
"""Columns known to hold symbols, in this order, in any case and with blanks, dots or ``_``."""
TITLE_COLUMNS = (
    "gene title",
    "description",
    "gene description",
    "definition",
    "gene name",
    "genename",
    "gene title 1",
)
ASSIGNMENT = "gene_assignment"
NOT_A_GENE = frozenset({"", "---", "--", "-", "na", "n/a", "nan", "null", "none"})

LOOKED_AT, MOSTLY = 5000, 0.5
"""Cells of a column that are looked at, and the share of words that makes it one of symbols."""

_WORD = re.compile(r"(?=.*[A-Za-z])[\w.\-@/:()*]{1,30}")
_SEPARATOR = re.compile(r"\s*(?:///|;|\|)\s*")


SCORES: dict[str, Callable[[pd.DataFrame], pd.Series]] = {
    "highest_mean": lambda values: values.mean(axis=1),
    "highest_sd": lambda values: values.std(axis=1),
}
RULES = {
    "highest_mean": "of several probes of a gene the one with the highest mean",
    "highest_sd": "of several probes of a gene the one that varies most",
    "mean": "the mean of all probes of a gene",
    "median": "the median of all probes of a gene",
}
"""How several probes become one gene, over the samples compared; groups play no part in it."""


def symbols(table: pd.DataFrame, column: str | None = None) -> pd.Series:
    """Return the gene symbol of each probe that names exactly one gene.

    Parameters
    ----------
    table
        A platform table, one row a probe, column ``ID``.
    column
        Column of the symbols; by default the first of `SYMBOL_COLUMNS` that the table has, or
        Affymetrix's ``gene_assignment``.

    Returns
    -------
    Series
        Symbol by probe. Probes that name no gene or several are left out.

    Raises
    ------
    RequestError
        If there is no such column, or none that is known to hold symbols.
    FormatError
        If a probe stands twice with different genes, or no probe names a gene.
    """
    column, names = _named(table, column)
    one = names.map(lambda genes: next(iter(genes)) if len(genes) == 1 else None)
    pairs = pd.DataFrame({"probe": table["ID"].astype(str), "symbol": one})
    found = pairs.dropna().drop_duplicates().set_index("probe")["symbol"]
    if not found.index.is_unique:
        twice = found.index[found.index.duplicated()][0]
        raise FormatError(f"the platform table gives probe {twice!r} several genes in {column!r}")
    if found.empty:
        raise FormatError(f"column {column!r} of the platform table names no gene")
    return found


def by_gene(
    expression: pd.DataFrame, symbol: pd.Series, rule: str = "highest_mean"
) -> tuple[pd.DataFrame, pd.Series, str]:
    """Collapse probes to genes.

    Parameters
    ----------
    expression : probes x samples
        On a log scale.
    symbol
        Symbol by probe, as `symbols` gives it.
    rule
        One of `RULES`. Ties go to the probe that stands first.

    Returns
    -------
    expression : genes x samples
        In alphabetical order.
    probes
        For each gene the probes it comes from, joined by spaces.
    said
        What was done, in one sentence.

    Raises
    ------
    RequestError
        If the rule is unknown.
    FormatError
        If no probe of the table is one of the platform's.
    """
    if rule not in RULES:
        raise RequestError(f"unknown rule {rule!r}; {nearest(rule, RULES)}")
    known = expression.index.intersection(symbol.index, sort=False)
    if known.empty:
        raise FormatError(
            f"none of the {len(expression):,} probes, such as {expression.index[0]!r}, stands in "
            f"the platform table, which has such as {symbol.index[0]!r}"
        )
    values, names = expression.loc[known], symbol.loc[known]
    if rule in SCORES:
        best = SCORES[rule](values).sort_values(ascending=False, kind="stable").index
        chosen = names.loc[best].drop_duplicates()
        genes = values.loc[chosen.index].set_axis(chosen.to_numpy())
        probes = pd.Series(chosen.index, index=chosen.to_numpy())
    else:
        genes = values.groupby(names.to_numpy()).agg(rule)
        probes = pd.Series(known, index=names.to_numpy()).groupby(level=0).agg(" ".join)
    genes = genes.sort_index().rename_axis(None)
    said = (
        f"{len(known):,} of {len(expression):,} probes name one gene; {len(genes):,} genes, "
        f"{RULES[rule]}."
    )
    return genes, probes.loc[genes.index], said


def naming(
    table: pd.DataFrame, expression: pd.DataFrame, genes: Sequence[str], column: str | None = None
) -> pd.DataFrame:
    """Return the values of genes by any probe that names them, alone or among others.

    Parameters
    ----------
    table
        A platform table.
    expression : probes x samples
    genes
        Symbols wanted.
    column
        As in `symbols`.

    Returns
    -------
    DataFrame, genes x samples
        The probe with the highest mean of each; genes without a probe are left out.
    """
    _, names = _named(table, column)
    found = {}
    for gene in genes:
        probes = table.loc[[gene in each for each in names], "ID"].astype(str)
        values = expression.loc[expression.index.intersection(probes)]
        if len(values):
            found[gene] = values.loc[values.mean(axis=1).idxmax()]
    return pd.DataFrame(found, index=expression.columns).T


def titles(table: pd.DataFrame) -> pd.Series | None:
    """Return what the platform says of each probe in words, where a column does."""
    column = next(
        (name for name in _columns(table, TITLE_COLUMNS) if not _like_symbols(table[name])), None
    )
    if column is None:
        return None
    named = table.drop_duplicates("ID").set_index("ID")[column].astype(str).str.strip()
    return named[~named.str.lower().isin(NOT_A_GENE)]


def labels(table: pd.DataFrame, column: str | None = None) -> pd.DataFrame:
    """Return what names each probe for a reader: ``symbol``, several joined, and ``title``.

    Parameters
    ----------
    table, column
        As in `symbols`.

    Returns
    -------
    DataFrame, probes x at most two columns
        Without a column where the table has none that is known to hold it.
    """
    found = {}
    try:
        _, names = _named(table, column)
    except RequestError:
        pass
    else:
        texts = names.map(lambda genes: " /// ".join(sorted(genes)))
        found["symbol"] = texts.set_axis(table["ID"].astype(str))
    title = titles(table)
    if title is not None:
        found["title"] = title
    found = {name: each[~each.index.duplicated()] for name, each in found.items()}
    return pd.DataFrame(found).fillna("")


def _columns(table: pd.DataFrame, known: Sequence[str]) -> list[str]:
    """Return the columns of a table whose names are known, but for case and punctuation."""
    plain = {re.sub(r"[\s_.\-]+", " ", str(name)).strip().casefold(): name for name in table}
    return [plain[name] for name in known if name in plain]


def _genes_in(texts: pd.Series) -> pd.Series:
    some = texts.astype("string").fillna("").str.strip()
    return some[~some.str.lower().isin(NOT_A_GENE)]


def _like_symbols(texts: pd.Series) -> bool:
    """Tell words such as symbols from descriptions and from numbers."""
    first = _genes_in(texts).head(LOOKED_AT).str.split(_SEPARATOR).str[0]
    return bool(len(first)) and first.str.fullmatch(_WORD).mean() > MOSTLY


def symbol_column(table: pd.DataFrame, column: str | None = None) -> str:
    """Return the column of symbols: the one named, or the first that is known to hold them.

    Raises
    ------
    RequestError
        If there is none; with the columns that there are.
    """
    if column is None:
        known = _columns(table, SYMBOL_COLUMNS)
        column = next((name for name in known if _like_symbols(table[name])), None)
        column = column or next(iter({ASSIGNMENT} & set(table)), None)
        column = column or next((name for name in known if not len(_genes_in(table[name]))), None)
        if column is None:
            raise RequestError(
                "the platform table has no column that is known to hold gene symbols; name one "
                "with --symbol-column, or use --level probe. Its columns: "
                + ", ".join(map(str, table))
            )
    elif column not in table:
        raise RequestError(f"the platform table has no column {column!r}; {nearest(column, table)}")
    return column


def _named(table: pd.DataFrame, column: str | None) -> tuple[str, pd.Series]:
    """Return the column of symbols, and the set of genes that each probe names."""
    column = symbol_column(table, column)
    texts = table[column].astype("string").fillna("").str.strip()
    if column == ASSIGNMENT:
        texts = texts.map(_assigned)
    return column, texts.map(_genes)


def _genes(text: str) -> frozenset[str]:
    return frozenset(part for part in _SEPARATOR.split(text) if part.lower() not in NOT_A_GENE)


def _assigned(text: str) -> str:
    """Return the symbols of Affymetrix's ``accession // symbol // ... /// accession // ...``."""
    parts = [entry.split("//") for entry in text.split("///")]
    return " /// ".join(part[1].strip() for part in parts if len(part) > 1)
