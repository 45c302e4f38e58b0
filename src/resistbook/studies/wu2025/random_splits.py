"""Wu 2025: the model of TCGA in patients not trained on, over many random splits into thirds."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts import tcga_clinical
from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.results.store import stored
from resistbook.stats.prediction.discrimination import TIE, harrell_c
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.random_signatures import percentile
from resistbook.stats.prediction.validation import Recipe, out_of_fold
from resistbook.stats.resampling import bootstrap_weights
from resistbook.studies.wu2025.cohorts import METASTATIC, RESPONSE, STUDY, TRAINED
from resistbook.studies.wu2025.model import (
    LISTS,
    OUTER,
    SEED,
    TRAINING,
    candidates,
    clinical_model,
    concordance_of_random,
    outcome,
    recipe,
    unscreened,
)
from resistbook.studies.wu2025.resistance import FDR, resistance_genes
from resistbook.studies.wu2025.training import FITTED

SPLITS = 40
"""Random splits into thirds over which C is averaged."""
FEWER_SPLITS = 10
"""The first of them: for the lasso of all candidates, which is slow, and for random signatures."""
RANDOM_LISTS = 200
FEWER_LISTS = 60
"""Random signatures where the endpoint is another."""
BOOTSTRAPS = 1000
DEATH = "overall survival"


def unseen_risks(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    splits: int,
    way: Recipe = recipe,
    seed: int = SEED,
    n_jobs: int | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the risk of each patient by models trained without them, and the folds.

    Parameters
    ----------
    features : genes x samples
        Candidates, complete.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    splits
        Random splits into `OUTER` folds.
    way
        From candidates to model.
    seed, n_jobs
        As in `out_of_fold`.

    Returns
    -------
    DataFrame, DataFrame : samples x splits
        Risks, to be compared within a fold only, and folds.
    """
    predicted = out_of_fold(
        way, features, time, event, folds=OUTER, repeats=splits, seed=seed, n_jobs=n_jobs
    )
    risk, fold = (
        predicted.pivot(index="sample", columns="repeat", values=name).loc[time.index]
        for name in ("risk", "fold")
    )
    return risk, fold


def mean_over_splits(
    risk: pd.DataFrame,
    fold: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    n: int = BOOTSTRAPS,
    seed: int = SEED,
) -> pd.Series:
    """Return the mean of C over random splits, with the interval of a bootstrap of patients.

    Parameters
    ----------
    risk, fold : samples x splits
        As `unseen_risks` returns them.
    time, event : samples
        As given to it.
    n, seed
        Bootstrap samples of patients, and their seed.

    Returns
    -------
    Series
        ``estimate``, ``ci_low``, ``ci_high``; ``lowest`` and ``highest`` of the splits.

    Notes
    -----
    A bootstrap sample of patients is the same in all splits, and the models are kept, so that the
    interval holds the chance of who was scored and not of who was trained on.
    """
    times, struck = time.to_numpy(), event.to_numpy() == 1
    first = np.flatnonzero(struck)
    later = (times > times[first, None]) | ((times == times[first, None]) & ~struck)
    weights = bootstrap_weights(np.zeros(len(times), dtype=int), n, seed)
    each = []
    for split in risk:
        folds, scores = fold[split].to_numpy(), risk[split].to_numpy()
        comparable = later & (folds == folds[first, None])
        excess = scores[first, None] - scores
        concordant = comparable * ((excess > TIE).astype(float) + (excess >= -TIE)) / 2
        shares = [
            (weights[:, first] * (weights @ pairs.T)).sum(axis=1)
            for pairs in (concordant, comparable.astype(float))
        ]
        each.append(shares[0] / shares[1])
    found = np.array(each)
    low, high = np.quantile(found[:, 1:].mean(axis=0), [0.025, 0.975])
    return pd.Series(
        {
            "estimate": found[:, 0].mean(),
            "ci_low": low,
            "ci_high": high,
            "lowest": found[:, 0].min(),
            "highest": found[:, 0].max(),
        }
    )


def added(
    risk: pd.DataFrame,
    fold: pd.DataFrame,
    clinical: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
) -> dict[str, float]:
    """Return what the score adds to the clinical model, in the middle of the random splits.

    Parameters
    ----------
    risk, fold : samples x splits
        As `unseen_risks` returns them.
    clinical : samples x fields
        Complete.
    time, event : samples
        As given to it.

    Returns
    -------
    dict
        ``hazard_ratio`` per SD within folds (geometric mean over splits) and ``p`` of the
        likelihood ratio (median). In a split whose models chose no gene they are 1.
    """
    logs, p = np.zeros(risk.shape[1]), np.ones(risk.shape[1])
    for i, split in enumerate(risk):
        if risk[split].std() > 0:
            fit = likelihood_ratio(risk[split], clinical, time, event, strata=fold[split])
            logs[i], p[i] = np.log(fit["hazard_ratio"]), fit["p"]
    return {"hazard_ratio": float(np.exp(logs.mean())), "p": float(np.median(p))}


