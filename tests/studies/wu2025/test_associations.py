"""Study 5, associations: loaders, rules, random scores, and what stored results must agree on."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from resistbook.claims.rules import RULES
from resistbook.data.cohorts import gdsc2, gdsc2_expression, transneo, transneo_immune
from resistbook.stats.association import adjusted_difference
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies.wu2025 import associations as study

beyond = RULES["differences_beyond_random"]
PARAMETERS = {"fdr": 0.05, "percentile": 95, "random": 1000, "cohort": "SCAN-B"}
PARAMETERS |= {"groups": "halves", "null": "trained alike", "known": ["proliferation"]}


@pytest.mark.raw
def test_lines_with_expression_are_lines_of_the_screen_and_lack_the_receptors():
    cohort = gdsc2_expression()
    assert cohort.expression.shape == (500, 199)
    assert set(cohort.expression.columns) <= set(gdsc2().expression.columns)
    assert not {"ESR1", "ERBB2", "PGR"} & set(cohort.expression.index)


@pytest.mark.raw
def test_immune_cells_of_transneo_go_with_each_other():
    cells, patients = transneo_immune(), transneo()
    assert set(cells.columns) <= set(patients.index)
    lymphocytes = cells.loc[["T cells", "Cytotoxic lymphocytes", "B lineage"]].T.corr()
    assert lymphocytes.to_numpy().min() > 0.5


def counts(**row):
    whole = {
        "cohort": "SCAN-B",
        "score": "anoikis",
        "groups": "halves",
        "random": "trained alike",
        "items": 20,
        "significant": 18,
        "random_share": 0.5,
        "random_median": 10.0,
        "random_95": 15.0,
        "percentile": 98.0,
        "p": 0.02,
        "patients": 340,
    } | row
    easier = whole | {"random": "weights on random genes", "random_95": 1.0}
    return pd.DataFrame([easier, whole, whole | {"score": "proliferation", "significant": 0}])


@pytest.mark.parametrize(
    ("significant", "verdict"),
    [(18, "consistent"), (15, "undecided"), (3, "undecided"), (0, "contradicted")],
)
def test_differences_count_only_beyond_those_of_random_models(significant, verdict):
    assert beyond(counts(significant=significant), **PARAMETERS).verdict == verdict


def test_where_nothing_was_compared_nothing_is_decided():
    assert beyond(counts(items=0, significant=0), **PARAMETERS).verdict == "undecided"


def test_drugs_are_judged_by_all_of_them_not_by_a_family():
    accurate = counts(significant=18).assign(drugs="accurate")
    both = pd.concat([accurate, counts(significant=0).assign(drugs="all")])
    assert beyond(both, **PARAMETERS, drugs="all").verdict == "contradicted"


@pytest.fixture
def cohort():
    rng = np.random.default_rng(3)
    samples = [f"P{i}" for i in range(80)]
    scores = pd.DataFrame(rng.normal(size=(3, 80)), columns=samples)
    scores.loc[2] = 0.0
    items = pd.DataFrame(rng.normal(size=(5, 80)), list("abcde"), samples)
    items.loc["a"] += scores.loc[0]
    er = pd.DataFrame({"er": rng.integers(0, 2, 80).astype(float)}, index=samples)
    return items, scores, er


def test_a_score_that_selected_no_gene_finds_nothing(cohort):
    items, scores, er = cohort
    for groups in ("halves", "halves, adjusted", "continuous"):
        p = study.p_values(items, scores, groups, er)
        assert p.loc[2].isna().all()
        assert not study.significant(p).loc[2].any()
        assert study.significant(p).loc[0, "a"]


def test_continuous_scores_are_correlated_by_rank(cohort):
    items, scores, er = cohort
    p = study.p_values(items, scores, "continuous", er)
    assert p.loc[1, "d"] == pytest.approx(spearmanr(scores.loc[1], items.loc["d"]).pvalue)


def test_halves_at_equal_covariates_are_compared_by_least_squares(cohort):
    items, scores, er = cohort
    p = study.p_values(items, scores, "halves, adjusted", er)
    high = (scores.loc[1] > scores.loc[1].median()).astype(float)
    expected = adjusted_difference(items, high, er)["p"]
    assert p.loc[1].to_numpy() == pytest.approx(expected.to_numpy())


def test_false_discoveries_are_controlled_within_a_score(cohort):
    items, scores, er = cohort
    p = study.p_values(items, scores, "halves", er)
    assert (study.significant(p).loc[0] == (benjamini_hochberg(p.loc[0]) < 0.05)).all()


def test_random_scores_keep_the_weights_and_change_the_genes():
    weights = pd.Series({"A": 0.5, "B": -2.0, "C": 1.0})
    random = study.reassigned(weights, pd.Index([f"G{i}" for i in range(50)]))
    kept = random.apply(lambda column: sorted(column[column != 0]))
    assert kept.T.drop_duplicates().to_numpy().tolist() == [[-2.0, 0.5, 1.0]]
    assert random.shape[1] == study.RANDOM
    assert (random != 0).sum(axis=1).min() > 0


def test_a_difference_that_a_covariate_makes_goes_when_it_is_held_equal():
    rng = np.random.default_rng(8)
    er = pd.Series((np.arange(2000) < 1000).astype(float), [f"P{i}" for i in range(2000)])
    score = er * 1.5 + rng.normal(size=2000)
    cells = pd.DataFrame([er * 1.5 + rng.normal(size=2000)], ["by ER"], er.index)
    row = study.differences(cells, score, er.to_frame("er")).loc["by ER"]
    assert row["ci_low"] > 0.2
    assert abs(row["adjusted"]) < 0.3 * row["difference"]


@pytest.mark.parametrize(
    ("family", "table", "detail"),
    [
        ("immune cells", study.immune_counts, study.immune_cells),
        ("drugs", study.drug_counts, study.drug_differences),
    ],
)
def test_counts_agree_with_the_items_and_with_the_random_scores_behind_them(family, table, detail):
    counted = table().query(
        "cohort == 'SCAN-B' and groups == 'halves' and random == 'trained alike'"
    )
    counted = counted[counted["items"] == counted["items"].max()].set_index("score")
    items = detail().query("cohort == 'SCAN-B'")
    for score in ("anoikis", "proliferation"):
        passing = (items.query("score == @score")["fdr"] < 0.05).sum()
        assert counted.loc[score, "significant"] == passing
    random = study.random_counts()
    random = random[(random["items"] == family) & (random["random"] == "trained alike")]
    assert random["scores"].sum() == study.RANDOM
    mean = (random["significant"] * random["scores"]).sum() / study.RANDOM
    row = counted.loc["anoikis"]
    assert mean / row["items"] == pytest.approx(row["random_share"], rel=1e-5)
    above = random.loc[random["significant"] >= row["significant"], "scores"].sum()
    assert row["p"] == pytest.approx((1 + above) / (1 + study.RANDOM), rel=1e-5)


def test_random_scores_would_nearly_always_report_a_finding():
    for table in (study.immune_counts(), study.drug_counts()):
        assert table.query("cohort == 'SCAN-B'")["random_any"].min() > 0.8


def test_models_of_response_do_worse_at_equal_tissue():
    accuracy = study.drug_accuracy()
    assert (accuracy["within_tissue"] < accuracy["correlation"]).mean() > 0.95
    assert ((accuracy["within_tissue"] >= study.ACCURATE) == (accuracy["accurate"] == 1)).all()


def test_drugs_against_the_oestrogen_receptor_move_as_drugs_in_general_do():
    controls = study.drug_controls().query("receptor == 'er'")
    assert (controls["ci_low"] < controls["all_drugs"]).all()
    assert (controls["all_drugs"] < controls["ci_high"]).all()
