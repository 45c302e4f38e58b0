"""limma's moderated t: one linear model per gene, variances squeezed by empirical Bayes."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from resistbook.stats.expression.design_matrix import COLLINEAR, DesignError, check_design, nearest
from resistbook.stats.multiplicity import benjamini_hochberg

__all__ = [
    "GenewiseFit",
    "Squeezed",
    "contrast_estimator",
    "contrast_weights",
    "fit_genes",
    "moderated_t",
    "squeeze_variances",
]

PROPORTION = 0.01
"""Share of genes expected to differ, behind the log odds (limma's default)."""

EFFECT_SD_LIMITS = (0.1, 4.0)
"""Limits of the standard deviation of true log2 fold changes (limma's default)."""

BLOCK = 1024
"""Genes fitted at a time."""

ROUNDING = 1e-13
"""A residual smaller than this share of the fitted value is rounding, not variation."""


@dataclass(frozen=True)
class GenewiseFit:
    """Least squares for one contrast, gene by gene; every array has one entry a gene.

    Attributes
    ----------
    effect
        The contrast, log2 units; NaN where the gene's observed samples cannot estimate it.
    stdev_unscaled
        Standard error of `effect` per unit of residual standard deviation.
    variance
        Residual variance; NaN without residual degrees of freedom.
    df_residual
        Residual degrees of freedom.
    n
        Samples observed.
    average
        Mean over the samples observed.
    """

    effect: np.ndarray
    stdev_unscaled: np.ndarray
    variance: np.ndarray
    df_residual: np.ndarray
    n: np.ndarray
    average: np.ndarray


@dataclass(frozen=True)
class Squeezed:
    """Residual variances after empirical Bayes.

    Attributes
    ----------
    prior_variance, prior_df
        The scaled inverse chi-square prior; `prior_df` is infinite where the variances differ
        no more than by chance.
    variance, df_total : one entry a gene
        Posterior variance and its degrees of freedom; NaN for a gene without residual degrees
        of freedom.
    """

    prior_variance: float
    prior_df: float
    variance: np.ndarray
    df_total: np.ndarray


def moderated_t(
    expression: pd.DataFrame, design: pd.DataFrame, coefficient: str | Mapping[str, float]
) -> pd.DataFrame:
    """Test one coefficient or contrast in every gene by limma's moderated t.

    Parameters
    ----------
    expression : genes x samples
        Log2 expression; NaN where a gene was not measured in a sample.
    design : samples x coefficients
        Index equal to the columns of `expression`; see `design_matrix`.
    coefficient
        A column of `design`, or a contrast as weights of columns, such as
        ``{"treatment[T.3m]": 1, "treatment[T.2w]": -1}``.

    Returns
    -------
    DataFrame, one row a gene in the order given
        ``log2_fold_change``; ``standard_error`` (moderated: fold change over t); ``ci_low`` and
        ``ci_high`` (95%, moderated degrees of freedom); ``average`` (mean log2 expression);
        ``t``; ``p``; ``fdr`` (Benjamini-Hochberg over the genes tested); ``log_odds`` (of being
        differential, limma's B); ``df_total``; ``residual_sd`` (moderated: the square root of
        the posterior variance); ``n`` (samples observed).

    Raises
    ------
    DesignError
        If `design` and `expression` do not hold the same samples in the same order, if the
        design is rank-deficient, holds an empty group, leaves no residual degrees of freedom,
        or lacks the coefficient.
    ValueError
        If expression is infinite or not numeric, or if more than half of the genes have no
        residual variance at all.

    Notes
    -----
    Equal to ``topTable(eBayes(lmFit(y, design)), coef, n = Inf, sort = "none")`` of limma 3.54
    without trend and robust options, for genes with missing values too (each is fitted on its
    own samples). In limma 3.61 and later that is ``eBayes(..., legacy = TRUE)``: by default these
    estimate the prior by another routine, ``fitFDistUnequalDF1``, where residual degrees of
    freedom differ between genes. Where this function and limma 3.54 differ:

    - A contrast is computed exactly in every gene. limma's ``contrasts.fit`` applies to a gene
      with missing values the coefficient correlations of the complete design, an approximation
      unless the design is orthogonal; equality is with ``lmFit`` on the reparametrised design.
    - A gene that lacks a group the contrast needs is NaN. limma drops the last collinear column
      instead, so that a coefficient may there stand for another comparison than its name says.
    - A gene without residual degrees of freedom is NaN and counts neither in the prior nor in
      the false discovery rate. limma tests it on the prior variance alone.

    A gene of zero residual variance is treated as limma does: it enters the prior at 1e-5 of
    the median variance and its t rests on the posterior variance. If that is zero too, which
    takes a prior without degrees of freedom, the gene is NaN.

    References
    ----------
    Smyth GK (2004) Stat Appl Genet Mol Biol 3:3. Ritchie ME et al. (2015) Nucleic Acids Res
    43:e47. Code follows limma's ``lm.series``, ``fitFDist``, ``squeezeVar`` and ``tmixture``.
    """
    fit = fit_genes(expression, design, coefficient)
    squeezed = squeeze_variances(fit.variance, fit.df_residual)
    tested = np.isfinite(fit.effect) & (squeezed.variance > 0)
    effect, df = (np.where(tested, each, np.nan) for each in (fit.effect, squeezed.df_total))
    standard_error = np.where(tested, fit.stdev_unscaled * np.sqrt(squeezed.variance), np.nan)
    t = effect / standard_error
    p = 2 * special.stdtr(df, -np.abs(t))
    margin = standard_error * _quantile(0.975, df)
    return pd.DataFrame(
        {
            "log2_fold_change": effect,
            "standard_error": standard_error,
            "ci_low": effect - margin,
            "ci_high": effect + margin,
            "average": fit.average,
            "t": t,
            "p": p,
            "fdr": benjamini_hochberg(p),
            "log_odds": _log_odds(t, fit.stdev_unscaled, squeezed, df),
            "df_total": df,
            "residual_sd": np.where(tested, np.sqrt(squeezed.variance), np.nan),
            "n": fit.n,
        },
        index=expression.index,
    )


def fit_genes(
    expression: pd.DataFrame, design: pd.DataFrame, coefficient: str | Mapping[str, float]
) -> GenewiseFit:
    """Fit the design to every gene by least squares and estimate one contrast.

    Genes that are observed in the same samples are fitted together.

    Parameters
    ----------
    expression, design, coefficient
        As in `moderated_t`, which also lists what is raised.
    """
    y, x, weights = _checked(expression, design, coefficient)
    observed = np.isfinite(y)
    genes = len(y)
    effect, stdev_unscaled, variance = (np.full(genes, np.nan) for _ in range(3))
    df_residual = np.zeros(genes, dtype=int)
    n = observed.sum(axis=1)
    for members, samples in alike(observed):
        basis, estimator = contrast_estimator(x[samples], weights)
        block = y[members] if samples.all() else y[np.ix_(members, samples)]
        df = block.shape[1] - basis.shape[1]
        df_residual[members] = df
        if df > 0:
            effects = block @ basis
            residuals = block - effects @ basis.T
            unexplained = np.einsum("gs,gs->g", residuals, residuals)
            rounding = ROUNDING**2 * np.einsum("gs,gs->g", effects, effects)
            variance[members] = np.where(unexplained > rounding, unexplained / df, 0)
            if estimator is not None:
                effect[members] = block @ estimator
                stdev_unscaled[members] = np.linalg.norm(estimator)
    with np.errstate(invalid="ignore"):
        average = np.where(observed, y, 0).sum(axis=1) / n if n.min() < y.shape[1] else y.mean(1)
    return GenewiseFit(effect, stdev_unscaled, variance, df_residual, n, average)


def squeeze_variances(variance: np.ndarray, df_residual: np.ndarray) -> Squeezed:
    """Squeeze residual variances towards a common prior, as ``squeezeVar`` of limma 3.54.

    Parameters
    ----------
    variance, df_residual : one entry a gene
        Residual variances and their degrees of freedom. Genes with 0 degrees of freedom take
        no part.

    Raises
    ------
    ValueError
        If more than half of the variances are zero: the prior would be an artefact.

    Notes
    -----
    The log variances are matched in mean and variance to those of a scaled F distribution
    (Smyth 2004, section 6.2). Total degrees of freedom never exceed the sum of the residual
    ones.
    """
    used = df_residual > 0
    prior_variance, prior_df = _fit_scaled_f(variance[used], df_residual[used])
    df = np.where(used, df_residual, np.nan)
    if np.isinf(prior_df):
        posterior = np.where(used, prior_variance, np.nan)
    else:
        posterior = (df * variance + prior_df * prior_variance) / (df + prior_df)
    df_total = np.minimum(df + prior_df, df_residual.sum())
    return Squeezed(prior_variance, prior_df, posterior, df_total)


def contrast_weights(columns: pd.Index, coefficient: str | Mapping[str, float]) -> np.ndarray:
    """Weight of each design column in a coefficient or contrast.

    Raises
    ------
    DesignError
        If a column is unknown, a weight is not finite, or all are zero.
    """
    contrast = {coefficient: 1.0} if isinstance(coefficient, str) else dict(coefficient)
    for name in contrast:
        if name not in columns:
            raise DesignError(f"the design has no column {name!r}; {nearest(name, columns)}")
    weights = np.array([contrast.get(column, 0.0) for column in columns], dtype=float)
    if not np.isfinite(weights).all() or not weights.any():
        raise DesignError(f"contrast {contrast} must have finite weights that are not all zero")
    return weights


def contrast_estimator(x: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Orthonormal basis of a design, and the weights of samples that estimate a contrast.

    Parameters
    ----------
    x : samples x coefficients
    weights : one entry a coefficient

    Returns
    -------
    basis : samples x rank
    estimator : one entry a sample
        Its product with the values of a gene is the contrast, its norm the unscaled standard
        error of that. None where these samples cannot estimate the contrast.
    """
    norms = np.linalg.norm(x, axis=0)
    if len(x) >= x.shape[1]:
        q, r = np.linalg.qr(x)
        if np.all(np.abs(np.diag(r)) > COLLINEAR * norms):
            return q, q @ np.linalg.solve(r.T, weights)
    scale = np.where(norms > 0, norms, 1)
    u, s, vt = np.linalg.svd(x / scale, full_matrices=False)
    rank = np.sum(s > COLLINEAR)
    u, s, v = u[:, :rank], s[:rank], vt[:rank].T
    wanted = weights / scale
    if np.linalg.norm(wanted - v @ (v.T @ wanted)) > COLLINEAR * np.linalg.norm(wanted):
        return u, None
    return u, u @ ((v.T @ wanted) / s)


def _checked(
    expression: pd.DataFrame, design: pd.DataFrame, coefficient: str | Mapping[str, float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if not expression.columns.equals(design.index):
        only = expression.columns.symmetric_difference(design.index)
        where = (
            f"sample {only[0]!r} stands in one of them only"
            if len(only)
            else "the same samples stand in another order"
        )
        raise DesignError(
            f"expression columns and design rows differ: {where}; "
            "reindex the design by the columns of the expression"
        )
    check_design(design)
    samples, coefficients = design.shape
    if samples == coefficients:
        raise DesignError(
            f"{samples} samples and {coefficients} coefficients leave no residual degrees of "
            "freedom; use a smaller formula or more samples"
        )
    for sample, dtype in expression.dtypes.items():
        if not pd.api.types.is_numeric_dtype(dtype):
            raise ValueError(f"expression of sample {sample!r} is not numeric but {dtype}")
    if expression.empty:
        raise ValueError(f"the expression table has no values: shape {expression.shape}")
    y = np.ascontiguousarray(expression.to_numpy(dtype=float))
    infinite = np.isinf(y)
    if infinite.any():
        row, column = np.argwhere(infinite)[0]
        raise ValueError(
            f"expression of {expression.index[row]!r} in sample {expression.columns[column]!r} is "
            f"{y[row, column]}; make zeros finite before the logarithm, or the value missing"
        )
    return y, design.to_numpy(dtype=float), contrast_weights(design.columns, coefficient)


def alike(observed: np.ndarray) -> Iterator[tuple[slice | np.ndarray, np.ndarray]]:
    """Genes observed in the same samples, a block that fits the cache at a time; the samples."""
    if observed.all():
        for start in range(0, len(observed), BLOCK):
            yield slice(start, start + BLOCK), observed[0]
        return
    packed = np.ascontiguousarray(np.packbits(observed, axis=1))
    rows = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, pattern, sizes = np.unique(rows, return_inverse=True, return_counts=True)
    order = np.argsort(pattern, kind="stable")
    for genes in np.split(order, np.cumsum(sizes)[:-1]):
        for start in range(0, len(genes), BLOCK):
            yield genes[start : start + BLOCK], observed[genes[0]]


def _fit_scaled_f(variance: np.ndarray, df: np.ndarray) -> tuple[float, float]:
    """Scale and second degrees of freedom of a scaled F distribution (limma's fitFDist)."""
    if len(variance) == 0:
        return math.nan, math.nan
    if len(variance) == 1:
        return float(variance[0]), 0.0
    median = np.median(variance)
    if median == 0:
        raise ValueError(
            "more than half of the genes have zero residual variance, so no prior can be learnt "
            "from them; leave out the genes that are constant"
        )
    offset = np.maximum(variance, 1e-5 * median)
    distinct, which = np.unique(df / 2, return_inverse=True)
    deviation = np.log(offset) - (special.digamma(distinct) - np.log(distinct))[which]
    mean = deviation.mean()
    excess = deviation.var(ddof=1) - special.polygamma(1, distinct)[which].mean()
    if excess <= 0:
        return float(offset.mean()), math.inf
    half = _trigamma_inverse(excess)
    return float(np.exp(mean + special.digamma(half) - np.log(half))), 2 * half


def _trigamma_inverse(x: float) -> float:
    """Solve trigamma(y) = x for y > 0 by Newton's method on 1 / trigamma."""
    if x > 1e7:
        return 1 / math.sqrt(x)
    if x < 1e-6:
        return 1 / x
    y = 0.5 + 1 / x
    for _ in range(50):
        trigamma = float(special.polygamma(1, y))
        step = trigamma * (1 - trigamma / x) / float(special.polygamma(2, y))
        y += step
        if -step / y < 1e-8:
            break
    return y


def _quantile(probability: float, df: np.ndarray) -> np.ndarray:
    distinct, which = np.unique(df, return_inverse=True)
    return special.stdtrit(distinct, probability)[which]


def _log_odds(
    t: np.ndarray, stdev_unscaled: np.ndarray, squeezed: Squeezed, df: np.ndarray
) -> np.ndarray:
    """Log odds that a gene is differential (limma's B; Smyth 2004, section 6.3)."""
    tested = ~np.isnan(t)
    log_odds = np.full(len(t), np.nan)
    if not tested.any():
        return log_odds
    t, u2, df = t[tested], stdev_unscaled[tested] ** 2, df[tested]
    ratio = (u2 + _effect_variance(t, u2, df, squeezed.prior_variance)) / u2
    if squeezed.prior_df > 1e6:
        kernel = t**2 * (1 - 1 / ratio) / 2
    else:
        kernel = (1 + df) / 2 * np.log((t**2 + df) / (t**2 / ratio + df))
    log_odds[tested] = special.logit(PROPORTION) - np.log(ratio) / 2 + kernel
    return log_odds


def _effect_variance(t: np.ndarray, u2: np.ndarray, df: np.ndarray, prior_variance: float) -> float:
    """Variance of true effects per unit of residual variance, from the largest t (tmixture)."""
    size = np.abs(t)
    largest_df = df.max()
    fewer = df < largest_df
    tail = special.stdtr(df[fewer], -size[fewer])
    # Below the smallest double a t is large whatever its degrees of freedom, and stays as it is.
    size[fewer] = np.where(tail > 0, -special.stdtrit(largest_df, tail), size[fewer])
    genes = len(t)
    targets = math.ceil(PROPORTION / 2 * genes)
    share = max(targets / genes, PROPORTION)
    top = np.argsort(-size, kind="stable")[:targets]
    null = 2 * special.stdtr(largest_df, -size[top])
    target = ((np.arange(targets) + 0.5) / genes - (1 - share) * null) / share
    inflated = target > null
    variance = np.zeros(targets)
    quantile = -special.stdtrit(largest_df, target[inflated] / 2)
    variance[inflated] = u2[top][inflated] * ((size[top][inflated] / quantile) ** 2 - 1)
    low, high = (limit**2 / prior_variance for limit in EFFECT_SD_LIMITS)
    return float(np.clip(variance, low, high).mean())
