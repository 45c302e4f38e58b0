"""How sets of genes change in contexts that differ in drug and in the way of sampling."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured
from resistbook.results.store import stored
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.preranked import camera_of_statistics, prerank
from resistbook.studies.kastrati2020.contexts import (
    CONTEXTS,
    ENDOCRINE,
    EX_VIVO,
    LETROZOLE,
    NEOADJUVANT,
    PATIENTS,
    PRESET,
    RESECTION,
    SAMPLED,
    gene_changes,
    pairs,
    patients_of,
    set_changes,
)
from resistbook.studies.kastrati2020.gene_sets import (
    ALL,
    EMT,
    HEADLINE,
    NFKB,
    OESTROGEN,
    PROLIFERATION,
    SEED,
    SETS,
    SPARED,
    context_sets,
    with_and_without,
)
from resistbook.studies.kastrati2020.pooling import (
    AD_HOC,
    COMMON,
    HARTUNG_KNAPP,
    NORMAL,
    pooled,
)

MEANS = {
    "endocrine mean": HARTUNG_KNAPP,
    "endocrine mean, ad hoc": AD_HOC,
    "endocrine mean, normal interval": NORMAL,
    "endocrine common effect": COMMON,
}
"""Names of the means over contexts, and how each is estimated."""
MEAN, COMMON_EFFECT = "endocrine mean", "endocrine common effect"
EXCESS, COMMON_EXCESS = (f"{name} minus {RESECTION}" for name in (MEAN, COMMON_EFFECT))
COMPARED = (
    (LETROZOLE[1], LETROZOLE[0]),
    (LETROZOLE[1], EX_VIVO),
    (NEOADJUVANT, LETROZOLE[1]),
    (RESECTION, LETROZOLE[1]),
    (RESECTION, NEOADJUVANT),
)
"""Contexts held against each other: late against early, then drug against drug."""
SHARED_BIOPSY = 0.5
"""Correlation of two changes measured against the same sample before treatment."""


@stored(
    "kastrati2020/context_effects",
    sources=(*PATIENTS, *SETS),
    by=["set", "genes", "context"],
)
def context_effects() -> pd.DataFrame:
    """Return how much more the genes of each set change than all others, in each context.

    In SDs within a patient, with all genes of a set and without immediate-early ones; intervals
    by the t of their P. Rows `MEANS` hold the mean over the endocrine contexts by each estimator,
    rows that end in "minus chemotherapy resection" its difference to that context.
    ``fdr`` runs over all sets of a context and choice of genes.
    """
    tables = []
    for genes, sets in with_and_without(context_sets()):
        for context in CONTEXTS:
            table = with_interval(set_changes(context, sets))
            table["fdr"] = benjamini_hochberg(table["p"])
            tables.append(
                table.assign(genes=genes, context=context, patients=patients_of([context]))
            )
    table = pd.concat(tables).rename_axis("set").reset_index()
    means = endocrine_means(table, ENDOCRINE).assign(patients=patients_of(ENDOCRINE))
    return pd.concat([table, means], ignore_index=True)


def endocrine_controls() -> pd.DataFrame:
    """Return the rows of `context_effects` of what endocrine treatment must lower."""
    table = context_effects().dropna(subset=["n_genes"])
    table = table[table["set"].isin([OESTROGEN, PROLIFERATION]) & (table["genes"] == ALL)]
    return table.sort_values(["set", "context"])


def with_interval(changes: pd.DataFrame) -> pd.DataFrame:
    """Add the 95% interval to changes of sets, by the t of their P."""
    margin = stats.t.ppf(0.975, changes["df"]) * changes["effect_se"]
    return changes.drop(columns="df").assign(
        ci_low=changes["effect"] - margin, ci_high=changes["effect"] + margin
    )


def endocrine_means(table: pd.DataFrame, contexts: Sequence[str]) -> pd.DataFrame:
    """Return the mean of each set over some contexts, and its difference to the resection.

    Parameters
    ----------
    table
        A row a set, choice of ``genes`` and context: ``effect``, ``effect_se``; the resection
        among the contexts, if the difference is wanted.
    contexts
        Contexts of the mean.
    """
    rows = []
    for name, estimator in MEANS.items():
        mean = endocrine_mean(table, contexts, estimator)
        rows.append(mean.assign(context=name))
        rows.append(_excess(mean, table, estimator).assign(context=f"{name} minus {RESECTION}"))
    return pd.concat(rows, ignore_index=True)


def endocrine_mean(
    table: pd.DataFrame, contexts: Sequence[str], estimator: str = HARTUNG_KNAPP
) -> pd.DataFrame:
    """Return the mean of each set over some contexts.

    The two letrozole contexts share the biopsy before treatment; the variance of the common
    effect allows for it (`SHARED_BIOPSY`).
    """
    known = table[table["context"].isin(contexts)].dropna(subset=["effect"])
    wide = known.pivot(index=["set", "genes"], columns="context", values=["effect", "effect_se"])
    order = wide["effect"].columns
    together = np.eye(len(order))
    shared = np.flatnonzero(order.isin(LETROZOLE))
    together[np.ix_(shared, shared)] += SHARED_BIOPSY * (1 - np.eye(len(shared)))
    found = pooled(wide["effect"], wide["effect_se"], estimator, together)
    found = found.rename(columns={"estimate": "effect", "standard_error": "effect_se"})
    fdr = found.groupby("genes")["p"].transform(benjamini_hochberg)
    return found.assign(fdr=fdr).reset_index()


def _excess(mean: pd.DataFrame, table: pd.DataFrame, estimator: str) -> pd.DataFrame:
    resection = table[table["context"] == RESECTION].set_index(["set", "genes"])
    mean = mean.set_index(["set", "genes"])
    both = mean.index.intersection(resection.index[resection["effect"].notna()])
    mean, resection = mean.loc[both], resection.loc[both]
    effect = mean["effect"] - resection["effect"]
    error = np.hypot(mean["effect_se"], resection["effect_se"])
    by_t = estimator in (HARTUNG_KNAPP, AD_HOC)
    df = (mean["k"] - 1).clip(lower=1) if by_t else np.inf
    margin = stats.t.ppf(0.975, df) * error
    return pd.DataFrame(
        {
            "effect": effect,
            "effect_se": error,
            "ci_low": effect - margin,
            "ci_high": effect + margin,
            "p": 2 * stats.t.sf(effect.abs() / error, df),
            "k": mean["k"],
        }
    ).reset_index()


@stored(
    "kastrati2020/context_left_out", sources=(*PATIENTS, *SETS), by=["set", "genes", "left_out"]
)
def context_left_out() -> pd.DataFrame:
    """Return the common effect of the endocrine contexts with each left out in turn."""
    effects = context_effects()
    effects = effects[effects["set"].isin([NFKB, EMT])]
    tables = [
        endocrine_mean(effects, [c for c in ENDOCRINE if c != context], COMMON).assign(
            left_out=context
        )
        for context in ENDOCRINE
    ]
    return pd.concat(tables, ignore_index=True).drop(columns="fdr")


@stored(
    "kastrati2020/context_differences",
    sources=(*PATIENTS, *SETS),
    by=["set", "genes", "context", "minus"],
)
def context_differences() -> pd.DataFrame:
    """Return how much more NF-kB changes in one context than in another.

    The two letrozole contexts share the biopsy before treatment (`SHARED_BIOPSY`).
    """
    table = context_effects().set_index(["set", "genes", "context"]).loc[NFKB]
    rows = []
    for genes in (ALL, SPARED):
        for context, minus in COMPARED:
            one, other = table.loc[(genes, context)], table.loc[(genes, minus)]
            shared = SHARED_BIOPSY if {context, minus} == set(LETROZOLE) else 0.0
            errors = np.array([one["effect_se"], other["effect_se"]])
            error = np.sqrt((errors**2).sum() - 2 * shared * errors.prod())
            effect = one["effect"] - other["effect"]
            margin = stats.norm.ppf(0.975) * error
            rows.append(
                {
                    "set": NFKB,
                    "genes": genes,
                    "context": context,
                    "minus": minus,
                    "effect": effect,
                    "ci_low": effect - margin,
                    "ci_high": effect + margin,
                    "p": 2 * stats.norm.sf(abs(effect) / error),
                }
            )
    return pd.DataFrame(rows)


@stored(
    "kastrati2020/enrichment",
    sources=(*PATIENTS, "trio-b07", *SETS),
    by=["set", "genes", "context"],
    packages=["gseapy"],
)
def enrichment() -> pd.DataFrame:
    """Return normalised enrichment scores of NF-kB, EMT and proliferation in all contexts.

    The unit in which the anti-HER2 trial deposits its changes, so that all stand side by side.
    Genes are ranked by z of change; gseapy's prerank permutes genes.
    """
    hallmark = msigdb("hallmark")
    tables = []
    for genes, sets in with_and_without({name: hallmark[name] for name in HEADLINE}):
        for context in CONTEXTS:
            changes = gene_changes(context)["z"]
            found = prerank(changes, as_measured(sets, changes.index), seed=SEED)
            tables.append(found.assign(genes=genes, context=context))
    trial = cohorts.trio_b07_gsea()
    trial = trial[trial["gene_set"].isin(HEADLINE)].rename(columns={"gene_set": "set"})
    trial = trial.assign(genes=ALL, context="anti-HER2 " + trial["comparison"])
    return pd.concat([*tables, trial[tables[0].columns]], ignore_index=True)


@stored("kastrati2020/changes_{}", sources=PATIENTS, by=["gene"], cases=SAMPLED)
def changes(context: str) -> pd.DataFrame:
    """Return the change of every gene in a context of which the samples are at hand."""
    return gene_changes(context).drop(columns="z").rename_axis("gene").reset_index()


@stored(
    "kastrati2020/ex_vivo_counts",
    sources=("gse245601", "genesets-msigdb"),
    by=["set", "genes"],
    packages=["pydeseq2"],
)
def ex_vivo_counts() -> pd.DataFrame:
    """Return set changes under tamoxifen ex vivo by DESeq2's model of counts, within patients.

    Beside the moderated t of log counts that the context uses: ``effect`` by the Wald statistic
    of each gene, ``effect_log`` by its z; ``correlation`` of the two over genes.
    """
    whole = cohorts.gse245601()
    change = gene_changes(EX_VIVO)
    table = count_difference(
        whole.expression.loc[change.index],
        whole.clinical["treatment"],
        "tamoxifen",
        "control",
        patient=whole.clinical["patient"],
    )
    wald = table["log2_fold_change"] / table["standard_error"]
    unit = np.sqrt(2 / len(pairs(EX_VIVO)))
    tables = []
    for genes, sets in with_and_without({name: msigdb("hallmark")[name] for name in HEADLINE}):
        measured = as_measured(sets, change.index)
        effects = {
            name: camera_of_statistics(z, measured, inter_gene_correlation=PRESET, unit=unit)[
                "effect"
            ]
            for name, z in (("effect", wald), ("effect_log", change["z"]))
        }
        tables.append(pd.DataFrame(effects).assign(genes=genes))
    table = pd.concat(tables).rename_axis("set").reset_index()
    return table.assign(correlation=wald.corr(change["z"]))
