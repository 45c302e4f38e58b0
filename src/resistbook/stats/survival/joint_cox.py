"""Cox's proportional hazards model of several predictors together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from resistbook.stats.samples import label, levels
from resistbook.stats.survival.follow_up import check_samples, follow_up

STEP = 1e-8
"""Convergence: no coefficient, per standard deviation, moves further than this."""

EVALUATIONS = 60
"""Likelihood evaluations granted to a fit."""

INFORMATION = 1e-8
"""Smallest eigenvalue of the information, per standard deviation, that still identifies a fit."""


@dataclass(frozen=True)
class CoxFit:
    """A model as it was fitted; predictors in the order given."""

    coefficients: pd.Series
    """Log hazard ratio per unit of each predictor."""
    standard_errors: pd.Series
    log_likelihood: float
    """Efron's partial log-likelihood."""


def joint_cox(
    predictors: pd.DataFrame, time: pd.Series, event: pd.Series, *, strata: pd.Series | None = None
) -> CoxFit:
    """Fit Cox's model to all predictors together, with Efron's treatment of ties.

    Parameters
    ----------
    predictors : samples x predictors
        Complete; samples may stand more than once, as in a bootstrap. Without a column it is the
        model in which all hazards are equal.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    strata : samples
        Strata with baseline hazards of their own.

    Raises
    ------
    ValueError
        As in `follow_up`; for strata on other samples, a missing stratum, missing or infinite
        predictors, and where no finite estimate exists: a predictor that is constant within all
        risk sets, collinear predictors, separation.

    Notes
    -----
    Newton's method with step halving on the partial likelihood of standardised predictors. Sums
    over risk sets are cumulative sums over samples in order of falling time; the information needs
    them of the predictors only, not of their products [1]_. Estimates are those of
    ``survival::coxph(ties = "efron")`` in R.

    References
    ----------
    .. [1] Therneau TM, Grambsch PM. Modeling Survival Data. Springer 2000, chapter 3.
       Efron B. J Am Stat Assoc 1977;72:557-565 (ties).
    """
    times, events = follow_up(time, event, predictors.index)
    x, scale = _standard(predictors)
    stratum = np.zeros(len(x), dtype=int)
    if strata is not None:
        check_samples(strata, predictors.index, "strata")
        stratum = levels(strata, "strata")
    parts = [
        _Stratum.sort(x[members], times[members], events[members])
        for members in (stratum == level for level in np.unique(stratum[events]))
    ]

    beta, step, likelihood = np.zeros(x.shape[1]), np.zeros(x.shape[1]), -np.inf
    for _ in range(EVALUATIONS):
        value, score, information = (
            sum(terms) for terms in zip(*(part.at(beta + step) for part in parts), strict=True)
        )
        if value < likelihood - 1e-10 * abs(likelihood):
            step /= 2
            continue
        beta, likelihood = beta + step, value
        eigenvalues, directions = np.linalg.eigh(information)
        if (eigenvalues <= INFORMATION).any():
            break
        step = np.linalg.solve(information, score)
        if np.abs(step).max(initial=0) < STEP:
            errors = np.sqrt(np.diag(np.linalg.inv(information)))
            return CoxFit(
                pd.Series((beta + step) / scale, predictors.columns, name="log_hazard_ratio"),
                pd.Series(errors / scale, predictors.columns, name="standard_error"),
                float(likelihood),
            )
    names = predictors.columns
    if beta.any():
        fault = f"separation, the coefficient of {names[np.argmax(np.abs(beta))]!r} has no bound"
    else:
        fault = _flat(names, information, directions[:, 0])
    raise ValueError(
        f"Cox's model of {', '.join(map(repr, names))} has no finite estimate in {len(x)} samples "
        f"with {events.sum()} events: {fault}; use fewer predictors, or merge rare levels"
    )


