"""CAMERA, a competitive gene-set test that allows for correlation within the set."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy import special, stats

from resistbook.stats.expression.moderated import (
    contrast_estimator,
    contrast_weights,
    fit_genes,
    squeeze_variances,
)
from resistbook.stats.multiplicity import benjamini_hochberg

__all__ = ["camera", "normal_score"]

SMALLEST_VARIANCE = 1e-8
"""Residual variances below this are raised to it before genes are correlated (as in limma)."""

TIED = 10
"""Ranks take z scores as equal that agree to this many decimals."""


def camera(
    expression: pd.DataFrame,
    design: pd.DataFrame,
    coefficient: str | Mapping[str, float],
    sets: Mapping[str, Sequence[str]],
    *,
    inter_gene_correlation: float | None = None,
    use_ranks: bool = False,
    minimum_size: int = 10,
) -> pd.DataFrame:
    r"""Test each gene set against all other genes, allowing for correlation within the set.

    Parameters
    ----------
    expression : genes x samples
        Log2 expression, one row a gene; NaN where a gene was not measured in a sample.
    design : samples x coefficients
        Index equal to the columns of `expression`; see `design_matrix`.
    coefficient
        A column of `design`, or a contrast as weights of columns.
    sets
        Gene identifiers, as in the index of `expression`, by name of set. Identifiers that the
        platform lacks are counted in ``n_listed`` and otherwise ignored; repeats count once.
    inter_gene_correlation
        Mean correlation between two genes of a set, the same for every set (limma's default is
        0.01); None estimates it for each set from the residuals of the design.
    use_ranks
        Compare ranks of the moderated statistics (a Wilcoxon test with correlation) instead of
        their means.
    minimum_size
        Sets with fewer genes on the platform are not tested.

    Returns
    -------
    DataFrame, one row a set in the order given
        ``n_listed`` (distinct identifiers in the set); ``n_genes`` (of them with a moderated
        statistic); ``correlation``; ``variance_inflation`` (at least 1); ``delta`` (mean z in
        the set minus mean z of the other genes; its sign is the direction);
        ``standard_error``; ``df``; ``t``; ``p``; ``fdr`` (over the sets tested); ``effect``
        and ``effect_se`` (see Notes). With `use_ranks`, ``delta`` is the probability that a
        gene of the set ranks above another one, minus one half; ``p`` also has the continuity
        correction; ``effect`` and ``effect_se`` are NaN.

    Raises
    ------
    DesignError, ValueError
        As `moderated_t`; also if a gene stands twice in `expression`, if fewer than three genes
        can be tested, if `sets` is empty, or if the preset correlation is not in [0, 1].

    Notes
    -----
    P values equal those of ``limma::camera`` 3.54 with ``inter.gene.cor = NA`` (or the preset
    value) and its default ``allow.neg.cor = FALSE``: ``correlation`` is reported as estimated,
    but a negative one does not shrink the variance. With `use_ranks`, genes whose statistics are
    equal but for rounding are tied here; limma ranks them by their rounding errors.

    **Effect.** For cohorts of different size, z is no common scale: it grows with the number of
    samples. With u the unscaled standard error of the coefficient (:math:`\sqrt{1/n_1 + 1/n_2}`
    between two groups), z is about log2 fold change over (residual SD x u), so that
    :math:`d_g = z_g u` is a difference in units of the gene's residual standard deviation.
    u is one number for the complete design, hence the mean of d over the set minus its mean
    over the other genes is exactly delta x u, and its standard error is that of delta times u.
    These are ``effect`` and ``effect_se``. In a paired design the residual SD is that within
    patients.

    **Missing values.** A gene's z rests on the samples it is observed in and its own degrees of
    freedom; u and the residual degrees of freedom of the test are those of the complete design,
    so that d of an incomplete gene is drawn towards zero. Correlation is estimated from the
    genes of the set that are complete; a set with fewer than `minimum_size` of these is NaN
    unless the correlation is preset. Genes without a moderated statistic belong neither to a
    set nor to the others.

    A set that is too small or holds every gene is NaN in all columns but the two counts.

    References
    ----------
    Wu D, Smyth GK (2012) Nucleic Acids Res 40:e133.
    """
    if not expression.index.is_unique:
        twice = expression.index[expression.index.duplicated()][0]
        raise ValueError(f"gene {twice!r} stands twice in the expression table; keep one row of it")
    check_test(sets, inter_gene_correlation)
    fit = fit_genes(expression, design, coefficient)
    squeezed = squeeze_variances(fit.variance, fit.df_residual)
    with np.errstate(invalid="ignore", divide="ignore"):
        t = fit.effect / (fit.stdev_unscaled * np.sqrt(squeezed.variance))
    tested = np.isfinite(t)
    genes = expression.index[tested]
    if len(genes) < 3:
        raise ValueError(f"{len(genes)} genes can be tested; a competitive test needs three")
    z = normal_score(t[tested], squeezed.df_total[tested])
    weights = contrast_weights(design.columns, coefficient)
    basis, estimator = contrast_estimator(design.to_numpy(dtype=float), weights)
    residuals = _standardised_residuals(expression.to_numpy(dtype=float)[tested], basis)
    df_design = len(design) - design.shape[1]
    compare = _compare_ranks if use_ranks else _compare_means
    df = float(len(genes) - 2)
    if inter_gene_correlation is None:
        df = min(df, df_design)
    elif use_ranks:
        df = math.inf

    rows = {}
    for name, listed in sets.items():
        listed = pd.Index(listed).unique()
        members = genes.get_indexer(listed)
        members = members[members >= 0]
        row = {"n_listed": len(listed), "n_genes": len(members)}
        if minimum_size <= len(members) < len(genes) and len(members):
            correlation = inter_gene_correlation
            if correlation is None:
                correlation = _mean_correlation(residuals[members], df_design, minimum_size)
            if not math.isnan(correlation):
                row |= compare(z, members, correlation, df)
        rows[name] = row
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=COLUMNS)
    table.index.name = "set"
    u = math.nan if use_ranks else np.linalg.norm(estimator)
    table["fdr"] = benjamini_hochberg(table["p"])
    table["effect"] = table["delta"] * u
    table["effect_se"] = table["standard_error"] * u
    return table


COLUMNS = [
    "n_listed",
    "n_genes",
    "correlation",
    "variance_inflation",
    "delta",
    "standard_error",
    "df",
    "t",
    "p",
    "fdr",
    "effect",
    "effect_se",
]


def check_sets(sets: Mapping[str, Sequence[str]]) -> None:
    """Refuse a text given as a set: its letters would be taken for genes."""
    for name, listed in sets.items():
        if isinstance(listed, str):
            raise ValueError(f"set {name!r} is the text {listed!r}, not a list of genes")


def check_test(sets: Mapping[str, Sequence[str]], correlation: float | None) -> None:
    """Refuse what no competitive test can use: no set, or a correlation that is none."""
    if not sets:
        raise ValueError("there is no gene set to test")
    check_sets(sets)
    if correlation is not None and not 0 <= correlation <= 1:
        raise ValueError(f"inter_gene_correlation is {correlation}, but must lie in [0, 1]")


def normal_score(t: np.ndarray, df: np.ndarray) -> np.ndarray:
    """Z scores of equal tail probability, by Hill's (1970) approximation."""
    a = df - 0.5
    b = 48 * a**2
    z = a * np.log1p(t / df * t)
    tail = (((-0.4 * z - 3.3) * z - 24) * z - 85.5) / (0.8 * z**2 + 100 + b)
    return ((tail + z + 3) / b + 1) * np.sqrt(z) * np.sign(t)


