"""The rules of study 1 on made tables that lie on either side of each threshold."""

import pandas as pd
import pytest

from resistbook.claims.rules.keikha2021 import (
    count_within_reach,
    joint_count_match,
    mechanisms,
    seven_mechanisms,
)


def grid(*pairs):
    cell = {
        "cohort": "A",
        "level": "gene",
        "test": "moderated t",
        "criterion": "P",
        "threshold": 0.05,
        "contrast": "relapse - none",
        "features": 10_000,
        "patients": 50,
        "events": 20,
    }
    return pd.DataFrame([cell | {"higher": up, "lower": down} for up, down in pairs])


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        ((1460, 1132), "consistent"),
        ((1489, 1110), "consistent"),
        ((1490, 1132), "undecided"),
        ((1132, 1460), "undecided"),
        ((1460, 500), "undecided"),
    ],
)
def test_both_counts_must_match_in_one_cell(pair, verdict):
    table = grid((10, 20), pair, (None, None))
    found = joint_count_match(table, [1460, 1132], 0.02)
    assert found.verdict == verdict


def test_the_nearest_cell_is_given_with_its_distance_and_its_patients():
    found = joint_count_match(grid((10, 20), (1606, 1132)), [1460, 1132], 0.02)
    assert found.estimate.value == pytest.approx(0.1)
    assert (found.estimate.cohorts, found.estimate.patients, found.estimate.events) == (1, 50, 20)
    assert "1,606 higher and 1,132 lower" in found.evidence


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "undecided"),
        ({"tolerance": 0.1}, "consistent"),
        ({"counts": ["lower"]}, "consistent"),
        ({"counts": ["higher"]}, "undecided"),
    ],
)
def test_a_looser_reading_of_the_match_can_find_one(change, verdict):
    table = grid((1600, 1132))
    found = joint_count_match(table, **({"published": [1460, 1132], "tolerance": 0.02} | change))
    assert found.verdict == verdict


def test_counts_can_be_put_on_the_size_of_an_array():
    table = grid((664, 515))
    assert joint_count_match(table, [1460, 1132], 0.02).verdict == "undecided"
    found = joint_count_match(table, [1460, 1132], 0.02, array=22_000)
    assert found.verdict == "consistent"
    assert "1,461 higher and 1,133 lower" in found.evidence


def reach(cohort, features, high):
    return {
        "cohort": cohort,
        "n_features": features,
        "direction": "up",
        "specification": "as deposited",
        "patients": 60,
        "events": 25,
        "ci_low": 0.0,
        "per_array": high / 2,
        "ci_high": high,
    }


@pytest.mark.parametrize(
    ("high", "features", "verdict"),
    [(36, 12_000, "consistent"), (35.9, 12_000, "contradicted"), (500, 200, "contradicted")],
)
def test_only_whole_arrays_decide_whether_a_count_is_in_reach(high, features, verdict):
    table = pd.DataFrame([reach("A", 12_000, 1), reach("B", features, high)])
    found = count_within_reach(table, "up", 36, "as deposited", 22_000, 8_000, 0.5)
    assert found.verdict == verdict


def test_the_count_is_given_with_its_interval_and_its_patients():
    table = pd.DataFrame([reach("A", 12_000, 1), reach("B", 12_000, 20)])
    found = count_within_reach(table, "up", 36, "as deposited", 22_000, 8_000, 0.5).estimate
    assert (found.value, found.low, found.high, found.none) == (10, 0, 20, 0)
    assert (found.cohorts, found.patients, found.events) == (1, 60, 25)
    assert found.unit == "genes per 22,000 features"


def mechanism(estimate, fdr, positive, k=5):
    row = {"set": "S", "estimate": estimate, "p": fdr / 10, "fdr": fdr}
    return row | {"k": k, "k_positive": positive, "patients": 990, "events": 220}


@pytest.mark.parametrize(
    ("row", "sign", "verdict"),
    [
        (mechanism(0.2, 0.01, 4), 1, "consistent"),
        (mechanism(0.2, 0.01, 3), 1, "undecided"),
        (mechanism(0.2, 0.06, 5), 1, "undecided"),
        (mechanism(-0.2, 0.01, 1), 1, "contradicted"),
        (mechanism(-0.2, 0.01, 1), -1, "consistent"),
        (mechanism(0.2, 0.01, 3, k=4), 1, "consistent"),
    ],
)
def test_a_mechanism_needs_sign_fdr_and_most_cohorts(row, sign, verdict):
    themes = {"theme": {"sign": sign, "sets": ["S"]}}
    judged = mechanisms(pd.DataFrame([row]), themes, 0.05, 0.75)
    assert judged.loc["theme", "verdict"] == verdict


def test_seven_mechanisms_are_consistent_only_together():
    meta = pd.DataFrame(
        [mechanism(0.2, 0.01, 5) | {"set": "A"}, mechanism(0.2, 0.5, 5) | {"set": "B"}]
    )
    themes = {name: {"sign": 1, "sets": [name]} for name in ("A", "B")}
    found = seven_mechanisms(meta, themes, 0.05, 0.75, 10)
    assert found.verdict == "undecided"
    assert (found.estimate.value, found.estimate.cohorts, found.estimate.events) == (1, 5, 220)
    assert found.estimate.unit == "mechanisms that pass (of 2)"
    assert seven_mechanisms(meta, {"A": themes["A"]}, 0.05, 0.75, 10).verdict == "consistent"
    turned = {"A": {"sign": -1, "sets": ["A"]}, "B": themes["B"]}
    assert seven_mechanisms(meta, turned, 0.05, 0.75, 10).verdict == "contradicted"


def test_the_set_of_smallest_fdr_speaks_for_a_mechanism_and_one_without_a_test_does_not():
    meta = pd.DataFrame(
        [
            mechanism(0.2, float("nan"), 5) | {"set": "A"},
            mechanism(0.2, 0.3, 5) | {"set": "B"},
            mechanism(0.2, 0.2, 5) | {"set": "C"},
        ]
    )
    themes = {"theme": {"sign": 1, "sets": ["A", "B", "C"]}}
    assert mechanisms(meta, themes, 0.05, 0.75).loc["theme", "deciding set"] == "C"
