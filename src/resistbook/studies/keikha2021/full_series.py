"""The full tamoxifen series behind study 1, where this machine holds them."""

import os

import pandas as pd
from IPython.display import HTML

from resistbook.data.cohorts.relapse import comparison
from resistbook.data.sources import SourceError
from resistbook.display import tables
from resistbook.geo.characteristics import sample_table
from resistbook.geo.comparison import Adjustment, grid, nearest_cells
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import FormatError, NotDepositedError, RequestError
from resistbook.geo.fetch import Archive, cached
from resistbook.geo.platform import by_gene, symbols
from resistbook.geo.reading import deposits, platform_table
from resistbook.geo.scale import OWN_UNIT, as_log2, declared, recognised

SERIES = ("GSE9893", "GSE17705", "GSE6532", "GSE9195", "GSE12093", "GSE1379")
PUBLISHED = {"up": 1460, "down": 1132}
NEAREST = 20
EVENT_COLUMNS = ("e_rfs", "e_dmfs")
MATCHED = 0.9
SHOWN = ["series", "platform", "level", "adjustment", "criterion", "threshold", "contrast",
         "higher", "lower", "higher_fourfold", "lower_fourfold", "distance"]  # fmt: skip


def show() -> HTML:
    """Show the nearest cells of the grid on the series in the cache, and how to get the others.

    While the book is executed, which sets ``RESISTBOOK_RESULTS``, all series are listed as if
    none were there, so that what is stored does not depend on the cache of a machine. A series
    that is there and cannot be compared is listed with the reason.
    """
    stored = "RESISTBOOK_RESULTS" in os.environ
    cells: list[pd.DataFrame] = []
    others: dict[str, str] = {}
    for name in SERIES:
        if stored or not cached(name):
            others[name] = f"get it with: resistbook geo {name} --describe"
            continue
        try:
            cells.append(relapse_grid(name))
        except (SourceError, RequestError, FormatError) as problem:
            others[name] = str(problem)
    shown = ""
    if cells:
        ordered = nearest_cells(pd.concat(cells, ignore_index=True), PUBLISHED)
        shown += tables.show(ordered[SHOWN].head(NEAREST), {"distance": ".0%"}).data
    if others:
        shown += tables.show(pd.DataFrame(others.items(), columns=["series", "state"])).data
    return HTML(shown)


def relapse_grid(name: str) -> pd.DataFrame:
    """Return the grid of study 1 on a full series, by the relapses that this book uses.

    Parameters
    ----------
    name
        One of `SERIES`. Cache or mirror must hold it.

    Returns
    -------
    DataFrame
        As `resistbook.geo.grid`, with ``series`` and ``platform``. Strata are those of study 1.
        Genes are counted where the annotation of the platform is held too.

    Raises
    ------
    NotDepositedError
        If this machine does not hold the series.
    RequestError
        If its samples cannot be matched with the patients of this book, or its scale is unclear.
    """
    if not cached(name):
        raise NotDepositedError(f"{name} is not in the cache; resistbook geo {name} --describe")
    archive = Archive(offline=True)
    tables = []
    for deposit in deposits(name, archive):
        table, _ = sample_table(deposit)
        relapse, strata = outcomes(name, table)
        if relapse.sum() < 2 or (relapse == 0).sum() < 2:
            continue
        scale = recognised(deposit, relapse.index)
        if scale.kind == "ratio":
            scale = declared("ratio")  # counts by P do not depend on the base
        values, _ = as_log2(deposit.expression[relapse.index], scale)
        several = strata.nunique() > 1
        cells = grid(
            _levels(deposit, values[values.notna().sum(axis=1) > 1], archive),
            relapse,
            strata.to_frame("site"),
            Adjustment("site" if several else None),
        )
        if scale.kind in OWN_UNIT:
            cells[["higher_fourfold", "lower_fourfold"]] = pd.NA
        tables.append(cells.assign(series=name, platform=deposit.platform))
    if not tables:
        raise RequestError(f"{name}: no sample could be matched with a patient of this book")
    return pd.concat(tables, ignore_index=True)


def outcomes(name: str, table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return relapse (1, 0) and stratum of the samples of a series, as study 1 has them.

    Samples are matched by accession or, where this book knows patients by another name, by the
    text column that holds these names. GSE9195, which this book has without names, is taken at
    its own record of events.

    Parameters
    ----------
    name
        One of `SERIES`.
    table : samples x columns
        The sample table of one platform.
    """
    if name == "GSE9195":
        column = next((each for each in EVENT_COLUMNS if each in table), None)
        if column is None:
            raise RequestError(f"{name} records none of {', '.join(EVENT_COLUMNS)}")
        relapse = table[column].dropna()
        if not relapse.isin([0, 1]).all():
            raise RequestError(f"{name}: column {column!r} is not coded 0 and 1")
        return relapse.astype(int), pd.Series("all", index=relapse.index)
    known = comparison(name)
    candidates = [pd.Series(table.index, index=table.index)]
    candidates += [table[each].astype("string") for each in table.columns]
    for names in candidates:
        found = names[names.isin(known.relapse.index)].astype(str)
        if (
            len(found)
            and found.is_unique
            and len(found) >= MATCHED * min(len(table), len(known.relapse))
        ):
            relapse = known.relapse.loc[found].set_axis(found.index)
            return relapse, known.strata.loc[found].set_axis(found.index)
    return known.relapse.iloc[:0], known.strata.iloc[:0]


def _levels(deposit: Deposit, values: pd.DataFrame, archive: Archive) -> dict[str, pd.DataFrame]:
    levels = {"probe": values}
    try:
        symbol = symbols(platform_table(deposit.platform, archive))
        levels["gene"] = by_gene(values, symbol)[0]
    except (NotDepositedError, RequestError, FormatError):
        return levels
    return levels
