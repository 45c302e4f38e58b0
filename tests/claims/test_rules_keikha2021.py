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


def reach(cohort, features, high):
    return {
        "cohort": cohort,
        "n_features": features,
        "direction": "up",
        "specification": "as deposited",
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


def mechanism(estimate, fdr, positive, k=5):
    row = {"set": "S", "estimate": estimate, "p": fdr / 10, "fdr": fdr}
    return row | {"k": k, "k_positive": positive}


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
    assert seven_mechanisms(meta, themes, 0.05, 0.75, 10).verdict == "undecided"
    assert seven_mechanisms(meta, {"A": themes["A"]}, 0.05, 0.75, 10).verdict == "consistent"
    turned = {"A": {"sign": -1, "sets": ["A"]}, "B": themes["B"]}
    assert seven_mechanisms(meta, turned, 0.05, 0.75, 10).verdict == "contradicted"
