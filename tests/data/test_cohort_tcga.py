"""Loaders of TCGA-BRCA, and HER2 status from immunohistochemistry and in-situ hybridisation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.data.cohorts.cohort import CohortError
from resistbook.data.cohorts.tumours.tcga import (
    her2_status,
    tcga,
    tcga_clinical,
    tcga_gistic,
    tcga_rppa,
)

FIELDS = ["ihc_level", "ihc_status", "ish_outcome", "ish_ratio"]
WORDS = [None, "positive", "negative", "equivocal", "indeterminate"]


def status(level=None, word=None, ish=None, ratio=None):
    row = pd.DataFrame([[level, word, ish, ratio]], columns=FIELDS, index=["patient"], dtype=object)
    return her2_status(row).iloc[0]


@pytest.mark.parametrize(
    ("assays", "expected"),
    [
        ({"level": "3+"}, 1),
        ({"level": "0"}, 0),
        ({"level": "1+"}, 0),
        ({"level": "2+", "ish": "positive"}, 1),
        ({"level": "2+", "ish": "negative"}, 0),
        ({"level": "3+", "ish": "negative"}, 1),
        ({"level": "1+", "ish": "positive"}, 1),
        ({"word": "negative"}, 0),
        ({"word": "positive"}, 1),
        ({"level": "1+", "word": "positive"}, 0),
        ({"level": "2+", "word": "positive", "ish": "negative"}, 0),
        ({"level": "2+", "ratio": "2.0"}, 1),
        ({"level": "2+", "ratio": "1.9"}, 0),
        ({"level": "2+", "ish": "negative", "ratio": "2.4"}, 0),
        ({"ish": "equivocal", "word": "negative"}, 0),
    ],
)
def test_her2_follows_staining_and_hybridisation(assays, expected):
    assert status(**assays) == expected


@pytest.mark.parametrize(
    "assays",
    [{}, {"level": "2+"}, {"level": "2+", "word": "positive"}, {"word": "equivocal"},
     {"word": "equivocal", "ish": "indeterminate"}, {"ratio": "not amplified"}],
)  # fmt: skip
def test_her2_is_missing_where_no_assay_decides(assays):
    assert np.isnan(status(**assays))


def test_an_unknown_staining_level_is_refused_with_patient_and_value():
    with pytest.raises(CohortError, match=r"'patient'.*'4\+'"):
        status(level="4+")


@given(st.sampled_from([None, "0", "1+", "2+", "3+"]), *[st.sampled_from(WORDS)] * 2)
def test_a_positive_hybridisation_never_lowers_the_status(level, word, ish):
    before = status(level, word, ish)
    after = status(level, word, "positive")
    assert after == 1
    assert np.isnan(before) or before <= after


@pytest.mark.raw
def test_clinical_fields_are_indexed_by_patient_with_known_her2_counts():
    patients = tcga_clinical()
    assert patients.shape[0] == 1098
    assert patients.index.is_unique
    assert patients.index.str.fullmatch(r"TCGA-\w\w-\w{4}").all()
    assert patients["her2"].value_counts().to_dict() == {0: 775, 1: 179}
    assert patients["er"].value_counts().to_dict() == {1: 809, 0: 238}
    assert set(patients["stage"].dropna()) == {1, 2, 3, 4}


@pytest.mark.raw
def test_anti_her2_drugs_went_to_patients_with_her2_positive_tumours():
    patients = tcga_clinical()
    treated = patients[patients["anti_her2"] == 1]
    assert treated["her2"].mean() > 0.9


@pytest.mark.raw
def test_survival_from_the_follow_up_forms_agrees_with_that_of_the_panel():
    panel = tcga().clinical
    forms = tcga_clinical().loc[panel.index]
    assert (panel["os_event"] == forms["os_event"]).all()
    assert (panel["os_months"] - forms["os_months"]).abs().max() < 0.5
    assert panel["os_event"].sum() == 130


@pytest.mark.raw
def test_the_panel_has_one_column_a_patient_and_no_absurd_value():
    panel = tcga()
    assert panel.expression.shape == (1558, 956)
    assert panel.expression.abs().max().max() < 4


@pytest.mark.raw
def test_her2_status_goes_with_copy_number_protein_and_transcript():
    panel, protein = tcga(), tcga_rppa()
    her2 = panel.clinical["her2"]
    amplified = tcga_gistic().loc["ERBB2"] == 2
    assert amplified[her2 == 1].mean() > 0.5
    assert amplified[her2 == 0].mean() < 0.05
    for values, group in (
        (panel.expression.loc["ERBB2"], her2),
        (protein.expression.loc["HER2"], protein.clinical["her2"]),
    ):
        assert values[group == 1].median() > values[group == 0].quantile(0.9)


@pytest.mark.raw
def test_oestrogen_receptor_protein_is_higher_in_er_positive_tumours():
    protein = tcga_rppa()
    level = protein.expression.loc["ER-alpha"]
    er = protein.clinical["er"]
    assert level[er == 1].quantile(0.25) > level[er == 0].quantile(0.75)
