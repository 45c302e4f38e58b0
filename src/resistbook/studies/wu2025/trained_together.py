"""Wu 2025: models of anoikis genes trained on the other cohorts together, and in two more."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from resistbook.data.cohorts.prognosis import FOLLOWED, followed
from resistbook.genes.signatures import anoikis
from resistbook.results.store import stored
from resistbook.stats.prediction.discrimination import discrimination, harrell_c
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.pooled_training import (
    Together,
    ridge_cox,
    stratified_lasso,
    together,
)
from resistbook.stats.resampling import permute_within
from resistbook.stats.survival.cox import cox
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
from resistbook.studies.wu2025.model import (
    FOLDS,
    LISTS,
    PENALTIES,
    SCREENED,
    SEED,
    TRAINING,
    recipe,
)
from resistbook.studies.wu2025.training import FITTED, UNTIL, among_random
from resistbook.studies.wu2025.validation import mean_over_cohorts, stratification

POOL = ("TCGA", "SCAN-B", "GSE1992", "GSE4335", "GSE3143")
"""Cohorts of which enough genes are measured that all of them share many."""

RANDOM_SETS = {"ridge": 500, "screened, lasso": 100, "ridge, METABRIC too": 200}
"""Random lists by recipe."""

PERMUTED = {"ridge": 100, "screened, lasso": 40, "ridge, METABRIC too": 100}
"""Permutations of the outcome by recipe, each with the whole training anew."""

FURTHER = ("METABRIC", "GSE42568")
FURTHER_RANDOM = 200
TASK = 25
FURTHER_FILES = ("metabric-489", "gse42568-gsstda")

Recipe = Callable[[pd.DataFrame, pd.Series, pd.Series, pd.Series], pd.Series]
"""From features, time, event and strata to coefficients."""


def ridge(
    features: pd.DataFrame, time: pd.Series, event: pd.Series, strata: pd.Series
) -> pd.Series:
    """Train a model that keeps every candidate."""
    return ridge_cox(features, time, event, strata=strata)


def screened_lasso(
    features: pd.DataFrame, time: pd.Series, event: pd.Series, strata: pd.Series
) -> pd.Series:
    """Train the book's recipe: the ten strongest candidates, then the lasso, by cohort."""
    strength = cox(features, time, event, strata=strata)["z"].abs().fillna(0.0)
    chosen = strength.sort_values(ascending=False, kind="stable").index[:SCREENED]
    settings = {"folds": FOLDS, "seed": SEED, "penalties": PENALTIES}
    return stratified_lasso(features.loc[chosen], time, event, strata=strata, **settings)


RECIPES = {
    "ridge": (ridge, POOL, tuple(FOLLOWED)),
    "screened, lasso": (screened_lasso, POOL, tuple(FOLLOWED)),
    "ridge, METABRIC too": (ridge, (*POOL, "METABRIC"), POOL),
}
"""By name: the recipe, the cohorts trained on but for the one tested in, and those tested in."""


def outcome(cohort: str) -> tuple[pd.Series, pd.Series]:
    """Return time (months) and event of the patients of a cohort."""
    fields = followed(cohort).clinical
    return fields["outcome_months"], fields["outcome_event"]


def strata(cohort: str) -> pd.Series | None:
    """Return the stratum of each patient of a cohort, or nothing if there is one only."""
    stratum = followed(cohort).clinical["stratum"]
    return stratum if stratum.nunique() > 1 else None


def clinical_model(cohort: str) -> pd.DataFrame:
    """Return the predictors of the clinical model of a cohort: patients x predictors."""
    return followed(cohort).clinical.drop(columns=["outcome_event", "outcome_months", "stratum"])


def trained_on(cohorts: tuple[str, ...], tested: str) -> Together:
    """Return cohorts together, with the genes that all of them and the tested one measure."""
    parts = {}
    for name in cohorts:
        table = followed(name)
        genes = table.expression.index.intersection(followed(tested).expression.index)
        parts[name] = (table.expression.loc[genes], *outcome(name), table.clinical["stratum"])
    return together(parts)


def pooled_coefficients(name: str, tested: str) -> pd.Series:
    """Return the coefficients of the anoikis genes that a recipe trains for a cohort."""
    way, cohorts, _ = RECIPES[name]
    data = trained_on(tuple(each for each in cohorts if each != tested), tested)
    listed = data.features.index.intersection(anoikis()[LISTS[0]])
    return way(data.features.loc[listed], data.time, data.event, data.strata)


@stored(
    f"{STUDY}/pooled",
    sources=(*EVERYTHING, *FURTHER_FILES),
    by=["recipe", "list", "cohort"],
    **FITTED,
)
def pooled() -> pd.DataFrame:
    """Return how models do that were trained on all other cohorts together.

    ``recipe``: a ridge of all candidates, or the book's screening and lasso, trained on the
    cohorts of `POOL` but for the one tested in, each with a baseline hazard of its own; and the
    ridge with METABRIC among them, which leaves few genes. ``trained`` patients and
    ``trained_events``; ``genes`` that all measure, ``candidates`` among them. Random lists of as
    many genes go through the same recipe; ``permuted_95`` and ``permuted_p``: permutations of the
    outcomes within the cohorts trained on, everything trained anew. ``hazard_ratio`` and
    ``p``: beside the clinical model of the cohort; missing where it has none. Row "mean": that of
    `mean_over_cohorts`.
    """
    tables = []
    for name, (_, _, tested) in RECIPES.items():
        rows = pd.DataFrame([_tested(name, cohort) for cohort in tested])
        tables.append(pd.concat([rows, mean_over_cohorts(rows)], ignore_index=True))
        tables[-1].insert(0, "recipe", name)
    table = pd.concat(tables, ignore_index=True)
    table.insert(1, "list", LISTS[0])
    return table


