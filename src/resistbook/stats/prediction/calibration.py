"""Whether predicted risks are those observed, and what acting on them would gain."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from resistbook.stats.resampling import bootstrap_weights
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.follow_up import follow_up
from resistbook.stats.survival.kaplan_meier import numbers_at_risk, product_limit


def calibration_groups(
    risk: pd.Series, time: pd.Series, event: pd.Series, *, at: float, groups: int = 5
) -> pd.DataFrame:
    """Compare predicted with observed risk in groups of patients with similar predictions.

    Parameters
    ----------
    risk : samples
        Predicted probability of an event by `at`, between 0 and 1.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    at
        The time of the prediction.
    groups
        Groups of equal size, by quantiles of the prediction; fewer where predictions tie.

    Returns
    -------
    DataFrame
        A row a group, from low to high: ``n``, ``events`` by `at`, ``predicted`` (mean),
        ``observed`` (1 - Kaplan-Meier) with ``ci_low`` and ``ci_high`` (log-log; NaN in a group
        where nobody or everybody has had the event by `at`, or that is not followed until then).

    Raises
    ------
    ValueError
        As in `follow_up`; for risks outside 0 to 1, and `at` beyond the follow-up.
    """
    _check_at(*follow_up(time, event, risk.index), at)
    _check_risk(risk)
    group = pd.qcut(risk, groups, labels=False, duplicates="drop").fillna(0).astype(int)
    observed = numbers_at_risk(time, event, group, at=[at]).set_index("group")
    observed.loc[observed["events"] == 0, ["ci_low", "ci_high"]] = np.nan
    return pd.DataFrame(
        {
            "n": group.value_counts(),
            "events": observed["events"],
            "predicted": risk.groupby(group).mean(),
            "observed": 1 - observed["survival"],
            "ci_low": 1 - observed["ci_high"],
            "ci_high": 1 - observed["ci_low"],
        }
    ).rename_axis("group")


def calibration_slope(
    risk: pd.Series, time: pd.Series, event: pd.Series, *, at: float, level: float = 0.95
) -> pd.Series:
    """Estimate the slope and the level of a calibration curve at a time.

    Parameters
    ----------
    risk, time, event, at
        As in `calibration_groups`.
    level
        Confidence level.

    Returns
    -------
    Series
        ``slope`` with ``slope_ci_low`` and ``slope_ci_high``: Cox's coefficient of log(-log(1 -
        risk)) with follow-up ended at `at`; 1 is right, below 1 predictions are too extreme;
        ``flag`` if it has none (as for equal predictions). ``observed`` risk (Kaplan-Meier) over
        ``expected`` risk (mean prediction): ``ratio`` with ``ratio_ci_low`` and
        ``ratio_ci_high``.

    Raises
    ------
    ValueError
        As in `calibration_groups`; risks of 0 or 1 have no slope.

    References
    ----------
    van Houwelingen HC. Stat Med 2000;19:3401-3415. McLernon DJ et al. Ann Intern Med
    2023;176:105-114.
    """
    times, events = follow_up(time, event, risk.index)
    _check_at(times, events, at)
    _check_risk(risk, strictly=True)
    score = np.log(-np.log1p(-risk)).rename("slope").to_frame().T
    fit = cox(
        score,
        time.clip(upper=at),
        pd.Series((events & (times <= at)).astype(int), time.index, name=event.name),
        per_sd=False,
        level=level,
    ).loc["slope"]
    low, high = np.log([fit["ci_low"], fit["ci_high"]])
    curve = numbers_at_risk(time, event, at=[at]).iloc[0]
    return pd.Series(
        {
            "slope": fit["log_hazard_ratio"],
            "slope_ci_low": low,
            "slope_ci_high": high,
            "flag": fit["flag"],
            "observed": 1 - curve["survival"],
            "expected": risk.mean(),
            "ratio": (1 - curve["survival"]) / risk.mean(),
            "ratio_ci_low": (1 - curve["ci_high"]) / risk.mean(),
            "ratio_ci_high": (1 - curve["ci_low"]) / risk.mean(),
        }
    )


def net_benefit(
    risks: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    at: float,
    thresholds: Sequence[float],
    against: str | None = None,
    n: int = 500,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Draw up a decision curve: the net benefit of treating those whose risk exceeds a threshold.

    Parameters
    ----------
    risks : samples x models
        Predicted probabilities of an event by `at`, between 0 and 1.
    time, event, at
        As in `calibration_groups`.
    thresholds
        Risks above which a patient is treated, between 0 and 1.
    against
        A model with which the others are compared, in the same bootstrap samples.
    n, seed
        Bootstrap samples of patients for the intervals, with generators spawned from `seed`.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        For each ``threshold`` and ``model``, ``all`` and ``none`` (treated) among them: ``treated``
        (share), ``net_benefit`` with percentile interval (``ci_low``, ``ci_high``), and
        ``over_all``: what it adds to the better of treating all and treating none. If `against` is
        given, ``gain`` over that model with ``gain_low`` and ``gain_high``.

    Raises
    ------
    ValueError
        As in `calibration_groups`; for thresholds outside 0 to 1, models called all or none, and no
        bootstrap sample.

    Notes
    -----
    True positives are the treated times 1 - Kaplan-Meier among them, false positives the rest,
    weighted by the odds of the threshold. Where none of the treated is followed until `at` the
    curve's last value is taken.

    References
    ----------
    Vickers AJ, Cronin AM, Elkin EB, Gonen M. BMC Med Inform Decis Mak 2008;8:53.
    """
    times, events = follow_up(time, event, risks.index)
    _check_at(times, events, at)
    for model in risks:
        _check_risk(risks[model])
    if {"all", "none"} & set(risks.columns):
        raise ValueError("models may not be called 'all' or 'none': these are rows of the curve")
    if against is not None and against not in risks:
        raise ValueError(f"against is {against!r}; it must be one of {', '.join(risks)}")
    if any(not 0 < threshold < 1 for threshold in thresholds):
        raise ValueError(f"thresholds are {list(thresholds)}; each must lie between 0 and 1")
    if n < 1:
        raise ValueError(f"n is {n}; intervals need at least one bootstrap sample")
    weights = bootstrap_weights(np.zeros(len(times)), n, seed)
    everyone = _treated(np.ones(len(times), dtype=bool), times, events, weights, at)
    rows = []
    for threshold in thresholds:
        odds = threshold / (1 - threshold)
        default = everyone[0] - odds * everyone[1]
        curves = {"all": (default, 1.0), "none": (np.zeros(n + 1), 0.0)}
        for model in risks:
            chosen = risks[model].to_numpy() > threshold
            true, false = _treated(chosen, times, events, weights, at)
            curves[model] = true - odds * false, chosen.mean()
        limits = [(1 - level) / 2, (1 + level) / 2]
        for model, (benefit, treated) in curves.items():
            over = benefit[0] - max(default[0], 0.0)
            row = [threshold, model, treated, benefit[0], *np.quantile(benefit[1:], limits), over]
            if against is not None:
                gain = benefit - curves[against][0]
                row += [gain[0], *np.quantile(gain[1:], limits)]
            rows.append(row)
    columns = ["threshold", "model", "treated", "net_benefit", "ci_low", "ci_high", "over_all"]
    if against is not None:
        columns += ["gain", "gain_low", "gain_high"]
    return pd.DataFrame(rows, columns=columns)


def _treated(
    chosen: np.ndarray, times: np.ndarray, events: np.ndarray, weights: np.ndarray, at: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shares of true and false positives in every replicate."""
    share = weights[:, chosen].sum(axis=1) / weights.sum(axis=1)
    if not chosen.any():
        return share, share
    survival = product_limit(times[chosen], events[chosen], weights[:, chosen], [at])[:, 0]
    return share * (1 - survival), share * survival


def _check_at(times: np.ndarray, events: np.ndarray, at: float) -> None:
    if not times[events].min() <= at < times.max():
        raise ValueError(
            f"no calibration at {at:g}: the first event falls at {times[events].min():g} and the "
            f"last follow-up ends at {times.max():g}"
        )


def _check_risk(risk: pd.Series, *, strictly: bool = False) -> None:
    inside = risk.between(0, 1, inclusive="neither" if strictly else "both")
    if not inside.all():
        raise ValueError(
            f"the risk of sample {risk.index[~inside][0]!r} is {risk[~inside].iloc[0]}; a "
            f"predicted risk lies between 0 and 1{', these excluded' if strictly else ''}"
        )
