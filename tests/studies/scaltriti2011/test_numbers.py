"""Study 4, the numbers of its prose: finite, of stored tables, as their files have them."""

import csv
import math

import pytest

from resistbook.display.numbers import glued
from resistbook.paths import RESULTS
from resistbook.studies.scaltriti2011 import numbers


def lines(step, **where):
    with (RESULTS / "scaltriti2011" / f"{step}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row for row in rows if all(row[name] == value for name, value in where.items())]


def test_the_verdicts_add_up_to_the_facts_that_ten_entries_are():
    counts = numbers.verdicts()["verdict_counts"].value.split(", ")
    assert sum(int(count.split()[0]) for count in counts) == 7


def test_focal_segments_are_counted_at_the_declared_threshold():
    (row,) = lines("focality", extent="segment", threshold="0.7")
    found = glued(numbers.focality())
    assert found["amplified"] == float(row["amplified"])
    assert found["focal_least"] == pytest.approx(100 * float(row["ci_low"]))


def test_a_stretch_that_all_share_holds_most_of_ccne1_and_the_widest_lies_beside_it():
    found = glued(numbers.focality())
    assert found["beside_end"] < found["inside_start"]
    assert found["inside_share"] > 50


def test_the_odds_ratio_of_residual_disease_is_the_exponential_of_the_stored_one():
    (row,) = lines(
        "outcome", analysis="TransNEO, residual disease", group="HER2-positive", model="adjusted"
    )
    found = glued(numbers.outcome())
    for name, column in (
        ("neo_or", "estimate"),
        ("neo_or_low", "ci_low"),
        ("neo_or_high", "ci_high"),
    ):
        assert found[name] == pytest.approx(math.exp(float(row[column])))


def test_the_difference_in_benefit_has_its_limits_as_points_against_high_cyclin_e():
    (row,) = lines("admissible", n="34")
    found = glued(numbers.tables())
    assert found["difference_least"] == pytest.approx(-100 * float(row["risk_difference_high"]))
    assert found["difference_least"] < found["difference_most"]


def test_the_truth_furthest_from_the_printed_medians_is_that_of_the_shortest_first():
    far = min(lines("survival_truths", censoring="none"), key=lambda row: float(row["first"]))
    found = glued(numbers.survival())
    assert found["given_far"] == pytest.approx(100 * float(far["power_given_medians"]))


def test_the_share_with_both_genes_amplified_is_that_of_all_cohorts():
    (row,) = lines("coamplification", cohort="all", group="ERBB2 amplified")
    found = glued(numbers.both_amplified())
    assert found["both_share_low"] == pytest.approx(100 * float(row["ci_low"]))
    assert found["ratio_high"] == pytest.approx(float(row["or_high"]))


def test_palbociclib_in_breast_lines_is_no_negative_nought():
    (row,) = lines("cdk_inhibitors", drug="palbociclib", screen="GDSC1", lines="breast")
    found = numbers.drugs()["palbo_breast_first"].value
    assert found == pytest.approx(float(row["estimate"]), abs=0.005)
    assert not f"{found:.2f}".startswith("-0.00")


def test_palbociclib_in_breast_lines_differs_between_screens_within_error():
    both = lines("cdk_inhibitors", drug="palbociclib", lines="breast")
    first, second = (float(row["estimate"]) for row in both)
    error = math.hypot(*(float(row["se"]) for row in both))
    found = numbers.drugs()["palbo_breast_apart"]
    assert found.value == pytest.approx(second - first)
    assert found.high - found.value == pytest.approx(1.96 * error, rel=1e-3)
    assert found.low < 0 < found.high
