"""The signature follows its rule, and how far it can be trusted."""

from resistbook.display.numbers import glued
from resistbook.genes.sets import format_gmt, parse_gmt
from resistbook.genes.signatures import both_symbols
from resistbook.studies.kastrati2020 import numbers
from resistbook.studies.kastrati2020.cell_lines import DERIVED
from resistbook.studies.kastrati2020.contexts import NEOADJUVANT, RESECTION
from resistbook.studies.kastrati2020.gene_sets import early_genes
from resistbook.studies.kastrati2020.tolerance_signature import (
    consensus,
    consensus_by_chance,
    signature,
    signature_elsewhere,
    signature_note,
    signature_sets,
)


def test_the_signature_follows_its_rule_gene_by_gene():
    table = consensus()
    chosen = (
        (table["measured"] >= 4)
        & (table["rises"] >= table["measured"] - 1)
        & (table["rises_significantly"] >= 2)
        & (table["falls_significantly"] == 0)
    )
    assert (chosen == (table["in_signature"] == 1)).all()
    assert chosen.sum() == len(signature())
    assert (table["rises"] <= table["measured"]).all()
    assert table["gene"].is_unique


def test_the_signature_as_gmt_reads_back_and_spares_immediate_early_genes():
    sets = signature_sets()
    assert parse_gmt(format_gmt(sets, "d")) == sets
    spared = set(sets["NFKB_TOLERANCE_WITHOUT_IMMEDIATE_EARLY"])
    assert spared < set(sets["NFKB_TOLERANCE"])
    assert not spared & both_symbols(early_genes())


def test_chance_gives_about_half_of_the_signature():
    table = consensus_by_chance().query("left_out == 'none'").set_index("genes")
    targets, others = table.loc["NF-κB targets"], table.loc["all other genes"]
    assert targets["ci_low"] > others["ci_high"]
    expected = targets["number"] * others["share"]
    assert 0.4 < expected / targets["in_signature"] < 0.7


def test_the_file_says_how_many_of_its_genes_chance_would_give():
    found = glued(numbers.signature())
    expected, genes = found["expected_by_chance"], found["signature_genes"]
    assert f"about {expected:.0f} of the {genes:.0f} genes of the whole list" in signature_note()


def test_the_signature_leans_on_the_neoadjuvant_pairs():
    shares = consensus_by_chance().set_index(["left_out", "genes"])["share"]
    ratio = shares.xs("NF-κB targets", level=1) / shares.xs("all other genes", level=1)
    assert ratio.idxmin() == NEOADJUVANT


def test_the_signature_rises_in_chemotherapy_resections_as_well():
    table = signature_elsewhere().set_index(["genes", "context"])
    assert table.loc[("NFKB_TOLERANCE", RESECTION), "ci_low"] > 0
    spared = "NFKB_TOLERANCE_WITHOUT_IMMEDIATE_EARLY"
    assert table.loc[(spared, DERIVED), "ci_low"] > 0
