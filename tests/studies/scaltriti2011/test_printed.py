"""Study 4, the printed numbers: the one table that fits, and what trials of its size report."""

import numpy as np

from resistbook.studies.scaltriti2011 import printed


def test_truths_further_apart_than_the_printed_medians_reach_the_bound_more_often():
    truths = printed.survival_truths().sort_values("first", ascending=False)
    for _, rows in truths.groupby("censoring"):
        assert rows["power"].is_monotonic_increasing
        assert rows["power_given_medians"].is_monotonic_increasing


def test_the_only_table_of_34_patients_is_six_of_eighteen_against_fourteen_of_sixteen():
    table = printed.admissible().query("n == 34")
    assert table[["k1", "n1", "k2", "n2"]].to_numpy().tolist() == [[6, 18, 14, 16]]
    marked = printed.survival_attainability().query("admissible == 1")
    assert set(marked["n1"]) == {18}


def test_percentages_that_are_cut_off_give_the_same_table_with_the_same_p():
    rounded = printed.admissible().query("n == 34").iloc[0]
    cut = printed.admissible_readings().query("n == 34").iloc[0]
    for column in ("k1", "n1", "k2", "n2", "p_fisher", "p_chi_square", "p_yates"):
        assert cut[column] == rounded[column]


def test_the_medians_alone_put_the_true_ratio_about_that_of_the_medians_and_p_puts_it_higher():
    table = printed.survival_posterior().set_index(["given", "prior"])
    alone, both = table.loc[("medians", "flat")], table.loc[("medians and P", "flat")]
    assert abs(alone["below_printed"] - 0.5) < 0.01
    assert abs(alone["median"] - 14 / 6) < 0.02
    assert both["median"] > alone["median"]
    assert both["fitted_least"] > 3


def test_a_sceptical_prior_draws_the_ratio_towards_one():
    table = printed.survival_posterior().set_index(["given", "prior"]).loc["medians and P"]
    assert table.loc["normal, SD 0.35", "median"] < table.loc["normal, SD 0.5", "median"]
    assert table.loc["normal, SD 0.5", "median"] < table.loc["flat", "median"]


def test_quantiles_weigh_the_draws():
    values, weight = np.array([3.0, 1.0, 2.0]), np.array([0.0, 1.0, 9.0])
    low, high = printed._quantiles(values, weight, (0.1, 0.95))
    assert low == 1.0
    assert 1.9 < high < 2.0


def test_power_falls_with_censoring_and_rises_with_regular_times():
    power = printed.survival_attainability().pivot(index="n1", columns="censoring", values="power")
    assert (power["moderate"] < power["none"] + 0.01).all()
    shapes = printed.survival_shapes().pivot(index="shape", columns="censoring", values="power")
    assert (shapes.diff().iloc[1:] > 0).all().all()
