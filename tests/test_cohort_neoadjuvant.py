"""Each neoadjuvant source on its real files: shape, pairs, coding, and known biology."""

import numpy as np
import pandas as pd
import pytest

from resistbook import cohorts
from resistbook.cohorts import CohortError, kastrati2020
from resistbook.sources.registry import entries

PROLIFERATION = ["CCNB1", "BUB1", "AURKA", "MYBL2", "UBE2C", "TTK", "CCNA2", "MELK", "TOP2A"]
OESTROGEN = ["TFF1", "GREB1", "PGR", "STC2"]
IMMEDIATE_EARLY = ["FOS", "FOSB", "EGR1", "DUSP1", "JUN", "JUNB", "NR4A1", "ZFP36", "ATF3"]

pytestmark = pytest.mark.raw


def known(source_keys) -> bool:
    """Whether every key of a cohort's provenance stands in the registry."""
    return set(source_keys) <= {f"{source}/{file}" for source, file in entries()}


def paired_difference(cohort, before: str, after: str, field: str = "time") -> pd.DataFrame:
    """Genes x patients: expression after minus before, in patients with both."""
    clinical, table = cohort.clinical, cohort.expression
    first, second = (
        table.loc[:, clinical[field] == value].set_axis(
            clinical.loc[clinical[field] == value, "patient"], axis=1
        )
        for value in (before, after)
    )
    both = first.columns.intersection(second.columns)
    return second[both] - first[both]


def test_gse20181_has_58_and_56_pairs_and_four_patients_without_one():
    cohort = cohorts.gse20181()
    clinical = cohort.clinical
    assert cohort.expression.shape == (14208, 176)
    assert known(cohort.sources)
    assert clinical["time"].value_counts().to_dict() == {"pre": 58, "2 weeks": 58, "3 months": 60}
    assert paired_difference(cohort, "pre", "2 weeks").shape[1] == 58
    assert paired_difference(cohort, "pre", "3 months").shape[1] == 56
    assert clinical["paired_2_weeks"].sum() == 2 * 58
    assert clinical["paired_3_months"].sum() == 2 * 56
    unpaired = clinical[~(clinical["paired_2_weeks"] | clinical["paired_3_months"])]
    assert set(unpaired["time"]) == {"3 months"}
    assert len(unpaired) == 4


def test_gse20181_gives_each_patient_one_response():
    clinical = cohorts.gse20181().clinical
    by_patient = clinical.groupby("patient")["response"]
    assert (by_patient.nunique() <= 1).all()
    assert by_patient.first().value_counts(dropna=False).to_dict() == {
        "responder": 37,
        "non-responder": 15,
        None: 10,
    }


def test_samples_of_a_patient_in_gse20181_resemble_each_other_more_than_others():
    """A shuffled patient column would leave one nearest neighbour in sixty in the same patient."""
    cohort = cohorts.gse20181()
    table = cohort.expression.sub(cohort.expression.mean(axis=1), axis=0)
    r = np.corrcoef(table.to_numpy().T)
    np.fill_diagonal(r, -1)
    patient = cohort.clinical["patient"].to_numpy()
    assert (patient == patient[r.argmax(axis=1)]).mean() > 0.7


@pytest.mark.parametrize("time", ["2 weeks", "3 months"])
def test_letrozole_lowers_proliferation_and_oestrogen_response(time):
    change = paired_difference(cohorts.gse20181(), "pre", time).mean(axis=1)
    assert (change[PROLIFERATION] < -0.2).all()
    assert (change[["TFF1", "GREB1", "PGR"]] < -0.5).all()


def test_immediate_early_genes_of_gse20181_rise_at_three_months_and_not_at_two_weeks():
    cohort = cohorts.gse20181()
    two_weeks, three_months = (
        paired_difference(cohort, "pre", time).loc[["FOS", "FOSB", "EGR1", "DUSP1"]].mean(axis=1)
        for time in ("2 weeks", "3 months")
    )
    assert (three_months > 0.6).all()
    assert two_weeks.abs().max() < 0.5


def test_averaging_of_probes_has_flattened_esr1_in_gse20181():
    sd = cohorts.gse20181().expression.std(axis=1)
    assert sd["ESR1"] < sd["RPS4Y1"]


def test_the_table_of_kastrati_holds_236_genes_of_which_22_are_tagged_and_rise():
    table = cohorts.kastrati_table()
    assert table.index.is_unique
    assert ((table["log2_fold_change"] > 0).sum(), len(table)) == (108, 236)
    assert table["nfkb"].sum() == 22
    assert (table.loc[table["nfkb"], "log2_fold_change"] > 0).all()
    assert table["log2_fold_change"].abs().min() > 1
    assert (~table["symbol"]).sum() == 39
    np.testing.assert_allclose(table["log2_fold_change"] / table["se"], table["t"])


def test_the_table_of_kastrati_was_printed_from_22595_tests():
    table = cohorts.kastrati_table().sort_values("p")
    tests = table["fdr"] / table["p"] * np.arange(1, len(table) + 1)
    assert cohorts.kastrati_tests() == 22595
    np.testing.assert_allclose(tests.iloc[:10], 22595)


def test_genes_of_kastrati_come_by_direction_with_the_most_significant_first():
    table, genes = cohorts.kastrati_table(), cohorts.kastrati_genes()
    assert {name: len(members) for name, members in genes.items()} == {"up": 108, "down": 128}
    assert table.loc[list(genes["up"]), "p"].is_monotonic_increasing
    assert genes["up"][:2] == ("C10orf10", "NR4A1")
    assert (table.loc[list(genes["down"]), "log2_fold_change"] < 0).all()


def kastrati_changed(monkeypatch, change) -> None:
    """Let the loader meet a changed sheet."""
    read = pd.read_excel
    monkeypatch.setattr(kastrati2020.pd, "read_excel", lambda *a, **k: change(read(*a, **k)))
    kastrati2020._table.cache_clear()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda sheet: sheet.rename(index={"VIM": "1-Mar"}), "'1-Mar' is a date"),
        (lambda sheet: sheet.assign(GSEA_NFKB="maybe"), "unknown entry 'maybe'"),
        (lambda sheet: sheet.assign(logFC=-sheet["logFC"]), "differ in gene 'AB051444'"),
        (lambda sheet: sheet.drop(index="VIM"), "differ in gene 'VIM'"),
        (lambda sheet: sheet.rename(index={"VIM": "FOS"}), "'FOS' stands twice"),
    ],
)
def test_a_changed_table_of_kastrati_is_refused(monkeypatch, change, message):
    kastrati_changed(monkeypatch, change)
    try:
        with pytest.raises(CohortError, match=message):
            cohorts.kastrati_table()
    finally:
        kastrati2020._table.cache_clear()
