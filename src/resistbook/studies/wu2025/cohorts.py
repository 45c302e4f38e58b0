"""Wu 2025: the HER2-negative patients of seven cohorts, their genes and their events."""

import pandas as pd

from resistbook.data.cohorts import (
    metabric,
    scanb,
    survset,
    tcga_clinical,
    tcga_new_tumours,
    tcga_panel_agreement,
)
from resistbook.data.cohorts.her2_expression import amplicon_score, her2_by_expression
from resistbook.data.cohorts.her2_negative import DESIGNS, her2_negative
from resistbook.results.store import stored
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.survival.kaplan_meier import numbers_at_risk
from resistbook.studies.wu2025.model import LISTS, candidates, outcome, shared_genes

STUDY = "wu2025"
METASTATIC = 4
NEW_PRIMARY = "new primary tumor"

PANELS = ("tcga-porpoise", "penelope", "tcga-gsalightning", "tcga-fastpls", "tcga-clinical")
GENES = ("anoikis-genes", "go-anoikis")
METABRIC = ("metabric-300", "metabric-clinical")
RESPONSE = ("gse25066-biospear", "hgu133a-chip", "tam-cohorts")
ARRAYS = ("survset", "survjamda-pheno")
EVERYTHING = (*PANELS, *GENES, "genesets-msigdb", "scanb-400", *METABRIC, *RESPONSE, *ARRAYS)
TRAINED = (*PANELS, *GENES, "genesets-msigdb")


@stored(f"{STUDY}/panel_agreement", sources=PANELS, by=["first", "second"])
def panel_agreement() -> pd.DataFrame:
    """Return how well the values of genes agree that two panels of TCGA hold."""
    return tcga_panel_agreement()


@stored(f"{STUDY}/her2_rule", sources=("scanb-400", *METABRIC, *ARRAYS), by=["cohort"])
def her2_rule() -> pd.DataFrame:
    """Check HER2 status by expression where it is known otherwise.

    The limit of the rule was set with the status of SCAN-B and METABRIC in view, so that their
    rows are apparent. GSE3143 and GSE4335, where the rule is used, have no check. Recorded status
    in SCAN-B (in routine) and METABRIC; the HER2-enriched subtype in GSE1992, which is no status
    but must be rich in it. Wilson's intervals. ``missed``: positives called negative, and
    ``missed_median`` the median of their amplicon score, whose limit is 2.
    """
    known = {
        "SCAN-B": (scanb().expression, scanb().clinical["her2"]),
        "METABRIC": (metabric().expression, metabric().clinical["her2"]),
    }
    arrays = survset("GSE1992")
    enriched = (arrays.clinical["subtype"] == "HER2+/ER-").astype(float)
    known["GSE1992, subtype"] = (arrays.expression, enriched)
    rows = []
    for name, (expression, status) in known.items():
        called = her2_by_expression(expression)
        recorded = status.dropna().index
        called, status = called[recorded] == 1, status[recorded] == 1
        row = {"cohort": name, "n": len(status), "positive": status.sum()}
        missed = status & ~called
        row["missed"] = missed.sum()
        row["missed_median"] = amplicon_score(expression)[missed.index[missed]].median()
        for measure, part, right in (
            ("sensitivity", status, called),
            ("specificity", ~status, ~called),
            ("negative_value", ~called, ~status),
        ):
            low, high = wilson_interval((part & right).sum(), part.sum())
            row |= {
                measure: (part & right).sum() / part.sum(),
                f"{measure}_low": float(low),
                f"{measure}_high": float(high),
            }
        rows.append(row)
    return pd.DataFrame(rows)


@stored(f"{STUDY}/cohorts", sources=EVERYTHING, by=["cohort"])
def patients() -> pd.DataFrame:
    """Return the patients and genes of each cohort, and what happened to the patients.

    ``followed``: median follow-up in months, by the reverse Kaplan-Meier estimate.
    """
    rows = []
    for name, design in DESIGNS.items():
        whole = design.source().clinical
        time, event = outcome(name)
        reverse = numbers_at_risk(time, 1 - event, at=sorted(time.unique()))
        below = reverse[reverse["survival"] <= 0.5]
        rows.append(
            {
                "cohort": name,
                "endpoint": design.means,
                "patients": len(whole),
                "negative": int(design.chosen(design.source()).sum()),
                "n": len(event),
                "n_events": int(event.sum()),
                "followed": below["time"].min(),
                "clinical": ", ".join(design.clinical),
                "genes": len(shared_genes(name)),
                **{title: len(candidates(name, title)) for title in LISTS},
            }
        )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/training_events",
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
