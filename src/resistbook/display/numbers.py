"""The numbers of a chapter's prose: each with its interval and the stored table it is read from."""

import html
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from resistbook.claims.verdicts import judged_claims
from resistbook.display.anchors import number_anchor
from resistbook.display.tables import StoredTable, rows_of

if TYPE_CHECKING:
    from IPython.display import HTML

DIGITS = 4


class Number(NamedTuple):
    """A value that prose quotes, a number or a word."""

    value: float | str
    table: str
    """Key of the stored table, or several with commas between; what it rests on where none is."""
    low: float | None = None
    high: float | None = None
    further: Mapping[str, float | str] = {}
    """More values of the same row, such as P, by the ending of their names."""


def estimate(
    row: pd.Series,
    table: str,
    *further: str,
    value: str = "estimate",
    limits: tuple[str, str] = ("ci_low", "ci_high"),
    times: float = 1.0,
) -> Number:
    """Take an estimate with its interval from a row of a stored table.

    Parameters
    ----------
    row
        One row.
    table
        Key of its table.
    further
        Columns to quote beside it, as they stand.
    value, limits
        Columns of the estimate and of its interval.
    times
        By what estimate and limits are multiplied: 100 for per cent, -1 for the other direction,
        which also exchanges the limits.
    """
    low, high = sorted(float(row[limit]) * times for limit in limits)
    return Number(
        float(row[value]) * times, table, low, high, {name: row[name] for name in further}
    )


def glued(section: Mapping[str, Number]) -> dict[str, float | str]:
    """Return every value of a section by the name under which prose quotes it.

    An interval ends in ``_low`` and ``_high``, a further value in the name of its column: the FDR
    of ``g2m`` is ``g2m_fdr``.

    Raises
    ------
    TypeError
        If a value is neither a number nor text.
    ValueError
        If two values have the same name.
    """
    found: dict[str, float | str] = {}
    for name, number in section.items():
        values = {name: number.value}
        if number.low is not None:
            values |= {f"{name}_low": number.low, f"{name}_high": number.high}
        values |= {f"{name}_{ending}": value for ending, value in number.further.items()}
        for full, value in values.items():
            if full in found:
                raise ValueError(f"two numbers of a section are called {full!r}")
            if not isinstance(value, str) and not pd.api.types.is_number(value):
                raise TypeError(f"{full!r} is of type {type(value).__name__}: {value!r}")
            found[full] = value if isinstance(value, str) else float(value)
    return found


def counted_verdicts(study: str, *quoted: str) -> dict[str, Number]:
    """Count a study's facts by verdict, in words, and give the verdicts that prose quotes.

    Parameters
    ----------
    study
        The study.
    quoted
        Claims whose verdict prose quotes as ``verdict_k5``, with the reason if it is undecided;
        several that share one as ``"K1 K2"``, quoted as ``verdict_k1_k2``.

    Raises
    ------
    ValueError
        If claims that are quoted together have different verdicts.
    """
    claims = judged_claims(study).set_index("claim")
    facts = claims[claims["counts"]]
    counts = sorted(facts["verdict"].value_counts().items())
    words = ", ".join(f"{number} {verdict}" for verdict, number in counts)
    found = {"verdict_counts": Number(words, _tables(facts["result"]))}
    for names in quoted:
        rows = claims.loc[names.split()]
        verdicts = {_with_reason(row.verdict, row.reason) for row in rows.itertuples()}
        if len(verdicts) > 1:
            raise ValueError(f"{names} have no verdict in common: {', '.join(sorted(verdicts))}")
        name = f"verdict_{'_'.join(names.lower().split())}"
        found[name] = Number(verdicts.pop(), _tables(rows["result"]))
    return found


def _tables(keys: pd.Series) -> str:
    return ", ".join(key for key in keys.unique() if key)


def _with_reason(verdict: str, reason: str) -> str:
    return verdict if reason in ("", "plain") else f"{verdict}, {reason}"


def numbers(section: Mapping[str, Number]) -> "HTML":
    """Make the numbers of a section available to its prose, and show them folded.

    The site puts them into the sentences; JupyterLab and Colab show ``{glue:text}`` there instead,
    so that the folded table is where their readers find the numbers.

    Parameters
    ----------
    section
        Name and `Number`, as the functions of ``studies/<study>/numbers.py`` return them.
    """
    from IPython.display import HTML
    from myst_nb import glue

    for name, value in glued(section).items():
        glue(name, value, display=False)
    lines = [
        [
            _Name(name),
            _text(number.value),
            "–" if number.low is None else f"{_text(number.low)} to {_text(number.high)}",
            "; ".join(f"{ending} {_text(value)}" for ending, value in number.further.items()),
            StoredTable(number.table),
        ]
        for name, number in section.items()
    ]
    table = rows_of(
        ["Number", "Value", "95% interval", "Beside it", "Read or computed from"], lines
    )
    return HTML(
        f'<details class="numbers"><summary>Numbers of this section ({len(section)})</summary>'
        f"{table}</details>"
    )


class _Name(str):
    """Name of a number, to which the site links it from a sentence."""

    def __html__(self) -> str:
        return f'<span id="{number_anchor(self)}">{html.escape(self)}</span>'


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{float(value):.{DIGITS}g}"
