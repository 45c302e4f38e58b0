"""Permutations and bootstraps within strata, and Wilson's interval."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resistbook.stats.resampling import (
    bootstrap_weights,
    bootstrap_within,
    permute_within,
    wilson_interval,
)

LABELS = np.array([1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1])
STRATA = np.array(list("abcabcabcabb"))


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_a_permutation_keeps_the_labels_of_each_stratum(seed):
    permuted = permute_within(LABELS, STRATA, 20, seed)
    assert permuted.shape == (20, 12)
    for stratum in "abc":
        within = stratum == STRATA
        assert (np.sort(permuted[:, within]) == np.sort(LABELS[within])).all()


def test_every_arrangement_is_equally_likely():
    permuted = permute_within([1, 0, 0, 5], ["a", "a", "a", "b"], 6000, seed=1)
    np.testing.assert_allclose((permuted[:, :3] == 1).mean(axis=0), 1 / 3, atol=0.025)
    assert (permuted[:, 3] == 5).all()


@pytest.mark.parametrize(
    "draw",
    [lambda n: permute_within(LABELS, STRATA, n, 7), lambda n: bootstrap_within(STRATA, n, 7)],
)
def test_a_replicate_is_the_same_however_many_are_drawn(draw):
    np.testing.assert_array_equal(draw(50)[:10], draw(10))
    assert len({tuple(row) for row in draw(50)}) > 40


def test_another_seed_gives_other_replicates():
    assert (permute_within(LABELS, STRATA, 5, 1) != permute_within(LABELS, STRATA, 5, 2)).any()
    assert (bootstrap_within(STRATA, 5, 1) != bootstrap_within(STRATA, 5, 2)).any()


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_a_bootstrap_draws_each_place_from_its_own_group(seed):
    drawn = bootstrap_within(STRATA, 20, seed)
    assert drawn.shape == (20, 12)
    assert (STRATA[drawn] == STRATA).all()


def test_every_member_of_a_group_is_drawn_equally_often():
    drawn = bootstrap_within(STRATA, 4000, seed=3)
    counts = np.bincount(drawn.ravel(), minlength=12) / 4000
    np.testing.assert_allclose(counts, 1, atol=0.07)


def test_wilson_intervals_as_published_by_newcombe_1998():
    """Newcombe RG. Stat Med 1998;17:857-872, table I."""
    low, high = wilson_interval([81, 15, 0, 1], [263, 148, 20, 29])
    np.testing.assert_allclose(low, [0.2553, 0.0624, 0.0, 0.0061], atol=5e-5)
    np.testing.assert_allclose(high, [0.3662, 0.1605, 0.1611, 0.1718], atol=5e-5)


def test_a_proportion_of_nothing_has_no_interval():
    assert np.isnan(wilson_interval(0, 0)).all()


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_proportion_and_turns_with_it(counts):
    k, n = counts
    low, high = wilson_interval(k, n)
    assert 0 <= low <= k / n <= high <= 1
    np.testing.assert_allclose(wilson_interval(n - k, n), (1 - high, 1 - low), atol=1e-12)


@pytest.mark.parametrize(("k", "n"), [(5, 4), (-1, 4), (np.nan, 4)])
def test_counts_that_are_no_proportion_are_refused(k, n):
    with pytest.raises(ValueError, match="is not a proportion"):
        wilson_interval(k, n)


def test_labels_and_strata_of_different_samples_are_refused():
    with pytest.raises(ValueError, match="stand against"):
        permute_within(LABELS, STRATA[:-1], 1, 0)
    with pytest.raises(ValueError, match="different samples"):
        permute_within(pd.Series(LABELS), pd.Series(STRATA)[::-1], 1, 0)
    with pytest.raises(ValueError, match="position 2 is missing"):
        permute_within([0, 1, 1], ["a", "a", None], 1, 0)


def test_bootstrap_weights_count_the_draws_after_the_samples_themselves():
    groups = np.array([0, 0, 1, 1, 1, 0])
    weights = bootstrap_weights(groups, 4, 7)
    assert weights.shape == (5, 6)
    assert weights[0].tolist() == [1.0] * 6
    for row, drawn in zip(weights[1:], bootstrap_within(groups, 4, 7), strict=True):
        assert row.tolist() == [(drawn == sample).sum() for sample in range(6)]
    assert bootstrap_weights(groups, 0, 7).tolist() == [[1.0] * 6]
