"""CAMERA: limma's values, invariants, the effect for meta-analysis, degenerate input."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from limma_cases import (
    CAMERA_RUNS,
    NEEDS_R,
    REFERENCE,
    Case,
    hallmarks,
    letrozole_two_weeks,
    limma,
    scanb_er_status,
    simulated,
)

from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.sets.competitive import camera

SETS = {"raised": [f"g{i}" for i in range(15)], "unmoved": [f"g{i}" for i in range(100, 130)]}
COUNTS = ["n_listed", "n_genes"]


@pytest.mark.raw
def test_the_hallmarks_by_receptor_status_equal_the_frozen_values_of_limma():
    theirs = pd.read_csv(REFERENCE / "scanb_er_status_camera.csv", index_col="set")
    case, sets = scanb_er_status(), hallmarks()
    runs = dict(zip(["p_estimated", "p_ranks", "p_preset"], CAMERA_RUNS, strict=False))
    for column, options in runs.items():
        ours = camera(*case, sets, **options).dropna(subset="p")
        assert ours.index.tolist() == theirs.index.tolist()
        np.testing.assert_allclose(ours["p"], theirs[column], rtol=1e-8, err_msg=column)
    ours = camera(*case, sets).dropna(subset="p")
    np.testing.assert_allclose(ours["correlation"], theirs["correlation"], rtol=1e-8)
    assert ours["n_genes"].tolist() == theirs["n_genes"].tolist()
    assert (ours["delta"] > 0).tolist() == (theirs["direction"] == "Up").tolist()


@pytest.mark.raw
@pytest.mark.r
@NEEDS_R
@pytest.mark.parametrize("case", [letrozole_two_weeks, scanb_er_status])
def test_every_set_of_a_real_study_equals_limma(case, tmp_path):
    sets = hallmarks()
    _, theirs = limma(tmp_path, case(), sets)
    for options, run in zip(CAMERA_RUNS, theirs, strict=True):
        ours = camera(*case(), sets, **options, minimum_size=1)
        # limma ranks by rounding error the genes whose fold change is exactly zero.
        tolerance = 1e-3 if options["use_ranks"] and case is letrozole_two_weeks else 1e-8
        np.testing.assert_allclose(ours["p"], run["p"], rtol=tolerance, err_msg=str(options))
        assert np.sign(ours["delta"]).tolist() == run["direction"].tolist()
        if "correlation" in run:
            np.testing.assert_allclose(ours["correlation"], run["correlation"], atol=1e-10)


@pytest.mark.r
@NEEDS_R
def test_a_contrast_and_sets_of_one_and_two_genes_equal_limma(tmp_path):
    rng = np.random.default_rng(4)
    group = pd.DataFrame({"group": list("aaaabbbbcccc")}, index=[f"s{i}" for i in range(12)])
    expression = pd.DataFrame(rng.normal(8, 1, (60, 12)), [f"g{i}" for i in range(60)], group.index)
    case = Case(expression, design_matrix("~ group", group), {"group[T.c]": 1, "group[T.b]": -0.5})
    sets = {"one": ["g3"], "two": ["g5", "g9"], "most": list(expression.index[:58])}
    _, theirs = limma(tmp_path, case, sets)
    for options, run in zip(CAMERA_RUNS, theirs, strict=True):
        ours = camera(*case, sets, **options, minimum_size=1)
        np.testing.assert_allclose(ours["p"], run["p"].clip(upper=1), rtol=1e-8)


@pytest.mark.raw
def test_early_oestrogen_response_leads_the_hallmarks_by_receptor_status():
    result = camera(*scanb_er_status(), hallmarks())
    early = result.loc["HALLMARK_ESTROGEN_RESPONSE_EARLY"]
    assert early["effect"] - 1.96 * early["effect_se"] > 0
    assert result["p"].idxmin() == "HALLMARK_ESTROGEN_RESPONSE_EARLY"
    assert early["correlation"] > 0.01


def test_a_set_that_is_raised_is_found_and_another_is_not():
    result = camera(*simulated(), SETS)
    assert result.loc["raised", "p"] < 1e-3
    assert result.loc["raised", "delta"] > 0
    assert result.loc["unmoved", "p"] > 0.01


def test_the_effect_is_the_difference_of_mean_standardised_differences():
    expression, design, coefficient = simulated()
    result = camera(expression, design, coefficient, SETS).loc["raised"]
    genes = moderated_t(expression, design, coefficient)
    u = np.sqrt(1 / 4 + 1 / 4)
    difference = genes["log2_fold_change"] / genes["residual_sd"]
    inside = genes.index.isin(SETS["raised"])
    rough = difference[inside].mean() - difference[~inside].mean()
    assert result["effect"] == pytest.approx(rough, rel=0.3)
    assert result["effect"] == pytest.approx(result["delta"] * u)
    assert result["effect"] / result["effect_se"] == pytest.approx(result["t"])


def test_the_effect_does_not_grow_with_the_number_of_samples_as_z_does():
    def study(n):
        rng = np.random.default_rng(n)
        group = pd.DataFrame({"g": ["a"] * n + ["b"] * n}, index=[f"s{i}" for i in range(2 * n)])
        y = rng.normal(8, 1, (2000, 2 * n))
        y[:100, n:] += 0.5
        expression = pd.DataFrame(y, [f"g{i}" for i in range(2000)], group.index)
        sets = {"raised": expression.index[:100]}
        return camera(expression, design_matrix("~ g", group), "g[T.b]", sets).loc["raised"]

    small, large = study(10), study(90)
    assert large["delta"] / small["delta"] == pytest.approx(3, rel=0.2)
    assert small["effect"] == pytest.approx(0.5, abs=0.1)
    assert large["effect"] == pytest.approx(0.5, abs=0.05)


def test_correlated_genes_widen_the_standard_error():
    expression, design, coefficient = simulated()
    shared = np.random.default_rng(9).normal(size=8)
    together = expression.copy()
    together.loc[SETS["unmoved"]] += 3 * shared
    alone = camera(expression, design, coefficient, SETS).loc["unmoved"]
    correlated = camera(together, design, coefficient, SETS).loc["unmoved"]
    assert correlated["correlation"] > 0.5 > alone["correlation"]
    assert correlated["standard_error"] > 2 * alone["standard_error"]


def test_a_negative_correlation_is_told_but_does_not_narrow_the_test():
    expression, design, coefficient = simulated()
    mirrored = expression.copy()
    mirrored.loc[SETS["unmoved"][15:]] = 16 - expression.loc[SETS["unmoved"][:15]].to_numpy()
    result = camera(mirrored, design, coefficient, SETS).loc["unmoved"]
    assert result["correlation"] < 0
    assert result["variance_inflation"] == 1


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_exchanging_the_groups_turns_the_sign_only(seed, use_ranks):
    expression, design, coefficient = simulated(seed=seed)
    turned = design.assign(**{coefficient: 1 - design[coefficient]})
    before = camera(expression, design, coefficient, SETS, use_ranks=use_ranks)
    after = camera(expression, turned, coefficient, SETS, use_ranks=use_ranks)
    np.testing.assert_allclose(after["t"], -before["t"], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(after["p"], before["p"], rtol=1e-6)


@settings(max_examples=20)
@given(st.permutations(range(200)), st.booleans())
def test_the_order_of_genes_does_not_matter(order, use_ranks):
    expression, design, coefficient = simulated()
    before = camera(expression, design, coefficient, SETS, use_ranks=use_ranks)
    after = camera(expression.iloc[order], design, coefficient, SETS, use_ranks=use_ranks)
    pd.testing.assert_frame_equal(before, after)


def test_unknown_and_repeated_genes_are_counted_but_change_nothing():
    sets = {"raised": [*SETS["raised"], "nowhere", "elsewhere", "g0", "g1"]}
    expected = camera(*simulated(), {"raised": SETS["raised"]}).drop(columns="n_listed")
    result = camera(*simulated(), sets)
    assert result.loc["raised", COUNTS].tolist() == [17, 15]
    pd.testing.assert_frame_equal(result.drop(columns="n_listed"), expected)


@pytest.mark.parametrize("genes", [9, 0, 200])
def test_a_set_too_small_or_of_all_genes_is_nan_and_outside_the_fdr(genes):
    listed = [f"g{i}" for i in range(genes)]
    result = camera(*simulated(), SETS | {"edge": listed})
    assert result.loc["edge"].drop(COUNTS).isna().all()
    assert result.loc["edge", COUNTS].tolist() == [genes, genes]
    pd.testing.assert_series_equal(
        result.drop(index="edge")["fdr"], camera(*simulated(), SETS)["fdr"]
    )


def test_a_gene_without_any_value_belongs_to_no_set_and_not_to_the_others():
    expression, design, coefficient = simulated()
    lacking = expression.copy()
    lacking.loc[["g3", "g150"]] = np.nan
    result = camera(lacking, design, coefficient, SETS)
    expected = camera(expression.drop(index=["g3", "g150"]), design, coefficient, SETS)
    assert result.loc["raised", COUNTS].tolist() == [15, 14]
    pd.testing.assert_frame_equal(result, expected)


def test_correlation_rests_on_the_complete_genes_of_the_set():
    expression, design, coefficient = simulated()
    lacking = expression.copy()
    lacking.loc[SETS["raised"][:4], "s2"] = np.nan
    result = camera(lacking, design, coefficient, SETS).loc["raised"]
    complete = {"complete": SETS["raised"][4:]}
    expected = camera(expression, design, coefficient, complete).loc["complete", "correlation"]
    assert result["n_genes"] == 15
    assert result["correlation"] == pytest.approx(expected)
    assert result["variance_inflation"] == pytest.approx(max(1, 1 + 14 * expected))


def test_too_few_complete_genes_give_nan_unless_the_correlation_is_preset():
    expression, design, coefficient = simulated()
    expression.loc[SETS["raised"][:6], "s2"] = np.nan
    estimated = camera(expression, design, coefficient, SETS)
    preset = camera(expression, design, coefficient, SETS, inter_gene_correlation=0.01)
    assert estimated.loc["raised"].drop(COUNTS).isna().all()
    assert preset.loc["raised"].notna().all()


def test_ranks_have_no_effect_on_the_scale_of_differences():
    result = camera(*simulated(), SETS, use_ranks=True)
    assert result[["effect", "effect_se"]].isna().all(axis=None)
    assert 0 < result.loc["raised", "delta"] <= 0.5


def test_a_gene_that_stands_twice_is_named():
    expression, design, coefficient = simulated()
    twice = expression.rename(index={"g9": "g8"})
    with pytest.raises(ValueError, match="'g8' stands twice"):
        camera(twice, design, coefficient, SETS)


@pytest.mark.parametrize(
    ("sets", "correlation", "message"),
    [
        ({}, None, "no gene set"),
        ({"one": "ESR1"}, None, "'one' is the text 'ESR1'"),
        (SETS, -0.1, "must lie in"),
        (SETS, 1.1, "must lie in"),
    ],
)
def test_what_cannot_be_tested_is_refused(sets, correlation, message):
    with pytest.raises(ValueError, match=message):
        camera(*simulated(), sets, inter_gene_correlation=correlation)


def test_fewer_than_three_genes_are_refused():
    expression, design, coefficient = simulated()
    with pytest.raises(ValueError, match="2 genes can be tested"):
        camera(expression.iloc[:2], design, coefficient, SETS)
