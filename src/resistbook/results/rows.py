"""Rows of stored tables, chosen by what their columns hold."""

import pandas as pd

from resistbook.results import store


def chosen(key: str, /, **fields: object) -> pd.DataFrame:
    """Return the rows of a stored table whose fields are as given."""
    return where(store.table(key), **fields)


def row_of(key: str, /, **fields: object) -> pd.Series:
    """Return the only row of a stored table whose fields are as given.

    Raises
    ------
    ValueError
        If there is none, or more than one.
    """
    return only(chosen(key, **fields), f"results/{key}.csv", fields)


def first_of(key: str, /, **fields: object) -> pd.Series:
    """Return the first of such rows, for what all of them share: the size of a study.

    Raises
    ------
    ValueError
        If there is none.
    """
    return only(chosen(key, **fields).head(1), f"results/{key}.csv", fields)


def where(table: pd.DataFrame, /, **fields: object) -> pd.DataFrame:
    """Return the rows of any table whose fields are as given."""
    for name, value in fields.items():
        table = table[table[name] == value]
    return table


def only(rows: pd.DataFrame, of: str, asked: object) -> pd.Series:
    """Return the row of a table that has one.

    Raises
    ------
    ValueError
        If it has none, or more; naming the table and what was asked for.
    """
    if len(rows) != 1:
        raise ValueError(f"{of}: {len(rows)} rows, not one, with {asked}")
    return rows.iloc[0]
