"""Every 2 x 2 table that two printed percentages allow."""

from decimal import Decimal
from functools import lru_cache
from itertools import islice

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq
from scipy.special import gammaln, softmax

from resistbook.forensics.printed import (
    ImpossibleError,
    Printed,
    check_bound,
    check_level,
    group_sizes,
    rounding,
    sizes,
    truncated,
    whole_numbers,
)
from resistbook.stats.resampling import wilson_interval

MOST_TABLES = 5_000
TESTS = ("fisher", "chi_square", "yates")
MIXED = "mixed"
"""The word for a table whose two percentages are rounded by different rules."""
P_ERROR = 1e-9
"""Relative error of a computed P, at most."""


def admissible_tables(
    first: str | int | Decimal,
    second: str | int | Decimal,
    total: int | tuple[int, int] | None = None,
    *,
    n1: int | None = None,
    n2: int | None = None,
    p_below: float | None = None,
    p: str | Decimal | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """List every 2 x 2 table whose two rates round to the percentages printed.

    Parameters
    ----------
    first, second
        The percentages as printed: text, so that their decimals are known.
    total
        Patients in both groups, or their lowest and highest number. Not needed if both `n1` and
        `n2` are given.
    n1, n2
        Group sizes, where known.
    p_below
        The bound printed, 0.02 for P < .02.
    p
        The P printed as equal, as text: ".191" for P = .191.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row a table, by n and n1; none if no table fits. ``n``, ``n1``, ``k1``, ``n2``,
        ``k2``: sizes and counts; ``rounding``: the rules under which both percentages are printed
        so (half up, half even, half down; either, if all of them do; mixed, if each needs another
        rule); ``risk_difference``, first less second as a proportion,
        with Newcombe's interval ``risk_difference_low`` and ``_high``; ``odds_ratio``, first
        over second, conditional maximum likelihood, with its exact interval ``odds_ratio_low``
        and ``_high``, as fisher.test of R gives them; two-sided ``p_fisher``, ``p_chi_square``
        (Pearson's, no correction) and ``p_yates``, the last two NaN if all or none had the
        event; with `p_below`, also ``below_fisher``, ``below_chi_square`` and ``below_yates``;
        with `p`, ``gives_fisher``, ``gives_chi_square`` and ``gives_yates``: whether that P
        rounds to `p`.

    Raises
    ------
    ImpossibleError
        For a percentage outside 0 to 100, sizes below 1 or that do not add up, a P, bound or level
        outside 0 to 1, missing sizes, and questions with more than 5,000 tables for an answer.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:873-890 (method 10).
    """
    check_level(level)
    table = admissible_p_values(first, second, total, n1=n1, n2=n2, p_below=p_below, p=p)
    counts = table[["k1", "n1", "k2", "n2"]].to_numpy(dtype=int).T
    effects = pd.DataFrame(_effects(*counts, level))
    return pd.concat([table.loc[:, :"rounding"], effects, table.loc[:, "p_fisher":]], axis=1)


def admissible_p_values(
    first: str | int | Decimal,
    second: str | int | Decimal,
    total: int | tuple[int, int] | None = None,
    *,
    n1: int | None = None,
    n2: int | None = None,
    p_below: float | None = None,
    p: str | Decimal | None = None,
) -> pd.DataFrame:
    """List the tables of `admissible_tables` without their effects, which take most of the time.

    Parameters
    ----------
    first, second, total, n1, n2, p_below, p
        As in `admissible_tables`.
    """
    printed = Printed.percentage(first), Printed.percentage(second)
    check_bound(p_below)
    equal = None if p is None else Printed.p_value(p)
    rows = []
    for pair in group_sizes(total, n1, n2):
        rows += _tables(*printed, *pair)
        if len(rows) > MOST_TABLES:
            raise ImpossibleError(
                f"more than {MOST_TABLES:,} tables fit; narrow n, or give the size of a group"
            )
    listed = pd.DataFrame(rows, columns=["n", "n1", "k1", "n2", "k2", "rounding"])
    counts = listed[["k1", "n1", "k2", "n2"]].to_numpy(dtype=int).T
    for name, values in zip(TESTS, _p_values(*counts), strict=True):
        listed[f"p_{name}"] = values
    if p_below is not None:
        for name in TESTS:
            listed[f"below_{name}"] = listed[f"p_{name}"] < p_below
    if equal is not None:
        reach = equal.half_unit + P_ERROR * max(equal.half_unit, float(equal.value))
        for name in TESTS:
            listed[f"gives_{name}"] = (listed[f"p_{name}"] - float(equal.value)).abs() <= reach
    return listed


def admissible_totals(
    first: str | int | Decimal,
    second: str | int | Decimal,
    total: int | tuple[int, int],
    *,
    n1: int | None = None,
    n2: int | None = None,
    p_below: float | None = None,
    p: str | Decimal | None = None,
) -> pd.DataFrame:
    """Say for each total size how many tables the percentages allow, and their range of P.

    Parameters
    ----------
    first, second, total, n1, n2, p_below, p
        As in `admissible_tables`.

    Returns
    -------
    DataFrame
        One row a size in `total`: ``n``; ``tables``, nought if that size is impossible;
        ``p_fisher_least`` and ``p_fisher_most``; with `p_below`, the numbers of tables below it:
        ``below_fisher``, ``below_chi_square``, ``below_yates``; with `p`, the numbers of tables
        that give it: ``gives_fisher``, ``gives_chi_square``, ``gives_yates``.

    Raises
    ------
    ImpossibleError
        As `admissible_tables`.
    """
    tables = admissible_p_values(first, second, total, n1=n1, n2=n2, p_below=p_below, p=p)
    by_n = tables.groupby("n")
    summary = pd.DataFrame(index=pd.Index(sizes(total), name="n"))
    summary["tables"] = by_n.size().reindex(summary.index, fill_value=0)
    summary["p_fisher_least"] = by_n["p_fisher"].min()
    summary["p_fisher_most"] = by_n["p_fisher"].max()
    for name in [column for column in tables if column.startswith(("below_", "gives_"))]:
        summary[name] = by_n[name].sum().reindex(summary.index, fill_value=0).astype(int)
    return summary.reset_index()


def truncated_tables(
    first: str | int | Decimal,
    second: str | int | Decimal,
    total: int | tuple[int, int] | None,
    *,
    n1: int | None = None,
    n2: int | None = None,
) -> list[tuple[int, int, int, int]]:
    """List the tables, k1, n1, k2, n2, that give two percentages if both are cut off, not rounded.

    Parameters
    ----------
    first, second, total, n1, n2
        As in `admissible_tables`.
    """
    one, other = Printed.percentage(first), Printed.percentage(second)
    return [
        (k1, size1, k2, size2)
        for size1, size2 in group_sizes(total, n1, n2)
        for k1 in truncated(one, size1, unit=100)
        for k2 in truncated(other, size2, unit=100)
        if k1 <= size1 and k2 <= size2
    ]


def smaller_totals(
    first: str | int | Decimal,
    second: str | int | Decimal,
    total: int | tuple[int, int],
    *,
    n1: int | None = None,
    n2: int | None = None,
    most: int = 5,
) -> list[int]:
    """List the totals below those asked for that allow a table, from the nearest.

    Parameters
    ----------
    first, second, total, n1, n2
        As in `admissible_tables`, one of the group sizes at most.
    most
        How many to list at most.
    """
    printed = Printed.percentage(first), Printed.percentage(second)
    least = (n1 or n2 or 1) + 1
    below = (
        n
        for n in range(sizes(total)[0] - 1, least - 1, -1)
        if any(_tables(*printed, *pair) for pair in group_sizes(n, n1, n2))
    )
    return list(islice(below, most))


def _tables(first: Printed, second: Printed, n1: int, n2: int) -> list[tuple]:
    return [
        (n1 + n2, n1, k1, n2, k2, rounding(rules & others) if rules & others else MIXED)
        for k1, rules in _counts(first, n1).items()
        for k2, others in _counts(second, n2).items()
    ]


@lru_cache(4096)
def _counts(percentage: Printed, n: int) -> dict[int, frozenset[str]]:
    found = whole_numbers(percentage, n, unit=100)
    return {k: rules for k, rules in found.items() if 0 <= k <= n}


def _effects(
    k1: np.ndarray, n1: np.ndarray, k2: np.ndarray, n2: np.ndarray, level: float
) -> dict[str, np.ndarray]:
    rate1, rate2 = k1 / n1, k2 / n2
    (low1, high1), (low2, high2) = (
        wilson_interval(k, n, level=level) for k, n in ((k1, n1), (k2, n2))
    )
    difference = rate1 - rate2
    ratios = np.empty((len(k1), 3))
    for row, (a, n, c, m) in zip(ratios, zip(k1, n1, k2, n2, strict=True), strict=True):
        row[:] = _odds_ratio(a, n, c, m, level) if 0 < a + c < n + m else np.nan
    return {
        "risk_difference": difference,
        "risk_difference_low": difference - np.hypot(rate1 - low1, high2 - rate2),
        "risk_difference_high": difference + np.hypot(high1 - rate1, rate2 - low2),
        "odds_ratio": ratios[:, 0],
        "odds_ratio_low": ratios[:, 1],
        "odds_ratio_high": ratios[:, 2],
    }


def _odds_ratio(k1: int, n1: int, k2: int, n2: int, level: float) -> tuple[float, float, float]:
    """Conditional odds ratio with its exact limits, from Fisher's noncentral distribution of k1."""
    events = k1 + k2
    counts = np.arange(max(0, events - n2), min(events, n1) + 1)
    ways = -sum(
        gammaln(1 + x) for x in (counts, n1 - counts, events - counts, n2 - events + counts)
    )

    def at(expected: np.ndarray, target: float) -> float:
        """Find the ratio at which an expectation that rises with it, or falls, meets a target."""

        def gap(log_ratio: float) -> float:
            return (softmax(ways + log_ratio * counts) * expected).sum() - target

        reach = 1.0
        while gap(centre - reach) * gap(centre + reach) > 0:
            reach *= 2
        return np.exp(brentq(gap, centre - reach, centre + reach, xtol=1e-13))

    centre = np.log((k1 + 0.5) * (n2 - k2 + 0.5) / ((k2 + 0.5) * (n1 - k1 + 0.5)))
    tail = (1 - level) / 2
    least, most = k1 == counts[0], k1 == counts[-1]
    ratio = 0.0 if least else np.inf if most else at(counts, k1)
    low = 0.0 if least else at(counts >= k1, tail)
    high = np.inf if most else at(counts <= k1, tail)
    return ratio, low, high


def _p_values(
    k1: np.ndarray, n1: np.ndarray, k2: np.ndarray, n2: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Two-sided P of Fisher's exact test, Pearson's chi-square and Yates's."""
    tables = np.array([[k1, n1 - k1], [k2, n2 - k2]]).transpose(2, 0, 1)
    fisher = np.array([stats.fisher_exact(table).pvalue for table in tables], dtype=float)
    n, events = (n1 + n2).astype(float), k1 + k2
    margins = np.where((events > 0) & (events < n), n1 * n2 * events * (n - events), np.nan)
    gap = np.abs(k1 - n1 * events / n)
    chi_square, yates = (
        stats.chi2.sf(distance**2 * n**3 / margins, 1)
        for distance in (gap, np.maximum(gap - 0.5, 0.0))
    )
    return fisher, chi_square, yates
