"""Array normalisation and counts: what they keep and what they refuse."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.stats.expression.counts import count_difference
from resistbook.stats.expression.normalisation import array_normalised, log2_counts_per_million


def arrays(seed=1, genes=200, samples=6):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(7, 2, (genes, samples))).add_prefix("array ")


@given(st.floats(-5, 5), st.floats(0.2, 5))
def test_shift_and_stretch_of_one_array_vanish(shift, stretch):
    plain = arrays()
    handled = plain.copy()
    handled["array 0"] = handled["array 0"] * stretch + shift
    left, right = array_normalised(plain), array_normalised(handled)
    ratio = right["array 0"] / left["array 0"]
    assert np.allclose(ratio, ratio.iloc[0])
    assert abs(right["array 0"].median()) < 1e-9
    spread = right.abs().median()
    assert np.allclose(spread, spread.iloc[0])


def test_missing_spots_stay_missing_and_do_not_count():
    holed = arrays()
    holed.iloc[:50, 2] = np.nan
    result = array_normalised(holed)
    assert result.isna().equals(holed.isna())
    assert abs(result["array 2"].median()) < 1e-9


def test_an_array_without_spread_is_named():
    flat = arrays()
    flat["array 3"] = 1.0
    with pytest.raises(ValueError, match="'array 3' has median absolute deviation 0"):
        array_normalised(flat)


def test_library_size_does_not_matter_to_counts_per_million():
    counts = pd.DataFrame({"a": [10, 90, 900], "b": [100, 900, 9000]})
    values = log2_counts_per_million(counts, prior=1e-9)
    assert np.allclose(values["a"], values["b"])
    assert np.isclose(2 ** values["a"].iloc[0], 10_000)


def test_an_empty_library_is_named():
    with pytest.raises(ValueError, match="library 'b' holds no counts"):
        log2_counts_per_million(pd.DataFrame({"a": [1, 2], "b": [0, 0]}))


def libraries():
    rng = np.random.default_rng(7)
    names = [f"s{i}" for i in range(8)]
    mean = np.repeat(rng.uniform(20, 500, 300)[:, None], 8, axis=1)
    mean[:20, 4:] *= 4
    table = pd.DataFrame(rng.negative_binomial(10, 10 / (10 + mean)), columns=names)
    table.index = [f"g{i}" for i in range(300)]
    return table, pd.Series(["parental"] * 4 + ["resistant"] * 4, index=names)


def test_planted_differences_are_found_in_the_right_direction():
    counts, group = libraries()
    table = count_difference(counts, group, "resistant", "parental")
    planted = table.loc[[f"g{i}" for i in range(20)]]
    assert (planted["fdr"] < 0.05).mean() > 0.9
    assert planted["log2_fold_change"].median() == pytest.approx(2, abs=0.3)
    rest = table.drop(planted.index)
    assert (rest["fdr"] < 0.05).mean() < 0.05


def test_a_group_with_one_library_is_refused():
    counts, group = libraries()
    with pytest.raises(ValueError, match="group 'resistant' has 1 libraries"):
        count_difference(counts.iloc[:, :5], group.iloc[:5], "resistant", "parental")


def test_differences_between_patients_do_not_hide_one_within_them():
    rng = np.random.default_rng(8)
    samples = [f"s{i}" for i in range(12)]
    patient = pd.Series([f"p{i % 6}" for i in range(12)], index=samples)
    group = pd.Series(["before"] * 6 + ["after"] * 6, index=samples)
    mean = np.tile(rng.uniform(20, 2000, (300, 6)), 2)
    mean[:10, 6:] *= 2
    values = rng.negative_binomial(20, 20 / (20 + mean))
    counts = pd.DataFrame(values, [f"g{i}" for i in range(300)], samples)
    within = count_difference(counts, group, "after", "before", patient=patient)
    assert within["log2_fold_change"].iloc[:10].median() == pytest.approx(1, abs=0.25)
    assert (within["fdr"].iloc[:10] < 0.05).mean() > 0.7
    assert (within["p"].iloc[10:] < 0.05).mean() < 0.12
    ignored = count_difference(counts, group, "after", "before")
    assert (ignored["fdr"].iloc[:10] < 0.05).mean() < 0.3


def test_counts_per_million_have_a_prior_in_proportion_to_the_library():
    counts = pd.DataFrame({"a": [10, 90], "b": [0, 300]})
    for prior in (2.0, 0.5):
        given = {} if prior == 2.0 else {"prior": prior}
        values = log2_counts_per_million(counts, **given)
        added = {"a": prior * 100 / 200, "b": prior * 300 / 200}
        for library, size in {"a": 100, "b": 300}.items():
            expected = np.log2(
                (counts[library] + added[library]) / (size + 2 * added[library]) * 1e6
            )
            np.testing.assert_allclose(values[library], expected, rtol=1e-12)


def test_a_library_of_one_read_is_no_empty_one():
    values = log2_counts_per_million(pd.DataFrame({"a": [1, 0], "b": [3, 4]}))
    assert values["a"].iloc[0] > values["a"].iloc[1]


def test_arrays_are_brought_to_the_median_spread_of_all():
    table = pd.DataFrame({"a": [-1.0, 0, 1], "b": [-2.0, 0, 2], "c": [0.0, 5, 10]})
    expected = pd.DataFrame({"a": [-2.0, 0, 2], "b": [-2.0, 0, 2], "c": [-2.0, 0, 2]})
    pd.testing.assert_frame_equal(array_normalised(table), expected)


def test_genes_with_fewer_than_ten_counts_over_all_libraries_are_left_out():
    counts, group = libraries()
    counts.iloc[298], counts.iloc[299] = 0, 0
    counts.iloc[298, :3], counts.iloc[299, :3] = [4, 3, 3], [4, 3, 2]
    found = count_difference(counts, group, "resistant", "parental")
    assert "g298" in found.index
    assert "g299" not in found.index


def test_numbers_of_patients_and_groups_are_names():
    counts, _ = libraries()
    counts = counts.iloc[:60]
    number = pd.Series([3, 1, 2, 9] * 2, counts.columns)
    group = pd.Series([2] * 4 + [10] * 4, counts.columns)
    named = count_difference(counts, group.astype(str), "10", "2", patient="p" + number.astype(str))
    for patient in (number, number.astype(str), number.astype("category")):
        numbered = count_difference(counts, group, 10, 2, patient=patient)
        pd.testing.assert_frame_equal(numbered, named, rtol=1e-4)
    assert named["log2_fold_change"].iloc[:20].median() > 1


def test_a_missing_group_or_patient_is_refused_with_the_name_of_the_library():
    counts, group = libraries()
    patient = pd.Series([1.0, 2, 3, 4] * 2, counts.columns, name="id")
    with pytest.raises(ValueError, match=r"^patient \(column 'id'\) of sample 's2' is nan"):
        count_difference(
            counts, group, "resistant", "parental", patient=patient.where(patient.index != "s2")
        )
    with pytest.raises(ValueError, match=r"^group of sample 's7' is nan"):
        count_difference(counts, group.where(group.index != "s7"), "resistant", "parental")
