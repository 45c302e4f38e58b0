"""Study 1: what the chapter states in words; if a result changes, so must they."""

from resistbook.data.cohorts.relapse import GENOME_WIDE
from resistbook.studies import keikha2021 as study


def test_only_gse9893_has_counts_near_the_published_ones():
    cells = study.grid().dropna(subset=["higher"])
    total = cells["higher"] + cells["lower"]
    large = cells[(total > 2000) & (cells[["higher", "lower"]].min(axis=1) > 1000)]
    assert set(large["cohort"]) == {"GSE9893"}


def test_shuffling_within_sites_gives_nearly_as_many_genes_as_the_real_outcomes():
    table = study.calibration_genes()
    rows = table[(table["comparison"] == "GSE9893") & (table["criterion"] == "P < 0.05")]
    assert len(rows) == 2
    assert (rows["observed"] <= rows["high"]).all()
    assert (rows["observed"] >= rows["low"]).all()


def test_no_cohort_comes_near_the_four_fold_counts():
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


def test_few_random_sets_lie_as_far_as_g2m_in_the_two_largest_cohorts():
    share = study.mechanism_scores().set_index(["set", "comparison"])["random_share"]
    assert share["HALLMARK_G2M_CHECKPOINT", "Tamoxifen"] < 0.05
    assert share["HALLMARK_G2M_CHECKPOINT", "SCAN-B"] < 0.05


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
