"""Study 1: what the chapter states in words; if a result changes, so must they."""

import pytest

from resistbook.claims.readings import readings
from resistbook.claims.verdicts import decision
from resistbook.data.cohorts.relapse import GENOME_WIDE
from resistbook.display.numbers import glued
from resistbook.studies import keikha2021 as study


def test_only_gse9893_has_counts_near_the_published_ones():
    cells = study.grid().dropna(subset=["higher"])
    total = cells["higher"] + cells["lower"]
    large = cells[(total > 2000) & (cells[["higher", "lower"]].min(axis=1) > 1000)]
    assert set(large["cohort"]) == {"GSE9893"}


def test_the_rule_of_the_pair_says_consistent_as_often_without_a_part_of_the_authors_table():
    found = glued(study.numbers.published_counts())
    assert found["pair_if_true"] == found["pair_if_none"] == found["chance_strict"] > 0
    assert found["match_most"] < 0.05


def test_shuffling_within_sites_gives_nearly_as_many_genes_as_the_real_outcomes():
    table = study.calibration_genes()
    rows = table[(table["comparison"] == "GSE9893") & (table["criterion"] == "P < 0.05")]
    assert len(rows) == 2
    assert (rows["observed"] <= rows["high"]).all()
    assert (rows["observed"] >= rows["low"]).all()


def test_as_the_rule_reads_them_no_cohort_comes_near_the_four_fold_counts():
    counts = study.fourfold()
    arrays = counts[counts["n_features"] > 6000]
    assert set(arrays["cohort"]) == {"GSE4335", "GSE1992", "GSE3143", "SCAN-B"}
    assert arrays["ci_high"].max() < 33
    assert counts.query("cohort == 'GSE4335'")["n_features"].max() < 8000


def test_proliferation_passes_only_just_and_no_other_mechanism_does():
    meta = study.mechanisms_meta().set_index("set")
    assert meta.index[meta["fdr"] < 0.05].tolist() == ["HALLMARK_G2M_CHECKPOINT"]
    assert (meta["fdr_ad_hoc"] > 0.05).all()
    for name in ("HALLMARK_E2F_TARGETS", "HALLMARK_G2M_CHECKPOINT"):
        assert meta.loc[name, "k_positive"] == meta.loc[name, "k"] == len(GENOME_WIDE)
    early = meta.loc["HALLMARK_ESTROGEN_RESPONSE_EARLY"]
    assert early["k_positive"] == 0
    assert early["ci_low_ad_hoc"] == early["ci_low"]
    assert early["ci_high_ad_hoc"] == early["ci_high"] < 0
    left_out = study.mechanisms_left_out().query("set == 'HALLMARK_ESTROGEN_RESPONSE_EARLY'")
    assert (left_out["estimate"] < 0).all()


def test_random_sets_lie_as_far_as_g2m_in_few_cases_or_many_depending_on_the_cohort():
    share = study.mechanism_scores().set_index(["set", "comparison"])["random_share"]
    shares = share["HALLMARK_G2M_CHECKPOINT"]
    assert set(shares.index) == set(GENOME_WIDE)
    assert shares.min() < 0.05
    assert shares.max() > 0.25


def test_the_early_oestrogen_response_is_the_only_set_that_a_fixed_effect_calls():
    readings = study.mechanisms_readings()
    fixed = readings[readings["reading"] == "fixed effect"]
    assert fixed.loc[fixed["fdr"] < 0.05, "set"].tolist() == ["HALLMARK_ESTROGEN_RESPONSE_EARLY"]
    assert (fixed.set_index("set").loc["HALLMARK_ESTROGEN_RESPONSE_EARLY", "estimate"]) < 0


