"""The rules of study 4 on made tables that lie on either side of each threshold."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.rules.scaltriti2011 import (
    amplification_is_focal,
    bound_holds_in_tables,
    bound_is_attainable,
    coamplification_occurs,
    estimate_not_inflated,
    gained_lines_more_sensitive,
    tables_exist,
    total_is_admissible,
    worse_under_anti_her2,
)


def focality(**changes):
    row = {
        "extent": "segment",
        "threshold": 0.7,
        "amplified": 36,
        "focal": 30,
        "share": 0.83,
        "ci_low": 0.68,
        "ci_high": 0.92,
        "common_start": 30_200_000,
        "common_end": 30_400_000,
        "common_tumours": 30,
        "holds_ccne1": 1,
    }
    return pd.DataFrame([row | changes, row | {"extent": "joined", "ci_high": 0.1}])


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "consistent"),
        ({"holds_ccne1": 0}, "undecided"),
        ({"ci_low": 0.49}, "undecided"),
        ({"ci_low": 0.1, "ci_high": 0.49}, "contradicted"),
    ],
)
def test_amplification_is_focal_if_most_segments_are_short_and_centred_on_the_gene(
    changes, verdict
):
    found = amplification_is_focal(focality(**changes), "CCNE1", 0.3, 0.7, 0.5, [0.5])
    assert found.verdict == verdict


def tables(*rows):
    names = ["n", "n1", "k1", "n2", "k2", "p_fisher", "p_chi_square", "p_yates"]
    return pd.DataFrame(rows, columns=names)


FITTING = (34, 18, 6, 16, 14, 0.002, 0.001, 0.004)
SMALLER = (28, 12, 4, 16, 14, 0.005, 0.003, 0.010)


def test_the_percentages_need_a_table_of_the_stated_total():
    assert tables_exist(tables(FITTING), [33.3, 87.5], 34).verdict == "arithmetic holds"
    assert tables_exist(tables(SMALLER), [33.3, 87.5], 34).verdict == "arithmetic fails"


@pytest.mark.parametrize(
    ("p", "verdict"),
    [
        ((0.019, 0.01, 0.03), "arithmetic holds"),
        ((0.021, 0.019, 0.03), "undecided"),
        ((0.021, 0.02, 0.03), "arithmetic fails"),
    ],
)
def test_the_bound_must_hold_by_fishers_test(p, verdict):
    found = bound_holds_in_tables(tables((34, 18, 6, 16, 14, *p)), 0.02, 34)
    assert found.verdict == verdict
    assert bound_holds_in_tables(tables(SMALLER), 0.02, 34).verdict == "arithmetic fails"


def test_the_stated_total_must_be_among_those_with_a_small_p():
    assert total_is_admissible(tables(FITTING, SMALLER), 34, 0.02).verdict == "arithmetic holds"
    assert total_is_admissible(tables(SMALLER), 34, 0.02).verdict == "arithmetic fails"
    high = (34, 18, 6, 16, 14, 0.3, 0.2, 0.4)
    assert total_is_admissible(tables(high, SMALLER), 34, 0.02).verdict == "arithmetic fails"


def simulated(power, type_m=1.9, censoring="moderate", admissible=1):
    return {
        "n1": 18,
        "n2": 16,
        "censoring": censoring,
        "admissible": admissible,
        "power": power,
        "type_m": type_m,
    }


@pytest.mark.parametrize(
    ("power", "verdict"),
    [(0.05, "arithmetic holds"), (0.03, "undecided"), (0.009, "arithmetic fails")],
)
def test_the_most_favourable_admissible_split_decides_what_is_attainable(power, verdict):
    table = pd.DataFrame(
        [simulated(0.001), simulated(power, censoring="none"), simulated(0.9, admissible=0)]
    )
    assert bound_is_attainable(table, 0.05, 0.01).verdict == verdict


@pytest.mark.parametrize(
    ("power", "type_m", "verdict"),
    [
        (0.5, 1.24, "arithmetic holds"),
        (0.5, 1.26, "undecided"),
        (0.49, 1.1, "undecided"),
        (0.19, 1.1, "arithmetic fails"),
        (0.6, 1.51, "arithmetic fails"),
    ],
)
def test_power_and_exaggeration_decide_under_the_declared_censoring(power, type_m, verdict):
    table = pd.DataFrame([simulated(power, type_m), simulated(0.99, 1.0, censoring="none")])
    found = estimate_not_inflated(table, "moderate", [0.2, 0.5], [0.25, 0.5])
    assert found.verdict == verdict


def outcome(primary, other):
    rows = []
    for name, (low, high) in {"P": primary, "Q": other}.items():
        rows.append(
            {
                "analysis": name,
                "group": "HER2-positive",
                "model": "adjusted",
                "patients": 60,
                "events": 40,
                "estimate": (low + high) / 2,
                "ci_low": low,
                "ci_high": high,
                "detectable": 2.0,
            }
        )
    ignored = rows[1] | {"model": "unadjusted", "ci_low": -2.0, "ci_high": -1.0}
    return pd.DataFrame([*rows, ignored])


@pytest.mark.parametrize(
    ("primary", "other", "verdict"),
    [
        ((0.1, 1.0), (-0.5, 0.5), "consistent"),
        ((0.1, 1.0), (-0.5, -0.1), "undecided"),
        ((-0.1, 1.0), (0.2, 0.5), "undecided"),
        ((-1.0, -0.1), (0.2, 0.5), "contradicted"),
    ],
)
def test_response_decides_and_survival_may_only_veto(primary, other, verdict):
    found = worse_under_anti_her2(outcome(primary, other), "P", "adjusted", [0.333, 0.875])
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.02, 0.06, "consistent"),
        (0.019, 0.06, "undecided"),
        (0.001, 0.019, "contradicted"),
    ],
)
def test_the_pooled_share_decides_whether_there_is_a_group_of_patients(low, high, verdict):
    row = {
        "cohort": "all",
        "group": "ERBB2 amplified",
        "both": 9,
        "in_group": 280,
        "share": 0.03,
        "ci_low": low,
        "ci_high": high,
        "odds_ratio": 1.0,
        "or_low": 0.5,
        "or_high": 2.0,
    }
    other = row | {"cohort": "TCGA", "ci_low": 0.5}
    found = coamplification_occurs(pd.DataFrame([other, row]), 0.02, 0.08, {}, {})
    assert found.verdict == verdict
    assert ("excludes the 8%" in found.evidence) == (high < 0.08)


def drugs(*pairs):
    rows = [
        {
            "role": "CDK2",
            "lines": "all tissues",
            "drug": f"d{i}",
            "estimate": estimate,
            "ci_low": estimate - 1,
            "ci_high": estimate + 1,
            "p": fdr / 2,
            "fdr": fdr,
        }
        for i, (estimate, fdr) in enumerate(pairs)
    ]
    breast = rows[0] | {"lines": "breast", "estimate": -3.0, "fdr": 1e-9}
    return pd.DataFrame([*rows, breast])


@pytest.mark.parametrize(
    ("pairs", "verdict"),
    [
        ([(-0.5, 0.01), (-0.1, 0.5), (0.1, 0.5)], "consistent"),
        ([(-0.5, 0.01), (0.2, 0.5), (0.1, 0.5)], "undecided"),
        ([(-0.5, 0.06), (-0.1, 0.5), (-0.1, 0.5)], "undecided"),
        ([(-0.5, 0.01), (-0.4, 0.01), (0.5, 0.01)], "undecided"),
        ([(0.5, 0.01), (-0.1, 0.5), (0.1, 0.5)], "contradicted"),
    ],
)
def test_the_family_over_all_tissues_decides(pairs, verdict):
    found = gained_lines_more_sensitive(drugs(*pairs), [], [], [], 0.05, 0.6667)
    assert found.verdict == verdict
    assert np.isfinite(len(found.evidence))
