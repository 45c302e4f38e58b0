"""Arrays, components, sexes and confounding: what is found, and what is not made up."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.data.cohorts import gse20181
from resistbook.geo import checks

RNG = np.random.default_rng(11)
SAMPLES = [f"S{number:02d}" for number in range(24)]
PLAIN = pd.DataFrame(RNG.normal(7, 2, (2000, 1)) + RNG.normal(0, 0.4, (2000, 24)), columns=SAMPLES)
GROUPS = pd.Series([1] * 12 + [0] * 12, index=SAMPLES, name="group")


def test_arrays_like_each_other_are_not_pointed_out():
    assert (checks.arrays(PLAIN)["outlying"] == "").all()
    assert (checks.arrays(PLAIN)["same_as"] == "").all()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda values: values + 3, "median"),
        (lambda values: 7 + (values - 7) * 2, "iqr"),
        (lambda values: values.sample(frac=1, random_state=1).to_numpy(), "correlation"),
    ],
)
def test_an_array_that_stands_apart_is_pointed_out_with_the_reason(change, named: str):
    table = checks.arrays(PLAIN.assign(S05=change(PLAIN["S05"])))
    assert named in table.loc["S05", "outlying"]
    assert (table.drop(index="S05")["outlying"] == "").all()


def test_an_array_deposited_twice_is_pointed_out():
    table = checks.arrays(PLAIN.assign(S09=PLAIN["S02"] + 1e-6))
    assert table.loc["S09", "same_as"] == "S02"
    assert table.loc["S02", "same_as"] == "S09"


def test_a_constant_array_is_pointed_out():
    assert "correlation" in checks.arrays(PLAIN.assign(S05=7.0)).loc["S05", "outlying"]


def test_an_array_almost_without_values_is_refused_by_name():
    values = PLAIN.copy()
    values.iloc[30:, 7] = np.nan
    with pytest.raises(ValueError, match="array S07 has a value for 30 of 2,000 features"):
        checks.arrays(values)


def test_one_array_alone_is_refused_in_words():
    with pytest.raises(ValueError, match="one array has no others to be compared with"):
        checks.arrays(PLAIN[["S00"]])


def test_values_missing_here_and_there_keep_no_series_from_being_looked_at():
    group = np.r_[np.ones(12), np.zeros(12)]
    values = PLAIN + np.outer(RNG.normal(size=2000), group)
    holes = values.mask(RNG.random(values.shape) < 0.2)
    assert holes.notna().all(axis=1).mean() < 0.02
    found, whole = checks.components(holes), checks.components(values)
    assert found.filled
    assert not whole.filled
    assert abs(np.corrcoef(found.scores["PC1"], whole.scores["PC1"])[0, 1]) > 0.99
    assert (checks.arrays(holes)["outlying"] == "").all()


def test_components_are_those_of_the_singular_value_decomposition():
    found = checks.components(PLAIN)
    centred = PLAIN.sub(PLAIN.mean(axis=1), axis=0)
    _, sizes, vectors = np.linalg.svd(centred.to_numpy(), full_matrices=False)
    expected = (vectors[:10] * sizes[:10, None]).T
    np.testing.assert_allclose(np.abs(found.scores), np.abs(expected), atol=1e-8)
    np.testing.assert_allclose(found.share, sizes[:10] ** 2 / (sizes**2).sum())
    assert (found.scores.max() >= -found.scores.min()).all()


def test_features_with_a_missing_value_do_not_enter_components():
    values = PLAIN.copy()
    values.iloc[:100, 3] = np.nan
    assert checks.components(values).features == 1900


@pytest.mark.raw
def test_the_women_of_gse20181_are_women_where_their_genes_tell():
    cohort = gse20181()
    found = checks.sexes(cohort.expression.reindex(["XIST", "RPS4Y1"]), cohort.clinical)
    assert set(found["by_genes"]) <= {"female", "unclear"}
    assert found["recorded"].isna().all()
    assert not found["differs"].any()


def test_a_recorded_sex_that_the_genes_contradict_is_marked():
    measured = pd.DataFrame(
        {"a": [11, 4], "b": [4, 11], "c": [11, 4], "d": [6, 6.5]}, index=["XIST", "RPS4Y1"]
    )
    table = pd.DataFrame({"gender": ["Female", "female", None, "M"]}, index=list("abcd"))
    found = checks.sexes(measured, table)
    assert found["by_genes"].tolist() == ["female", "male", "female", "unclear"]
    assert found["differs"].tolist() == [False, True, False, False]


def test_a_pool_of_both_sexes_is_not_taken_for_a_man():
    measured = pd.DataFrame({"a": [11, 4], "b": [11, 4]}, index=["XIST", "RPS4Y1"])
    table = pd.DataFrame({"sex": ["mixed", "male (XY)"]}, index=list("ab"))
    assert checks.sexes(measured, table)["differs"].tolist() == [False, True]


def test_without_both_genes_nothing_is_said_of_sex():
    assert checks.sexes(pd.DataFrame({"a": [1]}, index=["XIST"]), pd.DataFrame()) is None


def covariates(**columns) -> pd.DataFrame:
    return pd.DataFrame(columns, index=SAMPLES)


def test_the_groups_are_tested_against_every_kind_of_covariate():
    days = pd.to_datetime("2004-01-01") + pd.to_timedelta(np.r_[0:12, 6:18], unit="D")
    table = covariates(
        site=["A"] * 9 + ["B"] * 3 + ["A"] * 2 + ["B"] * 10,
        three=list("xyz") * 8,
        age=np.r_[30:42, 36:48].astype(float),
        day=days,
        grade=[1.0, 2.0, 3.0] * 8,
    )
    found = checks.associations(GROUPS, table).set_index("covariate")
    counts = pd.crosstab(table["site"], GROUPS)
    assert found.loc["site", "p"] == pytest.approx(stats.fisher_exact(counts).pvalue)
    age = stats.mannwhitneyu(table["age"][:12], table["age"][12:]).pvalue
    assert found.loc["age", "p"] == pytest.approx(age)
    assert found.loc["day", "p"] == pytest.approx(age)
    assert found.loc["three", "strength"] == pytest.approx(0, abs=1e-9)
    assert found.loc["grade", "test"] == "chi-square test"


def test_a_component_is_tested_against_every_kind_of_covariate():
    score = pd.Series(RNG.normal(size=24), index=SAMPLES, name="PC1")
    table = covariates(site=list("abc") * 8, age=RNG.normal(size=24))
    found = checks.associations(score, table).set_index("covariate")
    parts = [score[table["site"] == level] for level in "abc"]
    assert found.loc["site", "p"] == pytest.approx(stats.f_oneway(*parts).pvalue)
    assert found.loc["age", "p"] == pytest.approx(stats.pearsonr(score, table["age"]).pvalue)


def test_what_cannot_be_tested_is_left_out():
    table = covariates(
        title=SAMPLES,
        constant=["x"] * 24,
        empty=[None] * 24,
        one_each=["a"] * 23 + ["b"],
        recorded_in_one_group=["u", "v"] * 6 + [None] * 12,
    )
    assert checks.associations(GROUPS, table).empty
    assert checks.associations(GROUPS, covariates()).empty
    assert checks.associations(GROUPS, covariates(site=list("ab") * 12), without=["site"]).empty


def said(table: pd.DataFrame, taken=()) -> list[str]:
    found = checks.associations(GROUPS, table)
    follows = checks.associations(GROUPS.rename("PC1").astype(float), table)
    return checks.warnings(GROUPS, found, follows.assign(component="PC1"), taken)


def test_groups_that_do_not_differ_give_no_warning():
    assert said(covariates(site=list("ab") * 12, age=np.tile(np.arange(12.0), 2))) == []


def test_a_confounded_comparison_is_warned_of_in_plain_words():
    table = covariates(site=["A"] * 10 + ["B"] * 2 + ["A"] * 2 + ["B"] * 10)
    (text,) = said(table)
    assert text.startswith("The groups differ in site (Fisher's exact test, P 0.0033, FDR 0.0033, ")
    assert "PC1 of the arrays follows it too." in text
    assert text.endswith("Take it into account: --stratum site.")
    assert said(table, ["site"])[0].endswith("The test takes it into account.")


def test_three_against_three_in_two_batches_is_warned_of_although_no_p_can_tell():
    groups = pd.Series([1, 1, 1, 0, 0, 0], index=SAMPLES[:6], name="group")
    table = pd.DataFrame({"batch": list("xxxyyy"), "lane": list("xyxyxy")}, index=groups.index)
    found = checks.associations(groups, table)
    (text,) = checks.warnings(groups, found, found.iloc[:0].assign(component=""), ())
    assert "P 0.1," in text
    assert "No value of batch holds samples of both groups" in text


def warned(table: pd.DataFrame, stratum: str | None = None, others: tuple[str, ...] = ()):
    taken = (*filter(None, [stratum]), *others)
    found = checks.associations(GROUPS, table, without=taken)
    nothing = found.iloc[:0].assign(component="")
    return checks.warnings(
        GROUPS,
        found,
        nothing,
        taken,
        stratum=stratum,
        copies=checks.copied(table),
        outcomes=checks.outcomes(table),
    )


UNEQUAL = ["A"] * 10 + ["B"] * 2 + ["A"] * 2 + ["B"] * 10


def test_where_a_stratum_is_taken_covariates_are_advised_beside_those_there_are():
    table = covariates(lot=UNEQUAL, site=list("ab") * 12, age=np.tile(np.arange(12.0), 2))
    assert warned(table)[0].endswith("Take it into account: --stratum lot.")
    (text,) = warned(table, "site")
    assert text.endswith("Take it into account: --covariates lot.")
    (text,) = warned(table, "site", ("age",))
    assert text.endswith("Take it into account: --covariates age lot.")


def test_copies_of_a_field_are_one_warning():
    table = covariates(lot=UNEQUAL, scanner=[f"no. {each}" for each in UNEQUAL], days=range(24))
    table["weeks"] = table["days"] / 7
    of_lot, of_days = sorted(warned(table), key=lambda text: "days" in text)
    assert "The groups differ in lot" in of_lot
    assert "scanner says the same." in of_lot
    assert "weeks says the same." in of_days


def test_numbers_and_days_that_all_differ_are_copies_only_in_the_same_order():
    numbers = RNG.permutation(24)
    days = pd.to_datetime("2004-01-01") + pd.to_timedelta(numbers, unit="D")
    table = covariates(one=np.arange(24.0) + 0.5, other=numbers + 0.5, day=days)
    assert checks.copied(table) == {"one": "one", "other": "other", "day": "other"}


def test_what_became_of_a_patient_is_not_to_be_adjusted_for():
    dead = ["dead" if each == "A" else "alive" for each in UNEQUAL]
    table = covariates(state=dead, vital_status_code=[float(each == "A") for each in UNEQUAL])
    assert checks.outcomes(table) == ["state", "vital_status_code"]
    (text,) = warned(table)
    assert text.endswith("It is an outcome, which comes after the groups: do not adjust for it.")
    assert "--stratum" not in text


def test_two_pairs_that_stand_apart_among_many_samples_give_no_warning():
    assert said(covariates(plate=[*"aa", *map(str, range(20)), *"bb"])) == []


def test_days_of_scanning_are_compared_as_batches_not_as_a_trend():
    days = pd.to_datetime(["2005-01-01", "2005-01-03"] * 6 + ["2005-01-02", "2005-01-04"] * 6)
    (text,) = said(covariates(scanned=days))
    assert "No value of scanned holds samples of both groups" in text


def test_a_number_is_to_be_taken_as_a_covariate():
    (text,) = said(covariates(age=np.r_[0:12, 20:32].astype(float)))
    assert text.endswith("--covariates age.")


def test_groups_that_no_value_holds_both_of_cannot_be_told_apart_from_it():
    (text,) = said(covariates(site=["A"] * 6 + ["B"] * 6 + ["C"] * 12))
    assert "No value of site holds samples of both groups" in text
    assert "--stratum" not in text


# Several groups


THREE = pd.Series(list("abc") * 8, index=GROUPS.index, name="group")


def test_several_groups_are_compared_with_what_is_recorded():
    table = covariates(
        batch=list("xyz") * 8,
        mixed=list("xxyyzz") * 4,
        age=[40.5, 50.5, 60.5] * 8 + np.arange(24) / 10,
    )
    rows = checks.associations(THREE, table)
    found = rows.set_index("covariate")
    assert found.loc["batch", "separate"]
    assert not found.loc["mixed", "separate"]
    assert found.loc["age", "test"] == "Kruskal-Wallis test"
    parts = [table["age"][each == THREE] for each in "abc"]
    assert found.loc["age", "p"] == pytest.approx(stats.kruskal(*parts).pvalue)
    assert found.loc["age", "strength"] > 0.9
    said = checks.warnings(THREE, rows, rows.iloc[:0].assign(component=""), ())
    assert any("No value of batch holds samples of two groups" in text for text in said)


def test_arrays_of_one_of_several_groups_that_differ_are_pointed_out():
    arrays = pd.DataFrame({"median": 8.0, "iqr": 2.0}, index=THREE.index)
    assert checks.differing_arrays(arrays, THREE) == []
    arrays.loc[THREE == "c", "median"] = 9.0
    (text,) = checks.differing_arrays(arrays, THREE)
    assert "differ in their median (8 against 8 against 9, Kruskal-Wallis test" in text