def baseline_hazard(predictor: np.ndarray, times: np.ndarray, events: np.ndarray) -> pd.Series:
    """Return the cumulative hazard at a linear predictor of 0, by Breslow's estimator.

    Parameters
    ----------
    predictor : samples
        Log hazard of each sample.
    times, events : samples
        Follow-up, and True for an event.

    Returns
    -------
    Series, times of events
        Steps: each holds from its time to the next.

    References
    ----------
    Breslow NE. J R Stat Soc B 1972;34:216-217.
    """
    moments, struck = np.unique(times[events], return_counts=True)
    order = np.argsort(-times)
    at_risk = np.searchsorted(-times[order], -moments, side="right") - 1
    hazard = struck / np.exp(predictor[order]).cumsum()[at_risk]
    return pd.Series(hazard.cumsum(), pd.Index(moments, name="time"), name="cumulative_hazard")


@dataclass(frozen=True)
class _Stratum:
    """Samples of one stratum in order of falling time, and what closes each event's risk set."""

    x: np.ndarray
    """samples x predictors, standardised."""
    events: np.ndarray
    """Positions of the samples with an event; the fields below have an entry for each."""
    last: np.ndarray
    """The last sample that is still at risk with it."""
    tie: np.ndarray
    """The set of events at one moment that it belongs to; `starts` is where each set begins."""
    discount: np.ndarray
    """Efron's l / d: the share of its set that has left the risk set."""
    starts: np.ndarray

    @classmethod
    def sort(cls, x: np.ndarray, times: np.ndarray, events: np.ndarray) -> "_Stratum":
        order = np.argsort(-times, kind="stable")
        falling, struck = -times[order], np.flatnonzero(events[order])
        _, starts, tie, size = np.unique(
            falling[struck], return_index=True, return_inverse=True, return_counts=True
        )
        return cls(
            x=x[order],
            events=struck,
            last=np.searchsorted(falling, falling[struck], side="right") - 1,
            tie=tie,
            discount=(np.arange(len(struck)) - starts[tie]) / size[tie],
            starts=starts,
        )

    def at(self, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """Return log-likelihood, score and information."""
        predictor = self.x @ beta
        predictor -= predictor.max()
        hazard = np.exp(predictor)
        weighted = hazard[:, None] * self.x
        # After a step so far that a risk set weighs nothing, not all is finite.
        with np.errstate(all="ignore"):
            total = self._at_risk(hazard)
            means = self._at_risk(weighted) / total[:, None]
            value = predictor[self.events].sum() - np.log(total).sum()
            share = 1 / total
            exposure = np.bincount(self.last, share, len(hazard))[::-1].cumsum()[::-1]
            exposure[self.events] -= np.add.reduceat(share * self.discount, self.starts)[self.tie]
            score = (self.x[self.events] - means).sum(axis=0)
            information = self.x.T @ (exposure[:, None] * weighted) - means.T @ means
        finite = np.isfinite(value) and np.isfinite(information).all()
        return value if finite else -np.inf, score, information

    def _at_risk(self, values: np.ndarray) -> np.ndarray:
        """Sum over each event's risk set, tied events discounted."""
        tied = np.add.reduceat(values[self.events], self.starts)[self.tie]
        return values.cumsum(axis=0)[self.last] - (self.discount * tied.T).T


def _standard(predictors: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return samples x predictors, centred and in SDs, and the SDs (1 for a constant)."""
    x = np.empty(predictors.shape)
    for i, (_, predictor) in enumerate(predictors.items()):
        x[:, i] = predictor.to_numpy(dtype=float, na_value=np.nan)
        known = np.isfinite(x[:, i])
        if not known.all():
            raise ValueError(
                f"{label(predictor, 'predictor')} of sample {predictor.index[~known][0]!r} is "
                "missing or infinite; a model needs complete predictors: leave the sample out"
            )
    scale = x.std(axis=0)
    constant = scale <= 1e-12 * np.abs(x).max(axis=0)
    scale[constant] = 1.0
    return np.where(constant, 0.0, x - x.mean(axis=0)) / scale, scale


def _flat(names: pd.Index, information: np.ndarray, direction: np.ndarray) -> str:
    """Say of which predictors, in which direction, the likelihood is flat from the start."""
    constant = np.diag(information) <= INFORMATION
    if constant.any():
        return f"{names[constant][0]!r} is constant in every risk set"
    return f"{', '.join(map(repr, names[np.abs(direction) > 0.01]))} are collinear"
