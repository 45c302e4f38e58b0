"""The rules of study 2 on made tables that lie on either side of each threshold."""

import math

import pandas as pd
import pytest

from resistbook.claims.rules.kastrati2020 import (
    both_sets_rise,
    marks_relapse,
    rise_beyond_stroma,
    rises_beyond_comparator,
    table_audit,
)
from resistbook.claims.verdicts import not_specific

PREDICTED = {"prediction_low": -1.0, "prediction_high": 1.0}


def audit(faults=0, low=2.0, high=9.0, fdr=0.001):
    checks = [
        ("genes", 236),
        ("genes that stand twice", faults),
        ("FDR below P", 0),
        ("FDR not rising with P", 0),
        ("sign of t and of the fold change differ", 0),
    ]
    rows = [{"check": name, "count": count} for name, count in checks]
    hallmark = {"check": "SET", "count": 9, "odds_ratio": 4.0, "p": 1e-5, "fdr": fdr}
    rows.append(hallmark | {"ci_low": low, "ci_high": high})
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("table", "verdict"),
    [
        (audit(), "reproduced"),
        (audit(faults=1), "undecided"),
        (audit(low=0.9), "undecided"),
        (audit(fdr=0.05), "undecided"),
        (audit(low=0.1, high=0.9), "contradicted"),
    ],
)
def test_a_table_is_reproduced_only_without_fault_and_rich_in_the_set(table, verdict):
    assert table_audit(table, "SET", 0.05).verdict == verdict


def test_the_audit_gives_the_odds_ratio_of_the_set():
    estimate = table_audit(audit(), "SET", 0.05).estimate
    assert (estimate.value, estimate.low, estimate.high) == (4.0, 2.0, 9.0)
    assert estimate.none == 1
    assert estimate.excludes_none


CONTEXTS = {"contexts": ["a", "b"], "comparator": "surgery", "mean": "mean"}


def effects(mean, excess, k=2):
    row = {"set": "SET", "genes": "without immediate-early", "patients": 20}
    limits = {
        "mean": mean,
        "mean minus surgery": excess,
        "surgery": (0.2, 0.6),
        "other mean": (-9.0, -8.0),
    }
    return pd.DataFrame(
        row
        | {"context": context, "effect": (low + high) / 2, "ci_low": low, "ci_high": high}
        | {"k": k, "p": 0.01, **PREDICTED}
        for context, (low, high) in limits.items()
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
        effects(mean, excess, k), "SET", "without immediate-early", beyond=True, **CONTEXTS
    )
    assert found.verdict == verdict


def test_without_a_comparator_a_rise_is_enough():
    table = effects((0.1, 0.5), (-0.5, 0.1))
    found = rises_beyond_comparator(
        table, "SET", "without immediate-early", beyond=False, **CONTEXTS
    )
    assert found.verdict == "consistent"
    assert found.estimate.comparator is None
    assert "surgery" not in found.evidence


def test_a_rise_that_the_comparator_shares_is_not_specific():
    def judged(excess):
        table = effects((0.1, 0.5), excess)
        return rises_beyond_comparator(
            table, "SET", "without immediate-early", beyond=True, **CONTEXTS
        ).estimate

    shared = judged((-0.3, 0.1))
    assert shared.comparator.value == pytest.approx(0.4)
    assert shared.comparator.difference == (-0.3, 0.1)
    assert (shared.cohorts, shared.patients, shared.predicted) == (2, 20, (-1.0, 1.0))
    assert not_specific(shared)
    assert not not_specific(judged((0.05, 0.4)))


STROMA = {"emt": "EMT", "stemness": "STEM", "contexts": ["a", "b"]}


def differences(emt, stemness, raw=(0.2, 0.6), other=(0.2, 0.6)):
    """Put limits of both scores at both times, EMT at each and stemness at each."""
    rows = []
    for score, limits in (("EMT", emt), ("STEM", stemness)):
        for context, held in zip("ab", limits, strict=True):
            ways = {"nothing": raw, "stroma": held, "other stroma": other}
            rows += [
                {"score": score, "context": context, "adjusted_for": name, "n": 50, "p": 0.01}
                | {"effect": (low + high) / 2, "ci_low": low, "ci_high": high}
                for name, (low, high) in ways.items()
            ]
    return pd.DataFrame(rows)


RISE, OPEN, FALL = (0.1, 0.5), (-0.2, 0.2), (-0.5, -0.1)


@pytest.mark.parametrize(
    ("emt", "stemness", "verdict", "composition"),
    [
        ((RISE, RISE), (RISE, RISE), "consistent", False),
        ((RISE, RISE), (RISE, OPEN), "undecided", True),
        ((RISE, OPEN), (RISE, RISE), "undecided", True),
        ((OPEN, OPEN), (OPEN, OPEN), "undecided", True),
        ((FALL, OPEN), (RISE, RISE), "contradicted", True),
        ((RISE, RISE), (OPEN, FALL), "contradicted", True),
        ((FALL, RISE), (RISE, RISE), "undecided", True),
    ],
)
def test_emt_and_stemness_must_rise_at_both_times_at_equal_stroma(
    emt, stemness, verdict, composition
):
    found = rise_beyond_stroma(differences(emt, stemness), stroma="stroma", **STROMA)
    assert found.verdict == verdict
    assert ("Composition" in found.evidence) == composition


