"""Linear and logistic regression: equal to R, and refusing what has no answer."""

import subprocess

import numpy as np
import pandas as pd
import pytest

from resistbook.stats import linear, logistic


def data(seed=4, n=60):
    rng = np.random.default_rng(seed)
    x = pd.DataFrame({"x": rng.normal(size=n), "z": rng.integers(0, 2, n).astype(float)})
    noise = rng.logistic(size=n)
    return x, 0.8 * x["x"] - 0.5 * x["z"] + noise


@pytest.mark.r
@pytest.mark.parametrize(
    ("kind", "model"), [("linear", "lm(y ~ x + z, d)"), ("logistic", "glm(y ~ x + z, binomial, d)")]
)
def test_coefficients_equal_those_of_r(tmp_path, kind, model):
    x, y = data()
    y = (y > 0).astype(float) if kind == "logistic" else y
    x.assign(y=y).to_csv(tmp_path / "d.csv", index=False)
    script = f'd <- read.csv("{tmp_path}/d.csv"); cat(summary({model})$coefficients["x", ])'
    output = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    estimate, se, _, p = map(float, output.stdout.split())
    found = {"linear": linear, "logistic": logistic}[kind](y, x, "x")
    assert found["estimate"] == pytest.approx(estimate, rel=1e-5)
    assert found["se"] == pytest.approx(se, rel=1e-4)
    assert found["p"] == pytest.approx(p, rel=1e-3)


def test_a_logistic_regression_on_one_binary_term_gives_the_odds_ratio_of_the_table():
    x = pd.DataFrame({"x": np.repeat([1.0, 0.0], [18, 16])})
    y = pd.Series(np.concatenate([np.repeat([1, 0], [6, 12]), np.repeat([1, 0], [14, 2])]))
    found = logistic(y, x, "x")
    assert np.exp(found["estimate"]) == pytest.approx((6 / 12) / (14 / 2))
    assert found["se"] == pytest.approx(np.sqrt(1 / 6 + 1 / 12 + 1 / 14 + 1 / 2))


def test_outcomes_that_a_term_separates_are_refused():
    x = pd.DataFrame({"x": np.arange(20.0)})
    with pytest.raises(ValueError, match="x separate the outcomes"):
        logistic((x["x"] > 9).astype(float), x, "x")


def test_other_outcome_codes_are_refused():
    x, _ = data()
    with pytest.raises(ValueError, match="code it 1 = event"):
        logistic(pd.Series(2.0, index=x.index), x, "x")


def test_dependent_terms_are_refused():
    x, y = data()
    with pytest.raises(ValueError, match="linearly dependent"):
        linear(y, x.assign(twice=2 * x["x"]), "x")


def test_missing_values_are_refused():
    x, y = data()
    with pytest.raises(ValueError, match="missing or infinite"):
        linear(y, x.where(x["x"] < 1), "x")


def test_samples_out_of_step_are_refused():
    x, y = data()
    with pytest.raises(ValueError, match="differ in their samples"):
        linear(y.iloc[::-1], x, "x")
