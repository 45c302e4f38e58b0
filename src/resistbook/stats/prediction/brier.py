"""The overall error of predicted risks: Brier's score over time, with censoring weights."""

import numpy as np
import pandas as pd

from resistbook.stats.resampling import bootstrap_weights
from resistbook.stats.survival.follow_up import follow_up
from resistbook.stats.survival.kaplan_meier import product_limit


def brier(
    risks: pd.DataFrame, time: pd.Series, event: pd.Series, *, n: int = 500, seed: int = 0
) -> pd.Series:
    """Return the integrated Brier score of predicted risks, beside one risk for all.

    Parameters
    ----------
    risks : samples x times
        Predicted probability of an event by each time; the columns are the times, rising.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    n, seed
        Bootstrap samples of patients for the interval, with generators spawned from `seed`.

    Returns
    -------
    Series
        ``brier``: mean squared error of the risks, integrated over the times by the trapezium
        rule and divided by their span; ``same_risk``: that of the Kaplan-Meier risk given to
        everyone; ``scaled``: 1 - ``brier`` / ``same_risk`` with percentile interval (``ci_low``,
        ``ci_high``), below 0 where one risk for all is nearer to what happened.

    Raises
    ------
    ValueError
        As in `follow_up`, and for times outside the follow-up.

    Notes
    -----
    A patient with an event by a time weighs 1 / G just before the event, one followed beyond the
    time 1 / G at the time, and one censored before it nothing. G is the Kaplan-Meier estimate of
    not being censored, in which events at a moment come before censoring.

    References
    ----------
    Graf E, Schmoor C, Sauerbrei W, Schumacher M. Stat Med 1999;18:2529-2545. Kattan MW, Gerds TA.
    Diagn Progn Res 2018;2:7 (scaled).
    """
    times, events = follow_up(time, event, risks.index)
    at = risks.columns.to_numpy(dtype=float)
    if not times.min() <= at[0] < at[-1] < times.max():
        raise ValueError(
            f"no Brier score from {at[0]:g} to {at[-1]:g}: follow-up runs from {times.min():g} to "
            f"{times.max():g}"
        )
    weights = bootstrap_weights(np.zeros(len(times)), n, seed)
    everyone = 1 - product_limit(times, events, weights, at)
    own, same = (
        np.trapezoid(_errors(predicted, times, events, weights, at), at) / np.ptp(at)
        for predicted in (risks.to_numpy()[None], everyone[:, None])
    )
    scaled = 1 - own / same
    low, high = np.quantile(scaled[1:], [0.025, 0.975])
    return pd.Series(
        {
            "brier": own[0],
            "same_risk": same[0],
            "scaled": scaled[0],
            "ci_low": low,
            "ci_high": high,
        }
    )


def _errors(
    risks: np.ndarray, times: np.ndarray, events: np.ndarray, weights: np.ndarray, at: np.ndarray
) -> np.ndarray:
    """Return weightings x times: the mean squared error of risks, weightings x samples x times."""
    leaving = np.where(events, np.nextafter(times, 0), times)
    before = product_limit(leaving, ~events, weights, leaving)
    later = product_limit(leaving, ~events, weights, at)
    for_event = np.divide(weights, before, out=np.zeros_like(before), where=before > 0)
    errors = np.empty(later.shape)
    for i, moment in enumerate(at):
        struck, followed = events & (times <= moment), times > moment
        risk = np.broadcast_to(risks[:, :, i], weights.shape)
        lost = (for_event * (1 - risk) ** 2)[:, struck].sum(axis=1)
        free = (weights * risk**2)[:, followed].sum(axis=1)
        free = np.divide(free, later[:, i], out=np.zeros_like(free), where=later[:, i] > 0)
        errors[:, i] = (lost + free) / weights.sum(axis=1)
    return errors
