"""A row is chosen by what its columns hold, and it is the only one."""

import pandas as pd
import pytest

from resistbook.studies.synthesis.rows import chosen, pick, stored


def test_a_stored_row_is_the_only_one_that_holds_the_fields():
    row = stored("wu2025/construction", list="GeneCards")
    assert row["list"] == "GeneCards"
    assert len(chosen("wu2025/construction", {})) > 1


def test_a_row_that_is_not_the_only_one_is_refused_with_the_file_and_the_fields():
    with pytest.raises(ValueError, match=r"results/wu2025/construction\.csv: 0 rows.*'list': 'x'"):
        stored("wu2025/construction", list="x")
    with pytest.raises(ValueError, match=r"construction\.csv: \d+ rows, not one, with \{\}"):
        stored("wu2025/construction")


def test_picking_asks_for_exactly_one_row():
    table = pd.DataFrame({"quantity": ["a b", "b c"], "unit": ["x", "y"]})
    assert pick(table, "b", unit="y")["quantity"] == "b c"
    with pytest.raises(ValueError, match="2 rows, not one"):
        pick(table, "b")
    with pytest.raises(ValueError, match="0 rows"):
        pick(table, "d")
