"""Wilcoxon's rank-sum test of many measures between many pairs of groups at once."""

import numpy as np
import pandas as pd
from scipy import stats


def rank_sum(measures: pd.DataFrame, groups: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Compare each measure between the two groups of each grouping, by the rank-sum test.

    Parameters
    ----------
    measures : measures x samples
        Complete; only ranks within a measure enter.
    groups : groupings x samples
        True (group 1) or False (group 0); columns as those of `measures`.

    Returns
    -------
    superiority : groupings x measures
        Probability that a sample of group 1 has a higher value than one of group 0, ties counted
        one half (U / (n1 n0)).
    p : groupings x measures
        Two-sided P by the normal approximation, with correction for ties and for continuity, as
        in R's ``wilcox.test(exact = FALSE)``. NaN, like `superiority`, where a group is empty; 1
        where all values of a measure are equal.

    Raises
    ------
    ValueError
        If samples differ, a value is missing, or a group is neither True nor False (1 nor 0).

    References
    ----------
    Mann HB, Whitney DR (1947) Ann Math Stat 18:50-60.
    """
    if not groups.columns.equals(measures.columns):
        raise ValueError("groups and measures stand on different samples; reindex one of them")
    if measures.isna().any(axis=None):
        gaps = measures.isna().any(axis=1)
        raise ValueError(f"measure {gaps.idxmax()!r} has missing values; leave samples out first")
    grouping, sample = np.nonzero(~groups.isin([True, False]).to_numpy())
    if len(grouping):
        row, column = grouping[0], sample[0]
        raise ValueError(
            f"grouping {groups.index[row]!r} is {groups.iloc[row, column]} in sample "
            f"{groups.columns[column]!r}; groups are True or False"
        )
    ranks = stats.rankdata(measures.to_numpy(dtype=float), axis=1)
    n = ranks.shape[1]
    member = groups.to_numpy(dtype=float)
    inside = member.sum(axis=1)[:, None]
    pairs = inside * (n - inside)
    u = member @ ranks.T - inside * (inside + 1) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        superiority = u / pairs
        sd = np.sqrt(pairs * (n + 1) / 12 * np.array([stats.tiecorrect(row) for row in ranks]))
        z = np.maximum(np.abs(u - pairs / 2) - 0.5, 0) / sd
    p = np.where(pairs > 0, np.where(sd > 0, 2 * stats.norm.sf(z), 1.0), np.nan)
    return tuple(
        pd.DataFrame(table, index=groups.index, columns=measures.index)
        for table in (superiority, np.minimum(p, 1.0))
    )
