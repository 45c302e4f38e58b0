"""Breast-cancer cell lines made resistant to endocrine treatment, with their parents.

Each cohort carries the clinical fields ``series``, ``line``, ``state`` ("parental",
"tamoxifen-resistant", "oestrogen-deprived" or "fulvestrant-resistant"), ``subline`` (what was
grown apart: replicates of one subline are not independent), ``replicate`` and ``suspect``.

Where several Ensembl genes share a symbol, the one with the highest mean over all samples stands
for it: the choice does not look at the groups, and unlike a sum it does not mix the loci of
families such as Y_RNA.
"""

from functools import cache

import numpy as np
import pandas as pd
from rdata.conversion import DEFAULT_CLASS_MAP

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

CONSTRUCTORS = {**DEFAULT_CLASS_MAP, "DGEList": lambda dge, attributes: dge}
"""edgeR's DGEList is a list with a class name: read it as the list."""

STATE_OF_CONDITION = {
    "WT": "parental",
    "MCF7": "parental",
    "parental": "parental",
    "TAMR": "tamoxifen-resistant",
    "resistant": "tamoxifen-resistant",
    "LTED": "oestrogen-deprived",
    "FASR": "fulvestrant-resistant",
}


@cache
def mcf7_ltes() -> Cohort:
    """Return MCF7 wild type, tamoxifen-resistant and oestrogen-deprived cells, raw counts.

    Returns
    -------
    Cohort
        19,959 symbols x 14 samples: wild type 3, TAMR 3, LTED 8 in three sublines.

    Notes
    -----
    Read from an edgeR ``DGEList``; its library sizes equal the column sums. The LTED sublines
    differ: B_2 has five to ten times the ESR1 of the two others, so it is no replicate of them.
    """
    source, file = "mcf7-tamr-ltes", "MCF7_DGE_Processed_31032023.RData"
    parts = deposited.r_object(source, file, _counts_and_samples, CONSTRUCTORS)
    counts, samples = parts["counts"], parts["samples"]
    subline = samples["Condition"].astype(str)
    return Cohort(
        "MCF7 WT, TAMR and LTED",
        _one_row_a_symbol(counts),
        _clinical("MCF7-TAMR-LTED", "MCF-7", subline.str.split("_").str[0], subline),
        scale="raw read counts",
        sources=[f"{source}/{file}"],
        notes=("Three LTED sublines (B_1, B_2, E); B_2 has far more ESR1 than the others.",),
    )


def _counts_and_samples(stored: dict) -> dict[str, pd.DataFrame]:
    dge = stored["y"]
    samples = dge["samples"]
    symbols = dge["genes"]["SYMBOL"].to_numpy()
    counts = pd.DataFrame(dge["counts"].to_numpy(), index=symbols, columns=samples.index)
    return {"counts": counts, "samples": samples}


@cache
def gse118713() -> Cohort:
    """Return MCF7, tamoxifen-resistant and fulvestrant-resistant cells, TPM.

    Returns
    -------
    Cohort
        57,996 symbols (of 60,155 Ensembl genes) x 9 samples, three a state.

    Notes
    -----
    Columns sum to 0.97 to 1.00 million, not to one million, as deposited.
    """
    source = "gse118713"
    files = ("gse118713_gene_tpm.parquet", "gse118713_sample_metadata.tsv")
    table = deposited.parquet(source, files[0]).set_index("gene_symbol")
    samples = deposited.table(source, files[1], sep="\t", index_col="sample_id")
    return Cohort(
        "GSE118713",
        _one_row_a_symbol(table[samples.index]),
        _clinical("GSE118713", "MCF-7", samples["group"], samples["group"]),
        scale="transcripts per million (TPM)",
        sources=[f"{source}/{file}" for file in files],
        notes=("Of Ensembl genes with one symbol, the one with the highest mean is kept.",),
    )


@cache
def gse111151() -> Cohort:
    """Return MCF-7, T-47D, ZR-75-1 and BT-474, parental and tamoxifen-resistant, raw counts.

    Returns
    -------
    Cohort
        58,726 symbols (of 60,619 Ensembl genes) x 11 samples: four parents, one sample each, and
        seven resistant sublines. ``parent`` names the paired parental sample.

    Notes
    -----
    ZR-75-1 is flagged ``suspect``: its parent has 310 reads of ESR1 and 27 of TFF1, against 9,938
    and 17,683 in MCF-7 at the same depth, which no ER+ line should have.
    """
    source, files = "gse111151", ("counts_matrix.tsv.gz", "sample_metadata.tsv")
    table = deposited.table(source, files[0], sep="\t", index_col="gene_name")
    samples = deposited.table(source, files[1], sep="\t", index_col="sample_id")
    line = samples["cell_line"]
    clinical = _clinical(
        "GSE111151", line, samples["resistance_status"], pd.Series(samples.index, samples.index)
    )
    clinical["suspect"] = (line == "ZR-75-1").astype(int)
    clinical["parent"] = samples["paired_parental_sample_id"]
    clinical["gsm"] = samples["gsm"]
    return Cohort(
        "GSE111151",
        _one_row_a_symbol(table[samples.index]),
        clinical,
        scale="raw read counts",
        sources=[f"{source}/{file}" for file in files],
        notes=(
            "Each parental line has one sample, so its variance cannot be estimated.",
            "ZR-75-1 is suspect: parental ESR1 is about thirty times lower than in MCF-7.",
            "Of Ensembl genes with one symbol, the one with the highest mean is kept.",
        ),
    )


def _clinical(
    series: str, line: str | pd.Series, condition: pd.Series, subline: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "series": series,
            "line": line,
            "state": condition.map(STATE_OF_CONDITION),
            "subline": subline,
            "replicate": subline.groupby(subline).cumcount() + 1,
            "suspect": 0,
        },
        index=condition.index,
    )


def _one_row_a_symbol(table: pd.DataFrame) -> pd.DataFrame:
    """Keep the row with the highest mean of those that share a symbol, in the order of the file."""
    highest_first = np.argsort(-table.mean(axis=1).to_numpy(), kind="stable")
    first = ~table.index[highest_first].duplicated()
    return table.iloc[np.sort(highest_first[first])]
