"""METABRIC with 489 genes, GSE42568, and the cohorts and signatures that genefu carries."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.data import cohorts, deposited
from resistbook.data.cohorts import CohortError
from resistbook.data.cohorts.tumours import metabric as metabric_module
from resistbook.genes import published
from resistbook.genes.signatures import anoikis

pytestmark = pytest.mark.raw

GOOD_PROGNOSIS = 0.4
"""Correlation with the profile of the 70 genes above which a tumour is called good."""


def auc(values: pd.Series, group: pd.Series) -> float:
    """Chance that a patient of group 1 exceeds one of group 0."""
    high, low = values[group == 1], values[group == 0]
    return stats.mannwhitneyu(high, low).statistic / len(high) / len(low)


def test_metabric_489_holds_the_patients_and_values_of_the_smaller_panel():
    large, small = cohorts.metabric_489(), cohorts.metabric()
    assert large.expression.shape == (489, 1904)
    pd.testing.assert_frame_equal(large.clinical, small.clinical)
    pd.testing.assert_frame_equal(large.expression.loc[small.expression.index], small.expression)


def test_metabric_489_has_clean_symbols_and_genes_that_the_smaller_panel_lacks():
    genes = cohorts.metabric_489().expression.index
    assert {"NFKB2", "AURKA", "CDH1", "EGFR", "HLA-G"} < set(genes)
    assert not genes.str.contains(".", regex=False).any()
    assert genes.isin(anoikis()["GeneCards"]).sum() == 93


def test_erbb2_of_metabric_489_follows_her2_status():
    cohort = cohorts.metabric_489()
    assert auc(cohort.expression.loc["ERBB2"], cohort.clinical["her2"]) > 0.95


def test_a_panel_of_metabric_in_another_order_of_patients_is_refused(monkeypatch):
    small = cohorts.metabric()
    panel = deposited.frame(*metabric_module.LARGE_PANEL, fields=["overall_survival"])
    monkeypatch.setattr(metabric_module.deposited, "frame", lambda *a, **k: panel.iloc[::-1])
    monkeypatch.setattr(metabric_module, "metabric", lambda: small)
    with pytest.raises(CohortError, match="the rows of the two files must be in one order"):
        cohorts.metabric_489.__wrapped__()


def test_gse42568_has_48_relapses_in_104_patients_and_an_alphabetical_part_of_the_genes():
    cohort = cohorts.gse42568()
    genes = cohort.expression.index
    assert cohort.expression.shape == (4165, 104)
    assert cohort.clinical["rfs_event"].sum() == 48
    assert cohort.clinical["rfs_months"].between(0, 100).all()
    assert (genes[0], genes[-1]) == ("A1BG", "DDX50")
    assert not {"ESR1", "ERBB2", "GRB7", "MKI67"} & set(genes)
    assert genes.isin(anoikis()["GeneCards"]).sum() == 118


def test_patients_of_gse42568_with_a_relapse_are_seen_for_a_shorter_time():
    months = cohorts.gse42568().clinical.groupby("rfs_event")["rfs_months"].median()
    assert months[1] < months[0] / 3


def test_tumours_of_gse42568_proliferate_more_than_normal_breast_and_hold_less_fat():
    tumours, normal = cohorts.gse42568().expression, cohorts.gse42568_normal().expression
    assert normal.shape == (4165, 17)
    difference = tumours.mean(axis=1) - normal.mean(axis=1)
    assert (difference[["CCNB1", "CCNB2", "AURKA", "CENPA", "CCNA2", "CEP55"]] > 1).all()
    assert difference["ADIPOQ"] < -3
    assert difference["COL11A1"] > 3


def test_genes_of_luminal_tumours_go_together_in_gse42568():
    r = cohorts.gse42568().expression.loc[["AGR2", "CA12", "AFF3", "AR"]].T.corr().to_numpy()
    assert r[np.triu_indices(4, 1)].min() > 0.5


@pytest.mark.parametrize(
    ("load", "probes", "events", "unknown"),
    [(cohorts.nki, 922, 53, 4), (cohorts.vdx, 966, 47, 0)],
)
def test_cohorts_of_genefu_have_150_patients_with_distant_metastasis(load, probes, events, unknown):
    cohort = load()
    assert cohort.expression.shape == (probes, 150)
    assert cohort.clinical["dmfs_event"].sum() == events
    assert cohort.clinical["dmfs_event"].isna().sum() == unknown
    assert cohort.clinical["dmfs_months"].max() < 12 * 20


@pytest.mark.parametrize(
    ("load", "symbols", "probe"),
    [
        (cohorts.nki, cohorts.nki_probes, "NM_000125"),
        (cohorts.vdx, cohorts.vdx_probes, "205225_at"),
    ],
)
def test_esr1_follows_er_status_in_cohorts_of_genefu(load, symbols, probe):
    cohort = load()
    assert symbols()[probe] == "ESR1"
    assert symbols().index.equals(cohort.expression.index)
    assert auc(cohort.expression.loc[probe], cohort.clinical["er"]) > 0.9


def test_the_70_genes_call_nki_as_was_published():
    cohort, signature = cohorts.nki(), published.gene70()
    assert len(signature) == 70
    assert signature["symbol"].nunique() == 51
    tumours = cohort.expression.loc[signature.index]
    correlation = tumours.corrwith(signature["good_profile"])
    known = cohort.clinical["call70"].dropna()
    assert len(known) == 129
    called = np.where(correlation[known.index] > GOOD_PROGNOSIS, "Good", "Poor")
    assert (called == known).mean() > 0.85
    assert auc(correlation[known.index], known.eq("Good").astype(int)) > 0.95


def test_the_grade_index_is_of_112_probes_of_grade_3_and_16_of_grade_1():
    signature = published.grade_index()
    assert signature["direction"].value_counts().to_dict() == {1: 112, -1: 16}
    assert signature["symbol"].nunique() == 99
    measured = cohorts.vdx().expression.index.intersection(signature.index)
    means = cohorts.vdx().expression.loc[measured].groupby(signature["direction"]).mean().T
    assert len(measured) == 103
    assert means[1].corr(means[-1]) < 0


def test_the_recurrence_score_has_sixteen_weights_and_five_reference_genes():
    signature = published.recurrence_score()
    assert signature["group"].value_counts()["reference"] == 5
    assert signature.index[signature["weight"].isna()].tolist() == [
        *["ACTB", "GAPDH", "RPLP0", "GUSB", "TFRC"]
    ]
    printed = {"GRB7": 0.47 * 0.9, "ERBB2": 0.47 * 0.1, "MKI67": 1.04 / 5, "PGR": -0.34 * 1.2 / 4}
    assert signature.loc[list(printed), "weight"].to_dict() == pytest.approx(printed)


def test_endopredict_has_eight_weights_and_three_reference_genes():
    signature = published.endopredict()
    assert signature.loc[signature["group"] == "REFERENCE"].index.tolist() == [
        *["CALM2", "OAZ1", "RPL37A"]
    ]
    rises = signature.index[signature["weight"] > 0]
    assert set(rises) == {"BIRC5", "UBE2C", "DHCR7"}
