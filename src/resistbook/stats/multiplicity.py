"""Control of the false discovery rate."""

from typing import TypeVar

import numpy as np
import pandas as pd

__all__ = ["benjamini_hochberg"]

Values = TypeVar("Values", pd.Series, np.ndarray)


def benjamini_hochberg(p: Values) -> Values:
    """Adjust P values to false discovery rates, over those that are not missing.

    Parameters
    ----------
    p
        P values, one a test; NaN for a test that could not be made.

    Returns
    -------
    Series or ndarray, as `p`
        Adjusted P values in the order given, NaN where `p` is. Equal to R's
        ``p.adjust(p, "BH")``.

    Raises
    ------
    ValueError
        For a P value outside 0 to 1.

    References
    ----------
    Benjamini Y, Hochberg Y (1995) J R Stat Soc B 57:289-300.
    """
    values = np.asarray(p, dtype=float)
    if np.any((values < 0) | (values > 1)):
        wrong = values[(values < 0) | (values > 1)][0]
        raise ValueError(f"a P value lies between 0 and 1, not at {wrong}")
    tested = np.flatnonzero(~np.isnan(values))
    descending = tested[np.argsort(-values[tested], kind="stable")]
    rank = np.arange(len(tested), 0, -1)
    adjusted = np.full(values.shape, np.nan)
    adjusted[descending] = np.minimum.accumulate(
        np.minimum(values[descending] * (len(tested) / rank), 1)
    )
    if isinstance(p, pd.Series):
        return pd.Series(adjusted, index=p.index, name=p.name)
    return adjusted
