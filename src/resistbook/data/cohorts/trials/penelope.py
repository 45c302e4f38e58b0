"""Penelope-B: biopsy against resection under chemotherapy, and its genes in TCGA tumours."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort
from resistbook.data.cohorts.limma_table import LIMMA

SOURCE = "penelope"
CHANGE = "DEG_Biop_Res.txt"
GENES = "Penelope_n335genes_info.txt"
TCGA = "n335genes_TCGA_SFig5.cdt"

DEGREES_OF_FREEDOM = 1083.66
"""What P and t of all rows imply: 1,080 samples less two means, and 5.66 of limma's prior."""

CODES = {
    "er": ("ER", {"ER-pos": 1, "ER-neg": 0}),
    "pr": ("PR", {"PR-pos": 1, "PR-neg": 0}),
    "her2": ("HER2", {"HER2-pos": 1, "HER2-neg": 0}),
}
SUBTYPES = {
    "Luminal A": "LumA",
    "Luminal B": "LumB",
    "Basal-like": "Basal",
    "HER2-enriched": "Her2",
    "Normal-like": "Normal",
}


def penelope() -> pd.DataFrame:
    """Return how 1,960 genes change from biopsy to resection under chemotherapy, 540 pairs.

    Returns
    -------
    pd.DataFrame : genes x fields
        Index: gene symbol, most significant first. ``log2_fold_change`` positive where the gene is
        higher in the resection; ``se``, ``ci_low`` and ``ci_high`` (95%) from it and ``t``;
        ``mean_expression``; ``t``, ``p``, ``fdr``, ``log_odds`` of limma; ``cluster`` and
        ``theme`` of the trial for the 335 genes of its signature, else missing.

    Notes
    -----
    HR-positive, HER2-negative, residual disease after neoadjuvant chemotherapy; HTG sequencing.
    Direction: proliferation falls (TOP2A -1.9) and FOS (+4.2), EGR1 and DUSP1 rise; the trial
    itself names 19 of the genes "Tissue handling (surgery vs biopsy)", and all of them rise.

    Only significant genes are deposited. FDR x rank / P is 21,455.37 = 2,548 x (1 + 1/2 + ... +
    1/2548): the FDR is Benjamini and Yekutieli's over 2,548 genes, of which 588 are missing. Their
    changes are small but not known, so a mean over the genes of a set leans outwards.

    The deposited intervals are not used: their widths belong to other rows (half-width over
    standard error runs from 0.4 to 10.2 instead of 1.96; 32 intervals include 0 beside FDR < 0.05).
    P and FDR of DUSP1 and FOS are 0: too small to be written.

    References
    ----------
    Denkert C et al. (2025) Cancer Cell. Loibl S et al. (2021) J Clin Oncol 39:1518-1530.
    """
    return _change().copy()


@cache
def _change() -> pd.DataFrame:
    table = deposited.table(
        SOURCE, CHANGE, sep="\t", index_col="Gene", keep_default_na=False
    ).rename(columns=LIMMA)[list(LIMMA.values())]
    table.index = _hyphens(table.index)
    se = table["log2_fold_change"] / table["t"]
    margin = stats.t.ppf(0.975, DEGREES_OF_FREEDOM) * se
    table.insert(1, "se", se)
    table.insert(2, "ci_low", table["log2_fold_change"] - margin)
    table.insert(3, "ci_high", table["log2_fold_change"] + margin)
    genes = _signature_genes()
    table["cluster"] = genes["Cluster_1080pairedSamples"].str.partition("_")[2]
    table["theme"] = genes["Gene-Label"].replace("", np.nan)
    return table.rename_axis("gene")


@cache
def penelope_tcga() -> Cohort:
    """Return 335 genes of the trial in 1,095 primary tumours of TCGA.

    Returns
    -------
    Cohort
        Genes x tumours, log2 and centred per gene (median of all 1,215 samples with normal
        tissue). ``patient`` (TCGA barcode); ``er``, ``pr``, ``her2`` (1, 0; missing where not
        tested, indeterminate or equivocal); ``pam50`` from RNA sequencing and ``pam50_array``
        ("LumA", "LumB", "Basal", "Her2", "Normal").

    Notes
    -----
    The genes were chosen by the trial, for change and prognosis under chemotherapy: they are no
    sample of the genome. Rows have the trial's symbols; six differ from TCGA's of the time (DARC
    is ACKR1, PPPDE2 is DESI1, PKM2 is PKM, ORC6L is ORC6, PMS2L3 is PMS2P3, ODZ3 stands for
    FLJ10474). 113 normal and 7 metastatic samples are left out.
    """
    parts = deposited.table(
        SOURCE,
        TCGA,
        extract=_samples_and_genes,
        sep="\t",
        header=None,
        index_col=0,
        dtype=str,
        keep_default_na=False,
    )
    samples, expression = parts["samples"], parts["genes"]
    expression.index = _hyphens(expression.index)
    primary = samples[samples["sample type"] == "Primary Tumor"]
    clinical = pd.DataFrame(
        {
            "patient": primary.index.str[:12],
            **{field: primary[column].map(codes) for field, (column, codes) in CODES.items()},
            "pam50": primary["PAM50 RNAseq"].replace("", np.nan),
            "pam50_array": primary["PAM50 array"].map(SUBTYPES),
        },
        index=primary.index,
    )
    return Cohort(
        "TCGA, 335 genes of Penelope-B",
        expression[primary.index],
        clinical,
        scale="log2, centred per gene on the median of tumour and normal samples",
        sources=[f"{SOURCE}/{TCGA}"],
        notes=(
            "Only the 335 genes that the trial chose.",
            "Indeterminate receptors and equivocal HER2 are missing.",
            "113 normal and 7 metastatic samples are left out.",
        ),
    )


def _samples_and_genes(cells: pd.DataFrame) -> dict[str, pd.DataFrame]:
    samples = cells.loc[:"EWEIGHT"].iloc[:, 4:].T.set_index("GeneSort")
    genes = cells.loc["EWEIGHT":].iloc[1:].set_index(1)
    expression = genes.iloc[:, 3:].astype(float).set_axis(samples.index, axis=1)
    return {"samples": samples, "genes": expression}


def _signature_genes() -> pd.DataFrame:
    table = deposited.table(SOURCE, GENES, sep="\t", index_col="Gene", keep_default_na=False)
    table.index = _hyphens(table.index)
    return table


def _hyphens(symbols: pd.Index) -> pd.Index:
    """Give names that the assay writes with an underscore (HLA_A) the hyphen they have."""
    return symbols.where(symbols == "IFNA_Family", symbols.str.replace("_", "-"))
