"""Sample annotations that enter a statistic, checked first."""

import numpy as np
import pandas as pd


def aligned(values: pd.Series, samples: pd.Index, role: str) -> pd.Series:
    """Return `values` if its index is `samples`, in the same order and without repeats.

    Parameters
    ----------
    values
        One entry a sample.
    samples
        The columns of the genes x samples table.
    role
        What the values are, for the message: ``"event"``, ``"time"``.

    Raises
    ------
    ValueError
        Naming role, column and the first sample at fault.
    """
    named = label(values, role)
    if not samples.is_unique:
        raise ValueError(f"sample {samples[samples.duplicated()][0]!r} stands twice in the table")
    if not values.index.is_unique:
        twice = values.index[values.index.duplicated()][0]
        raise ValueError(f"{named}: sample {twice!r} stands twice")
    if not values.index.equals(samples):
        alone = samples.symmetric_difference(values.index, sort=False)
        fault = (
            f"sample {alone[0]!r} stands on one side only"
            if len(alone)
            else "the same samples stand in another order"
        )
        raise ValueError(
            f"{named} is not aligned with the columns of the table: {fault}; "
            "reindex it by the table's columns"
        )
    return values


def coded(values: pd.Series, role: str) -> np.ndarray:
    """Return 0/1 codes as floats.

    Raises
    ------
    ValueError
        For any other value, missing ones included, naming role, column, sample and value.
    """
    codes = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    _refuse(values, ~np.isin(codes, (0.0, 1.0)), role, "codes are 1 = yes, 0 = no")
    return codes


def durations(values: pd.Series, role: str) -> np.ndarray:
    """Return times as floats, finite and not negative.

    Raises
    ------
    ValueError
        For any other value, naming role, column, sample and value.
    """
    times = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    _refuse(values, ~(np.isfinite(times) & (times >= 0)), role, "times are finite, not negative")
    return times


def levels(values: pd.Series, role: str) -> np.ndarray:
    """Return the level of each sample as an integer from 0.

    Raises
    ------
    ValueError
        For a missing level, naming role, column and sample.
    """
    _refuse(values, values.isna().to_numpy(), role, "every sample needs a level")
    return pd.factorize(values)[0]


def label(values: pd.Series | pd.DataFrame, role: str) -> str:
    """Return the role of values with the name of their column, for a message."""
    name = getattr(values, "name", None)
    return role if name is None else f"{role} (column {name!r})"


def _refuse(values: pd.Series, bad: np.ndarray, role: str, rule: str) -> None:
    if bad.any():
        first = int(np.argmax(bad))
        # tolist() gives Python's own numbers, which print without numpy's wrapping.
        raise ValueError(
            f"{label(values, role)} of sample {values.index[first]!r} is "
            f"{values.tolist()[first]!r}; {rule}; drop or mend that sample"
        )
