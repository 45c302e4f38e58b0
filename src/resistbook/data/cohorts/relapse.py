"""Relapse comparisons: tumours with an event against tumours without, cohort by cohort."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from resistbook.data.cohorts.cohort import Cohort
from resistbook.data.cohorts.tumours.gse9195 import gse9195
from resistbook.data.cohorts.tumours.loi2008 import loi2008
from resistbook.data.cohorts.tumours.scanb import scanb
from resistbook.data.cohorts.tumours.survset import survset
from resistbook.data.cohorts.tumours.tamoxifen import tamoxifen_binary, tamoxifen_continuous

FOLLOW_UP = 24
TAMOXIFEN_SERIES = ("GSE17705", "GSE12093", "GSE1379")
BINARY = (*TAMOXIFEN_SERIES, "Tamoxifen", "GSE9893")
CONTINUOUS = ("Tamoxifen panel", "GSE6532", "GSE9195", "SCAN-B", "GSE1992", "GSE4335", "GSE3143")
COMPARISONS = (*BINARY, *CONTINUOUS)
GENE_TABLES = tuple(name for name in COMPARISONS if name != "GSE9893")
GENOME_WIDE = ("Tamoxifen", "SCAN-B", "GSE1992", "GSE4335", "GSE3143")
ENDPOINTS = {"SCAN-B": "os", "GSE1992": "rfs", "GSE4335": "rfs", "GSE3143": "os"}
WITH_TIMES = ("GSE17705", "GSE12093", *ENDPOINTS)
TREATMENTS = {
    **dict.fromkeys((*BINARY, "Tamoxifen panel"), "tamoxifen, no chemotherapy"),
    **dict.fromkeys(("GSE6532", "GSE9195"), "tamoxifen"),
    "SCAN-B": "endocrine, no chemotherapy",
    "GSE4335": "neoadjuvant chemotherapy",
    "GSE1992": "various",
    "GSE3143": "not recorded",
}
STRATA = {
    **dict.fromkeys((*BINARY, "Tamoxifen panel", "GSE6532"), "site"),
    **dict.fromkeys(("GSE1992", "GSE4335"), "batch"),
    "SCAN-B": "age",
}
AGE_BANDS = (0, 55, 65, 75, 120)


@dataclass(frozen=True)
class Comparison:
    """Patients with an event against patients without it, in one cohort.

    Parameters
    ----------
    cohort
        The patients compared.
    relapse : samples
        1 = event, 0 = none.
    strata : samples
        Hospital site, series, array batch or age band; a single value where none is recorded.
    endpoint
        What the event is.
    treatment
        What the patients were given.
    """

    cohort: Cohort
    relapse: pd.Series
    strata: pd.Series
    endpoint: str
    treatment: str


@cache
def patients(name: str) -> Cohort:
    """Return the patients of one of `COMPARISONS`, before the follow-up they need is asked for.

    The three whole-array cohorts of SurvSet are restricted to ER-positive primary tumours, SCAN-B
    to ER-positive tumours given endocrine therapy and no chemotherapy.
    """
    if name in BINARY:
        whole = tamoxifen_binary(with_gse9893=name == "GSE9893")
        if name == "Tamoxifen":
            return whole
        return whole.select(whole.clinical["series"] == name, name=name)
    if name == "Tamoxifen panel":
        return tamoxifen_continuous()
    if name == "GSE6532":
        return loi2008()
    if name == "GSE9195":
        return gse9195()
    if name == "SCAN-B":
        whole = scanb()
        field = whole.clinical
        return whole.select((field["er"] == 1) & (field["endocrine"] == 1) & (field["chemo"] == 0))
    whole = survset(name)
    field = whole.clinical
    primary = field["tissue"] == "primary" if "tissue" in field else True
    return whole.select((field["er"] == 1) & primary)


@cache
def comparison(name: str) -> Comparison:
    """Return one of `COMPARISONS`.

    The event is relapse as deposited. Where only times to an event are given, it is an event
    at any time against at least `FOLLOW_UP` months without one; others are left out.
    """
    cohort = patients(name)
    clinical = cohort.clinical
    endpoint = "relapse"
    if name in ENDPOINTS:
        event = clinical[f"{ENDPOINTS[name]}_event"]
        long_enough = clinical[f"{ENDPOINTS[name]}_months"] >= FOLLOW_UP
        cohort = cohort.select((event == 1) | ((event == 0) & long_enough))
        clinical = cohort.clinical.assign(relapse=event)
        endpoint = "death" if ENDPOINTS[name] == "os" else "relapse"
    return Comparison(
        cohort,
        clinical["relapse"].astype(int),
        strata(name, clinical),
        endpoint,
        TREATMENTS[name],
    )


def strata(name: str, clinical: pd.DataFrame) -> pd.Series:
    """Return the stratum of each sample: series and site, array batch, or age band.

    Age stands for SCAN-B, whose event is death from any cause.
    """
    if name not in STRATA:
        return pd.Series("all", index=clinical.index, name="stratum")
    if STRATA[name] == "age":
        return pd.cut(clinical["age"], AGE_BANDS, right=False).astype(str).rename("stratum")
    recorded = clinical[STRATA[name]].fillna("").astype(str)
    if "series" in clinical:
        recorded = clinical["series"] + " " + recorded.where(recorded != clinical["series"], "")
    return recorded.str.strip().rename("stratum")


@cache
def with_times(name: str) -> tuple[Cohort, pd.Series, pd.Series, pd.Series]:
    """Return one of `WITH_TIMES` with months, events and strata of all patients with times."""
    cohort = patients(name)
    endpoint = ENDPOINTS.get(name, "rfs")
    cohort = cohort.select(cohort.clinical[f"{endpoint}_months"].notna())
    clinical = cohort.clinical
    months, events = clinical[f"{endpoint}_months"], clinical[f"{endpoint}_event"].astype(int)
    return cohort, months, events, strata(name, clinical)
