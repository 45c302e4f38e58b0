"""Nets of pathways and regulators: what they hold, and by which rules pairs are merged."""

import pandas as pd
import pytest

from resistbook.data import deposited
from resistbook.genes import networks
from resistbook.genes.networks import dorothea, progeny, trrust

NETS = {"progeny": progeny, "dorothea": dorothea, "trrust": trrust}


def weight(net: pd.DataFrame, source: str, target: str) -> float:
    (found,) = net.loc[(net["source"] == source) & (net["target"] == target), "weight"]
    return found


@pytest.mark.raw
@pytest.mark.parametrize("name", NETS)
def test_every_pair_stands_once_with_a_weight_in_a_stated_order(name):
    net = NETS[name]()
    assert net.columns.tolist() == ["source", "target", "weight"]
    assert not net.duplicated(["source", "target"]).any()
    assert net["weight"].ne(0).all()
    assert net.notna().all(axis=None)
    assert net.equals(net.sort_values(["source", "target"], ignore_index=True))


@pytest.mark.raw
def test_progeny_holds_fourteen_pathways_with_their_best_known_genes():
    net = progeny()
    assert net.groupby("source").size().to_dict() == dict.fromkeys(net["source"].unique(), 500)
    assert net["source"].nunique() == 14
    assert weight(net, "NFkB", "NFKBIA") > 0
    assert weight(net, "TNFa", "TNFAIP3") > 0
    assert weight(net, "Estrogen", "GREB1") > 0
    assert weight(net, "Hypoxia", "CA9") > 0


@pytest.mark.raw
def test_fewer_genes_of_progeny_are_those_with_the_smallest_p_values():
    few = progeny(100)
    assert few.groupby("source").size().eq(100).all()
    assert len(few.merge(progeny(), on=networks.COLUMNS)) == len(few) == 1400
    assert weight(few, "Androgen", "TMPRSS2") > 0


@pytest.mark.raw
@pytest.mark.parametrize("top", [0, 501])
def test_more_genes_than_progeny_holds_are_refused(top):
    with pytest.raises(ValueError, match=f"top is {top}; the file holds the first 500"):
        progeny(top)


@pytest.mark.raw
def test_dorothea_holds_signed_targets_of_nf_kappa_b_and_grows_with_each_level():
    sizes = [len(dorothea(levels)) for levels in ("A", "AB", "ABC", "ABCD")]
    assert sizes == [5434, 5434 + 974, 5434 + 974 + 6815, 5434 + 974 + 6815 + 15863]
    net = dorothea()
    assert set(net["weight"]) == {-1.0, 1.0}
    assert net["source"].value_counts()[["RELA", "NFKB1"]].tolist() == [144, 164]
    assert weight(net, "RELA", "NFKBIA") == 1


@pytest.mark.parametrize("levels", ["", "F", "abc"])
def test_an_unknown_level_of_dorothea_is_named(levels):
    with pytest.raises(ValueError, match="name confidence levels from A to E"):
        dorothea(levels)


@pytest.mark.raw
def test_trrust_holds_signed_targets_of_nf_kappa_b():
    net = trrust()
    assert set(net["weight"]) == {-1.0, 1.0}
    assert net["source"].isin(["RELA", "NFKB1"]).sum() > 300
    assert weight(net, "RELA", "ICAM1") == 1
    assert weight(net, "RELA", "IL6") == 1  # 23 articles against 1
    assert not ((net["source"] == "RELA") & (net["target"] == "NFKBIA")).any()  # 1 against 1
    assert weight(net, "ESR1", "TFF1") == 1


def test_trrust_takes_the_direction_that_more_articles_report(tmp_path, monkeypatch):
    rows = [
        ("A", "more up", "Activation", "1;2"),
        ("A", "more up", "Repression", "3"),
        ("A", "balanced", "Activation", "1"),
        ("A", "balanced", "Repression", "2"),
        ("A", "unknown", "Unknown", "1;2;3"),
        ("A", "down in one, up in none", "Repression", "4"),
        ("A", "one article twice", "Activation", "5"),
        ("A", "one article twice", "Activation", "5"),
        ("A", "one article twice", "Repression", "6"),
        ("A", "one article twice", "Repression", "7"),
    ]
    path = tmp_path / "trrust_human.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in rows))
    monkeypatch.setattr(deposited.reading, "fetch", lambda source, file: path)
    with deposited.restated():
        found = trrust().set_index("target")["weight"].to_dict()
    assert found == {"more up": 1, "down in one, up in none": -1, "one article twice": -1}
