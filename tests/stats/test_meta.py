"""Means over cohorts: metafor, a published example, the boundary, degenerate input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference

from resistbook.stats.meta.common_effect import common_effect
from resistbook.stats.meta.random_effects import pooled_c, random_effects

OPTIONS = {"adhoc": {}, "knha": {"ad_hoc": False}, "z": {"hartung_knapp": False}}

# Thirteen trials of BCG vaccine against tuberculosis (Colditz 1994): cases and others among the
# vaccinated, cases and others among controls.
BCG = np.array(
    [
        (4, 119, 11, 128),
        (6, 300, 29, 274),
        (3, 228, 11, 209),
        (62, 13536, 248, 12619),
        (33, 5036, 47, 5761),
        (180, 1361, 372, 1079),
        (8, 2537, 10, 619),
        (505, 87886, 499, 87892),
        (29, 7470, 45, 7232),
        (17, 1699, 65, 1600),
        (186, 50448, 141, 27197),
        (5, 2493, 3, 2338),
        (27, 16886, 29, 17825),
    ]
).T


def bcg() -> tuple[np.ndarray, np.ndarray]:
    """Return the log risk ratios of the trials and their standard errors, one item."""
    cases, others, control_cases, control_others = BCG
    treated, controls = cases + others, control_cases + control_others
    log_risk_ratio = np.log(cases / treated) - np.log(control_cases / controls)
    error = np.sqrt(1 / cases - 1 / treated + 1 / control_cases - 1 / controls)
    return log_risk_ratio[None], error[None]


def effects() -> tuple[pd.DataFrame, pd.DataFrame]:
    long = pd.read_csv(REFERENCE / "meta" / "effects.csv")
    effect, error = (
        long.pivot_table(column, index="item", columns="cohort")
        for column in ("effect", "standard_error")
    )
    return effect, error


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_every_column_equals_metafor(kind, tmp_path):
    theirs = reference(kind, "meta", "effects.csv", "metafor.csv", tmp_path).set_index("item")
    boundary = theirs["tau2"] == 0
    assert 20 < boundary.sum() < len(theirs) - 20
    for (method, test), expected in theirs.groupby(["method", "test"]):
        ours = random_effects(*effects(), method=method, **OPTIONS[test])
        np.testing.assert_allclose(ours["tau2"], expected["tau2"], rtol=1e-8, atol=1e-12)
        for column in ours:
            np.testing.assert_allclose(
                ours[column], expected[column], rtol=1e-8, atol=1e-10, err_msg=column
            )


def test_the_bcg_trials_as_published_by_viechtbauer_2010():
    result = random_effects(*bcg(), hartung_knapp=False).loc[0]
    published = {
        "estimate": -0.7145,
        "standard_error": 0.1798,
        "ci_low": -1.0669,
        "ci_high": -0.3622,
        "tau2": 0.3132,
        "q": 152.2330,
    }
    assert result[list(published)].to_dict() == pytest.approx(published, abs=5e-5)
    assert result["i2"] == pytest.approx(92.22, abs=5e-3)


def test_one_cohort_passes_its_own_estimate_on():
    result = random_effects([[np.nan, 0.5]], [[np.nan, 0.2]]).loc[0]
    half = 1.959963984540054 * 0.2
    expected = {"k": 1, "estimate": 0.5, "standard_error": 0.2}
    expected |= {"ci_low": 0.5 - half, "ci_high": 0.5 + half, "p": 0.012419330651552318}
    assert result[list(expected)].to_dict() == pytest.approx(expected)
    assert result.drop(list(expected)).isna().all()


def test_an_item_without_cohorts_is_nan():
    result = random_effects([[np.nan, np.nan]], [[np.nan, np.nan]]).loc[0]
    assert result["k"] == 0
    assert result.drop("k").isna().all()


def test_a_table_without_items_gives_a_table_without_rows():
    assert random_effects(np.empty((0, 3)), np.empty((0, 3))).shape == (0, 12)


def test_the_ad_hoc_correction_only_ever_lengthens_an_interval():
    plain, corrected = (random_effects(*effects(), ad_hoc=flag) for flag in (False, True))
    ratio = corrected["standard_error"] / plain["standard_error"]
    assert (ratio >= 1 - 1e-12).all()
    assert (ratio > 1.1).any()
    wald = random_effects(*effects(), hartung_knapp=False)
    assert (corrected["standard_error"] >= wald["standard_error"] * (1 - 1e-12)).all()


@pytest.mark.parametrize(
    ("y", "se", "at_the_boundary"),
    [
        ([0.35, -2.37, 0.44], [0.21, 0.85, 0.17], False),
        ([1.25, -5.03, 1.37], [0.05, 2.68, 0.96], True),
    ],
)
def test_the_higher_of_two_maxima_of_the_restricted_likelihood_is_taken(y, se, at_the_boundary):
    tau2 = np.concatenate([[0], np.geomspace(1e-4, 100, 20_000)])
    w = 1 / (np.square(se) + tau2[:, None])
    total = w.sum(axis=1)
    scatter = (w * (y - (w * y).sum(axis=1, keepdims=True) / total[:, None]) ** 2).sum(axis=1)
    likelihood = np.log(w).sum(axis=1) - np.log(total) - scatter
    fall = np.concatenate([[True], np.diff(likelihood) < 0])
    assert (fall[1:] & ~fall[:-1]).any(), "an inner maximum"
    assert fall[1], "and one at 0"
    best = tau2[np.argmax(likelihood)]
    assert (best == 0) == at_the_boundary
    assert random_effects([y], [se]).loc[0, "tau2"] == pytest.approx(best, rel=1e-3)


def test_of_twenty_thousand_items_without_an_effect_the_intervals_miss_one_in_twenty():
    rng = np.random.default_rng(3)
    se = rng.uniform(0.1, 2, (20_000, 8))
    y = rng.normal(0, se)
    result = random_effects(y, se)
    assert 0.3 < (result["tau2"] == 0).mean() < 0.8
    assert 0.93 < ((result["ci_low"] < 0) & (result["ci_high"] > 0)).mean() < 0.99


FINITE = st.floats(-3, 3)
ERRORS = st.floats(0.05, 2)


@settings(max_examples=50)
@given(FINITE, arrays(float, 5, elements=ERRORS), st.sampled_from(["REML", "PM"]))
def test_identical_studies_have_no_variance_between_them(effect, se, method):
    result = random_effects([np.full(5, effect)], [se], method=method).loc[0]
    assert result["tau2"] == 0
    assert result["estimate"] == pytest.approx(effect, abs=1e-12)
    assert result["standard_error"] == pytest.approx((1 / se**2).sum() ** -0.5)


@settings(max_examples=50)
@given(
    arrays(float, 6, elements=FINITE),
    arrays(float, 6, elements=ERRORS),
    st.floats(0.1, 10),
    FINITE,
    st.sampled_from(["REML", "PM"]),
)
def test_shift_and_scale_of_the_effects_carry_over(y, se, scale, shift, method):
    ours = random_effects([y], [se], method=method).loc[0]
    moved = random_effects([scale * y + shift], [scale * se], method=method).loc[0]
    assert moved["tau2"] == pytest.approx(scale**2 * ours["tau2"], rel=1e-5, abs=1e-8)
    assert moved["estimate"] == pytest.approx(scale * ours["estimate"] + shift, abs=1e-5)
    assert moved["p" if shift == 0 else "i2"] == pytest.approx(
        ours["p" if shift == 0 else "i2"], rel=1e-4, abs=1e-5
    )


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_order_of_cohorts_and_of_items_does_not_matter(seed):
    y, se = effects()
    rng = np.random.default_rng(seed)
    items, cohorts = rng.permutation(y.index), rng.permutation(y.columns)
    ours = random_effects(y, se)
    shuffled = random_effects(y.loc[items, cohorts], se.loc[items, cohorts])
    pd.testing.assert_frame_equal(ours.loc[items], shuffled, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize(
    ("effect", "error"),
    [(0.1, 0.0), (0.1, -1.0), (0.1, np.inf), (0.1, np.nan), (np.nan, 0.1), (np.inf, 0.1)],
)
def test_a_cohort_with_half_a_result_is_refused_by_item_and_cohort(effect, error):
    y, se = effects()
    y.loc["item_03", "cohort_1"], se.loc["item_03", "cohort_1"] = effect, error
    with pytest.raises(ValueError, match=rf"'item_03' in cohort 'cohort_1': effect {effect} with"):
        random_effects(y, se)


def test_tables_that_do_not_match_are_refused():
    y, se = effects()
    with pytest.raises(ValueError, match="differ in their index"):
        random_effects(y, se[::-1])
    with pytest.raises(ValueError, match="differ in their columns"):
        random_effects(y, se.iloc[:, ::-1])
    with pytest.raises(ValueError, match=r"shapes are \(3,\) and \(3,\)"):
        random_effects([1, 2, 3], [1, 1, 1])
    with pytest.raises(ValueError, match="method is 'DL'"):
        random_effects(y, se, method="DL")


def test_the_common_effect_of_the_bcg_trials_as_metafor_prints_it():
    # rma(yi, vi, data = dat, method = "EE") of metafor on Colditz 1994.
    row = common_effect(*bcg()).iloc[0]
    assert row["k"] == 13
    assert row["estimate"] == pytest.approx(-0.4303, abs=5e-5)
    assert row["standard_error"] == pytest.approx(0.0405, abs=5e-5)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((-0.5097, -0.3509), abs=5e-5)


def test_where_metafor_sees_no_variance_between_cohorts_its_mean_is_the_common_effect():
    theirs = pd.read_csv(REFERENCE / "meta" / "metafor.csv").query(
        "method == 'REML' and test == 'z' and tau2 == 0"
    )
    ours = common_effect(*effects())
    assert len(theirs) > 10
    assert ours.index.equals(effects()[0].index)
    for column in ours:
        np.testing.assert_allclose(
            ours.loc[theirs["item"], column], theirs[column], rtol=1e-8, err_msg=column
        )


def test_a_common_effect_of_half_a_result_is_refused_by_item_and_cohort():
    y, se = effects()
    se.loc["item_03", "cohort_1"] = 0.0
    with pytest.raises(ValueError, match="'item_03' in cohort 'cohort_1': effect"):
        common_effect(y, se)


def test_effects_and_correlations_may_be_objects_that_are_numbers():
    y, se = effects()
    together = np.full((y.shape[1],) * 2, 0.2) + 0.8 * np.eye(y.shape[1])
    plain = common_effect(y, se, correlation=together)
    objects = common_effect(
        y.astype(object), se.astype(object), correlation=together.astype(object)
    )
    pd.testing.assert_frame_equal(plain, objects)


def test_a_cohort_that_lacks_an_item_takes_no_part():
    effect = pd.DataFrame([[1.0, 3.0, np.nan], [1.0, 3.0, 5.0], [np.nan] * 3])
    error = pd.DataFrame([[1.0, 1.0, np.nan], [1.0, 1.0, 1.0], [np.nan] * 3])
    found = common_effect(effect, error)
    assert found["k"].tolist() == [2, 3, 0]
    assert found["estimate"].iloc[:2].tolist() == [2.0, 3.0]
    assert found["standard_error"].iloc[0] == pytest.approx(np.sqrt(1 / 2))
    assert found.iloc[2].drop("k").isna().all()


def test_errors_that_go_together_widen_the_interval_and_leave_the_estimate():
    effect, error = np.array([[0.0, 0.2, 0.4]]), np.array([[0.1, 0.2, 0.3]])
    together = np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]])
    apart, found = (common_effect(effect, error, correlation=r) for r in (None, together))
    assert found["estimate"].item() == apart["estimate"].item()
    rng = np.random.default_rng(20260301)
    noise = rng.multivariate_normal(np.zeros(3), together, 200_000) * error
    weights = error[0] ** -2 / (error[0] ** -2).sum()
    assert found["standard_error"].item() == pytest.approx((noise @ weights).std(), rel=0.01)


@pytest.mark.parametrize(
    ("correlation", "message"),
    [
        (np.eye(2), r"shape \(2, 2\) for 3 cohorts"),
        (np.full((3, 3), 0.5), "ones on its diagonal"),
        (np.triu(np.ones((3, 3))), "not symmetric"),
    ],
)
def test_what_is_no_correlation_of_the_cohorts_is_refused(correlation, message):
    with pytest.raises(ValueError, match=message):
        common_effect(np.zeros((1, 3)), np.ones((1, 3)), correlation=correlation)


def test_c_is_pooled_on_the_logit_scale_and_stays_within_0_and_1():
    c = pd.DataFrame([[0.6, 0.7, 0.65], [0.97, 0.99, 0.98]], index=["a", "b"])
    logits = np.log(c / (1 - c))
    low, high = (1 / (1 + np.exp(-(logits + shift))) for shift in (-0.3, 0.3))
    found = pooled_c(c, low, high)
    expected = random_effects(logits, pd.DataFrame(0.6 / (2 * 1.96), c.index, c.columns))
    back = np.log(found / (1 - found))
    assert np.allclose(back["estimate"], expected["estimate"])
    assert np.allclose(back["ci_high"], expected["ci_high"])
    assert ((found > 0) & (found < 1)).all(axis=None)
