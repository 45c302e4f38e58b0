"""Each section's numbers come from stored tables, and say what the tables say."""

import csv
import math

import pytest

from resistbook.paths import RESULTS
from resistbook.studies.kastrati2020 import numbers
from resistbook.studies.kastrati2020.composition import stroma
from resistbook.studies.kastrati2020.gene_sets import NFKB


def cell(table, column, **row):
    """Read one cell of a table's file."""
    with (RESULTS / "kastrati2020" / f"{table}.csv").open(encoding="utf-8") as file:
        (found,) = (line for line in csv.DictReader(file) if row.items() <= line.items())
    return float(found[column])


def test_the_rise_at_three_months_is_the_stored_one():
    row = {"set": NFKB, "genes": "without immediate-early", "context": "letrozole 3 months"}
    number = numbers.contexts()["three_months_spared"]
    assert number.value == cell("context_effects", "effect", **row)
    assert (number.low, number.high) == (
        cell("context_effects", "ci_low", **row),
        cell("context_effects", "ci_high", **row),
    )


def test_what_is_held_still_brings_the_interval_of_what_is_held():
    row = {"context": "letrozole 3 months", "held": "FOS alone"}
    number = numbers.handling()["fos_held"]
    assert number.low == cell("handling", "nfkb_held_low", **row)
    assert number.high == cell("handling", "nfkb_held_high", **row)


def test_a_hazard_ratio_is_read_from_its_stored_logarithm():
    row = {"score": NFKB, "adjusted": "proliferation", "cohorts": "tamoxifen, common effect"}
    number = numbers.relapse()["hazard_tamoxifen"]
    assert math.log(number.value) == pytest.approx(cell("relapse_meta", "estimate", **row))
    assert math.log(number.high) == pytest.approx(cell("relapse_meta", "ci_high", **row))


def test_the_share_above_zero_at_three_months_is_counted_in_the_file():
    with (RESULTS / "kastrati2020" / "multiverse.csv").open(encoding="utf-8") as file:
        above = [
            float(line["ci_low"]) > 0
            for line in csv.DictReader(file)
            if line["context"] == "letrozole 3 months" and line["stroma"] == "none"
        ]
    share = 100 * sum(above) / len(above)
    assert numbers.choices()["above_3_raw"].value == pytest.approx(share)


def test_all_controls_fall_under_endocrine_treatment():
    # Two sets of genes in four contexts.
    assert numbers.tumours()["controls_right"].value == 2 * 4


def test_a_row_that_is_not_the_only_one_is_refused():
    with pytest.raises(ValueError, match=r"kastrati2020/stroma: \d+ rows, not one, with"):
        numbers._row(stroma, context="letrozole 2 weeks")
