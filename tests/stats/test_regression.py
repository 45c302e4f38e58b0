"""Linear and logistic regression: equal to R, and refusing what has no answer."""

import subprocess

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from resistbook.stats import regression
from resistbook.stats.regression import linear, logistic


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


@pytest.mark.parametrize("cells", [(6, 12, 14, 2), (1, 30, 3, 9), (200, 1, 5, 5), (3, 3, 4, 4)])
def test_a_fit_is_the_maximum_to_the_last_digits(cells):
    x = pd.DataFrame({"x": np.repeat([1.0, 1.0, 0.0, 0.0], cells)})
    y = pd.Series(np.repeat([1, 0, 1, 0], cells))
    found = logistic(y, x, "x")
    odds_ratio = cells[0] / cells[1] / (cells[2] / cells[3])
    assert found["estimate"] == pytest.approx(np.log(odds_ratio), abs=1e-12)
    assert found["se"] == pytest.approx(np.sqrt((1 / np.array(cells)).sum()), rel=1e-9)


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


def most_likely(y, x):
    """Return the coefficient of the first term by another implementation, all but unpenalised."""
    fit = LogisticRegression(C=1e12, tol=1e-12, max_iter=100_000, solver="newton-cholesky")
    return fit.fit(x, y).coef_[0, 0]


@pytest.mark.parametrize("far", [60.0, 1e3, -60.0])
def test_a_value_far_from_all_others_is_fitted_and_not_called_separated(far):
    x = pd.DataFrame({"x": np.append(np.linspace(-2, 2, 99), far)})
    noise = np.random.default_rng(1).logistic(size=100)
    y = (x["x"] + noise > 0).astype(float)
    found = logistic(y, x, "x")
    assert abs(found["estimate"] * far) > 15
    assert found["estimate"] == pytest.approx(most_likely(y, x), rel=1e-4)


def test_the_estimate_is_the_same_in_any_unit_and_from_any_origin():
    x, y = data()
    y = (y > 0).astype(float)
    plain = logistic(y, x, "x")
    for scale, origin in [(1e6, 0), (1e-6, 0), (1, 1e4)]:
        moved = logistic(y, x.assign(x=scale * x["x"] + origin), "x")
        assert scale * moved["estimate"] == pytest.approx(plain["estimate"], rel=1e-9)
        assert scale * moved["se"] == pytest.approx(plain["se"], rel=1e-7)
        assert moved["p"] == pytest.approx(plain["p"], rel=1e-7)


def test_steps_that_go_too_far_are_halved():
    """Full steps of Newton lead to log odds of 50,000 here, and no further."""
    values = [
        (1, 0.3, 0, 0, 0),
        (1, 0, 2, 1, 0),
        (0, 0.3, 1, 0.1, 1),
        (6, 0.3, 3, 0, 0),
        (0, 0, 28, 0, 0),
        (10, 0, 0, 0, 1),
        (0, 0, 13, 20, 0),
    ]
    table = pd.DataFrame(values, columns=[*"abcd", "y"], dtype=float)
    found = logistic(table["y"], table[list("abcd")], "a")
    assert found["estimate"] == pytest.approx(-0.596544256, rel=1e-8)
    assert found["estimate"] == pytest.approx(
        most_likely(table["y"], table[list("abcd")]), rel=1e-3
    )
    assert found["se"] == pytest.approx(1.262420388, rel=1e-8)


@pytest.mark.parametrize("apart", [1, 2, 5, 40])
def test_outcomes_that_a_term_separates_but_for_ties_are_refused(apart):
    """A cell of the table is empty: the likelihood rises for ever, ever more slowly."""
    x = pd.DataFrame({"x": np.repeat([1.0, 0.0], [10 * apart, 10])})
    y = pd.Series(np.repeat([1, 0, 1], [10 * apart, 5, 5]))
    with pytest.raises(ValueError, match="x separate the outcomes"):
        logistic(y, x, "x")


@pytest.mark.parametrize("code", [0, 1])
def test_an_outcome_that_all_samples_share_is_refused_as_such(code):
    x, _ = data()
    with pytest.raises(ValueError, match=f"^the outcome is {code} in all 60 samples; both 0 and 1"):
        logistic(pd.Series(code, x.index), x, "x")


def test_a_fit_that_does_not_converge_is_refused(monkeypatch):
    x, y = data()
    y = (y > 0).astype(float)
    needed = next(n for n in range(1, 50) if converges(monkeypatch, n, y, x))
    assert 4 <= needed <= 7
    assert not converges(monkeypatch, needed - 1, y, x)


def converges(monkeypatch, steps, y, x):
    monkeypatch.setattr(regression, "ITERATIONS", steps)
    try:
        logistic(y, x, "x")
    except ValueError as error:
        assert str(error).startswith(f"the regression on x, z does not converge in {steps} steps")
        return False
    return True
