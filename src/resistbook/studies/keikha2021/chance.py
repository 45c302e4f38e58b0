"""How often chance alone reaches the published counts of large fold changes."""

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts.relapse import Comparison, comparison
from resistbook.results.store import stored
from resistbook.stats.expression.resampled import resampled_fits, two_sided_p
from resistbook.stats.resampling import bootstrap_weights, permute_within
from resistbook.studies.keikha2021.fold_changes import READINGS, Counting, prepared, well_measured
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY

PERMUTATIONS = 20
RESAMPLES = 40
REACHING = ("two-fold", "measured in 25% of patients")
"""Readings of K3 and K4 under which the published counts are reached."""
CLAIMS = ("K3", "K4")
SPECIFICATION = "as deposited"


def reach_rules() -> dict:
    """Return the parameters of the rules of K3 and K4."""
    return {claim: ledger.parameters(STUDY, claim) for claim in CLAIMS}


@stored(f"{STUDY}/chance_reaches", sources=SOURCES, by=["reading", "claim"], rules=reach_rules)
def chance_reaches() -> pd.DataFrame:
    """Return how often permuted outcomes reach the published counts, under readings that do.

    Outcomes are permuted within strata. As in the rule, the upper limit of the resamples counts,
    in any cohort that holds enough genes to decide.
    """
    rules = reach_rules()
    rows = []
    for reading in REACHING:
        counting = READINGS[reading]
        limits = [
            upper_limits(one, kept, counting)
            for one in map(comparison, counting.cohorts)
            for kept in [well_measured(one, counting.share, counting.each).to_numpy()]
            if kept.sum() >= rules["K3"]["whole_array"]
        ]
        highest = np.max(limits, axis=0)
        for place, claim in enumerate(CLAIMS):
            reached = highest[:, place] >= rules[claim]["minimum"]
            rows.append(
                {
                    "reading": reading,
                    "claim": claim,
                    "permutations": PERMUTATIONS,
                    "reached": float(reached.mean()),
                }
            )
    return pd.DataFrame(rows)


def upper_limits(one: Comparison, kept: np.ndarray, counting: Counting) -> np.ndarray:
    """Return the upper limits of counts where outcomes are permuted.

    Parameters
    ----------
    one
        The patients compared.
    kept : genes
        Which genes count.
    counting
        Threshold, P and size of the array.

    Returns
    -------
    ndarray, `PERMUTATIONS` x 2
        Genes up and down per array, 97.5th percentile of `RESAMPLES` resamples of the patients.
    """
    values, strata = prepared(one, SPECIFICATION, kept)
    limits = []
    for relapse in permute_within(one.relapse, one.strata, PERMUTATIONS, seed=SEED):
        weights = bootstrap_weights(relapse, RESAMPLES, seed=SEED)[1:]
        fits = resampled_fits(values, np.broadcast_to(relapse, weights.shape), strata, weights)
        counts = [up_and_down(*fit, counting) for fit in fits]
        limits.append(np.quantile(counts, 0.975, axis=0))
    return np.array(limits) * counting.array / kept.sum()


def up_and_down(
    change: np.ndarray, error: np.ndarray, df: np.ndarray, counting: Counting
) -> tuple[int, int]:
    """Count the genes with a large enough change and a small enough P, up and down."""
    far = np.abs(change) >= counting.change
    change, p = change[far], two_sided_p(change[far], error[far], df[far])
    passing = change[p < counting.level]
    return int((passing > 0).sum()), int((passing < 0).sum())
