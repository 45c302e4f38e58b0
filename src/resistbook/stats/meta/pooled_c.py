"""The mean of C over cohorts."""

import numpy as np
import pandas as pd

from resistbook.stats.meta.random_effects import random_effects

NORMAL = 1.96


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
