"""The rules of study 3, at their edges."""

import pandas as pd
import pytest

from resistbook.claims.rules.kanzaki2016 import (
    active_in_cells_and_patients,
    association_beyond_random,
    luminal_b_is_quiet,
    marker_of_progression,
    more_sensitive,
    receptor_is_kept,
)


def receptor(*changes):
    rows = [(f"s{i}", "ERBB2", change, change is not None) for i, change in enumerate(changes)]
    table = pd.DataFrame(rows, columns=["series", "gene", "log2_fold_change", "usable"])
    return table.astype({"log2_fold_change": float}).assign(experiment=table["series"])


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ((0.2, -0.9), "consistent"),
        ((0.2, None), "consistent"),
        ((-1.0, -2.0), "contradicted"),
        ((0.2, -1.5), "undecided"),
        ((1.4,), "undecided"),
        ((None, None), "undecided"),
    ],
)
def test_the_receptor_is_kept_if_no_usable_series_halves_or_doubles_it(changes, word):
    assert receptor_is_kept(receptor(*changes), "ERBB2", 1.0).verdict == word


def test_sublines_of_one_parent_are_told_as_one_experiment():
    table = receptor(0.1, 0.2, None).assign(experiment=["tamoxifen", "tamoxifen", "a list"])
    evidence = receptor_is_kept(table, "ERBB2", 1.0).evidence
    assert "2 usable series of 1 experiments" in evidence
    assert "1 of 3 are not usable" in evidence


def both(first, second, low, high):
    columns = ["part", "item", "set", "genes", "estimate", "ci_low", "ci_high", "percentile"]
    rows = [
        ("cells", "a", "NFKB", "fewer", 0.1, None, None, first),
        ("cells", "a", "NFKB", "all", 0.1, None, None, 0.5),
        ("cells", "b", "NFKB", "fewer", 0.1, None, None, second),
        ("patients", "arms", "NFKB", "all", (low + high) / 2, low, high, None),
    ]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ((0.99, 0.98, 0.1, 0.5), "consistent"),
        ((0.99, 0.98, -0.1, 0.5), "undecided"),
        ((0.99, 0.90, 0.1, 0.5), "undecided"),
        ((0.01, 0.02, -0.5, -0.1), "contradicted"),
        ((0.01, 0.02, -0.5, 0.1), "undecided"),
        ((0.99, 0.98, -0.5, -0.1), "undecided"),
    ],
)
def test_nfkb_must_stand_out_in_every_series_and_among_patients(numbers, word):
    found = active_in_cells_and_patients(
        both(*numbers), "NFKB", "fewer", 0.025, "NFKB", "arms", "before"
    )
    assert found.verdict == word


def test_no_series_of_the_declared_set_decides_nothing():
    table = both(0.99, 0.98, 0.1, 0.5)
    found = active_in_cells_and_patients(table, "typo", "fewer", 0.025, "NFKB", "arms", "before")
    assert found.verdict == "undecided"


def association(low, high, percentile):
    row = {"estimate": (low + high) / 2, "ci_low": low, "ci_high": high, "percentile": percentile}
    row |= {"cohort": "mean", "adjusted": True, "n": 100, "detectable": 0.3}
    decoy = row | {"ci_low": 0.5, "ci_high": 0.9, "percentile": 1.0}
    return pd.DataFrame(
        [
            row | {"score": "NFKB, without immediate-early"},
            decoy | {"score": "NFKB, all"},
            decoy | {"score": "NFKB, without immediate-early", "adjusted": False},
            decoy | {"score": "NFKB, without immediate-early", "cohort": "TCGA"},
        ]
    )


@pytest.mark.parametrize(
    ("numbers", "word"),
    [
        ((0.1, 0.5, 0.96), "consistent"),
        ((0.1, 0.5, 0.95), "undecided"),
        ((-0.1, 0.5, 0.99), "undecided"),
        ((-0.5, -0.1, 0.01), "contradicted"),
    ],
)
def test_an_association_must_exceed_zero_and_random_sets_when_adjusted(numbers, word):
    assert association_beyond_random(association(*numbers), 0.95, 1000, ["A"]).verdict == word


def quiet(basal, luminal, percentile):
    parts = []
    for other, (low, high) in (("basal-like", basal), ("luminal A", luminal)):
        part = association(low, high, percentile)
        parts.append(part.assign(contrast=f"luminal B − {other}, HER2-negative"))
    return pd.concat(parts)


@pytest.mark.parametrize(
    ("basal", "luminal", "percentile", "word"),
    [
        ((-0.9, -0.3), (-0.4, 0.1), 0.01, "consistent"),
        ((-0.9, -0.3), (-0.4, 0.1), 0.20, "undecided"),
        ((-0.9, 0.1), (-0.4, 0.1), 0.01, "undecided"),
        ((-0.9, -0.3), (0.1, 0.4), 0.01, "contradicted"),
        ((0.1, 0.3), (-0.4, 0.1), 0.99, "contradicted"),
    ],
)
def test_luminal_b_is_quiet_below_basal_and_not_above_luminal_a(basal, luminal, percentile, word):
    table = quiet(basal, luminal, percentile)
    assert luminal_b_is_quiet(table, 0.05, 1000, ["A", "B"]).verdict == word


def drugs(first, second, fdr=0.01):
    rows = [
        {"drug": name, "ci_low": low, "ci_high": high, "estimate": (low + high) / 2, "fdr": fdr}
        for name, (low, high) in (("one", first), ("two", second))
    ]
    table = pd.DataFrame(rows).assign(panel="GDSC1", contrast="basal − luminal")
    return table.assign(n_first=10, n_second=12, detectable=0.8)


@pytest.mark.parametrize(
    ("table", "word"),
    [
        (drugs((-2, -1), (-2, -0.5)), "consistent"),
        (drugs((-2, -1), (-2, -0.5), fdr=0.06), "undecided"),
        (drugs((-2, -1), (-2, 0.5)), "undecided"),
        (drugs((1, 2), (0.5, 2)), "contradicted"),
        (drugs((1, 2), (-0.5, 2)), "undecided"),
    ],
)
def test_both_inhibitors_must_agree(table, word):
    assert more_sensitive(table, ["one", "two"], 0.05).verdict == word


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(1.1, 2, "consistent"), (0.5, 0.9, "contradicted"), (0.9, 1.2, "undecided")],
)
def test_a_marker_of_progression_has_a_hazard_ratio_above_one(low, high, word):
    row = {"hazard_ratio": 1.0, "ci_low": low, "ci_high": high, "n": 300, "n_events": 30}
    row |= {"detectable": 1.7, "endpoint": "pfi", "patients": "HER2 known"}
    table = pd.DataFrame([row | {"adjusted": True}, row | {"adjusted": False, "ci_low": 5}])
    assert marker_of_progression(table, "p65", "pfi").verdict == word
