"""Lines selected under tamoxifen against their parents."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import norm

from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured
from resistbook.results.store import stored
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.preranked import camera_of_statistics
from resistbook.studies.kastrati2020.contexts import NEOADJUVANT, PATIENTS, PRESET
from resistbook.studies.kastrati2020.gene_sets import SETS, with_and_without
from resistbook.studies.kastrati2020.pooling import AD_HOC, COMMON, HARTUNG_KNAPP, pooled
from resistbook.studies.kastrati2020.sampling import context_effects
from resistbook.studies.resistant_lines.lines import (
    LINES,
    OTHERWISE,
    derived_lines,
    resistance_genes,
)

CULTURED = ("mcf7-tamr-ltes", "gse118713", "gse111151")
SOUND = ("MCF-7", "T-47D", "BT-474")
SUSPECT = "ZR-75-1"
"""Its parent hardly expresses the oestrogen receptor."""
DERIVED = "GSE111151, three lines"
FOUR = "GSE111151, four lines"
SCALED_FIRST = "GSE111151, each line scaled"
SINGLE = tuple(f"GSE111151, {line}" for line in (*SOUND, SUSPECT))
SERIES = (*LINES, DERIVED)
OTHERS = tuple(f"{line}, {state}" for line, state in OTHERWISE.items())
BEYOND = tuple(f"{line}, beyond {state}" for line, state in OTHERWISE.items())
CHOSEN = {
    "all": SERIES,
    "replicated": LINES,
    "each line scaled": (*LINES, SCALED_FIRST),
    "with ZR-75-1": (*LINES, FOUR),
    "other resistance": OTHERS,
    "beyond other resistance": BEYOND,
}
"""Which series a mean is taken over."""
ESTIMATORS = {
    "": (HARTUNG_KNAPP, "preset"),
    ", ad hoc": (AD_HOC, "preset"),
    ", common effect": (COMMON, "borrowed"),
    ", common effect, preset": (COMMON, "preset"),
}
"""Estimator, and correlation between genes in the errors of the series, by what follows the name
of the series in `lines_meta`. Hartung and Knapp's interval takes the spread between series, which
makes up for a correlation that is preset too low; a common effect does not."""


@cache
def line_changes(series: str) -> pd.Series:
    """Return each gene's log2 fold change in resistant lines, in SDs of all genes' changes.

    Of GSE111151, whose lines have one library each: the mean change of three lines, then in SDs
    (`DERIVED`), or of four (`FOUR`); each line in its own SDs, then the mean (`SCALED_FIRST`); or
    a single line. Of the two series with replicates also the change of the line made resistant in
    another way (`OTHERS`), and how far tamoxifen's change goes beyond it (`BEYOND`).
    """
    if series in (*LINES, *OTHERS, *BEYOND):
        change = _replicated(series)
        return change / change.std()
    whole = derived_lines().set_index("gene")
    if series in (DERIVED, FOUR):
        change = whole[[*SOUND, SUSPECT] if series == FOUR else [*SOUND]].dropna().mean(axis=1)
        return change / change.std()
    changes = whole[[*SOUND, SUSPECT]].dropna()
    changes = changes / changes.std()
    if series == SCALED_FIRST:
        return changes[[*SOUND]].mean(axis=1)
    return changes[series.split(", ")[1]]


def _replicated(series: str) -> pd.Series:
    line = series.split(", ")[0]
    table = resistance_genes(line).set_index("gene")
    change, other = table["log2_fold_change"], table["other_log2_fold_change"]
    chosen = change if series == line else other if series in OTHERS else change - other
    return chosen.dropna()


@stored("kastrati2020/lines", sources=(*CULTURED, *SETS), by=["set", "genes", "series"])
def lines() -> pd.DataFrame:
    """Return how much more the genes of each set change in resistant lines than all others.

    In SDs of all genes' fold changes, with limma's preset correlation between genes. The lines of
    GSE111151 have one library each: their mean is one series, of which only the agreement with
    the others is judged. Each of them alone has an effect and no interval.
    """
    tables = []
    for genes, sets in with_and_without(msigdb("hallmark")):
        for series in (*SERIES, SCALED_FIRST, FOUR, *OTHERS, *BEYOND, *SINGLE):
            change = line_changes(series)
            found = camera_of_statistics(
                change, as_measured(sets, change.index), inter_gene_correlation=PRESET
            )
            found = found[["n_genes", "effect", "effect_se", "p"]]
            if series in SINGLE:
                found[["effect_se", "p"]] = np.nan
            tables.append(found.assign(genes=genes, series=series))
    return pd.concat(tables).rename_axis("set").reset_index()


def with_borrowed_errors(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `lines` with the errors that correlated genes give.

    No correlation between genes can be estimated from one library a line. That of each set in
    tumours is borrowed, as where only gene-level results of tumours are deposited.
    """
    effects = context_effects()
    effects = effects[effects["context"] == NEOADJUVANT]
    borrowed = effects.set_index(["set", "genes"])["correlation"]
    mine = borrowed.reindex(pd.MultiIndex.from_frame(table[["set", "genes"]])).to_numpy()
    more = table["n_genes"] - 1
    inflation = (1 + more * mine) / (1 + more * PRESET)
    return table.assign(effect_se=table["effect_se"] * np.sqrt(inflation))


