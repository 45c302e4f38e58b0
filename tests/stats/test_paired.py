"""Paired differences: R's values, missing values, adjustment, degenerate input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress

from resistbook.stats.expression.paired import paired_difference

FIRST = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
SECOND = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
MOVED = [1, 3, 2, 5, 4, 0, 2, 7, 1, 3]
PATIENTS = range(10)
PAIRS = pd.DataFrame(
    {
        "patient": PATIENTS,
        "before": [f"b{i}" for i in PATIENTS],
        "after": [f"a{i}" for i in PATIENTS],
    }
)
SAMPLES = [*PAIRS["before"], *PAIRS["after"]]


@pytest.fixture
def sleep() -> pd.DataFrame:
    """R's data set sleep: hours of extra sleep of ten people under two drugs."""
    return pd.DataFrame([[*FIRST, *SECOND]], ["extra"], SAMPLES)


@pytest.fixture
def stroma() -> pd.Series:
    """A covariate that starts at ten levels and moves by MOVED."""
    start = np.arange(10.0)
    return pd.Series([*start, *(start + MOVED)], SAMPLES)


def test_the_paired_t_test_equals_that_of_r(sleep):
    found = paired_difference(sleep, PAIRS).loc["extra"]
    unit = 1.789009657759
    assert found[["n", "df"]].tolist() == [10, 9]
    assert found["t"] == pytest.approx(4.062127683382, rel=1e-10)
    assert found["p"] == pytest.approx(0.002832890197, rel=1e-9)
    in_hours = found[["ci_low", "effect", "ci_high"]] * unit
    np.testing.assert_allclose(in_hours, [0.700114236723, 1.58, 2.459885763277], rtol=1e-10)
    assert found["effect"] / found["standard_error"] == pytest.approx(found["t"])


def test_the_adjusted_difference_equals_the_intercept_of_r_s_regression(sleep, stroma):
    found = paired_difference(sleep, PAIRS, covariate=stroma).loc["extra"]
    unit = 1.789009657759
    assert found[["n", "df"]].tolist() == [10, 8]
    in_hours = found[["effect", "standard_error", "ci_low", "ci_high"]] * unit
    expected = [2.1979797980, 0.6597817744, 0.6765202979, 3.7194392981]
    np.testing.assert_allclose(in_hours, expected, rtol=1e-9)
    assert found["t"] == pytest.approx(3.331373923, rel=1e-9)
    assert found["p"] == pytest.approx(0.01036320652, rel=1e-9)
    assert found["slope_p"] == pytest.approx(0.28370916336, rel=1e-9)
    per_unit = found["slope"] * unit / np.std(np.arange(10), ddof=1)
    assert per_unit == pytest.approx(-0.2207070707, rel=1e-9)


def test_a_rise_that_follows_the_covariate_vanishes_when_it_is_adjusted(stroma):
    noise = np.random.default_rng(2).normal(0, 0.1, len(stroma))
    scores = pd.DataFrame([2 * stroma + noise], ["emt"])
    assert paired_difference(scores, PAIRS).loc["emt", "ci_low"] > 0
    adjusted = paired_difference(scores, PAIRS, covariate=stroma).loc["emt"]
    assert adjusted["ci_low"] < 0 < adjusted["ci_high"]
    assert adjusted["slope"] == pytest.approx(1, abs=0.05)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), scale=st.floats(0.01, 100), shift=st.floats(-50, 50))
def test_neither_scale_nor_order_of_patients_matters(seed, scale, shift):
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(rng.normal(size=(2, 20)), ["x", "y"], SAMPLES)
    covariate = pd.Series(rng.normal(size=20), SAMPLES)
    found = paired_difference(scores, PAIRS, covariate=covariate)
    other = paired_difference(
        scores * scale + shift, PAIRS.sample(frac=1, random_state=seed), covariate=covariate * 3 - 1
    )
    pd.testing.assert_frame_equal(found, other, rtol=1e-6, atol=1e-8)
    fit = linregress(
        covariate[PAIRS["after"]].to_numpy() - covariate[PAIRS["before"]].to_numpy(),
        scores.loc["x", PAIRS["after"]].to_numpy() - scores.loc["x", PAIRS["before"]].to_numpy(),
    )
    assert found.loc["x", "t"] == pytest.approx(fit.intercept / fit.intercept_stderr, rel=1e-6)


def test_a_patient_without_a_value_is_left_out_for_that_item_only(sleep, stroma):
    scores = pd.concat([sleep, sleep.rename({"extra": "holed"})])
    scores.loc["holed", ["b0", "a3"]] = np.nan
    found = paired_difference(scores, PAIRS)
    assert found["n"].tolist() == [10, 8]
    kept = PAIRS.drop([0, 3])
    pd.testing.assert_series_equal(
        found.loc["holed"], paired_difference(sleep, kept).loc["extra"], check_names=False
    )
    stroma["a5"] = np.nan
    assert paired_difference(scores, PAIRS, covariate=stroma)["n"].tolist() == [9, 7]


def test_an_item_that_could_not_be_scored_is_missing(sleep):
    scores = pd.concat([sleep, sleep.rename({"extra": "absent"}) * np.nan])
    found = paired_difference(scores, PAIRS)
    assert found.loc["absent", "n"] == 0
    assert found.loc["absent"].drop("n").isna().all()
    assert found.loc["extra"].notna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s, p: (s, p.drop(columns="after")), "lack column 'after'"),
        (lambda s, p: (s, p.assign(patient=1)), "patient of the pairs 1 stands twice"),
        (lambda s, p: (s, p.assign(after=p["before"])), "sample of the pairs 'b0' stands twice"),
        (lambda s, p: (s.drop(columns="a4"), p), "'a4' of the pairs is not in the scores"),
        (lambda s, p: (pd.concat([s, s]), p), "item of the scores 'extra' stands twice"),
        (lambda s, p: (s, p.head(2)), "2 pairs are too few"),
        (lambda s, p: (s * 0 + 1, p), "'extra' does not vary before treatment"),
        (
            lambda s, p: (pd.DataFrame([[*FIRST, *np.add(FIRST, 1)]], ["extra"], SAMPLES), p),
            "'extra' changes by the same amount",
        ),
    ],
)
def test_pairs_and_scores_that_cannot_be_used_are_named(change, message, sleep):
    with pytest.raises(ValueError, match=message):
        paired_difference(*change(sleep, PAIRS))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.drop("a2"), "'a2' of the pairs is not in the covariate"),
        (lambda c: c.mask(c.index.str.startswith("a"), c.iloc[:10].tolist() * 2), "same amount"),
        (lambda c: c.mask(c.index.str.startswith("b"), 1.0), "does not vary before"),
    ],
)
def test_a_covariate_that_cannot_be_used_is_named(change, message, sleep, stroma):
    with pytest.raises(ValueError, match=message):
        paired_difference(sleep, PAIRS, covariate=change(stroma))
