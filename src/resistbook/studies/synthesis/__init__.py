"""What the five studies say together; every number is read from a stored table.

No function here is a step: it is arithmetic on stored tables, so nothing new is stored.
"""

from resistbook.studies.synthesis.controls import COMPARED, REPORTED, before_and_after, comparators
from resistbook.studies.synthesis.criteria import criteria
from resistbook.studies.synthesis.settling import open_claims
from resistbook.studies.synthesis.thread import (
    COMPOSITION,
    HANDLING,
    MORE,
    RATIO,
    RAW,
    nfkb_thread,
)
from resistbook.studies.synthesis.verdicts import (
    claims_at_a_glance,
    every_claim,
    moving_readings,
)

__all__ = [
    "COMPARED",
    "COMPOSITION",
    "HANDLING",
    "MORE",
    "RATIO",
    "RAW",
    "REPORTED",
    "before_and_after",
    "claims_at_a_glance",
    "comparators",
    "criteria",
    "every_claim",
    "moving_readings",
    "nfkb_thread",
    "open_claims",
]