def test_the_early_oestrogen_response_leads_by_three_readings_and_not_where_relapse_is_the_event():
    readings = study.mechanisms_readings()
    first = readings.loc[readings.groupby("reading")["p"].idxmin()].set_index("reading")["set"]
    for name in ("ad hoc correction", "fixed effect", "tamoxifen patients"):
        assert first[name] == "HALLMARK_ESTROGEN_RESPONSE_EARLY"
    assert (readings.query("reading == 'tamoxifen patients'")["fdr"] > 0.05).all()
    rows = readings.set_index(["reading", "set"])
    relapse = rows.loc[("relapse as the event", "HALLMARK_ESTROGEN_RESPONSE_EARLY")]
    assert relapse["ci_low"] < 0 < relapse["ci_high"]


def test_prerank_calls_sets_in_every_comparison_and_camera_in_none():
    called = study.mechanisms_prerank().query("fdr < 0.05")
    assert set(called["comparison"]) == set(GENOME_WIDE)
    assert (study.mechanisms()["fdr"] > 0.05).all()


def test_no_reading_decides_the_seven_mechanisms_and_the_rule_could_seldom_have():
    found = decision("keikha2021", "K5")
    assert (found.word, found.firm, found.reason) == ("undecided", True, "too little power")
    assert found.power.consistent_if_true < 0.5
    assert found.power.contradicted_if_true <= 0.05


@pytest.mark.parametrize("claim", ["K3", "K4", "K6"])
def test_two_choices_turn_the_four_fold_counts_round_and_other_data_contradict_none(claim):
    found = decision("keikha2021", claim)
    assert found.primary.verdict == "contradicted"
    assert (found.word, found.reason) == ("undecided", "readings disagree")
    assert {"meaning of the threshold", "share of patients measured"} <= set(found.moved)
    assert found.power.contradicted_if_true > 0.5


@pytest.mark.parametrize("claim", ["K3", "K4", "K6"])
def test_a_floor_on_the_patients_of_each_group_turns_the_word_between_seven_and_eight(claim):
    words = readings("keikha2021", claim).set_index(["axis", "alternative"])["verdict"]
    words = words["patients measured in each group"]
    assert words[["five", "six", "seven"]].tolist() == ["consistent"] * 3
    assert words["eight"] == "contradicted"


def test_the_upper_limits_in_the_text_are_those_that_decide_the_readings():
    found = glued(study.numbers.fourfold_counts())
    for claim, direction in (("K3", "up"), ("K4", "down")):
        told = readings("keikha2021", claim).set_index("alternative")["evidence"]
        for name, alternative in {"twofold": "two-fold", "quarter": "one quarter"}.items():
            limit = found[f"{name}_limit_{direction}"]
            assert told[alternative].startswith(f"As deposited: at most {limit:.0f} genes")
    told = readings("keikha2021", "K3").set_index("alternative")["evidence"]
    for name, alternative in {"third": "one third", "seven": "seven", "eight": "eight"}.items():
        assert f"at most {found[f'{name}_limit_up']:.0f} genes" in told[alternative]


def test_no_table_could_show_the_published_pair():
    for claim in ("K1", "K2"):
        found = decision("keikha2021", claim)
        assert found.word == "undecided"
        assert found.power.consistent_if_true < 0.01
    assert study.joint_match()["features"].max() < study.USUAL_ARRAY


def test_the_near_sum_is_another_share_of_the_table_and_another_split():
    found = glued(study.numbers.near_sum())
    assert abs(found["scrambled_sum"] / found["published_sum"] - 1) < 0.02
    assert found["scrambled_share"] > 2 * found["published_share"]
    assert found["scrambled_split"] < 50 < found["split_most"] < found["published_split"] - 3


def test_the_nearest_cell_is_of_gse9893_with_the_contrast_reversed():
    cells = study.grid().dropna(subset=["higher"])
    distance = (cells[["higher", "lower"]] / [1460, 1132] - 1).abs().max(axis=1)
    nearest = cells[distance == distance.min()]
    assert set(nearest["cohort"]) == {"GSE9893"}
    assert set(nearest["contrast"]) == {"none - relapse"}


