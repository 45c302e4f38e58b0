"""Permutations and bootstraps within strata, and the interval of a proportion."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats


def permute_within(
    labels: pd.Series | ArrayLike, strata: pd.Series | ArrayLike, n: int, seed: int
) -> np.ndarray:
    """Permute labels within strata.

    Parameters
    ----------
    labels : samples
        Labels to permute.
    strata : samples
        Labels change places only within a stratum.
    n
        Replicates.
    seed
        Replicate i has a generator of its own, spawned from `seed`: it is the same however many
        replicates are drawn and whichever worker uses it.

    Returns
    -------
    ndarray, n x samples

    Raises
    ------
    ValueError
        If lengths or indexes differ, or a stratum is missing.
    """
    both = isinstance(labels, pd.Series) and isinstance(strata, pd.Series)
    if both and not labels.index.equals(strata.index):
        raise ValueError("labels and strata stand on different samples; reindex one of them")
    values, stratum = np.asarray(labels), _codes(strata)
    if values.shape != stratum.shape:
        raise ValueError(f"{values.shape} labels stand against {stratum.shape} strata")
    places = np.argsort(stratum, kind="stable")
    permuted = np.empty((n, len(values)), dtype=values.dtype)
    for replicate, rng in zip(permuted, _generators(seed, n), strict=True):
        replicate[places] = values[np.lexsort((rng.random(len(values)), stratum))]
    return permuted


def bootstrap_within(groups: pd.Series | ArrayLike, n: int, seed: int) -> np.ndarray:
    """Draw samples with replacement within groups, each group keeping its size.

    Parameters
    ----------
    groups : samples
        Group (or stratum) of each sample.
    n
        Replicates.
    seed
        As in `permute_within`.

    Returns
    -------
    ndarray of int, n x samples
        Positions of the drawn samples; place j holds a member of the group of sample j.

    Raises
    ------
    ValueError
        If a group is missing.
    """
    group = _codes(groups)
    places = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    size, start = sizes[group[places]], (np.cumsum(sizes) - sizes)[group[places]]
    drawn = np.empty((n, len(group)), dtype=np.intp)
    for replicate, rng in zip(drawn, _generators(seed, n), strict=True):
        replicate[places] = places[start + rng.integers(size)]
    return drawn


def bootstrap_weights(groups: pd.Series | ArrayLike, n: int, seed: int) -> np.ndarray:
    """Count how often each sample is drawn by `bootstrap_within`.

    Parameters
    ----------
    groups, n, seed
        As in `bootstrap_within`.

    Returns
    -------
    ndarray, n + 1 x samples
        First the samples themselves, each once; then a row a replicate.
    """
    drawn = bootstrap_within(groups, n, seed)
    size = drawn.shape[1]
    counts = [np.bincount(samples, minlength=size) for samples in drawn]
    return np.array([np.ones(size), *counts])


def wilson_interval(
    k: ArrayLike, n: ArrayLike, *, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Give Wilson's score interval of a proportion, `k` of `n`.

    Returns
    -------
    low, high
        Bounds as proportions; NaN where `n` is 0.

    Raises
    ------
    ValueError
        Unless 0 <= k <= n.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212.
    """
    k, n = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    wrong = ~((k >= 0) & (k <= n))
    if wrong.any():
        raise ValueError(f"k = {k[wrong][0]:g} of n = {n[wrong][0]:g} is not a proportion")
    z2 = stats.norm.ppf((1 + level) / 2) ** 2
    n = np.where(n > 0, n, np.nan)
    centre = (k + z2 / 2) / (n + z2)
    half = np.sqrt(z2 * (k * (n - k) / n + z2 / 4)) / (n + z2)
    low, high = np.where(k == 0, 0.0, centre - half), np.where(k == n, 1.0, centre + half)
    return low + 0 * n, high + 0 * n


def _generators(seed: int, n: int) -> list[np.random.Generator]:
    return [np.random.default_rng(child) for child in np.random.SeedSequence(seed).spawn(n)]


def _codes(strata: pd.Series | ArrayLike) -> np.ndarray:
    codes = pd.factorize(np.asarray(strata))[0]
    if (codes < 0).any():
        raise ValueError(f"the stratum at position {int(np.argmax(codes < 0))} is missing")
    return codes
