"""The synthesis says what the stored tables say, of every claim and of nothing else."""

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, norm, t

from resistbook.claims import ledger
from resistbook.display import tables
from resistbook.paths import RESULTS
from resistbook.results import store
from resistbook.stats.resampling import wilson_interval
from resistbook.studies import synthesis
from resistbook.studies.synthesis.settling import NEEDED, POWER, _row


def as_stored(key: str) -> pd.DataFrame:
    """Read a stored table without the package."""
    return pd.read_csv(RESULTS / f"{key}.csv", keep_default_na=False, na_values=[""])


# ---- verdicts ----


def test_every_claim_of_every_ledger_is_counted_once():
    ledgers = {name: ledger.ledger(name)["claims"] for name in ledger.ledgers()}
    counts = synthesis.verdict_counts()
    assert counts.sum(axis=1).tolist() == [len(entries) for entries in ledgers.values()]
    assert len(synthesis.every_claim()) == counts.to_numpy().sum()


def test_the_table_of_claims_shows_badges_and_leads_to_the_stored_tables():
    shown = tables.show(synthesis.every_claim()).data
    links = re.findall(
        r'href="\.\./book/generated/reproducibility\.html#(result-[a-z0-9-]+)"', shown
    )
    assert len(links) == sum(bool(key) for key in ledger.verdicts()["result"])
    assert shown.count('class="verdict verdict-') == len(ledger.verdicts())


# ---- NF-κB ----


def test_every_estimate_of_the_thread_is_in_its_table():
    for row in synthesis.nfkb_thread().itertuples():
        stored = as_stored(row.table).select_dtypes("number").to_numpy()
        ratio = row.unit == synthesis.RATIO
        for value in (row.estimate, row.ci_low, row.ci_high):
            ways = (value, np.log(value)) if ratio else (value,)
            assert any(np.isclose(stored, way, rtol=1e-5, atol=1e-9).any() for way in ways)


def test_each_quantity_of_the_thread_stands_once_in_a_series_and_begins_as_measured():
    thread = synthesis.nfkb_thread()
    assert not thread.duplicated(["unit", "quantity", "series"]).any()
    assert (thread.drop_duplicates(["unit", "quantity"])["series"] == synthesis.RAW).all()
    assert thread["ci_low"].lt(thread["estimate"]).all()
    assert thread["ci_high"].gt(thread["estimate"]).all()


def test_three_studies_hold_the_thread():
    assert set(synthesis.nfkb_thread()["study"]) == {
        "Keikha 2021",
        "Kastrati 2020",
        "Kanzaki 2016",
    }


def test_picking_asks_for_exactly_one_row():
    table = pd.DataFrame({"quantity": ["a b", "b c"], "unit": ["x", "y"]})
    assert synthesis.pick(table, "b", unit="y")["quantity"] == "b c"
    with pytest.raises(ValueError, match="2 rows, not one"):
        synthesis.pick(table, "b")
    with pytest.raises(ValueError, match="0 rows"):
        synthesis.pick(table, "d")


# ---- comparators ----


def test_each_comparator_is_of_a_study_and_each_claim_named_exists():
    table = synthesis.comparators()
    known = {(row.study, row.claim) for row in synthesis.every_claim().itertuples()}
    assert set(table["study"]) <= {study for study, _ in known}
    for row in table.itertuples():
        for claim in row.claim.split(", "):
            assert (row.study, claim) in known or claim == "–"


def test_shares_of_genes_and_sets_are_counted_from_the_tables():
    table = synthesis.comparators()
    genes = as_stored("wu2025/resistance_genes")
    found = synthesis.pick(table, "residual disease")
    assert found["before"] == pytest.approx(100 * (genes["fdr_raw"] < 0.05).mean())
    assert found["after"] == pytest.approx(100 * (genes["fdr"] < 0.05).mean())
    sets = as_stored("keikha2021/mechanisms_prerank")
    assert synthesis.pick(table, "gene sets")["before"] == pytest.approx(
        100 * sets["fdr"].lt(0.05).mean()
    )


def test_the_anoikis_model_falls_from_apparent_to_unseen():
    built = as_stored("wu2025/construction").set_index("list").loc["GeneCards"]
    found = synthesis.pick(synthesis.comparators(), "trained on", claim="W2")
    assert [found["before"], found["after"]] == [built["apparent"], built["estimate"]]


