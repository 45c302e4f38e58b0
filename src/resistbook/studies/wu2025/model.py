"""The prognosis model of study 5: one recipe, for anoikis genes and for random ones alike.

Candidates are the genes of a list that TCGA and a cohort both measure. The recipe screens them one
by one by Cox's model and gives the strongest to the lasso. It is trained in TCGA, and everything
that learns from outcome is inside it, so that a random list goes the same way from start to end.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import anoikis
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.lasso import FoldedLasso, event_folds
from resistbook.stats.prediction.prognosis import PrognosisModel, lasso_cox
from resistbook.stats.sets.scoring import mean_z
from resistbook.stats.survival.cox import cox

TRAINING = "TCGA"
EXTERNAL = ("SCAN-B", "METABRIC", "GSE25066", "GSE1992", "GSE4335", "GSE3143")
LISTS = ("GeneCards", "Gene Ontology")

SCREENED = 10
"""Candidates that pass the screening: about one for seven events in TCGA."""

FOLDS = 3
"""Folds of the lasso's own cross-validation, which chooses the penalty."""

PENALTIES = 20
"""Penalties that the lasso tries."""

OUTER = 3
"""Folds in which the whole recipe is cross-validated."""

RANDOM = 1000
FEWER = 200
"""Random signatures where no claim hangs on them."""

SEED = 2025
CELL_CYCLE = "HALLMARK_G2M_CHECKPOINT"
TASK = 25
"""Random signatures a task; never by the number of workers."""


def recipe(features: pd.DataFrame, time: pd.Series, event: pd.Series) -> PrognosisModel:
    """Make a prognosis model of candidate genes: univariate screening, then the lasso.

    Parameters
    ----------
    features : genes x samples
        Candidates, complete. A sample may stand more than once, as in a bootstrap.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.

    Raises
    ------
    ValueError
        As in `lasso_cox`.
    """
    chosen = _screened(features, _strength(features, time, event))
    return unscreened(chosen, time, event)


def unscreened(features: pd.DataFrame, time: pd.Series, event: pd.Series) -> PrognosisModel:
    """Make a prognosis model of all candidates by the lasso alone."""
    return lasso_cox(features, time, event, folds=FOLDS, seed=SEED, penalties=PENALTIES)


def strongest(features: pd.DataFrame, time: pd.Series, event: pd.Series) -> pd.Index:
    """Return the candidates that pass the screening, strongest first."""
    return _screened(features, _strength(features, time, event)).index


def shared_genes(cohort: str) -> pd.Index:
    """Return the genes that TCGA and a cohort both measure, sorted."""
    training = her2_negative(TRAINING).expression.index
    return training.intersection(her2_negative(cohort).expression.index).sort_values()


def candidates(cohort: str, name: str) -> pd.Index:
    """Return the genes of an anoikis list that TCGA and a cohort both measure, sorted."""
    return shared_genes(cohort).intersection(anoikis()[name])


@cache
def model(cohort: str, name: str = "GeneCards") -> PrognosisModel:
    """Return the model that TCGA makes of the candidates it shares with a cohort.

    Parameters
    ----------
    cohort
        Where the model is to be used; ``TCGA`` for all of TCGA's genes.
    name
        An anoikis list of `LISTS`.
    """
    training = her2_negative(TRAINING)
    return recipe(training.expression.loc[candidates(cohort, name)], *outcome(TRAINING))


def score(cohort: str, name: str = "GeneCards") -> pd.Series:
    """Return the risk score of each HER2-negative patient of a cohort, by its model from TCGA."""
    return model(cohort, name)(her2_negative(cohort).expression)


@cache
def reverse_score(cohort: str) -> pd.Series:
    """Return the score of each TCGA patient by the model that a cohort makes of its candidates."""
    features = her2_negative(cohort).expression.loc[candidates(cohort, LISTS[0])]
    return recipe(features, *outcome(cohort))(her2_negative(TRAINING).expression)


@cache
def random_scores(cohort: str) -> pd.DataFrame:
    """Return the scores of random candidates, trained in TCGA and computed in a cohort.

    Parameters
    ----------
    cohort
        Any of `EXTERNAL`.

    Returns
    -------
    DataFrame, signatures x patients
        1,000 signatures. Each starts from as many genes as the GeneCards list has candidates,
        drawn from all that TCGA and the cohort share (anoikis genes among them), and is made by
        the same recipe.
    """
    return _random_scores(shared_genes(cohort), cohort, TRAINING, cohort, RANDOM)


@cache
def themeless_scores(cohort: str) -> pd.DataFrame:
    """Return `random_scores` drawn without the genes of the list: `FEWER` signatures."""
    genes = shared_genes(cohort).difference(anoikis()[LISTS[0]])
    return _random_scores(genes, cohort, TRAINING, cohort, FEWER)


@cache
def reverse_random_scores(cohort: str) -> pd.DataFrame:
    """Return the scores of random candidates, trained in a cohort and computed in TCGA.

    As `random_scores` otherwise: `FEWER` signatures x patients of TCGA.
    """
    return _random_scores(shared_genes(cohort), cohort, cohort, TRAINING, FEWER)


