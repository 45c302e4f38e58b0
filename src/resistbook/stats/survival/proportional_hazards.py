"""Whether hazards stay proportional: Grambsch and Therneau's test of Cox's model."""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from resistbook.stats.samples import levels
from resistbook.stats.survival.follow_up import follow_up
from resistbook.stats.survival.joint_cox import joint_cox
from resistbook.stats.survival.kaplan_meier import product_limit


def proportional_hazards(
    predictors: pd.DataFrame, time: pd.Series, event: pd.Series, *, strata: pd.Series | None = None
) -> pd.DataFrame:
    """Test, for each predictor of one Cox model, whether its hazard ratio changes with time.

    Parameters
    ----------
    predictors, time, event, strata
        As in `joint_cox`.

    Returns
    -------
    DataFrame, predictors x (correlation, chi_square, p)
        Of scaled Schoenfeld residuals with the Kaplan-Meier estimate of having had the event: a
        correlation above 0 means a hazard ratio that rises. One degree of freedom each.

    Raises
    ------
    ValueError
        As in `joint_cox`.

    References
    ----------
    Grambsch PM, Therneau TM. Biometrika 1994;81:515-526.
    """
    fit = joint_cox(predictors, time, event, strata=strata)
    times, events = follow_up(time, event, predictors.index)
    x = predictors.to_numpy(dtype=float)
    hazard = np.exp((x - x.mean(axis=0)) @ fit.coefficients.to_numpy())
    stratum = np.zeros(len(x), dtype=int) if strata is None else levels(strata, "strata")
    information = np.zeros((x.shape[1], x.shape[1]))
    moments, residuals = [], []
    for part, moment in sorted(set(zip(stratum[events], times[events], strict=True))):
        members = (stratum == part) & (times >= moment)
        struck = events & members & (times == moment)
        tied, means = struck.sum(), []
        for leaving in np.arange(tied) / tied:
            weight = hazard * members * (1 - leaving * struck)
            weight /= weight.sum()
            means.append(weight @ x)
            information += (x - means[-1]).T @ (weight[:, None] * (x - means[-1]))
        residuals.append(x[struck] - np.mean(means, axis=0))
        moments += tied * [moment]
    scaled = np.vstack(residuals) @ np.linalg.inv(information) * len(moments)
    before = np.nextafter(moments, 0)
    changed = -product_limit(times, events, np.ones((1, len(times))), before)[0]
    changed -= changed.mean()
    statistic = (changed @ scaled) ** 2 / (
        fit.standard_errors.to_numpy() ** 2 * len(moments) * (changed**2).sum()
    )
    return pd.DataFrame(
        {
            "correlation": [np.corrcoef(changed, values)[0, 1] for values in scaled.T],
            "chi_square": statistic,
            "p": chi2.sf(statistic, 1),
        },
        index=predictors.columns,
    )
