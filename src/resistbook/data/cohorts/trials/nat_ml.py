"""TransNEO and its external patients: receptor mRNA and published scores, for controls."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import CohortError

SOURCE = "nat-ml"
FILES = {
    "TransNEO": "training_df.csv",
    "HER2-positive": "testing_her2pos_df.csv",
    "HER2-negative": "testing_her2neg_df.csv",
}
FIELDS = {
    "ESR1.log2.tpm": "esr1",
    "PGR.log2.tpm": "pgr",
    "ERBB2.log2.tpm": "erbb2",
    "GGI.ssgsea.notnorm": "ggi",
    "STAT1.ssgsea.notnorm": "stat1",
    "CytScore.log2": "cytolytic",
    "Danaher.T.cells": "t_cells",
    "RCB.score": "rcb",
}
POSITIVE = {1: 1.0, -1: 0.0}


@cache
def _patients() -> pd.DataFrame:
    parts = []
    for name, file in FILES.items():
        raw = deposited.table(SOURCE, file, index_col="Trial.ID", fields=["*.status", "resp.pCR"])
        part = raw[list(FIELDS)].rename(columns=FIELDS)
        part.insert(0, "series", _series(name, raw.index))
        part.insert(1, "er", raw["ER.status"].map(POSITIVE))
        part.insert(2, "her2", raw["HER2.status"].map(POSITIVE))
        part.insert(3, "anti_her2", raw["Chemo.any.antiHER2"].astype(float))
        parts.append(part.assign(residual=1.0 - raw["resp.pCR"]))
    patients = pd.concat(parts).rename_axis(None)
    if patients.index.has_duplicates:
        raise CohortError(
            f"{SOURCE}: Trial.ID {patients.index[patients.index.duplicated()][0]} stands in two "
            "files; the sets should share no patient"
        )
    return patients


def _series(name: str, patients: pd.Index) -> list[str]:
    if name == "TransNEO":
        return [name] * len(patients)
    return ["ARTemis" if patient.startswith("A") else "PBCP" for patient in patients]


def nat_ml() -> pd.DataFrame:
    """Return receptor mRNA and published scores of 222 patients before neoadjuvant treatment.

    Returns
    -------
    DataFrame : patients x fields
        ``series`` ("TransNEO" 147; the external "PBCP" 37 and "ARTemis" 38); ``er``, ``her2`` (1,
        0); ``anti_her2`` (1 = given); ``esr1``, ``pgr``, ``erbb2`` (log2 transcripts per
        million); ``ggi`` and ``stat1`` (ssGSEA scores, not normalised); ``cytolytic`` and
        ``t_cells`` (log2 immune scores); ``rcb`` (missing in three); ``residual`` (1 = residual
        disease, 0 = pathological complete response).

    Raises
    ------
    CohortError
        If a patient stands in two of the files.

    Notes
    -----
    Deposited receptor status is 1 or -1, and ``pCR.RD`` is 1 for residual disease where
    ``resp.pCR`` is 1 for complete response. PBCP numbers its patients T177 to T218, which look
    like TransNEO's and are not. No gene but the three receptors: for controls of cohorts, not for
    tests of claims. The GSVA scores of the training file are not those of TransNEO's own table
    and are left out.

    References
    ----------
    Sammut SJ et al. (2022) Nature 601:623-629.
    """
    return _patients().copy()
