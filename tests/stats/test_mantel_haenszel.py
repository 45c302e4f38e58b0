"""Mantel-Haenszel: R's mantelhaen.test, a published example, invariants, degenerate tables."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference

from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.multiplicity import benjamini_hochberg

CELLS = {
    "exposed_event": (1, 1),
    "exposed_none": (1, 0),
    "unexposed_event": (0, 1),
    "unexposed_none": (0, 0),
}
TABLES = pd.read_csv(REFERENCE / "mantel_haenszel" / "tables.csv")

# Breslow and Day 1980, table 4.1 and section 4.4: oesophageal cancer in Ille-et-Vilaine, 80 g or
# more of alcohol a day against less, in six age groups.
ALCOHOL = pd.DataFrame(
    {
        "stratum": ["25-34", "35-44", "45-54", "55-64", "65-74", "75+"],
        "exposed_event": [1, 4, 25, 42, 19, 5],
        "exposed_none": [9, 26, 29, 27, 18, 0],
        "unexposed_event": [0, 5, 21, 34, 36, 8],
        "unexposed_none": [106, 164, 138, 139, 88, 31],
    }
)


def people(table: pd.DataFrame) -> pd.DataFrame:
    """One row a person from one row a stratum."""
    rows = [
        (exposed, event, row["stratum"])
        for _, row in table.iterrows()
        for cell, (exposed, event) in CELLS.items()
        for _ in range(row[cell])
    ]
    return pd.DataFrame(rows, columns=["exposed", "event", "stratum"])


def pooled(table: pd.DataFrame, gene: str = "gene") -> pd.Series:
    person = people(table)
    exposed = person[["exposed"]].T.set_axis([gene])
    return mantel_haenszel(exposed, person["event"], person["stratum"]).loc[gene]


def drawn(seed: int, genes: int = 5, n: int = 120) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    rng = np.random.default_rng(seed)
    samples = [f"s{i}" for i in range(n)]
    exposed = pd.DataFrame(rng.integers(0, 2, (genes, n)).astype(float), columns=samples)
    exposed.index = [f"g{i}" for i in range(genes)]
    event = pd.Series(rng.integers(0, 2, n), samples, name="relapse")
    return exposed, event, pd.Series(rng.integers(0, 4, n), samples, name="series")


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_every_column_equals_mantelhaen_test_of_r(kind, tmp_path):
    theirs = reference(kind, "mantel_haenszel", "tables.csv", "mantelhaen.csv", tmp_path)
    theirs = theirs.set_index("gene").astype(float)
    assert len(theirs) == 40
    ours = pd.DataFrame({gene: pooled(table, gene) for gene, table in TABLES.groupby("gene")}).T
    for column in theirs.columns[theirs.notna().all()]:
        np.testing.assert_allclose(
            ours[column].astype(float), theirs[column], rtol=1e-10, err_msg=column
        )


def test_alcohol_and_oesophageal_cancer_as_published_by_breslow_and_day():
    result = pooled(ALCOHOL)
    assert result["odds_ratio"] == pytest.approx(5.158, abs=5e-4)
    assert result["n_strata_informative"] == 6
    assert result["n"] == 975


def test_a_single_stratum_gives_the_cross_product_and_the_woolf_standard_error():
    result = pooled(ALCOHOL.iloc[[2]])
    assert result["odds_ratio"] == pytest.approx(25 * 138 / (29 * 21))
    assert result["standard_error"] == pytest.approx((1 / 25 + 1 / 29 + 1 / 21 + 1 / 138) ** 0.5)
    assert np.isnan(result["heterogeneity_p"])


def test_interval_and_logarithm_agree_with_the_odds_ratio():
    result = mantel_haenszel(*drawn(1))
    np.testing.assert_allclose(np.exp(result["log_odds_ratio"]), result["odds_ratio"])
    np.testing.assert_allclose(result["ci_low"] * result["ci_high"], result["odds_ratio"] ** 2)
    np.testing.assert_allclose(result["fdr"], benjamini_hochberg(result["p"]))


def test_a_missing_exposure_leaves_the_sample_out_for_that_gene_only():
    exposed, event, strata = drawn(2)
    gappy = exposed.copy()
    gappy.iloc[0, ::3] = np.nan
    result = mantel_haenszel(gappy, event, strata)
    kept = gappy.columns[gappy.iloc[0].notna()]
    alone = mantel_haenszel(exposed.loc[["g0"], kept], event[kept], strata[kept])
    columns = result.columns.drop("fdr")
    pd.testing.assert_frame_equal(result.loc[["g0"], columns], alone[columns])
    untouched = mantel_haenszel(exposed, event, strata)
    pd.testing.assert_frame_equal(result.loc["g1":, columns], untouched.loc["g1":, columns])


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param((3, 0, 8, 0), id="all have the event"),
        pytest.param((0, 3, 0, 8), id="none has the event"),
        pytest.param((4, 5, 0, 0), id="all are exposed"),
        pytest.param((0, 0, 0, 1), id="one sample"),
    ],
)
def test_a_stratum_with_one_outcome_or_one_exposure_adds_nothing(extra):
    stratum = pd.DataFrame([("extra", *extra)], columns=["stratum", *CELLS])
    result = pooled(pd.concat([ALCOHOL, stratum], ignore_index=True))
    pd.testing.assert_series_equal(result, pooled(ALCOHOL))


def test_a_gene_without_an_informative_stratum_is_nan_throughout():
    exposed, event, strata = drawn(3)
    exposed.iloc[0], exposed.iloc[1] = 1.0, np.nan
    result = mantel_haenszel(exposed, event, strata)
    for gene in ("g0", "g1"):
        assert result.loc[gene, "odds_ratio":"heterogeneity_p"].isna().all()
        assert result.loc[gene, ["n_strata_informative", "n"]].tolist() == [0, 0]
    assert result.loc["g2":].notna().all(axis=None)


def test_an_infinite_odds_ratio_is_nan_while_its_test_stands():
    table = ALCOHOL.iloc[[1, 2]].assign(exposed_none=0)
    result = pooled(table)
    assert result[["odds_ratio", "standard_error", "ci_low", "heterogeneity_p"]].isna().all()
    assert result["p"] < 1e-6


def test_heterogeneity_shows_when_strata_point_in_opposite_directions():
    one = dict(zip(CELLS, (30, 10, 10, 30), strict=True))
    other = dict(zip(CELLS, (10, 30, 30, 10), strict=True))
    opposed = pd.DataFrame([{"stratum": "a", **one}, {"stratum": "b", **other}])
    alike = pd.DataFrame([{"stratum": "a", **one}, {"stratum": "b", **one}])
    assert pooled(opposed)["heterogeneity_p"] < 1e-6
    assert pooled(alike)["heterogeneity_p"] == pytest.approx(1)


@settings(max_examples=50)
@given(st.integers(0, 10**6))
def test_calling_the_event_no_event_inverts_the_odds_ratio(seed):
    exposed, event, strata = drawn(seed)
    ours, turned = (
        mantel_haenszel(exposed, event, strata),
        mantel_haenszel(exposed, 1 - event, strata),
    )
    np.testing.assert_allclose(turned["odds_ratio"], 1 / ours["odds_ratio"], rtol=1e-10)
    same = ["standard_error", "chi2", "p"]
    np.testing.assert_allclose(turned[same], ours[same], rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(turned["heterogeneity_p"], ours["heterogeneity_p"], rtol=1e-6)


@settings(max_examples=30)
@given(st.integers(0, 10**6))
def test_names_of_strata_and_order_of_samples_do_not_matter(seed):
    exposed, event, strata = drawn(seed)
    order = np.random.default_rng(seed).permutation(exposed.columns)
    renamed = strata.map({0: "d", 1: "a", 2: "c", 3: "b"})
    ours = mantel_haenszel(exposed, event, strata)
    shuffled = mantel_haenszel(exposed[order], event[order], renamed[order])
    pd.testing.assert_frame_equal(ours, shuffled, rtol=1e-9)


@pytest.mark.parametrize("code", [2, -1, 0.5, np.nan, "yes"])
def test_an_event_code_that_is_not_0_or_1_is_refused_by_name(code):
    exposed, event, strata = drawn(0)
    event = event.astype(object)
    event["s7"] = code
    with pytest.raises(ValueError, match=rf"event \(column 'relapse'\) of sample 's7' is {code!r}"):
        mantel_haenszel(exposed, event, strata)


def test_an_exposure_code_that_is_not_0_or_1_is_refused_by_name():
    exposed, event, strata = drawn(0)
    exposed.loc["g3", "s5"] = 7.3
    with pytest.raises(ValueError, match=r"gene 'g3' in sample 's5' is 7\.3;"):
        mantel_haenszel(exposed, event, strata)


def test_a_missing_stratum_is_refused_by_name():
    exposed, event, strata = drawn(0)
    with pytest.raises(ValueError, match=r"strata \(column 'series'\) of sample 's4' is nan"):
        mantel_haenszel(exposed, event, strata.mask(strata.index == "s4"))


def test_misaligned_samples_are_refused_by_name():
    exposed, event, strata = drawn(0)
    with pytest.raises(ValueError, match=r"event .*sample 's119' stands on one side only"):
        mantel_haenszel(exposed, event.drop("s119"), strata)
    with pytest.raises(ValueError, match=r"strata .*in another order"):
        mantel_haenszel(exposed, event, strata[::-1])
    with pytest.raises(ValueError, match="sample 's0' stands twice"):
        mantel_haenszel(exposed, pd.concat([event, event[:1]]), strata)
