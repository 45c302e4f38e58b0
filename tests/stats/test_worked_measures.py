"""Tables of results: every column where it belongs, every option heard, small cases by hand."""

import sys

import gseapy
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from survival_cases import followed, predictive

from resistbook.forensics.grim import grim
from resistbook.forensics.medians import _share, simulate_medians
from resistbook.forensics.printed import MOST, ImpossibleError, sizes
from resistbook.stats.association import adjusted_difference, partial_correlation
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.design_matrix import DesignError, design_matrix
from resistbook.stats.expression.moderated import _effect_variance
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.prediction import lasso
from resistbook.stats.prediction.calibration import (
    calibration_groups,
    calibration_slope,
    net_benefit,
)
from resistbook.stats.prediction.discrimination import discrimination
from resistbook.stats.prediction.lasso import event_folds
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.prognosis import cox_model, lasso_cox
from resistbook.stats.prediction.random_signatures import random_signatures, signature_survival
from resistbook.stats.prediction.ridge import ridge_imputed, ridge_out_of_fold
from resistbook.stats.prediction.validation import cross_validated_c, optimism, out_of_fold
from resistbook.stats.rank_sum import rank_sum
from resistbook.stats.regression import linear
from resistbook.stats.resampling import bootstrap_within, permute_within, wilson_interval
from resistbook.stats.samples import aligned
from resistbook.stats.sets.competitive import _compare_ranks, camera
from resistbook.stats.sets.overrepresentation import hypergeometric
from resistbook.stats.sets.preranked import camera_of_statistics, prerank
from resistbook.stats.sets.scoring import _ranks
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.follow_up import check_samples
from resistbook.stats.survival.follow_up import follow_up as checked
from resistbook.stats.survival.kaplan_meier import kaplan_meier, numbers_at_risk


def named(count: int, letter: str) -> list[str]:
    return [f"{letter}{i}" for i in range(count)]


# ---- association ----------------------------------------------------------------------------


def test_what_stands_on_other_samples_or_is_missing_is_named():
    rng = np.random.default_rng(1)
    samples = named(20, "s")
    scores = pd.DataFrame(rng.normal(size=(2, 20)), ["a", "b"], samples)
    target = pd.Series(rng.normal(size=20), samples)
    covariates = pd.DataFrame({"age": rng.normal(size=20)}, samples)
    with pytest.raises(ValueError, match=r"^covariates and scores stand on different samples"):
        partial_correlation(scores, target, covariates.iloc[::-1])
    with pytest.raises(ValueError, match=r"^target and scores stand on different samples"):
        partial_correlation(scores, target.iloc[::-1], covariates)
    with pytest.raises(ValueError, match=r"^group and scores stand on different samples"):
        adjusted_difference(scores, (target > 0).iloc[::-1], covariates)
    with pytest.raises(ValueError, match=r"^'target' is missing in 2 samples"):
        partial_correlation(scores, target.where(target.rank() > 2), covariates)


# ---- calibration and discrimination ---------------------------------------------------------


def test_a_table_of_calibration_counts_the_events_of_each_group():
    time, event, rng = followed(1)
    risk = pd.Series(rng.uniform(size=len(time)), time.index)
    table = calibration_groups(risk, time, event, at=24, groups=3)
    assert table.index.name == "group"
    third = pd.qcut(risk, 3, labels=False)
    expected = (event.eq(1) & (time <= 24)).groupby(third).sum()
    assert table["events"].tolist() == expected.tolist()


def test_the_slope_comes_with_observed_over_expected_risk():
    time, event, rng = followed(2)
    risk = pd.Series(rng.uniform(0.1, 0.9, len(time)), time.index)
    fit = calibration_slope(risk, time, event, at=24)
    assert fit["ratio"] == pytest.approx(fit["observed"] / fit["expected"])
    assert fit["ratio_ci_low"] < fit["ratio"] < fit["ratio_ci_high"]


def test_risks_and_follow_up_must_stand_on_the_same_samples_for_calibration():
    time, event, rng = followed(3)
    risk = pd.Series(rng.uniform(size=len(time)), time.index).iloc[::-1]
    for measure in (calibration_groups, calibration_slope):
        with pytest.raises(ValueError, match="the order differs"):
            measure(risk, time, event, at=24)


