"""Diagnostic tests, standard deviations and test statistics: brute force, peers, refusals."""

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from resistbook.forensics.diagnostic import recheck_diagnostic
from resistbook.forensics.printed import ImpossibleError
from resistbook.forensics.spread import recheck_sd
from resistbook.forensics.statistic import recheck_test


def measures(tp: int, fn: int, fp: int, tn: int) -> dict[str, tuple[int, int]]:
    return {
        "sensitivity": (tp, tp + fn),
        "specificity": (tn, tn + fp),
        "ppv": (tp, tp + fp),
        "npv": (tn, tn + fn),
        "accuracy": (tp + tn, tp + fn + fp + tn),
    }


def printed(cells: tuple[int, ...], names: list[str], decimals: int) -> dict[str, str]:
    shares = measures(*cells)
    return {name: f"{100 * shares[name][0] / shares[name][1]:.{decimals}f}" for name in names}


NAMES = st.lists(
    st.sampled_from(["sensitivity", "specificity", "ppv", "npv", "accuracy"]),
    min_size=2,
    max_size=5,
    unique=True,
)


@settings(max_examples=80, deadline=None)
@given(st.tuples(*[st.integers(0, 25)] * 4), NAMES, st.integers(0, 1))
def test_the_table_that_was_printed_is_always_listed(cells, names, decimals):
    tp, fn, fp, tn = cells
    assume(all(whole for _, whole in measures(*cells).values()))
    found = recheck_diagnostic(sum(cells), **printed(cells, names, decimals))
    tables = [(row["tp"], row["fn"], row["fp"], row["tn"]) for row in found.rows]
    assert found.verdict == "fits"
    assert cells in tables
    known = recheck_diagnostic(diseased=tp + fn, healthy=fp + tn, **printed(cells, names, decimals))
    assert cells in [(row["tp"], row["fn"], row["fp"], row["tn"]) for row in known.rows]


@pytest.mark.parametrize("names", [["sensitivity", "ppv"], ["specificity", "npv", "accuracy"]])
def test_brute_force_finds_the_same_tables_and_no_other(names):
    total = 12
    given = printed((4, 2, 1, 5), names, 0)
    found = recheck_diagnostic(total, **given)
    tables = {(row["tp"], row["fn"], row["fp"], row["tn"]) for row in found.rows}

    def fits(cells):
        shares = measures(*cells)
        return all(
            shares[name][1] and abs(100 * shares[name][0] / shares[name][1] - int(text)) <= 0.5
            for name, text in given.items()
        )

    every = product(range(total + 1), repeat=4)
    both = [c for c in every if sum(c) == total and c[0] + c[1] and c[2] + c[3]]
    assert tables == {cells for cells in both if fits(cells)}


def test_four_measures_of_100_patients_are_one_table():
    found = recheck_diagnostic(100, sensitivity="80", specificity="90", ppv="84.2", npv="87.1")
    assert [list(row.values()) for row in found.rows] == [[100, 40, 32, 8, 6, 54]]
    assert "32 of 40 diseased and 54 of 60 healthy" in found.sentences[0]


def test_a_measure_that_does_not_belong_is_named():
    found = recheck_diagnostic(100, sensitivity="80", specificity="90", ppv="84.2", npv="57.1")
    assert found.verdict == "cannot"
    assert found.sentences[1:] == ("Without NPV 57.1% there would be one.",)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 100, "sensitivity": "80"}, "two measures or more"),
        ({"n": 100, "sensitivity": "80", "ppv": "101"}, "percentage 101 lies outside"),
        ({"sensitivity": "80", "ppv": "90"}, "give the total n"),
        ({"n": 5000, "sensitivity": "80", "specificity": "90"}, "more than 5,000 tables fit"),
        ({"n": 5000, "ppv": "80", "npv": "90"}, r"more than 5,000 tables|more than 300,000 trials"),
    ],
)
def test_diagnostic_questions_that_cannot_be_answered_are_refused(options, message):
    with pytest.raises(ImpossibleError, match=message):
        recheck_diagnostic(**options)


PIGS = [
    ("7.22", "5.30", 38, False), ("4.74", "6.55", 31, True), ("5.23", "2.55", 35, False),
    ("2.57", "2.57", 30, True), ("6.77", "2.18", 33, False), ("2.68", "2.59", 34, True),
    ("7.01", "6.68", 35, False), ("7.38", "3.65", 32, True), ("3.14", "5.32", 33, False),
    ("6.89", "4.18", 37, True), ("5.00", "2.18", 31, True), ("0.24", "6.43", 34, True),
    ("5.21", "1.6", 28, True), ("3.44", "2.47", 18, False), ("9.93", "0.18", 30, False),
]  # fmt: skip
"""Values and judgements of GRIMMER as scrutiny's data pigs5 and its tests publish them."""


