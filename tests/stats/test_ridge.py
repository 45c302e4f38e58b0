"""Ridge models of response: they find what is there, and promise no more than they keep."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import RidgeCV
from sklearn.preprocessing import StandardScaler

from resistbook.stats.prediction.ridge import PENALTIES, ridge_imputed, ridge_out_of_fold


@pytest.fixture
def lines():
    rng = np.random.default_rng(5)
    expression = pd.DataFrame(rng.normal(8, 2, (30, 60)), [f"G{i}" for i in range(30)])
    expression.columns = expression.columns.astype(str)
    drug = expression.loc["G0"] - expression.loc["G1"] + rng.normal(0, 0.3, 60)
    response = pd.DataFrame({"made by two genes": drug, "noise": rng.normal(size=60)}).T
    response.loc["noise", "3"] = np.nan
    return expression, response


def test_the_model_is_that_of_scikit_learn_on_standardised_genes(lines):
    expression, response = lines
    found = ridge_imputed(expression, response, expression)
    x = StandardScaler().fit_transform(expression.sort_index().T)
    y = response.loc["made by two genes"]
    expected = RidgeCV(PENALTIES).fit(x, y).predict(x)
    assert found.loc["made by two genes"].to_numpy() == pytest.approx(expected)


def test_the_level_and_scale_of_a_gene_in_the_target_do_not_matter(lines):
    expression, response = lines
    found = ridge_imputed(expression, response, expression)
    other = ridge_imputed(expression, response, expression.mul(3).add(100))
    pd.testing.assert_frame_equal(found, other)


def test_accuracy_out_of_fold_is_high_where_genes_make_the_response_and_none_for_noise(lines):
    expression, response = lines
    found = ridge_out_of_fold(expression, response, seed=1)
    accuracy = found.T.corrwith(response.T)
    assert accuracy["made by two genes"] > 0.9
    assert accuracy["noise"] < 0.3
    assert found.isna().equals(response.isna())


def test_a_line_does_not_see_its_own_response(lines):
    expression, response = lines
    found = ridge_out_of_fold(expression, response, seed=1)
    changed = response.copy()
    changed.loc["made by two genes", "7"] += 1000
    again = ridge_out_of_fold(expression, changed, seed=1)
    assert again.loc["made by two genes", "7"] == found.loc["made by two genes", "7"]
    assert not again.loc["made by two genes"].equals(found.loc["made by two genes"])


def test_unusable_input_is_refused_with_its_name(lines):
    expression, response = lines
    with pytest.raises(ValueError, match="shares no gene"):
        ridge_imputed(expression, response, expression.rename(index=str.lower))
    with pytest.raises(ValueError, match="different lines"):
        ridge_imputed(expression, response.iloc[:, ::-1], expression)
    sparse = response.copy()
    sparse.iloc[1, 5:] = np.nan
    with pytest.raises(ValueError, match="'noise' is known for 4 lines"):
        ridge_out_of_fold(expression, sparse, seed=1)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_gene_with_a_gap_is_named_and_where_it_is(value, lines):
    expression, response = lines
    gap = expression.copy()
    gap.loc["G2", "3"] = value
    with pytest.raises(ValueError, match="'G2' has missing or infinite values in the lines"):
        ridge_imputed(gap, response, expression)
    with pytest.raises(ValueError, match="'G2' has missing or infinite values in the target"):
        ridge_imputed(expression, response, gap)


@pytest.mark.parametrize("known", [0, 1])
def test_of_fewer_than_two_known_lines_no_model_is_made(known, lines):
    expression, response = lines
    response.loc["noise"] = response.loc["noise"].where(np.arange(60) < known)
    with pytest.raises(ValueError, match=f"'noise' is known for {known} lines; 2 or more"):
        ridge_imputed(expression, response, expression)


def test_two_known_lines_make_a_model_that_tells_samples_apart(lines):
    expression, response = lines
    response.loc["noise"] = response.loc["noise"].where(np.arange(60) < 2)
    assert ridge_imputed(expression, response, expression).loc["noise"].nunique() == 60


def test_an_infinite_response_is_refused(lines):
    expression, response = lines
    response.loc["noise", "3"] = np.inf
    with pytest.raises(ValueError, match="'noise' has infinite responses"):
        ridge_imputed(expression, response, expression)
