"""Scaltriti 2011: cyclin E and trastuzumab resistance, re-tested on public copy number."""

from resistbook.studies.scaltriti2011.amplification import (
    extents,
    focal_baseline,
    focality,
    region_genes,
    region_readings,
    short_segments,
    track,
)
from resistbook.studies.scaltriti2011.cell_lines import (
    GDSC,
    cdk_inhibitors,
    drug_identity,
    parental_lines,
)
from resistbook.studies.scaltriti2011.cooccurrence import coamplification, coamplification_by_er
from resistbook.studies.scaltriti2011.copies import gistic_agreement
from resistbook.studies.scaltriti2011.figure_rows import (
    adjusted_ratios,
    effects_by_target,
    shared_stretches,
    shares_by_threshold,
)
from resistbook.studies.scaltriti2011.patients import (
    METABRIC,
    TCGA_ALL,
    curves,
    outcome,
    outcome_controls,
    purity,
    response,
)
from resistbook.studies.scaltriti2011.printed import (
    PATIENTS,
    admissible,
    survival_attainability,
    survival_shapes,
    survival_truths,
    totals,
)

__all__ = [
    "GDSC",
    "METABRIC",
    "PATIENTS",
    "TCGA_ALL",
    "adjusted_ratios",
    "admissible",
    "cdk_inhibitors",
    "coamplification",
    "coamplification_by_er",
    "curves",
    "drug_identity",
    "effects_by_target",
    "extents",
    "focal_baseline",
    "focality",
    "gistic_agreement",
    "outcome",
    "outcome_controls",
    "parental_lines",
    "purity",
    "region_genes",
    "region_readings",
    "response",
    "shared_stretches",
    "shares_by_threshold",
    "short_segments",
    "survival_attainability",
    "survival_shapes",
    "survival_truths",
    "totals",
    "track",
]
