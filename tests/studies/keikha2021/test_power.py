"""Study 1, power: what is planted is found, and nothing is found where nothing is planted."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from resistbook.results import store
from resistbook.stats.expression.resampled import resampled_fits, resampled_t
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.studies.keikha2021 import gene_sets, power
from resistbook.studies.keikha2021.counts import CRITERIA

SAMPLES = 40


def made(values: np.ndarray, sites: str = "ab") -> SimpleNamespace:
    names = [f"p{i}" for i in range(values.shape[1])]
    relapse = pd.Series(np.tile([0, 1], len(names) // 2), index=names)
    strata = pd.Series(np.repeat(list(sites), len(names) // len(sites)), index=names)
    expression = pd.DataFrame(values, [f"g{i}" for i in range(len(values))], names)
    return SimpleNamespace(
        cohort=SimpleNamespace(expression=expression), relapse=relapse, strata=strata
    )


def rates(claim: str) -> pd.DataFrame:
    table = store.table("power/keikha2021")
    return table[table["claim"] == claim].sort_values("size")


def test_planted_genes_are_counted_as_if_they_had_been_shifted_in_the_data():
    rng = np.random.default_rng(3)
    one = made(rng.standard_normal((400, SAMPLES)) * rng.gamma(2, 0.6, (400, 1)))
    values, outcomes = one.cohort.expression, one.relapse.to_numpy()[None]
    genes = [np.arange(50, 90), np.arange(200, 230)]
    planted = np.array([[0, 0], [10, 5], [40, 30]])
    ((*fit,),) = resampled_fits(values, outcomes, one.strata)
    found = power.with_planted(tuple(fit), genes, planted)
    for (up, down), counts in zip(planted, found, strict=True):
        shifted = values.copy()
        shifted.iloc[genes[0][:up]] += 2 * outcomes[0]
        shifted.iloc[genes[1][:down]] -= 2 * outcomes[0]
        ((effect, p),) = resampled_t(shifted, outcomes, one.strata)
        assert counts.tolist() == [
            ((effect >= 2) & (p < 0.05)).sum(),
            ((effect <= -2) & (p < 0.05)).sum(),
        ]
    assert found[2, 0] > found[1, 0] > found[0, 0]


def test_counts_under_permutation_have_the_direction_and_the_p_of_the_test():
    rng = np.random.default_rng(4)
    one = made((rng.random((300, SAMPLES)) < 0.5).astype(float))
    counts = power.permuted_counts(one, True, 3)
    outcomes = power.permute_within(one.relapse, one.strata, 3, seed=power.SEED)
    for draw, outcome in enumerate(outcomes):
        table = mantel_haenszel(
            one.cohort.expression, pd.Series(outcome, one.relapse.index), one.strata
        )
        passing = table["p"] < 0.05
        higher, lower = (passing & (table["odds_ratio"] > 1)), (passing & (table["odds_ratio"] < 1))
        assert counts[draw, 1, 0].tolist() == [higher.sum(), lower.sum()]


def test_continuous_features_are_counted_by_the_moderated_t():
    rng = np.random.default_rng(5)
    one = made(rng.standard_normal((300, SAMPLES)))
    one.cohort.expression.iloc[:150] += 0.6 * (one.strata == "a").to_numpy()
    ignored, within = power.permuted_counts(one, False, 40).mean(axis=0)
    usual = CRITERIA.index(("P", 0.05))
    assert within[usual].sum() == pytest.approx(0.05 * 300, rel=0.3)
    assert ignored.shape == (len(CRITERIA), 2)


def test_a_set_that_is_not_shifted_is_called_at_the_nominal_rate():
    p = np.array([run["p"] for run, _ in zip(power.simulated_sets(0.0), range(150), strict=False)])
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.02)


def test_the_shift_of_a_score_is_recovered_in_the_declared_direction():
    tests = gene_sets.mechanisms()
    unit = power.score_sd(tests)
    runs = [run for run, _ in zip(power.simulated_sets(0.5), range(300), strict=False)]
    mean = pd.concat([run.set_index("set")["estimate"] for run in runs], axis=1).mean(axis=1)
    for theme in gene_sets.declared_rule()["themes"].values():
        for key in theme["sets"]:
            shifts = 0.5 * theme["sign"] * unit.loc[key]
            assert shifts.min() < mean[key] < shifts.max()
    assert abs(mean["HALLMARK_MYOGENESIS"]) < 0.02


def test_the_sd_of_a_score_follows_from_the_correlation_of_its_genes():
    tests = pd.DataFrame(
        {
            "set": ["independent", "alike", "opposed"],
            "comparison": "A",
            "n_genes": [100, 100, 100],
            "correlation": [0.0, 1.0, -0.01],
        }
    )
    found = power.score_sd(tests)["A"]
    assert found["independent"] == pytest.approx(0.1)
    assert found["alike"] == pytest.approx(1.0)
    assert found["opposed"] == pytest.approx(0.1)


@pytest.mark.parametrize("claim", ["K1", "K2", "K3", "K4", "K5", "K6"])
def test_no_rule_says_consistent_where_nothing_is_planted(claim):
    (none,) = rates(claim).query("truth == 'none'").itertuples()
    assert none.consistent <= 0.05
    assert none.size == 0


@pytest.mark.parametrize("claim", ["K3", "K4", "K5", "K6"])
def test_a_larger_effect_is_called_more_often(claim):
    shares = rates(claim)["consistent"].to_numpy()
    assert (np.diff(shares) >= -0.03).all()
    assert shares[-1] > shares[0]


@pytest.mark.parametrize("claim", ["K1", "K2"])
def test_the_authors_own_table_is_recognised_no_more_often_than_by_chance(claim):
    called = rates(claim).set_index("truth")["consistent"]
    assert called["true"] == called["none"]


def test_a_mechanism_is_called_more_often_by_a_fixed_effect_than_with_the_ad_hoc_correction():
    called = power.mechanism_power().pivot_table(
        index=["mechanism", "size"], columns="estimator", values="called"
    )
    true = called.xs(0.5, level="size")
    assert (true["fixed effect"] > true["Hartung-Knapp"]).all()
    assert (true["Hartung-Knapp"] > true["ad hoc correction"]).all()
