"""Study 1: its tests on small tables, and what its stored results must say."""

import sys

import numpy as np
import pandas as pd
import pytest

from resistbook.data import sources
from resistbook.data.cohorts.relapse import COMPARISONS, GENOME_WIDE
from resistbook.results import store
from resistbook.studies.keikha2021 import analyses as study


def toy(shift, seed=3):
    rng = np.random.default_rng(seed)
    relapse = pd.Series(np.repeat([0, 1], 20), index=[f"p{i}" for i in range(40)])
    values = pd.DataFrame(rng.normal(0, 1, (300, 40)), columns=relapse.index)
    values.index = [f"g{i}" for i in range(300)]
    values.loc["g0", relapse == 1] += shift
    return values, relapse


@pytest.mark.parametrize("sign", [1, -1])
def test_a_positive_effect_means_higher_in_relapse_in_both_kinds_of_data(sign):
    values, relapse = toy(3 * sign)
    strata = pd.Series("all", index=relapse.index)
    continuous = study.relapse_test("SCAN-B", values, relapse, strata).loc["g0"]
    binary = study.relapse_test(
        "GSE1379",
        (values > values.median(axis=1).to_numpy()[:, None]).astype(float),
        relapse,
        strata,
    ).loc["g0"]
    for row in (continuous, binary):
        assert sign * row["effect"] > 3 * row["effect_se"]
        assert row["fdr"] < 0.05
    assert sign * continuous["log2_fold_change"] > 2
    assert (binary["odds_ratio"] > 1) == (sign > 0)


def test_the_standardised_effect_is_the_difference_in_residual_sds():
    values, relapse = toy(2.0)
    row = study.relapse_test("SCAN-B", values * 5, relapse, None).loc["g0"]
    assert row["effect"] == pytest.approx(2.0, abs=0.6)


def test_an_effect_of_strata_alone_vanishes_within_strata():
    values, relapse = toy(0)
    site = pd.Series(np.where(relapse == 1, "A", "B"), index=relapse.index)
    site.iloc[::4] = "B"
    site.iloc[1::4] = "A"
    values.loc[:, site == "A"] += 2
    ignored = study.relapse_test("SCAN-B", values, relapse, None)
    within = study.relapse_test("SCAN-B", values, relapse, site)
    assert (ignored["p"] < 0.05).mean() > 0.5
    assert (within["p"] < 0.05).mean() < 0.12


def test_counts_turn_round_with_the_contrast():
    table = pd.DataFrame({"effect": [1, 1, -1.0], "log2_fold_change": [3, 1, -2.0]})
    forward, back = study._counts(table, 1), study._counts(table, -1)
    assert forward == {"higher": 2, "lower": 1, "higher_fourfold": 1, "lower_fourfold": 1}
    assert (back["higher"], back["lower"]) == (1, 2)


def test_a_score_difference_is_in_sds_and_within_strata():
    rng = np.random.default_rng(1)
    relapse = np.repeat([0.0, 1.0], 400)
    site = np.tile([0.0, 1.0], 400)
    scores = rng.normal(0, 2, (2, 800)) + np.array([[1.0], [0.0]]) * relapse + 5 * site
    design = pd.DataFrame({"Intercept": 1.0, "relapse": relapse, "site": site})
    effect, effect_se, p = study._score_difference(scores, design)
    assert effect[0] == pytest.approx(0.5, abs=0.15)
    assert abs(effect[1]) < 3 * effect_se[1]
    assert p[0] < 1e-6 < p[1]


def test_pooling_is_by_set_and_counts_signs():
    tests = pd.DataFrame(
        {
            "set": ["S"] * 3 + ["T"] * 3,
            "comparison": list("abc") * 2,
            "effect": [0.3, 0.3, 0.3, 0.1, -0.1, np.nan],
            "effect_se": [0.1, 0.1, 0.1, 0.1, 0.1, np.nan],
        }
    )
    table = study.pooled(tests).set_index("set")
    assert table.loc["S", "estimate"] == pytest.approx(0.3)
    assert table["k"].tolist() == [3, 2]
    assert table["k_positive"].tolist() == [3, 1]
    assert table.loc["T", "estimate"] == pytest.approx(0, abs=1e-12)


def test_the_grid_has_every_cell_once():
    grid = study.grid()
    assert len(grid) == len(COMPARISONS) * 2 * 2 * 4 * 2
    assert not grid.duplicated(
        ["cohort", "level", "strata", "criterion", "threshold", "contrast"]
    ).any()


def test_a_stricter_threshold_never_gives_more_genes():
    grid = study.grid().dropna(subset=["higher"])
    keys = ["cohort", "level", "strata", "contrast"]
    for column in ("higher", "lower"):
        wide = grid.pivot(index=keys, columns=["criterion", "threshold"], values=column)
        assert (wide["P", 0.01] <= wide["P", 0.05]).all()
        assert (wide["FDR", 0.05] <= wide["P", 0.05]).all()


def test_the_two_contrasts_mirror_each_other():
    grid = study.grid().dropna(subset=["higher"])
    keys = ["cohort", "level", "strata", "criterion", "threshold"]
    one = grid[grid["contrast"] == "relapse - none"].set_index(keys)
    other = grid[grid["contrast"] == "none - relapse"].set_index(keys)
    assert (one["higher"] == other["lower"]).all()
    assert (one["lower"] == other["higher"]).all()


def test_known_effects_point_the_known_way():
    controls = study.controls()
    assert (controls["effect"] * controls["expected"] > 0).all()
    assert (controls["p"] < 0.01).all()
    assert set(controls["gene"]) == {"HOXB13", "IL17RB", "ESR1", "node-positive"}


