"""Scores of tumours: the mean over cohorts, random sets and the basal score."""

import numpy as np
import pandas as pd
import pytest

from resistbook.studies.kanzaki2016 import tumours
from resistbook.studies.kanzaki2016.inputs import RANDOM_SETS, measured_genes


def test_the_common_effect_mean_weights_by_precision():
    values = [pd.Series({"a": 0.0}), pd.Series({"a": 1.0})]
    errors = [pd.Series({"a": 0.1}), pd.Series({"a": 0.2})]
    mean, se = tumours.common_effect(values, errors)
    assert mean["a"] == pytest.approx(0.2)
    assert se["a"] == pytest.approx(1 / np.sqrt(125))


@pytest.mark.raw
def test_the_basal_score_tells_basal_like_tumours_from_luminal_b():
    for name in tumours.SCORED_WITH_CONTEXT:
        here = tumours.tumours(name)
        score = here.basal.reindex(here.clinical.index)
        kind = here.clinical["pam50"]
        assert score[kind == "Basal"].quantile(0.1) > score[kind == "LumB"].quantile(0.9), name


@pytest.mark.raw
def test_random_sets_avoid_the_named_sets_and_have_their_size():
    here = tumours.tumours("SCAN-B")
    assert len(here.random) == RANDOM_SETS
    assert here.genes[tumours.SCORED[1]] < here.genes[tumours.SCORED[0]]
    assert here.random.notna().all(axis=None)


@pytest.mark.raw
def test_a_random_set_shares_as_many_genes_between_cohorts_as_nfkb_does():
    one, other = (tumours.random_sets()[name] for name in tumours.SCORED_WITH_CONTEXT)
    for name, sets in zip(tumours.SCORED_WITH_CONTEXT, (one, other), strict=True):
        size = tumours.tumours(name).genes[tumours.SCORED[1]]
        assert {len(set(genes)) for genes in sets.values()} == {size}
        assert not set().union(*sets.values()) & tumours.avoided()
    shared = [len(set(one[name]) & set(other[name])) for name in one]
    measured = [set(tumours.load(name).expression.index) for name in tumours.SCORED_WITH_CONTEXT]
    genes = tumours.named_sets()[0][tumours.SCORED[1]]
    both = set.intersection(*[set(measured_genes(genes, index)) for index in measured])
    assert min(shared) >= len(both)
