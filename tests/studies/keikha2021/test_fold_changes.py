"""Study 1, large fold changes: who is measured, what is counted, and each reading of it."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.claims import ledger
from resistbook.studies.keikha2021 import fold_changes
from resistbook.studies.keikha2021.fold_changes import CHANGES, LEVELS, READINGS, Counting


def test_genes_are_counted_beyond_each_threshold_with_and_without_p():
    change = np.array([2.0, 1.9, -3.0, -0.6, 2.5, np.nan])
    p = np.array([0.01, 0.01, 0.01, 0.01, 0.2, np.nan])
    error = np.abs(change) / stats.norm.isf(p / 2)
    strict, free = fold_changes._beyond(change, error, np.full(6, np.inf))
    at = CHANGES.index(2.0)
    assert strict[at].tolist() == [1, 1]
    assert free[at].tolist() == [2, 1]
    assert strict[CHANGES.index(0.5)].tolist() == [2, 2]


def test_a_gene_is_measured_by_share_and_by_patients_of_either_group():
    relapse = pd.Series([1, 1, 0, 0, 0], index=list("abcde"))
    values = pd.DataFrame(1.0, index=["all", "one group", "few"], columns=relapse.index)
    values.loc["one group", ["a", "b"]] = np.nan
    values.loc["few", ["b", "c", "d"]] = np.nan
    one = SimpleNamespace(cohort=SimpleNamespace(expression=values), relapse=relapse)
    assert fold_changes.well_measured(one, 0.5).tolist() == [True, True, False]
    assert fold_changes.well_measured(one, 0.3, each=1).tolist() == [True, False, True]
    assert fold_changes.well_measured(one, 0, each=2).tolist() == [True, False, False]


def test_each_reading_moves_one_choice():
    for reading, counting in READINGS.items():
        moved = [
            name
            for name, mine, declared in zip(Counting._fields, counting, Counting(), strict=True)
            if mine != declared
        ]
        # A floor of patients in each group stands in the place of the share of all.
        assert moved in ([moved[0]], ["share", "each"]), reading


def test_every_reading_that_the_ledger_names_is_computed():
    named = {
        alternative["rows"]["reading"]
        for claim in ("K3", "K4", "K6")
        for axis in ledger.claim("keikha2021", claim)["readings"]
        for alternative in axis["alternatives"]
        if "rows" in alternative
    }
    assert named == set(READINGS)
    assert set(fold_changes.fourfold_readings()["reading"]) == named


def test_the_threshold_of_the_claims_gives_the_counts_of_the_claims():
    keys = ["cohort", "specification", "direction"]
    swept = fold_changes.fold_change_counts().query("log2_fold_change == 2").set_index(keys)
    claimed = fold_changes.fourfold().set_index(keys).loc[swept.index]
    pd.testing.assert_frame_equal(swept[claimed.columns], claimed)


def test_a_larger_fold_change_is_reached_by_no_more_genes():
    keys = ["cohort", "specification", "direction"]
    swept = fold_changes.fold_change_counts().pivot(
        index=keys, columns="log2_fold_change", values="count"
    )
    assert (np.diff(swept.to_numpy(), axis=1) <= 0).all()


def test_a_lower_floor_never_measures_fewer_genes_and_another_array_only_scales():
    readings = fold_changes.fourfold_readings()
    readings = readings[readings["specification"] == "as deposited"]
    sizes = readings.groupby(["reading", "cohort"])["n_features"].first()
    for weak, strong in (("20%", "25%"), ("25%", "33%")):
        weaker, stronger = (sizes[f"measured in {share} of patients"] for share in (weak, strong))
        assert (weaker >= stronger).all()
    keys = ["cohort", "specification", "direction"]
    large = readings[readings["reading"] == "array of 54,675 features"].set_index(keys)
    usual = fold_changes.fourfold().set_index(keys).loc[large.index]
    assert large["per_array"].to_numpy() == pytest.approx(usual["per_array"] * 54_675 / 22_000)


@pytest.mark.raw
def test_counts_without_p_are_those_of_the_fold_changes_alone():
    counted = fold_changes._counted("GSE3143", "as deposited", Counting(1.0, LEVELS[1]))
    one = fold_changes.comparison("GSE3143")
    means = [one.cohort.expression.loc[:, one.relapse == event].mean(axis=1) for event in (1, 0)]
    change = means[0] - means[1]
    up, down = (change >= 1).sum(), (change <= -1).sum()
    assert counted["count"].tolist() == [up, down, up + down]
