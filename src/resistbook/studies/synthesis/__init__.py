"""What the five studies say together; every number is read from a stored table.

No function here is a step: it is arithmetic on stored tables, so nothing new is stored.
"""

from resistbook.studies.synthesis.controls import COMPARED, REPORTED, before_and_after, comparators
from resistbook.studies.synthesis.rows import pick
from resistbook.studies.synthesis.settling import (
    SMALL_DIFFERENCE,
    SMALL_RATIO,
    cohorts_for,
    open_claims,
    size_for,
    size_for_share,
)
from resistbook.studies.synthesis.thread import (
    AGAINST_OTHERS,
    COMPOSITION,
    HANDLING,
    MORE,
    PARTIAL,
    RATIO,
    RAW,
    SCORE,
    nfkb_thread,
)
from resistbook.studies.synthesis.verdicts import every_claim, verdict_counts

__all__ = [
    "AGAINST_OTHERS",
    "COMPARED",
    "COMPOSITION",
    "HANDLING",
    "MORE",
    "PARTIAL",
    "RATIO",
    "RAW",
    "REPORTED",
    "SCORE",
    "SMALL_DIFFERENCE",
    "SMALL_RATIO",
    "before_and_after",
    "cohorts_for",
    "comparators",
    "every_claim",
    "nfkb_thread",
    "open_claims",
    "pick",
    "size_for",
    "size_for_share",
    "verdict_counts",
]
