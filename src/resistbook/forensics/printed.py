"""Numbers as printed, with their decimals, and the whole numbers that round to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from numbers import Real

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
SIGNS = str.maketrans({",": ".", "·": ".", "∙": ".", "−": "-", "–": "-"})
"""Decimal comma and middle dot, minus and dash, as they are pasted."""
HALF_UP, HALF_EVEN, HALF_DOWN = RULES = "half up", "half even", "half down"
EITHER = frozenset(RULES)
SCIENTIFIC = re.compile(r"(\d+(\.\d*)?|\.\d+)[eE][+-]?\d{1,3}")
NOT_SIGNIFICANT = re.compile(r"n\.?s\.?|not significant", re.IGNORECASE)
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
            A decimal comma or middle dot, a minus sign and a per cent sign are read as such.
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
        pasted = f"{text:f}" if isinstance(text, Decimal) else str(text).strip()
        if THOUSANDS.fullmatch(pasted):
            first, _, rest = pasted.partition(",")
            raise ImpossibleError(
                f"{role} {pasted!r} may be {pasted.replace(',', '')} or {first}.{rest}; "
                "write which, without a comma"
            )
        plain = pasted.translate(SIGNS).removesuffix("%").rstrip()
        if not PLAIN.fullmatch(plain):
            raise ImpossibleError(
                f"{role} {pasted!r} is not a plain decimal number; write it as printed, as in 33.3"
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

    @classmethod
    def p_value(cls, text: str | Decimal) -> "Printed":
        """Read a P value that is printed as equal, such as .191 or 2e-5.

        Raises
        ------
        ImpossibleError
            If it is a bound or no number, or lies outside 0 to 1.
        """
        if isinstance(text, str):
            text = re.sub(r"^(p\s*)?=?\s*", "", text.strip(), flags=re.IGNORECASE)
            if text.startswith(("<", "≤")):
                bound = text.lstrip("<≤= ")
                raise ImpossibleError(f"P {text!r} is a bound; give it as --p-below {bound}")
            if text.startswith((">", "≥")):
                raise ImpossibleError(f"P {text!r} is a lower bound, which cannot be checked")
            if NOT_SIGNIFICANT.fullmatch(text):
                raise ImpossibleError(f"P {text!r} is no number; P > 0.05 may be meant")
            if SCIENTIFIC.fullmatch(text):
                text = Decimal(text)
        printed = cls.read(text, "P")
        if not 0 <= printed.value <= 1:
            raise ImpossibleError(f"P {printed.text} lies outside 0 to 1")
        return printed

    @property
    def half_unit(self) -> float:
        """Half a unit of the last decimal: how far rounding may have moved the number."""
        return 0.5 * 10.0**-self.decimals

    @property
    def least(self) -> float:
        """The lowest number that is printed so."""
        return float(self.value) - self.half_unit

    @property
    def most(self) -> float:
        """The highest number that is printed so."""
        return float(self.value) + self.half_unit

    def holds(self, number: float) -> bool:
        """Say whether a computed number rounds to this one, by any rule."""
        return abs(number - float(self.value)) <= self.half_unit * (1 + 1e-9)


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
        From k to the rules of rounding under which it is printed so: ``"half up"`` (away from
        nought), ``"half even"`` and ``"half down"`` (towards nought). They differ only at exact
        halves, which programs round either way, because most of them have no exact fraction in
        binary: 43 of 40 is 1.075, and printed 1.07 or 1.08.
    """
    sign = -1 if printed.value < 0 else 1
    last = int(abs(printed.value).scaleb(printed.decimals))
    divisor = 2 * unit * 10**printed.decimals
    low, high = (2 * last - 1) * denominator, (2 * last + 1) * denominator
    found = {}
    for k in range(-(-low // divisor), high // divisor + 1):
        rules = EITHER
        if divisor * k in (low, high):
            one_way = HALF_UP if divisor * k == low and last else HALF_DOWN
            rules = frozenset({one_way} if last % 2 else {one_way, HALF_EVEN})
        found[sign * k] = rules
    return found


def truncated(printed: Printed, denominator: int, unit: int = 1) -> list[int]:
    """List the whole numbers k for which ``unit * k / denominator``, cut off, is `printed`.

    Parameters
    ----------
    printed, denominator, unit
        As in `whole_numbers`.
    """
    sign = -1 if printed.value < 0 else 1
    last = int(abs(printed.value).scaleb(printed.decimals))
    divisor = unit * 10**printed.decimals
    first, beyond = (-(-number * denominator // divisor) for number in (last, last + 1))
    return sorted(sign * k for k in range(first, beyond))


def rounding(rules: frozenset[str]) -> str:
    """Name a set of rules of rounding: ``"either"`` if all of them do, ``"none"`` if none does."""
    return "either" if rules == EITHER else " or ".join(r for r in RULES if r in rules) or "none"


def check_bound(p_below: float | None) -> None:
    """Refuse a bound on P that is none.

    Raises
    ------
    ImpossibleError
        Unless 0 < `p_below` <= 1.
    """
    if p_below is not None and not isinstance(p_below, Real):
        raise ImpossibleError(f"P bound {p_below!r} is not a number")
    if p_below is not None and not 0 < p_below <= 1:
        raise ImpossibleError(f"P bound {p_below:g} lies outside 0 < P <= 1")


def check_interval(low: Printed, high: Printed, level: float) -> None:
    """Refuse a printed interval that is none.

    Raises
    ------
    ImpossibleError
        If `low` is above `high`, or unless 0 < `level` < 1.
    """
    if low.value > high.value:
        raise ImpossibleError(
            f"the interval runs from {low.text} down to {high.text}; turn the two round"
        )
    check_level(level)


def check_level(level: float) -> None:
    """Refuse a level of confidence that is none.

    Raises
    ------
    ImpossibleError
        Unless 0 < `level` < 1.
    """
    if not (isinstance(level, Real) and 0 < level < 1):
        raise ImpossibleError(f"level {level} lies outside 0 to 1; write 95% as 0.95")


def whole(number: object) -> bool:
    """Say whether something is a whole number above 0."""
    is_number = isinstance(number, Real) and not isinstance(number, bool)
    return is_number and number >= 1 and number % 1 == 0


def sizes(n: int | tuple[int, int], role: str = "n") -> range:
    """Return the sizes of a group or study: one, or all from the first to the second.

    Raises
    ------
    ImpossibleError
        For sizes that are not whole, below 1, above `MOST`, or in falling order.
    """
    lowest, highest = n if isinstance(n, tuple) and len(n) == 2 else (n, n)
    for size in (lowest, highest):
        if not whole(size):
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
