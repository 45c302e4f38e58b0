"""What the rule of Z2 reads: NF-κB in resistant cells, and in patients by response."""

import numpy as np
import pandas as pd

from resistbook.genes.sets import msigdb
from resistbook.results.store import stored
from resistbook.stats.meta.common_effect import common_effect
from resistbook.studies.kanzaki2016 import measures
from resistbook.studies.kanzaki2016.inputs import (
    CELLS,
    NETS,
    NFKB,
    NO_HANDLING,
    PATIENTS,
    SEED,
    SKBR3,
    STUDY,
)
from resistbook.studies.kanzaki2016.patients import (
    BOTH,
    DECLARED,
    FEWER,
    MEASURES,
    TARGETS,
    WHOLE,
    difference,
    patients,
)
from resistbook.studies.kanzaki2016.skbr3 import AT_DOSE
from resistbook.studies.kanzaki2016.treated_cells import (
    BT474,
    FEEDBACK,
    SERIES,
    beside_random,
    cells,
    changes,
    hallmarks_in_cells,
    tenths,
)
from resistbook.studies.kanzaki2016.trio_b07 import trial

COLUMNS = ["part", "item", "set", "genes", "estimate", "se", "ci_low", "ci_high", "p", "n"]
COLUMNS += ["percentile"]
DRAWS_IN_CELLS = 5000
TRIO = "with trastuzumab"


@stored(
    f"{STUDY}/activity",
    sources=[*CELLS, *NETS, *PATIENTS],
    by=["part", "item", "set", "genes"],
    packages=["decoupler"],
)
def activity() -> pd.DataFrame:
    """Return what the rule of Z2 reads: NF-κB in each series of cells, and between patients.

    ``known_pass`` is the share of the other Hallmarks that pass both parts of the rule in the
    direction of the claim.
    """
    parts = [in_cells(), *(_by_net(measure) for measure in measures.NETS), _by_targets()]
    parts += [in_patients(score) for score in MEASURES]
    return pd.concat(parts, ignore_index=True).assign(known_pass=_known_pass())


def in_cells(series: tuple[str, ...] = SERIES) -> pd.DataFrame:
    """Return the rows of some series of cells, as the rule of Z2 reads them."""
    found = cells()
    found = found[(found["set"] == NFKB) & found["series"].isin(series)]
    found = found.rename(columns={"series": "item"}).assign(part="cells")
    return found.reindex(columns=COLUMNS)


def in_patients(
    score: str = FEWER,
    item: str = BOTH,
    chosen: pd.Series | None = None,
    held: tuple[str, ...] = DECLARED,
) -> pd.DataFrame:
    """Return the row of the patients, as the rule of Z2 reads it."""
    found = difference(chosen, held).loc[[score]].rename_axis("set").reset_index()
    return found.assign(part="patients", item=item, genes="").reindex(columns=COLUMNS)


def in_trio(arms: str = TRIO, time: str = "before", *, adjusted: bool = True) -> pd.DataFrame:
    """Return the row of the patients of TRIO-US B07, which deposits the whole Hallmark only."""
    found = trial()
    found = found[
        (found["set"] == NFKB)
        & (found["time"] == time)
        & (found["arms"] == arms)
        & (found["adjusted"] == adjusted)
    ]
    found = found.assign(part="patients", item=arms, set=WHOLE, genes="")
    return found.assign(n=found["n_residual"] + found["n_response"]).reindex(columns=COLUMNS)


def _known_pass() -> float:
    hallmarks = hallmarks_in_cells()
    rising = hallmarks["estimate"] > hallmarks["null_high"]
    rising = rising.groupby(hallmarks["set"]).all()
    others = difference().loc[[name for name in msigdb("hallmark") if name != NFKB]]
    return float((rising.reindex(others.index) & (others["ci_low"] > 0)).mean())