def test_the_limits_of_a_net_benefit_are_quantiles_of_the_level_and_the_seed_is_0_if_not_given():
    time, event, rng = followed(4)
    risks = pd.DataFrame({"x": rng.uniform(0, 1, len(time)), "sure": 1.0}, time.index)
    options = {"at": 24, "thresholds": [0.2], "n": 60}
    wide = net_benefit(risks, time, event, **options)
    narrow = net_benefit(risks, time, event, **options, level=0.5)
    model = wide["model"] == "x"
    assert wide.loc[model, "ci_high"].item() > narrow.loc[model, "ci_high"].item()
    assert wide.loc[model, "ci_low"].item() < narrow.loc[model, "ci_low"].item()
    everyone = wide.set_index("model").loc[["all", "sure"], ["net_benefit", "ci_low", "ci_high"]]
    assert everyone.loc["all"].tolist() == pytest.approx(everyone.loc["sure"].tolist())
    pd.testing.assert_frame_equal(wide, net_benefit(risks, time, event, **options, seed=0))
    assert not wide.equals(net_benefit(risks, time, event, **options, seed=1))


def test_the_levels_of_a_net_benefit_stand_at_both_ends():
    """With one patient in three at risk, quantiles of 50 draws are those of numpy."""
    time, event, rng = followed(5, n=60)
    risks = pd.DataFrame({"x": rng.uniform(0, 1, 60)}, time.index)
    table = net_benefit(risks, time, event, at=24, thresholds=[0.3], n=50, level=1.0)
    half = net_benefit(risks, time, event, at=24, thresholds=[0.3], n=50, level=0.0)
    row = half.set_index("model").loc["x"]
    assert row["ci_low"] == row["ci_high"]
    outer = table.set_index("model").loc["x"]
    assert outer["ci_low"] < row["ci_low"] < outer["ci_high"]


def test_numbers_at_risk_begin_with_the_group_and_measures_with_model_and_name():
    time, event, rng = followed(6)
    group = pd.Series(np.arange(len(time)) % 2, time.index)
    assert numbers_at_risk(time, event, group, at=[12]).columns[0] == "group"
    risks = pd.DataFrame({"x": rng.normal(size=len(time))}, time.index)
    table = discrimination(risks, time, event, at=[24], n=5)
    assert table["at"].dtype == float
    assert table["at"].isna().tolist() == [True, True, False]


# ---- signatures and prognosis ---------------------------------------------------------------


def test_random_signatures_hear_strata_and_covariates():
    expression, time, event = predictive(7, n=80)
    rng = np.random.default_rng(7)
    strata = pd.Series(rng.integers(0, 2, 80), time.index)
    covariates = pd.DataFrame({"age": rng.normal(size=80)}, time.index)
    pool = ["g0", "g3", "g5"]
    for around in ({"strata": strata}, {"covariates": covariates}):
        one = signature_survival(expression, {"pool": pool}, time, event, **around)
        options = {"size": 3, "pool": pool, "n": 2, "seed": 1}
        drawn = random_signatures(expression, time, event, **options, **around)
        assert drawn["z"].tolist() == pytest.approx([one["z"].item()] * 2)
    assert one.columns[0] == "n_genes"


def breslow_deviance(predictor, times, events):
    at_risk = [np.exp(predictor[times >= moment]).sum(axis=0) for moment in times[events]]
    tied = np.unique(times[events], return_counts=True)[1]
    return -2 * ((predictor[events] - np.log(at_risk)).sum(axis=0) + (tied * np.log(tied)).sum())


def test_folds_weigh_as_many_as_their_events_in_the_path_of_the_lasso():
    features, time, event = predictive(8, n=50, genes=4)
    fold = event_folds(event, 4, 0).to_numpy()
    struck = np.array([event.to_numpy()[fold == k].sum() for k in range(4)], dtype=float)
    assert len(set(struck)) > 1
    path = lasso_cox(features, time, event, folds=4, penalties=6).penalties
    assert len(path) <= 6
    x = lasso._standardised(features.to_numpy())[0]
    times, events = time.to_numpy(), event.to_numpy() == 1
    falling = np.argsort(-times)
    rows = []
    for k, share in enumerate(struck):
        kept = falling[fold[falling] != k]
        part_of = lasso._Outcome.of(times[kept], events[kept])
        tried = path["penalty"].to_numpy()
        beta = lasso._solved(x[kept], part_of, np.ones(4), tried)[0]
        whole, part = (
            breslow_deviance(x[some] @ beta, times[some], events[some]) for some in (falling, kept)
        )
        rows.append((whole - part) / share)
    shares = struck / struck.sum()
    mean = shares @ rows
    error = np.sqrt(shares @ (rows - mean) ** 2 / 3)
    np.testing.assert_allclose(path["deviance"], mean, rtol=1e-9)
    np.testing.assert_allclose(path["standard_error"], error, rtol=1e-9)


