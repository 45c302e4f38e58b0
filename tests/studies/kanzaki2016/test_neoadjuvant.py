"""Likeness to basal-like and response in NOAH and CHER-LOB."""

import numpy as np
import pytest

from resistbook.studies import kanzaki2016 as study
from resistbook.studies.kanzaki2016 import neoadjuvant

pytestmark = pytest.mark.raw


def test_151_patients_of_three_arms_take_part():
    table = neoadjuvant.patients()
    assert table["stratum"].value_counts().tolist() == [65, 63, 23]
    assert table["residual"].isin([0, 1]).all()


def test_likeness_is_in_sds_within_each_stratum():
    table = neoadjuvant.patients()
    by_stratum = table.groupby("stratum")[neoadjuvant.LIKENESS]
    np.testing.assert_allclose(by_stratum.std(), 1)
    np.testing.assert_allclose(by_stratum.mean(), 0, atol=1e-12)


def test_an_odds_ratio_that_is_planted_is_found(monkeypatch):
    table = neoadjuvant.patients().copy()
    rng = np.random.default_rng(3)
    odds = np.log(4) * table[neoadjuvant.LIKENESS]
    table["residual"] = (rng.random(len(table)) < 1 / (1 + np.exp(-odds))).astype(float)
    monkeypatch.setattr(neoadjuvant, "patients", lambda: table)
    found = neoadjuvant.odds(neoadjuvant.LIKENESS)
    assert found["ci_low"] < np.log(4) < found["ci_high"]
    assert found["ci_low"] > 0


def test_her2_enriched_respond_most_and_luminal_a_least_as_is_known():
    found = study.centroid_response().set_index("centroid")
    assert found.loc["Her2", "ci_high"] < 0 < found.loc["LumA", "ci_low"]
    assert found["called"].sum() == 151


def test_the_subgroups_add_up_to_all_patients():
    table = study.basal_response().query("measure == @neoadjuvant.LIKENESS")
    n = table.set_index("patients")["n"]
    assert n["NOAH"] + n["CHER-LOB"] == n["NOAH and CHER-LOB"]
