"""Kanzaki 2016: trastuzumab resistance, basal-like features and NF-κB, re-tested on public data."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.data.cohorts import Cohort
from resistbook.genes.networks import dorothea, progeny
from resistbook.genes.sets import msigdb, readable
from resistbook.genes.signatures import (
    as_measured,
    estimate,
    immediate_early,
    pam50_centroids,
    without,
)
from resistbook.results.store import stored
from resistbook.stats.association import POWER, adjusted_difference, partial_correlation
from resistbook.stats.expression.normalisation import log2_counts_per_million
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.scoring import activities, mean_z, ssgsea
from resistbook.stats.survival.cox import cox

STUDY = "kanzaki2016"
SEED = 20160201
RANDOM_SETS = 1000
RANDOM_IN_CELLS = 20_000
EXPRESSION_BINS = 10
NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
EMT = "HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION"
OESTROGEN = "HALLMARK_ESTROGEN_RESPONSE_EARLY"
PROLIFERATION = "HALLMARK_E2F_TARGETS"
ALL_GENES, NO_HANDLING = "all", "without immediate-early"
AMPLICON = ("ERBB2", "GRB7", "MIEN1", "PGAP3", "STARD3")
FAMILY = ("EGFR", "ERBB3")
LUMINAL_B, BASAL, LUMINAL_A = "LumB", "Basal", "LumA"
P65 = "NF-kB-p65_pS536"
NORMAL = stats.norm.ppf(0.975)

CELLS = ("hangauer2017", "gse111151")
TUMOURS = ("tcga-porpoise", "tcga-clinical", "penelope", "scanb-400", "metabric-300")
TUMOURS += ("metabric-clinical", "tcga-rppa", "signatures-genefu", "genesets-msigdb", "trio-b07")
LINES = ("gdsc1", "gdsc2-oncopredict", "hms-grmetrics")
NETS = ("progeny-debian", "regulons-dorothea")
SOURCES = tuple(sorted({*CELLS, "chang2022", *TUMOURS, *LINES, *NETS}))

INHIBITORS = {
    "BMS-345541": ("BMS-345541", "bms-345541", "IKK-α, IKK-β"),
    "TPCA-1": ("TPCA-1", None, "IKK-β"),
    "KIN001-260": ("290", None, "IKK-β"),
    "BX-795": ("BX-795", None, "TBK1, IKK-ε"),
    "(5Z)-7-oxozeaenol": ("(5Z)-7-oxozeaenol", None, "TAK1"),
    "bortezomib": ("104", "bortezomib", "proteasome"),
    "MG-132": ("9", "mg-132", "proteasome"),
    "parthenolide": ("89", None, "IKK-β and others"),
}
"""Inhibitors on the way to NF-κB: their row in GDSC1, in GDSC2, and target."""

ANTI_HER2 = {"afatinib": ("afatinib", "afatinib"), "lapatinib": ("lapatinib", "lapatinib")}


# ---- cells -------------------------------------------------------------------------------------


@cache
def changes() -> dict[str, pd.Series]:
    """Return log2 fold changes of expressed genes in each pair of HER2-positive BT-474 cells.

    Genes with at least one FPKM, or count per million, in one of the two states.
    """
    fpkm = cohorts.hangauer2017().expression
    fpkm = fpkm[fpkm.max(axis=1) >= 1]
    logged = np.log2(fpkm + 1)
    tables = {"under lapatinib": logged["persister"] - logged["parental"]}
    libraries = cohorts.gse111151()
    bt474 = libraries.select(libraries.clinical["line"] == "BT-474").expression
    logged = log2_counts_per_million(bt474)
    logged = logged[logged.max(axis=1) >= 0]
    one = logged["BT-474_Tam1"] - logged["BT-474"]
    two = logged["BT-474_Tam2"] - logged["BT-474"]
    return tables | {
        "under tamoxifen": (one + two) / 2,
        "under tamoxifen, subline 1": one,
        "under tamoxifen, subline 2": two,
    }


SERIES = ("under lapatinib", "under tamoxifen")
SINGLE_CELLS = "BT-474 single cells under lapatinib"


@cache
def abundance() -> dict[str, pd.Series]:
    """Return the mean log2 abundance of the genes of `changes`, to match random sets by."""
    fpkm = np.log2(cohorts.hangauer2017().expression + 1).mean(axis=1)
    libraries = cohorts.gse111151()
    bt474 = libraries.select(libraries.clinical["line"] == "BT-474").expression
    counts = log2_counts_per_million(bt474).mean(axis=1)
    return {name: fpkm if name == SERIES[0] else counts for name in changes()}


@stored(f"{STUDY}/receptor", sources=[*CELLS, "chang2022"], by=["series", "gene"])
def receptor() -> pd.DataFrame:
    """Return the change of ERBB2, its neighbours on the amplicon, EGFR and ERBB3, by series.

    ``usable`` says whether the gene is above 0 in both states; ``experiment`` is shared by series
    with one parent and drug. In lists of changed genes a gene is either listed, with its change, or
    not: then it changed less than two-fold or was not measured, and it is not usable. Single cells
    that persist are compared with all untreated cells; a gene without a mean there is not usable.
    """
    fpkm = cohorts.hangauer2017().expression
    libraries = cohorts.gse111151()
    counts = libraries.select(libraries.clinical["line"] == "BT-474").expression
    per_million = log2_counts_per_million(counts)
    lists, single = cohorts.chang2022(), cohorts.chang2022_cells()
    rows = []
    for gene in (*AMPLICON, *FAMILY):
        untreated, persister = single[["untreated", "persister"]].reindex([gene]).iloc[0]
        seen = bool(untreated > 0 and persister > 0)
        change = np.log2(persister / untreated) if seen else np.nan
        rows.append((SINGLE_CELLS, gene, change, seen))
        if gene in fpkm.index:
            row = fpkm.loc[gene]
            change = np.log2((row["persister"] + 1) / (row["parental"] + 1))
            rows.append(("BT-474 under lapatinib", gene, change, bool((row > 0).all())))
        for subline in ("BT-474_Tam1", "BT-474_Tam2"):
            pair = [subline, "BT-474"]
            change = per_million.loc[gene, subline] - per_million.loc[gene, "BT-474"]
            name = f"BT-474 under tamoxifen, subline {subline[-1]}"
            rows.append((name, gene, change, bool((counts.loc[gene, pair] > 0).all())))
        for line in ("BT-474", "HCC1419"):
            listed = lists[(lists["line"] == line) & (lists["gene"] == gene)]["fold_change"]
            change = np.sign(listed) * np.log2(listed.abs())
            rows.append(
                (f"{line} list", gene, change.iloc[0] if len(change) else np.nan, len(change) > 0)
            )
    table = pd.DataFrame(rows, columns=["series", "gene", "log2_fold_change", "usable"])
    return table.assign(experiment=table["series"].str.replace(r", subline \d", "", regex=True))


COMPARED_ABOVE = 5.0


@stored(f"{STUDY}/single_cells", sources=["chang2022"], by=["reference", "gene"])
def single_cells() -> pd.DataFrame:
    """Return the change of the amplicon in single persisting cells beside that of other genes.

    Added after the result of Z1. ``median`` is the median change of the listed genes above
    `COMPARED_ABOVE` in the reference, ``share_below`` the share of them that falls further: the
    states seem not to be alike in depth. Cluster B are the untreated cells that the authors take
    for precursors of persisters; genes are listed because they set these cells apart.
    """
    table = cohorts.chang2022_cells()
    rows = []
    for reference in ("untreated", "cluster_b"):
        change = np.log2(table["persister"] / table[reference])
        others = change[table[reference] > COMPARED_ABOVE]
        for gene in (*AMPLICON, *FAMILY):
            if np.isfinite(change.get(gene, np.nan)):
                rows.append(
                    {
                        "reference": reference,
                        "gene": gene,
                        "log2_fold_change": change[gene],
                        "n_genes": len(others),
                        "median": others.median(),
                        "share_below": float((others < change[gene]).mean()),
                    }
                )
    return pd.DataFrame(rows)


def cell_sets() -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the gene sets looked at in cells, by set and choice of genes."""
    hallmark = msigdb("hallmark")
    chosen = {name: hallmark[name] for name in (NFKB, EMT, OESTROGEN, PROLIFERATION)}
    named = {(name, ALL_GENES): genes for name, genes in chosen.items()}
    fewer = without(chosen, immediate_early()["core"])
    return named | {(name, NO_HANDLING): fewer[name] for name in (NFKB, EMT)}


