"""What a series deposits for one platform."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from resistbook.geo.errors import FormatError


@dataclass(frozen=True)
class Deposit:
    """Values and sample records of one series on one platform.

    Parameters
    ----------
    accession, platform
        Accessions of series and platform.
    expression : probes x samples
        As deposited: neither transformed nor normalised.
    fields
        Sample records: for each field, such as ``characteristics_ch1``, its lines, each with one
        text a sample ("" where a sample has none).
    series
        Records of the series, the lines of each field.
    notes
        What reading changed, a sentence each.
    counts
        Whether the values are counts of reads, missing throughout a sample that has none.
    headings
        How the file of counts calls each sample.
    genes
        What came with the counts: one row a gene, column ``ID`` and what names it.
    """

    accession: str
    platform: str
    expression: pd.DataFrame
    fields: Mapping[str, list[tuple[str, ...]]]
    series: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...] = ()
    counts: bool = False
    headings: Mapping[str, str] = field(default_factory=dict)
    genes: pd.DataFrame | None = None

    @property
    def without_values(self) -> list[str]:
        """Samples of which there is no value at all."""
        return list(self.expression.columns[self.expression.isna().all()])


def joined(parts: list[Deposit]) -> Deposit:
    """Join the parts into which GEO splits long series: same probes, further samples.

    Raises
    ------
    FormatError
        If the parts hold other probes or a sample twice.
    """
    first, *others = parts
    if not others:
        return first
    name = f"{first.accession} on {first.platform}"
    for other in others:
        if not other.expression.index.equals(first.expression.index):
            raise FormatError(f"{name}: the parts of the series matrix hold different probes")
    expression = pd.concat([part.expression for part in parts], axis=1)
    if not expression.columns.is_unique:
        twice = expression.columns[expression.columns.duplicated()][0]
        raise FormatError(f"{name}: sample {twice} stands in two parts of the series matrix")
    fields: dict[str, list[tuple[str, ...]]] = {}
    for key in dict.fromkeys(key for part in parts for key in part.fields):
        lines = max(len(part.fields.get(key, [])) for part in parts)
        padded = [_padded(part, key, lines) for part in parts]
        fields[key] = [sum((lines[i] for lines in padded), ()) for i in range(lines)]
    notes = tuple(dict.fromkeys(note for part in parts for note in part.notes))
    return Deposit(first.accession, first.platform, expression, fields, first.series, notes)


def _padded(part: Deposit, key: str, lines: int) -> list[tuple[str, ...]]:
    blank = ("",) * part.expression.shape[1]
    have = part.fields.get(key, [])
    return [*have, *[blank] * (lines - len(have))]