def test_the_seed_of_the_lasso_is_0_if_not_given_and_the_number_of_penalties_is_heard():
    features, time, event = predictive(9, n=60, genes=4)
    plain, named_seed, other = (
        lasso_cox(features, time, event, folds=3, penalties=8, **seed).penalties
        for seed in ({}, {"seed": 0}, {"seed": 1})
    )
    pd.testing.assert_frame_equal(plain, named_seed)
    assert not np.allclose(plain["deviance"], other["deviance"])


def test_optimism_and_the_lasso_need_follow_up_in_the_order_of_the_features():
    features, time, event = predictive(10, n=60, genes=4)
    turned = features.iloc[:, ::-1]
    with pytest.raises(ValueError, match="the order differs"):
        lasso_cox(turned, time, event)
    with pytest.raises(ValueError, match="the order differs"):
        optimism(lambda *_: lambda table: table.loc["g0"], turned, time, event, n=2)


# ---- ranks ----------------------------------------------------------------------------------


def test_without_correlation_ranks_with_ties_are_tested_as_by_wilcoxon():
    z = np.array([0.1, 0.1, 2.0, 2.0, 2.0, -1.0, 3.0, 0.5, 0.5, -2.0, 1.0, 1.0])
    members = np.array([2, 3, 6, 10])
    inside = np.isin(np.arange(12), members)
    found = _compare_ranks(z, members, 0.0, np.inf)
    measures = pd.DataFrame([z], ["z"], named(12, "g"))
    superiority, p = rank_sum(measures, pd.DataFrame([inside], ["set"], measures.columns))
    assert found["p"] == pytest.approx(p.loc["set", "z"])
    assert found["delta"] == pytest.approx(superiority.loc["set", "z"] - 0.5)
    assert found["variance_inflation"] == 1.0
    pairs, ties = 4 * 8, np.array([2, 3, 2, 2])
    sd = np.sqrt(pairs / 12 * (13 - (ties**3 - ties).sum() / (12 * 11)))
    assert found["standard_error"] == pytest.approx(sd / pairs)
    assert found["t"] == pytest.approx(found["delta"] * pairs / sd)


def test_correlated_ranks_tell_the_inflation_of_their_variance():
    z = np.random.default_rng(3).normal(size=40)
    assert _compare_ranks(z, np.arange(11), 0.2, 8.0)["variance_inflation"] == pytest.approx(3.0)


def test_of_equal_values_the_first_row_ranks_highest_however_many_there_are():
    flat = pd.DataFrame(np.repeat([[2.0, 1.0]], 500, axis=0))
    assert _ranks(flat).tolist() == [[float(rank)] * 2 for rank in range(500, 0, -1)]
    mixed = np.random.default_rng(4).integers(0, 3, (500, 2)).astype(float)
    found = _ranks(pd.DataFrame(mixed))
    for column in range(2):
        expected = stats.rankdata(mixed[::-1, column], method="ordinal")[::-1]
        assert found[:, column].tolist() == expected.tolist()


# ---- ranked lists ---------------------------------------------------------------------------


def a_ranking(genes: int = 700) -> pd.Series:
    values = np.random.default_rng(5).normal(size=genes).round(1)
    return pd.Series(values, [f"g{i:03}" for i in range(genes)])