@stored(
    f"{STUDY}/activity_readings",
    sources=[*CELLS, *PATIENTS],
    by=["reading", "part", "item", "set"],
    packages=["decoupler"],
)
def activity_readings() -> pd.DataFrame:
    """Return what the rule of Z2 reads under other choices, in the columns of `activity`."""
    declared, both = in_cells(), in_patients()
    declared = declared[declared["genes"] == NO_HANDLING]
    among = declared.assign(percentile=_among_hallmarks(declared))
    alone = {series: declared[declared["item"] == series] for series in SERIES}
    tables = {
        "other Hallmarks": [among, both],
        **{f"cells {series}": [rows, both] for series, rows in alone.items()},
        "cells under a drug against HER2": [alone[BT474[0]], alone[SKBR3], both],
        **{dose: [_at_dose(dose), both] for dose in AT_DOSE.values()},
        **{name: [declared, rows] for name, rows in _other_patients().items()},
    }
    found = [pd.concat(parts).assign(reading=reading) for reading, parts in tables.items()]
    known = activity()["known_pass"].iloc[0]
    return pd.concat(found, ignore_index=True).assign(known_pass=known)


def _other_patients() -> dict[str, pd.DataFrame]:
    table = patients()
    spared = "TransNEO without pertuzumab and GSE42822"
    return {
        "at equal cohort only": in_patients(held=()),
        "at equal ER only": in_patients(held=("er",)),
        "at equal genes of E2F too": in_patients(held=(*DECLARED, "e2f")),
        "at equal stromal score too": in_patients(held=(*DECLARED, "stromal")),
        "TransNEO alone": in_patients(item="TransNEO", chosen=table["cohort"] == "TransNEO"),
        "GSE42822 alone": in_patients(item="GSE42822", chosen=table["cohort"] == "GSE42822"),
        "without pertuzumab": in_patients(item=spared, chosen=table["pertuzumab"] == 0),
        "all three trials": _all_three(),
        "TRIO-US B07": in_trio(),
        "TRIO-US B07, at equal arm only": in_trio(adjusted=False),
        "TRIO-US B07, all arms": in_trio("all arms"),
        "TRIO-US B07, trastuzumab alone": in_trio("trastuzumab"),
        "TRIO-US B07, trastuzumab and lapatinib": in_trio("both"),
        "TRIO-US B07, change in the first cycle": in_trio(time="change"),
    }


def _all_three() -> pd.DataFrame:
    """Return the common effect of both cohorts and TRIO-US B07, which share no covariate."""
    parts = [in_patients(WHOLE), in_trio()]
    effects, errors = ([[part[name].item() for part in parts]] for name in ("estimate", "se"))
    pooled = common_effect(effects, errors).iloc[0]
    return parts[0].assign(
        item="TransNEO, GSE42822 and TRIO-US B07",
        se=pooled["standard_error"],
        n=sum(part["n"].item() for part in parts),
        **{name: pooled[name] for name in ("estimate", "ci_low", "ci_high", "p")},
    )


def _among_hallmarks(rows: pd.DataFrame) -> list[float]:
    table = hallmarks_in_cells()
    others = table[table["set"] != NFKB].groupby("series")["estimate"]
    estimates = zip(rows["item"], rows["estimate"], strict=True)
    return [float((others.get_group(series) < one).mean()) for series, one in estimates]


def _at_dose(dose: str) -> pd.DataFrame:
    rows = in_cells((*BT474, dose))
    return rows[rows["genes"] == NO_HANDLING]


def _by_targets() -> pd.DataFrame:
    rows = [beside_random(series, FEEDBACK) | {"item": series} for series in SERIES]
    found = pd.DataFrame(rows).assign(part="cells", set=TARGETS, genes=NO_HANDLING)
    return found.reindex(columns=COLUMNS)


def _by_net(measure: str) -> pd.DataFrame:
    rows = []
    for series in SERIES:
        rng = np.random.default_rng([SEED, DRAWS_IN_CELLS])
        estimate, place = measures.in_cells(
            changes()[series], tenths(series), measure, DRAWS_IN_CELLS, rng
        )
        rows.append({"item": series, "estimate": estimate, "percentile": place})
    found = pd.DataFrame(rows).assign(part="cells", set=measure, genes=NO_HANDLING)
    return found.reindex(columns=COLUMNS)
