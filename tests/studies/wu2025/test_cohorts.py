"""The events of the training cohort are those that its forms record."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts import tcga_clinical, tcga_new_tumours
from resistbook.data.cohorts.tumours.tcga_new_tumours import first_kind
from resistbook.studies import wu2025


def stored_row():
    return wu2025.training_events().iloc[0]


def test_patients_and_events_are_those_of_the_chapter():
    row, people = stored_row(), wu2025.patients().set_index("cohort").loc["TCGA"]
    assert (row["patients"], row["events"]) == (people["n"], people["n_events"])


def test_kinds_of_event_are_parts_of_the_whole():
    row = stored_row()
    assert row["new_primaries"] + row["unnamed"] <= row["new_tumours"] <= row["events"]
    assert row["stage_iv_events"] <= row["stage_iv"]


def test_a_kind_is_not_lost_where_two_forms_give_one_day_and_only_one_names_it():
    days = pd.DataFrame(
        {"first": [100.0, 100.0, 300.0, np.nan], "next": [100.0, 90.0, 400.0, np.nan]}
    )
    kinds = pd.DataFrame({"first": [None, "relapse", None, None], "next": ["metastasis"] * 4})
    found = first_kind(days, kinds)
    assert found[:2].tolist() == ["metastasis", "metastasis"]
    assert found[2:].isna().all()


@pytest.mark.slow
@pytest.mark.raw
def test_of_three_patients_with_two_forms_of_one_day_the_kind_is_known():
    kinds = tcga_new_tumours()["kind"]
    assert kinds[["TCGA-AR-A0TZ", "TCGA-AR-A24L", "TCGA-AR-A2LH"]].tolist() == [
        "distant metastasis",
        "locoregional disease",
        "distant metastasis",
    ]


@pytest.mark.slow
@pytest.mark.raw
def test_a_patient_with_a_dated_new_tumour_has_an_event():
    forms, clinical = tcga_new_tumours(), tcga_clinical()
    event = clinical["pfi_event"].dropna() == 1
    assert event[forms.loc[event.index, "dated"]].all()
    assert not (forms["dated"] & forms["undated"]).any()
    assert forms["kind"].dropna().str.contains("tumor|metastasis|recurrence|disease").all()


@pytest.mark.slow
@pytest.mark.raw
def test_the_stored_counts_are_those_of_the_forms():
    found = wu2025.training_events.__wrapped__().iloc[0]
    assert found.to_dict() == stored_row().to_dict()


def test_clinical_fields_are_shown_by_the_names_that_readers_know():
    table = pd.DataFrame({"cohort": ["GSE25066"], "clinical": ["age, t, n, grade, er"]})
    shown = wu2025.fields_in_words(table)
    assert shown["clinical"].tolist() == ["age, T (tumour size), N (nodes), grade, ER"]
    assert shown["cohort"].tolist() == ["GSE25066"]


@pytest.mark.parametrize("step", [wu2025.characteristics, wu2025.hazard_ratios])
def test_no_shown_field_is_a_name_from_a_file(step):
    shown = wu2025.fields_in_words(step())
    column = "field" if "field" in shown else "variable"
    assert not shown[column].str.contains("_").any()
    assert not shown[column].isin(["er", "n", "t"]).any()
