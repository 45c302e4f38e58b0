"""Numbers as printed, with their decimals, and the whole numbers that round to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
HALF_UP, HALF_EVEN = "half up", "half even"
EITHER = frozenset({HALF_UP, HALF_EVEN})
MOST = 1_000_000
"""Largest size of a group or study: whole numbers up to it are listed."""


class ImpossibleError(ValueError):
    """A printed number, a size or a bound that no study could have."""


@dataclass(frozen=True)
class Printed:
    """A number with the decimals that it was printed with."""

    text: str
    value: Decimal
    decimals: int

    @classmethod
    def read(cls, text: str | int | Decimal, role: str) -> "Printed":
        """Read a number from its print.

        Parameters
        ----------
        text
            ``"33.30"`` keeps its two decimals; so does a Decimal. A float does not, and is refused.
        role
            What the number is, for messages: ``"percentage"``.

        Raises
        ------
        ImpossibleError
            If `text` is no plain decimal number.
        """
        if isinstance(text, float):
            raise ImpossibleError(
                f"{role} {text!r} is a float, which loses the decimals printed; "
                f"give it as text, '{text}'"
            )
        plain = f"{text:f}" if isinstance(text, Decimal) else str(text).strip()
        if not PLAIN.fullmatch(plain):
            raise ImpossibleError(
                f"{role} {plain!r} is not a plain decimal number; write it as printed, as in 33.3"
            )
        return cls(plain, Decimal(plain), len(plain.partition(".")[2]))

    @classmethod
    def percentage(cls, text: str | int | Decimal) -> "Printed":
        """Read a percentage from 0 to 100, without its sign.

        Raises
        ------
        ImpossibleError
            If it is no number, or lies outside 0 to 100.
        """
        printed = cls.read(text, "percentage")
        if not 0 <= printed.value <= 100:
            raise ImpossibleError(f"percentage {printed.text} lies outside 0 to 100")
        return printed

    @property
    def half_unit(self) -> float:
        """Half a unit of the last decimal: how far rounding may have moved the number."""
        return 0.5 * 10.0**-self.decimals


def whole_numbers(printed: Printed, denominator: int, unit: int = 1) -> dict[int, frozenset[str]]:
    """List the whole numbers k for which ``unit * k / denominator`` is printed as `printed`.

    Parameters
    ----------
    printed
        The number as printed.
    denominator
        Group size (times items, for the mean of a sum of items).
    unit
        100 for percentages, 1 for means.

    Returns
    -------
    dict
        From k to the rules of rounding, ``"half up"`` (away from nought) and ``"half even"``,
        under which it is printed so. They differ only at exact halves.
    """
    sign = -1 if printed.value < 0 else 1
    last = int(abs(printed.value).scaleb(printed.decimals))
    divisor = 2 * unit * 10**printed.decimals
    low, high = (2 * last - 1) * denominator, (2 * last + 1) * denominator
    found = {}
    for k in range(-(-low // divisor), high // divisor + 1):
        rules = EITHER
        if divisor * k == high or (divisor * k == low and last == 0):
            rules = frozenset({HALF_EVEN}) if last % 2 == 0 else frozenset()
        elif divisor * k == low and last % 2:
            rules = frozenset({HALF_UP})
        if rules:
            found[sign * k] = rules
    return found


def rounding(rules: frozenset[str]) -> str:
    """Name a set of rules of rounding in one word."""
    return "either" if rules == EITHER else "".join(rules) or "none"


def check_bound(p_below: float | None) -> None:
    """Refuse a bound on P that is none.

    Raises
    ------
    ImpossibleError
        Unless 0 < `p_below` <= 1.
    """
    if p_below is not None and not 0 < p_below <= 1:
        raise ImpossibleError(f"P bound {p_below:g} lies outside 0 < P <= 1")


def sizes(n: int | tuple[int, int], role: str = "n") -> range:
    """Return the sizes of a group or study: one, or all from the first to the second.

    Raises
    ------
    ImpossibleError
        For sizes that are not whole, below 1, above `MOST`, or in falling order.
    """
    lowest, highest = n if isinstance(n, tuple) else (n, n)
    for size in (lowest, highest):
        if int(size) != size or size < 1:
            raise ImpossibleError(f"{role} = {size} is not a number of patients: it starts at 1")
        if size > MOST:
            raise ImpossibleError(f"{role} = {size:,} is too large: {MOST:,} is the most")
    if lowest > highest:
        raise ImpossibleError(f"{role} runs from {lowest} down to {highest}; turn the two round")
    return range(int(lowest), int(highest) + 1)


def group_sizes(
    total: int | tuple[int, int] | None, n1: int | None, n2: int | None
) -> Iterator[tuple[int, int]]:
    """Give the sizes of two groups: as known, or every way to split the total.

    Parameters
    ----------
    total
        Patients in both groups, or their lowest and highest number; None if `n1` and `n2` say.
    n1, n2
        Group sizes, where known.

    Raises
    ------
    ImpossibleError
        If sizes are missing, below 1, or do not add up.
    """
    known = {name: sizes(n, name)[0] for name, n in (("n1", n1), ("n2", n2)) if n is not None}
    if total is None:
        if len(known) < 2:
            raise ImpossibleError("give the total n, or the sizes of both groups")
        yield known["n1"], known["n2"]
        return
    totals = sizes(total)
    if len(known) == 2:
        if sum(known.values()) not in totals:
            upto = f" to {totals[-1]}" if len(totals) > 1 else ""
            raise ImpossibleError(
                f"n1 + n2 = {sum(known.values())} does not add up to n = {totals[0]}{upto}"
            )
        yield known["n1"], known["n2"]
        return
    if totals[-1] <= (sum(known.values()) or 1):
        group = "".join(f" beside {name} = {size}" for name, size in known.items())
        raise ImpossibleError(f"n = {totals[-1]} leaves no patient for a second group{group}")
    for n in totals:
        if "n1" in known:
            firsts = [known["n1"]]
        elif "n2" in known:
            firsts = [n - known["n2"]]
        else:
            firsts = range(1, n)
        yield from ((size, n - size) for size in firsts if 0 < size < n)
