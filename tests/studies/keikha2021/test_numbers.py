"""Study 1: the numbers of the chapter are those of the stored tables that they name."""

import csv

import pytest

from resistbook.display.numbers import glued
from resistbook.paths import RESULTS
from resistbook.studies.keikha2021 import numbers


def rows(table, **wanted):
    """Read the rows of a stored table without the store."""
    with (RESULTS / "keikha2021" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if all(row[column] == value for column, value in wanted.items())
        ]


def test_the_nearest_cell_has_the_smallest_larger_distance():
    cells = [
        (row, float(row["higher"]), float(row["lower"])) for row in rows("grid") if row["higher"]
    ]
    distance, row = min(
        ((max(abs(up / 1460 - 1), abs(down / 1132 - 1)), row) for row, up, down in cells),
        key=lambda pair: pair[0],
    )
    section = glued(numbers.published_counts())
    assert section["nearest_distance"] == pytest.approx(100 * distance)
    assert section["nearest"] == row["cohort"]
    assert (section["nearest_higher"], section["nearest_lower"]) == (
        float(row["higher"]),
        float(row["lower"]),
    )
    assert section["cells_computed"] == len(cells)


def test_the_effect_of_g2m_is_the_stored_one_with_its_interval_and_both_fdrs():
    (row,) = rows("mechanisms_meta", set="HALLMARK_G2M_CHECKPOINT")
    section = glued(numbers.mechanisms())
    columns = {"": "estimate", "_low": "ci_low", "_high": "ci_high"} | {
        f"_{column}": column for column in ("fdr", "fdr_ad_hoc", "ci_low_ad_hoc", "ci_high_ad_hoc")
    }
    for ending, column in columns.items():
        assert section[f"g2m{ending}"] == float(row[column])


def test_shuffled_outcomes_are_read_for_the_right_strata():
    section = glued(numbers.sites())
    for strata in ("ignored", "within"):
        (row,) = rows(
            "calibration_genes", comparison="GSE9893", strata=strata, criterion="P < 0.05"
        )
        assert section[f"site_{strata}"] == float(row["observed"])
        assert section[f"site_{strata}_median"] == float(row["median"])
        assert section[f"site_{strata}_exceeding"] == pytest.approx(100 * float(row["exceeding"]))


def test_the_large_four_fold_counts_are_those_of_whole_arrays():
    counts = [
        float(row["ci_high"])
        for row in rows("fourfold", direction="both")
        if int(row["n_features"]) >= 8000
    ]
    assert numbers.fourfold_counts()["fourfold_limit"].value == max(counts)


def test_the_first_gene_comes_with_its_odds_ratio():
    passing = [row for row in rows("relapse_genes_tamoxifen") if float(row["fdr"] or 1) < 0.05]
    first = min(passing, key=lambda row: float(row["p"]))
    section = glued(numbers.differing_genes())
    assert section["first_gene"] == first["gene"]
    assert section["first"] == float(first["odds_ratio"])
    assert section["genes_higher"] + section["genes_lower"] == len(passing)
