"""The rules of study 5 on its model, at their edges."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.rules.wu2025 import (
    predicts_in_its_own_cohort,
    stratifies_beyond_random_and_clinical,
)
from resistbook.claims.rules.wu2025_associations import differences_beyond_random
from resistbook.claims.verdicts import not_specific

BAR = {"list": "GeneCards", "percentile": 95, "random": 1000, "p": 0.05, "least_c": 0.6}
INSIDE = BAR | {"splits": 40}


def inside(low, high, place, hazard, p):
    row = {
        "list": "GeneCards",
        "estimate": (low + high) / 2,
        "ci_low": low,
        "ci_high": high,
        "percentile": place,
        "random_median": 0.52,
        "hazard_ratio": hazard,
        "p": p,
        "apparent": 0.7,
        "n": 600,
        "n_events": 70,
    }
    other = row | {"list": "Gene Ontology", "estimate": 0.9, "ci_low": 0.8, "percentile": 99}
    return pd.DataFrame([other, row])


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ((0.51, 0.70, 96, 1.5, 0.01), "consistent"),
        ((0.51, 0.70, 94, 1.5, 0.01), "undecided"),
        ((0.51, 0.70, np.nan, 1.5, 0.01), "undecided"),
        ((0.51, 0.70, 96, 1.5, 0.06), "undecided"),
        ((0.51, 0.70, 96, 0.7, 0.01), "undecided"),
        ((0.49, 0.70, 96, 1.5, 0.01), "undecided"),
        ((0.42, 0.59, 40, 1.0, 0.9), "contradicted"),
        ((0.42, 0.61, 10, 1.0, 0.9), "undecided"),
        ((0.51, 0.59, 40, 1.0, 0.9), "contradicted"),
        ((0.51, 0.59, 96, 1.5, 0.01), "consistent"),
    ],
)
def test_a_model_predicts_if_it_beats_chance_random_signatures_and_the_clinic(numbers, word):
    assert predicts_in_its_own_cohort(inside(*numbers), **INSIDE).verdict == word


def test_what_the_model_says_of_unseen_patients_stands_beside_random_signatures():
    found = predicts_in_its_own_cohort(inside(0.42, 0.62, 40, 1.0, 0.9), **INSIDE).estimate
    assert (found.value, found.none, found.low, found.high) == (0.52, 0.5, 0.42, 0.62)
    assert (found.cohorts, found.patients, found.events) == (1, 600, 70)
    assert found.comparator.value == 0.52
    assert found.comparator.difference == pytest.approx((-0.10, 0.10))


def test_without_random_signatures_there_is_no_comparator():
    found = predicts_in_its_own_cohort(inside(0.42, 0.62, np.nan, 1.0, 0.9), **INSIDE)
    assert found.estimate.comparator is None
    assert "No random signatures" in found.evidence


GOOD = (0.55, 97, 1.4, 0.01)
POOR = (0.45, 50, 1.0, 0.9)


def outside(cohorts, mean_high):
    rows = [
        (f"c{i}", 0.6, low, 0.7, place, hazard, p, 100, 20)
        for i, (low, place, hazard, p) in enumerate(cohorts)
    ]
    rows.append(("mean", mean_high - 0.02, mean_high - 0.04, mean_high, *[None] * 5))
    columns = ["cohort", "estimate", "ci_low", "ci_high", "percentile", "hazard_ratio", "p"]
    mean = {
        "random_median": 0.56,
        "beyond_low": -0.05,
        "beyond_high": 0.03,
        "prediction_low": 0.45,
        "prediction_high": 0.65,
    }
    return pd.DataFrame(rows, columns=[*columns, "n", "n_events"]).assign(list="GeneCards", **mean)


@pytest.mark.parametrize(
    ("cohorts", "mean_high", "word"),
    [
        ([GOOD, GOOD, POOR], 0.70, "consistent"),
        ([GOOD, POOR], 0.70, "undecided"),
        ([GOOD, POOR, POOR], 0.55, "undecided"),
        ([POOR, POOR], 0.59, "contradicted"),
        ([POOR, POOR], 0.61, "undecided"),
        ([(0.55, 97, 0.7, 0.01), (0.55, 94, 1.4, 0.01)], 0.59, "contradicted"),
        ([], 0.59, "undecided"),
    ],
)
def test_a_score_stratifies_if_most_cohorts_meet_all_three_conditions(cohorts, mean_high, word):
    found = stratifies_beyond_random_and_clinical(outside(cohorts, mean_high), **BAR)
    assert found.verdict == word


def test_the_evidence_counts_each_condition():
    table = outside([GOOD, (0.55, 50, 1.0, 0.9), POOR], 0.6)
    evidence = stratifies_beyond_random_and_clinical(table, **BAR).evidence
    assert "above 0.5 with its interval in 2" in evidence
    assert "signatures in 1" in evidence
    assert "all three in 1" in evidence


def test_the_mean_is_held_against_random_signatures_and_cohorts_without_a_score_do_not_count():
    table = outside([GOOD, POOR, POOR], 0.62)
    table.loc[0, ["estimate", "ci_low", "ci_high"]] = np.nan
    found = stratifies_beyond_random_and_clinical(table, **BAR)
    assert found.verdict == "undecided"
    assert "Of 3 cohorts" in found.evidence
    estimate = found.estimate
    assert (estimate.cohorts, estimate.patients, estimate.events) == (2, 200, 40)
    assert estimate.predicted == (0.45, 0.65)
    assert estimate.comparator.difference == (-0.05, 0.03)
    assert not_specific(estimate)


DIFFER = {
    "fdr": 0.05,
    "percentile": 95,
    "random": 1000,
    "cohort": "SCAN-B",
    "groups": "halves",
    "null": "trained alike",
    "known": ["interferon gamma", "proliferation"],
}


def differing(anoikis, known, items=18):
    found = {"anoikis": anoikis, **dict(zip(DIFFER["known"], known, strict=True)), "p53": items}
    table = pd.DataFrame(
        {"score": [*found], "significant": [*found.values()], "cohort": "SCAN-B", "items": items}
    )
    table = table.assign(groups="halves", random="trained alike", random_share=0.5, patients=340)
    table = table.assign(random_median=10.0, random_95=15.0, percentile=20.0, p=0.8)
    return pd.concat([table.assign(cohort="other", significant=0), table], ignore_index=True)


@pytest.mark.parametrize(
    ("anoikis", "known", "word", "unspecific"),
    [
        (16, (17, 17), "consistent", False),
        (15, (17, 17), "undecided", True),
        (15, (17, 3), "undecided", True),
        (15, (15, 3), "undecided", False),
        (0, (17, 17), "contradicted", True),
    ],
)
def test_a_score_that_fails_where_known_scores_pass_is_not_specific(
    anoikis, known, word, unspecific
):
    found = differences_beyond_random(differing(anoikis, known), **DIFFER)
    assert found.verdict == word
    assert found.estimate.comparator.known_scores_pass == unspecific
    assert found.estimate.value == anoikis


def test_the_family_of_drugs_that_decides_is_named():
    table = pd.concat(
        [differing(16, (17, 17)).assign(drugs="all"), differing(0, (1, 1)).assign(drugs="few")]
    )
    assert differences_beyond_random(table, **DIFFER, drugs="all").verdict == "consistent"
    assert differences_beyond_random(table, **DIFFER, drugs="few").verdict == "contradicted"


def test_nothing_compared_leaves_the_claim_open():
    table = differing(0, (0, 0), items=0)
    assert differences_beyond_random(table, **DIFFER).verdict == "undecided"
