"""Prognosis models of many features: Cox's model, plain and with the lasso's selection."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from resistbook.stats.samples import coded
from resistbook.stats.survival.follow_up import follow_up
from resistbook.stats.survival.joint_cox import baseline_hazard, joint_cox

PENALTIES = 50
SMALLEST_PENALTY = 0.05
"""Last of the penalties tried, as a share of the least that leaves no feature."""

TOLERANCE = 1e-9
"""Convergence of the lasso's coordinate descent."""
ITERATIONS = 100_000


@dataclass(frozen=True)
class PrognosisModel:
    """A linear predictor of the log hazard, with the baseline hazard it was fitted beside.

    Called with features x samples, it returns each sample's linear predictor.
    """

    coefficients: pd.Series
    """Log hazard ratio per unit of each feature; 0 = not selected."""
    centre: pd.Series
    """Mean of each feature in the training samples, where the linear predictor is 0."""
    baseline: pd.Series
    """Cumulative hazard at linear predictor 0 (Breslow), by time of event."""
    followed: float
    """The longest follow-up of a training sample."""
    penalties: pd.DataFrame | None = None
    """The lasso's path: penalty, deviance in cross-validation and its standard error, features."""

    @property
    def selected(self) -> pd.Series:
        """The coefficients that are not 0."""
        return self.coefficients[self.coefficients != 0]

    def __call__(self, features: pd.DataFrame) -> pd.Series:
        """Return the linear predictor of each sample.

        Parameters
        ----------
        features : features x samples
            All that the model selected, on the scale it was trained on; others are not used.

        Raises
        ------
        ValueError
            If a selected feature is absent or has no value in a sample.
        """
        chosen = self.selected
        absent = chosen.index.difference(features.index)
        if len(absent):
            raise ValueError(
                f"feature {absent[0]!r} of the model is absent ({len(absent)} are); "
                "train the model on features that both tables hold"
            )
        values = _values(features.loc[chosen.index])
        centred = values - self.centre[chosen.index].to_numpy()[:, None]
        return pd.Series(chosen.to_numpy() @ centred, features.columns, name="linear_predictor")

    def risk(self, features: pd.DataFrame, at: float) -> pd.Series:
        """Return each sample's probability of an event by a time.

        Parameters
        ----------
        features : features x samples
            As for the linear predictor.
        at
            Time, in the unit of the training data and within its follow-up.

        Raises
        ------
        ValueError
            As for the linear predictor, and for a time beyond the follow-up.
        """
        if not at <= self.followed:
            raise ValueError(
                f"no risk by {at:g}: the training samples were followed until "
                f"{self.followed:g}; ask for an earlier time"
            )
        until = self.baseline[self.baseline.index <= at]
        hazard = until.iloc[-1] if len(until) else 0.0
        return (-np.expm1(-hazard * np.exp(self(features)))).rename("risk")


def cox_model(features: pd.DataFrame, time: pd.Series, event: pd.Series) -> PrognosisModel:
    """Fit Cox's model to all features together, with Efron's ties.

    Parameters
    ----------
    features : features x samples
        Complete; samples may stand more than once, as in a bootstrap.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.

    Raises
    ------
    ValueError
        As in `joint_cox`, and without features.
    """
    times, events = follow_up(time, event, features.columns)
    if not len(features):
        raise ValueError("the table holds no feature; Cox's model needs at least one")
    centre = _values(features).mean(axis=1)
    fit = joint_cox(features.T, time, event)
    return _model(features, fit.coefficients.to_numpy(), centre, times, events)


def lasso_cox(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    unpenalised: Sequence[str] = (),
    folds: int = 10,
    seed: int = 0,
    choose: Literal["best", "one standard error"] = "best",
    penalties: int = PENALTIES,
) -> PrognosisModel:
    """Select features by the lasso, with the penalty chosen by cross-validation.

    Parameters
    ----------
    features : features x samples
        Complete; samples may stand more than once, as in a bootstrap: copies share a fold.
        Standardised inside; constant features are never selected.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    unpenalised
        Features that stay in the model whatever the penalty.
    folds, seed
        Folds of `event_folds`.
    choose
        The penalty with the least deviance in cross-validation, or the largest within one
        standard error of it.
    penalties
        How many are tried, evenly spaced on the log scale.

    Returns
    -------
    PrognosisModel
        It may have selected nothing: then every linear predictor is 0.

    Raises
    ------
    ValueError
        As in `follow_up` and `event_folds`; for missing values, an unknown feature in
        `unpenalised`, and where all features are unpenalised or constant.

    Notes
    -----
    This is one recipe, from features to model. An honest estimate of its performance needs it run
    anew on every training part: `out_of_fold` (nested cross-validation) and `optimism`.

    Penalties, coefficients and deviances are those of R's ``cv.glmnet`` with these folds: Breslow's
    ties; features scaled, anew in each training part, by the SD with divisor n; the deviance of
    a fold is that of all samples less that of the samples fitted, both at the coefficients of the
    latter, per event left out.

    References
    ----------
    Simon N et al. J Stat Softw 2011;39(5):1-13. Verweij PJM, van Houwelingen HC. Stat Med
    1993;12:2305-2314.
    """
    settings = {"unpenalised": unpenalised, "folds": folds, "seed": seed, "choose": choose}
    chosen, path = lasso_path(features, time, event, **settings, penalties=penalties)
    times, events = follow_up(time, event, features.columns)
    return _model(features, chosen.to_numpy(), _standard(features)[1], times, events, path)


