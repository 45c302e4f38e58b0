"""Proportional hazards: R's values in print, simulated truth, strata, broken input."""

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_rossi
from survival_cases import broken, followed

from resistbook.stats.survival.proportional_hazards import proportional_hazards


def weibull(seed, n=600, shapes=(1.0, 1.0)):
    """Two groups with Weibull times of their own shape: other shapes, other ratios over time."""
    rng = np.random.default_rng(seed)
    group = pd.Series(rng.integers(0, 2, n), name="group")
    shape, scale = np.where(group == 1, shapes[1], shapes[0]), np.where(group == 1, 30.0, 40.0)
    death, end = scale * rng.weibull(shape), rng.uniform(5, 90, n)
    time = pd.Series(np.minimum(death, end).round(1) + 0.1)
    return group.to_frame(), time, pd.Series((death <= end).astype(int))


def test_rossi_s_prisoners_have_the_values_that_r_gave():
    """`cox.zph` in Fox J, Cox Proportional-Hazards Regression for Survival Data, 2002."""
    data = load_rossi()
    found = proportional_hazards(data[["fin", "age", "prio"]], data["week"], data["arrest"])
    assert found["correlation"].to_numpy() == pytest.approx(
        [-0.00657, -0.20976, -0.08004], rel=1e-3
    )
    assert found["chi_square"].to_numpy() == pytest.approx([0.00507, 6.54118, 0.77263], rel=1e-3)
    assert found["p"].to_numpy() == pytest.approx([0.9433, 0.0105, 0.3794], rel=4e-3)


def test_a_ratio_that_falls_with_time_is_found_and_a_constant_one_is_not():
    falling = proportional_hazards(*weibull(1, shapes=(1.0, 0.6))).loc["group"]
    assert falling["p"] < 0.001
    assert falling["correlation"] < 0
    p = [proportional_hazards(*weibull(seed, n=200)).loc["group", "p"] for seed in range(100)]
    assert 0 < np.mean(np.array(p) < 0.05) < 0.12


def test_baseline_hazards_that_differ_are_no_change_of_the_ratio_within_strata():
    group, time, event = weibull(2, shapes=(1.0, 0.6))
    noise = pd.DataFrame({"noise": np.random.default_rng(2).normal(size=len(time))})
    found = proportional_hazards(noise, time, event, strata=group["group"].astype(str))
    alone = proportional_hazards(noise, time, event, strata=pd.Series("all", time.index))
    same = proportional_hazards(noise, time, event)
    pd.testing.assert_frame_equal(alone, same)
    assert found.loc["noise", "chi_square"] != pytest.approx(same.loc["noise", "chi_square"])


def test_follow_up_that_cannot_be_used_is_refused():
    time, event, rng = followed(3)
    table = pd.DataFrame({"x": rng.normal(size=len(time))}, time.index)
    for wrong_time, wrong_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            proportional_hazards(table, wrong_time, wrong_event)
