"""What a cohort measures of a gene list."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.genes.published_scores import FEWEST, LEAST_SHARE
from resistbook.genes.symbols import located, spelled
from resistbook.signature.gene_list import GeneList


class Coverage(NamedTuple):
    """The genes of a list that a cohort measures."""

    rows: dict[str, str]
    """Symbol in the cohort, by gene of the list."""
    missing: tuple[str, ...]
    share: float
    """Of the genes, or of the absolute weight."""
    weights: np.ndarray
    """Of the genes found, in the order of `rows`; equal ones add to 1."""

    @property
    def aliases(self) -> dict[str, str]:
        """The genes that the cohort knows by another symbol."""
        return {gene: symbol for gene, symbol in self.rows.items() if gene != symbol}

    @property
    def fault(self) -> str | None:
        """Why the list cannot be tested there, if it cannot."""
        if not self.rows:
            return "none of the genes is measured"
        if len(self.rows) < FEWEST:
            return f"{len(self.rows)} of the genes measured, fewer than {FEWEST}"
        if self.share < LEAST_SHARE:
            return f"{self.share:.0%} of genes or weight measured, under {LEAST_SHARE:.0%}"
        if not np.any(self.weights):
            return "the genes measured have no weight"
        return None

    def score(self, expression: pd.DataFrame) -> pd.Series:
        """Return the score of each patient: the mean, or the weighted sum, of the genes found."""
        return pd.Series(
            self.weights @ expression.loc[list(self.rows.values())].to_numpy(), expression.columns
        )


def covered(genes: GeneList, measured: pd.Index) -> Coverage:
    """Look for the genes of a list among those that a cohort measures.

    A gene is looked for as it is written, then in the capitals of its known names, then in any.
    """
    there = set(measured)
    known = spelled([gene for gene in genes.genes if gene not in there])
    under = located([known.get(gene, gene) for gene in genes.genes], measured)
    small: dict[str, list[str]] = {}
    for symbol in there:
        small.setdefault(symbol.casefold(), []).append(symbol)
    rows = {}
    for gene in genes.genes:
        alike = small.get(gene.casefold(), [])
        row = under.get(known.get(gene, gene)) or (alike[0] if len(alike) == 1 else None)
        if row is not None:
            rows[gene] = row
    missing = tuple(gene for gene in genes.genes if gene not in rows)
    if genes.weights is None:
        weights = np.full(len(rows), 1 / max(len(rows), 1))
        share = len(rows) / len(genes.genes)
    else:
        weights = genes.weights[list(rows)].to_numpy()
        share = float(np.abs(weights).sum() / genes.weights.abs().sum())
    return Coverage(rows, missing, share, weights)
