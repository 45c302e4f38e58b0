"""Printed percentages and means: R, brute force, published examples, edges, refusals."""

from decimal import ROUND_DOWN, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference
from scipy.stats import nchypergeom_fisher

from resistbook.forensics import fourfold
from resistbook.forensics.fourfold import (
    admissible_p_values,
    admissible_tables,
    admissible_totals,
)
from resistbook.forensics.grim import grim, smaller_sizes
from resistbook.forensics.printed import ImpossibleError, Printed, rounding, whole_numbers

ROUNDINGS = {
    "half up": ROUND_HALF_UP,
    "half even": ROUND_HALF_EVEN,
    "half down": ROUND_HALF_DOWN,
    "truncated": ROUND_DOWN,
}
RULES = ["half down", "half even", "half up"]
COUNTS = ["n1", "k1", "n2", "k2"]
GIVEN = pd.read_csv(REFERENCE / "two_by_two" / "tables.csv", dtype={"first": str, "second": str})


def as_printed(k: int, n: int, decimals: int, rule: str, unit: int = 100) -> str:
    """Print k of n as Python's decimal arithmetic rounds it, a witness of its own."""
    exact = Decimal(unit * k) / Decimal(n)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUNDINGS[rule]):f}"


def brute_force(first: str, second: str, total: int) -> set[tuple[int, ...]]:
    """Try every table, each percentage by every rule."""

    def fits(k: int, n: int, text: str) -> bool:
        decimals = len(text.partition(".")[2])
        return text in {as_printed(k, n, decimals, rule) for rule in RULES}

    return {
        (n1, k1, total - n1, k2)
        for n1 in range(1, total)
        for k1, k2 in product(range(n1 + 1), range(total - n1 + 1))
        if fits(k1, n1, first) and fits(k2, total - n1, second)
    }


def listed(table: pd.DataFrame) -> set[tuple[int, ...]]:
    return set(table[COUNTS].itertuples(index=False, name=None))


@st.composite
def groups(draw, most=40):
    """A group's size and count, decimals, and a rule of rounding."""
    n = draw(st.integers(1, most))
    return n, draw(st.integers(0, n)), draw(st.integers(0, 2))


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_p_values_and_odds_ratios_equal_fisher_test_and_chisq_test_of_r(kind, tmp_path):
    theirs = reference(kind, "two_by_two", "tables.csv", "tests.csv", tmp_path)
    assert len(theirs) == len(GIVEN) == 92
    for asked, expected in zip(GIVEN.itertuples(), theirs.itertuples(), strict=True):
        table = admissible_tables(asked.first, asked.second, n1=asked.n1, n2=asked.n2)
        row = table[(table["k1"] == asked.k1) & (table["k2"] == asked.k2)].iloc[0]
        for column in ("p_fisher", "p_chi_square", "p_yates"):
            assert row[column] == pytest.approx(getattr(expected, column), rel=1e-8), column
        for column in ("odds_ratio", "odds_ratio_low", "odds_ratio_high"):
            ours, its = row[column], getattr(expected, column)
            # R searches for the ratio, or its inverse above 1, to 0.00012.
            ours, its = (1 / ours, 1 / its) if its > 1 else (ours, its)
            assert ours == pytest.approx(its, abs=2e-4), column


def test_at_the_limits_of_the_odds_ratio_a_tail_holds_two_and_a_half_percent():
    table = admissible_tables("33", "71", (15, 45))
    for row in table[(table["k1"] > 0) & (table["k2"] > 0)].itertuples():
        margins = row.n, row.k1 + row.k2, row.n1
        low, high = (
            nchypergeom_fisher(*margins, limit)
            for limit in (row.odds_ratio_low, row.odds_ratio_high)
        )
        assert low.sf(row.k1 - 1) == pytest.approx(0.025, rel=1e-4)
        assert high.cdf(row.k1) == pytest.approx(0.025, rel=1e-4)


