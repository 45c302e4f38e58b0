"""Statistics at the edges of what they take, and small cases worked by hand."""

import numpy as np
import pandas as pd
import pytest
from survival_cases import followed, predictive

from resistbook.forensics.fourfold import admissible_tables, admissible_totals
from resistbook.forensics.grim import grim
from resistbook.forensics.medians import simulate_medians
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.design_matrix import (
    DesignError,
    check_design,
    design_matrix,
    nearest,
)
from resistbook.stats.expression.moderated import moderated_t, squeeze_variances
from resistbook.stats.prediction.calibration import calibration_slope, net_benefit
from resistbook.stats.prediction.discrimination import discrimination
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.random_signatures import random_signatures
from resistbook.stats.prediction.validation import out_of_fold
from resistbook.stats.rank_sum import rank_sum
from resistbook.stats.regression import linear
from resistbook.stats.samples import aligned, coded, durations, levels
from resistbook.stats.sets.preranked import camera_of_statistics, prerank
from resistbook.stats.sets.scoring import activities
from resistbook.stats.survival.follow_up import follow_up
from resistbook.stats.survival.kaplan_meier import numbers_at_risk

SAMPLES = pd.Index(["s1", "s2", "s3"])


# ---- annotations of samples -----------------------------------------------------------------


@pytest.mark.parametrize(("name", "label"), [(None, "event"), ("dfs", r"event \(column 'dfs'\)")])
def test_a_code_that_is_not_0_or_1_is_named_with_role_column_sample_and_value(name, label):
    values = pd.Series([0, 1, 2], SAMPLES, name=name)
    with pytest.raises(
        ValueError, match=f"^{label} of sample 's3' is 2; codes are 1 = yes, 0 = no"
    ):
        coded(values, "event")


def test_codes_may_be_numbers_booleans_or_their_text_and_missing_ones_are_refused():
    for values in ([0, 1, 1], [False, True, True], ["0", "1", "1"], [0.0, 1.0, 1.0]):
        assert coded(pd.Series(values, SAMPLES), "event").tolist() == [0.0, 1.0, 1.0]
    for values in ([0, 1, None], ["0", "1", "yes"]):
        with pytest.raises(ValueError, match="of sample 's3'"):
            coded(pd.Series(values, SAMPLES), "event")
    nullable = pd.Series([0, 1, pd.NA], SAMPLES, dtype="Int64")
    with pytest.raises(ValueError, match="of sample 's3'"):
        coded(nullable, "event")
    assert coded(nullable.fillna(1), "event").dtype == float


def test_times_are_finite_and_not_negative():
    assert durations(pd.Series([0, 1.5, 2], SAMPLES), "time").tolist() == [0.0, 1.5, 2.0]
    for wrong in (-0.1, np.inf, np.nan, "soon"):
        with pytest.raises(ValueError, match=r"time of sample 's2' is .*; times are finite"):
            durations(pd.Series([1.0, wrong, 2.0], SAMPLES), "time")
    nullable = pd.Series([1, pd.NA, 2], SAMPLES, dtype="Int64")
    with pytest.raises(ValueError, match="of sample 's2'"):
        durations(nullable, "time")


def test_levels_are_numbered_as_they_come_and_a_missing_one_is_named():
    assert levels(pd.Series(["b", "a", "b"], SAMPLES), "stratum").tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="stratum of sample 's2' is nan; every sample needs"):
        levels(pd.Series(["b", np.nan, "b"], SAMPLES), "stratum")


@pytest.mark.parametrize(
    ("index", "samples", "message"),
    [
        (["s1", "s2", "s3"], ["s1", "s1", "s2"], "sample 's1' stands twice in the table"),
        (["s1", "s2", "s2"], ["s1", "s2", "s3"], r"^age: sample 's2' stands twice"),
        (["s1", "s2", "s4"], ["s1", "s2", "s3"], "table: sample 's3' stands on one side only"),
        (["s2", "s1", "s3"], ["s1", "s2", "s3"], "table: the same samples stand in another order;"),
    ],
)
def test_what_does_not_stand_on_the_samples_of_the_table_is_refused(index, samples, message):
    with pytest.raises(ValueError, match=message):
        aligned(pd.Series([1, 2, 3], index), pd.Index(samples), "age")


def test_the_first_sample_on_one_side_only_is_the_one_that_is_named():
    values = pd.Series([1, 2, 3], ["s1", "z9", "a0"])
    with pytest.raises(ValueError, match="'s2' stands on one side only"):
        aligned(values, pd.Index(["s1", "s2"]), "age")
    with pytest.raises(ValueError, match=r"^time does not stand on .*: 's2' stands on one side"):
        follow_up(values, values, pd.Index(["s1", "s2"]))


# ---- designs --------------------------------------------------------------------------------


def test_a_near_miss_is_proposed_and_otherwise_all_known_names_are_told_in_order():
    assert nearest("treatmnt", ["patient", "treatment"]) == "did you mean 'treatment'?"
    assert nearest("zzz", [10, "b", "a"]) == "known are 10, a, b"


