"""Kastrati 2020: NF-kB and tolerance to tamoxifen, re-tested on public cohorts."""

from resistbook.studies.kastrati2020.cell_lines import CULTURED, SERIES, lines, lines_meta
from resistbook.studies.kastrati2020.composition import BASAL, stroma
from resistbook.studies.kastrati2020.contexts import LETROZOLE, PATIENTS
from resistbook.studies.kastrati2020.gene_sets import EMT, NFKB, SETS
from resistbook.studies.kastrati2020.paper import agreement, audit, kastrati_in_contexts
from resistbook.studies.kastrati2020.relapse_hazards import (
    hazard_ratios,
    relapse,
    relapse_cohorts,
    relapse_meta,
    relapse_random,
)
from resistbook.studies.kastrati2020.sampling import (
    changes,
    context_effects,
    context_left_out,
    enrichment,
    ex_vivo_counts,
)
from resistbook.studies.kastrati2020.tolerance_signature import (
    consensus,
    consensus_by_chance,
    signature,
    signature_elsewhere,
    signature_sets,
)
from resistbook.studies.kastrati2020.within_patients import (
    handling,
    multiverse,
    multiverse_shares,
    response,
    three_months_on,
)

__all__ = [
    "BASAL",
    "CULTURED",
    "EMT",
    "LETROZOLE",
    "NFKB",
    "PATIENTS",
    "SERIES",
    "SETS",
    "agreement",
    "audit",
    "changes",
    "consensus",
    "consensus_by_chance",
    "context_effects",
    "context_left_out",
    "enrichment",
    "ex_vivo_counts",
    "handling",
    "hazard_ratios",
    "kastrati_in_contexts",
    "lines",
    "lines_meta",
    "multiverse",
    "multiverse_shares",
    "relapse",
    "relapse_cohorts",
    "relapse_meta",
    "relapse_random",
    "response",
    "signature",
    "signature_elsewhere",
    "signature_sets",
    "stroma",
    "three_months_on",
]