@pytest.mark.parametrize(
    ("first", "second", "sizes", "low", "high"),
    [
        ("80", "60", (70, 80), 0.0524, 0.3339),
        ("90", "30", (10, 10), 0.1705, 0.8090),
        ("85.7", "28.6", (7, 7), 0.0582, 0.8062),
        ("8.93", "0", (56, 29), -0.0381, 0.1926),
        ("0", "0", (10, 20), -0.1611, 0.2775),
        ("100", "0", (10, 10), 0.6075, 1.0000),
    ],
)
def test_risk_differences_have_the_intervals_printed_by_newcombe(first, second, sizes, low, high):
    """Table II of Newcombe 1998, method 10."""
    row = admissible_tables(first, second, n1=sizes[0], n2=sizes[1]).iloc[0]
    interval = row["risk_difference_low"], row["risk_difference_high"]
    assert interval == pytest.approx((low, high), abs=5.1e-5)


@settings(max_examples=60)
@given(groups(), groups(), st.sampled_from(RULES))
def test_the_table_that_was_printed_is_always_listed(one, other, rule):
    (n1, k1, first), (n2, k2, second) = one, other
    printed = as_printed(k1, n1, first, rule), as_printed(k2, n2, second, rule)
    assert (n1, k1, n2, k2) in listed(admissible_tables(*printed, n1=n1, n2=n2))


@settings(max_examples=40)
@given(groups(12), groups(12), st.sampled_from(RULES))
def test_brute_force_finds_the_same_tables_and_no_other(one, other, rule):
    (n1, k1, first), (n2, k2, second) = one, other
    printed = as_printed(k1, n1, first, rule), as_printed(k2, n2, second, rule)
    table = admissible_tables(*printed, n1 + n2)
    assert listed(table) == brute_force(*printed, n1 + n2)
    assert len(table) == len(listed(table))


@settings(max_examples=40)
@given(st.integers(0, 100), st.integers(0, 100), st.integers(2, 24))
def test_every_listed_table_reproduces_its_percentages_by_the_rule_named(first, second, total):
    printed = str(first), str(second)
    table = admissible_tables(*printed, total)
    assert listed(table) == brute_force(*printed, total)
    for row in table.itertuples():
        which = {
            rule
            for rule in RULES
            if as_printed(row.k1, row.n1, 0, rule) == printed[0]
            and as_printed(row.k2, row.n2, 0, rule) == printed[1]
        }
        words = {"mixed": set(), "either": set(RULES)}
        assert which == words.get(row.rounding, set(row.rounding.split(" or ")))


@settings(max_examples=30)
@given(groups(20), groups(20))
def test_changing_the_groups_turns_effects_over_and_leaves_p(one, other):
    (n1, k1, first), (n2, k2, second) = one, other
    printed = as_printed(k1, n1, first, "half up"), as_printed(k2, n2, second, "half up")
    ours = admissible_tables(*printed, n1=n1, n2=n2)
    turned = admissible_tables(*reversed(printed), n1=n2, n2=n1)
    turned = turned.sort_values(["k2", "k1"], ignore_index=True)
    for column in ("p_fisher", "p_chi_square", "p_yates"):
        np.testing.assert_allclose(ours[column], turned[column], rtol=1e-9)
    np.testing.assert_allclose(ours["risk_difference_low"], -turned["risk_difference_high"])
    assume((ours["odds_ratio"] > 0).all() and np.isfinite(ours["odds_ratio"]).all())
    np.testing.assert_allclose(ours["odds_ratio"], 1 / turned["odds_ratio"], rtol=1e-5)


def test_one_of_eight_is_13_half_up_and_12_half_even_or_half_down():
    half_up, other = (admissible_tables(text, "50", n1=8, n2=2) for text in ("13", "12"))
    assert (half_up["k1"].item(), half_up["rounding"].item()) == (1, "half up")
    assert (other["k1"].item(), other["rounding"].item()) == (1, "half even or half down")