@stored(f"{STUDY}/cells", sources=[*CELLS, "genesets-msigdb"], by=["series", "set", "genes"])
def cells() -> pd.DataFrame:
    """Return how much more each set changes than other genes, with random sets beside it.

    One sample a state: the random sets (as many genes, drawn from the same tenths of abundance)
    say whether these genes move more than others in this pair, not whether they would again.
    Genes of a set are expressed together, those of a random set are not: real sets leave the range
    of random ones often (`hallmarks_in_cells`).
    """
    rows = [
        _beside_random(series, genes) | {"series": series, "set": name, "genes": choice}
        for series in changes()
        for (name, choice), genes in cell_sets().items()
    ]
    return pd.DataFrame(rows)


@stored(f"{STUDY}/hallmarks_in_cells", sources=[*CELLS, "genesets-msigdb"], by=["series", "set"])
def hallmarks_in_cells() -> pd.DataFrame:
    """Return the change of every Hallmark in each pair of cells, as `cells`; added after it."""
    rows = [
        _beside_random(series, genes) | {"series": series, "set": name}
        for series in SERIES
        for name, genes in msigdb("hallmark").items()
    ]
    return pd.DataFrame(rows)


def _beside_random(series: str, genes: tuple[str, ...]) -> dict:
    change = changes()[series]
    level = abundance()[series].reindex(change.index)
    bins = pd.qcut(level.rank(method="first"), EXPRESSION_BINS, labels=False)
    members = _members(genes, change.index)
    null = _matched_means(change, bins, members, np.random.default_rng([SEED, len(members)]))
    observed = _beyond_rest(change[members].mean(), change, len(members))
    return {
        "n_genes": len(members),
        "estimate": observed,
        "null_low": np.quantile(null, 0.025),
        "null_high": np.quantile(null, 0.975),
        "percentile": float((null < observed).mean()),
        "rising": float((change[members] > 0).mean()),
        "rising_rest": float((change.drop(members) > 0).mean()),
    }


def _members(genes: tuple[str, ...], measured: pd.Index) -> list[str]:
    named = as_measured({"set": genes}, measured)["set"]
    return sorted(set(named) & set(measured))


def _beyond_rest(mean: float | np.ndarray, change: pd.Series, size: int) -> float | np.ndarray:
    rest = (change.sum() - size * mean) / (len(change) - size)
    return mean - rest


