"""What the tests find where there is nothing to find: outcomes shuffled, sets drawn at random."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from resistbook.data.cohorts.relapse import BINARY, GENOME_WIDE, comparison
from resistbook.results.store import stored
from resistbook.stats.expression.resampled import resampled_fits, resampled_t
from resistbook.stats.meta.mantel_haenszel import permuted_p
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.resampling import permute_within
from resistbook.stats.sets.competitive import camera, normal_score
from resistbook.stats.sets.preranked import camera_of_statistics
from resistbook.studies.keikha2021.counts import FOUR_FOLD
from resistbook.studies.keikha2021.fold_changes import well_measured
from resistbook.studies.keikha2021.gene_sets import (
    RANDOM_SETS,
    SETS,
    declared_rule,
    declared_sets,
)
from resistbook.studies.keikha2021.genes import relapse_design
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY

PERMUTATIONS = 500
LEVEL = 0.05


@stored(f"{STUDY}/calibration_genes", sources=SOURCES, by=["comparison", "strata", "criterion"])
def calibration_genes() -> pd.DataFrame:
    """Return how many genes pass when outcomes are permuted within strata, beside the count.

    The columns low, median and high are percentiles 2.5, 50 and 97.5 of `PERMUTATIONS`
    permutations; ``exceeding`` is the share of permutations with at least the observed count, the
    real outcomes counted among them.
    """
    within = [_calibration(name, "within") for name in (*GENOME_WIDE, "GSE9893")]
    ignored = [_calibration(name, "ignored") for name in ("Tamoxifen", "GSE9893")]
    return pd.concat([*within, *ignored], ignore_index=True)


def _calibration(name: str, strata: str) -> pd.DataFrame:
    one = comparison(name)
    compared = one.strata if strata == "within" else None
    shuffled = permute_within(one.relapse, one.strata, PERMUTATIONS, seed=SEED)
    null = _passing(name, one.cohort.expression, compared, shuffled)
    observed = _passing(name, one.cohort.expression, compared, one.relapse.to_numpy()[None]).iloc[0]
    low, median, high = null.quantile([0.025, 0.5, 0.975]).to_numpy()
    return pd.DataFrame(
        {
            "comparison": name,
            "strata": strata,
            "criterion": observed.index,
            "features": len(one.cohort.expression),
            "observed": observed.to_numpy(),
            "low": low,
            "median": median,
            "high": high,
            "exceeding": (((null >= observed).sum() + 1) / (len(null) + 1)).to_numpy(),
        }
    )


def _passing(
    name: str, expression: pd.DataFrame, strata: pd.Series | None, outcomes: np.ndarray
) -> pd.DataFrame:
    """Count the genes that pass under each outcome; draws x criteria."""
    if name in BINARY:
        together = pd.Series("all", index=expression.columns) if strata is None else strata
        tests = ((None, p) for p in permuted_p(expression, outcomes, together).T)
    else:
        tests = resampled_t(expression, outcomes, strata, below=LEVEL)
    counted = well_measured(comparison(name)).to_numpy()
    rows = []
    for change, p in tests:
        passing = p < LEVEL
        row = {"P < 0.05": passing.sum(), "FDR < 0.05": (benjamini_hochberg(p) < LEVEL).sum()}
        if change is not None:
            far = np.abs(change) >= FOUR_FOLD
            row["P < 0.05 and four-fold"] = (passing & counted & far).sum()
        rows.append(row)
    return pd.DataFrame(rows)


@stored(f"{STUDY}/calibration_sets", sources=SETS, by=["comparison", "test"], rules=declared_rule)
def calibration_sets() -> pd.DataFrame:
    """Return the share of gene sets with P < 0.05 when there is nothing to find.

    Two nulls: the declared sets with outcomes permuted within strata (`PERMUTATIONS` / 10 times),
    and random sets of 100 genes with the outcomes as they are. Each for CAMERA, and for the
    plain test that takes genes as independent.
    """
    tables = [_set_calibration(name) for name in GENOME_WIDE]
    return pd.concat(tables, ignore_index=True)


def _set_calibration(name: str) -> pd.DataFrame:
    one = comparison(name)
    genes = one.cohort.expression.index
    design = relapse_design(one.relapse, one.strata)
    rng = np.random.default_rng(SEED)
    random = {
        f"random {i}": tuple(rng.choice(genes, 100, replace=False)) for i in range(RANDOM_SETS)
    }
    shuffled = permute_within(one.relapse, one.strata, PERMUTATIONS // 10, seed=SEED)
    sets = declared_sets()
    permuted = {
        "CAMERA": Parallel(n_jobs=-1)(
            delayed(_set_p)(one.cohort.expression, one.strata, sets, labels) for labels in shuffled
        ),
        "genes independent": _independent_p(one.cohort.expression, one.strata, sets, shuffled),
    }
    rows = []
    for test, correlation in (("CAMERA", None), ("genes independent", 0.0)):
        drawn = camera(
            one.cohort.expression, design, "relapse", random, inter_gene_correlation=correlation
        )["p"]
        shares = [float((p < LEVEL).mean()) for p in permuted[test]]
        rows.append(
            {
                "comparison": name,
                "test": test,
                "permuted_outcomes": float(np.mean(shares)),
                "permuted_se": float(np.std(shares, ddof=1) / np.sqrt(len(shares))),
                "random_sets": float((drawn < LEVEL).mean()),
            }
        )
    return pd.DataFrame(rows)


def _set_p(
    expression: pd.DataFrame,
    strata: pd.Series,
    sets: dict[str, tuple[str, ...]],
    labels: np.ndarray,
) -> pd.Series:
    design = relapse_design(pd.Series(labels, index=strata.index), strata)
    return camera(expression, design, "relapse", sets)["p"].dropna()


def _independent_p(
    expression: pd.DataFrame,
    strata: pd.Series,
    sets: dict[str, tuple[str, ...]],
    outcomes: np.ndarray,
) -> Iterator[pd.Series]:
    """Give the P of each set with genes taken as independent, outcome by outcome."""
    for effect, error, df in resampled_fits(expression, outcomes, strata):
        z = pd.Series(normal_score(effect / error, df), index=expression.index)
        yield camera_of_statistics(z, sets, inter_gene_correlation=0.0)["p"].dropna()
