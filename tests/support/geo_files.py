"""Files as GEO serves them: those that Debian ships with r-bioc-geoquery, and written ones."""

import functools
import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
import sources_server
from sources_server import Reply, Server

from resistbook.data.sources import download
from resistbook.geo.formats.soft import Family, read_family
from resistbook.geo.report import checks, others, two_groups

SHIPPED = Path("/usr/lib/R/site-library/GEOquery/extdata")
FAMILY, ANNOTATION, SAMPLE = "GSE781_family.soft.gz", "GPL97.annot.gz", "GSM11805.txt.gz"

shipped = pytest.mark.skipif(
    not (SHIPPED / FAMILY).is_file(), reason="Debian's r-bioc-geoquery is not installed"
)


@functools.cache
def kidney() -> Family:
    """Read the family that Debian ships, once for all tests that only look at it."""
    return read_family(SHIPPED / FAMILY)


def series_matrix(
    expression: pd.DataFrame,
    records: dict[str, Sequence[object]],
    *,
    accession: str = "GSE20181",
    platform: str = "GPL96",
) -> bytes:
    """Write a series matrix in GEO's format, quotes, blank line and all."""
    samples = list(expression.columns)
    standard = {
        "geo_accession": samples,
        "channel_count": ["1"] * len(samples),
        "platform_id": [platform] * len(samples),
    }
    lines = [
        _line("!Series_title", ["A series"]),
        _line("!Series_geo_accession", [accession]),
        "",
    ]
    for key, values in (standard | records).items():
        rows = values if isinstance(values[0], list | tuple) else [values]
        lines += [_line(f"!Sample_{key}", row) for row in rows]
    lines += ["!series_matrix_table_begin", _line('"ID_REF"', samples)]
    for probe, row in zip(expression.index, expression.to_numpy(), strict=True):
        numbers = ("" if pd.isna(each) else repr(float(each)) for each in row)
        lines.append("\t".join([f'"{probe}"', *numbers]))
    lines.append("!series_matrix_table_end")
    return ("\n".join(lines) + "\n").encode()


def annotation(symbols: pd.Series, platform: str = "GPL96") -> bytes:
    """Write an annotation of a platform in NCBI's format, symbols by probe."""
    lines = [
        "^Annotation",
        f"!Annotation_platform = {platform}",
        "#ID = ID from Platform data table",
        "#Gene title = Entrez Gene name",
        "#Gene symbol = Entrez Gene symbol",
        "!platform_table_begin",
        "ID\tGene title\tGene symbol",
        *(f"{probe}\ta gene\t{symbol}" for probe, symbol in symbols.items()),
        "!platform_table_end",
    ]
    return ("\n".join(lines) + "\n").encode()


@contextmanager
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Serve as GEO while a test works in an empty folder, with an empty cache."""
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(download, "BACKOFF", 0.001)
    monkeypatch.chdir(tmp_path)
    with sources_server.running() as script:
        monkeypatch.setenv("RESISTBOOK_GEO", f"{script.address}/geo")
        yield script


def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the figures of reports out, which take longer than all else."""
    for module in (checks, two_groups, others):
        monkeypatch.setattr(module, "figure", lambda draw, caption, alt: f"<p>{alt}</p>")


def ncbi_counts(counts: pd.DataFrame) -> bytes:
    """Write counts as NCBI does: GeneID, then a column a sample."""
    return counts.rename_axis("GeneID").to_csv(sep="\t", lineterminator="\n").encode()


def ncbi_genes(symbols: pd.Series) -> bytes:
    """Write NCBI's annotation of the genes it counts, symbols by GeneID."""
    table = pd.DataFrame(
        {"GeneID": symbols.index, "Symbol": symbols.to_numpy(), "Description": "a gene in words"}
    )
    table[["Synonyms", "GeneType", "EnsemblGeneID"]] = ["", "protein-coding", "ENSG0"]
    return table.to_csv(sep="\t", index=False, lineterminator="\n").encode()


def serve_counts(server: Server, accession: str, counts: pd.DataFrame, symbols: pd.Series) -> None:
    """Serve the counts that NCBI has computed for a series, and its annotation of the genes."""
    start = "/geo/download/?"
    name = f"{accession}_raw_counts_GRCh38.p13_NCBI.tsv.gz"
    place = f"type=rnaseq_counts&acc={accession}&format=file&file={name}"
    server.serve(start + place, Reply(gzip.compress(ncbi_counts(counts), mtime=0)))
    place = "format=file&type=rnaseq_counts&file=Human.GRCh38.p13.annot.tsv.gz"
    server.serve(start + place, Reply(gzip.compress(ncbi_genes(symbols), mtime=0)))


def listing(*names: str) -> bytes:
    """Write the index page of a folder as NCBI's server does."""
    links = "".join(f'<a href="{name}">{name}</a>  2024-01-01 00:00  1M\n' for name in names)
    return f'<html><body><pre><a href="/geo/">Parent</a>\n{links}</pre></body></html>'.encode()


def serve_series(
    server: Server, accession: str, matrices: dict[str, bytes], stub: str | None = None
) -> None:
    """Serve the matrix folder of a series; names without the suffix, bodies not yet gzipped."""
    folder = f"/geo/series/{stub or accession[:-3] + 'nnn'}/{accession}/matrix/"
    names = [f"{name}_series_matrix.txt.gz" for name in matrices]
    server.serve(folder, Reply(listing(*names)))
    for name, body in zip(names, matrices.values(), strict=True):
        server.serve(folder + name, Reply(gzip.compress(body, mtime=0)))


def _line(key: str, values: Sequence[object]) -> str:
    return "\t".join([key, *(f'"{value}"' for value in values)])
