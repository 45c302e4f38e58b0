"""Rows chosen by what their columns hold, of stored tables and of those of this chapter."""

from collections.abc import Mapping

import pandas as pd

from resistbook.results import store


def chosen(key: str, fields: Mapping[str, object]) -> pd.DataFrame:
    """Return the rows of a stored table whose fields are as given."""
    return _where(store.table(key), fields)


def stored(key: str, **fields: object) -> pd.Series:
    """Return the only row of a stored table whose fields are as given.

    Raises
    ------
    ValueError
        If there is none, or more than one.
    """
    return _only(chosen(key, fields), f"results/{key}.csv: {{}} with {fields}")


def pick(table: pd.DataFrame, words: str, **fields: object) -> pd.Series:
    """Return the only row whose quantity holds some words and whose fields are as given.

    Raises
    ------
    ValueError
        If there is none, or more than one.
    """
    named = table[table["quantity"].str.contains(words, regex=False)]
    return _only(_where(named, fields), f"{{}} with {words!r} and {fields}")


def _where(table: pd.DataFrame, fields: Mapping[str, object]) -> pd.DataFrame:
    for name, value in fields.items():
        table = table[table[name] == value]
    return table


def _only(table: pd.DataFrame, of: str) -> pd.Series:
    if len(table) != 1:
        raise ValueError(of.replace("{}", f"{len(table)} rows, not one,", 1))
    return table.iloc[0]
