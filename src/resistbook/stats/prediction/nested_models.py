"""Whether a predictor adds to a model that does without it."""

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from lifelines.exceptions import ConvergenceError
from scipy.stats import chi2, norm

from resistbook.stats.samples import label, levels
from resistbook.stats.survival.follow_up import check_samples, follow_up

TIME, EVENT, STRATUM, ADDED = "follow-up", "event", "stratum", "added"


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
        As in `follow_up`; for a base or strata on other samples, a missing stratum, missing or
        infinite predictors, if `added` does not vary, and if predictors are constant or linearly
        dependent.

    References
    ----------
    Harrell FE. Regression Modeling Strategies, 2nd ed. Springer 2015, chapter 9.
    """
    follow_up(time, event, added.index)
    check_samples(base, added.index, "base")
    for predictor in (*(values for _, values in base.items()), added):
        _check_complete(predictor)
    spread = added.std()
    if not spread > 0:
        raise ValueError(f"{added.name!r} is the same in all {len(added)} samples; it adds nothing")
    columns = {TIME: time, EVENT: event}
    if strata is not None:
        check_samples(strata, added.index, "strata")
        columns[STRATUM] = levels(strata, "strata")
    # Columns of the base may be called as these are.
    table = base.set_axis([f"base {i}" for i in range(base.shape[1])], axis=1).assign(**columns)
    settings = {
        "duration_col": TIME,
        "event_col": EVENT,
        "strata": None if strata is None else [STRATUM],
    }
    try:
        without = CoxPHFitter().fit(table, **settings)
        table[ADDED] = (added - added.mean()) / spread
        full = CoxPHFitter().fit(table, **settings)
    except ConvergenceError as error:
        raise ValueError(
            f"Cox's model of {', '.join(map(repr, [*base, added.name]))} has no finite estimate: "
            "a predictor is constant or follows from the others; leave it out"
        ) from error
    statistic = 2 * (full.log_likelihood_ - without.log_likelihood_)
    coefficient, error = full.params_[ADDED], full.standard_errors_[ADDED]
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


def _check_complete(predictor: pd.Series) -> None:
    known = np.isfinite(predictor.to_numpy(dtype=float, na_value=np.nan))
    if not known.all():
        raise ValueError(
            f"{label(predictor, 'predictor')} of sample {predictor.index[~known][0]!r} is missing "
            "or infinite; a model needs complete predictors: leave the sample out"
        )