def test_the_first_unused_level_in_the_order_declared_is_named():
    arm = pd.Categorical(["a", "b"] * 2, categories=["z", "a", "b", "c"])
    with pytest.raises(DesignError, match="declares level 'z'"):
        design_matrix("~ arm", pd.DataFrame({"arm": arm}))


@pytest.mark.parametrize("formula", ["~ a +* b", "~ log(", "~ nowhere(a)"])
def test_a_formula_that_cannot_be_read_or_evaluated_is_shown(formula):
    clinical = pd.DataFrame({"a": [1.0, 2, 4], "b": [0.0, 1, 0]})
    with pytest.raises(DesignError, match="formula"):
        design_matrix(formula, clinical)


def test_a_design_whose_column_stands_twice_is_refused_with_its_name():
    design = pd.DataFrame([[1.0, 0, 1], [1, 1, 0], [1, 1, 1], [1, 0, 0]], columns=["i", "x", "x"])
    with pytest.raises(DesignError, match="design column 'x' stands twice"):
        check_design(design)


def test_expression_and_design_must_stand_on_the_same_samples_in_the_same_order():
    group = pd.DataFrame({"g": [0, 0, 1, 1]}, index=list("abcd"))
    design = design_matrix("~ g", group)
    expression = pd.DataFrame(np.arange(8.0).reshape(2, 4) ** 1.5, columns=list("abcd"))
    with pytest.raises(DesignError, match="differ: the same samples stand in another order;"):
        moderated_t(expression[list("bacd")], design, "g")
    with pytest.raises(DesignError, match="differ: sample 'd' stands in one of them only"):
        moderated_t(expression[list("abc")], design, "g")


# ---- variances ------------------------------------------------------------------------------


def test_equal_variances_have_a_prior_that_holds_all_and_one_gene_has_none():
    alike = squeeze_variances(np.full(50, 2.0), np.full(50, 4.0))
    assert alike.prior_df == np.inf
    np.testing.assert_allclose(alike.variance, alike.prior_variance)
    alone = squeeze_variances(np.array([2.0]), np.array([4.0]))
    assert (alone.prior_variance, alone.prior_df) == (2.0, 0.0)
    assert alone.variance.tolist() == [2.0]
    assert alone.df_total.tolist() == [4.0]


# ---- groups of libraries and ranks ----------------------------------------------------------


def test_groups_of_two_libraries_are_enough_for_a_test_of_counts():
    rng = np.random.default_rng(3)
    names = ["a1", "a2", "b1", "b2"]
    counts = pd.DataFrame(rng.negative_binomial(10, 0.1, (60, 4)), columns=names)
    group = pd.Series(["a", "a", "b", "b"], index=names)
    assert count_difference(counts, group, "b", "a")["p"].notna().any()


def test_ranks_name_groupings_and_measures_and_have_no_value_for_an_empty_group():
    measures = pd.DataFrame([[1.0, 2, 3, 4], [5.0, 5, 5, 5]], ["rises", "flat"], list("abcd"))
    groups = pd.DataFrame(
        [[False, False, False, True], [False] * 4, [True] * 4],
        ["last", "none", "all"],
        list("abcd"),
    )
    superiority, p = rank_sum(measures, groups)
    assert superiority.index.tolist() == p.index.tolist() == ["last", "none", "all"]
    assert superiority.columns.tolist() == p.columns.tolist() == ["rises", "flat"]
    assert superiority.loc["last"].tolist() == [1.0, 0.5]
    assert p.loc["last", "flat"] == 1.0
    assert p.loc[["none", "all"]].isna().all(axis=None)
    assert superiority.loc[["none", "all"]].isna().all(axis=None)


def test_one_sample_against_one_has_p_of_one():
    measures = pd.DataFrame([[1.0, 2.0]], ["m"], ["a", "b"])
    _, p = rank_sum(measures, pd.DataFrame([[True, False]], ["g"], ["a", "b"]))
    assert p.loc["g", "m"] == 1.0


def test_samples_of_a_regression_must_be_more_than_its_coefficients():
    x = pd.DataFrame({"x": [1.0, 2.0, 4.0]})
    assert np.isfinite(linear(pd.Series([1.0, 2.0, 3.0]), x, "x")["p"])
    with pytest.raises(ValueError, match="2 samples are too few for 2 coefficients"):
        linear(pd.Series([1.0, 2.0]), x.iloc[:2], "x")


# ---- survival -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["all", "none"])
def test_a_model_may_not_be_called_as_the_lines_of_the_decision_curve_are(name):
    time, event, rng = followed(1)
    risks = pd.DataFrame({name: rng.uniform(size=len(time))}, time.index)
    with pytest.raises(ValueError, match="may not be called 'all' or 'none'"):
        net_benefit(risks, time, event, at=20, thresholds=[0.2], n=2)


@pytest.mark.parametrize("edge", [0.0, 1.0])
def test_a_risk_of_0_or_1_has_no_calibration_slope(edge):
    time, event, rng = followed(2)
    risk = pd.Series(rng.uniform(0.1, 0.9, len(time)), time.index)
    risk.iloc[4] = edge
    with pytest.raises(ValueError, match=r"sample 's4' .* between 0 and 1, these excluded"):
        calibration_slope(risk, time, event, at=20)


