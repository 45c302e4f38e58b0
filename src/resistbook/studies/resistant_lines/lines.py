"""Genes that change when breast-cancer lines become resistant to tamoxifen."""

import numpy as np
import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.expression.count_model import CountModel
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.normalisation import log2_counts_per_million

LINES = ("MCF-7 (DKFZ)", "MCF-7 (GSE118713)")
RESISTANT, PARENTAL = "tamoxifen-resistant", "parental"
OTHERWISE = dict(zip(LINES, ("oestrogen-deprived", "fulvestrant-resistant"), strict=True))
"""What else was made of the same parent."""
EXPRESSED = 1.0


@stored(
    "resistance/lines_{}",
    sources=["mcf7-tamr-ltes", "gse118713"],
    by=["gene"],
    cases=LINES,
    packages=["pydeseq2"],
)
def resistance_genes(line: str) -> pd.DataFrame:
    """Return each gene's difference between resistant and parental MCF-7.

    Counts through DESeq2's model; transcripts per million through the moderated t of
    log2(TPM + 1), for genes with at least `EXPRESSED` TPM in three libraries. Resistant to
    tamoxifen, and as ``other_log2_fold_change`` of the line that was made of the same parent in
    another way (`OTHERWISE`).
    """
    if line == LINES[0]:
        libraries = cohorts.mcf7_ltes()
        model = CountModel(libraries.expression, design_matrix("~ state", libraries.clinical))
        parental = {f"state[T.{PARENTAL}]": -1.0}  # the state before it is the reference
        tamoxifen = model.difference(parental | {f"state[T.{RESISTANT}]": 1.0})
        other = model.difference(parental)
    else:
        libraries = cohorts.gse118713()
        values = libraries.expression
        values = np.log2(values[(values >= EXPRESSED).sum(axis=1) >= 3] + 1)
        design = design_matrix("~ 0 + state", libraries.clinical)
        parental = {f"state[{PARENTAL}]": -1.0}
        tamoxifen, other = (
            moderated_t(values, design, parental | {f"state[{state}]": 1.0})
            for state in (RESISTANT, OTHERWISE[line])
        )
    table = tamoxifen[["log2_fold_change", "p", "fdr"]]
    table = table.assign(other_log2_fold_change=other["log2_fold_change"])
    return table.rename_axis("gene").reset_index()


@stored("resistance/gse111151", sources=["gse111151"], by=["gene"])
def derived_lines() -> pd.DataFrame:
    """Describe resistant against parental in lines with a single library each; nothing is tested.

    Returns
    -------
    DataFrame
        One row a gene with at least `EXPRESSED` count per million in two libraries: the log2
        fold change of each line (mean of its resistant derivatives), how many lines are higher,
        and the mean over lines. ZR-75-1, whose parent hardly expresses ESR1, is shown but left
        out of the mean.
    """
    libraries = cohorts.gse111151()
    clinical = libraries.clinical
    values = log2_counts_per_million(libraries.expression)
    values = values[(values >= np.log2(EXPRESSED)).sum(axis=1) >= 2]
    changes = {}
    for line, field in clinical.groupby("line"):
        resistant = field.index[field["state"] == RESISTANT]
        parent = field.index[field["state"] == PARENTAL]
        changes[line] = values[resistant].mean(axis=1) - values[parent].mean(axis=1)
    table = pd.DataFrame(changes)
    sound = [line for line in table if not clinical.loc[clinical["line"] == line, "suspect"].any()]
    table["mean"] = table[sound].mean(axis=1)
    table["lines_higher"] = (table[sound] > 0).sum(axis=1)
    return table.rename_axis("gene").reset_index()


def resistance_sets() -> dict[str, tuple[str, ...]]:
    """Return genes up and down in resistant MCF-7: FDR < 0.05, at least two-fold.

    Returns
    -------
    dict
        For each source up and down, and those that both sources share.
    """
    sets: dict[str, tuple[str, ...]] = {}
    for direction, sign in (("up", 1), ("down", -1)):
        chosen = []
        for line in LINES:
            table = resistance_genes(line)
            kept = (table["fdr"] < 0.05) & (sign * table["log2_fold_change"] >= 1)
            chosen.append(tuple(table.loc[kept, "gene"]))
            sets[f"{line}, {direction}"] = chosen[-1]
        both = set(chosen[0]) & set(chosen[1])
        sets[f"both, {direction}"] = tuple(sorted(both))
    return sets
