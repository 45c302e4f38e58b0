"""Each open claim names the data that would settle it, and how many where a number would."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, t
from stored_tables import as_stored

from resistbook.claims.verdicts import judged_claims
from resistbook.stats.resampling import wilson_interval
from resistbook.studies import synthesis
from resistbook.studies.synthesis.settling import (
    NEEDED,
    POWER,
    Size,
    _sized,
    cohorts_for,
    size_for,
    size_for_share,
)


def test_every_undecided_claim_has_one_row_and_names_data():
    verdicts = judged_claims().query("verdict == 'undecided' and counts")
    table = synthesis.open_claims()
    assert table["claim"].tolist() == verdicts["claim"].tolist()
    assert table["needed"].notna().all()


def test_data_are_named_for_claims_of_the_ledger_and_no_other():
    claims = judged_claims().query("counts and kind in ('count', 'direction')")
    assert set(NEEDED) <= set(claims["claim"])


def test_a_size_is_given_where_the_interval_holds_the_small_effect_and_is_more_than_there_is():
    table = synthesis.open_claims().dropna(subset=["now"])
    lower_claimed = table["claim"].isin(["Z6", "S10"])
    reached = (table["ci_high"] >= table["effect"]).where(
        ~lower_claimed, table["ci_low"] <= table["effect"]
    )
    assert (reached == ~table["excluded"]).all()
    assert (table["enough"].notna() == ~table["excluded"]).all()
    sized = table[~table["excluded"]]
    assert sized["enough"].gt(sized["now"]).all()


@pytest.mark.parametrize(
    ("effect", "scale", "left_out"),
    [
        (0.2, "difference", True),
        (-0.2, "difference", False),
        (1.25, "log ratio", True),
        (0.8, "log ratio", False),
    ],
)
def test_an_effect_is_left_out_on_the_side_of_the_claim_only(effect, scale, left_out):
    row = pd.Series({"estimate": -0.1, "ci_low": -0.3, "ci_high": 0.1, "n": 50})
    size = Size("", "", "", "", {}, now=["n"], effect=effect, scale=scale)
    found = _sized(size, row)
    assert found["excluded"] == left_out
    assert np.isnan(found["enough"]) == left_out


def test_a_ratio_is_used_as_its_logarithm_and_shown_as_a_ratio_however_it_is_stored():
    logs = pd.Series({"estimate": 0.2, "ci_low": -0.3, "ci_high": 0.7, "n": 50})
    ratios = np.exp(logs).mask(logs.index == "n", 50)
    as_logs = Size("", "", "", "", {}, now=["n"], effect=1.25, scale="log ratio")
    found, same = _sized(as_logs, logs), _sized(as_logs._replace(scale="ratio"), ratios)
    assert found["estimate"] == pytest.approx(np.exp(0.2))
    assert found == pytest.approx(same)


def test_no_size_is_given_where_more_of_the_same_would_not_settle_the_claim():
    table = synthesis.open_claims().set_index("claim")
    assert table.loc[["K1", "K2", "K5", "Z1", "W1", "W4", "W5"], "now"].isna().all()


def test_sizes_are_worked_out_of_what_the_rules_read():
    table = synthesis.open_claims().set_index("claim")
    mean = as_stored("kastrati2020/context_effects").query(
        "context == 'endocrine mean' and genes == 'without immediate-early' "
        "and set == 'HALLMARK_TNFA_SIGNALING_VIA_NFKB'"
    )
    assert table.loc["N1", "estimate"] == mean["effect"].item()
    patients = as_stored("kanzaki2016/activity").query(
        "part == 'patients' and set.str.startswith('HALLMARK') and set.str.contains('without')"
    )
    assert table.loc["Z2", ["ci_low", "ci_high"]].tolist() == pytest.approx(
        patients[["ci_low", "ci_high"]].to_numpy().ravel().tolist()
    )
    drugs = as_stored("kanzaki2016/pathway_inhibitors").query(
        "panel == 'GDSC1' and contrast == 'basal − luminal' and drug in ['BMS-345541', 'TPCA-1']"
    )
    assert np.log(table.loc["Z6", "ci_high"]) == pytest.approx(drugs["ci_high"].max())


@given(st.integers(10, 5000), st.floats(0.05, 0.5))
def test_the_size_gives_the_chance_that_is_promised(now, error):
    effect = 0.3
    size = size_for(now, error, effect)
    new_error = error * np.sqrt(now / size)
    power = norm.sf(norm.ppf(0.975) - effect / new_error)
    assert power >= 0.8 - 1e-9
    one_less = error * np.sqrt(now / max(size - 1, 1))
    assert size == 1 or POWER * one_less > effect * (1 - 1e-9)


def test_half_an_effect_needs_four_times_as_many():
    assert size_for(100, 0.1, 0.01) == pytest.approx(4 * size_for(100, 0.1, 0.02), abs=4)


def test_cohorts_are_more_than_a_normal_quantile_would_ask_for():
    assert cohorts_for(5, 0.1, 0.2) > size_for(5, 0.1, 0.2)
    with pytest.raises(ValueError, match="more than 500 cohorts"):
        cohorts_for(3, 1.0, 0.001)


def test_so_many_cohorts_leave_the_effect_out_four_times_in_five_and_one_fewer_does_not():
    now, error, effect = 3, 0.15, 0.45
    k = int(cohorts_for(now, error, effect))
    draws = np.random.default_rng(1).normal(0, error * np.sqrt(now), (40_000, k))

    def chance(some):
        spread = some.std(axis=1, ddof=1) / np.sqrt(some.shape[1])
        upper = some.mean(axis=1) + t.ppf(0.975, some.shape[1] - 1) * spread
        return (upper < effect).mean()

    assert chance(draws) > 0.79
    assert chance(draws[:, 1:]) < 0.8


@pytest.mark.parametrize(("share", "least"), [(9 / 280, 0.02), (0.1, 0.05)])
def test_from_the_number_for_a_share_on_its_lower_limit_passes_four_times_in_five(share, least):
    def chance(n):
        counts = np.arange(n + 1)
        passes = np.array([wilson_interval(count, n)[0] >= least for count in counts])
        return binom.pmf(counts, n, share)[passes].sum()

    n = size_for_share(share, least)
    assert chance(n) >= 0.8 > chance(n - 1)
    assert chance(n + 50) >= 0.8


def test_a_share_that_no_number_or_too_large_a_number_sizes_is_refused():
    with pytest.raises(ValueError, match="never"):
        size_for_share(0.02, 0.02)
    with pytest.raises(ValueError, match="takes more than"):
        size_for_share(0.0201, 0.02)
