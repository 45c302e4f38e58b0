"""DESeq2's model of counts for any design: what it equals and what it refuses."""

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.stats.expression.count_model import CountModel
from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.design_matrix import DesignError, design_matrix

RNG = np.random.default_rng(5)
SAMPLES = [f"s{number}" for number in range(8)]
MEANS = RNG.gamma(2, 100, (80, 1)).repeat(8, axis=1)
COUNTS = pd.DataFrame(
    RNG.negative_binomial(5, 5 / (5 + MEANS)),
    index=[f"g{number}" for number in range(80)],
    columns=SAMPLES,
)
COUNTS.iloc[:15, ::2] *= 4
COUNTS.iloc[-1] = [0, 9, 0, 0, 0, 0, 0, 0]
COUNTS.iloc[-2] = [0, 9, 0, 1, 0, 0, 0, 0]
FIELDS = pd.DataFrame(
    {
        "group": [1, 0] * 4,
        "patient": [str(number // 2) for number in range(8)],
        "three": list("abcabcab"),
        "day": [3, 1, 4, 1, 5, 9, 2, 6],
    },
    index=SAMPLES,
)


def model(formula: str, fields: pd.DataFrame = FIELDS, counts: pd.DataFrame = COUNTS) -> CountModel:
    with warnings.catch_warnings():  # of a trend that eighty genes do not show
        warnings.simplefilter("ignore", UserWarning)
        return CountModel(counts, design_matrix(formula, fields.loc[counts.columns]))


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return model("~ group + patient").difference("group")


@pytest.mark.filterwarnings("ignore:The dispersion trend", "ignore:As the residual degrees")
def test_within_patients_it_equals_the_formula_of_the_book(found):
    names = FIELDS["group"].map({1: "late", 0: "early"})
    book = count_difference(COUNTS, names, "late", "early", patient=FIELDS["patient"])
    for column in book:
        np.testing.assert_allclose(found[column], book[column], rtol=1e-9)


def test_columns_cohere(found):
    assert list(found) == ["log2_fold_change", "standard_error", "ci_low", "ci_high", "base_mean",
                           "z", "p", "fdr", "n"]  # fmt: skip
    effect, error = found["log2_fold_change"], found["standard_error"]
    np.testing.assert_allclose(found["z"], effect / error)
    np.testing.assert_allclose(found["ci_low"], effect - 1.959964 * error, rtol=1e-5)
    np.testing.assert_allclose(found["ci_high"], effect + 1.959964 * error, rtol=1e-5)
    known = found["p"].notna()
    p = 2 * stats.norm.sf(found["z"].abs())
    np.testing.assert_allclose(found.loc[known, "p"], p[known], rtol=1e-9)
    assert (found["n"] == 8).all()


def test_base_means_are_counts_over_size_factors(found):
    logs = np.log(COUNTS[(COUNTS > 0).all(axis=1)])
    factors = np.exp(logs.sub(logs.mean(axis=1), axis=0).median())
    np.testing.assert_allclose(found["base_mean"], (COUNTS / factors).mean(axis=1)[found.index])


def test_genes_with_fewer_than_ten_counts_are_left_out(found):
    assert list(found.index) == list(COUNTS.index[:-1])
    design = design_matrix("~ group", FIELDS)
    assert list(CountModel(COUNTS, design, least=11).difference("group").index) == [
        *COUNTS.index[COUNTS.sum(axis=1) >= 11]
    ]


def test_a_contrast_of_levels_is_the_coefficient_of_the_other_reference():
    fitted = model("~ three")
    contrast = fitted.difference({"three[T.c]": 1.0, "three[T.b]": -1.0})
    fields = FIELDS.assign(three=pd.Categorical(FIELDS["three"], categories=[*"bac"]))
    direct = model("~ three", fields).difference("three[T.c]")
    for column in ("log2_fold_change", "standard_error"):
        np.testing.assert_allclose(contrast[column], direct[column], rtol=1e-3, atol=1e-4)


def test_the_unit_and_the_start_of_a_covariate_change_nothing():
    days = model("~ group + day").difference("group")
    fields = FIELDS.assign(day=1e9 + 86400 * FIELDS["day"])
    seconds = model("~ group + day", fields).difference("group")
    np.testing.assert_allclose(days["p"], seconds["p"], rtol=1e-4)


def test_warnings_of_the_fit_are_kept_from_the_reader():
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        CountModel(COUNTS.iloc[:12], design_matrix("~ group + patient", FIELDS))


@pytest.mark.parametrize(
    ("counts", "formula", "error", "words"),
    [
        (COUNTS + 0.5, "~ group", ValueError, "'g0' in sample 's0' is .*counts are whole numbers"),
        (COUNTS - 10000, "~ group", ValueError, "counts are whole numbers from 0"),
        (COUNTS.astype(float).replace(9, np.nan), "~ group", ValueError, "is nan; counts are"),
        (COUNTS * 0, "~ group", ValueError, "no gene has 10 counts"),
        (COUNTS * 0 + 9, "~ group", ValueError, "vary more than chance .* rounded logarithms"),
        (COUNTS.iloc[:, :2], "~ group", DesignError, "2 samples and 2 coefficients leave no"),
    ],
)
def test_the_model_refuses_what_it_cannot_fit(counts, formula, error, words):
    with pytest.raises(error, match=words):
        model(formula, counts=counts)


def test_a_design_of_other_samples_is_refused():
    with pytest.raises(DesignError, match="hold other samples, or in another order"):
        CountModel(COUNTS, design_matrix("~ group", FIELDS.iloc[::-1]))


@pytest.fixture(scope="module")
def sixteen() -> pd.DataFrame:
    means = RNG.gamma(2, 100, (60, 1)).repeat(16, axis=1)
    counts = RNG.negative_binomial(8, 8 / (8 + means))
    counts[:10, :8] *= 3
    counts[30, 2] = 100_000
    names = [f"s{number}" for number in range(16)]
    return pd.DataFrame(counts, index=[f"g{number}" for number in range(60)], columns=names)


@pytest.mark.filterwarnings("ignore:The dispersion trend")
def test_a_count_apart_is_replaced_where_groups_are_large(sixteen):
    names = pd.Series(["late"] * 8 + ["early"] * 8, index=sixteen.columns)
    fields = pd.DataFrame({"group": (names == "late").astype(int)})
    mine = model("~ group", fields, sixteen).difference("group")
    book = count_difference(sixteen, names, "late", "early")
    for column in book:
        np.testing.assert_allclose(mine[column], book[column], rtol=1e-12)
    assert abs(mine.loc["g30", "log2_fold_change"]) < 2


def test_the_fit_says_nothing(sixteen, capsys):
    fields = pd.DataFrame({"group": [1] * 8 + [0] * 8}, index=sixteen.columns)
    model("~ group", fields, sixteen).difference("group")
    captured = capsys.readouterr()
    assert captured.out + captured.err == ""


# Several coefficients together


THREE = ["three[T.b]", "three[T.c]"]


@pytest.fixture(scope="module")
def of_three() -> CountModel:
    return model("~ three")


def test_several_coefficients_are_compared_by_the_likelihood_ratio(of_three):
    found = of_three.any_difference(THREE)
    assert list(found) == ["base_mean", "chi2", "df", "p", "fdr", "n"]
    assert list(found.index) == list(COUNTS.index[:-1])
    np.testing.assert_allclose(found["p"], stats.chi2.sf(found["chi2"], 2), rtol=1e-9)
    assert (found["fdr"].dropna() >= found["p"][found["fdr"].notna()]).all()


def test_which_group_is_the_reference_changes_nothing(of_three):
    other = FIELDS.assign(three=pd.Categorical(FIELDS["three"], categories=[*"cab"]))
    found = model("~ three", other).any_difference(["three[T.a]", "three[T.b]"])
    expected = of_three.any_difference(THREE)
    np.testing.assert_allclose(found["chi2"], expected["chi2"], rtol=1e-3, atol=1e-3)


def test_of_one_coefficient_it_is_near_to_walds_test():
    fitted = model("~ group + patient")
    together, wald = fitted.any_difference(["group"]), fitted.difference("group")
    clear = together["chi2"] > 4
    ratio = together["chi2"][clear] / wald["z"][clear] ** 2
    assert clear.sum() > 10
    assert ratio.median() == pytest.approx(1, abs=0.1)


def test_replaced_counts_are_compared_as_replaced(sixteen):
    fields = pd.DataFrame({"group": [1] * 8 + [0] * 8}, index=sixteen.columns)
    found = model("~ group", fields, sixteen).any_difference(["group"])
    assert found.loc["g30", "chi2"] < 10
    assert found["chi2"].iloc[:10].median() > 20


@pytest.mark.parametrize("tested", [["three[T.d]"], ["Intercept", *THREE]])
def test_coefficients_that_are_not_there_or_are_all_are_refused(of_three, tested):
    with pytest.raises(DesignError, match="the design must hold"):
        of_three.any_difference(tested)
