"""Scores of published signatures from the genes at hand."""

import numpy as np
import pandas as pd
import pytest

from resistbook.data.cohorts import nki
from resistbook.data.cohorts.prognosis import followed
from resistbook.genes.published import gene70
from resistbook.genes.published_scores import published_scores, scored, signatures
from resistbook.genes.symbols import located

PATIENTS = ["a", "b", "c", "d"]


def table(genes, seed=1):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(rng.normal(size=(len(genes), 4)), list(genes), PATIENTS)


def test_a_gene_is_found_as_written_by_its_present_or_by_a_former_symbol():
    assert located(["CCN1", "CYR61x", "FOS"], ["CYR61", "FOS", "JUN"]) == {
        "CCN1": "CYR61",
        "FOS": "FOS",
    }
    assert located(["CYR61"], ["CCN1"]) == {"CYR61": "CCN1"}


def test_two_measured_names_of_one_gene_are_no_answer():
    assert located(["AURKA"], ["STK15", "STK6"]) == {}


def test_a_score_needs_half_of_the_weight_and_three_genes():
    weights = pd.Series([3.0, 1.0, 1.0, 1.0], ["ESR1", "ERBB2", "MKI67", "BIRC5"])
    total = lambda genes: genes.sum()  # noqa: E731
    heavy = scored(table(["ESR1", "ERBB2", "MKI67"]), weights, total)
    assert (heavy.given, heavy.found) == (4, 3)
    assert heavy.share == pytest.approx(5 / 6)
    assert heavy.score.notna().all()
    light = scored(table(["ERBB2", "MKI67", "BIRC5"]), weights * [2, 1, 1, 1], total)
    assert light.score.isna().all()
    assert scored(table(["ESR1", "ERBB2"]), weights, total).score.isna().all()


@pytest.mark.raw
def test_linear_scores_are_the_weighted_sums_that_were_printed():
    known = signatures()
    endo = known["EndoPredict"]
    genes = table(endo.weights.index)
    printed = {"BIRC5": 0.41, "RBBP8": -0.35, "UBE2C": 0.39, "IL6ST": -0.31}
    printed |= {"AZGP1": -0.26, "DHCR7": 0.39, "MGP": -0.18, "STC2": -0.15}
    expected = sum(weight * genes.loc[gene] for gene, weight in printed.items())
    assert np.allclose(endo.score(genes), expected)
    # Paik's unscaled sum: 0.47 HER2, -0.34 ER, 1.04 proliferation, 0.10 invasion, and single genes.
    twenty = known["21-gene"]
    genes = table(twenty.weights.index)
    her2 = 0.9 * genes.loc["GRB7"] + 0.1 * genes.loc["ERBB2"]
    parts = {"ESR1": 0.8, "PGR": 1.2, "BCL2": 1.0, "SCUBE2": 1.0}
    er = sum(weight * genes.loc[gene] for gene, weight in parts.items()) / 4
    growth = genes.loc[["BIRC5", "MKI67", "MYBL2", "CCNB1", "AURKA"]].mean()
    invasion = genes.loc[["CTSL2", "MMP11"]].mean()
    expected = 0.47 * her2 - 0.34 * er + 1.04 * growth + 0.10 * invasion
    expected += 0.05 * genes.loc["CD68"] - 0.08 * genes.loc["GSTM1"] - 0.07 * genes.loc["BAG1"]
    assert np.allclose(twenty.score(genes), expected, atol=5e-3)


@pytest.mark.raw
def test_the_70_gene_score_by_symbol_follows_the_published_call():
    expression = nki().expression
    probes = gene70()["symbol"].dropna()
    probes = probes[probes.index.isin(expression.index)]
    by_symbol = expression.loc[probes.index].groupby(probes.to_numpy()).mean()
    score = published_scores(by_symbol)["70-gene"].score
    call = nki().clinical["call70"].dropna()
    poor = score[call.index[call == "Poor"]]
    good = score[call.index[call == "Good"]]
    above = (poor.to_numpy()[:, None] > good.to_numpy()).mean()
    assert above > 0.9


@pytest.mark.raw
def test_the_grade_index_and_risk_of_relapse_rise_with_grade():
    cohort = followed("SCAN-B")
    scores = published_scores(cohort.expression)
    for name in ("21-gene", "GGI", "ROR-S"):
        assert scores[name].score.corr(cohort.clinical["grade"], method="spearman") > 0.3


@pytest.mark.raw
def test_small_panels_hold_too_little_of_any_published_signature():
    for name in ("METABRIC", "GSE42568"):
        for each in published_scores(followed(name).expression).values():
            assert each.share < 0.5
            assert each.score.isna().all()
