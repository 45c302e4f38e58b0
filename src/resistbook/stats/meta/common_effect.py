"""Common-effect meta-analysis of many items over a few cohorts."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from resistbook.stats.meta.random_effects import _check, _tables


def common_effect(
    effect: pd.DataFrame | ArrayLike,
    standard_error: pd.DataFrame | ArrayLike,
    *,
    correlation: ArrayLike | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Pool each item's effects over cohorts that share one true effect.

    Parameters
    ----------
    effect : items x cohorts
        Effects on an additive scale. NaN where a cohort lacks the item.
    standard_error : items x cohorts
        Their standard errors, NaN exactly where `effect` is.
    correlation : cohorts x cohorts
        Between the errors of the cohorts; none if it is not given.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row an item: ``k`` cohorts, ``estimate``, ``standard_error``, ``ci_low``, ``ci_high``
        and ``p``, by the normal distribution. With k = 0 everything is NaN.

    Raises
    ------
    ValueError
        As `random_effects`; also if `correlation` is not a correlation matrix of the cohorts.

    Notes
    -----
    Weights are inverse variances, as in ``metafor::rma`` with ``method = "EE"``. Correlated errors
    leave the weights as they are and enter the variance of the mean: optimal weights would make
    it hang on a correlation that is known only roughly.
    """
    effect, standard_error = _tables(effect, standard_error)
    y, se = effect.to_numpy(dtype=float), standard_error.to_numpy(dtype=float)
    _check(effect, y, se)
    together = np.eye(y.shape[1]) if correlation is None else np.asarray(correlation, dtype=float)
    if together.shape != (y.shape[1],) * 2:
        raise ValueError(f"correlation has shape {together.shape} for {y.shape[1]} cohorts")
    if not np.allclose(together, together.T) or not np.allclose(np.diag(together), 1):
        raise ValueError("correlation is not symmetric with ones on its diagonal")

    present = ~np.isnan(y)
    precision = np.where(present, 1 / np.where(present, se, 1.0), 0.0)
    total = np.where(present.any(axis=1), (precision**2).sum(axis=1), np.nan)
    mean = (precision**2 * np.where(present, y, 0.0)).sum(axis=1) / total
    error = np.sqrt(np.einsum("ic,cd,id->i", precision, together, precision)) / total
    margin = stats.norm.ppf((1 + level) / 2) * error
    return pd.DataFrame(
        {
            "k": present.sum(axis=1),
            "estimate": mean,
            "standard_error": error,
            "ci_low": mean - margin,
            "ci_high": mean + margin,
            "p": 2 * stats.norm.sf(np.abs(mean / error)),
        },
        index=effect.index,
    )
