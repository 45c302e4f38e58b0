"""Many draws at once give what the moderated t gives of each draw by itself."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.resampled import resampled_fits, resampled_t, two_sided_p
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel, permuted_p

GENES, SAMPLES, DRAWS = 120, 24, 6


@pytest.fixture
def random():
    return np.random.default_rng(5)


@pytest.fixture
def expression(random):
    """Half of the genes lack some samples; a few lack whole groups."""
    spread = random.gamma(4, 0.3, GENES)[:, None]
    values = 8 + spread * random.standard_normal((GENES, SAMPLES))
    values[: GENES // 2][random.random((GENES // 2, SAMPLES)) < 0.2] = np.nan
    values[0, 2:], values[1, :9], values[2, 4:] = np.nan, np.nan, np.nan
    return pd.DataFrame(values, columns=[f"s{i}" for i in range(SAMPLES)])


@pytest.fixture
def strata(expression):
    return pd.Series(np.repeat(list("abc"), [4, 8, 12]), index=expression.columns)


def one_by_one(expression, outcomes, strata, drawn):
    for outcome, samples in zip(outcomes, drawn, strict=True):
        ids = pd.Index([f"d{i}" for i in range(len(samples))])
        clinical = pd.DataFrame({"outcome": outcome[samples]}, index=ids)
        formula = "~ outcome"
        if strata is not None:
            clinical["stratum"] = strata.to_numpy()[samples]
            formula += " + stratum" if clinical["stratum"].nunique() > 1 else ""
        design = design_matrix(formula, clinical)
        values = expression.iloc[:, samples].set_axis(ids, axis=1)
        yield moderated_t(values, design, "outcome")


@pytest.mark.parametrize("stratified", [True, False])
def test_permuted_outcomes(expression, strata, random, stratified):
    within = strata if stratified else None
    outcomes = random.permuted(np.tile([0, 1], (DRAWS, SAMPLES // 2)), axis=1)
    found = resampled_t(expression, outcomes, within)
    everyone = [np.arange(SAMPLES)] * DRAWS
    for (effect, p), table in zip(
        found, one_by_one(expression, outcomes, within, everyone), strict=True
    ):
        tested = table["p"].notna().to_numpy()
        assert (np.isnan(p) == ~tested).all()
        np.testing.assert_allclose(effect[tested], table["log2_fold_change"][tested], rtol=1e-9)
        np.testing.assert_allclose(p, table["p"], rtol=1e-8)


@pytest.mark.parametrize("stratified", [True, False])
def test_resampled_patients(expression, strata, random, stratified):
    within = strata if stratified else None
    outcome = np.tile([0, 1], SAMPLES // 2)
    drawn = random.integers(SAMPLES, size=(DRAWS, SAMPLES))
    weights = np.array([np.bincount(draw, minlength=SAMPLES) for draw in drawn])
    outcomes = np.broadcast_to(outcome, drawn.shape)
    found = resampled_t(expression, outcomes, within, weights)
    for (effect, p), table in zip(
        found, one_by_one(expression, outcomes, within, drawn), strict=True
    ):
        tested = table["p"].notna().to_numpy()
        assert (np.isnan(p) == ~tested).all()
        np.testing.assert_allclose(effect[tested], table["log2_fold_change"][tested], rtol=1e-9)
        np.testing.assert_allclose(p, table["p"], rtol=1e-8)


def test_a_gene_with_as_many_samples_as_coefficients_has_no_effect(expression):
    outcomes = np.tile([0, 1], (1, SAMPLES // 2))
    expression.iloc[-1, 2:] = np.nan
    effect = next(resampled_fits(expression, outcomes))[0]
    assert np.isfinite(effect[-2])
    assert np.isnan(effect[-1])


def test_strata_that_do_not_fit_the_table_are_refused_by_name(expression, strata):
    outcomes = np.tile([0, 1], (1, SAMPLES // 2))
    with pytest.raises(ValueError, match=r"^strata is not aligned .* another order"):
        next(resampled_t(expression, outcomes, strata[::-1]))
    with pytest.raises(ValueError, match=r"^strata of sample 's3'"):
        next(resampled_t(expression, outcomes, strata.where(strata.index != "s3")))


def test_weights_may_be_objects_that_are_numbers(expression, random):
    outcomes = np.tile([0, 1], (1, SAMPLES // 2))
    weights = random.integers(4, size=outcomes.shape)
    (plain,) = resampled_t(expression, outcomes, None, weights)
    (objects,) = resampled_t(expression, outcomes, None, weights.astype(object))
    np.testing.assert_array_equal(plain, objects)


def test_permuted_outcomes_of_exposures(strata, random):
    exposed = pd.DataFrame(
        random.integers(2, size=(GENES, SAMPLES)).astype(float), columns=strata.index
    )
    exposed = exposed.mask(random.random(exposed.shape) < 0.2)
    exposed.iloc[0, :] = 1
    events = random.permuted(np.tile([0, 1], (DRAWS, SAMPLES // 2)), axis=1)
    found = permuted_p(exposed, events, strata)
    for draw, outcome in enumerate(events):
        table = mantel_haenszel(exposed, pd.Series(outcome, index=strata.index), strata)
        np.testing.assert_allclose(found[:, draw], table["p"], rtol=1e-10)


def test_a_gene_that_the_outcome_fits_without_rest_is_not_tested_where_it_stands_alone():
    outcome = np.tile([0, 1], SAMPLES // 2)
    alone = pd.DataFrame([8.0 + outcome], columns=[f"s{i}" for i in range(SAMPLES)])
    ((effect, p),) = resampled_t(alone, outcome[None])
    assert effect == pytest.approx([1])
    assert np.isnan(p).all()
    design = design_matrix("~ outcome", pd.DataFrame({"outcome": outcome}, index=alone.columns))
    assert moderated_t(alone, design, "outcome")["p"].isna().all()


def test_a_shift_of_genes_in_one_outcome_shifts_their_effect_and_nothing_else(
    expression, strata, random
):
    outcomes = random.permuted(np.tile([0, 1], (1, SAMPLES // 2)), axis=1)
    ((before, error, df),) = resampled_fits(expression, outcomes, strata)
    ((after, p),) = resampled_t(expression + 2 * outcomes[0], outcomes, strata)
    estimable = np.isfinite(before)
    np.testing.assert_allclose(after[estimable], before[estimable] + 2, rtol=1e-9)
    np.testing.assert_allclose(p, two_sided_p(before + 2, error, df), rtol=1e-8)


def test_a_p_below_the_level_is_exact_and_every_other_one_is_1(expression, strata, random):
    outcomes = random.permuted(np.tile([0, 1], (DRAWS, SAMPLES // 2)), axis=1)
    exact = resampled_t(expression, outcomes, strata)
    for (_, p), (_, short) in zip(
        exact, resampled_t(expression, outcomes, strata, below=0.2), strict=True
    ):
        assert (p < 0.2).any()
        np.testing.assert_array_equal(short[p < 0.2], p[p < 0.2])
        np.testing.assert_array_equal(short[p >= 0.2], 1.0)
        np.testing.assert_array_equal(np.isnan(short), np.isnan(p))


def test_a_p_beside_the_level_is_told_from_one_below_it():
    df = np.array([3.0, 3.0, np.inf])
    effect = -np.array([stats.t.ppf(0.0501, 3), stats.t.ppf(0.0499, 3), stats.norm.ppf(0.01)])
    found = two_sided_p(effect, np.ones(3), df, below=0.1)
    assert (found < 0.1).tolist() == [False, True, True]
