"""What an unknown name of a value, a column or an option may have meant."""

from collections.abc import Collection
from difflib import get_close_matches

LEAST = 0.5
"""How alike two names must be, from 0 to 1, for the one to be taken for the other."""


def nearest(name: object, known: Collection[object]) -> str:
    """Say which of the known names an unknown one may have meant.

    Parameters
    ----------
    name
        That is not known.
    known
        Names that are.

    Returns
    -------
    str
        The names that differ in capitals only, which is said; or else the closest spelling in any
        capitals; or else all names.
    """
    written = sorted(dict.fromkeys(map(str, known)))
    folded: dict[str, list[str]] = {}
    for each in written:
        folded.setdefault(each.casefold(), []).append(each)
    sought = str(name).casefold()
    if alike := folded.get(sought):
        return f"did you mean {' or '.join(map(repr, alike))} (capitals count)?"
    if close := get_close_matches(sought, folded, n=1, cutoff=LEAST):
        return f"did you mean {folded[close[0]][0]!r}?"
    return f"known are {', '.join(written)}"
