"""Every claim of the study has a verdict, and its link leads to the cell that decides it."""

import pytest

from resistbook.claims.verdicts import judged_claims
from resistbook.publish.published_ledger import deciding_cell

CELLS = {
    "W1": "resistance-overlap",
    "W2": "splits",
    "W3": "stratification",
    "W4": "immune-counts",
    "W5": "drug-counts",
}


def test_every_claim_of_the_study_has_a_verdict():
    words = judged_claims("wu2025").set_index("claim")["verdict"]
    assert set(words.index) == set(CELLS)
    assert not words.isin(["reproduced", "not testable"]).any()


@pytest.mark.parametrize(("claim", "step"), CELLS.items())
def test_a_claim_leads_to_the_cell_that_calls_its_step(claim, step):
    assert deciding_cell("wu2025", claim).endswith(f"#cell-wu2025-{step}")
