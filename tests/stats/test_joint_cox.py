"""Cox's model of several predictors: as R and lifelines fit it, by hand, and without a maximum."""

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter
from r_reference import FROZEN_AND_LIVE, reference
from survival_cases import COMPLETE, SAMPLES, broken, followed, predictive

from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.joint_cox import baseline_hazard, joint_cox

MODELS = {
    "plain": ([], None),
    "stratified": ([], SAMPLES["stratum"]),
    "adjusted": (["age", "grade"], None),
    "both": (["age", "grade"], SAMPLES["stratum"]),
}
PRECISE = {"precision": 1e-16, "r_precision": 1e-20, "step_size": 1.0, "max_steps": 100}


def simulated(seed: int, n: int = 120, terms: int = 3):
    """Predictors of follow-up with ties and without effect."""
    time, event, rng = followed(seed, n)
    names = [f"x{i}" for i in range(terms)]
    return pd.DataFrame(rng.normal(size=(n, terms)), time.index, names), time, event


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
@pytest.mark.parametrize("model", MODELS)
def test_coefficients_and_their_errors_are_those_of_r(kind, model, tmp_path):
    there = reference(kind, "cox", "samples.csv", "coxph.csv", tmp_path)
    further, strata = MODELS[model]
    for row in there[(there["model"] == model) & there["gene"].isin(COMPLETE)].itertuples():
        predictors = SAMPLES[[row.gene, *further]]
        fit = joint_cox(predictors, SAMPLES[row.endpoint], SAMPLES["event"], strata=strata)
        ours = fit.coefficients[row.gene], fit.standard_errors[row.gene]
        per_sd = np.array(ours) * SAMPLES[row.gene].std()
        theirs = [row.log_hazard_ratio, row.standard_error]
        np.testing.assert_allclose(per_sd, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("stratified", [False, True])
def test_every_term_and_the_likelihood_are_those_of_lifelines(stratified):
    predictors, time, event = simulated(1, n=300, terms=10)
    strata = pd.Series(np.arange(300) % 4, time.index) if stratified else None
    fit = joint_cox(predictors, time, event, strata=strata)
    table = predictors.assign(time=time, event=event, stratum=0 if strata is None else strata)
    theirs = CoxPHFitter().fit(table, "time", "event", strata=["stratum"], fit_options=PRECISE)
    np.testing.assert_allclose(fit.coefficients, theirs.params_, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(fit.standard_errors, theirs.standard_errors_, rtol=1e-8)
    for values, name in [
        (fit.coefficients, "log_hazard_ratio"),
        (fit.standard_errors, "standard_error"),
    ]:
        assert values.name == name
        assert values.index.equals(predictors.columns)
    assert fit.log_likelihood == pytest.approx(theirs.log_likelihood_, rel=1e-12)


def test_without_predictors_the_likelihood_counts_who_was_at_risk():
    """Four at risk at the first event; two of three at once at the second moment."""
    time, event = pd.Series([1.0, 2.0, 2.0, 3.0]), pd.Series([1, 1, 1, 0])
    nothing = joint_cox(time.to_frame()[[]], time, event)
    assert nothing.log_likelihood == pytest.approx(-np.log(4 * 3 * (3 - 2 / 2)))
    assert nothing.coefficients.empty


def test_a_stratum_without_events_tells_nothing():
    predictors, time, event = simulated(2)
    silent = pd.Series(np.arange(len(time)) < 30, time.index)
    fit = joint_cox(predictors, time, event.mask(silent, 0), strata=silent)
    alone = joint_cox(predictors[~silent], time[~silent], event[~silent])
    np.testing.assert_allclose(fit.coefficients, alone.coefficients, rtol=1e-9)
    assert fit.log_likelihood == pytest.approx(alone.log_likelihood)


def test_predictors_of_any_scale_are_fitted_alike():
    predictors, time, event = simulated(3)
    plain, scaled = (
        joint_cox(table, time, event) for table in (predictors, 1e6 * predictors + 1e9)
    )
    np.testing.assert_allclose(1e6 * scaled.coefficients, plain.coefficients, rtol=1e-6)
    np.testing.assert_allclose(1e6 * scaled.standard_errors, plain.standard_errors, rtol=1e-6)
    assert scaled.log_likelihood == pytest.approx(plain.log_likelihood)


@pytest.mark.parametrize("seed", range(8))
def test_a_step_too_far_is_halved(seed):
    """The strongest effect that follow-up of 40 can show, of a predictor with a long tail."""
    rng = np.random.default_rng(seed)
    skewed = pd.DataFrame({"x": np.exp(3 * rng.normal(size=40))})
    time = pd.Series(rng.exponential(1 / (1 + skewed["x"] / 5)))
    event = pd.Series(np.ones(40))
    there = cox(skewed.T, time, event, per_sd=False).loc["x"]
    fit = joint_cox(skewed, time, event)
    assert fit.coefficients["x"] == pytest.approx(there["log_hazard_ratio"], rel=1e-8)
    assert fit.standard_errors["x"] == pytest.approx(there["standard_error"], rel=1e-8)


def test_samples_may_stand_more_than_once():
    features, time, event = predictive(4, genes=3)
    drawn = np.random.default_rng(0).integers(0, len(time), len(time))
    copies = features.iloc[:, drawn].T, time.iloc[drawn], event.iloc[drawn]
    named = [part.reset_index(drop=True) for part in copies]
    pd.testing.assert_series_equal(
        joint_cox(*copies).coefficients, joint_cox(*named).coefficients, check_exact=True
    )


# The baseline


def test_the_baseline_rises_by_events_among_hazards_at_risk():
    time, event = np.array([3.0, 2.0, 2.0, 1.0]), np.array([False, True, True, True])
    hazard = baseline_hazard(np.log([1.0, 2.0, 1.0, 4.0]), time, event)
    assert hazard.index.tolist() == [1.0, 2.0]
    assert (hazard.index.name, hazard.name) == ("time", "cumulative_hazard")
    np.testing.assert_allclose(hazard, [1 / 8, 1 / 8 + 2 / 4])


# Without a finite estimate


def test_what_has_no_finite_estimate_is_refused_with_the_reason():
    predictors, time, event = simulated(5)
    for doomed, reason in [
        (pd.Series(0.1, time.index), "'doomed' is constant in every risk set"),
        (2 * predictors["x0"] - predictors["x2"] + 7, "'x0', 'x2', 'doomed' are collinear"),
        (-time.rank(), "separation, the coefficient of 'doomed' has no bound"),
    ]:
        message = (
            r"^Cox's model of 'x0', 'x1', 'x2', 'doomed' has no finite estimate in 120 samples "
            rf"with {event.sum()} events: {reason}; use fewer predictors, or merge rare levels$"
        )
        with pytest.raises(ValueError, match=message):
            joint_cox(predictors.assign(doomed=doomed), time, event)


def test_a_predictor_that_varies_by_rounding_alone_is_constant():
    predictors, time, event = simulated(10)
    rounded = np.where(np.arange(len(time)) % 2, 1e6, np.nextafter(1e6, 0))
    with pytest.raises(ValueError, match="'date' is constant in every risk set"):
        joint_cox(predictors.assign(date=rounded), time, event)


def test_a_predictor_that_varies_between_strata_only_is_refused():
    predictors, time, event = simulated(6)
    strata = pd.Series(np.arange(len(time)) % 3, time.index)
    with pytest.raises(ValueError, match="'site' is constant in every risk set"):
        joint_cox(predictors.assign(site=strata), time, event, strata=strata)


def test_an_event_alone_in_its_stratum_tells_nothing_of_its_predictors():
    predictors, time, event = simulated(7)
    strata = pd.Series(0, time.index)
    strata.iloc[0], event.iloc[0] = 1, 1
    fit = joint_cox(predictors, time, event, strata=strata)
    without = joint_cox(predictors.iloc[1:], time.iloc[1:], event.iloc[1:])
    np.testing.assert_allclose(fit.coefficients, without.coefficients, rtol=1e-9)


# Bad input


def test_follow_up_and_strata_that_cannot_be_used_are_refused():
    predictors, time, event = simulated(8)
    for bad_time, bad_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            joint_cox(predictors, bad_time, bad_event)
    strata = pd.Series("a", time.index, name="site")
    with pytest.raises(ValueError, match=r"^strata \(column 'site'\) .* the order differs"):
        joint_cox(predictors, time, event, strata=strata.iloc[::-1])
    with pytest.raises(ValueError, match=r"^strata \(column 'site'\) of sample 's3' is None"):
        joint_cox(predictors, time, event, strata=strata.where(strata.index != "s3", None))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_predictor_that_is_missing_or_infinite_is_named(value):
    predictors, time, event = simulated(9)
    predictors.loc["s7", "x1"] = value
    with pytest.raises(ValueError, match=r"^predictor \(column 'x1'\) of sample 's7' is missing"):
        joint_cox(predictors, time, event)
