"""From an accession to what was deposited."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from resistbook.geo.accession import Accession
from resistbook.geo.deposit import Deposit, joined
from resistbook.geo.errors import FormatError, NoValuesError, RequestError
from resistbook.geo.fetch import Archive
from resistbook.geo.series_matrix import read_series_matrix
from resistbook.geo.soft import Family, read_family, read_platform
from resistbook.stats.expression.design_matrix import nearest


def deposits(accession: str, archive: Archive) -> list[Deposit]:
    """Fetch and read the series matrices of a series.

    Parameters
    ----------
    accession
        A series, such as ``"GSE9893"``.
    archive
        Where files come from.

    Returns
    -------
    list of Deposit
        One a platform; the parts of a split matrix are joined. Platforms without values, such as
        sequencers beside arrays, are named in the notes of the others.

    Raises
    ------
    RequestError
        If that is no accession.
    SourceError, FormatError
        If a file cannot be had or read.
    """
    series = Accession.parse(accession, "GSE")
    parts: dict[str, list[Deposit]] = {}
    without: list[NoValuesError] = []
    for path in archive.series_matrices(series):
        try:
            part = read_series_matrix(path)
        except NoValuesError as error:
            without.append(error)
            continue
        if part.accession != str(series):
            raise FormatError(f"{path.name} holds {part.accession}, not {series}")
        parts.setdefault(part.platform, []).append(part)
    if not parts:
        raise without[0]
    found = [joined(each) for each in parts.values()]
    return [replace(each, notes=(*each.notes, *map(str, without))) for each in found]


def family(accession: str, archive: Archive) -> Family:
    """Fetch and read the SOFT family of a series: all samples, and the platforms' tables."""
    return read_family(archive.family(Accession.parse(accession, "GSE")))


def platform_table(platform: str, archive: Archive) -> pd.DataFrame:
    """Fetch and read NCBI's annotation of a platform."""
    return read_platform(archive.annotation(Accession.parse(platform, "GPL")))


def local_table(path: Path) -> pd.DataFrame:
    """Read a platform table of the user's own: CSV or tab-separated text, first column the probe.

    Raises
    ------
    FormatError
        If the file cannot be read as such a table.
    """
    separator = "," if path.suffix.lower() == ".csv" else "\t"
    try:
        table = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise FormatError(f"{path} cannot be read as a table: {error}") from error
    if table.shape[1] < 2:
        raise FormatError(f"{path} has one column only; it needs probe and symbol")
    return table.rename(columns={table.columns[0]: "ID"})


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
