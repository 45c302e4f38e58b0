"""Linear and logistic regression with Wald intervals, one term reported."""

import numpy as np
import pandas as pd
from scipy import stats

ITERATIONS = 50
CONVERGED = 1e-10
"""No log odds moves further than this in the last step."""
SEPARATED = 1e-12
"""Least information on a combination of terms, of length 1, that a finite fit keeps."""


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
        For other codes, one outcome in all samples, collinear terms, data whose outcomes a
        combination of terms separates, so that no finite estimate exists, and a fit that does not
        converge.

    Notes
    -----
    Newton's method with step halving, on an orthonormal basis of the terms.
    """
    if not y.isin([0, 1]).all():
        raise ValueError(f"outcome {y[~y.isin([0, 1])].iloc[0]!r}: code it 1 = event, 0 = none")
    design, place = _design(y, x, term)
    events = y.to_numpy(dtype=float)
    if events.min() == events.max():
        raise ValueError(
            f"the outcome is {events[0]:g} in all {len(y)} samples; both 0 and 1 are needed"
        )
    basis, terms = np.linalg.qr(design)
    odds, covariance = _log_odds(events, basis, ", ".join(x))
    back = np.linalg.inv(terms)[place]
    estimate, se = back @ basis.T @ odds, np.sqrt(back @ covariance @ back)
    return _report(
        estimate, se, stats.norm.ppf((1 + level) / 2), 2 * stats.norm.sf(abs(estimate / se))
    )


def _log_odds(events: np.ndarray, basis: np.ndarray, names: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the fitted log odds, and the covariance of the coefficients of the basis."""
    odds = step = np.zeros(len(events))
    likelihood = -np.inf
    for _ in range(ITERATIONS):
        tried = events @ (odds + step) - np.logaddexp(0, odds + step).sum()
        if tried < likelihood - CONVERGED * abs(likelihood):
            step = step / 2
            continue
        odds, likelihood = odds + step, tried
        share = np.exp(-np.logaddexp(0, -odds))
        information = basis.T @ (basis * (share * (1 - share))[:, None])
        if np.linalg.eigvalsh(information)[0] < SEPARATED:
            raise ValueError(f"{names} separate the outcomes: no finite estimate exists")
        step = basis @ np.linalg.solve(information, basis.T @ (events - share))
        if np.abs(step).max() < CONVERGED:
            return odds, np.linalg.inv(information)
    raise ValueError(
        f"the regression on {names} does not converge in {ITERATIONS} steps; look for values far "
        "from all others"
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
