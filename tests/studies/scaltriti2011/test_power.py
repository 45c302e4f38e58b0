"""Study 4, power: nominal where there is no effect, rising with it, on what is planted."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from resistbook.claims import ledger
from resistbook.results import store
from resistbook.stats.association import adjusted_difference
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.scaltriti2011 import drugs, power

TABLE = store.table("power/scaltriti2011")


def rates(claim):
    return TABLE[TABLE["claim"] == claim].sort_values("size", key=abs, ignore_index=True)


@pytest.mark.parametrize("claim", ["S1", "S7", "S8", "S10"])
def test_a_claim_without_an_effect_is_seldom_called_consistent(claim):
    assert rates(claim).set_index("truth").loc["none", "consistent"] <= 0.05


@pytest.mark.parametrize("claim", ["S7", "S8", "S10"])
def test_power_rises_with_the_size_and_a_true_claim_is_not_contradicted(claim):
    table = rates(claim)
    assert (table["consistent"].diff().dropna() > -0.03).all()
    assert table.set_index("truth").loc["true", "contradicted"] <= 0.01


@pytest.mark.parametrize("claim", ["S7", "S8", "S10"])
def test_the_declared_sizes_are_among_those_tried(claim):
    sizes = ledger.size("scaltriti2011", claim)
    table = rates(claim).set_index("truth")
    assert table.loc["none", "size"] == sizes["none"]
    assert table.loc["true", "size"] == sizes["true"]


def test_shares_are_called_as_often_as_a_binomial_gives_where_cohorts_do_not_differ(monkeypatch):
    monkeypatch.setattr(power.ledger, "heterogeneity_floor", lambda kind: 0.0)
    verdicts = list(power.shares(0.04, 2_000, np.random.default_rng(1)))
    observed = np.mean([verdict.verdict == "consistent" for verdict in verdicts])
    least = next(k for k in range(280) if wilson_interval(k, 280)[0] >= 0.02)
    assert observed == pytest.approx(binom.sf(least - 1, 280, 0.04), abs=0.04)
    assert verdicts[0].estimate.patients == 280


@pytest.mark.raw
def test_a_planted_odds_ratio_is_found_on_the_patients_as_they_are():
    found = [
        verdict.estimate.value
        for verdict in power.outcomes(1.93, 30, np.random.default_rng(2))
        if verdict != "undecided"
    ]
    assert np.exp(np.median(np.log(found))) == pytest.approx(1.93, rel=0.25)


@pytest.mark.raw
def test_a_planted_difference_is_found_in_each_drug_and_by_the_same_model():
    lines = power.family()[0]
    assert len(lines) == 6
    (verdict,) = power.sensitivities(-3.0, 1, np.random.default_rng(3))
    assert verdict.verdict == "consistent"
    name, part = next(iter(lines.items()))
    y = pd.Series(np.random.default_rng(4).normal(size=len(part)), index=part.index, name=name)
    scaled = (y - y.mean()) / y.std()
    ours = drugs.gain_effect(scaled, part)
    fast = adjusted_difference(y.to_frame().T, part["ccne1_gain"], drugs.held_equal(part))
    assert fast.loc[name, "estimate"] == pytest.approx(ours["estimate"])
    assert fast.loc[name, "p"] == pytest.approx(ours["p"])


def test_residuals_are_drawn_as_correlated_as_they_are():
    rng = np.random.default_rng(5)
    first = rng.normal(size=400)
    seen = pd.DataFrame({"a": first, "b": 0.8 * first + 0.6 * rng.normal(size=400)})
    seen.loc[:99, "a"] = np.nan
    drawn = power.correlated(seen, 50, rng)
    assert drawn.shape == (50, 400, 2)
    found = np.corrcoef(drawn.reshape(-1, 2).T)[0, 1]
    assert found == pytest.approx(seen.corr().loc["a", "b"], abs=0.02)
