"""What a chapter shows: tables, figures and the numbers of its prose."""

from resistbook.display.numbers import numbers
from resistbook.display.tables import StoredTable, data_card, show
from resistbook.display.verdicts import answer_table, verdict_table

__all__ = [
    "StoredTable",
    "answer_table",
    "data_card",
    "numbers",
    "show",
    "verdict_table",
]
