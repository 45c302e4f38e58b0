"""Rows of the tables of this chapter, chosen by their quantity."""

import pandas as pd

from resistbook.results.rows import only, where


def pick(table: pd.DataFrame, words: str, **fields: object) -> pd.Series:
    """Return the only row whose quantity holds some words and whose fields are as given.

    Raises
    ------
    ValueError
        If there is none, or more than one.
    """
    named = table[table["quantity"].str.contains(words, regex=False)]
    return only(where(named, **fields), f"quantity {words!r}", fields)
