"""Steps that two studies share: genes of lines made resistant to endocrine treatment."""

from resistbook.studies.resistant_lines.lines import (
    derived_lines,
    resistance_genes,
    resistance_sets,
)

__all__ = ["derived_lines", "resistance_genes", "resistance_sets"]
