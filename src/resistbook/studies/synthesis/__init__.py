"""What the five studies say together; every number is read from a stored table.

No function here is a step: it is arithmetic on stored tables, so nothing new is stored.
"""

from resistbook.studies.synthesis.controls import COMPARED, REPORTED, before_and_after, comparators
from resistbook.studies.synthesis.settling import open_claims
from resistbook.studies.synthesis.thread import (
    COMPOSITION,
    HANDLING,
    MORE,
    RATIO,
    RAW,
    nfkb_thread,
)
from resistbook.studies.synthesis.verdicts import every_claim, verdict_counts

__all__ = [
    "COMPARED",
    "COMPOSITION",
    "HANDLING",
    "MORE",
    "RATIO",
    "RAW",
    "REPORTED",
    "before_and_after",
    "comparators",
    "every_claim",
    "nfkb_thread",
    "open_claims",
    "verdict_counts",
]
