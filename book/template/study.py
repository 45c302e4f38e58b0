"""Example 2020: the steps of a study, each a function whose table is kept with the book."""

from typing import Any

import numpy as np
import pandas as pd
from resistbook.claims.rules.example2020 import difference_excludes_zero
from scipy.stats import norm

from resistbook.claims import ledger, power
from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import adjusted_difference

STUDY = "example2020"
SOURCES = ("scanb-400",)
GENES = ("GATA3", "ESR1")
RUNS, SEED = 1000, 20260101


def declared() -> dict[str, Any]:
    """Return what the ledger declares for E1, so that no number or gene stands twice."""
    return {**ledger.parameters(STUDY, "E1"), "size": ledger.size(STUDY, "E1")}


@stored(f"{STUDY}/difference", sources=SOURCES, by=["gene"])
def difference() -> pd.DataFrame:
    """Return the difference between receptor-positive and receptor-negative tumours, in SDs."""
    cohort = cohorts.scanb()
    positive = cohort.clinical["er"].dropna()
    scores = cohort.expression.loc[[*GENES], positive.index]
    found = adjusted_difference(scores, positive, pd.DataFrame(index=positive.index))
    return found.rename_axis("gene").reset_index().assign(n=len(positive))


@stored(f"power/{STUDY}", sources=SOURCES, by=["claim", "truth", "size"], rules=declared)
def rule_power() -> pd.DataFrame:
    """Return what the rule says of simulated estimates, at sizes from none to twice the true."""
    gene, size = declared()["gene"], declared()["size"]
    observed = difference().set_index("gene").loc[gene]
    random = np.random.default_rng(SEED)
    rows = []
    for share in (0, 0.25, 0.5, 1, 2):
        planted = size["none"] + share * (size["true"] - size["none"])
        drawn = planted + observed["se"] * random.standard_normal(RUNS)
        half = norm.ppf(0.975) * observed["se"]
        words = [
            difference_excludes_zero(_table(gene, estimate, half, observed["n"]), gene)
            for estimate in drawn
        ]
        rows.append(power.row("E1", power.truth_of(STUDY, "E1", planted), planted, words))
    return pd.DataFrame(rows)


def _table(gene: str, estimate: float, half: float, n: int) -> pd.DataFrame:
    limits = {"ci_low": estimate - half, "ci_high": estimate + half}
    return pd.DataFrame([{"gene": gene, "estimate": estimate, **limits, "p": np.nan, "n": n}])
