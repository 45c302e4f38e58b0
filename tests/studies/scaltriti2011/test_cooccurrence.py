"""Study 4, both genes amplified: counts, odds ratios, thresholds and ER."""

import pandas as pd
import pytest

from resistbook.studies.scaltriti2011 import cooccurrence


def test_strata_of_er_add_up_to_all_tumours_of_known_status():
    table = cooccurrence.coamplification_by_er().set_index(["cohort", "threshold", "er"])
    counts = ["in_group", "in_both", "others", "others_high"]
    both = table.xs("both", level="er")[counts]
    parts = table.drop("both", level="er")[counts].groupby(level=["cohort", "threshold"]).sum()
    pd.testing.assert_frame_equal(parts.loc[both.index], both)


def test_a_shared_amplification_is_counted_in_its_cell():
    inside = pd.Series([True] * 10 + [False] * 90)
    high = pd.Series([True] * 4 + [False] * 6 + [True] * 9 + [False] * 81)
    found = cooccurrence._cooccurrence(inside, high)
    assert (found["in_group"], found["both"], found["tumours"]) == (10, 4, 100)
    assert found["share"] == 0.4
    assert found["elsewhere"] == 0.1
    assert found["expected"] == pytest.approx(1.3)
    assert found["or_low"] < found["odds_ratio"] < found["or_high"]


def test_independent_amplifications_have_an_odds_ratio_near_one():
    inside = pd.Series([True] * 100 + [False] * 900)
    high = pd.Series(([True] * 10 + [False] * 90) * 10)
    found = cooccurrence._cooccurrence(inside, high)
    assert found["odds_ratio"] == pytest.approx(1, abs=0.05)
    assert found["both"] == found["expected"]


def test_the_reading_at_the_primary_thresholds_is_the_row_of_all_cohorts():
    columns = ["in_group", "both", "share", "ci_low", "odds_ratio"]
    readings = cooccurrence.coamplification_readings().set_index("group")
    primary = readings[readings["reading"] == "0.7 and 2 times the ploidy"]
    rates = cooccurrence.coamplification().query("cohort == 'all'").set_index("group")
    pd.testing.assert_frame_equal(primary[columns], rates.loc[primary.index, columns])


def test_more_tumours_pass_lower_thresholds():
    rates = cooccurrence.coamplification().dropna(subset=["threshold"])
    readings = cooccurrence.coamplification_readings().set_index(["reading", "group"])["both"]
    for group in cooccurrence.GROUPS:
        assert readings["TransNEO, 6 copies", group] <= readings["TransNEO, 5 copies", group]
    for _, rows in rates.query("group == 'HER2-positive'").groupby("cohort"):
        assert rows.sort_values("threshold")["both"].is_monotonic_decreasing
