"""Breast lines under inhibitors: general sensitivity, and drugs with two names."""

import numpy as np
import pandas as pd
import pytest

from resistbook.studies.kanzaki2016 import drugs


def test_general_sensitivity_leaves_the_drug_itself_out():
    rng = np.random.default_rng(2)
    lines = [f"l{i}" for i in range(30)]
    tough = rng.normal(size=30)
    response = pd.DataFrame(rng.normal(0, 0.3, (8, 30)) + tough, columns=lines)
    response.index = [f"d{i}" for i in range(8)]
    response.loc["odd"] = -100 * tough
    general = drugs.general_sensitivity(response, "odd")
    assert np.corrcoef(general, tough)[0, 1] > 0.95


@pytest.mark.raw
def test_drugs_named_by_number_agree_between_the_two_screens():
    """The two screens know BMS-345541 under different names; over lines they must agree."""
    first, _ = drugs.breast_lines("GDSC1")
    second, _ = drugs.breast_lines("GDSC2")
    pairs = {"BMS-345541": "bms-345541", "afatinib": "afatinib"}
    for one, two in pairs.items():
        both = pd.concat([first.loc[one], second.loc[two]], axis=1).dropna()
        assert len(both) > 25
        assert both.corr(method="spearman").iloc[0, 1] > 0.3, one
