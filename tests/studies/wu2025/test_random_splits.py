"""C in unseen patients as the mean over random splits, on small inputs and as stored."""

import numpy as np
import pandas as pd
import pytest

from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.lasso import event_folds
from resistbook.stats.resampling import bootstrap_within
from resistbook.studies import wu2025
from resistbook.studies.wu2025 import random_splits


@pytest.fixture
def cohort():
    rng = np.random.default_rng(1)
    names = [f"p{i}" for i in range(60)]
    time = pd.Series(np.ceil(rng.exponential(20, 60)), names)
    event = pd.Series((rng.random(60) < 0.5).astype(float), names)
    risk = pd.DataFrame(rng.standard_normal((60, 3)).round(1), names)
    fold = pd.DataFrame({i: event_folds(event, 3, i) for i in range(3)})
    return risk, fold, time, event


def test_c_is_the_mean_of_harrells_c_over_splits(cohort):
    risk, fold, time, event = cohort
    each = [harrell_c(risk[[i]].T, time, event, strata=fold[i]).item() for i in risk]
    found = random_splits.mean_over_splits(*cohort, n=50, seed=1)
    assert found["estimate"] == pytest.approx(np.mean(each))
    assert [found["lowest"], found["highest"]] == pytest.approx([min(each), max(each)])


def test_a_bootstrap_sample_of_patients_is_the_same_in_all_splits(cohort):
    risk, fold, time, event = cohort
    drawn = bootstrap_within(np.zeros(60, dtype=int), 40, 1)
    means = []
    for patients in drawn:
        copies = [f"{i}" for i in range(60)]
        table = risk.iloc[patients].set_axis(copies)
        parts = [values.iloc[patients].set_axis(copies) for values in (time, event)]
        folds = fold.iloc[patients].set_axis(copies)
        means.append(
            np.mean([harrell_c(table[[i]].T, *parts, strata=folds[i]).item() for i in risk])
        )
    found = random_splits.mean_over_splits(*cohort, n=40, seed=1)
    low, high = np.quantile(means, [0.025, 0.975])
    assert [found["ci_low"], found["ci_high"]] == pytest.approx([low, high])


def test_a_model_without_genes_adds_nothing(cohort):
    risk, fold, time, event = cohort
    clinical = pd.DataFrame({"age": np.arange(60.0)}, risk.index)
    found = random_splits.added(risk * 0, fold, clinical, time, event)
    assert found == {"hazard_ratio": 1.0, "p": 1.0}


def test_risks_are_of_models_that_did_not_see_the_patient(cohort):
    """A recipe that remembers its patients knows nothing of those left out."""
    _, _, time, event = cohort

    def remembering(features, times, events):
        return lambda table: pd.Series(
            [float(name in features.columns) for name in table.columns], table.columns
        )

    features = pd.DataFrame(np.ones((1, 60)), ["gene"], time.index)
    risk, fold = random_splits.unseen_risks(features, time, event, splits=2, way=remembering)
    assert (risk == 0).all(axis=None)
    assert list(risk.index) == list(time.index)
    assert sorted(fold[0].unique()) == [0, 1, 2]
    assert not fold[0].equals(fold[1])


def test_the_first_splits_are_those_of_the_table_of_recipes():
    own = wu2025.splits().set_index("list").loc["GeneCards"]
    six = wu2025.recipes().set_index(["cohort", "recipe"])
    six = six.loc[("TCGA", "GeneCards, screened, lasso")]
    assert own["lowest"] <= six["lowest"] <= six["highest"] <= own["highest"]


def test_the_model_knows_patients_it_was_trained_on_and_no_others():
    own = wu2025.splits().set_index("list").loc["GeneCards"]
    built = wu2025.construction().set_index("list").loc["GeneCards"]
    assert own["apparent"] == pytest.approx(built["apparent"])
    assert own["ci_low"] < own["estimate"] < own["ci_high"] < own["apparent"]
    assert own["random_low"] < own["random_median"] < own["random_95"]


def test_each_reading_has_its_own_patients_and_events():
    found = wu2025.splits_readings().set_index("reading")
    whole = wu2025.splits().set_index("list").loc["GeneCards"]
    assert (found["n"] <= whole["n"]).all()
    assert found.loc["oestrogen receptor positive", "n_events"] < whole["n_events"]
    assert found.loc["overall survival", "n_events"] != whole["n_events"]
    assert found.loc["genes of resistance", "candidates"] < whole["candidates"]
    placed = found["percentile"].notna()
    assert not (found["ci_low"] > 0.5)[~placed].any()
