"""How sets of genes change in contexts that differ in drug and in the way of sampling."""

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured
from resistbook.results.store import stored
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.preranked import camera_of_statistics, prerank
from resistbook.studies.kastrati2020.contexts import (
    CONTEXTS,
    ENDOCRINE,
    EX_VIVO,
    PATIENTS,
    PRESET,
    RESECTION,
    SAMPLED,
    gene_changes,
    pairs,
    set_changes,
)
from resistbook.studies.kastrati2020.gene_sets import (
    ALL,
    EMT,
    HEADLINE,
    NFKB,
    SEED,
    SETS,
    context_sets,
    with_and_without,
)

MEAN, EXCESS = "endocrine mean", "endocrine mean minus chemotherapy resection"


@stored(
    "kastrati2020/context_effects",
    sources=(*PATIENTS, *SETS),
    by=["set", "genes", "context"],
)
def context_effects() -> pd.DataFrame:
    """Return how much more the genes of each set change than all others, in each context.

    In SDs within a patient, with all genes of a set and without immediate-early ones. Rows
    `MEAN` hold the random-effects mean (REML, Hartung-Knapp) over the endocrine contexts, rows
    `EXCESS` its difference to the chemotherapy resection, with the mean's degrees of freedom.
    ``fdr`` runs over all sets of a context and choice of genes.
    """
    tables = []
    for genes, sets in with_and_without(context_sets()):
        for context in CONTEXTS:
            table = set_changes(context, sets)
            table["fdr"] = benjamini_hochberg(table["p"])
            margin = stats.norm.ppf(0.975) * table["effect_se"]
            tables.append(
                table.assign(
                    genes=genes,
                    context=context,
                    ci_low=table["effect"] - margin,
                    ci_high=table["effect"] + margin,
                )
            )
    table = pd.concat(tables).rename_axis("set").reset_index()
    mean = endocrine_mean(table, ENDOCRINE).assign(context=MEAN)
    return pd.concat([table, mean, _excess(mean, table)], ignore_index=True)


def endocrine_mean(table: pd.DataFrame, contexts: tuple[str, ...]) -> pd.DataFrame:
    """Return the random-effects mean of each set over some contexts.

    As declared, by Hartung and Knapp; ``ci_low_ad_hoc`` and ``ci_high_ad_hoc`` with the correction
    that keeps the interval from being narrower than the plain one.
    """
    known = table[table["context"].isin(contexts)].dropna(subset=["effect"])
    wide = known.pivot(index=["set", "genes"], columns="context", values=["effect", "effect_se"])
    pooled = random_effects(wide["effect"], wide["effect_se"], ad_hoc=False)
    corrected = random_effects(wide["effect"], wide["effect_se"])
    pooled = pooled.rename(columns={"estimate": "effect", "standard_error": "effect_se"})
    columns = ["effect", "effect_se", "ci_low", "ci_high", "p", "k", "tau2"]
    return (
        pooled[columns]
        .assign(
            ci_low_ad_hoc=corrected["ci_low"],
            ci_high_ad_hoc=corrected["ci_high"],
            fdr=pooled.groupby("genes")["p"].transform(benjamini_hochberg),
        )
        .reset_index()
    )


def _excess(mean: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    resection = table[table["context"] == RESECTION].set_index(["set", "genes"])
    mean = mean.set_index(["set", "genes"])
    both = mean.index.intersection(resection.index[resection["effect"].notna()])
    mean, resection = mean.loc[both], resection.loc[both]
    effect = mean["effect"] - resection["effect"]
    error = np.hypot(mean["effect_se"], resection["effect_se"])
    df = (mean["k"] - 1).clip(lower=1)
    margin = stats.t.ppf(0.975, df) * error
    return pd.DataFrame(
        {
            "effect": effect,
            "effect_se": error,
            "ci_low": effect - margin,
            "ci_high": effect + margin,
            "p": 2 * stats.t.sf(effect.abs() / error, df),
            "k": mean["k"],
            "context": EXCESS,
        }
    ).reset_index()


@stored(
    "kastrati2020/context_left_out", sources=(*PATIENTS, *SETS), by=["set", "genes", "left_out"]
)
def context_left_out() -> pd.DataFrame:
    """Return the mean over the endocrine contexts with each context left out in turn."""
    effects = context_effects()
    effects = effects[effects["set"].isin([NFKB, EMT])]
    tables = [
        endocrine_mean(effects, tuple(c for c in ENDOCRINE if c != context)).assign(
            left_out=context
        )
        for context in ENDOCRINE
    ]
    return pd.concat(tables, ignore_index=True).drop(columns="fdr")


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
