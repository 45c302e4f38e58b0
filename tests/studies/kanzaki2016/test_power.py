"""What the rules of study 3 say where the truth is known."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims import ledger
from resistbook.studies.kanzaki2016 import power

SIMULATED = tuple(power.SIZES)


def share(verdicts, word):
    words = [verdict.verdict for verdict in verdicts]
    return words.count(word) / len(words)


@pytest.fixture(scope="module")
def stored():
    return power.power()


def test_drawn_estimates_lie_around_the_truth_and_their_p_is_uniform_at_none():
    drawn = power.drawn_estimates(0.0, 0.5, 12, 4000, np.random.default_rng(1))
    assert (drawn["p"] < 0.05).mean() == pytest.approx(0.05, abs=0.012)
    covered = (drawn["ci_low"] < 0) & (drawn["ci_high"] > 0)
    assert covered.mean() == pytest.approx(0.95, abs=0.012)
    shifted = power.drawn_estimates(-1.5, 0.5, 12, 4000, np.random.default_rng(2))
    assert shifted["estimate"].mean() == pytest.approx(-1.5, abs=0.03)


def test_estimates_are_placed_exactly_at_the_stored_twentieths_of_random_sets():
    beside = pd.Series({"random_low": -0.1, "random_high": 0.5})
    found = power._placed(pd.DataFrame({"estimate": [-0.1, 0.2, 0.5]}), beside)
    assert list(found["percentile"]) == pytest.approx([0.05, 0.5, 0.95])


def test_cohorts_scatter_by_their_error_and_by_the_spread_between_them():
    rng = np.random.default_rng(3)
    (drawn,) = power._cohorts(0.2, [0.3], 0.4, 20_000, rng)
    assert drawn.mean() == pytest.approx(0.2, abs=0.02)
    assert drawn.std() == pytest.approx(0.5, rel=0.03)


def test_the_spread_between_cohorts_is_the_estimate_or_the_floor():
    floor = ledger.heterogeneity_floor("correlation")
    assert power._spread([0.3, 0.3], [0.1, 0.1], "correlation") == floor
    assert power._spread([0.0, 1.0], [0.1, 0.1], "correlation") > 0.5


def test_a_hazard_ratio_of_one_is_called_in_a_fortieth_of_cases_either_way():
    cases = list(power.marker(1.0, 2000, np.random.default_rng(4)))
    assert share(cases, "consistent") == pytest.approx(0.025, abs=0.011)
    assert share(cases, "contradicted") == pytest.approx(0.025, abs=0.011)


@pytest.mark.parametrize(
    ("simulate", "size"),
    [
        (power.likeness, 0.9),
        (power.inhibitors, -4.0),
        (power.marker, 6.0),
        (power.basal_like, 4.0),
    ],
)
def test_an_effect_beyond_doubt_is_called(simulate, size):
    assert share(simulate(size, 60, np.random.default_rng(5)), "consistent") > 0.95


def test_luminal_b_beyond_doubt_is_called_unless_luminal_a_differs_by_chance():
    """The common-effect mean leaves out what differs between the cohorts."""
    cases = list(power.quiet(-2.5, 300, np.random.default_rng(9)))
    against = share(cases, "contradicted")
    assert share(cases, "consistent") + against == 1
    assert 0.05 < against < 0.25


@pytest.mark.raw
def test_a_shift_beyond_doubt_is_called_in_cells_and_patients():
    assert share(power.activity(2.0, 60, np.random.default_rng(6)), "consistent") > 0.95


def test_what_is_planted_is_recovered_by_the_pooled_estimate():
    cases = power.likeness(0.3, 400, np.random.default_rng(7))
    assert np.mean([case.estimate.value for case in cases]) == pytest.approx(0.3, abs=0.02)
    cases = power.quiet(-0.5, 400, np.random.default_rng(8))
    assert np.mean([case.estimate.value for case in cases]) == pytest.approx(-0.5, abs=0.04)


@pytest.mark.parametrize("claim", SIMULATED)
def test_the_share_of_calls_rises_with_the_size(stored, claim):
    sizes = ledger.size("kanzaki2016", claim)
    rows = stored[stored["claim"] == claim]
    rows = rows.assign(distance=(rows["size"] - sizes["none"]).abs()).sort_values("distance")
    assert (rows["consistent"].diff().dropna() > -0.04).all()
    assert rows["truth"].iloc[0] == "none"
    assert (rows["truth"] == "true").sum() == 1


@pytest.mark.parametrize("claim", SIMULATED)
def test_no_rule_calls_a_claim_consistent_in_more_than_a_twentieth_without_effect(stored, claim):
    (none,) = stored[(stored["claim"] == claim) & (stored["truth"] == "none")]["consistent"]
    assert none <= 0.05


def test_genes_that_cells_keep_are_called_lost_only_if_they_are_made_to_fall(stored):
    rows = stored[stored["claim"] == "Z1"].set_index("truth")
    assert rows.loc["none", "consistent"] == rows.loc["true", "contradicted"] == 0
    assert rows.loc["none", "contradicted"] == 1
    assert rows.loc["true", "consistent"] > 0.7
    assert (rows["runs"] >= 5).all()
