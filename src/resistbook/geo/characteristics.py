"""Sample records as a table of typed columns."""

import keyword
import re
import unicodedata
from collections.abc import Mapping

import numpy as np
import pandas as pd

from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.stats.expression.design_matrix import nearest

MISSING = frozenset({"", "na", "n/a", "nan", "null", "--", "not available", "missing"})
PLAIN = (
    "geo_accession",
    "title",
    "source_name_ch1",
    "source_name_ch2",
    "organism_ch1",
    "molecule_ch1",
    "label_ch1",
    "label_ch2",
    "submission_date",
    "contact_institute",
    "scan_protocol",
    "hyb_protocol",
    "label_protocol_ch1",
    "extract_protocol_ch1",
    "data_processing",
    "value_definition",
)
RESERVED = frozenset({*PLAIN, "title_prefix"})
"""Names of columns that no characteristic may take."""
DATES = ("%Y-%m-%d", "%Y/%m/%d", "%b %d %Y")
"""Formats that mean one day only; others stay text."""
WIDEST = 80
"""Longest text that a description shows whole."""
EXACT = 2.0**53
"""Whole numbers below this, such as the barcodes of arrays, are told with all their digits."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_PAIR = re.compile(r"\s*([^:=;]{1,80}?)\s*=\s*(.*?)\s*")


def sample_table(deposit: Deposit) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return one row a sample, one typed column a characteristic or record.

    A line ``key: value`` of the characteristics becomes the column ``key``, in small letters and
    with ``_`` for what is neither letter nor digit; a second channel's ends in ``_ch2``. A
    description whose pieces between semicolons are ``key = value``, as in the first years of GEO,
    is read alike. Of the other records those of `PLAIN` are kept. ``title_prefix`` holds the
    letters that a title begins with, where samples differ in it: sites and batches often show
    there and nowhere else.

    Returns
    -------
    table : DataFrame, samples x columns
        Finite numbers where every value is one, days where all are in one of `DATES`, else text.
        Missing: nothing, "NA" and the like (`MISSING`).
    notes
        What was joined or could not be taken as ``key: value``.
    """
    samples = deposit.expression.columns
    columns: dict[str, dict[str, str]] = {}
    notes: list[str] = []
    for channel in ("ch1", "ch2"):
        suffix = "" if channel == "ch1" else "_ch2"
        for line in deposit.fields.get(f"characteristics_{channel}", []):
            for sample, text in zip(samples, line, strict=True):
                if not text.strip():
                    continue
                key, colon, value = text.partition(":")
                named = key if colon else "characteristics"
                name = identifier(named) + suffix
                if name in RESERVED:
                    name = f"{name}_characteristic"
                    notes.append(f"The characteristic {key.strip()!r} is column {name}.")
                _add(columns, notes, name, sample, value if colon else text)
    for line in deposit.fields.get("description", []):
        for sample, text in zip(samples, line, strict=True):
            for key, value in _pairs(text):
                name = identifier(key)
                name = f"{name}_description" if name in RESERVED else name
                _add(columns, notes, name, sample, value)
    for key in PLAIN:
        for line in deposit.fields.get(key, []):
            for sample, text in zip(samples, line, strict=True):
                _add(columns, notes, key, sample, text)
    table = pd.DataFrame(
        {
            name: typed(pd.Series(texts, dtype=object).reindex(samples))
            for name, texts in columns.items()
        },
        index=samples,
    )
    if "title" in table and table["title"].notna().all():
        prefix = table["title"].astype(str).str.extract(r"^([A-Za-z]+)")[0]
        if 1 < prefix.nunique() <= len(table) / 2 and "title_prefix" not in table:
            table["title_prefix"] = prefix
    return table, tuple(dict.fromkeys(notes))


def identifier(name: str) -> str:
    """Return a name that an expression can hold.

    Examples
    --------
    >>> identifier("ER status (1=positive)"), identifier("5-year event"), identifier("class")
    ('er_status_1_positive', 'x5_year_event', 'class_')
    >>> identifier("年龄 (years)")
    '年龄_years'
    """
    letters = unicodedata.normalize("NFKC", name).lower()
    plain = re.sub(r"[\W_]+", "_", letters).strip("_") or "unnamed"
    plain = plain if plain.isidentifier() else f"x{plain}"
    plain = plain if plain.isidentifier() else re.sub(r"[^a-z0-9_]+", "_", plain)
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def typed(texts: pd.Series) -> pd.Series:
    """Return finite numbers, days or text, whichever every recorded value is."""
    known = texts[texts.notna()].astype(str).str.strip()
    known = known[~known.str.lower().isin(MISSING)]
    if known.empty:
        return pd.Series(pd.NA, index=texts.index, dtype="string").astype(object)
    if known.str.fullmatch(_NUMBER).all():
        numbers = known.map(float)
        if np.isfinite(numbers).all():
            return numbers.reindex(texts.index)
    for pattern in DATES:
        days = pd.to_datetime(known, format=pattern, errors="coerce")
        if days.notna().all():
            return days.reindex(texts.index)
    return known.astype(object).reindex(texts.index)


