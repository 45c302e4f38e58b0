"""Other readings: the rule again, with one declared choice moved."""

import pandas as pd
import pytest

from resistbook.claims import ledger, readings
from resistbook.claims.ledger import ClaimError
from resistbook.claims.rules import RULES
from resistbook.claims.verdict import Verdict
from resistbook.results import store

TABLES = {
    "x/primary": pd.DataFrame({"estimate": [0.5], "ci_low": [0.1]}),
    "x/other": pd.DataFrame(
        {"reading": ["half", "all"], "estimate": [0.2, 0.9], "ci_low": [-0.1, 0.6]}
    ),
}


def above(table, limit):
    (low,) = table["ci_low"]
    return Verdict("consistent" if low > limit else "undecided", f"Lower limit {low} of {limit}.")


@pytest.fixture
def claim(monkeypatch):
    entry = {
        "id": "N1",
        "rule": {"name": "above", "parameters": {"limit": 0.0}},
        "result": "x/primary",
        "readings": [
            {
                "axis": "patients measured",
                "why": "The abstract does not say.",
                "known_before": True,
                "result": "x/other",
                "alternatives": [
                    {"name": "half", "rows": {"reading": "half"}},
                    {"name": "all", "rows": {"reading": "all"}, "known_before": False},
                ],
            },
            {
                "axis": "threshold",
                "why": "Any would do.",
                "known_before": True,
                "alternatives": [{"name": "0.2", "why": "Strict.", "parameters": {"limit": 0.2}}],
            },
        ],
    }
    monkeypatch.setattr(readings, "claim", lambda study, identifier: entry)
    monkeypatch.setattr(store, "table", lambda key: TABLES[key])
    monkeypatch.setitem(RULES, "above", above)
    return entry


def test_the_primary_reads_the_claims_own_table(claim):
    assert readings.primary("kastrati2020", "N1").verdict == "consistent"


def test_one_choice_at_a_time_is_moved(claim):
    found = readings.readings("kastrati2020", "N1")
    assert list(found["alternative"]) == ["half", "all", "0.2"]
    assert list(found["verdict"]) == ["undecided", "consistent", "undecided"]
    assert list(found["known_before"]) == [True, False, True]
    assert list(found["why"]) == ["The abstract does not say."] * 2 + ["Strict."]
    assert found["evidence"].iloc[2] == "Lower limit 0.1 of 0.2."


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"share": "half"}, r"N1, reading 'half': results/x/other\.csv has no column 'share'"),
        ({"reading": "none"}, r"has no row with reading = 'none'"),
    ],
)
def test_a_reading_that_its_table_does_not_hold_is_refused(claim, rows, message):
    claim["readings"][0]["alternatives"][0]["rows"] = rows
    with pytest.raises(ClaimError, match=message):
        readings.readings("kastrati2020", "N1")


@pytest.mark.parametrize("study", ledger.ledgers())
def test_every_reading_of_the_ledger_can_be_computed(study):
    for entry in ledger.ledger(study)["claims"]:
        found = readings.readings(study, entry["id"])
        declared = [one for axis in entry.get("readings", []) for one in axis["alternatives"]]
        assert len(found) == len(declared)
        assert found["why"].str.len().gt(19).all()
