"""What a chapter shows: tables, figures and the numbers of its prose."""

from resistbook.display.numbers import numbers
from resistbook.display.tables import StoredTable, claim_table, data_card, show, verdict_table

__all__ = [
    "StoredTable",
    "claim_table",
    "data_card",
    "numbers",
    "show",
    "verdict_table",
]
