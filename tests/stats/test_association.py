"""Partial correlations and adjusted differences agree with ordinary least squares."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from resistbook.stats.association import adjusted_difference, partial_correlation


def samples(n=60, seed=1, confounding=1.0):
    rng = np.random.default_rng(seed)
    ids = [f"s{i}" for i in range(n)]
    immune = rng.normal(size=n)
    scores = pd.DataFrame(rng.normal(size=(3, n)) + confounding * immune, columns=ids)
    scores.index = ["a", "b", "c"]
    target = pd.Series(confounding * immune + rng.normal(size=n), index=ids, name="basal")
    return scores, target, pd.DataFrame({"immune": immune}, index=ids)


def least_squares(y, basis):
    """Return coefficient, standard error and P of the last column, by the normal equations."""
    x = np.column_stack([np.ones(len(y)), basis])
    inverse = np.linalg.inv(x.T @ x)
    coefficient = inverse @ x.T @ y
    df = len(y) - x.shape[1]
    se = np.sqrt(np.sum((y - x @ coefficient) ** 2) / df * inverse[-1, -1])
    t = coefficient[-1] / se
    return coefficient[-1], se, 2 * stats.t.sf(abs(t), df), stats.t.ppf(0.975, df) * se


def test_a_correlation_that_a_covariate_makes_vanishes_when_it_is_held_equal():
    scores, target, covariates = samples(n=400, confounding=2.0)
    raw = partial_correlation(scores, target, covariates[[]])
    held = partial_correlation(scores, target, covariates)
    assert (raw["ci_low"] > 0.5).all()
    assert (held["estimate"].abs() < 0.15).all()


@given(st.integers(0, 50))
def test_p_of_a_partial_correlation_is_that_of_least_squares(seed):
    scores, target, covariates = samples(seed=seed)
    found = partial_correlation(scores, target, covariates)
    _, _, p, _ = least_squares(target, covariates.assign(score=scores.loc["b"]))
    assert found.loc["b", "p"] == pytest.approx(p)


@given(st.integers(0, 50))
def test_an_adjusted_difference_is_the_coefficient_of_least_squares(seed):
    scores, target, covariates = samples(seed=seed)
    group = (target > 0).astype(int)
    found = adjusted_difference(scores, group, covariates).loc["c"]
    in_sds = scores.loc["c"] / scores.loc["c"].std()
    estimate, se, p, margin = least_squares(in_sds, covariates.assign(group=group))
    assert found[["estimate", "se", "p"]].tolist() == pytest.approx([estimate, se, p])
    assert found["ci_low"] == pytest.approx(estimate - margin)
    assert found["ci_high"] == pytest.approx(estimate + margin)


def test_more_samples_show_smaller_effects():
    few, many = (partial_correlation(*samples(n=n))["detectable"].iloc[0] for n in (30, 300))
    assert many < few < 1


def test_a_group_that_the_covariates_determine_is_refused():
    scores, target, covariates = samples()
    group = (target > 0).astype(int)
    with pytest.raises(ValueError, match="determine the group"):
        adjusted_difference(scores, group, covariates.assign(copy=group))


def test_missing_covariates_are_refused_by_name():
    scores, target, covariates = samples()
    covariates.iloc[3, 0] = np.nan
    with pytest.raises(ValueError, match="'immune' is missing in 1"):
        partial_correlation(scores, target, covariates)


def test_other_samples_are_refused():
    scores, target, covariates = samples()
    with pytest.raises(ValueError, match="different samples"):
        partial_correlation(scores, target.iloc[::-1], covariates)


def test_the_interval_of_a_partial_correlation_is_fishers():
    scores, target, covariates = samples(n=30)
    covariates["age"] = np.arange(30.0)
    found = partial_correlation(scores, target, covariates, level=0.9).loc["a"]
    assert found["se"] == pytest.approx(1 / np.sqrt(30 - 2 - 3))
    assert found["z"] == pytest.approx(np.arctanh(found["estimate"]))
    margin = 1.6448536269514722 / 5
    assert found["ci_low"] == pytest.approx(np.tanh(found["z"] - margin))
    assert found["ci_high"] == pytest.approx(np.tanh(found["z"] + margin))
    assert found["detectable"] == pytest.approx(
        np.tanh((1.959963984540054 + 0.8416212335729143) / 5)
    )
    assert found["n"] == 30


def test_a_correlation_needs_four_samples_more_than_covariates():
    scores, target, covariates = samples(n=5)
    assert np.isfinite(partial_correlation(scores, target, covariates)["se"]).all()
    fewer = scores.iloc[:, :4], target.iloc[:4], covariates.iloc[:4]
    with pytest.raises(ValueError, match="4 samples are too few for 1 covariates; at least 5"):
        partial_correlation(*fewer)


def test_a_difference_counts_the_samples_of_both_groups_and_what_could_be_seen():
    scores, target, covariates = samples(n=50)
    group = target > target.quantile(0.7)
    found = adjusted_difference(scores, group, covariates).loc["a"]
    assert (found["n_1"], found["n_0"]) == (15, 35)
    assert found["detectable"] == pytest.approx(2.8015852181129683 * found["se"])


@pytest.mark.parametrize("codes", [[1, 2], [1, 1], [0, 0], [0, 2]])
def test_a_difference_needs_both_groups_and_no_other_code(codes):
    scores, target, covariates = samples()
    group = pd.Series(np.resize(codes, len(target)), target.index)
    with pytest.raises(ValueError, match="both 0 and 1 are needed"):
        adjusted_difference(scores, group, covariates)


def determined(n=60):
    scores, target, covariates = samples(n=n)
    covariates["age"] = np.random.default_rng(3).normal(60, 10, n)
    spent = {
        "sum": covariates["immune"] + 2 * covariates["age"],
        "nearly": covariates["age"] + 1e-12 * scores.loc["a"],
        "flat": pd.Series(0.1, target.index),
        "zero": pd.Series(0.0, target.index),
    }
    return pd.concat([scores, pd.DataFrame(spent).T]), target, covariates


@pytest.mark.filterwarnings("error")
def test_a_score_that_the_covariates_determine_has_no_correlation():
    scores, target, covariates = determined()
    found = partial_correlation(scores, target, covariates)
    spent = found.loc[["sum", "nearly", "flat", "zero"]]
    assert spent[["estimate", "ci_low", "ci_high", "z", "p"]].isna().all(axis=None)
    assert spent[["se", "n", "detectable"]].notna().all(axis=None)
    pd.testing.assert_frame_equal(
        found.loc[list("abc")], partial_correlation(scores.loc[list("abc")], target, covariates)
    )


def test_a_score_of_which_little_is_left_still_has_its_correlation():
    scores, target, covariates = determined()
    little = covariates["age"] + 1e-5 * scores.loc["a"]
    found = partial_correlation(little.to_frame("little").T, target, covariates)
    whole = partial_correlation(scores, target, covariates)
    assert found.loc["little", "p"] == pytest.approx(whole.loc["a", "p"], rel=1e-3)


@pytest.mark.parametrize("name", ["sum", "flat", "zero"])
def test_a_target_that_is_constant_or_determined_is_refused(name):
    scores, _, covariates = determined()
    goal = scores.loc[name].rename("basal")
    with pytest.raises(
        ValueError, match=r"^target \(column 'basal'\) is constant or determined by the covariates"
    ):
        partial_correlation(scores, goal, covariates)


def test_a_covariate_that_says_nothing_new_changes_no_correlation():
    scores, target, covariates = samples(n=12)
    again = covariates.assign(twice=2 * covariates["immune"], more=covariates["immune"] + 1, one=1)
    pd.testing.assert_frame_equal(
        partial_correlation(scores, target, again), partial_correlation(scores, target, covariates)
    )


@pytest.mark.filterwarnings("error")
def test_a_score_that_the_covariates_determine_has_no_difference():
    scores, target, covariates = determined()
    group = (target > 0).astype(int)
    found = adjusted_difference(scores, group, covariates)
    spent = found.loc[["sum", "nearly", "flat", "zero"]]
    columns = ["estimate", "se", "ci_low", "ci_high", "p", "detectable"]
    assert spent[columns].isna().all(axis=None)
    assert (spent["n_1"] + spent["n_0"] == len(target)).all()
    pd.testing.assert_frame_equal(
        found.loc[list("abc")], adjusted_difference(scores.loc[list("abc")], group, covariates)
    )


def test_a_difference_needs_three_samples_more_than_covariates():
    scores, target, covariates = samples(n=4)
    group = pd.Series([0, 1, 0, 1], target.index)
    found = adjusted_difference(scores, group, covariates)
    assert np.isfinite(found.drop(columns=["n_1", "n_0"])).all(axis=None)
    three = group.index[:3]
    with pytest.raises(ValueError, match=r"^3 samples are too few for 1 covariates; at least 4"):
        adjusted_difference(scores[three], group[three], covariates.loc[three])
    pair = group.index[:2]
    with pytest.raises(ValueError, match=r"^2 samples are too few for 0 covariates; at least 3"):
        adjusted_difference(scores[pair], group[pair], covariates.loc[pair, []])


def test_groups_are_printed_as_plain_numbers():
    scores, target, covariates = samples()
    with pytest.raises(ValueError, match=r"^groups are \[0\.0, 2\.0\]; both"):
        adjusted_difference(scores, 2 * (target > 0), covariates)