def _tested(name: str, cohort: str) -> dict[str, float | str]:
    way, cohorts, _ = RECIPES[name]
    data = trained_on(tuple(each for each in cohorts if each != cohort), cohort)
    genes = data.features.index
    listed = genes.intersection(anoikis()[LISTS[0]])
    expression = followed(cohort).expression.loc[genes]
    measure = partial(_concordance, expression, cohort)
    own = _coefficients(way, data, [listed])
    drawn = [
        genes[np.sort(_generator(i).choice(len(genes), len(listed), replace=False))]
        for i in range(RANDOM_SETS[name])
    ]
    random = measure(_coefficients(way, data, drawn))
    permuted = PERMUTED[name]
    moved = permute_within(np.arange(len(data.time)), data.strata, permuted, SEED)
    shuffled = measure(_coefficients(way, data, [listed] * permuted, moved))
    row: dict[str, float | str] = {
        "cohort": cohort,
        "trained": len(data.event),
        "trained_events": int(data.event.sum()),
        "genes": len(genes),
        "candidates": len(listed),
        "n": expression.shape[1],
        "n_events": int(outcome(cohort)[1].sum()),
        **measured_in(cohort, (own @ expression.loc[own.columns]).iloc[0]),
    }
    row |= among_random(row["estimate"], random, LISTS[0])
    row["permuted_95"] = shuffled.quantile(0.95)
    row["permuted_p"] = (1 + (shuffled >= row["estimate"]).sum()) / (1 + permuted)
    return row


def measured_in(cohort: str, score: pd.Series) -> dict[str, float]:
    """Return C of a score with interval, and what it adds to the clinical model of a cohort."""
    time, event = outcome(cohort)
    if not score.std() > 0:
        return dict.fromkeys(["estimate", "ci_low", "ci_high", "hazard_ratio", "p"], np.nan)
    measured = discrimination(
        score.to_frame("score"), time, event, tau=UNTIL, strata=strata(cohort), seed=SEED
    )
    row = dict(measured.iloc[0][["estimate", "ci_low", "ci_high"]])
    clinical = clinical_model(cohort)
    if clinical.empty:
        return row | {"hazard_ratio": np.nan, "p": np.nan}
    added = likelihood_ratio(score, clinical, time, event, strata=strata(cohort))
    return row | dict(added[["hazard_ratio", "p"]])


def _concordance(expression: pd.DataFrame, cohort: str, models: pd.DataFrame) -> pd.Series:
    scores = models @ expression.loc[models.columns]
    return harrell_c(scores, *outcome(cohort), strata=strata(cohort))


def _coefficients(
    way: Recipe, data: Together, lists: list[pd.Index], orders: np.ndarray | None = None
) -> pd.DataFrame:
    """Train a model of each list of genes, each with an order of outcomes of its own, if given."""
    if orders is None:
        orders = np.tile(np.arange(len(data.time)), (len(lists), 1))
    tasks = [slice(first, first + TASK) for first in range(0, len(lists), TASK)]
    parts = Parallel(n_jobs=-1)(
        delayed(_trained)(way, data, lists[task], orders[task]) for task in tasks
    )
    return pd.concat(parts, ignore_index=True).fillna(0.0)


def _trained(
    way: Recipe, data: Together, lists: list[pd.Index], orders: np.ndarray
) -> pd.DataFrame:
    made = []
    for genes, order in zip(lists, orders, strict=True):
        time, event = (
            pd.Series(values.to_numpy()[order], values.index) for values in (data.time, data.event)
        )
        made.append(way(data.features.loc[genes], time, event, data.strata))
    return pd.DataFrame(made)


def _generator(number: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(number,)))


@stored(
    f"{STUDY}/further_cohorts",
    sources=(*EVERYTHING, *FURTHER_FILES),
    by=["list", "cohort"],
    **FITTED,
)
def further_cohorts() -> pd.DataFrame:
    """Return `stratification` with METABRIC by 489 genes, and with GSE42568.

    200 random signatures in these two, of as many candidates and by the same recipe, trained in
    TCGA.
    """
    known = stratification().query("list == @LISTS[0] and cohort not in ['mean', 'METABRIC']")
    kept = ["cohort", "n", "n_events", "candidates", "estimate", "ci_low", "ci_high"]
    kept += ["random_low", "random_median", "random_95", "percentile", "hazard_ratio", "p"]
    rows = pd.concat([known[kept], pd.DataFrame([_further(name) for name in FURTHER])])
    table = pd.concat([rows, mean_over_cohorts(rows)], ignore_index=True)
    table.insert(0, "list", LISTS[0])
    return table


def _further(cohort: str) -> dict[str, float | str]:
    training, tested = followed(TRAINING).expression, followed(cohort).expression
    genes = training.index.intersection(tested.index).sort_values()
    listed = genes.intersection(anoikis()[LISTS[0]])
    drawn = [
        genes[np.sort(_generator(i).choice(len(genes), len(listed), replace=False))]
        for i in range(FURTHER_RANDOM)
    ]
    models = Parallel(n_jobs=-1)(
        delayed(recipe)(training.loc[each], *outcome(TRAINING)) for each in (listed, *drawn)
    )
    scores = pd.DataFrame([each(tested) for each in models])
    random = harrell_c(
        scores.iloc[1:].reset_index(drop=True), *outcome(cohort), strata=strata(cohort)
    )
    row = {
        "cohort": cohort,
        "n": tested.shape[1],
        "n_events": int(outcome(cohort)[1].sum()),
        "candidates": len(listed),
        **measured_in(cohort, scores.iloc[0]),
    }
    return row | among_random(row["estimate"], random, LISTS[0])
