"""The rules of study 3, at their edges, and the numbers that they pass on."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.rules.kanzaki2016 import (
    active_in_cells_and_patients,
    association_beyond_random,
    basal_like_respond_less,
    luminal_b_is_quiet,
    marker_of_progression,
    more_sensitive,
    receptor_is_kept,
)
from resistbook.claims.verdicts import not_specific

AGAINST = "drugs against HER2"


def receptor(*changes, against_her2=True, reference=0.0):
    rows = [(f"s{i}", "ERBB2", change) for i, change in enumerate(changes)]
    table = pd.DataFrame(rows, columns=["series", "gene", "log2_fold_change"])
    table = table.astype({"log2_fold_change": float})
    measured = table["log2_fold_change"].notna()
    return table.assign(
        experiment=table["series"],
        measured=measured,
        usable=measured & (abs(reference) < 1),
        reference=reference,
        against_her2=against_her2,
    )


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
    assert receptor_is_kept(receptor(*changes), "ERBB2", 1.0, AGAINST).verdict == word


@pytest.mark.parametrize("changes", [(0.1, 0.2), (-2.0, -3.0)])
def test_a_receptor_that_no_drug_acts_on_shows_neither_that_it_is_kept_nor_that_it_is_lost(changes):
    table = receptor(*changes, against_her2=False)
    found = receptor_is_kept(table, "ERBB2", 1.0, AGAINST)
    assert found.verdict == "undecided"
    assert "No usable series is under a drug against HER2" in found.evidence
    assert receptor_is_kept(table, "ERBB2", 1.0, "any drug").verdict != "undecided"


def test_a_fall_with_the_reference_genes_is_told_and_not_counted():
    cells = receptor(-1.6, reference=-1.8).assign(series="cells")
    table = pd.concat([receptor(0.1, against_her2=False), cells])
    found = receptor_is_kept(table, "ERBB2", 1.0, AGAINST)
    assert found.verdict == "undecided"
    assert "not usable: cells -1.60, where reference genes change by -1.80" in found.evidence
    assert found.estimate.value == 0.1


def test_sublines_of_one_parent_are_told_as_one_experiment():
    table = receptor(0.1, -0.2, None).assign(experiment=["tamoxifen", "tamoxifen", "a list"])
    found = receptor_is_kept(table, "ERBB2", 1.0, AGAINST)
    assert "2 usable series of 1 experiments" in found.evidence
    assert "1 of 3 series do not measure it" in found.evidence
    assert (found.estimate.value, found.estimate.cohorts) == (-0.2, 1)


def both(first, second, low, high, known_pass=0.0):
    columns = ["part", "item", "set", "genes", "estimate", "ci_low", "ci_high", "percentile"]
    rows = [
        ("cells", "a", "NFKB", "fewer", 0.1, None, None, first),
        ("cells", "a", "NFKB", "all", 0.1, None, None, 0.5),
        ("cells", "b", "NFKB", "fewer", 0.1, None, None, second),
        ("patients", "arms", "NFKB", "all", (low + high) / 2, low, high, None),
    ]
    return pd.DataFrame(rows, columns=columns).assign(p=0.01, n=81, known_pass=known_pass)


def activity(table, set="NFKB", parts=("cells", "patients"), arms="arms"):
    return active_in_cells_and_patients(
        table, set, "fewer", 0.025, "NFKB", arms, "before", list(parts)
    )


@pytest.mark.parametrize(
    ("arms", "cohorts"),
    [("GSE42822 alone", 1), ("TransNEO and GSE42822", 2), ("TransNEO, GSE42822 and TRIO", 3)],
)
def test_as_many_cohorts_are_counted_as_the_choice_of_patients_names(arms, cohorts):
    table = both(0.99, 0.98, 0.1, 0.5).replace({"item": {"arms": arms}})
    assert activity(table, arms=arms).estimate.cohorts == cohorts


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
    assert activity(both(*numbers)).verdict == word


@pytest.mark.parametrize(
    ("numbers", "part", "word"),
    [
        ((0.99, 0.98, -0.1, 0.5), "cells", "consistent"),
        ((0.99, 0.98, -0.1, 0.5), "patients", "undecided"),
        ((0.5, 0.5, 0.1, 0.5), "patients", "consistent"),
        ((0.5, 0.5, -0.5, -0.1), "patients", "contradicted"),
    ],
)
def test_one_part_may_be_asked_alone(numbers, part, word):
    assert activity(both(*numbers), parts=[part]).verdict == word


def test_no_series_of_the_declared_set_decides_nothing():
    assert activity(both(0.99, 0.98, 0.1, 0.5), set="typo").verdict == "undecided"


def test_the_difference_between_patients_is_the_number_of_z2():
    estimate = activity(both(0.99, 0.98, 0.1, 0.5)).estimate
    assert (estimate.value, estimate.low, estimate.high) == (0.3, 0.1, 0.5)
    assert estimate.patients == 81
    assert not not_specific(estimate)
    assert not_specific(activity(both(0.99, 0.98, 0.1, 0.5, known_pass=0.1)).estimate)


SCORE = "NFKB, without immediate-early"


def association(low, high, percentile, known=0.0):
    row = {"estimate": (low + high) / 2, "ci_low": low, "ci_high": high, "percentile": percentile}
    row |= {"cohort": "mean", "adjusted": True, "n": 100, "detectable": 0.3, "p": 0.01}
    row |= {"random_mean": 0.2, "known_above": known, "known_below": known, "cohorts": 2}
    decoy = row | {"ci_low": 0.5, "ci_high": 0.9, "percentile": 1.0}
    return pd.DataFrame(
        [
            row | {"score": SCORE},
            decoy | {"score": "NFKB, all"},
            decoy | {"score": SCORE, "adjusted": False},
            decoy | {"score": SCORE, "cohort": "TCGA", "cohorts": 1},
        ]
    )


def likeness(table, cohorts=("TCGA", "SCAN-B"), adjusted=True):
    return association_beyond_random(
        table, 0.95, "random sets", list(cohorts), SCORE, adjusted, "partial correlation"
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
    assert likeness(association(*numbers)).verdict == word


def test_one_cohort_is_read_by_its_own_row_and_several_by_their_mean():
    table = association(-0.1, 0.5, 0.5)
    assert likeness(table).estimate.cohorts == 2
    alone = likeness(table, cohorts=["TCGA"])
    assert (alone.verdict, alone.estimate.cohorts) == ("consistent", 1)
    assert likeness(table, adjusted=False).verdict == "consistent"


@pytest.mark.parametrize(
    ("known", "passes"), [(0.2, True), (0.05, False), (0.0, False), (np.nan, None)]
)
def test_known_scores_pass_if_more_of_them_do_than_of_random_ones(known, passes):
    comparator = likeness(association(0.1, 0.5, 0.96, known)).estimate.comparator
    assert comparator.known_scores_pass is passes
    assert comparator.value == 0.2


def quiet(basal, luminal, percentile, known=0.0):
    parts = []
    for other, (low, high) in (("basal-like", basal), ("luminal A", luminal)):
        part = association(low, high, percentile, known)
        parts.append(part.assign(contrast=f"luminal B − {other}, HER2-negative", n_1=30, n_0=20))
    return pd.concat(parts)


def judged(table):
    return luminal_b_is_quiet(table, 0.05, "random sets", ["A", "B"], SCORE, adjusted=True)


@pytest.mark.parametrize(
    ("basal", "luminal", "percentile", "word"),
    [
        ((-0.9, -0.3), (-0.4, 0.1), 0.01, "consistent"),
        ((-0.9, -0.3), (-0.4, 0.1), 0.20, "undecided"),
        ((-0.9, -0.3), (-0.4, 0.1), np.nan, "undecided"),
        ((-0.9, 0.1), (-0.4, 0.1), 0.01, "undecided"),
        ((-0.9, -0.3), (0.1, 0.4), 0.01, "contradicted"),
        ((0.1, 0.3), (-0.4, 0.1), 0.99, "contradicted"),
    ],
)
def test_luminal_b_is_quiet_below_basal_and_not_above_luminal_a(basal, luminal, percentile, word):
    assert judged(quiet(basal, luminal, percentile)).verdict == word


def test_the_number_of_z5_is_luminal_b_minus_basal_like_over_the_tumours_of_both():
    estimate = judged(quiet((-0.9, -0.3), (-0.4, 0.1), 0.01, known=0.08)).estimate
    assert (estimate.low, estimate.high, estimate.patients) == (-0.9, -0.3, 50)
    assert estimate.comparator.known_scores_pass


def drugs(first, second, fdr=0.01):
    rows = [
        {"drug": name, "ci_low": low, "ci_high": high, "estimate": (low + high) / 2, "fdr": fdr}
        for name, (low, high) in (("one", first), ("two", second))
    ]
    table = pd.DataFrame(rows).assign(panel="GDSC1", contrast="basal − luminal", p=fdr)
    return table.assign(n_first=10, n_second=12, detectable=0.8)


def sensitivity(table, drugs=("one", "two")):
    return more_sensitive(table, list(drugs), 0.05, "GDSC1", "basal − luminal")


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
    assert sensitivity(table).verdict == word


def test_the_number_of_z6_is_that_of_the_drug_that_shows_it_least():
    table = drugs((-2, -1), (-2, 0.5))
    estimate = sensitivity(table).estimate
    assert "two" in estimate.unit
    assert (estimate.high, estimate.patients) == (0.5, 22)
    assert sensitivity(table, drugs=["one"]).verdict == "consistent"


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(1.1, 2, "consistent"), (0.5, 0.9, "contradicted"), (0.9, 1.2, "undecided")],
)
def test_a_marker_of_progression_has_a_hazard_ratio_above_one(low, high, word):
    row = {"hazard_ratio": 1.0, "ci_low": low, "ci_high": high, "n": 300, "n_events": 30}
    row |= {"detectable": 1.7, "endpoint": "pfi", "patients": "HER2 known", "p": 0.2}
    table = pd.DataFrame([row | {"adjusted": True}, row | {"adjusted": False, "ci_low": 5}])
    found = marker_of_progression(table, "p65", "pfi", "HER2 known", adjusted=True)
    assert found.verdict == word
    assert (found.estimate.none, found.estimate.events) == (1.0, 30)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(0.1, 0.9, "consistent"), (-0.1, 0.9, "undecided"), (-0.9, -0.1, "contradicted")],
)
def test_the_interval_of_the_odds_ratio_decides_whether_basal_like_tumours_respond_less(
    low, high, word
):
    trials = "NOAH and arm A of CHER-LOB"
    row = {"measure": "basal", "patients": trials, "unit": "odds ratio per SD", "strata": 3}
    row |= {"estimate": (low + high) / 2, "ci_low": low, "ci_high": high, "p": 0.01}
    row |= {"n": 151, "n_residual": 93, "detectable": 1.6}
    table = pd.DataFrame([row, row | {"patients": "some", "ci_low": -9, "ci_high": 9}])
    found = basal_like_respond_less(table, "basal", trials)
    assert found.verdict == word
    assert found.estimate.value == pytest.approx(np.exp((low + high) / 2))
    assert (found.estimate.patients, found.estimate.events, found.estimate.cohorts) == (151, 93, 2)