def test_follow_up_must_stand_on_the_samples_of_scores_and_risks():
    time, event, rng = followed(3)
    scores = pd.DataFrame({"x": rng.normal(size=len(time))}, time.index)
    turned = scores.iloc[::-1]
    with pytest.raises(ValueError, match="the order differs"):
        discrimination(turned, time, event, n=2)
    with pytest.raises(ValueError, match="the order differs"):
        likelihood_ratio(turned["x"], turned[[]], time, event)


def test_times_to_count_the_patients_at_may_be_whole_numbers():
    time, event, _ = followed(4)
    whole, broken = (numbers_at_risk(time, event, at=at) for at in ([0, 12, 24], [0.0, 12.0, 24.0]))
    pd.testing.assert_frame_equal(whole, broken)


def mean_of_first_genes(features, time, event):
    return lambda table: table.loc["g0"] - table.loc["g1"]


def test_predictions_out_of_fold_are_the_same_for_a_seed_and_others_for_another():
    features, time, event = predictive(6, n=60)
    first, again, other = (
        out_of_fold(mean_of_first_genes, features, time, event, folds=3, repeats=2, seed=seed)
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert list(first.columns)[:4] == ["sample", "repeat", "fold", "risk"]
    assert first.index.tolist() == list(range(120))
    assert first["repeat"].tolist() == [0] * 60 + [1] * 60
    assert (first["fold"] != other["fold"]).any()
    assert (first["fold"].iloc[:60].to_numpy() != first["fold"].iloc[60:].to_numpy()).any()


def test_random_signatures_are_numbered_under_their_name():
    features, time, event = predictive(7, n=60)
    drawn = random_signatures(features, time, event, size=3, n=4, seed=1)
    assert drawn.index.name == "signature"
    assert drawn.index.tolist() == [0, 1, 2, 3]
    assert drawn["n_genes"].tolist() == [3] * 4


# ---- gene sets ------------------------------------------------------------------------------


def test_the_columns_of_the_set_tests_have_their_values():
    rng = np.random.default_rng(5)
    z = pd.Series(rng.normal(size=300), [f"g{i}" for i in range(300)])
    sets = {"one": list(z.index[:40])}
    found = camera_of_statistics(z, sets, inter_gene_correlation=0.03)
    assert found["correlation"].tolist() == [0.03]
    assert found["n_genes"].tolist() == [40]
    ranked = prerank(z, sets, seed=1, permutations=50)
    assert list(ranked.columns) == ["set", "nes", "p", "fdr"]
    assert 0 <= ranked["p"].item() <= 1


def test_a_source_needs_ten_measured_targets_for_an_activity():
    rng = np.random.default_rng(6)
    expression = pd.DataFrame(rng.normal(size=(50, 3)), [f"g{i}" for i in range(50)], list("abc"))
    targets = [("ten", i) for i in range(10)] + [("nine", i) for i in range(20, 29)]
    net = pd.DataFrame(
        [(source, f"g{i}", 1.0) for source, i in targets], columns=["source", "target", "weight"]
    )
    found = activities(expression, net, "ulm")
    assert found.loc["ten"].notna().all()
    assert found.loc["nine"].isna().all()


# ---- printed numbers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "n", "percent", "below", "above"),
    [
        ("3.44", 25, False, 3.44, 3.44),
        ("3.45", 25, False, 3.44, 3.48),
        ("-3.45", 25, False, -3.48, -3.44),
        ("33", 12, True, 25.0, 100 / 3),
        ("25", 12, True, 25.0, 25.0),
    ],
)
def test_the_nearest_values_that_can_occur_are_told(value, n, percent, below, above):
    row = grim(value, n, percent=percent).iloc[0]
    assert (row["below"], row["above"]) == pytest.approx((below, above))


def test_the_range_of_p_over_all_tables_of_a_total_is_told():
    totals = admissible_totals("25", "60", (10, 30)).set_index("n")
    p = admissible_tables("25", "60", (10, 30)).groupby("n")["p_fisher"]
    possible = totals[totals["tables"] > 0]
    assert possible["tables"].tolist() == p.size().tolist()
    assert possible["p_fisher_least"].tolist() == p.min().tolist()
    assert possible["p_fisher_most"].tolist() == p.max().tolist()
    assert (p.max() > p.min()).any()


def test_simulated_medians_are_told_by_size_and_shape_and_may_lie_below_one():
    options = {"n1": 12, "p_below": 0.05, "simulations": 50, "seed": 3}
    found = simulate_medians("0.4", "0.8", 30, shapes=(0.7, 1.0), **options)
    assert found[["n1", "n2", "shape"]].to_numpy().tolist() == [[12, 18, 0.7], [12, 18, 1.0]]
    assert found["hazard_ratio"].tolist() == pytest.approx([2**0.7, 2.0])
    assert (found["simulations"] == 50).all()
    pd.testing.assert_frame_equal(
        found, simulate_medians("0.4", "0.8", 30, shapes=(0.7, 1.0), **options)
    )
