"""The decision rules of the ledger: each makes a verdict of a result table and its parameters."""

from resistbook.claims.rules import (
    kanzaki2016,
    kastrati2020,
    keikha2021,
    scaltriti2011,
    untestable,
    wu2025,
    wu2025_associations,
)
from resistbook.claims.verdict import RULES

__all__ = [
    "RULES",
    "kanzaki2016",
    "kastrati2020",
    "keikha2021",
    "scaltriti2011",
    "untestable",
    "wu2025",
    "wu2025_associations",
]
