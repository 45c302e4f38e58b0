"""Prognosis models of many features: Cox's model, plain and with the lasso's selection."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from resistbook.stats.prediction.lasso import PENALTIES, Choice, FoldedLasso
from resistbook.stats.survival.follow_up import follow_up
from resistbook.stats.survival.joint_cox import baseline_hazard, joint_cox


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
    choose: Choice = "best",
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
    The solver and its references are those of `FoldedLasso`.
    """
    lasso = FoldedLasso(features.columns, time, event, folds=folds, seed=seed)
    unknown = pd.Index(unpenalised).difference(features.index)
    if len(unknown):
        raise ValueError(f"unpenalised feature {unknown[0]!r} is not among the features")
    values = _values(features)
    path = lasso.path(
        values,
        unpenalised=features.index.isin(unpenalised),
        choose=choose,
        penalties=penalties,
    )
    times, events = follow_up(time, event, features.columns)
    centre = values.mean(axis=1)
    return _model(features, path.coefficients, centre, times, events, path.table())


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
