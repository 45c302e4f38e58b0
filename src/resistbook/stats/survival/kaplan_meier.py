"""Kaplan-Meier curves as step functions, with intervals and numbers at risk."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from numpy.typing import ArrayLike

from resistbook.stats.survival.follow_up import follow_up

STEPS = ["time", "survival", "ci_low", "ci_high", "at_risk", "events"]


def kaplan_meier(
    time: pd.Series,
    event: pd.Series,
    groups: pd.Series | None = None,
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate survival as a step function, one a group.

    Parameters
    ----------
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    groups : samples
        Group of each patient; a missing group leaves the patient out. One curve if not given.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        The steps and nothing else: for each group a row at time 0, at each time with an event, and
        at the end of follow-up. ``survival`` holds from its ``time`` to the next, with Greenwood's
        interval on the log-log scale (``ci_low``, ``ci_high``; NaN once survival is 0);
        ``at_risk`` just before, ``events`` at that time. Times of censoring are not in it.

    Raises
    ------
    ValueError
        As in `follow_up`, and if every group is missing; a group without events is a curve that
        stays at 1.

    References
    ----------
    Kaplan EL, Meier P. J Am Stat Assoc 1958;53:457-481. Kalbfleisch JD, Prentice RL. The
    Statistical Analysis of Failure Time Data. Wiley 1980 (interval).
    """
    curves = [
        _steps(times, events, level).assign(group=group)
        for group, times, events in _by_group(time, event, groups)
    ]
    return pd.concat(curves, ignore_index=True)[["group", *STEPS]]


def numbers_at_risk(
    time: pd.Series, event: pd.Series, groups: pd.Series | None = None, *, at: Sequence[float]
) -> pd.DataFrame:
    """Count patients still followed, and survival, at given times.

    Parameters
    ----------
    time, event, groups
        As in `kaplan_meier`.
    at
        Times from 0.

    Returns
    -------
    DataFrame
        A row for each group and time: ``at_risk`` just before the time, ``events`` up to and with
        it, ``survival`` with interval (NaN beyond the group's follow-up).

    Raises
    ------
    ValueError
        As in `kaplan_meier`, and for times that are missing or below 0.
    """
    at = np.asarray(at, dtype=float)
    if not (at >= 0).all():
        raise ValueError(f"no patient is counted at {at[~(at >= 0)][0]:g}: times run from 0")
    tables = []
    for group, times, events in _by_group(time, event, groups):
        curve = _steps(times, events, 0.95)
        step = np.searchsorted(curve["time"], at, side="right") - 1
        table = curve[["survival", "ci_low", "ci_high"]].iloc[step].reset_index(drop=True)
        # Where survival has reached 0 it is known for ever.
        table[(at > times.max()) & (table["survival"].to_numpy() > 0)] = np.nan
        table.insert(0, "group", group)
        table.insert(1, "time", at)
        table.insert(2, "at_risk", [(times >= moment).sum() for moment in at])
        table.insert(3, "events", [(events & (times <= moment)).sum() for moment in at])
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def product_limit(
    times: np.ndarray, events: np.ndarray, weights: np.ndarray, at: ArrayLike
) -> np.ndarray:
    """Estimate survival at given times for many weightings of the same samples at once.

    Parameters
    ----------
    times, events : samples
        Follow-up as numbers, and True for an event.
    weights : weightings x samples
        Such as the number of times that a bootstrap draws each sample.
    at
        Times.

    Returns
    -------
    ndarray, weightings x times
        Kaplan-Meier's estimate; beyond the last follow-up its last value.
    """
    order = np.argsort(times, kind="stable")
    distinct, starts = np.unique(times[order], return_index=True)
    leaving = np.add.reduceat(weights[:, order], starts, axis=1)
    struck = np.add.reduceat((weights * events)[:, order], starts, axis=1)
    at_risk = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    share = np.divide(struck, at_risk, out=np.zeros(struck.shape), where=struck > 0)
    survival = np.cumprod(1 - share, axis=1)
    before = np.ones((len(weights), 1))
    return np.hstack([before, survival])[:, np.searchsorted(distinct, at, side="right")]


def _by_group(time: pd.Series, event: pd.Series, groups: pd.Series | None):
    times, events = follow_up(time, event)
    if groups is None:
        yield "all", times, events
        return
    if not groups.index.equals(time.index):
        raise ValueError("groups do not stand on the samples of time; reindex them")
    if groups.isna().all():
        raise ValueError(f"the group of all {len(groups)} samples is missing; give them one")
    for group, members in time.groupby(groups, observed=True, sort=True).indices.items():
        yield group, times[members], events[members]


def _steps(times: np.ndarray, events: np.ndarray, level: float) -> pd.DataFrame:
    fitted = KaplanMeierFitter(alpha=1 - level).fit(times, events)
    counts = fitted.event_table.loc[fitted.survival_function_.index]
    low, high = fitted.confidence_interval_.to_numpy().T
    table = pd.DataFrame(
        {
            "time": fitted.survival_function_.index.to_numpy(dtype=float),
            "survival": fitted.survival_function_.iloc[:, 0].to_numpy(),
            "ci_low": low,
            "ci_high": high,
            "at_risk": counts["at_risk"].to_numpy(dtype=int),
            "events": counts["observed"].to_numpy(dtype=int),
        }
    )
    full = table["survival"] == 1
    table.loc[full, ["ci_low", "ci_high"]] = 1.0
    table.loc[table["survival"] <= 0, ["ci_low", "ci_high"]] = np.nan
    ends = table["time"].isin([0.0, times.max()])
    return table[ends | (table["events"] > 0)].reset_index(drop=True)