def test_the_stromal_score_that_is_named_decides():
    table = differences((FALL, FALL), (OPEN, OPEN))
    assert rise_beyond_stroma(table, stroma="other stroma", **STROMA).verdict == "consistent"


def test_raw_differences_are_judged_as_they_are():
    found = rise_beyond_stroma(differences((FALL, FALL), (FALL, FALL)), stroma="nothing", **STROMA)
    assert found.verdict == "consistent"
    assert "Composition" not in found.evidence


def test_without_a_raw_rise_nothing_is_called_composition():
    table = differences((OPEN, OPEN), (OPEN, OPEN), raw=OPEN)
    assert "Composition" not in rise_beyond_stroma(table, stroma="stroma", **STROMA).evidence


def test_the_lowest_of_the_differences_is_the_estimate():
    table = differences((RISE, FALL), (OPEN, RISE))
    estimate = rise_beyond_stroma(table, stroma="stroma", **STROMA).estimate
    assert (estimate.low, estimate.high) == FALL
    assert estimate.patients == 50


LINES = {"sets": ["A", "B"], "genes": "all", "series": "all", "comparator": ["other", "beyond"]}


def lines(first, second):
    rows = [
        {"set": name, "genes": "all", "series": series, "k": 3, "p": 0.01, **PREDICTED}
        | {"estimate": (low + high) / 2, "ci_low": low, "ci_high": high}
        for name, limits in (("A", first), ("B", second))
        for series, (low, high) in (("all", limits), ("other", OPEN), ("beyond", RISE))
    ]
    decoys = [row | {"genes": "without", "ci_low": -9, "ci_high": -8} for row in rows]
    return pd.DataFrame(rows + decoys)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (RISE, RISE, "consistent"),
        (RISE, OPEN, "undecided"),
        (RISE, FALL, "contradicted"),
    ],
)
def test_both_sets_must_rise_in_all_series(first, second, verdict):
    assert both_sets_rise(lines(first, second), **LINES).verdict == verdict


def test_the_set_that_rises_less_surely_is_the_estimate_beside_other_resistance():
    estimate = both_sets_rise(lines(RISE, OPEN), **LINES).estimate
    assert (estimate.low, estimate.high) == OPEN
    assert estimate.cohorts == 3
    assert estimate.comparator.value == pytest.approx(0)
    assert estimate.comparator.difference == RISE


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
    assert marks_relapse(hazards(low, high, random), **RELAPSE).verdict == verdict


RELAPSE = {
    "set": "SET",
    "adjusted": "proliferation",
    "cohorts": "all",
    "percentile": 95,
    "known": "CYCLE",
}


def hazards(low, high, random, known=(0.2, 0.6)):
    row = {
        "score": "SET",
        "adjusted": "proliferation",
        "cohorts": "all",
        "estimate": (low + high) / 2,
        "ci_low": low,
        "ci_high": high,
        "p": 0.2,
        "k": 6,
        "patients": 600,
        "events": 90,
        "random_median": 0.0,
        "random_high": random,
        "random_share": 0.1,
        **PREDICTED,
    }
    unadjusted = row | {"adjusted": "no", "ci_low": 9, "ci_high": 10, "estimate": 9.5}
    subset = row | {"cohorts": "endocrine only", "ci_low": 9, "ci_high": 10, "estimate": 9.5}
    control = row | {"score": "CYCLE", "adjusted": "no", "ci_low": known[0], "ci_high": known[1]}
    control["estimate"] = sum(known) / 2
    return pd.DataFrame([unadjusted | {"random_high": 0.3}, subset, control, row])


def test_a_marker_is_told_as_a_hazard_ratio_with_all_that_it_rests_on():
    estimate = marks_relapse(hazards(-0.1, 0.5, 0.3), **RELAPSE).estimate
    assert estimate.value == pytest.approx(math.exp(0.2))
    assert estimate.predicted == pytest.approx((math.exp(-1), math.exp(1)))
    assert (estimate.none, estimate.cohorts, estimate.patients, estimate.events) == (1, 6, 600, 90)


@pytest.mark.parametrize(("known", "passes"), [((0.2, 0.6), True), ((0.1, 0.4), False)])
def test_a_score_that_is_known_to_mark_relapse_shows_whether_the_bar_can_be_passed(known, passes):
    estimate = marks_relapse(hazards(-0.1, 0.5, 0.3, known), **RELAPSE).estimate
    assert estimate.comparator.known_scores_pass is passes
