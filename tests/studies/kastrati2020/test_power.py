"""What the rules can see: planted effects come back, and are called more often as they grow."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.ledger import size
from resistbook.stats.expression.paired import paired_difference
from resistbook.studies.kastrati2020.power import (
    RUNS,
    SEEDS,
    SIZES,
    first_rule,
    marks,
    planted,
    power_of_rules,
    rises,
    selected,
)


def rates(claim):
    return power_of_rules().query("claim == @claim").set_index("size")


@pytest.mark.parametrize("claim", SEEDS)
def test_none_and_true_are_among_the_sizes_that_were_tried(claim):
    table, declared = rates(claim), size("kastrati2020", claim)
    assert table.loc[declared["none"], "truth"] == "none"
    assert table.loc[declared["true"], "truth"] == "true"
    assert table["runs"].tolist() == [RUNS[claim][truth != "none"] for truth in table["truth"]]
    assert sorted(table.index) == sorted(SIZES[claim])


@pytest.mark.parametrize("claim", SEEDS)
def test_a_larger_effect_is_called_no_less_often(claim):
    shares = rates(claim).sort_index()["consistent"]
    error = 2.5 * np.sqrt(0.25 / RUNS[claim][1])
    assert (shares.diff().dropna() > -error).all()
    assert shares.iloc[-1] > shares.iloc[0]


@pytest.mark.parametrize("claim", SEEDS)
def test_without_an_effect_a_claim_is_seldom_called_consistent(claim):
    table = rates(claim)
    assert table[table["truth"] == "none"]["consistent"].item() <= 0.05


@pytest.mark.parametrize(
    ("draw", "effect"),
    [(rises, 0.5), (selected, 0.75), (marks, 1.5)],
    ids=["contexts", "lines", "hazards"],
)
def test_what_is_planted_comes_back_in_the_estimate(draw, effect):
    found = list(draw(effect, 150, np.random.default_rng(20260501)))
    values = np.array([verdict.estimate.value for verdict in found])
    if draw is marks:
        values, effect = np.log(values), np.log(effect)
    # Of the lines, the estimate is that of the set that rises less surely.
    assert values.mean() == pytest.approx(effect, abs=0.15 if draw is selected else 0.04)


def test_a_change_at_equal_stroma_is_planted_exactly_and_leaves_the_stroma_alone():
    rng = np.random.default_rng(20260502)
    samples = [f"{side}{number}" for side in ("before", "after") for number in range(30)]
    stroma = rng.normal(size=60) + np.repeat([0, 1], 30)
    score = 0.8 * stroma + rng.normal(size=60) + np.repeat([0, 0.3], 30)
    values = pd.DataFrame([score, stroma], index=["score", "stroma"], columns=samples)
    paired = pd.DataFrame({"patient": range(30), "before": samples[:30], "after": samples[30:]})
    changed, same = planted(values, paired, "stroma", 0.5)
    found = paired_difference(changed.loc[["score"]], same, covariate=changed.loc["stroma"])
    own = paired_difference(values.loc[["score"]], paired, covariate=values.loc["stroma"])
    assert found["effect"].item() == pytest.approx(0.5)
    assert found["standard_error"].item() == pytest.approx(own["standard_error"].item())
    assert changed.loc["stroma"].equals(values.loc["stroma"])


def test_under_the_first_editions_estimator_a_true_rise_was_hardly_ever_called():
    table = first_rule().set_index("truth")
    assert table.loc["true", "consistent"] < 0.01
