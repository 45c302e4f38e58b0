"""HER2-positive lines that persist under lapatinib, against their parents."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

HANGAUER = ("hangauer2017", "41586_2017_BFnature24297_MOESM3_ESM.xlsx")
CHANG = ("chang2022", "cd-20-1265_supplementary_tables_suppst1.xlsx")
LISTS = {
    "BT-474": "Sup. Table 3",
    "HCC1419": "Sup. Table 6",
    "BT-474 and HCC1419": "Sup. Table 2",
    "EFM192A and SKBR3": "Sup. Table 1",
}
CLUSTERS = ("Sup. Table 4", "Sup. Table 5")
CELLS = ("Sup. Table 10", "Sup. Table 11")
COLUMNS = {"Gene": "gene", "Fold Change": "fold_change", "p value": "p", "padj": "fdr"}
LEAST_CHANGE = 2.0


@cache
def hangauer2017() -> Cohort:
    """Return BT-474, parental and persisting under lapatinib: one profile each.

    Returns
    -------
    Cohort
        Symbols x 2 samples (``parental``, ``persister``), FPKM. ``line``, ``state``; one sample a
        state, so nothing can be tested over samples.

    Notes
    -----
    ERBB2 is 0 in both states, in a line with dozens of copies: the pipeline lost the gene. Do not
    read it. Of 293 symbols with several loci the one with the higher mean is kept; 26 symbols that
    a spreadsheet turned into dates are left out.

    References
    ----------
    Hangauer MJ et al. (2017) Nature 551:247-250.
    """
    table = deposited.sheets(*HANGAUER, [0])[0]
    table = table[table["Gene"].map(lambda gene: isinstance(gene, str))].set_index("Gene")
    fpkm = table[["Parental_FPKM", "Persister_FPKM"]].set_axis(["parental", "persister"], axis=1)
    fpkm = fpkm.iloc[np.argsort(-fpkm.mean(axis=1).to_numpy(), kind="stable")]
    return Cohort(
        "BT-474 under lapatinib",
        fpkm[~fpkm.index.duplicated()].sort_index(),
        pd.DataFrame({"line": "BT-474", "state": fpkm.columns}, index=fpkm.columns),
        scale="fragments per kilobase and million (FPKM)",
        sources=["/".join(HANGAUER)],
        notes=(
            "One sample a state.",
            "ERBB2 is 0 in both states: an artefact of the deposited table.",
        ),
    )


@cache
def _lists() -> pd.DataFrame:
    book = deposited.sheets(*CHANG, list(LISTS.values()), header=2)
    parts = []
    for line, sheet in LISTS.items():
        part = book[sheet].rename(columns=COLUMNS)[list(COLUMNS.values())]
        small = part["fold_change"].abs() < LEAST_CHANGE
        if small.any():
            raise CohortError(
                f"{CHANG[1]}, {sheet}: {part.loc[small, 'gene'].iloc[0]} has a fold change of "
                f"{part.loc[small, 'fold_change'].iloc[0]:.2f}; all should be 2 or more, or -2 or "
                "less"
            )
        parts.append(part.assign(line=line))
    return pd.concat(parts, ignore_index=True)


def chang2022() -> pd.DataFrame:
    """Return the genes that differ between persisters under lapatinib and parental lines.

    Returns
    -------
    DataFrame : one row a gene and comparison
        ``line`` "BT-474", "HCC1419", both together (luminal persisters), or "EFM192A and SKBR3"
        (mesenchymal persisters); ``gene``; ``fold_change``, signed (-2 is half); ``p``; ``fdr``.

    Notes
    -----
    Lists of genes that changed at least two-fold at an FDR below 0.05. A gene that is not listed
    changed less, or was not measured: the lists do not say which.

    References
    ----------
    Chang CA et al. (2022) Cancer Discovery 12:1022-1045.
    """
    return _lists().copy()


@cache
def _cells() -> pd.DataFrame:
    book = deposited.sheets(*CHANG, [*CLUSTERS, *CELLS], header=2)
    names = ["gene", "cluster_b", "lapatinib_6h", "persister"]
    cells = pd.concat([book[sheet].set_axis(names, axis=1) for sheet in CELLS])
    cells = cells.set_index("gene")
    if cells.index.has_duplicates:
        raise CohortError(
            f"{CHANG[1]}, {' and '.join(CELLS)}: {cells.index[cells.index.duplicated()][0]} "
            "stands twice; a gene should stand once"
        )
    clusters = pd.concat([book[sheet] for sheet in CLUSTERS])
    untreated = clusters.drop_duplicates("Gene").set_index("Gene")["baseMean"]
    cells.insert(0, "untreated", untreated.reindex(cells.index))
    return cells.rename_axis(None)


def chang2022_cells() -> pd.DataFrame:
    """Return the mean expression of genes in single cells of BT-474, untreated and persisting.

    Returns
    -------
    DataFrame : genes x states
        ``untreated`` (all untreated cells; missing for a few genes), ``cluster_b`` (the untreated
        cells that the authors take for precursors of persisters), ``lapatinib_6h``, ``persister``;
        counts normalised by the authors, not logged.

    Notes
    -----
    Only genes that set cluster B apart from other untreated cells, in either direction. Most of
    them are lower in persisters, so the states seem not to be alike in depth: a change is to be
    read beside that of the other genes.

    References
    ----------
    Chang CA et al. (2022) Cancer Discovery 12:1022-1045, supplementary tables 4, 5, 10 and 11.
    """
    return _cells().copy()
