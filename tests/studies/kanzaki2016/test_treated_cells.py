"""Cells under two drugs: random sets match those that they are compared with."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data import cohorts
from resistbook.studies.kanzaki2016 import treated_cells


def test_a_set_beyond_the_rest_is_its_mean_minus_that_of_all_other_genes():
    change = pd.Series([1.0, 2.0, 3.0, 4.0, 10.0])
    assert treated_cells._beyond_rest(7.0, change, 2) == pytest.approx(7.0 - 2.0)


def test_random_sets_match_the_abundance_of_the_set_they_stand_beside():
    """A set of abundant genes, which all change alike, must not stand out."""
    rng = np.random.default_rng(4)
    genes = pd.Index([f"g{i}" for i in range(2000)])
    bins = pd.Series(np.repeat(range(treated_cells.EXPRESSION_BINS), 200), index=genes)
    change = bins / 10 + pd.Series(rng.normal(0, 0.1, 2000), index=genes)
    members = list(genes[-60:])
    observed = treated_cells._beyond_rest(change[members].mean(), change, len(members))
    null = treated_cells._matched_means(change, bins, members, rng)
    assert observed > 0.3
    assert null.mean() == pytest.approx(observed, abs=0.05)


def test_random_sets_of_cells_spread_as_draws_without_replacement_do():
    rng = np.random.default_rng(7)
    genes = pd.Index([f"g{i}" for i in range(400)])
    bins = pd.Series(np.repeat(range(treated_cells.EXPRESSION_BINS), 40), index=genes)
    change = pd.Series(rng.normal(size=400), index=genes)
    members = [*genes[:15], *genes[40:47]]
    null = treated_cells._matched_means(change, bins, members, rng)
    pools = [change[bins == number].to_numpy() for number in (0, 1)]
    total = sum(k * pool.var(ddof=1) * (1 - k / 40) for k, pool in zip((15, 7), pools, strict=True))
    assert len(null) == treated_cells.RANDOM_IN_CELLS
    expected = np.sqrt(total) / 22 * 400 / (400 - 22)
    assert null.std() == pytest.approx(expected, rel=0.03)


@pytest.mark.raw
def test_single_cells_hold_erbb2_in_every_state_and_list_each_gene_once():
    table = cohorts.chang2022_cells()
    assert table.index.is_unique
    assert (table.loc["ERBB2"] > 5).all()
    assert table.loc["ERBB2", "cluster_b"] > table.loc["ERBB2", "untreated"]
