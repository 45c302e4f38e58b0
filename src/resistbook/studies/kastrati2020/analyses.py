"""Kastrati 2020: NF-kB and tolerance to tamoxifen, re-tested on public cohorts."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import optimize, stats

from resistbook.claims import ledger
from resistbook.data import cohorts
from resistbook.data.cohorts.relapse import BINARY, ENDPOINTS, TREATMENTS, WITH_TIMES, survival
from resistbook.genes import networks, signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols, without
from resistbook.results.store import stored
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.sets.overrepresentation import hypergeometric
from resistbook.stats.sets.preranked import camera_of_statistics, prerank
from resistbook.stats.sets.scoring import mean_z, ssgsea
from resistbook.stats.survival.cox import cox
from resistbook.studies.kastrati2020.contexts import (
    CONTEXTS,
    ENDOCRINE,
    EX_VIVO,
    LETROZOLE,
    NEOADJUVANT,
    PRESET,
    RESECTION,
    SAMPLED,
    gene_changes,
    nfkb_scores,
    paired_cohort,
    pairs,
    set_changes,
    stromal_scores,
)
from resistbook.studies.resistant_lines.lines import LINES, derived_lines, resistance_genes

STUDY = "kastrati2020"
SEED = 20200718
NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
EMT = "HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION"
PROLIFERATION = "HALLMARK_G2M_CHECKPOINT"
ALL, SPARED = "all", "without immediate-early"
MEAN, EXCESS = "endocrine mean", "endocrine mean minus chemotherapy resection"
RANDOM_SETS = 1000
LEFT_OUT = ("none", "core", "growth factor", "dissociation")
SOUND = ("MCF-7", "T-47D", "BT-474")
DERIVED = "GSE111151, three lines"
SCALED_FIRST = "GSE111151, each line scaled"
SINGLE = tuple(f"GSE111151, {line}" for line in SOUND)
SERIES = (*LINES, DERIVED)
BUILT_ON = ("letrozole 2 weeks", NEOADJUVANT, EX_VIVO, *LINES)
PATIENTS = ("gse20181", "neo-et", "gse245601", "penelope")
SETS = ("genesets-msigdb", "kastrati2020")
COMPOSITION = ("gse20181", "gse245601", "trio-b07", "signatures-iobr")
NETS = ("progeny-debian", "regulons-dorothea", "regulons-trrust")
RELAPSE = ("scanb-400", "survjamda-pheno", "survset", "tam-cohorts")
ENDOCRINE_ONLY = ("GSE12093", "GSE17705", "SCAN-B")
RELAPSE_AND_SIGNATURE = (*RELAPSE, *PATIENTS, *SETS, *NETS, "mcf7-tamr-ltes", "gse118713")
CULTURED = ("mcf7-tamr-ltes", "gse118713", "gse111151")


def early_genes() -> tuple[str, ...]:
    """Return the immediate-early genes that the claims leave out: the list ``core``."""
    return signatures.immediate_early()["core"]


@stored(f"{STUDY}/audit", sources=SETS, by=["check"])
def audit() -> pd.DataFrame:
    """Count what the paper's own table holds, and test its rising genes for every Hallmark.

    Rows named after a Hallmark hold the odds ratio of membership among rising genes against all
    genes of any Hallmark, with the number of rising members as count; other rows hold counts.
    """
    table = cohorts.kastrati_table()
    rises = table["log2_fold_change"] > 0
    hallmark = msigdb("hallmark")
    member = table.index.isin(both_symbols(hallmark[NFKB]))
    early = table.index.isin(both_symbols(early_genes()))
    ranked = table.sort_values("p", kind="stable")
    counts = {
        "genes": len(table),
        "genes that stand twice": table.index.duplicated().sum(),
        "rising": rises.sum(),
        "falling": (~rises).sum(),
        "without a gene symbol": (~table["symbol"]).sum(),
        "tests implied by P and FDR": cohorts.kastrati_tests(),
        "degrees of freedom implied by t and P": round(_implied_df(table), 1),
        "FDR below P": (table["fdr"] < table["p"]).sum(),
        "FDR not rising with P": (ranked["fdr"].diff() < 0).sum(),
        "sign of t and of the fold change differ": (
            np.sign(table["t"]) != np.sign(table["log2_fold_change"])
        ).sum(),
        "tagged": table["nfkb"].sum(),
        "tagged and rising": (table["nfkb"] & rises).sum(),
        "tagged, not in the Hallmark": (table["nfkb"] & ~member).sum(),
        "in the Hallmark, not tagged": (~table["nfkb"] & member).sum(),
        "immediate-early": early.sum(),
        "immediate-early and rising": (early & rises).sum(),
        "immediate-early among tagged": (early & table["nfkb"]).sum(),
    }
    rows = pd.DataFrame({"check": list(counts), "count": list(counts.values())})
    background = set().union(*hallmark.values())
    as_named = as_measured({"rising": table.index[rises]}, background)["rising"]
    found = hypergeometric(background.intersection(as_named), hallmark, background)
    found = found.rename(columns={"n_hits": "count"}).rename_axis("check").reset_index()
    return pd.concat([rows, found], ignore_index=True)


def _implied_df(table: pd.DataFrame) -> float:
    """Return the degrees of freedom at which t gives P, the median over genes."""

    def excess(df: float, t: float, log_p: float) -> float:
        return np.log(2) + stats.t.logsf(abs(t), df) - log_p

    solved = [
        optimize.brentq(excess, 2, 10_000, args=(row.t, np.log(row.p)))
        for row in table.itertuples()
    ]
    return float(np.median(solved))


def _with_and_without(
    sets: dict[str, tuple[str, ...]],
) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    return [(ALL, sets), (SPARED, without(sets, early_genes()))]


def context_sets() -> dict[str, tuple[str, ...]]:
    """Return all Hallmarks and Kastrati's rising genes, with those tagged as NF-kB apart."""
    table = cohorts.kastrati_table()
    rises = table["log2_fold_change"] > 0
    return msigdb("hallmark") | {
        "Kastrati, NF-κB": tuple(table.index[table["nfkb"]]),
        "Kastrati, other rising": tuple(table.index[rises & ~table["nfkb"] & table["symbol"]]),
        "Kastrati, falling": tuple(table.index[~rises & table["symbol"]]),
    }


