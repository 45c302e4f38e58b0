"""Kastrati 2020, Supplementary Table 2: genes that change under neoadjuvant tamoxifen."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import CohortError
from resistbook.data.cohorts.limma_table import LIMMA

SOURCE = "kastrati2020"
TABLE = "NIHMS1582585-supplement-4.xlsx"
LISTS = {"up": "kastrati_et_al.up.txt", "down": "kastrati_et_al.down.txt"}
TAG = "Part of HALLMARK_TNFA_SIGNALING_VIA_NFKB"


def kastrati_table() -> pd.DataFrame:
    """Return the paper's own table of 236 genes, tamoxifen against before.

    Returns
    -------
    pd.DataFrame : genes x fields
        Index: gene or Agilent probe as printed, in the order of the file. ``log2_fold_change``
        positive where the gene rises under tamoxifen; ``se`` = log2_fold_change / t;
        ``mean_expression`` (log2); ``t``, ``p``, ``fdr``, ``log_odds`` of limma; ``nfkb`` (bool)
        the paper's tag, "Part of HALLMARK_TNFA_SIGNALING_VIA_NFKB"; ``symbol`` (bool) False for
        the 39 rows that carry an identifier of a probe, transcript or locus and no gene symbol.

    Raises
    ------
    CohortError
        If the two lists beside the table do not hold the genes of its two signs, an identifier
        stands twice or looks like a date, or a tag is unknown.

    Notes
    -----
    Only genes with at least a two-fold change are printed (108 up, 128 down). What was tested can
    be had from the table: FDR x rank / P is 22,595 for the first genes, the number of tests (see
    `kastrati_tests`). P and t give 107.29 degrees of freedom; the decimals of the means fit 102
    arrays, those of the differences 62 against 40. That is a comparison of two groups (100 residual
    degrees of freedom and 7.29 of limma's prior), not one within patients; which group is which is
    not printed.

    The tag equals membership of that Hallmark set by printed symbol (22 genes, all of which rise).
    CYR61 is not tagged, though it is in the set under its present symbol CCN1.

    References
    ----------
    Kastrati I et al. (2020) Mol Cancer Res 18:1018-1027.
    """
    return _table().copy()


@cache
def _table() -> pd.DataFrame:
    sheet = deposited.sheets(SOURCE, TABLE, [0], keep_default_na=False, index_col=0)[0]
    genes = sheet.index.astype(str)
    tags = sheet["GSEA_NFKB"].dropna()
    if (tags != TAG).any():
        unknown = tags[tags != TAG].iloc[0]
        raise CohortError(f"{TABLE}: unknown entry {unknown!r} in column 'GSEA_NFKB'")
    dates = genes[genes.str.contains(r"^\d+-[A-Z][a-z]{2}$|^\d{4}-\d\d-\d\d")]
    if len(dates):
        raise CohortError(f"{TABLE}: {dates[0]!r} is a date, not a gene; a spreadsheet changed it")
    table = sheet[list(LIMMA)].rename(columns=LIMMA).set_axis(genes)
    table.insert(1, "se", table["log2_fold_change"] / table["t"])
    table["nfkb"] = (sheet["GSEA_NFKB"] == TAG).to_numpy()
    table["symbol"] = ~genes.str.contains(
        r"^(?:AG_|AB\d|AF\d|THC\d|ENST\d|NP\d|LOC\d|TCONS_|MGC\d|FLJ\d)"
    )
    _agree_with_lists(table)
    return table.rename_axis("gene")


def _agree_with_lists(table: pd.DataFrame) -> None:
    if not table.index.is_unique:
        raise CohortError(f"{TABLE}: {table.index[table.index.duplicated()][0]!r} stands twice")
    for direction, file in LISTS.items():
        rises = table["log2_fold_change"] > 0
        ours = set(table.index[rises if direction == "up" else ~rises])
        theirs = set(deposited.words(SOURCE, file))
        if ours != theirs:
            raise CohortError(f"{TABLE} and {file} differ in gene {min(ours ^ theirs)!r}")


def kastrati_genes() -> dict[str, tuple[str, ...]]:
    """Return the genes that rise (``up``, 108) and fall (``down``, 128), most significant first."""
    table = _table().sort_values("p", kind="stable")
    rises = table["log2_fold_change"] > 0
    return {"up": tuple(table.index[rises]), "down": tuple(table.index[~rises])}


def kastrati_tests() -> int:
    """Return how many genes were tested, from the printed P and FDR: 22,595.

    Notes
    -----
    Benjamini and Hochberg's FDR of the gene with rank i is at most P x tests / i, and equal to it
    where no later gene has a smaller value, so the largest FDR x i / P is the number of tests.
    The genes that are not printed can only raise the rank of those that are.
    """
    table = _table().sort_values("p", kind="stable")
    return round((table["fdr"] / table["p"] * np.arange(1, len(table) + 1)).max())