def test_prerank_is_gseapys_on_genes_from_high_to_low_and_equal_ones_by_symbol():
    ranking = a_ranking().sample(frac=1, random_state=1)
    sets = {"some": [f"g{i:03}" for i in range(0, 200, 3)]}
    ours = prerank(ranking, sets, seed=11, permutations=60).iloc[0]
    ordered = ranking.to_frame("value").rename_axis("gene").reset_index()
    ordered = ordered.sort_values(["value", "gene"], ascending=[False, True])
    values = ordered["value"].to_numpy() - 1e-9 * np.arange(len(ordered))
    options = {"permutation_num": 60, "seed": 11, "min_size": 10, "outdir": None, "threads": 1}
    theirs = gseapy.prerank(
        rnk=pd.Series(values, ordered["gene"].to_numpy()), gene_sets=sets, **options
    ).res2d.iloc[0]
    assert ours["nes"] == pytest.approx(theirs["NES"])
    assert ours["p"] == pytest.approx(theirs["NOM p-val"])


def test_sets_of_ten_to_five_hundred_genes_are_ranked():
    sizes = {"nine": 9, "ten": 10, "most": 500, "more": 501}
    sets = {name: [f"g{i:03}" for i in range(size)] for name, size in sizes.items()}
    found = prerank(a_ranking(), sets, seed=1, permutations=10)
    assert set(found["set"]) == {"ten", "most"}


def test_three_genes_are_enough_for_a_set_test_and_the_columns_stand_in_order():
    z = pd.Series([1.0, -1.0, 0.5], ["a", "b", "c"])
    found = camera_of_statistics(z, {"one": ["a"]}, inter_gene_correlation=0.0, minimum_size=1)
    assert list(found.columns) == ["n_genes", "correlation", "effect", "effect_se", "p", "fdr"]
    assert np.isfinite(found["p"].item())


# ---- pairs, permutations, proportions -------------------------------------------------------


@pytest.mark.parametrize(("adjusted", "least"), [(False, 3), (True, 4)])
def test_pairs_must_be_three_or_four_with_a_covariate(adjusted, least):
    rng = np.random.default_rng(6)
    for count in (least, least - 1):
        before, after = named(count, "b"), named(count, "a")
        pairs = pd.DataFrame({"patient": named(count, "p"), "before": before, "after": after})
        scores = pd.DataFrame(rng.normal(size=(1, 2 * count)), ["x"], before + after)
        covariate = pd.Series(rng.normal(size=2 * count), before + after) if adjusted else None
        if count == least:
            assert np.isfinite(paired_difference(scores, pairs, covariate=covariate)["p"].item())
        else:
            with pytest.raises(ValueError, match=f"{count} pairs .* needs at least {least}"):
                paired_difference(scores, pairs, covariate=covariate)


def test_permuted_labels_keep_their_type_and_one_side_may_be_a_plain_list():
    for labels in (["a", "b", "c", "d"], [1, 2, 3, 4], [True, False, True, True]):
        drawn = permute_within(np.array(labels), pd.Series([0, 0, 1, 1], list("wxyz")), 3, 1)
        assert drawn.dtype == np.array(labels).dtype
        assert drawn.shape == (3, 4)


def test_a_proportion_may_be_given_as_whole_numbers_or_as_their_text():
    low, high = wilson_interval(["3"], ["10"])
    assert (low.item(), high.item()) == pytest.approx((0.10779, 0.60322), abs=1e-5)


# ---- ridge ----------------------------------------------------------------------------------


def test_genes_that_vary_little_are_used_and_those_that_do_not_are_left_out():
    rng = np.random.default_rng(7)
    lines, samples, genes = named(30, "l"), named(5, "s"), named(6, "g")
    there = pd.DataFrame(rng.normal(size=(6, 30)) * 0.01, genes, lines)
    here = pd.DataFrame(rng.normal(size=(6, 5)) * 0.02, genes, samples)
    response = (100 * there.loc[["g0"]] + 5).set_axis(["drug"])
    imputed = ridge_imputed(there, response, here)
    assert imputed.index.tolist() == ["drug"]
    assert imputed.columns.tolist() == samples
    assert imputed.loc["drug"].corr(here.loc["g0"]) > 0.9
    flat = here.copy()
    flat.loc["g5"] = 3.0
    without = ridge_imputed(there.drop("g5"), response, here.drop("g5"))
    pd.testing.assert_frame_equal(ridge_imputed(there, response, flat), without)
    out = ridge_out_of_fold(there, response.mask(response.rank(axis=1) == 1), seed=1)
    assert out.to_numpy().dtype == float
    assert out.isna().sum(axis=1).item() == 1