def test_two_percentages_that_need_different_rules_are_a_table_of_mixed_rounding():
    """1 of 8 is 13 only half up; 5 of 8 is 62 half even or half down."""
    assert grim("13", 8, percent=True)["sums"].item() == "1"
    assert grim("62", 8, percent=True)["sums"].item() == "5"
    table = admissible_tables("13", "62", n1=8, n2=8)
    assert table[[*COUNTS, "rounding"]].to_numpy().tolist() == [[8, 1, 8, 5, "mixed"]]


def test_counts_never_leave_the_group_where_the_print_is_coarse():
    """A half in a hundred of 200 is one patient: 199 of 200 is 100 or 99, 1 of 200 is 0 or 1."""
    table = admissible_tables("100", "0", n1=200, n2=200)
    assert set(zip(table["k1"], table["k2"], table["rounding"], strict=True)) == {
        (199, 0, "half up or half even"),
        (199, 1, "half even"),
        (200, 0, "either"),
        (200, 1, "half even or half down"),
    }


def test_half_on_either_side_of_nought_is_printed_0_half_even_or_half_down():
    found = whole_numbers(Printed.read("0", "mean"), 2)
    assert {k: rounding(rules) for k, rules in found.items()} == {
        -1: "half even or half down",
        0: "either",
        1: "half even or half down",
    }


@pytest.mark.parametrize("n", [40, 80])
def test_no_mean_that_a_program_prints_is_called_impossible(n):
    """Python prints the binary fraction, as R and C do, which lies on either side of a half."""
    for total in range(10 * n):
        for printed in (f"{total / n:.2f}", str(round(total / n, 2))):
            row = grim(printed, n).iloc[0]
            assert row["consistent"], printed
            assert str(total) in row["sums"].split()


