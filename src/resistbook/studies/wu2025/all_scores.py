"""Wu 2025: every score on the same patients, from anoikis genes to the clinical model."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts.prognosis import FOLLOWED, followed
from resistbook.genes.published_scores import SOURCES, published_scores
from resistbook.genes.sets import msigdb
from resistbook.results.store import stored
from resistbook.signature.chance import random_concordance
from resistbook.signature.tested import tested
from resistbook.stats.prediction.discrimination import discrimination
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.sets.scoring import mean_z
from resistbook.stats.survival.joint_cox import joint_cox
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
from resistbook.studies.wu2025.model import CELL_CYCLE, SEED, TRAINING
from resistbook.studies.wu2025.random_splits import splits
from resistbook.studies.wu2025.trained_together import (
    FURTHER_FILES,
    clinical_model,
    further_cohorts,
    outcome,
    pooled,
    pooled_coefficients,
    strata,
)
from resistbook.studies.wu2025.training import FITTED, UNTIL

ALONE = "anoikis, trained in TCGA"
POOLED = "anoikis, trained together"
CLINICAL = "clinical"
BOTH = "clinical + anoikis"
FEWEST_GENES = 10
BESIDE_COLUMNS = {
    "found": "genes measured",
    "given": "genes in all",
    "share": "weight measured",
    "estimate": "C",
    "gain": "C minus that of the clinical model",
    "hazard_ratio": "hazard ratio beside it",
}
"""Columns of `beside`, with the heads that the chapter gives them."""

SIZES = (5, 10, 20, 50, 100, 200)
RANDOM = 1000
LARGEST_SHARE = 1 / 2
"""Of a cohort's genes: larger random sets are all alike."""


def pooled_score(cohort: str) -> pd.Series:
    """Return the score of each patient by the ridge trained on the other cohorts."""
    weights = pooled_coefficients("ridge", cohort)
    return weights @ followed(cohort).expression.loc[weights.index]


def proliferation(cohort: str) -> pd.Series | None:
    """Return the mean z-score of the genes of the G2M checkpoint, if enough are measured."""
    genes = {"cycle": msigdb("hallmark")[CELL_CYCLE]}
    score = mean_z(followed(cohort).expression, genes, minimum=FEWEST_GENES).loc["cycle"]
    return score if score.notna().all() else None


@stored(
    f"{STUDY}/beside",
    sources=(*EVERYTHING, *FURTHER_FILES, *SOURCES),
    by=["cohort", "score"],
    **FITTED,
)
def beside() -> pd.DataFrame:
    """Return C of every score in every cohort, and what it adds to the clinical model.

    ``score``: the anoikis genes by the ridge trained on the other cohorts; approximations of
    published signatures, ``found`` of their ``given`` genes with ``share`` of the weight, without
    C where under half of it is measured; proliferation; the clinical model, alone and with the
    anoikis score, both fitted in the cohort itself, so that their C is flattered. ``gain`` over
    the clinical model in the same bootstrap samples; ``hazard_ratio`` per SD and ``p`` beside it.
    """
    return pd.concat([_beside(cohort) for cohort in FOLLOWED], ignore_index=True)


def _beside(cohort: str) -> pd.DataFrame:
    expression, clinical = followed(cohort).expression, clinical_model(cohort)
    time, event = outcome(cohort)
    stratum = strata(cohort)
    risks = {POOLED: pooled_score(cohort)}
    coverage = []
    for name, each in published_scores(expression).items():
        coverage.append({"score": name, "given": each.given, "found": each.found})
        coverage[-1]["share"] = each.share
        if each.score.notna().all():
            risks[name] = each.score
    cycle = proliferation(cohort)
    if cycle is not None:
        risks["proliferation"] = cycle
    single = list(risks)
    if clinical.shape[1]:
        both = clinical.assign(anoikis=risks[POOLED])
        for name, table in {CLINICAL: clinical, BOTH: both}.items():
            risks[name] = table @ joint_cox(table, time, event, strata=stratum).coefficients
    measured = discrimination(
        pd.DataFrame(risks),
        time,
        event,
        tau=UNTIL,
        against=CLINICAL if CLINICAL in risks else None,
        strata=stratum,
        seed=SEED,
    )
    table = measured[measured["measure"] == "Harrell C"].rename(columns={"model": "score"})
    table = table.drop(columns=["measure", "at", "replicates"])
    added = [
        {"score": name, **likelihood_ratio(risks[name], clinical, time, event, strata=stratum)}
        for name in single
        if clinical.shape[1]
    ]
    columns = ["score", "hazard_ratio", "p"]
    table = table.merge(pd.DataFrame(added, columns=columns), on="score", how="left")
    table = table.merge(pd.DataFrame(coverage), on="score", how="outer")
    table[["n", "n_events"]] = len(event), int(event.sum())
    table[["hazard_ratio", "p"]] = table[["hazard_ratio", "p"]].astype(float)
    table.insert(0, "cohort", cohort)
    return table


def scores_and_bands() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what is drawn of every cohort: scores and random lists.

    Returns
    -------
    DataFrame, DataFrame
        ``cohort``, ``score``, ``c``, ``ci_low``, ``ci_high``; and ``cohort``, ``score``, the one
        that random lists were trained like, ``low``, ``middle``, ``high``. In TCGA the first are
        those of patients not trained on, over forty random splits.
    """
    inside = splits().query("list == 'GeneCards'").assign(cohort=TRAINING)
    alone = pd.concat([inside, further_cohorts().query("cohort != 'mean'")])
    trained = pooled().query("recipe == 'ridge' and cohort != 'mean'")
    scores = pd.concat([alone.assign(score=ALONE), beside()]).rename(columns={"estimate": "c"})
    names = {"random_low": "low", "random_median": "middle", "random_95": "high"}
    bands = pd.concat([alone.assign(score=ALONE), trained.assign(score=POOLED)])
    return (
        scores[["cohort", "score", "c", "ci_low", "ci_high"]].reset_index(drop=True),
        bands.rename(columns=names)[["cohort", "score", *names.values()]].reset_index(drop=True),
    )


@stored(
    f"{STUDY}/random_sizes",
    sources=(*EVERYTHING, *FURTHER_FILES, "enlight", "transneo"),
    by=["cohort", "size"],
    packages=FITTED["packages"],
)
def random_sizes() -> pd.DataFrame:
    """Return the C of random gene sets by cohort and number of genes.

    Means of the normal scores of 1,000 sets, drawn from all genes of the cohort, without training:
    ``lowest`` 2.5th percentile, ``median``, ``p95`` and ``highest`` 97.5th percentile. Sets above
    half of the genes measured are left out.
    """
    rows = []
    for cohort in FOLLOWED:
        data = tested(cohort, "her2-negative")
        for size in SIZES:
            if size > LARGEST_SHARE * len(data.expression):
                continue
            c = random_concordance(
                data, data.expression.index, np.full(size, 1 / size), number=RANDOM, seed=SEED
            )
            low, middle, bar, high = np.quantile(c, [0.025, 0.5, 0.95, 0.975])
            rows.append([cohort, len(data.expression), size, low, middle, bar, high])
    columns = ["cohort", "genes", "size", "lowest", "median", "p95", "highest"]
    return pd.DataFrame(rows, columns=columns)
