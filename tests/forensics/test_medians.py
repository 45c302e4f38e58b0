"""Printed medians: R, lifelines, exact probabilities, seeds and workers, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference
from scipy import stats

from resistbook.forensics import medians
from resistbook.forensics.medians import simulate_medians
from resistbook.forensics.printed import ImpossibleError
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.two_arms import kaplan_meier_median, log_rank, two_arm_cox

TRIALS = pd.read_csv(REFERENCE / "log_rank" / "trials.csv")


def drawn(seed: int, trials: int = 6, n: int = 30, months: bool = True):
    """Censored trials of two arms, times in whole months (with ties) or not."""
    rng = np.random.default_rng(seed)
    time = rng.exponential(8, (trials, n))
    event = rng.random((trials, n)) < 0.7
    return np.ceil(time) if months else time, event, rng.permutation(n) < rng.integers(5, n - 5)


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_log_rank_hazard_ratio_and_median_equal_the_survival_package_of_r(kind, tmp_path):
    """Twenty-four trials: with and without ties, censored or all followed to the end."""
    theirs = reference(kind, "log_rank", "trials.csv", "survival.csv", tmp_path)
    assert len(theirs) == 24
    for trial, expected in theirs.set_index("trial").iterrows():
        one = TRIALS[TRIALS["trial"] == trial]
        outcome = one["time"], one["event"]
        statistic, _ = log_rank(*outcome, one["first"])
        assert statistic**2 == pytest.approx(expected["chi_square"], rel=1e-8)
        assert two_arm_cox(*outcome, one["first"]) == pytest.approx(
            expected["log_hazard_ratio"], rel=1e-8
        )
        arm = one[one["first"] == 1]
        assert kaplan_meier_median(arm["time"], arm["event"]) == pytest.approx(
            expected["median"], rel=1e-12
        )


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.booleans())
def test_log_rank_of_many_trials_equals_lifelines_one_by_one(seed, months):
    time, event, first = drawn(seed, months=months)
    statistic, p = log_rank(time, event, first)
    for i, (t, e) in enumerate(zip(time, event, strict=True)):
        theirs = logrank_test(t[first], t[~first], e[first], e[~first])
        assert statistic[i] ** 2 == pytest.approx(theirs.test_statistic, rel=1e-8, abs=1e-10)
        assert p[i] == pytest.approx(theirs.p_value, rel=1e-8)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_the_median_equals_lifelines_where_the_curve_does_not_rest_on_one_half(seed):
    time, event, _ = drawn(seed)
    for ours, t, e in zip(kaplan_meier_median(time, event), time, event, strict=True):
        curve = KaplanMeierFitter().fit(t, e)
        if not np.isclose(curve.survival_function_["KM_estimate"], 0.5).any():
            assert ours == curve.median_survival_time_


def test_the_hazard_ratio_equals_cox_of_this_package_without_ties():
    time, event, first = drawn(1, trials=5, n=40, months=False)
    for ours, t, e in zip(two_arm_cox(time, event, first), time, event, strict=True):
        theirs = cox(
            pd.DataFrame([first.astype(float)]), pd.Series(t), pd.Series(e * 1), per_sd=False
        )
        assert ours == pytest.approx(theirs["log_hazard_ratio"].item(), rel=1e-8)


@settings(max_examples=40)
@given(st.integers(0, 10**6))
def test_changing_the_arms_changes_signs_only(seed):
    time, event, first = drawn(seed)
    (ours, p), (turned, same) = log_rank(time, event, first), log_rank(time, event, ~first)
    np.testing.assert_allclose(ours, -turned, atol=1e-9)
    np.testing.assert_allclose(p, same)
    np.testing.assert_allclose(
        two_arm_cox(time, event, first), -two_arm_cox(time, event, ~first), atol=1e-8
    )


def test_a_trial_without_information_has_no_statistic():
    time = np.arange(1.0, 7)
    assert np.isnan(log_rank(time, np.zeros(6), time < 4)[0])
    assert np.isnan(two_arm_cox(time, np.zeros(6), time < 4))
    assert np.isnan(log_rank(time, time < 2, np.ones(6))[1])


def test_arms_with_events_on_one_side_only_have_an_infinite_hazard_ratio():
    time, first = np.arange(1.0, 9), np.arange(8) < 4
    assert two_arm_cox(time, first, first) == np.inf
    assert two_arm_cox(time, first, ~first) == -np.inf


def test_the_median_is_infinite_until_half_have_had_the_event():
    time = np.arange(1.0, 6)
    assert kaplan_meier_median(time, time < 3) == np.inf
    assert kaplan_meier_median(time, time < 4) == 3


def test_a_curve_level_at_one_half_has_its_median_in_the_middle():
    assert kaplan_meier_median(np.array([1.0, 2, 4, 7]), np.ones(4)) == 3


def test_a_missing_time_is_refused():
    with pytest.raises(ValueError, match="a time is missing"):
        log_rank(np.array([1.0, np.nan]), np.ones(2), np.array([True, False]))


QUICK = {"p_below": 0.05, "n1": 20, "n2": 24, "simulations": 4000}


def simulated(first="5", second="9", **options) -> pd.Series:
    return simulate_medians(first, second, **(QUICK | options)).iloc[0]


@pytest.mark.parametrize("bound", [0.01, 0.05, 0.2])
def test_under_equal_medians_power_is_the_bound(bound):
    row = simulated("6", "6", p_below=bound, n1=60, n2=60, simulations=8000)
    assert row["power"] == pytest.approx(bound, abs=4 * np.sqrt(bound / 8000))
    assert np.isnan(row["type_m"])
    assert np.isnan(row["type_s"])


def test_power_of_a_large_trial_is_as_schoenfeld_has_it():
    """282 events are needed for 80% power at hazard ratio 1.4, P < .05."""
    row = simulated("10", "14", n1=142, n2=142, simulations=6000)
    assert row["events"] == 284
    assert row["power"] == pytest.approx(0.80, abs=0.025)


def test_medians_match_as_often_as_order_statistics_say():
    """The median of 5 exponential times is the third: its distribution is a beta's."""
    bounds = 0.5 ** (np.array([5.5, 6.5]) / 6)
    third = stats.beta(3, 3)
    expected = third.cdf(bounds[0]) - third.cdf(bounds[1])
    row = simulated("6", "6", n1=5, n2=5, simulations=40_000)
    assert row["medians"] == pytest.approx(expected**2, abs=4 * np.sqrt(expected**2 / 40_000))


