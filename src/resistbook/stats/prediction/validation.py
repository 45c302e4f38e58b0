"""How well a recipe for prognosis models does on patients it has not seen."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.lasso import event_folds
from resistbook.stats.resampling import bootstrap_within
from resistbook.stats.survival.follow_up import follow_up

Predictor = Callable[[pd.DataFrame], pd.Series]
Recipe = Callable[[pd.DataFrame, pd.Series, pd.Series], Predictor]
"""From features x samples, time and event to what gives each sample of a table its risk."""


def out_of_fold(
    recipe: Recipe,
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    folds: int = 5,
    repeats: int = 1,
    seed: int = 0,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Predict each sample by a model trained without it: cross-validation of a whole recipe.

    Parameters
    ----------
    recipe
        All that is done from data to model, selection and choice of penalties included (as
        `lasso_cox`, whose own cross-validation is then nested in this one).
    features : features x samples
        Complete.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    folds, repeats, seed
        Folds of `event_folds`, dealt anew in each repeat with a seed of its own.
    n_jobs
        Workers of joblib; numbers do not depend on them.

    Returns
    -------
    DataFrame
        A row for each repeat and sample, in the order given: ``sample``, ``repeat``, ``fold``,
        ``risk`` by the model trained on the other folds, and ``selected``: the features in that
        model (missing where the recipe does not say).

    Raises
    ------
    ValueError
        As in `follow_up`, `event_folds` and the recipe.

    Notes
    -----
    Risks of different folds come from different models: compare them within folds only
    (`cross_validated_c` does). Rows are patients: they are not to be stored.
    """
    follow_up(time, event, features.columns)
    dealt = [
        event_folds(event, folds, int(child.generate_state(1)[0]))
        for child in np.random.SeedSequence(seed).spawn(repeats)
    ]
    parts = Parallel(n_jobs=n_jobs)(
        delayed(_left_out)(recipe, features, time, event, fold == k)
        for fold in dealt
        for k in range(folds)
    )
    tables = []
    for repeat, fold in enumerate(dealt):
        own = parts[repeat * folds : (repeat + 1) * folds]
        table = pd.concat(own).loc[features.columns].rename_axis("sample").reset_index()
        table.insert(1, "repeat", repeat)
        table.insert(2, "fold", fold.to_numpy())
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def cross_validated_c(predicted: pd.DataFrame, time: pd.Series, event: pd.Series) -> pd.Series:
    """Give Harrell's C over pairs within the same fold, of each repeat.

    Parameters
    ----------
    predicted
        As from `out_of_fold`.
    time, event : samples
        As given to it.

    Returns
    -------
    Series, repeats
    """
    return pd.Series(
        {
            repeat: harrell_c(
                part.set_index("sample")[["risk"]].T,
                time,
                event,
                strata=part.set_index("sample")["fold"],
            ).item()
            for repeat, part in predicted.groupby("repeat")
        },
        name="concordance",
    ).rename_axis("repeat")


def optimism(
    recipe: Recipe,
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    n: int = 200,
    seed: int = 0,
    level: float = 0.95,
    n_jobs: int | None = None,
) -> pd.Series:
    """Correct a recipe's apparent C for being measured where the model was made.

    Parameters
    ----------
    recipe, features, time, event, n_jobs
        As in `out_of_fold`. Bootstrap samples keep the names of their samples, so that a recipe
        can hold copies together (as `lasso_cox` does in its folds).
    n, seed
        Bootstrap samples, drawn with generators spawned from `seed`, within event and censored so
        that each can be fitted.
    level
        Confidence level.

    Returns
    -------
    Series
        ``apparent`` C of the model trained on all; ``optimism``: how much better models of
        bootstrap samples do there than on all; ``corrected``: their difference, with ``ci_low``
        and ``ci_high`` (percentiles of the bootstrap's apparent C, shifted by the optimism); ``n``
        samples, ``n_events``, and ``failed``: bootstrap samples in which the recipe had no model.

    Raises
    ------
    ValueError
        As in `out_of_fold`; if the recipe fails on all the data, or in more than a tenth of the
        bootstrap samples.

    References
    ----------
    Harrell FE, Lee KL, Mark DB. Stat Med 1996;15:361-387. Noma H et al. Stat Med
    2021;40:5691-5701 (interval).
    """
    _, events = follow_up(time, event, features.columns)
    apparent = _concordance(recipe(features, time, event), features, time, event)
    values = np.array(
        Parallel(n_jobs=n_jobs)(
            delayed(_bootstrapped)(recipe, features, time, event, patients)
            for patients in bootstrap_within(events, n, seed)
        )
    )
    sound = np.isfinite(values).all(axis=1)
    if sound.mean() < 0.9:
        raise ValueError(
            f"the recipe gave no model in {(~sound).sum()} of {n} bootstrap samples; simplify it"
        )
    excess = float((values[sound, 0] - values[sound, 1]).mean())
    tail = (1 - level) / 2
    low, high = np.quantile(values[sound, 0], [tail, 1 - tail]) - excess
    return pd.Series(
        {
            "apparent": apparent,
            "optimism": excess,
            "corrected": apparent - excess,
            "ci_low": low,
            "ci_high": high,
            "n": len(events),
            "n_events": int(events.sum()),
            "failed": int((~sound).sum()),
        }
    )


def _left_out(
    recipe: Recipe, features: pd.DataFrame, time: pd.Series, event: pd.Series, out: pd.Series
) -> pd.DataFrame:
    kept = ~out.to_numpy()
    model = recipe(features.loc[:, kept], time[kept], event[kept])
    table = model(features.loc[:, ~kept]).rename("risk").to_frame()
    selected = getattr(model, "selected", None)
    names = None if selected is None else tuple(selected.index)
    return table.assign(selected=pd.Series([names] * len(table), table.index, dtype=object))


def _bootstrapped(
    recipe: Recipe,
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    patients: np.ndarray,
) -> tuple[float, float]:
    """Return C of a bootstrap sample's model there and on all samples; NaN without a model."""
    drawn = features.iloc[:, patients], time.iloc[patients], event.iloc[patients]
    try:
        model = recipe(*drawn)
    except ValueError:
        return np.nan, np.nan
    return _concordance(model, *drawn), _concordance(model, features, time, event)


def _concordance(
    model: Predictor, features: pd.DataFrame, time: pd.Series, event: pd.Series
) -> float:
    return harrell_c(model(features).to_frame().T, time, event).item()
