"""HER2-negative patients: who they are, HER2 by expression, and the joined panels of TCGA."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.data.cohorts import gse25055_tnbc, gse25066, her2_by_expression, tcga_joined
from resistbook.data.cohorts.cohort import CohortError
from resistbook.data.cohorts.her2_negative import DESIGNS, her2_negative, mostly_tied
from resistbook.data.cohorts.tumours.tcga_panels import normal_scores, tcga_panel_agreement


def expression(**genes):
    return pd.DataFrame(genes, index=[f"s{i}" for i in range(len(next(iter(genes.values()))))]).T


COMMON = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_a_tumour_is_positive_if_both_genes_stand_out():
    called = her2_by_expression(expression(ERBB2=[*COMMON, 20.0], GRB7=[*COMMON, 20.0]))
    assert called.to_list() == [0.0] * 7 + [1.0]


def test_one_gene_alone_must_stand_out_far_more():
    apart = expression(ERBB2=[*COMMON, 11.0], GRB7=[*COMMON, 4.0])
    assert her2_by_expression(apart).iloc[-1] == 0
    assert her2_by_expression(apart.loc[["ERBB2"]]).iloc[-1] == 1


@given(st.floats(0.1, 100), st.floats(-50, 50))
def test_the_call_does_not_depend_on_unit_and_origin(factor, shift):
    table = expression(ERBB2=[*COMMON, 20.0], GRB7=[*COMMON, 18.0])
    assert her2_by_expression(factor * table + shift).equals(her2_by_expression(table))


def test_a_panel_without_the_amplicon_is_refused():
    with pytest.raises(CohortError, match="none of ERBB2, GRB7 is among the 1 genes"):
        her2_by_expression(expression(ESR1=COMMON))


def test_a_gene_that_does_not_vary_is_refused():
    with pytest.raises(CohortError, match="GRB7 does not vary"):
        her2_by_expression(expression(ERBB2=COMMON, GRB7=[1.0] * 7))


def test_normal_scores_keep_the_order_and_what_is_missing():
    scores = normal_scores(expression(a=[3.0, np.nan, 1.0, 100.0])).loc["a"]
    assert scores.isna().to_list() == [False, True, False, False]
    assert scores.dropna().rank().to_list() == [2, 1, 3]
    assert scores.sum() == pytest.approx(0, abs=1e-12)


def test_a_gene_is_left_out_if_one_value_holds_more_than_half_of_the_patients():
    table = expression(tied=[1.0, 1.0, 1.0, 5.0, 7.0], half=[1.0, 1.0, 3.0, 5.0, 7.0])
    assert mostly_tied(table).to_dict() == {"tied": True, "half": False}


@pytest.mark.slow
@pytest.mark.raw
def test_no_gene_of_the_model_is_tied_in_most_patients():
    genes = her2_negative("TCGA").expression
    assert "GDF2" not in genes.index
    commonest = genes.apply(lambda row: row.value_counts().iloc[0], axis=1)
    assert commonest.max() <= genes.shape[1] / 2


def test_an_unknown_cohort_is_refused():
    with pytest.raises(CohortError, match="it must be one of TCGA, SCAN-B"):
        her2_negative("GSE9893")


@pytest.mark.slow
@pytest.mark.raw
@pytest.mark.parametrize("name", DESIGNS)
def test_every_patient_has_outcome_and_clinical_fields(name):
    cohort = her2_negative(name)
    fields = cohort.clinical
    assert (fields["outcome_months"] > 0).all()
    assert fields["outcome_event"].sum() >= 19
    assert fields.notna().all(axis=None)
    assert cohort.expression.notna().all(axis=None)
    known = DESIGNS[name].source().clinical
    if "her2" in known:
        assert (known.loc[fields.index, "her2"] == 0).all()


@pytest.mark.slow
@pytest.mark.raw
def test_panels_of_tcga_hold_the_same_measurements():
    agreement = tcga_panel_agreement()
    assert (agreement["median"] > 0.999).all()
    assert (agreement["lowest"] > 0.8).all()


@pytest.mark.raw
def test_joined_panels_hold_each_gene_and_primary_tumour_once():
    joined = tcga_joined()
    assert joined.expression.shape == (3473, 1097)
    assert joined.clinical.index.str.fullmatch(r"TCGA-\w\w-\w{4}").all()


@pytest.mark.raw
def test_two_copies_of_a_triple_negative_patient_agree_on_the_reversed_outcome():
    small, large = gse25055_tnbc(), gse25066()
    both = small.clinical.join(large.clinical, rsuffix="_large")
    assert len(both) == 73
    assert (both["rfs_event"] == both["drfs_event"]).all()
    assert both["rfs_months"].to_numpy() == pytest.approx(both["drfs_months"].to_numpy())
    assert (both[["er", "her2"]] == 0).all(axis=None)


@pytest.mark.raw
def test_residual_disease_goes_with_relapse_in_gse25066():
    clinical = gse25066().clinical
    relapse = clinical.groupby("pcr")["drfs_event"].mean()
    assert relapse[0] > 2 * relapse[1]
