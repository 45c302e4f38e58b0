"""Normalisation, the moderated t, the grid of study 1, and published counts."""

import re
import shutil
import subprocess

import numpy as np
import pandas as pd
import pytest

from resistbook import geo
from resistbook.data.cohorts import gse20181
from resistbook.geo import comparison
from resistbook.geo.comparison import Adjustment, published_counts
from resistbook.stats.expression.design_matrix import DesignError, design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.normalisation import array_normalised
from resistbook.studies.keikha2021 import counts, fold_changes

RNG = np.random.default_rng(5)
SAMPLES = [f"S{number:02d}" for number in range(16)]
GROUPS = pd.Series([1, 0] * 8, index=SAMPLES)
VALUES = pd.DataFrame(RNG.normal(7, 1, (400, 16)), columns=SAMPLES)
VALUES.iloc[:60] += np.outer(RNG.normal(0, 2, 60), GROUPS)
TABLE = pd.DataFrame(
    {
        "site": list("aabb") * 4,
        "batch": [1.0, 1.0, 2.0, 2.0] * 4,
        "age": RNG.normal(60, 8, 16),
        "day": pd.to_datetime("2004-01-01") + pd.to_timedelta(np.arange(16) % 5, unit="D"),
        "gap": [None, *"b" * 7, *"c" * 8],
        "same": [str(each) for each in GROUPS],
    },
    index=SAMPLES,
)
EXPECTED_DESIGNS = {
    Adjustment(): "~ group",
    Adjustment("site"): "~ group + site",
    Adjustment("batch"): "~ group + C(batch)",
    Adjustment("site", ("age",)): "~ group + site + age",
}


def test_the_constants_of_the_grid_are_those_of_study_1():
    assert comparison.CRITERIA == counts.CRITERIA
    assert comparison.FOUR_FOLD == counts.FOUR_FOLD
    assert comparison.MEASURED == fold_changes.MEASURED


# Normalisation


def test_quantile_normalisation_gives_all_arrays_one_distribution():
    found = geo.quantile_normalised(VALUES)
    first = np.sort(found["S00"])
    for name in SAMPLES:
        np.testing.assert_allclose(np.sort(found[name]), first)
    np.testing.assert_allclose(first, np.sort(VALUES.to_numpy(), axis=0).mean(axis=1))
    assert (found["S03"].rank() == VALUES["S03"].rank()).all()


def test_arrays_that_agree_already_are_left_as_they_are():
    shuffled = pd.DataFrame({name: RNG.permutation(VALUES["S00"]) for name in SAMPLES})
    pd.testing.assert_frame_equal(geo.quantile_normalised(shuffled), shuffled)


def test_an_array_without_values_is_named():
    with pytest.raises(ValueError, match="array 'S03' has 1 values"):
        geo.quantile_normalised(VALUES.assign(S03=[1.0] + [np.nan] * 399))


