"""Harrell's C, Uno's C and the AUC by a time: scikit-survival, R's concordance, invariants."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from r_reference import FROZEN_AND_LIVE, reference
from survival_cases import COMPLETE, SAMPLES, broken, followed, predictive

from resistbook.stats.prediction.discrimination import discrimination, harrell_c
from resistbook.stats.resampling import bootstrap_within

metrics = pytest.importorskip("sksurv.metrics", reason="scikit-survival is not installed")

AT = [12.0, 36.0]


def study(seed: int) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    time, event, rng = followed(seed)
    event[time == time.max()] = 0
    risks = {"rounded": rng.normal(size=len(time)).round(1), "against": time + rng.normal(0, 30)}
    return pd.DataFrame(risks, time.index), time, event


def outcome(time, event) -> np.ndarray:
    pairs = list(zip(np.asarray(event) == 1, time, strict=True))
    return np.array(pairs, dtype=[("event", bool), ("time", float)])


def theirs(risk, time, event, tau: float) -> list[float]:
    y, risk = outcome(time, event), np.asarray(risk)
    return [
        metrics.concordance_index_censored(y["event"], y["time"], risk)[0],
        metrics.concordance_index_ipcw(y, y, risk, tau=tau)[0],
        *metrics.cumulative_dynamic_auc(y, y, risk, AT)[0],
    ]


@pytest.mark.parametrize("seed", range(4))
def test_every_measure_equals_scikit_survival_with_tied_times_and_tied_risks(seed):
    risks, time, event = study(seed)
    table = discrimination(risks, time, event, at=AT, tau=60, n=1)
    assert table["measure"].tolist() == ["Harrell C"] * 2 + ["Uno C"] * 2 + ["AUC"] * 4
    for model, rows in table.groupby("model"):
        expected = theirs(risks[model], time, event, 60)
        np.testing.assert_allclose(rows["estimate"], expected, rtol=1e-12)


def test_the_interval_is_that_of_scikit_survival_on_each_bootstrap_sample():
    risks, time, event = study(5)
    table = discrimination(risks, time, event, at=AT, tau=60, n=60, seed=3)
    drawn = bootstrap_within(np.zeros(len(time)), 60, 3)
    for model, rows in table.groupby("model"):
        values = [theirs(risks[model].iloc[p], time.iloc[p], event.iloc[p], 60) for p in drawn]
        expected = np.quantile(values, [0.025, 0.975], axis=0).T
        np.testing.assert_allclose(rows[["ci_low", "ci_high"]], expected, rtol=1e-12)


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_c_equals_that_of_r_and_the_bootstrap_has_its_standard_error(kind, tmp_path):
    expected = reference(kind, "survival", "../cox/samples.csv", "survival.csv", tmp_path)
    expected = expected.set_index(["what", "of"])
    for name, endpoint, measure, options in [
        ("harrell", "tied_time", "Harrell C", {}),
        ("stratified", "tied_time", "Harrell C", {"strata": SAMPLES["stratum"]}),
        ("uno", "time", "Uno C", {}),
    ]:
        table = discrimination(
            SAMPLES[COMPLETE], SAMPLES[endpoint], SAMPLES["event"], n=1000, **options
        )
        ours = table[table["measure"] == measure].set_index("model")
        there = expected.loc[name].loc[COMPLETE]
        np.testing.assert_allclose(ours["estimate"], there["value"], rtol=1e-9)
        width = (ours["ci_high"] - ours["ci_low"]) / 2 / 1.96
        # Uno's estimator in R takes the weights for known: its standard error is smaller.
        tolerance = 0.15 if measure == "Harrell C" else 0.6
        np.testing.assert_allclose(width, there["high"], rtol=tolerance)


def test_harrells_c_of_many_scores_at_once_equals_one_at_a_time_with_missing_scores():
    risks, time, event = study(1)
    scores = risks.T.copy()
    scores.iloc[0, ::5] = np.nan
    known = scores.columns[scores.iloc[0].notna()]
    both = harrell_c(scores, time, event)
    y = outcome(time[known], event[known])
    alone = metrics.concordance_index_censored(
        y["event"], y["time"], scores.loc["rounded", known].to_numpy()
    )[0]
    assert both["rounded"] == pytest.approx(alone, rel=1e-12)
    y = outcome(time, event)
    alone = metrics.concordance_index_censored(y["event"], y["time"], risks["against"])[0]
    assert both["against"] == pytest.approx(alone, rel=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_turning_a_score_over_takes_c_from_one_and_ranks_are_all_that_counts(seed):
    time, event, rng = followed(seed, 40)
    event.iloc[0] = 1
    scores = pd.DataFrame(rng.normal(size=(3, 40)).round(1), columns=time.index)
    c = harrell_c(scores, time, event)
    np.testing.assert_allclose(harrell_c(-scores, time, event), 1 - c, atol=1e-12)
    np.testing.assert_allclose(harrell_c(np.exp(scores), time, event), c, atol=1e-12)


def test_the_gain_of_the_true_risk_over_noise_is_paired():
    features, time, event = predictive(1, n=300)
    true = features.loc["g0"] - features.loc["g1"]
    noise = features.loc["g2"]
    near = true + 0.05 * noise
    risks = pd.DataFrame({"true": true, "near": near, "noise": noise})
    table = discrimination(risks, time, event, at=[24], against="true", n=300)
    own = table[table["model"] == "true"]
    assert (own[["gain", "gain_ci_low", "gain_ci_high"]] == 0).all(axis=None)
    rows = table[table["measure"] == "Harrell C"].set_index("model")
    assert rows.loc["noise", "gain_ci_high"] < 0
    paired = rows.loc["near", "gain_ci_high"] - rows.loc["near", "gain_ci_low"]
    assert paired < 0.2 * (rows.loc["near", "ci_high"] - rows.loc["near", "ci_low"])


def test_a_score_without_information_has_a_c_of_one_half():
    _, time, event = study(2)
    table = discrimination(pd.DataFrame({"flat": 1.0}, time.index), time, event, tau=60, n=20)
    assert (table[["estimate", "ci_low", "ci_high"]] == 0.5).all(axis=None)


def test_follow_up_that_cannot_be_used_is_refused():
    risks, time, event = study(0)
    for bad_time, bad_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            discrimination(risks, bad_time, bad_event, n=5)


def test_a_missing_risk_an_unknown_model_and_a_time_without_patients_are_named():
    risks, time, event = study(0)
    with pytest.raises(ValueError, match="against is 'clinical'; the models are rounded, against"):
        discrimination(risks, time, event, against="clinical", n=5)
    with pytest.raises(ValueError, match=r"no AUC at 900: .* last follow-up ends at"):
        discrimination(risks, time, event, at=[900], tau=60, n=5)
    risks.loc["s3", "rounded"] = np.nan
    with pytest.raises(ValueError, match="sample 's3' under model 'rounded' is missing"):
        discrimination(risks, time, event, n=5)


def test_unos_c_asks_for_tau_where_nobody_is_left_uncensored():
    risks, time, event = study(0)
    last = time.nlargest(2).index
    time[last], event[last] = 400.0, [1, 0]
    with pytest.raises(ValueError, match=r"nobody is left uncensored after 400.*set tau"):
        discrimination(risks, time, event, n=5)
    assert discrimination(risks, time, event, tau=100, n=5)["estimate"].notna().all()


def test_strata_must_stand_on_the_samples_of_the_scores():
    risks, time, event = study(0)
    strata = pd.Series(np.arange(len(time)) % 3, time.index, name="site")
    turned, short = strata.iloc[::-1], strata.iloc[1:]
    foreign, gappy = strata.rename("x{}".format), strata.where(strata.index != "s4")
    for wrong, message in [
        (turned, r"^strata \(column 'site'\) does not stand on the samples .* the order differs"),
        (short, r"^strata .* 's0' stands on one side only; reindex it"),
        (foreign, r"^strata .* 's0' stands on one side only; reindex it"),
        (gappy, r"^strata \(column 'site'\) of sample 's4' is nan"),
    ]:
        with pytest.raises(ValueError, match=message):
            harrell_c(risks.T, time, event, strata=wrong)
        with pytest.raises(ValueError, match=message):
            discrimination(risks, time, event, strata=wrong, n=2)


def test_a_sample_that_a_bootstrap_drew_twice_stays_within_its_stratum():
    risks, time, event = study(0)
    strata = pd.Series(np.arange(len(time)) % 3, time.index)
    drawn = bootstrap_within(strata, 1, 0)[0]
    sample = time.iloc[drawn], event.iloc[drawn]
    named = harrell_c(risks.iloc[drawn].T, *sample, strata=strata.iloc[drawn])
    names = pd.RangeIndex(len(drawn))
    numbered = harrell_c(
        risks.iloc[drawn].set_axis(names).T,
        *(values.set_axis(names) for values in sample),
        strata=strata.iloc[drawn].set_axis(names),
    )
    assert not time.iloc[drawn].index.is_unique
    assert named.tolist() == numbered.tolist()
