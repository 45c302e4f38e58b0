"""NF-κB in luminal B tumours against other subtypes."""

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.results.store import stored
from resistbook.stats.association import POWER, adjusted_difference
from resistbook.studies.kanzaki2016.inputs import BASAL, LUMINAL_A, LUMINAL_B, STUDY, TUMOURS
from resistbook.studies.kanzaki2016.tumours import (
    NORMAL,
    SCORED_WITH_CONTEXT,
    among_random,
    common_effect,
    phosphorylated_p65,
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
    beside and not part of the mean. Cohorts with fewer than `FEWEST` tumours in a group are left
    out.
    """
    tables = []
    for label, (one, other) in CONTRASTS.items():
        for held in ([], ["immune", "stromal"]):
            found = _differences(one, other, held)
            tables.append(found.assign(contrast=label, adjusted=bool(held)))
        tables += _beside(label, one, other)
    return pd.concat(tables, ignore_index=True)


def _differences(one: tuple[str, int], other: tuple[str, int], held: list[str]) -> pd.DataFrame:
    parts, nulls = [], []
    for name in SCORED_WITH_CONTEXT:
        here = tumours(name)
        group = _group(here.clinical, one, other)
        if min(group.sum(), (1 - group).sum()) < FEWEST:
            continue
        equal = here.context.loc[group.index, held]
        null = adjusted_difference(here.random[group.index], group, equal)
        found = adjusted_difference(here.scores[group.index], group, equal)
        parts.append(among_random(found, null["estimate"]).assign(cohort=name))
        nulls.append(null)
    estimate, se = common_effect(
        [part["estimate"] for part in parts], [part["se"] for part in parts]
    )
    null, _ = common_effect([one["estimate"] for one in nulls], [one["se"] for one in nulls])
    mean = pd.DataFrame(
        {
            "estimate": estimate,
            "se": se,
            "ci_low": estimate - NORMAL * se,
            "ci_high": estimate + NORMAL * se,
            "p": 2 * stats.norm.sf(np.abs(estimate / se)),
            "n_1": sum(part["n_1"] for part in parts),
            "n_0": sum(part["n_0"] for part in parts),
            "detectable": POWER * se,
        }
    )
    table = pd.concat([*parts, among_random(mean, null).assign(cohort="mean")])
    return table.rename_axis("score").reset_index()


def _beside(label: str, one: tuple[str, int], other: tuple[str, int]) -> list[pd.DataFrame]:
    p65, patients, context = phosphorylated_p65()
    here = tumours("METABRIC")
    beside = [
        ("METABRIC", here.scores, here.clinical, here.context, []),
        ("TCGA, protein", p65, patients, context, []),
        ("TCGA, protein", p65, patients, context, ["immune", "stromal"]),
    ]
    tables = []
    for name, scores, clinical, around, held in beside:
        group = _group(clinical, one, other)
        if min(group.sum(), (1 - group).sum()) >= FEWEST:
            found = adjusted_difference(scores[group.index], group, around.loc[group.index, held])
            found = found.rename_axis("score").reset_index()
            tables.append(found.assign(cohort=name, contrast=label, adjusted=bool(held)))
    return tables


def mean_difference(scored: dict[str, pd.DataFrame]) -> pd.Series:
    """Return each score's difference, luminal B minus basal-like, mean over the cohorts."""
    parts = []
    for name, scores in scored.items():
        here = tumours(name)
        group = _group(here.clinical, (LUMINAL_B, 0), (BASAL, 0))
        equal = here.context.loc[group.index, ["immune", "stromal"]]
        parts.append(adjusted_difference(scores[group.index], group, equal))
    return common_effect([part["estimate"] for part in parts], [part["se"] for part in parts])[0]


def _group(clinical: pd.DataFrame, one: tuple[str, int], other: tuple[str, int]) -> pd.Series:
    """Return 1 for tumours of one subtype and HER2 status, 0 for those of another; no others."""
    inside = {
        code: (clinical["pam50"] == subtype) & (clinical["her2"] == her2)
        for code, (subtype, her2) in ((1, one), (0, other))
    }
    return inside[1][inside[1] | inside[0]].astype(int)
