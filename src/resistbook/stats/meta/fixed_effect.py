"""Fixed-effect mean of many items (genes, gene sets) over a few cohorts."""

import numpy as np
import pandas as pd
from scipy import stats


def fixed_effect(
    effect: pd.DataFrame, standard_error: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Return the inverse-variance mean of each item's effects, taken as one effect in all cohorts.

    Parameters
    ----------
    effect, standard_error : items x cohorts
        NaN in both where a cohort lacks the item.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row an item: ``k`` cohorts, ``estimate``, ``standard_error``, ``ci_low``, ``ci_high``
        and ``p`` from the normal distribution; NaN where no cohort has the item.

    Notes
    -----
    Equal to ``metafor::rma`` with ``method = "FE"``. Differences between cohorts beyond their
    standard errors are left out of account.
    """
    weights = standard_error**-2
    total = weights.sum(axis=1, min_count=1)
    estimate = (weights * effect).sum(axis=1, min_count=1) / total
    error = total**-0.5
    margin = stats.norm.ppf((1 + level) / 2) * error
    return pd.DataFrame(
        {
            "k": effect.notna().sum(axis=1),
            "estimate": estimate,
            "standard_error": error,
            "ci_low": estimate - margin,
            "ci_high": estimate + margin,
            "p": 2 * stats.norm.sf(np.abs(estimate / error)),
        }
    )