# ---- regression and printed numbers ---------------------------------------------------------


def test_an_outcome_of_true_and_false_is_taken_as_one_and_nought():
    rng = np.random.default_rng(8)
    x = pd.DataFrame({"x": rng.normal(size=30)})
    y = pd.Series(rng.random(30) < 0.5)
    assert linear(y, x, "x") == pytest.approx(linear(y.astype(float), x, "x"))


def test_a_percentage_of_nought_is_possible_and_the_columns_are_named():
    found = grim("0", (10, 11), percent=True)
    assert list(found.columns) == [
        "n",
        "consistent",
        "sums",
        "rounding",
        "truncated",
        "below",
        "above",
        "informative",
    ]
    assert found["n"].tolist() == [10, 11]
    assert found["consistent"].all()
    assert found["sums"].tolist() == ["0", "0"]
    assert grim("100", 10, percent=True)["consistent"].item()
    assert not grim("3.4", 10)["informative"].item()
    assert grim("3.4", 9)["informative"].item()
    assert grim("3.47", 10)["rounding"].item() == "none"


def test_a_mean_that_cannot_be_read_is_called_a_mean():
    with pytest.raises(ValueError, match=r"\bmean\b"):
        grim("three", 10)


def test_a_share_of_nothing_is_missing_without_a_warning(recwarn):
    assert np.isnan(_share("power", np.array([], dtype=bool), 0.95)["power"])
    assert not recwarn.list


# ---- designs, counts and sets ---------------------------------------------------------------


def test_a_column_of_small_numbers_beside_one_of_large_is_not_taken_for_collinear():
    rng = np.random.default_rng(10)
    clinical = pd.DataFrame({"large": 1e9 * rng.normal(size=10), "small": rng.normal(size=10)})
    assert design_matrix("~ large + small", clinical).shape == (10, 3)


def test_the_formula_is_shown_when_it_names_a_column_that_is_not_there():
    with pytest.raises(DesignError, match=r"formula '~ stage' names column 'stage'"):
        design_matrix("~ stage", pd.DataFrame({"age": [1.0, 2.0]}))


def test_one_count_that_lies_far_out_is_replaced_before_the_test():
    rng = np.random.default_rng(11)
    samples = named(16, "s")
    counts = rng.negative_binomial(20, 0.1, (80, 16))
    counts[0, 15] = 60_000
    group = pd.Series(np.repeat(["a", "b"], 8), samples)
    table = pd.DataFrame(counts, named(80, "g"), samples)
    found = count_difference(table, group, "b", "a")
    assert abs(found.loc["g0", "log2_fold_change"]) < 1


def test_sets_stand_under_their_name_in_a_test_of_overlap():
    background = named(40, "g")
    found = hypergeometric(background[:8], {"one": background[4:14]}, background)
    assert found.index.name == "set"
    assert found.index.tolist() == ["one"]


def test_effects_and_errors_of_other_shapes_are_refused():
    with pytest.raises(ValueError, match=r"shapes are \(2, 3\) and \(2, 2\)"):
        random_effects(np.ones((2, 3)), np.ones((2, 2)))


# ---- defaults and orders of survival --------------------------------------------------------


def test_curves_of_all_groups_are_numbered_through():
    time, event, _ = followed(11)
    group = pd.Series(np.arange(len(time)) % 3, time.index)
    curves = kaplan_meier(time, event, group)
    assert curves.index.tolist() == list(range(len(curves)))
    assert curves.columns[0] == "group"


def test_discrimination_without_replicates_has_no_interval_and_its_seed_is_0_if_not_given():
    time, event, rng = followed(12)
    risks = pd.DataFrame({"x": rng.normal(size=len(time))}, time.index)
    bare = discrimination(risks, time, event, n=0)
    assert bare["estimate"].notna().all()
    assert bare[["ci_low", "ci_high"]].isna().all(axis=None)
    plain, zero, one = (
        discrimination(risks, time, event, n=30, **s) for s in ({}, {"seed": 0}, {"seed": 1})
    )
    pd.testing.assert_frame_equal(plain, zero)
    assert not plain.equals(one)


