"""Errors over five years, and hazard ratios over time: what is compared, and where."""

import pytest

from resistbook.data.cohorts.prognosis import FOLLOWED
from resistbook.results import store
from resistbook.studies.wu2025.model import EXTERNAL, TRAINING


def stored(name):
    return store.table(f"wu2025/{name}")


def test_every_cohort_has_the_score_and_the_training_cohort_the_clinical_model_too():
    found = stored("brier")
    assert set(found["cohort"]) == {TRAINING, *EXTERNAL}
    assert list(found.loc[found["model"] == "clinical", "cohort"]) == [TRAINING]


def test_one_risk_for_all_is_the_same_rival_for_each_model_of_a_cohort():
    found = stored("brier").query("cohort == @TRAINING")
    assert found["same_risk"].nunique() == 1
    assert (1 - found["brier"] / found["same_risk"]).tolist() == pytest.approx(
        found["scaled"].tolist(), abs=1e-4
    )


def test_intervals_hold_their_estimates():
    found = stored("brier")
    assert found["scaled"].between(found["ci_low"], found["ci_high"]).all()


def test_the_variables_tested_are_those_with_a_hazard_ratio():
    both = [
        {*stored(name)[["cohort", "variable"]].itertuples(index=False, name=None)}
        for name in ("proportional_hazards", "hazard_ratios")
    ]
    assert both[0] == both[1]
    assert {cohort for cohort, _ in both[0]} == set(FOLLOWED)
