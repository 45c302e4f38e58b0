"""Copy number from segments: of a gene, of the region around it, and how far a gain reaches.

Segments are tables with a row a segment: ``sample``, ``chromosome`` (text: "1" to "22", "X"),
``start``, ``end`` and ``value`` (log2 ratio or copies), ``probes`` where the platform has them.
Segments of a sample do not overlap; one may stand at a single position, where start and end are
equal, as arrays have them. Positions are those of genome build hg19.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

FIELDS = ("sample", "chromosome", "start", "end", "value")


class SegmentError(ValueError):
    """Segments that must not be used; the message names sample, position and value."""


@dataclass(frozen=True)
class Locus:
    """A stretch of a chromosome: `start` and `end` in base pairs of hg19."""

    chromosome: str
    start: int
    end: int

    def __post_init__(self) -> None:
        """Refuse a locus without extent."""
        if self.end <= self.start:
            raise SegmentError(f"chr{self.chromosome}: end {self.end} is not above {self.start}")

    @property
    def length(self) -> int:
        """Base pairs."""
        return self.end - self.start

    def contains(self, other: "Locus") -> bool:
        """Say whether all of another locus lies within."""
        return (
            self.chromosome == other.chromosome
            and self.start <= other.start
            and other.end <= self.end
        )


GENES = {
    "UQCRFS1": Locus("19", 29_698_166, 29_704_136),
    "VSTM2B": Locus("19", 30_017_490, 30_055_226),
    "POP4": Locus("19", 30_097_169, 30_108_162),
    "PLEKHF1": Locus("19", 30_156_326, 30_166_383),
    "C19orf12": Locus("19", 30_189_792, 30_206_696),
    "CCNE1": Locus("19", 30_302_900, 30_315_215),
    "URI1": Locus("19", 30_414_550, 30_507_519),
    "ZNF536": Locus("19", 30_863_327, 31_048_965),
    "TSHZ3": Locus("19", 31_765_850, 31_840_190),
    "ERBB2": Locus("17", 37_844_336, 37_884_915),
    "CDK12": Locus("17", 37_617_763, 37_690_818),
    "CCND1": Locus("11", 69_455_872, 69_469_242),
    "YY1AP1": Locus("1", 155_629_232, 155_658_823),
    "ZNF703": Locus("8", 37_553_300, 37_556_396),
}
"""Protein-coding genes of RefSeq as placed by the UCSC Genome Browser on hg19."""

BAND_19Q12 = Locus("19", 28_600_000, 32_400_000)
ARM_19Q = Locus("19", 26_500_000, 59_128_983)
"""Bands of the UCSC Genome Browser's ideogram of hg19; the arm from the centromere on."""


def check_segments(segments: pd.DataFrame) -> None:
    """Check that no field of a segment is missing and that those of a sample do not overlap.

    A value must be finite, a chromosome text without "chr", and an end not below its start.

    Raises
    ------
    SegmentError
        For the first segment that breaks one of these.
    """
    missing = [field for field in FIELDS if field not in segments]
    if missing:
        raise SegmentError(f"the segments have no column {missing[0]!r}")
    named = np.array([isinstance(c, str) and c[:3] != "chr" for c in segments["chromosome"]], bool)
    for wrong, what in (
        *((segments[field].isna(), f"has no {field}; leave it out") for field in FIELDS),
        (~named, 'has another chromosome than text such as "19" or "X"; write it so'),
        (np.isinf(segments["value"]), "has an infinite value; leave it out"),
        (segments["end"] < segments["start"], "ends before it starts"),
    ):
        if wrong.any():
            raise SegmentError(f"{_name(segments[wrong].iloc[0])} {what}")
    ordered = segments.sort_values(["sample", "chromosome", "start"])
    before = ordered.groupby(["sample", "chromosome"], observed=True)["end"].shift()
    if (overlap := ordered["start"] < before).any():
        raise SegmentError(f"{_name(ordered[overlap].iloc[0])} overlaps the one before it")


