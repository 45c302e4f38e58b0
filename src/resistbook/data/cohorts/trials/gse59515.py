"""GSE59515: genes that change at two weeks and three months of neoadjuvant letrozole."""

from functools import cache

import pandas as pd
from rdata.conversion import DEFAULT_CLASS_MAP, dataframe_constructor

from resistbook.data import deposited

SOURCE, FILE = "gse59515-degs", "limma_results.rds"

TIMES = {"2w": "2 weeks", "3mo": "3 months"}
TIBBLE = {**DEFAULT_CLASS_MAP, "tbl_df": dataframe_constructor}
COLUMNS = {
    "ID": "probe",
    "logFC": "log2_fold_change",
    "AveExpr": "mean_expression",
    "P.Value": "p",
    "adj.P.Val": "fdr",
}


def gse59515() -> dict[str, pd.DataFrame]:
    """Return the significant genes at "2 weeks" (144) and "3 months" (1,307) of letrozole.

    Returns
    -------
    dict of pd.DataFrame : genes x fields
        Index: gene symbol, most significant first. ``log2_fold_change`` positive where the gene is
        higher under letrozole; ``probe`` (Illumina) the most significant one of the gene;
        ``mean_expression`` (log2); ``p``; ``fdr`` (below 0.05); ``probes``, how many of the gene
        are significant (all of them change the same way).

    Notes
    -----
    limma with patients as blocks, on log2 intensities with values below 1 set to 1; 47,178 probes
    were tested, and only those with FDR < 0.05 are deposited (157 and 1,550). A gene that is not
    here did not reach that; its direction is unknown, so no set can be tested on these tables:
    they show direction among significant genes. 7 and 43 probes without a symbol are left out.
    Both times are compared with the sample before. At 3 months, probably surgery, FOS, FOSB, EGR1
    and NR4A1 are among the genes that rise; at 2 weeks none of them is in the table.

    References
    ----------
    Turnbull AK et al. (2015) J Clin Oncol 33:2270-2278.
    """
    return {time: table.copy() for time, table in _tables().items()}


@cache
def _tables() -> dict[str, pd.DataFrame]:
    tables = deposited.r_object(SOURCE, FILE, _times, TIBBLE)
    return {time: _by_gene(tables[name]) for name, time in TIMES.items()}


def _times(stored: dict) -> dict[str, pd.DataFrame]:
    return {name: stored[name] for name in TIMES}


def _by_gene(probes: pd.DataFrame) -> pd.DataFrame:
    """Keep the most significant probe of each gene."""
    symbols = probes["Symbol"].astype(str).str.replace("Septin 6", "SEPT6").rename("gene")
    probes = probes.astype({"ID": str})[list(COLUMNS)].rename(columns=COLUMNS)
    probes = probes.set_axis(symbols)[(symbols != "").to_numpy()].sort_values("p", kind="stable")
    return probes[~probes.index.duplicated()].assign(probes=probes.index.value_counts())
