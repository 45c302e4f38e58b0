"""The moderated t: frozen limma values, invariants, degenerate input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limma_cases import (
    LIMMA_COLUMNS,
    REFERENCE,
    assert_equals_limma,
    letrozole_detected,
    letrozole_two_weeks,
    loi2008_resistant,
    scanb_er_status,
    simulated,
)
from scipy import special

from resistbook.stats.expression.design_matrix import DesignError, design_matrix
from resistbook.stats.expression.moderated import moderated_t, squeeze_variances
from resistbook.stats.multiplicity import benjamini_hochberg

FROZEN = {
    "gse20181_two_weeks_paired": letrozole_two_weeks,
    "gse20181_three_months_detected": letrozole_detected,
    "scanb_er_status": scanb_er_status,
    "loi2008_resistant": loi2008_resistant,
}


@pytest.mark.raw
@pytest.mark.parametrize("name", FROZEN)
def test_real_studies_equal_the_frozen_values_of_limma(name):
    theirs = pd.read_csv(REFERENCE / f"{name}.csv", dtype={"gene": str}).set_index("gene")
    assert len(theirs) >= 30
    ours = moderated_t(*FROZEN[name]()).loc[theirs.index]
    assert_equals_limma(ours, theirs)
    assert ours["n"].tolist() == theirs["n"].tolist()


@pytest.mark.raw
def test_esr1_leads_the_genes_up_in_receptor_positive_tumours():
    result = moderated_t(*scanb_er_status())
    assert result["p"].idxmin() == "ESR1"
    assert result.loc["ESR1", "log2_fold_change"] > 5
    assert result.loc["ESR1", "ci_low"] > 5


@pytest.mark.raw
def test_proliferation_falls_within_two_weeks_of_letrozole():
    result = moderated_t(*letrozole_two_weeks())
    proliferation = result.loc[["MKI67", "TOP2A", "CCNB1", "AURKA", "RRM2"]]
    assert (proliferation["ci_high"] < 0).all()


def test_columns_cohere():
    result = moderated_t(*simulated())
    effect, error = result["log2_fold_change"], result["standard_error"]
    np.testing.assert_allclose(effect / error, result["t"])
    np.testing.assert_allclose((result["ci_low"] + result["ci_high"]) / 2, effect)
    np.testing.assert_allclose(error / result["residual_sd"], np.sqrt(1 / 4 + 1 / 4))
    half = (result["ci_high"] - result["ci_low"]) / 2
    p_at_bound = 2 * special.stdtr(result["df_total"], -half / error)
    np.testing.assert_allclose(p_at_bound, 0.05)
    np.testing.assert_allclose(result["fdr"], benjamini_hochberg(result["p"]))


def test_the_effect_of_two_groups_is_the_difference_of_their_means():
    expression, design, coefficient = simulated()
    result = moderated_t(expression, design, coefficient)
    difference = expression.iloc[:, 4:].mean(axis=1) - expression.iloc[:, :4].mean(axis=1)
    np.testing.assert_allclose(result["log2_fold_change"], difference)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(-50, 50))
def test_a_constant_added_to_every_value_changes_the_average_only(seed, shift):
    expression, design, coefficient = simulated(40, seed=seed)
    before = moderated_t(expression, design, coefficient).drop(columns="average")
    after = moderated_t(expression + shift, design, coefficient).drop(columns="average")
    pd.testing.assert_frame_equal(before, after, rtol=1e-7, atol=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_another_unit_changes_the_fold_change_but_not_t(seed, factor):
    expression, design, coefficient = simulated(40, seed=seed)
    before = moderated_t(expression, design, coefficient)
    after = moderated_t(expression * factor, design, coefficient)
    np.testing.assert_allclose(after["t"], before["t"], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(
        after["log2_fold_change"], factor * before["log2_fold_change"], rtol=1e-7, atol=1e-9
    )


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1))
def test_exchanging_the_groups_turns_the_sign_only(seed):
    expression, design, coefficient = simulated(40, seed=seed)
    turned = design.assign(**{coefficient: 1 - design[coefficient]})
    before = moderated_t(expression, design, coefficient)
    after = moderated_t(expression, turned, coefficient)
    np.testing.assert_allclose(after["t"], -before["t"], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(after["ci_low"], -before["ci_high"], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(after["p"], before["p"], rtol=1e-7)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.permutations(range(8)), st.floats(0, 0.3))
def test_the_order_of_samples_does_not_matter(seed, order, missing):
    expression, design, coefficient = simulated(40, seed=seed)
    expression = expression.mask(np.random.default_rng(seed).random(expression.shape) < missing)
    before = moderated_t(expression, design, coefficient)
    after = moderated_t(expression.iloc[:, order], design.iloc[order], coefficient)
    pd.testing.assert_frame_equal(before, after, rtol=1e-7, atol=1e-9)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.floats(0.05, 0.3))
def test_a_contrast_is_the_coefficient_of_the_recoded_design(seed, missing):
    rng = np.random.default_rng(seed)
    groups = pd.DataFrame({"group": list("aaaabbbbcccc")}, index=[f"s{i}" for i in range(12)])
    expression = pd.DataFrame(rng.normal(8, 1, (40, 12)), columns=groups.index)
    expression = expression.mask(rng.random(expression.shape) < missing)
    contrast = moderated_t(
        expression, design_matrix("~ group", groups), {"group[T.c]": 1, "group[T.b]": -1}
    )
    groups["group"] = pd.Categorical(groups["group"], list("bac"))
    direct = moderated_t(expression, design_matrix("~ group", groups), "group[T.c]")
    pd.testing.assert_frame_equal(contrast, direct, rtol=1e-7, atol=1e-9)


INFERENCE = [column for column in LIMMA_COLUMNS if column != "average"]
INFERENCE += ["standard_error", "residual_sd"]


def test_a_gene_without_any_value_is_nan_and_leaves_the_others_as_they_are():
    expression, design, coefficient = simulated()
    alone = moderated_t(expression.drop(index="g7"), design, coefficient)
    expression.loc["g7"] = np.nan
    result = moderated_t(expression, design, coefficient)
    assert result.loc["g7"].drop("n").isna().all()
    assert result.loc["g7", "n"] == 0
    pd.testing.assert_frame_equal(result.drop(index="g7"), alone)


def test_a_gene_without_residual_degrees_of_freedom_is_nan_and_outside_prior_and_fdr():
    expression, design, coefficient = simulated()
    alone = moderated_t(expression.drop(index="g7"), design, coefficient)
    expression.loc["g7", ["s1", "s2", "s3", "s5", "s6", "s7"]] = np.nan
    result = moderated_t(expression, design, coefficient)
    assert result.loc["g7", INFERENCE].isna().all()
    assert result.loc["g7", "n"] == 2
    pd.testing.assert_frame_equal(result.drop(index="g7"), alone)


@pytest.mark.parametrize("reference", ["a", "b", "c"])
def test_a_gene_that_lacks_a_group_of_the_comparison_is_nan(reference):
    """Where R would drop a collinear column and report another comparison under this name."""
    rng = np.random.default_rng(5)
    levels = [reference, *sorted(set("abc") - {reference})]
    group = pd.Categorical(list("aaaabbbbcccc"), levels)
    clinical = pd.DataFrame({"group": group}, index=[f"s{i}" for i in range(12)])
    expression = pd.DataFrame(rng.normal(8, 1, (50, 12)), columns=clinical.index)
    expression.iloc[0, :4] = np.nan
    design = design_matrix("~ group", clinical)
    against = {level: {f"group[T.{level}]": 1.0} for level in "abc" if level != reference}
    against[reference] = {}

    def compare(one, other):
        weights = against[one] | {name: -weight for name, weight in against[other].items()}
        return moderated_t(expression, design, weights).iloc[0]

    assert compare("a", "b")[INFERENCE].isna().all()
    assert compare("a", "c")[INFERENCE].isna().all()
    expected = expression.iloc[0, 4:8].mean() - expression.iloc[0, 8:].mean()
    np.testing.assert_allclose(compare("b", "c")["log2_fold_change"], expected)


def test_a_patient_seen_once_does_not_inform_the_paired_difference():
    pairs = pd.DataFrame(
        {"patient": list("112233445566"), "time": ["pre", "post"] * 6},
        index=[f"s{i}" for i in range(12)],
    )
    rng = np.random.default_rng(6)
    expression = pd.DataFrame(rng.normal(8, 1, (50, 12)), columns=pairs.index)
    design = design_matrix("~ patient + time", pairs)
    expression.iloc[0, 1] = np.nan
    half = moderated_t(expression, design, "time[T.pre]").iloc[0]
    expression.iloc[0, 0] = np.nan
    whole = moderated_t(expression, design, "time[T.pre]").iloc[0]
    assert (half["n"], whole["n"]) == (11, 10)
    np.testing.assert_allclose(half[INFERENCE].astype(float), whole[INFERENCE].astype(float))
    values = expression.iloc[0, 2:].to_numpy().reshape(5, 2)
    np.testing.assert_allclose(half["log2_fold_change"], -np.diff(values).mean())


def test_a_constant_gene_has_a_fold_change_of_zero_and_the_posterior_standard_error():
    expression, design, coefficient = simulated()
    expression.loc["g50"] = 7.26
    result = moderated_t(expression, design, coefficient)
    assert abs(result.loc["g50", "log2_fold_change"]) < 1e-12
    assert 0 < result.loc["g50", "standard_error"] < result["standard_error"].median()
    assert result.loc["g50", "p"] > 1 - 1e-9


def test_a_lone_gene_has_the_ordinary_t():
    expression, design, coefficient = simulated()
    result = moderated_t(expression.iloc[:1], design, coefficient).iloc[0]
    first, second = expression.iloc[0, :4], expression.iloc[0, 4:]
    pooled = np.sqrt((first.var() + second.var()) / 2)
    np.testing.assert_allclose(result["t"], (second.mean() - first.mean()) / pooled / np.sqrt(0.5))
    assert result["df_total"] == 6


def test_a_lone_constant_gene_is_nan():
    expression, design, coefficient = simulated()
    expression.iloc[0] = 7.26
    assert moderated_t(expression.iloc[:1], design, coefficient)[INFERENCE].isna().all(axis=None)


def test_the_prior_is_learnt_from_variances_that_follow_it():
    rng = np.random.default_rng(8)
    variance = 0.3 * 10 / rng.chisquare(10, 50_000) * rng.chisquare(6, 50_000) / 6
    squeezed = squeeze_variances(variance, np.full(50_000, 6))
    assert squeezed.prior_df == pytest.approx(10, rel=0.05)
    assert squeezed.prior_variance == pytest.approx(0.3, rel=0.02)


def test_mostly_constant_genes_are_refused():
    expression, design, coefficient = simulated()
    expression.iloc[:150] = 7.26
    with pytest.raises(ValueError, match="more than half of the genes"):
        moderated_t(expression, design, coefficient)


def test_an_infinite_value_is_named():
    expression, design, coefficient = simulated()
    expression.loc["g3", "s2"] = -np.inf
    with pytest.raises(ValueError, match="'g3' in sample 's2' is -inf"):
        moderated_t(expression, design, coefficient)


def test_text_among_the_values_is_named():
    expression, design, coefficient = simulated()
    with pytest.raises(ValueError, match="sample 's2' is not numeric"):
        moderated_t(expression.astype({"s2": str}), design, coefficient)


def test_an_empty_table_is_refused():
    expression, design, coefficient = simulated()
    with pytest.raises(ValueError, match=r"no values: shape \(0, 8\)"):
        moderated_t(expression.iloc[:0], design, coefficient)


def test_samples_in_another_order_are_refused():
    expression, design, coefficient = simulated()
    with pytest.raises(DesignError, match="another order"):
        moderated_t(expression, design.iloc[::-1], coefficient)


def test_a_sample_without_design_is_named():
    expression, design, coefficient = simulated()
    with pytest.raises(DesignError, match="'s0'"):
        moderated_t(expression, design.iloc[1:], coefficient)


def test_an_unknown_coefficient_is_refused_with_the_nearest_one():
    expression, design, _ = simulated()
    with pytest.raises(DesignError, match=r"did you mean 'group\[T.b\]'"):
        moderated_t(expression, design, "group[b]")


@pytest.mark.parametrize("weights", [{}, {"group[T.b]": 0.0}, {"group[T.b]": np.nan}])
def test_a_contrast_of_nothing_is_refused(weights):
    expression, design, _ = simulated()
    with pytest.raises(DesignError, match="weights"):
        moderated_t(expression, design, weights)


def test_a_rank_deficient_design_is_refused():
    expression, design, coefficient = simulated()
    with pytest.raises(DesignError, match=r"'Intercept', 'group\[T.b\]' and 'a' cannot be told"):
        moderated_t(expression, design.assign(a=1 - design[coefficient]), coefficient)


def test_an_empty_group_is_named():
    expression, design, coefficient = simulated()
    with pytest.raises(DesignError, match=r"'group\[T.c\]' is zero for every sample"):
        moderated_t(expression, design.assign(**{"group[T.c]": 0.0}), coefficient)


def test_fewer_samples_than_coefficients_are_refused_with_both_numbers():
    expression, design, coefficient = simulated()
    wide = design.assign(age=np.arange(8.0)).iloc[[0, 7]]
    with pytest.raises(DesignError, match="2 samples cannot determine 3 coefficients"):
        moderated_t(expression[wide.index], wide, coefficient)


def test_a_design_that_leaves_no_residual_is_refused():
    expression, design, coefficient = simulated()
    with pytest.raises(DesignError, match="2 samples and 2 coefficients leave no residual"):
        moderated_t(expression[["s0", "s7"]], design.loc[["s0", "s7"]], coefficient)


def test_benjamini_hochberg_equals_p_adjust_and_keeps_nan():
    p = pd.Series([0.01, np.nan, 0.02, 0.03, 0.9, 0.02], list("abcdef"), name="p")
    adjusted = benjamini_hochberg(p)
    np.testing.assert_allclose(adjusted, [0.1 / 3, np.nan, 0.1 / 3, 0.0375, 0.9, 0.1 / 3])
    assert adjusted.index.equals(p.index)
    assert isinstance(benjamini_hochberg(p.to_numpy()), np.ndarray)


@given(st.lists(st.floats(0, 1), max_size=30))
def test_benjamini_hochberg_keeps_the_order_and_never_lowers_a_p_value(p):
    p = np.array(p)
    adjusted = benjamini_hochberg(p)
    assert ((adjusted >= p) & (adjusted <= 1)).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()


def test_benjamini_hochberg_refuses_what_is_no_p_value():
    with pytest.raises(ValueError, match=r"not at 1\.2"):
        benjamini_hochberg(np.array([0.1, 1.2]))
