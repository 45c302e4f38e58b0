"""What a predictor adds to a model: as R's survival says, and on small tables."""

import numpy as np
import pandas as pd
import pytest

from r_reference import FROZEN_AND_LIVE, REFERENCE, reference
from resistbook.stats import likelihood_ratio

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
    assert ours[expected.index].to_numpy(float) == pytest.approx(expected.to_numpy(float), rel=1e-5)


def test_a_predictor_that_matters_is_found_and_noise_is_not():
    assert likelihood_ratio(TABLE["score"], BASE, *FOLLOWED)["p"] < 0.01
    noise = pd.Series(np.random.default_rng(1).normal(size=len(TABLE)), TABLE.index, name="noise")
    assert likelihood_ratio(noise, BASE, *FOLLOWED)["p"] > 0.05


def test_the_hazard_ratio_is_per_sd_whatever_the_unit():
    plain = likelihood_ratio(TABLE["score"], BASE, *FOLLOWED)
    scaled = likelihood_ratio(1000 * TABLE["score"] + 5, BASE, *FOLLOWED)
    assert scaled["hazard_ratio"] == pytest.approx(plain["hazard_ratio"], rel=1e-5)


def test_a_score_that_is_the_same_in_all_is_refused():
    with pytest.raises(ValueError, match="'score' is the same in all 120 samples"):
        likelihood_ratio(0 * TABLE["score"], BASE, *FOLLOWED)