def _name(row: pd.Series) -> str:
    return f"{row['sample']}, segment chr{row['chromosome']}:{row['start']}-{row['end']}"


def at_locus(segments: pd.DataFrame, locus: Locus) -> pd.Series:
    """Return the copy number of a gene in each sample.

    Parameters
    ----------
    segments
        See the module.
    locus
        The gene.

    Returns
    -------
    Series : samples
        Mean value of the segments over the gene, weighted by how much of it each covers; NaN
        where none does.

    Raises
    ------
    SegmentError
        As `check_segments`.
    """
    over = _over(segments, locus)
    shared = np.minimum(over["end"], locus.end) - np.maximum(over["start"], locus.start)
    weights = shared.clip(lower=1)
    total = (over["value"] * weights).groupby(over["sample"], observed=True).sum()
    mean = total / weights.groupby(over["sample"], observed=True).sum()
    return mean.reindex(segments["sample"].unique()).rename_axis(None)


def reach(
    segments: pd.DataFrame, locus: Locus, arm: Locus, *, least: float | None = None
) -> pd.DataFrame:
    """Return how far the copy-number segment over a gene reaches.

    Parameters
    ----------
    segments
        See the module.
    locus, arm
        The gene and the chromosome arm that holds it.
    least
        Join to the segment its neighbours with at least this value; nothing is joined if not
        given.

    Returns
    -------
    DataFrame : samples x fields
        ``start`` and ``end`` of the segment (the one that covers most of the gene), clipped to
        the arm; ``value``; ``length`` (base pairs); ``arm_share``. Samples without a segment over
        the gene are left out.

    Raises
    ------
    SegmentError
        As `check_segments`.
    """
    over = _over(segments, locus)
    shared = np.minimum(over["end"], locus.end) - np.maximum(over["start"], locus.start)
    ordered = over.assign(shared=shared).sort_values(["sample", "shared", "start"])
    best = ordered.groupby("sample", observed=True).last()[["start", "end", "value"]]
    if least is not None:
        on = segments[segments["chromosome"] == locus.chromosome].sort_values("start")
        high = best.index[best["value"] >= least]
        for sample, chromosome in on[on["sample"].isin(high)].groupby("sample", observed=True):
            start, end = _run(chromosome, best.loc[sample, "start"], least)
            best.loc[sample, ["start", "end"]] = start, end
    best["start"] = best["start"].clip(lower=arm.start)
    best["end"] = best["end"].clip(upper=arm.end)
    best["length"] = best["end"] - best["start"]
    best["arm_share"] = best["length"] / arm.length
    return best.rename_axis(None)


def _run(chromosome: pd.DataFrame, start: int, least: float) -> tuple[int, int]:
    """Return the ends of the run of segments with at least a value, around one that starts so."""
    run = (chromosome["value"] < least).cumsum()
    mine = chromosome[run == run[chromosome["start"] == start].iloc[0]]
    mine = mine[mine["value"] >= least]
    return mine["start"].iloc[0], mine["end"].iloc[-1]


def without_gaps(segments: pd.DataFrame) -> pd.DataFrame:
    """Let neighbouring segments of a sample meet halfway between them.

    An array sees nothing between the last probe of a segment and the first of the next; left open,
    such gaps look like places where a sample is not gained.

    Raises
    ------
    SegmentError
        As `check_segments`.
    """
    check_segments(segments)
    ordered = segments.sort_values(["sample", "chromosome", "start"])
    groups = ordered.groupby(["sample", "chromosome"], observed=True)
    after = (ordered["end"] + groups["start"].shift(-1)) // 2
    before = (groups["end"].shift() + ordered["start"]) // 2
    return ordered.assign(
        start=before.fillna(ordered["start"]).astype(int),
        end=after.fillna(ordered["end"]).astype(int),
    )


