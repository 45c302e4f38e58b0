"""A row of a stored table is chosen by what its columns hold."""

import pytest

from resistbook.results.rows import chosen, first_of, row_of
from resistbook.results.store import table

KEY = "wu2025/construction"


def test_rows_are_those_that_hold_every_field():
    cohort = chosen("wu2025/random_c", cohort="TCGA")
    assert set(cohort["cohort"]) == {"TCGA"}
    assert len(chosen("wu2025/random_c", cohort="TCGA", quantile=0.5)) == 1
    assert len(cohort) == (table("wu2025/random_c")["cohort"] == "TCGA").sum()
    assert len(chosen(KEY)) == len(table(KEY))


def test_the_only_row_is_given_and_no_other():
    assert row_of(KEY, list="GeneCards")["list"] == "GeneCards"
    with pytest.raises(ValueError, match=r"results/wu2025/construction\.csv: 0 rows.*'list': 'x'"):
        row_of(KEY, list="x")
    with pytest.raises(ValueError, match=r"construction\.csv: \d+ rows, not one, with \{\}"):
        row_of(KEY)


def test_the_first_of_several_serves_for_what_they_share():
    assert first_of(KEY)["list"] == table(KEY)["list"].iloc[0]
    with pytest.raises(ValueError, match=r"construction\.csv: 0 rows, not one, with .*'x'"):
        first_of(KEY, list="x")
