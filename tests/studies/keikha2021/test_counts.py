"""Study 1, counts of genes: the grid is complete and its cells agree."""

import pandas as pd

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
