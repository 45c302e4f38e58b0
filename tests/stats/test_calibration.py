"""Calibration and decision curves: cases worked by hand, simulated truth, broken input."""

import numpy as np
import pandas as pd
import pytest
from survival_cases import broken, followed

from resistbook.stats.prediction.calibration import (
    calibration_groups,
    calibration_slope,
    net_benefit,
)
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.kaplan_meier import kaplan_meier

AT = 24.0


def exponential(seed: int, n: int = 4000, stretch: float = 1.0):
    """Exponential times with known risks by 24 months, and predictions stretched around them."""
    rng = np.random.default_rng(seed)
    samples = [f"s{i}" for i in range(n)]
    predictor = pd.Series(rng.normal(0, 0.8, n), samples)
    death, end = rng.exponential(40 / np.exp(predictor)), rng.uniform(6, 80, n)
    time = pd.Series(np.minimum(death, end), samples, name="months")
    event = pd.Series((death <= end).astype(int), samples, name="death")
    risk = -np.expm1(-AT / 40 * np.exp(stretch * predictor))
    return risk.clip(upper=1 - 1e-12), time, event


def test_true_risks_are_calibrated_in_every_group_and_have_slope_and_ratio_one():
    risk, time, event = exponential(1)
    groups = calibration_groups(risk, time, event, at=AT, groups=10)
    assert groups["n"].tolist() == [400] * 10
    assert groups["predicted"].is_monotonic_increasing
    inside = groups["predicted"].between(groups["ci_low"], groups["ci_high"])
    assert inside.sum() >= 8
    fit = calibration_slope(risk, time, event, at=AT)
    assert fit["slope"] == pytest.approx(1, abs=0.1)
    assert fit["slope_ci_low"] < 1 < fit["slope_ci_high"]
    assert fit["ratio_ci_low"] < 1 < fit["ratio_ci_high"]


def test_predictions_twice_too_extreme_have_slope_one_half():
    fit = calibration_slope(*exponential(2, stretch=2.0), at=AT)
    assert fit["slope"] == pytest.approx(0.5, abs=0.06)
    assert fit["slope_ci_high"] < 0.7


def test_the_slope_uses_follow_up_until_the_time_only():
    risk, time, event = exponential(3)
    later = time.where(time <= AT, AT + 1 + time.rank())
    turned = event.where(time <= AT, 1 - event)
    ours, other = (
        calibration_slope(risk, t, e, at=AT) for t, e in ((time, event), (later, turned))
    )
    assert ours["slope"] == pytest.approx(other["slope"], rel=1e-9)
    predictor = np.log(-np.log1p(-risk)).to_frame("x").T
    fit = cox(predictor, time.clip(upper=AT), event.where(time <= AT, 0), per_sd=False)
    assert ours["slope_ci_low"] == pytest.approx(np.log(fit["ci_low"].item()), rel=1e-9)


def test_a_group_without_event_or_without_follow_up_has_no_interval():
    time = pd.Series([30.0, 30, 30, 5, 6, 7, 8, 26], list("abcdefgh"))
    event = pd.Series([0, 0, 0, 1, 1, 1, 0, 0], time.index)
    risk = pd.Series([0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9], time.index)
    groups = calibration_groups(
        risk.where(risk > 0.5, [0.1, 0.11, 0.12, 0.13] * 2), time, event, at=AT, groups=2
    )
    assert groups.loc[0, "observed"] == pytest.approx(0.25)
    assert groups.loc[1, "observed"] == pytest.approx(0.5)
    early = time.mask(time > 20, 9.0).where(risk > 0.5, time)
    gone = calibration_groups(risk, early, event, at=AT, groups=2)
    assert gone["observed"].isna().tolist() == [False, True] or len(gone) == 1


def test_equal_predictions_make_one_group_and_no_slope():
    _, time, event = exponential(4, n=100)
    flat = pd.Series(0.3, time.index)
    groups = calibration_groups(flat, time, event, at=AT)
    assert len(groups) == 1
    fit = calibration_slope(flat, time, event, at=AT)
    assert fit["flag"] == "constant gene"
    assert np.isnan(fit["slope"])


# Decision curves


def test_net_benefit_without_censoring_is_counted_by_hand():
    time = pd.Series([5.0, 6, 30, 31, 32, 7, 33, 34, 35, 36], list("abcdefghij"))
    event = pd.Series(1, time.index)
    risks = pd.DataFrame({"model": [0.9, 0.8, 0.7, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]}, time.index)
    table = net_benefit(risks, time, event, at=AT, thresholds=[0.25], n=10).set_index("model")
    assert table.loc["model", "net_benefit"] == pytest.approx(0.2 - 0.1 / 3)
    assert table.loc["all", "net_benefit"] == pytest.approx(0.3 - 0.7 / 3)
    assert table.loc["none", "net_benefit"] == 0
    assert table.loc["model", "treated"] == pytest.approx(0.3)
    assert table.loc["model", "over_all"] == pytest.approx(0.2 - 0.1 / 3 - (0.3 - 0.7 / 3))


def test_with_censoring_events_among_the_treated_are_those_of_kaplan_meier():
    risk, time, event = exponential(5, n=300)
    table = net_benefit(risk.to_frame("model"), time, event, at=AT, thresholds=[0.4], n=10)
    some = risk > 0.4
    steps = kaplan_meier(time[some], event[some])
    died = 1 - steps["survival"][steps["time"] <= AT].iloc[-1]
    expected = some.mean() * (died - (1 - died) * 0.4 / 0.6)
    assert table.set_index("model").loc["model", "net_benefit"] == pytest.approx(expected)


