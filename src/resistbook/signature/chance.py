"""How well random sets of genes do where a gene list is tested."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from resistbook.signature.tested import Tested
from resistbook.stats.prediction.discrimination import harrell_c

TASK = 250
"""Sets a task; never by the number of workers, so that each is always computed alike."""


def random_concordance(
    outcome: Tested,
    pool: pd.Index,
    weights: np.ndarray,
    *,
    number: int,
    seed: int,
    n_jobs: int | None = None,
) -> np.ndarray:
    """Return the C of random sets of genes.

    Parameters
    ----------
    outcome
        Where they are tested.
    pool
        Genes to draw from.
    weights
        Of the genes of a set, which are given to those drawn.
    number
        Random sets.
    seed
        Set i is drawn by a generator of its own, spawned from it.
    n_jobs
        Workers of joblib; that of `joblib.parallel_config` (with its backend, such as ``dask``) if
        not given.

    Returns
    -------
    ndarray, sets
        The same to the last bit with any workers.

    References
    ----------
    Venet D, Dumont JE, Detours V. PLoS Comput Biol 2011;7:e1002240.
    """
    values = outcome.expression.loc[pool].to_numpy()
    parts = Parallel(n_jobs=n_jobs)(
        delayed(harrell_c)(scores, outcome.time, outcome.event, strata=outcome.strata)
        for scores in _scores(values, outcome.time.index, weights, number, seed)
    )
    return pd.concat(parts).to_numpy()


def _scores(
    values: np.ndarray, patients: pd.Index, weights: np.ndarray, number: int, seed: int
) -> Iterator[pd.DataFrame]:
    for first in range(0, number, TASK):
        task = range(first, min(first + TASK, number))
        drawn = np.array([_drawn(seed, i, len(values), len(weights)) for i in task])
        total = np.zeros((len(task), values.shape[1]))
        for column, weight in zip(drawn.T, weights, strict=True):
            total += weight * values[column]
        yield pd.DataFrame(total, list(task), patients)


def _drawn(seed: int, number: int, genes: int, size: int) -> np.ndarray:
    child = np.random.SeedSequence(seed, spawn_key=(number,))
    return np.random.default_rng(child).choice(genes, size, replace=False)
