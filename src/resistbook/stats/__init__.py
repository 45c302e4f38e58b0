"""Moderated t, meta-analysis and competitive gene-set tests; no analysis of its own."""

from resistbook.stats.competitive import camera
from resistbook.stats.design_matrix import DesignError, design_matrix
from resistbook.stats.moderated import moderated_t
from resistbook.stats.multiplicity import benjamini_hochberg

__all__ = ["DesignError", "benjamini_hochberg", "camera", "design_matrix", "moderated_t"]
