"""The chapter: what it says in words, and that its steps are stored as they are computed."""

import pytest

from resistbook.claims.verdicts import judged_claims
from resistbook.results import store
from resistbook.studies import kanzaki2016 as study
from resistbook.studies.kanzaki2016.basal import AMPLIFIED
from resistbook.studies.kanzaki2016.inputs import (
    ALL_GENES,
    EMT,
    NFKB,
    NO_HANDLING,
    OESTROGEN,
    PROLIFERATION,
    SKBR3,
)
from resistbook.studies.kanzaki2016.marker import EARLY
from resistbook.studies.kanzaki2016.measures import FOOTPRINT, RELA
from resistbook.studies.kanzaki2016.treated_cells import BT474, SINGLE_CELLS
from resistbook.studies.kanzaki2016.tumours import SCORED, SCORED_WITH_CONTEXT


def test_every_step_is_stored_under_the_study():
    keys = [key for key in store.steps() if key.startswith("kanzaki2016/")]
    assert len(keys) == 39
    for key in keys:
        assert store.steps()[key].path.exists(), key


class TestWordsOfTheChapter:
    """Statements that the chapter makes in words: if a result changes, so must they."""

    def test_directions_are_those_of_known_effects(self):
        cells = study.cells().set_index(["series", "set", "genes"])["estimate"]
        assert cells["under lapatinib", PROLIFERATION, ALL_GENES] < -0.5
        assert cells["under tamoxifen", OESTROGEN, ALL_GENES] < 0
        drugs = study.pathway_inhibitors()
        assert (drugs.loc[drugs["contrast"] == "amplified − not", "ci_high"] < 0).all()

    def test_erbb2_is_kept_in_resistant_lines_and_falls_with_reference_genes_in_single_cells(self):
        table = study.receptor()
        measured = table[table["measured"] & (table["gene"] == "ERBB2")].set_index("series")
        assert set(measured["experiment"]) == {SINGLE_CELLS, "BT-474 under tamoxifen", SKBR3}
        cells = measured.loc[SINGLE_CELLS]
        assert cells["reference"] < cells["log2_fold_change"] < -1
        assert not cells["usable"]
        others = measured.drop(SINGLE_CELLS)
        assert others["usable"].all()
        assert (others["log2_fold_change"].abs() < 0.5).all()
        assert others.index[others["against_her2"]].tolist() == [SKBR3]

    def test_the_lists_of_single_cells_disagree_on_the_fall_of_erbb2(self):
        rows = study.single_cells().query("reference == 'untreated' and gene == 'ERBB2'")
        rows = rows.set_index("others")
        low, high = rows.loc["listed as low"], rows.loc["listed as high"]
        assert high["median"] - low["median"] > 0.9
        assert high["share_below"] < 0.1 < 0.3 < low["share_below"]

    def test_a_bulk_profile_tells_genes_of_known_fate_apart(self):
        table = study.receptor_controls().query("series == 'BT-474 under lapatinib'")
        change = table.set_index(["known", "gene"])["log2_fold_change"]
        assert (change["lost"] < -1).all()
        assert (change["kept"] > -1).mean() > 0.9

    def test_feedback_targets_do_not_move_together(self):
        table = study.feedback_targets().query("series == 'under lapatinib'")
        assert (table["log2_fold_change"] > 0.5).sum() == 2
        assert (table["log2_fold_change"] < -0.3).sum() == 2
        places = study.activity().query("part == 'cells'")
        others = places[places["set"].isin([RELA, FOOTPRINT, "feedback targets"])]
        assert (others["percentile"] < 0.95).all()

    def test_nfkb_is_lower_in_skbr3_resistant_to_lapatinib_at_every_dose(self):
        rows = study.cells().query("genes == @NO_HANDLING and set == @NFKB")
        rows = rows[rows["series"].str.startswith("SKBR3")]
        assert len(rows) == 4
        assert (rows["estimate"] < rows["null_low"]).all()
        assert (study.resistant_line().query("set == @NFKB")["p"] < 0.001).all()

    def test_nfkb_is_at_the_limit_of_the_rule_under_tamoxifen(self):
        rows = study.cells().set_index(["set", "genes", "series"])["percentile"]
        assert 0.975 < rows[NFKB, NO_HANDLING, "under tamoxifen"] < 0.985

    def test_many_hallmarks_leave_their_random_sets_in_cells(self):
        table = study.hallmarks_in_cells()
        above = table[table["estimate"] > table["null_high"]]
        above = above[above["series"].isin(BT474)].groupby("set")["series"].nunique()
        outside = (table["estimate"] > table["null_high"]) | (table["estimate"] < table["null_low"])
        assert (outside.groupby(table["series"]).sum() > 15).all()
        assert set(above.index[above == 2].str.removeprefix("HALLMARK_")) == {
            "EPITHELIAL_MESENCHYMAL_TRANSITION",
            "ANGIOGENESIS",
            "HEDGEHOG_SIGNALING",
            "MYOGENESIS",
            "UV_RESPONSE_DN",
        }

    def test_the_rise_in_the_lists_is_shown_in_all_lines_but_bt474(self):
        rows = study.lists().query("genes == @NO_HANDLING").set_index(["set", "line"])
        fdr = rows.loc[NFKB, "fdr"]
        assert fdr.pop("BT-474") > 0.05
        assert (fdr < 0.01).all()

    def test_emt_rises_more_than_nfkb_in_bt474_and_nfkb_rises_a_little(self):
        cells = study.cells().set_index(["set", "genes", "series"])
        for series in BT474:
            nfkb = cells.loc[(NFKB, NO_HANDLING, series)]
            emt = cells.loc[(EMT, NO_HANDLING, series)]
            assert emt["estimate"] > nfkb["estimate"] > nfkb["null_high"]
            assert nfkb["estimate"] < 0.25
            assert nfkb["estimate"] > cells.loc[(NFKB, ALL_GENES, series), "estimate"]

    def test_no_pair_of_cells_moves_to_basal_like(self):
        table = study.basal_shift()
        assert table["rho"].between(table["null_low"], table["null_high"]).all()

    def test_no_score_of_the_trial_differs_between_residual_disease_and_response(self):
        table = study.trial()
        shown = table[table["set"].isin([NFKB, EMT])]
        assert ((shown["ci_low"] < 0) & (shown["ci_high"] > 0)).all()
        assert shown["fdr"].min() > 0.5

    def test_the_sign_in_the_trial_turns_when_immune_cells_are_held_equal(self):
        rows = study.trial().query("time == 'before' and arms == 'with trastuzumab'")
        rows = rows[rows["set"] == NFKB].set_index("adjusted")["estimate"]
        assert rows[False] < 0 < rows[True]
        assert (study.trial_context()["estimate"] > 0.7).all()

    def test_the_hallmarks_that_differ_in_the_trial_are_the_oestrogen_responses(self):
        rows = study.trial().query("time == 'before' and arms == 'with trastuzumab' and adjusted")
        assert set(rows.loc[rows["ci_low"] > 0, "set"]) == {
            "HALLMARK_ESTROGEN_RESPONSE_EARLY",
            "HALLMARK_ESTROGEN_RESPONSE_LATE",
        }

    def test_surgery_has_nfkb_and_the_biopsy_of_the_run_in_has_not(self):
        table = study.trial_enrichment().set_index(["comparison", "gene_set"])
        assert table.loc[("surgery", NFKB), "fdr"] < 0.05
        assert table.loc[("run-in", NFKB), "fdr"] > 0.5

    def test_the_association_halves_and_falls_among_random_sets_when_all_is_held_equal(self):
        rows = study.basal_sensitivity().query("cohort == 'mean'").set_index("held")
        declared, full = rows.loc["immune and stromal score"], rows.loc["all of these"]
        assert 0.35 < full["estimate"] / declared["estimate"] < 0.6
        assert full["ci_low"] > 0
        assert declared["percentile"] > 0.95 > full["percentile"]
        assert abs(rows.loc["nothing", "estimate"] - declared["estimate"]) < 0.05

    def test_the_declared_row_of_the_sensitivity_is_the_one_that_the_rule_reads(self):
        rule = study.basal_association().query("cohort == 'mean' and adjusted").set_index("score")
        rows = study.basal_sensitivity().query("cohort == 'mean'").set_index("held")
        same = rows.loc["immune and stromal score", "estimate"]
        assert rule.loc[SCORED[1], "estimate"] == pytest.approx(same)

    def test_nfkb_is_not_singled_out_among_real_sets(self):
        rows = study.real_sets().set_index(["question", "compared_with"])
        basal = rows.loc["association with basal score"]
        luminal = rows.loc["luminal B − basal-like"]
        assert basal.loc["other Hallmarks", "percentile"] < 0.95
        assert basal.loc["other Hallmarks, no shared genes", "percentile"] < 0.95
        assert (basal["percentile"] > 0.85).all()
        assert (luminal["percentile"] > 0.05).all()

    def test_luminal_b_passes_random_sets_and_no_kind_of_real_sets(self):
        rows = study.luminal_b().query("cohort == 'mean' and adjusted")
        rows = rows[rows["score"] == SCORED[1]].set_index("contrast")
        assert 0.03 < rows.loc["luminal B − basal-like, HER2-negative", "percentile"] < 0.045
        alone = study.luminal_b().query("cohort == 'TCGA' and adjusted")
        alone = alone[alone["score"] == SCORED[1]].set_index("contrast")
        assert alone.loc["luminal B − basal-like, HER2-negative", "percentile"] > 0.05

    def test_the_place_in_the_question_of_luminal_b_is_near_the_limit_and_that_of_basal_is_not(
        self,
    ):
        places = study.redrawn().groupby("question")["percentile"]
        assert places.min()["association with basal score"] > 0.98
        assert 0.035 < places.max()["luminal B − basal-like"] < 0.06

    def test_the_association_holds_in_amplified_tumours_and_is_strongest_without_gain(self):
        rows = study.positives_by_gain().set_index("copy_number")
        assert rows["estimate"].idxmax() == "no gain"
        assert rows.loc["amplified", "ci_low"] > 0
        assert 0.2 < rows.loc["no gain", "tumours"] / rows["tumours"].sum() < 0.3
        sensitivity = study.basal_sensitivity().set_index(["held", "cohort"])
        assert sensitivity.loc[(AMPLIFIED, "mean"), "percentile"] > 0.95

    def test_other_measures_of_nfkb_have_the_same_sign_and_are_smaller(self):
        rows = (
            study.basal_measures().set_index(["cohort", "held", "measure"]).sort_index()["estimate"]
        )
        assert (rows > 0).all()
        for cohort in SCORED_WITH_CONTEXT:
            one = rows.xs((cohort, "immune and stromal score"))
            assert one.idxmax() == "Hallmark, mean z"

    def test_luminal_b_is_below_basal_like_in_rna_and_protein(self):
        rows = study.luminal_b().query("contrast == 'luminal B − basal-like, HER2-negative'")
        rows = rows[rows["adjusted"]]
        assert (rows["ci_high"] < 0).all()
        assert set(rows["cohort"]) == {"mean", "TCGA", "SCAN-B", "TCGA, protein"}

    def test_metabric_hardly_has_less_nfkb_in_luminal_b_than_in_basal_like(self):
        rows = study.luminal_b().query("contrast == 'luminal B − basal-like, HER2-negative'")
        rows = rows[rows["score"].isin([SCORED[1], "p65 pS536"]) & ~rows["adjusted"]]
        rows = rows.set_index("cohort")
        for cohort in ("METABRIC", "TCGA, protein"):
            assert -0.5 < rows.loc[cohort, "estimate"] < 0 < rows.loc[cohort, "ci_high"]
        assert rows["n_1"].idxmax() == "METABRIC"

    def test_her2_does_not_clearly_switch_nfkb_on_in_luminal_b(self):
        rows = study.luminal_b().query(
            "contrast == 'luminal B, HER2-positive − negative' and adjusted"
        )
        assert ((rows["ci_low"] < 0) & (rows["ci_high"] > 0)).all()

    def test_the_two_screens_do_not_agree_on_bms_345541(self):
        rows = study.pathway_inhibitors().query("contrast == 'basal − luminal'")
        rows = rows.set_index(["drug", "panel"])
        assert rows.loc[("BMS-345541", "GDSC1"), "ci_high"] > 0
        assert rows.loc[("BMS-345541", "GDSC2"), "ci_high"] < 0
        assert rows.loc[("BX-795", "GDSC1"), "ci_high"] < 0
        assert rows.loc[("KIN001-260", "GDSC1"), "ci_low"] > 0
        assert (rows.loc[[("BMS-345541", "GDSC1"), ("TPCA-1", "GDSC1")], "plain_high"] > 0).all()
        assert rows.loc[("KIN001-260", "GDSC1"), "plain_low"] < 0
        tested = rows.xs("GDSC1", level="panel").index
        assert not {"parthenolide", "bortezomib", "MG-132"} & set(tested)

    def test_the_amplified_basal_lines_lie_far_apart_and_jimt1_has_no_class(self):
        lines = study.lines_of_interest().set_index("line")
        basal = lines[lines["class"] == "basal"]
        assert list(basal.index) == ["HCC1569", "HCC1954"]
        assert (basal[["bms", "tpca"]].diff().iloc[1].abs() > 0.3).all()
        assert lines.loc["JIMT-1", "class"] == "none"
        assert lines.loc["JIMT-1", "her2_amplified"]

    def test_without_metastases_at_the_start_p65_still_shows_nothing(self):
        rows = study.progression().query("endpoint == 'pfi' and adjusted").set_index("patients")
        assert rows.loc[EARLY, "n_events"] < rows.loc["HER2 known", "n_events"]
        assert rows.loc[EARLY, "ci_low"] < 1 < rows.loc[EARLY, "hazard_ratio"]

    def test_the_claims_get_the_verdict_that_the_takeaways_say(self):
        claims = judged_claims("kanzaki2016").set_index("claim")
        assert claims["verdict"].to_dict() == {
            "Z1": "undecided",
            "Z2": "undecided",
            "Z3": "not testable",
            "Z4": "consistent",
            "Z5": "consistent",
            "Z6": "undecided",
            "Z7": "undecided",
            "Z8": "undecided",
        }
        assert not claims.loc[["Z4", "Z5"], "firm"].any()
