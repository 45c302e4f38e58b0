"""Measures of NF-κB beside random targets: very many sources, scored as few are."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from resistbook.stats.sets.scoring import activities
from resistbook.studies.kanzaki2016 import measures

GENES = [f"g{i:03d}" for i in range(200)]


@pytest.fixture(scope="module")
def expression():
    rng = np.random.default_rng(8)
    return pd.DataFrame(rng.normal(size=(200, 6)), index=GENES, columns=list("abcdef"))


def weights_of(net, source):
    return net[net["source"] == source].set_index("target")["weight"].reindex(GENES).fillna(0.0)


@pytest.mark.parametrize(("method", "held"), [("ulm", []), ("mlm", ["other", "third"])])
def test_a_t_value_is_that_of_the_model_of_all_sources_or_of_one(expression, method, held):
    rng = np.random.default_rng(9)
    net = pd.concat(
        [
            pd.DataFrame({"source": source, "target": rng.choice(GENES, 40, replace=False)})
            for source in ("mine", "other", "third")
        ]
    )
    net["weight"] = rng.normal(size=len(net))
    expected = activities(expression, net, method).loc["mine"]
    own = sparse.csr_array(weights_of(net, "mine").to_numpy()[None])
    others = np.array([weights_of(net, source) for source in held]).reshape(len(held), 200).T
    found = measures.t_values(expression, own, others)
    np.testing.assert_allclose(found.iloc[0], expected)


def test_targets_that_rise_in_a_pair_of_cells_stand_out_among_random_ones(monkeypatch):
    rng = np.random.default_rng(10)
    targets = pd.Series(1.0, index=GENES[:40])
    monkeypatch.setattr(measures, "net", lambda measure: targets)
    bins = pd.Series(np.arange(200) % 4, index=GENES)
    change = pd.Series(rng.normal(size=200), index=GENES)
    change[targets.index] += 1
    value, place = measures.in_cells(change, bins, measures.RELA, 300, rng)
    assert value > 4
    assert place == 1.0


def test_targets_of_like_abundance_do_not_stand_out_by_their_abundance(monkeypatch):
    """Abundant genes all rise alike, and the targets are abundant."""
    rng = np.random.default_rng(11)
    targets = pd.Series(1.0, index=GENES[:20])
    monkeypatch.setattr(measures, "net", lambda measure: targets)
    bins = pd.Series(np.arange(200) // 50, index=GENES)
    change = pd.Series(rng.normal(0, 0.1, 200), index=GENES) + (bins == 0)
    value, place = measures.in_cells(change, bins, measures.RELA, 300, rng)
    assert value > 4
    assert place < 0.995


@pytest.mark.slow
@pytest.mark.raw
@pytest.mark.parametrize("measure", measures.NETS)
def test_random_targets_are_as_many_as_the_nets_own_and_share_as_many(measure, monkeypatch):
    monkeypatch.setattr(measures, "RANDOM_NETS", 50)
    drawn = measures._random_targets(measure)
    (one, rows), (other, more) = drawn.values()
    assert (rows.shape[1], more.shape[1]) == (len(one), len(other))
    first, second = measures.measured().values()
    shared = len(set(one) & set(other))
    for left, right in zip(rows[:20], more[:20], strict=True):
        assert len(set(left)) == len(left)
        assert list(first[left[:shared]]) == list(second[right[:shared]])
