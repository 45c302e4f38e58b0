"""NF-κB and likeness to basal-like in HER2-positive tumours."""

import numpy as np
import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import POWER, partial_correlation
from resistbook.studies.kanzaki2016.her2 import AMPLIFICATION
from resistbook.studies.kanzaki2016.inputs import NETS, STUDY, TUMOURS
from resistbook.studies.kanzaki2016.measures import by_measure
from resistbook.studies.kanzaki2016.tumours import (
    NOT_SHARED,
    P65,
    SCORED,
    SCORED_WITH_CONTEXT,
    Scored,
    among_random,
    each_and_mean,
    of_hallmark,
    over_cohorts,
    phosphorylated_p65,
    real_scores,
    tumours,
)

DECLARED = ["immune", "stromal"]
HELD = {
    "nothing": [],
    "immune and stromal score": DECLARED,
    "these and likeness to normal breast": ["immune", "stromal", "normal"],
    "these and oestrogen receptor": ["immune", "stromal", "er"],
    "these and ERBB2 expression": ["immune", "stromal", "erbb2"],
    "all of these": ["immune", "stromal", "normal", "er", "erbb2"],
}
FURTHER = tuple(held for held in HELD if held.startswith("these and"))
AMPLIFIED = "immune, stromal; amplified only"


@stored(f"{STUDY}/basal_association", sources=TUMOURS, by=["cohort", "score", "adjusted"])
def basal_association() -> pd.DataFrame:
    """Return the correlation of NF-κB with the basal score in HER2-positive tumours.

    Plain and partial given immune and stromal score; ``random_high`` is the 95th percentile of
    random sets, ``percentile`` the place of NF-κB among them. "mean" is the common-effect mean.
    Phosphorylated p65 on the protein array of TCGA is shown beside, and not part of the mean.
    """
    tables = [associations(held).assign(adjusted=bool(held)) for held in ([], DECLARED)]
    return pd.concat(tables + _protein_association(), ignore_index=True)


@stored(f"{STUDY}/basal_sensitivity", sources=TUMOURS, by=["held", "cohort"])
def basal_sensitivity() -> pd.DataFrame:
    """Return the association of NF-κB without immediate-early genes, with more held equal.

    Normal breast around the tumour has both keratins of basal cells and NF-κB targets, and the
    oestrogen receptor lies on the way from luminal B to basal-like. Added after the result of
    `basal_association`, as is the row of tumours whose ERBB2 is amplified: in TCGA only they are
    taken, in SCAN-B, which has no copy numbers and so no row, all HER2-positive ones.
    """
    tables = [associations(held).assign(held=label) for label, held in HELD.items()]
    tables.append(associations(DECLARED, amplified=True).assign(held=AMPLIFIED))
    table = pd.concat(tables, ignore_index=True)
    table = table[table["score"] == SCORED[1]].drop(columns="score")
    return table[(table["held"] != AMPLIFIED) | (table["cohort"] != "SCAN-B")]


def associations(
    held: list[str],
    scored: Scored = of_hallmark,
    *,
    amplified: bool = False,
) -> pd.DataFrame:
    """Return the association of scores with the basal score, in each cohort and in the mean.

    Parameters
    ----------
    held
        What is held equal.
    scored
        Gives the scores of a cohort, and random ones beside them.
    amplified
        Whether only tumours with amplified ERBB2 are taken where copy numbers are known.
    """
    parts = {
        name: tuple(
            correlations(some, name, held, amplified=amplified)
            for some in (*scored(name), real_scores(NOT_SHARED)[name])
        )
        for name in SCORED_WITH_CONTEXT
    }
    return each_and_mean(parts, pooled).drop(columns="z")


def correlations(
    scores: pd.DataFrame, name: str, held: list[str], *, amplified: bool = False
) -> pd.DataFrame:
    """Return the partial correlation of scores with the basal score in HER2-positive tumours."""
    here = tumours(name)
    around = here.context[held].join(here.basal).dropna()
    positive = here.clinical["her2"] == 1
    if amplified and "erbb2_gistic" in here.clinical:
        positive &= here.clinical["erbb2_gistic"] == AMPLIFICATION
    ids = around.index.intersection(here.clinical.index[positive])
    return partial_correlation(scores[ids], around.loc[ids, "basal"], around.loc[ids, held])


def pooled(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the common-effect mean of partial correlations over cohorts."""
    mean = over_cohorts(parts, "z")
    return pd.DataFrame(
        {
            **{name: np.tanh(mean[name]) for name in ("estimate", "ci_low", "ci_high")},
            "z": mean["estimate"],
            "se": mean["standard_error"],
            "p": mean["p"],
            "n": sum(part["n"] for part in parts),
            "detectable": np.tanh(POWER * mean["standard_error"]),
        }
    )


def _protein_association() -> list[pd.DataFrame]:
    p65, clinical, context = phosphorylated_p65()
    around = context.join(tumours("TCGA").basal).dropna()
    ids = around.index.intersection(clinical.index[clinical["her2"] == 1])
    others = cohorts.tcga_rppa().expression.drop(index=P65)
    tables = []
    for held in ([], DECLARED):
        found, null = (
            partial_correlation(some[ids], around.loc[ids, "basal"], around.loc[ids, held])
            for some in (p65, others.dropna())
        )
        found = among_random(found, null).drop(columns="z").rename_axis("score").reset_index()
        tables.append(found.assign(cohort="TCGA, protein", cohorts=1, adjusted=bool(held)))
    return tables


@stored(
    f"{STUDY}/basal_measures",
    sources=(*TUMOURS, *NETS),
    by=["measure", "cohort", "held"],
    packages=["decoupler", "gseapy"],
)
def basal_measures() -> pd.DataFrame:
    """Return the association with the basal score for other measures of NF-κB activity.

    Added after the result of `basal_association`: the Hallmark by ssGSEA, targets of RELA by
    DoRothEA, and PROGENy's footprint of NF-κB.
    """
    rows = []
    for name in SCORED_WITH_CONTEXT:
        scores = by_measure(name)
        for label in ("immune and stromal score", "all of these"):
            found = correlations(scores, name, HELD[label])
            found = found.drop(columns="z").rename_axis("measure").reset_index()
            rows.append(found.assign(cohort=name, held=label))
    return pd.concat(rows, ignore_index=True)


def mean_association(scored: dict[str, pd.DataFrame]) -> pd.Series:
    """Return each score's partial correlation with the basal score, mean over the cohorts."""
    parts = [correlations(scores, name, DECLARED) for name, scores in scored.items()]
    return pooled(parts)["estimate"]
