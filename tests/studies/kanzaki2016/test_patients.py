"""Patients given trastuzumab: one model over two cohorts, and what it can see."""

import numpy as np
import pytest

from resistbook.studies import kanzaki2016 as study
from resistbook.studies.kanzaki2016 import patients
from resistbook.studies.kanzaki2016.patients import BOTH, FEWER, HARTUNG_KNAPP

pytestmark = pytest.mark.raw


def test_only_her2_positive_patients_with_a_known_response_take_part():
    table = patients.patients()
    assert table["cohort"].value_counts().to_dict() == {"TransNEO": 60, "GSE42822": 25}
    assert table.notna().all(axis=None)
    assert not {"T088", "T126", "T157", "T158", "T173"} & set(table.index)


def test_scores_and_fields_are_in_sds_within_each_cohort():
    table = patients.patients()
    for cohort, rows in table.groupby("cohort"):
        scores = patients.scores()[rows.index]
        np.testing.assert_allclose(scores.mean(axis=1), 0, atol=1e-9)
        np.testing.assert_allclose(scores.std(axis=1), 1)
        np.testing.assert_allclose(rows[["er", "immune"]].std(), 1)
        assert (rows["purity"] == 0).all() == (cohort == "GSE42822")


def test_one_model_lies_between_its_cohorts():
    rows = study.by_response().query("set == @FEWER and held == 'cohort only'")
    estimate = rows.set_index("patients")["estimate"]
    assert estimate["TransNEO"] < estimate[BOTH] < estimate["GSE42822"]
    width = rows.set_index("patients").eval("ci_high - ci_low")
    assert width[BOTH] < width["TransNEO"] < width[HARTUNG_KNAPP]


def test_a_shift_planted_in_a_score_is_found_by_the_model(monkeypatch):
    table = patients.patients()
    shifted = patients.scores().copy()
    shifted.loc[FEWER] += table["residual"]
    before = patients.difference().loc[FEWER, "estimate"]
    monkeypatch.setattr(patients, "scores", lambda: shifted)
    assert patients.difference().loc[FEWER, "estimate"] == pytest.approx(before + 0.95, abs=0.2)


def test_known_biology_points_the_right_way():
    found = study.controls().set_index("field")["estimate"]
    assert found["er"] > 0
    assert found["purity"] > 0
    assert found["immune"] < 0


def test_published_calls_hold_every_patient_of_transneo_once():
    table = study.transneo_pam50()
    assert table["patients"].sum() == 60
    assert table["residual"].sum() == 41
    assert table.set_index("pam50").loc["Basal", "patients"] == 2
