"""A row of this chapter's tables is chosen by its quantity, and it is the only one."""

import pandas as pd
import pytest

from resistbook.studies.synthesis.rows import pick


def test_picking_asks_for_exactly_one_row():
    table = pd.DataFrame({"quantity": ["a b", "b c"], "unit": ["x", "y"]})
    assert pick(table, "b", unit="y")["quantity"] == "b c"
    with pytest.raises(ValueError, match=r"quantity 'b': 2 rows, not one, with \{\}"):
        pick(table, "b")
    with pytest.raises(ValueError, match=r"quantity 'd': 0 rows, not one, with \{'unit': 'x'\}"):
        pick(table, "d", unit="x")
