"""The figures of the book, in one style.

Every function draws into axes that it makes or is given. Colours are those of Okabe and Ito, which
people with colour-vision deficiency tell apart.
"""

from resistbook.display.figures.anoikis import (
    found_by_random_scores,
    model_accuracy,
    resistance_and_lists,
)
from resistbook.display.figures.contexts import (
    beside_random_sets,
    composition,
    gene_strips,
    paired_changes,
    sampling_contrast,
    series_and_mean,
    shares_that_fit,
    specifications,
)
from resistbook.display.figures.copy_number import arm_track, extents, shares, two_genes
from resistbook.display.figures.counts import (
    component_by_site,
    count_cloud,
    counts_by_fold_change,
    fourfold_counts,
    permutation_ranges,
    site_and_genes,
)
from resistbook.display.figures.effects import forest, left_out, set_effects, volcano
from resistbook.display.figures.intervals import BAND, interval_panels, stacked_shares
from resistbook.display.figures.overview import claim_matrix, stacked_intervals
from resistbook.display.figures.printed import table_values, trial_power
from resistbook.display.figures.prognosis import (
    calibration_curves,
    decision_curves,
    nomogram,
    survival_panels,
)
from resistbook.display.figures.signature import genes_found, marks_of, scores_beside_random
from resistbook.display.figures.style import (
    ACCENT,
    HIGHER,
    LOWER,
    NEUTRAL,
    PUBLISHED,
    WIDTH,
    set_style,
)
from resistbook.display.figures.survival import survival

__all__ = [
    "ACCENT",
    "BAND",
    "HIGHER",
    "LOWER",
    "NEUTRAL",
    "PUBLISHED",
    "WIDTH",
    "arm_track",
    "beside_random_sets",
    "calibration_curves",
    "claim_matrix",
    "component_by_site",
    "composition",
    "count_cloud",
    "counts_by_fold_change",
    "decision_curves",
    "extents",
    "forest",
    "found_by_random_scores",
    "fourfold_counts",
    "gene_strips",
    "genes_found",
    "interval_panels",
    "left_out",
    "marks_of",
    "model_accuracy",
    "nomogram",
    "paired_changes",
    "permutation_ranges",
    "resistance_and_lists",
    "sampling_contrast",
    "scores_beside_random",
    "series_and_mean",
    "set_effects",
    "set_style",
    "shares",
    "shares_that_fit",
    "site_and_genes",
    "specifications",
    "stacked_intervals",
    "stacked_shares",
    "survival",
    "survival_panels",
    "table_values",
    "trial_power",
    "two_genes",
    "volcano",
]
