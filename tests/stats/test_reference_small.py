"""Small cases against R, digit by digit, where neither R nor raw files are at hand.

``tests/reference/small/reference.R`` wrote the values.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.rank_sum import rank_sum
from resistbook.stats.regression import linear, logistic
from resistbook.stats.sets.competitive import camera, normal_score
from resistbook.stats.sets.preranked import camera_of_statistics

FOLDER = Path(__file__).parents[1] / "reference" / "small"
EXPRESSION = pd.read_csv(FOLDER / "expression.csv", index_col="gene")
OUTCOMES = pd.read_csv(FOLDER / "outcomes.csv")
VALUES = pd.read_csv(FOLDER / "values.csv")
COMPLETE = EXPRESSION.dropna()
CLINICAL = pd.DataFrame(
    {"group": np.repeat([0, 1], 6), "patient": [f"p{i % 6}" for i in range(12)]},
    EXPRESSION.columns,
)
DESIGNS = {"plain": "~ group", "paired": "~ patient + group"}
SETS = {
    "first": list(EXPRESSION.index[:10]),
    "second": list(EXPRESSION.index[17:30]),
    "most": list(EXPRESSION.index[:35]),
}
RUNS = {
    "estimated": {},
    "preset": {"inter_gene_correlation": 0.05},
    "ranks": {"use_ranks": True},
    "preset ranks": {"inter_gene_correlation": 0.05, "use_ranks": True},
}


def of_r(what: str) -> pd.DataFrame:
    rows = VALUES[VALUES["what"] == what]
    table = rows.pivot(index="name", columns="field", values="value")
    return table.loc[rows["name"].unique()]


@pytest.mark.parametrize("kind", DESIGNS)
def test_moderated_t_with_missing_values_equals_limma_in_every_column(kind):
    theirs = of_r(f"moderated {kind}")
    ours = moderated_t(EXPRESSION, design_matrix(DESIGNS[kind], CLINICAL), "group")
    for column in theirs:
        np.testing.assert_allclose(
            ours[column], theirs[column], rtol=1e-6, atol=1e-12, err_msg=column
        )
    fold_change_over_t = ours["log2_fold_change"] / ours["t"]
    np.testing.assert_allclose(ours["standard_error"], fold_change_over_t)
    assert ours["n"].tolist() == EXPRESSION.notna().sum(axis=1).tolist()


@pytest.mark.parametrize("kind", DESIGNS)
@pytest.mark.parametrize("run", RUNS)
def test_camera_equals_limma(kind, run):
    theirs = of_r(f"camera {kind} {run}")
    ours = camera(
        COMPLETE, design_matrix(DESIGNS[kind], CLINICAL), "group", SETS, **RUNS[run], minimum_size=1
    )
    for column in theirs:
        np.testing.assert_allclose(ours[column], theirs[column], rtol=1e-7, err_msg=column)


def test_z_of_equal_tail_probability_equals_limma():
    theirs = of_r("z")
    ours = normal_score(theirs["t"].to_numpy(), theirs["df"].to_numpy())
    np.testing.assert_allclose(ours, theirs["z"], rtol=1e-10)


def test_camera_of_statistics_equals_limma_in_p_and_fdr():
    theirs = of_r("cameraPR")
    z = of_r("statistic")["z"]
    ours = camera_of_statistics(z, SETS, inter_gene_correlation=0.02)
    np.testing.assert_allclose(ours["p"], theirs["p"], rtol=1e-8)
    np.testing.assert_allclose(ours["fdr"], theirs["fdr"], rtol=1e-8)
    assert ours["correlation"].tolist() == [0.02] * 3


@pytest.mark.parametrize("level", [0.95, 0.8])
@pytest.mark.parametrize(("model", "outcome"), [(linear, "y"), (logistic, "event")])
def test_a_regression_equals_r_in_estimate_error_interval_and_p(model, outcome, level):
    theirs = of_r(model.__name__).loc[f"{level:g}"]
    ours = model(OUTCOMES[outcome], OUTCOMES[["z", "x"]], "x", level=level)
    assert ours == pytest.approx(theirs.to_dict(), rel=1e-6)


def test_rank_sums_with_ties_equal_r():
    group = pd.DataFrame([CLINICAL["group"] == 1], ["treated"])
    _, p = rank_sum(COMPLETE.round(0), group)
    np.testing.assert_allclose(p.loc["treated"], of_r("rank sum")["p"], rtol=1e-9)
