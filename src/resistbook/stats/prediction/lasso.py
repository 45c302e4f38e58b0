"""The lasso of Cox's model, its penalty chosen by cross-validation."""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from resistbook.stats.samples import coded
from resistbook.stats.survival.follow_up import follow_up

PENALTIES = 50
SMALLEST_PENALTY = 0.05
"""Last of the penalties tried, as a share of the least that leaves no feature."""

TOLERANCE = 1e-9
"""Convergence of the lasso's coordinate descent."""
ITERATIONS = 100_000

Choice = Literal["best", "one standard error"]


@dataclass(frozen=True)
class LassoPath:
    """What cross-validation says of each penalty, and the coefficients at the chosen one."""

    coefficients: np.ndarray
    """Log hazard ratio per unit of each feature; 0 = not selected."""
    penalty: np.ndarray
    deviance: np.ndarray
    """In cross-validation, per event left out."""
    standard_error: np.ndarray
    features: np.ndarray
    """How many are selected at each penalty."""
    best: int
    """Place of the chosen penalty."""

    def table(self) -> pd.DataFrame:
        """Return a row a penalty; ``chosen`` marks one."""
        return pd.DataFrame(
            {
                "penalty": self.penalty,
                "deviance": self.deviance,
                "standard_error": self.standard_error,
                "features": self.features,
                "chosen": np.arange(len(self.penalty)) == self.best,
            }
        )


class FoldedLasso:
    """The lasso for one outcome: any features are fitted with the same folds.

    Parameters
    ----------
    samples
        In the order of the features' columns; one may stand more than once, as in a bootstrap.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    folds, seed
        Folds of `event_folds`.

    Raises
    ------
    ValueError
        As in `follow_up` and `event_folds`.

    Notes
    -----
    Penalties, coefficients and deviances are those of R's ``cv.glmnet`` with these folds: Breslow's
    ties; features scaled, anew in each training part, by the SD with divisor n; the deviance of
    a fold is that of all samples less that of the samples fitted, both at the coefficients of the
    latter, per event left out.

    References
    ----------
    Simon N et al. J Stat Softw 2011;39(5):1-13. Verweij PJM, van Houwelingen HC. Stat Med
    1993;12:2305-2314.
    """

    def __init__(
        self, samples: pd.Index, time: pd.Series, event: pd.Series, *, folds: int, seed: int
    ) -> None:
        times, events = follow_up(time, event, samples)
        fold = event_folds(event, folds, seed).to_numpy()
        self._order = np.argsort(-times, kind="stable")
        times, events, fold = times[self._order], events[self._order], fold[self._order]
        self._whole = _Outcome.of(times, events)
        kept = [fold != k for k in range(folds)]
        self._parts = [(mine, _Outcome.of(times[mine], events[mine])) for mine in kept]
        self._left_out = np.array([events[~mine].sum() for mine in kept], dtype=float)

    def path(
        self,
        values: np.ndarray,
        *,
        unpenalised: np.ndarray | None = None,
        choose: Choice = "best",
        penalties: int = PENALTIES,
    ) -> LassoPath:
        """Fit the lasso at falling penalties, and choose one.

        Parameters
        ----------
        values : features x samples
            Finite. Standardised inside; constant features are never selected.
        unpenalised : features
            True for those that stay in the model whatever the penalty.
        choose
            The penalty with the least deviance in cross-validation, or the largest within one
            standard error of it.
        penalties
            How many are tried, evenly spaced on the log scale.

        Raises
        ------
        ValueError
            Where all features are unpenalised or constant.
        """
        x, scale = _standardised(values)
        factor = np.ones(len(values)) if unpenalised is None else np.where(unpenalised, 0.0, 1.0)
        varied = scale > 0
        if not (factor * varied).any():
            raise ValueError("no feature is left to select: each is unpenalised or constant")
        x, factor = x[self._order][:, varied], factor[varied]
        beta, tried = _solved(x, self._whole, factor, number=penalties)
        deviance = np.empty((len(self._parts), len(tried)))
        for k, (kept, part) in enumerate(self._parts):
            predictor = x @ _solved(x[kept], part, factor, tried)[0]
            top = predictor.max(axis=0)
            hazard = np.exp(predictor - top)
            whole = self._whole.deviance(predictor, hazard, top)
            deviance[k] = whole - part.deviance(predictor[kept], hazard[kept], top)
        deviance /= self._left_out[:, None]
        mean = np.average(deviance, axis=0, weights=self._left_out)
        variance = np.average((deviance - mean) ** 2, axis=0, weights=self._left_out)
        error = np.sqrt(variance / (len(deviance) - 1))
        best = int(np.argmin(mean))
        if choose == "one standard error":
            best = int(np.argmax(mean <= mean[best] + error[best]))
        coefficients = np.zeros(len(values))
        coefficients[varied] = beta[:, best] / scale[varied]
        return LassoPath(coefficients, tried, mean, error, (beta != 0).sum(axis=0), best)