@pytest.mark.r
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not installed")
def test_quantile_normalisation_equals_that_of_limma(tmp_path):
    values = VALUES.round(1)  # ties
    values.iloc[::7, 2] = np.nan
    values.iloc[5:40, 9] = np.nan
    values.to_csv(tmp_path / "values.csv", index=False)
    code = (
        "suppressMessages(library(limma)); x <- as.matrix(read.csv('values.csv'));"
        "write.csv(normalizeQuantiles(x, ties = TRUE), 'out.csv', row.names = FALSE)"
    )
    run = subprocess.run(
        ["Rscript", "-e", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if "there is no package called" in run.stderr:
        pytest.skip(run.stderr.strip().splitlines()[-1])
    assert run.returncode == 0, run.stderr
    expected = pd.read_csv(tmp_path / "out.csv")
    pd.testing.assert_frame_equal(geo.quantile_normalised(values), expected, rtol=1e-9)


# The test


@pytest.mark.parametrize("adjustment", EXPECTED_DESIGNS, ids=str)
def test_the_test_is_the_moderated_t_within_the_stated_design(adjustment: Adjustment):
    found = geo.compare(VALUES, GROUPS, TABLE, adjustment)
    design = design_matrix(EXPECTED_DESIGNS[adjustment], TABLE.assign(group=GROUPS))
    pd.testing.assert_frame_equal(found, moderated_t(VALUES, design, "group"))


def test_dates_serve_as_strata_and_as_covariates():
    strata = geo.compare(VALUES, GROUPS, TABLE, Adjustment("day"))
    fields = TABLE.assign(group=GROUPS, day=TABLE["day"].astype(str))
    design = design_matrix("~ group + day", fields)
    pd.testing.assert_frame_equal(strata, moderated_t(VALUES, design, "group"))
    slope = geo.compare(VALUES, GROUPS, TABLE, Adjustment(covariates=("day",)))
    fields["days"] = (TABLE["day"] - TABLE["day"].min()).dt.days
    design = design_matrix("~ group + days", fields)
    pd.testing.assert_frame_equal(slope, moderated_t(VALUES, design, "group"), rtol=1e-6)


@pytest.mark.raw
def test_within_patients_the_comparison_is_the_paired_one():
    cohort = gse20181()
    both = cohort.select(cohort.clinical["paired_2_weeks"])
    groups = (both.clinical["time"] == "2 weeks").astype(int)
    found = geo.compare(both.expression, groups, both.clinical, Adjustment("patient"))
    design = design_matrix("~ time + patient", both.clinical.assign(time=groups))
    pd.testing.assert_frame_equal(found, moderated_t(both.expression, design, "time"), rtol=1e-9)


@pytest.mark.parametrize(
    ("adjustment", "error", "match"),
    [
        (Adjustment("sit"), geo.RequestError, "no column 'sit'; did you mean 'site'"),
        (Adjustment("gap"), geo.RequestError, "missing for 1 of 16 samples compared, such as S00"),
        (Adjustment("same"), DesignError, "cannot be told apart within same"),
        (
            Adjustment(covariates=("name",)),
            DesignError,
            "with name.* too many values for 16 samples",
        ),
    ],
)
def test_what_cannot_be_taken_into_account_is_said(adjustment, error, match: str):
    with pytest.raises(error, match=match) as said:
        geo.compare(VALUES, GROUPS, TABLE.assign(name=TABLE.index), adjustment)
    assert not re.search("with(in)?_", str(said.value))


# The grid


def test_every_cell_of_the_grid_counts_what_its_words_say():
    missing = VALUES.copy()
    missing.iloc[:20, 2:14] = np.nan
    cells = geo.grid(
        {"probe": missing, "gene": VALUES.iloc[:200]},
        GROUPS,
        TABLE,
        Adjustment("site"),
        ("none", "array"),
    )
    assert len(cells) == 2 * 2 * 2 * 4 * 2
    one = cells.query(
        "level == 'gene' and normalisation == 'array' and adjustment == 'within site' and "
        "criterion == 'FDR' and threshold == 0.05 and contrast == 'reference - group'"
    ).iloc[0]
    tested = geo.compare(array_normalised(VALUES.iloc[:200]), GROUPS, TABLE, Adjustment("site"))
    change = -tested.loc[tested["fdr"] < 0.05, "log2_fold_change"]
    assert one["features"] == 200
    assert one["higher"] == (change > 0).sum() > 0
    assert one["lower"] == (change < 0).sum() > 0
    assert one["higher_fourfold"] == (change >= 2).sum()
    probes = cells.query("level == 'probe' and criterion == 'P' and adjustment == 'ignored'")
    measured = geo.compare(missing, GROUPS)["log2_fold_change"].iloc[20:]
    four = cells.loc[probes.index[0], ["higher_fourfold", "lower_fourfold"]].sum()
    assert four <= (measured.abs() >= 2).sum()


def test_signs_mirror_each_other_and_stricter_criteria_find_less():
    cells = geo.grid({"probe": VALUES}, GROUPS)
    by = cells.set_index(["criterion", "threshold", "contrast"])
    for criterion, threshold in comparison.CRITERIA:
        one, other = (by.loc[(criterion, threshold, name)] for name, _ in comparison.SIGNS)
        assert one["higher"] == other["lower"]
        assert one["lower_fourfold"] == other["higher_fourfold"]
    forward = by.xs("group - reference", level="contrast")["higher"]
    assert forward["P", 0.05] >= forward["P", 0.01] >= forward["FDR", 0.01]
    assert set(cells["adjustment"]) == {"ignored"}


# Published counts


def test_the_nearest_specification_is_found_by_its_worst_count():
    cells = pd.DataFrame(
        {
            "higher": [1000, 1400, 1460],
            "lower": [1132, 1100, 300],
            "higher_fourfold": [36, 30, 36],
            "lower_fourfold": [33, 40, 33],
        }
    )
    found = geo.nearest_cells(cells, {"up": 1460, "down": 1132})
    assert found["higher"].tolist() == [1400, 1000, 1460]
    assert found["distance"].iloc[0] == pytest.approx(1 - 1400 / 1460)
    four = geo.nearest_cells(cells, published_counts("up=1460,down=1132,up2=36,down2=33"))
    assert four["distance"].iloc[0] == pytest.approx(40 / 33 - 1)


def test_a_published_count_of_nought_has_a_distance_too():
    cells = pd.DataFrame({"higher": [5, 0]})
    assert geo.nearest_cells(cells, {"up": 0})["distance"].tolist() == [0, 5]


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("up=10,dwon=2", "unknown count 'dwon' in .*; did you mean 'down'"),
        ("up", "is '', not a whole number"),
        ("up=ten", "is 'ten', not a whole number"),
        ("up=-1", "is '-1', not a whole number"),
        ("up=1.5", "not a whole number"),
        ("", "unknown count ''"),
    ],
)
def test_counts_that_cannot_be_read_are_refused(text: str, match: str):
    with pytest.raises(geo.RequestError, match=match):
        published_counts(text)