def random_means(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    fold: pd.DataFrame,
    size: int,
    number: int,
) -> pd.Series:
    """Return the mean C of random signatures over random splits.

    Parameters
    ----------
    features, time, event, size, number
        As in `concordance_of_random`.
    fold : samples x splits
        Folds of each split.
    """
    each = [
        concordance_of_random(features, time, event, fold[split], size, number) for split in fold
    ]
    return pd.concat(each, axis=1).mean(axis=1)


def _row(
    features: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    clinical: pd.DataFrame,
    way: Recipe = recipe,
    random: int = 0,
    splits: int = SPLITS,
) -> dict[str, float]:
    """Return a row of `splits`; without random signatures where `random` is 0."""
    risk, fold = unseen_risks(features, time, event, splits=splits, way=way, n_jobs=-1)
    whole = way(features, time, event)(features)
    row = {
        "candidates": len(features),
        "n": len(event),
        "n_events": int(event.sum()),
        "apparent": harrell_c(whole.to_frame().T, time, event).item(),
        **mean_over_splits(risk, fold, time, event),
        **added(risk, fold, clinical, time, event),
        **dict.fromkeys(["random_low", "random_median", "random_95", "percentile"], np.nan),
    }
    if random:
        pool = her2_negative(TRAINING).expression[features.columns]
        kept = fold[[*range(FEWER_SPLITS)]]
        others = random_means(pool, time, event, kept, len(features), random)
        low, middle, high = others.quantile([0.05, 0.5, 0.95])
        row |= {
            "random_low": low,
            "random_median": middle,
            "random_95": high,
            "percentile": percentile(row["estimate"], others)["percentile"],
        }
    return row


@stored(f"{STUDY}/splits", sources=TRAINED, by=["list"], **FITTED)
def splits() -> pd.DataFrame:
    """Return how the model of each anoikis list does in unseen patients of TCGA.

    ``estimate``: C, the mean over 40 random splits into thirds, with the interval of a bootstrap
    of patients around it; ``lowest`` and ``highest`` of the splits; ``apparent``: C where the
    model was trained. GeneCards only: its place among 200 random signatures of as many candidates,
    each the mean over the first ten of the splits, all the way through the recipe.
    ``hazard_ratio`` and ``p`` as `added` has them.
    """
    expression, time_event = her2_negative(TRAINING).expression, outcome(TRAINING)
    return pd.DataFrame(
        [
            {
                "list": name,
                **_row(
                    expression.loc[candidates(TRAINING, name)],
                    *time_event,
                    clinical_model(TRAINING),
                    random=RANDOM_LISTS if name == LISTS[0] else 0,
                ),
            }
            for name in LISTS
        ]
    )


@stored(f"{STUDY}/splits_readings", sources=(*TRAINED, *RESPONSE), by=["reading"], **FITTED)
def splits_readings() -> pd.DataFrame:
    """Return `splits` of the GeneCards list under other readings of the claim.

    ``reading``: death of any cause as the outcome (60 random signatures); patients of stage I to
    III or with oestrogen receptor only; candidates that are genes of resistance too, at equal ER
    status or with ER ignored; the lasso without the screening, over ten random splits. Where the
    interval of C reaches one half the rule asks for no random signatures, and none were made.
    """
    return pd.DataFrame(
        [
            {"reading": reading, "list": LISTS[0], **_row(*case)}
            for reading, case in reading_cases().items()
        ]
    )


def reading_cases() -> dict[str, tuple]:
    """Return what `_row` needs for each reading of `splits_readings`."""
    features = her2_negative(TRAINING).expression.loc[candidates(TRAINING, LISTS[0])]
    time, event = outcome(TRAINING)
    clinical = clinical_model(TRAINING)
    genes = resistance_genes().set_index("gene")
    cases = {
        "lasso alone": (features, time, event, clinical, unscreened, 0, FEWER_SPLITS),
        **{
            reading: (features[features.index.isin(passing)], time, event, clinical)
            for reading, passing in {
                "genes of resistance": genes.index[genes["fdr"] < FDR],
                "genes of resistance, ER ignored": genes.index[genes["fdr_raw"] < FDR],
            }.items()
        },
    }
    for reading, kept in {
        "stage I to III": clinical["stage"] < METASTATIC,
        "oestrogen receptor positive": clinical["er"] == 1,
    }.items():
        fields = clinical[kept].loc[:, clinical[kept].nunique() > 1]
        cases[reading] = features.loc[:, kept], time[kept], event[kept], fields
    death = tcga_clinical().loc[time.index, ["os_months", "os_event"]]
    death = death[death["os_months"] > 0].dropna()
    cases[DEATH] = (
        features[death.index],
        death["os_months"],
        death["os_event"],
        clinical.loc[death.index],
        recipe,
        FEWER_LISTS,
    )
    return cases
