"""Scores of tumours: the mean over cohorts, random sets and the basal score."""

import numpy as np
import pandas as pd
import pytest

from resistbook.stats.sets.scoring import mean_z
from resistbook.studies.kanzaki2016 import tumours
from resistbook.studies.kanzaki2016.inputs import measured_genes

FEW = 200


@pytest.fixture(autouse=True)
def few_random_sets(monkeypatch):
    """Score as many random sets as a test needs, not the 20,000 of the stored tables."""
    monkeypatch.setattr(tumours, "_drawn", lambda: tumours.random_sets(number=FEW))
    tumours.tumours.cache_clear()
    yield
    tumours.tumours.cache_clear()


def test_the_mean_over_cohorts_weights_by_precision():
    parts = [
        pd.DataFrame({"estimate": value, "se": se}, index=["a"])
        for value, se in ((0.0, 0.1), (1.0, 0.2))
    ]
    mean = tumours.over_cohorts(parts, "estimate").loc["a"]
    assert mean["estimate"] == pytest.approx(0.2)
    assert mean["standard_error"] == pytest.approx(1 / np.sqrt(125))


@pytest.mark.slow
@pytest.mark.raw
def test_the_basal_score_tells_basal_like_tumours_from_luminal_b():
    for name in tumours.SCORED_WITH_CONTEXT:
        here = tumours.tumours(name)
        score = here.basal.reindex(here.clinical.index)
        kind = here.clinical["pam50"]
        assert score[kind == "Basal"].quantile(0.1) > score[kind == "LumB"].quantile(0.9), name


def test_very_many_sets_are_scored_as_few_are():
    rng = np.random.default_rng(3)
    expression = pd.DataFrame(
        rng.normal(size=(60, 8)), index=[f"g{i:02d}" for i in range(60)], columns=list("abcdefgh")
    )
    rows = np.array([rng.choice(60, 12, replace=False) for _ in range(5)])
    sets = {f"random {i}": list(expression.index[row]) for i, row in enumerate(rows)}
    found = tumours.mean_z_of_rows(expression, rows)
    pd.testing.assert_frame_equal(found, mean_z(expression, sets))


def test_an_estimate_is_placed_among_random_sets_and_known_sets_must_pass_both_bars():
    null = pd.DataFrame({"estimate": np.linspace(0, 1, 101)})
    known = pd.DataFrame(
        {
            "estimate": [0.97, 0.97, 0.5, -0.3],
            "ci_low": [0.5, -0.1, 0.2, -0.5],
            "ci_high": [1.2, 1.9, 0.8, -0.1],
        }
    )
    found = tumours.among_random(pd.DataFrame({"estimate": [0.905]}), null, known).iloc[0]
    assert found["percentile"] == pytest.approx(91 / 101)
    assert (found["random_low"], found["random_high"]) == pytest.approx((0.05, 0.95))
    assert found["random_mean"] == pytest.approx(0.5)
    assert (found["known_above"], found["known_below"]) == (0.25, 0.25)


@pytest.mark.slow
@pytest.mark.raw
def test_random_sets_avoid_the_named_sets_and_have_their_size():
    here = tumours.tumours("SCAN-B")
    assert len(here.random) == FEW
    assert here.genes[tumours.SCORED[1]] < here.genes[tumours.SCORED[0]]
    assert here.random.notna().all(axis=None)


@pytest.mark.raw
def test_a_random_set_shares_as_many_genes_between_cohorts_as_nfkb_does():
    draws = tumours.random_sets(number=FEW)
    genes = tumours.named_sets()[0][tumours.SCORED[1]]
    measured = tumours.measured()
    own = {name: set(measured_genes(genes, index)) for name, index in measured.items()}
    sets = {name: [set(index[row]) for row in draws[name]] for name, index in measured.items()}
    for name, drawn in sets.items():
        assert {len(one) for one in drawn} == {len(own[name])}
        assert not set().union(*drawn) & tumours.avoided()
    shared = [len(one & other) for one, other in zip(*sets.values(), strict=True)]
    assert min(shared) >= len(set.intersection(*own.values()))


@pytest.mark.slow
@pytest.mark.raw
@pytest.mark.parametrize("collection", tumours.REAL)
def test_real_sets_are_scored_in_both_cohorts_and_hold_enough_genes(collection):
    one, other = tumours.real_scores(collection).values()
    assert list(one.index) == list(other.index)
    assert len(one) > 30
    assert one.notna().all(axis=None)
    assert other.notna().all(axis=None)
