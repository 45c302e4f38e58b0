"""The rule of example 2020, at its limits."""

import pandas as pd
import pytest

from resistbook.claims.rules import RULES


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.1, 0.5, "consistent"),
        (-0.5, -0.1, "contradicted"),
        (-0.1, 0.5, "undecided"),
        (0.0, 0.5, "undecided"),
    ],
)
def test_the_interval_must_leave_out_zero(low, high, word):
    """An interval that touches zero does not leave it out."""
    table = pd.DataFrame(
        {"gene": ["A"], "estimate": 0.2, "ci_low": low, "ci_high": high, "p": 0.1, "n": 40}
    )
    assert RULES["difference_excludes_zero"](table, "A").verdict == word