def coverage(segments: pd.DataFrame, region: Locus, least: float) -> pd.DataFrame:
    """Count along a region the samples whose copy number is at least a value.

    Parameters
    ----------
    segments
        See the module.
    region
        Where to count.
    least
        The value.

    Returns
    -------
    DataFrame
        A step function, one row a step, without gaps: ``start``, ``end`` and ``samples``.

    Raises
    ------
    SegmentError
        As `check_segments`.
    """
    over = _over(segments, region)
    over = over[over["value"] >= least]
    starts = over["start"].clip(lower=region.start)
    ends = over["end"].clip(upper=region.end)
    edges = np.unique(np.concatenate([[region.start, region.end], starts, ends]))
    counts = np.searchsorted(np.sort(starts), edges[:-1], side="right") - np.searchsorted(
        np.sort(ends), edges[:-1], side="right"
    )
    steps = pd.DataFrame({"start": edges[:-1], "end": edges[1:], "samples": counts})
    new = steps["samples"] != steps["samples"].shift()
    return (
        steps.groupby(new.cumsum())
        .agg(start=("start", "first"), end=("end", "last"), samples=("samples", "first"))
        .reset_index(drop=True)
    )


def common_region(steps: pd.DataFrame, chromosome: str) -> tuple[Locus, int]:
    """Return the stretch that most samples share, and how many share it.

    Parameters
    ----------
    steps
        What `coverage` returns. Of several stretches with the highest count the widest is taken.
    chromosome
        Its chromosome.
    """
    most = steps["samples"].max()
    top = steps[steps["samples"] == most]
    widest = top.loc[(top["end"] - top["start"]).idxmax()]
    return Locus(chromosome, int(widest["start"]), int(widest["end"])), int(most)


@dataclass(frozen=True)
class AmplitudePeak:
    """Where copy number, summed over samples, is highest in a window.

    Attributes
    ----------
    start, end
        The stretch, base pairs.
    low, high
        95% of the peaks of drawn samples lie between: 2.5% quantile of their starts, 97.5%
        quantile of their ends.
    on_gene
        Share of drawn samples whose peak overlaps the gene.
    """

    start: int
    end: int
    low: float
    high: float
    on_gene: float


def amplitude_peak(
    segments: pd.DataFrame, window: Locus, gene: Locus, weights: pd.DataFrame
) -> AmplitudePeak | None:
    """Find the stretch of a window in which the sum of the segments' values is highest.

    Parameters
    ----------
    segments
        See the module; those whose values count.
    window
        Where the peak is sought.
    gene
        With which the peaks are compared.
    weights : draws x samples
        How often each sample counts: first each once, then a row a bootstrap draw.

    Returns
    -------
    AmplitudePeak
        None if no segment lies in the window.

    Raises
    ------
    SegmentError
        As `check_segments`.

    References
    ----------
    Mermel CH et al. (2011) Genome Biology 12:R41 (GISTIC 2; its score is such a sum).
    """
    over = _over(segments, window)
    if over.empty:
        return None
    starts = over["start"].clip(lower=window.start).to_numpy()
    ends = over["end"].clip(upper=window.end).to_numpy()
    edges = np.unique(np.concatenate([starts, ends]))
    sample, names = pd.factorize(over["sample"])
    steps = np.zeros((len(edges), len(names)))
    np.add.at(steps, (np.searchsorted(edges, starts), sample), over["value"])
    np.add.at(steps, (np.searchsorted(edges, ends), sample), -over["value"])
    summed = steps.cumsum(axis=0)[:-1] @ weights[names].to_numpy(dtype=float).T
    highest = summed.argmax(axis=0)
    start, end = edges[highest], edges[highest + 1]
    on_gene = (start < gene.end) & (end > gene.start)
    return AmplitudePeak(
        start=int(start[0]),
        end=int(end[0]),
        low=float(np.quantile(start[1:], 0.025)),
        high=float(np.quantile(end[1:], 0.975)),
        on_gene=float(on_gene[1:].mean()),
    )


def _over(segments: pd.DataFrame, locus: Locus) -> pd.DataFrame:
    check_segments(segments)
    return segments[
        (segments["chromosome"] == locus.chromosome)
        & (segments["start"] < locus.end)
        & (segments["end"] > locus.start)
    ]
