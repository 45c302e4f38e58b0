"""NF-κB and likeness to basal-like in HER2-positive tumours."""

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.genes.networks import dorothea, progeny
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import immediate_early, without
from resistbook.results.store import stored
from resistbook.stats.association import POWER, partial_correlation
from resistbook.stats.sets.scoring import activities, ssgsea
from resistbook.studies.kanzaki2016.her2 import AMPLIFICATION
from resistbook.studies.kanzaki2016.inputs import NETS, NFKB, STUDY, TUMOURS
from resistbook.studies.kanzaki2016.tumours import (
    NORMAL,
    SCORED,
    SCORED_WITH_CONTEXT,
    among_random,
    common_effect,
    load,
    phosphorylated_p65,
    tumours,
)

HELD = {
    "nothing": [],
    "immune and stromal score": ["immune", "stromal"],
    "these and likeness to normal breast": ["immune", "stromal", "normal"],
    "these and oestrogen receptor": ["immune", "stromal", "er"],
    "these and ERBB2 expression": ["immune", "stromal", "erbb2"],
    "all of these": ["immune", "stromal", "normal", "er", "erbb2"],
}
AMPLIFIED = "immune, stromal; amplified only"


@stored(f"{STUDY}/basal_association", sources=TUMOURS, by=["cohort", "score", "adjusted"])
def basal_association() -> pd.DataFrame:
    """Return the correlation of NF-κB with the basal score in HER2-positive tumours.

    Plain and partial given immune and stromal score; ``random_high`` is the 95th percentile of
    random sets, ``percentile`` the place of NF-κB among them. "mean" is the common-effect mean.
    Phosphorylated p65 on the protein array of TCGA is shown beside, and not part of the mean.
    """
    tables = [
        _associations(held).assign(adjusted=bool(held)) for held in ([], ["immune", "stromal"])
    ]
    return pd.concat(tables + _protein_association(), ignore_index=True)


@stored(f"{STUDY}/basal_sensitivity", sources=TUMOURS, by=["held", "cohort"])
def basal_sensitivity() -> pd.DataFrame:
    """Return the association of NF-κB without immediate-early genes, with more held equal.

    Normal breast around the tumour has both keratins of basal cells and NF-κB targets, and the
    oestrogen receptor lies on the way from luminal B to basal-like. Added after the result of
    `basal_association`, as is the row of tumours whose ERBB2 is amplified: in TCGA only they are
    taken, in SCAN-B, which has no copy numbers and so no row, all HER2-positive ones.
    """
    tables = [_associations(held).assign(held=label) for label, held in HELD.items()]
    declared = ["immune", "stromal"]
    tables.append(_associations(declared, amplified=True).assign(held=AMPLIFIED))
    table = pd.concat(tables, ignore_index=True)
    table = table[table["score"] == SCORED[1]].drop(columns="score")
    return table[(table["held"] != AMPLIFIED) | (table["cohort"] != "SCAN-B")]


def _associations(held: list[str], *, amplified: bool = False) -> pd.DataFrame:
    parts, nulls = [], []
    for name in SCORED_WITH_CONTEXT:
        here = tumours(name)
        around = here.context[held].join(here.basal).dropna()
        positive = here.clinical["her2"] == 1
        if amplified and "erbb2_gistic" in here.clinical:
            positive &= here.clinical["erbb2_gistic"] == AMPLIFICATION
        ids = around.index.intersection(here.clinical.index[positive])
        equal, basal = around.loc[ids, held], around.loc[ids, "basal"]
        found = partial_correlation(here.scores[ids], basal, equal)
        null = partial_correlation(here.random[ids], basal, equal)
        parts.append(among_random(found, null["estimate"]).assign(cohort=name))
        nulls.append(null)
    z, se = common_effect([part["z"] for part in parts], [part["se"] for part in parts])
    null, _ = common_effect([one["z"] for one in nulls], [one["se"] for one in nulls])
    mean = pd.DataFrame(
        {
            "estimate": np.tanh(z),
            "ci_low": np.tanh(z - NORMAL * se),
            "ci_high": np.tanh(z + NORMAL * se),
            "z": z,
            "se": se,
            "p": 2 * stats.norm.sf(np.abs(z / se)),
            "n": sum(part["n"] for part in parts),
            "detectable": np.tanh(POWER * se),
        }
    )
    table = pd.concat([*parts, among_random(mean, np.tanh(null)).assign(cohort="mean")])
    return table.drop(columns="z").rename_axis("score").reset_index()


def _protein_association() -> list[pd.DataFrame]:
    p65, clinical, context = phosphorylated_p65()
    around = context.join(tumours("TCGA").basal).dropna()
    ids = around.index.intersection(clinical.index[clinical["her2"] == 1])
    tables = []
    for held in ([], ["immune", "stromal"]):
        found = partial_correlation(p65[ids], around.loc[ids, "basal"], around.loc[ids, held])
        found = found.drop(columns="z").rename_axis("score").reset_index()
        tables.append(found.assign(cohort="TCGA, protein", adjusted=bool(held)))
    return tables


@stored(
    f"{STUDY}/basal_measures",
    sources=(*TUMOURS, *NETS),
    by=["measure", "cohort", "held"],
    packages=["decoupler", "gseapy"],
)
def basal_measures() -> pd.DataFrame:
    """Return the association with the basal score for other measures of NF-κB activity.

    Added after the result of `basal_association`; without random sets beside the measures.
    The Hallmark by ssGSEA (SCAN-B only: the panel of TCGA has ranks within genes, not within
    tumours), targets of RELA by DoRothEA, and PROGENy's footprint of NF-κB.
    """
    rows = []
    for name in SCORED_WITH_CONTEXT:
        here, scores = tumours(name), _measures(name)
        for label in ("immune and stromal score", "all of these"):
            around = here.context[HELD[label]].join(here.basal).dropna()
            ids = around.index.intersection(here.clinical.index[here.clinical["her2"] == 1])
            found = partial_correlation(
                scores[ids], around.loc[ids, "basal"], around.loc[ids, HELD[label]]
            )
            found = found.drop(columns="z").rename_axis("measure").reset_index()
            rows.append(found.assign(cohort=name, held=label))
    return pd.concat(rows, ignore_index=True)


def _measures(name: str) -> pd.DataFrame:
    expression = load(name).expression
    centred = expression.sub(expression.mean(axis=1), axis=0)
    rela = dorothea().query("source == 'RELA'")
    scores = {
        "Hallmark, mean z": tumours(name).scores.loc[SCORED[1]],
        "targets of RELA (DoRothEA)": activities(centred, rela, "ulm").loc["RELA"],
        "footprint (PROGENy)": activities(centred, progeny(), "mlm").loc["NFkB"],
    }
    if name == "SCAN-B":
        fewer = without({NFKB: msigdb("hallmark")[NFKB]}, immediate_early()["core"])
        scores["Hallmark, ssGSEA"] = ssgsea(expression, fewer).loc[NFKB]
    return pd.DataFrame(scores).T


def mean_association(scored: dict[str, pd.DataFrame]) -> pd.Series:
    """Return each score's partial correlation with the basal score, mean over the cohorts."""
    parts = []
    for name, scores in scored.items():
        here = tumours(name)
        around = here.context[["immune", "stromal"]].join(here.basal).dropna()
        ids = around.index.intersection(here.clinical.index[here.clinical["her2"] == 1])
        parts.append(
            partial_correlation(
                scores[ids], around.loc[ids, "basal"], around.loc[ids, ["immune", "stromal"]]
            )
        )
    return np.tanh(common_effect([part["z"] for part in parts], [part["se"] for part in parts])[0])
