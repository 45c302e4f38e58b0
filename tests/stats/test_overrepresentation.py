"""Over-representation: the values of R's Fisher test, the background, degenerate input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nchypergeom_fisher

from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.overrepresentation import hypergeometric

TEA = [f"cup {i}" for i in range(8)]
MILK = TEA[:4]


def test_the_lady_tasting_tea_has_the_values_of_r():
    found = hypergeometric([*MILK[:3], TEA[4]], {"milk first": MILK}, TEA).loc["milk first"]
    assert found[["n_genes", "n_hits", "expected"]].tolist() == [4, 3, 2]
    assert found["p"] == pytest.approx(0.2428571429)
    assert found["odds_ratio"] == pytest.approx(6.408309, rel=1e-5)
    interval = found[["ci_low", "ci_high"]].tolist()
    assert interval == pytest.approx([0.2117329, 621.9337505], rel=0.01)


def test_a_large_table_has_the_values_of_r():
    background = range(4484)
    found = hypergeometric(range(59), {"set": [*range(22), *range(59, 237)]}, background).loc["set"]
    assert found["p"] == pytest.approx(1.29897769e-15, rel=1e-8)
    ours = found[["odds_ratio", "ci_low", "ci_high"]].tolist()
    assert ours == pytest.approx([14.155852131, 7.783402007, 25.227975231], rel=1e-3)


def test_at_each_end_of_the_interval_so_extreme_an_overlap_has_probability_0_025():
    """R's own ends are less exact: its root search stops at a tolerance of 1e-4."""
    found = hypergeometric([*MILK[:3], TEA[4]], {"milk": MILK}, TEA).loc["milk"]
    assert nchypergeom_fisher(8, 4, 4, found["ci_low"]).sf(2) == pytest.approx(0.025)
    assert nchypergeom_fisher(8, 4, 4, found["ci_high"]).cdf(3) == pytest.approx(0.025)


@given(
    st.integers(3, 40).flatmap(
        lambda n: st.tuples(
            st.just(n),
            st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 1),
            st.sets(st.integers(0, n - 1), min_size=1, max_size=n - 1),
        )
    )
)
def test_hits_and_set_may_change_places(case):
    n, one, other = case
    found = hypergeometric(one, {"x": list(other)}, range(n)).loc["x"]
    back = hypergeometric(other, {"x": list(one)}, range(n)).loc["x"]
    columns = ["n_hits", "expected", "odds_ratio", "p"]
    np.testing.assert_allclose(found[columns].astype(float), back[columns].astype(float), rtol=1e-6)
    assert found["ci_low"] <= found["odds_ratio"] <= found["ci_high"]
    assert 0 < found["p"] <= 1 + 1e-12


def test_genes_outside_the_background_are_no_part_of_a_set():
    wide = hypergeometric(MILK, {"milk": [*MILK, "saucer"]}, TEA)
    assert wide.equals(hypergeometric(MILK, {"milk": MILK}, TEA))


def test_a_set_outside_the_background_or_as_large_as_it_is_missing_and_not_in_the_family():
    sets = {"none": ["saucer"], "milk": MILK, "all": TEA}
    found = hypergeometric([*MILK[:3], TEA[4]], sets, TEA)
    assert found.index.tolist() == list(sets)
    assert found.loc[["none", "all"], ["odds_ratio", "p", "fdr"]].isna().all(axis=None)
    assert found.loc["milk", "fdr"] == found.loc["milk", "p"]
    assert found["fdr"].equals(benjamini_hochberg(found["p"]))


def test_a_set_without_hits_has_odds_of_zero_and_one_that_is_all_hits_infinite_ones():
    found = hypergeometric(MILK, {"tea": TEA[4:], "milk": MILK}, TEA)
    assert found.loc["tea", ["odds_ratio", "ci_low", "p"]].tolist() == [0, 0, 1]
    assert np.isinf(found.loc["milk", "ci_high"])


@pytest.mark.parametrize(
    ("hits", "message"),
    [
        (["saucer", *MILK], "1 hits are not in the background, 'saucer' for one"),
        ([], "0 of 8 genes are hits"),
        (TEA, "8 of 8 genes are hits"),
    ],
)
def test_hits_that_say_nothing_about_the_background_are_refused(hits, message):
    with pytest.raises(ValueError, match=message):
        hypergeometric(hits, {"milk": MILK}, TEA)
