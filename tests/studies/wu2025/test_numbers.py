"""Every number of the chapter is read from a stored table, and some are read here another way."""

import csv
import math

import pytest

from resistbook.display.numbers import glued
from resistbook.paths import RESULTS
from resistbook.studies.wu2025 import numbers


def rows(name, **chosen):
    """Read the rows of a table that have these texts, without pandas and without the store."""
    with (RESULTS / "wu2025" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if all(row[column] == text for column, text in chosen.items())
        ]


def test_the_odds_ratio_is_that_of_the_contrast_that_decides():
    (row,) = rows(
        "resistance_overlap",
        contrast="residual disease − complete response",
        hits="either direction",
        list="GeneCards",
    )
    found = numbers.overlap()["overlap_or"]
    expected = [float(row[column]) for column in ("odds_ratio", "ci_low", "ci_high")]
    assert [found.value, found.low, found.high] == expected


def test_random_scores_are_those_trained_alike_and_compared_by_halves():
    (row,) = rows("drugs", drugs="all", score="anoikis", groups="halves", random="trained alike")
    found = glued(numbers.imputed_drugs())
    assert found["drugs_random"] == pytest.approx(100 * float(row["random_share"]))
    assert found["drugs_found"] == float(row["significant"])


def test_the_place_where_most_random_signatures_are_prognostic_is_found():
    shares = {
        row["cohort"]: float(row["random_above_half"])
        for row in rows("stratification", list="GeneCards")
        if row["random_above_half"]
    }
    found = glued(numbers.random_genes())
    assert found["share_where"] == max(shares, key=shares.get)
    assert found["share_random"] == pytest.approx(100 * max(shares.values()))


def test_the_hazard_ratio_that_could_be_shown_has_the_usual_power():
    """At 2.80 standard errors from no effect: 1.96 for P, and 0.84 for power."""
    (row,) = rows("stratification", list="GeneCards", cohort="GSE1992")
    error = (math.log(float(row["hazard_high"])) - math.log(float(row["hazard_low"]))) / 3.92
    found = numbers.few_events()["small_detectable"].value
    assert math.log(found) / error == pytest.approx(1.96 + 0.84)


def test_what_the_ridge_adds_is_told_apart_from_what_the_books_recipe_adds():
    adding = {
        recipe: sum(
            bool(row["p"]) and float(row["p"]) < 0.05 and float(row["hazard_ratio"]) > 1
            for row in rows("pooled", recipe=recipe)
        )
        for recipe in ("ridge", "screened, lasso")
    }
    found = glued(numbers.together())
    assert found["pool_adding"] == adding["ridge"]
    assert found["pool_lasso_adding"] == adding["screened, lasso"]


def test_random_models_that_find_more_than_the_bar_are_fewer_than_one_in_twenty():
    counts = rows("random_counts", items="immune cells", random="trained alike")
    found = glued(numbers.immune())
    beyond = sum(int(row["scores"]) for row in counts if int(row["significant"]) > 15)
    assert found["immune_bound"] == 15
    assert found["immune_beyond"] == beyond < found["immune_models"] / 20


def test_draws_of_metabric_have_wilsons_interval():
    found = glued(numbers.inside())
    low, high = found["inside_called_low"], found["inside_called_high"]
    for share in (low / 100, high / 100):
        error = math.sqrt(share * (1 - share) / found["inside_draws"])
        assert abs(found["inside_called"] / 100 - share) == pytest.approx(1.96 * error, rel=1e-3)


def test_the_score_holds_the_genes_that_the_chapter_names():
    chosen = {row["gene"] for row in rows("score", cohort="SCAN-B")}
    assert chosen >= {"CCR7", "PLK1", "PBK"}
