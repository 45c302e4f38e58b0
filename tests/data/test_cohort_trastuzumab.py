"""Patients before HER2-directed treatment, and a line resistant to lapatinib.

What is deposited, how it is coded, and known biology as controls. No value of expression is
compared with a response here: the rules of the claims come first.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.data import cohorts
from resistbook.data.cohorts import CohortError
from resistbook.data.cohorts.lines.gse38376 import DOSES
from resistbook.data.cohorts.trials import enlight
from resistbook.data.cohorts.trials.nac_benchmark import SUBTYPES
from resistbook.genes.published import grade_index
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import pam50_centroids
from resistbook.genes.symbols import present

pytestmark = pytest.mark.raw

ERBB2 = 37_860_000
"""A place within the gene, chromosome 17 of hg19."""
PROLIFERATION = ["CCNB1", "BUB1", "AURKA", "MYBL2", "CENPA", "UBE2C", "FOXM1", "MELK", "CEP55"]


def auc(values: pd.Series, group: pd.Series) -> float:
    """Chance that a patient of group 1 exceeds one of group 0."""
    high, low = values[group == 1], values[group == 0]
    return stats.mannwhitneyu(high, low).statistic / len(high) / len(low)


def mean_correlation(table: pd.DataFrame, genes: list[str]) -> float:
    r = table.loc[table.index.intersection(genes)].T.corr().to_numpy()
    return float(r[np.triu_indices(len(r), 1)].mean())


def rank_correlation(one: pd.Series, other: pd.Series) -> float:
    shared = one.dropna().index.intersection(other.dropna().index)
    assert len(shared) > 40
    return one[shared].corr(other[shared], method="spearman")


def grade_score(table: pd.DataFrame) -> pd.Series:
    """Sum of the genes of grade 3 less that of grade 1."""
    genes = grade_index().dropna().drop_duplicates("symbol").set_index("symbol")["direction"]
    measured = genes.index.intersection(table.index)
    return table.loc[measured].mul(genes[measured], axis=0).sum()


# ---- ENLIGHT ------------------------------------------------------------------------------------


def test_labels_of_enlight_hold_six_arms_under_her2_directed_treatment():
    counts = cohorts.enlight_response().groupby(["series", "arm"])["residual"].agg(["size", "sum"])
    assert counts.apply(tuple, axis=1).to_dict() == {
        ("GSE37946", "trastuzumab"): (50, 23),
        ("GSE42822", "trastuzumab"): (25, 13),
        ("GSE50948", "trastuzumab"): (63, 32),
        ("GSE66399", "lapatinib, alone or with trastuzumab"): (65, 44),
        ("GSE66399", "trastuzumab"): (23, 17),
        ("TransNEO", "trastuzumab"): (65, 46),
    }


def test_transneo_has_65_patients_of_whom_62_were_assessed():
    cohort = cohorts.transneo_trastuzumab()
    fields = cohort.clinical
    assert cohort.expression.shape == (11711, 65)
    assert fields["residual"].value_counts().to_dict() == {1: 43, 0: 19}
    assert set(fields.index[fields["residual"].isna()]) == {"T088", "T157", "T158"}
    assert set(fields.index[fields["her2"] == 0]) == {"T126", "T173"}
    assert fields["pertuzumab"].sum() == 9
    assert (fields["anti_her2"] > 0).all()
    assert fields["pam50"].eq("Basal").sum() == 2


def test_patients_that_were_not_assessed_are_called_non_responders_by_enlight():
    labels = cohorts.enlight_response()
    assert (labels.loc[["T088", "T157", "T158"], "residual"] == 1).all()


def test_a_response_that_the_trial_contradicts_is_refused(monkeypatch):
    labels = cohorts.enlight_response()
    labels.loc["T001", "residual"] = 1 - labels.loc["T001", "residual"]
    monkeypatch.setattr(enlight, "_labels", lambda: labels)
    with pytest.raises(CohortError, match=r"Response of T001 means residual = 0, .* says 1"):
        enlight.transneo_trastuzumab.__wrapped__()


def test_counts_of_transneo_are_per_million_of_the_library():
    totals = (2 ** cohorts.transneo_trastuzumab().expression).sum()
    np.testing.assert_allclose(totals, 1e6, rtol=2e-3)


def test_receptors_of_transneo_follow_their_status_and_the_published_mrna():
    cohort = cohorts.transneo_trastuzumab()
    genes, fields = cohort.expression, cohort.clinical
    assert auc(genes.loc["ESR1"], fields["er"]) > 0.95
    assert genes.loc["ERBB2", fields["her2"] == 0].max() < genes.loc["ERBB2"].quantile(0.1)
    published = cohorts.nat_ml()
    assert rank_correlation(genes.loc["ESR1"], published["esr1"]) > 0.98
    assert rank_correlation(genes.loc["ERBB2"], published["erbb2"]) > 0.97


def test_the_grade_index_of_transneo_is_as_published():
    cohort = cohorts.transneo_trastuzumab()
    score = grade_score(cohort.expression)
    assert rank_correlation(score, cohorts.nat_ml()["ggi"]) > 0.97
    assert rank_correlation(score, cohort.clinical["ggi"]) > 0.9


def test_immune_and_stromal_scores_of_transneo_are_of_the_same_tumours():
    genes, immune = cohorts.transneo_trastuzumab().expression, cohorts.transneo_immune()
    assert rank_correlation(genes.loc["CD3E"], immune.loc["T cells"]) > 0.9
    assert rank_correlation(genes.loc["COL1A1"], immune.loc["Fibroblasts"]) > 0.9


def test_copies_of_erbb2_go_with_its_mrna_over_all_of_transneo_and_hardly_in_the_treated():
    """The join is sound; among tumours that are all amplified, copies say little of the mRNA."""
    segments = cohorts.transneo_segments()
    over = (segments["start"] <= ERBB2) & (segments["end"] >= ERBB2)
    erbb2 = segments[over & (segments["chromosome"] == "17")].groupby("sample")["value"].max()
    copies = erbb2 / cohorts.transneo()["ploidy"]
    everyone = cohorts.nat_ml()
    everyone = everyone.loc[everyone["series"] == "TransNEO", "erbb2"]
    treated = cohorts.transneo_trastuzumab().expression.loc["ERBB2"]
    assert rank_correlation(everyone, copies) > 0.5
    assert rank_correlation(treated, copies) == pytest.approx(0.25, abs=0.01)


def test_genes_of_transneo_suffice_for_nf_kappa_b_and_not_for_basal_like():
    genes = cohorts.transneo_trastuzumab().expression.index
    nfkb = msigdb("hallmark")["HALLMARK_TNFA_SIGNALING_VIA_NFKB"]
    assert genes.isin(nfkb).sum() == 164
    assert genes.isin(present(pam50_centroids().index).values()).sum() == 39
    assert not {"KRT5", "KRT14", "KRT17", "EGFR", "PGR", "FOXA1", "GRB7", "GATA3"} & set(genes)
    assert {"CCNE1", "ERBB2"} < set(genes)


@pytest.mark.parametrize("load", [cohorts.transneo_trastuzumab, cohorts.gse42822])
def test_no_tumour_stands_twice_and_genes_of_proliferation_go_together(load):
    table = load().expression
    r = table.sub(table.mean(axis=1), axis=0).corr().to_numpy()
    assert r[np.triu_indices(len(r), 1)].max() < 0.95
    assert mean_correlation(table, PROLIFERATION) > 0.3


def test_genes_of_gse42822_are_standardised_and_those_of_one_amplicon_go_together():
    cohort = cohorts.gse42822()
    table = cohort.expression
    assert table.shape == (13515, 25)
    assert cohort.clinical["residual"].value_counts().to_dict() == {1: 13, 0: 12}
    np.testing.assert_allclose(table.mean(axis=1), 0, atol=1e-9)
    np.testing.assert_allclose(table.std(axis=1), 1)
    assert mean_correlation(table, ["ERBB2", "GRB7", "STARD3"]) > 0.6
    assert mean_correlation(table, ["ESR1", "GATA3", "CA12"]) > 0.6


# ---- NeoALTTO -----------------------------------------------------------------------------------


def test_neoaltto_has_89_patients_22_with_a_complete_response():
    cohort = cohorts.neoaltto_lapatinib()
    assert cohort.expression.shape == (226, 89)
    assert cohort.clinical["residual"].value_counts().to_dict() == {1: 67, 0: 22}
    np.testing.assert_allclose(cohort.expression.std(axis=1), 1, atol=1e-4)


def test_the_quiescence_score_of_neoaltto_is_the_signed_mean_of_its_genes():
    cohort, direction = cohorts.neoaltto_lapatinib(), cohorts.quiescence_signature()
    assert direction.value_counts().to_dict() == {-1: 192, 1: 34}
    score = cohort.expression.mul(direction, axis=0).mean()
    assert score.corr(cohort.clinical["quiescence"]) > 0.9999


def test_genes_of_proliferation_go_together_in_neoaltto_and_are_low_in_quiescence():
    table, direction = cohorts.neoaltto_lapatinib().expression, cohorts.quiescence_signature()
    cycle = ["MKI67", "AURKA", "BUB1", "CDC20", "RRM2", "FOXM1"]
    assert mean_correlation(table, cycle) > 0.5
    assert (direction[[*cycle, "CCNE1", "CCNE2"]] == -1).all()
    assert table.index.isin(msigdb("hallmark")["HALLMARK_E2F_TARGETS"]).sum() == 63
    assert not {"ERBB2", "ESR1"} & set(table.index)


# ---- SKBR3 --------------------------------------------------------------------------------------


def test_skbr3_has_three_arrays_a_state_and_dose():
    cohort = cohorts.gse38376()
    assert cohort.expression.shape == (9196, 18)
    assert (cohort.clinical.groupby(["state", "dose"]).size() == 3).all()
    assert "ADIPOQ" not in cohort.expression.index


@pytest.mark.parametrize("state", ["parental", "lapatinib-resistant"])
def test_arrays_of_one_dose_resemble_each_other(state):
    """Within a state: were columns ordered by replicate, those of one dose would not."""
    cohort = cohorts.gse38376()
    cohort = cohort.select(cohort.clinical["state"] == state)
    table, dose = cohort.expression, cohort.clinical["dose"].to_numpy()
    r = table.sub(table.mean(axis=1), axis=0).corr().to_numpy()
    same = dose[:, None] == dose[None, :]
    assert r[same & ~np.eye(9, dtype=bool)].mean() > r[~same].mean() + 0.3


def test_targets_of_erk_fall_from_dose_to_dose_in_parental_cells():
    cohort = cohorts.gse38376()
    parental = cohort.select(cohort.clinical["state"] == "parental")
    by_dose = parental.expression.loc[["CCND1", "SPRY4"]].T.groupby(parental.clinical["dose"])
    assert tuple(by_dose.groups) == DOSES
    assert (by_dose.max().shift(-1).iloc[:-1] < by_dose.min().iloc[:-1]).all(axis=None)


# ---- PAM50 correlations -------------------------------------------------------------------------


def test_pam50_correlations_hold_2817_tumours_of_2816_patients():
    table = cohorts.pam50_correlations()
    assert len(table) == 2817
    assert len(table.drop_duplicates(["series", "patient"])) == 2816
    assert table["series"].nunique() == 10
    assert table["genes"].between(42, 50).all()
    assert table[[name.lower() for name in SUBTYPES]].abs().max(axis=None) <= 1


def test_the_tumours_of_noah_and_cher_lob_have_labels_of_their_response():
    labels = cohorts.enlight_response()
    both = labels.join(cohorts.pam50_correlations()[["series"]], how="inner", rsuffix="_pam50")
    assert both["series"].value_counts().to_dict() == {"GSE66399": 88, "GSE50948": 63}
    assert (both["series"] == both["series_pam50"]).all()


def test_her2_positive_patients_are_called_her2_enriched_more_often():
    table = cohorts.pam50_correlations()
    positive = table.index.isin(cohorts.enlight_response().index)
    assert table[positive]["pam50"].eq("Her2").mean() > 0.3
    assert table[~positive]["pam50"].eq("Her2").mean() < 0.2


# ---- external patients of TransNEO --------------------------------------------------------------


def test_three_series_share_no_patient_and_code_residual_disease_as_1():
    table = cohorts.nat_ml()
    residual = table.groupby("series")["residual"].agg(["size", "sum"])
    assert residual.apply(tuple, axis=1).to_dict() == {
        "ARTemis": (38, 35),
        "PBCP": (37, 21),
        "TransNEO": (147, 109),
    }
    assert table["rcb"].isna().sum() == 3
    known = table.dropna(subset="rcb")
    assert known["rcb"].eq(0).equals(known["residual"].eq(0))
    external = table.index[table["series"] != "TransNEO"]
    assert not set(external) & set(cohorts.transneo().index)


def test_transneo_is_coded_as_in_its_own_table():
    table, own = cohorts.nat_ml(), cohorts.transneo()
    table = table[table["series"] == "TransNEO"]
    fields = ["er", "her2", "residual", "rcb"]
    pd.testing.assert_frame_equal(table[fields], own.loc[table.index, fields])


@pytest.mark.parametrize("series", ["TransNEO", "PBCP", "ARTemis"])
def test_receptor_mrna_follows_receptor_status_in_each_series(series):
    table = cohorts.nat_ml()
    table = table[table["series"] == series]
    assert auc(table["esr1"], table["er"]) > 0.85
    if series != "ARTemis":
        assert auc(table["erbb2"], table["her2"]) > 0.9
