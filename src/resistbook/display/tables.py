"""Tables of a chapter: results and data cards."""

import html
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from resistbook.data.sources import registry
from resistbook.display.anchors import result_anchor, result_page
from resistbook.genes.sets import readable

if TYPE_CHECKING:
    from IPython.display import HTML

HEADINGS = {
    "p": "P",
    "fdr": "FDR",
    "p_chi_square": "P, chi-square",
    "p_fisher": "P, Fisher",
    "p_two_sided": "P, two-sided",
    "p_yates": "P, Yates",
    "permuted_p": "P, shuffled",
    "se": "SE",
    "effect_se": "SE",
    "permuted_se": "SE",
    "k": "estimates pooled",
    "k_positive": "of these above zero",
    "n_beyond": "sets beyond",
    "n_events": "events",
    "n_features": "features",
    "n_gain": "n with gain",
    "n_genes": "genes",
    "n_residual": "with residual disease",
    "n_sets": "sets",
    "er": "ER",
    "her2_amplified": "HER2-amplified",
    "her2_positive": "HER2-positive",
    "negative_value": "negative predictive value",
    "of_ccne1": "share of CCNE1",
    "pam50": "PAM50",
    "permuted_95": "shuffled, 95th percentile",
    "random_95": "random, 95th percentile",
    "ci_low": "95% from",
    "ci_high": "to",
    "odds_ratio_low": "95% from",
    "odds_ratio_high": "to",
    "or_low": "95% from",
    "or_high": "to",
    "power_low": "95% from",
    "power_high": "to",
    "ratio_low": "95% from",
    "ratio_high": "to",
    "slope_ci_low": "95% from",
    "slope_ci_high": "to",
    "whole_low": "95% from",
    "whole_high": "to",
}
"""Heads of columns that the store abbreviates."""
WORDS = {
    "dss": "disease-specific survival",
    "os": "overall survival",
    "pfi": "progression-free interval",
    "rfs": "relapse-free survival",
}
"""What a cell says where the store abbreviates it."""


def show(
    frame: pd.DataFrame,
    formats: Mapping[str, str] | None = None,
    decides: Mapping[str, pd.Series] | None = None,
) -> "HTML":
    """Return a table as HTML; the site makes it sortable, and searchable where it is long.

    Parameters
    ----------
    frame
        The rows in the order shown; the index is not shown. Columns are headed by their names,
        in words where the store abbreviates them, and so are cells: outcomes and gene sets have
        their full names, true and false are yes and no. What has HTML of its own is drawn by it.
    formats
        Format specification of columns, e.g. ``{"P": ".2g"}``; a missing value shows as a dash.
    decides
        For each claim that rows of this table decide, which rows they are; they are marked.

    Raises
    ------
    ValueError
        If a claim is said to be decided here and no row is marked.
    """
    marks: dict[int, str] = {}
    for claim, rows in (decides or {}).items():
        for place in _places(claim, rows):
            marks[place] = f"{marks[place]}, {claim}" if place in marks else claim
    shown = frame.copy()
    for column in shown:
        specification = (formats or {}).get(column, "")
        shown[column] = [_formatted(value, specification) for value in frame[column]]
    numeric = [_is_number(frame[column]) for column in frame]
    heads = [HEADINGS.get(column, column.replace("_", " ")) for column in shown]
    return _table(heads, shown.to_numpy().tolist(), numeric, marks)


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _places(claim: str, rows: pd.Series) -> list[int]:
    places = [place for place, decides in enumerate(rows) if decides]
    if not places:
        raise ValueError(f"no row of the table is marked as the one that decides {claim}")
    return places


def data_card(sources: Sequence[str]) -> "HTML":
    """Return what the sources of a chapter are: content, licence and files with their hashes."""
    files = registry()
    rows = []
    for source in sources:
        mine = files[files["source"] == source]
        if mine.empty:
            raise KeyError(f"source {source!r} is not in the registry")
        rows += [
            [source, row.file, row.accession, row.licence, f"{row.bytes:,}", row.sha256[:12]]
            for row in mine.itertuples()
        ]
    columns = ["Source", "File", "Accession", "Licence", "Bytes", "SHA-256 (start)"]
    return _table(columns, rows, [False, False, False, False, True, False])


class StoredTable(str):
    """Keys of stored tables, each drawn as a link from a chapter to what the table came from."""

    def __html__(self) -> str:
        """Return the links; what is no key stays a word."""
        return ", ".join(
            f'<a href="../{result_page(key)}.html#{result_anchor(key)}">{html.escape(key)}</a>'
            if "/" in key
            else html.escape(key)
            for key in self.split(", ")
        )


def _table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool] | None = None,
    marks: Mapping[int, str] | None = None,
) -> "HTML":
    from IPython.display import HTML

    return HTML(rows_of(columns, rows, numeric, marks))


def rows_of(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[bool] | None = None,
    marks: Mapping[int, str] | None = None,
) -> str:
    """Write rows under their heads as HTML; what has HTML of its own is drawn by it.

    Parameters
    ----------
    columns, rows
        Heads and cells.
    numeric
        Columns of numbers, which stand to the right.
    marks
        Rows that decide a claim, by their place, and which.
    """
    right = numeric or [False] * len(columns)
    styles = [' style="text-align: right"' if one else "" for one in right]
    head = "".join(
        f"<th{style}>{html.escape(name)}</th>" for name, style in zip(columns, styles, strict=True)
    )
    body = "\n".join(_row(row, styles, (marks or {}).get(place)) for place, row in enumerate(rows))
    head = f"<thead><tr>{head}</tr></thead>"
    return f'<table class="dataframe">\n{head}\n<tbody>\n{body}\n</tbody>\n</table>'


def _row(row: Sequence[str], styles: Sequence[str], claim: str | None) -> str:
    cells = [f"<td{style}>{_cell(value)}</td>" for value, style in zip(row, styles, strict=True)]
    if claim is None:
        return f"<tr>{''.join(cells)}</tr>"
    mark = f'<span class="decides">decides {html.escape(claim)}</span>'
    return (
        f'<tr class="decides">{cells[0].removesuffix("</td>")} {mark}</td>{"".join(cells[1:])}</tr>'
    )


def _formatted(value: object, specification: str) -> object:
    if hasattr(value, "__html__"):
        return value
    if pd.api.types.is_bool(value):
        return "yes" if value else "no"
    if isinstance(value, str):
        return WORDS.get(value) or readable(value)
    return "–" if pd.isna(value) else format(value, specification)


def _cell(value: object) -> str:
    if hasattr(value, "__html__"):
        return value.__html__()
    return html.escape(with_minus(str(value)))


def with_minus(text: str) -> str:
    """Write the signs of negative numbers in a text as minus signs.

    >>> with_minus("-0.31 (-0.64 to 0.02), non-zero, 1-3")
    '−0.31 (−0.64 to 0.02), non-zero, 1-3'
    """
    return re.sub(r"(?<![\w.-])-(?=\.?\d)", "−", text)
