"""One recipe for all candidates: what it finds on small tables, and that nothing leaks."""

import numpy as np
import pandas as pd
import pytest

from resistbook.stats.prediction.validation import cross_validated_c, out_of_fold
from resistbook.studies.wu2025 import model as anoikis


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
    predicted = out_of_fold(
        anoikis.recipe, genes.drop("g7"), time, shuffled, folds=3, repeats=3, seed=1
    )
    assert cross_validated_c(predicted, time, shuffled).mean() < 0.58