@pytest.mark.parametrize(("mean", "sd", "n", "consistent"), PIGS)
def test_grimmer_judges_as_scrutiny_does(mean, sd, n, consistent):
    assert (recheck_sd(mean, sd, n).verdict == "fits") == consistent


def test_a_standard_deviation_of_a_population_is_named_and_not_called_consistent():
    found = recheck_sd("5.23", "2.55", 35)
    assert found.verdict == "unexplained"
    assert "only if the variance was divided by n" in found.sentences[0]


@pytest.mark.parametrize(
    ("mean", "sd", "consistent"),
    [(".53", ".50", True), (".44", ".50", True), (".77", ".42", True), (".19", ".35", False),
     (".34", ".47", True), (".93", ".25", True), (".12", ".33", True)],
)  # fmt: skip
def test_debit_judges_as_scrutiny_does(mean, sd, consistent):
    """Its data pigs3, n = 1683, of which one of seven is inconsistent."""
    assert (recheck_sd(mean, sd, 1683, binary=True).verdict == "fits") == consistent


@pytest.mark.parametrize(("sd", "can"), [("0.45", True), ("3.03", True), ("3.04", False)])
def test_a_scale_bounds_the_standard_deviation_as_in_rsprite2(sd, can):
    """Five answers from 1 to 7 of mean 4.2 have an SD from 0.45 to 3.03."""
    assert (recheck_sd("4.2", sd, 5, scale=(1, 7)).verdict == "fits") == can


@settings(max_examples=200)
@given(st.lists(st.integers(-9, 12), min_size=2, max_size=30), st.integers(1, 3), st.integers(0, 2))
def test_honest_whole_numbers_always_pass_grimmer(numbers, decimals, rounded_apart):
    mean, sd = np.mean(numbers), np.std(numbers, ddof=1)
    texts = f"{mean:.{decimals}f}", f"{sd:.{max(0, decimals - rounded_apart)}f}"
    assert recheck_sd(*texts, len(numbers)).verdict == "fits"
    scale = min(numbers), max(numbers) + 1
    assert recheck_sd(*texts, len(numbers), scale=scale).verdict == "fits"


@settings(max_examples=100)
@given(st.lists(st.booleans(), min_size=2, max_size=80), st.integers(1, 3))
def test_honest_answers_of_yes_or_no_always_pass_debit(answers, decimals):
    texts = (f"{number:.{decimals}f}" for number in (np.mean(answers), np.std(answers, ddof=1)))
    assert recheck_sd(*texts, len(answers), binary=True).verdict == "fits"


@settings(max_examples=60)
@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=20))
def test_honest_scores_of_three_items_always_pass(scores):
    means = np.mean(scores, axis=1)
    texts = f"{means.mean():.2f}", f"{means.std(ddof=1):.2f}"
    assert recheck_sd(*texts, len(scores), items=3).verdict == "fits"


@pytest.mark.parametrize("n", [2, 5])
def test_every_standard_deviation_that_passes_belongs_to_some_numbers(n):
    sets = np.array(list(product(range(5), repeat=n)))
    texts = {
        (f"{mean:.2f}", f"{sd:.2f}")
        for mean, sd in zip(sets.mean(axis=1), sets.std(axis=1, ddof=1), strict=True)
    }
    for mean in {mean for mean, _ in texts}:
        for hundredths in range(0, 300, 7):
            sd = f"{hundredths / 100:.2f}"
            passes = recheck_sd(mean, sd, n, scale=(0, 4)).verdict == "fits"
            assert passes >= ((mean, sd) in texts)
            if n == 2:
                assert passes == ((mean, sd) in texts)


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        (("5.2", "-1", 10), {}, "standard deviation -1 is below 0"),
        (("5.2", "1", 1), {}, "n = 1 has no standard deviation"),
        (("1.2", ".4", 10), {"binary": True}, r"proportion 1\.2 lies outside 0 to 1"),
        (("5.2", "1", 10), {"scale": (7, 1)}, "scale runs from 7 to 1"),
        (("5.2", "1", 10), {"items": 0}, "items = 0"),
    ],
)
def test_standard_deviations_that_are_none_are_refused(arguments, options, message):
    with pytest.raises(ImpossibleError, match=message):
        recheck_sd(*arguments, **options)


