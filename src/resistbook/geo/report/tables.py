"""The tables that are written beside a report."""

import pandas as pd

from resistbook.geo.analyses.profile import profiles
from resistbook.geo.analyses.several import SeveralGroups
from resistbook.geo.analyses.survival import Survival
from resistbook.geo.analyses.two_groups import Analysis


def tables_of(
    found: Analysis | SeveralGroups | Survival,
    survival: Survival | None = None,
    sets: pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Return every table by the end of its file's name; "" is the result itself."""
    genes = found.question.genes
    if isinstance(found, SeveralGroups):
        tables = {"": found.overall, "_pairs": found.pairs, "_overlap": found.overlap}
        groups = found.groups.astype(str)
    elif isinstance(found, Survival):
        tables = {"_survival": found.result}
        groups = found.event.map({1: "event", 0: "no event"})
    else:
        tables = {"": found.result, "_grid": found.cells}
        groups = found.groups.map({1: "group", 0: "reference"})
    tables["_samples"] = found.members
    if genes:
        tables["_genes"] = profiles(found.features, genes, groups)
    if survival is not None:
        tables["_survival"] = survival.result
    if sets is not None:
        tables["_sets"] = sets
    return tables


def as_csv(table: pd.DataFrame) -> str:
    """Return a table as text, lines ended alike on every system."""
    return table.to_csv(index=False, lineterminator="\n")