@pytest.mark.parametrize(("words", "name"), [("immune cells", "immune"), ("drugs", "drugs")])
def test_the_range_of_random_models_ends_at_their_stored_percentile(words, name):
    found = synthesis.pick(synthesis.comparators(), words)
    table = store.table(f"wu2025/{name}").query(
        "cohort == 'SCAN-B' and score == 'anoikis' and groups == 'halves' "
        "and random == 'trained alike'"
    )
    row = (table[table["drugs"] == "all"] if "drugs" in table else table).iloc[0]
    assert found["after_high"] == pytest.approx(100 * row["random_95"] / row["items"])
    assert found["after_low"] < found["after"] < found["after_high"]


def test_of_what_was_held_equal_at_three_months_what_leaves_most_is_shown_too():
    held = as_stored("kastrati2020/handling").query("context == 'letrozole 3 months'")
    table = synthesis.comparators()
    shown = table.loc[table["quantity"] == "NF-κB after three months of letrozole", "after"]
    assert held["nfkb_held"].max() == shown.max()


def test_before_and_after_are_two_rows_of_one_quantity():
    table = synthesis.comparators()
    long = synthesis.before_and_after(table)
    assert long["series"].tolist() == [synthesis.REPORTED, synthesis.COMPARED] * len(table)
    assert long["estimate"].tolist() == table[["before", "after"]].to_numpy().ravel().tolist()


# ---- open claims ----


def test_every_inconclusive_claim_has_one_row_and_names_data():
    verdicts = ledger.verdicts().query("verdict == 'inconclusive'")
    table = synthesis.open_claims()
    assert table["claim"].tolist() == verdicts["claim"].tolist()
    assert table["needed"].notna().all()
    assert set(NEEDED) == set(verdicts["claim"])


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


def test_an_effect_is_left_out_on_the_side_of_the_claim_only():
    limits = pd.Series([-0.1, -0.3, 0.1])

    def excluded(effect, ratio):
        row = _row("", "", limits, "", 50, effect=effect, table="", ratio=ratio)
        assert np.isnan(row["enough"]) == row["excluded"]
        return row["excluded"]

    assert excluded(0.2, ratio=False)
    assert not excluded(-0.2, ratio=False)
    assert excluded(1.25, ratio=True)
    assert not excluded(0.8, ratio=True)


def test_no_size_is_given_where_more_of_the_same_would_not_settle_the_claim():
    table = synthesis.open_claims().set_index("claim")
    assert table.loc[["K1", "K2", "K5", "Z1", "S1", "W1", "W4", "W5"], "now"].isna().all()


def test_sizes_are_worked_out_of_what_the_rules_read():
    table = synthesis.open_claims().set_index("claim")
    mean = as_stored("kastrati2020/context_effects").query(
        "context == 'endocrine mean' and genes == 'without immediate-early' "
        "and set == 'HALLMARK_TNFA_SIGNALING_VIA_NFKB'"
    )
    assert table.loc["N1", "estimate"] == mean["effect"].item()
    patients = as_stored("kanzaki2016/resistance").query("part == 'patients'")
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
    size = synthesis.size_for(now, error, effect)
    new_error = error * np.sqrt(now / size)
    power = norm.sf(norm.ppf(0.975) - effect / new_error)
    assert power >= 0.8 - 1e-9
    one_less = error * np.sqrt(now / max(size - 1, 1))
    assert size == 1 or POWER * one_less > effect * (1 - 1e-9)


def test_half_an_effect_needs_four_times_as_many():
    assert synthesis.size_for(100, 0.1, 0.01) == pytest.approx(
        4 * synthesis.size_for(100, 0.1, 0.02), abs=4
    )


def test_cohorts_are_more_than_a_normal_quantile_would_ask_for():
    assert synthesis.cohorts_for(5, 0.1, 0.2) > synthesis.size_for(5, 0.1, 0.2)
    with pytest.raises(ValueError, match="more than 500 cohorts"):
        synthesis.cohorts_for(3, 1.0, 0.001)


def test_so_many_cohorts_leave_the_effect_out_four_times_in_five_and_one_fewer_does_not():
    now, error, effect = 3, 0.15, 0.45
    k = int(synthesis.cohorts_for(now, error, effect))
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

    n = synthesis.size_for_share(share, least)
    assert chance(n) >= 0.8 > chance(n - 1)
    assert chance(n + 50) >= 0.8


def test_a_share_that_no_number_or_too_large_a_number_sizes_is_refused():
    with pytest.raises(ValueError, match="never"):
        synthesis.size_for_share(0.02, 0.02)
    with pytest.raises(ValueError, match="takes more than"):
        synthesis.size_for_share(0.0201, 0.02)