def test_camera_keeps_its_promise_and_the_naive_test_does_not():
    calibration = study.calibration_sets()
    by_test = calibration.groupby("test")["permuted_outcomes"]
    assert by_test.max()["CAMERA"] < 0.075
    assert by_test.min()["genes independent"] > 0.1


def test_effects_come_from_the_same_tables_as_their_mean():
    long = study.effects(GENOME_WIDE)
    meta = study.relapse_meta().set_index("gene")
    gene = "AURKA"
    mine = long[long["gene"] == gene].dropna()
    assert len(mine) == meta.loc[gene, "k"]
    assert mine["effect"].min() <= meta.loc[gene, "estimate"] <= mine["effect"].max()


def test_no_gene_table_is_made_of_the_series_with_scrambled_labels():
    with pytest.raises(KeyError, match="has no case 'GSE9893'"):
        study.relapse_genes("GSE9893")


@pytest.mark.raw
@pytest.mark.parametrize(
    "key", ["keikha2021/comparisons", "keikha2021/grid", "keikha2021/site_relapse"]
)
def test_a_step_reads_only_its_declared_sources_and_computes_the_stored_table(key, monkeypatch):
    for name, module in list(sys.modules.items()):
        for thing in vars(module).values() if name.startswith("resistbook.data.cohorts") else ():
            if hasattr(thing, "cache_clear"):
                thing.cache_clear()
    step, obtain, read = store.steps()[key], sources.obtain, set()

    def noted(entry, *more):
        read.add(entry.source)
        return obtain(entry, *more)

    monkeypatch.setattr(sources, "obtain", noted)
    store.verify(step)
    assert read
    assert read <= set(step.sources)


@pytest.mark.raw
def test_moderated_t_and_mantel_haenszel_agree_on_the_same_patients():
    """Two methods, one question: the panel on a log scale against above or below the median."""
    continuous = study.tested("Tamoxifen panel", True)["effect"]
    binary = study.tested("Tamoxifen", True)["effect"]
    shared = continuous.index.intersection(binary.index)
    assert len(shared) >= 90
    assert np.corrcoef(continuous[shared], binary[shared])[0, 1] > 0.85


class TestWordsOfTheChapter:
    """Statements that the chapter makes in words: if a result changes, so must they."""

    def test_only_gse9893_has_counts_near_the_published_ones(self):
        cells = study.grid().dropna(subset=["higher"])
        total = cells["higher"] + cells["lower"]
        large = cells[(total > 2000) & (cells[["higher", "lower"]].min(axis=1) > 1000)]
        assert set(large["cohort"]) == {"GSE9893"}

    def test_shuffling_within_sites_gives_nearly_as_many_genes_as_the_real_outcomes(self):
        table = study.calibration_genes()
        rows = table[(table["comparison"] == "GSE9893") & (table["criterion"] == "P < 0.05")]
        assert len(rows) == 2
        assert (rows["observed"] <= rows["high"]).all()
        assert (rows["observed"] >= rows["low"]).all()

    def test_no_cohort_comes_near_the_four_fold_counts(self):
        counts = study.fourfold()
        arrays = counts[counts["n_features"] > 6000]
        assert set(arrays["cohort"]) == {"GSE4335", "GSE1992", "GSE3143", "SCAN-B"}
        assert arrays["ci_high"].max() < 33
        assert counts.query("cohort == 'GSE4335'")["n_features"].max() < 8000

    def test_proliferation_passes_only_just_and_no_other_mechanism_does(self):
        meta = study.mechanisms_meta().set_index("set")
        assert meta.index[meta["fdr"] < 0.05].tolist() == ["HALLMARK_G2M_CHECKPOINT"]
        assert (meta["fdr_ad_hoc"] > 0.05).all()
        for name in ("HALLMARK_E2F_TARGETS", "HALLMARK_G2M_CHECKPOINT"):
            assert meta.loc[name, "k_positive"] == meta.loc[name, "k"] == len(GENOME_WIDE)
        early = meta.loc["HALLMARK_ESTROGEN_RESPONSE_EARLY"]
        assert early["k_positive"] == 0

    def test_few_random_sets_lie_as_far_as_g2m_in_the_two_largest_cohorts(self):
        share = study.mechanism_scores().set_index(["set", "comparison"])["random_share"]
        assert share["HALLMARK_G2M_CHECKPOINT", "Tamoxifen"] < 0.05
        assert share["HALLMARK_G2M_CHECKPOINT", "SCAN-B"] < 0.05

    def test_no_gene_passes_over_all_cohorts_and_racgap1_leads_among_tamoxifen_patients(self):
        assert (study.relapse_meta()["fdr"] > 0.05).all()
        tamoxifen = study.relapse_genes("Tamoxifen")
        assert tamoxifen.loc[tamoxifen["p"].idxmin(), "gene"] == "RACGAP1"

    def test_genes_of_resistant_cells_do_not_mark_relapse(self):
        meta = study.resistance_in_relapse_meta()
        assert (meta["fdr"] > 0.05).all()
        assert ((meta["ci_low"] < 0) & (meta["ci_high"] > 0)).all()

    def test_the_estimate_for_proliferation_does_not_hang_on_one_cohort(self):
        left_out = study.mechanisms_left_out().set_index("set")
        for name in ("HALLMARK_E2F_TARGETS", "HALLMARK_G2M_CHECKPOINT"):
            assert (left_out.loc[name, "estimate"] > 0).all()

    def test_observed_counts_stand_out_in_the_two_large_cohorts(self):
        table = study.calibration_genes()
        rows = table[(table["criterion"] == "P < 0.05") & (table["strata"] == "within")]
        outside = rows[rows["observed"] > rows["high"]]["comparison"]
        assert set(outside) == {"Tamoxifen", "SCAN-B"}
