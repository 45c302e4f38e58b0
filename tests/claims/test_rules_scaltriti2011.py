"""The rules of study 4 on made tables that lie on either side of each threshold."""

import numpy as np
import pandas as pd
import pytest

from resistbook.claims.rules.scaltriti2011 import (
    POOLED,
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
        "focal": 34,
        "share": 0.94,
        "ci_low": 0.82,
        "ci_high": 0.98,
        "whole": 30,
        "whole_share": 0.83,
        "whole_low": 0.68,
        "whole_high": 0.92,
        "peak_start": 30_307_000,
        "peak_end": 30_308_000,
        "peak_low": 30_100_000.0,
        "peak_high": 30_350_000.0,
        "peak_on_gene": 0.74,
        "interval_on_gene": 1,
    }
    return pd.DataFrame(
        [row | changes, row | {"extent": "joined", "whole_low": 0.05, "whole_high": 0.1}]
    )


def judged_focality(table, **parameters):
    return amplification_is_focal(table, "CCNE1", 0.3, 0.7, 0.5, [0.5], 0.5, **parameters)


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "consistent"),
        ({"peak_on_gene": 0.5}, "undecided"),
        ({"whole_low": 0.49}, "undecided"),
        ({"whole_low": 0.1, "whole_high": 0.49}, "contradicted"),
        ({"peak_on_gene": 0.0, "interval_on_gene": 0}, "contradicted"),
        ({"ci_low": 0.1, "ci_high": 0.2}, "consistent"),
    ],
)
def test_amplification_is_focal_if_short_segments_hold_the_gene_and_peak_on_it(changes, verdict):
    assert judged_focality(focality(**changes)).verdict == verdict


def test_focal_segments_alone_and_joined_ones_are_other_readings_of_the_table():
    table = focality(whole_low=0.4)
    assert judged_focality(table).verdict == "undecided"
    assert judged_focality(table, counted="focal").verdict == "consistent"
    assert judged_focality(table, extent="joined").verdict == "contradicted"


def test_the_share_of_focal_segments_is_given_against_a_half():
    found = judged_focality(focality()).estimate
    assert (found.value, found.none, found.low, found.high) == (0.83, 0.5, 0.68, 0.92)
    assert (found.patients, found.events) == (36, 30)


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


def test_another_test_may_decide_on_the_bound():
    table = tables((34, 18, 6, 16, 14, 0.021, 0.019, 0.03))
    assert bound_holds_in_tables(table, 0.02, 34, "chi_square").verdict == "arithmetic holds"
    assert bound_holds_in_tables(table, 0.02, 34, "yates").verdict == "undecided"
    assert bound_holds_in_tables(table, 0.02, 34, "yates").estimate.p == 0.03


def test_the_stated_total_must_be_among_those_with_a_small_p():
    assert total_is_admissible(tables(FITTING, SMALLER), 34, 0.02).verdict == "arithmetic holds"
    assert total_is_admissible(tables(SMALLER), 34, 0.02).verdict == "arithmetic fails"
    high = (34, 18, 6, 16, 14, 0.3, 0.2, 0.4)
    assert total_is_admissible(tables(high, SMALLER), 34, 0.02).verdict == "arithmetic fails"
    mixed = (34, 18, 6, 16, 14, 0.03, 0.01, 0.04)
    assert total_is_admissible(tables(mixed), 34, 0.02).verdict == "arithmetic holds"
    assert total_is_admissible(tables(mixed), 34, 0.02, ["fisher"]).verdict == "arithmetic fails"


def simulated(power, type_m=1.9, censoring="moderate", admissible=1):
    return {
        "n1": 18,
        "n2": 16,
        "censoring": censoring,
        "admissible": admissible,
        "power": power,
        "power_low": power - 0.001,
        "power_high": power + 0.001,
        "type_m": type_m,
        "type_m_low": type_m - 0.1,
        "type_m_high": type_m + 0.1,
        "events": 25.1,
    }


