"""Models trained on several cohorts together, each with a baseline hazard of its own."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.stats.prediction.lasso import SMALLEST_PENALTY, event_folds
from resistbook.stats.samples import levels
from resistbook.stats.survival.follow_up import check_samples, follow_up

SPREAD = float(np.log(1.5))
"""Log hazard ratio per SD of the score that the ridge expects: a useful one."""

CONVERGED = 1e-7
"""No coefficient moves further than this in the last step."""

NEARLY = 1e-3
"""The same on the lasso's path: as Newton's steps go, what is left is about the square of it."""

ROUNDING = 1e-9
"""By so much of the penalty may a coefficient pull and still be 0."""

STEPS = 50


class Together(NamedTuple):
    """Cohorts one beside the other: the genes that all measure, and the stratum of each sample."""

    features: pd.DataFrame
    time: pd.Series
    event: pd.Series
    strata: pd.Series


def together(
    cohorts: Mapping[str, tuple[pd.DataFrame, pd.Series, pd.Series, pd.Series]],
) -> Together:
    """Put cohorts side by side.

    Parameters
    ----------
    cohorts
        By name: expression (genes x samples, on a scale that cohorts share), time, event, and
        the stratum of each sample within the cohort.

    Returns
    -------
    Together
        Genes that all cohorts measure, sorted; samples and strata are named by cohort.

    Raises
    ------
    ValueError
        Without cohorts, and if they share no gene.
    """
    if not cohorts:
        raise ValueError("no cohort to train on; name at least one")
    tables = {name: table for name, (table, *_) in cohorts.items()}
    genes = sorted(set.intersection(*(set(table.index) for table in tables.values())))
    if not genes:
        raise ValueError(f"{', '.join(cohorts)} share no gene; leave out the smallest panel")

    def named(values: pd.Series, name: str) -> pd.Series:
        return values.rename(lambda sample: f"{name}: {sample}")

    features = pd.concat(
        [
            table.loc[genes].rename(columns=lambda sample, name=name: f"{name}: {sample}")
            for name, table in tables.items()
        ],
        axis=1,
    )
    parts = list(zip(*(each[1:] for each in cohorts.values()), strict=True))
    time, event, within = (
        pd.concat([named(part, name) for name, part in zip(cohorts, each, strict=True)])
        for each in parts
    )
    strata = within.index.str.split(": ").str[0] + ": " + within.astype(str)
    return Together(features, time, event, strata)


def ridge_cox(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    strata: pd.Series,
    spread: float = SPREAD,
) -> pd.Series:
    """Fit Cox's model of all features by a ridge that needs no tuning.

    Parameters
    ----------
    features : features x samples
        Complete, each with an SD near 1.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    strata : samples
        Strata with baseline hazards of their own.
    spread
        The penalty is that of a normal prior under which a score of independent features has
        this log hazard ratio per SD: p / (2 spread ** 2) times the sum of squared coefficients.

    Returns
    -------
    Series, features
        Log hazard ratio per unit.

    Raises
    ------
    ValueError
        As in `follow_up`; for strata on other samples, missing features, and a fit that does not
        converge.

    Notes
    -----
    Newton's method with step halving, Efron's ties. What does not depend on outcome or on
    resampling repeats exactly, so that random lists of equal size are penalised alike.

    References
    ----------
    Verweij PJM, van Houwelingen HC. Stat Med 1994;13:2427-2436.
    """
    x, times, events, stratum = _checked(features, time, event, strata)
    likelihood = PartialLikelihood(x, times, events, stratum)
    penalty = x.shape[1] / spread**2
    beta, step, best = np.zeros(x.shape[1]), np.zeros(x.shape[1]), -np.inf
    for _ in range(STEPS):
        value, score, information = likelihood(beta + step)
        value -= penalty * ((beta + step) ** 2).sum() / 2
        if value < best - 1e-10 * abs(best):
            step /= 2
            continue
        beta, best = beta + step, value
        curvature = information + penalty * np.eye(len(beta))
        step = np.linalg.solve(curvature, score - penalty * beta)
        if np.abs(step).max(initial=0) < CONVERGED:
            return pd.Series(beta + step, features.index, name="log_hazard_ratio")
    raise ValueError(
        f"the ridge of {len(features)} features does not converge in {STEPS} steps; look for "
        "values far from all others"
    )


def stratified_lasso(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    strata: pd.Series,
    folds: int,
    seed: int,
    penalties: int,
) -> pd.Series:
    """Select features by the lasso, with baseline hazards by stratum.

    Parameters
    ----------
    features, time, event, strata
        As in `ridge_cox`; few features, as after a screening.
    folds, seed
        Folds of `event_folds`, in which the penalty is chosen by the deviance.
    penalties
        How many are tried, evenly spaced on the log scale, from the least that leaves no feature
        down to a twentieth of it.

    Returns
    -------
    Series, features
        Log hazard ratio per unit; 0 = not selected.

    Raises
    ------
    ValueError
        As in `ridge_cox` and `event_folds`.

    Notes
    -----
    As `lasso_cox`, but for the strata and Efron's ties: features are not scaled anew, because
    normal scores have one scale. Each step fits the quadratic approximation of the likelihood by
    coordinate descent.

    References
    ----------
    Simon N et al. J Stat Softw 2011;39(5):1-13. Verweij PJM, van Houwelingen HC. Stat Med
    1993;12:2305-2314.
    """
    x, times, events, stratum = _checked(features, time, event, strata)
    whole = PartialLikelihood(x, times, events, stratum)
    largest = np.abs(whole(np.zeros(x.shape[1]))[1]).max()
    tried = largest * np.geomspace(1, SMALLEST_PENALTY, penalties)
    fold = event_folds(event, folds, seed).to_numpy()
    deviance = np.zeros(penalties)
    for k in range(folds):
        kept = fold != k
        part = PartialLikelihood(x[kept], times[kept], events[kept], stratum[kept])
        share = events[kept].sum() / events.sum()
        path = np.column_stack(_lasso(part, x.shape[1], tried * share))
        deviance += part.value(path) - whole.value(path)
    beta = _lasso(whole, x.shape[1], tried[: np.argmin(deviance) + 1])[-1]
    return pd.Series(beta, features.index, name="log_hazard_ratio")


class PartialLikelihood:
    """Cox's partial likelihood of coefficients, hazards compared within strata.

    Parameters
    ----------
    x : samples x predictors
        Finite.
    times, events, stratum : samples
        Follow-up, True for an event, and the number of the stratum.

    Notes
    -----
    Efron's treatment of ties. Samples stand by stratum and falling time, so that a sum over a risk
    set is the difference of two cumulative sums: one pass over all strata.
    """

    def __init__(
        self, x: np.ndarray, times: np.ndarray, events: np.ndarray, stratum: np.ndarray
    ) -> None:
        order = np.lexsort((-times, stratum))
        falling, group = -times[order], stratum[order]
        self.x, self.first = x[order], np.flatnonzero(events[order])
        opened = np.diff(group, prepend=-1) != 0
        moment = np.cumsum(opened | (np.diff(falling, prepend=-np.inf) != 0)) - 1
        closes = np.append(np.flatnonzero(np.diff(moment)), len(moment) - 1)
        self.last = closes[moment[self.first]]
        self.opens = np.searchsorted(group, group[self.first])
        self.ends = np.searchsorted(group, group, side="right")
        self.starts, self.tie, size = np.unique(
            moment[self.first], return_index=True, return_inverse=True, return_counts=True
        )[1:]
        places = np.arange(len(self.first))
        self.discount = (places - self.starts[self.tie]) / size[self.tie]

    def value(self, betas: np.ndarray) -> np.ndarray:
        """Return the log-likelihood of each column of predictors x models."""
        predictor = self.x @ betas
        at_risk = self._at_risk(np.exp(predictor))
        return predictor[self.first].sum(axis=0) - np.log(at_risk).sum(axis=0)

    def __call__(self, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return log-likelihood, score and information; -inf where a step went too far."""
        predictor = self.x @ beta
        hazard = np.exp(predictor)
        weighted = hazard[:, None] * self.x
        with np.errstate(all="ignore"):
            total = self._at_risk(hazard)
            means = self._at_risk(weighted) / total[:, None]
            value = predictor[self.first].sum() - np.log(total).sum()
            share = 1 / total
        passed = np.bincount(self.last, share, len(hazard))[::-1].cumsum()[::-1]
        passed = np.append(passed, 0.0)
        exposure = passed[:-1] - passed[self.ends]
        exposure[self.first] -= np.add.reduceat(share * self.discount, self.starts)[self.tie]
        score = (self.x[self.first] - means).sum(axis=0)
        information = self.x.T @ (exposure[:, None] * weighted) - means.T @ means
        finite = np.isfinite(value) and np.isfinite(information).all()
        return value if finite else -np.inf, score, information

    def _at_risk(self, values: np.ndarray) -> np.ndarray:
        """Sum over each event's risk set, tied events discounted."""
        sums = np.concatenate([np.zeros_like(values[:1]), values.cumsum(axis=0)])
        tied = np.add.reduceat(values[self.first], self.starts)[self.tie]
        return sums[self.last + 1] - sums[self.opens] - (self.discount * tied.T).T