@pytest.mark.parametrize("shape", [0.7, 1.0, 1.6])
def test_loss_and_the_end_of_the_study_censor_as_declared(shape):
    options = {"follow_up": 12.0, "accrual": 6.0, "shapes": [shape], "simulations": 20_000}
    admin = simulated("6", "6", **options)
    survival = 0.5 ** ((np.linspace(6, 12, 2001) / 6) ** shape)
    assert admin["events"] == pytest.approx(44 * (1 - survival.mean()), rel=5e-3)
    for arm, size in ((0, 20), (1, 24)):
        shares = [0.0, 0.0]
        shares[arm] = 0.3
        rate = medians._loss_rate(0.3, 6.0, shape, plan(12.0, 6.0))
        rng = np.random.default_rng(arm)
        event = 6 * (rng.exponential(size=200_000) / np.log(2)) ** (1 / shape)
        leaving, end = rng.exponential(1 / rate, 200_000), 12 - 6 * rng.random(200_000)
        assert (leaving < np.minimum(event, end)).mean() == pytest.approx(0.3, abs=0.005)
        fewer = simulated("6", "6", lost=tuple(shares), **options)
        share = (event < np.minimum(leaving, end)).mean()
        other = admin["events"] / 44 * (44 - size)
        assert fewer["events"] == pytest.approx(other + size * share, rel=0.01)


