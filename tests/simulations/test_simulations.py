"""Tests and intervals where the truth is known: what is stored holds, and a broken test shows."""

import inspect
import re

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.claims.verdicts import judged_claims
from resistbook.display.figures.simulations import figure
from resistbook.paths import CALIBRATION
from resistbook.publish import pages
from resistbook.simulations import (
    SIMULATIONS,
    associations,
    gene_sets,
    genes,
    judged,
    monte_carlo,
    pooled,
)
from resistbook.simulations.known_truth import dealt, drawn_follow_up
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.sets.preranked import camera_of_statistics
from resistbook.stats.survival.cox import cox as cox_module

STORED = pd.read_csv(CALIBRATION)
KEY = ["simulation", "setting", "quantity"]
OTHER_SEED = 7
FAR = 4.5
"""Standard errors between two runs that no chance explains among some two hundred quantities."""
SLOW = {
    "corrected",
    "cross_validated",
    "nested_models",
    "concordance",
    "fourfold_counts",
    "lines_with_a_gain",
}


def against_stored(name: str, scale: float) -> pd.Series:
    """Return how far a smaller run with another seed lies from the stored one, in its errors."""
    run = SIMULATIONS[name].run(scale=scale, seed=OTHER_SEED).set_index(KEY)
    kept = STORED.set_index(KEY).loc[run.index]
    # A few data sets may agree by chance: the stored run knows better how much they vary.
    fewer = np.sqrt(kept["simulations"] / run["simulations"])
    errors = np.maximum(_error(run), _error(kept) * fewer)
    return (run["observed"] - kept["observed"]).abs() / np.hypot(errors, _error(kept))


def _error(table: pd.DataFrame) -> pd.Series:
    return (table["mc_high"] - table["mc_low"]) / (2 * stats.norm.ppf(0.975))


@pytest.mark.slow
@pytest.mark.parametrize("name", SIMULATIONS)
def test_a_smaller_run_with_another_seed_agrees_with_what_is_stored(name):
    far = against_stored(name, 0.02 if name in SLOW else 0.06)
    assert (far < FAR).all(), far[far >= FAR]


def test_every_simulation_is_stored_in_full_with_its_own_seed():
    assert STORED["simulation"].unique().tolist() == list(SIMULATIONS)
    seeds = STORED.groupby("simulation")["seed"].unique()
    assert {name: [one.seed] for name, one in SIMULATIONS.items()} == seeds.map(list).to_dict()
    assert len({one.seed for one in SIMULATIONS.values()}) == len(SIMULATIONS)
    assert not STORED.duplicated(KEY).any()


@pytest.mark.parametrize("name", ["log_ranks", "wilson", "welch", "two_series"])
def test_the_stored_numbers_are_those_of_the_code_and_the_seed(name):
    again = SIMULATIONS[name].run()
    kept = STORED[STORED["simulation"] == name].reset_index(drop=True)
    pd.testing.assert_frame_equal(again, kept, rtol=2e-5, check_dtype=False)


def test_tests_that_are_exact_by_theory_are_as_stated():
    words = STORED.assign(word=STORED.apply(judged, axis=1)).set_index("simulation")["word"]
    for name in ("moderated_t_in_strata", "partial", "rank_sums", "chi_square", "welch"):
        assert (words.loc[name] == monte_carlo.AS_STATED).all(), name
    exact = STORED[(STORED["simulation"] == "fisher") & STORED["quantity"].str.startswith("false")]
    assert (exact["observed"] <= exact["nominal"]).all()


def noticed(name: str, scale: float) -> bool:
    return bool((against_stored(name, scale) > FAR).any())


def test_a_moderated_t_read_from_the_normal_distribution_is_noticed(monkeypatch):
    def careless(expression, design, coefficient):
        table = moderated_t(expression, design, coefficient)
        return table.assign(p=2 * stats.norm.sf(table["t"].abs()))

    assert not noticed("moderated_t_in_pairs", 0.5)
    monkeypatch.setattr(genes, "moderated_t", careless)
    assert noticed("moderated_t_in_pairs", 0.5)


def test_pairs_compared_as_if_they_were_strangers_are_noticed(monkeypatch):
    def unpaired(scores, pairs, **options):
        table = paired_difference(scores, pairs, **options)
        sides = [scores[pairs[side]].to_numpy() for side in ("after", "before")]
        return table.assign(p=stats.ttest_ind(*sides, axis=1).pvalue)

    monkeypatch.setattr(associations, "paired_difference", unpaired)
    assert noticed("paired", 0.2)


