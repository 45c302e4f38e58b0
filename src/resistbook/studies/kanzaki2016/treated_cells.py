"""HER2-positive cells that persist under lapatinib or resist tamoxifen."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import immediate_early, pam50_centroids, without
from resistbook.results.store import stored
from resistbook.stats.expression.normalisation import log2_counts_per_million
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies.kanzaki2016.inputs import (
    ALL_GENES,
    BASAL,
    CELLS,
    EMT,
    LUMINAL_B,
    NFKB,
    NO_HANDLING,
    OESTROGEN,
    PROLIFERATION,
    RANDOM_SETS,
    SEED,
    STUDY,
    measured_genes,
)

AMPLICON = ("ERBB2", "GRB7", "MIEN1", "PGAP3", "STARD3")
FAMILY = ("EGFR", "ERBB3")
RANDOM_IN_CELLS = 20_000
EXPRESSION_BINS = 10
SERIES = ("under lapatinib", "under tamoxifen")
SINGLE_CELLS = "BT-474 single cells under lapatinib"
COMPARED_ABOVE = 5.0


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
    members = measured_genes(genes, change.index)
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
        shared = measured_genes(tuple(way.index), change.index)
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
