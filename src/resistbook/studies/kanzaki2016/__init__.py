"""Kanzaki 2016: trastuzumab resistance, basal-like features and NF-κB, re-tested on public data."""

from resistbook.studies.kanzaki2016.basal import (
    basal_association,
    basal_measures,
    basal_sensitivity,
)
from resistbook.studies.kanzaki2016.drugs import (
    drug_readings,
    lines_of_interest,
    pathway_inhibitors,
)
from resistbook.studies.kanzaki2016.her2 import her2_agreement, her2_conflicts, positives_by_gain
from resistbook.studies.kanzaki2016.inputs import SOURCES
from resistbook.studies.kanzaki2016.luminal import luminal_b
from resistbook.studies.kanzaki2016.marker import progression
from resistbook.studies.kanzaki2016.neoadjuvant import (
    basal_response,
    basal_response_readings,
    centroid_response,
)
from resistbook.studies.kanzaki2016.other_sets import real_sets, redrawn
from resistbook.studies.kanzaki2016.patients import (
    by_response,
    controls,
    response_genes,
    transneo_pam50,
)
from resistbook.studies.kanzaki2016.readings import basal_readings, luminal_readings
from resistbook.studies.kanzaki2016.resistance import activity, activity_readings
from resistbook.studies.kanzaki2016.resistant_line import resistant_line, resistant_line_genes
from resistbook.studies.kanzaki2016.treated_cells import (
    basal_shift,
    cells,
    feedback_targets,
    hallmarks_in_cells,
    lists,
    receptor,
    receptor_controls,
    receptor_readings,
    single_cells,
)
from resistbook.studies.kanzaki2016.trio_b07 import trial, trial_context, trial_enrichment
from resistbook.studies.kanzaki2016.tumours import coverage

__all__ = [
    "SOURCES",
    "activity",
    "activity_readings",
    "basal_association",
    "basal_measures",
    "basal_readings",
    "basal_response",
    "basal_response_readings",
    "basal_sensitivity",
    "basal_shift",
    "by_response",
    "cells",
    "centroid_response",
    "controls",
    "coverage",
    "drug_readings",
    "feedback_targets",
    "hallmarks_in_cells",
    "her2_agreement",
    "her2_conflicts",
    "lines_of_interest",
    "lists",
    "luminal_b",
    "luminal_readings",
    "pathway_inhibitors",
    "positives_by_gain",
    "progression",
    "real_sets",
    "receptor",
    "receptor_controls",
    "receptor_readings",
    "redrawn",
    "resistant_line",
    "resistant_line_genes",
    "response_genes",
    "single_cells",
    "transneo_pam50",
    "trial",
    "trial_context",
    "trial_enrichment",
]
