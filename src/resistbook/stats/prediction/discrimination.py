"""How well scores rank patients by their time to an event."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from resistbook.stats.resampling import bootstrap_weights
from resistbook.stats.samples import levels
from resistbook.stats.survival.follow_up import check_samples, follow_up
from resistbook.stats.survival.kaplan_meier import product_limit

COLUMNS = ["model", "measure", "at", "estimate", "ci_low", "ci_high"]
TIE = 1e-8
"""Scores no further apart than this are equal."""
GAIN = ["gain", "gain_ci_low", "gain_ci_high"]


def harrell_c(
    scores: pd.DataFrame, time: pd.Series, event: pd.Series, *, strata: pd.Series | None = None
) -> pd.Series:
    """Give Harrell's C of every row of scores.

    Parameters
    ----------
    scores : signatures x samples
        Higher = shorter survival expected. NaN = not scored: left out, for that row only.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    strata : samples
        Pairs are formed within strata only.

    Returns
    -------
    Series, signatures
        The share of comparable pairs in which the one with the higher score has the event first;
        equal scores count one half. NaN where no pair is comparable.

    Raises
    ------
    ValueError
        As in `follow_up`; for strata on other samples, or missing.

    References
    ----------
    Harrell FE, Lee KL, Mark DB. Stat Med 1996;15:361-387.
    """
    times, events = follow_up(time, event, scores.columns)
    comparable = _comparable(times, events, _stratum(strata, scores.columns))
    values = scores.to_numpy(dtype=float)
    complete = not np.isnan(values).any()
    concordant, pairs = np.zeros(len(values)), np.zeros(len(values))
    for i, others in zip(np.flatnonzero(events), comparable, strict=True):
        excess = values[:, [i]] - values[:, others]
        concordant += ((excess > TIE).sum(axis=1) + (excess >= -TIE).sum(axis=1)) / 2
        pairs += others.sum() if complete else (~np.isnan(excess)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return pd.Series(concordant / pairs, scores.index, name="concordance")


def discrimination(
    risks: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    at: Sequence[float] = (),
    tau: float | None = None,
    against: str | None = None,
    strata: pd.Series | None = None,
    n: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Measure the discrimination of models, with bootstrap intervals.

    Parameters
    ----------
    risks : samples x models
        Risk scores, complete; higher = shorter survival expected.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    at
        Times at which the cumulative-dynamic AUC is wanted.
    tau
        Uno's C counts events before this time; all events if not given.
    against
        A model whose value is taken from each other's, patient by patient in the same bootstrap
        samples: the ``gain``.
    strata : samples
        Pairs are formed, censoring is estimated and patients are drawn within strata.
    n, seed
        Bootstrap samples of patients; sample i has a generator of its own, spawned from `seed`.
    level
        Confidence level of the percentile intervals.

    Returns
    -------
    DataFrame
        A row for each model and measure (``Harrell C``, ``Uno C``, and ``AUC`` by ``at``):
        ``estimate`` with ``ci_low`` and ``ci_high``, ``gain`` with its interval if `against` is
        given, ``n``, ``n_events``, and ``replicates`` in which the measure could be computed.

    Raises
    ------
    ValueError
        As in `harrell_c`; for a missing risk, an unknown model in `against`, a time in `at` before
        the first event or with nobody followed beyond it, and where the censoring distribution is
        zero at an event (set `tau`).

    Notes
    -----
    Estimates equal those of scikit-survival. Uno's C and the AUC weight an event at t by the
    chance of still being observed then (Kaplan-Meier of censoring, events first where times tie),
    estimated in the samples themselves and anew in every bootstrap sample. A bootstrap sample
    enters as the number of times that each patient is drawn; copies of a patient make no pair.

    References
    ----------
    Harrell FE, Lee KL, Mark DB. Stat Med 1996;15:361-387. Uno H et al. Stat Med
    2011;30:1105-1117. Uno H et al. J Am Stat Assoc 2007;102:527-537 (AUC).
    """
    times, events = follow_up(time, event, risks.index)
    _check(risks, times, events, at, against)
    stratum = _stratum(strata, risks.index)
    weights = bootstrap_weights(stratum, n, seed)
    values: dict[tuple[str, str, float], np.ndarray] = {}
    for measure in _measures(times, events, stratum, weights, at, tau):
        for model in risks.columns:
            score = risks[model].to_numpy(dtype=float)
            values[model, measure.name, measure.at] = measure.of(score)
    tail = (1 - level) / 2
    rows = []
    for (model, name, moment), found in values.items():
        row = [model, name, moment, found[0], *_quantiles(found[1:], tail)]
        if against is not None:
            gain = found - values[against, name, moment]
            row += [gain[0], *_quantiles(gain[1:], tail)]
        rows.append([*row, len(times), events.sum(), np.isfinite(found[1:]).sum()])
    columns = [*COLUMNS, *(GAIN if against is not None else []), "n", "n_events", "replicates"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class _Measure:
    """A weighted share of concordant pairs."""

    name: str
    at: float
    first: np.ndarray
    """Samples whose event comes first in a pair."""
    comparable: np.ndarray
    """Which samples they can be compared with; first x samples."""
    weights: np.ndarray
    """How often a sample was drawn; replicates x samples."""
    pair_weights: np.ndarray
    """Weight of the pairs of each of `first`, drawing included; replicates x first."""

    def of(self, score: np.ndarray) -> np.ndarray:
        """Return the measure of one score in every replicate."""
        excess = score[self.first, None] - score
        concordant = ((excess > TIE).astype(float) + (excess >= -TIE)) / 2 * self.comparable
        agreeing = (self.pair_weights * (self.weights @ concordant.T)).sum(axis=1)
        pairs = (self.pair_weights * (self.weights @ self.comparable.T)).sum(axis=1)
        with np.errstate(invalid="ignore"):
            return agreeing / pairs


def _measures(
    times: np.ndarray,
    events: np.ndarray,
    stratum: np.ndarray,
    weights: np.ndarray,
    at: Sequence[float],
    tau: float | None,
) -> Iterator[_Measure]:
    first = np.flatnonzero(events)
    drawn = weights[:, first]
    comparable = _comparable(times, events, stratum).astype(float)
    yield _Measure("Harrell C", np.nan, first, comparable, weights, drawn)

    observed = _observed(times, events, stratum, weights)
    early = times[first] < (np.inf if tau is None else tau)
    counted = drawn > 0
    if (observed[0, early] == 0).any():
        raise ValueError(
            f"nobody is left uncensored after {times[first[early]].max():g}, where the last event "
            "falls, so it cannot be weighted; set tau to an earlier time"
        )
    with np.errstate(divide="ignore"):
        inverse = np.where(counted, 1 / observed, 0.0)
    # A replicate in which an event that was drawn has no weight has no value.
    inverse[np.isinf(inverse)] = np.nan
    pair_weights = (drawn * inverse**2)[:, early]
    yield _Measure("Uno C", np.nan, first[early], comparable[early], weights, pair_weights)
    for moment in at:
        cases = times[first] <= moment
        beyond = (times > moment) & (stratum[first[cases], None] == stratum)
        pair_weights = (drawn * inverse)[:, cases]
        yield _Measure("AUC", moment, first[cases], beyond.astype(float), weights, pair_weights)


def _comparable(times: np.ndarray, events: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    """Tell with which samples each event makes a pair; events x samples."""
    first = np.flatnonzero(events)[:, None]
    later = (times > times[first]) | ((times == times[first]) & ~events)
    return later & (stratum == stratum[first])


def _observed(
    times: np.ndarray, events: np.ndarray, stratum: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Return the chance of being uncensored at each event; replicates x events."""
    chance = np.ones(weights.shape)
    for one in np.unique(stratum):
        members = np.flatnonzero(stratum == one)
        moment = 2 * np.unique(times[members], return_inverse=True)[1]
        # Where times tie, censoring comes after events.
        censored = ~events[members]
        chance[:, members] = product_limit(
            moment + censored, censored, weights[:, members], moment + 1
        )
    return chance[:, events]


def _stratum(strata: pd.Series | None, samples: pd.Index) -> np.ndarray:
    if strata is None:
        return np.zeros(len(samples), dtype=int)
    check_samples(strata, samples, "strata")
    return levels(strata, "strata")


def _quantiles(values: np.ndarray, tail: float) -> np.ndarray:
    known = values[np.isfinite(values)]
    return np.quantile(known, [tail, 1 - tail]) if len(known) else np.full(2, np.nan)


def _check(
    risks: pd.DataFrame,
    times: np.ndarray,
    events: np.ndarray,
    at: Sequence[float],
    against: str | None,
) -> None:
    sample, model = np.nonzero(~np.isfinite(risks.to_numpy(dtype=float)))
    if len(sample):
        raise ValueError(
            f"the risk of sample {risks.index[sample[0]]!r} under model "
            f"{risks.columns[model[0]]!r} is missing or infinite; compare models on patients who "
            "have a risk under each"
        )
    if against is not None and against not in risks.columns:
        raise ValueError(f"against is {against!r}; the models are {', '.join(risks.columns)}")
    for moment in at:
        if moment < times[events].min() or moment >= times.max():
            raise ValueError(
                f"no AUC at {moment:g}: the first event falls at {times[events].min():g} and the "
                f"last follow-up ends at {times.max():g}"
            )
