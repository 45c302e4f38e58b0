"""Curves of single genes are Kaplan and Meier's, and no patient can be read off them."""

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter

from resistbook.data.cohorts import prognosis
from resistbook.results import store
from resistbook.studies import survival_by_gene as curves
from resistbook.studies.survival_by_gene import FEWEST_AT_RISK, GENES, MONTHS, THIRDS


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return store.read("genes/survival_by_third")


def test_every_declared_gene_is_shown_in_some_cohort_and_no_other(table):
    assert set(table["gene"]) == set(GENES)
    assert set(table["cohort"]) <= set(prognosis.FOLLOWED)


def test_no_patient_can_be_read_off_it(table):
    assert table["at_risk"].min() >= FEWEST_AT_RISK
    assert set(table["months"]) <= set(MONTHS)
    assert (table["survival"] == table["survival"].round(2)).all()


def test_a_curve_starts_whole_and_only_falls(table):
    for _, curve in table.groupby(["gene", "cohort", "third"]):
        assert curve["months"].iloc[0] == 0
        assert curve["survival"].iloc[0] == 1
        assert curve["survival"].is_monotonic_decreasing
        assert curve["at_risk"].is_monotonic_decreasing


def test_a_curve_is_that_of_the_patients_with_the_least_or_most_of_the_gene(monkeypatch):
    values = pd.DataFrame([range(90)], ["GENE"], dtype=float)
    fields = pd.DataFrame(
        {"outcome_months": [3.0 + at for at in range(90)], "outcome_event": [1, 0] * 45}
    )
    cohort = type("Made", (), {"expression": values, "clinical": fields})
    monkeypatch.setattr(curves, "followed", lambda *_: cohort)
    drawn = curves._curves("GENE", "METABRIC").set_index(["third", "months"])
    for place, third in enumerate(THIRDS):
        mine = fields.iloc[30 * place : 30 * place + 30]
        fit = KaplanMeierFitter().fit(mine["outcome_months"], mine["outcome_event"])
        for months, row in drawn.loc[third].iterrows():
            assert row["survival"] == pytest.approx(fit.predict(months), abs=0.005)
            assert row["at_risk"] == (mine["outcome_months"] >= months).sum()


def test_a_cohort_that_does_not_measure_the_gene_has_no_curve(monkeypatch):
    none = type("Made", (), {"expression": pd.DataFrame(), "clinical": pd.DataFrame()})
    monkeypatch.setattr(curves, "followed", lambda *_: none)
    assert curves._curves("GENE", "METABRIC").empty
