"""P values as printed: equal to a number, or below or above one."""

import re
from dataclasses import dataclass
from decimal import Decimal

from resistbook.forensics.printed import ImpossibleError, Printed

_PRINT = re.compile(r"(?:p(?:[ -]?values?)?\s*)?(<=|>=|[=<>≤≥])?\s*(.+)", re.IGNORECASE)
_POWER = re.compile(r"(\S+?)\s*[×x*]\s*10\s*\^?\s*([-−–]\s*\d+)")
RELATIONS = {"<=": "<", "≤": "<", ">=": ">", "≥": ">", None: "="}


@dataclass(frozen=True)
class PrintedP:
    """A printed P, and the P values that may stand behind it.

    Attributes
    ----------
    relation
        ``"="``, ``"<"`` or ``">"``.
    number
        The number printed.
    least, most
        The lowest and highest P that would be printed so.
    """

    relation: str
    number: Printed
    least: float
    most: float

    @classmethod
    def read(cls, text: str | Decimal) -> "PrintedP":
        """Read a P such as .191, P = .191, <0.001, > .05 or 2 × 10-5.

        Raises
        ------
        ImpossibleError
            If it is no number, lies outside 0 to 1, or is a bound that no P can keep.
        """
        if not isinstance(text, str):
            relation, number = "=", Printed.p_value(text)
        else:
            sign, bare = _PRINT.fullmatch(text.strip() or "?").groups()
            relation = RELATIONS.get(sign, sign)
            number = Printed.p_value(_POWER.sub(_scientific, bare))
        value = float(number.value)
        if relation == "<" and value == 0:
            raise ImpossibleError(
                f"P < {number.text} cannot be: no P is below 0; P < 0.001 may be meant"
            )
        if relation == ">" and value == 1:
            raise ImpossibleError(f"P > {number.text} cannot be: no P is above 1")
        spans = {
            "=": (max(0.0, number.least), min(1.0, number.most)),
            "<": (0.0, value),
            ">": (value, 1.0),
        }
        return cls(relation, number, *spans[relation])

    def __str__(self) -> str:
        """Return the P as a sentence has it."""
        return f"P {self.relation} {self.number.text}"

    def agrees(self, least: float, most: float) -> bool:
        """Say whether a P from `least` to `most` may be printed so."""
        slack = 1e-9 * max(self.most, most)
        return least <= self.most + slack and most >= self.least - slack


def _scientific(match: re.Match) -> str:
    exponent = re.sub(r"\s", "", match[2]).translate(str.maketrans("−–", "--"))
    return f"{match[1].replace(',', '.').replace('·', '.')}e{exponent}"
