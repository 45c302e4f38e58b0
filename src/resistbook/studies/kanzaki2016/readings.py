"""What the rules of Z4 and Z5 read when one choice of the analysis is another one."""

import numpy as np
import pandas as pd

from resistbook.results.store import stored
from resistbook.studies.kanzaki2016 import basal, luminal, measures
from resistbook.studies.kanzaki2016.inputs import (
    BASAL,
    LUMINAL_A,
    LUMINAL_B,
    NETS,
    STUDY,
    TUMOURS,
)
from resistbook.studies.kanzaki2016.measures import NETS as NETS_READ
from resistbook.studies.kanzaki2016.other_sets import real_sets
from resistbook.studies.kanzaki2016.tumours import SCORED, Scored

CALLS = "subtype calls"
HER2_NEGATIVE = {
    "luminal B − basal-like, HER2-negative": (BASAL, 0),
    "luminal B − luminal A, HER2-negative": (LUMINAL_A, 0),
}
NO_KNOWN = {"known_above": np.nan, "known_below": np.nan}


@stored(
    f"{STUDY}/basal_readings",
    sources=(*TUMOURS, *NETS),
    by=["reading", "cohort", "score"],
    packages=["decoupler", "gseapy"],
)
def basal_readings() -> pd.DataFrame:
    """Return what the rule of Z4 reads under other choices, in the columns of `basal_association`.

    What is held equal and which tumours are taken; real sets in the place of random ones; other
    measures of NF-κB, each beside random targets of its own; and subtype calls in the place of
    the basal score, in SDs and in TCGA, where there are enough of both.
    """
    association = basal.basal_association()
    declared = association[association["adjusted"] & (association["score"] == SCORED[1])]
    held = basal.basal_sensitivity().rename(columns={"held": "reading"})
    calls = luminal.luminal_b().query("contrast == 'basal-like − luminal B, HER2-positive'")
    calls = calls[(calls["score"] == SCORED[1]) & calls["adjusted"]]
    tables = [
        held.assign(score=SCORED[1]),
        *_beside_real_sets(declared, "association with basal score"),
        *(
            basal.associations(basal.DECLARED, measure_of(measure)).assign(
                reading=measure, **NO_KNOWN
            )
            for measure in NETS_READ
        ),
        calls.assign(reading=CALLS, n=calls["n_1"] + calls["n_0"]),
    ]
    found = pd.concat(tables, ignore_index=True).assign(adjusted=True)
    kept = (found["cohort"] == "mean") != (found["reading"] == CALLS)
    return found.loc[kept, ["reading", *association.columns]]


@stored(
    f"{STUDY}/luminal_readings",
    sources=(*TUMOURS, *NETS),
    by=["reading", "cohort", "contrast", "score"],
    packages=["decoupler", "gseapy"],
)
def luminal_readings() -> pd.DataFrame:
    """Return what the rule of Z5 reads under other choices, in the columns of `luminal_b`."""
    whole = luminal.luminal_b()
    declared = whole[
        whole["contrast"].isin(HER2_NEGATIVE) & whole["adjusted"] & (whole["score"] == SCORED[1])
    ]
    tables = [*_beside_real_sets(declared, "luminal B − basal-like")]
    for contrast, other in HER2_NEGATIVE.items():
        for held in (*basal.FURTHER, "all of these"):
            found = luminal.differences((LUMINAL_B, 0), other, basal.HELD[held])
            found = found[found["score"] == SCORED[1]]
            tables.append(found.assign(reading=held, contrast=contrast))
        for measure in NETS_READ:
            found = luminal.differences((LUMINAL_B, 0), other, basal.DECLARED, measure_of(measure))
            tables.append(found.assign(reading=measure, contrast=contrast, **NO_KNOWN))
    found = pd.concat(tables, ignore_index=True)
    found = found[found["cohort"] == "mean"].assign(adjusted=True)
    return found[["reading", *whole.columns]]


def measure_of(measure: str) -> Scored:
    """Return what gives a measure, and that of random targets, in the tumours of a cohort."""
    return lambda name: measures.activity(measure, name)


def _beside_real_sets(declared: pd.DataFrame, question: str) -> list[pd.DataFrame]:
    """Put the place among real sets in the place of that among random ones."""
    places = real_sets().query("question == @question").set_index("compared_with")["percentile"]
    return [
        declared.assign(reading=collection, percentile=place)
        for collection, place in places.items()
    ]
