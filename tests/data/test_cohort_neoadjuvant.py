"""Each neoadjuvant source on its real files: shape, pairs, coding, and known biology."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.data import cohorts, deposited
from resistbook.data.cohorts import CohortError
from resistbook.data.cohorts.trials import kastrati2020_tables
from resistbook.data.cohorts.trials.penelope import DEGREES_OF_FREEDOM
from resistbook.data.sources.registry import entries
from resistbook.genes.sets import msigdb

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
    read = deposited.sheets
    monkeypatch.setattr(deposited, "sheets", lambda *a, **k: [change(read(*a, **k)[0])])
    kastrati2020_tables._table.cache_clear()


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
        kastrati2020_tables._table.cache_clear()


def test_neo_et_gives_log2_fold_changes_of_18059_genes_and_keeps_natural_b():
    table = cohorts.neo_et()
    assert len(table) == 18059
    assert table.index.is_unique
    np.testing.assert_allclose(2 ** table["log2_fold_change"], np.exp(table["b"]))
    assert table["p"].between(0, 1).all()
    assert (table["fdr"] >= table["p"]).all()
    ranks = table["p"].rank()
    np.testing.assert_allclose((table["fdr"] * ranks / table["p"]).max(), 18059)


def test_endocrine_therapy_lowers_proliferation_and_esr1_in_neo_et():
    table = cohorts.neo_et()
    assert (table.loc[PROLIFERATION, "log2_fold_change"] < 0).all()
    assert (table.loc[["ESR1", *OESTROGEN], "log2_fold_change"] < -1).all()


def test_immediate_early_genes_rise_in_neo_et_which_lacks_jun():
    change = cohorts.neo_et()["log2_fold_change"]
    assert "JUN" not in change.index
    assert (change[[gene for gene in IMMEDIATE_EARLY if gene != "JUN"]] > 1).all()


def test_non_responders_of_neo_et_differ_in_few_genes_and_in_none_of_proliferation():
    table = cohorts.neo_et_response()
    assert len(table) == 18057
    assert (table["fdr"] < 0.05).sum() == 48
    assert (table.loc[PROLIFERATION, "fdr"] > 0.5).all()


def test_neo_et_has_23_patients_with_two_samples_each_and_three_non_responders():
    patients = cohorts.neo_et_patients()
    samples = pd.concat([patients["sample_before"], patients["sample_after"]])
    assert (len(patients), samples.nunique()) == (23, 46)
    assert patients["response"].value_counts(dropna=False).to_dict() == {
        "responder": 16,
        "non-responder": 3,
        "stable": 2,
        np.nan: 2,
    }
    assert patients.loc["patient1", "ki67_percent"] == 15
    assert (patients["er_percent"].dropna() >= 70).all()


def test_gse59515_holds_significant_genes_only_one_row_a_gene():
    tables = cohorts.gse59515()
    assert {time: len(table) for time, table in tables.items()} == {
        "2 weeks": 144,
        "3 months": 1307,
    }
    for table in tables.values():
        assert table.index.is_unique
        assert "" not in table.index
        assert table["p"].is_monotonic_increasing
        assert (table["fdr"] < 0.05).all()
    assert tables["2 weeks"]["probes"].sum() == 157 - 7
    assert tables["3 months"]["probes"].sum() == 1550 - 43
    assert "SEPT6" in tables["3 months"].index


def test_letrozole_lowers_proliferation_in_gse59515_at_both_times():
    for table in cohorts.gse59515().values():
        change = table["log2_fold_change"]
        assert (change[["TOP2A", "CENPF", "UBE2C"]] < -1).all()
        assert (change[["TFF1", "GREB1", "PGR"]] < -2).all()


def test_immediate_early_genes_of_gse59515_are_significant_at_three_months_only():
    tables = cohorts.gse59515()
    assert not set(IMMEDIATE_EARLY) & set(tables["2 weeks"].index)
    assert (tables["3 months"].loc[IMMEDIATE_EARLY, "log2_fold_change"] > 0.5).all()


def test_gse59515_agrees_with_gse20181_on_the_direction_of_significant_genes():
    """Two series of letrozole on two platforms: a reversed contrast would disagree everywhere."""
    for time, table in cohorts.gse59515().items():
        other = paired_difference(cohorts.gse20181(), "pre", time).mean(axis=1)
        both = table.index.intersection(other.index)
        same = np.sign(table.loc[both, "log2_fold_change"]) == np.sign(other[both])
        assert same.mean() > 0.85


def test_gse245601_has_ten_pairs_and_whole_counts():
    cohort = cohorts.gse245601()
    table, clinical = cohort.expression, cohort.clinical
    assert table.shape == (28294, 20)
    assert known(cohort.sources)
    assert (table == table.round()).all().all()
    assert clinical["paired"].all()
    assert clinical.groupby("patient")["treatment"].agg(set).map(len).tolist() == [2] * 10
    assert clinical["treatment"].value_counts().to_dict() == {"control": 10, "tamoxifen": 10}
    pd.testing.assert_series_equal(
        table.sum(), clinical["library_size"].astype(float), check_names=False
    )


def test_tamoxifen_for_twelve_hours_lowers_the_oestrogen_response_and_not_proliferation():
    cohort = cohorts.gse245601()
    cpm = cohort.expression / cohort.expression.sum() * 1e6
    log_cpm = cohorts.Cohort("log2 CPM", np.log2(cpm + 1), cohort.clinical, scale="", sources=[])
    change = paired_difference(log_cpm, "control", "tamoxifen", field="treatment")
    assert (change.loc["GREB1"] < 0).all()
    assert (change.loc["ESR1"] < 0).sum() == 9
    assert change.loc[PROLIFERATION].mean(axis=1).abs().max() < 0.4


def test_penelope_holds_the_1960_significant_of_2548_genes():
    table = cohorts.penelope()
    assert len(table) == 1960
    assert table.index.is_unique
    assert (table["fdr"] < 0.05).all()
    rank = np.arange(1, 1961)
    tests = (table["fdr"] * rank / table["p"])[table["p"] > 0].max()
    np.testing.assert_allclose(tests, 2548 * (1 / np.arange(1, 2549)).sum())


def test_intervals_of_penelope_follow_from_t_and_p_and_not_from_the_deposited_ones():
    table = cohorts.penelope()
    outside = (table["ci_low"] > 0) | (table["ci_high"] < 0)
    assert outside.all()
    p = 2 * stats.t.sf(table["t"].abs(), DEGREES_OF_FREEDOM)
    seen = table["p"] > 1e-280
    np.testing.assert_allclose(np.log(p[seen]), np.log(table.loc[seen, "p"]), rtol=1e-5)


def test_from_biopsy_to_resection_proliferation_falls_and_immediate_early_genes_rise():
    change = cohorts.penelope()["log2_fold_change"]
    assert (change[["TOP2A", "MKI67", "CCNB1", "AURKA", "BUB1", "UBE2C"]] < -0.3).all()
    assert (change[["FOS", "EGR1", "DUSP1", "JUN", "JUNB", "NR4A1"]] > 1).all()


def test_all_genes_that_the_trial_calls_tissue_handling_rise_in_the_resection():
    table = cohorts.penelope()
    assert table["cluster"].notna().sum() == 335
    handling = table[table["theme"] == "Tissue handling (surgery vs biopsy)"]
    assert len(handling) == 19
    assert (handling["log2_fold_change"] > 0.7).all()


def test_names_that_the_assay_writes_with_an_underscore_get_their_hyphen_in_penelope():
    genes = cohorts.penelope().index
    assert {"HLA-A", "HLA-E", "NKX2-1", "NKX3-1", "ASB16-AS1"} <= set(genes)
    assert list(genes[genes.str.contains("_")]) == ["IFNA_Family"]


def test_penelope_tcga_holds_335_genes_in_1095_primary_tumours():
    cohort = cohorts.penelope_tcga()
    clinical = cohort.clinical
    assert cohort.expression.shape == (335, 1095)
    assert known(cohort.sources)
    assert not cohort.expression.isna().any(axis=None)
    assert clinical["patient"].is_unique
    assert clinical.index.str.endswith("-01").all()
    assert clinical["er"].value_counts().to_dict() == {1: 601, 0: 179}
    assert clinical["pr"].value_counts().to_dict() == {1: 522, 0: 255}
    assert clinical["her2"].value_counts().to_dict() == {0: 652, 1: 114}
    assert clinical["pam50"].value_counts().to_dict() == {
        "LumA": 421,
        "LumB": 192,
        "Basal": 141,
        "Her2": 67,
        "Normal": 23,
    }
    assert set(cohort.expression.index) <= set(cohorts.penelope().index)


def test_receptors_and_subtypes_of_penelope_tcga_fit_the_genes():
    cohort = cohorts.penelope_tcga()
    table, clinical = cohort.expression, cohort.clinical
    for gene, field in {"GATA3": "er", "FOXA1": "er", "PGR": "pr"}.items():
        values = table.loc[gene].groupby(clinical[field]).median()
        assert values[1] > values[0] + 2
    both = clinical[["pam50", "pam50_array"]].dropna()
    assert (both["pam50"] == both["pam50_array"]).mean() > 0.85
    top2a = table.loc["TOP2A"].groupby(clinical["pam50"]).median()
    assert top2a["LumB"] > top2a["LumA"]


def by_patient(cohort) -> pd.DataFrame:
    """Features x patients of a cohort with one sample a patient."""
    return cohort.expression.set_axis(cohort.clinical["patient"], axis=1)


def ki67(cohort) -> pd.Series:
    return cohort.clinical.set_index("patient")["ki67"]


def test_trio_b07_has_48_scores_before_and_48_of_the_change_and_none_at_surgery():
    before, change = cohorts.trio_b07(), cohorts.trio_b07_change()
    assert before.expression.shape == (48, 110)
    assert change.expression.shape == (48, 89)
    assert before.expression.index.equals(change.expression.index)
    assert before.expression.index.str.startswith("HALLMARK_").sum() == 38
    assert known([*before.sources, *change.sources])
    assert set(change.clinical["patient"]) < set(before.clinical["patient"])
    assert (set(before.clinical["time"]), set(change.clinical["time"])) == ({"pre"}, {"on"})


def test_hallmarks_of_trio_b07_have_the_names_of_msigdb():
    hallmarks = [name for name in cohorts.trio_b07().expression.index if "HALLMARK" in name]
    assert set(hallmarks) <= set(msigdb("hallmark"))


def test_arms_of_trio_b07_have_the_published_rates_of_complete_response():
    clinical = cohorts.trio_b07().clinical
    rates = clinical.groupby("arm")["pcr"].agg(["sum", "size"])
    assert rates.T.to_dict("list") == {
        "both": [25, 50],
        "lapatinib": [7, 29],
        "trastuzumab": [15, 31],
    }
    assert clinical["er"].value_counts().to_dict() == {1: 62, 0: 48}


def test_a_patient_of_trio_b07_has_one_arm_and_one_response_at_all_times():
    clinical = cohorts.trio_b07_cells().clinical
    per_patient = clinical.groupby("patient")[["arm", "pcr", "er", "pr", "age"]]
    assert (per_patient.nunique() == 1).all(axis=None)


def test_scores_of_the_run_in_follow_the_change_of_ki67_and_not_its_level():
    change = by_patient(cohorts.trio_b07_change()).loc["PAM50_PROLIF"]
    first, second = ki67(cohorts.trio_b07()), ki67(cohorts.trio_b07_change())
    assert change.corr(second - first, method="spearman") > 0.4
    assert change.corr(first, method="spearman") < -0.2


def test_all_scores_of_the_run_in_fall_where_the_score_before_treatment_is_high():
    """Levels of one patient at two times would go together."""
    before, change = by_patient(cohorts.trio_b07()), by_patient(cohorts.trio_b07_change())
    r = before[change.columns].T.corrwith(change.T)
    assert (r < 0).all()
    assert r["HALLMARK_TNFA_SIGNALING_VIA_NFKB"] < -0.5


def test_zero_of_a_change_score_is_not_no_change_in_trio_b07():
    name = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
    before, change = (
        cohort.expression.loc[name].mean()
        for cohort in (cohorts.trio_b07(), cohorts.trio_b07_change())
    )
    assert before > 0.05
    assert abs(change - before) < 0.01


def test_nfkb_of_trio_b07_rises_at_surgery_only_and_proliferation_falls_at_both():
    table = cohorts.trio_b07_gsea().set_index(["gene_set", "comparison"])
    assert len(table) == 47 * 3
    nfkb = table.loc["HALLMARK_TNFA_SIGNALING_VIA_NFKB"]
    assert nfkb.loc["run-in", "fdr"] > 0.5
    assert nfkb.loc["surgery", "nes"] > 2
    assert nfkb.loc["surgery", "fdr"] < 0.001
    assert (table.loc["PAM50_PROLIF", "nes"] < -2).all()
    assert (table.loc["ERBB2_DESMEDT_UP", "nes"] < -2).all()


def test_sets_of_the_enrichment_have_the_names_of_the_scores_in_trio_b07():
    scored = set(cohorts.trio_b07().expression.index)
    assert scored - set(cohorts.trio_b07_gsea()["gene_set"]) == {"Teff-high"}
    assert set(cohorts.trio_b07_gsea()["gene_set"]) < scored


def test_immune_cells_of_trio_b07_pair_89_patients_in_the_run_in_and_59_at_surgery():
    cohort = cohorts.trio_b07_cells()
    clinical, table = cohort.clinical, cohort.expression
    assert table.shape == (42, 258)
    assert clinical["time"].value_counts().to_dict() == {"pre": 110, "on": 89, "post": 59}
    assert (clinical["paired_on"].sum(), clinical["paired_post"].sum()) == (2 * 89, 2 * 59)
    assert (clinical.groupby("patient")["time"].nunique() == 3).sum() == 46
    sums = table.groupby(lambda name: name.split()[0]).sum()
    np.testing.assert_allclose(sums, 1, atol=2e-4)


def test_immune_cells_of_trio_b07_are_levels_in_the_run_in():
    cohort = cohorts.trio_b07_cells()
    before, during = (
        by_patient(cohort.select(cohort.clinical["time"] == time)) for time in ("pre", "on")
    )
    present = (before > 0).mean(axis=1) > 0.9
    r = before.loc[present, during.columns].T.corrwith(during[present].T, method="spearman")
    assert r.median() > 0.2


def test_immune_signature_of_estimate_scores_what_pathologists_count_in_trio_b07():
    cohort = cohorts.trio_b07()
    score = cohort.expression.loc["Immune_ESTIMATE"]
    assert score.corr(cohort.clinical["stils"], method="spearman") > 0.4
