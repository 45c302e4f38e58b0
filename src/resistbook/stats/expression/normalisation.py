"""Taking out what belongs to an array rather than to its genes."""

import numpy as np
import pandas as pd


def array_normalised(expression: pd.DataFrame) -> pd.DataFrame:
    """Centre each array on its median and scale it to the median spread of all arrays.

    Parameters
    ----------
    expression : features x samples
        On a log2 scale; missing values are left out of medians.

    Returns
    -------
    DataFrame, features x samples
        Every array has median 0 and the same median absolute deviation.

    Raises
    ------
    ValueError
        If an array has no spread, with its name.

    References
    ----------
    Yang YH et al. (2002) Nucleic Acids Research 30:e15 (scale normalisation between arrays).
    """
    centred = expression - expression.median()
    spread = centred.abs().median()
    flat = spread.index[~(spread > 0)]
    if len(flat):
        raise ValueError(
            f"array {flat[0]!r} has median absolute deviation {spread[flat[0]]}: it cannot be "
            "scaled; leave it out or look at its values"
        )
    return centred * (spread.median() / spread)


def log2_counts_per_million(counts: pd.DataFrame, *, prior: float = 2.0) -> pd.DataFrame:
    """Return log2 counts per million, with a prior count in proportion to library size.

    Parameters
    ----------
    counts : genes x samples
        Raw counts.
    prior
        Average count added to each gene.

    Raises
    ------
    ValueError
        If a library is empty, with its name.

    References
    ----------
    Robinson MD, McCarthy DJ, Smyth GK (2010) Bioinformatics 26:139-140 (edgeR's cpm).
    """
    size = counts.sum()
    empty = size.index[~(size > 0)]
    if len(empty):
        raise ValueError(f"library {empty[0]!r} holds no counts; leave it out")
    added = prior * size / size.mean()
    return np.log2((counts + added) / (size + 2 * added) * 1e6)
