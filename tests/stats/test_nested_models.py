"""What a predictor adds to a model: as R's survival says, and on small tables."""

import numpy as np
import pandas as pd
import pytest
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference

from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.survival.cox import cox

TABLE = pd.read_csv(REFERENCE / "nested_models" / "patients.csv", index_col="patient")
FOLLOWED = TABLE["time"], TABLE["event"]
BASE = TABLE[["age"]]


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
@pytest.mark.parametrize("model", ["plain", "stratified"])
def test_ratio_and_hazard_ratio_are_those_of_r(kind, model, tmp_path):
    theirs = reference(kind, "nested_models", "patients.csv", "ratios.csv", tmp_path)
    strata = TABLE["stratum"] if model == "stratified" else None
    ours = likelihood_ratio(TABLE["score"], BASE, *FOLLOWED, strata=strata)
    expected = theirs.set_index("model").loc[model]
    assert ours[expected.index].to_numpy(float) == pytest.approx(expected.to_numpy(float), rel=1e-9)


def test_a_predictor_that_matters_is_found_and_noise_is_not():
    assert likelihood_ratio(TABLE["score"], BASE, *FOLLOWED)["p"] < 0.01
    noise = pd.Series(np.random.default_rng(1).normal(size=len(TABLE)), TABLE.index, name="noise")
    assert likelihood_ratio(noise, BASE, *FOLLOWED)["p"] > 0.05


def test_the_hazard_ratio_is_per_sd_whatever_the_unit():
    plain = likelihood_ratio(TABLE["score"], BASE, *FOLLOWED)
    scaled = likelihood_ratio(1000 * TABLE["score"] + 5, BASE, *FOLLOWED)
    assert scaled["hazard_ratio"] == pytest.approx(plain["hazard_ratio"], rel=1e-5)


def test_a_score_that_is_the_same_in_all_is_refused():
    with pytest.raises(ValueError, match="'score' is constant in every risk set"):
        likelihood_ratio(0 * TABLE["score"], BASE, *FOLLOWED)


def test_a_base_or_strata_on_other_samples_are_refused():
    for other, message in [
        (TABLE.iloc[:50], "'p050' stands on one side only"),
        (TABLE.iloc[::-1], "the order differs"),
    ]:
        with pytest.raises(ValueError, match=rf"^base does not stand on the samples .*{message}"):
            likelihood_ratio(TABLE["score"], other[["age"]], *FOLLOWED)
        with pytest.raises(ValueError, match=rf"^strata \(column 'stratum'\) does .*{message}"):
            likelihood_ratio(TABLE["score"], BASE, *FOLLOWED, strata=other["stratum"])


def test_missing_strata_and_predictors_are_named():
    strata = TABLE["stratum"].where(TABLE.index != "p004")
    with pytest.raises(ValueError, match=r"^strata \(column 'stratum'\) of sample 'p004' is nan"):
        likelihood_ratio(TABLE["score"], BASE, *FOLLOWED, strata=strata)
    for value in (np.nan, np.inf):
        for name in ("score", "age"):
            broken = TABLE[["age", "score"]].astype(float)
            broken.loc["p007", name] = value
            with pytest.raises(
                ValueError, match=rf"^predictor \(column '{name}'\) of .* 'p007' is"
            ):
                likelihood_ratio(broken["score"], broken[["age"]], *FOLLOWED)


@pytest.mark.parametrize(
    "name", ["added", "event", "follow-up", "stratum", "base 1", "score", "time"]
)
def test_columns_of_the_base_may_have_any_name(name):
    squared = (TABLE["age"] / 10) ** 2
    options = {"strata": TABLE["stratum"]}
    plain = likelihood_ratio(TABLE["score"], BASE.assign(squared=squared), *FOLLOWED, **options)
    named = likelihood_ratio(TABLE["score"], BASE.assign(**{name: squared}), *FOLLOWED, **options)
    pd.testing.assert_series_equal(named, plain)
    alone = likelihood_ratio(TABLE["score"], BASE, *FOLLOWED, **options)
    assert abs(plain["chi_square"] - alone["chi_square"]) > 1e-3


@pytest.mark.parametrize("what", ["score", "combination", "base", "constant"])
def test_predictors_that_follow_from_each_other_are_refused(what):
    more = {
        "score": TABLE["score"],
        "combination": 2 * TABLE["score"] + 3 * TABLE["age"],
        "base": 2 * TABLE["age"],
        "constant": 2.0,
    }[what]
    with pytest.raises(
        ValueError, match=r"^Cox's model of 'age', 'more', 'score' has no finite est"
    ):
        likelihood_ratio(TABLE["score"], BASE.assign(more=more), *FOLLOWED)


def test_a_predictor_may_stand_alone():
    alone = likelihood_ratio(TABLE["score"], TABLE[[]], *FOLLOWED)
    fit = cox(TABLE[["score"]].T, *FOLLOWED).loc["score"]
    assert alone["hazard_ratio"] == pytest.approx(fit["hazard_ratio"], rel=1e-9)
