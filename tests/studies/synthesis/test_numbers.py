"""The numbers of the synthesis are those of the tables that they name."""

import math

import pytest
from stored_tables import as_stored

from resistbook.claims.verdicts import judged
from resistbook.display.numbers import glued
from resistbook.studies.synthesis import numbers
from resistbook.studies.synthesis.settling import open_claims


def row_of(key: str, query: str) -> dict[str, object]:
    (row,) = as_stored(key).query(query).to_dict("records")
    return row


def test_every_testable_fact_is_counted_once_by_its_word():
    found = glued(numbers.all_claims())
    words = ("undecided", "contradicted", "consistent", "reproduced", "arithmetic_holds")
    assert sum(found[word] for word in words) == found["testable"]
    assert found["testable"] + found["not_testable"] == found["facts"]
    assert found["entries"] == len(judged())
    assert found["firm"] <= found["decided"] == found["consistent"] + found["contradicted"]
    assert found["weak"] <= found["with_power"]


def test_the_hazard_of_nfkb_is_the_pooled_one_adjusted_for_proliferation():
    row = row_of(
        "kastrati2020/relapse_meta",
        "score == 'HALLMARK_TNFA_SIGNALING_VIA_NFKB' and adjusted == 'proliferation' "
        "and cohorts == 'all'",
    )
    assert math.log(numbers.thread()["hazard"].value) == pytest.approx(row["estimate"])


def test_a_comparator_has_both_its_sides():
    found = numbers.comparators()
    key = "keikha2021/calibration_genes"
    row = row_of(key, "comparison == 'GSE9893' and criterion == 'P < 0.05' and strata == 'ignored'")
    assert found["site_before"].value == pytest.approx(100 * row["observed"] / row["features"])
    assert found["site_after"].value == pytest.approx(100 * row["median"] / row["features"])
    assert found["site_before"].table == found["site_after"].table == key


def test_the_sizes_of_a_claim_are_those_of_its_table():
    found = numbers.still_open()
    row = row_of(
        "kanzaki2016/progression", "endpoint == 'pfi' and patients == 'HER2 known' and adjusted"
    )
    assert found["p65_now"].value == row["n_events"]
    opened = open_claims().set_index("claim").loc[[*numbers.SIZED.values()]]
    times = list(opened["enough"] / opened["now"])
    assert max(times) == found["cyclin_enough"].value / found["cyclin_now"].value
    assert sorted(times)[-2] == found["times_most"].value
    assert min(times) == found["times_fewest"].value
    assert found["sized"].value == len(times) - 1
