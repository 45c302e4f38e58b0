"""The rules of study 2 on made tables that lie on either side of each threshold."""

import pandas as pd
import pytest

from resistbook.claims.rules.kastrati2020 import (
    both_sets_rise,
    marks_relapse,
    rises_beyond_comparator,
    rises_beyond_stroma,
    table_audit,
)


def audit(genes=236, faults=0, low=2.0, high=9.0, fdr=0.001):
    checks = [
        ("genes", genes),
        ("genes that stand twice", faults),
        ("FDR below P", 0),
        ("FDR not rising with P", 0),
        ("sign of t and of the fold change differ", 0),
    ]
    rows = [{"check": name, "count": count} for name, count in checks]
    rows.append(
        {"check": "SET", "count": 9, "odds_ratio": 4.0, "ci_low": low, "ci_high": high, "fdr": fdr}
    )
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        (audit(), "reproduced"),
        (audit(genes=235), "undecided"),
        (audit(faults=1), "undecided"),
        (audit(low=0.9), "undecided"),
        (audit(fdr=0.05), "undecided"),
        (audit(low=0.1, high=0.9), "contradicted"),
    ],
)
def test_a_table_is_reproduced_only_without_fault_and_rich_in_the_set(table, verdict):
    assert table_audit(table, 236, "SET", 0.05).verdict == verdict


def effects(mean, excess, k=2):
    row = {"set": "SET", "genes": "without immediate-early"}
    return pd.DataFrame(
        [
            row
            | {"context": "endocrine mean", "effect": sum(mean) / 2, "k": k}
            | dict(zip(("ci_low", "ci_high"), mean, strict=True)),
            row
            | {"context": "endocrine mean minus surgery", "effect": sum(excess) / 2}
            | dict(zip(("ci_low", "ci_high"), excess, strict=True)),
        ]
    )


@pytest.mark.parametrize(
    ("mean", "excess", "k", "verdict"),
    [
        ((0.1, 0.5), (0.1, 0.5), 2, "consistent"),
        ((0.1, 0.5), (-0.1, 0.5), 2, "undecided"),
        ((-0.1, 0.5), (0.1, 0.5), 2, "undecided"),
        ((0.1, 0.5), (0.1, 0.5), 1, "undecided"),
        ((-0.5, -0.1), (0.1, 0.5), 2, "contradicted"),
        ((-0.5, 0.0), (-0.5, -0.1), 2, "undecided"),
    ],
)
def test_a_rise_must_exceed_zero_and_the_comparator(mean, excess, k, verdict):
    found = rises_beyond_comparator(
        effects(mean, excess, k), "SET", "without immediate-early", ["a", "b"], "surgery"
    )
    assert found.verdict == verdict


def differences(raw, first, second, fibroblasts=None):
    rows = []
    for context, adjusted in (("a", first), ("b", second)):
        ways = (("nothing", raw), ("ESTIMATE", adjusted), ("fibroblasts", fibroblasts or adjusted))
        for name, (low, high) in ways:
            rows.append(
                {
                    "score": "SET",
                    "context": context,
                    "adjusted_for": name,
                    "effect": (low + high) / 2,
                    "ci_low": low,
                    "ci_high": high,
                }
            )
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("first", "second", "verdict", "composition"),
    [
        ((0.1, 0.5), (0.1, 0.5), "consistent", False),
        ((0.1, 0.5), (-0.1, 0.5), "undecided", True),
        ((-0.2, 0.2), (-0.2, 0.2), "undecided", True),
        ((-0.5, -0.1), (-0.2, 0.2), "contradicted", True),
        ((-0.5, -0.1), (0.1, 0.5), "undecided", True),
    ],
)
def test_emt_must_rise_at_both_times_when_stroma_is_held_still(first, second, verdict, composition):
    found = rises_beyond_stroma(differences((0.2, 0.6), first, second), "SET", ["a", "b"])
    assert found.verdict == verdict
    assert ("Composition" in found.evidence) == composition


def test_a_fall_that_the_fibroblast_score_does_not_show_is_called_doubtful():
    fall, rise = (-0.5, -0.1), (0.2, 0.6)
    sure = rises_beyond_stroma(differences(rise, fall, rise), "SET", ["a", "b"])
    unsure = rises_beyond_stroma(differences(rise, fall, rise, (-0.3, 0.1)), "SET", ["a", "b"])
    assert "doubtful" not in sure.evidence
    assert "at a -0.10 (-0.30 to 0.10): that it falls is doubtful" in unsure.evidence
    assert unsure.verdict == sure.verdict


def test_without_a_raw_rise_nothing_is_called_composition():
    table = differences((-0.2, 0.2), (-0.2, 0.2), (-0.2, 0.2))
    assert "Composition" not in rises_beyond_stroma(table, "SET", ["a", "b"]).evidence


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ((0.1, 0.5), (0.1, 0.5), "consistent"),
        ((0.1, 0.5), (-0.1, 0.5), "undecided"),
        ((0.1, 0.5), (-0.5, -0.1), "contradicted"),
    ],
)
def test_both_sets_must_rise_in_all_series(first, second, verdict):
    rows = [
        {"set": name, "genes": "all", "series": "all", "k": 3}
        | {"estimate": sum(limits) / 2, "ci_low": limits[0], "ci_high": limits[1]}
        for name, limits in (("A", first), ("B", second))
    ]
    decoy = [row | {"genes": "without", "ci_low": -9, "ci_high": -8} for row in rows]
    found = both_sets_rise(pd.DataFrame(rows + decoy), ["A", "B"])
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("low", "high", "random", "verdict"),
    [
        (0.1, 0.5, 0.2, "consistent"),
        (0.1, 0.5, 0.3, "undecided"),
        (-0.1, 0.5, 0.1, "undecided"),
        (-0.5, -0.1, -0.6, "contradicted"),
    ],
)
def test_a_marker_must_exceed_random_sets_as_well_as_zero(low, high, random, verdict):
    row = {
        "score": "SET",
        "adjusted": "proliferation",
        "cohorts": "all",
        "estimate": (low + high) / 2,
        "ci_low": low,
        "ci_high": high,
        "random_high": random,
        "random_share": 0.1,
    }
    unadjusted = row | {"adjusted": "no", "ci_low": 9, "ci_high": 10, "estimate": 9.5}
    subset = row | {"cohorts": "endocrine only", "ci_low": 9, "ci_high": 10, "estimate": 9.5}
    found = marks_relapse(pd.DataFrame([unadjusted, subset, row]), "SET", 95)
    assert found.verdict == verdict
