"""Wu 2025: an anoikis prognosis model in HER2-negative disease, re-tested on public cohorts."""

from resistbook.studies.wu2025 import numbers
from resistbook.studies.wu2025.all_scores import (
    BESIDE_COLUMNS,
    beside,
    random_sizes,
    scores_and_bands,
)
from resistbook.studies.wu2025.associations import (
    ACCURATE,
    drug_accuracy,
    drug_controls,
    drug_counts,
    drug_differences,
    immune_cells,
    immune_counts,
    plain_and_adjusted,
    random_counts,
)
from resistbook.studies.wu2025.cohorts import (
    EVERYTHING,
    her2_rule,
    panel_agreement,
    patients,
    training_events,
)
from resistbook.studies.wu2025.described import characteristics, fields_in_words, hazard_ratios
from resistbook.studies.wu2025.over_time import hazards_over_time, overall_error
from resistbook.studies.wu2025.random_splits import splits, splits_readings
from resistbook.studies.wu2025.readings import stratification_readings
from resistbook.studies.wu2025.resistance import (
    CONTRAST,
    HITS,
    OVERLAP_COLUMNS,
    resistance_genes,
    resistance_overlap,
    resistance_sets,
)
from resistbook.studies.wu2025.risks import (
    TERTILES,
    calibration,
    calibration_slopes,
    curves,
    decision_curve,
    nomogram,
    score_table,
)
from resistbook.studies.wu2025.trained_together import FURTHER_FILES, further_cohorts, pooled
from resistbook.studies.wu2025.training import (
    construction,
    recipes,
)
from resistbook.studies.wu2025.validation import (
    clinical_optimism,
    comparators,
    pools,
    random_c,
    reverse,
    stratification,
)

__all__ = [
    "ACCURATE",
    "BESIDE_COLUMNS",
    "CONTRAST",
    "EVERYTHING",
    "FURTHER_FILES",
    "HITS",
    "OVERLAP_COLUMNS",
    "TERTILES",
    "beside",
    "calibration",
    "calibration_slopes",
    "characteristics",
    "clinical_optimism",
    "comparators",
    "construction",
    "curves",
    "decision_curve",
    "drug_accuracy",
    "drug_controls",
    "drug_counts",
    "drug_differences",
    "fields_in_words",
    "further_cohorts",
    "hazard_ratios",
    "hazards_over_time",
    "her2_rule",
    "immune_cells",
    "immune_counts",
    "nomogram",
    "numbers",
    "overall_error",
    "panel_agreement",
    "patients",
    "plain_and_adjusted",
    "pooled",
    "pools",
    "random_c",
    "random_counts",
    "random_sizes",
    "recipes",
    "resistance_genes",
    "resistance_overlap",
    "resistance_sets",
    "reverse",
    "score_table",
    "scores_and_bands",
    "splits",
    "splits_readings",
    "stratification",
    "stratification_readings",
    "training_events",
]
