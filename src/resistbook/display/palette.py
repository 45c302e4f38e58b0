"""How each word of a verdict looks, in pills, badges and figures."""

from typing import NamedTuple


class Look(NamedTuple):
    """Colours and sign of a word; `book/_static/book.css` has the same."""

    ink: str
    ground: str
    sign: str


GREEN, BLUE, YELLOW = ("#00533c", "#dcefe8"), ("#003e66", "#dcebf7"), ("#5c4300", "#f6edcf")
RED, GREY = ("#7a2a00", "#fae1d4"), ("#3d3d46", "#e9e9ec")

WORDS = {
    "reproduced": Look(*GREEN, "✔"),
    "consistent": Look(*BLUE, "≈"),
    "arithmetic holds": Look(*GREEN, "="),
    "undecided": Look(*YELLOW, "?"),
    "contradicted": Look(*RED, "✖"),
    "arithmetic fails": Look(*RED, "≠"),
    "not testable": Look(*GREY, "–"),
}
