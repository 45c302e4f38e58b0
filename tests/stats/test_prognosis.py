"""Prognosis models: R's glmnet, Cox's model as fitted gene by gene, folds, broken input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference
from survival_cases import broken, gse3143, predictive

from resistbook.stats.prediction.lasso import PENALTIES, FoldedLasso, event_folds
from resistbook.stats.prediction.prognosis import cox_model, lasso_cox
from resistbook.stats.survival.cox import cox

pytest.importorskip("sksurv", reason="scikit-survival is not installed")

GIVEN = REFERENCE / "glmnet" / "features.csv"
RULES = ["best", "one standard error"]


def written(features, time, event, fold, penalties) -> pd.DataFrame:
    """The table that reference.R of glmnet reads."""
    table = features.T.add_prefix("x_").reset_index(drop=True)
    table.insert(0, "penalty", pd.Series(penalties))
    for name, values in {"fold": fold, "event": event, "time": time}.items():
        table.insert(0, name, values.to_numpy())
    return table


def assert_as_glmnet(model, there: pd.DataFrame, choose: str, head: int, rtol: float) -> None:
    path = model.penalties
    for ours in ("deviance", "standard_error"):
        values = there.loc[there["feature"] == ours, "value"]
        np.testing.assert_allclose(path[ours].iloc[:head], values.iloc[:head], rtol=rtol)
    lambda_ = there.loc[there["feature"] == choose, "value"].item()
    assert path.loc[path["chosen"], "penalty"].item() == pytest.approx(lambda_, rel=1e-9)
    first = there.index[there["feature"] == choose][0] + 1
    coefficients = there.loc[first : first + len(model.coefficients) - 1].set_index("feature")
    expected = coefficients["value"].set_axis(coefficients.index.str.removeprefix("x_"))
    expected = expected.loc[model.coefficients.index].mask(expected.abs() < 1e-12, 0.0)
    assert (expected != 0).equals(model.coefficients != 0)
    np.testing.assert_allclose(model.coefficients, expected, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("choose", RULES)
@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_path_penalty_and_coefficients_equal_cv_glmnet(kind, choose, tmp_path):
    """Tied times, features of very different scales, folds of `event_folds`."""
    given_table = pd.read_csv(GIVEN)
    features = given_table.filter(like="x_").T
    features.index = features.index.str.removeprefix("x_")
    model = lasso_cox(features, given_table["time"], given_table["event"], seed=4, choose=choose)
    fold = event_folds(given_table["event"], 10, 4)
    assert fold.tolist() == given_table["fold"].tolist()
    there = reference(kind, "glmnet", "features.csv", "glmnet.csv", tmp_path)
    assert_as_glmnet(model, there, choose, head=PENALTIES, rtol=1e-5)


@pytest.mark.raw
@pytest.mark.r
@pytest.mark.parametrize("kind", FROZEN_AND_LIVE[1:])
def test_on_real_arrays_with_more_genes_than_patients_coefficients_equal_glmnet(kind, tmp_path):
    """200 genes, 158 patients. At small penalties both stop short of the same maximum."""
    expression, time, event = gse3143()
    features = expression.loc[expression.var(axis=1).nlargest(200).index]
    model = lasso_cox(features, time, event, folds=5, choose="best")
    fold = event_folds(event, 5, 0)
    table = written(features, time, event, fold, model.penalties["penalty"])
    table.to_csv(tmp_path / "features.csv", index=False)
    there = reference(kind, "glmnet", tmp_path / "features.csv", "glmnet.csv", tmp_path)
    assert_as_glmnet(model, there, "best", head=25, rtol=1e-3)


def test_folds_once_dealt_serve_any_features():
    lasso = None
    for seed in (13, 14):
        features, time, event = predictive(13)
        features = features.sample(frac=0.5, random_state=seed)
        lasso = lasso or FoldedLasso(features.columns, time, event, folds=10, seed=2)
        path = lasso.path(features.to_numpy())
        model = lasso_cox(features, time, event, seed=2)
        np.testing.assert_array_equal(path.coefficients, model.coefficients)
        pd.testing.assert_frame_equal(path.table(), model.penalties, check_exact=True)


def test_ties_do_not_end_the_path_early():
    """With these, scikit-survival alone stops after six of fifty penalties."""
    table = pd.read_csv(GIVEN)
    model = lasso_cox(table.filter(like="x_").T, table["time"], table["event"])
    assert len(model.penalties) == PENALTIES
    assert model.penalties["features"].iloc[-1] > 10


def test_the_lasso_finds_the_features_that_matter_and_few_others():
    features, time, event = predictive(1, n=300, genes=50)
    model = lasso_cox(features, time, event, choose="one standard error")
    assert {"g0", "g1"} <= set(model.selected.index)
    assert len(model.selected) <= 6
    assert model.coefficients["g0"] > 0 > model.coefficients["g1"]


def test_without_information_the_strict_rule_selects_nothing_and_predicts_zero():
    features, time, event = predictive(2, genes=30, effect=0.0)
    model = lasso_cox(features, time, event, choose="one standard error")
    assert model.selected.empty
    assert (model(features) == 0).all()
    assert model.risk(features, 24).nunique() == 1


def test_unpenalised_features_stay_whatever_the_penalty():
    features, time, event = predictive(3)
    model = lasso_cox(features, time, event, unpenalised=["g5", "g6"], choose="one standard error")
    assert {"g5", "g6"} <= set(model.selected.index)
    assert model.penalties["features"].min() >= 2


def test_the_same_seed_gives_the_same_model_and_scaling_a_feature_scales_its_coefficient():
    features, time, event = predictive(4)
    ours, again = (lasso_cox(features, time, event, seed=7) for _ in range(2))
    pd.testing.assert_series_equal(ours.coefficients, again.coefficients, check_exact=True)
    scale = pd.Series(1.0, features.index)
    scale["g0"] = 1000.0
    scaled = lasso_cox(features.mul(scale, axis=0) + 3, time, event, seed=7)
    np.testing.assert_allclose(scaled.coefficients * scale, ours.coefficients, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(
        scaled(features.mul(scale, axis=0) + 3), ours(features), rtol=1e-4, atol=1e-7
    )


def test_a_feature_that_is_constant_or_constant_in_a_training_part_does_no_harm():
    features, time, event = predictive(5)
    features.loc["flat"] = 3.3
    features.loc["rare"] = 0.0
    features.loc["rare", features.columns[7]] = 1.0
    model = lasso_cox(features, time, event)
    assert model.coefficients["flat"] == 0
    assert np.isfinite(model.coefficients).all()
    assert np.isfinite(model.penalties["deviance"]).all()


def test_coxs_model_equals_lifelines_and_the_fit_of_each_feature_beside_the_others():
    features, time, event = predictive(6, genes=4)
    model = cox_model(features, time, event)
    precise = {"precision": 1e-16, "r_precision": 1e-20, "step_size": 1.0, "max_steps": 100}
    table = features.T.assign(time=time, event=event)
    theirs = CoxPHFitter().fit(table, "time", "event", fit_options=precise)
    np.testing.assert_allclose(model.coefficients, theirs.params_, rtol=1e-6)
    alone = cox(
        features.loc[["g2"]], time, event, covariates=features.drop(index="g2").T, per_sd=False
    )
    assert model.coefficients["g2"] == pytest.approx(alone["log_hazard_ratio"].item())
    # Between times of events lifelines interpolates.
    for at in sorted(time[event == 1])[10::20]:
        survival = theirs.predict_survival_function(features.T, times=[at]).iloc[0]
        np.testing.assert_allclose(model.risk(features, at), 1 - survival, rtol=1e-5)


def test_features_may_be_objects_that_are_numbers():
    features, time, event = predictive(14, genes=3)
    plain, objects = (cox_model(each, time, event) for each in (features, features.astype(object)))
    pd.testing.assert_series_equal(plain.coefficients, objects.coefficients)


def test_before_the_first_event_nobody_is_at_risk():
    features, time, event = predictive(7, genes=3)
    assert (cox_model(features, time, event).risk(features, 0.01) == 0).all()


# Folds


@settings(max_examples=40, deadline=None)
@given(st.integers(20, 150), st.integers(2, 5), st.integers(0, 10**6))
def test_folds_differ_by_one_event_and_one_patient_at_most(n, folds, seed):
    rng = np.random.default_rng(seed)
    event = pd.Series(rng.permutation(np.arange(n) < max(folds, n // 3)).astype(int))
    fold = event_folds(event, folds, seed)
    sizes = fold.value_counts().reindex(range(folds), fill_value=0)
    events = event.groupby(fold).sum()
    assert sizes.max() - sizes.min() <= 1
    assert events.max() - events.min() <= 1
    assert fold.equals(event_folds(event, folds, seed))
    assert fold.name == "fold"


def test_copies_of_a_sample_share_a_fold():
    _, _, event = predictive(8)
    drawn = event.iloc[np.random.default_rng(0).integers(0, len(event), len(event))]
    fold = event_folds(drawn, 5, 1)
    assert (fold.groupby(level=0).nunique() == 1).all()
    assert fold.nunique() == 5


def test_too_few_events_for_the_folds_are_refused():
    _, _, event = predictive(8)
    few = (event.cumsum() <= 4).astype(int) * event
    with pytest.raises(ValueError, match=r"5 folds need .* 4 have os_event = 1"):
        event_folds(few, 5, 0)


# Bad input


@pytest.mark.parametrize("recipe", [cox_model, lasso_cox])
def test_follow_up_and_features_that_cannot_be_used_are_refused(recipe):
    features, time, event = predictive(9, genes=5)
    for bad_time, bad_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            recipe(features, bad_time, bad_event)
    with pytest.raises(ValueError, match="feature 'g0' stands twice"):
        recipe(pd.concat([features, features]), time, event)
    features.loc["g3", "s9"] = np.nan
    with pytest.raises(ValueError, match="feature 'g3' of sample 's9' is nan"):
        recipe(features, time, event)


def test_coxs_model_without_a_finite_estimate_is_refused():
    features, time, event = predictive(10, genes=3)
    features.loc["doomed"] = -time.rank()
    with pytest.raises(ValueError, match=r"'doomed' has no finite estimate .* separation"):
        cox_model(features, time, event)


def test_a_model_names_the_feature_that_a_new_cohort_lacks_or_has_not_measured():
    features, time, event = predictive(11)
    model = lasso_cox(features, time, event)
    with pytest.raises(ValueError, match="feature 'g0' of the model is absent"):
        model(features.drop(index="g0"))
    gappy = features.copy()
    gappy.loc["g1", "s3"] = np.nan
    with pytest.raises(ValueError, match="feature 'g1' of sample 's3' is nan"):
        model(gappy)
    with pytest.raises(ValueError, match="unpenalised feature 'age' is not among"):
        lasso_cox(features, time, event, unpenalised=["age"])
    with pytest.raises(ValueError, match="no feature is left to select"):
        lasso_cox(features, time, event, unpenalised=list(features.index))


@pytest.mark.parametrize("recipe", [cox_model, lasso_cox])
def test_no_risk_is_given_beyond_the_last_follow_up(recipe):
    features, time, event = predictive(12, genes=3)
    event[time == time.max()] = 0
    model = recipe(features, time, event)
    assert model.followed == time.max()
    last = model.risk(features, time.max())
    pd.testing.assert_series_equal(last, model.risk(features, time[event == 1].max()))
    beyond = rf"^no risk by .*: the training samples were followed until {time.max():g}; ask for an"
    for at in (np.nextafter(time.max(), np.inf), 1e6, np.inf, np.nan):
        with pytest.raises(ValueError, match=beyond):
            model.risk(features, at)


def test_a_model_needs_a_feature():
    features, time, event = predictive(12, genes=3)
    with pytest.raises(ValueError, match=r"^the table holds no feature; Cox's model needs"):
        cox_model(features.iloc[:0], time, event)


def test_events_may_be_coded_by_texts_as_elsewhere_and_by_no_other_number():
    _, _, event = predictive(8)
    assert event_folds(event.astype(str), 5, 3).equals(event_folds(event, 5, 3))
    assert event_folds(event == 1, 5, 3).equals(event_folds(event, 5, 3))
    with pytest.raises(
        ValueError, match=r"^event \(column 'os_event'\) of sample '\w+' is 2; codes"
    ):
        event_folds(event + 1, 5, 3)
