"""The moderated F: what it equals, and where there is none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.stats.expression.design_matrix import DesignError, design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.moderated_f import moderated_f

REFERENCE = Path(__file__).parents[1] / "reference" / "limma"
GENES = pd.read_csv(REFERENCE / "moderated_f_expression.csv", index_col=0)
FIELDS = pd.DataFrame(
    {"group": list("abc") * 4, "site": ["x"] * 6 + ["y"] * 6}, index=GENES.columns
)
DESIGN = design_matrix("~ group + site", FIELDS)
GROUPS = ["group[T.b]", "group[T.c]"]
SAMPLES_LEFT_OUT = ["s4", "s5", "s6", "s7", "s8", "s9", "s12"]


def test_every_gene_equals_limma():
    theirs = pd.read_csv(REFERENCE / "moderated_f.csv", index_col=0)
    ours = moderated_f(GENES, DESIGN, GROUPS)
    pairs = {"average": "AveExpr", "f": "F", "p": "P.Value", "fdr": "adj.P.Val"}
    for mine, name in pairs.items():
        np.testing.assert_allclose(ours[mine], theirs.loc[ours.index, name], rtol=1e-9)
    assert ours["df"].to_numpy().dtype == float
    assert (ours["df"] == 2).all()
    assert (ours["n"] == 12).all()


def test_the_f_of_one_coefficient_is_the_square_of_t():
    t = moderated_t(GENES, DESIGN, "site[T.y]")
    f = moderated_f(GENES, DESIGN, ["site[T.y]"])
    np.testing.assert_allclose(f["f"], t["t"] ** 2, rtol=1e-8)
    np.testing.assert_allclose(f["p"], t["p"], rtol=1e-8)


def test_without_moderation_it_would_be_the_f_of_an_analysis_of_variance():
    design = design_matrix("~ group", FIELDS)
    f = moderated_f(GENES, design, GROUPS)
    row = GENES.loc["g20"].to_numpy()
    groups = [row[np.equal(FIELDS["group"], each)] for each in "abc"]
    plain = stats.f_oneway(*groups).statistic
    within = sum(((each - each.mean()) ** 2).sum() for each in groups) / 9
    moderated = moderated_t(GENES, design, GROUPS[0]).loc["g20", "residual_sd"] ** 2
    assert f.loc["g20", "f"] == pytest.approx(plain * within / moderated)


def test_where_variances_differ_no_more_than_by_chance_the_denominator_is_known():
    same = GENES.copy()
    same.loc[:] = GENES.loc["g20"].to_numpy() * np.repeat([[1.0], [-1.0]], 20, axis=0)
    f = moderated_f(same, DESIGN, GROUPS)
    assert np.isinf(f["df_total"]).all()
    np.testing.assert_allclose(f["p"], stats.chi2.sf(2 * f["f"], 2), rtol=1e-12)


def test_a_gene_that_lacks_a_group_has_no_f_and_leaves_the_others_theirs():
    some = GENES.copy()
    some.loc["g3", FIELDS["group"] == "b"] = np.nan
    f = moderated_f(some, DESIGN, GROUPS)
    assert f.loc["g3", ["f", "df", "df_total", "p", "fdr"]].isna().all()
    assert f["p"].notna().sum() == len(GENES) - 1
    others = moderated_f(GENES.drop("g3"), DESIGN, GROUPS)
    assert (f.loc["g4", "f"] / others.loc["g4", "f"]) == pytest.approx(1, abs=0.05)


def test_a_gene_with_one_residual_degree_of_freedom_is_tested():
    some = GENES.copy()
    some.loc["g3", SAMPLES_LEFT_OUT] = np.nan
    f = moderated_f(some, DESIGN, GROUPS)
    assert f.loc["g3", "n"] == 5
    assert f.loc["g3", "df_total"] == pytest.approx(f.loc["g4", "df_total"] - 7)
    assert np.isfinite(f.loc["g3", "p"])


def test_a_lone_gene_that_is_constant_within_groups_has_no_f():
    constant = pd.DataFrame([[1.0, 2.0, 3.0] * 4], index=["g"], columns=GENES.columns)
    f = moderated_f(constant, design_matrix("~ group", FIELDS), GROUPS)
    assert np.isnan(f.loc["g", "f"])


@pytest.mark.parametrize("tested", [["group[T.d]"], list(DESIGN)])
def test_coefficients_that_leave_nothing_to_compare_with_are_refused(tested):
    with pytest.raises(DesignError, match="the design must hold"):
        moderated_f(GENES, DESIGN, tested)
