"""Models trained on the other cohorts together: who is trained on, and what is compared."""

import numpy as np
import pytest

from resistbook.data.cohorts.prognosis import followed
from resistbook.genes.signatures import anoikis
from resistbook.results import store
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.studies.wu2025.all_scores import ALONE, POOLED, scores_and_bands
from resistbook.studies.wu2025.trained_together import (
    POOL,
    RANDOM_SETS,
    RECIPES,
    outcome,
    pooled_coefficients,
    strata,
    trained_on,
)


def stored(name):
    return store.table(f"wu2025/{name}")


@pytest.mark.raw
@pytest.mark.parametrize("cohort", ["TCGA", "GSE4335"])
def test_a_model_never_sees_the_cohort_it_is_tested_in(cohort):
    data = trained_on(tuple(name for name in POOL if name != cohort), cohort)
    assert not data.features.columns.str.startswith(f"{cohort}: ").any()
    row = stored("pooled").set_index(["recipe", "cohort"]).loc[("ridge", cohort)]
    assert row["trained_events"] == data.event.sum()
    assert row["genes"] == len(data.features)


@pytest.mark.raw
def test_the_stored_c_is_that_of_the_anoikis_genes_that_all_cohorts_measure():
    weights = pooled_coefficients("ridge", "SCAN-B")
    assert set(weights.index) <= set(anoikis()["GeneCards"])
    score = weights @ followed("SCAN-B").expression.loc[weights.index]
    c = harrell_c(score.to_frame().T, *outcome("SCAN-B"), strata=strata("SCAN-B")).item()
    row = stored("pooled").set_index(["recipe", "cohort"]).loc[("ridge", "SCAN-B")]
    assert row["estimate"] == pytest.approx(c, abs=1e-4)
    assert row["candidates"] == len(weights)


@pytest.mark.parametrize("recipe", list(RECIPES))
def test_percentiles_are_shares_of_the_random_lists_that_were_drawn(recipe):
    rows = stored("pooled").query("recipe == @recipe and cohort != 'mean'")
    counts = rows["percentile"] / 100 * RANDOM_SETS[recipe] * 2
    assert np.allclose(counts, counts.round(), atol=1e-3)
    assert set(rows["cohort"]) == set(RECIPES[recipe][2])


def test_only_metabric_and_gse42568_are_new_among_the_further_cohorts():
    known = stored("stratification").query("list == 'GeneCards'").set_index("cohort")["estimate"]
    found = stored("further_cohorts").set_index("cohort")["estimate"].drop("mean")
    same = found.index.difference(["METABRIC", "GSE42568"])
    assert found[same].equals(known[same])
    assert set(found.index) - set(known.index) == {"GSE42568"}


def test_every_score_that_is_drawn_has_a_c_unless_too_few_of_its_genes_are_measured():
    scores, bands = scores_and_bands()
    missing = scores[scores["c"].isna()].merge(stored("beside"), on=["cohort", "score"])
    assert (missing["share"] < 0.5).all()
    assert set(bands["score"]) == {ALONE, POOLED}


def test_random_sets_of_more_genes_vary_less():
    sizes = stored("random_sizes").query("cohort == 'SCAN-B'").set_index("size")
    width = sizes["highest"] - sizes["lowest"]
    assert width[5] > width[50] > width[200]


def test_who_was_left_out_for_want_of_a_field_is_counted():
    rows = stored("characteristics").set_index(["cohort", "field"])
    people = stored("cohorts").set_index("cohort")
    for cohort in ("TCGA", "SCAN-B"):
        part = rows.loc[cohort]
        assert (part["n"] == people.loc[cohort, "n"]).all()
        left_out = people.loc[cohort, "negative"] - people.loc[cohort, "n"]
        assert part["not_recorded"].max() <= left_out


def test_hazard_ratios_lie_within_their_intervals():
    rows = stored("hazard_ratios")
    for start in ("", "together_"):
        low, middle, high = (
            rows[f"{start}{name}"] for name in ("ci_low", "hazard_ratio", "ci_high")
        )
        assert ((low < middle) & (middle < high)).all()