def test_an_auc_may_stand_at_the_first_event_but_not_at_the_end_of_follow_up():
    time, event, rng = followed(13)
    risks = pd.DataFrame({"x": rng.normal(size=len(time))}, time.index)
    first = time[event == 1].min()
    assert discrimination(risks, time, event, at=[first], n=0)["estimate"].notna().all()
    for outside in (first - 0.5, time.max()):
        with pytest.raises(ValueError, match="no AUC at"):
            discrimination(risks, time, event, at=[outside], n=0)


def recipe_of_two_genes(features, time, event):
    return lambda table: table.loc["g0"] - table.loc["g1"]


def test_predictions_out_of_fold_have_a_named_c_a_seed_of_0_and_need_follow_up_in_order():
    features, time, event = predictive(14, n=60, genes=4)
    plain, zero, one = (
        out_of_fold(recipe_of_two_genes, features, time, event, folds=3, **seed)
        for seed in ({}, {"seed": 0}, {"seed": 1})
    )
    pd.testing.assert_frame_equal(plain, zero)
    assert not plain.equals(one)
    c = cross_validated_c(plain, time, event)
    assert (c.name, c.index.name) == ("concordance", "repeat")
    turned = features.iloc[:, ::-1]
    with pytest.raises(ValueError, match="the order differs"):
        out_of_fold(recipe_of_two_genes, turned, time, event)
    with pytest.raises(ValueError, match="the order differs"):
        cox_model(turned.iloc[:2], time, event)


# ---- simulated trials and optimism ----------------------------------------------------------


@pytest.mark.parametrize(("follow_up", "seen"), [(5.7, True), (5.5, True), (5.4, False)])
def test_a_median_may_lie_as_far_beyond_follow_up_as_its_rounding_hides(follow_up, seen):
    options = {"n1": 4, "p_below": 0.05, "follow_up": follow_up, "simulations": 1}
    if seen:
        assert simulate_medians("6", "3", 8, **options)["simulations"].item() == 1
    else:
        with pytest.raises(ImpossibleError, match=r"median 6 lies beyond the follow-up of 5\.4"):
            simulate_medians("6", "3", 8, **options)


def test_ten_thousand_trials_are_simulated_if_no_number_is_given_and_none_is_refused():
    found = simulate_medians("6", "3", 4, n1=2, p_below=0.05)
    assert found["simulations"].item() == 10_000
    with pytest.raises(ImpossibleError, match="0 simulations; at least 1"):
        simulate_medians("6", "3", 4, n1=2, p_below=0.05, simulations=0)


def test_the_limits_of_optimism_meet_in_the_median_at_a_level_of_nought():
    features, time, event = predictive(15, n=60, genes=4)
    recipe = recipe_of_two_genes
    middle, wide = (optimism(recipe, features, time, event, n=20, level=x) for x in (0.0, 0.9))
    lows = [name for name in wide.index if name.endswith("ci_low")]
    assert lows
    for low in lows:
        high = low.replace("low", "high")
        assert middle[low] == pytest.approx(middle[high])
        assert wide[low] < middle[low] < wide[high]


# ---- Cox's model of heavy tails, and the rest -----------------------------------------------


def score(beta: float, x: np.ndarray, time: np.ndarray, event: np.ndarray) -> float:
    """Derivative of the partial log-likelihood; no two times are equal."""
    hazard = np.exp(beta * (x - x.max() if beta > 0 else x - x.min()))
    at_risk = time[None, :] >= time[:, None]
    expected = (at_risk @ (hazard * x)) / (at_risk @ hazard)
    return float((event * (x - expected)).sum())


def test_where_newtons_step_goes_too_far_it_is_halved_until_the_score_is_nought():
    """Covariates with enormous outliers, of which some have an estimate all the same."""
    rng = np.random.default_rng(0)
    samples = named(40, "s")
    x = pd.DataFrame(rng.standard_cauchy((50, 40)) ** 3, named(50, "g"), samples)
    time = pd.Series(rng.exponential(30, 40) + 0.1, samples)
    event = pd.Series(rng.integers(0, 2, 40), samples)
    found = cox(x, time, event)
    assert found.loc[["g10", "g11"], "flag"].tolist() == ["", ""]
    for gene in found.index[found["flag"] == ""]:
        values = x.loc[gene].to_numpy() / x.loc[gene].std()
        beta = found.loc[gene, "log_hazard_ratio"]
        error = found.loc[gene, "standard_error"]
        assert abs(score(beta, values, time.to_numpy(), event.to_numpy())) * error < 1e-5


