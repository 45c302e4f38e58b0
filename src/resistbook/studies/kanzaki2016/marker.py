"""Phosphorylated p65 as a marker of progression."""

import numpy as np
import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import POWER
from resistbook.stats.survival.cox import cox
from resistbook.studies.kanzaki2016.inputs import STUDY
from resistbook.studies.kanzaki2016.tumours import P65

ENDPOINTS = ("pfi", "os")
METASTATIC = 4
EARLY = "HER2 known, stages I to III"


@stored(
    f"{STUDY}/progression",
    sources=["tcga-rppa", "tcga-clinical", "penelope"],
    by=["endpoint", "patients", "adjusted"],
)
def progression() -> pd.DataFrame:
    """Return the hazard ratio per SD of phosphorylated p65, with all other antibodies beside it.

    Strata: HER2 status. Adjusted for age and stage. ``share_beyond`` is the share of the other
    antibodies with at least so large a z; ``detectable`` the hazard ratio per SD that so many
    events show with a power of 80%. Patients of stage 4 have metastases from the start; those of
    stages 1 to 3 alone were added after the result.
    """
    array = cohorts.tcga_rppa()
    clinical = array.clinical
    complete = clinical[["age", "stage", "her2", "pfi_months", "os_months"]].notna().all(axis=1)
    chosen = {
        "HER2 known": complete,
        "HER2-positive": complete & (clinical["her2"] == 1),
        "HER2-negative": complete & (clinical["her2"] == 0),
        EARLY: complete & (clinical["stage"] < METASTATIC),
    }
    rows = []
    for endpoint in ENDPOINTS:
        for label, mask in chosen.items():
            ids = clinical.index[mask]
            here = clinical.loc[ids]
            for adjusted in (False, True):
                table = cox(
                    array.expression[ids],
                    here[f"{endpoint}_months"],
                    here[f"{endpoint}_event"],
                    strata=here["her2"],
                    covariates=here[["age", "stage"]].astype(float) if adjusted else None,
                )
                mine, others = table.loc[P65], table.drop(P65)
                rows.append(
                    {
                        "endpoint": endpoint,
                        "patients": label,
                        "adjusted": adjusted,
                        "n": int(mine["n"]),
                        "n_events": int(mine["n_events"]),
                        "hazard_ratio": mine["hazard_ratio"],
                        "ci_low": mine["ci_low"],
                        "ci_high": mine["ci_high"],
                        "p": mine["p"],
                        "detectable": np.exp(POWER / np.sqrt(mine["n_events"])),
                        "n_antibodies": int(others["z"].notna().sum()),
                        "share_beyond": float((others["z"].abs() >= abs(mine["z"])).mean()),
                    }
                )
    return pd.DataFrame(rows)