def plan(follow_up: float, accrual: float) -> medians._Plan:
    return medians._Plan((), (), 0.05, follow_up, accrual, (0.3, 0.3), 1, 1, 0.95)


def test_what_is_rare_together_is_no_more_frequent_than_either():
    table = simulate_medians("5", "9", 12, p_below=0.2, simulations=2000)
    assert (table["attainable"] <= table[["power", "medians"]].min(axis=1)).all()
    np.testing.assert_allclose(
        (table["power_given_medians"] * table["medians"]).fillna(0), table["attainable"]
    )
    for name in ("power", "medians", "attainable", "type_s", "type_m"):
        known = table[table[name].notna() & table[f"{name}_low"].notna()]
        assert (
            (known[f"{name}_low"] <= known[name]) & (known[name] <= known[f"{name}_high"])
        ).all()


def test_the_stricter_the_bound_the_larger_the_exaggeration():
    strict, lax = (simulated(p_below=bound) for bound in (0.002, 0.2))
    assert strict["power"] < lax["power"]
    assert strict["type_m_low"] > lax["type_m_high"]
    assert simulated(p_below=1.0)["type_m"] < lax["type_m"]


def test_a_large_trial_does_not_exaggerate():
    row = simulated("5", "9", n1=400, n2=400, simulations=500)
    assert row["power"] == 1
    assert row["type_m"] == pytest.approx(1, abs=0.02)
    assert row["hazard_ratio_if_below"] == pytest.approx(row["hazard_ratio"], rel=0.02)
    assert row["type_s"] == 0


def test_a_small_effect_in_a_small_trial_is_often_significant_the_wrong_way_round():
    row = simulated("6", "6.3", n1=15, n2=15, simulations=8000)
    assert row["type_s_low"] > 0.15


def test_the_implied_hazard_ratio_is_the_ratio_of_medians_to_the_power_of_the_shape():
    table = simulate_medians("5", "9", **(QUICK | {"simulations": 10}), shapes=[0.5, 1, 2])
    np.testing.assert_allclose(table["hazard_ratio"], 1.8 ** np.array([0.5, 1, 2]))


def test_other_truths_than_the_printed_medians_move_power_and_not_what_counts_as_printed():
    same, apart = simulated(), simulated(truth=(4.0, 14.0))
    assert simulated(truth=(5.0, 9.0)).equals(same)
    assert apart["hazard_ratio"] == pytest.approx(3.5)
    assert apart["power"] > same["power"]
    assert apart["medians"] < same["medians"]
    with pytest.raises(ImpossibleError, match="true median 0 is not a time above 0"):
        simulated(truth=(0.0, 9.0))


def test_numbers_do_not_depend_on_workers_or_on_what_else_is_asked():
    options = {"p_below": 0.1, "simulations": 300, "follow_up": 20.0, "accrual": 5.0, "lost": 0.1}
    alone = simulate_medians("5", "9", 8, shapes=[1.0, 1.3], **options)
    shared = simulate_medians("5", "9", 8, shapes=[1.0, 1.3], workers=2, **options)
    pd.testing.assert_frame_equal(alone, shared, check_exact=True)
    one = simulate_medians("5", "9", n1=3, n2=5, shapes=[1.3], **options)
    where = (alone["n1"] == 3) & (alone["shape"] == 1.3)
    pd.testing.assert_frame_equal(one, alone[where].reset_index(drop=True), check_exact=True)


def test_numbers_do_not_depend_on_the_size_of_a_block(monkeypatch):
    whole = simulated(simulations=500)
    monkeypatch.setattr(medians, "BLOCK", 44 * 70)
    pd.testing.assert_series_equal(simulated(simulations=500), whole, rtol=1e-12)


