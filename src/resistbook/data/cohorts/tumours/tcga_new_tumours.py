"""TCGA-BRCA: what kind of new tumour a patient had, and which have no date."""

import pandas as pd
import pyreadr

from resistbook.data.cohorts.tumours.tcga import CLINICAL
from resistbook.data.sources import fetch

DAYS = "days_to_new_tumor_event_after_initial_treatment"
KIND = "new_neoplasm_event_type"
HAPPENED = ".new_tumor_event_after_initial_treatment"
STATUS = "person_neoplasm_cancer_status"


def tcga_new_tumours() -> pd.DataFrame:
    """Return each patient's first new tumour, and what the forms say without a date.

    Returns
    -------
    DataFrame : patients x fields
        ``kind`` of the first dated new tumour as recorded ("new primary tumor", "distant
        metastasis", ...; missing if there is none or its kind is not recorded); ``dated``,
        ``undated``: whether a new tumour has a date, or is recorded without any;
        ``tumour_in_form``: whether any form, the first or one of follow-up, says that the patient
        is with tumour.
    """
    raw = next(iter(pyreadr.read_r(fetch(*CLINICAL)).values())).astype(object)
    raw = raw.set_index(raw["patient.bcr_patient_barcode"].str.upper()).rename_axis(None)
    days = raw[[name for name in raw if name.endswith(DAYS)]].apply(pd.to_numeric)
    dated = days.notna().any(axis=1)
    kinds = raw.reindex(columns=days.columns.str.replace(DAYS, KIND))
    happened = raw[[name for name in raw if name.endswith(HAPPENED)]].eq("yes").any(axis=1)
    status = raw[[name for name in raw if name.endswith(STATUS)]]
    return pd.DataFrame(
        {
            "kind": first_kind(days, kinds.set_axis(days.columns, axis=1)),
            "dated": dated,
            "undated": happened & ~dated,
            "tumour_in_form": status.eq("with tumor").any(axis=1),
        }
    )


def first_kind(days: pd.DataFrame, kinds: pd.DataFrame) -> pd.Series:
    """Return the kind of each patient's first new tumour.

    Several forms may give the same day, and not all of them the kind; the first that does, counts.

    Parameters
    ----------
    days, kinds : patients x forms
        Day and kind of a new tumour as each form gives them, with the same columns; missing where
        it does not.
    """
    earliest = days.eq(days.min(axis=1), axis=0)
    return kinds.where(earliest).bfill(axis=1).iloc[:, 0]
