"""NF-κB in luminal B tumours against other subtypes."""

import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import POWER, adjusted_difference
from resistbook.studies.kanzaki2016.inputs import BASAL, LUMINAL_A, LUMINAL_B, STUDY, TUMOURS
from resistbook.studies.kanzaki2016.tumours import (
    NOT_SHARED,
    P65,
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

CONTRASTS = {
    "luminal B − basal-like, HER2-negative": ((LUMINAL_B, 0), (BASAL, 0)),
    "luminal B − luminal A, HER2-negative": ((LUMINAL_B, 0), (LUMINAL_A, 0)),
    "luminal B, HER2-positive − negative": ((LUMINAL_B, 1), (LUMINAL_B, 0)),
    "basal-like − luminal B, HER2-positive": ((BASAL, 1), (LUMINAL_B, 1)),
}
FEWEST = 5


@stored(f"{STUDY}/luminal_b", sources=TUMOURS, by=["cohort", "contrast", "score", "adjusted"])
def luminal_b() -> pd.DataFrame:
    """Return differences in NF-κB between luminal B and other tumours, in SDs.

    As `basal_association`: plain and at equal immune and stromal score, with random sets. METABRIC,
    whose panel holds few NF-κB genes and no immune set, and p65 on the protein array are shown
    beside and not part of the mean; beside p65 stand the other antibodies instead of random sets.
    Cohorts with fewer than `FEWEST` tumours in a group are left out.
    """
    tables = []
    for label, (one, other) in CONTRASTS.items():
        for held in ([], ["immune", "stromal"]):
            found = differences(one, other, held)
            tables.append(found.assign(contrast=label, adjusted=bool(held)))
        tables += _beside(label, one, other)
    return pd.concat(tables, ignore_index=True)


def differences(
    one: tuple[str, int],
    other: tuple[str, int],
    held: list[str],
    scored: Scored = of_hallmark,
) -> pd.DataFrame:
    """Return the difference in scores between two classes, in each cohort and in the mean.

    Parameters
    ----------
    one, other
        Subtype and HER2 status.
    held
        What is held equal.
    scored
        Gives the scores of a cohort, and random ones beside them.
    """
    parts = {}
    for name in SCORED_WITH_CONTEXT:
        around = tumours(name).context[held].dropna()
        group = _group(tumours(name).clinical.loc[around.index], one, other)
        if min(group.sum(), (1 - group).sum()) < FEWEST:
            continue
        parts[name] = tuple(
            adjusted_difference(some[group.index], group, around.loc[group.index])
            for some in (*scored(name), real_scores(NOT_SHARED)[name])
        )
    return each_and_mean(parts, pooled)


def pooled(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the common-effect mean of differences over cohorts."""
    mean = over_cohorts(parts, "estimate").rename(columns={"standard_error": "se"})
    return mean[["estimate", "se", "ci_low", "ci_high", "p"]].assign(
        n_1=sum(part["n_1"] for part in parts),
        n_0=sum(part["n_0"] for part in parts),
        detectable=POWER * mean["se"],
    )


def _beside(label: str, one: tuple[str, int], other: tuple[str, int]) -> list[pd.DataFrame]:
    p65, patients, context = phosphorylated_p65()
    antibodies = cohorts.tcga_rppa().expression.drop(index=P65)[p65.columns].dropna()
    here = tumours("METABRIC")
    beside = [
        ("METABRIC", here.scores, None, here.clinical, here.context, []),
        ("TCGA, protein", p65, antibodies, patients, context, []),
        ("TCGA, protein", p65, antibodies, patients, context, ["immune", "stromal"]),
    ]
    tables = []
    for name, scores, others, clinical, around, held in beside:
        group = _group(clinical, one, other)
        if min(group.sum(), (1 - group).sum()) >= FEWEST:
            equal = around.loc[group.index, held]
            found = adjusted_difference(scores[group.index], group, equal)
            if others is not None:
                null = adjusted_difference(others[group.index], group, equal)
                found = among_random(found, null)
            found = found.rename_axis("score").reset_index()
            tables.append(found.assign(cohort=name, cohorts=1, contrast=label, adjusted=bool(held)))
    return tables


def mean_difference(scored: dict[str, pd.DataFrame]) -> pd.Series:
    """Return each score's difference, luminal B minus basal-like, mean over the cohorts."""
    parts = []
    for name, scores in scored.items():
        here = tumours(name)
        group = _group(here.clinical, (LUMINAL_B, 0), (BASAL, 0))
        equal = here.context.loc[group.index, ["immune", "stromal"]]
        parts.append(adjusted_difference(scores[group.index], group, equal))
    return pooled(parts)["estimate"]


def _group(clinical: pd.DataFrame, one: tuple[str, int], other: tuple[str, int]) -> pd.Series:
    """Return 1 for tumours of one subtype and HER2 status, 0 for those of another; no others."""
    inside = {
        code: (clinical["pam50"] == subtype) & (clinical["her2"] == her2)
        for code, (subtype, her2) in ((1, one), (0, other))
    }
    return inside[1][inside[1] | inside[0]].astype(int)
