"""Kaplan-Meier steps: R's survfit, what the table holds and what it must not hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from r_reference import FROZEN_AND_LIVE, reference
from survival_cases import SAMPLES, broken, followed

from resistbook.stats.resampling import bootstrap_within
from resistbook.stats.survival.kaplan_meier import kaplan_meier, numbers_at_risk, product_limit


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_steps_and_log_log_intervals_equal_survfit_of_r(kind, tmp_path):
    expected = reference(kind, "survival", "../cox/samples.csv", "survival.csv", tmp_path)
    for endpoint in ("time", "tied_time"):
        ours = kaplan_meier(SAMPLES[endpoint], SAMPLES["event"], SAMPLES["stratum"])
        steps = ours[ours["events"] > 0]
        there = expected[expected["what"] == endpoint]
        assert steps["group"].tolist() == there["of"].astype(int).tolist()
        assert steps["at_risk"].tolist() == there["at_risk"].tolist()
        for mine, yours in {
            "time": "time",
            "survival": "value",
            "ci_low": "low",
            "ci_high": "high",
        }.items():
            np.testing.assert_allclose(steps[mine], there[yours], rtol=1e-9, err_msg=mine)


def test_the_table_holds_no_time_of_censoring_but_the_end_of_follow_up():
    time, event, _ = followed(0)
    steps = kaplan_meier(time, event)
    assert set(steps["time"]) == {0.0, time.max(), *time[event == 1]}
    assert steps["time"].is_monotonic_increasing and steps["time"].is_unique
    assert steps["events"].sum() == event.sum()
    assert not steps.isin(time.index).any(axis=None)


def test_a_curve_starts_at_one_and_has_no_interval_once_it_is_zero():
    time = pd.Series([1.0, 2.0, 3.0], list("abc"))
    steps = kaplan_meier(time, pd.Series(1, time.index))
    assert steps["survival"].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert steps.loc[0, ["ci_low", "ci_high"]].tolist() == [1, 1]
    assert steps.loc[3, ["ci_low", "ci_high"]].isna().all()


def test_a_group_without_events_stays_at_one():
    time, event, _ = followed(1)
    group = pd.Series(np.where(event == 0, "censored", "mixed"), time.index)
    group.iloc[:10] = "mixed"
    steps = kaplan_meier(time, event, group)
    flat = steps[steps["group"] == "censored"]
    assert (flat[["survival", "ci_low", "ci_high"]] == 1).all(axis=None)
    assert len(flat) == 2


def test_numbers_at_risk_count_patients_and_know_nothing_beyond_follow_up():
    time, event, _ = followed(2)
    event[time == time.max()] = 0
    table = numbers_at_risk(time, event, at=[0, 12, 24, 10_000]).set_index("time")
    assert table.loc[0, "at_risk"] == len(time)
    assert table.loc[12, "at_risk"] == (time >= 12).sum()
    assert table.loc[24, "events"] == event[time <= 24].sum()
    assert table.loc[10_000, ["survival", "ci_low", "ci_high"]].isna().all()


def test_a_missing_group_leaves_the_patient_out():
    time, event, _ = followed(3)
    group = pd.Series("a", time.index)
    group.iloc[:20] = None
    assert numbers_at_risk(time, event, group, at=[0])["at_risk"].item() == len(time) - 20


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_weighted_estimate_is_that_of_the_drawn_patients(seed):
    time, event, _ = followed(seed, 30)
    event.iloc[0] = 1
    drawn = bootstrap_within(np.zeros(30), 5, seed)
    weights = np.array([np.bincount(patients, minlength=30) for patients in drawn])
    at = [0.5, 5, 20, 60]
    ours = product_limit(time.to_numpy(), event.to_numpy() == 1, weights, at)
    for row, patients in zip(ours, drawn, strict=True):
        sample = time.iloc[patients].set_axis(range(30)), event.iloc[patients].set_axis(range(30))
        if sample[1].any():
            steps = kaplan_meier(*sample)
            expected = steps["survival"].to_numpy()[np.searchsorted(steps["time"], at, "right") - 1]
            np.testing.assert_allclose(row, expected, atol=1e-12)


def test_follow_up_that_cannot_be_used_is_refused():
    time, event, _ = followed(0)
    for bad_time, bad_event, message in broken(time, event):
        if "order" not in message and "one side" not in message:
            with pytest.raises(ValueError, match=message):
                kaplan_meier(bad_time, bad_event)
    with pytest.raises(ValueError, match="does not stand on the samples"):
        kaplan_meier(time, event.iloc[::-1])
    with pytest.raises(ValueError, match="groups do not stand on the samples"):
        kaplan_meier(time, event, event.iloc[::-1])


@pytest.mark.parametrize("at", [-1.0, -1e-9, np.nan])
def test_patients_are_counted_from_time_0_on(at):
    time, event, _ = followed(4)
    with pytest.raises(ValueError, match=f"^no patient is counted at {at:g}: times run from 0"):
        numbers_at_risk(time, event, at=[12.0, at])
    assert numbers_at_risk(time, event, at=[0.0])["survival"].item() == 1


def test_groups_that_are_all_missing_are_refused():
    time, event, _ = followed(4)
    group = pd.Series(np.nan, time.index, dtype=object)
    for curves in (kaplan_meier, lambda *given: numbers_at_risk(*given, at=[12.0])):
        with pytest.raises(ValueError, match=r"^the group of all 120 samples is missing"):
            curves(time, event, group)
