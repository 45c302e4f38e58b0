"""One estimate of several contexts, series or cohorts, by each estimator that the rules know."""

import pandas as pd
from numpy.typing import ArrayLike

from resistbook.stats.meta.common_effect import common_effect
from resistbook.stats.meta.random_effects import random_effects

HARTUNG_KNAPP = "Hartung-Knapp"
AD_HOC = "Hartung-Knapp, ad hoc"
NORMAL = "random effects, normal interval"
COMMON = "common effect"
OPTIONS = {HARTUNG_KNAPP: {"ad_hoc": False}, AD_HOC: {}, NORMAL: {"hartung_knapp": False}}
COLUMNS = [
    "k",
    "estimate",
    "standard_error",
    "ci_low",
    "ci_high",
    "p",
    "tau2",
    "prediction_low",
    "prediction_high",
]


def pooled(
    effect: pd.DataFrame,
    standard_error: pd.DataFrame,
    estimator: str,
    correlation: ArrayLike | None = None,
) -> pd.DataFrame:
    """Pool each item's effects over cohorts.

    Parameters
    ----------
    effect, standard_error : items x cohorts
        NaN where a cohort lacks the item.
    estimator
        `COMMON`, or one of `OPTIONS`.
    correlation : cohorts x cohorts
        Between the errors of the cohorts; only the common effect heeds it.

    Returns
    -------
    DataFrame
        One row an item, `COLUMNS`. Of the common effect, ``tau2`` and the prediction interval are
        those of Hartung and Knapp.
    """
    if estimator != COMMON:
        return random_effects(effect, standard_error, **OPTIONS[estimator])[COLUMNS]
    spread = random_effects(effect, standard_error, **OPTIONS[HARTUNG_KNAPP])
    mean = common_effect(effect, standard_error, correlation=correlation)
    return mean.assign(**spread[["tau2", "prediction_low", "prediction_high"]])[COLUMNS]
