"""What is found in a text: numbers that one check can judge, and percentages with their counts."""

import math
from dataclasses import dataclass
from decimal import Decimal

from resistbook.forensics.findings import CANNOT
from resistbook.forensics.printed import Printed, whole_numbers

WHOLE = 100
SLACK = 1e-9


@dataclass(frozen=True)
class Mention:
    """Numbers of a text that one check can judge.

    Attributes
    ----------
    quote
        The words they stand in.
    readings
        What they may mean: arguments of ``resistbook forensics``, the likeliest first.
    at_worst
        What to say where no reading fits: ``"cannot"`` if the text says what is meant,
        ``"unexplained"`` if it only suggests it, ``"not judged"`` if it leaves it open.
    remark
        Why there is no reading, or what a failure would mean.
    """

    quote: str
    readings: tuple[tuple[str, ...], ...]
    at_worst: str = CANNOT
    remark: str = ""


@dataclass(frozen=True)
class Percentage:
    """A percentage of a text, with the count and size that stand beside it.

    Attributes
    ----------
    start, end
        Where it stands.
    value
        As printed, without its sign.
    k, n
        Count and size as printed, where there are any.
    firm
        Whether the words leave no doubt that count and size are its own.
    bare
        Whether the count is a number in brackets only, which may be a reference.
    """

    start: int
    end: int
    value: str
    k: str | None
    n: str | None
    firm: bool
    bare: bool = False

    @property
    def number(self) -> float:
        """The percentage as a number."""
        return float(point(self.value))

    def goes_with(self, size: int) -> bool:
        """Say whether it may be of a size, by its own size or count."""
        if self.n or not self.k:
            return self.n in (None, str(size))
        return int(self.k) in whole_numbers(Printed.percentage(self.value), size, unit=WHOLE)

    def implied_size(self) -> tuple[int, int] | None:
        """Return the least and most patients of whom its count is the percentage printed."""
        printed = Printed.percentage(self.value)
        k, least, most = int(self.k), printed.least / WHOLE, printed.most / WHOLE
        if not k or least <= 0:
            return None
        sizes = math.ceil(k / most - SLACK), math.floor(k / least + SLACK)
        return sizes if k <= sizes[0] <= sizes[1] else None

    def completes(self, other: "Percentage") -> bool:
        """Say whether two percentages without sizes of their own are two shares of one group."""
        return not (self.firm and other.firm) and abs(self.number + other.number - WHOLE) <= 1

    def limits(self, low: str, high: str) -> tuple[str, str]:
        """Return limits of its interval, which may be printed as proportions, as percentages."""
        ends = [Decimal(point(limit)).scaleb(2) for limit in (low, high)]
        if ends[1] > WHOLE or self.number <= 1 or not ends[0] <= self.number <= ends[1]:
            return low, high
        return tuple(f"{end:f}" for end in ends)


def bare(text: str) -> str:
    """Return a count without the commas between thousands."""
    return text.replace(",", "")


def point(text: str) -> str:
    """Return a number with a decimal point."""
    return text.replace(",", ".")
