"""The paper's table is sound, and its genes are followed into other tumours."""

from resistbook.genes.signatures import both_symbols
from resistbook.studies.kastrati2020.gene_sets import NFKB, early_genes
from resistbook.studies.kastrati2020.paper import audit, kastrati_in_contexts


def test_kastratis_genes_stand_once_in_each_context_and_keep_their_group():
    table = kastrati_in_contexts()
    assert not table.duplicated(["gene", "context"]).any()
    groups = table.groupby("gene")["group"].nunique()
    assert (groups == 1).all()
    early = set(table.loc[table["group"] == "immediate-early", "gene"])
    assert early <= both_symbols(early_genes())
    assert {"FOS", "EGR1", "DUSP1", "CYR61"} <= early


def test_the_paper_table_is_sound_and_most_tagged_genes_are_immediate_early():
    counts = audit().set_index("check")["count"]
    for fault in ("genes that stand twice", "FDR below P", "FDR not rising with P"):
        assert counts[fault] == 0
    assert counts["tagged and rising"] == counts["tagged"]
    assert counts["immediate-early among tagged"] > counts["tagged"] / 2
    odds = audit().dropna(subset=["p"]).set_index("check")["p"]
    assert odds.idxmin() == NFKB
