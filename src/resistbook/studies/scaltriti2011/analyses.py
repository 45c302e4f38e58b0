"""Scaltriti 2011: cyclin E and trastuzumab resistance, re-tested on public copy number."""

from functools import cache

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from scipy.stats import binom, fisher_exact, norm, spearmanr

from resistbook.claims import ledger
from resistbook.data.cohorts import (
    gdsc1,
    gdsc2,
    hms,
    metabric,
    metabric_cn,
    neve2006,
    tcga,
    tcga_clinical,
    tcga_gistic,
    tcga_normal_segments,
    tcga_rppa,
    tcga_segments,
    transneo,
    transneo_segments,
)
from resistbook.data.cohorts.lines.neve2006 import CCNE1_CLONE, ERBB2_CLONE
from resistbook.forensics.fourfold import admissible_tables, admissible_totals
from resistbook.forensics.medians import simulate_medians
from resistbook.genes.copy_number import (
    ARM_19Q,
    BAND_19Q12,
    GENES,
    Locus,
    at_locus,
    common_region,
    coverage,
    reach,
    without_gaps,
)
from resistbook.results.store import stored
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.regression import linear, logistic
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.sets.scoring import mean_z
from resistbook.stats.survival.cox import cox

STUDY = "scaltriti2011"
SEED = 20111014
TCGA = ("tcga-cnv", "tcga-clinical")
TCGA_ALL = (*TCGA, "tcga-porpoise", "tcga-rppa", "penelope")
METABRIC = ("metabric-cn", "metabric-clinical", "metabric-300")
GDSC = ("gdsc1", "gdsc2-oncopredict")

FEWEST_PROBES = 10
"""Shorter segments of a SNP array are often inherited variants or noise."""

READINGS = {
    "gaps open, then 10 probes": (10, "open"),
    "gaps closed, then every segment": (1, "before"),
    "gaps closed, then 5 probes": (5, "before"),
    "gaps closed, then 10 probes": (10, "before"),
    "5 probes, then gaps closed": (5, "after"),
    "10 probes, then gaps closed": (10, "after"),
}
"""Fewest probes of a segment, and whether gaps are closed before or after shorter ones go."""

ARMS = {
    "19q": ARM_19Q,
    "1q": Locus("1", 125_000_000, 249_250_621),
    "8q": Locus("8", 45_600_000, 146_364_022),
    "16p": Locus("16", 1, 36_600_000),
}
"""Arms from the centromere on (UCSC Genome Browser, hg19)."""

POSITIONS = 15
FLAT = 0.1
LONG = 1_000_000
TRUE_MEDIANS = ((6.0, 14.0), (5.5, 17.0), (5.0, 20.0), (4.5, 22.0))
MORE_SIMULATIONS = 60_000

GAINED = 0.3
LINES_AMPLIFIED = 1.0
GRID = 50_000
NEAR, FINE_GRID = (29_900_000, 30_700_000), 2_000
PRINTED_RATES = ("33.3", "87.5")
PRINTED_MEDIANS = ("6", "14")
PATIENTS = 34
CENSORING = {
    "none": {},
    "moderate": {"follow_up": 36.0, "accrual": 24.0, "lost": 0.1},
}
SIMULATIONS = 10_000
CYCLE = ("CCNB1", "FANCD2", "RAD51")
FEWEST_GAINED = 3
HMS_DRUGS = {"dinaciclib": "CDK2", "BMS-265246": "CDK2", "palbociclib": "comparator"}
MONTHS = np.arange(0, 121, 3)
HIGH_COPIES = 0.585
"""log2 of 1.5 times the ploidy: three copies in a diploid tumour."""


@cache
def segments() -> pd.DataFrame:
    """Return TCGA's segments of at least `FEWEST_PROBES` probes, which meet where none is left out.

    Gaps are closed first: what a short segment measured is not given to its neighbours.
    """
    return _read(FEWEST_PROBES, "before")


@cache
def _read(fewest: int, closed: str) -> pd.DataFrame:
    """TCGA's segments with that many probes; gaps open, or closed before or after the choice."""
    whole = tcga_segments()
    if closed == "before":
        whole = without_gaps(whole)
    kept = whole[whole["probes"] >= fewest]
    return without_gaps(kept) if closed == "after" else kept


@cache
def copies(cohort: str) -> pd.DataFrame:
    """Return copy number of CCNE1 and ERBB2 in each tumour of a cohort.

    Returns
    -------
    DataFrame : tumours x genes
        log2 ratio (TCGA, METABRIC) or log2 of total copies over ploidy (TransNEO; absent copies
        count as half a copy).
    """
    genes = ("CCNE1", "ERBB2")
    if cohort == "METABRIC":
        return metabric_cn().expression.loc[list(genes)].T
    if cohort == "TCGA":
        return pd.DataFrame({gene: at_locus(segments(), GENES[gene]) for gene in genes})
    called = without_gaps(transneo_segments())
    whole = pd.DataFrame({gene: at_locus(called, GENES[gene]) for gene in genes})
    ploidy = transneo()["ploidy"].reindex(whole.index)
    return np.log2(whole.clip(lower=0.5).div(ploidy, axis=0))


