"""The paper's table is sound, and its genes are followed into other tumours."""

import numpy as np
import pandas as pd
import pytest

from resistbook.genes.signatures import both_symbols
from resistbook.studies.kastrati2020.gene_sets import NFKB, early_genes
from resistbook.studies.kastrati2020.paper import (
    agreement,
    audit,
    audit_readings,
    decimals,
    implied_arrays,
    implied_group,
    kastrati_in_contexts,
)


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


def test_after_two_weeks_most_rising_genes_rise_too_but_not_the_immediate_early_ones():
    table = agreement().set_index(["context", "group"])["share"]
    two_weeks = table["letrozole 2 weeks"]
    assert two_weeks["immediate-early"] < 0.5
    assert (two_weeks[["NF-κB, not immediate-early", "other rising"]] > 0.5).all()
    for context in ("letrozole 3 months", "neoadjuvant endocrine", "chemotherapy resection"):
        assert (table[context].drop("falling") > 0.5).all()


def test_means_with_few_decimals_give_away_how_many_arrays_there_were():
    rng = np.random.default_rng(20260503)
    values = rng.integers(4_000_000, 12_000_000, size=(60, 37)) / 1e6
    assert implied_arrays(pd.Series(values.mean(axis=1))) == 37
    difference = values[:, :14].mean(axis=1) - values[:, 14:].mean(axis=1)
    assert implied_group(pd.Series(difference), 37) == 14


def test_means_that_no_number_of_arrays_fits_are_refused():
    irrational = pd.Series(np.sqrt(np.arange(2, 60)) % 1 + np.pi)
    with pytest.raises(ValueError, match="no number of arrays up to 200"):
        implied_arrays(irrational)


def test_the_arrays_of_the_paper_are_two_groups_of_unequal_size():
    counts = audit().set_index("check")["count"]
    arrays = counts["arrays that the decimals of the means fit"]
    smaller = counts["arrays in the smaller group that the differences fit"]
    assert smaller < arrays - smaller
    assert arrays - 2 < counts["degrees of freedom implied by t and P"] < arrays + 10


def test_far_more_values_fit_the_arrays_found_than_any_other_number():
    table, counts = decimals(), audit().set_index("check")["count"]
    found = {
        "means": counts["arrays that the decimals of the means fit"],
        "differences": counts["arrays in the smaller group that the differences fit"],
    }
    for quantity, arrays in found.items():
        share = table[table["quantity"] == quantity].set_index("arrays")["share"]
        assert share.idxmax() == arrays
        assert share.max() > 1.5 * share.drop(arrays).max()


def test_without_immediate_early_genes_the_enrichment_is_smaller_and_still_there():
    table = audit_readings().query("check == @NFKB").set_index("reading")
    whole = audit().set_index("check").loc[NFKB, "odds_ratio"]
    lists = table[table.index.str.startswith("without")]
    assert (lists["odds_ratio"] < whole).all()
    assert (lists["ci_low"] > 1).all()