def _lasso(likelihood: PartialLikelihood, size: int, penalties: np.ndarray) -> list[np.ndarray]:
    """Return the coefficients at each of falling penalties."""
    beta, path = np.zeros(size), []
    for penalty in penalties:
        for _ in range(STEPS):
            _, score, information = likelihood(beta)
            moved = _descent(beta, score, information, penalty)
            change, beta = np.abs(moved - beta).max(), moved
            if change < NEARLY:
                break
        path.append(beta)
    return path


def _descent(
    start: np.ndarray, score: np.ndarray, information: np.ndarray, penalty: float
) -> np.ndarray:
    """Minimise the quadratic approximation at `start` with an absolute penalty.

    Coordinate descent finds which coefficients are not 0, and their signs; then they solve linear
    equations.
    """
    aim = score + information @ start
    beta, slope, rows = start.tolist(), score.tolist(), information.tolist()
    signs = np.sign(start)
    for _ in range(1000):
        for j, row in enumerate(rows):
            curvature = row[j]
            if curvature <= 0:
                continue
            pull = slope[j] + curvature * beta[j]
            moved = math.copysign(max(abs(pull) - penalty, 0.0), pull) / curvature
            step = moved - beta[j]
            if step:
                slope = [each - step * shared for each, shared in zip(slope, row, strict=True)]
                beta[j] = moved
        before, signs = signs, np.sign(beta)
        if (signs == before).all():
            kept = signs != 0
            solved = np.zeros(len(signs))
            solved[kept] = np.linalg.solve(
                information[np.ix_(kept, kept)], (aim - penalty * signs)[kept]
            )
            left = np.abs(aim - information @ solved)[~kept]
            if (np.sign(solved) == signs).all() and (left <= penalty * (1 + ROUNDING)).all():
                return solved
    return np.array(beta)


def _checked(
    features: pd.DataFrame, time: pd.Series, event: pd.Series, strata: pd.Series
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    times, events = follow_up(time, event, features.columns)
    check_samples(strata, features.columns, "strata")
    x = features.to_numpy(dtype=float).T
    sample, feature = np.nonzero(~np.isfinite(x))
    if len(sample):
        raise ValueError(
            f"feature {features.index[feature[0]]!r} of sample {features.columns[sample[0]]!r} is "
            "missing or infinite; a model needs complete features: leave one of them out"
        )
    return x, times, events, levels(strata, "strata")
