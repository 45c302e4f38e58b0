"""Random-effects meta-analysis of many items (genes, gene sets) over a few cohorts."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

GRID = 64
HALVINGS = 80
NORMAL = 1.96


def random_effects(
    effect: pd.DataFrame | ArrayLike,
    standard_error: pd.DataFrame | ArrayLike,
    *,
    method: Literal["REML", "PM"] = "REML",
    hartung_knapp: bool = True,
    ad_hoc: bool = True,
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool each item's effects over cohorts under a normal random-effects model.

    Parameters
    ----------
    effect : items x cohorts
        Effects on an additive scale (log odds ratio, log2 fold change). NaN where a cohort lacks
        the item.
    standard_error : items x cohorts
        Their standard errors, NaN exactly where `effect` is.
    method
        Estimator of the between-cohort variance: ``"REML"`` or ``"PM"`` (Paule-Mandel).
    hartung_knapp
        Take interval and P from Hartung and Knapp's variance and t with k - 1 degrees of freedom;
        otherwise Wald's, from the normal distribution.
    ad_hoc
        Never let Hartung and Knapp's variance fall below the plain random-effects variance. This
        guards against intervals that are too short when few cohorts happen to agree.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row an item: ``k`` cohorts, ``estimate``, ``standard_error``, ``ci_low``, ``ci_high``,
        ``p``, ``tau2`` (the variance between cohorts), ``i2`` (its share of the total variance,
        per cent, from ``tau2``), Cochran's ``q`` with ``q_p``, and ``prediction_low`` and
        ``prediction_high`` for the effect in a new cohort.
        With k = 1 the cohort's own estimate is passed on with Wald's interval, and all that
        speaks of heterogeneity is NaN. With k = 0 everything is NaN.

    Raises
    ------
    ValueError
        If shapes or labels differ; if an effect is infinite, a standard error is not finite and
        positive, or one of the two is missing without the other (named by item and cohort).

    Notes
    -----
    The restricted likelihood is searched on a grid up to a bound beyond which it falls, then its
    score is bisected around the best grid point: a maximum at ``tau2 = 0`` needs no special care,
    and of several maxima the highest is taken. The Paule-Mandel equation is monotone and bisected
    directly. Numbers agree with ``metafor::rma`` (``test = "adhoc"``; ``"knha"`` without
    `ad_hoc`; ``"z"`` without `hartung_knapp`), prediction intervals included.

    References
    ----------
    Viechtbauer W. J Educ Behav Stat 2005;30:261-293 (REML).
    Paule RC, Mandel J. J Res Natl Bur Stand 1982;87:377-385.
    Hartung J, Knapp G. Stat Med 2001;20:1771-1782.
    Röver C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99 (the ad hoc correction).
    """
    if method not in ("REML", "PM"):
        raise ValueError(f"method is {method!r}; choose 'REML' or 'PM'")
    effect, standard_error = _tables(effect, standard_error)
    y, se = effect.to_numpy(dtype=float), standard_error.to_numpy(dtype=float)
    _check(effect, y, se)

    present = ~np.isnan(y)
    k = present.sum(axis=1)
    y, v = np.where(present, y, 0.0), np.where(present, se, 1.0) ** 2
    several = k > 1
    tau2 = np.full(len(k), np.nan)
    tau2[several] = (_reml if method == "REML" else _paule_mandel)(
        y[several], v[several], present[several]
    )

    freedom = np.maximum(k - 1, 1)
    w = _weights(v, present, np.where(several, tau2, 0.0))
    with np.errstate(invalid="ignore"):
        mean = _mean(w, y)
        variance = np.where(k > 0, 1 / np.where(k > 0, w.sum(axis=1), np.nan), np.nan)
    critical = np.full(len(k), stats.norm.ppf((1 + level) / 2))
    if hartung_knapp:
        inflation = (w * (y - mean[:, None]) ** 2).sum(axis=1) / freedom
        if ad_hoc:
            inflation = np.maximum(inflation, 1.0)
        variance = np.where(several, variance * inflation, variance)
        critical = np.where(several, stats.t.ppf((1 + level) / 2, freedom), critical)
    error = np.sqrt(variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(mean / error)
    p = 2 * stats.norm.sf(z)
    if hartung_knapp:
        p = np.where(several, 2 * stats.t.sf(z, freedom), p)

    fixed = _weights(v, present, np.zeros(len(k)))
    with np.errstate(invalid="ignore"):
        q = np.where(several, _scatter(fixed, y), np.nan)
        typical = freedom / _trace(fixed)
    spread = critical * np.sqrt(variance + tau2)
    return pd.DataFrame(
        {
            "k": k,
            "estimate": mean,
            "standard_error": error,
            "ci_low": mean - critical * error,
            "ci_high": mean + critical * error,
            "p": p,
            "tau2": tau2,
            "i2": 100 * tau2 / (typical + tau2),
            "q": q,
            "q_p": stats.chi2.sf(q, freedom),
            "prediction_low": mean - spread,
            "prediction_high": mean + spread,
        },
        index=effect.index,
    )


def pooled_c(c: pd.DataFrame, low: pd.DataFrame, high: pd.DataFrame, **how: object) -> pd.DataFrame:
    """Pool C over cohorts on the logit scale, where its interval is taken to be symmetric.

    Parameters
    ----------
    c, low, high : items x cohorts
        C and the limits of its 95% interval.
    how
        As `random_effects` takes it.

    Returns
    -------
    DataFrame, items
        ``estimate``, ``ci_low``, ``ci_high``, ``prediction_low``, ``prediction_high``.
    """
    logits = [np.log(table.to_numpy()) - np.log1p(-table.to_numpy()) for table in (c, low, high)]
    pooled = random_effects(logits[0], (logits[2] - logits[1]) / (2 * NORMAL), **how)
    columns = ["estimate", "ci_low", "ci_high", "prediction_low", "prediction_high"]
    return 1 / (1 + np.exp(-pooled[columns].astype(float)))


def _weights(v: np.ndarray, present: np.ndarray, tau2: np.ndarray) -> np.ndarray:
    return np.where(present, 1 / (v + tau2[:, None]), 0.0)


def _mean(w: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (w * y).sum(axis=1) / w.sum(axis=1)


def _scatter(w: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weighted sum of squares around the weighted mean."""
    return (w * (y - _mean(w, y)[:, None]) ** 2).sum(axis=1)


def _trace(w: np.ndarray) -> np.ndarray:
    """Trace of the residual weight matrix W - W1(1'W1)^-1 1'W."""
    return w.sum(axis=1) - (w**2).sum(axis=1) / w.sum(axis=1)


def _bound(y: np.ndarray, v: np.ndarray, present: np.ndarray) -> np.ndarray:
    """Return a tau2 above which both estimating functions are negative."""
    sample_variance = _scatter(present.astype(float), y) / (present.sum(axis=1) - 1)
    return 2 * sample_variance + np.where(present, v, 0.0).max(axis=1)


def _bisect(function, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return where `function` falls through 0; `low` itself if it is not positive there."""
    start, at_boundary = low, function(low) <= 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = function(middle) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(at_boundary, start, (low + high) / 2)


def _paule_mandel(y: np.ndarray, v: np.ndarray, present: np.ndarray) -> np.ndarray:
    freedom = present.sum(axis=1) - 1

    def surplus(tau2: np.ndarray) -> np.ndarray:
        return _scatter(_weights(v, present, tau2), y) - freedom

    return _bisect(surplus, np.zeros(len(y)), _bound(y, v, present))


def _reml(y: np.ndarray, v: np.ndarray, present: np.ndarray) -> np.ndarray:
    def score(tau2: np.ndarray) -> np.ndarray:
        w = _weights(v, present, tau2)
        return (w**2 * (y - _mean(w, y)[:, None]) ** 2).sum(axis=1) - _trace(w)

    def likelihood(tau2: np.ndarray) -> np.ndarray:
        w = _weights(v, present, tau2)
        total = np.log(np.where(present, w, 1.0)).sum(axis=1)
        return total - np.log(w.sum(axis=1)) - _scatter(w, y)

    if not len(y):
        return np.empty(0)
    top = _bound(y, v, present)
    bottom = np.where(present, v, np.inf).min(axis=1) / 1000
    steps = np.linspace(0, 1, GRID)[:, None]
    grid = np.vstack([np.zeros(len(y)), bottom * (top / bottom) ** steps])
    best = np.argmax([likelihood(tau2) for tau2 in grid], axis=0)
    item = np.arange(len(y))
    rising = score(grid[best, item]) > 0
    low = grid[np.where(rising, best, np.maximum(best - 1, 0)), item]
    high = grid[np.where(rising, np.minimum(best + 1, GRID), best), item]
    return _bisect(score, low, high)


def _tables(
    effect: pd.DataFrame | ArrayLike, standard_error: pd.DataFrame | ArrayLike
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if isinstance(effect, pd.DataFrame) and isinstance(standard_error, pd.DataFrame):
        for axis in ("index", "columns"):
            if not getattr(effect, axis).equals(getattr(standard_error, axis)):
                raise ValueError(
                    f"effect and standard_error differ in their {axis}; reindex one by the other"
                )
        return effect, standard_error
    tables = tuple(pd.DataFrame(values) for values in (effect, standard_error))
    if np.ndim(effect) != 2 or tables[0].shape != tables[1].shape:
        raise ValueError(
            "effect and standard_error must both be items x cohorts: shapes are "
            f"{np.shape(effect)} and {np.shape(standard_error)}"
        )
    return tables


def _check(effect: pd.DataFrame, y: np.ndarray, se: np.ndarray) -> None:
    absent = np.isnan(y) & np.isnan(se)
    sound = np.isfinite(y) & np.isfinite(se) & (se > 0)
    item, cohort = np.nonzero(~absent & ~sound)
    if len(item):
        row, column = item[0], cohort[0]
        raise ValueError(
            f"item {effect.index[row]!r} in cohort {effect.columns[column]!r}: effect "
            f"{float(y[row, column])!r} with standard error {float(se[row, column])!r}; a cohort "
            "that is present has a finite effect and a finite, positive standard error, one that "
            "is absent has NaN for both"
        )
