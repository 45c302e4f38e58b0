"""Tables of counts of sequencing reads: those that NCBI computes, and those of a supplement."""

import csv
import gzip
import re
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from resistbook.genes.symbols import FROM_DATES, dates
from resistbook.geo.errors import FormatError, RequestError
from resistbook.geo.formats.encoding import DECIMAL_COMMA, OLD_BYTES
from resistbook.stats.expression.design_matrix import nearest

NO_GENE = re.compile(r"__\w+|N_(?:unmapped|multimapping|noFeature|ambiguous)")
"""Rows that count reads of no gene, as HTSeq and STAR write them below or above the genes."""
MILLION, CLOSE = 1e6, 0.01
"""Sum of the transcripts per million of a sample, and how near to it counts cannot all come."""
OF_WORMS = re.compile(r"[a-z]+-\d+")
"""Symbols of nematodes, such as apr-1 and jun-1, which are no dates."""
LARGEST = 2**31 - 1
"""Most reads that a gene can have; DESeq2 takes no more."""
SHOWN = 5

_SEPARATORS = {".csv": ",", ".tsv": "\t", ".txt": "\t", ".tab": "\t"}
_NOT_COUNTS = re.compile(r"tpm|[fr]pkm|cpm|norm|vst|rlog|log2?", re.IGNORECASE)


@dataclass(frozen=True)
class CountTable:
    """Counts, and what the same file says of its genes.

    Parameters
    ----------
    counts : genes x samples
        Whole numbers, as floating-point ones.
    genes
        One row a gene: ``ID`` and the other columns of the file, as text.
    headings
        The column of each sample.
    notes
        What reading left out, a sentence each.
    """

    counts: pd.DataFrame
    genes: pd.DataFrame
    headings: Mapping[str, str]
    notes: tuple[str, ...] = ()


def read_counts(
    path: Path, names: Mapping[str, Collection[str]], gene_column: str | None = None
) -> CountTable:
    """Read a table of counts: a row a gene, a column a sample.

    Parameters
    ----------
    path
        Text separated by commas or tabs, gzipped or not.
    names
        What each sample is called: its accession, its title and other texts. A column is a
        sample's if its heading is one of its names, but for case and punctuation, and no other
        sample's.
    gene_column
        Column that names the genes; the first by default.

    Raises
    ------
    RequestError
        If there is no such column, or no column can be told to be a sample's.
    FormatError
        If the file cannot be read, a gene stands twice, has no name or is a date, two columns are
        of one sample, a count is missing, below zero or no whole number, a sample has no counts at
        all, or the values are transcripts per million.
    """
    table = _texts(path)
    gene_column = gene_column or table.columns[0]
    if gene_column not in table:
        raise RequestError(
            f"{path.name} has no column {gene_column!r}; {nearest(gene_column, table)}"
        )
    table = table[~table[gene_column].str.fullmatch(NO_GENE)]
    genes = table[gene_column].str.strip()
    refuse_dates(genes, path, gene_column)
    twice = "stands twice (a spreadsheet may have changed names, such as symbols to dates)"
    for wrong, what in ((genes == "", "has no name"), (genes.duplicated(), twice)):
        if wrong.any():
            raise FormatError(
                f"{path.name}, row {table.index[wrong][0]}: gene {genes[wrong].iloc[0]!r} in "
                f"column {gene_column!r} {what}; name a column of unique identifiers with "
                "--gene-column, or mend the file"
            )
    of_sample = _samples(path, [name for name in table if name != gene_column], names)
    counts = _whole(path, table[list(of_sample)].set_axis(genes, axis=0)).rename(columns=of_sample)
    others = [name for name in table if name not in of_sample and name != gene_column]
    described = table[others].set_axis(genes, axis=0).rename_axis("ID").reset_index()
    notes = []
    if others:
        shown = ", ".join(map(repr, others[:SHOWN])) + ", ..." * (len(others) > SHOWN)
        notes.append(f"Columns of {path.name} that are no sample's: {shown}.")
    headings = {sample: column for column, sample in of_sample.items()}
    return CountTable(counts.rename_axis(None), described, headings, tuple(notes))


