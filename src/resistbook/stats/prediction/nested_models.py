"""Whether a predictor adds to a model that does without it."""

import numpy as np
import pandas as pd
from scipy.stats import chi2, norm

from resistbook.stats.survival.follow_up import check_samples
from resistbook.stats.survival.joint_cox import joint_cox


def likelihood_ratio(
    added: pd.Series,
    base: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    strata: pd.Series | None = None,
    level: float = 0.95,
) -> pd.Series:
    """Test by the likelihood ratio what one predictor adds to Cox's model of others.

    Parameters
    ----------
    added : samples
        The predictor, complete; its hazard ratio is given per SD.
    base : samples x predictors
        The model without it, complete.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    strata : samples
        Strata with baseline hazards of their own.
    level
        Confidence level of the hazard ratio (Wald).

    Returns
    -------
    Series
        ``hazard_ratio`` of `added` at equal `base`, ``ci_low``, ``ci_high``; ``chi_square`` with
        one degree of freedom and its ``p``.

    Raises
    ------
    ValueError
        As in `joint_cox`, and for a base on other samples.

    References
    ----------
    Harrell FE. Regression Modeling Strategies, 2nd ed. Springer 2015, chapter 9.
    """
    check_samples(base, added.index, "base")
    full = joint_cox(pd.concat([base, added], axis=1), time, event, strata=strata)
    without = joint_cox(base, time, event, strata=strata)
    statistic = 2 * (full.log_likelihood - without.log_likelihood)
    spread = added.std()
    coefficient = spread * full.coefficients.iloc[-1]
    margin = norm.ppf((1 + level) / 2) * spread * full.standard_errors.iloc[-1]
    return pd.Series(
        {
            "hazard_ratio": np.exp(coefficient),
            "ci_low": np.exp(coefficient - margin),
            "ci_high": np.exp(coefficient + margin),
            "chi_square": statistic,
            "p": chi2.sf(statistic, 1),
        }
    )
