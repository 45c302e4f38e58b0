"""Linear and logistic regression with Wald intervals, one term reported."""

import numpy as np
import pandas as pd
from scipy import stats

ITERATIONS = 50
CONVERGED = 1e-10
SEPARATED = 15.0
"""A fitted log odds beyond this tells one outcome from the other without error."""


def linear(y: pd.Series, x: pd.DataFrame, term: str, *, level: float = 0.95) -> dict[str, float]:
    """Fit a linear regression by least squares, with an intercept.

    Parameters
    ----------
    y : samples
        Outcome.
    x : samples x terms
        Numbers, complete, without the intercept.
    term
        The column to report.
    level
        Confidence level.

    Returns
    -------
    dict
        ``estimate``, ``se``, ``ci_low``, ``ci_high`` and ``p`` (t distribution on the residual
        degrees of freedom).

    Raises
    ------
    ValueError
        For terms that are linear combinations of others, and too few samples.
    """
    design, place = _design(y, x, term)
    freedom = len(design) - design.shape[1]
    if freedom < 1:
        raise ValueError(f"{len(design)} samples are too few for {design.shape[1]} coefficients")
    coefficients = np.linalg.lstsq(design, y.to_numpy(dtype=float), rcond=None)[0]
    residuals = y.to_numpy(dtype=float) - design @ coefficients
    variance = residuals @ residuals / freedom * np.linalg.inv(design.T @ design)
    quantile = stats.t.ppf((1 + level) / 2, freedom)
    estimate, se = coefficients[place], np.sqrt(variance[place, place])
    return _report(estimate, se, quantile, 2 * stats.t.sf(abs(estimate / se), freedom))


def logistic(y: pd.Series, x: pd.DataFrame, term: str, *, level: float = 0.95) -> dict[str, float]:
    """Fit a logistic regression by maximum likelihood, with an intercept.

    Parameters
    ----------
    y : samples
        1 = event, 0 = none.
    x, term, level
        As in `linear`.

    Returns
    -------
    dict
        ``estimate`` (log odds ratio), ``se``, ``ci_low``, ``ci_high`` and ``p`` (Wald).

    Raises
    ------
    ValueError
        For other codes, collinear terms, and data whose outcomes a combination of terms
        separates, so that no finite estimate exists.
    """
    if not y.isin([0, 1]).all():
        raise ValueError(f"outcome {y[~y.isin([0, 1])].iloc[0]!r}: code it 1 = event, 0 = none")
    design, place = _design(y, x, term)
    events = y.to_numpy(dtype=float)
    coefficients = np.zeros(design.shape[1])
    for _ in range(ITERATIONS):
        odds = design @ coefficients
        share = 1 / (1 + np.exp(-odds))
        information = design.T @ (design * (share * (1 - share))[:, None])
        if np.abs(odds).max() > SEPARATED:
            raise ValueError(f"{', '.join(x)} separate the outcomes: no finite estimate exists")
        step = np.linalg.solve(information, design.T @ (events - share))
        coefficients = coefficients + step
        if np.abs(step).max() < CONVERGED:
            break
    estimate = coefficients[place]
    se = np.sqrt(np.linalg.inv(information)[place, place])
    return _report(
        estimate, se, stats.norm.ppf((1 + level) / 2), 2 * stats.norm.sf(abs(estimate / se))
    )


def _design(y: pd.Series, x: pd.DataFrame, term: str) -> tuple[np.ndarray, int]:
    if not y.index.equals(x.index):
        raise ValueError("outcome and terms differ in their samples; reindex one by the other")
    design = np.column_stack([np.ones(len(x)), x.to_numpy(dtype=float)])
    if not np.isfinite(design).all() or not np.isfinite(y.to_numpy(dtype=float)).all():
        raise ValueError("outcome or terms hold missing or infinite values; drop them first")
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError(f"the terms {', '.join(x)} and the intercept are linearly dependent")
    return design, x.columns.get_loc(term) + 1


def _report(estimate: float, se: float, quantile: float, p: float) -> dict[str, float]:
    return {
        "estimate": float(estimate),
        "se": float(se),
        "ci_low": float(estimate - quantile * se),
        "ci_high": float(estimate + quantile * se),
        "p": float(p),
    }
