"""Gene sets in a comparison of two groups: CAMERA, as the book uses it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from resistbook.genes.sets import GeneSetError, msigdb, parse_gmt
from resistbook.geo.analyses.two_groups import Analysis
from resistbook.geo.comparison import design_of
from resistbook.geo.errors import RequestError
from resistbook.stats.sets.competitive import camera

COLLECTIONS = ("hallmark", "reactome")
"""Collections of MSigDB that the book fetches."""
CORRELATION = 0.01
"""Between two genes of a set: limma's default."""


def gene_sets(name: str) -> dict[str, tuple[str, ...]]:
    """Return gene sets of a collection of the book, or of a GMT file.

    Raises
    ------
    RequestError
        If it is neither, or the file cannot be read.
    """
    if name in COLLECTIONS:
        return msigdb(name)
    path = Path(name)
    if not path.is_file():
        raise RequestError(f"{name!r} is neither a GMT file nor one of {', '.join(COLLECTIONS)}")
    try:
        return parse_gmt(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError, GeneSetError) as error:
        raise RequestError(f"gene sets cannot be read: {error}") from error


def tested_sets(analysis: Analysis, sets: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Test gene sets between the groups by CAMERA, with the model of the comparison.

    Parameters
    ----------
    analysis
        Values are those that were tested; of counts the log2 counts per million. Features that
        share a symbol are represented by the one with the highest mean.
    sets
        Gene symbols by name of set.

    Returns
    -------
    DataFrame
        ``set`` and the columns of `resistbook.stats.sets.competitive.camera`, smallest P first;
        sets with fewer than ten genes measured come last and are not tested.

    Raises
    ------
    RequestError
        If the features have no symbols, or none stands in a set.
    """
    expression = _by_symbol(analysis)
    listed = {gene for genes in sets.values() for gene in genes}
    if not listed & set(expression.index):
        raise RequestError(
            f"no gene measured, such as {expression.index[0]!r}, stands in a gene set, which hold "
            f"such as {next(iter(sorted(listed)))!r}: the sets must name genes by their symbols"
        )
    design = design_of(analysis.groups, analysis.table, analysis.question.adjustment)
    found = camera(expression, design, "group", sets, inter_gene_correlation=CORRELATION)
    return found.sort_values("p", kind="stable").reset_index()


def _by_symbol(analysis: Analysis) -> pd.DataFrame:
    if "gene" in analysis.features.levels and "symbol" not in analysis.features.named:
        gene_level = analysis.features.level == "gene"
        return analysis.normalised if gene_level else analysis.features.levels["gene"]
    if "symbol" not in analysis.features.named:
        raise RequestError(
            "gene sets need the symbols of the genes: name a table with --annotation, or the "
            "column with --symbol-column"
        )
    names = analysis.features.named["symbol"].reindex(analysis.normalised.index)
    one = names[(names != "") & ~names.str.contains("///", regex=False)]
    order = analysis.normalised.loc[one.index].mean(axis=1).sort_values(ascending=False).index
    first = one.loc[order].drop_duplicates()
    return analysis.normalised.loc[first.index].set_axis(first.to_numpy(), axis=0)
