"""What two printed medians of survival and a P allow: attainability, power, winner's curse."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import integrate, optimize, stats

from resistbook.forensics.printed import (
    ImpossibleError,
    Printed,
    check_bound,
    check_level,
    group_sizes,
)
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.survival.two_arms import kaplan_meier_median, log_rank, two_arm_cox

BLOCK = 1_000_000
"""Patients simulated at a time."""
MOST_PATIENTS = 20_000_000_000
"""Patients that are simulated for one answer, at most."""
NOT_REACHED = re.compile(r"n\.?[re]\.?|not (yet )?(reached|estimable|evaluable)", re.IGNORECASE)


def simulate_medians(
    first: str | int | Decimal,
    second: str | int | Decimal,
    total: int | tuple[int, int] | None = None,
    *,
    n1: int | None = None,
    n2: int | None = None,
    p_below: float,
    follow_up: float | None = None,
    accrual: float = 0.0,
    lost: float | tuple[float, float] = 0.0,
    shapes: Sequence[float] = (1.0,),
    truth: tuple[float, float] | None = None,
    simulations: int = 10_000,
    seed: int = 1,
    workers: int = 1,
    level: float = 0.95,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Simulate trials whose true medians are those printed, or given, and see what they report.

    Parameters
    ----------
    first, second
        Median survival of each arm as printed, in any unit of time. "NR", not reached, is a lower
        bound: the true median is then taken as the follow-up, the least that it can be.
    total
        Patients in both arms, or their lowest and highest number; every split is simulated. Not
        needed if both `n1` and `n2` are given.
    n1, n2
        Sizes of the arms, where known.
    p_below
        The bound printed, 0.002 for P < .002.
    follow_up
        Time from the first patient's entry to the analysis; None if all are followed to their
        event.
    accrual
        Time over which patients enter, evenly; a patient is followed for `follow_up` less the
        time of entry.
    lost
        Share of patients lost to follow-up, expected, in both arms or each: on top of those whom
        the analysis censors. Loss is exponential and independent of the event.
    shapes
        Shapes of Weibull survival: 1 is exponential, above 1 the hazard rises. Hazards stay
        proportional.
    truth
        The true medians, where they are not those printed.
    simulations
        Trials for each split and shape.
    seed
        Each split has a generator of its own, spawned from `seed` by its sizes: its numbers are
        the same for any number of workers, and whatever else is asked. The shapes of a split
        share its draws.
    workers
        Processes.
    level
        Confidence level of the Monte-Carlo intervals.
    progress
        Called after each split and shape with the number done and the number of all.

    Returns
    -------
    DataFrame
        One row a split and shape: ``n1``, ``n2``, ``shape``; ``hazard_ratio``, first arm over
        second, implied by the true medians; ``simulations``; ``events``, their mean number; and the
        shares of trials (each with its Wilson interval, ``_low`` and ``_high``)

        ``power``
            log-rank P below the bound;
        ``medians``
            both Kaplan-Meier medians rounding to those printed;
        ``attainable``
            both at once;
        ``power_given_medians``
            P below the bound among trials with those medians;
        ``type_s``
            hazard ratio on the wrong side of 1 among trials with P below the bound;

        and, among trials with P below the bound, ``type_m``: mean absolute log hazard ratio
        (Cox) over the true one, with its interval; ``hazard_ratio_if_below``, the geometric mean
        of the hazard ratio; both over finite estimates; ``infinite``, the share of others. Types
        S and M are NaN for equal medians and where no trial is below the bound.

    Raises
    ------
    ImpossibleError
        For medians that are not above 0 or lie beyond the follow-up, sizes below 1, a bound
        outside 0 to 1, shares lost outside 0 to 1, shapes not above 0, and questions that take
        more than 20,000,000,000 simulated patients.

    References
    ----------
    Gelman A, Carlin J. Perspect Psychol Sci 2014;9:641-651 (types S and M).
    """
    printed = tuple(
        None if NOT_REACHED.fullmatch(str(median).strip()) else Printed.read(median, "median")
        for median in (first, second)
    )
    check_bound(p_below)
    check_level(level)
    end = np.inf if follow_up is None else follow_up
    if None in printed and not np.isfinite(end):
        raise ImpossibleError("a median that was not reached needs the follow-up: give it")
    plan = _Plan(
        medians=printed,
        truth=truth or tuple(end if median is None else float(median.value) for median in printed),
        p_below=p_below,
        follow_up=end,
        accrual=accrual,
        lost=lost if isinstance(lost, tuple) else (lost, lost),
        simulations=simulations,
        seed=seed,
        level=level,
    )
    _check(plan, shapes, workers)
    tasks = [(*arms, shape) for arms in group_sizes(total, n1, n2) for shape in shapes]
    patients = simulations * sum(n1 + n2 for n1, n2, _ in tasks)
    if patients > MOST_PATIENTS:
        raise ImpossibleError(
            f"{patients:,} patients would be simulated; {MOST_PATIENTS:,} is the most: give the "
            "sizes of the arms, or fewer simulations"
        )
    rows = []
    pool = Parallel(n_jobs=workers, return_as="generator")
    for row in pool(delayed(_simulate)(plan, *task) for task in tasks):
        rows.append(row)
        if progress:
            progress(len(rows), len(tasks))
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Plan:
    medians: tuple[Printed | None, Printed | None]
    truth: tuple[float, float]
    p_below: float
    follow_up: float
    accrual: float
    lost: tuple[float, float]
    simulations: int
    seed: int
    level: float


