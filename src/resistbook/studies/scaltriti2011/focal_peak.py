"""Whether amplification of CCNE1 is focal, holds the gene and peaks on it: S1 and its readings."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts import tcga_clinical
from resistbook.genes.copy_number import (
    ARM_19Q,
    BAND_19Q12,
    GENES,
    AmplitudePeak,
    Locus,
    amplitude_peak,
    common_region,
    coverage,
    reach,
)
from resistbook.results.store import stored
from resistbook.stats.resampling import bootstrap_weights, wilson_interval
from resistbook.studies.scaltriti2011.copies import read_segments, segments

STUDY = "scaltriti2011"
SEED, DRAWS = 20111014, 1_000
BESIDE = 1_900_000
"""The peak is sought so far on either side of the gene: the width of 19q12."""

READINGS = {
    "gaps open, then 10 probes": (10, "open"),
    "gaps closed, then every segment": (1, "before"),
    "gaps closed, then 5 probes": (5, "before"),
    "gaps closed, then 10 probes": (10, "before"),
    "5 probes, then gaps closed": (5, "after"),
    "10 probes, then gaps closed": (10, "after"),
}
"""Fewest probes of a segment, and whether gaps are closed before or after shorter ones go."""
PRIMARY = "gaps closed, then 10 probes"


@stored(f"{STUDY}/focality", sources=["tcga-cnv"], by=["extent", "threshold"])
def focality() -> pd.DataFrame:
    """Return how far CCNE1's copy-number segment reaches in tumours at or above a threshold.

    ``extent``: the segment as deposited, or joined with neighbours that are at least as high as
    the threshold. ``focal``: tumours in which it is shorter than half of 19q; ``whole``: those in
    which it also holds all of CCNE1; both as shares with Wilson's interval. ``peak_...``: where
    the log2 ratios of all tumours' focal segments at or above the threshold of a gain, summed, are
    highest around the gene, with the 95% interval over bootstrap draws of tumours;
    ``peak_on_gene``, the share of draws in which the peak overlaps CCNE1, and
    ``interval_on_gene``, whether the interval does. ``common_start`` to
    ``common_end``: the stretch of 19q12 that most focal segments at that height cover (the widest
    of several), wherever in the band they lie, so that it need not hold CCNE1.
    """
    declared = ledger.parameters(STUDY, "S1")
    gene = GENES["CCNE1"]
    peak = peak_columns(
        amplitude_peak(
            focal_segments(segments(), ARM_19Q, declared["gain"]),
            beside(gene, ARM_19Q),
            gene,
            drawn(segments()["sample"].unique()),
        ),
        gene,
    )
    rows = []
    for threshold in (declared["gain"], *declared["sensitivity"]):
        focal = focal_segments(segments(), ARM_19Q, threshold)
        region, most = common_region(coverage(focal, BAND_19Q12, threshold), "19")
        for extent, least in (("segment", None), ("joined", threshold)):
            rows.append(
                {"extent": extent, "threshold": threshold}
                | over_gene(segments(), gene, ARM_19Q, threshold, least=least)
                | peak
                | {
                    "common_start": region.start,
                    "common_end": region.end,
                    "common_tumours": most,
                    "holds_ccne1": int(region.contains(gene)),
                }
            )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/focality_readings", sources=["tcga-cnv", "tcga-clinical"], by=["reading"])
def focality_readings() -> pd.DataFrame:
    """Return the deciding row of `focality` where segments, tumours or peak are chosen otherwise.

    By ``reading``: other floors of probes (`READINGS`); the peak by what counts towards the sum;
    HER2-positive tumours only; and the first edition's place, the stretches that all focal
    amplifications of the band share, where ``peak_on_gene`` is 1 if the widest holds all of CCNE1
    and the interval spans the stretches.
    """
    declared = ledger.parameters(STUDY, "S1")
    gain, amplified = declared["gain"], declared["amplified"]
    gene, near = GENES["CCNE1"], beside(GENES["CCNE1"], ARM_19Q)
    tumours = segments()["sample"].unique()

    def row(
        table: pd.DataFrame, peak: Callable[[pd.DataFrame], AmplitudePeak | None]
    ) -> dict[str, float]:
        return over_gene(table, gene, ARM_19Q, amplified) | peak_columns(peak(table), gene)

    def placed(
        least: float = gain, window: Locus = near, within: np.ndarray | None = None
    ) -> Callable[[pd.DataFrame], AmplitudePeak | None]:
        chosen = tumours if within is None else within

        def peak(table: pd.DataFrame) -> AmplitudePeak | None:
            focal = focal_segments(table, ARM_19Q, least)
            return amplitude_peak(focal[focal["sample"].isin(chosen)], window, gene, drawn(chosen))

        return peak

    high = reach(segments(), gene, ARM_19Q)
    high = high.index[high["value"] >= amplified].to_numpy()
    her2 = tcga_clinical()["her2"]
    positive = np.intersect1d(tumours, her2.index[her2 == 1])
    rows = {
        reading: row(read_segments(*how), placed())
        for reading, how in READINGS.items()
        if reading != PRIMARY
    }
    rows |= {
        "stretch that all share": row(segments(), _shared_stretch),
        "every focal segment above zero": row(segments(), placed(0.0)),
        "focal amplifications": row(segments(), placed(amplified)),
        "whole arm": row(segments(), placed(window=ARM_19Q)),
        "tumours with CCNE1 amplified": row(segments(), placed(within=high)),
        "HER2-positive tumours": row(
            segments()[segments()["sample"].isin(positive)], placed(within=positive)
        ),
    }
    return pd.DataFrame(
        {"reading": reading, "extent": "segment", "threshold": amplified} | values
        for reading, values in rows.items()
    )


def over_gene(
    table: pd.DataFrame, gene: Locus, arm: Locus, threshold: float, *, least: float | None = None
) -> dict[str, float]:
    """Count amplified tumours whose segment over a gene is focal, and holds all of it.

    Parameters
    ----------
    table
        Segments.
    gene, arm
        The gene and its chromosome arm.
    threshold
        Log2 ratio of the segment from which a tumour is amplified.
    least
        Neighbours of at least this value are joined to the segment.
    """
    found = reach(table[table["chromosome"] == gene.chromosome], gene, arm, least=least)
    high = found[found["value"] >= threshold]
    focal = high["arm_share"] < ledger.parameters(STUDY, "S1")["arm_share"]
    whole = focal & (high["start"] <= gene.start) & (high["end"] >= gene.end)
    (low, whole_low), (top, whole_top) = wilson_interval(
        [focal.sum(), whole.sum()], [len(high), len(high)]
    )
    return {
        "tumours": len(found),
        "amplified": len(high),
        "focal": int(focal.sum()),
        "share": focal.mean(),
        "ci_low": low,
        "ci_high": top,
        "whole": int(whole.sum()),
        "whole_share": whole.mean(),
        "whole_low": whole_low,
        "whole_high": whole_top,
        "median_mb": high["length"].median() / 1e6,
    }


def focal_segments(table: pd.DataFrame, arm: Locus, threshold: float) -> pd.DataFrame:
    """Return the segments at or above a threshold that are shorter than half of an arm."""
    on_arm = table[table["chromosome"] == arm.chromosome]
    length = on_arm["end"].clip(upper=arm.end) - on_arm["start"].clip(lower=arm.start)
    short = length < ledger.parameters(STUDY, "S1")["arm_share"] * arm.length
    return on_arm[short & (on_arm["value"] >= threshold)]


def beside(gene: Locus, arm: Locus) -> Locus:
    """Return the window around a gene in which the peak is sought, within its arm."""
    middle = (gene.start + gene.end) // 2
    return Locus(arm.chromosome, max(arm.start, middle - BESIDE), min(arm.end, middle + BESIDE))


def drawn(tumours: np.ndarray, draws: int = DRAWS) -> pd.DataFrame:
    """Return how often each tumour counts: each once, then in bootstrap draws.

    Returns
    -------
    DataFrame : draws + 1 x tumours
    """
    weights = bootstrap_weights(np.zeros(len(tumours)), draws, SEED)
    return pd.DataFrame(weights, columns=tumours)


def peak_columns(peak: AmplitudePeak | None, gene: Locus) -> dict[str, float]:
    """Return the columns of the peak; missing, and on no gene, where nothing is gained."""
    if peak is None:
        peak = AmplitudePeak(np.nan, np.nan, np.nan, np.nan, 0.0)
    return {
        "peak_start": peak.start,
        "peak_end": peak.end,
        "peak_low": peak.low,
        "peak_high": peak.high,
        "peak_on_gene": peak.on_gene,
        "interval_on_gene": int(peak.low < gene.end and peak.high > gene.start),
    }


def _shared_stretch(table: pd.DataFrame) -> AmplitudePeak:
    """Place the first edition's stretch as a peak."""
    amplified = ledger.parameters(STUDY, "S1")["amplified"]
    steps = coverage(focal_segments(table, ARM_19Q, amplified), BAND_19Q12, amplified)
    widest, most = common_region(steps, "19")
    top = steps[steps["samples"] == most]
    holds = float(widest.contains(GENES["CCNE1"]))
    return AmplitudePeak(
        widest.start, widest.end, float(top["start"].min()), float(top["end"].max()), holds
    )
