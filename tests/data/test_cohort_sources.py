"""Each loader on its real file: shape, identifiers, coding of events, and known biology."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.data import cohorts, sources
from resistbook.data.cohorts import CohortError
from resistbook.data.cohorts.tumours import tamoxifen
from resistbook.data.cohorts.tumours.survset import without_fill
from resistbook.data.sources.download import state
from resistbook.data.sources.registry import entries

PROLIFERATION = [
    *["CCNB1", "CCNB2", "BUB1", "AURKA", "MYBL2", "CENPA", "UBE2C", "TTK", "CCNA2", "FOXM1"],
    *["MELK", "KIF20A", "ASPM", "CEP55", "RACGAP1", "TIMELESS", "TOP2A"],
]
LOADERS: dict[str, tuple[Callable, list[str], tuple[int, int]]] = {
    "tamoxifen_binary": (cohorts.tamoxifen_binary, ["tam-cohorts"], (8832, 494)),
    "tamoxifen_continuous": (cohorts.tamoxifen_continuous, ["tam-cohorts"], (136, 494)),
    "loi2008": (cohorts.loi2008, ["loi2008-kegg"], (227, 255)),
    "scanb": (cohorts.scanb, ["scanb-400"], (10000, 400)),
    "gse9195": (cohorts.gse9195, ["gse9195-207probes"], (207, 76)),
    "mcf7_ltes": (cohorts.mcf7_ltes, ["mcf7-tamr-ltes"], (19959, 14)),
    "gse118713": (cohorts.gse118713, ["gse118713"], (57996, 9)),
    "gse111151": (cohorts.gse111151, ["gse111151"], (58726, 11)),
    "GSE1992": (lambda: cohorts.survset("GSE1992"), ["survset", "survjamda-pheno"], (15528, 124)),
    "GSE4335": (lambda: cohorts.survset("GSE4335"), ["survset", "survjamda-pheno"], (12793, 115)),
    "GSE3143": (lambda: cohorts.survset("GSE3143"), ["survset", "survjamda-pheno"], (8659, 158)),
}
LINES = ["mcf7_ltes", "gse118713", "gse111151"]


def load(name: str, **options: bool) -> cohorts.Cohort:
    """Load a cohort; skips the test where neither cache nor mirror holds its files."""
    loader, names, _ = LOADERS[name]
    need(*names)
    return loader(**options)


def need(*names: str) -> None:
    wanted = [entry for name in names for entry in sources.files_of(name)]
    absent = [f"{e.source}/{e.file}" for e in wanted if state(e) == "not fetched"]
    if absent:
        pytest.skip(f"{absent[0]} is neither in the cache nor under RESISTBOOK_MIRROR")


def mean_correlation(table: pd.DataFrame, genes: list[str] = PROLIFERATION) -> float:
    """Mean pairwise r of the genes that the table holds, over its samples."""
    present = table.loc[table.index.intersection(genes)]
    r = present[present.std(axis=1) > 0].T.corr().to_numpy()
    return float(np.nanmean(r[np.triu_indices(len(r), 1)]))


def auc(cohort: cohorts.Cohort, gene: str, field: str) -> float:
    """Chance that a sample with field 1 exceeds one with field 0 in this gene."""
    values, group = cohort.expression.loc[gene], cohort.clinical[field]
    high, low = values[group == 1].dropna(), values[group == 0].dropna()
    return stats.mannwhitneyu(high, low).statistic / len(high) / len(low)


@pytest.mark.slow
@pytest.mark.raw
@pytest.mark.parametrize("name", LOADERS)
def test_every_cohort_has_its_shape_its_provenance_and_its_notes(name):
    cohort = load(name)
    assert cohort.expression.shape == LOADERS[name][2]
    assert set(cohort.sources) <= {f"{source}/{file}" for source, file in entries()}
    assert {key.split("/")[0] for key in cohort.sources} == set(LOADERS[name][1])
    assert cohort.scale
    assert not cohort.expression.index.str.contains("num_|_HS_|^nan$").any()
    assert not cohort.expression.isna().all(axis=1).any()
    assert load(name) is cohort


@pytest.mark.raw
@pytest.mark.parametrize(
    ("name", "endpoint", "events", "patients"),
    [
        ("tamoxifen_binary", "relapse", 119, 494),
        ("tamoxifen_binary", "rfs_event", 91, 434),
        ("tamoxifen_continuous", "relapse", 119, 494),
        ("loi2008", "relapse", 68, 255),
        ("gse9195", "relapse", 13, 76),
        ("scanb", "os_event", 48, 400),
        ("GSE1992", "rfs_event", 35, 124),
        ("GSE1992", "os_event", 26, 124),
        ("GSE4335", "rfs_event", 36, 92),
        ("GSE4335", "os_event", 38, 115),
        ("GSE3143", "os_event", 50, 158),
    ],
)
def test_events_are_counted_as_published(name, endpoint, events, patients):
    codes = load(name).clinical[endpoint]
    assert (codes.sum(), codes.notna().sum()) == (events, patients)


@pytest.mark.raw
@pytest.mark.parametrize(
    ("name", "endpoint"),
    [
        *[(name, "rfs") for name in ("tamoxifen_binary", "GSE1992", "GSE4335")],
        *[(name, "os") for name in ("GSE4335", "GSE3143", "scanb")],
    ],
)
def test_patients_with_an_event_are_seen_for_a_shorter_time(name, endpoint):
    """A reversed event code would turn this round: follow-up without event is long."""
    fields = load(name).clinical
    months = fields.groupby(f"{endpoint}_event")[f"{endpoint}_months"].median()
    assert months[1] < months[0]
    assert 10 < months[0] < 130


@pytest.mark.raw
def test_the_tamoxifen_tables_agree_on_patients_and_relapses_of_each_series():
    binary, continuous = load("tamoxifen_binary"), load("tamoxifen_continuous")
    pd.testing.assert_frame_equal(binary.clinical, continuous.clinical)
    relapses = binary.clinical.groupby("batch")["relapse"].agg(["sum", "size"]).astype(int)
    assert relapses.T.to_dict("list") == {
        "GSE12093": [20, 136],
        "GSE1379": [28, 60],
        "GSE17705-JBI": [18, 103],
        "GSE17705-MDACC": [53, 195],
    }
    assert binary.clinical.index.str.fullmatch(r"GSM\d+").all()
    assert set(np.unique(binary.expression)) == {0, 1}


@pytest.mark.raw
def test_recovered_patients_agree_on_the_36_genes_that_took_no_part_in_the_recovery():
    need("tam-cohorts")
    binary = cohorts.tamoxifen_binary(with_gse9893=True).expression
    continuous = cohorts.tamoxifen_continuous(with_gse9893=True).expression.iloc[100:]
    above = continuous.gt(continuous.median(axis=1), axis=0)
    deposited = binary.loc[continuous.index, continuous.columns] == 1
    agreement = (above == deposited).mean()
    assert agreement.min() > 0.85
    assert agreement.median() > 0.96
    shifted = np.roll(deposited.to_numpy(), 1, axis=1)
    assert np.median((above.to_numpy() == shifted).mean(axis=0)) < 0.65


@pytest.mark.raw
def test_the_outcome_of_every_recovered_patient_is_the_deposited_one():
    """The outcome stands in the binary table too and is not used for the matching."""
    need("tam-cohorts")
    rows, without_event = tamoxifen._deposited_binary()
    cohort = cohorts.tamoxifen_binary(with_gse9893=True)
    by_pattern = {
        tuple(row): 1 - code for row, code in zip(rows.to_numpy(), without_event, strict=True)
    }
    relapse = cohort.clinical["relapse"]
    values = cohort.expression.loc[rows.columns].T.astype(int)
    assert all(
        by_pattern[tuple(values.loc[patient])] == relapse[patient] for patient in relapse.index
    )


def test_recovery_gives_each_row_its_own_patient_back():
    generator = np.random.default_rng(20261121)
    patients = generator.integers(0, 2, (40, 100))
    order = generator.permutation(40)
    flipped = generator.random((40, 100)) < 0.04
    np.testing.assert_array_equal(
        tamoxifen.recover(np.where(flipped, 1 - patients, patients)[order], patients), order
    )


def test_recovery_fails_loudly_when_rows_do_not_belong_to_the_patients():
    generator = np.random.default_rng(7)
    rows, patients = generator.integers(0, 2, (2, 40, 100))
    with pytest.raises(
        CohortError, match=r"tamoxBinary.* of 40 rows differ\).*cannot be recovered"
    ):
        tamoxifen.recover(rows, patients)


def test_recovery_fails_loudly_when_one_patient_is_another_person():
    generator = np.random.default_rng(7)
    patients = generator.integers(0, 2, (40, 100))
    rows = patients.copy()
    rows[5] = generator.integers(0, 2, 100)
    with pytest.raises(CohortError, match=r"row 5 agrees with its patient on \d+% of the genes"):
        tamoxifen.recover(rows, patients)


@pytest.mark.raw
def test_times_of_the_tamoxifen_cohorts_exist_where_deposited():
    fields = load("tamoxifen_binary").clinical
    assert fields.groupby("series")["rfs_months"].count().to_dict() == {
        "GSE12093": 136,
        "GSE1379": 0,
        "GSE17705": 298,
    }
    timed = fields[fields["rfs_months"].notna()]
    assert (timed["rfs_event"] == timed["relapse"]).all()


@pytest.mark.raw
@pytest.mark.parametrize("series", ["GSE17705", "GSE12093", "GSE1379"])
@pytest.mark.parametrize("name", ["tamoxifen_binary", "tamoxifen_continuous"])
def test_proliferation_genes_correlate_within_each_tamoxifen_series(name, series):
    cohort = load(name)
    r = mean_correlation(cohort.expression.loc[:, cohort.clinical["series"] == series])
    assert r > (0.45 if name == "tamoxifen_binary" else 0.6)


@pytest.mark.raw
@pytest.mark.parametrize(
    ("loader", "ceiling"),
    [(cohorts.tamoxifen_binary, 0.02), (cohorts.tamoxifen_continuous, 0.08)],
)
def test_gse9893_is_dropped_because_its_gene_labels_are_scrambled(loader, ceiling):
    need("tam-cohorts")
    assert "GSE9893" not in set(loader().clinical["series"])
    whole = loader(with_gse9893=True)
    series = whole.clinical["series"]
    assert series.value_counts()["GSE9893"] == 148
    assert whole.clinical["relapse"].sum() == 171
    assert abs(mean_correlation(whole.expression.loc[:, series == "GSE9893"])) < ceiling
    assert "only counts of genes" in " ".join(whole.notes)


@pytest.mark.raw
def test_gse9893_labels_are_wrong_alike_in_every_sample():
    """Gene-gene structure survives in it, but it is not the structure of the other series."""
    need("tam-cohorts")
    whole = cohorts.tamoxifen_continuous(with_gse9893=True)
    series = whole.clinical["series"]
    panel = whole.expression.iloc[100:]
    upper = np.triu_indices(len(panel), 1)
    r = pd.DataFrame({s: panel.loc[:, series == s].T.corr().to_numpy()[upper] for s in set(series)})
    between = r.corr()
    others = ["GSE17705", "GSE12093", "GSE1379"]
    assert between.loc[others, others].to_numpy().min() > 0.69
    assert between.loc["GSE9893", others].abs().max() < 0.03
    assert r["GSE9893"].std() > 0.25


@pytest.mark.raw
def test_hoxb13_is_higher_and_il17rb_lower_in_relapse_of_gse1379():
    """Ma 2004, the study that deposited GSE1379: the two-gene ratio."""
    cohort = load("tamoxifen_binary")
    series = cohort.select(cohort.clinical["series"] == "GSE1379")
    relapse = series.clinical["relapse"] == 1
    above = {
        gene: (
            int(series.expression.loc[gene, relapse].sum()),
            int(series.expression.loc[gene, ~relapse].sum()),
        )
        for gene in ("HOXB13", "IL17RB")
    }
    assert above == {"HOXB13": (15, 4), "IL17RB": (7, 22)}
    assert stats.fisher_exact([[15, 13], [4, 28]]).pvalue < 0.002


@pytest.mark.raw
def test_ccnb2_rises_with_grade_and_grb7_with_her2_in_gse1379():
    cohort = load("tamoxifen_continuous")
    fields = cohort.clinical
    by_grade = cohort.expression.loc["CCNB2"].groupby(fields["grade"]).mean()
    assert by_grade.is_monotonic_increasing
    assert by_grade[3] - by_grade[1] > 1.5
    assert auc(cohort, "GRB7", "her2") > 0.6


@pytest.mark.raw
def test_sites_of_gse17705_differ_at_the_detection_floor_so_they_must_be_strata():
    cohort = load("tamoxifen_binary")
    share = cohort.expression.T.groupby(cohort.clinical["batch"]).mean().T
    differ = (share["GSE17705-JBI"] - share["GSE17705-MDACC"]).abs() > 0.5
    assert differ.sum() == 1534


@pytest.mark.raw
def test_patients_of_gse17705_and_gse6532_are_the_same_96_people():
    tam, loi = load("tamoxifen_binary"), load("loi2008")
    ours = tam.clinical.reset_index(names="sample").set_index("patient")
    theirs = loi.clinical.set_index("patient")
    shared = ours.index.intersection(theirs.index)
    assert len(shared) == 96
    assert set(ours.loc[shared, "batch"]) == {"GSE17705-JBI"}
    assert (ours.loc[shared, "relapse"] == theirs.loc[shared, "relapse"]).all()
    genes = tam.expression.index.intersection(loi.expression.index)
    left = tam.expression.loc[genes, ours.loc[shared, "sample"]].T
    left = left.loc[:, left.std() > 0.2]
    right = loi.expression.loc[left.columns, shared].T
    r = np.corrcoef(left, right)[:96, 96:]
    assert (r.argmax(axis=1) == np.arange(96)).all()
    assert np.diag(r).mean() > 0.55


@pytest.mark.raw
def test_gse6532_relapses_by_site_and_correlates_as_a_lymphocyte_infiltrate_does():
    cohort = load("loi2008")
    relapses = cohort.clinical.groupby("site")["relapse"].agg(["sum", "size"]).astype(int)
    assert relapses.T.to_dict("list") == {"GUYT": [28, 87], "KIT": [21, 69], "OXFT": [19, 99]}
    assert mean_correlation(cohort.expression, ["LCK", "CD247", "CD48", "SH2D1A", "PRF1"]) > 0.8
    assert cohort.expression.median(axis=1).abs().max() < 0.05


@pytest.mark.raw
def test_probes_of_one_gene_agree_in_gse9195():
    values = load("gse9195").expression
    for one, other in [
        ("200838_at", "200839_s_at"),
        ("201925_s_at", "201926_s_at"),
        ("202237_at", "202238_s_at"),
        ("209184_s_at", "209185_s_at"),
    ]:
        assert values.loc[one].corr(values.loc[other]) > 0.85


@pytest.mark.raw
def test_relapse_in_gse9893_follows_the_site():
    need("gse9893-clinical")
    table = cohorts.gse9893_clinical()
    by_site = table.groupby("site")["relapse"].agg(["sum", "size"]).T.to_dict("list")
    assert by_site == {"EB": [34, 48], "ET": [2, 11], "VA": [9, 23], "VB": [7, 73]}
    assert table.index.str.fullmatch(r"GSM\d+").all()
    assert table["relapse_months"].notna().sum() == 51
    assert table.loc[table["relapse"] == 0, "relapse_months"].isna().all()
    assert (table["er"] == 0).sum() == 8


@pytest.mark.raw
def test_the_gse9893_table_agrees_with_the_patients_of_the_tamoxifen_package():
    need("gse9893-clinical", "tam-cohorts")
    table = cohorts.gse9893_clinical()
    fields = cohorts.tamoxifen_binary(with_gse9893=True).clinical.query("series == 'GSE9893'")
    same = table.loc[fields.index]
    for column in ["relapse", "site", "er", "pr"]:
        assert (same[column] == fields[column]).all(), column
    assert (same["tumour"] == fields["patient"]).all()
    left_out = table.drop(fields.index)
    assert set(left_out["therapy"]) == {"X-ray+Tam+LHRH"}
    table["relapse"] = -1
    assert cohorts.gse9893_clinical()["relapse"].sum() == 52


@pytest.mark.raw
@pytest.mark.parametrize(
    ("name", "esr1", "gata3"),
    [("scanb", 0.97, 0.96), ("GSE1992", 0.88, 0.9), ("GSE4335", 0.8, 0.8), ("GSE3143", 0.63, 0.86)],
)
def test_esr1_and_gata3_are_higher_in_oestrogen_receptor_positive_tumours(name, esr1, gata3):
    cohort = load(name)
    assert auc(cohort, "ESR1", "er") > esr1
    assert auc(cohort, "GATA3", "er") > gata3
    assert auc(cohort, "FOXC1", "er") < 0.35


@pytest.mark.raw
@pytest.mark.parametrize(
    ("name", "floor"), [("scanb", 0.8), ("GSE1992", 0.6), ("GSE4335", 0.4), ("GSE3143", 0.5)]
)
def test_proliferation_genes_correlate_in_every_whole_array_cohort(name, floor):
    assert mean_correlation(load(name).expression) > floor


@pytest.mark.raw
@pytest.mark.parametrize("name", ["scanb", "GSE1992", "GSE4335"])
def test_proliferation_rises_with_grade(name):
    cohort = load(name)
    score = cohort.expression.reindex(PROLIFERATION).mean()
    by_grade = score.groupby(cohort.clinical["grade"]).mean()
    assert list(by_grade.index) == [1, 2, 3]
    assert by_grade.is_monotonic_increasing


@pytest.mark.raw
def test_subtypes_of_scanb_carry_their_markers():
    cohort = load("scanb")
    markers = cohort.expression.loc[["ESR1", "KRT5", "ERBB2", "GRB7"]].T
    by_subtype = markers.groupby(cohort.clinical["subtype"]).mean()
    assert by_subtype["ESR1"].nlargest(2).index.sort_values().tolist() == ["LumA", "LumB"]
    assert by_subtype.loc["Basal", "KRT5"] > by_subtype.loc["LumA", "KRT5"] + 1.5
    assert by_subtype["ERBB2"].idxmax() == by_subtype["GRB7"].idxmax() == "Her2"
    assert auc(cohort, "ERBB2", "her2") > 0.9


@pytest.mark.raw
def test_scanb_lacks_the_genes_its_notes_name():
    cohort = load("scanb")
    assert not {"PGR", "XIST", "MKI67", "EGFR", "CDH1"} & set(cohort.expression.index)
    assert cohort.clinical["gsm"].is_unique
    assert cohort.clinical["os_months"].median() == pytest.approx(1545 / 30.4375)
    treated_or_positive = cohort.clinical[["er", "pr", "her2", "endocrine", "chemo"]].sum()
    assert treated_or_positive.to_list() == [300, 281, 42, 306, 80]


@pytest.mark.raw
def test_subtypes_of_gse1992_carry_their_markers():
    cohort = load("GSE1992")
    markers = cohort.expression.loc[["ESR1", "KRT17", "ERBB2", "GRB7"]].T
    by_subtype = markers.groupby(cohort.clinical["subtype"]).mean()
    assert by_subtype["ERBB2"].idxmax() == by_subtype["GRB7"].idxmax() == "HER2+/ER-"
    assert by_subtype.loc[["LuminalA", "LuminalB"], "ESR1"].min() > 1.5
    assert by_subtype.loc["Basal-like", "KRT17"] > by_subtype.loc["LuminalA", "KRT17"] + 0.5


@pytest.mark.raw
def test_gse1992_tells_metastases_and_treated_tumours_from_primaries():
    fields = load("GSE1992").clinical
    assert (fields["tissue"] != "primary").sum() == 8
    assert fields["tamoxifen"].sum() == 9
    assert fields["gsm"].is_unique
    assert fields["batch"].value_counts().tolist() == [72, 43, 9]


@pytest.mark.raw
def test_the_dead_of_gse1992_are_those_who_relapsed():
    """Follow-up is too short (median 22 months) for times to tell a reversed code of death."""
    fields = load("GSE1992").clinical
    assert pd.crosstab(fields["os_event"], fields["rfs_event"]).to_numpy().tolist() == [
        [86, 12],
        [3, 23],
    ]
    assert (fields["rfs_months"] <= fields["os_months"]).all()


@pytest.mark.raw
def test_gse4335_counts_each_patient_once_and_prefers_the_sample_before_treatment():
    fields = load("GSE4335").clinical
    assert fields["patient"].str.lower().is_unique
    assert fields["timing"].value_counts().to_dict() == {"before": 81, "single": 30, "after": 4}
    assert fields["batch"].nunique() == 8


@pytest.mark.raw
def test_gse4335_relapse_is_never_later_than_death_and_every_death_counts_as_an_event():
    fields = load("GSE4335").clinical.dropna(subset="rfs_months")
    assert (fields["rfs_months"] <= fields["os_months"]).all()
    assert (fields["rfs_months"] > 0).all()
    assert (fields.loc[fields["os_event"] == 1, "rfs_event"] == 1).all()
    event_free = fields[fields["rfs_event"] == 0]
    assert (event_free["rfs_months"] == event_free["os_months"]).all()


@pytest.mark.raw
def test_hyphens_are_back_in_the_symbols_of_gse4335():
    symbols = load("GSE4335").expression.index
    assert {"HLA-A", "HLA-DRA", "NKX3-1", "IGLV6-57"} <= set(symbols)
    assert not symbols.str.contains("_").any()


@pytest.mark.raw
@pytest.mark.parametrize(("name", "missing"), [("GSE1992", 0.082), ("GSE4335", 0.336)])
def test_constants_that_fill_missing_spots_are_missing_again(name, missing):
    cohort = load(name)
    values = cohort.expression
    assert values.isna().to_numpy().mean() == pytest.approx(missing, abs=0.001)
    most = values.apply(lambda array: array.value_counts().iloc[0]) / len(values)
    assert most.max() <= 0.004
    if name == "GSE4335":
        by_batch = values.isna().mean().groupby(cohort.clinical["batch"]).mean()
        assert (by_batch.filter(like="8k") > 0.5).all()
        assert (by_batch[["shby-43k", "shaz-49k"]] < 0.05).all()


def test_a_fill_is_told_from_a_natural_tie():
    values = np.random.default_rng(3).normal(size=(1000, 2)).round(6)
    values[:300, 0] = 0.125
    values[:2, 1] = 0.125
    measured = without_fill(pd.DataFrame(values))
    assert measured[0].isna().sum() == 300
    assert measured[1].isna().sum() == 0


@pytest.mark.raw
def test_gse3143_is_on_a_log2_scale_and_its_receptor_rule_follows_gata3():
    cohort = load("GSE3143")
    values = cohort.expression
    assert values.to_numpy().min() >= 0
    assert 16 < values.to_numpy().max() < 17
    assert 7 < values.median().median() < 8.5
    by_level = values.loc["GATA3"].groupby(cohort.clinical["er_level"]).mean()
    assert by_level.diff().idxmax() == 1
    assert cohort.clinical["er"].sum() == 110


def test_survset_refuses_a_series_it_does_not_hold():
    with pytest.raises(CohortError, match=r"series is 'GSE2034'; it must be one of GSE1992, "):
        cohorts.survset("GSE2034")


@pytest.mark.raw
@pytest.mark.parametrize("name", LINES)
def test_lines_name_line_state_subline_and_replicate(name):
    fields = load(name).clinical
    assert not fields[["line", "state", "subline", "replicate", "suspect"]].isna().any().any()
    assert not fields.duplicated(["subline", "replicate"]).any()
    assert set(fields["state"]) <= {
        "parental",
        "tamoxifen-resistant",
        "oestrogen-deprived",
        "fulvestrant-resistant",
    }


@pytest.mark.raw
@pytest.mark.parametrize("name", LINES)
def test_tamoxifen_resistant_mcf7_has_lost_oestrogen_receptor_targets(name):
    cohort = load(name)
    mcf7 = cohort.select(cohort.clinical["line"] == "MCF-7")
    per_million = mcf7.expression / mcf7.expression.sum() * 1e6
    state = mcf7.clinical["state"]
    log2 = np.log2(per_million.loc[["GREB1", "PGR"]] + 1).T.groupby(state).mean().T
    assert (log2["parental"] - log2["tamoxifen-resistant"] > 1.5).all()


@pytest.mark.raw
def test_counts_of_the_lines_are_whole_numbers_and_tpm_are_near_a_million():
    for name in ("mcf7_ltes", "gse111151"):
        counts = load(name).expression.to_numpy()
        assert (counts == counts.round()).all()
        assert (counts >= 0).all()
        assert (counts.sum(axis=0) > 3e7).all()
    total = load("gse118713").expression.sum()
    assert total.between(0.9e6, 1e6).all()


@pytest.mark.raw
def test_gse111151_pairs_each_resistant_line_with_its_parent_and_flags_zr_75_1():
    cohort = load("gse111151")
    fields = cohort.clinical
    resistant = fields[fields["state"] == "tamoxifen-resistant"]
    assert len(resistant) == 7
    assert (fields.loc[resistant["parent"], "line"].to_numpy() == resistant["line"]).all()
    assert set(fields.loc[fields["suspect"] == 1, "line"]) == {"ZR-75-1"}
    esr1 = cohort.expression.loc["ESR1"] / cohort.expression.sum() * 1e6
    parental = esr1[fields["state"] == "parental"]
    assert parental["ZR-75-1"] < parental.drop("ZR-75-1").min() / 5


@pytest.mark.raw
def test_of_genes_with_one_symbol_the_highest_is_kept():
    need("gse118713")
    deposited = pd.read_parquet(sources.fetch("gse118713", "gse118713_gene_tpm.parquet"))
    rows = deposited[deposited["gene_symbol"] == "Y_RNA"].filter(like="Rep")
    kept = load("gse118713").expression.loc["Y_RNA"]
    assert len(rows) == 760
    assert kept.mean() == pytest.approx(rows.mean(axis=1).max())