DRAWN = {
    "t": (stats.t, 1, 2), "F": (stats.f, 2, 1), "chi2": (stats.chi2, 1, 1), "z": (stats.norm, 0, 2),
}  # fmt: skip


@settings(max_examples=150)
@given(
    st.sampled_from(list(DRAWN)),
    st.floats(0.01, 9),
    st.lists(st.integers(1, 300), min_size=2, max_size=2),
    st.integers(1, 3),
)
def test_an_honest_p_always_follows_from_its_statistic(kind, value, degrees, decimals):
    distribution, number, sides = DRAWN[kind]
    df = degrees[:number]
    p = sides * distribution.sf(value, *df)
    text = f"{p:.{decimals}f}" if p >= 0.5 * 10**-decimals else f"<{10**-decimals:.{decimals}f}"
    assert recheck_test(kind, f"{value:.2f}", text, df).verdict == "fits"


@pytest.mark.parametrize(
    ("kind", "value", "df", "p", "verdict"),
    [
        ("t", "2.048", [28], ".05", "fits"),
        ("t", "-2.20", [28], ".037", "fits"),
        ("t", "2.20", [28], ".018", "unexplained"),
        ("t", "2.20", [28], ".014", "cannot"),
        ("t", "2.20", [28], ".37", "cannot"),
        ("F", "4.5", [2, 57], "<.001", "cannot"),
        ("F", "3.16", [2, 57], ".05", "fits"),
        ("chi2", "3.841", [1], ".05", "fits"),
        ("chi2", "3.84", [1], ">.05", "fits"),
        ("r", ".273", [50], ".05", "fits"),
        ("r", "1.00", [50], "<.001", "fits"),
        ("z", "1.96", [], ".05", "fits"),
        ("z", "1.96", [], ".025", "unexplained"),
    ],
)
def test_critical_values_of_printed_tables_have_their_p(kind, value, df, p, verdict):
    assert recheck_test(kind, value, p, df).verdict == verdict


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("q", "2.2", ".05"), "'q' is none of t, F, chi2, r, z"),
        (("t", "2.2", ".05"), "t has 1 degrees of freedom, not 0"),
        (("t", "2.2", ".05", [0]), "not above 0"),
        (("r", "1.2", ".05", [20]), r"correlation 1\.2 lies outside"),
        (("r", "-1.2", ".05", [20]), r"correlation -1\.2 lies outside"),
        (("t", "2.2", ".05", [float("inf")]), "not above 0"),
        (("F", "-1", ".05", [2, 20]), "F -1 is below 0"),
        (("chi2", "-1", ".05", [2]), "chi2 -1 is below 0"),
        (("z", "x", ".05"), "statistic 'x' is not a plain decimal number"),
    ],
)
def test_statistics_that_are_none_are_refused(arguments, message):
    with pytest.raises(ImpossibleError, match=message):
        recheck_test(*arguments)


def test_the_nearest_standard_deviations_of_a_sum_are_named():
    assert recheck_sd("3.44", "2.47", 18).sentences[1] == (
        "The nearest SDs that can, of the sum 62: 2.455 and 2.479."
    )


def test_a_measure_that_its_own_group_cannot_give_is_named():
    found = recheck_diagnostic(sensitivity="80", specificity="91.3", diseased=40, healthy=60)
    assert found.verdict == "cannot"
    assert "91.3% cannot come from counts at n = 60." in found.sentences


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("t", "2.20", ".037", [28]), "P = .037 follows from t(28) = 2.20 (0.0358 to 0.0366)."),
        (("F", "3.16", ".05", [2, 57]), "P = .05 follows from F(2, 57) = 3.16 (0.0497 to 0.0502)."),
        (("z", "1.96", ".05"), "P = .05 follows from z = 1.96 (0.0494 to 0.0506)."),
        (
            ("t", "2.20", ".018", [28]),
            "P = .018 is one-sided: t(28) = 2.20 gives 0.0358 to 0.0366, half of which it is.",
        ),
        (
            ("t", "2.20", ".37", [28]),
            "P = .37 cannot follow from t(28) = 2.20, which gives 0.0358 to 0.0366.",
        ),
    ],
)
def test_the_answer_about_a_statistic_is_told_in_full(arguments, sentence):
    found = recheck_test(*arguments)
    assert found.sentences == (sentence,)
    assert found.columns == ("statistic", "printed", "least", "most", "verdict")
    (row,) = found.rows
    assert tuple(row) == found.columns
    assert row["statistic"] in sentence
    assert row["printed"] in sentence
    assert f"{row['least']:.3g} to {row['most']:.3g}" in sentence
    assert row["verdict"] == found.verdict


