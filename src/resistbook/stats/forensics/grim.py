"""The GRIM test: means that whole numbers can give, percentages that counts can give."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from resistbook.stats.forensics.printed import (
    MOST,
    ImpossibleError,
    Printed,
    rounding,
    sizes,
    whole_numbers,
)

if TYPE_CHECKING:
    import pandas as pd


def grim(
    value: str | int | Decimal,
    n: int | tuple[int, int],
    *,
    percent: bool = False,
    items: int = 1,
) -> pd.DataFrame:
    """Check whether a mean of whole numbers, or a percentage, can be printed so, given n.

    Parameters
    ----------
    value
        The mean or percentage as printed: text, so that its decimals are known.
    n
        Group size, or its lowest and highest.
    percent
        Whether `value` is a percentage of n.
    items
        Whole-numbered items that a person's score averages; 1 for a count or a single scale.

    Returns
    -------
    DataFrame
        One row a size: ``n``; ``consistent``; ``sums``, the totals (or counts) that are printed
        so; ``rounding``, the rule that does it (either, half up, half even, none); the nearest
        values ``below`` and ``above`` that can occur; ``informative``, whether the check can
        fail at all, which it cannot once the steps of the value are as fine as its print.

    Raises
    ------
    ImpossibleError
        For a percentage outside 0 to 100, sizes or items below 1, and more than a million of both
        together.

    References
    ----------
    Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369.
    """
    import pandas as pd

    return pd.DataFrame(possible(value, n, percent=percent, items=items))


def possible(
    value: str | int | Decimal,
    n: int | tuple[int, int],
    *,
    percent: bool = False,
    items: int = 1,
) -> list[dict[str, object]]:
    """Return the rows of `grim`, without pandas."""
    printed = Printed.percentage(value) if percent else Printed.read(value, "mean")
    if items < 1 or (percent and items != 1):
        raise ImpossibleError(f"items = {items}; a mean has 1 item or more, a percentage 1")
    if max(sizes(n)) * items > MOST:
        raise ImpossibleError(f"n x items = {max(sizes(n)) * items:,} is above {MOST:,}")
    unit = 100 if percent else 1
    rows = []
    for size in sizes(n):
        denominator = size * items
        sums = whole_numbers(printed, denominator, unit)
        if percent:
            sums = {k: rules for k, rules in sums.items() if 0 <= k <= size}
        step = Decimal(unit) / denominator
        floor = int(printed.value * denominator // unit)
        floor -= floor * step > printed.value
        exact = floor * unit == printed.value * denominator
        rows.append(
            {
                "n": size,
                "consistent": bool(sums),
                "sums": " ".join(map(str, sorted(sums))),
                "rounding": rounding(frozenset().union(*sums.values())),
                "below": float(floor * step),
                "above": float((floor + (not exact)) * step),
                "informative": denominator < unit * 10**printed.decimals,
            }
        )
    return rows