@stored(
    f"{STUDY}/context_effects",
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
    for genes, sets in _with_and_without(context_sets()):
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


@stored(f"{STUDY}/context_left_out", sources=(*PATIENTS, *SETS), by=["set", "genes", "left_out"])
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
    f"{STUDY}/enrichment",
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
    for genes, sets in _with_and_without({name: hallmark[name] for name in HEADLINE}):
        for context in CONTEXTS:
            changes = gene_changes(context)["z"]
            found = prerank(changes, as_measured(sets, changes.index), seed=SEED)
            tables.append(found.assign(genes=genes, context=context))
    trial = cohorts.trio_b07_gsea()
    trial = trial[trial["gene_set"].isin(HEADLINE)].rename(columns={"gene_set": "set"})
    trial = trial.assign(genes=ALL, context="anti-HER2 " + trial["comparison"])
    return pd.concat([*tables, trial[tables[0].columns]], ignore_index=True)


HEADLINE = (NFKB, EMT, PROLIFERATION, "HALLMARK_ESTROGEN_RESPONSE_EARLY")


@stored(f"{STUDY}/changes_{{}}", sources=PATIENTS, by=["gene"], cases=SAMPLED)
def changes(context: str) -> pd.DataFrame:
    """Return the change of every gene in a context of which the samples are at hand."""
    return gene_changes(context).drop(columns="z").rename_axis("gene").reset_index()


@stored(f"{STUDY}/kastrati_in_contexts", sources=(*PATIENTS, *SETS), by=["gene", "context"])
def kastrati_in_contexts() -> pd.DataFrame:
    """Return the change of each of Kastrati's genes in each context, in SDs within a patient.

    To one decimal: what the comparison of contexts needs. ``group`` says whether the gene is
    immediate-early, tagged as NF-kB, and whether it rises in Kastrati's table.
    """
    table = cohorts.kastrati_table()
    table = table[table["symbol"]]
    early = table.index.isin(both_symbols(early_genes()))
    rises = table["log2_fold_change"] > 0
    group = np.select(
        [early, table["nfkb"], rises],
        ["immediate-early", "NF-κB, not immediate-early", "other rising"],
        default="falling",
    )
    tables = []
    for context in CONTEXTS:
        changed = gene_changes(context)["standardised"]
        names = as_measured({"genes": tuple(table.index)}, changed.index)["genes"]
        values = changed.reindex(names).round(1).to_numpy()
        tables.append(
            pd.DataFrame(
                {
                    "gene": table.index,
                    "context": context,
                    "group": group,
                    "rises_in_kastrati": rises.astype(int).to_numpy(),
                    "standardised": values,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/agreement", sources=(*PATIENTS, "gse59515-degs", *SETS), by=["context", "group"])
def agreement() -> pd.DataFrame:
    """Return how many of Kastrati's genes change in her direction, by context and group.

    GSE59515 is deposited as significant genes only: there, agreement is among those.
    """
    long = kastrati_in_contexts().dropna(subset=["standardised"])
    long = long[long["standardised"] != 0]
    agree = (long["standardised"] > 0) == (long["rises_in_kastrati"] == 1)
    rows = [
        _agreement(context, group, same)
        for (context, group), same in agree.groupby([long["context"], long["group"]])
    ]
    groups = kastrati_in_contexts().drop_duplicates("gene").set_index("gene")
    for time, significant in cohorts.gse59515().items():
        names = as_measured({"genes": tuple(groups.index)}, significant.index)["genes"]
        found = significant["log2_fold_change"].reindex(names).set_axis(groups.index).dropna()
        same = (found > 0) == (groups.loc[found.index, "rises_in_kastrati"] == 1)
        for group, part in same.groupby(groups.loc[found.index, "group"]):
            rows.append(_agreement(f"letrozole {time}, GSE59515 (significant)", group, part))
    return pd.DataFrame(rows)


def _agreement(context: str, group: str, same: pd.Series) -> dict[str, object]:
    low, high = wilson_interval(int(same.sum()), len(same))
    return {
        "context": context,
        "group": group,
        "genes": len(same),
        "agree": int(same.sum()),
        "share": same.mean(),
        "ci_low": low,
        "ci_high": high,
    }


@stored(
    f"{STUDY}/ex_vivo_counts",
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
    for genes, sets in _with_and_without({name: msigdb("hallmark")[name] for name in HEADLINE}):
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


HANDLING = "immediate-early genes"


@stored(
    f"{STUDY}/handling",
    sources=("gse20181", "gse245601", "trio-b07", *NETS, *SETS),
    by=["context", "held"],
)
def handling() -> pd.DataFrame:
    """Return how NF-kB changes with what handling and composition change, patient by patient.

    NF-kB is the Hallmark's mean z without any immediate-early gene (list ``core``). ``held``
    names what is held still: those genes, FOS alone, the genes of the two longer lists that are no
    NF-kB targets of the Hallmark, or ESTIMATE's stromal score. ``moved``: change of that score;
    ``nfkb``: change of NF-kB; ``nfkb_held``: that change in a patient whose other score does not
    change (all in SDs before treatment, with ``_low`` and ``_high``). ``correlation`` of the two
    changes over patients with its interval by Fisher's z, ``correlation_before`` of the two scores
    before treatment. Not part of a rule: asked after the freeze.
    """
    rows = []
    for context in SAMPLED:
        nfkb = nfkb_scores(context, "core").loc["Hallmark, mean z"]
        covariates = _handling_scores(context)
        if context != EX_VIVO:
            covariates.loc["stroma (ESTIMATE)"] = stromal_scores(context).loc["ESTIMATE"]
        rows += [
            {"context": context, "held": held} | _follows(nfkb, score, pairs(context))
            for held, score in covariates.iterrows()
        ]
    return pd.DataFrame(rows)


def _handling_scores(context: str) -> pd.DataFrame:
    expression = paired_cohort(context).expression
    lists = signatures.immediate_early()
    wider = set(lists["growth factor"]) | set(lists["dissociation"])
    outside = wider - both_symbols(msigdb("hallmark")[NFKB]) - set(lists["core"])
    sets = {HANDLING: early_genes(), "stress genes outside the Hallmark": tuple(sorted(outside))}
    scores = mean_z(expression, as_measured(sets, expression.index))
    scores.loc["FOS alone"] = expression.loc["FOS"]
    return scores


def _follows(nfkb: pd.Series, other: pd.Series, paired: pd.DataFrame) -> dict[str, float]:
    """Return the change of NF-kB, raw and with another score held still."""
    both = pd.DataFrame([other, nfkb], index=["moved", "nfkb"])
    raw = paired_difference(both, paired)
    held = paired_difference(both.loc[["nfkb"]], paired, covariate=other)
    row = {"n": len(paired)}
    for name, one in pd.concat([raw, held.rename(index={"nfkb": "nfkb_held"})]).iterrows():
        row |= {name: one["effect"], f"{name}_low": one["ci_low"], f"{name}_high": one["ci_high"]}
    before, after = both[paired["before"]].to_numpy(), both[paired["after"]].to_numpy()
    found = stats.pearsonr(*(after - before))
    low, high = found.confidence_interval()
    row |= {"correlation": found.statistic, "correlation_low": low, "correlation_high": high}
    return row | {"correlation_before": stats.pearsonr(*before).statistic}


@stored(f"{STUDY}/three_months_on", sources=("gse20181", *NETS, *SETS), by=["score"])
def three_months_on() -> pd.DataFrame:
    """Return the change between two weeks and three months of letrozole, within patients.

    Same drug, same patients: what differs is time and the way of sampling. Mean z over all
    samples; in SDs at two weeks.
    """
    whole = cohorts.gse20181()
    hallmark = msigdb("hallmark")
    spared = without({NFKB: hallmark[NFKB]}, early_genes())[NFKB]
    sets = {
        "NF-κB, all genes": hallmark[NFKB],
        "NF-κB, without immediate-early": spared,
        HANDLING: early_genes(),
        "Oestrogen response, early": hallmark["HALLMARK_ESTROGEN_RESPONSE_EARLY"],
        "G2M checkpoint": hallmark[PROLIFERATION],
    }
    scores = mean_z(whole.expression, as_measured(sets, whole.expression.index))
    treated = whole.clinical[whole.clinical["time"] != "pre"].rename_axis("sample").reset_index()
    wide = treated.pivot(index="patient", columns="time", values="sample").dropna()
    wide = wide.rename(columns={"2 weeks": "before", "3 months": "after"}).reset_index()
    return paired_difference(scores, wide).rename_axis("score").reset_index().drop(columns="t")


def composition_sets() -> dict[str, tuple[str, ...]]:
    """Return sets of EMT and stemness, with two that letrozole must lower."""
    hallmark = msigdb("hallmark")
    go = signatures.go_processes()
    reactome = msigdb("reactome")
    return {
        EMT: hallmark[EMT],
        "EMT (GO:0001837)": go["Epithelial To Mesenchymal Transition (GO:0001837)"],
        "Stem cell maintenance (GO:2000036)": go[
            "Regulation Of Stem Cell Population Maintenance (GO:2000036)"
        ],
        "Pluripotency (Reactome)": reactome[
            "REACTOME_TRANSCRIPTIONAL_REGULATION_OF_PLURIPOTENT_STEM_CELLS"
        ],
        "HALLMARK_ESTROGEN_RESPONSE_EARLY": hallmark["HALLMARK_ESTROGEN_RESPONSE_EARLY"],
        PROLIFERATION: hallmark[PROLIFERATION],
    }


BASAL = "Basal-like (PAM50 centroid)"


@cache
def composition_scores(context: str) -> pd.DataFrame:
    """Return scores of EMT, stemness and the basal phenotype, scores x samples of a context.

    ssGSEA, and Spearman's correlation of the tumour, centred within genes, with the basal
    centroid of PAM50.
    """
    expression = paired_cohort(context).expression
    scores = ssgsea(expression, as_measured(composition_sets(), expression.index))
    basal = signatures.pam50_centroids()["Basal"]
    shared = basal.index.intersection(expression.index)
    centred = expression.loc[shared].sub(expression.loc[shared].median(axis=1), axis=0)
    scores.loc[BASAL] = centred.corrwith(basal[shared], method="spearman")
    return scores


@stored(
    f"{STUDY}/stroma",
    sources=(
        "gse20181",
        "gse245601",
        "trio-b07",
        "signatures-iobr",
        "signatures-genefu",
        "go-bp-pypi",
        *SETS,
    ),
    by=["score", "context", "adjusted_for"],
)
def stroma() -> pd.DataFrame:
    """Return paired differences of EMT and stemness, raw and at a stroma that does not change.

    In SDs before treatment. Adjusted for the change of one stromal score at a time; tamoxifen ex
    vivo was measured in epithelial cells and has only raw differences. ``fdr`` runs over the
    scores of a context and adjustment.
    """
    tables = []
    for context in SAMPLED:
        scores = composition_scores(context)
        adjustments = {"nothing": None}
        if context != EX_VIVO:
            covariates = stromal_scores(context)
            scores = pd.concat([scores, covariates.rename(index="Stroma ({})".format)])
            adjustments |= {name: covariates.loc[name] for name in covariates.index}
        for name, covariate in adjustments.items():
            wanted = scores if covariate is None else scores[~scores.index.str.startswith("Stroma")]
            found = paired_difference(wanted, pairs(context), covariate=covariate)
            found["fdr"] = benjamini_hochberg(found["p"])
            found = found.assign(context=context, adjusted_for=name)
            tables.append(found.rename_axis("score").reset_index())
    return pd.concat(tables, ignore_index=True).drop(columns="t")


@stored(f"{STUDY}/response", sources=("gse20181", *SETS), by=["score", "context", "quantity"])
def response() -> pd.DataFrame:
    """Return how scores of non-responders differ from those of responders to letrozole.

    Before treatment, and in the change; in SDs before treatment, by Welch's t test.
    """
    rows = []
    for context in LETROZOLE:
        cohort = paired_cohort(context)
        scores = pd.concat(
            [
                nfkb_scores(context, "none")
                .loc[["Hallmark, ssGSEA"]]
                .rename(index={"Hallmark, ssGSEA": "NF-κB, all genes"}),
                nfkb_scores(context, "core")
                .loc[["Hallmark, ssGSEA"]]
                .rename(index={"Hallmark, ssGSEA": "NF-κB, without immediate-early"}),
                composition_scores(context).loc[[EMT, PROLIFERATION]],
            ]
        )
        paired = pairs(context)
        groups = cohort.clinical.loc[paired["before"], "response"].to_numpy()
        for score, values in scores.iterrows():
            before = values[paired["before"]].to_numpy()
            change = values[paired["after"]].to_numpy() - before
            unit = before.std(ddof=1)
            for quantity, amount in (("before treatment", before), ("change", change)):
                poor = amount[groups == "non-responder"] / unit
                good = amount[groups == "responder"] / unit
                test = stats.ttest_ind(poor, good, equal_var=False)
                low, high = test.confidence_interval()
                rows.append(
                    {
                        "score": score,
                        "context": context,
                        "quantity": quantity,
                        "non_responders": len(poor),
                        "responders": len(good),
                        "effect": poor.mean() - good.mean(),
                        "ci_low": low,
                        "ci_high": high,
                        "p": test.pvalue,
                    }
                )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/multiverse",
    sources=(*COMPOSITION, *NETS, *SETS),
    by=["context", "score", "left_out", "stroma"],
)
def multiverse() -> pd.DataFrame:
    """Return the paired difference of NF-kB under every declared choice.

    Choices: score (set and scorer), list of immediate-early genes left out, stromal score whose
    change is held fixed. In SDs before treatment. A score without ten genes left is not computed.
    """
    tables = []
    for context in SAMPLED:
        adjustments = {"none": None}
        if context != EX_VIVO:
            covariates = stromal_scores(context)
            adjustments |= {name: covariates.loc[name] for name in covariates.index}
        for left_out in LEFT_OUT:
            scores = nfkb_scores(context, left_out).dropna()
            for name, covariate in adjustments.items():
                found = paired_difference(scores, pairs(context), covariate=covariate)
                found = found[["n", "effect", "ci_low", "ci_high", "p"]]
                found = found.assign(context=context, left_out=left_out, stroma=name)
                tables.append(found.rename_axis("score").reset_index())
    return pd.concat(tables, ignore_index=True)


def multiverse_shares() -> pd.DataFrame:
    """Return the share of specifications with a positive change, and an interval off zero."""
    table = multiverse()
    stroma = np.where(table["stroma"] == "none", "not adjusted", "adjusted")
    rows = table.assign(
        stroma=stroma,
        positive=table["effect"] > 0,
        above_zero=table["ci_low"] > 0,
        below_zero=table["ci_high"] < 0,
    ).groupby(["context", "stroma"])
    shares = rows[["positive", "above_zero", "below_zero"]].mean()
    return shares.assign(specifications=rows.size()).reset_index()


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


@stored(f"{STUDY}/lines", sources=(*CULTURED, *SETS), by=["set", "genes", "series"])
def lines() -> pd.DataFrame:
    """Return how much more the genes of each set change in resistant lines than all others.

    In SDs of all genes' fold changes, with limma's preset correlation between genes. The lines of
    GSE111151 have one library each: their mean is one series, of which only the agreement with
    the others is judged. Each of them alone has an effect and no interval.
    """
    tables = []
    for genes, sets in _with_and_without(msigdb("hallmark")):
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


@stored(f"{STUDY}/lines_meta", sources=(*CULTURED, *SETS), by=["set", "genes", "series"])
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


@cache
def _relapse_scores(cohort: str) -> tuple[pd.DataFrame, pd.Series, pd.Series, pd.Series]:
    """Return scores x patients by mean z, then months, events and strata."""
    patients, months, events, strata = survival(cohort)
    hallmark = msigdb("hallmark")
    sets = {name: hallmark[name] for name in (NFKB, EMT, PROLIFERATION)}
    sets[SIGNATURE] = tuple(signature()["gene"])
    spared = without({NFKB: hallmark[NFKB]}, early_genes())
    sets[f"{NFKB}, {SPARED}"] = spared[NFKB]
    measured = as_measured(sets, patients.expression.index)
    return mean_z(patients.expression, measured), months, events, strata


def _hazards(scores: pd.DataFrame, cohort: str, adjusted: bool) -> pd.DataFrame:
    """Fit Cox models per SD of each score within strata, for proliferation held fixed or not."""
    own, months, events, strata = _relapse_scores(cohort)
    covariates = own.loc[[PROLIFERATION]].T if adjusted else None
    table = cox(scores, months, events, strata=strata, covariates=covariates, per_sd=True)
    return table[["log_hazard_ratio", "standard_error", "p", "n", "n_events", "flag"]]


@stored(
    f"{STUDY}/relapse",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "cohort", "adjusted"],
)
def relapse() -> pd.DataFrame:
    """Return the hazard ratio of each score per SD in each cohort with times, within strata.

    Raw, and adjusted for the proliferation score (G2M checkpoint, mean z).
    """
    tables = []
    for cohort in WITH_TIMES:
        scores = _relapse_scores(cohort)[0]
        for adjusted in (False, True):
            wanted = scores.drop(PROLIFERATION) if adjusted else scores
            table = _hazards(wanted, cohort, adjusted)
            table = table.assign(cohort=cohort, adjusted="proliferation" if adjusted else "no")
            tables.append(table.rename_axis("score").reset_index())
    return pd.concat(tables, ignore_index=True)


@cache
def random_sets(name: str) -> dict[str, tuple[str, ...]]:
    """Return `RANDOM_SETS` sets that are measured where the genes of a score are.

    Each gene of the set is replaced by a random gene that the same cohorts measure; no gene
    stands twice in a set.
    """
    measured = {cohort: survival(cohort)[0].expression.index for cohort in WITH_TIMES}
    universe = sorted(set().union(*measured.values()))
    pattern = pd.DataFrame(
        {cohort: pd.Index(universe).isin(index) for cohort, index in measured.items()},
        index=universe,
    ).apply(tuple, axis=1)
    chosen = msigdb("hallmark")[NFKB] if name == NFKB else tuple(signature()["gene"])
    genes = pattern.index.intersection(both_symbols(chosen))
    pools = {key: pool.to_numpy() for key, pool in pattern.index.groupby(pattern).items()}
    wanted = pattern[genes].value_counts().sort_index()
    rng = np.random.default_rng([SEED, len(genes)])
    return {
        f"random {number}": tuple(
            gene
            for key, count in wanted.items()
            for gene in rng.choice(pools[key], count, replace=False)
        )
        for number in range(RANDOM_SETS)
    }


@stored(
    f"{STUDY}/relapse_random",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "adjusted", "number"],
)
def relapse_random() -> pd.DataFrame:
    """Return the mean log hazard ratio of each random set, through the pipeline of the score."""
    tables = []
    for name in (NFKB, SIGNATURE):
        sets = random_sets(name)
        for adjusted in (False, True):
            long = []
            for cohort in WITH_TIMES:
                scores = mean_z(survival(cohort)[0].expression, sets)
                table = _hazards(scores, cohort, adjusted)
                long.append(table.assign(cohort=cohort).rename_axis("score").reset_index())
            pooled = _pool(pd.concat(long))
            tables.append(
                pd.DataFrame(
                    {
                        "score": name,
                        "adjusted": "proliferation" if adjusted else "no",
                        "number": pooled.index.str.removeprefix("random ").astype(int),
                        "estimate": pooled["estimate"].to_numpy(),
                    }
                ).sort_values("number")
            )
    return pd.concat(tables, ignore_index=True)


def _pool(table: pd.DataFrame) -> pd.DataFrame:
    known = table.dropna(subset=["log_hazard_ratio"])
    wide = known.pivot(
        index="score", columns="cohort", values=["log_hazard_ratio", "standard_error"]
    )
    return random_effects(wide["log_hazard_ratio"], wide["standard_error"], ad_hoc=False)


@stored(
    f"{STUDY}/relapse_meta",
    sources=RELAPSE_AND_SIGNATURE,
    by=["score", "adjusted", "cohorts"],
    rules=lambda: ledger.parameters(STUDY, "N6"),
)
def relapse_meta() -> pd.DataFrame:
    """Return the mean log hazard ratio of each score over the cohorts with times.

    ``cohorts`` says which: all, as the rule asks, or those known to be given endocrine treatment
    and no chemotherapy. Beside the mean of all, for the NF-kB Hallmark and the tolerance
    signature: percentiles of the random sets and the share of them with at least the same
    estimate.
    """
    percentile = ledger.parameters(STUDY, "N6")["percentile"]
    columns = ["k", "estimate", "ci_low", "ci_high", "p", "tau2", "i2"]
    tables = []
    for adjusted, part in relapse().groupby("adjusted"):
        for name, chosen in (("all", WITH_TIMES), ("endocrine only", ENDOCRINE_ONLY)):
            table = _pool(part[part["cohort"].isin(chosen)])[columns]
            tables.append(table.assign(adjusted=adjusted, cohorts=name).reset_index())
    table = pd.concat(tables, ignore_index=True)
    null = relapse_random().groupby(["score", "adjusted"])["estimate"]
    limits = null.quantile([0.05, 0.5, percentile / 100]).unstack()
    limits.columns = ["random_low", "random_median", "random_high"]
    table = table.merge(limits.reset_index(), on=["score", "adjusted"], how="left")
    whole = table[table["cohorts"] == "all"].set_index(["score", "adjusted"])["estimate"]
    share = {key: (values >= whole[key]).mean() for key, values in null}
    table["random_share"] = [
        share.get((row.score, row.adjusted), np.nan) for row in table.itertuples()
    ]
    subset = table["cohorts"] != "all"
    table.loc[subset, ["random_low", "random_median", "random_high", "random_share"]] = np.nan
    return table


@stored(f"{STUDY}/relapse_cohorts", sources=RELAPSE, by=["cohort"])
def relapse_cohorts() -> pd.DataFrame:
    """Return treatment, endpoint, patients and events of each cohort with times."""
    rows = []
    for cohort in WITH_TIMES:
        patients, _, events, strata = survival(cohort)
        rows.append(
            {
                "cohort": cohort,
                "treatment": TREATMENTS[cohort],
                "event": "death" if ENDPOINTS.get(cohort) == "os" else "relapse",
                "values": "above or below the median" if cohort in BINARY else "continuous",
                "patients": len(patients.clinical),
                "events": int(events.sum()),
                "strata": strata.nunique(),
            }
        )
    return pd.DataFrame(rows)


SIGNATURE = "NF-κB tolerance signature"


@cache
def nfkb_targets() -> dict[str, tuple[str, ...]]:
    """Return the genes that four sources name as targets which NF-kB activates."""
    progeny, dorothea, trrust = networks.progeny(), networks.dorothea("ABC"), networks.trrust()
    table = cohorts.kastrati_table()

    def activated(net: pd.DataFrame, *sources: str) -> tuple[str, ...]:
        chosen = net[net["source"].isin(sources) & (net["weight"] > 0)]
        return tuple(sorted(set(chosen["target"])))

    return {
        "Hallmark": msigdb("hallmark")[NFKB],
        "PROGENy": activated(progeny, "NFkB"),
        "DoRothEA": activated(dorothea, "RELA", "NFKB1"),
        "TRRUST": activated(trrust, "RELA", "NFKB1"),
        "Kastrati": tuple(table.index[table["nfkb"]]),
    }


@stored(
    f"{STUDY}/consensus",
    sources=(
        "gse20181",
        "neo-et",
        "gse245601",
        "penelope",
        "mcf7-tamr-ltes",
        "gse118713",
        *NETS,
        *SETS,
    ),
    by=["gene"],
)
def consensus() -> pd.DataFrame:
    """Return the evidence for each NF-kB target, over five contexts of tolerance.

    Two weeks of letrozole, neoadjuvant endocrine treatment, tamoxifen ex vivo, and two series of
    resistant MCF-7. ``measured``, ``rises`` and ``rises_significantly`` (P < 0.05) count contexts,
    as do ``falls_significantly``; ``immediate_early`` names the lists that hold the gene;
    ``rises_in_resection`` is 1 where chemotherapy resections show the rise as well (FDR < 0.05;
    missing if not deposited); ``in_signature`` is 1 for genes that rise in all contexts but at
    most one, of at least four, in two of them with P < 0.05, and fall significantly in none.
    """
    table = _directions()
    targets = nfkb_targets()
    members = {name: both_symbols(genes) for name, genes in targets.items()}
    early = {name: both_symbols(genes) for name, genes in signatures.immediate_early().items()}
    candidates = table[table.index.isin(frozenset().union(*members.values()))]
    resection = gene_changes(RESECTION)
    rises_there = ((resection["fdr"] < 0.05) & (resection["z"] > 0)).astype(float)
    return candidates.assign(
        targets_of=[
            "; ".join(name for name, genes in members.items() if gene in genes)
            for gene in candidates.index
        ],
        immediate_early=[
            "; ".join(name for name, genes in early.items() if gene in genes)
            for gene in candidates.index
        ],
        rises_in_resection=rises_there.reindex(candidates.index),
    ).reset_index()


def _directions(contexts: tuple[str, ...] = BUILT_ON) -> pd.DataFrame:
    """Count, for every gene, the contexts in which it rises and falls, and apply the rule.

    With one context left out the rule asks for three of four, or of three, in place of four.
    """
    columns = {}
    for context in contexts:
        if context in LINES:
            table = resistance_genes(context).set_index("gene")
        else:
            table = gene_changes(context)
        names = _present_symbols(table.index)
        table = table.set_axis(names)[~names.duplicated()]
        sign = np.sign(table["log2_fold_change"]).where(table["p"].notna())
        columns[context] = pd.DataFrame({"sign": sign, "sure": table["p"] < 0.05})
    wide = pd.concat(columns, axis=1).rename_axis("gene").sort_index()
    sign = wide.xs("sign", axis=1, level=1).astype(float)
    sure = wide.xs("sure", axis=1, level=1).fillna(False).astype(bool)
    table = pd.DataFrame(
        {
            "measured": sign.notna().sum(axis=1),
            "rises": (sign > 0).sum(axis=1),
            "rises_significantly": ((sign > 0) & sure).sum(axis=1),
            "falls_significantly": ((sign < 0) & sure).sum(axis=1),
        }
    )
    chosen = (
        (table["measured"] >= len(contexts) - 1)
        & (table["rises"] >= table["measured"] - 1)
        & (table["rises_significantly"] >= 2)
        & (table["falls_significantly"] == 0)
    )
    return table.assign(in_signature=chosen.astype(int))


def _present_symbols(genes: pd.Index) -> pd.Index:
    """Return present symbols for the former ones that `signatures.OLD_SYMBOLS` knows."""
    present = {old: new for new, old in signatures.OLD_SYMBOLS.items()}
    return pd.Index([present.get(gene, gene) for gene in genes], name="gene")


@stored(
    f"{STUDY}/consensus_by_chance",
    sources=("gse20181", "neo-et", "gse245601", "mcf7-tamr-ltes", "gse118713", *NETS, *SETS),
    by=["left_out", "genes"],
)
def consensus_by_chance() -> pd.DataFrame:
    """Return how often NF-kB targets, and all other genes, meet the rule of the signature.

    Among genes measured in all contexts but at most one; with no context left out, and with each
    in turn. Wilson intervals.
    """
    targets = both_symbols(set().union(*nfkb_targets().values()))
    early = both_symbols(early_genes())
    rows = []
    for left_out in ("none", *BUILT_ON):
        contexts = tuple(context for context in BUILT_ON if context != left_out)
        table = _directions(contexts)
        table = table[table["measured"] >= len(contexts) - 1]
        target = table.index.isin(targets)
        for name, chosen in {
            "NF-κB targets": target,
            "NF-κB targets, not immediate-early": target & ~table.index.isin(early),
            "all other genes": ~target,
        }.items():
            part = table.loc[chosen, "in_signature"]
            low, high = wilson_interval(int(part.sum()), len(part))
            rows.append(
                {
                    "left_out": left_out,
                    "genes": name,
                    "number": len(part),
                    "in_signature": int(part.sum()),
                    "share": part.mean(),
                    "ci_low": low,
                    "ci_high": high,
                }
            )
    return pd.DataFrame(rows)


def signature() -> pd.DataFrame:
    """Return the evidence of the genes of the signature, strongest first."""
    table = consensus()
    table = table[table["in_signature"] == 1]
    order = ["rises_significantly", "rises", "gene"]
    return table.sort_values(order, ascending=[False, False, True]).reset_index(drop=True)


def signature_sets() -> dict[str, tuple[str, ...]]:
    """Return the signature as gene sets: all genes, and without immediate-early ones."""
    table = signature()
    early = both_symbols(early_genes())
    return {
        "NFKB_TOLERANCE": tuple(table["gene"]),
        "NFKB_TOLERANCE_WITHOUT_IMMEDIATE_EARLY": tuple(
            gene for gene in table["gene"] if gene not in early
        ),
    }


@stored(
    f"{STUDY}/signature_elsewhere",
    sources=(*PATIENTS, *CULTURED, *NETS, *SETS),
    by=["genes", "context"],
)
def signature_elsewhere() -> pd.DataFrame:
    """Return the change of the signature's genes in contexts that it was not built on.

    Three months of letrozole (patients of the two-week samples), the chemotherapy resection, and
    three lines with one library each. In SDs within a patient; of the lines, in SDs of all genes'
    fold changes.
    """
    tables = []
    for context in ("letrozole 3 months", RESECTION, DERIVED):
        if context == DERIVED:
            change = line_changes(DERIVED)
            measured = as_measured(signature_sets(), change.index)
            found = camera_of_statistics(change, measured, inter_gene_correlation=PRESET)
        else:
            found = set_changes(context, signature_sets())
        margin = stats.norm.ppf(0.975) * found["effect_se"]
        tables.append(
            found[["n_genes", "effect", "p"]].assign(
                ci_low=found["effect"] - margin,
                ci_high=found["effect"] + margin,
                context=context,
            )
        )
    return pd.concat(tables).rename_axis("genes").reset_index()