def event_folds(event: pd.Series, folds: int, seed: int) -> pd.Series:
    """Deal samples into folds with equal shares of events.

    Parameters
    ----------
    event : samples
        1 = event, 0 = censored. A sample that stands more than once goes into one fold.
    folds
        Number of folds.
    seed
        Order in which samples are dealt.

    Returns
    -------
    Series, samples
        Fold of each sample, from 0.

    Raises
    ------
    ValueError
        For other codes than 0 and 1, and if fewer samples than `folds` have, or lack, the event.
    """
    distinct = event[~event.index.duplicated()]
    codes = coded(distinct, "event")
    rng = np.random.default_rng(seed)
    fold = np.zeros(len(distinct), dtype=int)
    dealt = 0
    for code in (1, 0):
        members = np.flatnonzero(codes == code)
        if len(members) < folds:
            raise ValueError(
                f"{folds} folds need as many samples with and without event; "
                f"{len(members)} have {event.name or 'event'} = {code}"
            )
        fold[rng.permutation(members)] = (dealt + np.arange(len(members))) % folds
        dealt += len(members)
    return pd.Series(fold, distinct.index, name="fold").loc[event.index]


@dataclass(frozen=True)
class _Outcome:
    """Times and events of samples in order of falling time."""

    times: np.ndarray
    events: np.ndarray
    last: np.ndarray
    """For each event, the last sample at risk with it."""
    ties: float
    """What ties add to half the deviance."""

    @classmethod
    def of(cls, times: np.ndarray, events: np.ndarray) -> "_Outcome":
        last = np.searchsorted(-times, -times[events], side="right") - 1
        tied = np.unique(times[events], return_counts=True)[1]
        return cls(times, events, last, float((tied * np.log(tied)).sum()))

    def deviance(self, predictor: np.ndarray, hazard: np.ndarray, top: np.ndarray) -> np.ndarray:
        """Return the deviance of linear predictors, samples x models, with Breslow's ties.

        `hazard` is exp(predictor - top), with a `top` of each model that keeps it finite.
        """
        at_risk = np.log(np.cumsum(hazard, axis=0)[self.last]) + top
        return -2 * ((predictor[self.events] - at_risk).sum(axis=0) + self.ties)


def _solved(
    x: np.ndarray,
    outcome: _Outcome,
    factor: np.ndarray,
    penalties: np.ndarray | None = None,
    number: int = PENALTIES,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the lasso's coefficients, features x penalties, and the penalties.

    Features are scaled to an SD of 1 within these samples for the penalty, and coefficients
    returned on the scale given.

    Calls the solver of scikit-survival's ``CoxnetSurvivalAnalysis`` itself: the checks around it,
    made anew for each of some hundred thousand paths, take longer than the solving.
    """
    from sksurv.linear_model._coxnet import call_fit_coxnet

    scale = x.std(axis=0)
    scale[np.ptp(x, axis=0) == 0] = 1.0
    x = x / scale
    centred = np.asfortranarray(x - x.mean(axis=0))
    given = outcome.times, outcome.events.astype(np.uint8), factor * len(factor) / factor.sum()

    def fit(path: np.ndarray, *, found: bool) -> tuple[np.ndarray, np.ndarray]:
        settings = SMALLEST_PENALTY, 1.0, ITERATIONS, TOLERANCE, False
        coefficients, tried, _, rounds = call_fit_coxnet(centred, *given, path, found, *settings)
        if rounds >= ITERATIONS:
            warnings.warn(f"the lasso did not converge in {ITERATIONS:,} rounds", stacklevel=2)
        return coefficients, tried

    parts, done = [], 0
    if penalties is None:
        first, tried = fit(np.empty(number), found=True)
        penalties = tried[0] * np.geomspace(1, SMALLEST_PENALTY, number)
        parts, done = [first], first.shape[1]
    # Where times tie, scikit-survival may end a path early: it is taken up again there.
    while done < len(penalties):
        parts.append(fit(penalties[done:], found=False)[0])
        done += parts[-1].shape[1]
    return np.hstack(parts) / scale[:, None], penalties


def _standardised(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return samples x features in SDs, and the SDs (0 = constant)."""
    scale = values.std(axis=1)
    scale[np.ptp(values, axis=1) == 0] = 0.0
    divisor = np.where(scale > 0, scale, 1.0)
    return ((values - values.mean(axis=1)[:, None]) / divisor[:, None]).T, scale
