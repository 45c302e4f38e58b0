"""How far gains of CCNE1 reach along 19q, and which places all tumours share."""

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts import tcga_normal_segments, tcga_segments
from resistbook.genes.copy_number import (
    ARM_19Q,
    BAND_19Q12,
    GENES,
    Locus,
    at_locus,
    common_region,
    coverage,
    reach,
)
from resistbook.results.store import stored
from resistbook.studies.scaltriti2011.copies import (
    FEWEST_PROBES,
    GAINED,
    copies,
    read_segments,
    segments,
)
from resistbook.studies.scaltriti2011.focal_peak import READINGS, focal_segments

STUDY = "scaltriti2011"

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
GRID = 50_000
NEAR, FINE_GRID = (29_900_000, 30_700_000), 2_000


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
            focal = focal_segments(read_segments(fewest, closed), ARM_19Q, threshold)
            steps = coverage(focal, BAND_19Q12, threshold)
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
        "focal amplification": (focal_segments(segments(), ARM_19Q, amplified), amplified),
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
    steps = coverage(focal_segments(segments(), ARM_19Q, amplified), BAND_19Q12, amplified)
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