def _standardised_residuals(y: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Residuals of unit variance; NaN throughout a gene with a missing value."""
    residuals = y - (y @ basis) @ basis.T
    df = basis.shape[0] - basis.shape[1]
    variance = np.einsum("gs,gs->g", residuals, residuals) / df
    return residuals / np.sqrt(np.maximum(variance, SMALLEST_VARIANCE))[:, None]


def _mean_correlation(residuals: np.ndarray, df: int, minimum_size: int) -> float:
    """Mean pairwise correlation of the complete genes; 0 for a single gene."""
    if len(residuals) == 1:
        return 0.0
    complete = residuals[~np.isnan(residuals[:, 0])]
    size = len(complete)
    if size < max(2, minimum_size):
        return math.nan
    inflation = size * np.sum(complete.mean(axis=0) ** 2) / df
    return float((inflation - 1) / (size - 1))


def _compare_means(
    z: np.ndarray, members: np.ndarray, correlation: float, df: float
) -> dict[str, float]:
    genes, size = len(z), len(members)
    others = genes - size
    inflation = _inflation(size, correlation)
    delta = genes / others * (z[members].mean() - z.mean())
    pooled = ((genes - 1) * z.var(ddof=1) - delta**2 * size * others / genes) / (genes - 2)
    standard_error = math.sqrt(pooled * (inflation / size + 1 / others))
    t = delta / standard_error
    return {
        "correlation": correlation,
        "variance_inflation": inflation,
        "delta": delta,
        "standard_error": standard_error,
        "df": df,
        "t": t,
        "p": 2 * special.stdtr(df, -abs(t)),
    }


def _compare_ranks(
    z: np.ndarray, members: np.ndarray, correlation: float, df: float
) -> dict[str, float]:
    """Wilcoxon's test with correlated members (limma's rankSumTestWithCorrelation)."""
    genes, size = len(z), len(members)
    others = genes - size
    pairs = size * others
    ranks = stats.rankdata(z.round(TIED))
    above = ranks[members].sum() - size * (size + 1) / 2
    rho = max(0.0, correlation)
    if rho == 0 or size == 1:
        variance = pairs * (genes + 1) / 12
    else:
        variance = (pairs / (2 * math.pi)) * (
            math.pi / 2
            + math.asin(0.5) * (others - 1)
            + math.asin(rho / 2) * (size - 1) * (others - 1)
            + math.asin((rho + 1) / 2) * (size - 1)
        )
    _, ties = np.unique(ranks, return_counts=True)
    variance *= 1 - np.sum(ties * (ties + 1.0) * (ties - 1)) / (genes * (genes + 1) * (genes - 1))
    excess = above - pairs / 2
    t = excess / math.sqrt(variance)
    corrected = (abs(excess) - 0.5) / math.sqrt(variance)
    tail = special.ndtr(-corrected) if math.isinf(df) else special.stdtr(df, -corrected)
    return {
        "correlation": correlation,
        "variance_inflation": _inflation(size, correlation),
        "delta": excess / pairs,
        "standard_error": math.sqrt(variance) / pairs,
        "df": df,
        "t": t,
        "p": min(1.0, 2 * tail),
    }


def _inflation(size: int, correlation: float) -> float:
    return max(1.0, 1 + (size - 1) * correlation)
