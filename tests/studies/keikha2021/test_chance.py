"""Study 1: what chance reaches where fold changes are counted by other readings."""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from resistbook.studies.keikha2021 import chance
from resistbook.studies.keikha2021.fold_changes import Counting


def test_noisy_genes_reach_a_fold_change_by_chance_and_quiet_ones_do_not():
    rng = np.random.default_rng(7)
    relapse = pd.Series(np.tile([0, 1], 10), index=[f"p{i}" for i in range(20)])
    quiet = pd.DataFrame(0.2 * rng.standard_normal((400, 20)), columns=relapse.index)
    one = SimpleNamespace(
        relapse=relapse, strata=pd.Series("all", index=relapse.index), cohort=None
    )
    kept = np.ones(400, dtype=bool)
    limits = []
    for spread in (1, 10):
        one.cohort = SimpleNamespace(expression=spread * quiet)
        limits.append(chance.upper_limits(one, kept, Counting(change=1.0)))
    assert limits[0].shape == (chance.PERMUTATIONS, 2)
    assert (limits[0] == 0).all()
    assert (limits[1] > 22_000 * 10 / 400).all()


def test_looser_readings_reach_the_published_counts_by_chance_as_well():
    table = chance.chance_reaches().set_index(["reading", "claim"])["reached"]
    assert set(table.index.get_level_values("reading")) == set(chance.REACHING)
    assert (table > 0.2).all()
