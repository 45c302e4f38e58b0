"""GSE245601: ER-positive tumours with and without tamoxifen for 12 hours ex vivo."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

SOURCE = "gse245601"
COUNTS, SAMPLES = "track_a_epithelial_counts.tsv.gz", "track_a_epithelial_metadata.tsv"


@cache
def gse245601() -> Cohort:
    """Return counts of epithelial cells of ten tumours, each with and without tamoxifen.

    Returns
    -------
    Cohort
        28,294 genes x 20 samples, raw counts summed over the epithelial cells of a sample.
        ``patient``; ``treatment`` "control" or "tamoxifen"; ``paired`` (bool, all are);
        ``cells`` that were summed; ``library_size`` (counts); ``genes_detected``.

    Raises
    ------
    CohortError
        If a library size is not the sum of its counts.

    Notes
    -----
    12 hours of tamoxifen in culture: an acute response, in tissue that surgery and culture have
    already disturbed in both arms. GREB1 falls in all ten tumours (median 2.5-fold) and ESR1 in
    nine, so the drug works; proliferation has had no time to fall. Cells differ from 70 (Tumor_04
    under tamoxifen) to 4,533: weight by them, or leave Tumor_04 out as a check. 5,244 genes
    without a count are left out.

    References
    ----------
    Kim H et al. (2023) Clin Cancer Res 29:4894-4907.
    """
    counts = deposited.table(SOURCE, COUNTS, sep="\t", index_col="gene", keep_default_na=False)
    samples = deposited.table(SOURCE, SAMPLES, sep="\t", index_col="sample_id")
    samples = samples.loc[counts.columns]
    wrong = samples.index[counts.sum() != samples["total_library_size"]]
    if len(wrong):
        raise CohortError(f"{COUNTS}: counts of {wrong[0]!r} do not sum to its library size")
    return Cohort(
        "GSE245601, tamoxifen 12 h ex vivo",
        counts[counts.any(axis=1)],
        pd.DataFrame(
            {
                "patient": samples["patient"],
                "treatment": samples["condition"].str.lower(),
                "paired": samples.groupby("patient")["condition"].transform("nunique") == 2,
                "cells": samples["n_contributing_cells"],
                "library_size": samples["total_library_size"],
                "genes_detected": samples["n_detected_genes"],
            }
        ),
        scale="raw counts, summed over epithelial cells",
        sources=[f"{SOURCE}/{COUNTS}", f"{SOURCE}/{SAMPLES}"],
        notes=(
            "Ten pairs, tamoxifen for 12 hours in culture: an acute response.",
            "Genes without any count are left out (5,244 of 33,538).",
            "Tumor_04 has 151 and 70 cells, the others 278 to 4,533.",
        ),
    )
