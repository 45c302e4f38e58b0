"""Study 4: its loaders, its steps on small tables, and what its stored results must say."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts import (
    gdsc1,
    gdsc2,
    metabric,
    metabric_clinical,
    metabric_cn,
    neve2006,
    neve2006_clones,
    tcga_normal_segments,
    tcga_segments,
    transneo,
    transneo_segments,
)
from resistbook.data.cohorts.lines.neve2006 import CCNE1_CLONE, ERBB2_CLONE
from resistbook.data.cohorts.tumours.metabric import CCNE1_PROBE
from resistbook.genes.copy_number import GENES, at_locus
from resistbook.studies.scaltriti2011 import analyses as study


@pytest.mark.raw
def test_metabric_codes_death_as_event_although_its_panel_codes_life():
    cohort = metabric()
    assert cohort.expression.shape == (300, 1904)
    assert cohort.clinical["os_event"].sum() == (1904 - 801)
    assert {"ERBB2", "CCNE1", "CCNB1"} <= set(cohort.expression.index)


@pytest.mark.raw
def test_her2_positive_metabric_tumours_have_more_erbb2_in_copies_and_mrna():
    for cohort in (metabric(), metabric_cn()):
        her2 = cohort.clinical["her2"]
        by_status = cohort.expression.loc["ERBB2"].groupby(her2).mean()
        assert by_status[1.0] > by_status[0.0] + 1


@pytest.mark.raw
def test_the_probe_that_stands_for_ccne1_is_the_one_that_goes_best_with_its_mrna():
    copies, mrna = metabric_cn().expression, metabric().expression.loc["CCNE1"]
    tumours = copies.columns.intersection(mrna.index)
    found = copies[tumours].T.corrwith(mrna[tumours]).sort_values(ascending=False)
    assert set(found.index[:2]) == {"CCNE1", "ILMN_2384785"}
    assert copies.loc["CCNE1"].to_list() == copies.loc["ILMN_2384785"].to_list()
    assert CCNE1_PROBE not in copies.index
    places = sorted(copies.index.get_indexer(found.index[:4]))
    assert places == list(range(places[0], places[0] + 4))
    assert found.iloc[3] > found.iloc[4] + 0.1
    later = [copies.index.get_loc(gene) for gene in ("ERBB2", "THRA")]
    assert min(places) > max(later)


@pytest.mark.raw
def test_metabric_times_stand_beside_events_only():
    clinical = metabric_clinical()
    for end in ("os", "rfs"):
        assert clinical[f"{end}_event"].notna().equals(clinical[f"{end}_months"].notna())
    alive = clinical["os_event"] == 0
    assert clinical.loc[alive, "died_of_disease"].eq(0).all()


@pytest.mark.raw
def test_lines_carry_known_gains():
    clinical = gdsc1().clinical.set_index("line")
    assert clinical.loc[["BT-474", "AU565", "HCC1954"], "erbb2_gain"].eq(1).all()
    assert clinical.loc[["OVCAR-3", "HCC1569"], "ccne1_gain"].eq(1).all()
    assert clinical.loc["MCF7", ["erbb2_gain", "ccne1_gain"]].eq(0).all()
    assert set(gdsc2().clinical["line"]) <= set(clinical.index)


@pytest.mark.raw
def test_lapatinib_kills_erbb2_gained_lines_at_lower_doses_in_both_screens():
    for cohort in (gdsc1(), gdsc2()):
        gained = cohort.clinical["erbb2_gain"] == 1
        dose = cohort.expression.loc["lapatinib"]
        assert dose[gained].median() < dose[~gained].median()


@pytest.mark.raw
def test_the_clones_of_the_array_of_lines_stand_at_their_genes():
    ratios, clones = neve2006().expression, neve2006_clones()
    assert (ratios.loc[ERBB2_CLONE, ["BT474", "AU565", "SKBR3"]] > 2).all()
    assert ratios.loc[ERBB2_CLONE, "MCF7"] < 0.5
    assert clones.loc[CCNE1_CLONE, "chromosome"] == "19"
    assert ratios.loc[CCNE1_CLONE, "HCC1569"] > 1


@pytest.mark.raw
def test_transneo_gives_antibodies_to_her2_positive_patients():
    patients = transneo()
    treated = patients["anti_her2"] > 0
    assert (patients.loc[treated, "her2"] == 1).mean() > 0.95
    assert set(transneo_segments()["sample"]) == set(patients.index)
    assert patients["residual"].value_counts().to_dict() == {1.0: 120, 0.0: 42}


@pytest.mark.raw
def test_tcga_has_one_primary_tumour_a_patient():
    segments = tcga_segments()
    assert segments["sample"].nunique() == 1080
    assert segments["sample"].str.fullmatch(r"TCGA-\w{2}-\w{4}").all()


@pytest.mark.raw
def test_normal_cells_carry_no_amplification_of_19q12():
    normal = tcga_normal_segments()
    assert normal["sample"].str.fullmatch(r"TCGA-\w{2}-\w{4}-1[01]").all()
    assert (at_locus(normal, GENES["CCNE1"]).abs() < 0.5).all()


@pytest.mark.raw
def test_what_a_short_segment_measured_is_not_given_to_its_neighbours():
    segments = tcga_segments()
    short = segments[segments["probes"] < study.FEWEST_PROBES].query("chromosome == '19'")
    read = study.segments().query("chromosome == '19'")
    for row in short.sample(50, random_state=1).itertuples():
        mine = read[read["sample"] == row.sample]
        assert not ((mine["start"] < row.end) & (mine["end"] > row.start)).any()


def test_the_shared_region_holds_ccne1_only_where_gaps_are_closed_after_the_choice_of_segments():
    readings = study.region_readings()
    holding = readings[(readings["widest"] == 1) & (readings["holds_ccne1"] == 1)]
    assert set(holding["reading"]) == {"10 probes, then gaps closed"}
    table = study.focality().query("extent == 'segment'").set_index("threshold")
    mine = readings.query("reading == 'gaps closed, then 10 probes' and widest == 1")
    assert table.loc[mine["threshold"], "common_start"].tolist() == mine["start"].tolist()


def test_low_short_segments_at_ccne1_are_not_inherited():
    short = study.short_segments().iloc[0]
    assert short["low"] == short["normal_flat"] == 3
    assert short["most_value"] < short["threshold"]
    assert short["start"] < GENES["CCNE1"].start < short["end"] < GENES["CCNE1"].end


def test_focal_amplification_tells_genes_of_19q_apart_less_than_genes_of_16p():
    arms = study.focal_baseline().set_index("arm")
    assert arms.loc["19q", "least"] > arms.loc["16p", "most"]


def test_truths_further_apart_than_the_printed_medians_reach_the_bound_more_often():
    truths = study.survival_truths().sort_values("first", ascending=False)
    for _, rows in truths.groupby("censoring"):
        assert rows["power"].is_monotonic_increasing
        assert rows["power_given_medians"].is_monotonic_increasing


def test_strata_of_er_add_up_to_all_tumours_of_known_status():
    table = study.coamplification_by_er().set_index(["cohort", "threshold", "er"])
    counts = ["in_group", "in_both", "others", "others_high"]
    both = table.xs("both", level="er")[counts]
    parts = table.drop("both", level="er")[counts].groupby(level=["cohort", "threshold"]).sum()
    pd.testing.assert_frame_equal(parts.loc[both.index], both)


def test_purity_as_a_covariate_keeps_the_patients_of_the_primary_analysis():
    found = study.purity().set_index("model")
    main = study.outcome().query(
        "analysis == 'TransNEO, residual disease' and group == 'HER2-positive' "
        "and model == 'adjusted'"
    )
    assert (found["patients"] == main["patients"].iloc[0]).all()
    assert found.loc["ER, proliferation", "estimate"] == main["estimate"].iloc[0]


def test_a_shared_amplification_is_counted_in_its_cell():
    inside = pd.Series([True] * 10 + [False] * 90)
    high = pd.Series([True] * 4 + [False] * 6 + [True] * 9 + [False] * 81)
    found = study._cooccurrence(inside, high)
    assert (found["in_group"], found["both"], found["tumours"]) == (10, 4, 100)
    assert found["share"] == 0.4
    assert found["elsewhere"] == 0.1
    assert found["expected"] == pytest.approx(1.3)
    assert found["or_low"] < found["odds_ratio"] < found["or_high"]


def test_independent_amplifications_have_an_odds_ratio_near_one():
    inside = pd.Series([True] * 100 + [False] * 900)
    high = pd.Series(([True] * 10 + [False] * 90) * 10)
    found = study._cooccurrence(inside, high)
    assert found["odds_ratio"] == pytest.approx(1, abs=0.05)
    assert found["both"] == found["expected"]


def test_the_power_of_fishers_test_is_that_of_counting_all_tables():
    assert study._fisher_power(20, 0.3, 20, 0.3) < 0.05
    assert study._fisher_power(18, 0.333, 16, 0.875) > 0.8
    assert study._fisher_power(1, 0.333, 60, 0.875) < 0.2


def test_higher_values_that_go_with_events_have_an_estimate_above_zero():
    rng = np.random.default_rng(5)
    x = rng.normal(size=120)
    residual = (x + rng.logistic(size=120) > 0).astype(float)
    months = rng.exponential(20 / np.exp(x))
    logistic = study._association(pd.DataFrame({"x": x, "residual": residual}), [])
    hazard = study._association(pd.DataFrame({"x": x, "os_event": 1.0, "os_months": months}), [])
    for found in (logistic, hazard):
        assert found["ci_low"] > 0
        assert found["estimate"] == pytest.approx(1, abs=0.5)
        assert found["detectable"] > 1


def test_a_difference_between_tissues_is_no_effect_of_a_gain():
    rng = np.random.default_rng(6)
    tissue = np.repeat(["breast", "ovary"], 60)
    gain = np.concatenate([np.repeat([1, 0], [50, 10]), np.repeat([1, 0], [10, 50])]).astype(float)
    dose = pd.Series(3.0 * (tissue == "breast") + rng.normal(size=120))
    lines = pd.DataFrame({"tissue": tissue, "ccne1_gain": gain})
    found = study._gain_effect(dose, lines)
    assert found["ci_low"] < 0 < found["ci_high"]
    crude = study._gain_effect(dose, lines.assign(tissue="one"))
    assert crude["ci_low"] > 0


def test_controls_of_known_direction_point_that_way():
    controls = study.outcome_controls()
    assert (controls["estimate"] * controls["expected"] > 0).all()
    assert (study.drug_identity()["rank"] <= 6).all()


def test_amplification_agrees_with_gistic_where_both_hold_the_gene():
    table = study.gistic_agreement().set_index("gene")
    assert (table["correlation"] > 0.7).all()
    assert table.loc["ERBB2", "sensitivity"] > 0.8
    assert (table["false"] < 0.1).all()


def test_the_only_table_of_34_patients_is_six_of_eighteen_against_fourteen_of_sixteen():
    table = study.admissible().query("n == 34")
    assert table[["k1", "n1", "k2", "n2"]].to_numpy().tolist() == [[6, 18, 14, 16]]
    marked = study.survival_attainability().query("admissible == 1")
    assert set(marked["n1"]) == {18}


def test_power_falls_with_censoring_and_rises_with_regular_times():
    power = study.survival_attainability().pivot(index="n1", columns="censoring", values="power")
    assert (power["moderate"] < power["none"] + 0.01).all()
    shapes = study.survival_shapes().pivot(index="shape", columns="censoring", values="power")
    assert (shapes.diff().iloc[1:] > 0).all().all()


def test_the_track_never_has_more_focal_amplifications_than_amplifications_or_gains():
    track = study.track().pivot(index="position", columns="level", values="tumours")
    assert (track["focal amplification"] <= track["amplification"]).all()
    assert (track["amplification"] <= track["gain"]).all()


def test_more_tumours_pass_lower_thresholds():
    rates = study.coamplification().dropna(subset=["threshold"])
    for _, rows in rates.query("group == 'HER2-positive'").groupby("cohort"):
        assert rows.sort_values("threshold")["both"].is_monotonic_decreasing


def test_survival_starts_at_one_never_rises_and_carries_numbers_at_risk():
    for _, curve in study.curves().groupby("group"):
        assert curve["survival"].iloc[0] == 1
        assert (curve["survival"].diff().dropna() <= 1e-9).all()
        assert curve["survival"].between(curve["ci_low"] - 1e-9, curve["ci_high"] + 1e-9).all()
        assert curve["at_risk"].is_monotonic_decreasing


def test_palbociclib_is_less_active_in_gained_lines_of_both_screens():
    rows = study.cdk_inhibitors().query("drug == 'palbociclib' and lines == 'all tissues'")
    assert len(rows) == 2
    assert (rows["ci_low"] > 0).all()
