"""Recipes on patients they have not seen: no leak, no optimism left, the same on two workers."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from survival_cases import broken, predictive

from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.prognosis import PrognosisModel, cox_model, lasso_cox
from resistbook.stats.prediction.validation import cross_validated_c, optimism, out_of_fold
from resistbook.stats.survival.cox import cox

pytest.importorskip("sksurv", reason="scikit-survival is not installed")


def best_gene(features: pd.DataFrame, time: pd.Series, event: pd.Series):
    """A recipe that selects by the outcome: the gene with the largest z, in its direction."""
    samples = pd.RangeIndex(len(time))
    fitted = cox(
        features.set_axis(samples, axis=1), time.set_axis(samples), event.set_axis(samples)
    )
    gene = fitted["z"].abs().idxmax()
    sign = np.sign(fitted.loc[gene, "z"])
    return lambda table: sign * table.loc[gene]


class Memory:
    """A recipe that remembers its patients, and says how many it knows."""

    def __call__(self, features, time, event):
        known = set(features.columns)
        return lambda table: pd.Series(
            [float(sample in known) for sample in table.columns], table.columns
        )


def test_no_patient_is_predicted_by_a_model_that_saw_him():
    features, time, event = predictive(1)
    predicted = out_of_fold(Memory(), features, time, event, folds=5, repeats=2)
    assert (predicted["risk"] == 0).all()
    for _, part in predicted.groupby("repeat"):
        assert part["sample"].tolist() == features.columns.tolist()
        assert part["fold"].nunique() == 5


def test_selection_on_noise_is_no_better_than_chance_once_it_is_inside():
    """The best of 300 noise genes: apparent C is high, both corrections bring it to one half."""
    apparent, nested, corrected = [], [], []
    for seed in range(6):
        features, time, event = predictive(seed, n=100, genes=300, effect=0.0)
        model = best_gene(features, time, event)
        apparent.append(harrell_c(model(features).to_frame().T, time, event).item())
        predicted = out_of_fold(best_gene, features, time, event, repeats=3, seed=seed)
        nested.append(cross_validated_c(predicted, time, event).mean())
        corrected.append(optimism(best_gene, features, time, event, n=30, seed=seed)["corrected"])
    assert np.mean(apparent) > 0.6
    assert np.mean(nested) == pytest.approx(0.5, abs=0.05)
    assert np.mean(corrected) < np.mean(apparent) - 0.04


def test_nested_lasso_selects_inside_each_fold():
    features, time, event = predictive(2, n=150, genes=40)
    predicted = out_of_fold(lasso_cox, features, time, event, folds=3)
    per_fold = predicted.groupby("fold")["selected"].unique()
    assert all(len(sets) == 1 for sets in per_fold)
    assert len({sets[0] for sets in per_fold}) > 1
    assert all({"g0", "g1"} <= set(sets[0]) for sets in per_fold)
    assert cross_validated_c(predicted, time, event).item() > 0.6


def test_optimism_of_one_fixed_predictor_is_nil_and_of_many_is_large():
    features, time, event = predictive(3, n=120, genes=15, effect=0.4)

    def fixed(table, *_):
        return lambda new: new.loc["g0"] - new.loc["g1"]

    none = optimism(fixed, features, time, event, n=100)
    assert abs(none["optimism"]) < 0.01
    assert none["ci_low"] < none["corrected"] < none["ci_high"]
    many = optimism(cox_model, features, time, event, n=40)
    assert many["optimism"] > 0.03
    assert many["corrected"] == many["apparent"] - many["optimism"]


@pytest.mark.parametrize("recipe", [cox_model, partial(lasso_cox, folds=5)])
def test_two_workers_give_the_same_numbers_as_one(recipe):
    features, time, event = predictive(4, n=100, genes=6)
    one, two = (
        out_of_fold(recipe, features, time, event, folds=4, n_jobs=n_jobs) for n_jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    one, two = (optimism(recipe, features, time, event, n=6, n_jobs=n_jobs) for n_jobs in (1, 2))
    pd.testing.assert_series_equal(one, two, check_exact=True)


def test_a_recipe_that_mostly_fails_is_reported_and_its_few_failures_are_counted():
    features, time, event = predictive(5)

    def fragile(table, times, events, share):
        if table.columns.has_duplicates and events.index[0] in table.columns[:share]:
            raise ValueError("no model")
        return lambda new: new.loc["g0"]

    with pytest.raises(ValueError, match="gave no model in 20 of 20 bootstrap samples"):
        optimism(partial(fragile, share=200), features, time, event, n=20)
    assert optimism(partial(fragile, share=0), features, time, event, n=20)["failed"] == 0


def test_follow_up_that_cannot_be_used_is_refused():
    features, time, event = predictive(6)
    for bad_time, bad_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            out_of_fold(cox_model, features, bad_time, bad_event)
        with pytest.raises(ValueError, match=message):
            optimism(cox_model, features, bad_time, bad_event, n=5)


def test_a_model_is_a_predictor():
    features, time, event = predictive(7, genes=3)
    model = cox_model(features, time, event)
    assert isinstance(model, PrognosisModel)
    assert model(features).mean() == pytest.approx(0, abs=1e-10)
