"""Genes of resistance: lists, the rule of their overlap, and what stored results must agree on."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.rules import RULES
from resistbook.data.cohorts import gse25055_tnbc, gse25066
from resistbook.genes.signatures import anoikis
from resistbook.studies.wu2025 import resistance

overlap = RULES["overlap_beyond_chance"]


@pytest.mark.raw
def test_the_ontology_list_is_a_small_part_of_the_published_one():
    lists = anoikis()
    assert {name: len(genes) for name, genes in lists.items()} == {
        "GeneCards": 419,
        "Gene Ontology": 28,
    }
    assert set(lists["Gene Ontology"]) < set(lists["GeneCards"])


@pytest.mark.raw
def test_triple_negative_patients_of_gse25055_are_counted_in_gse25066_too():
    assert set(gse25055_tnbc().clinical.index) <= set(gse25066().clinical.index)


def overlaps(**row):
    whole = {
        "cohort": "GSE25066",
        "contrast": "a − b",
        "hits": "either direction",
        "list": "GeneCards",
        "background": 1000,
        "chosen": 100,
        "shared": 20,
        "expected": 10.0,
        "odds_ratio": 2.2,
        "ci_low": 1.2,
        "ci_high": 3.8,
        "ratio": 2.0,
        "ratio_low": 1.1,
        "ratio_high": 2.9,
        "p_two_sided": 0.01,
        "patients": np.nan,
    } | row
    other = whole | {"list": "Gene Ontology", "ci_low": 0.1, "ci_high": 0.2}
    return pd.DataFrame([other, whole])


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({}, "consistent"),
        ({"ci_low": 0.9}, "undecided"),
        ({"ci_low": 0.2, "ci_high": 0.8}, "contradicted"),
        ({"chosen": 0, "shared": 0, "odds_ratio": np.nan, "ci_low": np.nan}, "undecided"),
    ],
)
def test_an_overlap_counts_from_where_its_interval_lies(row, verdict):
    asked = {"list": "GeneCards", "contrast": "a − b", "hits": "either direction"}
    found = overlap(overlaps(**row), **asked)
    assert found.verdict == verdict
    assert "of 0 resistance" in found.evidence or "chance gives 10.0" in found.evidence


def test_the_overlap_is_a_ratio_of_counts_with_an_interval():
    """With 18.9 genes by chance, an odds ratio of 2.41 means 34 shared genes, not twice as many."""
    sizes = {"background": 1299, "listed": 100, "chosen": 246}
    assert resistance.overlap_distribution(**sizes, odds_ratio=2.41).mean() == pytest.approx(
        34.1, abs=0.05
    )
    table = resistance.resistance_overlap()
    found = table[table["chosen"] > 0]
    assert np.allclose(found["ratio"], found["shared"] / found["expected"], rtol=1e-4)
    assert ((found["ratio_low"] > 1) == (found["ci_low"] > 1)).all()
    assert ((found["ratio_high"] < 1) == (found["ci_high"] < 1)).all()
    excluded = (found["ratio_low"] > 1) | (found["ratio_high"] < 1)
    assert ((found["p_two_sided"] < 0.05) == excluded).all()


def test_genes_that_go_with_response_are_those_of_the_cell_cycle():
    genes = resistance.resistance_genes()
    passing = genes[genes["fdr"] < 0.05]
    lower = passing[passing["difference"] < 0]
    assert lower["cell_cycle"].mean() > 2 * genes["cell_cycle"].mean()
    assert (genes["fdr_raw"] < 0.05).sum() > len(passing)


def test_the_overlap_is_counted_in_the_table_of_genes():
    genes = resistance.resistance_genes()
    row = (
        resistance.resistance_overlap()
        .query("contrast == @resistance.CONTRAST and list == 'GeneCards'")
        .set_index("hits")
        .loc["either direction"]
    )
    passing, listed = genes["fdr"] < 0.05, genes["list"] != "none"
    assert row["shared"] == (passing & listed).sum()
    assert row["expected"] == pytest.approx(passing.sum() * listed.sum() / len(genes), rel=1e-5)