@stored(f"{STUDY}/gistic_agreement", sources=("tcga-cnv", "tcga-porpoise"), by=["gene"])
def gistic_agreement() -> pd.DataFrame:
    """Return how our copy number of a gene compares with GISTIC's call in the same tumours.

    Genes of both sources whose place is in `GENES`. ``sensitivity``: share of GISTIC's
    amplifications (call 2) at or above a log2 ratio of 0.7; ``false``: share of the other calls.
    """
    calls = tcga_gistic()
    amplified = ledger.parameters(STUDY, "S1")["amplified"]
    rows = []
    for gene in sorted(set(GENES) & set(calls.index)):
        ours = at_locus(segments(), GENES[gene]).dropna()
        call = calls.loc[gene].reindex(ours.index).dropna()
        ours = ours[call.index]
        rows.append(
            {
                "gene": gene,
                "tumours": len(call),
                "correlation": spearmanr(ours, call)[0],
                "amplified": int((call == 2).sum()),
                "median_amplified": ours[call == 2].median(),
                "median_gained": ours[call == 1].median(),
                "median_neutral": ours[call == 0].median(),
                "sensitivity": (ours[call == 2] >= amplified).mean(),
                "false": (ours[call != 2] >= amplified).mean(),
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/focality", sources=["tcga-cnv"], by=["extent", "threshold"])
def focality() -> pd.DataFrame:
    """Return how far CCNE1's copy-number segment reaches in tumours at or above a threshold.

    ``extent``: the segment as deposited, or joined with neighbours that are at least as high as
    the threshold. ``focal``: tumours in which it is shorter than half of 19q. ``common_start`` to
    ``common_end``: the stretch of 19q12 that most focal segments at that height cover (the widest
    of several), wherever in the band they lie, so that it need not hold CCNE1.
    """
    declared = ledger.parameters(STUDY, "S1")
    rows = []
    for threshold in (declared["gain"], *declared["sensitivity"]):
        focal = _focal(threshold)
        region, most = common_region(coverage(focal, BAND_19Q12, threshold), "19")
        for extent, least in (("segment", None), ("joined", threshold)):
            all_reach = reach(segments(), GENES["CCNE1"], ARM_19Q, least=least)
            high = all_reach[all_reach["value"] >= threshold]
            short = int((high["arm_share"] < declared["arm_share"]).sum())
            low, top = wilson_interval(short, len(high))
            rows.append(
                {
                    "extent": extent,
                    "threshold": threshold,
                    "tumours": len(all_reach),
                    "amplified": len(high),
                    "focal": short,
                    "share": short / len(high),
                    "ci_low": float(low),
                    "ci_high": float(top),
                    "median_mb": high["length"].median() / 1e6,
                    "common_start": region.start,
                    "common_end": region.end,
                    "common_tumours": most,
                    "holds_ccne1": int(region.contains(GENES["CCNE1"])),
                }
            )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/region_readings", sources=["tcga-cnv"], by=["reading", "threshold", "start"])
def region_readings() -> pd.DataFrame:
    """Return every stretch of 19q12 that most focal segments cover, by the reading of segments.

    A check made after the results: the first run left gaps open, a second dropped segments of few
    probes and then closed the gaps (`READINGS`). ``fewest`` probes; ``tumours`` that share the
    stretch; ``widest`` of those with the highest count; ``of_ccne1``: share of the gene within;
    ``holds_ccne1``: all of it.
    """
    declared = ledger.parameters(STUDY, "S1")
    gene = GENES["CCNE1"]
    tables = []
    for reading, (fewest, closed) in READINGS.items():
        for threshold in declared["sensitivity"]:
            steps = coverage(_focal(threshold, _read(fewest, closed)), BAND_19Q12, threshold)
            top = steps[steps["samples"] == steps["samples"].max()]
            shared = top["end"].clip(upper=gene.end) - top["start"].clip(lower=gene.start)
            widest, _ = common_region(steps, "19")
            tables.append(
                pd.DataFrame(
                    {
                        "reading": reading,
                        "fewest": fewest,
                        "threshold": threshold,
                        "start": top["start"],
                        "end": top["end"],
                        "tumours": top["samples"],
                        "widest": (top["start"] == widest.start).astype(int),
                        "of_ccne1": shared.clip(lower=0) / gene.length,
                        "holds_ccne1": (shared >= gene.length).astype(int),
                    }
                )
            )
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/short_segments", sources=["tcga-cnv"], by=["threshold"])
def short_segments() -> pd.DataFrame:
    """Return what the segments of few probes over CCNE1 measure in amplified tumours.

    A check made after the results. ``whole``: amplified tumours with one segment of enough probes
    over all of the gene. ``low``: those with a segment of fewer probes, below the threshold, over
    part of it; its extreme values, and ``normal_flat``: how many of these patients have blood or
    normal tissue in which a segment longer than a megabase, with a log2 ratio within 0.1 of zero,
    covers all of the short one, so that it is not inherited.
    """
    threshold, gene = ledger.parameters(STUDY, "S1")["amplified"], GENES["CCNE1"]
    values = copies("TCGA")["CCNE1"]
    amplified = values.index[values >= threshold]
    over = segments()[segments()["sample"].isin(amplified) & _covers(segments(), gene)]
    every = tcga_segments()
    low = every[
        every["sample"].isin(amplified)
        & (every["chromosome"] == gene.chromosome)
        & (every["start"] < gene.end)
        & (every["end"] > gene.start)
        & (every["probes"] < FEWEST_PROBES)
        & (every["value"] < threshold)
    ]
    normal = tcga_normal_segments()
    patient = normal["sample"].str[:12]
    wide = (normal["end"] - normal["start"] > LONG) & (normal["value"].abs() < FLAT)
    flat = [
        (wide & (patient == row.sample) & _covers(normal, Locus("19", row.start, row.end))).any()
        for row in low.itertuples()
    ]
    return pd.DataFrame(
        [
            {
                "threshold": threshold,
                "amplified": len(amplified),
                "whole": over["sample"].nunique(),
                "low": low["sample"].nunique(),
                "least_probes": low["probes"].min(),
                "most_probes": low["probes"].max(),
                "least_value": low["value"].min(),
                "most_value": low["value"].max(),
                "start": low["start"].min(),
                "end": low["end"].max(),
                "normal_flat": sum(flat),
            }
        ]
    )


def _covers(table: pd.DataFrame, locus: Locus) -> pd.Series:
    return (
        (table["chromosome"] == locus.chromosome)
        & (table["start"] <= locus.start)
        & (table["end"] >= locus.end)
    )


@stored(f"{STUDY}/focal_baseline", sources=["tcga-cnv"], by=["arm"])
def focal_baseline() -> pd.DataFrame:
    """Return how often an amplification is focal elsewhere on 19q and on other arms.

    A check made after the results. At evenly spaced positions of an arm, the share of tumours at
    or above the threshold whose segment is shorter than half of the arm: ``least``, ``median`` and
    ``most`` over the positions where any tumour is; ``amplified``, the median number of tumours.
    """
    declared = ledger.parameters(STUDY, "S1")
    rows = []
    for name, arm in ARMS.items():
        on_arm = segments()[segments()["chromosome"] == arm.chromosome]
        counts, shares = [], []
        for place in np.linspace(arm.start, arm.end, POSITIONS + 2)[1:-1].astype(int):
            found = reach(on_arm, Locus(arm.chromosome, place, place + 1), arm)
            high = found[found["value"] >= declared["amplified"]]
            counts.append(len(high))
            shares.append((high["arm_share"] < declared["arm_share"]).mean())
        rows.append(
            {
                "arm": name,
                "positions": int(np.isfinite(shares).sum()),
                "amplified": np.median(counts),
                "least": np.nanmin(shares),
                "median": np.nanmedian(shares),
                "most": np.nanmax(shares),
            }
        )
    return pd.DataFrame(rows)


def _focal(threshold: float, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Segments at or above a threshold that are shorter than half of 19q."""
    table = segments() if table is None else table
    on_arm = table[table["chromosome"] == ARM_19Q.chromosome]
    length = on_arm["end"].clip(upper=ARM_19Q.end) - on_arm["start"].clip(lower=ARM_19Q.start)
    short = length < ledger.parameters(STUDY, "S1")["arm_share"] * ARM_19Q.length
    return on_arm[short & (on_arm["value"] >= threshold)]


@stored(f"{STUDY}/track", sources=["tcga-cnv"], by=["level", "position"])
def track() -> pd.DataFrame:
    """Return how many tumours are gained or amplified along 19q, every `GRID` base pairs.

    Around CCNE1 (`NEAR`) the positions stand every `FINE_GRID` base pairs.

    Levels: ``gain`` (log2 ratio at least 0.3, segments of any length), ``amplification`` (0.7) and
    ``focal amplification`` (0.7, shorter than half of the arm).
    """
    amplified = ledger.parameters(STUDY, "S1")["amplified"]
    levels = {
        "gain": (segments(), GAINED),
        "amplification": (segments(), amplified),
        "focal amplification": (_focal(amplified), amplified),
    }
    positions = np.union1d(
        np.arange(ARM_19Q.start + GRID, ARM_19Q.end, GRID), np.arange(*NEAR, FINE_GRID)
    )
    tables = []
    for level, (table, least) in levels.items():
        steps = coverage(table, ARM_19Q, least)
        step = np.searchsorted(steps["start"], positions, side="right") - 1
        counts = steps["samples"].to_numpy()[step]
        tables.append(pd.DataFrame({"level": level, "position": positions, "tumours": counts}))
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/extents", sources=["tcga-cnv"], by=["level", "low"])
def extents() -> pd.DataFrame:
    """Return how many gained and amplified tumours have a CCNE1 segment of each share of 19q."""
    found = reach(segments(), GENES["CCNE1"], ARM_19Q)
    amplified = ledger.parameters(STUDY, "S1")["amplified"]
    edges = np.arange(11) / 10
    levels = {
        "gained": found[found["value"].between(GAINED, amplified, inclusive="left")],
        "amplified": found[found["value"] >= amplified],
    }
    tables = []
    for level, chosen in levels.items():
        counts, _ = np.histogram(chosen["arm_share"], edges)
        tables.append(
            pd.DataFrame({"level": level, "low": edges[:-1], "high": edges[1:], "tumours": counts})
        )
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/region_genes", sources=["tcga-cnv"], by=["gene"])
def region_genes() -> pd.DataFrame:
    """Return genes of 19q12: place, tumours amplified, and how much of each all tumours share.

    ``mean_amplified`` is the mean log2 ratio of the gene in tumours with CCNE1 amplified;
    ``in_shared``, the share of the gene within the stretches that most focal segments cover.
    """
    amplified = ledger.parameters(STUDY, "S1")["amplified"]
    steps = coverage(_focal(amplified), BAND_19Q12, amplified)
    top = steps[steps["samples"] == steps["samples"].max()]
    ccne1 = copies("TCGA")["CCNE1"]
    rows = []
    for gene, locus in GENES.items():
        if locus.chromosome == "19":
            values = at_locus(segments(), locus)
            shared = top["end"].clip(upper=locus.end) - top["start"].clip(lower=locus.start)
            rows.append(
                {
                    "gene": gene,
                    "start": locus.start,
                    "end": locus.end,
                    "amplified": int((values >= amplified).sum()),
                    "mean_amplified": values[ccne1 >= amplified].mean(),
                    "in_shared": shared.clip(lower=0).sum() / locus.length,
                }
            )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/parental_lines", sources=["neve2006"], by=["group"])
def parental_lines() -> pd.DataFrame:
    """Return CCNE1 gains among breast lines with and without amplified HER2.

    Lines as they are bought, none selected under trastuzumab. ``gained``: log2 ratio of the clone
    at CCNE1 at or above 0.3.
    """
    ratios = neve2006().expression
    ccne1, erbb2 = ratios.loc[CCNE1_CLONE], ratios.loc[ERBB2_CLONE]
    known = ccne1.notna() & erbb2.notna()
    rows = []
    for group, chosen in (
        ("ERBB2 amplified", known & (erbb2 >= LINES_AMPLIFIED)),
        ("others", known & (erbb2 < LINES_AMPLIFIED)),
    ):
        gained = chosen & (ccne1 >= GAINED)
        low, high = wilson_interval(int(gained.sum()), int(chosen.sum()))
        rows.append(
            {
                "group": group,
                "lines": int(chosen.sum()),
                "gained": int(gained.sum()),
                "share": gained.sum() / chosen.sum(),
                "ci_low": float(low),
                "ci_high": float(high),
                "which": ", ".join(sorted(gained.index[gained])),
                "bt474": ccne1["BT474"] if chosen["BT474"] else np.nan,
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/admissible", sources=[], by=["n", "n1", "k1", "n2", "k2"])
def admissible() -> pd.DataFrame:
    """Return every table of at most 34 patients whose rates print as 33.3% and 87.5%."""
    bound = ledger.parameters(STUDY, "S3")["bound"]
    found = admissible_tables(*PRINTED_RATES, (2, PATIENTS), p_below=bound)
    flags = [name for name in found if name.startswith("below_")]
    return found.assign(**{name: found[name].astype(int) for name in flags})


@stored(f"{STUDY}/totals", sources=[], by=["n"])
def totals() -> pd.DataFrame:
    """Return for each number of patients up to 34 how many tables the percentages allow."""
    bound = ledger.parameters(STUDY, "S3")["bound"]
    return admissible_totals(*PRINTED_RATES, (2, PATIENTS), p_below=bound)


# Compared to four digits: where its iterative fit stops, a simulated trial can fall on either
# side of a limit.
@stored(f"{STUDY}/survival_attainability", sources=[], by=["censoring", "n1"], tolerance=1e-4)
def survival_attainability() -> pd.DataFrame:
    """Return what trials of 34 patients with true medians of 6 and 14 months would report.

    One row a split and censoring; ``admissible`` marks the splits that the percentages of clinical
    benefit allow. The columns are those of `stats.forensics.simulate_medians`.
    """
    sizes = admissible().query("n == @PATIENTS")["n1"].unique()
    tables = []
    for name, design in CENSORING.items():
        for n1 in range(4, PATIENTS - 3):
            found = simulate_medians(
                *PRINTED_MEDIANS,
                n1=n1,
                n2=PATIENTS - n1,
                p_below=0.002,
                simulations=SIMULATIONS,
                seed=SEED,
                **design,
            )
            tables.append(found.assign(censoring=name, admissible=int(n1 in sizes)))
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/survival_shapes", sources=[], by=["censoring", "shape"], tolerance=1e-4)
def survival_shapes() -> pd.DataFrame:
    """Return what `survival_attainability` says where the hazard rises with time.

    A sensitivity analysis at the admissible split: Weibull survival with shapes from 1, which is
    exponential, to 2. The medians stay, so that the true hazard ratio grows with the shape.
    """
    n1 = int(admissible().query("n == @PATIENTS")["n1"].iloc[0])
    tables = [
        simulate_medians(
            *PRINTED_MEDIANS,
            n1=n1,
            n2=PATIENTS - n1,
            p_below=0.002,
            shapes=(1.0, 1.25, 1.5, 2.0),
            simulations=SIMULATIONS,
            seed=SEED,
            **design,
        ).assign(censoring=name)
        for name, design in CENSORING.items()
    ]
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/survival_truths", sources=[], by=["censoring", "first"], tolerance=1e-4)
def survival_truths() -> pd.DataFrame:
    """Return how often trials that print these medians reach the P, by the true medians.

    A sensitivity analysis made after the results, at the admissible split and with exponential
    times: what is printed is rounded and estimated, so that other truths than 6 and 14 months can
    print as these. ``medians``: share of trials that do; ``power_given_medians``: share of those
    below the bound.
    """
    n1 = int(admissible().query("n == @PATIENTS")["n1"].iloc[0])
    tables = [
        simulate_medians(
            *PRINTED_MEDIANS,
            n1=n1,
            n2=PATIENTS - n1,
            p_below=0.002,
            truth=truth,
            simulations=MORE_SIMULATIONS,
            seed=SEED,
            **design,
        ).assign(censoring=name, first=truth[0], second=truth[1])
        for name, design in CENSORING.items()
        for truth in TRUE_MEDIANS
    ]
    return pd.concat(tables, ignore_index=True)


@stored(
    f"{STUDY}/coamplification",
    sources=(*TCGA, "metabric-cn", "metabric-clinical", "transneo", "penelope"),
    by=["cohort", "group", "threshold"],
)
def coamplification() -> pd.DataFrame:
    """Return how often CCNE1 is amplified where ERBB2 is, and whether more often than elsewhere.

    ``group``: ERBB2 amplified by copy number at the same threshold, or HER2-positive by the
    clinical assay. ``primary`` marks the declared threshold. ``odds_ratio`` compares the group
    with all other tumours (sample odds ratio with half a tumour added to each cell, its interval
    by Woolf); ``p`` is Fisher's. The row ``all`` sums the cohorts at their primary thresholds;
    its odds ratio is Mantel and Haenszel's within cohorts. The row ``all, within ER`` has tumours
    of known ER status and strata of cohort and ER.
    """
    declared = ledger.parameters(STUDY, "S8")
    rows, pooled = [], {}
    for cohort, thresholds in declared["thresholds"].items():
        table = copies(cohort)
        status = _receptors(cohort).reindex(table.index)
        for threshold in thresholds:
            primary = threshold == declared["primary"][cohort]
            high = table["CCNE1"] >= threshold
            for group, inside in (
                ("ERBB2 amplified", (table["ERBB2"] >= threshold).astype(float)),
                ("HER2-positive", status["her2"]),
            ):
                tumours = pd.DataFrame({"inside": inside, "high": high, "er": status["er"]})
                tumours = tumours.dropna(subset=["inside"])
                rows.append(
                    {"cohort": cohort, "group": group, "threshold": threshold}
                    | {"primary": int(primary)}
                    | _cooccurrence(tumours["inside"] == 1, tumours["high"])
                )
                if primary:
                    pooled.setdefault(group, []).append(tumours.assign(cohort=cohort))
    for group, parts in pooled.items():
        whole = pd.concat(parts, ignore_index=True)
        by_er = whole.dropna(subset=["er"])
        strata = by_er["cohort"] + by_er["er"].astype(str)
        for label, tumours, within in (
            ("all", whole, whole["cohort"]),
            ("all, within ER", by_er, strata),
        ):
            rows.append(
                {"cohort": label, "group": group, "threshold": np.nan, "primary": 1}
                | _cooccurrence(tumours["inside"] == 1, tumours["high"])
                | _common_ratio(tumours, within)
            )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/coamplification_by_er",
    sources=(*TCGA, "metabric-cn", "metabric-clinical", "transneo", "penelope"),
    by=["cohort", "threshold", "er"],
)
def coamplification_by_er() -> pd.DataFrame:
    """Return `coamplification` of tumours with ERBB2 amplified, ER-positive and -negative apart.

    A check made after the results. ``er``: positive, negative, or both, whose odds ratio is
    Mantel and Haenszel's within ER. ``in_both`` of ``in_group`` tumours with ERBB2 amplified,
    and ``others_high`` of ``others``, have CCNE1 amplified at the same threshold.
    """
    rows = []
    for cohort, thresholds in ledger.parameters(STUDY, "S8")["thresholds"].items():
        er = _receptors(cohort)["er"]
        table = copies(cohort).assign(er=er).dropna(subset=["er"])
        for threshold in thresholds:
            high = table["CCNE1"] >= threshold
            tumours = pd.DataFrame(
                {"inside": table["ERBB2"] >= threshold, "high": high, "er": table["er"]}
            )
            for name, chosen in (
                ("positive", tumours["er"] == 1),
                ("negative", tumours["er"] == 0),
                ("both", tumours["er"].notna()),
            ):
                part = tumours[chosen]
                found = _cooccurrence(part["inside"], part["high"])
                if name == "both":
                    found |= _common_ratio(part, part["er"])
                rows.append(
                    {
                        "cohort": cohort,
                        "threshold": threshold,
                        "er": name,
                        "in_group": found["in_group"],
                        "in_both": found["both"],
                        "others": found["tumours"] - found["in_group"],
                        "others_high": int((part["high"] & ~part["inside"]).sum()),
                        **{key: found[key] for key in ("odds_ratio", "or_low", "or_high", "p")},
                    }
                )
    return pd.DataFrame(rows)


def _common_ratio(tumours: pd.DataFrame, strata: pd.Series) -> dict[str, float]:
    exposed = tumours["inside"].astype(float).to_frame("HER2").T
    common = mantel_haenszel(exposed, tumours["high"].astype(int), strata).loc["HER2"]
    return {
        "odds_ratio": common["odds_ratio"],
        "or_low": common["ci_low"],
        "or_high": common["ci_high"],
        "p": common["p"],
    }


def _receptors(cohort: str) -> pd.DataFrame:
    if cohort == "METABRIC":
        return metabric_cn().clinical[["er", "her2"]]
    return (tcga_clinical() if cohort == "TCGA" else transneo())[["er", "her2"]]


def _cooccurrence(inside: pd.Series, high: pd.Series) -> dict[str, float]:
    a, b = int((inside & high).sum()), int((inside & ~high).sum())
    c, d = int((~inside & high).sum()), int((~inside & ~high).sum())
    low, top = wilson_interval(a, a + b)
    cells = np.array([a, b, c, d]) + 0.5
    log_ratio = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    margin = norm.ppf(0.975) * np.sqrt((1 / cells).sum())
    return {
        "tumours": a + b + c + d,
        "in_group": a + b,
        "both": a,
        "share": a / (a + b),
        "ci_low": float(low),
        "ci_high": float(top),
        "elsewhere": c / (c + d),
        "expected": (a + b) * (a + c) / (a + b + c + d),
        "odds_ratio": np.exp(log_ratio),
        "or_low": np.exp(log_ratio - margin),
        "or_high": np.exp(log_ratio + margin),
        "p": fisher_exact([[a, b], [c, d]]).pvalue,
    }


@stored(
    f"{STUDY}/outcome",
    sources=(*TCGA_ALL, *METABRIC, "transneo"),
    by=["analysis", "group", "model"],
)
def outcome() -> pd.DataFrame:
    """Return the association of CCNE1 with outcome, HER2-positive patients and others apart.

    ``estimate``: log odds ratio of residual disease or log hazard ratio, per SD of copy number,
    mRNA or protein in the patients used; above 0 is worse. Models: unadjusted, and adjusted for
    ER and proliferation. ``detectable``: the odds or hazard ratio that the analysis would have
    found (P < 0.05) with a probability of 80%. HER2-negative patients received no anti-HER2
    therapy.
    """
    rows = []
    for name, measure, end, covariates, status in _analyses():
        for group, value in (("HER2-positive", 1.0), ("HER2-negative", 0.0)):
            for model, adjust in (("unadjusted", []), ("adjusted", list(covariates))):
                table = pd.concat(
                    [measure.rename("x"), end, covariates[adjust]], axis=1, join="inner"
                )
                table = table[status.reindex(table.index) == value].dropna()
                rows.append(
                    {"analysis": name, "group": group, "model": model} | _association(table, adjust)
                )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/purity", sources=["transneo"], by=["model"])
def purity() -> pd.DataFrame:
    """Return the primary analysis of outcome with the share of tumour cells as a covariate.

    A sensitivity analysis made after the results: copies are called more readily in pure samples.
    """
    name, measure, end, covariates, status = _analyses()[0]
    terms = covariates.assign(purity=transneo()["purity"])
    rows = []
    for model, adjust in (
        ("ER, proliferation", ["er", "ggi"]),
        ("ER, proliferation, purity", ["er", "ggi", "purity"]),
    ):
        table = pd.concat([measure.rename("x"), end, terms[adjust]], axis=1, join="inner")
        table = table[status.reindex(table.index) == 1].dropna()
        rows.append({"analysis": name, "model": model} | _association(table, adjust))
    return pd.DataFrame(rows)


def _analyses() -> list[tuple[str, pd.Series, pd.DataFrame, pd.DataFrame, pd.Series]]:
    """Name, measure, endpoint (event, with months if it has times), covariates and HER2."""
    neo = transneo()
    treated = neo[(neo["anti_her2"] > 0) == (neo["her2"] == 1)]
    found = [
        (
            "TransNEO, residual disease",
            copies("TransNEO")["CCNE1"],
            treated[["residual"]],
            neo[["er", "ggi"]],
            neo["her2"],
        )
    ]
    panel = metabric()
    clinical = panel.clinical
    proliferation = mean_z(panel.expression, {"cycle": CYCLE}, minimum=3).loc["cycle"]
    covariates = pd.DataFrame({"er": clinical["er"], "proliferation": proliferation})
    relapse = clinical[["rfs_event", "rfs_months"]]
    for name, measure in (
        ("METABRIC, relapse, 19q12 copies", copies("METABRIC")["CCNE1"]),
        ("METABRIC, relapse, mRNA", panel.expression.loc["CCNE1"]),
    ):
        found.append((name, measure, relapse, covariates, clinical["her2"]))
    patients = tcga_clinical()
    cycle = pd.DataFrame({"er": patients["er"], "aurka": tcga().expression.loc["AURKA"]})
    for name, measure, end in (
        ("TCGA, death, copies", copies("TCGA")["CCNE1"], "os"),
        ("TCGA, progression, copies", copies("TCGA")["CCNE1"], "pfi"),
        ("TCGA, death, protein", tcga_rppa().expression.loc["Cyclin_E1"], "os"),
    ):
        times = patients[[f"{end}_event", f"{end}_months"]]
        found.append((name, measure, times, cycle, patients["her2"]))
    return found


def _association(table: pd.DataFrame, adjust: list[str]) -> dict[str, float]:
    x = (table["x"] - table["x"].mean()) / table["x"].std()
    terms = pd.concat([x, table[adjust]], axis=1)
    if "residual" in table:
        events = table["residual"].sum()
        fit = logistic(table["residual"], terms, "x")
    else:
        end = next(name.removesuffix("_event") for name in table if name.endswith("_event"))
        events = table[f"{end}_event"].sum()
        hazard = cox(
            x.to_frame().T,
            table[f"{end}_months"],
            table[f"{end}_event"].astype(int),
            covariates=table[adjust] if adjust else None,
        ).loc["x"]
        estimate, error = hazard["log_hazard_ratio"], hazard["standard_error"]
        margin = norm.ppf(0.975) * error
        fit = {
            "estimate": estimate,
            "se": error,
            "ci_low": estimate - margin,
            "ci_high": estimate + margin,
            "p": hazard["p"],
        }
    detectable = np.exp((norm.ppf(0.975) + norm.ppf(0.8)) * fit["se"])
    return {"patients": len(table), "events": int(events), **fit, "detectable": detectable}


@stored(f"{STUDY}/response", sources=["transneo"], by=["threshold"])
def response() -> pd.DataFrame:
    """Return complete response by CCNE1 copies in TransNEO's patients on anti-HER2 therapy.

    ``power``: probability that Fisher's test on groups of these sizes gives P < 0.05 if the rates
    of benefit were those published, 33.3% with high cyclin E against 87.5%. ``power_odds``: the
    same for the published odds ratio, from the rate that the others have here; added after the
    results, for few of them reach a complete response. ``implied_share``: the rate with high
    cyclin E that this means.
    """
    neo = transneo()
    neo = neo[(neo["her2"] == 1) & (neo["anti_her2"] > 0) & neo["residual"].notna()]
    level = copies("TransNEO")["CCNE1"].reindex(neo.index)
    low_rate, high_rate = ledger.parameters(STUDY, "S7")["benefit"]
    ratio = low_rate / (1 - low_rate) / (high_rate / (1 - high_rate))
    rows = []
    for threshold in (0.0, 0.322, HIGH_COPIES, 1.0):
        high = level >= threshold
        complete = neo["residual"] == 0
        a, n = int((high & complete).sum()), int(high.sum())
        c, m = int((~high & complete).sum()), int((~high).sum())
        low, top = wilson_interval([a, c], [n, m])
        odds = ratio * c / (m - c)
        implied = odds / (1 + odds)
        rows.append(
            {
                "threshold": threshold,
                "high": n,
                "high_complete": a,
                "high_share": a / n if n else np.nan,
                "high_low": low[0],
                "high_high": top[0],
                "others": m,
                "others_complete": c,
                "others_share": c / m,
                "others_low": low[1],
                "others_high": top[1],
                "p": fisher_exact([[a, n - a], [c, m - c]]).pvalue,
                "power": _fisher_power(n, low_rate, m, high_rate),
                "implied_share": implied,
                "power_odds": _fisher_power(n, implied, m, c / m),
            }
        )
    return pd.DataFrame(rows)


def _fisher_power(n: int, rate: float, m: int, other: float, level: float = 0.05) -> float:
    """Probability that Fisher's test of two groups with these true rates is below a level."""
    first, second = binom.pmf(np.arange(n + 1), n, rate), binom.pmf(np.arange(m + 1), m, other)
    power = 0.0
    for a, weight in enumerate(first):
        for c, other_weight in enumerate(second):
            if weight * other_weight > 1e-9:
                p = fisher_exact([[a, n - a], [c, m - c]]).pvalue
                power += weight * other_weight * (p < level)
    return power


@stored(f"{STUDY}/curves", sources=METABRIC, by=["group", "months"], packages=["lifelines"])
def curves() -> pd.DataFrame:
    """Return relapse-free survival of HER2-positive METABRIC patients by gain of CCNE1's region.

    Kaplan-Meier every three months, with 95% intervals (log-log) and numbers at risk. Gain: log2
    ratio at or above 0.3.
    """
    clinical = metabric_cn().clinical
    level = copies("METABRIC")["CCNE1"]
    chosen = clinical[(clinical["her2"] == 1) & clinical["rfs_event"].notna()]
    tables = []
    for group, inside in (
        ("19q12 gained", level[chosen.index] >= GAINED),
        ("not gained", level[chosen.index] < GAINED),
    ):
        part = chosen[inside]
        fit = KaplanMeierFitter().fit(part["rfs_months"], part["rfs_event"])
        limits = fit.confidence_interval_survival_function_
        tables.append(
            pd.DataFrame(
                {
                    "group": group,
                    "months": MONTHS,
                    "survival": fit.survival_function_at_times(MONTHS).to_numpy(),
                    "ci_low": _at(limits.iloc[:, 0]),
                    "ci_high": _at(limits.iloc[:, 1]),
                    "at_risk": [int((part["rfs_months"] >= month).sum()) for month in MONTHS],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _at(limit: pd.Series) -> np.ndarray:
    return limit.reindex(limit.index.union(MONTHS)).ffill().fillna(1.0)[MONTHS].to_numpy()


@stored(f"{STUDY}/outcome_controls", sources=(*METABRIC, "transneo"), by=["control"])
def outcome_controls() -> pd.DataFrame:
    """Return associations whose direction is known: ER, grade and nodes in these patients.

    ER-positive HER2-positive tumours leave residual disease more often; tumours of higher grade
    index respond to chemotherapy more often; METABRIC patients with positive nodes relapse more.
    """
    neo = transneo()
    neo = neo[neo["residual"].notna() & ((neo["anti_her2"] > 0) == (neo["her2"] == 1))]
    rows = []
    for control, table, expected in (
        ("ER, residual disease, HER2-positive", neo[neo["her2"] == 1], 1),
        ("grade index, residual disease, HER2-negative", neo[neo["her2"] == 0], -1),
    ):
        column = "er" if expected > 0 else "ggi"
        found = table[[column, "residual"]].dropna().rename(columns={column: "x"})
        rows.append({"control": control, "expected": expected} | _association(found, []))
    clinical = metabric_cn().clinical
    clinical = clinical[clinical["her2"] == 1]
    found = clinical[["rfs_event", "rfs_months"]].assign(x=(clinical["nodes"] > 0).astype(float))
    rows.append(
        {"control": "positive nodes, relapse, METABRIC", "expected": 1}
        | _association(found[clinical["nodes"].notna()].dropna(), [])
    )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/cdk_inhibitors",
    sources=(*GDSC, "hms-grmetrics", "neve2006"),
    by=["role", "drug", "screen", "lines"],
)
def cdk_inhibitors() -> pd.DataFrame:
    """Return the difference in sensitivity between lines with and without gain of CCNE1.

    ``estimate``: difference in ln(IC50), in SDs of the drug over the lines used, adjusted for
    tissue where several take part; below 0 is more sensitive. Roles: CDK2 (the declared family),
    comparator (CDK4/6 or CDK1), anti-HER2 (lines with ERBB2 gain only). In the HMS screen, where
    gains are read from Neve's array, the estimate is per SD of copy number and of minus GR_AOC.
    ``fdr`` is over the drugs of a role and a choice of lines. Choices with fewer than three gained
    lines are left out.
    """
    declared = ledger.parameters(STUDY, "S10")
    rows = []
    for role, drugs in (
        ("CDK2", declared["family"]),
        ("comparator", declared["comparators"]),
        ("anti-HER2", declared["anti_her2"]),
    ):
        for drug in drugs:
            for screen in (gdsc1(), gdsc2()):
                name = {name.lower(): name for name in screen.expression.index}.get(drug.lower())
                if name is None:
                    continue
                for lines, chosen in _choices(screen.clinical, role).items():
                    sensitivity = screen.expression.loc[name, chosen].dropna()
                    part = screen.clinical.loc[sensitivity.index]
                    if part["ccne1_gain"].sum() >= FEWEST_GAINED and _fits(part, lines):
                        rows.append(
                            {"role": role, "drug": drug, "screen": screen.name, "lines": lines}
                            | _gain_effect(sensitivity, part)
                        )
    rows += _hms_effects()
    table = pd.DataFrame(rows)
    keys = [table["role"], table["lines"]]
    table["fdr"] = table.groupby(keys)["p"].transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return table


def _choices(lines: pd.DataFrame, role: str) -> dict[str, pd.Series]:
    if role == "anti-HER2":
        return {
            "ERBB2 gained": lines["erbb2_gain"] == 1,
            "ERBB2 gained, breast": (lines["erbb2_gain"] == 1) & (lines["tissue"] == "breast"),
        }
    return {"all tissues": lines["tissue"].notna(), "breast": lines["tissue"] == "breast"}


def _fits(lines: pd.DataFrame, choice: str) -> bool:
    """Say whether a drug was screened in what the choice names: several tissues, or one."""
    return "breast" in choice or lines["tissue"].nunique() > 1


def _gain_effect(sensitivity: pd.Series, part: pd.DataFrame) -> dict[str, float]:
    y = (sensitivity - sensitivity.mean()) / sensitivity.std()
    tissues = pd.get_dummies(part["tissue"], drop_first=True, dtype=float)
    terms = pd.concat([part["ccne1_gain"].rename("gain"), tissues], axis=1)
    return linear(y, terms, "gain") | {
        "n": len(y),
        "n_gain": int(part["ccne1_gain"].sum()),
    }


def _hms_effects() -> list[dict[str, float]]:
    copies_of = neve2006().expression.loc[CCNE1_CLONE].dropna()
    area = hms().expression
    rows = []
    for drug, role in HMS_DRUGS.items():
        y = -area.loc[drug].dropna()
        both = y.index.intersection(copies_of.index)
        y, x = y[both], copies_of[both]
        gain = ((x - x.mean()) / x.std()).to_frame("gain")
        rows.append(
            {"role": role, "drug": drug, "screen": "HMS", "lines": "breast, HMS"}
            | linear((y - y.mean()) / y.std(), gain, "gain")
            | {"n": len(y), "n_gain": int((x >= GAINED).sum())}
        )
    return rows


@stored(f"{STUDY}/drug_identity", sources=GDSC, by=["drug"])
def drug_identity() -> pd.DataFrame:
    """Return for drugs of both screens how a drug's GDSC1 row matches its namesake in GDSC2.

    ``correlation`` over the ``lines`` that have both values; ``rank`` of the namesake among all
    drugs of GDSC2; ``best``, the drug of the first rank, with its correlation and lines. None of
    the CDK2 family is in both screens, so that the check covers comparators only.
    """
    first, second = gdsc1().expression, gdsc2().expression
    lines = first.columns.intersection(second.columns)
    rows = []
    for drug in ("lapatinib", "afatinib", "palbociclib", "RO-3306", "BMS-345541"):
        known = first.loc[drug, lines].notna()
        found = second[lines].T.corrwith(first.loc[drug, lines])
        both = (second[lines].notna() & known).sum(axis=1)
        best = found.idxmax()
        rows.append(
            {
                "drug": drug,
                "lines": int(both[drug.lower()]),
                "correlation": found[drug.lower()],
                "rank": int((found > found[drug.lower()]).sum()) + 1,
                "best": best,
                "best_correlation": found[best],
                "best_lines": int(both[best]),
            }
        )
    return pd.DataFrame(rows)