def lasso_path(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    unpenalised: Sequence[str] = (),
    folds: int = 10,
    seed: int = 0,
    choose: Literal["best", "one standard error"] = "best",
    penalties: int = PENALTIES,
) -> tuple[pd.Series, pd.DataFrame]:
    """Give the coefficients of `lasso_cox` and its path, without the baseline hazard.

    Parameters
    ----------
    features, time, event, unpenalised, folds, seed, choose, penalties
        As in `lasso_cox`.

    Returns
    -------
    Series, features
        Log hazard ratio per unit; 0 = not selected.
    DataFrame, penalties
        As `PrognosisModel.penalties`.

    Raises
    ------
    ValueError
        As in `lasso_cox`.
    """
    times, events = follow_up(time, event, features.columns)
    unknown = pd.Index(unpenalised).difference(features.index)
    if len(unknown):
        raise ValueError(f"unpenalised feature {unknown[0]!r} is not among the features")
    x, _, scale = _standard(features)
    factor = np.where(features.index.isin(unpenalised), 0.0, 1.0)
    varied = scale > 0
    if not (factor * varied).any():
        raise ValueError("no feature is left to select: each is unpenalised or constant")
    fold = event_folds(event, folds, seed).to_numpy()
    x, factor = x[:, varied], factor[varied]
    beta, tried = _path(x, times, events, factor, number=penalties)
    deviance = np.empty((folds, len(tried)))
    struck = np.array([events[fold == k].sum() for k in range(folds)], dtype=float)
    for k in range(folds):
        kept = fold != k
        part = _path(x[kept], times[kept], events[kept], factor, tried)[0]
        within = _deviance(x[kept] @ part, times[kept], events[kept])
        deviance[k] = (_deviance(x @ part, times, events) - within) / struck[k]
    mean = np.average(deviance, axis=0, weights=struck)
    variance = np.average((deviance - mean) ** 2, axis=0, weights=struck) / (folds - 1)
    best = int(np.argmin(mean))
    if choose == "one standard error":
        best = int(np.argmax(mean <= mean[best] + np.sqrt(variance[best])))
    whole = np.zeros(len(features))
    whole[varied] = beta[:, best] / scale[varied]
    path = pd.DataFrame(
        {
            "penalty": tried,
            "deviance": mean,
            "standard_error": np.sqrt(variance),
            "features": (beta != 0).sum(axis=0),
            "chosen": np.arange(len(tried)) == best,
        }
    )
    return pd.Series(whole, features.index, name="log_hazard_ratio"), path


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


def _path(
    x: np.ndarray,
    times: np.ndarray,
    events: np.ndarray,
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
    order = np.argsort(-times, kind="stable")
    centred = np.asfortranarray((x - np.average(x, axis=0))[order])
    outcome = times[order], events[order].astype(np.uint8)
    weights = factor * len(factor) / factor.sum()

    def fit(given: np.ndarray, *, found: bool) -> tuple[np.ndarray, np.ndarray]:
        path = given, found, SMALLEST_PENALTY
        settings = 1.0, ITERATIONS, TOLERANCE, False
        coefficients, tried, _, rounds = call_fit_coxnet(
            centred, *outcome, weights, *path, *settings
        )
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


def _deviance(predictor: np.ndarray, times: np.ndarray, events: np.ndarray) -> np.ndarray:
    """Return the deviance of linear predictors, samples x models, with Breslow's ties."""
    order = np.argsort(-times, kind="stable")
    falling, struck, eta = -times[order], events[order], predictor[order]
    last = np.searchsorted(falling, falling[struck], side="right") - 1
    top = eta.max(axis=0)
    at_risk = np.log(np.cumsum(np.exp(eta - top), axis=0)[last]) + top
    ties = np.unique(times[events], return_counts=True)[1]
    return -2 * ((eta[struck] - at_risk).sum(axis=0) + (ties * np.log(ties)).sum())


def _model(
    features: pd.DataFrame,
    beta: np.ndarray,
    centre: np.ndarray,
    times: np.ndarray,
    events: np.ndarray,
    penalties: pd.DataFrame | None = None,
) -> PrognosisModel:
    predictor = beta @ (_values(features) - centre[:, None])
    return PrognosisModel(
        pd.Series(beta, features.index, name="log_hazard_ratio"),
        pd.Series(centre, features.index, name="mean"),
        baseline_hazard(predictor, times, events),
        float(times.max()),
        penalties,
    )


def _standard(features: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return samples x features in SDs, the means, and the SDs (0 = constant)."""
    values = _values(features)
    centre, scale = values.mean(axis=1), values.std(axis=1)
    scale[np.ptp(values, axis=1) == 0] = 0.0
    divisor = np.where(scale > 0, scale, 1.0)
    return ((values - centre[:, None]) / divisor[:, None]).T, centre, scale


def _values(features: pd.DataFrame) -> np.ndarray:
    if not features.index.is_unique:
        twice = features.index[features.index.duplicated()][0]
        raise ValueError(f"feature {twice!r} stands twice")
    values = features.to_numpy(dtype=float, na_value=np.nan)
    feature, sample = np.nonzero(~np.isfinite(values))
    if len(feature):
        raise ValueError(
            f"feature {features.index[feature[0]]!r} of sample "
            f"{features.columns[sample[0]]!r} is {values[feature[0], sample[0]]}; a model needs "
            "complete features: leave the feature or the sample out"
        )
    return values
