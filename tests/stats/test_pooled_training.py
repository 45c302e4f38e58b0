"""Models trained on several cohorts together, beside other programs and by their own equations."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from sksurv.linear_model import CoxPHSurvivalAnalysis
from sksurv.util import Surv

from resistbook.stats.prediction.pooled_training import (
    SPREAD,
    PartialLikelihood,
    ridge_cox,
    stratified_lasso,
    together,
)
from resistbook.stats.prediction.prognosis import lasso_cox
from resistbook.stats.survival.joint_cox import joint_cox

GENES = [f"G{number}" for number in range(8)]


def cohort(seed, samples=120, effect=0.8, decimals=6):
    rng = np.random.default_rng(seed)
    names = [f"s{number}" for number in range(samples)]
    features = pd.DataFrame(rng.normal(size=(8, samples)), GENES, names)
    hazard = np.exp(effect * features.loc["G0"])
    until = rng.exponential(1 / hazard).round(decimals) + 10.0**-decimals
    censored = rng.exponential(1.5, samples).round(decimals) + 10.0**-decimals
    time = pd.Series(np.minimum(until, censored), names)
    return features, time, pd.Series((until <= censored).astype(int), names)


def one_stratum(samples):
    return pd.Series("all", samples)


def pooled(**how):
    parts = {}
    for name, seed, scale in (("A", 1, 1.0), ("B", 2, 9.0)):
        features, time, event = cohort(seed, **how)
        parts[name] = features, scale * time, event, one_stratum(time.index)
    return together(parts)


def test_cohorts_side_by_side_keep_shared_genes_and_name_samples_by_cohort():
    features, time, event = cohort(1)
    batch = pd.Series(["x", "y"] * 60, time.index)
    other = features.drop(index="G3").rename(index={"G5": "G9"})
    both = together({"A": (features, time, event, batch), "B": (other, time, event, batch)})
    assert list(both.features.index) == ["G0", "G1", "G2", "G4", "G6", "G7"]
    assert both.features["B: s0"].equals(features.loc[both.features.index, "s0"].rename("B: s0"))
    assert both.time["A: s7"] == time["s7"]
    assert both.event["B: s8"] == event["s8"]
    assert set(both.strata) == {"A: x", "A: y", "B: x", "B: y"}


def test_cohorts_without_a_shared_gene_are_refused():
    features, time, event = cohort(1)
    one = features, time, event, one_stratum(time.index)
    other = features.rename(index=str.lower), *one[1:]
    with pytest.raises(ValueError, match="A, B share no gene"):
        together({"A": one, "B": other})
    with pytest.raises(ValueError, match="no cohort to train on"):
        together({})


def test_the_ridge_of_one_cohort_is_that_of_scikit_survival():
    features, time, event = cohort(1)
    ours = ridge_cox(features, time, event, strata=one_stratum(time.index))
    theirs = CoxPHSurvivalAnalysis(alpha=len(features) / SPREAD**2, ties="efron", tol=1e-12)
    theirs.fit(features.T.to_numpy(), Surv.from_arrays(event == 1, time))
    assert np.allclose(ours, theirs.coef_, atol=1e-6)


def test_the_ridge_of_two_cohorts_is_where_its_likelihood_is_highest():
    data = pooled(decimals=1)
    ours = ridge_cox(data.features, data.time, data.event, strata=data.strata, spread=1.0)
    stratum = pd.factorize(data.strata)[0]
    likelihood = PartialLikelihood(
        data.features.to_numpy().T, data.time.to_numpy(), data.event.to_numpy() == 1, stratum
    )

    def loss(beta):
        value, score, _ = likelihood(beta)
        return 8 * (beta**2).sum() / 2 - value, 8 * beta - score

    best = minimize(loss, np.zeros(8), jac=True, options={"gtol": 1e-9}).x
    assert np.allclose(ours, best, atol=1e-6)


def test_the_partial_likelihood_is_that_of_the_joint_model():
    data = pooled(decimals=1)
    fit = joint_cox(data.features.T, data.time, data.event, strata=data.strata)
    stratum = pd.factorize(data.strata)[0]
    at = PartialLikelihood(
        data.features.to_numpy().T, data.time.to_numpy(), data.event.to_numpy() == 1, stratum
    )
    value, score, information = at(fit.coefficients.to_numpy())
    assert value == pytest.approx(fit.log_likelihood)
    assert np.allclose(score, 0, atol=1e-5)
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    assert np.allclose(errors, fit.standard_errors, rtol=1e-5)


def test_time_scales_of_cohorts_do_not_matter_but_pairs_across_them_would():
    data = pooled()
    slower = data.time.where(data.strata.str.startswith("A"), 100 * data.time)
    known = {"features": data.features, "event": data.event}
    kept = ridge_cox(time=data.time, strata=data.strata, **known)
    assert np.allclose(kept, ridge_cox(time=slower, strata=data.strata, **known))
    mixed = one_stratum(data.time.index)
    assert not np.allclose(kept, ridge_cox(time=slower, strata=mixed, **known), atol=0.01)


def test_the_lasso_of_one_cohort_is_that_of_the_book():
    features, time, event = cohort(3, samples=300)
    features = features.sub(features.mean(axis=1), axis=0)
    features = features.div(features.std(axis=1, ddof=0), axis=0)
    settings = {"folds": 3, "seed": 4, "penalties": 20}
    ours = stratified_lasso(features, time, event, strata=one_stratum(time.index), **settings)
    book = lasso_cox(features, time, event, **settings).coefficients
    assert list(ours.index[ours != 0]) == list(book.index[book != 0])
    assert np.allclose(ours, book, atol=0.01)


def test_the_lasso_of_two_cohorts_meets_the_conditions_of_a_minimum():
    data = pooled()
    settings = {"folds": 3, "seed": 4, "penalties": 20}
    beta = stratified_lasso(
        data.features, data.time, data.event, strata=data.strata, **settings
    ).to_numpy()
    stratum = pd.factorize(data.strata)[0]
    at = PartialLikelihood(
        data.features.to_numpy().T, data.time.to_numpy(), data.event.to_numpy() == 1, stratum
    )
    score, largest = at(beta)[1], np.abs(at(np.zeros(8))[1]).max()
    chosen = beta != 0
    assert beta[0] > 0.3
    penalties = largest * np.geomspace(1, 0.05, 20)
    penalty = penalties[np.argmin(np.abs(penalties - abs(score[0])))]
    assert np.allclose(np.abs(score[chosen]), penalty, rtol=1e-4)
    assert np.allclose(np.sign(score[chosen]), np.sign(beta[chosen]))
    assert (np.abs(score[~chosen]) <= penalty * (1 + 1e-6)).all()


def test_missing_features_and_strata_of_others_are_refused():
    features, time, event = cohort(1)
    broken = features.copy()
    broken.loc["G2", "s5"] = np.nan
    with pytest.raises(ValueError, match="'G2' of sample 's5' is missing"):
        ridge_cox(broken, time, event, strata=one_stratum(time.index))
    with pytest.raises(ValueError, match="strata"):
        ridge_cox(features, time, event, strata=one_stratum(["x", "y"]))
