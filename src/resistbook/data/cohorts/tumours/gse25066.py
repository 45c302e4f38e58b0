"""GSE25066 and GSE16446: distant relapse after neoadjuvant chemotherapy, with response."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

PANEL = ("gse25066-biospear", "Breast.rda")
PROBES = ("hgu133a-chip", "HG_U133A.chip")
CLINICAL = ("tam-cohorts", "bcClinicalTable.csv")

MONTHS_A_YEAR = 12
NOT_GENES = ["status", "time", "treat"]
SERIES = {0.5: "GSE25066", -0.5: "GSE16446"}
"""The two arms that the deposited column ``treat`` tells apart: with taxane or not."""


@cache
def gse25066() -> Cohort:
    """Return 507 patients of GSE25066 and 107 of GSE16446, by gene.

    Returns
    -------
    Cohort
        Symbols x patients (``GSM615096``), mean of the z-scores of a gene's probes. Clinical:
        ``series``; ``er``, ``pr``, ``her2``; ``pcr`` (1 = pathological complete response, 0 =
        residual disease); ``rcb`` ("0/I", "II", "III"); ``age`` (years); ``t`` 0 to 4, ``n`` 0 to
        3, ``grade`` 1 to 3; ``pam50``; ``drfs_event``, ``drfs_months`` (distant relapse or death).

    Raises
    ------
    CohortError
        If events differ from those of the clinical table.

    Notes
    -----
    The panel holds 1,689 probes of the array, chosen by those who deposited it; z-scores were
    made over both series together. Probes of several genes or none are left out. ``DFS`` of the
    clinical table is 1 for patients WITHOUT event and agrees with the panel in all patients that
    both hold. 82 patients of GSE25066 are not in the clinical table: their receptors and response
    are missing.

    GSE25066 was treated with taxane and anthracycline, and its patients were HER2-negative by
    design or practice; GSE16446 with epirubicin alone, is ER-negative and holds HER2-positive
    patients.

    References
    ----------
    Hatzis C et al. (2011) JAMA 305:1873-1881. Desmedt C et al. (2011) J Clin Oncol 29:1578-1586.
    """
    table = deposited.frame(*PANEL, fields=NOT_GENES).rename_axis(None)
    clinical = _clinical().reindex(table.index)
    differ = clinical["without_event"].notna() & (clinical["without_event"] != 1 - table["status"])
    if differ.any():
        raise CohortError(
            f"{'/'.join(CLINICAL)}: DFS of {differ.idxmax()} is "
            f"{clinical.loc[differ.idxmax(), 'without_event']:g} beside status "
            f"{table.loc[differ.idxmax(), 'status']:g} of {'/'.join(PANEL)}; DFS = 1 means no event"
        )
    clinical["series"] = table["treat"].map(SERIES)
    clinical["drfs_event"] = table["status"]
    clinical["drfs_months"] = table["time"] * MONTHS_A_YEAR
    probes = table.drop(columns=NOT_GENES).T
    symbols = _symbols().reindex(probes.index)
    return Cohort(
        "GSE25066 and GSE16446",
        probes.groupby(symbols).mean(),
        clinical.drop(columns="without_event"),
        scale="z-score of log2 intensity, mean over a gene's probes",
        sources=["/".join(file) for file in (PANEL, PROBES, CLINICAL)],
        notes=(
            "Probes of several genes or none are left out.",
            "82 patients of GSE25066 have no receptors, response or stage on record.",
            "DFS of the clinical table is 1 for no event; it was used as a check.",
        ),
    )


def _symbols() -> pd.Series:
    """Return the symbol of each probe that stands for one gene."""
    chip = deposited.table(*PROBES, sep="\t", index_col="pr_id")["pr_gene_symbol"].dropna()
    return chip[~chip.str.contains("///", regex=False) & (chip.str.strip("- ") != "")]


def _clinical() -> pd.DataFrame:
    table = deposited.table(*CLINICAL, fields=["*"], low_memory=False)
    table = table.set_index("GSM" + table["patient_ID"].astype(str)).rename_axis(None)
    return pd.DataFrame(
        {
            "er": table["ER_preTrt"],
            "pr": table["PR_preTrt"],
            "her2": table["HER2_preTrt"],
            "pcr": table["pCR"],
            "rcb": table["RCB"],
            "age": table["age"],
            "t": _digit(table["tumor_stage_preTrt"]),
            "n": _digit(table["preTrt_lymph_node_status"]),
            "grade": table["hist_grade"],
            "pam50": table["pam50"],
            "without_event": table["DFS"],
        }
    )


def _digit(stage: pd.Series) -> pd.Series:
    return pd.to_numeric(stage.str.extract(r"^[TN](\d)$", expand=False))
