"""GSE6532: 255 patients treated with adjuvant tamoxifen, 227 genes of KEGG pathways.

Notes
-----
Deposited in the vignette data of the R package DEGraph, RMA, median-centred. ``class`` is 0 for
resistant and 1 for sensitive tumours, so ``relapse`` turns it round; no times are given.
96 of the 99 OXFT patients are also the JBI patients of GSE17705 (`tamoxifen`):
the field ``patient`` is the same in both, count them once.

References
----------
Loi S, et al. Predicting prognosis using molecular profiling in estrogen receptor-positive breast
cancer treated with tamoxifen. BMC Genomics 2008;9:239.
"""

from functools import cache

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

KEY = ("loi2008-kegg", "Loi2008_DEGraphVignette.RData")


@cache
def loi2008() -> Cohort:
    """Return 227 genes of GSE6532 in 255 patients, 68 of them with relapse.

    Returns
    -------
    Cohort
        Symbols x patients, log2 and median-centred per gene. ``site`` is the prefix of the sample
        identifier (OXFT, GUYT, KIT).
    """
    expression, genes, classes = deposited.frames(
        *KEY, ["exprLoi2008", "annLoi2008", "classLoi2008"]
    )
    expression = expression.set_axis(genes["NCBI.gene.symbol"].to_numpy())
    site = expression.columns.str.split("_").str[0]
    clinical = (
        classes.set_axis(["class"], axis=1)
        .set_axis(expression.columns)
        .assign(
            series="GSE6532",
            site=site,
            batch="GSE6532-" + site,
            patient=expression.columns,
            relapse=lambda table: 1 - table["class"],
        )
        .drop(columns="class")
    )
    return Cohort(
        "GSE6532, KEGG genes",
        expression,
        clinical,
        scale="log2 intensity (RMA), median-centred per gene",
        sources=["/".join(KEY)],
        notes=(
            "Class 0 = resistant became relapse = 1; no times are deposited.",
            "96 of the 99 OXFT patients are also in GSE17705 (site JBI of the tamoxifen cohorts); "
            "the field patient is the same in both: count them once.",
        ),
    )
