"""Lines selected under tamoxifen against their parents."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.preranked import camera_of_statistics
from resistbook.studies.kastrati2020.contexts import PRESET
from resistbook.studies.kastrati2020.gene_sets import SETS, with_and_without
from resistbook.studies.resistant_lines.lines import LINES, derived_lines, resistance_genes

CULTURED = ("mcf7-tamr-ltes", "gse118713", "gse111151")
SOUND = ("MCF-7", "T-47D", "BT-474")
DERIVED = "GSE111151, three lines"
SCALED_FIRST = "GSE111151, each line scaled"
SINGLE = tuple(f"GSE111151, {line}" for line in SOUND)
SERIES = (*LINES, DERIVED)


@cache
def line_changes(series: str) -> pd.Series:
    """Return each gene's log2 fold change in resistant lines, in SDs of all genes' changes.

    Of GSE111151, whose lines have one library each: the mean change of three lines, then in SDs
    (`DERIVED`); each line in its own SDs, then the mean (`SCALED_FIRST`); or a single line.
    """
    if series in LINES:
        change = resistance_genes(series).set_index("gene")["log2_fold_change"].dropna()
        return change / change.std()
    changes = derived_lines().set_index("gene")[list(SOUND)].dropna()
    if series == DERIVED:
        return changes.mean(axis=1) / changes.mean(axis=1).std()
    changes = changes / changes.std()
    return changes.mean(axis=1) if series == SCALED_FIRST else changes[series.split(", ")[1]]


@stored("kastrati2020/lines", sources=(*CULTURED, *SETS), by=["set", "genes", "series"])
def lines() -> pd.DataFrame:
    """Return how much more the genes of each set change in resistant lines than all others.

    In SDs of all genes' fold changes, with limma's preset correlation between genes. The lines of
    GSE111151 have one library each: their mean is one series, of which only the agreement with
    the others is judged. Each of them alone has an effect and no interval.
    """
    tables = []
    for genes, sets in with_and_without(msigdb("hallmark")):
        for series in (*SERIES, SCALED_FIRST, *SINGLE):
            change = line_changes(series)
            found = camera_of_statistics(
                change, as_measured(sets, change.index), inter_gene_correlation=PRESET
            )
            found = found[["n_genes", "effect", "effect_se", "p"]]
            if series in SINGLE:
                found[["effect_se", "p"]] = np.nan
            tables.append(found.assign(genes=genes, series=series))
    return pd.concat(tables).rename_axis("set").reset_index()


@stored("kastrati2020/lines_meta", sources=(*CULTURED, *SETS), by=["set", "genes", "series"])
def lines_meta() -> pd.DataFrame:
    """Return the random-effects mean of each set over the series of resistant lines.

    ``series`` says which: all three, the two with replicates, or all three with each line of
    GSE111151 in its own SDs before they are averaged, a check added after the results. Hartung
    and Knapp's interval, and beside it the one with the ad hoc correction; ``fdr`` runs over all
    Hallmarks.
    """
    tables = []
    for name, chosen in (
        ("all", SERIES),
        ("replicated", LINES),
        ("each line scaled", (*LINES, SCALED_FIRST)),
    ):
        known = lines().dropna(subset=["effect"])
        known = known[known["series"].isin(chosen)]
        wide = known.pivot(index=["set", "genes"], columns="series", values=["effect", "effect_se"])
        table = random_effects(wide["effect"], wide["effect_se"], ad_hoc=False)
        corrected = random_effects(wide["effect"], wide["effect_se"])
        table["fdr"] = table.groupby("genes")["p"].transform(benjamini_hochberg)
        columns = ["k", "estimate", "ci_low", "ci_high", "p", "fdr", "tau2"]
        tables.append(
            table[columns]
            .assign(
                ci_low_ad_hoc=corrected["ci_low"],
                ci_high_ad_hoc=corrected["ci_high"],
                series=name,
            )
            .reset_index()
        )
    return pd.concat(tables, ignore_index=True)
