"""Criteria of replication: each said of an estimate where it applies, and n/a elsewhere."""

import pytest

from resistbook.claims.verdict import Estimate
from resistbook.studies.synthesis.criteria import by_criterion, criteria

RATIO = Estimate(1.5, "hazard ratio", 1, 1.1, 2.0, predicted=(0.8, 2.9))
COLUMNS = (
    "same direction",
    "interval excludes no effect",
    "published value in our interval",
    "published value in the prediction interval",
)


@pytest.mark.parametrize(
    ("estimate", "claimed", "printed", "expected"),
    [
        (RATIO, 1.93, 3.0, ("yes", "yes", "no", "no")),
        (RATIO, 1.93, 2.5, ("yes", "yes", "no", "yes")),
        (RATIO, 1.93, 1.8, ("yes", "yes", "yes", "yes")),
        (RATIO, 0.5, None, ("no", "yes", "n/a", "n/a")),
        (Estimate(0.1, "SD", 0, -0.2, 0.4), 0.5, None, ("yes", "no", "n/a", "n/a")),
        (Estimate(12, "genes", None, 4, 30), None, 36, ("n/a", "n/a", "no", "n/a")),
        (Estimate(0.2, "share", 0.01, 0.1, 0.3), None, None, ("n/a", "n/a", "n/a", "n/a")),
        (Estimate(94, "drugs that differ", 0), 1, None, ("n/a", "n/a", "n/a", "n/a")),
    ],
)
def test_each_criterion_is_met_or_not_or_does_not_apply(estimate, claimed, printed, expected):
    assert by_criterion(estimate, claimed, printed) == dict(zip(COLUMNS, expected, strict=True))


def test_the_table_has_a_row_for_each_fact_with_an_estimate_and_only_these_words():
    table = criteria()
    assert table["claim"].is_unique
    for column in COLUMNS:
        assert set(table[column]) <= {"yes", "no", "n/a"}


def test_counts_and_arithmetic_have_no_direction():
    table = criteria().set_index("claim")
    for claim in ("K3", "K4", "N0", "S2", "S5", "W4", "W5"):
        assert set(table.loc[claim, list(COLUMNS[:2])]) == {"n/a"}, claim
    assert table.loc["Z4", COLUMNS[0]] == "yes"
