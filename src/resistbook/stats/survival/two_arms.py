"""Log-rank test, Cox's hazard ratio and Kaplan-Meier medians of many small trials at once."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

ITERATIONS = 60
TOLERANCE = 1e-10


@dataclass(frozen=True)
class _Ordered:
    """Trials x patients, each trial in order of time, events before censorings."""

    time: np.ndarray
    event: np.ndarray
    first: np.ndarray
    """Whether the patient is of the first arm."""
    at_risk: np.ndarray
    """Patients at risk when the moment of each begins, ties included; at_risk_first likewise."""
    at_risk_first: np.ndarray
    tied: np.ndarray
    """Events at the moment of each."""

    @classmethod
    def sort(cls, time: np.ndarray, event: np.ndarray, first: np.ndarray) -> "_Ordered":
        time = np.atleast_2d(np.asarray(time, dtype=float))
        event, first = (
            np.broadcast_to(np.asarray(codes, dtype=bool), time.shape) for codes in (event, first)
        )
        if np.isnan(time).any():
            raise ValueError("a time is missing; drop that patient")
        order = np.lexsort((~event, time))
        time, event, first = (
            np.take_along_axis(values, order, axis=1) for values in (time, event, first)
        )
        place = np.arange(time.shape[1])
        new = np.diff(time, axis=1, prepend=-np.inf) != 0
        ends = np.roll(new, -1, axis=1)
        ends[:, -1:] = True
        start = np.maximum.accumulate(np.where(new, place, 0), axis=1)
        end = np.minimum.accumulate(np.where(ends, place, place.size)[:, ::-1], axis=1)[:, ::-1]
        left = first[:, ::-1].cumsum(axis=1)[:, ::-1]
        struck = event.cumsum(axis=1)
        tied = np.take_along_axis(struck, end, axis=1) - np.take_along_axis(
            struck - event, start, 1
        )
        return cls(
            time=time,
            event=event,
            first=first,
            at_risk=place.size - start,
            at_risk_first=np.take_along_axis(left, start, axis=1),
            tied=tied,
        )


def log_rank(
    time: np.ndarray, event: np.ndarray, first: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Compare the survival of two arms by the log-rank test, in many trials at once.

    Parameters
    ----------
    time, event : trials x patients (or patients)
        Time to event or censoring; whether it was an event.
    first : patients (or trials x patients)
        Whether the patient is of the first arm.

    Returns
    -------
    statistic : trials
        Signed square root of chi-square: above nought if the first arm has more events than
        expected. NaN for a trial without information.
    p : trials
        Two-sided, without correction, as ``survdiff`` of R gives it.

    Raises
    ------
    ValueError
        For a missing time.

    References
    ----------
    Mantel N. Cancer Chemother Rep 1966;50:163-170.
    """
    trial = _Ordered.sort(time, event, first)
    share = trial.at_risk_first / trial.at_risk
    excess = np.where(trial.event, trial.first - share, 0.0).sum(axis=1)
    alone = (trial.at_risk - trial.tied) / np.maximum(trial.at_risk - 1, 1)
    variance = np.where(trial.event, share * (1 - share) * alone, 0.0).sum(axis=1)
    statistic = np.divide(
        excess, np.sqrt(variance), out=np.full(len(excess), np.nan), where=variance > TOLERANCE
    )
    return statistic, 2 * stats.norm.sf(np.abs(statistic))


def two_arm_cox(time: np.ndarray, event: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Fit Cox's model with the arm as its only covariate, in many trials at once.

    Parameters
    ----------
    time, event, first
        As in `log_rank`.

    Returns
    -------
    ndarray, trials
        Log hazard ratio, first arm over second, with Breslow's handling of ties; infinite where
        the likelihood has no maximum (the arms do not overlap), NaN where nothing is known.

    Raises
    ------
    ValueError
        For a missing time.
    """
    trial = _Ordered.sort(time, event, first)
    counts = trial.event & (trial.at_risk_first > 0) & (trial.at_risk_first < trial.at_risk)
    ones = np.where(counts, trial.at_risk_first, 0.0)
    others = np.where(counts, trial.at_risk - trial.at_risk_first, 1.0)
    of_first, of_all = (trial.first & counts).sum(axis=1), counts.sum(axis=1)
    beta = np.where(of_first == 0, -np.inf, np.where(of_first == of_all, np.inf, 0.0))
    beta[of_all == 0] = np.nan
    finite = np.flatnonzero((of_first > 0) & (of_first < of_all))
    for _ in range(ITERATIONS):
        if not len(finite):
            break
        hazard = ones[finite] * np.exp(beta[finite])[:, None]
        share = hazard / (hazard + others[finite])
        score = of_first[finite] - share.sum(axis=1)
        # The log-likelihood is concave; a step of at most 1 cannot run away.
        step = np.clip(score / (share * (1 - share)).sum(axis=1), -1, 1)
        beta[finite] += step
        finite = finite[np.abs(step) > TOLERANCE]
    return beta


def kaplan_meier_median(time: np.ndarray, event: np.ndarray) -> np.ndarray:
    """Estimate the median survival of one arm in many trials at once.

    Parameters
    ----------
    time, event : trials x patients (or patients)
        As in `log_rank`.

    Returns
    -------
    ndarray, trials
        Infinite where the curve does not come down to one half. Where it runs level at one half,
        the middle of that stretch, as ``survfit`` of R gives it.

    Raises
    ------
    ValueError
        For a missing time.
    """
    trial = _Ordered.sort(time, event, np.zeros(1, dtype=bool))
    left = np.arange(trial.time.shape[1], 0, -1)
    curve = np.where(trial.event, 1 - 1 / left, 1.0).cumprod(axis=1)
    until = np.where(curve <= 0.5 + TOLERANCE, trial.time, np.inf).min(axis=1)
    beyond = np.where(curve < 0.5 - TOLERANCE, trial.time, np.inf).min(axis=1)
    level = np.isfinite(beyond) & (beyond > until)
    return np.where(level, (until + np.where(level, beyond, 0.0)) / 2, until)
