"""Loaders of HER2-positive persisters and of the breast-line panel of Harvard Medical School."""

import numpy as np
import pytest

from resistbook.data.cohorts.lines.hms import hms, hms_lines
from resistbook.data.cohorts.lines.persisters import chang2022, hangauer2017

pytestmark = pytest.mark.raw


def test_the_persister_profiles_are_one_sample_a_state_without_dates_for_symbols():
    cells = hangauer2017()
    assert cells.expression.columns.tolist() == ["parental", "persister"]
    assert len(cells.expression) > 18_000
    assert all(isinstance(gene, str) for gene in cells.expression.index)


def test_the_table_of_bt474_has_lost_erbb2_and_kept_its_neighbour():
    fpkm = hangauer2017().expression
    assert (fpkm.loc["ERBB2"] == 0).all()
    assert (fpkm.loc["GRB7"] > 50).all()


def test_lists_of_changed_genes_hold_two_fold_changes_in_both_directions():
    lists = chang2022()
    assert (lists["fold_change"].abs() >= 2).all()
    assert (lists["fdr"] < 0.05).all()
    assert lists.groupby("line")["fold_change"].agg(lambda x: (x > 0).any() and (x < 0).any()).all()
    assert not lists.duplicated(["line", "gene"]).any()


def test_proliferation_falls_in_persisters_of_both_lists():
    lists = chang2022()
    cycle = lists[lists["gene"].isin(["MKI67", "TOP2A", "RRM2", "CCNB1", "CDC20"])]
    assert len(cycle) >= 4
    assert (cycle["fold_change"] < 0).all()


def test_lines_have_a_lineage_and_bt474_is_luminal_b_with_her2():
    lines = hms_lines()
    assert set(lines["lineage"]) == {"luminal", "basal"}
    assert lines.loc["BT474", ["subtype", "her2"]].tolist() == ["Luminal B", 1]
    assert lines.loc["MCF10A", "malignant"] == 0


def test_neratinib_works_best_where_erbb2_is_amplified():
    panel = hms()
    area = panel.expression.loc["neratinib"].dropna()
    her2 = panel.clinical.loc[area.index, "her2"]
    assert np.median(area[her2 == 1]) > np.quantile(area[her2 == 0], 0.75)
