"""What a chapter shows: tables, figures and the numbers of its prose."""

from resistbook.display.numbers import glue_numbers, numbers
from resistbook.display.tables import StoredTable, claim_table, data_card, show, verdict_table

__all__ = [
    "StoredTable",
    "claim_table",
    "data_card",
    "glue_numbers",
    "numbers",
    "show",
    "verdict_table",
]