def test_ties_that_are_not_efrons_are_noticed(monkeypatch):
    assert not noticed("tied_times", 0.5)
    risk_sets = inspect.getmodule(cox_module)._RiskSets
    monkeypatch.setattr(risk_sets, "discount", lambda self, struck: None)
    assert noticed("tied_times", 0.5)


def test_a_mean_over_few_cohorts_with_normal_quantiles_is_noticed(monkeypatch):
    def wald(effect, standard_error, **options):
        return random_effects(effect, standard_error, hartung_knapp=False)

    monkeypatch.setattr(pooled, "random_effects", wald)
    assert noticed("four_contexts", 0.2)


def test_a_set_whose_correlation_is_ignored_is_noticed(monkeypatch):
    def independent(z, sets, **options):
        return camera_of_statistics(z, sets, inter_gene_correlation=0.0)

    monkeypatch.setattr(gene_sets, "camera_of_statistics", independent)
    assert noticed("camera_of_deposited_statistics", 0.1)


def test_follow_up_has_the_events_asked_for_in_rising_time():
    times, events = drawn_follow_up(np.random.default_rng(1), 70, 11)
    assert events.sum() == 11
    assert (np.diff(times) > 0).all()


def test_dealing_keeps_each_rows_values_and_gives_high_ones_early_events():
    rng = np.random.default_rng(2)
    values = rng.standard_normal((500, 60))
    events = np.arange(60) % 2
    result = dealt(rng, values, events, 1.0)
    np.testing.assert_array_equal(np.sort(result, axis=1), np.sort(values, axis=1))
    assert result[:, :10][:, events[:10] == 1].mean() > 0.5
    assert abs(dealt(rng, values, events, 0.0)[:, :10].mean()) < 0.1


@pytest.mark.parametrize(
    ("quantity", "nominal", "observed", "word"),
    [
        ("false positives at 0.05", 0.05, 0.08, monte_carlo.LIBERAL),
        ("false positives at 0.05", 0.05, 0.055, monte_carlo.AS_STATED),
        ("false positives at 0.05", 0.05, 0.01, monte_carlo.CONSERVATIVE),
        ("coverage of the 95% interval", 0.95, 0.9, monte_carlo.LIBERAL),
        ("coverage of the 95% interval", 0.95, 0.99, monte_carlo.CONSERVATIVE),
        ("upper limit at or above the truth", 0.975, 0.9, monte_carlo.LIBERAL),
        ("power", 0.8, 0.7, monte_carlo.WEAKER),
        ("power", 0.8, 0.78, monte_carlo.AS_STATED),
        ("mean error of C", 0.0, 0.05, monte_carlo.HIGH),
    ],
)
def test_a_quantity_is_called_off_only_where_it_matters(quantity, nominal, observed, word):
    row = pd.Series({"quantity": quantity, "nominal": nominal, "observed": observed})
    row["mc_low"], row["mc_high"] = observed - 0.002, observed + 0.002
    assert judged(row) == word
    row["mc_low"], row["mc_high"] = sorted([nominal, observed])
    assert judged(row) == monte_carlo.AS_STATED


def test_outcomes_within_a_data_set_are_not_taken_as_independent():
    alike = np.repeat(np.arange(20) < 5, 100).reshape(20, 100)
    mean, low, high, count = monte_carlo.summary(alike)
    assert (mean, count) == (0.25, 2000)
    assert high - low > 0.3
    _, low, high, _ = monte_carlo.summary(alike.ravel())
    assert high - low < 0.05


def test_the_page_tells_every_quantity_and_names_every_claim_with_its_verdict():
    verdicts = judged_claims()
    page = pages.calibration_page(STORED, verdicts)
    quantities = page.split("## All quantities")[1]
    assert quantities.count("\n| ") == len(STORED) + 2
    named = re.findall(r'<a href="claims.html#[\w-]+">(\w+)</a> \(([a-z ]+)\)', page)
    assert named
    assert set(named) <= set(zip(verdicts["claim"], verdicts["verdict"], strict=True))
    for title in ("Too liberal", "Conservative", "Weaker than stated", "As stated throughout"):
        assert f"## {title}\n" in page


def test_the_figure_has_a_mark_for_every_drawn_quantity_and_stays_on_one_line():
    words = STORED.assign(word=STORED.apply(judged, axis=1))
    drawn = figure(words)
    wanted = words["quantity"].isin(
        ["false positives at 0.05", monte_carlo.ABOVE, monte_carlo.COVERAGE, monte_carlo.POWER]
    )
    assert drawn.count("<title>") == wanted.sum()
    assert "\n" not in drawn
    assert "style=" not in drawn
