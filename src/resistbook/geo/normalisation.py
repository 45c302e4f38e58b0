"""Between arrays: what may be done before a test."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from resistbook.stats.expression.normalisation import array_normalised


def quantile_normalised(expression: pd.DataFrame) -> pd.DataFrame:
    """Give every array the same distribution: the mean of the sorted arrays.

    Parameters
    ----------
    expression : probes x samples
        Missing values stay missing; an array that has some is stretched over its own ranks.

    Returns
    -------
    DataFrame, probes x samples
        Tied values of an array share the value of their mean rank.

    Raises
    ------
    ValueError
        If an array has fewer than two values, with its name.

    References
    ----------
    Bolstad BM et al. (2003) Bioinformatics 19:185-193; ties and missing values as in limma's
    ``normalizeQuantiles``.
    """
    values = expression.to_numpy(dtype=float)
    known = np.isfinite(values)
    poor = np.flatnonzero(known.sum(axis=0) < 2)
    if len(poor):
        raise ValueError(
            f"array {expression.columns[poor[0]]!r} has {known[:, poor[0]].sum()} values; "
            "leave it out"
        )
    places = np.linspace(0, 1, len(values))
    target = np.zeros(len(values))
    for column, there in zip(values.T, known.T, strict=True):
        target += np.interp(places, np.linspace(0, 1, there.sum()), np.sort(column[there]))
    target /= values.shape[1]
    ranks = expression.rank().to_numpy() - 1
    result = np.interp(ranks / (known.sum(axis=0) - 1), places, target)
    result[~known] = np.nan
    return pd.DataFrame(result, index=expression.index, columns=expression.columns)


NORMALISATIONS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "none": lambda expression: expression,
    "array": array_normalised,
    "quantile": quantile_normalised,
}
"""As deposited; each array centred and scaled; every array with the same distribution."""
