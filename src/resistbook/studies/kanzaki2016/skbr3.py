"""SKBR3 resistant to lapatinib beside parental cells, the dose of the drug held equal."""

from functools import cache

import pandas as pd

from resistbook.data import cohorts
from resistbook.genes.symbols import present
from resistbook.studies.kanzaki2016.inputs import SKBR3

AT_DOSE = {0.0: "SKBR3 without drug", 0.1: "SKBR3 at 0.1 micromolar", 1.0: "SKBR3 at 1 micromolar"}


@cache
def arrays() -> pd.DataFrame:
    """Return log2 intensities, present symbols x 18 arrays."""
    table = cohorts.gse38376().expression
    table = table.rename(index=present(table.index))
    return table[~table.index.duplicated()]


@cache
def skbr3_states() -> dict[str, tuple[pd.Series, pd.Series]]:
    """Return mean log2 intensity of parental and resistant cells, over all doses and at each.

    Every dose has three arrays of either state, so that the mean over all holds the dose equal.
    """
    clinical = cohorts.gse38376().clinical
    dose = clinical["dose"]
    chosen = {SKBR3: dose.notna()} | {name: dose == one for one, name in AT_DOSE.items()}
    return {
        name: tuple(
            arrays().loc[:, here & (clinical["state"] == state)].mean(axis=1)
            for state in ("parental", "lapatinib-resistant")
        )
        for name, here in chosen.items()
    }
