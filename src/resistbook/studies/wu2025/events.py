"""Wu 2025: what the events of the training cohort are, as its forms record them."""

import pandas as pd

from resistbook.data.cohorts import tcga_clinical, tcga_new_tumours
from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.results.store import stored

METASTATIC = 4
NEW_PRIMARY = "new primary tumor"


@stored(
    "wu2025/training_events",
    sources=("penelope", "tcga-clinical", "tcga-fastpls", "tcga-gsalightning", "tcga-porpoise"),
    by=["cohort"],
)
def training_events() -> pd.DataFrame:
    """Return how many of the patients that the models are trained on have which kind of event.

    ``stage_iv`` patients, and ``stage_iv_events`` among them; ``new_tumours``: events that are a
    dated new tumour, ``new_primaries`` those recorded as a new primary, ``unnamed`` those whose
    kind is not recorded. Without event, though the forms hold one: ``undated`` new tumours, and
    ``died_with_tumour``, by a form of follow-up only. Counted after the freeze, part of no rule.
    """
    clinical = her2_negative("TCGA").clinical
    event = clinical["outcome_event"] == 1
    forms = tcga_new_tumours().loc[clinical.index]
    died = tcga_clinical().loc[clinical.index, "os_event"] == 1
    late = clinical["stage"] == METASTATIC
    counts = {
        "patients": len(clinical),
        "events": event.sum(),
        "stage_iv": late.sum(),
        "stage_iv_events": (late & event).sum(),
        "new_tumours": (forms["dated"] & event).sum(),
        "new_primaries": ((forms["kind"] == NEW_PRIMARY) & event).sum(),
        "unnamed": (forms["dated"] & forms["kind"].isna() & event).sum(),
        "undated": (forms["undated"] & ~event).sum(),
        "died_with_tumour": (died & forms["tumour_in_form"] & ~event).sum(),
    }
    return pd.DataFrame([{"cohort": "TCGA"} | {name: int(n) for name, n in counts.items()}])
