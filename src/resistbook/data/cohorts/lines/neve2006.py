"""Neve 2006: copy number of 53 breast cell lines, by array of genomic clones."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

CLONES = ("neve2006", "NeveCGH.zip")
POSITION = ["Clone", "Chrom", "kb", "kbGenome"]

ERBB2_CLONE = "DMPC-HFF#1-61H8"
CCNE1_CLONE = "CTB-25O22"
"""The clone at CCNE1; its neighbours stand 0.5 and 2.5 megabases away."""


@cache
def neve2006() -> Cohort:
    """Return copy number at 2,696 genomic clones in 53 breast lines.

    Returns
    -------
    Cohort
        Clones x lines, log2 ratio to normal DNA. Clinical: ``line``.

    Notes
    -----
    The build of the map is not stated. Clone `ERBB2_CLONE` stands in the peak of all lines with
    amplified HER2, 38.3 megabases into chromosome 17. `CCNE1_CLONE` stands 34.995 megabases into
    chromosome 19, where builds of that time have CCNE1. One clone in one or two megabases cannot
    show whether a gain is focal.

    References
    ----------
    Neve RM et al. (2006) Cancer Cell 10:515-527.
    """
    ratios = _table().drop(columns=POSITION[1:]).astype(float)
    lines = pd.DataFrame({"line": ratios.columns}, index=ratios.columns)
    return Cohort(
        "Neve 2006, copy number",
        ratios,
        lines,
        scale="log2 ratio to normal DNA",
        sources=["/".join(CLONES)],
    )


def neve2006_clones() -> pd.DataFrame:
    """Return chromosome and position (megabases; build not stated) of each clone."""
    table = _table()
    return pd.DataFrame({"chromosome": table["Chrom"].astype(str), "mb": table["kb"] / 1000})


@cache
def _table() -> pd.DataFrame:
    return deposited.table(
        *CLONES, member="NeveCGH.txt", fields=POSITION[1:], sep="\t", index_col="Clone"
    )