def test_treating_by_the_true_risk_beats_all_none_and_a_random_risk():
    risk, time, event = exponential(6, n=1500)
    shuffled = pd.Series(np.random.default_rng(0).permutation(risk), risk.index)
    table = net_benefit(
        pd.DataFrame({"true": risk, "random": shuffled}),
        time,
        event,
        at=AT,
        thresholds=[0.3, 0.5],
        n=100,
    )
    wide = table.pivot(index="threshold", columns="model", values="net_benefit")
    assert (wide.drop(columns="true").max(axis=1) < wide["true"]).all()
    assert (table["ci_low"] <= table["net_benefit"]).all()
    assert (table["net_benefit"] <= table["ci_high"]).all()


# Bad input


@pytest.mark.parametrize("function", [calibration_groups, calibration_slope])
def test_follow_up_and_risks_that_cannot_be_used_are_refused(function):
    time, event, rng = followed(0)
    risk = pd.Series(rng.uniform(0.1, 0.9, len(time)), time.index)
    for bad_time, bad_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            function(risk, bad_time, bad_event, at=AT)
        with pytest.raises(ValueError, match=message):
            net_benefit(risk.to_frame("m"), bad_time, bad_event, at=AT, thresholds=[0.2])
    with pytest.raises(ValueError, match=r"no calibration at 9000: .* ends at"):
        function(risk, time, event, at=9000)
    risk.iloc[4] = 1.2
    with pytest.raises(ValueError, match=r"risk of sample 's4' is 1.2; a predicted risk lies betw"):
        function(risk, time, event, at=AT)


def test_thresholds_and_names_that_make_no_curve_are_refused():
    time, event, rng = followed(0)
    risk = pd.Series(rng.uniform(0.1, 0.9, len(time)), time.index)
    with pytest.raises(ValueError, match="each must lie between 0 and 1"):
        net_benefit(risk.to_frame("m"), time, event, at=AT, thresholds=[0.2, 1.0])
    with pytest.raises(ValueError, match="may not be called 'all' or 'none'"):
        net_benefit(risk.to_frame("all"), time, event, at=AT, thresholds=[0.2])


def test_a_model_gains_nothing_over_itself_and_the_gain_is_the_difference():
    rng = np.random.default_rng(4)
    names = [f"s{i}" for i in range(120)]
    time = pd.Series(rng.uniform(1, 60, 120), names)
    event = pd.Series((rng.random(120) < 0.5).astype(int), names)
    risks = pd.DataFrame(rng.random((120, 2)), names, ["a", "b"])
    table = net_benefit(risks, time, event, at=AT, thresholds=[0.3], against="a", n=20)
    table = table.set_index("model")
    assert (table.loc["a", ["gain", "gain_low", "gain_high"]] == 0).all()
    difference = table.loc["b", "net_benefit"] - table.loc["a", "net_benefit"]
    assert table.loc["b", "gain"] == pytest.approx(difference)
    with pytest.raises(ValueError, match="against is 'c'"):
        net_benefit(risks, time, event, at=AT, thresholds=[0.3], against="c", n=20)


def test_a_group_without_events_until_then_has_no_interval_and_one_event_gives_it_one():
    names = [f"s{i}" for i in range(8)]
    risk = pd.Series([0.1, 0.11, 0.12, 0.13, 0.8, 0.81, 0.82, 0.83], names)
    time = pd.Series([30.0, 31, 32, 33, 5, 6, 34, 35], names)
    event = pd.Series([1, 1, 0, 0, 1, 0, 0, 0], names)
    groups = calibration_groups(risk, time, event, at=AT, groups=2)
    assert groups["events"].tolist() == [0, 1]
    assert groups["observed"].tolist() == pytest.approx([0.0, 0.25])
    assert groups.loc[0, ["ci_low", "ci_high"]].isna().all()
    assert groups.loc[1, "ci_low"] < 0.25 < groups.loc[1, "ci_high"]


def test_a_risk_at_the_threshold_is_not_above_it():
    names = [f"s{i}" for i in range(6)]
    time = pd.Series([5.0, 6, 30, 31, 32, 33], names)
    event = pd.Series([1, 1, 0, 0, 0, 0], names)
    risks = pd.DataFrame({"m": [0.5, 0.5, 0.2, 0.2, 0.2, 0.1]}, names)
    for threshold, share in [(0.19, 5 / 6), (0.2, 2 / 6), (0.5, 0.0)]:
        table = net_benefit(risks, time, event, at=AT, thresholds=[threshold], n=2)
        assert table.set_index("model").loc["m", "treated"] == pytest.approx(share)


@pytest.mark.parametrize("n", [0, -1])
def test_a_net_benefit_needs_a_bootstrap_sample(n):
    risk, time, event = exponential(7, n=60)
    with pytest.raises(ValueError, match=f"^n is {n}; intervals need at least one"):
        net_benefit(risk.to_frame("m"), time, event, at=AT, thresholds=[0.2], n=n)
    one = net_benefit(risk.to_frame("m"), time, event, at=AT, thresholds=[0.2], n=1)
    assert (one["ci_low"] == one["ci_high"]).all()