@pytest.mark.parametrize(
    ("arguments", "options", "sentences", "rows"),
    [
        (
            ("7.38", "3.65", 32),
            {},
            ("7.38 ± 3.65 can come from whole numbers at n = 32.",),
            [(236, "n - 1", "2154"), (236, "n", "2166")],
        ),
        (
            ("3.0", "1", 10),
            {},
            ("3.0 ± 1 can come from whole numbers at n = 10.",),
            [(30, "n - 1", "94 to 110"), (30, "n", "94 to 112")],
        ),
        (
            ("5.23", "2.55", 35),
            {},
            (
                "5.23 ± 2.55 can come from whole numbers at n = 35 only if the variance was "
                "divided by n, not by n - 1.",
            ),
            [(183, "n", "1185")],
        ),
        (
            ("7.39", "3.65", 32),
            {},
            ("The mean 7.39 cannot come from whole numbers at n = 32.",),
            [],
        ),
        (
            ("1.00", ".00", 50),
            {"binary": True},
            ("1.00 ± .00 can come from yes and no at n = 50.",),
            [(50, "n - 1", "50"), (50, "n", "50")],
        ),
        (
            ("7.0", "0.5", 5),
            {"scale": (1, 7)},
            (
                "7.0 ± 0.5 cannot come from whole numbers at n = 5: the mean can, the SD cannot.",
                "The nearest SD that can, of the sum 35: 0.00.",
            ),
            [],
        ),
        (
            ("1.67", "0.7", 3),
            {},
            (
                "1.67 ± 0.7 cannot come from whole numbers at n = 3: the mean can, the SD cannot.",
                "The nearest SDs that can, of the sum 5: 0.58 and 1.15.",
            ),
            [],
        ),
        (
            ("2.33", "1.77", 3),
            {"items": 2},
            (
                "2.33 ± 1.77 cannot come from whole numbers at n = 3: the mean can, the SD cannot.",
                "The nearest SDs that can, of the sum 14: 1.756 and 1.826.",
            ),
            [],
        ),
        (
            ("3.0", "1.41", 2),
            {},
            ("3.0 ± 1.41 can come from whole numbers at n = 2.",),
            [(6, "n - 1", "20")],
        ),
        (
            ("1.5", "0.9", 2),
            {},
            ("1.5 ± 0.9 cannot come from whole numbers at n = 2: the mean can, the SD cannot.",),
            [],
        ),
    ],
)
def test_the_answer_about_a_standard_deviation_is_told_in_full(arguments, options, sentences, rows):
    found = recheck_sd(*arguments, **options)
    assert found.sentences == sentences
    assert found.columns == ("sum", "divisor", "squares")
    assert [tuple(row.values()) for row in found.rows] == rows
    assert all(tuple(row) == found.columns for row in found.rows)


@pytest.mark.parametrize(
    ("measures", "sentences"),
    [
        (
            {"sensitivity": "80", "specificity": "90", "ppv": "84.2", "npv": "87.1"},
            (
                "1 table gives sensitivity 80%, specificity 90%, PPV 84.2% and NPV 87.1%: "
                "32 of 40 diseased and 54 of 60 healthy are right.",
            ),
        ),
        (
            {"sensitivity": "80", "specificity": "90"},
            ("17 tables give sensitivity 80% and specificity 90%.",),
        ),
        (
            {"sensitivity": "80", "specificity": "90", "ppv": "84.2", "npv": "57.1"},
            (
                "No table gives sensitivity 80%, specificity 90%, PPV 84.2% and NPV 57.1%.",
                "Without NPV 57.1% there would be one.",
            ),
        ),
    ],
)
def test_the_answer_about_a_diagnostic_test_is_told_in_full(measures, sentences):
    found = recheck_diagnostic(100, **measures)
    assert found.sentences == sentences
    assert found.columns == ("n", "diseased", "tp", "fn", "fp", "tn")
    assert all(tuple(row) == found.columns for row in found.rows)


def test_a_predictive_value_of_all_or_none_allows_every_count_of_the_other_group():
    all_right = recheck_diagnostic(sensitivity="100", npv="100", diseased=5, healthy=9)
    assert [row["tn"] for row in all_right.rows] == list(range(1, 10))
    none_right = recheck_diagnostic(sensitivity="0", ppv="0", diseased=5, healthy=9)
    assert [row["tn"] for row in none_right.rows] == list(range(9))