def test_another_seed_gives_other_numbers_within_the_interval():
    one, other = simulated(seed=1), simulated(seed=2)
    assert one["power"] != other["power"]
    assert one["power_low"] - 0.02 < other["power"] < one["power_high"] + 0.02


def test_study_4_medians_of_6_and_14_months_in_18_and_16_patients():
    """Beside 10,000 trials drawn and tested in R with rexp, survdiff and coxph (seed 7)."""
    row = simulated("6", "14", n1=18, n2=16, p_below=0.002, simulations=20_000)
    assert row["hazard_ratio"] == pytest.approx(14 / 6)
    assert row["events"] == 34
    assert row["power"] == pytest.approx(0.2103, abs=0.015)
    assert row["medians"] == pytest.approx(0.0173, abs=0.005)
    assert row["attainable"] == pytest.approx(0.0010, abs=0.0012)
    assert row["type_m"] == pytest.approx(1.728, abs=0.02)


def test_loss_without_an_end_of_the_study_is_as_declared():
    """Of two exponential clocks the loss is first with the share of its rate."""
    assert medians._loss_rate(0.25, 6.0, 1.0, plan(np.inf, 0.0)) == pytest.approx(np.log(2) / 18)
    row = simulated("6", "6", lost=0.25, simulations=10_000)
    assert row["events"] == pytest.approx(0.75 * 44, rel=0.01)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"first": "-6"}, "median -6 is not a time above 0"),
        ({"second": "0"}, "median 0 is not a time above 0"),
        ({"first": 6.0}, r"median 6\.0 is a float"),
        ({"n1": 0}, "n1 = 0"),
        ({"n2": None}, "give the total n, or the sizes of both groups"),
        ({"p_below": 0}, "P bound 0 lies outside"),
        ({"follow_up": 8.0}, "median 9 lies beyond the follow-up of 8"),
        ({"accrual": 3.0}, "accrual needs a follow-up"),
        ({"follow_up": 12.0, "accrual": 12.0}, "accrual 12 is not from 0 to below the follow-up"),
        ({"lost": 1.0}, "share lost 1 lies outside"),
        ({"lost": (0.1, -0.1)}, r"share lost -0\.1 lies outside"),
        ({"shapes": [0.0]}, "shape 0 is not above 0"),
        ({"simulations": 0}, "0 simulations; at least 1"),
        ({"seed": -1}, "seed -1 is below 0"),
        ({"workers": 0}, "0 workers; at least 1 is needed"),
    ],
)
def test_impossible_input_is_refused_with_its_value(options, message):
    sound = {"first": "5", "second": "9", **QUICK, "simulations": 5}
    assert len(simulate_medians(**sound)) == 1
    with pytest.raises(ImpossibleError, match=message):
        simulate_medians(**(sound | options))


def test_a_median_that_was_not_reached_is_simulated_as_the_follow_up():
    asked = {"n1": 20, "n2": 20, "p_below": 0.05, "follow_up": 30.0, "simulations": 200}
    ours = simulate_medians("12", "NR", **asked)
    same = simulate_medians("12", "30", truth=(12.0, 30.0), **asked)
    assert ours["power"].item() == same["power"].item()
    assert ours["hazard_ratio"].item() == pytest.approx(30 / 12)
    for word in ("not reached", "NE", "n.r."):
        assert simulate_medians("12", word, **asked)["medians"].item() == ours["medians"].item()
    with pytest.raises(ImpossibleError, match="needs the follow-up"):
        simulate_medians("12", "NR", n1=20, n2=20, p_below=0.05)


def test_a_simulation_tells_how_far_it_is_and_refuses_what_would_never_end():
    told = []
    simulate_medians(
        "6", "14", 4, p_below=0.5, simulations=5, progress=lambda *done: told.append(done)
    )
    assert told == [(1, 3), (2, 3), (3, 3)]
    with pytest.raises(ImpossibleError, match="patients would be simulated"):
        simulate_medians("6", "14", 20_000, p_below=0.5)