def beside_other_resistance(sets: Sequence[str]) -> pd.DataFrame:
    """Set the rise under tamoxifen beside that in a line of the same parent, line by line.

    Parameters
    ----------
    sets
        Names of sets in `lines`.

    Returns
    -------
    DataFrame
        One row a set and series with replicates: ``other`` resistance, the effects ``tamoxifen``
        and ``otherwise``, and ``beyond``, tamoxifen's change beyond the other, with its 95%
        interval (``ci_low``, ``ci_high``; correlation between genes borrowed from tumours).
    """
    table = lines().query("genes == 'all'")
    table = with_borrowed_errors(table).set_index(["set", "series"])
    rows = []
    for name in sets:
        for line, other, beyond in zip(LINES, OTHERS, BEYOND, strict=True):
            row = table.loc[(name, beyond)]
            margin = norm.ppf(0.975) * row["effect_se"]
            rows.append(
                {
                    "set": name,
                    "series": line,
                    "other": OTHERWISE[line],
                    "tamoxifen": table.loc[(name, line), "effect"],
                    "otherwise": table.loc[(name, other), "effect"],
                    "beyond": row["effect"],
                    "ci_low": row["effect"] - margin,
                    "ci_high": row["effect"] + margin,
                }
            )
    return pd.DataFrame(rows)


@stored(
    "kastrati2020/lines_meta",
    sources=(*CULTURED, *PATIENTS, *SETS),
    by=["set", "genes", "series"],
)
def lines_meta() -> pd.DataFrame:
    """Return the mean of each set over series of resistant lines.

    ``series`` says over which (`CHOSEN`), and after a comma how, if it is not by Hartung and
    Knapp (`ESTIMATORS`); ``fdr`` runs over all Hallmarks.
    """
    known = lines().dropna(subset=["effect_se"])
    errors = {"preset": known, "borrowed": with_borrowed_errors(known)}
    tables = []
    for name, chosen in CHOSEN.items():
        for ending, (estimator, correlation) in ESTIMATORS.items():
            table = errors[correlation]
            mean = lines_mean(table[table["series"].isin(chosen)], estimator)
            tables.append(mean.assign(series=f"{name}{ending}"))
    return pd.concat(tables, ignore_index=True)


def lines_mean(series: pd.DataFrame, estimator: str) -> pd.DataFrame:
    """Return the mean of each set over the given series.

    Parameters
    ----------
    series
        A row a set, choice of ``genes`` and series: ``effect``, ``effect_se``.
    estimator
        As `pooled` knows it.
    """
    wide = series.pivot(index=["set", "genes"], columns="series", values=["effect", "effect_se"])
    table = pooled(wide["effect"], wide["effect_se"], estimator)
    table["fdr"] = table.groupby("genes")["p"].transform(benjamini_hochberg)
    return table.drop(columns="standard_error").reset_index()
