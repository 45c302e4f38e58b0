"""All claims of the studies, and how many have which verdict."""

import pandas as pd

from resistbook.claims.ledger import study_name
from resistbook.claims.verdict import VERDICTS
from resistbook.claims.verdicts import judged_claims
from resistbook.display.tables import Badge, StoredTable


def verdict_counts() -> pd.DataFrame:
    """Return the number of claims by study (chapters in order) and verdict (fixed order)."""
    table = judged_claims()
    counts = pd.crosstab(table["study"], table["verdict"])
    order = list(dict.fromkeys(table["study"]))
    counts = counts.reindex(index=order, columns=[v for v in VERDICTS if v in counts])
    return counts.rename(index=study_name)


def every_claim() -> pd.DataFrame:
    """Return every claim in the order of the chapters, with its verdict and why it differs."""
    table = judged_claims()
    table = table.assign(
        study=table["study"].map(study_name),
        verdict=table["verdict"].map(Badge),
        why_it_differs=table["why_it_differs"].replace("", "–"),
        decided_by=table["result"].replace("", "–").map(StoredTable),
    )
    columns = ["study", "claim", "statement", "verdict", "why_it_differs", "decided_by"]
    return table[columns]