def test_half_of_one_site_lies_apart_on_the_first_component_whatever_the_outcome():
    counts = study.first_component()
    far = counts[counts["low"] >= study.numbers.FAR]
    patients = far.groupby("site")["patients"].sum()
    assert patients["EB"] > 0.9 * patients.sum()
    found = glued(study.numbers.unnamed())
    assert found["component_far"] == found["component_eb"] / 2
    assert abs(found["component_far_relapsed"] - found["component_near_relapsed"]) < 5


def test_transporters_point_in_both_directions_and_none_passes():
    table = study.transporter_genes()
    nominal = table.loc[table["p"] < 0.05, "odds_ratio"]
    assert nominal.min() < 1 < nominal.max()
    assert (table["fdr"] > 0.05).all()


def test_the_estimates_of_immune_sets_are_higher_where_the_claim_expects_lower():
    meta = study.mechanisms_meta().set_index("set")
    immune = meta.loc[study.declared_rule()["themes"]["immune evasion"]["sets"]]
    assert (immune["estimate"] > 0).all()
    assert (immune["ci_low"] < 0).all()
    found = glued(study.numbers.mechanisms())
    every = meta[
        meta.index.str.contains("INTERFERON|INFLAMMATORY|ALLOGRAFT|COMPLEMENT|IL6_JAK_STAT3")
    ]
    assert found["immune_sets"] == len(every)
    assert (every["estimate"] > 0).all()
    assert (every["fdr"] > 0.05).all()


def test_outside_their_series_hoxb13_and_il17rb_may_go_either_way_and_racgap1_is_higher():
    outside = study.replication().query("series == 'without GSE1379'").set_index("gene")
    for gene in ("HOXB13", "IL17RB"):
        assert outside.loc[gene, "ci_low"] < 1 < outside.loc[gene, "ci_high"]
    assert outside.loc["RACGAP1", "ci_low"] > 1


def test_il17rb_is_lower_in_scan_b_and_three_genes_of_proliferation_higher_everywhere():
    effects = study.effects(GENOME_WIDE).set_index("gene")
    assert (effects.loc[["AURKA", "CDKN3", "FOXM1"], "effect"] > 0).all()
    assert (effects.loc["IL17RB", "effect"].dropna() < 0).all()
    assert glued(study.numbers.differing_genes())["il17rb_scan_b_high"] < 0
    means = study.relapse_meta().set_index("gene").loc[["HOXB13", "IL17RB", "ESR1"]]
    assert ((means["ci_low"] < 0) & (means["ci_high"] > 0)).all()


def test_sites_explain_little_of_the_pooled_series():
    table = study.calibration_genes().set_index(["comparison", "strata", "criterion"])
    assert table.loc[("Tamoxifen", "within", "P < 0.05"), "exceeding"] < 0.01


def test_no_gene_passes_over_all_cohorts_and_racgap1_leads_among_tamoxifen_patients():
    assert (study.relapse_meta()["fdr"] > 0.05).all()
    tamoxifen = study.relapse_genes("Tamoxifen")
    assert tamoxifen.loc[tamoxifen["p"].idxmin(), "gene"] == "RACGAP1"


def test_genes_of_resistant_cells_do_not_mark_relapse():
    meta = study.resistance_in_relapse_meta()
    assert (meta["fdr"] > 0.05).all()
    assert ((meta["ci_low"] < 0) & (meta["ci_high"] > 0)).all()


def test_the_estimate_for_proliferation_does_not_hang_on_one_cohort():
    left_out = study.mechanisms_left_out().set_index("set")
    for name in ("HALLMARK_E2F_TARGETS", "HALLMARK_G2M_CHECKPOINT"):
        assert (left_out.loc[name, "estimate"] > 0).all()


def test_observed_counts_stand_out_in_the_two_large_cohorts():
    table = study.calibration_genes()
    rows = table[(table["criterion"] == "P < 0.05") & (table["strata"] == "within")]
    outside = rows[rows["observed"] > rows["high"]]["comparison"]
    assert set(outside) == {"Tamoxifen", "SCAN-B"}
