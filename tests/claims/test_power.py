"""What a rule can see: counts of its words where the truth is known."""

import pandas as pd
import pytest

from resistbook.claims import ledger
from resistbook.claims import power as module
from resistbook.claims.power import Power, power, row
from resistbook.claims.verdict import Verdict
from resistbook.results import store

STUDIES = ledger.ledgers()


def test_a_row_counts_the_words_of_a_rule():
    words = ["consistent", Verdict("consistent", "x"), "contradicted", "undecided"]
    assert row("N1", "true", 0.5, words) == {
        "claim": "N1",
        "truth": "true",
        "size": 0.5,
        "runs": 4,
        "consistent": 0.5,
        "contradicted": 0.25,
    }


@pytest.mark.parametrize(
    ("sizes", "shares", "expected"),
    [
        ([0, 0.5, 1.0], [0.02, 0.6, 1.0], 0.75),
        ([0, 0.5, 1.0], [0.02, 0.6, 0.7], None),
        ([0, -0.5, -1.0], [0.02, 0.6, 1.0], -0.75),
    ],
)
def test_the_smallest_size_that_is_called_is_read_between_those_tried(
    monkeypatch, sizes, shares, expected
):
    table = pd.DataFrame(
        {
            "claim": "N1",
            "truth": ["none", "true", "other"],
            "size": [float(size) for size in sizes],
            "runs": 100,
            "consistent": shares,
            "contradicted": 0.0,
        }
    )
    monkeypatch.setattr(store, "table", lambda key: table)
    monkeypatch.setattr(
        module, "claim", lambda study, claim: {"power": {"by": "simulation", "why": "x"}}
    )
    monkeypatch.setattr(
        module, "size", lambda study, claim: {"unit": "SD", "none": 0, "true": sizes[1]}
    )
    found = power("kastrati2020", "N1")
    assert found.smallest == (None if expected is None else pytest.approx(expected))
    assert (found.consistent_if_none, found.consistent_if_true) == (0.02, 0.6)
    assert found.largest_tried == sizes[-1]
    assert not found.weak


def test_a_rule_is_weak_if_it_misses_a_true_claim_more_often_than_not():
    rates = {"consistent_if_none": 0.0, "contradicted_if_true": 0, "contradicted_if_none": 0}
    rest = {"smallest": None, "largest_tried": 1, "runs": 9}
    for share, weak in ((0.49, True), (0.5, False)):
        assert Power("simulation", "SD", 1, consistent_if_true=share, **rates, **rest).weak == weak


@pytest.mark.parametrize("study", STUDIES)
def test_every_power_of_the_ledger_is_stored_at_its_declared_size(study):
    for entry in ledger.ledger(study)["claims"]:
        found = power(study, entry["id"])
        assert (found is None) == (entry["power"]["by"] == "none"), entry["id"]
        if found is None:
            continue
        table = store.table(f"power/{study}").query(f"claim == '{entry['id']}'")
        sizes = ledger.size(study, entry["id"])
        for truth in ("none", "true"):
            (stored,) = table.loc[table["truth"] == truth, "size"]
            assert stored == pytest.approx(sizes[truth]), f"{study} {entry['id']}, {truth}"


def test_what_cannot_be_tested_has_no_power_and_says_why():
    for study in STUDIES:
        for entry in ledger.ledger(study)["claims"]:
            if entry["rule"]["name"] == "not_testable":
                assert entry["power"]["by"] == "none"


def test_a_planted_size_is_named_by_the_declared_ones():
    assert module.truth_of("kastrati2020", "N6", 1) == "none"
    assert module.truth_of("kastrati2020", "N6", 1.5) == "true"
    assert module.truth_of("kastrati2020", "N6", 1.25) == "other"


def test_heterogeneity_is_the_estimate_or_the_floor_whichever_is_larger():
    floor = ledger.heterogeneity_floor("log ratio")
    found = module.heterogeneity([0.0, (2 * floor) ** 2], "log ratio")
    assert found == pytest.approx([floor, 2 * floor])
