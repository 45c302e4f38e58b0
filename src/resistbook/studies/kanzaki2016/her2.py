"""HER2 status of TCGA's tumours, against copy number and protein."""

import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import partial_correlation
from resistbook.studies.kanzaki2016.inputs import BASAL, STUDY, TUMOURS
from resistbook.studies.kanzaki2016.tumours import SCORED, tumours

AMPLIFICATION = 2
GAINS = {"no gain": (-2, -1, 0), "gain": (1,), "amplified": (AMPLIFICATION,)}


@stored(f"{STUDY}/her2_agreement", sources=TUMOURS, by=["measure", "level", "her2"])
def her2_agreement() -> pd.DataFrame:
    """Return HER2 status of TCGA by staining and hybridisation against two other measurements.

    ``copy number``: GISTIC's call of ERBB2, from deep loss to amplification. ``protein``: fifths
    of HER2 on the protein array.
    """
    panel, array = cohorts.tcga(), cohorts.tcga_rppa()
    calls = panel.clinical["erbb2_gistic"].map(
        {-2: "deep loss", -1: "loss", 0: "neutral", 1: "gain", 2: "amplified"}
    )
    fifths = pd.qcut(array.expression.loc["HER2"], 5, labels=[f"fifth {i}" for i in range(1, 6)])
    rows = []
    for measure, levels, her2 in (
        ("copy number", calls, panel.clinical["her2"]),
        ("protein", fifths.astype(object), array.clinical["her2"]),
    ):
        status = her2.map({1: "positive", 0: "negative"}).fillna("not decided")
        counts = pd.DataFrame({"level": levels, "her2": status}).value_counts().rename("n")
        rows.append(counts.reset_index().assign(measure=measure))
    return pd.concat(rows, ignore_index=True)


@stored(f"{STUDY}/her2_conflicts", sources=TUMOURS, by=["conflict"])
def her2_conflicts() -> pd.DataFrame:
    """Return how many tumours of TCGA have HER2 assays that speak against each other.

    A recorded level of staining goes before the word for it, and a recorded outcome of
    hybridisation, even an equivocal one, before the ratio. Added after the results.
    """
    clinical = cohorts.tcga().clinical
    weak = clinical["ihc_level"].isin(["0", "1+"])
    open_outcome = clinical["ish_outcome"] == "equivocal"
    conflicts = {
        "stained 0 or 1+, called positive": weak & (clinical["ihc_status"] == "positive"),
        "equivocal outcome, ratio known": open_outcome & clinical["ish_ratio"].notna(),
    }
    return pd.DataFrame(
        {
            "conflict": list(conflicts),
            "tumours": [int(found.sum()) for found in conflicts.values()],
            "her2_positive": [
                int((clinical.loc[found, "her2"] == 1).sum()) for found in conflicts.values()
            ],
        }
    )


@stored(f"{STUDY}/positives_by_gain", sources=TUMOURS, by=["copy_number"])
def positives_by_gain() -> pd.DataFrame:
    """Return what HER2-positive tumours of TCGA rest on, and their association, by copy number.

    Added after the result. ``no_hybridisation``: neither outcome nor ratio is on record, so that
    a level or word of staining decided; ``hybridisation_negative``: stained 3+ or positive, and
    not amplified by hybridisation. The partial correlation is that of `basal_association`.
    """
    here = tumours("TCGA")
    clinical = here.clinical[here.clinical["her2"] == 1]
    held = ["immune", "stromal"]
    around = here.context[held].join(here.basal).dropna()
    ratio = pd.to_numeric(clinical["ish_ratio"], errors="coerce")
    rows = []
    for label, calls in GAINS.items():
        chosen = clinical[clinical["erbb2_gistic"].isin(calls)]
        ids = around.index.intersection(chosen.index)
        found = partial_correlation(
            here.scores.loc[[SCORED[1]], ids], around.loc[ids, "basal"], around.loc[ids, held]
        ).iloc[0]
        unknown = chosen["ish_outcome"].isna() & ratio[chosen.index].isna()
        rows.append(
            {
                "copy_number": label,
                "tumours": len(chosen),
                "no_hybridisation": int(unknown.sum()),
                "hybridisation_negative": int((chosen["ish_outcome"] == "negative").sum()),
                "basal_like": int((chosen["pam50"] == BASAL).sum()),
                "n": int(found["n"]),
                "estimate": found["estimate"],
                "ci_low": found["ci_low"],
                "ci_high": found["ci_high"],
            }
        )
    return pd.DataFrame(rows)
