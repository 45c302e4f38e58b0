"""Study 4, rows of its figures: which are drawn, in which order, and what stands beside them."""

import numpy as np
import pytest

from resistbook.studies import scaltriti2011 as study


def test_the_stretches_drawn_are_those_that_as_many_tumours_share_as_the_focality_table_says():
    drawn = study.shared_stretches(study.region_readings())
    declared = study.focality().query("extent == 'segment' and threshold == 0.7").iloc[0]
    assert set(drawn["tumours"]) == {declared["common_tumours"]}
    assert drawn["widest"].sum() == 1


def test_adjusted_ratios_are_exponentials_and_leave_the_stored_logarithms_alone():
    outcome = study.outcome()
    before = outcome.copy()
    drawn = study.adjusted_ratios(outcome)
    assert outcome.equals(before)
    assert len(drawn) == (outcome["model"] == "adjusted").sum()
    stored = outcome.loc[drawn.index, "estimate"]
    assert np.log(drawn["estimate"]).to_numpy() == pytest.approx(stored.to_numpy())


def test_shares_rise_in_threshold_within_a_cohort_and_end_with_all_cohorts():
    drawn = study.shares_by_threshold(study.coamplification())
    rows = list(dict.fromkeys(drawn["row"]))
    assert rows[-1] == "all, declared thresholds"
    assert "TransNEO, ≥ 2 × ploidy" in rows
    for _, part in drawn.dropna(subset=["threshold"]).groupby("cohort"):
        assert part["threshold"].is_monotonic_increasing
    assert (drawn.groupby("row").size() == 2).all()


def test_a_drug_stands_beside_its_target_and_the_most_lines_with_gain():
    effects = study.cdk_inhibitors()
    drawn = study.effects_by_target(effects)
    assert "HMS" not in set(drawn["screen"])
    assert drawn["place"].is_monotonic_increasing
    one = drawn.query("drug == 'palbociclib' and screen == 'GDSC1'")
    assert set(one["row"]) == {f"CDK4, CDK6: palbociclib, GDSC1 ({one['n_gain'].max()})"}
