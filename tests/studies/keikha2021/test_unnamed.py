"""Study 1, GSE9893 without names: correlation within sites, and the marker as a number."""

import numpy as np
import pandas as pd
import pytest

from resistbook.studies.keikha2021 import unnamed


def test_what_differs_between_strata_alone_is_not_correlated_within_them():
    strata = pd.Series(list("aaaabbbb"))
    level = np.array([0, 1, 2, 3, 10, 11, 12, 13.0])
    between = np.array([[0, 0, 0, 0, 5, 5, 5, 5.0], level])
    found = unnamed.correlation_within(between, level[None], strata)[:, 0]
    assert found.tolist() == pytest.approx([0, 1])


def test_receptor_content_is_a_number_where_it_is_one():
    found = unnamed.content(pd.Series(["<10", "64", "70% imm", "0"]))
    assert found[[0, 1, 3]].tolist() == pytest.approx([np.log2(5), 6, 0])
    assert np.isnan(found[2])
    assert unnamed.content(pd.Series([1.0, np.nan, 3.0])).notna().sum() == 2


def test_genes_follow_grade_and_receptors_within_sites_more_than_by_chance():
    table = unnamed.unnamed_genes().set_index("structure")
    markers = table.loc[list(unnamed.MARKERS)]
    assert (markers["followers"] > 5 * markers["followers_median"]).all()
    assert (markers["followers_p"] < 0.05).all()
    first = table.loc["first component"]
    assert first["site_r2"] > 0.3
    assert abs(first["relapse_r"]) < abs(first["relapse_ignored"]) / 2


def test_the_first_component_is_higher_in_relapse_and_holds_its_share_of_the_variance():
    relapse = np.array([0, 0, 1, 1])
    along = np.array([3.0, 1.0, -1.0, -3.0])
    across = np.array([0.5, -0.5, -0.5, 0.5])
    component, share = unnamed.principal(np.vstack([along, across]), relapse)
    assert component == pytest.approx(-along / np.linalg.norm(along))
    assert share == pytest.approx(20 / 21)


def test_every_patient_is_counted_once_on_the_first_component_and_none_is_a_row():
    counts = unnamed.first_component()
    whole = unnamed.unnamed_genes().set_index("structure").loc["first component", "patients"]
    assert counts["patients"].sum() == whole
    assert counts.columns.tolist() == ["site", "relapse", "low", "patients"]
    assert (counts["low"] % unnamed.BIN == 0).all()
