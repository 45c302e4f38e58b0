"""Moderated t, meta-analysis, survival, gene-set tests and scores; no analysis of its own."""

from resistbook.stats.association import adjusted_difference, partial_correlation
from resistbook.stats.competitive import camera
from resistbook.stats.counts import count_difference
from resistbook.stats.cox import cox
from resistbook.stats.design_matrix import DesignError, design_matrix
from resistbook.stats.mantel_haenszel import mantel_haenszel
from resistbook.stats.meta import random_effects
from resistbook.stats.moderated import moderated_t
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.normalisation import array_normalised, log2_counts_per_million
from resistbook.stats.overrepresentation import hypergeometric
from resistbook.stats.paired import paired_difference
from resistbook.stats.regression import linear, logistic
from resistbook.stats.resampling import bootstrap_within, permute_within, wilson_interval
from resistbook.stats.scoring import activities, mean_z, ssgsea

__all__ = [
    "DesignError",
    "activities",
    "adjusted_difference",
    "array_normalised",
    "benjamini_hochberg",
    "bootstrap_within",
    "camera",
    "count_difference",
    "cox",
    "design_matrix",
    "hypergeometric",
    "linear",
    "log2_counts_per_million",
    "logistic",
    "mantel_haenszel",
    "mean_z",
    "moderated_t",
    "paired_difference",
    "partial_correlation",
    "permute_within",
    "random_effects",
    "ssgsea",
    "wilson_interval",
]
