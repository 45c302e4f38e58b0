"""Whether a predictor adds to a model that does without it."""

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from scipy.stats import chi2, norm

from resistbook.stats.follow_up import follow_up

TIME, EVENT, STRATUM = "follow-up", "event", "stratum"


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
        As in `follow_up`, and if `added` does not vary.

    References
    ----------
    Harrell FE. Regression Modeling Strategies, 2nd ed. Springer 2015, chapter 9.
    """
    follow_up(time, event, added.index)
    spread = added.std()
    if not spread > 0:
        raise ValueError(f"{added.name!r} is the same in all {len(added)} samples; it adds nothing")
    columns = {TIME: time, EVENT: event}
    if strata is not None:
        columns[STRATUM] = strata
    table = base.assign(**columns)
    settings = {
        "duration_col": TIME,
        "event_col": EVENT,
        "strata": None if strata is None else [STRATUM],
    }
    without = CoxPHFitter().fit(table, **settings)
    full = CoxPHFitter().fit(table.assign(added=(added - added.mean()) / spread), **settings)
    statistic = 2 * (full.log_likelihood_ - without.log_likelihood_)
    coefficient, error = full.params_["added"], full.standard_errors_["added"]
    margin = norm.ppf((1 + level) / 2) * error
    return pd.Series(
        {
            "hazard_ratio": np.exp(coefficient),
            "ci_low": np.exp(coefficient - margin),
            "ci_high": np.exp(coefficient + margin),
            "chi_square": statistic,
            "p": chi2.sf(statistic, 1),
        }
    )