def extracted(table: pd.DataFrame, recipes: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
    r"""Add columns that are cut out of other ones by a pattern.

    Parameters
    ----------
    table : samples x columns
    recipes
        For each new column, the text column it is cut out of and a regular expression with one
        group: ``{"patient": ("title", r"(\d+)")}``.

    Raises
    ------
    RequestError
        If there is no such column, the new one is there already, the pattern cannot be read or
        has not one group, or no sample matches.
    """
    table = table.copy()
    for name, (source, pattern) in recipes.items():
        if source not in table:
            raise RequestError(f"there is no column {source!r}; {nearest(source, table.columns)}")
        if identifier(name) in table:
            raise RequestError(f"there is a column {identifier(name)!r} already; choose another")
        try:
            groups = re.compile(pattern).groups
        except re.error as error:
            raise RequestError(f"pattern {pattern!r} cannot be read: {error}") from error
        if groups != 1:
            raise RequestError(f"pattern {pattern!r} has {groups} groups; put one in (brackets)")
        found = table[source].astype("string").str.extract(pattern)[0]
        if found.isna().all():
            raise RequestError(
                f"no sample matches {pattern!r} in {source!r}, which holds such as "
                f"{str(table[source].dropna().iloc[0])!r}"
            )
        table[identifier(name)] = typed(found.astype(object))
    return table


def described(table: pd.DataFrame) -> pd.DataFrame:
    """Return what there is to group by: one row a column, with kind, values and missing ones.

    Returns
    -------
    DataFrame
        ``column``, ``kind`` (number, date, text), ``recorded``, ``missing``, ``values``: the
        range of numbers and dates, the most frequent texts with their counts.
    """
    rows = []
    for name in table:
        values = table[name].dropna()
        rows.append(
            {
                "column": name,
                "kind": kind(table[name]),
                "recorded": len(values),
                "missing": len(table) - len(values),
                "values": _summary(values),
            }
        )
    return pd.DataFrame(rows, columns=["column", "kind", "recorded", "missing", "values"])


def kind(column: pd.Series) -> str:
    """Tell whether a column holds numbers, dates or text."""
    if pd.api.types.is_numeric_dtype(column):
        return "number"
    return "date" if pd.api.types.is_datetime64_any_dtype(column) else "text"


def told(value: object) -> str:
    """Write a value of a column as an expression names it."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < EXACT else f"{value:.8g}"
    return str(value)


def _add(
    columns: dict[str, dict[str, str]], notes: list[str], name: str, sample: str, value: str
) -> None:
    value = value.strip()
    if value.lower() in MISSING:
        columns.setdefault(name, {})
        return
    held = columns.setdefault(name, {})
    if sample in held and held[sample] != value:
        notes.append(f"Column {name} stands several times for a sample: its values are joined.")
        value = f"{held[sample]}; {value}"
    held[sample] = value


def _pairs(text: str) -> list[tuple[str, str]]:
    pieces = [piece for piece in text.split(";") if piece.strip()]
    found = [_PAIR.fullmatch(piece) for piece in pieces]
    return [match.groups() for match in found if match]


def _summary(values: pd.Series) -> str:
    if values.empty:
        return "none recorded"
    if kind(values) == "date":
        return f"{values.min():%Y-%m-%d} to {values.max():%Y-%m-%d}"
    counts = values.value_counts()
    if len(counts) == 1 < len(values):
        return f"the same in all: {_short(values.iloc[0])}"
    few = len(counts) <= 6
    if kind(values) == "number" and not few:
        low, high, middle = map(told, (values.min(), values.max(), values.median()))
        return f"{low} to {high}, median {middle}"
    if len(counts) == len(values) > 6:
        return f"all different, such as {_short(values.iloc[0])}"
    order = counts.sort_index() if kind(values) == "number" else counts
    shown = [f"{_short(value)} ({count})" for value, count in order.head(6).items()]
    return ", ".join(shown) + ("" if few else f", and {len(counts) - 6} more")


def _short(value: object) -> str:
    if not isinstance(value, str):
        return told(value)
    return repr(value) if len(value) <= WIDEST else f"{value[:WIDEST]!r}..."
