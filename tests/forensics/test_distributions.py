"""Tails of distributions and intervals of rates, against scipy and printed tables."""

import pytest
from scipy import stats

from resistbook.forensics.distributions import (
    chi_square_tail,
    f_tail,
    normal_deviate,
    normal_quantile,
    normal_tails,
    t_tails,
)
from resistbook.forensics.intervals import (
    METHODS,
    agresti_coull,
    clopper_pearson,
    jeffreys,
    mid_p,
    wald,
    wald_corrected,
    wilson,
    wilson_corrected,
)

VALUES = 0.001, 0.3, 1.0, 2.2, 7.5, 40.0
DEGREES = 1, 2, 7, 28.5, 300, 10_000
COUNTS = [(k, n) for n in (1, 2, 7, 32, 263, 20_000) for k in {0, 1, n // 3, n // 2, n}]


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("value", VALUES)
def test_tails_equal_those_of_scipy(value, df):
    near = {"rel": 1e-8, "abs": 1e-14}
    assert t_tails(value, df) == pytest.approx(2 * stats.t.sf(value, df), **near)
    assert chi_square_tail(value, df) == pytest.approx(stats.chi2.sf(value, df), **near)
    for other in DEGREES:
        assert f_tail(value, df, other) == pytest.approx(stats.f.sf(value, df, other), **near)


def test_a_statistic_of_0_has_a_p_of_1():
    assert (t_tails(0, 7), f_tail(0, 2, 7), chi_square_tail(0, 7), normal_tails(0)) == (1, 1, 1, 1)


def test_normal_tails_quantiles_and_deviates_belong_together():
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert normal_tails(1.959964) == pytest.approx(0.05, abs=1e-7)
    assert normal_deviate(0.05) == pytest.approx(1.959964, abs=1e-6)
    assert normal_deviate(0) == float("inf")
    assert normal_tails(10) == pytest.approx(2 * stats.norm.sf(10), rel=1e-10)


@pytest.mark.parametrize(("k", "n"), COUNTS)
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_intervals_equal_those_of_scipy(k, n, level):
    test = stats.binomtest(k, n)
    for name, ours in (
        ("exact", clopper_pearson),
        ("wilson", wilson),
        ("wilsoncc", wilson_corrected),
    ):
        theirs = test.proportion_ci(level, name)
        assert ours(k, n, level) == pytest.approx((theirs.low, theirs.high), abs=1e-9), name
    if 0 < k < n:
        theirs = stats.beta.interval(level, k + 0.5, n - k + 0.5)
        assert jeffreys(k, n, level) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize(
    ("k", "n", "method", "low", "high"),
    [
        (81, 263, wald, 0.2522, 0.3638),
        (81, 263, wald_corrected, 0.2503, 0.3657),
        (81, 263, wilson, 0.2553, 0.3662),
        (81, 263, wilson_corrected, 0.2535, 0.3682),
        (81, 263, clopper_pearson, 0.2527, 0.3676),
        (81, 263, mid_p, 0.2544, 0.3658),
        (15, 148, wald, 0.0527, 0.1500),
        (15, 148, wilson, 0.0624, 0.1605),
        (15, 148, wilson_corrected, 0.0598, 0.1644),
        (15, 148, clopper_pearson, 0.0578, 0.1617),
        (15, 148, mid_p, 0.0601, 0.1581),
        (0, 20, wilson, 0.0000, 0.1611),
        (0, 20, wilson_corrected, 0.0000, 0.2005),
        (0, 20, clopper_pearson, 0.0000, 0.1684),
        (0, 20, mid_p, 0.0000, 0.1391),
        (1, 29, wilson, 0.0061, 0.1718),
        (1, 29, wilson_corrected, 0.0018, 0.1963),
        (1, 29, clopper_pearson, 0.0009, 0.1776),
        (1, 29, mid_p, 0.0017, 0.1585),
    ],
)
def test_intervals_are_those_printed_by_newcombe(k, n, method, low, high):
    """Table I of Newcombe 1998 (Stat Med 17:857-872)."""
    assert method(k, n, 0.95) == pytest.approx((low, high), abs=5.1e-5)


def test_agresti_and_coull_have_the_middle_of_wilson():
    for k, n in ((2, 10), (26, 32), (81, 263)):
        assert sum(agresti_coull(k, n)) == pytest.approx(sum(wilson(k, n)))
        assert agresti_coull(k, n)[0] < wilson(k, n)[0]


def test_an_interval_of_none_turned_round_is_that_of_all():
    for method in METHODS.values():
        low, high = method(3, 20, 0.95)
        assert method(17, 20, 0.95) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_the_interval_of_none_starts_at_0_and_that_of_all_ends_at_100_per_cent(method):
    assert method(0, 20, 0.95)[0] <= 0 <= method(0, 20, 0.95)[1] < 0.5
    assert 0.5 < method(20, 20, 0.95)[0] <= 1 <= method(20, 20, 0.95)[1]
