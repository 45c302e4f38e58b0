"""Scaltriti 2011: cyclin E and trastuzumab resistance, re-tested on public copy number."""

from resistbook.studies.scaltriti2011.amplification import (
    POSITIONS,
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
from resistbook.studies.scaltriti2011.patients import (
    HIGH_COPIES,
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
    "HIGH_COPIES",
    "METABRIC",
    "PATIENTS",
    "POSITIONS",
    "TCGA_ALL",
    "admissible",
    "cdk_inhibitors",
    "coamplification",
    "coamplification_by_er",
    "curves",
    "drug_identity",
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
    "short_segments",
    "survival_attainability",
    "survival_shapes",
    "survival_truths",
    "totals",
    "track",
]
