"""Neoadjuvant endocrine therapy, 23 pairs: gene-level effects of sleuth, no sample matrix."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import CohortError

SOURCE = "neo-et"
CHANGE = "sleuth.results.txt"
RESPONSE = "sleuth.results.nonresp_vs_resp.txt"

COLUMNS = {
    "b": "b",
    "pval": "p",
    "qval": "fdr",
    "num_aggregated_transcripts": "transcripts",
    "sum_mean_obs_counts": "abundance",
}
RESPONSES = {"Responder": "responder", "Non_responder": "non-responder", "Stable": "stable"}


def neo_et() -> pd.DataFrame:
    """Return the change of 18,059 genes under neoadjuvant endocrine therapy, 23 pairs.

    Returns
    -------
    pd.DataFrame : genes x fields
        Index: gene symbol. ``log2_fold_change`` = b / ln 2, positive where the gene is higher
        after treatment; ``b`` as deposited, in natural logarithms; ``p`` and ``fdr`` (Benjamini
        and Hochberg over all genes) of the gene; ``transcripts`` tested; ``abundance``, the sum
        over them of the mean observed counts, each on sleuth's logarithmic scale.

    Notes
    -----
    ``b`` is minus the coefficient of "before" in sleuth's ``~ patient + treatment``, averaged over
    the transcripts of the gene with equal weight, however rare they are. sleuth models
    ln(counts + 0.5), so b is a natural-log fold change (its script is in the source's repository).
    ``p`` combines the likelihood-ratio tests of the transcripts, which ask for any change in either
    direction. So ``p`` and ``b`` do not belong together: no standard error of ``b`` follows from
    them, and a gene can be significant with b near 0. No standard error is deposited.

    Symbols are of 2020 or later (CCN1, SEPTIN9), those of the arrays are older (CYR61, SEPT9).
    JUN is not in the table.

    The drug and how samples were taken are not deposited; all patients whose surgery is known had
    it, so the samples after treatment are probably surgical.

    References
    ----------
    Pimentel H et al. (2017) Nat Methods 14:687-690. Yi L et al. (2018) Genome Biol 19:53.
    """
    return _effects(CHANGE).copy()


def neo_et_response() -> pd.DataFrame:
    """Return non-responders (3) against responders (16) in 18,057 genes, before and after pooled.

    Returns
    -------
    pd.DataFrame : genes x fields
        As `neo_et`; ``log2_fold_change`` is positive where non-responders are higher.

    Notes
    -----
    From ``~ treatment + response`` without the patient: the 38 samples count as independent though
    each patient gave two, and three non-responders carry the contrast. Describe it; do not test.
    """
    return _effects(RESPONSE).copy()


def neo_et_patients() -> pd.DataFrame:
    """Return the 23 patients: age, histology, stage, receptors, Ki67 and response.

    Returns
    -------
    pd.DataFrame : patients x fields
        ``sample_before``, ``sample_after``, ``age``, ``histology``, ``ctnm``, ``er_percent``,
        ``pr_percent``, ``ki67_percent`` (before), ``stage``, ``surgery``, ``response``
        ("responder" 16, "non-responder" 3, "stable" 2, missing 2).
    """
    table = deposited.table(SOURCE, "metadata_clinical.txt", sep="\t", index_col="patient_id")
    samples = deposited.table(SOURCE, "metadata_samples.txt", sep="\t")
    ids = samples.pivot(index="patient_id", columns="treatment", values="sample_id")
    for ours, theirs in {"id_pre": "pre", "id_post": "post"}.items():
        differ = table.index[table[ours] != ids[theirs].reindex(table.index)]
        if len(differ):
            raise CohortError(
                f"{SOURCE}: the {theirs} sample of {differ[0]!r} differs between the two "
                "metadata files"
            )
    return pd.DataFrame(
        {
            "sample_before": table["id_pre"],
            "sample_after": table["id_post"],
            "age": table["age"],
            "histology": table["histotypes"].str.lower(),
            "ctnm": table["cTNM"],
            "er_percent": table["ER_perc"],
            "pr_percent": table["PgR_perc"],
            "ki67_percent": table["ki67"].str.rstrip("%").astype(float),
            "stage": table["stage"],
            "surgery": table["procedure"].str.lower(),
            "response": table["Responder/Non_responder/Stable"].map(RESPONSES),
        }
    ).rename_axis(None)


@cache
def _effects(file: str) -> pd.DataFrame:
    table = deposited.table(SOURCE, file, sep="\t", index_col="target_id", keep_default_na=False)
    table = table[list(COLUMNS)].rename(columns=COLUMNS).rename_axis("gene")
    table.insert(0, "log2_fold_change", table["b"] / np.log(2))
    return table
