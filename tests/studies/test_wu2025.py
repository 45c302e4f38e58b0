"""Study 5's model: its recipe on small tables, and what its stored results must say."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.ledger import verdicts
from resistbook.results import store
from resistbook.studies.wu2025 import model as anoikis
from resistbook.studies.wu2025 import prognosis as study


@pytest.fixture
def patients():
    """Two hundred patients, one gene of forty that drives events."""
    rng = np.random.default_rng(11)
    ids = [f"p{i}" for i in range(200)]
    genes = pd.DataFrame(rng.normal(size=(40, 200)), [f"g{i}" for i in range(40)], ids)
    time = pd.Series(rng.exponential(30 * np.exp(-1.2 * genes.loc["g7"])) + 0.1, ids)
    event = pd.Series((rng.random(200) < 0.6).astype(int), ids)
    return genes, time, event


def test_the_recipe_finds_the_gene_that_matters(patients):
    model = anoikis.recipe(*patients)
    assert model.selected.abs().idxmax() == "g7"
    assert model.selected["g7"] > 0.3
    assert len(model.selected) <= anoikis.SCREENED


def test_the_screening_puts_the_strongest_candidate_first(patients):
    assert anoikis.strongest(*patients)[0] == "g7"
    assert len(anoikis.strongest(*patients)) == anoikis.SCREENED


def test_a_bootstrap_with_copies_of_a_patient_goes_through_the_recipe(patients):
    genes, time, event = patients
    drawn = np.random.default_rng(3).integers(0, 200, 200)
    model = anoikis.recipe(genes.iloc[:, drawn], time.iloc[drawn], event.iloc[drawn])
    assert "g7" in model.selected


def test_random_signatures_are_the_same_whoever_draws_them_and_how_many(patients, monkeypatch):
    strength = anoikis._strength(*patients)

    def drawn(number):
        return [
            sorted(strength.index[needed[rows]])
            for needed, signatures in anoikis._tasks(strength, 15, number)
            for rows in signatures
        ]

    many = drawn(60)
    monkeypatch.setattr(anoikis, "TASK", 7)
    assert drawn(20) == many[:20]
    assert len({tuple(genes) for genes in many}) > 50


def test_a_random_signature_is_trained_as_the_recipe_trains_its_genes(patients):
    genes, time, event = patients
    strength = anoikis._strength(genes, time, event)
    needed, signatures = next(anoikis._tasks(strength, 15, anoikis.TASK))
    features = genes.iloc[needed]
    made = anoikis._trained(features, time, event, strength.iloc[needed], signatures[:3])
    for rows, row in zip(signatures[:3], made.itertuples(index=False), strict=True):
        own = anoikis.recipe(features.iloc[rows], time, event).selected
        theirs = pd.Series(row._asdict()).dropna()
        pd.testing.assert_series_equal(
            own.sort_index(), theirs.sort_index(), check_names=False, check_dtype=False
        )


def test_candidates_that_know_nothing_predict_nothing(patients):
    """A leak would show as a C above one half."""
    genes, time, event = patients
    shuffled = pd.Series(np.random.default_rng(5).permutation(event), event.index)
    predicted = study.out_of_fold(
        anoikis.recipe, genes.drop("g7"), time, shuffled, folds=3, repeats=3, seed=1
    )
    assert study.cross_validated_c(predicted, time, shuffled).mean() < 0.58


def stored(name):
    return store.table(f"wu2025/{name}")


def test_apparent_and_unseen_performance_stand_side_by_side():
    row = stored("construction").set_index("list").loc["GeneCards"]
    assert row["apparent"] - row["optimism"] == pytest.approx(row["corrected"], abs=1e-5)
    assert row["apparent"] > row["corrected"] > row["estimate"]
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_a_leaking_screening_looks_better_than_an_honest_one():
    ways = stored("recipes").set_index(["cohort", "recipe"])["estimate"]
    honest = ways["TCGA", "GeneCards, screened, lasso"]
    assert ways["TCGA", "GeneCards, screening leaking"] > honest + 0.03


def test_genes_of_resistance_among_the_list_do_no_better_than_the_list():
    ways = stored("recipes").set_index(["cohort", "recipe"])["estimate"]
    for name in ("GeneCards and resistance", "GeneCards and resistance, ER ignored"):
        assert ways["TCGA", name] < 0.55


def test_a_score_with_fitted_weight_hardly_changes_the_clinical_model():
    measured = stored("comparators").query("cohort == 'TCGA' and model == 'clinical + score'")
    row = measured[measured["measure"] == "Harrell C"].iloc[0]
    assert row["gain_ci_low"] < 0 < row["gain_ci_high"]


def test_random_signatures_hold_as_large_a_share_of_the_list_as_their_pool():
    table = stored("pools").set_index("cohort")
    share = table["listed"] / table["pool"]
    assert share.to_numpy() == pytest.approx(table["listed_share"], rel=1e-4)
    outside = stored("stratification").query("list == 'GeneCards'").set_index("cohort")
    both = table["percentile"].dropna()
    assert both.to_numpy() == pytest.approx(
        outside.loc[both.index, "percentile"].to_numpy(), rel=1e-4
    )


def test_the_recipe_finds_signal_where_events_are_many():
    ways = stored("recipes").set_index(["cohort", "recipe"])
    assert ways.loc[("METABRIC", "GeneCards, screened, lasso"), "lowest"] > 0.53


def test_known_predictors_predict_in_every_cohort():
    """The positive control of outcomes and joins: clinical models, on the right side."""
    measured = stored("comparators").query("model == 'clinical' and measure == 'Harrell C'")
    assert len(measured) == 7
    assert (measured["ci_low"] > 0.5).all()


def test_conditions_are_those_of_the_rule():
    table = stored("stratification").query("list == 'GeneCards' and cohort != 'mean'")
    met = (table["ci_low"] > 0.5).astype(int) + (table["percentile"] > 95)
    met += (table["p"] < 0.05) & (table["hazard_ratio"] > 1)
    assert (met == table["conditions"]).all()
    assert (table["random_adding"] <= table["random_above_half"] + 0.1).all()


def test_percentiles_agree_with_the_stored_quantiles():
    random = stored("random_c").set_index(["cohort", "quantile"])["concordance"]
    for row in (
        stored("stratification").query("list == 'GeneCards' and cohort != 'mean'").itertuples()
    ):
        assert random[row.cohort, 0.5] == pytest.approx(row.random_median, abs=1e-4)
        share = (random[row.cohort] < row.estimate).mean()
        assert 100 * share == pytest.approx(row.percentile, abs=3)


def test_the_nomogram_gives_its_model_s_own_risk():
    """Reading total points off the scales gives the risk that the points stand for."""
    points = stored("nomogram")
    three, five = (points[points["variable"] == f"risk at {years} years"] for years in (3, 5))
    both = three.merge(five, on="value", suffixes=("_three", "_five"))
    assert (both["points_three"] > both["points_five"]).all()
    gaps = both["points_three"] - both["points_five"]
    assert gaps.to_numpy() == pytest.approx(np.full(len(gaps), gaps.iloc[0]), abs=0.01)
    scales = points[~points["variable"].str.startswith("risk")].groupby("variable")["points"]
    assert scales.max().max() == pytest.approx(100)
    assert (scales.min() == 0).all()


def test_curves_and_tables_hold_no_patient():
    for name in ("curves", "calibration", "score", "comparators"):
        assert (
            not stored(name)
            .astype(str)
            .apply(lambda c: c.str.contains("TCGA-|MB-|GSM"))
            .any(axis=None)
        )


def test_every_claim_of_the_study_has_a_verdict():
    words = verdicts("wu2025").set_index("claim")["verdict"]
    assert set(words.index) == {"W1", "W2", "W3", "W4", "W5"}
    assert not words.isin(["reproduced", "not testable"]).any()
