"""Named gene lists: what they hold, and how former symbols are met."""

import pytest
from limma_cases import letrozole

from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import (
    OLD_SYMBOLS,
    as_measured,
    both_symbols,
    estimate,
    immediate_early,
    iobr,
    without,
)

NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"


def test_lists_are_sorted_without_repeats_and_of_stated_size():
    lists = immediate_early()
    assert {name: len(genes) for name, genes in lists.items()} == {
        "core": 25,
        "growth factor": 57,
        "dissociation": 139,
    }
    for genes in lists.values():
        assert list(genes) == sorted(set(genes))
        assert not set(genes) & set(OLD_SYMBOLS.values())


def test_the_core_holds_what_the_study_names_and_what_both_other_lists_share():
    core, growth_factor, dissociation = map(set, immediate_early().values())
    assert {"FOS", "FOSB", "JUN", "JUNB", "EGR1", "EGR2", "EGR3", "DUSP1", "ATF3"} < core
    assert {"IER2", "NR4A1", "ZFP36", "CCN1"} < core
    assert growth_factor & dissociation < core < growth_factor | dissociation


def test_a_gene_has_one_former_symbol_and_no_symbol_is_both_former_and_present():
    assert len(set(OLD_SYMBOLS.values())) == len(OLD_SYMBOLS)
    assert not set(OLD_SYMBOLS) & set(OLD_SYMBOLS.values())


@pytest.mark.parametrize("known", ["CCN1", "CYR61"])
@pytest.mark.parametrize("left_out", ["CCN1", "CYR61"])
def test_a_gene_is_left_out_whichever_symbol_either_side_uses(known, left_out):
    assert without({"set": ["FOS", known, "RELA"]}, [left_out]) == {"set": ("FOS", "RELA")}


def test_a_set_takes_the_symbol_that_the_table_uses_and_keeps_it_where_both_are_measured():
    sets = {"set": ("CCN1", "CTGF", "H3F3B", "absent", "FOS")}
    assert as_measured(sets, ["CYR61", "CCN2", "H3F3B", "H3-3B", "FOS"]) == {
        "set": ("CYR61", "CCN2", "H3F3B", "absent", "FOS")
    }
    assert as_measured({"set": ("CCN1", "CYR61")}, ["CYR61"]) == {"set": ("CYR61",)}


def test_leaving_out_nothing_changes_nothing():
    assert without({"b": ("FOS", "CYR61"), "a": ("JUN",)}, []) == {
        "b": ("FOS", "CYR61"),
        "a": ("JUN",),
    }
    assert both_symbols([]) == frozenset()


@pytest.mark.raw
def test_most_of_the_core_is_in_the_hallmark_of_nf_kappa_b_which_keeps_its_own_genes():
    hallmark = set(msigdb("hallmark")[NFKB])
    (kept,) = without({NFKB: msigdb("hallmark")[NFKB]}, immediate_early()["core"]).values()
    assert len(hallmark) - len(kept) == 22
    assert {"NFKBIA", "TNFAIP3", "RELB", "NFKB1", "BIRC3", "CCL2"} < set(kept)
    harsh = without({NFKB: msigdb("hallmark")[NFKB]}, immediate_early()["dissociation"])[NFKB]
    assert not {"NFKBIA", "TNFAIP3"} & set(harsh)


@pytest.mark.raw
def test_the_letrozole_arrays_know_a_gene_of_the_hallmark_by_its_former_symbol():
    measured = letrozole()[0].index
    hallmark = {NFKB: msigdb("hallmark")[NFKB]}
    assert sum(gene in measured for gene in hallmark[NFKB]) == 197
    assert sum(gene in measured for gene in as_measured(hallmark, measured)[NFKB]) == 198


@pytest.mark.raw
def test_iobr_collects_signatures_of_named_authors():
    signatures = iobr()
    assert len(signatures) == 323
    assert len(signatures["CAF_Peng_et_al"]) == 50
    assert signatures["EMT1"][:4] == ("CLDN3", "CLDN7", "CLDN4", "CDH1")
    assert all(type(gene) is str for genes in signatures.values() for gene in genes)


@pytest.mark.raw
def test_estimate_holds_two_signatures_of_equal_size_without_a_shared_gene():
    stromal, immune = estimate()["stromal"], estimate()["immune"]
    assert len(stromal) == len(immune) == 141
    assert not set(stromal) & set(immune)
    assert {"DCN", "COL1A2", "FAP"} < set(stromal)
    assert {"PTPRC", "CD53"} < set(immune)
