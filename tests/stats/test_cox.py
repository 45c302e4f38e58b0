"""Cox for every gene: R's coxph, lifelines, published fits, invariants, degenerate genes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from lifelines.datasets import load_lung
from r_reference import FROZEN_AND_LIVE, REFERENCE, reference

from resistbook.data.cohorts import scanb as load_scanb
from resistbook.data.sources import entry
from resistbook.data.sources.download import state
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.survival.cox import BLOCK, cox

STATISTICS = [
    "log_hazard_ratio",
    "hazard_ratio",
    "standard_error",
    "ci_low",
    "ci_high",
    "z",
    "p",
    "fdr",
]
SAMPLES = pd.read_csv(REFERENCE / "cox" / "samples.csv")
GENES = SAMPLES.filter(like="gene_").T
MODELS = {
    "plain": {},
    "stratified": {"strata": SAMPLES["stratum"]},
    "adjusted": {"covariates": SAMPLES[["age", "grade"]]},
    "both": {"strata": SAMPLES["stratum"], "covariates": SAMPLES[["age", "grade"]]},
}


def drawn(seed: int, genes: int = 4, n: int = 60) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    rng = np.random.default_rng(seed)
    samples = [f"s{i}" for i in range(n)]
    expression = pd.DataFrame(rng.normal(8, 2, (genes, n)), columns=samples)
    expression.index = [f"g{i}" for i in range(genes)]
    time = pd.Series(rng.integers(1, 25, n).astype(float), samples, name="months")
    return expression, time, pd.Series(rng.integers(0, 2, n), samples, name="relapse")


def one(x: np.ndarray, seed: int = 0, **options) -> pd.Series:
    """Fit a single gene with the outcome of `drawn`."""
    _, time, event = drawn(seed, n=len(x))
    return cox(pd.DataFrame([x], columns=time.index), time, event, **options).iloc[0]


def lifelines(x: pd.Series, time: pd.Series, event: pd.Series, **options) -> tuple[float, float]:
    table = pd.DataFrame({"x": x / x.std(), "time": time, "event": event}).dropna()
    # Left to itself lifelines shortens steps to 95% and may stop after the first.
    precise = {"precision": 1e-16, "r_precision": 1e-20, "step_size": 1.0, "max_steps": 100}
    fit = CoxPHFitter().fit(table, "time", "event", fit_options=precise, **options)
    return fit.params_["x"], fit.standard_errors_["x"]


@pytest.mark.parametrize("kind", FROZEN_AND_LIVE)
def test_coefficients_and_standard_errors_equal_coxph_of_r(kind, tmp_path):
    """Ten genes (skewed, binary, rounded, correlated, gappy), with and without heavy ties."""
    theirs = reference(kind, "cox", "samples.csv", "coxph.csv", tmp_path)
    assert len(theirs) == 80
    for (endpoint, model), expected in theirs.groupby(["endpoint", "model"]):
        expected = expected.set_index("gene")
        ours = cox(GENES, SAMPLES[endpoint], SAMPLES["event"], **MODELS[model])
        for column, rtol in {"log_hazard_ratio": 1e-8, "standard_error": 1e-7}.items():
            np.testing.assert_allclose(
                ours[column], expected[column], rtol=rtol, atol=1e-10, err_msg=f"{endpoint} {model}"
            )
        assert ours[["n", "n_events"]].equals(expected[["n", "n_events"]])
        assert ours["converged"].all()


@pytest.mark.parametrize("endpoint", ["time", "tied_time"])
def test_coefficients_and_standard_errors_equal_lifelines(endpoint):
    ours = cox(GENES, SAMPLES[endpoint], SAMPLES["event"])
    for gene, values in GENES.iterrows():
        expected = lifelines(values, SAMPLES[endpoint], SAMPLES["event"])
        assert ours.loc[gene, ["log_hazard_ratio", "standard_error"]].tolist() == pytest.approx(
            expected, rel=1e-6, abs=1e-8
        )


def test_the_lung_cancer_fit_as_printed_by_coxph():
    """Age, sex and ECOG status in 227 patients, each in turn adjusted for the other two."""
    lung = load_lung().dropna(subset=["ph.ecog"])
    names = ["age", "sex", "ph.ecog"]
    printed = [(0.011067, 0.009267), (-0.552612, 0.167739), (0.463728, 0.113577)]
    for name, expected in zip(names, printed, strict=True):
        others = lung[[other for other in names if other != name]]
        fit = cox(lung[[name]].T, lung["time"], lung["status"], covariates=others, per_sd=False)
        assert fit.loc[name, ["log_hazard_ratio", "standard_error"]].tolist() == pytest.approx(
            expected, abs=6e-7
        )


def test_columns_cohere():
    result = cox(*drawn(1, genes=30))
    np.testing.assert_allclose(np.exp(result["log_hazard_ratio"]), result["hazard_ratio"])
    np.testing.assert_allclose(result["ci_low"] * result["ci_high"], result["hazard_ratio"] ** 2)
    np.testing.assert_allclose(result["z"], result["log_hazard_ratio"] / result["standard_error"])
    np.testing.assert_allclose(result["fdr"], benjamini_hochberg(result["p"]))
    np.testing.assert_array_equal(
        result["p"] < 0.05, (result["ci_low"] - 1) * (result["ci_high"] - 1) > 0
    )


def test_a_missing_value_leaves_the_sample_out_for_that_gene_only():
    expression, time, event = drawn(2, n=80)
    strata = pd.Series(np.arange(80) % 3, time.index)
    gappy = expression.copy()
    gappy.iloc[1, ::4] = np.nan
    result = cox(gappy, time, event, strata=strata)
    kept = gappy.columns[gappy.iloc[1].notna()]
    alone = cox(gappy.loc[["g1"], kept], time[kept], event[kept], strata=strata[kept])
    columns = result.columns.drop("fdr")
    pd.testing.assert_frame_equal(result.loc[["g1"], columns], alone[columns])
    others = ["g0", "g2", "g3"]
    untouched = cox(expression, time, event, strata=strata)
    pd.testing.assert_frame_equal(result.loc[others, columns], untouched.loc[others, columns])


def test_a_gene_is_fitted_alike_in_any_block():
    expression, time, event = drawn(3, n=50)
    many = pd.concat([expression] * (BLOCK // 50 // 4 + 2), ignore_index=True)
    result = cox(many, time, event)
    columns = result.columns.drop("fdr")
    alone = cox(expression, time, event)
    last = result.iloc[-4:].set_index(alone.index)
    pd.testing.assert_frame_equal(last[columns], alone[columns])


def test_per_unit_is_per_standard_deviation_over_the_standard_deviation():
    expression, time, event = drawn(4)
    per_sd, per_unit = (cox(expression, time, event, per_sd=flag) for flag in (True, False))
    for column in ("log_hazard_ratio", "standard_error"):
        np.testing.assert_allclose(per_unit[column] * expression.std(axis=1), per_sd[column])
    np.testing.assert_allclose(per_unit["p"], per_sd["p"])


def assert_flagged(result: pd.Series, flag: str) -> None:
    assert result["flag"] == flag
    assert not result["converged"]
    assert result[STATISTICS].isna().all()


@pytest.mark.parametrize("covariate", [False, True])
def test_degenerate_genes_are_flagged_and_the_others_unharmed(covariate):
    expression, time, event = drawn(5, n=60)
    time = pd.Series(np.random.default_rng(1).permutation(60) + 1.0, time.index, name="months")
    adjust = {"covariates": expression.loc[["g3"]].T} if covariate else {}
    sound = expression.loc[["g0", "g1", "g2"]]
    doomed = pd.DataFrame(
        {
            "constant": 0.1,
            "unmeasured": np.nan,
            "eventless": expression.loc["g0"].mask(event == 1),
            "rising": time,
            "falling": -(time**2),
            "dead": event.where(time < time[event == 1].median(), 0) * 0.0,
            "varies before the first event": expression.loc["g0"].where(
                time < time[event == 1].min(), 3.0
            ),
        }
    ).T
    result = cox(pd.concat([doomed, sound]), time, event, **adjust)
    flags = ["constant gene", "missing", "no events", "separation", "separation"]
    flags += ["constant gene", "constant gene"]
    for (_, row), flag in zip(result.iloc[:7].iterrows(), flags, strict=True):
        assert_flagged(row, flag)
    columns = result.columns.drop("fdr")
    alone = cox(sound, time, event, **adjust)
    assert alone["converged"].all()
    pd.testing.assert_frame_equal(result.iloc[7:][columns], alone[columns])
    pd.testing.assert_series_equal(result.iloc[7:]["fdr"], alone["fdr"])


def test_a_binary_gene_without_events_on_one_side_is_separated():
    _, _, event = drawn(6, n=40)
    x = event.to_numpy(dtype=float).copy()
    x[np.flatnonzero(event == 0)[::2]] = 1
    assert_flagged(one(x, seed=6), "separation")


def test_a_gene_that_follows_from_the_covariates_is_collinear():
    expression, time, event = drawn(7)
    covariates = expression.loc[["g0", "g1"]].T
    combined = pd.DataFrame([2 * expression.loc["g0"] - expression.loc["g1"]], index=["sum"])
    assert_flagged(cox(combined, time, event, covariates=covariates).loc["sum"], "collinear")


@pytest.mark.parametrize("kept, flag", [(1, "constant gene"), (2, "separation")])
def test_a_gene_measured_in_too_few_samples_is_flagged(kept, flag):
    expression, time, event = drawn(12)
    struck = event.index[event == 1][:kept]
    few = expression.loc[["g0"]].copy()
    few.loc[:, ~few.columns.isin(struck)] = np.nan
    fit = cox(few, time, event).loc["g0"]
    assert fit["n"] == kept
    assert_flagged(fit, flag)


def test_a_stratum_in_which_all_are_alike_adds_nothing():
    expression, time, event = drawn(8, n=60)
    strata = pd.Series(np.repeat(["a", "b"], 30), time.index)
    flat = expression.where(strata == "a", 5.0)
    here = strata.index[strata == "a"]
    ours = cox(flat, time, event, strata=strata, per_sd=False)
    alone = cox(flat[here], time[here], event[here], per_sd=False)
    for column in ("log_hazard_ratio", "standard_error"):
        np.testing.assert_allclose(ours[column], alone[column], rtol=1e-6)


def test_a_far_outlier_and_a_large_offset_do_no_harm():
    expression, time, event = drawn(9)
    censored = event.index[(event == 0) & (time > time.median())][0]
    expression.loc["g0", censored] = 60.0
    expression.loc["g1"] += 1e8
    result = cox(expression, time, event)
    for gene in ("g0", "g1"):
        values = expression.loc[gene] - expression.loc[gene].median()
        expected = lifelines(values, time, event)
        assert result.loc[gene, ["log_hazard_ratio", "standard_error"]].tolist() == pytest.approx(
            expected, rel=1e-5
        )


def test_without_any_event_no_gene_is_fitted():
    expression, time, event = drawn(10)
    assert (cox(expression, time, 0 * event)["flag"] == "no events").all()


def test_a_table_without_genes_gives_a_table_without_rows():
    expression, time, event = drawn(11)
    assert cox(expression.iloc[:0], time, event).shape == (0, 12)


SEEDS = st.integers(0, 10**6)


@settings(max_examples=40)
@given(SEEDS, st.floats(1e-3, 1e3), st.floats(-100, 100))
def test_scaling_or_shifting_a_gene_leaves_the_hazard_ratio_per_sd(seed, scale, shift):
    expression, time, event = drawn(seed)
    ours, scaled = (cox(table, time, event) for table in (expression, scale * expression + shift))
    pd.testing.assert_frame_equal(ours, scaled, rtol=1e-5, atol=1e-7)


@settings(max_examples=40)
@given(SEEDS, st.sampled_from([np.log, np.sqrt, np.square, lambda t: 3 * t + 7]))
def test_a_monotone_transformation_of_time_changes_nothing(seed, transformation):
    expression, time, event = drawn(seed)
    ours = cox(expression, time, event)
    pd.testing.assert_frame_equal(ours, cox(expression, transformation(time), event))


@settings(max_examples=40)
@given(SEEDS)
def test_turning_a_gene_over_inverts_its_hazard_ratio(seed):
    expression, time, event = drawn(seed)
    ours, turned = cox(expression, time, event), cox(-expression, time, event)
    np.testing.assert_allclose(turned["hazard_ratio"], 1 / ours["hazard_ratio"], rtol=1e-8)
    np.testing.assert_allclose(turned["standard_error"], ours["standard_error"], rtol=1e-7)


@settings(max_examples=40)
@given(SEEDS)
def test_names_of_strata_and_order_of_samples_do_not_matter(seed):
    expression, time, event = drawn(seed)
    rng = np.random.default_rng(seed)
    strata = pd.Series(rng.integers(0, 3, len(time)), time.index)
    order = rng.permutation(time.index)
    renamed = strata.map({0: "c", 1: "a", 2: "b"})[order]
    ours = cox(expression, time, event, strata=strata)
    shuffled = cox(expression[order], time[order], event[order], strata=renamed)
    pd.testing.assert_frame_equal(ours, shuffled, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("code", [2, 0.5, np.nan, "dead"])
def test_an_event_code_that_is_not_0_or_1_is_refused_by_name(code):
    expression, time, event = drawn(0)
    event = event.astype(object)
    event["s7"] = code
    with pytest.raises(ValueError, match=rf"event \(column 'relapse'\) of sample 's7' is {code!r}"):
        cox(expression, time, event)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_a_time_that_is_no_time_is_refused_by_name(value):
    expression, time, event = drawn(0)
    time["s3"] = value
    with pytest.raises(ValueError, match=rf"time \(column 'months'\) of sample 's3' is {value!r}"):
        cox(expression, time, event)


def test_infinite_expression_is_refused_by_name():
    expression, time, event = drawn(0)
    expression.loc["g2", "s9"] = -np.inf
    with pytest.raises(ValueError, match="gene 'g2' in sample 's9' is -inf"):
        cox(expression, time, event)


def test_misaligned_samples_are_refused_by_name():
    expression, time, event = drawn(0)
    with pytest.raises(ValueError, match=r"time .*sample 's59' stands on one side only"):
        cox(expression, time.drop("s59"), event)
    with pytest.raises(ValueError, match=r"event .*in another order"):
        cox(expression, time, event[::-1])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda table: table.assign(er=table["er"].mask(table.index == "s2")),
            "'er' of .*'s2' is nan",
        ),
        (lambda table: table.assign(er="positive"), "'er' of sample 's0' is 'positive'"),
        (lambda table: table.assign(er=1), "'er' is constant or follows"),
        (lambda table: table.assign(er=2 * table["age"] - 1), "'er' is constant or follows"),
        (lambda table: table[::-1], "covariate .*another order"),
    ],
)
def test_covariates_that_cannot_be_adjusted_for_are_refused_by_name(spoil, message):
    expression, time, event = drawn(0)
    table = pd.DataFrame({"age": np.arange(60.0), "er": np.arange(60) % 2}, time.index)
    assert cox(expression, time, event, covariates=table)["converged"].all()
    with pytest.raises(ValueError, match=message):
        cox(expression, time, event, covariates=spoil(table))


@pytest.fixture(scope="module")
def scanb():
    if state(entry("scanb-400", "exprBC.rda")) == "not fetched":
        pytest.skip("scanb-400 is in neither cache nor mirror; run make data")
    return load_scanb()


@pytest.mark.slow
@pytest.mark.raw
def test_proliferation_shortens_survival_in_scanb(scanb):
    clinical = scanb.clinical
    result = cox(scanb.expression, clinical["os_months"], clinical["os_event"])
    assert result["converged"].all()
    proliferation = result.loc[["AURKA", "CCNB1", "TOP2A", "UBE2C", "FOXM1"]]
    assert (proliferation["ci_low"] > 1).all()
    assert result.loc["STC2", "ci_high"] < 1


@pytest.mark.raw
def test_twenty_genes_of_scanb_equal_lifelines(scanb):
    clinical = scanb.clinical
    time, event = clinical["os_months"], clinical["os_event"]
    some = scanb.expression.iloc[::500]
    assert len(some) == 20
    ours = cox(some, time, event)
    for gene, values in some.iterrows():
        assert ours.loc[gene, ["log_hazard_ratio", "standard_error"]].tolist() == pytest.approx(
            lifelines(values, time, event), rel=1e-6, abs=1e-7
        )
