"""Keikha 2021: genes of relapse under tamoxifen, re-tested on public cohorts."""

from resistbook.data.cohorts.relapse import COMPARISONS, GENOME_WIDE
from resistbook.studies.keikha2021 import numbers
from resistbook.studies.keikha2021.calibration import calibration_genes, calibration_sets
from resistbook.studies.keikha2021.chance import chance_reaches
from resistbook.studies.keikha2021.counts import USUAL_ARRAY, grid, joint_match, published_pair
from resistbook.studies.keikha2021.fold_changes import (
    SPECIFICATIONS,
    deciding_counts,
    fold_change_counts,
    fourfold,
    fourfold_readings,
)
from resistbook.studies.keikha2021.gene_sets import (
    SETS,
    declared_rule,
    mechanism_scores,
    mechanism_scores_meta,
    mechanism_verdicts,
    mechanisms,
    mechanisms_left_out,
    mechanisms_meta,
    mechanisms_prerank,
    mechanisms_preset,
    resistance_in_relapse,
    resistance_in_relapse_meta,
)
from resistbook.studies.keikha2021.genes import (
    controls,
    effects,
    relapse_genes,
    relapse_hazard,
    relapse_meta,
    replication,
)
from resistbook.studies.keikha2021.mechanism_readings import (
    mechanisms_readings,
    transporter_genes,
    transporter_tests,
)
from resistbook.studies.keikha2021.patients import comparisons, site_relapse, site_test
from resistbook.studies.keikha2021.power import chance_matches, mechanism_power
from resistbook.studies.keikha2021.unnamed import (
    UNNAMED_COLUMNS,
    first_component,
    unnamed_genes,
)

__all__ = [
    "COMPARISONS",
    "GENOME_WIDE",
    "SETS",
    "SPECIFICATIONS",
    "UNNAMED_COLUMNS",
    "USUAL_ARRAY",
    "calibration_genes",
    "calibration_sets",
    "chance_matches",
    "chance_reaches",
    "comparisons",
    "controls",
    "deciding_counts",
    "declared_rule",
    "effects",
    "first_component",
    "fold_change_counts",
    "fourfold",
    "fourfold_readings",
    "grid",
    "joint_match",
    "mechanism_power",
    "mechanism_scores",
    "mechanism_scores_meta",
    "mechanism_verdicts",
    "mechanisms",
    "mechanisms_left_out",
    "mechanisms_meta",
    "mechanisms_prerank",
    "mechanisms_preset",
    "mechanisms_readings",
    "numbers",
    "published_pair",
    "relapse_genes",
    "relapse_hazard",
    "relapse_meta",
    "replication",
    "resistance_in_relapse",
    "resistance_in_relapse_meta",
    "site_relapse",
    "site_test",
    "transporter_genes",
    "transporter_tests",
    "unnamed_genes",
]
