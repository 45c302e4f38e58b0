"""In TCGA: what a model says of its own patients, and of those that it has not seen."""

import pytest

from resistbook.studies import wu2025


def test_apparent_and_unseen_performance_stand_side_by_side():
    row = wu2025.construction().set_index("list").loc["GeneCards"]
    assert row["apparent"] - row["optimism"] == pytest.approx(row["corrected"], abs=1e-5)
    assert row["apparent"] > row["corrected"] > row["estimate"]
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_a_leaking_screening_looks_better_than_an_honest_one():
    ways = wu2025.recipes().set_index(["cohort", "recipe"])["estimate"]
    honest = ways["TCGA", "GeneCards, screened, lasso"]
    assert ways["TCGA", "GeneCards, screening leaking"] > honest + 0.03


def test_genes_of_resistance_among_the_list_do_no_better_than_the_list():
    ways = wu2025.recipes().set_index(["cohort", "recipe"])["estimate"]
    for name in ("GeneCards and resistance", "GeneCards and resistance, ER ignored"):
        assert ways["TCGA", name] < 0.55


def test_the_recipe_finds_signal_where_events_are_many():
    ways = wu2025.recipes().set_index(["cohort", "recipe"])
    assert ways.loc[("METABRIC", "GeneCards, screened, lasso"), "lowest"] > 0.53
