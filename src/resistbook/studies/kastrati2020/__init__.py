"""Kastrati 2020: NF-kB and tolerance to tamoxifen, re-tested on public cohorts."""

from resistbook.studies.kastrati2020.cell_lines import (
    CULTURED,
    SERIES,
    beside_other_resistance,
    lines,
    lines_meta,
    with_borrowed_errors,
)
from resistbook.studies.kastrati2020.composition import BASAL, COMPOSITION_SCORES, STEMNESS, stroma
from resistbook.studies.kastrati2020.contexts import LETROZOLE, PATIENTS
from resistbook.studies.kastrati2020.gene_sets import EMT, NFKB, SETS
from resistbook.studies.kastrati2020.other_readings import context_readings
from resistbook.studies.kastrati2020.paper import (
    agreement,
    audit,
    audit_readings,
    decimals,
    kastrati_in_contexts,
)
from resistbook.studies.kastrati2020.power import first_rule, power_of_rules
from resistbook.studies.kastrati2020.relapse_hazards import (
    hazard_ratios,
    relapse,
    relapse_cohorts,
    relapse_meta,
    relapse_random,
)
from resistbook.studies.kastrati2020.sampling import (
    changes,
    context_differences,
    context_effects,
    context_left_out,
    endocrine_controls,
    enrichment,
    ex_vivo_counts,
)
from resistbook.studies.kastrati2020.tolerance_signature import (
    consensus,
    consensus_by_chance,
    signature,
    signature_elsewhere,
    signature_note,
    signature_sets,
)
from resistbook.studies.kastrati2020.within_patients import (
    handling,
    handling_cells,
    multiverse,
    multiverse_shares,
    response,
    response_neoadjuvant,
    three_months_on,
)

__all__ = [
    "BASAL",
    "COMPOSITION_SCORES",
    "CULTURED",
    "EMT",
    "LETROZOLE",
    "NFKB",
    "PATIENTS",
    "SERIES",
    "SETS",
    "STEMNESS",
    "agreement",
    "audit",
    "audit_readings",
    "beside_other_resistance",
    "changes",
    "consensus",
    "consensus_by_chance",
    "context_differences",
    "context_effects",
    "context_left_out",
    "context_readings",
    "decimals",
    "endocrine_controls",
    "enrichment",
    "ex_vivo_counts",
    "first_rule",
    "handling",
    "handling_cells",
    "hazard_ratios",
    "kastrati_in_contexts",
    "lines",
    "lines_meta",
    "multiverse",
    "multiverse_shares",
    "power_of_rules",
    "relapse",
    "relapse_cohorts",
    "relapse_meta",
    "relapse_random",
    "response",
    "response_neoadjuvant",
    "signature",
    "signature_elsewhere",
    "signature_note",
    "signature_sets",
    "stroma",
    "three_months_on",
    "with_borrowed_errors",
]