def refuse_dates(genes: pd.Series, path: Path, column: str) -> None:
    """Refuse genes that are dates, which a spreadsheet made of symbols.

    Parameters
    ----------
    genes
        By the line of the file on which each stands.
    path, column
        Where they stand.

    Raises
    ------
    FormatError
        Naming the first.
    """
    days = [name for name in dates(genes) if not OF_WORMS.fullmatch(name)]
    if days:
        row = genes.index[genes == days[0]][0]
        raise FormatError(
            f"{path.name}, row {row}: {days[0]!r} in column {column!r} is a date, which "
            f"spreadsheets make of symbols such as {FROM_DATES}; {len(days)} of {len(genes)} are. "
            "Write the symbol in a text file, leave the rows out, or name a column of other "
            "identifiers"
        )


def one_column(line: str, separator: str) -> str | None:
    """Say by what else the cells of a line are separated, if they are not by `separator`."""
    others = {";": "semicolons", "\t": "tabs", ",": "commas"}
    found = next((sign for sign in others if sign in line), None)
    if separator in line or found is None:
        return None
    wanted = {",": "commas (.csv)", "\t": "tabs (.tsv)"}
    say = f"save it with {wanted[separator]} instead"
    if found in wanted:
        say = f"call it {'.csv' if found == ',' else '.tsv'}"
    decimal = ", and numbers with a decimal point" * (found == ";")
    return f"has one column only: it is separated by {others[found]}; {say}{decimal}"


def _texts(path: Path) -> pd.DataFrame:
    """Return the cells of a table, rows called by their line of the file."""
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    separator = _SEPARATORS.get(plain.suffix.lower())
    if separator is None:
        raise FormatError(
            f"{path.name} is neither .csv, .tsv, .txt nor .tab (nor one of these and .gz); save "
            "the counts as one of them"
        )
    try:
        with path.open("rb") as start:
            opened = gzip.open if start.read(2) == b"\x1f\x8b" else open
        with opened(path, "rt", encoding="utf-8-sig", errors=OLD_BYTES, newline="") as stream:
            head = stream.readline()
            if separator == "\t" and "\t" not in head and "," in head:
                separator = ","
            first = 2
            if head.startswith("#"):
                head, first = stream.readline(), 3
            alone = one_column(head, separator)
            if alone:
                raise FormatError(f"{path.name} {alone}")
            columns = _heading(head, separator)
            table = pd.read_csv(
                stream,
                sep=separator,
                header=None,
                dtype=str,
                keep_default_na=False,
                quoting=csv.QUOTE_MINIMAL,
            )
    except OSError as error:
        raise FormatError(f"{path} cannot be read: {error.strerror or error}") from error
    except FormatError:
        raise
    except (EOFError, zlib.error, ValueError) as error:
        raise FormatError(f"{path.name} cannot be read as a table of counts: {error}") from error
    if len(columns) == table.shape[1] - 1:
        columns = ["gene", *columns]
    if len(columns) != table.shape[1] or len(columns) < 2:
        raise FormatError(
            f"{path.name}: {len(columns)} headings for {table.shape[1]} columns; a table of counts "
            "has one a sample, and one of genes before them, with commas (.csv) or tabs between"
        )
    twice = pd.Index(columns)
    if not twice.is_unique:
        raise FormatError(f"{path.name}: column {twice[twice.duplicated()][0]!r} stands twice")
    return table.set_axis(columns, axis=1).set_axis(range(first, first + len(table)), axis=0)


def _heading(line: str, separator: str) -> list[str]:
    cells = next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])
    return [cell.strip() or "gene" * (place == 0) for place, cell in enumerate(cells)]


