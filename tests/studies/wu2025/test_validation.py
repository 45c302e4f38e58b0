"""In other cohorts: the score, the clinical model and random signatures agree with each other."""

import pytest

from resistbook.studies import wu2025


def test_a_score_with_fitted_weight_hardly_changes_the_clinical_model():
    measured = wu2025.comparators().query("cohort == 'TCGA' and model == 'clinical + score'")
    row = measured[measured["measure"] == "Harrell C"].iloc[0]
    assert row["gain_ci_low"] < 0 < row["gain_ci_high"]


def test_random_signatures_hold_as_large_a_share_of_the_list_as_their_pool():
    table = wu2025.pools().set_index("cohort")
    share = table["listed"] / table["pool"]
    assert share.to_numpy() == pytest.approx(table["listed_share"], rel=1e-4)
    outside = wu2025.stratification().query("list == 'GeneCards'").set_index("cohort")
    both = table["percentile"].dropna()
    assert both.to_numpy() == pytest.approx(
        outside.loc[both.index, "percentile"].to_numpy(), rel=1e-4
    )


def test_known_predictors_predict_in_every_cohort():
    """The positive control of outcomes and joins: clinical models, on the right side."""
    measured = wu2025.comparators().query("model == 'clinical' and measure == 'Harrell C'")
    assert len(measured) == 7
    assert (measured["ci_low"] > 0.5).all()


def test_conditions_are_those_of_the_rule():
    table = wu2025.stratification().query("list == 'GeneCards' and cohort != 'mean'")
    met = (table["ci_low"] > 0.5).astype(int) + (table["percentile"] > 95)
    met += (table["p"] < 0.05) & (table["hazard_ratio"] > 1)
    assert (met == table["conditions"]).all()
    assert (table["random_adding"] <= table["random_above_half"] + 0.1).all()


def test_percentiles_agree_with_the_stored_quantiles():
    random = wu2025.random_c().set_index(["cohort", "quantile"])["concordance"]
    for row in (
        wu2025.stratification().query("list == 'GeneCards' and cohort != 'mean'").itertuples()
    ):
        assert random[row.cohort, 0.5] == pytest.approx(row.random_median, abs=1e-4)
        share = (random[row.cohort] < row.estimate).mean()
        assert 100 * share == pytest.approx(row.percentile, abs=3)
