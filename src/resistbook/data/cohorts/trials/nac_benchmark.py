"""Ten neoadjuvant series: how each tumour correlates with the centroids of PAM50."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import CohortError

KEY = ("nac-benchmark", "pam50_subtype_assignments_v1.csv")
SUBTYPES = ("Basal", "Her2", "LumA", "LumB", "Normal")
SAME_PATIENTS = {"GSE66305": "GSE66399"}
"""CHER-LOB, which stands under two accessions."""


@cache
def _tumours() -> pd.DataFrame:
    raw = deposited.table(*KEY, dtype={"patient_id": str}).set_index("gsm_sample_id")
    if raw.index.has_duplicates:
        raise CohortError(
            f"{'/'.join(KEY)}: gsm_sample_id {raw.index[raw.index.duplicated()][0]} stands twice; "
            "a tumour should have one row"
        )
    nearest = raw[list(SUBTYPES)].idxmax(axis=1)
    if not nearest.equals(raw["pam50_subtype"]):
        first = nearest.index[nearest != raw["pam50_subtype"]][0]
        raise CohortError(
            f"{'/'.join(KEY)}: pam50_subtype of {first} is {raw.loc[first, 'pam50_subtype']}, and "
            f"the nearest centroid is {nearest[first]}; the call should be the nearest"
        )
    return pd.DataFrame(
        {
            "series": raw["dataset_accession"].replace(SAME_PATIENTS),
            "platform": raw["platform"],
            "patient": raw["patient_id"],
            **{name.lower(): raw[name] for name in SUBTYPES},
            "pam50": raw["pam50_subtype"],
            "genes": raw["n_genes_available"],
        }
    ).rename_axis(None)


def pam50_correlations() -> pd.DataFrame:
    """Return the correlation of 2,817 tumours before treatment with each centroid of PAM50.

    Returns
    -------
    DataFrame : tumours x fields
        By GSM: ``series``, with CHER-LOB under GSE66399, the accession of its labels (see
        `enlight_response`); ``platform``; ``patient``; ``basal``, ``her2``, ``luma``, ``lumb``,
        ``normal`` (correlation, -1 to 1); ``pam50`` (the nearest: "Basal", "Her2", "LumA",
        "LumB", "Normal"); ``genes`` of the 50 that the platform holds.

    Raises
    ------
    CohortError
        If a tumour stands twice or a call is not the nearest centroid.

    Notes
    -----
    ``her2`` is the correlation with a centroid, not receptor status. Platforms hold 42 to 50 of
    the genes, so correlations are compared within a series. One patient, 629606 of GSE194040,
    was measured on both of its platforms. GSE25066 overlaps other sources of this book.

    References
    ----------
    Parker JS et al. (2009) J Clin Oncol 27:1160-1167.
    """
    return _tumours().copy()
