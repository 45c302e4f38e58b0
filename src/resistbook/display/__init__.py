"""What a chapter shows: tables, figures and the numbers of its prose."""

from resistbook.display.tables import claim_table, data_card, glue_numbers, show, verdict_table

__all__ = ["claim_table", "data_card", "glue_numbers", "show", "verdict_table"]