def _random_scores(
    genes: pd.Index, cohort: str, training: str, used: str, number: int
) -> pd.DataFrame:
    features = her2_negative(training).expression.loc[genes]
    time, event = outcome(training)
    strength = _strength(features, time, event)
    parts = Parallel(n_jobs=-1)(
        delayed(_trained)(features.iloc[rows], time, event, strength.iloc[rows], chosen)
        for rows, chosen in _tasks(strength, len(candidates(cohort, LISTS[0])), number)
    )
    coefficients = pd.concat(parts, ignore_index=True).fillna(0.0)
    return coefficients @ her2_negative(used).expression.loc[coefficients.columns]


def proliferation(cohort: str) -> pd.Series:
    """Return the mean z-score of the measured genes of the G2M checkpoint (MSigDB Hallmark)."""
    genes = {CELL_CYCLE: msigdb("hallmark")[CELL_CYCLE]}
    return mean_z(her2_negative(cohort).expression, genes).loc[CELL_CYCLE]


def outer_folds() -> pd.Series:
    """Return the fold of each training patient in which random signatures are compared."""
    return event_folds(outcome(TRAINING)[1], OUTER, SEED)


@cache
def random_concordance() -> pd.Series:
    """Return the cross-validated C of 1,000 random signatures in TCGA, in `outer_folds`.

    Each starts from as many genes of TCGA as the GeneCards list has there.
    """
    features = her2_negative(TRAINING).expression
    size = len(candidates(TRAINING, "GeneCards"))
    return concordance_of_random(features, *outcome(TRAINING), outer_folds(), size, RANDOM)


def concordance_of_random(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    fold: pd.Series,
    size: int,
    number: int,
) -> pd.Series:
    """Return the C of random signatures in patients not trained on, over pairs within a fold.

    Parameters
    ----------
    features : genes x samples
        The genes that random signatures are drawn from.
    time, event, fold : samples
        Follow-up above zero, 1 = event, and the fold that each sample is left out with.
    size, number
        Genes of a signature before the recipe, and number of signatures.
    """
    scores = []
    for left_out in sorted(fold.unique()):
        kept = fold != left_out
        part = features.loc[:, kept]
        strength = _strength(part, time[kept], event[kept])
        models = Parallel(n_jobs=-1)(
            delayed(_trained)(part.iloc[rows], time[kept], event[kept], strength.iloc[rows], chosen)
            for rows, chosen in _tasks(strength, size, number)
        )
        coefficients = pd.concat(models, ignore_index=True).fillna(0.0)
        unseen = features.loc[coefficients.columns].loc[:, ~kept]
        scores.append(coefficients @ unseen)
    whole = pd.concat(scores, axis=1)[features.columns]
    return harrell_c(whole, time, event, strata=fold)


def outcome(cohort: str) -> tuple[pd.Series, pd.Series]:
    """Return time (months) and event of the HER2-negative patients of a cohort."""
    fields = her2_negative(cohort).clinical
    return fields["outcome_months"], fields["outcome_event"]


def clinical_model(cohort: str) -> pd.DataFrame:
    """Return the predictors of the clinical model of a cohort: patients x predictors."""
    fields = her2_negative(cohort).clinical
    return fields.drop(columns=["outcome_event", "outcome_months", "stratum"])


def strata(cohort: str) -> pd.Series | None:
    """Return the stratum of each patient of a cohort, or nothing if there is one only."""
    stratum = her2_negative(cohort).clinical["stratum"]
    return stratum if stratum.nunique() > 1 else None


def _strength(features: pd.DataFrame, time: pd.Series, event: pd.Series) -> pd.Series:
    """Return abs(z) of each gene in Cox's model of it alone; 0 where it cannot be fitted."""
    unnamed = features.set_axis(range(features.shape[1]), axis=1)
    moments = (values.set_axis(unnamed.columns) for values in (time, event))
    return cox(unnamed, *moments)["z"].abs().fillna(0.0)


def _screened(features: pd.DataFrame, strength: pd.Series) -> pd.DataFrame:
    return features.loc[strength.sort_values(ascending=False, kind="stable").index[:SCREENED]]


def _tasks(
    strength: pd.Series, size: int, number: int
) -> Iterator[tuple[np.ndarray, list[np.ndarray]]]:
    """Part random signatures into tasks: the genes each task needs, and those of each signature.

    Signature i is drawn by a generator of its own. Of its genes the screening would keep only the
    strongest, so no other is sent.
    """
    rank = (-strength).argsort(kind="stable").argsort().to_numpy()
    for first in range(0, number, TASK):
        drawn = []
        for i in range(first, min(first + TASK, number)):
            child = np.random.SeedSequence(SEED, spawn_key=(i,))
            genes = np.random.default_rng(child).choice(len(strength), size, replace=False)
            drawn.append(genes[np.argsort(rank[genes])[:SCREENED]])
        needed = np.unique(np.concatenate(drawn))
        yield needed, [np.searchsorted(needed, genes) for genes in drawn]


def _trained(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    strength: pd.Series,
    signatures: list[np.ndarray],
) -> pd.DataFrame:
    lasso = FoldedLasso(features.columns, time, event, folds=FOLDS, seed=SEED)
    values, strong = features.to_numpy(dtype=float), strength.to_numpy()
    made = []
    for genes in signatures:
        chosen = genes[np.argsort(-strong[genes], kind="stable")[:SCREENED]]
        found = lasso.path(values[chosen], penalties=PENALTIES).coefficients
        made.append(pd.Series(found[found != 0], features.index[chosen[found != 0]]))
    return pd.DataFrame(made)