def _samples(
    path: Path, columns: list[str], names: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """Return the sample of each column that is one's."""
    owners: dict[str, set[str]] = {}
    for sample, texts in names.items():
        for text in (sample, *texts):
            owners.setdefault(_plain(text), set()).add(sample)
    found: dict[str, str] = {}
    for column in columns:
        mine = owners.get(_plain(column)) or owners.get(_plain(Path(column).name.split(".")[0]))
        if mine and len(mine) == 1:
            sample = next(iter(mine))
            if sample in found.values():
                first = next(name for name, owner in found.items() if owner == sample)
                raise FormatError(
                    f"{path.name}: columns {first!r} and {column!r} are both of {sample}; keep one"
                )
            found[column] = sample
    if not found:
        sample, texts = next(iter(names.items()))
        called = ", ".join(map(repr, (sample, *list(texts)[:2])))
        raise RequestError(
            f"no column of {path.name} is called as a sample of the series: it has "
            f"{', '.join(map(repr, columns[:SHOWN]))}; a sample is called such as {called}. Rename "
            "the columns to the accessions of the samples (GSM...)"
        )
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", str(text).casefold())


def _whole(path: Path, texts: pd.DataFrame) -> pd.DataFrame:
    """Return counts as numbers, or name the first cell that is none."""
    values = texts.apply(pd.to_numeric, errors="coerce").astype(float)
    if not np.isfinite(values.to_numpy()).all():
        wrong = ~np.isfinite(values)
        mend = "write the count"
        if DECIMAL_COMMA.fullmatch(texts.to_numpy()[wrong.to_numpy()][0].strip()):
            mend = (
                "if the comma is a decimal one, it is no count; if it parts thousands, leave it out"
            )
        raise _fault(path, texts, wrong, "is no number", mend)
    totals = values.sum()
    per_million = (totals / MILLION - 1).abs() < CLOSE
    if per_million.all() and len(totals) > 1:
        raise FormatError(
            f"{path.name} holds transcripts (or reads) per million, not counts: every sample sums "
            f"to {MILLION:,.0f}, as {totals.index[0]} to {totals.iloc[0]:,.0f}. A count model "
            "needs raw counts"
        )
    if (values < 0).to_numpy().any():
        raise _fault(path, texts, values < 0, "is below zero", "take raw counts")
    if (values % 1 != 0).to_numpy().any():
        kind = _NOT_COUNTS.search(path.name)
        hint = f" (its name says {kind.group()!r})" if kind else ""
        raise _fault(
            path,
            texts,
            values % 1 != 0,
            f"is no whole number{hint}",
            "take raw counts: TPM, FPKM and normalised or estimated values are none",
        )
    if (values > LARGEST).to_numpy().any():
        raise _fault(path, texts, values > LARGEST, "is more than any count", "take raw counts")
    empty = totals.index[totals == 0]
    if len(empty):
        raise FormatError(f"{path.name}: sample {empty[0]!r} has no counts at all; leave it out")
    return values


def _fault(
    path: Path, texts: pd.DataFrame, wrong: pd.DataFrame, what: str, mend: str
) -> FormatError:
    row, column = np.argwhere(wrong.to_numpy())[0]
    return FormatError(
        f"{path.name}, gene {texts.index[row]!r}, column {texts.columns[column]!r}: "
        f"{texts.iloc[row, column]!r} {what}; {mend}"
    )


def read_annotation(path: Path) -> pd.DataFrame:
    """Read NCBI's annotation of the genes it counts: ``ID`` (GeneID), ``Symbol``, ``Description``.

    Raises
    ------
    FormatError
        If the file cannot be read or lacks one of these columns.
    """
    try:
        table = pd.read_csv(
            path, sep="\t", dtype=str, keep_default_na=False, quoting=csv.QUOTE_NONE
        )
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise FormatError(f"{path.name} cannot be read: {error}") from error
    lacking = [name for name in ("GeneID", "Symbol", "Description") if name not in table]
    if lacking:
        raise FormatError(
            f"{path.name} has no column {lacking[0]!r}; {nearest(lacking[0], table.columns)}"
        )
    return table.rename(columns={"GeneID": "ID"})


def called(fields: Mapping[str, list[tuple[str, ...]]], samples: Iterable[str]) -> dict[str, set]:
    """Return the texts by which a file may call each sample: title, description, characteristics.

    A number that is a part of a text only, such as an age, is the name of no sample.

    Parameters
    ----------
    fields
        Records of the samples, as in a deposit.
    samples
        Accessions, in the order of the records.
    """
    names: dict[str, set] = {sample: set() for sample in samples}
    for key in ("title", "description", "source_name_ch1", "characteristics_ch1"):
        for line in fields.get(key, []):
            for sample, text in zip(names, line, strict=True):
                pieces = {text, text.partition(":")[2], *re.split(r"[,;]\s|\s\[|\]", text)}
                pieces = {piece.strip() for piece in pieces}
                names[sample] |= {
                    piece for piece in pieces if piece and (piece == text or not piece.isdigit())
                }
    return names
