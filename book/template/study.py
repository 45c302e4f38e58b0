"""Example 2020: the steps of a study, each a function whose table is kept with the book."""

import pandas as pd

from resistbook.claims import ledger
from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import adjusted_difference

STUDY = "example2020"
SOURCES = ("scanb-400",)


def declared() -> dict[str, str]:
    """Return what the ledger declares for E1, so that no number or gene stands twice."""
    return ledger.parameters(STUDY, "E1")


@stored(f"{STUDY}/difference", sources=SOURCES, by=["gene"], rules=declared)
def difference() -> pd.DataFrame:
    """Return the difference between receptor-positive and receptor-negative tumours, in SDs."""
    cohort = cohorts.scanb()
    positive = cohort.clinical["er"].dropna()
    scores = cohort.expression.loc[[declared()["gene"]], positive.index]
    found = adjusted_difference(scores, positive, pd.DataFrame(index=positive.index))
    return found.rename_axis("gene").reset_index()
