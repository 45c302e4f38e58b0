"""Study 1, gene sets: score differences, and pooling over comparisons."""

import numpy as np
import pandas as pd
import pytest

from resistbook.studies.keikha2021 import gene_sets


def test_a_score_difference_is_in_sds_and_within_strata():
    rng = np.random.default_rng(1)
    relapse = np.repeat([0.0, 1.0], 400)
    site = np.tile([0.0, 1.0], 400)
    scores = rng.normal(0, 2, (2, 800)) + np.array([[1.0], [0.0]]) * relapse + 5 * site
    design = pd.DataFrame({"Intercept": 1.0, "relapse": relapse, "site": site})
    effect, effect_se, p = gene_sets._score_difference(scores, design)
    assert effect[0] == pytest.approx(0.5, abs=0.15)
    assert abs(effect[1]) < 3 * effect_se[1]
    assert p[0] < 1e-6 < p[1]


def test_pooling_is_by_set_and_counts_signs():
    tests = pd.DataFrame(
        {
            "set": ["S"] * 3 + ["T"] * 3,
            "comparison": list("abc") * 2,
            "effect": [0.3, 0.3, 0.3, 0.1, -0.1, np.nan],
            "effect_se": [0.1, 0.1, 0.1, 0.1, 0.1, np.nan],
        }
    )
    table = gene_sets.pooled(tests).set_index("set")
    assert table.loc["S", "estimate"] == pytest.approx(0.3)
    assert table["k"].tolist() == [3, 2]
    assert table["k_positive"].tolist() == [3, 1]
    assert table.loc["T", "estimate"] == pytest.approx(0, abs=1e-12)
