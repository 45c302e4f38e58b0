"""From formula and clinical table to design."""

import numpy as np
import pandas as pd
import pytest

from resistbook.stats.expression.design_matrix import DesignError, design_matrix


@pytest.fixture
def clinical() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["b", "a", "c", "b", "a", "c"],
            "site": ["x", "y", "x", "y", "y", "x"],
            "age": [50.0, 61, 47, 70, 55, 66],
            "grade": [1, 2, 3, 1, 2, 2],
        },
        index=[f"s{i}" for i in range(6)],
    )


def test_columns_stand_in_the_order_of_r(clinical):
    crossed = clinical.assign(site=list("xyyyxx"), age=range(6))
    twice = pd.concat([crossed, crossed.assign(age=[3, 1, 4, 1, 5, 9])], ignore_index=True)
    design = design_matrix("~ age + group * site", twice)
    assert list(design.columns) == [
        "Intercept",
        "age",
        "group[T.b]",
        "group[T.c]",
        "site[T.y]",
        "group[T.b]:site[T.y]",
        "group[T.c]:site[T.y]",
    ]


def test_text_is_coded_against_its_first_level(clinical):
    design = design_matrix("~ group", clinical)
    assert list(design.columns) == ["Intercept", "group[T.b]", "group[T.c]"]
    assert design.index.equals(clinical.index)
    assert design["group[T.b]"].tolist() == [1, 0, 0, 1, 0, 0]
    assert set(design.dtypes) == {np.dtype(float)}


@pytest.mark.parametrize("dtype", ["string", "category", object])
def test_every_kind_of_text_is_coded_alike(clinical, dtype):
    design = design_matrix("~ group", clinical.astype({"group": dtype}))
    pd.testing.assert_frame_equal(design, design_matrix("~ group", clinical))


def test_the_first_category_is_the_reference(clinical):
    clinical["group"] = pd.Categorical(clinical["group"], ["c", "a", "b"])
    assert list(design_matrix("~ group", clinical)) == ["Intercept", "group[T.a]", "group[T.b]"]


def test_a_number_becomes_a_factor_on_request(clinical):
    assert list(design_matrix("~ grade", clinical)) == ["Intercept", "grade"]
    assert list(design_matrix("~ C(grade)", clinical)) == [
        "Intercept",
        "C(grade)[T.2]",
        "C(grade)[T.3]",
    ]


def test_without_intercept_every_level_has_a_column(clinical):
    assert list(design_matrix("~ 0 + group", clinical)) == ["group[a]", "group[b]", "group[c]"]


def test_names_of_the_caller_do_not_reach_the_formula(clinical):
    outside = clinical["age"]
    assert len(outside)
    with pytest.raises(DesignError, match="outside"):
        design_matrix("~ outside", clinical)


def test_an_unknown_column_is_refused_with_the_nearest_one(clinical):
    with pytest.raises(DesignError, match=r"'groups'.*did you mean 'group'\?"):
        design_matrix("~ groups", clinical)


def test_a_missing_value_is_refused_with_column_and_sample(clinical):
    clinical.loc["s3", "age"] = np.nan
    with pytest.raises(DesignError, match=r"'age' is missing for sample 's3' \(1 of 6"):
        design_matrix("~ group + age", clinical)


def test_a_missing_value_in_a_column_not_used_does_no_harm(clinical):
    clinical.loc["s3", "age"] = np.nan
    assert len(design_matrix("~ group", clinical)) == 6


def test_a_transformed_value_that_is_not_finite_is_refused(clinical):
    clinical["age"] = [np.inf, 1, 2, 3, 4, 5]
    with pytest.raises(DesignError, match=r"'np.exp\(age\)' is inf for sample 's0'"):
        design_matrix("~ np.exp(age)", clinical)


def test_collinear_columns_are_named_and_no_others(clinical):
    clinical["batch"] = clinical["group"].map({"a": "1", "b": "2", "c": "2"})
    with pytest.raises(DesignError, match="cannot be told apart") as error:
        design_matrix("~ age + group + batch", clinical)
    for column in ("'group[T.b]'", "'group[T.c]'", "'batch[T.2]'"):
        assert column in str(error.value)
    assert "'age'" not in str(error.value)
    assert "Intercept" not in str(error.value)


def test_a_constant_number_cannot_be_told_from_the_intercept(clinical):
    with pytest.raises(DesignError, match="'Intercept' and 'er' cannot be told apart"):
        design_matrix("~ er", clinical.assign(er=1))


def test_a_declared_level_without_samples_is_named(clinical):
    clinical["group"] = pd.Categorical(clinical["group"], list("abcd"))
    with pytest.raises(DesignError, match="'group' declares level 'd', but no sample has it"):
        design_matrix("~ group", clinical)


def test_an_empty_cell_of_an_interaction_is_named(clinical):
    with pytest.raises(DesignError, match=r"'group\[T.b\]:site\[T.y\]' is zero.*empty"):
        design_matrix("~ group * site", clinical.drop(index="s3"))


def test_a_factor_with_one_level_has_nothing_to_compare(clinical):
    with pytest.raises(DesignError, match="'site' has one level only"):
        design_matrix("~ age + site", clinical.assign(site="x"))


def test_more_coefficients_than_samples_are_refused_with_both_numbers(clinical):
    with pytest.raises(DesignError, match="2 samples cannot determine 3 coefficients"):
        design_matrix("~ age + group", clinical.iloc[:2])


@pytest.mark.parametrize("formula", ["age ~ group", "~ (group", "~ age | group"])
def test_what_is_not_one_right_hand_side_is_refused(clinical, formula):
    with pytest.raises(DesignError, match="formula"):
        design_matrix(formula, clinical)
