"""A mean with its standard deviation: GRIMMER for whole numbers, DEBIT for yes and no."""

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from resistbook.forensics.findings import CANNOT, FITS, UNEXPLAINED, Finding
from resistbook.forensics.printed import (
    MOST,
    ImpossibleError,
    Printed,
    sizes,
    whole,
    whole_numbers,
)

DIVISORS = {"n - 1": 1, "n": 0}
"""What is taken from n in a variance: of a sample, as nearly always, or of a population."""
COLUMNS = "sum", "divisor", "squares"


def recheck_sd(
    mean: str | Decimal,
    sd: str | Decimal,
    n: int,
    *,
    items: int = 1,
    binary: bool = False,
    scale: tuple[int, int] | None = None,
) -> Finding:
    """Check whether whole numbers can have a mean and standard deviation, both as printed.

    Parameters
    ----------
    mean, sd
        As printed: text.
    n
        Patients.
    items
        Whole-numbered items that a person's score averages.
    binary
        Whether each number is 0 or 1, and the mean a proportion (DEBIT).
    scale
        Lowest and highest number that a person can have, where known.

    Returns
    -------
    Finding
        One row a sum and divisor that give both: ``sum`` of all numbers (of all items), the
        ``divisor`` of the variance, ``n - 1`` or ``n``, and the sums of ``squares``, from the
        least to the most.

    Raises
    ------
    ImpossibleError
        For a negative standard deviation, sizes below 1 (below 2 for n - 1), a proportion outside
        0 to 1.

    Notes
    -----
    With the sum S and the sum of squares Q of n whole numbers, the variance of a sample is
    (Q - S squared / n) / (n - 1). Q is whole, odd where S is odd, and not below that of numbers as
    near each other as the sum allows; of two numbers the difference is whole too.

    References
    ----------
    Anaya J. PeerJ Preprints 2016;4:e2400v1 (GRIMMER). Allard A. Analytic-GRIMMER, 2018. Heathers
    JAJ, Brown NJL. DEBIT, 2019 (osf.io/5vb3u).
    """
    average, spread = Printed.read(mean, "mean"), Printed.read(sd, "standard deviation")
    size = sizes(n)[0]
    if spread.value < 0:
        raise ImpossibleError(f"standard deviation {spread.text} is below 0")
    if size < 2:
        raise ImpossibleError(f"n = {size} has no standard deviation: it takes 2 or more")
    if not whole(items) or size * items > MOST:
        raise ImpossibleError(f"items = {items}; a mean has 1 item or more, {MOST:,} x n at most")
    if binary:
        if items != 1 or not 0 <= average.value <= 1:
            raise ImpossibleError(f"proportion {average.text} lies outside 0 to 1, of single items")
        scale = 0, 1
    pair = isinstance(scale, tuple) and [type(limit) for limit in scale] == [int, int]
    if scale is not None and not pair:
        raise ImpossibleError(f"scale {scale!r} is not the lowest and highest answer")
    if scale is not None and not scale[0] < scale[1]:
        raise ImpossibleError(f"the scale runs from {scale[0]} to {scale[1]}; turn the two round")
    sums = whole_numbers(average, size * items)
    if scale is not None:
        sums = {s: r for s, r in sums.items() if scale[0] <= Fraction(s, size * items) <= scale[1]}
    numbers = f"{average.text} ± {spread.text}"
    kind = "yes and no" if binary else "whole numbers"
    if not sums:
        sentence = f"The mean {average.text} cannot come from {kind} at n = {size}."
        return Finding(CANNOT, (sentence,), [], COLUMNS)
    rows = [
        {"sum": total, "divisor": divisor, "squares": _span(squares)}
        for divisor, less in DIVISORS.items()
        for total in sorted(sums)
        if (squares := _squares(total, spread, size, items, less, scale))
    ]
    if not rows:
        sentence = f"{numbers} cannot come from {kind} at n = {size}: the mean can, the SD cannot."
        near = _nearest(sorted(sums)[0], spread, size, items, scale)
        return Finding(CANNOT, (sentence, *near), [], COLUMNS)
    if rows[0]["divisor"] == "n":
        sentence = (
            f"{numbers} can come from {kind} at n = {size} only if the variance was divided by n, "
            "not by n - 1."
        )
        return Finding(UNEXPLAINED, (sentence,), rows, COLUMNS)
    return Finding(FITS, (f"{numbers} can come from {kind} at n = {size}.",), rows, COLUMNS)


def _squares(
    total: int, sd: Printed, n: int, items: int, less: int, scale: tuple[int, int] | None
) -> range:
    """Return the sums of squares of n whole numbers of that sum that give the SD printed."""
    half = Fraction(1, 2 * 10**sd.decimals)
    around = Fraction(total**2, n)
    low, high = (
        (max(Fraction(0), Fraction(sd.value) + side) * items) ** 2 * (n - less) + around
        for side in (-half, half)
    )
    least, most = math.ceil(low), math.floor(high)
    tight, wide = _extremes(total, n, items, scale)
    least, most = max(least, tight), min(most, wide)
    least += (least - total) % 2
    if n == 2 or wide == tight:
        found = [q for q in range(least, most + 1, 2) if _reached(q, total, n)]
        return range(found[0], found[-1] + 1, 2) if found else range(0)
    return range(least, most + 1, 2)


def _extremes(
    total: int, n: int, items: int, scale: tuple[int, int] | None
) -> tuple[int, float | int]:
    """Return the least and most that the squares of n whole numbers of a sum can add up to."""
    whole_part, over = divmod(total, n)
    tight = n * whole_part**2 + over * (2 * whole_part + 1)
    if scale is None:
        return tight, 10**30
    low, high = (limit * items for limit in scale)
    ends, rest = divmod(total - n * low, high - low)
    between = [] if ends >= n else [low + rest, *[low] * (n - ends - 1)]
    return tight, ends * high**2 + sum(number**2 for number in between)


def _reached(squares: int, total: int, n: int) -> bool:
    """Say whether the squares of two whole numbers of a sum add up so."""
    if n > 2:
        return True
    difference = 2 * squares - total**2
    return difference >= 0 and math.isqrt(difference) ** 2 == difference


def _nearest(
    total: int, sd: Printed, n: int, items: int, scale: tuple[int, int] | None
) -> Iterator[str]:
    """Name the nearest standard deviations that numbers of a sum can have."""
    tight, wide = _extremes(total, n, items, scale)

    def deviation(squares: int) -> str:
        variance = (Fraction(squares) - Fraction(total**2, n)) / (n - 1)
        return f"{math.sqrt(variance) / items:.{sd.decimals + 1}f}"

    target = math.floor((Fraction(sd.value) * items) ** 2 * (n - 1) + Fraction(total**2, n))
    below = target - (target - total) % 2
    near = sorted({min(max(q, tight), wide) for q in (below, below + 2)})
    if n > 2:
        which = "SD that can" if len(near) == 1 else "SDs that can"
        yield f"The nearest {which}, of the sum {total}: {' and '.join(map(deviation, near))}."


def _span(squares: range) -> str:
    return f"{squares[0]}" if len(squares) == 1 else f"{squares[0]} to {squares[-1]}"
