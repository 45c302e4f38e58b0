"""The rank-sum test of many measures and groupings is the one of scipy and R."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from resistbook.stats.rank_sum import rank_sum


@given(st.integers(0, 2**32 - 1), st.integers(4, 30), st.integers(1, 5))
def test_each_measure_and_grouping_is_tested_as_by_scipy_ties_included(seed, n, levels):
    rng = np.random.default_rng(seed)
    measures = pd.DataFrame(rng.integers(0, levels + 1, (3, n)).astype(float))
    groups = pd.DataFrame(rng.random((2, n)) < 0.5)
    groups[0], groups[1] = True, False
    superiority, p = rank_sum(measures, groups)
    for i, j in np.ndindex(2, 3):
        one, other = measures.loc[j, groups.loc[i]], measures.loc[j, ~groups.loc[i]]
        assert superiority.loc[i, j] == pytest.approx(
            mannwhitneyu(one, other).statistic / (len(one) * len(other))
        )
        if measures.loc[j].nunique() > 1:
            expected = mannwhitneyu(one, other, method="asymptotic", use_continuity=True).pvalue
            assert p.loc[i, j] == pytest.approx(expected)
        else:
            assert p.loc[i, j] == 1


def test_a_measure_that_never_varies_differs_from_nothing():
    measures = pd.DataFrame([[1.0, 1.0, 1.0, 1.0]])
    groups = pd.DataFrame([[True, True, False, False]])
    assert rank_sum(measures, groups)[1].iloc[0, 0] == 1


def test_an_empty_group_is_no_comparison():
    measures = pd.DataFrame([[1.0, 2.0, 3.0]])
    superiority, p = rank_sum(measures, pd.DataFrame([[False, False, False]]))
    assert superiority.isna().all(axis=None)
    assert p.isna().all(axis=None)


def test_missing_values_are_refused_with_the_name_of_the_measure():
    measures = pd.DataFrame([[1.0, np.nan, 3.0]], index=["T cells"])
    with pytest.raises(ValueError, match="'T cells' has missing values"):
        rank_sum(measures, pd.DataFrame([[True, False, False]]))


def test_other_samples_are_refused():
    measures = pd.DataFrame([[1.0, 2.0]], columns=["a", "b"])
    with pytest.raises(ValueError, match="different samples"):
        rank_sum(measures, pd.DataFrame([[True, False]], columns=["b", "a"]))


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        ([2, 0, 0], "2"),
        ([0.0, np.nan, 1.0], "nan"),
        (["yes", "no", "no"], "yes"),
        ([1, 0, -1], "-1"),
    ],
)
def test_groups_other_than_true_and_false_are_refused(codes, shown):
    measures = pd.DataFrame([[1.0, 2.0, 3.0]], columns=list("abc"))
    groups = pd.DataFrame([[1, 0, 0], codes], ["sound", "broken"], list("abc"))
    sample = {"2": "a", "nan": "b", "yes": "a", "-1": "c"}[shown]
    with pytest.raises(
        ValueError, match=rf"^grouping 'broken' is {shown}(\.0)? in sample '{sample}'"
    ):
        rank_sum(measures, groups)


def test_groups_may_be_coded_by_numbers():
    measures = pd.DataFrame([[1.0, 2.0, 3.0]])
    truth = pd.DataFrame([[True, False, False]])
    for kind in (int, float, object):
        ours, theirs = rank_sum(measures, truth.astype(kind)), rank_sum(measures, truth)
        pd.testing.assert_frame_equal(ours[0], theirs[0])
        pd.testing.assert_frame_equal(ours[1], theirs[1])
