"""Study 1, counts of genes: the grid is complete and its cells agree."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts.relapse import COMPARISONS
from resistbook.studies.keikha2021 import counts


def test_counts_turn_round_with_the_contrast():
    table = pd.DataFrame({"effect": [1, 1, -1.0], "log2_fold_change": [3, 1, -2.0]})
    forward, back = counts._counts(table, 1), counts._counts(table, -1)
    assert forward == {"higher": 2, "lower": 1, "higher_fourfold": 1, "lower_fourfold": 1}
    assert (back["higher"], back["lower"]) == (1, 2)


def test_the_grid_has_every_cell_once():
    grid = counts.grid()
    assert len(grid) == len(COMPARISONS) * 2 * 2 * 4 * 2
    assert not grid.duplicated(
        ["cohort", "level", "strata", "criterion", "threshold", "contrast"]
    ).any()


def test_a_stricter_threshold_never_gives_more_genes():
    grid = counts.grid().dropna(subset=["higher"])
    keys = ["cohort", "level", "strata", "contrast"]
    for column in ("higher", "lower"):
        wide = grid.pivot(index=keys, columns=["criterion", "threshold"], values=column)
        assert (wide["P", 0.01] <= wide["P", 0.05]).all()
        assert (wide["FDR", 0.05] <= wide["P", 0.05]).all()


def test_the_two_contrasts_mirror_each_other():
    grid = counts.grid().dropna(subset=["higher"])
    keys = ["cohort", "level", "strata", "criterion", "threshold"]
    one = grid[grid["contrast"] == "relapse - none"].set_index(keys)
    other = grid[grid["contrast"] == "none - relapse"].set_index(keys)
    assert (one["higher"] == other["lower"]).all()
    assert (one["lower"] == other["higher"]).all()


def test_the_chance_of_a_match_is_that_of_features_drawn_from_the_array():
    rng = np.random.default_rng(6)
    published, tolerance, features = [1460, 1132], 0.02, 21_600
    contents = [*published, counts.USUAL_ARRAY - sum(published)]
    drawn = rng.multivariate_hypergeometric(contents, features, size=4000)[:, :2]
    near = (np.abs(drawn / published - 1) <= tolerance).all(axis=1).mean()
    assert counts.match_probability(features, published, tolerance) == pytest.approx(near, abs=0.03)


def test_the_whole_array_matches_and_no_table_of_the_book_can():
    published = [1460, 1132]
    assert counts.match_probability(counts.USUAL_ARRAY, published, 0.02) == pytest.approx(1)
    least = counts.smallest_match(published, 0.02, 0.5)
    assert counts.match_probability(least, published, 0.02) >= 0.5
    assert counts.match_probability(least - 1, published, 0.02) < 0.5
    table = counts.joint_match()
    assert (table["probability"] < 1e-6).all()
    assert table["features"].max() < least