def test_the_largest_t_sets_the_variance_of_effects_at_the_degrees_of_freedom_of_most():
    t, df = np.r_[12.0, np.full(99, 0.5)], np.r_[4.0, np.full(99, 20.0)]
    at_most_df = -stats.t.ppf(stats.t.sf(12.0, 4), 20)
    null = 2 * stats.t.sf(at_most_df, 20)
    target = (0.5 / 100 - (1 - 0.01) * null) / 0.01
    expected = 0.3 * ((at_most_df / stats.t.isf(target / 2, 20)) ** 2 - 1)
    assert _effect_variance(t, np.full(100, 0.3), df, 1.0) == pytest.approx(expected)


def test_adjusted_p_values_keep_index_and_name_and_the_first_impossible_one_is_named():
    p = pd.Series([0.02, np.nan, 1.0, 0.01, 0.0], list("abcde"), name="p")
    expected = pd.Series([0.08 / 3, np.nan, 1.0, 0.02, 0.0], p.index, name="p")
    pd.testing.assert_series_equal(benjamini_hochberg(p), expected)
    for wrong in (1.5, -0.5):
        with pytest.raises(ValueError, match=f"not at {wrong}"):
            benjamini_hochberg(np.array([0.0, 1.0, wrong]))
    assert benjamini_hochberg([0, 1]).tolist() == [0.0, 1.0]


def test_strata_and_events_of_other_samples_are_called_so():
    time, event, rng = followed(16)
    x = pd.DataFrame([rng.normal(size=len(time))], ["x"], time.index)
    strata = pd.Series(np.arange(len(time)) % 2, time.index)
    with pytest.raises(ValueError, match=r"^strata is not aligned"):
        cox(x, time, event, strata=strata.iloc[::-1])
    unnamed = event.rename(None).iloc[::-1]
    with pytest.raises(ValueError, match=r"^event does not stand on the samples"):
        checked(time, unnamed)


def test_random_signatures_of_several_tasks_are_numbered_through(monkeypatch):
    features, time, event = predictive(17, n=60)
    options = {"size": 3, "n": 5, "seed": 1}
    whole = random_signatures(features, time, event, **options)
    monkeypatch.setattr(sys.modules["resistbook.stats.prediction.random_signatures"], "TASK", 2)
    pd.testing.assert_frame_equal(random_signatures(features, time, event, **options), whole)
    assert whole.index.tolist() == list(range(5))


def test_the_lasso_needs_a_feature_that_varies():
    features, time, event = predictive(18, n=60, genes=4)
    with pytest.raises(ValueError, match="unpenalised or constant"):
        lasso_cox(0 * features + 1, time, event, folds=3)


def test_sets_that_are_too_small_leave_a_table_with_all_columns():
    z = a_ranking(30)
    found = camera_of_statistics(z, {"two": ["g000", "g001"]}, inter_gene_correlation=0.0)
    assert list(found.columns) == ["n_genes", "correlation", "effect", "effect_se", "p", "fdr"]
    assert found["p"].isna().all()


def test_covariates_in_small_units_are_not_taken_for_constant():
    time, event, rng = followed(19)
    x = pd.DataFrame([rng.normal(size=len(time))], ["x"], time.index)
    age = pd.DataFrame({"age": rng.normal(size=len(time))}, time.index)
    plain, small = (cox(x, time, event, covariates=unit * age) for unit in (1.0, 1e-9))
    assert small["z"].item() == pytest.approx(plain["z"].item())


def test_large_strata_are_permuted_and_drawn_in_the_order_of_their_samples():
    """Replicates of a seed are the same whatever way a program has of sorting."""
    stratum = np.random.default_rng(20).integers(0, 2, 3000)
    labels = np.arange(3000)
    child = np.random.SeedSequence(4).spawn(1)[0]
    codes = pd.factorize(stratum)[0]
    ordered = np.concatenate([np.flatnonzero(codes == code) for code in (0, 1)])
    expected = np.empty(3000, dtype=int)
    uniform = np.random.default_rng(child).random(3000)
    expected[ordered] = labels[np.lexsort((uniform, codes))]
    assert permute_within(labels, stratum, 1, 4)[0].tolist() == expected.tolist()
    drawn = bootstrap_within(stratum, 1, 4)[0]
    size = np.bincount(codes)[codes[ordered]]
    start = np.repeat([0, (codes == 0).sum()], np.bincount(codes))
    expected[ordered] = ordered[start + np.random.default_rng(child).integers(size)]
    assert drawn.tolist() == expected.tolist()


