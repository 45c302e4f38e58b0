"""Further tests of a 2 x 2 table, against scipy and brute force."""

import numpy as np
import pytest
from scipy import stats

from resistbook.forensics.further_tests import further_p_values

TABLES = [(3, 17, 28, 83), (5, 20, 12, 20), (7, 19, 8, 11), (1, 8, 5, 8), (0, 10, 4, 12)]


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), TABLES)
def test_mid_p_is_fishers_less_half_of_what_weighs_as_much_as_the_table(k1, n1, k2, n2):
    table = [[k1, n1 - k1], [k2, n2 - k2]]
    weigh = stats.hypergeom(n1 + n2, k1 + k2, n1).pmf
    as_much = sum(weigh(k) for k in range(n1 + 1) if np.isclose(weigh(k), weigh(k1), rtol=1e-7))
    expected = stats.fisher_exact(table).pvalue - as_much / 2
    assert further_p_values(k1, n1, k2, n2)["Fisher's mid-P"] == pytest.approx(expected)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), TABLES)
def test_barnard_is_not_below_what_scipy_finds(k1, n1, k2, n2):
    theirs = stats.barnard_exact([[k1, k2], [n1 - k1, n2 - k2]], n=256).pvalue
    assert further_p_values(k1, n1, k2, n2)["Barnard"] >= theirs * (1 - 1e-3)


def test_barnard_has_the_p_of_a_printed_example():
    """7 of 15 vaccinated and 12 of 15 others infected: 0.03407 one-sided, in scipy's manual."""
    assert further_p_values(7, 15, 12, 15)["Barnard"] / 2 == pytest.approx(0.03407, abs=1e-4)


def test_the_other_tests_have_their_closed_forms():
    found = further_p_values(5, 20, 12, 20)
    z = (12 / 20 - 5 / 20) / np.sqrt(5 * 15 / 20**3 + 12 * 8 / 20**3)
    assert found["the z test, unpooled"] == pytest.approx(2 * stats.norm.sf(z))
    chi_square = 40 * (5 * 8 - 15 * 12) ** 2 / (20 * 20 * 17 * 23)
    assert found["the (n - 1) chi-square"] == pytest.approx(stats.chi2.sf(chi_square * 39 / 40, 1))
    assert found["one-sided chi-square"] == pytest.approx(stats.chi2.sf(chi_square, 1) / 2)
    cells, expected = np.array([5, 15, 12, 8]), np.array([8.5, 11.5, 8.5, 11.5])
    ratio = 2 * (cells * np.log(cells / expected)).sum()
    assert found["the likelihood ratio"] == pytest.approx(stats.chi2.sf(ratio, 1))
    one_sided = stats.hypergeom(40, 17, 20).cdf(5)
    assert found["one-sided Fisher"] == pytest.approx(one_sided)


def test_a_table_without_events_has_no_further_test():
    assert further_p_values(0, 10, 0, 12) == {}
    assert "Barnard" not in further_p_values(40, 200, 60, 210)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2"), TABLES)
def test_it_does_not_matter_which_group_comes_first(k1, n1, k2, n2):
    turned_round = further_p_values(k2, n2, k1, n1)
    assert turned_round == pytest.approx(further_p_values(k1, n1, k2, n2))


def test_equal_shares_have_a_p_of_1():
    found = further_p_values(1, 2, 1, 2)
    for name in ("Barnard", "the likelihood ratio", "the z test, unpooled"):
        assert found[name] == pytest.approx(1)
    assert found["one-sided Fisher"] == pytest.approx(5 / 6)
