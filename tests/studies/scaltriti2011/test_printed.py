"""Study 4, the printed numbers: the one table that fits, and what trials of its size report."""

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


def test_power_falls_with_censoring_and_rises_with_regular_times():
    power = printed.survival_attainability().pivot(index="n1", columns="censoring", values="power")
    assert (power["moderate"] < power["none"] + 0.01).all()
    shapes = printed.survival_shapes().pivot(index="shape", columns="censoring", values="power")
    assert (shapes.diff().iloc[1:] > 0).all().all()
