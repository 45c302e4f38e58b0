"""The figures of the book, in one style.

Every function draws into axes that it makes or is given. Colours are those of Okabe and Ito, which
people with colour-vision deficiency tell apart.
"""

from resistbook.figures.contexts import (
    beside_random_sets,
    composition,
    gene_strips,
    sampling_contrast,
    series_and_mean,
    specifications,
)
from resistbook.figures.counts import (
    count_cloud,
    fourfold_counts,
    permutation_ranges,
    site_and_genes,
)
from resistbook.figures.effects import forest, left_out, set_effects, volcano
from resistbook.figures.style import (
    ACCENT,
    HIGHER,
    LOWER,
    NEUTRAL,
    PUBLISHED,
    WIDTH,
    set_style,
)

__all__ = [
    "ACCENT",
    "HIGHER",
    "LOWER",
    "NEUTRAL",
    "PUBLISHED",
    "WIDTH",
    "beside_random_sets",
    "composition",
    "count_cloud",
    "forest",
    "fourfold_counts",
    "gene_strips",
    "left_out",
    "permutation_ranges",
    "sampling_contrast",
    "series_and_mean",
    "set_effects",
    "set_style",
    "site_and_genes",
    "specifications",
    "volcano",
]
