"""Other choices for the rise in tumours: each differs from the claim's own table in one thing."""

import numpy as np
import pytest

from resistbook.studies.kastrati2020.contexts import (
    RESECTION,
    SAMPLED,
    gene_changes,
    pairs,
    set_changes,
)
from resistbook.studies.kastrati2020.gene_sets import ALL, NFKB, SPARED
from resistbook.studies.kastrati2020.other_readings import (
    SUBSETS,
    context_readings,
    self_contained,
)
from resistbook.studies.kastrati2020.sampling import COMMON_EFFECT, COMMON_EXCESS, context_effects


def rows(reading):
    table = context_readings()
    return table[table["reading"] == reading].set_index("context")


def claimed(genes=SPARED):
    table = context_effects()
    return table[(table["set"] == NFKB) & (table["genes"] == genes)].set_index("context")


@pytest.mark.parametrize("name", SUBSETS)
def test_fewer_contexts_are_pooled_as_all_are(name):
    found = rows(f"contexts: {name}")
    own = claimed()
    chosen = own.loc[list(SUBSETS[name])]
    weights = chosen["effect_se"] ** -2
    expected = (weights * chosen["effect"]).sum() / weights.sum()
    assert found.loc[COMMON_EFFECT, "effect"] == pytest.approx(expected, rel=1e-4)
    assert found.loc[COMMON_EFFECT, "k"] == len(chosen)
    excess = expected - own.loc[RESECTION, "effect"]
    assert found.loc[COMMON_EXCESS, "effect"] == pytest.approx(excess, rel=1e-4)


def test_longer_lists_leave_fewer_genes():
    sizes = [
        rows(f"without list: {name}").loc["letrozole 3 months", "n_genes"]
        for name in ("growth factor", "dissociation", "any")
    ]
    whole = claimed(ALL)
    assert whole.loc["letrozole 3 months", "n_genes"] > sizes[0] > sizes[1] > sizes[2]


def test_what_is_held_equal_leaves_out_the_pairs_without_samples():
    held = rows("held: immediate-early genes")
    assert held.loc[COMMON_EFFECT, "k"] == len(SAMPLED)
    raw = claimed()
    late = "letrozole 3 months"
    assert held.loc[late, "effect"] < 0.2 * raw.loc[late, "effect"]


@pytest.mark.raw
def test_the_two_null_hypotheses_differ_by_the_change_of_all_other_genes():
    context = "letrozole 3 months"
    z = gene_changes(context)["z"]
    members = tuple(z.index[:200])
    alone = self_contained(context, {"set": members}).loc["set", "effect"]
    against = set_changes(context, {"set": members}).loc["set", "effect"]
    others = z.drop(list(members)).mean() * np.sqrt(2 / len(pairs(context)))
    assert alone - against == pytest.approx(others, abs=1e-3)


def test_no_reading_of_the_claim_differs_in_its_comparator():
    unchanged = ["contexts: patients only", "held: FOS alone"]
    own = claimed()
    for reading in unchanged:
        assert rows(reading).loc[RESECTION, "effect"] == own.loc[RESECTION, "effect"]