def test_groups_of_calibration_have_limits_on_both_sides_of_what_was_observed():
    time, event, rng = followed(21)
    risk = pd.Series(rng.uniform(0.1, 0.9, len(time)), time.index)
    found = calibration_groups(risk, time, event, at=24, groups=3)
    assert (found["events"] > 0).all()
    assert (found["ci_low"] < found["observed"]).all()
    assert (found["observed"] < found["ci_high"]).all()
    assert found["ci_high"].max() <= 1


def test_a_net_benefit_is_over_the_better_of_treating_all_and_none_without_resampling():
    time, event, rng = followed(22)
    risks = pd.DataFrame({"x": rng.uniform(0, 1, len(time))}, time.index)
    found = net_benefit(risks, time, event, at=24, thresholds=[0.05, 0.6], n=5)
    for _, rows in found.groupby("threshold"):
        rows = rows.set_index("model")
        assert rows["treated"].loc[["all", "none"]].tolist() == [1.0, 0.0]
        best = max(rows.loc["all", "net_benefit"], 0)
        assert (rows["over_all"] == rows["net_benefit"] - best).all()


def test_camera_of_sets_that_are_all_too_small_has_all_its_columns():
    rng = np.random.default_rng(23)
    expression = pd.DataFrame(rng.normal(size=(30, 8)), named(30, "g"), named(8, "s"))
    groups = pd.DataFrame({"group": [0, 1] * 4}, expression.columns)
    design = design_matrix("~ group", groups)
    few = camera(expression, design, "group", {"two": ["g0", "g1"]})
    many = camera(expression, design, "group", {"all": named(15, "g")})
    assert list(few.columns) == list(many.columns)


def test_columns_of_tables_of_survival_stand_in_their_order():
    features, time, event = predictive(24, n=60)
    risks = features.T.iloc[:, :2]
    found = discrimination(risks, time, event, n=5, against=risks.columns[0])
    first = ["model", "measure", "at", "estimate", "ci_low", "ci_high"]
    gain = ["gain", "gain_ci_low", "gain_ci_high"]
    assert list(found.columns) == [*first, *gain, "n", "n_events", "replicates"]
    assert (found["replicates"] == 5).all()
    groups = pd.Series(np.arange(60) % 2, time.index)
    table = numbers_at_risk(time, event, groups, at=[0, 1])
    assert table.index.tolist() == [0, 1, 2, 3]
    columns = ["group", "time", "at_risk", "events", "survival", "ci_low", "ci_high"]
    assert list(table.columns) == columns
    members = {"some": list(features.index[:3])}
    assert signature_survival(features, members, time, event).index.name == "signature"


def test_the_first_sample_of_one_side_only_is_named_with_the_column():
    values = pd.Series([1, 2], ["m", "k"], name="site")
    with pytest.raises(ValueError, match=r"strata \(column 'site'\).*'z' stands on one side only"):
        check_samples(values, pd.Index(["z", "a", "m", "k"]), "strata")
    with pytest.raises(ValueError, match=r"^strata \(column 'site'\) is not aligned"):
        aligned(values, pd.Index(["k", "m"]), "strata")


def test_one_predictor_more_is_one_degree_of_freedom_more():
    features, time, event = predictive(25, n=60)
    found = likelihood_ratio(features.iloc[0], features.iloc[1:2].T, time, event)
    assert found["p"] == pytest.approx(stats.chi2.sf(found["chi_square"], 1))


def test_a_million_is_the_most_that_is_listed_and_a_seed_may_be_0():
    assert len(sizes(MOST, "n")) == 1
    with pytest.raises(ImpossibleError, match="is the most"):
        sizes(MOST + 1, "n")
    with pytest.raises(ImpossibleError):
        grim("5.19", n=MOST // 10, items=11)
    simulate_medians("5", "9", 12, p_below=0.2, simulations=10, seed=0)
