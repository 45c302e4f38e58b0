"""The numbers of the chapter's prose are those of the stored tables."""

import csv

import pytest

from resistbook.display.numbers import glued
from resistbook.paths import RESULTS
from resistbook.studies.kanzaki2016 import numbers

SECTIONS = ("her2", "receptor", "cells", "patients", "basal_response", "trial", "basal", "luminal")
SECTIONS += ("drugs", "marker", "verdicts")


@pytest.fixture(scope="module")
def sections():
    return {name: getattr(numbers, name)() for name in SECTIONS}


def lines(table):
    with (RESULTS / "kanzaki2016" / f"{table}.csv").open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def test_the_declared_association_is_the_row_of_the_mean_with_immune_and_stroma_held(sections):
    (row,) = (
        line
        for line in lines("basal_sensitivity")
        if line["cohort"] == "mean" and line["held"] == "immune and stromal score"
    )
    found = glued(sections["basal"])
    assert found["basal"] == float(row["estimate"])
    assert (found["basal_low"], found["basal_high"]) == (
        float(row["ci_low"]),
        float(row["ci_high"]),
    )
    assert found["basal_place"] == pytest.approx(100 * float(row["percentile"]))
    assert found["basal_n"] == int(row["n"])


def test_the_difference_in_patients_is_the_one_that_the_rule_of_z2_reads(sections):
    score = "HALLMARK_TNFA_SIGNALING_VIA_NFKB, without immediate-early"
    (row,) = (line for line in lines("activity") if line["set"] == score)
    found = glued(sections["patients"])
    assert found["patients_nfkb"] == float(row["estimate"])
    assert found["patients_nfkb_low"] == float(row["ci_low"])
    assert found["patients_nfkb_n"] == int(row["n"])


def test_positives_without_a_gain_are_counted_over_all_calls_below_it(sections):
    counts = {
        line["level"]: int(line["n"])
        for line in lines("her2_agreement")
        if line["measure"] == "copy number" and line["her2"] == "positive"
    }
    found = glued(sections["her2"])
    assert found["her2_positives"] == sum(counts.values())
    assert found["her2_not_gained"] == sum(
        n for level, n in counts.items() if level in ("deep loss", "loss", "neutral")
    )


def test_the_hazard_ratio_of_the_marker_is_adjusted_and_of_all_with_known_her2(sections):
    (row,) = (
        line
        for line in lines("progression")
        if (line["endpoint"], line["patients"], line["adjusted"]) == ("pfi", "HER2 known", "True")
    )
    found = glued(sections["marker"])
    assert found["marker"] == float(row["hazard_ratio"])
    assert found["marker_n_events"] == int(row["n_events"])


def test_all_claims_are_counted_among_the_verdicts(sections):
    words = sections["verdicts"]["verdict_counts"].value.split(", ")
    assert sum(int(word.split()[0]) for word in words) == 7
