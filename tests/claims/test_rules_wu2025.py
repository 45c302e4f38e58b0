"""The rules of study 5 on its model, at their edges."""

import pandas as pd
import pytest

from resistbook.claims.rules.wu2025 import (
    predicts_in_its_own_cohort,
    stratifies_beyond_random_and_clinical,
)

INSIDE = {"list": "GeneCards", "percentile": 95, "random": 1000, "p": 0.05}


def inside(low, estimate, place, hazard, p):
    row = {
        "list": "GeneCards",
        "estimate": estimate,
        "ci_low": low,
        "ci_high": estimate + 0.1,
        "percentile": place,
        "random_median": 0.55,
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
        ((0.51, 0.60, 96, 1.5, 0.01), "consistent"),
        ((0.51, 0.60, 94, 1.5, 0.01), "undecided"),
        ((0.51, 0.60, 96, 1.5, 0.06), "undecided"),
        ((0.51, 0.60, 96, 0.7, 0.01), "undecided"),
        ((0.49, 0.60, 96, 1.5, 0.01), "undecided"),
        ((0.49, 0.55, 40, 1.0, 0.9), "contradicted"),
        ((0.51, 0.54, 40, 1.0, 0.9), "undecided"),
    ],
)
def test_a_model_predicts_if_it_beats_chance_random_signatures_and_the_clinic(numbers, word):
    assert predicts_in_its_own_cohort(inside(*numbers), **INSIDE).verdict == word


GOOD = (0.55, 97, 1.4, 0.01)
POOR = (0.45, 50, 1.0, 0.9)


def outside(cohorts, mean_high):
    rows = [
        (f"c{i}", 0.6, low, 0.7, place, hazard, p)
        for i, (low, place, hazard, p) in enumerate(cohorts)
    ]
    rows.append(("mean", mean_high - 0.02, mean_high - 0.04, mean_high, None, None, None))
    columns = ["cohort", "estimate", "ci_low", "ci_high", "percentile", "hazard_ratio", "p"]
    return pd.DataFrame(rows, columns=columns).assign(list="GeneCards")


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
    found = stratifies_beyond_random_and_clinical(
        outside(cohorts, mean_high), **INSIDE, least_c=0.6
    )
    assert found.verdict == word


def test_the_evidence_counts_each_condition():
    table = outside([GOOD, (0.55, 50, 1.0, 0.9), POOR], 0.6)
    evidence = stratifies_beyond_random_and_clinical(table, **INSIDE, least_c=0.6).evidence
    assert "above 0.5 with its interval in 2" in evidence
    assert "signatures in 1" in evidence
    assert "all three in 1" in evidence
