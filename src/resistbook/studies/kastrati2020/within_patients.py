"""The change of NF-kB patient by patient, and what it goes with."""

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.genes import signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols, without
from resistbook.results.store import stored
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.sets.scoring import mean_z
from resistbook.studies.kastrati2020.composition import composition_scores
from resistbook.studies.kastrati2020.contexts import (
    EX_VIVO,
    LETROZOLE,
    SAMPLED,
    nfkb_scores,
    paired_cohort,
    pairs,
    stromal_scores,
)
from resistbook.studies.kastrati2020.gene_sets import (
    EMT,
    HEADLINE,
    NETS,
    NFKB,
    PROLIFERATION,
    SETS,
    early_genes,
    with_and_without,
)

HANDLING = "immediate-early genes"
CELL = 0.25
"""Side of a cell in which patients are counted, in SDs."""
LEFT_OUT = ("none", "core", "growth factor", "dissociation")
COMPOSITION = ("gse20181", "gse245601", "trio-b07", "signatures-iobr")


@stored(
    "kastrati2020/handling",
    sources=("gse20181", "gse245601", "trio-b07", *NETS, *SETS),
    by=["context", "held"],
)
def handling() -> pd.DataFrame:
    """Return how NF-kB changes with what handling and composition change, patient by patient.

    NF-kB is the Hallmark's mean z without any immediate-early gene (list ``core``). ``held``
    is what is adjusted for: those genes, FOS alone, the genes of the two longer lists that are no
    NF-kB targets of the Hallmark, or ESTIMATE's stromal score. ``moved``: change of that score;
    ``nfkb``: change of NF-kB; ``nfkb_held``: that change in a patient whose other score does not
    change (all in SDs before treatment, with ``_low`` and ``_high``). ``correlation`` of the two
    changes over patients with its interval by Fisher's z, ``correlation_before`` of the two scores
    before treatment. Not part of a rule: asked after the freeze.
    """
    rows = []
    for context in SAMPLED:
        nfkb = nfkb_scores(context, "core").loc["Hallmark, mean z"]
        covariates = handling_scores(context)
        if context != EX_VIVO:
            covariates.loc["stroma (ESTIMATE)"] = stromal_scores(context).loc["ESTIMATE"]
        rows += [
            {"context": context, "held": held} | _follows(nfkb, score, pairs(context))
            for held, score in covariates.iterrows()
        ]
    return pd.DataFrame(rows)


def handling_scores(context: str) -> pd.DataFrame:
    """Return scores of what handling moves, scores x samples, in a context of `SAMPLED`.

    The mean z of the immediate-early genes of the list ``core``, that of the genes of the two
    longer lists that are in neither it nor the Hallmark of NF-kB, and FOS alone.
    """
    expression = paired_cohort(context).expression
    lists = signatures.immediate_early()
    wider = set(lists["growth factor"]) | set(lists["dissociation"])
    outside = wider - both_symbols(msigdb("hallmark")[NFKB]) - set(lists["core"])
    sets = {HANDLING: early_genes(), "stress genes outside the Hallmark": tuple(sorted(outside))}
    scores = mean_z(expression, as_measured(sets, expression.index))
    scores.loc["FOS alone"] = expression.loc["FOS"]
    return scores


def _follows(nfkb: pd.Series, other: pd.Series, paired: pd.DataFrame) -> dict[str, float]:
    """Return the change of NF-kB, raw and adjusted for another score."""
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


@stored(
    "kastrati2020/handling_cells",
    sources=("gse20181", "gse245601", *SETS),
    by=["context", "early", "nfkb"],
)
def handling_cells() -> pd.DataFrame:
    """Count patients by their change of immediate-early genes and of NF-kB.

    Both scores as in `handling`, in SDs before treatment. ``early`` and ``nfkb`` are the middles
    of square cells of `CELL` SDs, so that no patient's own values are stored; ``patients`` counts
    those of a cell.
    """
    tables = []
    for context in SAMPLED:
        early = handling_scores(context).loc[HANDLING]
        nfkb = nfkb_scores(context, "core").loc["Hallmark, mean z"]
        paired = pairs(context)
        moved = {}
        for name, score in (("early", early), ("nfkb", nfkb)):
            before = score[paired["before"]].to_numpy()
            change = (score[paired["after"]].to_numpy() - before) / before.std(ddof=1)
            moved[name] = CELL * np.round(change / CELL) + 0.0
        cells = pd.DataFrame(moved).value_counts().rename("patients").reset_index()
        tables.append(cells.assign(context=context))
    return pd.concat(tables, ignore_index=True)


@stored("kastrati2020/three_months_on", sources=("gse20181", *NETS, *SETS), by=["score"])
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


@stored("kastrati2020/response", sources=("gse20181", *SETS), by=["score", "context", "quantity"])
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


@stored("kastrati2020/response_neoadjuvant", sources=("neo-et", *SETS), by=["set", "genes"])
def response_neoadjuvant() -> pd.DataFrame:
    """Describe how non-responders to neoadjuvant endocrine treatment differ from responders.

    Three patients against 16, both samples of each, as deposited: too few to test. ``effect`` is
    the mean log2 fold change of a set's genes minus that of all others; ``above`` is the chance
    that a gene of the set has a higher one than another gene.
    """
    change = cohorts.neo_et_response()["log2_fold_change"].dropna()
    ranks = change.rank()
    hallmark = msigdb("hallmark")
    rows = []
    for genes, sets in with_and_without({name: hallmark[name] for name in HEADLINE}):
        for name, members in as_measured(sets, change.index).items():
            inside = change.index.isin(members)
            size, others = inside.sum(), (~inside).sum()
            rows.append(
                {
                    "set": name,
                    "genes": genes,
                    "n_genes": int(size),
                    "effect": change[inside].mean() - change[~inside].mean(),
                    "above": (ranks[inside].sum() - size * (size + 1) / 2) / (size * others),
                }
            )
    return pd.DataFrame(rows)


@stored(
    "kastrati2020/multiverse",
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
