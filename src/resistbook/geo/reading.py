"""From an accession to what was deposited."""

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd

from resistbook.data.sources import UnreachableError
from resistbook.geo.accession import Accession
from resistbook.geo.deposit import Deposit, joined
from resistbook.geo.errors import FormatError, NotDepositedError, NoValuesError, RequestError
from resistbook.geo.fetch import Archive
from resistbook.geo.formats.counts import (
    called,
    one_column,
    read_annotation,
    read_counts,
    refuse_dates,
)
from resistbook.geo.formats.series_matrix import read_series_matrix
from resistbook.geo.formats.soft import Family, read_family, read_platform
from resistbook.geo.platform import symbol_column
from resistbook.stats.expression.design_matrix import nearest


def deposits(accession: str, archive: Archive, missing: Collection[str] = ()) -> list[Deposit]:
    """Fetch and read the series matrices of a series.

    Parameters
    ----------
    accession
        A series, such as ``"GSE9893"``.
    archive
        Where files come from.
    missing
        Texts that stand for a missing value, beside those that every deposit may use.

    Returns
    -------
    list of Deposit
        One a platform; the parts of a split matrix are joined. Platforms without values, such as
        sequencers beside arrays, are named in the notes of the others.

    Raises
    ------
    RequestError
        If that is no accession.
    NoValuesError
        If no platform has values; `counted` may have counts.
    SourceError, FormatError
        If a file cannot be had or read.
    """
    with_values, without = _matrices(accession, archive, missing)
    if not with_values:
        raise without[0]
    return [replace(each, notes=(*each.notes, *map(str, without))) for each in with_values]


def counted(
    accession: str,
    archive: Archive,
    table: Path | None = None,
    gene_column: str | None = None,
) -> list[Deposit]:
    """Return the counts of reads of a series, one deposit a platform.

    Parameters
    ----------
    accession
        A series.
    archive
        Where files come from.
    table
        Counts of the series' supplement; by default those that NCBI has computed, with its
        annotation of the genes.
    gene_column
        Column of `table` that names the genes; the first by default.

    Raises
    ------
    NotDepositedError
        If NCBI has computed no counts of the series.
    RequestError, SourceError, FormatError
        If no sample of the series stands in the table, or a file cannot be had or read.
    """
    with_values, without = _matrices(accession, archive, ())
    described = _together(without) if without else with_values
    names: dict[str, set[str]] = {}
    for each in described:
        names |= called(each.fields, each.expression)
    if table is None:
        series = Accession.parse(accession, "GSE")
        found = read_counts(archive.counts(series), dict.fromkeys(names, ()), "GeneID")
        genes = read_annotation(archive.counted_genes())
        source = "computed by NCBI from the reads of the series (raw counts, GRCh38.p13)"
    else:
        found = read_counts(table, names, gene_column)
        genes = found.genes if found.genes.shape[1] > 1 else None
        source = f"of {table.name}"
    return [
        replace(
            each,
            expression=found.counts.reindex(columns=each.expression.columns),
            notes=(f"Counts {source}.", *found.notes),
            counts=True,
            headings=found.headings,
            genes=genes,
        )
        for each in described
        if each.expression.columns.isin(found.counts.columns).any()
    ]


def described_by(accession: str, archive: Archive) -> list[Deposit]:
    """Return the sample records of a series that has no values, one deposit a platform."""
    return _together(_matrices(accession, archive, ())[1])


def _together(errors: list[NoValuesError]) -> list[Deposit]:
    parts: dict[str, list[Deposit]] = {}
    for error in errors:
        parts.setdefault(error.deposit.platform, []).append(error.deposit)
    return [joined(each) for each in parts.values()]


def _matrices(
    accession: str, archive: Archive, missing: Collection[str]
) -> tuple[list[Deposit], list[NoValuesError]]:
    """Read the series matrices: those with values, joined, and what those without say."""
    series = Accession.parse(accession, "GSE")
    parts: dict[str, list[Deposit]] = {}
    without: list[NoValuesError] = []
    for path in archive.series_matrices(series):
        try:
            part = read_series_matrix(path, missing)
        except NoValuesError as error:
            without.append(error)
            continue
        if part.accession != str(series):
            raise FormatError(f"{path.name} holds {part.accession}, not {series}")
        parts.setdefault(part.platform, []).append(part)
    return [joined(each) for each in parts.values()], without


def family(accession: str, archive: Archive, missing: Collection[str] = ()) -> Family:
    """Fetch and read the SOFT family of a series: all samples, and the platforms' tables."""
    return read_family(archive.family(Accession.parse(accession, "GSE")), missing)


def platform_table(platform: str, archive: Archive) -> pd.DataFrame:
    """Fetch and read the table of a platform: NCBI's annotation, or else the submitter's.

    Raises
    ------
    NotDepositedError
        If there is neither.
    """
    name = Accession.parse(platform, "GPL")
    try:
        return read_platform(archive.annotation(name))
    except NotDepositedError as error:
        try:
            return read_platform(archive.submitted_platform(name))
        except (NotDepositedError, UnreachableError) as other:
            raise NotDepositedError(f"{error}. The submitter's table: {other}") from error


def local_table(path: Path, column: str | None = None) -> pd.DataFrame:
    """Read a platform table of the user's own: CSV or tab-separated text, first column the probe.

    Parameters
    ----------
    path
        The file.
    column
        Column of the symbols, as in `resistbook.geo.platform.symbols`.

    Raises
    ------
    FormatError
        If the file cannot be read as such a table, or holds dates for symbols.
    """
    separator = "," if path.suffix.lower() == ".csv" else "\t"
    try:
        table = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} cannot be read as a table: {error}") from error
    if table.shape[1] < 2:
        alone = one_column(str(table.columns[0]), separator) or "has one column only"
        raise FormatError(f"{path} {alone}; it needs probe and symbol")
    table = table.rename(columns={table.columns[0]: "ID"})
    try:
        named = symbol_column(table, column)
    except RequestError:
        return table
    refuse_dates(table[named].str.strip().set_axis(range(2, 2 + len(table))), path, named)
    return table


def of_platform(found: list[Deposit], platform: str | None) -> Deposit:
    """Return the deposit of one platform; the only one where none is named.

    Raises
    ------
    RequestError
        If the platform is not the series', or there are several and none is named.
    """
    names = {each.platform: each for each in found}
    if platform is None:
        if len(found) == 1:
            return found[0]
        sizes = ", ".join(f"{each.platform} ({each.expression.shape[1]})" for each in found)
        raise RequestError(
            f"{found[0].accession} has several platforms (samples): {sizes}; name one with "
            "--platform"
        )
    name = str(Accession.parse(platform, "GPL"))
    if name not in names:
        for note in found[0].notes:
            if name in re.findall(r"GPL\d+", note):
                raise RequestError(note)
        raise RequestError(f"{found[0].accession} has no platform {name}; {nearest(name, names)}")
    return names[name]
