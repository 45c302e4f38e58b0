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
    SEED,
    SKBR3,
    STUDY,
    measured_genes,
)
from resistbook.studies.kanzaki2016.skbr3 import AT_DOSE, skbr3_states

AMPLICON = ("ERBB2", "GRB7", "MIEN1", "PGAP3", "STARD3")
FAMILY = ("EGFR", "ERBB3")
RANDOM_IN_CELLS = 20_000
RANDOM_SHIFTS = 1000
EXPRESSION_BINS = 10
BT474 = ("under lapatinib", "under tamoxifen")
SERIES = (*BT474, SKBR3)
SINGLE_CELLS, LAPATINIB = "BT-474 single cells under lapatinib", "BT-474 under lapatinib"
REFERENCE = ("ACTB", "KRT8", "KRT18")
SAME_SCALE = 1.0
"""Reference genes change by less than this, in log2, if the states of a series have one scale."""
KEPT = ("C1orf43", "CHMP2A", "EMC7", "GPI", "PSMB2", "PSMB4", "RAB7A", "REEP5", "SNRPD3", "VCP")
KEPT += ("VPS29", "EEF1A1", "RPLP0", "PPIA", "YWHAZ", "TUBB", "HPRT1")
"""The reference genes of Eisenberg and Levanon (2013) Trends in Genetics 29:569-574, and others
in common use."""
FEEDBACK = ("NFKBIA", "NFKBIE", "NFKB1", "NFKB2", "RELB", "TNFAIP3", "TRAF1", "BCL3", "BIRC3")
"""Targets of NF-κB that hold it back or are part of it, and rise where it is active."""
LOST = ("MKI67", "TOP2A", "CCNB1", "CDK1", "BIRC5")
COMPARED_ABOVE = 5.0


