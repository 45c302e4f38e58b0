"""GEO's own files, as Debian ships them, damaged at random: refused in words, or read whole."""

import functools
import gzip
import tempfile
from pathlib import Path

import geo_files
import numpy as np
import pandas as pd
import pytest
from geo_files import SHIPPED, series_matrix, shipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resistbook import geo

ROWS = 6
"""Tables are cut to so many rows before they are damaged, and their records say so."""

fuzzed = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def beginning(text: bytes, samples: int = 4) -> bytes:
    """Return a SOFT text with few samples and few rows a table."""
    kept: list[bytes] = []
    row, entity, seen = None, b"", 0
    for line in text.splitlines(keepends=True):
        low = line.lower()
        if line.startswith(b"^"):
            entity = low
            seen += low.startswith(b"^sample")
        if entity.startswith(b"^sample") and seen > samples:
            continue
        if b"_data_row_count" in low:
            line = line.partition(b"=")[0] + b"= %d\n" % ROWS
        if b"_table_begin" in low:
            row = -1
        elif b"_table_end" in low:
            row = None
        elif row is not None:
            row += 1
        if row is None or row <= ROWS:
            kept.append(line)
    ids = [line for line in kept if line.startswith(b"!Series_sample_id")]
    return b"".join(line for line in kept if line not in ids[samples:])


@functools.cache
def family() -> bytes:
    with gzip.open(SHIPPED / geo_files.FAMILY) as stream:
        return beginning(stream.read())


@functools.cache
def annotation() -> bytes:
    with gzip.open(SHIPPED / geo_files.ANNOTATION) as stream:
        return beginning(stream.read())


@functools.cache
def matrix() -> bytes:
    """Return a series matrix of the family's own values, of the platform that has most of them."""
    values = read(geo.read_family, family()).deposits[0].expression
    counts = {"data_row_count": [len(values)] * values.shape[1]}
    return series_matrix(values, counts, accession="GSE781")


def read(reader, content: bytes, name: str = "GSE781_family.soft") -> object:
    path = Path(_folder()) / name
    path.write_bytes(content)
    return reader(path)


@functools.cache
def _folder() -> str:
    return tempfile.mkdtemp(prefix="geo-damaged-")


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[str, float, bytes]]:
    """Draw what is done to a text: where (a share of its length), how, and with which bytes."""
    how = st.sampled_from(["cut", "flip", "insert", "line", "drop", "repeat"])
    one = st.tuples(how, st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=24))
    return draw(st.lists(one, min_size=1, max_size=4))


def damaged(content: bytes, drawn: list[tuple[str, float, bytes]]) -> bytes:
    body = bytearray(content)
    for how, share, put in drawn:
        place = int(share * len(body))
        match how:
            case "cut":
                del body[place:]
            case "flip":
                body[place : place + 1] = bytes([body[place] ^ (put[0] or 1)]) if body else b""
            case "insert":
                body[place:place] = put
            case "line":
                line = body.find(b"\n", place) + 1
                body[line:line] = put + b"\n"
            case "drop":
                del body[place : place + 8 * len(put)]
            case "repeat":
                body[place:place] = body[place : place + 8 * len(put)]
    return bytes(body)


def tables(read_from: object) -> list[pd.DataFrame]:
    deposits = getattr(read_from, "deposits", None) or (read_from,)
    return [getattr(each, "expression", each) for each in deposits]


READERS = {
    "family": (geo.read_family, family, "GSE781_family.soft"),
    "platform annotation": (geo.read_platform, annotation, "GPL97.annot"),
    "series matrix": (geo.read_series_matrix, matrix, "GSE781_series_matrix.txt"),
}


@shipped
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzipped"])
@pytest.mark.parametrize("kind", READERS)
@fuzzed
@given(drawn=changes())
def test_a_real_file_damaged_at_random_is_refused_in_words_or_read_as_a_whole_table(
    kind: str, zipped: bool, drawn: list[tuple[str, float, bytes]]
):
    reader, content, name = READERS[kind]
    whole = gzip.compress(content(), 1, mtime=0) if zipped else content()
    body = damaged(whole, drawn)
    try:
        found = read(reader, body, name)
    except geo.FormatError as error:
        assert str(error)
        return
    for table in tables(found):
        assert table.columns.is_unique
        assert not np.isinf(table.select_dtypes("number").to_numpy()).any()
    if zipped:
        clean = read(reader, content(), name)
        for ours, theirs in zip(tables(found), tables(clean), strict=True):
            pd.testing.assert_frame_equal(ours, theirs)


@shipped
@pytest.mark.parametrize("kind", READERS)
def test_a_real_file_is_read_the_same_with_the_line_ends_of_windows(kind: str):
    reader, content, name = READERS[kind]
    plain = tables(read(reader, content(), name))
    windows = tables(read(reader, content().replace(b"\n", b"\r\n"), name))
    for ours, theirs in zip(windows, plain, strict=True):
        pd.testing.assert_frame_equal(ours, theirs)


@shipped
@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "body",
    [b"", b"<!DOCTYPE html><html><body>Error 503</body></html>", b"\x89PNG\r\n\x1a\n" + b"\0" * 99],
    ids=["empty", "web page", "picture"],
)
def test_what_is_no_file_of_geo_is_refused(kind: str, body: bytes):
    reader, _, name = READERS[kind]
    with pytest.raises(geo.FormatError):
        read(reader, body, name)


@shipped
@pytest.mark.parametrize("kind", READERS)
def test_a_gzipped_file_that_ends_early_is_refused(kind: str):
    reader, content, name = READERS[kind]
    whole = gzip.compress(content(), mtime=0)
    for size in (3, 12, len(whole) // 2, len(whole) - 1):
        with pytest.raises(geo.FormatError):
            read(reader, whole[:size], name)


@shipped
def test_a_family_that_lost_a_sample_or_a_row_says_which():
    text = family()
    last = text.rindex(b"^SAMPLE")
    with pytest.raises(geo.FormatError, match="lacks 1 samples of the series, such as GSM11815"):
        read(geo.read_family, text[:last])
    lines = text.splitlines(keepends=True)
    with pytest.raises(geo.FormatError, match="GSM11815 has 5 rows, its record says 6"):
        read(geo.read_family, b"".join(lines[:-2] + lines[-1:]))


@shipped
def test_a_series_matrix_that_lost_a_row_says_so():
    lines = matrix().splitlines(keepends=True)
    whole = read(geo.read_series_matrix, matrix(), "GSE781_series_matrix.txt")
    assert whole.notes == ()
    rows = len(whole.expression)
    short = read(
        geo.read_series_matrix, b"".join(lines[:-2] + lines[-1:]), "GSE781_series_matrix.txt"
    )
    assert short.notes == (
        f"The table has {rows - 1} rows, but a sample's record says {rows}: rows may be lost; "
        "fetch the file again, or read the SOFT family.",
    )