@pytest.mark.parametrize(
    ("power", "verdict"),
    [(0.05, "arithmetic holds"), (0.03, "undecided"), (0.009, "arithmetic fails")],
)
def test_the_most_favourable_admissible_split_decides_what_is_attainable(power, verdict):
    table = pd.DataFrame(
        [simulated(0.001), simulated(power, censoring="none"), simulated(0.9, admissible=0)]
    )
    found = bound_is_attainable(table, 0.05, 0.01, ["none", "moderate"])
    assert found.verdict == verdict
    assert found.estimate.value == power
    assert bound_is_attainable(table, 0.05, 0.01, ["moderate"]).verdict == "arithmetic fails"
    anywhere = bound_is_attainable(table, 0.05, 0.01, ["moderate"], splits="any")
    assert anywhere.estimate.value == 0.9


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
    assert found.estimate.low < found.estimate.value == type_m < found.estimate.high


def outcome(primary, other):
    rows = []
    for name, (low, high) in {"P": primary, "Q": other}.items():
        rows.append(
            {
                "analysis": name,
                "group": "HER2-positive",
                "model": "adjusted",
                "unit": "odds ratio per SD",
                "patients": 60,
                "events": 40,
                "estimate": (low + high) / 2,
                "ci_low": low,
                "ci_high": high,
                "p": 0.2,
                "detectable": 2.0,
            }
        )
    ignored = rows[1] | {"model": "unadjusted", "ci_low": -2.0, "ci_high": -1.0}
    negative = rows[0] | {"group": "HER2-negative", "estimate": 0.0, "ci_low": -0.4, "ci_high": 0.4}
    return pd.DataFrame([*rows, ignored, negative])


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


def test_the_ratio_itself_is_given_beside_that_of_patients_without_the_drug():
    found = worse_under_anti_her2(outcome((0.1, 1.0), (-0.5, 0.5)), "P", "adjusted", []).estimate
    assert (found.value, found.none) == (pytest.approx(np.exp(0.55)), 1)
    assert found.comparator.value == 1.0
    low, high = found.comparator.difference
    assert low < found.value - 1 < high
    other = worse_under_anti_her2(outcome((0.1, 1.0), (-0.5, 0.5)), "Q", "adjusted", []).estimate
    assert other.comparator is None


def test_an_analysis_of_three_cohorts_in_one_model_counts_three():
    (pooled,) = POOLED
    table = outcome((0.1, 1.0), (-0.5, 0.5)).replace({"analysis": {"P": pooled}})
    for name, cohorts in ((pooled, 3), ("Q", 1)):
        found = worse_under_anti_her2(table, name, "adjusted", [])
        assert found.estimate.cohorts == cohorts


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
        "cohorts": 3,
        "both": 9,
        "in_group": 280,
        "elsewhere": 0.01,
        "share": 0.03,
        "ci_low": low,
        "ci_high": high,
        "odds_ratio": 1.0,
        "or_low": 0.5,
        "or_high": 2.0,
    }
    other = row | {"cohort": "TCGA", "ci_low": 0.5}
    assay = row | {"group": "HER2-positive", "ci_low": 0.5}
    rates = pd.DataFrame([other, row, assay])
    found = coamplification_occurs(rates, 0.02, 0.08, {}, {})
    assert found.verdict == verdict
    assert (found.estimate.low, found.estimate.high, found.estimate.none) == (low, high, 0.02)
    assert found.estimate.comparator.value == 0.01
    by_assay = coamplification_occurs(rates, 0.02, 0.08, {}, {}, "HER2-positive")
    assert by_assay.verdict == "consistent"
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
    assert found.estimate is None


def test_the_mean_over_the_drugs_is_the_estimate_and_does_not_decide():
    mean = {
        "role": "CDK2 mean",
        "lines": "all tissues",
        "drug": "mean",
        "screen": "GDSC1, GDSC2",
        "estimate": -0.4,
        "ci_low": -0.6,
        "ci_high": -0.2,
        "p": 0.001,
        "fdr": 0.001,
        "n": 900,
        "n_gain": 40,
    }
    beside = mean | {"role": "comparator mean", "estimate": 0.3}
    table = pd.concat([drugs((-0.1, 0.5), (0.1, 0.5)), pd.DataFrame([mean, beside])])
    found = gained_lines_more_sensitive(table, [], [], [], 0.05, 0.6667)
    assert found.verdict == "undecided"
    assert (found.estimate.value, found.estimate.cohorts, found.estimate.patients) == (-0.4, 2, 900)
    assert found.estimate.comparator.value == 0.3
