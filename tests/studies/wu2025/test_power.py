"""What the rules of the study can see: planted truth is recovered, and no effect seldom called."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from resistbook.claims.power import power
from resistbook.results import store
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.studies.wu2025 import power as simulated

CLAIMS = ("W1", "W2", "W3", "W4", "W5")


@pytest.fixture
def cohorts():
    rng = np.random.default_rng(3)
    large = pd.DataFrame(
        {"time": rng.exponential(100, 900), "event": (rng.random(900) < 0.4).astype(float)},
        [f"m{i}" for i in range(900)],
    )
    small = pd.DataFrame(
        {"time": rng.exponential(30, 200), "event": (np.arange(200) < 25).astype(float)},
        [f"t{i}" for i in range(200)],
    )
    return large, small


def test_a_cohort_is_cut_to_the_patients_and_events_of_another(cohorts):
    large, small = cohorts
    time, event = simulated.cut(
        large["time"],
        large["event"],
        small["time"],
        small["event"],
        np.random.default_rng(1),
    )
    assert len(time) == len(small)
    assert time.index.is_unique
    assert event.sum() == small["event"].sum()
    assert (time <= large.loc[time.index, "time"]).all()
    struck = event == 1
    assert (time[struck] == large.loc[time.index[struck], "time"]).all()


def test_the_hazard_ratio_of_a_score_is_that_which_gives_its_c():
    rng = np.random.default_rng(2)
    slope = float(simulated.log_hazard_ratio(0.6))
    score = rng.standard_normal(6000)
    time = pd.Series(rng.exponential(np.exp(-slope * score)))
    found = harrell_c(pd.DataFrame([score]), time, pd.Series(np.ones(6000))).item()
    assert found == pytest.approx(0.6, abs=0.01)
    assert simulated.log_hazard_ratio(0.5) == pytest.approx(0, abs=1e-6)
    assert expit(simulated.log_hazard_ratio(0.4)) < 0.5


def test_lists_without_a_link_share_more_than_chance_as_seldom_as_the_interval_says():
    rows = {row["size"]: row for row in simulated.overlap_power()}
    assert rows[1.0]["truth"] == "none"
    assert rows[1.0]["consistent"] <= 0.03
    called = [rows[ratio]["consistent"] for ratio in simulated.ODDS_RATIOS]
    assert called == sorted(called)
    assert called[-1] > 0.9


def test_every_claim_has_a_case_without_effect_and_a_true_one():
    rows = store.table("power/wu2025").set_index(["claim", "truth"]).sort_index()
    for claim in CLAIMS:
        assert len(rows.loc[[(claim, "none")]]) == len(rows.loc[[(claim, "true")]]) == 1
    assert (rows["consistent"] + rows["contradicted"] <= 1 + 1e-9).all()


@pytest.mark.parametrize("claim", ["W1", "W2", "W3"])
def test_more_effect_is_called_more_often(claim):
    rows = store.table("power/wu2025").query("claim == @claim").sort_values("size")
    called = rows["consistent"].to_numpy()
    assert called[-1] > called[0]
    assert (np.diff(called) > -0.15).all()


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_rule_calls_what_is_not_there(claim):
    found = power("wu2025", claim)
    error = 3 * np.sqrt(0.05 * 0.95 / (simulated.DRAWS if claim == "W2" else 1000))
    assert found.consistent_if_none <= 0.05 + error