def _check(plan: _Plan, shapes: Sequence[float], workers: int) -> None:
    for median in filter(None, plan.medians):
        if median.value <= 0:
            raise ImpossibleError(f"median {median.text} is not a time above 0")
        if float(median.value) - median.half_unit > plan.follow_up:
            raise ImpossibleError(
                f"median {median.text} lies beyond the follow-up of {plan.follow_up:g}: "
                "nobody could have seen it"
            )
    if not 0 <= plan.accrual < plan.follow_up:
        raise ImpossibleError(
            f"accrual {plan.accrual:g} is not from 0 to below the follow-up, {plan.follow_up:g}"
        )
    if np.isinf(plan.follow_up) and plan.accrual:
        raise ImpossibleError("accrual needs a follow-up: give both")
    for median in plan.truth:
        if not 0 < median < np.inf:
            raise ImpossibleError(f"true median {median:g} is not a time above 0")
    for share in plan.lost:
        if not 0 <= share < 1:
            raise ImpossibleError(f"share lost {share:g} lies outside 0 <= share < 1")
    for shape in shapes:
        if not 0 < shape < np.inf:
            raise ImpossibleError(f"shape {shape:g} is not above 0")
    if plan.simulations < 1:
        raise ImpossibleError(f"{plan.simulations} simulations; at least 1 is needed")
    if plan.seed < 0:
        raise ImpossibleError(f"seed {plan.seed} is below 0")
    if workers < 1:
        raise ImpossibleError(f"{workers} workers; at least 1 is needed")


def _simulate(plan: _Plan, n1: int, n2: int, shape: float) -> dict[str, float]:
    rng = np.random.default_rng(np.random.SeedSequence(plan.seed, spawn_key=(n1, n2)))
    first = np.arange(n1 + n2) < n1
    scale = np.where(first, *(median / np.log(2) ** (1 / shape) for median in plan.truth))
    loss = np.where(
        first,
        *(
            _loss_rate(share, median, shape, plan)
            for share, median in zip(plan.lost, plan.truth, strict=True)
        ),
    )
    parts = []
    size = max(1, BLOCK // (n1 + n2))
    for start in range(0, plan.simulations, size):
        trials = min(size, plan.simulations - start)
        survival, leaving, entry = rng.random((trials, 3, n1 + n2)).swapaxes(0, 1)
        event_time = scale * (-np.log1p(-survival)) ** (1 / shape)
        end = plan.follow_up - plan.accrual * entry
        with np.errstate(divide="ignore"):
            end = np.minimum(end, -np.log1p(-leaving) / loss)
        event, time = event_time <= end, np.minimum(event_time, end)
        medians = [kaplan_meier_median(time[:, arm], event[:, arm]) for arm in (first, ~first)]
        match = np.all(
            [
                np.isinf(median)
                if printed is None
                else np.abs(median - float(printed.value)) <= printed.half_unit
                for median, printed in zip(medians, plan.medians, strict=True)
            ],
            axis=0,
        )
        p = log_rank(time, event, first)[1]
        parts.append((p < plan.p_below, match, two_arm_cox(time, event, first), event.sum(axis=1)))
    below, match, log_ratio, events = (np.concatenate(part) for part in zip(*parts, strict=True))
    truth = shape * np.log(plan.truth[1] / plan.truth[0])
    return {
        "n1": n1,
        "n2": n2,
        "shape": shape,
        "hazard_ratio": np.exp(truth),
        "simulations": plan.simulations,
        "events": events.mean(),
        **_share("power", below, plan.level),
        **_share("medians", match, plan.level),
        **_share("attainable", below & match, plan.level),
        **_share("power_given_medians", below[match], plan.level),
        **_curse(log_ratio[below], truth, plan.level),
    }


def _loss_rate(share: float, median: float, shape: float, plan: _Plan) -> float:
    """Rate of exponential loss at which the share lost is as declared."""
    if share == 0:
        return 0.0

    def followed(time: float) -> float:
        if plan.accrual == 0:
            return float(time < plan.follow_up)
        return float(np.clip((plan.follow_up - time) / plan.accrual, 0, 1))

    def excess(log_rate: float) -> float:
        rate = np.exp(log_rate)

        def leaving(u: float) -> float:
            time = -np.log1p(-u) / rate
            return followed(time) * 0.5 ** ((time / median) ** shape)

        bends = -np.expm1(-rate * np.array([plan.follow_up - plan.accrual, plan.follow_up]))
        bends = np.unique(np.clip(bends, 0, 1 - 1e-12))
        return integrate.quad(leaving, 0, 1 - 1e-12, points=bends, limit=200)[0] - share

    middle = -np.log(median)
    return float(np.exp(optimize.brentq(excess, middle - 25, middle + 25, xtol=1e-10)))


def _share(name: str, hits: np.ndarray, level: float) -> dict[str, float]:
    low, high = wilson_interval(hits.sum(), len(hits), level=level)
    share = hits.mean() if len(hits) else np.nan
    return {name: share, f"{name}_low": float(low), f"{name}_high": float(high)}


def _curse(log_ratio: np.ndarray, truth: float, level: float) -> dict[str, float]:
    """Types S and M of the estimates that are below the bound."""
    if truth == 0:
        log_ratio = log_ratio[:0]
    finite = log_ratio[np.isfinite(log_ratio)]
    exaggeration = np.abs(finite) / abs(truth) if truth else finite
    mean = exaggeration.mean() if len(finite) else np.nan
    error = exaggeration.std(ddof=1) / np.sqrt(len(finite)) if len(finite) > 1 else np.nan
    half_width = stats.norm.ppf((1 + level) / 2) * error
    return {
        **_share("type_s", np.sign(log_ratio) == -np.sign(truth), level),
        "type_m": mean,
        "type_m_low": mean - half_width,
        "type_m_high": mean + half_width,
        "hazard_ratio_if_below": np.exp(finite.mean()) if len(finite) else np.nan,
        "infinite": 1 - len(finite) / len(log_ratio) if len(log_ratio) else np.nan,
    }
