"""The common-effect mean: by hand, beside the random-effects mean, and with cohorts missing."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from resistbook.stats.meta.common_effect import common_effect
from resistbook.stats.meta.random_effects import random_effects


def test_cohorts_weigh_by_their_inverse_variance():
    found = common_effect(pd.DataFrame([[1.0, 4.0]]), pd.DataFrame([[1.0, 0.5]])).iloc[0]
    assert found["estimate"] == pytest.approx((1 + 4 * 4) / 5)
    assert found["standard_error"] == pytest.approx(5**-0.5)
    assert found["p"] == pytest.approx(2 * stats.norm.sf(17 / 5 * 5**0.5))
    assert (found["ci_high"] - found["ci_low"]) / 2 == pytest.approx(1.959964 * 5**-0.5)


def test_the_mean_weights_by_precision():
    found = common_effect(pd.DataFrame([[0.0, 1.0]]), pd.DataFrame([[0.1, 0.2]])).iloc[0]
    assert found["estimate"] == pytest.approx(0.2)
    assert found["standard_error"] == pytest.approx(1 / np.sqrt(125))


def test_it_is_the_random_effects_mean_where_cohorts_do_not_differ():
    effect = pd.DataFrame([[0.2, 0.21, 0.19]])
    error = pd.DataFrame([[0.1, 0.2, 0.15]])
    fixed = common_effect(effect, error)
    random = random_effects(effect, error, hartung_knapp=False)
    columns = ["estimate", "standard_error", "ci_low", "ci_high", "p"]
    np.testing.assert_allclose(fixed[columns], random[columns], rtol=1e-12)


def test_a_cohort_that_lacks_an_item_has_no_weight_and_no_cohort_gives_no_mean():
    effect = pd.DataFrame([[0.3, np.nan], [np.nan, np.nan]])
    found = common_effect(effect, effect.mask(effect.notna(), 0.1))
    assert found["k"].tolist() == [1, 0]
    assert found.loc[0, "estimate"] == pytest.approx(0.3)
    assert found.loc[1].drop("k").isna().all()
