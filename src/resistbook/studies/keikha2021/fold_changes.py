"""Genes with a large fold change: how many there are, and what the count hangs on."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts.relapse import CONTINUOUS, Comparison, comparison
from resistbook.results.store import stored
from resistbook.stats.expression.normalisation import array_normalised
from resistbook.stats.expression.resampled import resampled_fits, two_sided_p
from resistbook.stats.resampling import bootstrap_weights
from resistbook.studies.keikha2021.counts import FOUR_FOLD, USUAL_ARRAY
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY

MEASURED = 0.5
BOOTSTRAPS = 200
SPECIFICATIONS = {
    "as deposited": (False, False),
    "array-normalised": (True, False),
    "stratified": (False, True),
    "normalised and stratified": (True, True),
}
DECIDING = ("as deposited", "normalised and stratified")
"""The specifications of K3 and K4, and of K6."""
WHOLE_ARRAYS = ("SCAN-B", "GSE1992", "GSE4335", "GSE3143")
CHANGES = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
"""Thresholds of the absolute log2 fold change."""
LEVELS = (0.05, np.inf)
"""P below; the second asks for no P."""
DIRECTIONS = ("up", "down")


class Counting(NamedTuple):
    """What counts as a gene with a large fold change, and which cohorts count.

    Attributes
    ----------
    change
        Least absolute log2 fold change, one of `CHANGES`.
    level
        P below, one of `LEVELS`.
    share
        Least share of the patients in which the gene has a value.
    each
        Least number of patients with a value in either group.
    array
        Size of the array on which counts are put.
    cohorts
        Cohorts that count.
    """

    change: float = FOUR_FOLD
    level: float = LEVELS[0]
    share: float = MEASURED
    each: int = 0
    array: int = USUAL_ARRAY
    cohorts: tuple[str, ...] = WHOLE_ARRAYS


READINGS = {
    "two-fold": Counting(change=1.0),
    "no P asked for": Counting(level=LEVELS[1]),
    "measured in 20% of patients": Counting(share=0.2),
    "measured in 25% of patients": Counting(share=0.25),
    "measured in 33% of patients": Counting(share=0.33),
    "measured in 5 patients a group": Counting(share=0, each=5),
    "measured in 6 patients a group": Counting(share=0, each=6),
    "measured in 7 patients a group": Counting(share=0, each=7),
    "measured in 8 patients a group": Counting(share=0, each=8),
    "array of 54,675 features": Counting(array=54_675),
    "relapse as the event": Counting(cohorts=("GSE1992", "GSE4335")),
    "death as the event": Counting(cohorts=("SCAN-B", "GSE3143")),
    "endocrine treatment": Counting(cohorts=("SCAN-B",)),
}


@stored(f"{STUDY}/fourfold", sources=SOURCES, by=["cohort", "specification", "direction"])
def fourfold() -> pd.DataFrame:
    """Return the number of genes with P < 0.05 and a four-fold change, with a bootstrap interval.

    Genes count that are `measured`: where spots are missing, a fold change can rest on a handful
    of patients, and the largest ones do. Patients are resampled within outcome; the interval runs
    from the 2.5th to the 97.5th percentile of `BOOTSTRAPS` replicates. Counts per `USUAL_ARRAY`
    features stand beside the count itself.
    """
    tables = [
        _counted(name, specification, Counting())
        for name in CONTINUOUS
        for specification in SPECIFICATIONS
    ]
    return pd.concat(tables, ignore_index=True)


@stored(
    f"{STUDY}/fourfold_readings",
    sources=SOURCES,
    by=["reading", "cohort", "specification", "direction"],
)
def fourfold_readings() -> pd.DataFrame:
    """Return `fourfold` of the whole arrays under each of `READINGS`, one choice moved in each."""
    tables = [
        _counted(name, specification, counting).assign(reading=reading)
        for reading, counting in READINGS.items()
        for name in counting.cohorts
        for specification in DECIDING
    ]
    return pd.concat(tables, ignore_index=True)


@stored(
    f"{STUDY}/fold_changes",
    sources=SOURCES,
    by=["cohort", "specification", "direction", "log2_fold_change"],
)
def fold_change_counts() -> pd.DataFrame:
    """Return `fourfold` of the whole arrays at each of `CHANGES` in place of four-fold."""
    tables = [
        _counted(name, specification, Counting(change=change)).assign(log2_fold_change=change)
        for name in WHOLE_ARRAYS
        for specification in DECIDING
        for change in CHANGES
    ]
    return pd.concat(tables, ignore_index=True)


def deciding_counts() -> pd.DataFrame:
    """Return the counts that the rules of K3, K4 and K6 weigh.

    Returns
    -------
    DataFrame
        A row a claim and cohort: columns of `fourfold`, ``published``, and ``decides``, the claim
        where the row is the one that its rule takes.
    """
    tables = []
    for claim in ("K3", "K4", "K6"):
        rule = ledger.parameters(STUDY, claim)
        counts = fourfold()
        weighed = counts[
            (counts["direction"] == rule["direction"])
            & (counts["specification"] == rule["specification"])
            & (counts["n_features"] >= rule["whole_array"])
        ]
        top = weighed["ci_high"] == weighed["ci_high"].max()
        tables.append(weighed.assign(published=rule["minimum"], decides=np.where(top, claim, "")))
    return pd.concat(tables, ignore_index=True)


def _counted(name: str, specification: str, counting: Counting) -> pd.DataFrame:
    one = comparison(name)
    kept = well_measured(one, counting.share, counting.each)
    place = LEVELS.index(counting.level), CHANGES.index(counting.change)
    up, down = _replicates(name, specification, kept.to_numpy().tobytes())[:, *place].T
    scale = counting.array / int(kept.sum())
    rows = []
    for direction, counts in (*zip(DIRECTIONS, (up, down), strict=True), ("both", up + down)):
        low, high = np.quantile(counts[1:], [0.025, 0.975]) * scale
        rows.append(
            {
                "cohort": name,
                "specification": specification,
                "direction": direction,
                "n_features": int(kept.sum()),
                "patients": len(one.relapse),
                "events": int(one.relapse.sum()),
                "count": int(counts[0]),
                "per_array": counts[0] * scale,
                "ci_low": low,
                "ci_high": high,
            }
        )
    return pd.DataFrame(rows)


@cache
def _replicates(name: str, specification: str, kept: bytes) -> np.ndarray:
    """Count genes in the patients and in each resample: draws x `LEVELS` x `CHANGES` x direction.

    `kept` are the bytes of a true or false for each gene.
    """
    one = comparison(name)
    values, strata = prepared(one, specification, np.frombuffer(kept, dtype=bool))
    weights = bootstrap_weights(one.relapse, BOOTSTRAPS, seed=SEED)
    outcomes = np.broadcast_to(one.relapse.to_numpy(), weights.shape)
    fits = resampled_fits(values, outcomes, strata, weights)
    return np.array([list(_beyond(*fit)) for fit in fits])


def _beyond(change: np.ndarray, error: np.ndarray, df: np.ndarray) -> Iterator[np.ndarray]:
    """Count genes beyond each of `CHANGES`, up and down, at each of `LEVELS`."""
    far = np.abs(change) >= CHANGES[0]
    change, p = change[far], two_sided_p(change[far], error[far], df[far])
    for level in LEVELS:
        passing = np.sort(change[p < level])
        up = len(passing) - np.searchsorted(passing, CHANGES, side="left")
        down = np.searchsorted(passing, np.negative(CHANGES), side="right")
        yield np.column_stack([up, down])


def prepared(
    one: Comparison, specification: str, kept: np.ndarray
) -> tuple[pd.DataFrame, pd.Series | None]:
    """Return the kept genes of a comparison as one of `SPECIFICATIONS` has them, and its strata."""
    normalise, stratify = SPECIFICATIONS[specification]
    values = one.cohort.expression[kept]
    return array_normalised(values) if normalise else values, one.strata if stratify else None


def well_measured(one: Comparison, share: float = MEASURED, each: int = 0) -> pd.Series:
    """Say which genes have a value in a share of all patients and in enough of either group."""
    known = one.cohort.expression.notna()
    fewest = np.minimum(*(known.loc[:, one.relapse == event].sum(axis=1) for event in (0, 1)))
    return (known.mean(axis=1) >= share) & (fewest >= each)
