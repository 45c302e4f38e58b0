"""Data whose truth is known: expression, outcomes, follow-up."""

import numpy as np
import pandas as pd

PRIOR_DF, PRIOR_SD = 4.0, 0.6
"""Residual variances of genes vary as those of arrays do: scaled inverse chi-square."""


def gene_sds(rng: np.random.Generator, genes: int) -> np.ndarray:
    """Draw the residual standard deviation of each gene, log2 units."""
    return PRIOR_SD * np.sqrt(PRIOR_DF / rng.chisquare(PRIOR_DF, genes))


def correlated(
    rng: np.random.Generator, sets: int, size: int, samples: int, correlation: float
) -> np.ndarray:
    """Draw standard normal genes x samples in which those of a set share a factor."""
    factor = np.repeat(rng.standard_normal((sets, samples)), size, axis=0)
    own = rng.standard_normal((sets * size, samples))
    return np.sqrt(correlation) * factor + np.sqrt(1 - correlation) * own


def labels(rng: np.random.Generator, n: int, ones: int) -> np.ndarray:
    """Return so many ones among n zeros, in random order."""
    return rng.permutation(np.repeat([1, 0], [ones, n - ones]))


def samples(n: int) -> pd.Index:
    """Name samples."""
    return pd.Index([f"sample {i}" for i in range(n)])


def drawn_follow_up(rng: np.random.Generator, n: int, events: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw times in months of patients who enter evenly, so many of them with an event.

    Returns
    -------
    times : in rising order
    events : 1 or 0
    """
    death, entered = rng.exponential(size=n), rng.uniform(0.2, 1, n)
    limit = np.sort(death / entered)[events - 1]
    times = np.minimum(death, limit * entered)
    order = np.argsort(times)
    months = 60 * times / np.quantile(times, 0.9)
    return months[order] + 0.01, (death <= limit * entered)[order].astype(int)


def dealt(
    rng: np.random.Generator, values: np.ndarray, events: np.ndarray, log_hazard: float
) -> np.ndarray:
    """Deal each row's values to patients so that the hazard rises by `log_hazard` a unit.

    Parameters
    ----------
    values : rows x patients
    events : patients in order of rising time
        Whoever has the next event is drawn among those left in proportion to the hazard; whoever
        is censored, evenly.

    Returns
    -------
    ndarray, rows x patients

    References
    ----------
    Sylvestre MP, Abrahamowicz M. Stat Med 2008;27:2618-2634 (permutational algorithm).
    """
    left, rows = values.copy(), np.arange(len(values))
    result = np.empty_like(values)
    remaining = values.shape[1]
    for place, struck in enumerate(events):
        part = left[:, :remaining]
        if struck and log_hazard:
            keys = log_hazard * part - np.log(rng.exponential(size=part.shape))
            chosen = keys.argmax(axis=1)
        else:
            chosen = rng.integers(remaining, size=len(rows))
        result[:, place] = part[rows, chosen]
        remaining -= 1
        left[rows, chosen] = left[:, remaining]
    return result
