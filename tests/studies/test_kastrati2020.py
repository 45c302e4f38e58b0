"""Study 2: what its steps must do, and what its stored results must say."""

import numpy as np
import pandas as pd
import pytest

from resistbook.genes import signatures
from resistbook.genes.sets import format_gmt, parse_gmt
from resistbook.genes.signatures import both_symbols
from resistbook.studies.kastrati2020 import analyses as study
from resistbook.studies.kastrati2020.contexts import (
    ENDOCRINE,
    EX_VIVO,
    LETROZOLE,
    NEOADJUVANT,
    RESECTION,
)

NFKB, EMT = study.NFKB, study.EMT


def test_the_mean_over_contexts_leaves_out_what_is_not_asked_for():
    rows = [("a", 1.0), ("b", 1.2), ("c", 9.0)]
    table = pd.DataFrame(
        [
            {"set": "S", "genes": "all", "context": context, "effect": effect, "effect_se": 0.1}
            for context, effect in rows
        ]
    )
    mean = study.endocrine_mean(table, ("a", "b")).iloc[0]
    assert mean["effect"] == pytest.approx(1.1)
    assert mean["k"] == 2


def test_the_mean_and_its_excess_follow_from_the_rows_of_the_contexts():
    table = study.context_effects().set_index(["set", "genes", "context"])
    for genes in (study.ALL, study.SPARED):
        rows = table.loc[(NFKB, genes)]
        contexts = rows.loc[list(ENDOCRINE)]
        mean, excess = rows.loc[study.MEAN], rows.loc[study.EXCESS]
        assert contexts["effect"].min() < mean["effect"] < contexts["effect"].max()
        difference = mean["effect"] - rows.loc[RESECTION, "effect"]
        assert excess["effect"] == pytest.approx(difference, abs=1e-5)
        error = np.hypot(mean["effect_se"], rows.loc[RESECTION, "effect_se"])
        assert excess["effect_se"] == pytest.approx(error, rel=1e-4)


def test_sets_without_immediate_early_genes_are_smaller():
    table = study.context_effects().set_index(["set", "genes", "context"])["n_genes"]
    for context in (*ENDOCRINE, RESECTION):
        assert table[NFKB, study.SPARED, context] < table[NFKB, study.ALL, context] - 10


def test_kastratis_genes_stand_once_in_each_context_and_keep_their_group():
    table = study.kastrati_in_contexts()
    assert not table.duplicated(["gene", "context"]).any()
    groups = table.groupby("gene")["group"].nunique()
    assert (groups == 1).all()
    early = set(table.loc[table["group"] == "immediate-early", "gene"])
    assert early <= both_symbols(study.early_genes())
    assert {"FOS", "EGR1", "DUSP1", "CYR61"} <= early


def test_the_signature_follows_its_rule_gene_by_gene():
    table = study.consensus()
    chosen = (
        (table["measured"] >= 4)
        & (table["rises"] >= table["measured"] - 1)
        & (table["rises_significantly"] >= 2)
        & (table["falls_significantly"] == 0)
    )
    assert (chosen == (table["in_signature"] == 1)).all()
    assert chosen.sum() == len(study.signature())
    assert (table["rises"] <= table["measured"]).all()
    assert table["gene"].is_unique


def test_the_signature_as_gmt_reads_back_and_spares_immediate_early_genes():
    sets = study.signature_sets()
    assert parse_gmt(format_gmt(sets, "d")) == sets
    spared = set(sets["NFKB_TOLERANCE_WITHOUT_IMMEDIATE_EARLY"])
    assert spared < set(sets["NFKB_TOLERANCE"])
    assert not spared & both_symbols(study.early_genes())


def test_the_list_of_immediate_early_genes_is_the_declared_one():
    assert study.early_genes() == signatures.immediate_early()["core"]
    assert set(signatures.NAMED) <= set(study.early_genes())


def test_random_sets_stand_a_thousand_strong_beside_each_score():
    table = study.relapse_random()
    sizes = table.groupby(["score", "adjusted"]).size()
    assert (sizes == study.RANDOM_SETS).all()
    assert len(sizes) == 4


def test_the_share_of_random_sets_is_counted_from_them():
    meta = study.relapse_meta().query("cohorts == 'all'").set_index(["score", "adjusted"])
    for key, part in study.relapse_random().groupby(["score", "adjusted"])["estimate"]:
        share = (part >= meta.loc[key, "estimate"]).mean()
        assert meta.loc[key, "random_share"] == pytest.approx(share, abs=0.002)


