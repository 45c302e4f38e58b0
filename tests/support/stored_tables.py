"""Stored tables as another program would read them."""

import pandas as pd

from resistbook.paths import RESULTS


def as_stored(key: str) -> pd.DataFrame:
    """Read a stored table without the package."""
    return pd.read_csv(RESULTS / f"{key}.csv", keep_default_na=False, na_values=[""])
