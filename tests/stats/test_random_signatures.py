"""Random signatures: equal to the scores and fits they stand for, on any number of workers."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joblib import parallel_config
from survival_cases import broken, followed

from resistbook.data.cohorts import survset
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.random_signatures import (
    TASK,
    percentile,
    random_signatures,
    signature_survival,
)
from resistbook.stats.sets.scoring import mean_z
from resistbook.stats.survival.cox import cox


def study(seed: int = 0, genes: int = 300, n: int = 120):
    time, event, rng = followed(seed, n)
    names = [f"g{i}" for i in range(genes)]
    expression = pd.DataFrame(rng.normal(8, 1, (genes, n)), names, time.index)
    return expression, time, event


def around(time: pd.Series) -> dict:
    rng = np.random.default_rng(9)
    covariates = pd.DataFrame(rng.normal(size=(len(time), 2)), time.index, ["age", "size"])
    return {
        "covariates": covariates,
        "strata": pd.Series(rng.integers(0, 3, len(time)), time.index),
    }


@pytest.mark.parametrize("adjusted", [False, True])
@pytest.mark.parametrize("gappy", [False, True])
def test_a_signature_is_the_mean_z_score_in_coxs_model(gappy, adjusted):
    expression, time, event = study()
    expression.loc["g3"] = 5.0
    if gappy:
        expression = expression.mask(np.random.default_rng(1).random(expression.shape) < 0.1)
    sets = {"first": [f"g{i}" for i in range(12)] + ["absent"], "two": ["g40", "g41"]}
    options = around(time) if adjusted else {}
    ours = signature_survival(expression, sets, time, event, **options)
    scores = mean_z(expression, sets, minimum=1)
    expected = cox(scores, time, event, **options)
    for column in ("log_hazard_ratio", "standard_error", "ci_low", "ci_high", "z", "p"):
        np.testing.assert_allclose(ours[column], expected[column], rtol=1e-9, err_msg=column)
    concordance = harrell_c(scores, time, event, strata=options.get("strata"))
    np.testing.assert_allclose(ours["concordance"], concordance, rtol=1e-12)
    assert ours["n_genes"].tolist() == [11, 2]


def test_random_signatures_of_all_genes_of_a_pool_are_that_signature():
    expression, time, event = study()
    pool = [f"g{i}" for i in range(15)]
    random = random_signatures(expression, time, event, size=15, pool=pool, n=3, seed=5)
    whole = signature_survival(expression, {"pool": pool}, time, event)
    for column in ("z", "p", "concordance", "ci_high", "n_genes"):
        np.testing.assert_allclose(random[column], whole.loc["pool", column], rtol=1e-10)


def test_a_signature_is_the_same_however_many_are_drawn_and_another_seed_draws_others():
    expression, time, event = study()
    few, many = (
        random_signatures(expression, time, event, size=10, n=n, seed=3) for n in (40, TASK + 40)
    )
    np.testing.assert_allclose(many["z"].iloc[:40], few["z"], rtol=1e-12)
    assert many["z"].nunique() == len(many)
    other = random_signatures(expression, time, event, size=10, n=40, seed=4)
    assert not np.isclose(other["z"], few["z"]).any()


def test_every_gene_of_the_pool_is_drawn_alike():
    expression, time, event = study(genes=15)
    pool = ["g3", "g7", "g12"]
    random = random_signatures(expression, time, event, size=1, pool=pool, n=3000, seed=1)
    alone = signature_survival(expression, {gene: [gene] for gene in pool}, time, event)
    for z in alone["z"]:
        assert np.isclose(random["z"], z).mean() == pytest.approx(1 / 3, abs=0.03)


@pytest.mark.parametrize("adjusted", [False, True])
def test_two_workers_give_the_same_bits_as_one(adjusted):
    expression, time, event = study()
    options = around(time) if adjusted else {}
    one, two = (
        random_signatures(
            expression, time, event, size=20, n=2 * TASK + 7, seed=11, n_jobs=n_jobs, **options
        )
        for n_jobs in (1, 2)
    )
    pd.testing.assert_frame_equal(one, two, check_exact=True)


@pytest.mark.slow
def test_a_dask_cluster_of_two_processes_gives_the_same_bits_as_one_worker(two_processes):
    expression, time, event = study()
    options = {"size": 20, "n": 2 * TASK + 7, "seed": 11, **around(time)}
    alone = random_signatures(expression, time, event, n_jobs=1, **options)
    assert len(set(two_processes.run(lambda: __import__("os").getpid()).values())) == 2
    with parallel_config(backend="dask", wait_for_workers_timeout=600):
        spread = random_signatures(expression, time, event, **options)
    done = two_processes.run(lambda dask_worker: dask_worker.state.executed_count)
    assert sum(done.values()) >= 3
    pd.testing.assert_frame_equal(alone, spread, check_exact=True)


def test_memory_does_not_grow_with_the_number_of_signatures():
    expression, time, event = study(genes=50, n=60)
    random_signatures(expression, time, event, size=5, n=TASK, seed=0)
    peaks = []
    for n in (4 * TASK, 16 * TASK):
        tracemalloc.start()
        random_signatures(expression, time, event, size=5, n=n, seed=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    table = 16 * TASK * 11 * 8
    assert peaks[1] - peaks[0] < 4 * table


def test_under_no_association_random_signatures_are_significant_at_their_level():
    expression, time, event = study(genes=2000, n=200)
    p = random_signatures(expression, time, event, size=20, n=1000, seed=0)["p"]
    assert 0.02 < (p < 0.05).mean() < 0.09


@pytest.mark.raw
def test_every_signature_is_fitted_where_a_third_of_real_values_are_missing():
    cohort = survset("GSE4335")
    time, event = cohort.clinical["os_months"], cohort.clinical["os_event"]
    options = {"strata": cohort.clinical["batch"]}
    assert cohort.expression.isna().mean().mean() > 0.3
    random = random_signatures(cohort.expression, time, event, size=20, n=300, seed=1, **options)
    assert random["flag"].eq("").all()
    genes = cohort.expression.index[::700]
    ours = signature_survival(cohort.expression, {"some": genes}, time, event, **options)
    scores = mean_z(cohort.expression, {"some": genes}, minimum=1)
    theirs = cox(scores, time, event, **options)
    assert ours.loc["some", "z"] == pytest.approx(theirs.loc["some", "z"], rel=1e-9)


# Percentile


def test_the_percentile_of_a_known_case():
    place = percentile(3.0, pd.Series([*range(10), np.nan]) * 1.0)
    assert place["percentile"] == pytest.approx(35)
    assert place["p"] == pytest.approx(8 / 11)
    assert place["n"] == 10


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.floats(-4, 4), st.integers(0, 1000))
def test_the_interval_holds_the_percentile_and_p_is_never_zero(n, observed, seed):
    place = percentile(observed, pd.Series(np.random.default_rng(seed).normal(size=n)))
    assert 0 <= place["ci_low"] <= place["percentile"] <= place["ci_high"] <= 100
    assert 1 / (n + 1) <= place["p"] <= 1


def test_more_random_signatures_narrow_the_interval():
    values = pd.Series(np.random.default_rng(0).normal(size=10_000))
    few, many = percentile(1.6, values[:100]), percentile(1.6, values)
    assert many["ci_high"] - many["ci_low"] < (few["ci_high"] - few["ci_low"]) / 5


@pytest.mark.parametrize("observed, random", [(np.nan, [1.0]), (1.0, [np.nan])])
def test_a_missing_value_has_no_percentile(observed, random):
    with pytest.raises(ValueError, match="neither may be missing"):
        percentile(observed, pd.Series(random))


# Bad input


def test_a_set_without_a_gene_on_the_platform_is_named():
    expression, time, event = study()
    sets = {"sound": ["g1", "g2"], "probes": ["1007_s_at", "1053_at"]}
    with pytest.raises(ValueError, match=r"set 'probes': none of its 2 genes \(1007_s_at, 1053_at"):
        signature_survival(expression, sets, time, event)


def test_follow_up_that_cannot_be_used_is_refused():
    expression, time, event = study()
    for bad_time, bad_event, message in broken(time, event):
        with pytest.raises(ValueError, match=message):
            random_signatures(expression, bad_time, bad_event, size=5, n=5, seed=0)
        with pytest.raises(ValueError, match=message):
            signature_survival(expression, {"one": ["g1"]}, bad_time, bad_event)


@pytest.mark.parametrize("size", [0, 16])
def test_a_size_that_the_pool_cannot_give_is_refused(size):
    expression, time, event = study()
    pool = [f"g{i}" for i in range(15)] + ["absent"]
    with pytest.raises(ValueError, match=f"size is {size}, and 15 genes of the pool"):
        random_signatures(expression, time, event, size=size, pool=pool, n=5, seed=0)


def test_a_gene_that_stands_twice_and_an_infinite_value_are_named():
    expression, time, event = study()
    with pytest.raises(ValueError, match="gene 'g0' stands twice"):
        random_signatures(pd.concat([expression, expression]), time, event, size=5, n=5, seed=0)
    expression.loc["g7", "s4"] = -np.inf
    with pytest.raises(ValueError, match="gene 'g7' is infinite in sample 's4'"):
        random_signatures(expression, time, event, size=5, n=5, seed=0)


@pytest.mark.parametrize("n", [0, -1])
def test_no_random_signature_is_no_answer(n):
    expression, time, event = study(genes=20)
    with pytest.raises(ValueError, match=f"^n is {n}; draw at least one"):
        random_signatures(expression, time, event, size=5, n=n, seed=0)
    assert len(random_signatures(expression, time, event, size=5, n=1, seed=0)) == 1


def test_signatures_without_a_set_are_refused():
    expression, time, event = study(genes=20)
    with pytest.raises(ValueError, match=r"^sets holds no signature"):
        signature_survival(expression, {}, time, event)
