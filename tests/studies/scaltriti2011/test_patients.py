"""Study 4, outcome of patients: events, associations, response and survival curves."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts import metabric, metabric_clinical, transneo, transneo_segments
from resistbook.studies.scaltriti2011 import patients


@pytest.mark.raw
def test_metabric_codes_death_as_event_although_its_panel_codes_life():
    cohort = metabric()
    assert cohort.expression.shape == (300, 1904)
    assert cohort.clinical["os_event"].sum() == (1904 - 801)
    assert {"ERBB2", "CCNE1", "CCNB1"} <= set(cohort.expression.index)


@pytest.mark.raw
def test_metabric_times_stand_beside_events_only():
    clinical = metabric_clinical()
    for end in ("os", "rfs"):
        assert clinical[f"{end}_event"].notna().equals(clinical[f"{end}_months"].notna())
    alive = clinical["os_event"] == 0
    assert clinical.loc[alive, "died_of_disease"].eq(0).all()


@pytest.mark.raw
def test_transneo_gives_antibodies_to_her2_positive_patients():
    neo = transneo()
    treated = neo["anti_her2"] > 0
    assert (neo.loc[treated, "her2"] == 1).mean() > 0.95
    assert set(transneo_segments()["sample"]) == set(neo.index)
    assert neo["residual"].value_counts().to_dict() == {1.0: 120, 0.0: 42}


def test_purity_as_a_covariate_keeps_the_patients_of_the_primary_analysis():
    found = patients.purity().set_index("model")
    main = patients.outcome().query(
        "analysis == 'TransNEO, residual disease' and group == 'HER2-positive' "
        "and model == 'adjusted'"
    )
    assert (found["patients"] == main["patients"].iloc[0]).all()
    assert found.loc["ER, proliferation", "estimate"] == main["estimate"].iloc[0]


def test_the_power_of_fishers_test_is_that_of_counting_all_tables():
    assert patients._fisher_power(20, 0.3, 20, 0.3) < 0.05
    assert patients._fisher_power(18, 0.333, 16, 0.875) > 0.8
    assert patients._fisher_power(1, 0.333, 60, 0.875) < 0.2


def test_higher_values_that_go_with_events_have_an_estimate_above_zero():
    rng = np.random.default_rng(5)
    x = rng.normal(size=120)
    residual = (x + rng.logistic(size=120) > 0).astype(float)
    months = rng.exponential(20 / np.exp(x))
    logistic = patients.association(pd.DataFrame({"x": x, "residual": residual}), [])
    hazard = patients.association(pd.DataFrame({"x": x, "os_event": 1.0, "os_months": months}), [])
    for found in (logistic, hazard):
        assert found["ci_low"] > 0
        assert found["estimate"] == pytest.approx(1, abs=0.5)
        assert found["detectable"] > 1


def test_controls_of_known_direction_point_that_way():
    controls = patients.outcome_controls()
    assert (controls["estimate"] * controls["expected"] > 0).all()


def test_survival_starts_at_one_never_rises_and_carries_numbers_at_risk():
    for _, curve in patients.curves().groupby("group"):
        assert curve["survival"].iloc[0] == 1
        assert (curve["survival"].diff().dropna() <= 1e-9).all()
        assert curve["survival"].between(curve["ci_low"] - 1e-9, curve["ci_high"] + 1e-9).all()
        assert curve["at_risk"].is_monotonic_decreasing
