"""Brier scores: a case worked by hand, scikit-survival's, simulated truth, broken input."""

import numpy as np
import pandas as pd
import pytest
from sksurv.metrics import integrated_brier_score
from sksurv.util import Surv
from survival_cases import broken, followed

from resistbook.stats.prediction.brier import brier

AT = [6.0, 12.0, 24.0, 36.0]


def exponential(seed, n=400, stretch=1.0):
    """Exponential times, and their true risks or risks stretched around them."""
    rng = np.random.default_rng(seed)
    predictor = rng.normal(0, 0.8, n)
    death, end = rng.exponential(40 / np.exp(predictor)), rng.uniform(2, 80, n)
    time, event = pd.Series(np.minimum(death, end)), pd.Series((death <= end).astype(int))
    risks = {at: -np.expm1(-at / 40 * np.exp(stretch * predictor)) for at in AT}
    return pd.DataFrame(risks), time, event


def test_four_patients_by_hand():
    """At 2: the event at 1 counts once, the one censored at 1.5 nothing, the two others 3/2."""
    time, event = pd.Series([1.0, 1.5, 3.0, 4.0]), pd.Series([1, 0, 1, 0])
    risks = pd.DataFrame({2.0: [0.8, 0.5, 0.4, 0.2], 2.5: [0.8, 0.5, 0.4, 0.2]})
    found = brier(risks, time, event, n=1)
    assert found["brier"] == pytest.approx((0.2**2 + 1.5 * (0.4**2 + 0.2**2)) / 4)
    assert found["same_risk"] == pytest.approx((0.75**2 + 1.5 * 2 * 0.25**2) / 4)
    assert found["scaled"] == pytest.approx(1 - found["brier"] / found["same_risk"])


def test_scikit_survival_gives_the_same():
    risks, time, event = exponential(1)
    outcome = Surv.from_arrays(event == 1, time)
    expected = integrated_brier_score(outcome, outcome, 1 - risks.to_numpy(), AT)
    assert brier(risks, time, event, n=20)["brier"] == pytest.approx(expected, rel=1e-12)


def test_true_risks_save_error_and_risks_too_extreme_save_less():
    true = brier(*exponential(2, n=2000), n=200)
    extreme = brier(*exponential(2, n=2000, stretch=3.0), n=20)
    assert true["ci_low"] > 0
    assert true["ci_low"] < true["scaled"] < true["ci_high"]
    assert extreme["scaled"] < true["scaled"]


def test_random_risks_are_worse_than_one_risk_for_all():
    _, time, event = exponential(3)
    noise = pd.DataFrame(np.random.default_rng(3).random((400, 4)), columns=AT)
    assert brier(noise, time, event, n=200)["ci_high"] < 0


def test_follow_up_that_cannot_be_used_is_refused():
    risks, time, event = exponential(4)
    with pytest.raises(ValueError, match="no Brier score from 6 to 900"):
        brier(risks.set_axis([6.0, 12.0, 24.0, 900.0], axis=1), time, event)
    time, event, _ = followed(1)
    table = pd.DataFrame(0.5, time.index, AT)
    for wrong_time, wrong_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            brier(table, wrong_time, wrong_event)
