"""Dispersions of counts: DESeq2's maximum, to the last digit."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pydeseq2.utils import nb_nll
from scipy.optimize import minimize_scalar

from resistbook.stats.expression.counts import Converged, count_difference
from resistbook.stats.expression.dispersions import dispersions

REFERENCE = Path(__file__).parents[1] / "reference" / "deseq2"
DESIGN = np.column_stack([np.ones(8), np.tile([0.0, 1.0], 4), np.repeat([0.0, 1.0], 4)])
LIMITS = {"lowest": 1e-8, "highest": 10.0}


@pytest.fixture(scope="module")
def reference() -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Counts and means (samples x genes), and DESeq2's dispersions."""
    tables = [
        pd.read_csv(REFERENCE / f"{name}.csv", index_col=0)
        for name in ("counts", "means", "dispersions")
    ]
    return tables[0].T.to_numpy(), tables[1].T.to_numpy(), tables[2]


def loss(log_dispersion, counts, means, prior=None):
    """PyDESeq2's negative log likelihood with Cox and Reid's term, and a prior's if given."""
    dispersion = np.exp(log_dispersion)
    weights = means / (1 + dispersion * means)
    found = nb_nll(counts, means, dispersion)
    found += 0.5 * np.linalg.slogdet((DESIGN.T * weights) @ DESIGN)[1]
    if prior is not None:
        found += (log_dispersion - np.log(prior[0])) ** 2 / (2 * prior[1])
    return found


def test_the_maximum_of_the_likelihood_is_found(reference):
    counts, means, fitted = reference
    found = dispersions(counts, DESIGN, means, np.full(60, 0.1), **LIMITS)
    for gene in np.flatnonzero(fitted["alone"] > 1e-3):
        best = minimize_scalar(
            loss, args=(counts[:, gene], means[:, gene]), bounds=(-9, 2), method="bounded"
        )
        assert np.log(found[gene]) == pytest.approx(best.x, abs=1e-4)
        assert loss(np.log(found[gene]), counts[:, gene], means[:, gene]) <= best.fun + 1e-9


def test_without_a_prior_deseq2_stops_near_them_and_never_at_a_higher_likelihood(reference):
    counts, means, fitted = reference
    found = dispersions(counts, DESIGN, means, np.full(60, 0.1), **LIMITS)
    clear = fitted["alone"].to_numpy() > 1e-3
    assert clear.sum() > 40
    np.testing.assert_allclose(found[clear], fitted["alone"][clear], rtol=0.1)
    assert np.median(np.abs(found[clear] / fitted["alone"][clear] - 1)) < 1e-3
    for gene in range(60):
        ours, theirs = (np.log(value) for value in (found[gene], fitted["alone"].iloc[gene]))
        at = counts[:, gene], means[:, gene]
        assert loss(ours, *at) <= loss(theirs, *at) + 1e-9


def test_with_a_prior_they_are_those_of_deseq2(reference):
    counts, means, fitted = reference
    trend = fitted["trend"].to_numpy()
    found = dispersions(counts, DESIGN, means, trend, prior_variance=0.5, **LIMITS)
    np.testing.assert_allclose(found, fitted["with_prior"], rtol=0.01)
    for gene in range(0, 60, 7):
        arguments = (counts[:, gene], means[:, gene], (trend[gene], 0.5))
        best = minimize_scalar(loss, args=arguments, bounds=(-9, 2), method="bounded")
        assert np.log(found[gene]) == pytest.approx(best.x, abs=1e-4)


def test_the_order_of_samples_changes_only_the_last_digits(reference):
    counts, means, fitted = reference
    order = np.random.default_rng(1).permutation(8)
    given = {"start": np.full(60, 0.1), **LIMITS}
    found = dispersions(counts, DESIGN, means, **given)
    shuffled = dispersions(counts[order], DESIGN[order], means[order], **given)
    clear = fitted["alone"].to_numpy() > 1e-3
    np.testing.assert_allclose(shuffled[clear], found[clear], rtol=1e-9)