@cache
def changes() -> dict[str, pd.Series]:
    """Return log2 fold changes of expressed genes in each pair of HER2-positive cells.

    BT-474: genes with at least one FPKM, or count per million, in one of the two states. SKBR3:
    resistant against parental cells at equal dose of lapatinib, and at each dose.
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
        **{series: after - before for series, (before, after) in skbr3_states().items()},
    }


@cache
def abundance() -> dict[str, pd.Series]:
    """Return the mean log2 abundance of the genes of `changes`, to match random sets by."""
    fpkm = np.log2(cohorts.hangauer2017().expression + 1).mean(axis=1)
    libraries = cohorts.gse111151()
    bt474 = libraries.select(libraries.clinical["line"] == "BT-474").expression
    counts = log2_counts_per_million(bt474).mean(axis=1)
    skbr3 = {series: sum(both) / 2 for series, both in skbr3_states().items()}
    return dict.fromkeys(changes(), counts) | {BT474[0]: fpkm} | skbr3


@stored(f"{STUDY}/receptor", sources=[*CELLS, "chang2022"], by=["series", "gene"])
def receptor() -> pd.DataFrame:
    """Return the change of ERBB2, its neighbours, two of its family and reference genes, by series.

    ``measured`` says whether the gene is above 0 in both states, ``reference`` is the median
    change of `REFERENCE` in the series, and a series is ``usable`` for a gene if it measures it and
    the reference genes change by less than `SAME_SCALE`; ``experiment`` is shared by series with
    one parent and drug. In lists of changed genes a gene is either listed, with its change, or not:
    then it changed less than two-fold or was not measured, and it is not usable. Single cells that
    persist are compared with all untreated cells, SKBR3 resistant to lapatinib with parental ones
    at equal dose.
    """
    table = _by_series((*AMPLICON, *FAMILY, *REFERENCE))
    return table[~table["series"].isin(AT_DOSE.values())]


@stored(f"{STUDY}/receptor_controls", sources=[*CELLS, "chang2022"], by=["series", "gene"])
def receptor_controls() -> pd.DataFrame:
    """Return, as `receptor`, the change of genes that are known to be kept or lost.

    ``known`` "kept": genes that are used as references because cells keep them; "lost": genes of
    dividing cells, which persisters under a drug against HER2 lose as they rest.
    """
    known = dict.fromkeys(KEPT, "kept") | dict.fromkeys(LOST, "lost")
    table = _by_series(tuple(known))
    table = table[~table["series"].isin(AT_DOSE.values())]
    return table.assign(known=table["gene"].map(known))


def _by_series(genes: tuple[str, ...]) -> pd.DataFrame:
    """Return the change of genes in every series, and whether it can be read."""
    tables = []
    for series, (before, after) in states().items():
        measured = (before > 0) & (after > 0)
        change = np.log2((after / before).where(measured))
        if series == LAPATINIB:
            change = np.log2((after + 1) / (before + 1))
        rows = pd.DataFrame(
            {
                "log2_fold_change": change.reindex(genes),
                "measured": measured.reindex(genes, fill_value=False),
            }
        )
        reference = change[list(REFERENCE)].median()
        tables.append(rows.assign(series=series, reference=reference))
    for line in ("BT-474", "HCC1419"):
        lists = cohorts.chang2022()
        listed = lists[lists["line"] == line].set_index("gene")["fold_change"].reindex(genes)
        rows = pd.DataFrame({"log2_fold_change": np.sign(listed) * np.log2(listed.abs())})
        tables.append(rows.assign(series=f"{line} list", measured=listed.notna()))
    table = pd.concat(tables).rename_axis("gene").reset_index()
    return table.assign(
        usable=table["measured"] & ~(table["reference"].abs() >= SAME_SCALE),
        experiment=table["series"].str.replace(r", subline \d", "", regex=True),
        against_her2=~table["series"].str.contains("tamoxifen"),
    )


@cache
def states() -> dict[str, tuple[pd.Series, pd.Series]]:
    """Return expression before and after treatment in every series that has values of both."""
    single, fpkm = cohorts.chang2022_cells(), cohorts.hangauer2017().expression
    libraries = cohorts.gse111151()
    counts = libraries.select(libraries.clinical["line"] == "BT-474").expression
    per_million = 2.0 ** log2_counts_per_million(counts).where(counts > 0, -np.inf)
    return {
        SINGLE_CELLS: (single["untreated"], single["persister"]),
        LAPATINIB: (fpkm["parental"], fpkm["persister"]),
        **{
            f"BT-474 under tamoxifen, subline {n}": (
                per_million["BT-474"],
                per_million[f"BT-474_Tam{n}"],
            )
            for n in (1, 2)
        },
        **{series: (2.0**before, 2.0**after) for series, (before, after) in skbr3_states().items()},
    }


@stored(f"{STUDY}/single_cells", sources=["chang2022"], by=["reference", "others", "gene"])
def single_cells() -> pd.DataFrame:
    """Return the change of the amplicon in single persisting cells beside that of other genes.

    Added after the result of Z1. ``median`` is the median change of the listed genes above
    `COMPARED_ABOVE` in the reference, ``share_below`` the share of them that falls further: the
    states seem not to be alike in depth. Cluster B are the untreated cells that the authors take
    for precursors of persisters; genes are listed because they are "low" or "high" in these cells,
    ERBB2 among the latter. The genes of `REFERENCE` stand beside.
    """
    table = cohorts.chang2022_cells()
    rows = []
    for reference in ("untreated", "cluster_b"):
        change = np.log2(table["persister"] / table[reference])
        expressed = table[reference] > COMPARED_ABOVE
        for others, chosen in {"all": expressed, **listed()}.items():
            beside = change[chosen & expressed]
            for gene in (*AMPLICON, *FAMILY, *REFERENCE):
                if np.isfinite(change.get(gene, np.nan)):
                    rows.append(
                        {
                            "reference": reference,
                            "others": others,
                            "gene": gene,
                            "log2_fold_change": change[gene],
                            "n_genes": len(beside),
                            "median": beside.median(),
                            "share_below": float((beside < change[gene]).mean()),
                        }
                    )
    return pd.DataFrame(rows)


def listed() -> dict[str, pd.Series]:
    """Return which genes of the single cells are listed as low and as high in cluster B."""
    table = cohorts.chang2022_cells()
    return {
        "listed as low": table["cluster_b"] < table["untreated"],
        "listed as high": table["cluster_b"] > table["untreated"],
    }


@stored(
    f"{STUDY}/receptor_readings",
    sources=[*CELLS, "chang2022"],
    by=["reading", "series", "gene"],
)
def receptor_readings() -> pd.DataFrame:
    """Return what the rule of Z1 reads if the single cells are put on another scale.

    Their change of ERBB2 as deposited, less that of the reference genes, of other reference genes,
    and the median of the genes listed as low and as high in cluster B; the single cells alone, as
    deposited; and SKBR3 alone, or compared at one dose of lapatinib.
    """
    table = receptor()
    table = table[table["gene"] == "ERBB2"]
    cells = table["series"] == SINGLE_CELLS
    beside = single_cells().query("reference == 'untreated' and gene == 'ERBB2'")
    medians = beside.set_index("others")["median"]
    kept = receptor_controls().query("series == @SINGLE_CELLS and known == 'kept'")
    scales = {
        "as deposited": 0.0,
        "relative to ACTB, KRT8 and KRT18": table.loc[cells, "reference"].item(),
        "relative to other reference genes": kept["log2_fold_change"].median(),
        **{f"relative to genes {name}": medians[name] for name in listed()},
    }
    readings = []
    for reading, scale in scales.items():
        shifted = table["log2_fold_change"] - np.where(cells, scale, 0.0)
        readings.append(
            table.assign(
                reading=reading,
                log2_fold_change=shifted,
                reference=table["reference"] - np.where(cells, scale, 0.0),
                usable=table["usable"] | cells,
            )
        )
    alone = readings[0].query("series == @SINGLE_CELLS").assign(reading="single cells alone")
    skbr3 = table[table["series"] == SKBR3].assign(reading="SKBR3 alone")
    whole = _by_series(("ERBB2",))
    at_dose = [
        pd.concat([table[table["series"] != SKBR3], whole[whole["series"] == name]]).assign(
            reading=name
        )
        for name in AT_DOSE.values()
    ]
    return pd.concat([*readings, alone, skbr3, *at_dose], ignore_index=True)


@stored(f"{STUDY}/feedback_targets", sources=CELLS, by=["series", "gene"])
def feedback_targets() -> pd.DataFrame:
    """Return the change of NF-κB's own feedback targets in every pair of bulk profiles.

    ``others`` is the median change of all expressed genes of the pair.
    """
    return pd.concat(
        [
            change.reindex(FEEDBACK)
            .rename("log2_fold_change")
            .rename_axis("gene")
            .reset_index()
            .assign(series=series, others=change.median())
            for series, change in changes().items()
        ],
        ignore_index=True,
    ).dropna(subset="log2_fold_change")


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
        beside_random(series, genes) | {"series": series, "set": name, "genes": choice}
        for series in changes()
        for (name, choice), genes in cell_sets().items()
    ]
    return pd.DataFrame(rows)


@stored(f"{STUDY}/hallmarks_in_cells", sources=[*CELLS, "genesets-msigdb"], by=["series", "set"])
def hallmarks_in_cells() -> pd.DataFrame:
    """Return the change of every Hallmark in each pair of cells, as `cells`; added after it."""
    rows = [
        beside_random(series, genes) | {"series": series, "set": name}
        for series in SERIES
        for name, genes in msigdb("hallmark").items()
    ]
    return pd.DataFrame(rows)


def beside_random(series: str, genes: tuple[str, ...]) -> dict[str, float]:
    """Return how much more a set changes than other genes, and what random sets give."""
    change = changes()[series]
    members = measured_genes(genes, change.index)
    null = random_shifts(series, members)
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


def tenths(series: str) -> pd.Series:
    """Return the tenth of abundance that each gene of a pair is in."""
    genes = changes()[series].index
    level = abundance()[series].reindex(genes)
    return pd.qcut(level.rank(method="first"), EXPRESSION_BINS, labels=False)


def random_shifts(series: str, members: list[str]) -> np.ndarray:
    """Return how much more random sets, matched to these genes, change than all others do."""
    rng = np.random.default_rng([SEED, len(members)])
    return _matched_means(changes()[series], tenths(series), members, rng)


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
            for _ in range(RANDOM_SHIFTS)
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
