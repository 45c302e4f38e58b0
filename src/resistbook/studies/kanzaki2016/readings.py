"""What the rules of Z2, Z4 and Z5 read when one choice of the analysis is another one."""

import numpy as np
import pandas as pd

from resistbook.results.store import stored
from resistbook.studies.kanzaki2016 import basal, luminal, measures
from resistbook.studies.kanzaki2016.inputs import (
    BASAL,
    CELLS,
    LUMINAL_A,
    LUMINAL_B,
    NETS,
    NFKB,
    NO_HANDLING,
    SEED,
    STUDY,
    TUMOURS,
)
from resistbook.studies.kanzaki2016.measures import NETS as NETS_READ
from resistbook.studies.kanzaki2016.other_sets import real_sets
from resistbook.studies.kanzaki2016.treated_cells import (
    FEEDBACK,
    SERIES,
    beside_random,
    changes,
    hallmarks_in_cells,
    tenths,
)
from resistbook.studies.kanzaki2016.trio_b07 import in_cells, in_patients, resistance
from resistbook.studies.kanzaki2016.tumours import SCORED, Scored

DRAWS_IN_CELLS = 5000
CALLS = "subtype calls"
HER2_NEGATIVE = {
    "luminal B − basal-like, HER2-negative": (BASAL, 0),
    "luminal B − luminal A, HER2-negative": (LUMINAL_A, 0),
}
NO_KNOWN = {"known_above": np.nan, "known_below": np.nan}


@stored(
    f"{STUDY}/resistance_readings",
    sources=[*CELLS, *NETS, "genesets-msigdb", "trio-b07"],
    by=["reading", "part", "item", "set"],
)
def resistance_readings() -> pd.DataFrame:
    """Return what the rule of Z2 reads under other choices, in the columns of `resistance`."""
    cells, patients = in_cells(), in_patients()
    cells = cells[cells["genes"] == NO_HANDLING]
    tables = {
        "at equal arm only": [cells, in_patients(adjusted=False)],
        "all arms": [cells, in_patients("all arms")],
        "trastuzumab alone": [cells, in_patients("trastuzumab")],
        "trastuzumab and lapatinib": [cells, in_patients("both")],
        "change in the first cycle": [cells, in_patients(time="change")],
        **{f"cells {series}": [cells[cells["item"] == series], patients] for series in SERIES},
        "other Hallmarks": [cells.assign(percentile=_among_hallmarks(cells)), patients],
        "feedback targets": [_feedback(), patients],
        **{measure: [_in_cells(measure), patients] for measure in NETS_READ},
    }
    found = [pd.concat(parts).assign(reading=reading) for reading, parts in tables.items()]
    known = resistance()["known_pass"].iloc[0]
    return pd.concat(found, ignore_index=True).assign(known_pass=known)


def _among_hallmarks(cells: pd.DataFrame) -> list[float]:
    table = hallmarks_in_cells()
    others = table[table["set"] != NFKB].groupby("series")["estimate"]
    estimates = zip(cells["item"], cells["estimate"], strict=True)
    return [float((others.get_group(series) < one).mean()) for series, one in estimates]


def _feedback() -> pd.DataFrame:
    rows = [beside_random(series, FEEDBACK) | {"item": series} for series in SERIES]
    return pd.DataFrame(rows)[["item", "estimate", "percentile"]].assign(
        part="cells", set="feedback targets", genes=NO_HANDLING
    )


def _in_cells(measure: str) -> pd.DataFrame:
    rows = []
    for series in SERIES:
        rng = np.random.default_rng([SEED, DRAWS_IN_CELLS])
        estimate, place = measures.in_cells(
            changes()[series], tenths(series), measure, DRAWS_IN_CELLS, rng
        )
        rows.append({"item": series, "estimate": estimate, "percentile": place})
    return pd.DataFrame(rows).assign(part="cells", set=measure, genes=NO_HANDLING)


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