def test_nor_does_it_for_genes_of_few_counts_whose_dispersion_is_nearly_nothing():
    rng = np.random.default_rng(7)
    means = np.tile(rng.uniform(1.3, 8, 4000), (8, 1))
    counts = rng.poisson(means)
    start = rng.uniform(1e-3, 1, 4000)
    order = rng.permutation(8)
    found = dispersions(counts, DESIGN, means, start, **LIMITS)
    shuffled = dispersions(counts[order], DESIGN[order], means[order], start, **LIMITS)
    assert (found == 1e-8).sum() > 500
    np.testing.assert_allclose(shuffled, found, rtol=1e-6)


def test_the_start_does_not_matter_where_the_likelihood_has_one_maximum(reference):
    counts, means, fitted = reference
    clear = fitted["alone"].to_numpy() > 1e-3
    starts = [dispersions(counts, DESIGN, means, np.full(60, s), **LIMITS) for s in (0.01, 5.0)]
    np.testing.assert_allclose(starts[0][clear], starts[1][clear], rtol=1e-9)


def test_a_gene_without_a_start_stays_at_the_lowest_unless_a_prior_draws_it_up(reference):
    counts, means, _ = reference
    lowest = np.full(60, 1e-8)
    assert (dispersions(counts, DESIGN, means, lowest, **LIMITS) == 1e-8).all()
    drawn = dispersions(counts, DESIGN, means, lowest * 1e6, prior_variance=0.5, **LIMITS)
    assert (drawn > 1e-3).all()


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf])
def test_a_mean_or_start_that_cannot_be_is_refused(reference, wrong):
    counts, means, _ = reference
    spoilt = means.copy()
    spoilt[2, 5] = wrong
    with pytest.raises(ValueError, match=r"mean .*need finite ones above 0"):
        dispersions(counts, DESIGN, spoilt, np.full(60, 0.1), **LIMITS)
    with pytest.raises(ValueError, match=r"start .*need finite ones above 0"):
        dispersions(counts, DESIGN, means, np.full(60, wrong), **LIMITS)


def test_counts_that_vary_less_than_by_chance_have_the_lowest_dispersion():
    counts = np.full((8, 2), 100)
    found = dispersions(counts, DESIGN, counts.astype(float), np.array([0.1, 1e-6]), **LIMITS)
    assert found.tolist() == [1e-8, 1e-8]


def test_counts_that_vary_without_bound_have_the_highest_dispersion():
    counts = np.array([[0, 0, 0, 0, 0, 0, 0, 90000]]).T
    found = dispersions(counts, DESIGN, np.full((8, 1), 20.0), np.array([0.1]), **LIMITS)
    assert found.tolist() == [10.0]


def test_pydeseq2_takes_them_with_its_prior_where_it_has_one(reference):
    counts, means, fitted = reference
    ours, converged = Converged(n_cpus=1).alpha_mle(
        counts, DESIGN, means, fitted["trend"].to_numpy(), 1e-8, 10.0, 0.5, prior_reg=True
    )
    np.testing.assert_allclose(ours, fitted["with_prior"], rtol=0.01)
    assert converged.all()
    start = np.full(60, 0.1)
    alone, _ = Converged(n_cpus=1).alpha_mle(counts, DESIGN, means, start, 1e-8, 10.0, 0.5)
    np.testing.assert_array_equal(alone, dispersions(counts, DESIGN, means, start, **LIMITS))


def test_the_test_of_counts_does_not_hang_on_the_last_digits():
    rng = np.random.default_rng(4)
    level = np.exp(rng.uniform(1, 8, 400))
    counts = pd.DataFrame(rng.negative_binomial(8, 8 / (8 + level[:, None]), (400, 10)))
    counts = counts.add_prefix("s").rename(index="g{}".format)
    group = pd.Series(["a"] * 5 + ["b"] * 5, counts.columns)
    order = rng.permutation(10)
    one = count_difference(counts, group, "b", "a")
    other = count_difference(counts.iloc[:, order], group.iloc[order], "b", "a")
    pd.testing.assert_frame_equal(one, other, rtol=1e-8)
