"""CCNE1 mRNA and response in patients given drugs against HER2."""

import numpy as np
import pytest

from resistbook.studies import scaltriti2011 as study
from resistbook.studies.scaltriti2011 import mrna

pytestmark = pytest.mark.raw


def test_174_patients_of_three_cohorts_take_part():
    table = mrna.treated()
    counts = table["cohort"].value_counts().to_dict()
    assert counts == {"NeoALTTO": 89, "TransNEO": 60, "GSE42822": 25}
    assert table.notna().all(axis=None)


def test_genes_of_e2f_are_held_without_ccne1_and_er_where_it_is_known():
    table = mrna.treated()
    assert (table.loc[table["cohort"] == "NeoALTTO", "er"] == 0).all()
    known = table[table["cohort"] != "NeoALTTO"]
    np.testing.assert_allclose(known.groupby("cohort")["er"].std(), 1)
    assert table["x"].corr(table["e2f"]) < 0.6


def test_an_odds_ratio_that_is_planted_is_found():
    table = mrna.treated()
    rng = np.random.default_rng(5)
    chance = 1 / (1 + np.exp(-np.log(3) * table["x"]))
    drawn = table.assign(residual=(rng.random(len(table)) < chance).astype(float))
    found = mrna.in_one_model(drawn)
    assert 0 < found["ci_low"] < np.log(3) < found["ci_high"]


def test_high_mrna_is_a_share_of_each_cohort():
    high = mrna.high_against_others(mrna.treated(), 2 / 3).groupby("cohort")["x"].mean()
    assert high.between(0.3, 0.36).all()


def test_the_primary_analysis_joins_those_of_outcome():
    table = study.response_and_survival()
    assert len(table) == len(study.outcome()) + 2
    assert not table.duplicated(["analysis", "group", "model"]).any()


def test_each_reading_replaces_the_primary_analysis_and_keeps_the_others():
    for _, rows in study.mrna_readings().groupby("reading"):
        assert (rows["analysis"] == mrna.ANALYSIS).sum() == 1
        assert len(rows) == 1 + len(study.outcome().query("model == 'adjusted'"))


def test_one_model_is_narrower_than_hartung_and_knapp_over_three_cohorts():
    rows = study.mrna_by_cohort().query("measure == 'per SD' and model == 'adjusted'")
    width = rows.set_index("cohort").eval("ci_high - ci_low")
    assert width["one model"] < width["Hartung-Knapp"]


def test_mrna_goes_with_copies_a_cell_and_with_genes_of_e2f():
    found = study.mrna_controls().set_index(["control", "cohort"])
    assert found.loc[("copies a cell", "TransNEO"), "ci_low"] > 0
    assert found.loc[("genes of E2F", "NeoALTTO"), "ci_low"] > 0


def test_the_tumours_of_five_copies_are_those_that_the_table_of_responses_counts():
    shown = study.high_copies()
    row = study.response().query("measure == 'copies'").iloc[0]
    assert shown["tumours"].sum() == row["high"]
    complete = shown["response"] == "complete"
    assert shown.loc[complete, "tumours"].sum() == row["high_complete"]


def test_copies_of_ccne1_by_gene_are_those_of_the_study():
    rows = study.copies_and_outcome().set_index(["gene", "cohort"])
    assert (
        rows.loc[("CCNE1", "TransNEO"), "ci_low"] < 1 < rows.loc[("CCNE1", "TransNEO"), "ci_high"]
    )
    assert len(rows) == 22
    assert set(study.ccne1_drugs()["gene"]) == {"CCNE1"}


def test_tumours_with_both_genes_are_those_that_the_shares_count():
    counts = study.both_genes().query("both == 1").groupby("cohort")["tumours"].sum()
    rows = study.coamplification().query("primary == 1 and group == 'ERBB2 amplified'")
    shares = rows.set_index("cohort")["both"]
    for cohort in ("TCGA", "METABRIC", "TransNEO"):
        assert counts[cohort] == shares[cohort]