@pytest.mark.parametrize(("n", "decimals"), [(8, 0), (80, 1), (800, 2), (2000, 2), (8000, 3)])
def test_no_percentage_that_a_program_prints_is_called_impossible(n, decimals):
    for k in range(0, n + 1, max(1, n // 400)):
        for share in (100 * (k / n), 100 * k / n, k / n * 100):
            printed = f"{share:.{decimals}f}"
            assert str(k) in grim(printed, n, percent=True)["sums"].item().split(), printed


@settings(max_examples=200)
@given(st.decimals(-20, 20, places=2), st.integers(1, 120), st.integers(1, 3))
def test_what_is_possible_are_the_totals_in_the_closed_interval_of_the_print(mean, n, items):
    half = Fraction(1, 200)
    low, high = ((Fraction(mean) + side) * n * items for side in (-half, half))
    inside = [str(total) for total in range(int(low) - 1, int(high) + 2) if low <= total <= high]
    assert grim(mean, n, items=items)["sums"].item().split() == inside


@pytest.mark.parametrize(
    ("value", "n", "options", "total"),
    [
        ("1.07", 40, {}, "43"),
        ("-1.07", 40, {}, "-43"),
        ("10.37", 8, {}, "83"),
        ("2.57", 40, {}, "103"),
        ("0.87", 20, {"items": 2}, "35"),
        ("28.7", 80, {"percent": True}, "23"),
        ("63.7", 80, {"percent": True}, "51"),
    ],
)
def test_a_half_that_is_rounded_down_is_possible_and_named(value, n, options, total):
    row = grim(value, n, **options).iloc[0]
    assert (row["consistent"], row["sums"], row["rounding"]) == (True, total, "half down")


def test_two_percentages_of_80_that_a_program_rounds_down_are_a_table():
    table = admissible_tables("28.7", "63.7", n1=80, n2=80)
    assert table[[*COUNTS, "rounding"]].to_numpy().tolist() == [[80, 23, 80, 51, "half down"]]


@settings(max_examples=200)
@given(st.integers(0, 99), st.integers(1, 99), st.integers(0, 2))
def test_what_was_cut_off_is_possible_by_rounding_or_named_as_truncated(k, n, decimals):
    k = min(k, n)
    row = grim(as_printed(k, n, decimals, "truncated"), n, percent=True).iloc[0]
    if row["consistent"]:
        assert row["truncated"] == ""
    else:
        assert str(k) in row["truncated"].split()


def test_25_of_60_cut_off_to_41_6_is_not_consistent_but_named():
    row = grim("41.6", 60, percent=True).iloc[0]
    assert (row["consistent"], row["sums"], row["truncated"]) == (False, "", "25")
    assert grim("-1.09", 11)["truncated"].item() == ""
    assert grim("-1.08", 12)["truncated"].item() == ""
    assert grim("-1.41", 12)["truncated"].item() == "-17"


def test_two_percentages_that_were_cut_off_are_listed_apart():
    assert admissible_tables("41.6", "28.3", n1=60, n2=60).empty
    assert fourfold.truncated_tables("41.6", "28.3", None, n1=60, n2=60) == [(25, 60, 17, 60)]


def test_sizes_below_that_can_are_listed_from_the_nearest():
    assert smaller_sizes("78.1", 125, percent=True, most=3) == [114, 105, 96]
    for n in range(97, 126):
        assert grim("78.1", n, percent=True)["consistent"].item() == (n in (105, 114))
    assert smaller_sizes("60.3", 20, percent=True) == []


def test_totals_below_that_can_are_listed_from_the_nearest():
    totals = admissible_totals("25.0", "60.0", (2, 39)).query("tables > 0")["n"].tolist()
    assert fourfold.smaller_totals("25.0", "60.0", 40) == totals[::-1][:5]
    assert fourfold.smaller_totals("25.0", "60.0", (40, 50), n1=20) == [35, 30, 25]


@pytest.mark.parametrize("p", ["0.191", ".191", "P = .191", "= 0.191", "0.19", "0.2", ".1913"])
def test_a_printed_p_is_found_by_the_test_that_gives_it(p):
    """Seo 2018: 3 of 17 against 28 of 83, Pearson's P 0.19133."""
    table = admissible_tables("17.6", "33.7", n1=17, n2=83, p=p)
    assert table[COUNTS].to_numpy().tolist() == [[17, 3, 83, 28]]
    gives = table[["gives_fisher", "gives_chi_square", "gives_yates"]].to_numpy().tolist()
    assert gives == [[False, True, False]]


def test_a_printed_p_that_no_test_gives_is_given_by_none():
    table = admissible_tables("25.0", "31.8", 100, p="0.199")
    assert len(table) == 2
    assert not table.filter(like="gives_").any(axis=None)
    totals = admissible_totals("25.0", "31.8", (99, 100), p="0.199")
    assert (totals.filter(like="gives_").loc[totals["n"] == 100] == 0).all(axis=None)


@settings(max_examples=60)
@given(
    groups(30), groups(30), st.integers(0, 4), st.sampled_from(["fisher", "chi_square", "yates"])
)
def test_whatever_p_a_test_gives_is_found_again_as_printed(one, other, decimals, name):
    (n1, k1, first), (n2, k2, second) = one, other
    printed = as_printed(k1, n1, first, "half up"), as_printed(k2, n2, second, "half up")
    plain = admissible_tables(*printed, n1=n1, n2=n2)
    value = plain.loc[(plain["k1"] == k1) & (plain["k2"] == k2), f"p_{name}"].item()
    assume(value == value)
    found = admissible_tables(*printed, n1=n1, n2=n2, p=f"{value:.{decimals}f}")
    row = found[(found["k1"] == k1) & (found["k2"] == k2)].iloc[0]
    assert row[f"gives_{name}"]


def test_a_p_of_one_and_of_nought_are_printed_numbers_too():
    equal = admissible_tables("50", "50", n1=10, n2=10, p="1.0").iloc[0]
    assert equal[["gives_fisher", "gives_chi_square", "gives_yates"]].all()
    far = admissible_tables("100", "0", n1=20, n2=20, p="0.000").iloc[0]
    assert far[["gives_fisher", "gives_chi_square", "gives_yates"]].all()
    assert admissible_tables("100", "0", n1=20, n2=20, p="1.5e-11")["gives_fisher"].item()


@pytest.mark.parametrize(
    ("p", "message"),
    [
        ("<0.001", r"'<0\.001' is a bound; give it as --p-below 0\.001"),
        ("P < .001", r"'< \.001' is a bound; give it as --p-below \.001"),
        ("≤0.05", r"is a bound; give it as --p-below 0\.05"),
        (">0.05", r"'>0\.05' is a lower bound"),
        ("1.2", r"P 1\.2 lies outside 0 to 1"),
        ("-0.1", r"P -0\.1 lies outside 0 to 1"),
        ("1,191", r"P '1,191' may be 1191 or 1\.191; write which"),
        ("ns", "P 'ns' is no number; P > 0.05 may be meant"),
        ("", "P '' is not a plain decimal number"),
        (0.191, r"P 0\.191 is a float.*as text"),
    ],
)
def test_a_p_that_is_not_printed_as_equal_is_refused(p, message):
    with pytest.raises(ImpossibleError, match=message):
        admissible_tables("25", "60", 40, p=p)


@pytest.mark.parametrize("text", ["33,3", "33·3", "33.3%", " 33.3 %"])
def test_another_sign_for_the_point_and_a_per_cent_sign_are_read(text):
    assert listed(admissible_tables(text, "50", 20)) == listed(admissible_tables("33.3", "50", 20))


@pytest.mark.parametrize("n", ["28", 28.5, [28], (28,), None, float("nan"), True, 0])
def test_what_is_no_size_is_refused(n):
    with pytest.raises(ImpossibleError, match="is not a number of patients"):
        grim("5.19", n)


@pytest.mark.parametrize("items", [1.5, "2", 0, True])
def test_what_is_no_number_of_items_is_refused(items):
    with pytest.raises(ImpossibleError, match="items = "):
        grim("5.19", 28, items=items)


def test_large_arms_have_the_odds_ratio_of_a_normal_approximation():
    """Thousands of patients: exact limits come near Woolf's."""
    table = admissible_tables("33.33", "87.50", n1=30_000, n2=30_000)
    row = table[(table["k1"] == 9_999) & (table["k2"] == 26_250)].iloc[0]
    cells = np.array([row.k1, row.n1 - row.k1, row.k2, row.n2 - row.k2], dtype=float)
    log_ratio = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    limits = log_ratio + np.array([-1, 1]) * 1.959964 * np.sqrt((1 / cells).sum())
    ours = np.log(row[["odds_ratio", "odds_ratio_low", "odds_ratio_high"]].to_numpy(dtype=float))
    assert ours == pytest.approx([log_ratio, *limits], abs=1e-3)


def test_nobody_against_nobody_has_no_odds_ratio_and_fisher_p_1():
    table = admissible_tables("0", "0.0", 12)
    assert len(table) == 11
    assert table[["odds_ratio", "p_chi_square", "p_yates"]].isna().all(axis=None)
    assert (table["p_fisher"] == 1).all()


def test_everybody_against_nobody_has_an_infinite_odds_ratio():
    row = admissible_tables("100", "0", n1=5, n2=6).iloc[0]
    assert (row["k1"], row["k2"], row["odds_ratio"]) == (5, 0, np.inf)
    assert row["odds_ratio_low"] > 1
    assert row["p_fisher"] == pytest.approx(1 / 462)


def test_equal_percentages_have_p_1_at_equal_counts():
    table = admissible_tables("50", "50", 20)
    assert len(table) == 9
    assert table["p_fisher"].to_numpy() == pytest.approx(1)
    assert table["risk_difference"].tolist() == [0] * 9


def test_a_bound_is_strict_and_judged_by_each_test():
    table = admissible_tables("25", "60", 40, p_below=0.05).iloc[0]
    below = table[["below_fisher", "below_chi_square", "below_yates"]].tolist()
    assert below == [False, True, False]
    exactly = admissible_tables("25", "60", 40, p_below=table["p_fisher"]).iloc[0]
    assert not exactly["below_fisher"]


def test_when_nothing_fits_the_list_is_empty_and_keeps_its_columns():
    some, none = (admissible_tables("25.0", text, 40, p_below=0.05) for text in ("60.0", "60.3"))
    assert none.empty
    assert none.columns.tolist() == some.columns.tolist()


def test_totals_count_the_tables_of_each_n():
    totals = admissible_totals("25", "60", (10, 40), p_below=0.05)
    assert totals["n"].tolist() == list(range(10, 41))
    for row in totals.itertuples():
        tables = admissible_tables("25", "60", row.n, p_below=0.05)
        assert row.tables == len(tables)
        assert row.below_fisher == tables["below_fisher"].sum()
    assert totals.loc[totals["tables"] == 0, "p_fisher_least"].isna().all()


def test_a_known_group_narrows_the_list_to_it():
    every = admissible_tables("25", "60", (30, 40))
    assert listed(admissible_tables("25", "60", (30, 40), n1=16)) == {
        row for row in listed(every) if row[0] == 16
    }
    assert listed(admissible_tables("25", "60", (30, 40), n2=15)) == {
        row for row in listed(every) if row[2] == 15
    }


def test_study_4_one_table_of_34_gives_33_3_and_87_5_percent():
    table = admissible_tables("33.3", "87.5", 34, p_below=0.02)
    assert table[COUNTS].to_numpy().tolist() == [[18, 6, 16, 14]]
    assert table[["below_fisher", "below_chi_square", "below_yates"]].all(axis=None)


@pytest.mark.parametrize(
    ("mean", "n", "consistent"),
    [
        pytest.param("5.19", 28, False, id="Brown and Heathers 2017"),
        pytest.param("5.18", 28, True, id="Brown and Heathers 2017, what it might have been"),
        pytest.param("5.93", 49, False, id="The Economist, 18 June 2016"),
        pytest.param("3.48", 20, False, id="a die rolled twenty times"),
        pytest.param("7.22", 32, True, id="scrutiny, pigs1, first row"),
        pytest.param("4.74", 25, False, id="scrutiny, pigs1, second row"),
        pytest.param("5.23", 29, False, id="scrutiny, pigs1, third row"),
        pytest.param("2.57", 24, False, id="scrutiny, pigs1, fourth row"),
    ],
)
def test_published_examples_of_the_grim_test(mean, n, consistent):
    row = grim(mean, n).iloc[0]
    assert row["consistent"] == consistent
    assert row["informative"]


@settings(max_examples=200)
@given(
    st.integers(-600, 600),
    st.integers(1, 99),
    st.integers(1, 4),
    st.integers(0, 2),
    st.sampled_from(RULES),
)
def test_a_mean_of_whole_numbers_always_passes_grim(total, n, items, decimals, rule):
    printed = as_printed(total, n * items, decimals, rule, unit=1)
    row = grim(printed, n, items=items).iloc[0]
    assert row["consistent"]
    assert str(total) in row["sums"].split()


@pytest.mark.parametrize("n", [*range(1, 130), 799, 800, 801, 960, 999, 1000, 1001])
@pytest.mark.parametrize("percent", [True, False])
def test_a_check_is_informative_if_any_number_of_those_decimals_fails_it(n, percent):
    decimals = (1 if n > 130 else 0) if percent else 2
    unit, steps = 10**decimals, 100 if percent else 1
    prints = [f"{number / unit:.{decimals}f}" for number in range(steps * unit + 1)]
    fails = any(not whole_numbers(Printed.read(each, ""), n, steps) for each in prints)
    assert grim(prints[-1], n, percent=percent)["informative"].item() == fails


def test_items_make_a_check_uninformative_where_halves_are_printed_either_way():
    assert not grim("3.13", 10, items=8)["informative"].item()
    assert grim("3.13", 10, items=7)["informative"].item()


def test_an_exact_share_of_many_is_its_own_nearest_value():
    row = grim("36.0", 4900, percent=True).iloc[0]
    assert (row["below"], row["above"]) == (36, 36)


@settings(max_examples=200)
@given(st.decimals(-20, 20, places=2), st.integers(1, 120))
def test_a_mean_that_fails_grim_lies_between_two_that_pass(mean, n):
    row = grim(mean, n).iloc[0]
    assert row["below"] <= float(mean) <= row["above"]
    sums = range(int(mean * n) - 2, int(mean * n) + 3)
    found = {
        str(total)
        for total, rule in product(sums, RULES)
        if Decimal(as_printed(total, n, 2, rule, unit=1)) == mean
    }
    assert set(row["sums"].split()) == found
    if not row["informative"]:
        assert row["consistent"]


def test_a_float_is_refused_because_it_has_lost_its_decimals():
    with pytest.raises(ImpossibleError, match=r"33\.0 is a float.*as text, '33\.0'"):
        admissible_tables(33.0, "50", 10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": "100.1"}, r"percentage 100\.1 lies outside 0 to 100"),
        ({"second": "-1"}, "percentage -1 lies outside"),
        ({"first": "a third"}, "'a third' is not a plain decimal number"),
        ({"first": "nan"}, "'nan' is not a plain decimal number"),
        ({"total": 0}, "n = 0 is not a number of patients"),
        ({"total": 1}, "n = 1 leaves no patient for a second group"),
        ({"total": (40, 30)}, "n runs from 40 down to 30"),
        ({"n1": 0}, "n1 = 0 is not a number of patients"),
        ({"n1": 40}, "n = 40 leaves no patient for a second group beside n1 = 40"),
        ({"n1": 20, "n2": 21}, r"n1 \+ n2 = 41 does not add up to n = 40"),
        ({"total": None, "n1": 20}, "give the total n, or the sizes of both groups"),
        ({"p_below": 0.0}, "P bound 0 lies outside"),
        ({"p_below": 1.5}, r"P bound 1\.5 lies outside"),
        ({"p_below": float("nan")}, "P bound nan lies outside"),
    ],
)
def test_impossible_input_is_refused_with_its_value(arguments, message):
    sound = {"first": "25", "second": "60", "total": 40}
    assert len(admissible_tables(**sound)) == 1
    with pytest.raises(ImpossibleError, match=message):
        admissible_tables(**(sound | arguments))


def test_a_question_with_too_many_answers_is_refused(monkeypatch):
    monkeypatch.setattr(fourfold, "MOST_TABLES", 10)
    with pytest.raises(ImpossibleError, match="more than 10 tables fit; narrow n"):
        admissible_tables("25", "60", (10, 40))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"percent": True}, "percentage 120 lies outside"),
        ({"items": 0}, "items = 0"),
        ({"n": 0}, "n = 0"),
    ],
)
def test_impossible_means_are_refused(options, message):
    with pytest.raises(ImpossibleError, match=message):
        grim("120", **({"n": 10} | options))


def test_tables_without_their_effects_have_the_same_counts_and_p_values():
    asked = {"total": 34, "p_below": 0.02}
    tables = admissible_tables("33.3", "87.5", **asked)
    quick = admissible_p_values("33.3", "87.5", **asked)
    pd.testing.assert_frame_equal(quick, tables[quick.columns])
    assert not any(name.startswith(("risk_", "odds_")) for name in quick)