@pytest.mark.raw
def test_a_random_set_is_measured_where_the_set_it_stands_for_is():
    sets = study.random_sets(NFKB)
    genes = set(study.msigdb("hallmark")[NFKB])
    first = sets["random 0"]
    assert len(set(first)) == len(first)
    for cohort in study.WITH_TIMES:
        index = study.survival(cohort)[0].expression.index
        wanted = len(index.intersection(both_symbols(genes)))
        assert len(index.intersection(first)) == wanted


class TestWordsOfTheChapter:
    """Statements that the chapter makes in words: if a result changes, so must they."""

    def test_the_paper_table_is_sound_and_most_tagged_genes_are_immediate_early(self):
        counts = study.audit().set_index("check")["count"]
        for fault in ("genes that stand twice", "FDR below P", "FDR not rising with P"):
            assert counts[fault] == 0
        assert counts["tagged and rising"] == counts["tagged"]
        assert counts["immediate-early among tagged"] > counts["tagged"] / 2
        odds = study.audit().dropna(subset=["p"]).set_index("check")["p"]
        assert odds.idxmin() == NFKB

    def test_nfkb_rises_at_surgery_and_not_in_biopsies_or_culture(self):
        table = study.context_effects().query("set == @NFKB").set_index(["genes", "context"])
        for genes in (study.ALL, study.SPARED):
            for context in ("letrozole 2 weeks", EX_VIVO):
                assert table.loc[(genes, context), "ci_low"] < 0
                assert table.loc[(genes, context), "effect"] < 0.1
            for context in (NEOADJUVANT, RESECTION):
                assert table.loc[(genes, context), "ci_low"] > 0
            low, high = (table.loc[(genes, c), "effect"] for c in LETROZOLE)
            assert low < 0.05 < 0.15 < high
        scores = study.enrichment().query("set == @NFKB and genes == 'all'").set_index("context")
        assert scores.loc["anti-HER2 run-in", "fdr"] > 0.05 > scores.loc["anti-HER2 surgery", "fdr"]
        assert scores.loc["anti-HER2 surgery", "nes"] > 2 * scores.loc["anti-HER2 run-in", "nes"]

    def test_neither_the_mean_nor_its_excess_lies_above_zero(self):
        table = study.context_effects().query("set == @NFKB and genes == @study.SPARED")
        table = table.set_index("context")
        assert table.loc[study.MEAN, "ci_low"] < 0 < table.loc[study.MEAN, "ci_high"]
        assert table.loc[study.EXCESS, "ci_low"] < 0
        assert 0.4 < table.loc[study.MEAN, "ci_high"] < 0.6

    def test_the_upper_mean_hangs_on_the_neoadjuvant_pairs(self):
        left = study.context_left_out().query("set == @NFKB and genes == @study.SPARED")
        left = left.set_index("left_out")["effect"]
        assert left.idxmin() == NEOADJUVANT
        assert left[NEOADJUVANT] < 0.5 * left.drop(NEOADJUVANT).min()

    def test_at_three_months_nfkb_follows_the_immediate_early_genes(self):
        table = study.handling().set_index(["context", "held"])
        three = table.loc["letrozole 3 months"]
        row = three.loc[study.HANDLING]
        assert row["correlation_low"] > 0.7 > row["correlation_before"]
        assert row["nfkb_low"] > 0
        for held in (study.HANDLING, "FOS alone", "stroma (ESTIMATE)"):
            assert three.loc[held, "nfkb_held_low"] < 0 < three.loc[held, "nfkb_held_high"]
        outside = three.loc["stress genes outside the Hallmark"]
        assert outside["nfkb_held_low"] > 0
        assert outside["moved_low"] < 0
        assert table.loc[("letrozole 2 weeks", study.HANDLING), "moved_high"] < 0

    def test_from_two_weeks_to_three_months_nfkb_changes_and_the_cell_cycle_does_not(self):
        table = study.three_months_on().set_index("score")
        assert table.loc["NF-κB, all genes", "ci_low"] > 0
        assert table.loc["NF-κB, without immediate-early", "ci_low"] > 0
        assert table.loc["G2M checkpoint", "ci_low"] < 0 < table.loc["G2M checkpoint", "ci_high"]

    def test_the_raw_rise_of_emt_is_gone_at_constant_stroma(self):
        table = study.stroma().query("score == @EMT").set_index(["context", "adjusted_for"])
        for context in LETROZOLE:
            assert table.loc[(context, "nothing"), "ci_low"] > 0
            for stroma in ("ESTIMATE", "ESTIMATE without EMT genes", "fibroblasts"):
                assert table.loc[(context, stroma), "ci_low"] < 0
                assert table.loc[(context, stroma), "effect"] < 0.1
        assert table.loc[(EX_VIVO, "nothing"), "effect"] < 0

    def test_two_measures_of_stemness_disagree_and_the_basal_score_does_not_rise(self):
        table = study.stroma().set_index(["score", "context", "adjusted_for"])
        three = LETROZOLE[1]
        assert table.loc[("Pluripotency (Reactome)", three, "ESTIMATE"), "ci_low"] > 0
        maintenance = table.loc[("Stem cell maintenance (GO:2000036)", three, "nothing")]
        assert maintenance["ci_high"] < 0
        assert (table.loc[study.BASAL].query("context in @LETROZOLE")["ci_low"] < 0).all()

    def test_nfkb_is_higher_in_all_three_series_of_lines_and_emt_stays_open(self):
        series = study.lines().query("set == @NFKB and genes == 'all'")
        assert (series["effect"] > 0).all()
        meta = study.lines_meta().query("genes == 'all' and series == 'all'").set_index("set")
        assert meta.loc[NFKB, "ci_low"] > 0
        assert meta.loc[EMT, "ci_low"] < 0 < meta.loc[EMT, "estimate"]
        scaled = study.lines_meta().query("genes == 'all' and series == 'each line scaled'")
        assert (scaled.set_index("set").loc[[NFKB, EMT], "ci_low"] > 0).all()
        assert meta.loc[NFKB, "fdr"] > 0.05

    def test_proliferation_marks_relapse_and_nfkb_does_not(self):
        meta = study.relapse_meta().query("cohorts == 'all'").set_index(["score", "adjusted"])
        assert meta.loc[(study.PROLIFERATION, "no"), "ci_low"] > 0
        row = meta.loc[(NFKB, "proliferation")]
        assert row["ci_low"] < 0 < row["ci_high"]
        assert row["random_share"] > 0.05
        assert row["random_median"] < 0
        cohorts = study.relapse_cohorts().set_index("cohort")
        assert cohorts["treatment"].str.contains("endocrine|tamoxifen").sum() == 3
        assert (cohorts["event"] == "death").sum() == 2
        rows = study.relapse().query("score == @NFKB and adjusted == 'proliferation'")
        tamoxifen = rows[rows["cohort"].isin(["GSE17705", "GSE12093"])]
        assert (tamoxifen["log_hazard_ratio"] < 0).all()

    def test_no_specification_shows_a_rise_at_two_weeks_or_ex_vivo(self):
        table = study.multiverse()
        for context in ("letrozole 2 weeks", EX_VIVO):
            assert (table.loc[table["context"] == context, "ci_low"] < 0).all()
        shares = study.multiverse_shares().set_index(["context", "stroma"])["above_zero"]
        three = LETROZOLE[1]
        assert shares[three, "not adjusted"] > 0.9
        assert shares[three, "adjusted"] < 0.5

    def test_no_score_tells_non_responders_from_responders(self):
        table = study.response()
        assert ((table["ci_low"] < 0) & (table["ci_high"] > 0)).all()

    def test_chance_gives_about_half_of_the_signature(self):
        table = study.consensus_by_chance().query("left_out == 'none'").set_index("genes")
        targets, others = table.loc["NF-κB targets"], table.loc["all other genes"]
        assert targets["ci_low"] > others["ci_high"]
        expected = targets["number"] * others["share"]
        assert 0.4 < expected / targets["in_signature"] < 0.7

    def test_the_signature_leans_on_the_neoadjuvant_pairs(self):
        shares = study.consensus_by_chance().set_index(["left_out", "genes"])["share"]
        ratio = shares.xs("NF-κB targets", level=1) / shares.xs("all other genes", level=1)
        assert ratio.idxmin() == NEOADJUVANT

    def test_the_signature_rises_in_chemotherapy_resections_as_well(self):
        table = study.signature_elsewhere().set_index(["genes", "context"])
        assert table.loc[("NFKB_TOLERANCE", RESECTION), "ci_low"] > 0
        spared = "NFKB_TOLERANCE_WITHOUT_IMMEDIATE_EARLY"
        assert table.loc[(spared, study.DERIVED), "ci_low"] > 0
