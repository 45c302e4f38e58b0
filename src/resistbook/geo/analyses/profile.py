"""One gene over the samples."""

from collections.abc import Iterable

import pandas as pd

from resistbook.geo.analyses.features import Features
from resistbook.geo.errors import RequestError
from resistbook.stats.expression.design_matrix import nearest


def profile(features: Features, gene: str) -> pd.DataFrame:
    """Return the values of every feature that a name means: itself, or those with that symbol.

    Parameters
    ----------
    features
        Features of the samples compared.
    gene
        A feature, or a gene symbol in any case.

    Returns
    -------
    DataFrame, features x samples
        Before normalisation.

    Raises
    ------
    RequestError
        If no feature is called so; with the nearest name.
    """
    expression = features.expression
    if gene in expression.index:
        return expression.loc[[gene]]
    names = pd.Series(expression.index.astype(str), index=expression.index)
    if "symbol" in features.named:
        names = features.named["symbol"].reindex(expression.index).fillna("")
    mine = names.str.casefold() == gene.casefold()
    if not mine.any():
        raise RequestError(
            f"no feature that was measured is called {gene!r}; {nearest(gene, _like(names, gene))}"
        )
    return expression[mine]


def profiles(features: Features, genes: Iterable[str], groups: pd.Series) -> pd.DataFrame:
    """Return a row a sample: ``sample``, ``group``, and a column a feature of the genes named."""
    found = pd.concat([profile(features, gene) for gene in genes])
    table = found[~found.index.duplicated()].T.reindex(groups.index)
    table.insert(0, "group", groups)
    return table.rename_axis(columns=None).rename_axis("sample").reset_index()


def _like(names: pd.Series, gene: str) -> list[str]:
    """Return the names that begin as a gene does, or else a few."""
    known = pd.unique(names[names != ""])
    alike = [name for name in known if name[:2].casefold() == gene[:2].casefold()]
    return alike[:200] or list(known[:8])
