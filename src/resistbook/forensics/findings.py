"""What a check finds: a verdict of three words, the sentences that say why, and the numbers."""

from dataclasses import dataclass, field

FITS, UNEXPLAINED, CANNOT = VERDICTS = "fits", "unexplained", "cannot"
"""A number fits; no rule known here gives it, but another may; or it cannot be as printed."""
NOT_JUDGED = "not judged"
"""What is said of numbers in a text that leaves open of what they are."""


@dataclass(frozen=True)
class Finding:
    """The answer of a check.

    Attributes
    ----------
    verdict
        ``"fits"``, ``"unexplained"`` or ``"cannot"``.
    sentences
        What was found, the main thing first.
    rows
        The numbers behind it, one dictionary a row; pandas makes a table of them.
    columns
        Names of the columns, where there may be no rows.
    """

    verdict: str
    sentences: tuple[str, ...]
    rows: list[dict[str, object]] = field(default_factory=list)
    columns: tuple[str, ...] = ()


def worst(*verdicts: str) -> str:
    """Return the gravest of some verdicts; none at all fits."""
    return max(verdicts, key=VERDICTS.index, default=FITS)
