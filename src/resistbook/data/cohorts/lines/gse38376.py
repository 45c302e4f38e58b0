"""GSE38376: SKBR3, parental and resistant to lapatinib, at three doses."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

SOURCE = "gse38376"
FILES = {"parental": "nR_GE_data_GSE38376.csv", "lapatinib-resistant": "R_GE_data_GSE38376.csv"}
DOSES = (0.0, 0.1, 1.0)
"""Of lapatinib, micromolar, in the order of the columns; three replicates each."""
REPLICATES = 3
FLOOR = 7.0
"""Mean log2 intensity that a gene must exceed; what is not expressed lies near 6.2."""


@cache
def gse38376() -> Cohort:
    """Return SKBR3, parental and lapatinib-resistant: nine arrays each.

    Returns
    -------
    Cohort
        9,196 symbols x 18 arrays, log2 intensity. ``line``; ``state`` ("parental",
        "lapatinib-resistant"); ``dose`` of lapatinib when the cells were harvested (0, 0.1 or 1
        micromolar): hold it fixed, never pool it; ``replicate`` 1 to 3.

    Raises
    ------
    CohortError
        If the two files differ in their genes.

    Notes
    -----
    Deposited without a header: the columns are three doses in rising order, three replicates
    each, which the arrays confirm (replicates resemble each other; targets of ERK fall from dose
    to dose in parental cells). A gene counts as expressed if its mean over all 18 arrays, which
    does not look at the groups, exceeds 7. Of the one symbol that stands twice, ADIPOQ, neither
    row is expressed. Symbols are those of 2009. The drug is lapatinib, not trastuzumab.

    References
    ----------
    Komurov K et al. (2012) Mol Syst Biol 8:596.
    """
    tables = [
        deposited.table(SOURCE, file, header=None, index_col=0).rename_axis(None)
        for file in FILES.values()
    ]
    if not tables[0].index.equals(tables[1].index):
        raise CohortError(f"{SOURCE}: {' and '.join(FILES.values())} hold other genes or orders")
    clinical = pd.DataFrame(
        [
            ("SKBR3", state, dose, replicate)
            for state in FILES
            for dose in DOSES
            for replicate in range(1, REPLICATES + 1)
        ],
        columns=["line", "state", "dose", "replicate"],
    )
    clinical.index = pd.Index(
        [f"{one.state} {one.dose:g} uM {one.replicate}" for one in clinical.itertuples()]
    )
    values = np.log2(pd.concat(tables, axis=1)).set_axis(clinical.index, axis=1)
    return Cohort(
        "SKBR3 and lapatinib",
        values[values.mean(axis=1) > FLOOR],
        clinical,
        scale="log2 intensity",
        sources=[f"{SOURCE}/{file}" for file in FILES.values()],
        notes=(
            "Columns have no names; doses and replicates follow from their order.",
            "Genes whose mean log2 intensity is 7 or less are left out.",
        ),
    )
