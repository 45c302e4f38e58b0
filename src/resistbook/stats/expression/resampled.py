"""The moderated t under many outcomes or many resamples of the patients at once."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import special

from resistbook.stats.expression.design_matrix import COLLINEAR
from resistbook.stats.expression.moderated import alike, squeeze_variances
from resistbook.stats.samples import aligned, levels


def resampled_t(
    expression: pd.DataFrame,
    outcomes: np.ndarray,
    strata: pd.Series | None = None,
    weights: np.ndarray | None = None,
    *,
    below: float = 1.0,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Test a two-group difference within strata by the moderated t, draw by draw.

    Parameters
    ----------
    expression : genes x samples
        Log2 expression; NaN where a gene was not measured in a sample.
    outcomes : draws x samples
        1 or 0; permuted outcomes, or the same in every draw.
    strata : samples, optional
        Compare within these.
    weights : draws x samples, optional
        How often each sample was drawn; once where not given.
    below
        As in `two_sided_p`.

    Yields
    ------
    effect, p : one entry a gene
        Of each draw: log2 fold change of outcome 1 over 0, and P; NaN where the samples cannot
        tell them.
    """
    for effect, error, df in resampled_fits(expression, outcomes, strata, weights):
        yield effect, two_sided_p(effect, error, df, below=below)


def two_sided_p(
    effect: np.ndarray, error: np.ndarray, df: np.ndarray, *, below: float = 1.0
) -> np.ndarray:
    """Return the P of effects by Student's t; NaN where an error or an effect is.

    Parameters
    ----------
    effect, error, df
        One entry a gene.
    below
        A P that is not below this is given as 1, which is enough to count those that are, and
        spares most of the time.
    """
    t = np.abs(effect / error)
    if below >= 1:
        return 2 * special.stdtr(df, -t)
    distinct, which = np.unique(df, return_inverse=True)
    least = -special.stdtrit(distinct, below / 2)[which]
    p = np.where(np.isnan(t), np.nan, 1.0)
    # A hair wider, so that rounding of the quantile leaves no P out.
    far = np.flatnonzero(t > least * (1 - 1e-9))
    p[far] = 2 * special.stdtr(df[far], -t[far])
    return p


def resampled_fits(
    expression: pd.DataFrame,
    outcomes: np.ndarray,
    strata: pd.Series | None = None,
    weights: np.ndarray | None = None,
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Fit a two-group difference within strata, variances squeezed, draw by draw.

    Parameters
    ----------
    expression, outcomes, strata, weights
        As in `resampled_t`.

    Yields
    ------
    effect, error, df : one entry a gene
        Of each draw: log2 fold change, its moderated standard error and degrees of freedom. A
        shift of a gene by d in outcome 1 adds d to its effect and leaves error and degrees of
        freedom as they are.

    Notes
    -----
    Equal to `moderated_t` with the design of strata and outcome on the drawn samples. The sums
    that a fit needs are products of matrices over all draws; only variances are squeezed draw by
    draw. A weight stands for so many copies of a sample, which is what a bootstrap draws.
    """
    y = expression.to_numpy(dtype=float)
    observed = np.isfinite(y)
    y = np.where(observed, y - np.nanmean(y, axis=1, keepdims=True), 0)
    x = np.asarray(outcomes, dtype=float)
    times = np.ones_like(x) if weights is None else np.asarray(weights, dtype=float)
    one = np.zeros(y.shape[1], dtype=int)
    stratum = (
        one if strata is None else levels(aligned(strata, expression.columns, "strata"), "strata")
    )
    shape = (len(y), len(x))
    effect, variance, unscaled = (np.full(shape, np.nan) for _ in range(3))
    df = np.zeros(shape, dtype=int)
    for genes, samples in alike(observed):
        here = (genes,) if samples.all() else np.ix_(genes, samples)
        fitted = _fit(y[here], x[:, samples], times[:, samples], stratum[samples])
        effect[genes], variance[genes], unscaled[genes], df[genes] = fitted
    for draw in range(len(x)):
        squeezed = squeeze_variances(variance[:, draw], df[:, draw])
        spread = np.where(squeezed.variance > 0, squeezed.variance, np.nan)
        yield effect[:, draw], unscaled[:, draw] * np.sqrt(spread), squeezed.df_total


def _fit(
    y: np.ndarray, x: np.ndarray, times: np.ndarray, stratum: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Fit genes that are observed in the same samples; genes x draws each."""
    xy, xx, yy = y @ (times * x).T, (times * x * x).sum(axis=1), y**2 @ times.T
    present = np.zeros(len(x), dtype=int)
    for level in np.unique(stratum):
        mine = times * (stratum == level)
        n, sum_x, sum_y = mine.sum(axis=1), (mine * x).sum(axis=1), y @ mine.T
        divisor = np.where(n > 0, n, 1)
        present += n > 0
        xy -= sum_y * sum_x / divisor
        xx -= sum_x**2 / divisor
        yy -= sum_y**2 / divisor
    estimable = xx > COLLINEAR
    unscaled = np.where(estimable, 1 / np.sqrt(np.where(estimable, xx, 1)), np.nan)
    effect = xy * unscaled**2
    df = np.maximum(times.sum(axis=1).astype(int) - present - estimable, 0)
    left = np.maximum(yy - np.where(estimable, effect * xy, 0), 0)
    variance = np.where(df > 0, left / np.maximum(df, 1), np.nan)
    shape = effect.shape
    effect = np.where(df > 0, effect, np.nan)
    return effect, variance, np.broadcast_to(unscaled, shape), np.broadcast_to(df, shape)
