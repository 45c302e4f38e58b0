"""The GRIM test: means that whole numbers can give, percentages that counts can give."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from resistbook.forensics.printed import (
    MOST,
    ImpossibleError,
    Printed,
    rounding,
    sizes,
    truncated,
    whole,
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
        so; ``rounding``, the rules that do it (half up, half even, half down; either, if all of
        them do; none); ``truncated``, where there are no such totals, those that are printed so
        if cut off instead; the nearest values ``below`` and ``above`` that can occur;
        ``informative``, whether the check can fail at all, which it cannot once no print lies
        further than half a unit from a value that can occur.

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

    rows = possible(value, n, percent=percent, items=items)
    texts = {
        name: [" ".join(map(str, row[name])) for row in rows] for name in ("sums", "truncated")
    }
    return pd.DataFrame(rows).assign(**texts)


def possible(
    value: str | int | Decimal,
    n: int | tuple[int, int],
    *,
    percent: bool = False,
    items: int = 1,
) -> list[dict[str, object]]:
    """Return the rows of `grim` without pandas, their totals as lists."""
    printed = Printed.percentage(value) if percent else Printed.read(value, "mean")
    if not whole(items) or (percent and items != 1):
        raise ImpossibleError(f"items = {items}; a mean has 1 item or more, a percentage 1")
    if max(sizes(n)) * items > MOST:
        raise ImpossibleError(f"n x items = {max(sizes(n)) * items:,} is above {MOST:,}")
    unit = 100 if percent else 1
    rows = []
    for size in sizes(n):
        denominator = size * items
        sums = _sums(printed, size, percent, items)
        cut = [] if sums else truncated(printed, denominator, unit)
        step = Fraction(unit, denominator)
        floor, beyond = divmod(Fraction(printed.value), step)
        prints = step * 10**printed.decimals
        rows.append(
            {
                "n": size,
                "consistent": bool(sums),
                "sums": sorted(sums),
                "rounding": rounding(frozenset().union(*sums.values())),
                "truncated": cut,
                "below": float(floor * step),
                "above": float((floor + (beyond > 0)) * step),
                "informative": prints.numerator // 2 * 2 > prints.denominator,
            }
        )
    return rows


def smaller_sizes(
    value: str | int | Decimal, n: int, *, percent: bool = False, items: int = 1, most: int = 5
) -> list[int]:
    """List the sizes below `n` at which a mean or percentage can be printed so, from the nearest.

    Parameters
    ----------
    value, percent, items
        As in `grim`.
    n
        The size to stay below.
    most
        How many to list at most.
    """
    printed = Printed.percentage(value) if percent else Printed.read(value, "mean")
    below = (size for size in range(n - 1, 0, -1) if _sums(printed, size, percent, items))
    return list(islice(below, most))


def _sums(printed: Printed, n: int, percent: bool, items: int) -> dict[int, frozenset[str]]:
    """List the totals, or the counts up to n, that are printed so."""
    if not percent:
        return whole_numbers(printed, n * items)
    counts = whole_numbers(printed, n, unit=100)
    return {k: rules for k, rules in counts.items() if 0 <= k <= n}
