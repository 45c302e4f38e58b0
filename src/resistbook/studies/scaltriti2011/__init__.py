"""Scaltriti 2011: cyclin E and trastuzumab resistance, re-tested on public copy number."""

from resistbook.studies.scaltriti2011.amplification import (
    extents,
    focal_baseline,
    region_genes,
    region_readings,
    short_segments,
    track,
)
from resistbook.studies.scaltriti2011.by_gene import both_genes, ccne1_drugs, copies_and_outcome
from resistbook.studies.scaltriti2011.cell_lines import (
    GDSC,
    drug_identity,
    parental_lines,
)
from resistbook.studies.scaltriti2011.control_loci import control_loci
from resistbook.studies.scaltriti2011.cooccurrence import (
    coamplification,
    coamplification_by_er,
    coamplification_readings,
)
from resistbook.studies.scaltriti2011.copies import gistic_agreement
from resistbook.studies.scaltriti2011.drugs import (
    cdk_inhibitors,
    cdk_readings,
    replication_stress,
)
from resistbook.studies.scaltriti2011.figure_rows import (
    FOCALITY_COLUMNS,
    RESPONSE_COLUMNS,
    adjusted_ratios,
    amplitude_peak,
    decides_focality,
    effects_by_target,
    odds_ratios,
    ratios_by_cohort,
    shared_stretches,
    shares_by_threshold,
)
from resistbook.studies.scaltriti2011.focal_peak import focality, focality_readings
from resistbook.studies.scaltriti2011.mrna import (
    TREATED,
    high_copies,
    mrna_by_cohort,
    mrna_controls,
    mrna_readings,
    response_and_survival,
)
from resistbook.studies.scaltriti2011.outcome_readings import outcome_readings
from resistbook.studies.scaltriti2011.patients import (
    METABRIC,
    TCGA_ALL,
    curves,
    outcome,
    outcome_controls,
    protein,
    purity,
    response,
)
from resistbook.studies.scaltriti2011.printed import (
    PATIENTS,
    admissible,
    admissible_readings,
    survival_attainability,
    survival_posterior,
    survival_shapes,
    survival_truths,
    totals,
)

__all__ = [
    "FOCALITY_COLUMNS",
    "GDSC",
    "METABRIC",
    "PATIENTS",
    "RESPONSE_COLUMNS",
    "TCGA_ALL",
    "TREATED",
    "adjusted_ratios",
    "admissible",
    "admissible_readings",
    "amplitude_peak",
    "both_genes",
    "ccne1_drugs",
    "cdk_inhibitors",
    "cdk_readings",
    "coamplification",
    "coamplification_by_er",
    "coamplification_readings",
    "control_loci",
    "copies_and_outcome",
    "curves",
    "decides_focality",
    "drug_identity",
    "effects_by_target",
    "extents",
    "focal_baseline",
    "focality",
    "focality_readings",
    "gistic_agreement",
    "high_copies",
    "mrna_by_cohort",
    "mrna_controls",
    "mrna_readings",
    "odds_ratios",
    "outcome",
    "outcome_controls",
    "outcome_readings",
    "parental_lines",
    "protein",
    "purity",
    "ratios_by_cohort",
    "region_genes",
    "region_readings",
    "replication_stress",
    "response",
    "response_and_survival",
    "shared_stretches",
    "shares_by_threshold",
    "short_segments",
    "survival_attainability",
    "survival_posterior",
    "survival_shapes",
    "survival_truths",
    "totals",
    "track",
]