def _matched_means(
    change: pd.Series, bins: pd.Series, members: list[str], rng: np.random.Generator
) -> np.ndarray:
    totals = np.zeros(RANDOM_IN_CELLS)
    for number, size in bins[members].value_counts().sort_index().items():
        pool = change[bins == number].to_numpy()
        a_shuffle = len(pool) // size
        shuffles = np.tile(pool, (-(-RANDOM_IN_CELLS // a_shuffle), 1))
        dealt = rng.permuted(shuffles, axis=1)[:, : a_shuffle * size]
        sums = dealt.reshape(-1, size).sum(axis=1)
        totals += rng.permutation(sums)[:RANDOM_IN_CELLS]
    return _beyond_rest(totals / len(members), change, len(members))


@stored(
    f"{STUDY}/lists",
    sources=["chang2022", "genesets-msigdb"],
    by=["line", "set", "genes"],
)
def lists() -> pd.DataFrame:
    """Return, among genes that changed in persisters, how many of each set rose and fell.

    The odds ratio compares the set with all other listed genes (Fisher's exact test).
    """
    rows = []
    for line, listed in cohorts.chang2022().groupby("line"):
        up = listed.set_index("gene")["fold_change"] > 0
        for (name, choice), genes in cell_sets().items():
            inside = up.index.isin(genes)
            table = [
                [int((inside & up).sum()), int((inside & ~up).sum())],
                [int((~inside & up).sum()), int((~inside & ~up).sum())],
            ]
            odds = stats.contingency.odds_ratio(table)
            interval = odds.confidence_interval(0.95)
            rows.append(
                {
                    "line": line,
                    "set": name,
                    "genes": choice,
                    "up": table[0][0],
                    "down": table[0][1],
                    "other_up": table[1][0],
                    "other_down": table[1][1],
                    "odds_ratio": odds.statistic,
                    "ci_low": interval.low,
                    "ci_high": interval.high,
                    "p": stats.fisher_exact(table).pvalue,
                }
            )
    found = pd.DataFrame(rows)
    return found.assign(fdr=benjamini_hochberg(found["p"]))


@stored(f"{STUDY}/basal_shift", sources=[*CELLS, "signatures-genefu"], by=["series"])
def basal_shift() -> pd.DataFrame:
    """Correlate the change of the PAM50 genes with the way from luminal B to basal-like.

    Spearman's rho over genes: 1 if every gene moves as it would from one centroid to the other.
    Random sets of as many genes give the range that chance leaves.
    """
    centroids = pam50_centroids()
    way = centroids[BASAL] - centroids[LUMINAL_B]
    rows = []
    for series, change in changes().items():
        shared = _members(tuple(way.index), change.index)
        to_basal = way.reindex(shared)
        rng = np.random.default_rng([SEED, 50])
        ranks = stats.rankdata(to_basal)
        null = [
            stats.pearsonr(ranks, stats.rankdata(rng.choice(change, len(shared), replace=False)))[0]
            for _ in range(RANDOM_SETS)
        ]
        rows.append(
            {
                "series": series,
                "n_genes": len(shared),
                "rho": stats.spearmanr(to_basal, change[shared]).statistic,
                "null_low": np.quantile(null, 0.025),
                "null_high": np.quantile(null, 0.975),
            }
        )
    return pd.DataFrame(rows)


# ---- the trial ---------------------------------------------------------------------------------

GROUPS = ("all arms", "with trastuzumab", "trastuzumab", "lapatinib", "both")
IMMUNE_SCORES = ("Immune_ESTIMATE", "Stromal_ESTIMATE")


@stored(f"{STUDY}/trial", sources=["trio-b07"], by=["time", "arms", "set", "adjusted"])
def trial() -> pd.DataFrame:
    """Return the difference in scores between tumours without and with complete response.

    ``time`` "before" is the score before treatment, "change" that of the change in the run-in.
    Unadjusted differences are within arm; adjusted ones also hold hormone receptor, immune and
    stromal score equal. FDR over all scores, groups and times, adjusted or not.
    """
    rows = []
    for time, cohort in (("before", cohorts.trio_b07()), ("change", cohorts.trio_b07_change())):
        for group in GROUPS:
            chosen = _arms(cohort.clinical, group)
            scores = cohort.expression.loc[:, chosen]
            clinical = cohort.clinical[chosen]
            arm = pd.get_dummies(clinical["arm"], drop_first=True, dtype=float)
            context = scores.loc[list(IMMUNE_SCORES)].T
            context = arm.join(clinical["hormone_receptor"].astype(float)).join(context)
            hallmarks = scores[scores.index.str.startswith("HALLMARK")]
            no_response = 1 - clinical["pcr"]
            for adjusted, covariates in ((False, arm), (True, context)):
                table = adjusted_difference(hallmarks, no_response, covariates)
                rows.append(
                    table.rename_axis("set")
                    .reset_index()
                    .assign(time=time, arms=group, adjusted=adjusted)
                )
    found = pd.concat(rows, ignore_index=True).rename(
        columns={"n_1": "n_residual", "n_0": "n_response"}
    )
    shown = found["set"].isin([NFKB, EMT])
    found["fdr"] = np.nan
    found.loc[shown, "fdr"] = benjamini_hochberg(found.loc[shown, "p"])
    return found


def _arms(clinical: pd.DataFrame, group: str) -> pd.Series:
    if group == "all arms":
        return clinical["arm"].notna()
    if group == "with trastuzumab":
        return clinical["arm"].isin(["trastuzumab", "both"])
    return clinical["arm"] == group


@stored(f"{STUDY}/trial_context", sources=["trio-b07"], by=["score"])
def trial_context() -> pd.DataFrame:
    """Return how NF-κB before treatment goes with what `trial` holds equal; added after it.

    Correlation over the tumours of the arms with trastuzumab, within arm.
    """
    cohort = cohorts.trio_b07()
    chosen = _arms(cohort.clinical, "with trastuzumab")
    scores, clinical = cohort.expression.loc[:, chosen], cohort.clinical[chosen]
    arm = pd.get_dummies(clinical["arm"], drop_first=True, dtype=float)
    found = partial_correlation(scores.loc[list(IMMUNE_SCORES)], scores.loc[NFKB], arm)
    return found.drop(columns="z").rename_axis("score").reset_index()


@stored(f"{STUDY}/trial_enrichment", sources=["trio-b07"], by=["comparison", "gene_set"])
def trial_enrichment() -> pd.DataFrame:
    """Return the trial's own enrichment of NF-κB, EMT and E2F, in the run-in and at surgery."""
    table = cohorts.trio_b07_gsea()
    table = table[table["gene_set"].isin([NFKB, EMT, PROLIFERATION])]
    return table[["comparison", "gene_set", "genes", "nes", "p", "fdr"]]


@stored(
    f"{STUDY}/resistance",
    sources=[*CELLS, "genesets-msigdb", "trio-b07"],
    by=["part", "item", "set", "genes"],
)
def resistance() -> pd.DataFrame:
    """Return what the rule of Z2 reads: NF-κB in each series of cells, and between patients."""
    in_cells = cells()
    in_cells = in_cells[(in_cells["set"] == NFKB) & in_cells["series"].isin(SERIES)]
    in_trial = trial()
    in_trial = in_trial[
        (in_trial["set"] == NFKB)
        & (in_trial["time"] == "before")
        & (in_trial["arms"] == "with trastuzumab")
        & in_trial["adjusted"]
    ]
    columns = ["part", "item", "set", "genes", "estimate", "ci_low", "ci_high", "percentile"]
    return pd.concat(
        [
            in_cells.rename(columns={"series": "item"}).assign(part="cells"),
            in_trial.assign(part="patients", item="with trastuzumab", genes=ALL_GENES),
        ]
    ).reindex(columns=columns)


# ---- tumours -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tumours:
    """Scores of a cohort: NF-κB and random sets beside it, what is held equal, and basal."""

    clinical: pd.DataFrame
    scores: pd.DataFrame
    context: pd.DataFrame
    basal: pd.Series
    random: pd.DataFrame
    genes: dict[str, int]


SCORED = (f"{NFKB}, {ALL_GENES}", f"{NFKB}, {NO_HANDLING}")
PAM50_AT_LEAST = 20
SCORED_WITH_CONTEXT = ("TCGA", "SCAN-B")


@cache
def tumours(name: str) -> Tumours:
    """Return the scores of TCGA, SCAN-B or METABRIC.

    Scores are mean z over all tumours of a cohort. Genes of NF-κB and of PAM50 are left out of the
    immune and stromal sets, and genes of PAM50 out of that of NF-κB. The basal score is the
    Spearman correlation with the centroid of basal-like minus that with luminal B; in TCGA its
    genes come from the panel of Penelope-B. Random sets have the size of NF-κB without
    immediate-early genes and avoid all named sets; METABRIC has none.
    """
    cohort = _load(name)
    expression = cohort.expression
    named, context = _named_sets()
    scores = mean_z(expression, as_measured(named, expression.index))
    around = mean_z(expression, as_measured(context, expression.index)).T
    near = closeness(name)
    clinical = cohort.clinical.rename(columns={"subtype": "pam50"})
    around["normal"] = near["Normal"].reindex(around.index)
    around["er"] = clinical["er"]
    around["erbb2"] = expression.loc["ERBB2"]
    draws = _random_sets()[name] if name in SCORED_WITH_CONTEXT else {}
    counted = {kind: len(_members(genes, expression.index)) for kind, genes in context.items()}
    counted |= {score: len(_members(genes, expression.index)) for score, genes in named.items()}
    return Tumours(
        clinical.assign(pam50=clinical["pam50"].astype(object)),
        scores,
        around,
        (near[BASAL] - near[LUMINAL_B]).rename("basal"),
        mean_z(expression, draws) if draws else scores.iloc[:0],
        counted
        | {"measured": len(expression), "pam50": near.attrs["genes"], "pool": len(_pool(name))},
    )


@cache
def _named_sets() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the sets of NF-κB, and the immune and stromal sets, none with genes of PAM50."""
    pam50 = set(pam50_centroids().index)
    whole = set(msigdb("hallmark")[NFKB])
    sets = {NFKB: tuple(sorted(whole - pam50))}
    named = {SCORED[0]: sets[NFKB], SCORED[1]: without(sets, immediate_early()["core"])[NFKB]}
    around = {kind: tuple(sorted(set(genes) - whole - pam50)) for kind, genes in estimate().items()}
    return named, around


def _avoided() -> set[str]:
    _, around = _named_sets()
    return set(msigdb("hallmark")[NFKB]).union(pam50_centroids().index, *around.values())


def _pool(name: str) -> set[str]:
    return set(_load(name).expression.index) - _avoided()


@cache
def _random_sets(seed: int = SEED) -> dict[str, dict[str, list[str]]]:
    """Return random sets of both cohorts that share as many genes as the sets of NF-κB do."""
    one, other = SCORED_WITH_CONTEXT
    genes = _named_sets()[0][SCORED[1]]
    members = {name: set(_members(genes, _load(name).expression.index)) for name in (one, other)}
    pools = {name: np.array(sorted(_pool(name))) for name in (one, other)}
    common, shared = np.intersect1d(*pools.values()), len(members[one] & members[other])
    rng = np.random.default_rng([seed, shared])
    draws = {one: {}, other: {}}
    for number in range(RANDOM_SETS):
        both = rng.choice(common, shared, replace=False)
        for name in (one, other):
            more = rng.choice(pools[name], len(members[name]), replace=False)
            genes = [*both, *more[~np.isin(more, both)]]
            draws[name][f"random {number}"] = genes[: len(members[name])]
    return draws


def _load(name: str) -> Cohort:
    return {"TCGA": cohorts.tcga, "SCAN-B": cohorts.scanb, "METABRIC": cohorts.metabric}[name]()


@cache
def closeness(name: str) -> pd.DataFrame:
    """Return each tumour's Spearman correlation with the PAM50 centroids, genes median-centred.

    Columns are the subtypes; ``attrs["genes"]`` counts the genes. Empty where fewer than
    `PAM50_AT_LEAST` are measured.
    """
    centroids = pam50_centroids()
    if name == "TCGA":
        panel = cohorts.penelope_tcga()
        expression = panel.expression.set_axis(panel.clinical["patient"], axis=1)
    else:
        expression = _load(name).expression
    shared = sorted(set(centroids.index) & set(expression.index))
    centred = expression.loc[shared].sub(expression.loc[shared].median(axis=1), axis=0)
    ranks = centred.rank() if len(shared) >= PAM50_AT_LEAST else centred.iloc[:, :0]
    table = pd.DataFrame(
        {
            subtype: ranks.corrwith(centroids.loc[shared, subtype].rank())
            for subtype in centroids.columns
        }
    )
    table.attrs["genes"] = len(shared)
    return table


@stored(f"{STUDY}/coverage", sources=TUMOURS, by=["cohort"])
def coverage() -> pd.DataFrame:
    """Return how many genes of each set a cohort measures, and its numbers of tumours."""
    rows = []
    for name in ("TCGA", "SCAN-B", "METABRIC"):
        here = tumours(name)
        clinical = here.clinical
        rows.append(
            {
                "cohort": name,
                "tumours": len(clinical),
                "her2_positive": int((clinical["her2"] == 1).sum()),
                "genes": here.genes["measured"],
                "nfkb": here.genes[SCORED[0]],
                "nfkb_without_immediate_early": here.genes[SCORED[1]],
                "nfkb_whole": len(msigdb("hallmark")[NFKB]),
                "pam50": here.genes["pam50"],
                "immune": here.genes["immune"],
                "stromal": here.genes["stromal"],
                "pool_of_random_sets": here.genes["pool"],
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/basal_association", sources=TUMOURS, by=["cohort", "score", "adjusted"])
def basal_association() -> pd.DataFrame:
    """Return the correlation of NF-κB with the basal score in HER2-positive tumours.

    Plain and partial given immune and stromal score; ``random_high`` is the 95th percentile of
    random sets, ``percentile`` the place of NF-κB among them. "mean" is the common-effect mean.
    Phosphorylated p65 on the protein array of TCGA is shown beside, and not part of the mean.
    """
    tables = [
        _associations(held).assign(adjusted=bool(held)) for held in ([], ["immune", "stromal"])
    ]
    return pd.concat(tables + _protein_association(), ignore_index=True)


HELD = {
    "nothing": [],
    "immune and stromal score": ["immune", "stromal"],
    "these and likeness to normal breast": ["immune", "stromal", "normal"],
    "these and oestrogen receptor": ["immune", "stromal", "er"],
    "these and ERBB2 expression": ["immune", "stromal", "erbb2"],
    "all of these": ["immune", "stromal", "normal", "er", "erbb2"],
}
AMPLIFIED = "immune, stromal; amplified only"


@stored(f"{STUDY}/basal_sensitivity", sources=TUMOURS, by=["held", "cohort"])
def basal_sensitivity() -> pd.DataFrame:
    """Return the association of NF-κB without immediate-early genes, with more held equal.

    Normal breast around the tumour has both keratins of basal cells and NF-κB targets, and the
    oestrogen receptor lies on the way from luminal B to basal-like. Added after the result of
    `basal_association`, as is the row of tumours whose ERBB2 is amplified: in TCGA only they are
    taken, in SCAN-B, which has no copy numbers and so no row, all HER2-positive ones.
    """
    tables = [_associations(held).assign(held=label) for label, held in HELD.items()]
    declared = ["immune", "stromal"]
    tables.append(_associations(declared, amplified=True).assign(held=AMPLIFIED))
    table = pd.concat(tables, ignore_index=True)
    table = table[table["score"] == SCORED[1]].drop(columns="score")
    return table[(table["held"] != AMPLIFIED) | (table["cohort"] != "SCAN-B")]


@stored(
    f"{STUDY}/basal_measures",
    sources=(*TUMOURS, *NETS),
    by=["measure", "cohort", "held"],
    packages=["decoupler", "gseapy"],
)
def basal_measures() -> pd.DataFrame:
    """Return the association with the basal score for other measures of NF-κB activity.

    Added after the result of `basal_association`; without random sets beside the measures.
    The Hallmark by ssGSEA (SCAN-B only: the panel of TCGA has ranks within genes, not within
    tumours), targets of RELA by DoRothEA, and PROGENy's footprint of NF-κB.
    """
    rows = []
    for name in SCORED_WITH_CONTEXT:
        here, scores = tumours(name), _measures(name)
        for label in ("immune and stromal score", "all of these"):
            around = here.context[HELD[label]].join(here.basal).dropna()
            ids = around.index.intersection(here.clinical.index[here.clinical["her2"] == 1])
            found = partial_correlation(
                scores[ids], around.loc[ids, "basal"], around.loc[ids, HELD[label]]
            )
            found = found.drop(columns="z").rename_axis("measure").reset_index()
            rows.append(found.assign(cohort=name, held=label))
    return pd.concat(rows, ignore_index=True)


def _measures(name: str) -> pd.DataFrame:
    expression = _load(name).expression
    centred = expression.sub(expression.mean(axis=1), axis=0)
    rela = dorothea().query("source == 'RELA'")
    scores = {
        "Hallmark, mean z": tumours(name).scores.loc[SCORED[1]],
        "targets of RELA (DoRothEA)": activities(centred, rela, "ulm").loc["RELA"],
        "footprint (PROGENy)": activities(centred, progeny(), "mlm").loc["NFkB"],
    }
    if name == "SCAN-B":
        fewer = without({NFKB: msigdb("hallmark")[NFKB]}, immediate_early()["core"])
        scores["Hallmark, ssGSEA"] = ssgsea(expression, fewer).loc[NFKB]
    return pd.DataFrame(scores).T


def _associations(held: list[str], *, amplified: bool = False) -> pd.DataFrame:
    parts, nulls = [], []
    for name in SCORED_WITH_CONTEXT:
        here = tumours(name)
        around = here.context[held].join(here.basal).dropna()
        positive = here.clinical["her2"] == 1
        if amplified and "erbb2_gistic" in here.clinical:
            positive &= here.clinical["erbb2_gistic"] == AMPLIFICATION
        ids = around.index.intersection(here.clinical.index[positive])
        equal, basal = around.loc[ids, held], around.loc[ids, "basal"]
        found = partial_correlation(here.scores[ids], basal, equal)
        null = partial_correlation(here.random[ids], basal, equal)
        parts.append(_placed(found, null["estimate"]).assign(cohort=name))
        nulls.append(null)
    z, se = _weighted([part["z"] for part in parts], [part["se"] for part in parts])
    null, _ = _weighted([one["z"] for one in nulls], [one["se"] for one in nulls])
    mean = pd.DataFrame(
        {
            "estimate": np.tanh(z),
            "ci_low": np.tanh(z - NORMAL * se),
            "ci_high": np.tanh(z + NORMAL * se),
            "z": z,
            "se": se,
            "p": 2 * stats.norm.sf(np.abs(z / se)),
            "n": sum(part["n"] for part in parts),
            "detectable": np.tanh(POWER * se),
        }
    )
    table = pd.concat([*parts, _placed(mean, np.tanh(null)).assign(cohort="mean")])
    return table.drop(columns="z").rename_axis("score").reset_index()


def _weighted(values: list[pd.Series], errors: list[pd.Series]) -> tuple[pd.Series, pd.Series]:
    weights = [1 / se**2 for se in errors]
    mean = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    return mean, 1 / np.sqrt(sum(weights))


def _placed(found: pd.DataFrame, null: pd.Series) -> pd.DataFrame:
    placed = [float((null < one).mean()) for one in found["estimate"]]
    return found.assign(
        random_low=float(np.quantile(null, 0.05)),
        random_high=float(np.quantile(null, 0.95)),
        percentile=placed,
    )


REAL_AT_LEAST = 10


@stored(f"{STUDY}/real_sets", sources=TUMOURS, by=["question", "compared_with"])
def real_sets() -> pd.DataFrame:
    """Return the place of NF-κB among real gene sets in the questions of Z4 and Z5.

    Added after the results. Genes of a real set are expressed together, as those of NF-κB are and
    those of a random set are not. Sets with at least `REAL_AT_LEAST` measured genes in both cohorts
    go through the steps of the rule: "other Hallmarks", whole; the same, and Reactome, without
    genes of NF-κB, PAM50, immune and stromal set. ``percentile`` is the share of sets below
    NF-κB, ``beyond`` names Hallmarks that go farther than NF-κB in the direction of the claim.
    """
    hallmark = {name: genes for name, genes in msigdb("hallmark").items() if name != NFKB}
    collections = {
        "other Hallmarks": hallmark,
        "other Hallmarks, no shared genes": without(hallmark, _avoided()),
        "Reactome, no shared genes": without(msigdb("reactome"), _avoided()),
    }
    rows = []
    for label, sets in collections.items():
        scored = _real_scores(sets)
        for question, estimates in (
            ("association with basal score", _mean_association(scored)),
            ("luminal B − basal-like", _mean_difference(scored)),
        ):
            mine = estimates.pop(SCORED[1])
            towards = 1 if mine > 0 else -1
            beyond = estimates[towards * estimates > towards * mine]
            named = [readable(name) for name in (towards * beyond).sort_values().index[::-1]]
            rows.append(
                {
                    "question": question,
                    "compared_with": label,
                    "estimate": mine,
                    "n_sets": len(estimates),
                    "percentile": float((estimates < mine).mean()),
                    "n_beyond": len(beyond),
                    "beyond": "; ".join(named) if "Hallmark" in label else "",
                }
            )
    return pd.DataFrame(rows)


REDRAWN = 5


@stored(f"{STUDY}/redrawn", sources=TUMOURS, by=["question", "draw"])
def redrawn() -> pd.DataFrame:
    """Return the place of NF-κB among random sets drawn again, in the questions of Z4 and Z5.

    Added after the results: a place close to the limit of a rule may depend on the draw.
    """
    rows = []
    for draw in range(1, REDRAWN + 1):
        sets = _random_sets(SEED + draw)
        scored = {
            name: pd.concat(
                [mean_z(_load(name).expression, sets[name]), tumours(name).scores.loc[[SCORED[1]]]]
            )
            for name in SCORED_WITH_CONTEXT
        }
        for question, estimates in (
            ("association with basal score", _mean_association(scored)),
            ("luminal B − basal-like", _mean_difference(scored)),
        ):
            mine = estimates.pop(SCORED[1])
            place = float((estimates < mine).mean())
            rows.append({"question": question, "draw": draw, "percentile": place})
    return pd.DataFrame(rows)


def _real_scores(sets: dict[str, tuple[str, ...]]) -> dict[str, pd.DataFrame]:
    measured = {name: _load(name).expression for name in SCORED_WITH_CONTEXT}
    kept = {
        title: genes
        for title, genes in sets.items()
        if min(len(_members(genes, table.index)) for table in measured.values()) >= REAL_AT_LEAST
    }
    return {
        name: pd.concat(
            [mean_z(table, as_measured(kept, table.index)), tumours(name).scores.loc[[SCORED[1]]]]
        )
        for name, table in measured.items()
    }


def _mean_association(scored: dict[str, pd.DataFrame]) -> pd.Series:
    parts = []
    for name, scores in scored.items():
        here = tumours(name)
        around = here.context[["immune", "stromal"]].join(here.basal).dropna()
        ids = around.index.intersection(here.clinical.index[here.clinical["her2"] == 1])
        parts.append(
            partial_correlation(
                scores[ids], around.loc[ids, "basal"], around.loc[ids, ["immune", "stromal"]]
            )
        )
    return np.tanh(_weighted([part["z"] for part in parts], [part["se"] for part in parts])[0])


def _mean_difference(scored: dict[str, pd.DataFrame]) -> pd.Series:
    parts = []
    for name, scores in scored.items():
        here = tumours(name)
        group = _group(here.clinical, (LUMINAL_B, 0), (BASAL, 0))
        equal = here.context.loc[group.index, ["immune", "stromal"]]
        parts.append(adjusted_difference(scores[group.index], group, equal))
    return _weighted([part["estimate"] for part in parts], [part["se"] for part in parts])[0]


AMPLIFICATION = 2
GAINS = {"no gain": (-2, -1, 0), "gain": (1,), "amplified": (AMPLIFICATION,)}


@stored(f"{STUDY}/positives_by_gain", sources=TUMOURS, by=["copy_number"])
def positives_by_gain() -> pd.DataFrame:
    """Return what HER2-positive tumours of TCGA rest on, and their association, by copy number.

    Added after the result. ``no_hybridisation``: neither outcome nor ratio is on record, so that
    a level or word of staining decided; ``hybridisation_negative``: stained 3+ or positive, and
    not amplified by hybridisation. The partial correlation is that of `basal_association`.
    """
    here = tumours("TCGA")
    clinical = here.clinical[here.clinical["her2"] == 1]
    held = ["immune", "stromal"]
    around = here.context[held].join(here.basal).dropna()
    ratio = pd.to_numeric(clinical["ish_ratio"], errors="coerce")
    rows = []
    for label, calls in GAINS.items():
        chosen = clinical[clinical["erbb2_gistic"].isin(calls)]
        ids = around.index.intersection(chosen.index)
        found = partial_correlation(
            here.scores.loc[[SCORED[1]], ids], around.loc[ids, "basal"], around.loc[ids, held]
        ).iloc[0]
        unknown = chosen["ish_outcome"].isna() & ratio[chosen.index].isna()
        rows.append(
            {
                "copy_number": label,
                "tumours": len(chosen),
                "no_hybridisation": int(unknown.sum()),
                "hybridisation_negative": int((chosen["ish_outcome"] == "negative").sum()),
                "basal_like": int((chosen["pam50"] == BASAL).sum()),
                "n": int(found["n"]),
                "estimate": found["estimate"],
                "ci_low": found["ci_low"],
                "ci_high": found["ci_high"],
            }
        )
    return pd.DataFrame(rows)


def _protein() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return p65 on the protein array with the clinical fields and context of the RNA panel."""
    array, here = cohorts.tcga_rppa(), tumours("TCGA")
    shared = array.clinical.index.intersection(here.context.index)
    p65 = array.expression.loc[[P65], shared].rename({P65: "p65 pS536"})
    return p65, array.clinical.loc[shared], here.context.loc[shared, ["immune", "stromal"]]


def _protein_association() -> list[pd.DataFrame]:
    p65, clinical, context = _protein()
    around = context.join(tumours("TCGA").basal).dropna()
    ids = around.index.intersection(clinical.index[clinical["her2"] == 1])
    tables = []
    for held in ([], ["immune", "stromal"]):
        found = partial_correlation(p65[ids], around.loc[ids, "basal"], around.loc[ids, held])
        found = found.drop(columns="z").rename_axis("score").reset_index()
        tables.append(found.assign(cohort="TCGA, protein", adjusted=bool(held)))
    return tables


CONTRASTS = {
    "luminal B − basal-like, HER2-negative": ((LUMINAL_B, 0), (BASAL, 0)),
    "luminal B − luminal A, HER2-negative": ((LUMINAL_B, 0), (LUMINAL_A, 0)),
    "luminal B, HER2-positive − negative": ((LUMINAL_B, 1), (LUMINAL_B, 0)),
    "basal-like − luminal B, HER2-positive": ((BASAL, 1), (LUMINAL_B, 1)),
}
FEWEST = 5


@stored(f"{STUDY}/luminal_b", sources=TUMOURS, by=["cohort", "contrast", "score", "adjusted"])
def luminal_b() -> pd.DataFrame:
    """Return differences in NF-κB between luminal B and other tumours, in SDs.

    As `basal_association`: plain and at equal immune and stromal score, with random sets. METABRIC,
    whose panel holds few NF-κB genes and no immune set, and p65 on the protein array are shown
    beside and not part of the mean. Cohorts with fewer than `FEWEST` tumours in a group are left
    out.
    """
    tables = []
    for label, (one, other) in CONTRASTS.items():
        for held in ([], ["immune", "stromal"]):
            found = _differences(one, other, held)
            tables.append(found.assign(contrast=label, adjusted=bool(held)))
        tables += _beside(label, one, other)
    return pd.concat(tables, ignore_index=True)


def _differences(one: tuple[str, int], other: tuple[str, int], held: list[str]) -> pd.DataFrame:
    parts, nulls = [], []
    for name in SCORED_WITH_CONTEXT:
        here = tumours(name)
        group = _group(here.clinical, one, other)
        if min(group.sum(), (1 - group).sum()) < FEWEST:
            continue
        equal = here.context.loc[group.index, held]
        null = adjusted_difference(here.random[group.index], group, equal)
        found = adjusted_difference(here.scores[group.index], group, equal)
        parts.append(_placed(found, null["estimate"]).assign(cohort=name))
        nulls.append(null)
    estimate, se = _weighted([part["estimate"] for part in parts], [part["se"] for part in parts])
    null, _ = _weighted([one["estimate"] for one in nulls], [one["se"] for one in nulls])
    mean = pd.DataFrame(
        {
            "estimate": estimate,
            "se": se,
            "ci_low": estimate - NORMAL * se,
            "ci_high": estimate + NORMAL * se,
            "p": 2 * stats.norm.sf(np.abs(estimate / se)),
            "n_1": sum(part["n_1"] for part in parts),
            "n_0": sum(part["n_0"] for part in parts),
            "detectable": POWER * se,
        }
    )
    table = pd.concat([*parts, _placed(mean, null).assign(cohort="mean")])
    return table.rename_axis("score").reset_index()


def _group(clinical: pd.DataFrame, one: tuple[str, int], other: tuple[str, int]) -> pd.Series:
    """Return 1 for tumours of one subtype and HER2 status, 0 for those of another; no others."""
    inside = {
        code: (clinical["pam50"] == subtype) & (clinical["her2"] == her2)
        for code, (subtype, her2) in ((1, one), (0, other))
    }
    return inside[1][inside[1] | inside[0]].astype(int)


def _beside(label: str, one: tuple[str, int], other: tuple[str, int]) -> list[pd.DataFrame]:
    p65, patients, context = _protein()
    here = tumours("METABRIC")
    beside = [
        ("METABRIC", here.scores, here.clinical, here.context, []),
        ("TCGA, protein", p65, patients, context, []),
        ("TCGA, protein", p65, patients, context, ["immune", "stromal"]),
    ]
    tables = []
    for name, scores, clinical, around, held in beside:
        group = _group(clinical, one, other)
        if min(group.sum(), (1 - group).sum()) >= FEWEST:
            found = adjusted_difference(scores[group.index], group, around.loc[group.index, held])
            found = found.rename_axis("score").reset_index()
            tables.append(found.assign(cohort=name, contrast=label, adjusted=bool(held)))
    return tables


@stored(f"{STUDY}/her2_agreement", sources=TUMOURS, by=["measure", "level", "her2"])
def her2_agreement() -> pd.DataFrame:
    """Return HER2 status of TCGA by staining and hybridisation against two other measurements.

    ``copy number``: GISTIC's call of ERBB2, from deep loss to amplification. ``protein``: fifths
    of HER2 on the protein array.
    """
    panel, array = cohorts.tcga(), cohorts.tcga_rppa()
    calls = panel.clinical["erbb2_gistic"].map(
        {-2: "deep loss", -1: "loss", 0: "neutral", 1: "gain", 2: "amplified"}
    )
    fifths = pd.qcut(array.expression.loc["HER2"], 5, labels=[f"fifth {i}" for i in range(1, 6)])
    rows = []
    for measure, levels, her2 in (
        ("copy number", calls, panel.clinical["her2"]),
        ("protein", fifths.astype(object), array.clinical["her2"]),
    ):
        status = her2.map({1: "positive", 0: "negative"}).fillna("not decided")
        counts = pd.DataFrame({"level": levels, "her2": status}).value_counts().rename("n")
        rows.append(counts.reset_index().assign(measure=measure))
    return pd.concat(rows, ignore_index=True)


@stored(f"{STUDY}/her2_conflicts", sources=TUMOURS, by=["conflict"])
def her2_conflicts() -> pd.DataFrame:
    """Return how many tumours of TCGA have HER2 assays that speak against each other.

    A recorded level of staining goes before the word for it, and a recorded outcome of
    hybridisation, even an equivocal one, before the ratio. Added after the results.
    """
    clinical = cohorts.tcga().clinical
    weak = clinical["ihc_level"].isin(["0", "1+"])
    open_outcome = clinical["ish_outcome"] == "equivocal"
    conflicts = {
        "stained 0 or 1+, called positive": weak & (clinical["ihc_status"] == "positive"),
        "equivocal outcome, ratio known": open_outcome & clinical["ish_ratio"].notna(),
    }
    return pd.DataFrame(
        {
            "conflict": list(conflicts),
            "tumours": [int(found.sum()) for found in conflicts.values()],
            "her2_positive": [
                int((clinical.loc[found, "her2"] == 1).sum()) for found in conflicts.values()
            ],
        }
    )


# ---- a marker ----------------------------------------------------------------------------------

ENDPOINTS = ("pfi", "os")
METASTATIC = 4
EARLY = "HER2 known, stages I to III"


@stored(
    f"{STUDY}/progression",
    sources=["tcga-rppa", "tcga-clinical", "penelope"],
    by=["endpoint", "patients", "adjusted"],
)
def progression() -> pd.DataFrame:
    """Return the hazard ratio per SD of phosphorylated p65, with all other antibodies beside it.

    Strata: HER2 status. Adjusted for age and stage. ``share_beyond`` is the share of the other
    antibodies with at least so large a z; ``detectable`` the hazard ratio per SD that so many
    events show with a power of 80%. Patients of stage 4 have metastases from the start; those of
    stages 1 to 3 alone were added after the result.
    """
    array = cohorts.tcga_rppa()
    clinical = array.clinical
    complete = clinical[["age", "stage", "her2", "pfi_months", "os_months"]].notna().all(axis=1)
    chosen = {
        "HER2 known": complete,
        "HER2-positive": complete & (clinical["her2"] == 1),
        "HER2-negative": complete & (clinical["her2"] == 0),
        EARLY: complete & (clinical["stage"] < METASTATIC),
    }
    rows = []
    for endpoint in ENDPOINTS:
        for label, mask in chosen.items():
            ids = clinical.index[mask]
            here = clinical.loc[ids]
            for adjusted in (False, True):
                table = cox(
                    array.expression[ids],
                    here[f"{endpoint}_months"],
                    here[f"{endpoint}_event"],
                    strata=here["her2"],
                    covariates=here[["age", "stage"]].astype(float) if adjusted else None,
                )
                mine, others = table.loc[P65], table.drop(P65)
                rows.append(
                    {
                        "endpoint": endpoint,
                        "patients": label,
                        "adjusted": adjusted,
                        "n": int(mine["n"]),
                        "n_events": int(mine["n_events"]),
                        "hazard_ratio": mine["hazard_ratio"],
                        "ci_low": mine["ci_low"],
                        "ci_high": mine["ci_high"],
                        "p": mine["p"],
                        "detectable": np.exp(POWER / np.sqrt(mine["n_events"])),
                        "n_antibodies": int(others["z"].notna().sum()),
                        "share_beyond": float((others["z"].abs() >= abs(mine["z"])).mean()),
                    }
                )
    return pd.DataFrame(rows)


# ---- drugs -------------------------------------------------------------------------------------


@cache
def breast_lines(panel: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ln IC50 of all drugs, and class, of the breast lines that HMS puts into one.

    Parameters
    ----------
    panel
        "GDSC1" or "GDSC2".

    Returns
    -------
    response : drugs x lines
    lines : lines x fields
        ``basal`` and ``her2`` (1 or 0), the latter by GDSC's copy number.
    """
    cohort = {"GDSC1": cohorts.gdsc1, "GDSC2": cohorts.gdsc2}[panel]()
    breast = cohort.clinical[cohort.clinical["tissue"] == "breast"]
    plain = breast["line"].str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    lineage = plain.map(cohorts.hms_lines()["lineage"])
    lines = pd.DataFrame(
        {"basal": (lineage == "basal").astype(int), "her2": breast["erbb2_gain"].astype(int)}
    )[lineage.notna()]
    return cohort.expression[lines.index], lines


DRUGS_AT_LEAST = 20


def general_sensitivity(response: pd.DataFrame, drug: str) -> pd.Series:
    """Return each line's mean standardised ln IC50 over all other drugs with enough lines."""
    others = response.drop(index=drug)
    others = others[others.notna().sum(axis=1) >= DRUGS_AT_LEAST]
    z = others.sub(others.mean(axis=1), axis=0).div(others.std(axis=1), axis=0)
    return z.mean()


@stored(f"{STUDY}/pathway_inhibitors", sources=LINES, by=["panel", "drug", "contrast"])
def pathway_inhibitors() -> pd.DataFrame:
    """Return the difference in ln IC50 between classes of breast lines, drug by drug.

    ``basal − luminal`` at equal HER2 amplification and general sensitivity, for inhibitors on the
    way to NF-κB; FDR over those of a panel. ``amplified − not`` at equal lineage and general
    sensitivity, for anti-HER2 drugs: the control of direction. ``basal − luminal,
    HER2-amplified`` among amplified lines only. Negative: the first class is more sensitive.
    Differences are in ln(µM): -0.69 is half the IC50. ``plain`` is the difference without general
    sensitivity held equal, added after the result.
    """
    rows = []
    for number, panel in enumerate(("GDSC1", "GDSC2")):
        response, lines = breast_lines(panel)
        for drug, names in INHIBITORS.items():
            if names[number]:
                rows += _classes(panel, drug, names[2], response, lines, names[number])
        for drug, names in ANTI_HER2.items():
            held = lines[["basal"]]
            rows.append(
                _sensitivity(
                    panel, drug, "EGFR, HER2", response, names[number], lines["her2"], held
                )
                | {"contrast": "amplified − not"}
            )
    found = pd.DataFrame([row for row in rows if "estimate" in row])
    found["fdr"] = found.groupby(["panel", "contrast"])["p"].transform(
        lambda p: benjamini_hochberg(p)
    )
    return found


def _classes(
    panel: str, drug: str, target: str, response: pd.DataFrame, lines: pd.DataFrame, row: str
) -> list[dict]:
    whole = _sensitivity(panel, drug, target, response, row, lines["basal"], lines[["her2"]])
    amplified = lines[lines["her2"] == 1]
    within = _sensitivity(panel, drug, target, response, row, amplified["basal"], amplified[[]])
    return [
        whole | {"contrast": "basal − luminal"},
        within | {"contrast": "basal − luminal, HER2-amplified"},
    ]


def _sensitivity(
    panel: str,
    drug: str,
    target: str,
    response: pd.DataFrame,
    row: str,
    group: pd.Series,
    held: pd.DataFrame,
) -> dict:
    values = response.loc[row, group.index].dropna()
    group, held = group[values.index], held.loc[values.index].astype(float)
    held = held.loc[:, held.nunique() > 1]
    alone = held
    held = held.assign(general=general_sensitivity(response, row)[values.index])
    named = {"panel": panel, "drug": drug, "target": target}
    if min(group.sum(), (1 - group).sum()) < 2 or len(values) < held.shape[1] + 4:
        return named
    spread = values.std()
    table = adjusted_difference(values.to_frame(drug).T, group, held).loc[drug]
    in_logs = {
        name: table[name] * spread for name in ("estimate", "ci_low", "ci_high", "detectable")
    }
    plain = adjusted_difference(values.to_frame(drug).T, group, alone).loc[drug]
    in_logs |= {
        f"plain{end}": plain[f"{name}"] * spread
        for end, name in (("", "estimate"), ("_low", "ci_low"), ("_high", "ci_high"))
    }
    counts = {"n_first": int(table["n_1"]), "n_second": int(table["n_0"])}
    return named | counts | in_logs | {"p": table["p"]}


@stored(f"{STUDY}/lines_of_interest", sources=LINES, by=["line"])
def lines_of_interest() -> pd.DataFrame:
    """Return the breast lines of GDSC1 that no class holds, and the HER2-amplified basal ones.

    Added after the result. ``bms``, ``tpca``: share of all other breast lines that are less
    resistant to BMS-345541 and TPCA-1 (0 = the most sensitive line).
    """
    cohort = cohorts.gdsc1()
    breast = cohort.clinical[cohort.clinical["tissue"] == "breast"]
    _, classed = breast_lines("GDSC1")
    lineage = classed["basal"].map({1: "basal", 0: "luminal"}).reindex(breast.index)
    gained = breast["erbb2_gain"] == 1
    chosen = breast.index[lineage.isna() | (gained & (lineage == "basal"))]
    places = {}
    for name, drug in (("bms", "BMS-345541"), ("tpca", "TPCA-1")):
        values = cohort.expression.loc[drug, breast.index].dropna()
        places[name] = (values.rank() - 1) / (len(values) - 1)
    return pd.DataFrame(
        {
            "line": breast.loc[chosen, "line"],
            "class": lineage[chosen].fillna("none"),
            "her2_amplified": gained[chosen],
            **{name: place.reindex(chosen) for name, place in places.items()},
        }
    )
