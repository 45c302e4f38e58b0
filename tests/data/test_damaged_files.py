"""No damaged file changes a number in silence: loaders refuse it, or read what they read before."""

import gzip
from collections.abc import Callable
from pathlib import Path

import damages
import numpy as np
import pandas as pd
import pytest
import sample_files

from resistbook.data import deposited, sources
from resistbook.data.cohorts import gse9195, loi2008
from resistbook.data.deposited import ContentsError, contents, reading, restated
from resistbook.data.sources import SourceWarning, WrongBytesError, download
from resistbook.data.sources.registry import entries
from resistbook.genes.sets import GeneSetError

BYTES = [(file, name) for file in sample_files.READERS for name in damages.of(file)]
MAY_DO_NO_HARM = {
    "lacks its last bytes",
    "has a member that leads out of its folder",
    "has the line ends of Windows",
    "begins with a byte-order mark",
}
MAY_DO_NO_HARM_TO = {
    ("book.xlsx", "has a byte changed within"),
    ("gene.txt", "has a line twice"),
    ("sets.gmt", "has a line twice"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    sample_files.write(folder)
    return folder


@pytest.fixture
def samples(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let sample files stand for the registry's, stated as they are; return where others go."""

    def fetch(source: str, file: str) -> Path:
        return tmp_path / file if (tmp_path / file).exists() else folder / file

    monkeypatch.setattr(reading, "fetch", fetch)
    with restated() as statements:
        for read in sample_files.READERS.values():
            read()
    monkeypatch.setattr(contents, "stated", lambda: statements)
    monkeypatch.setattr(reading, "LARGEST", damages.BOMB // 2)
    return tmp_path


def same(one: object, other: object) -> bool:
    """Compare what readers return: tables, alone or several in a list or by name, and names."""
    if isinstance(one, pd.DataFrame):
        return isinstance(other, pd.DataFrame) and one.equals(other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "damage"), BYTES, ids=[f"{file} {damage}" for file, damage in BYTES]
)
def test_damage_to_a_sample_is_refused_or_harmless_in_every_format(
    samples: Path, folder: Path, file: str, damage: str
):
    read = sample_files.READERS[file]
    undamaged, content = read(), (folder / file).read_bytes()
    (samples / file).write_bytes(damages.of(file)[damage](file, content))
    assert (samples / file).read_bytes() != content
    try:
        found = read()
    except (ContentsError, GeneSetError) as error:
        assert file in str(error)
    else:
        assert same(found, undamaged)
        assert damage in MAY_DO_NO_HARM or (file, damage) in MAY_DO_NO_HARM_TO
    assert not list(samples.parent.rglob("outside.txt"))


NARROW = sample_files.patients()
WIDE = sample_files.genes().T.rename(columns=str.lower).join(sample_files.genes().T)
"""A table of more columns than are stated one by one."""

SEEN_IN_NARROW: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "lacks its last rows": (lambda table: table.iloc[:-1], "it has 11 rows, 12 stated"),
    "has a row twice": (
        lambda table: pd.concat([table, table.iloc[-1:]]),
        "it has 13 rows, 12 stated; 'P12' stands more than once",
    ),
    "has rows in another order": (lambda table: table.iloc[::-1], "the names of its rows, or thei"),
    "names one row as another": (
        lambda table: table.rename({"P01": "P12"}),
        "the names of its rows.*'P12' stands more than once",
    ),
    "lacks a column": (lambda table: table.iloc[:, :-1], "it has 5 columns, 6 stated"),
    "has columns in another order": (lambda table: table.iloc[:, ::-1], "the names of its columns"),
    "names one column as another": (
        lambda table: table.rename(columns={"relapse": "tumour"}),
        "the names of its columns.*'relapse' is missing",
    ),
    "lacks one number": (
        lambda table: with_value(table, "relapse", np.nan),
        "column 'relapse' lacks 1 values, 0 stated, the first in row 'P02'",
    ),
    "has an infinite number": (
        lambda table: with_value(table, "relapse", np.inf),
        "column 'relapse', row 'P02': the value is infinite",
    ),
    "has a word among numbers": (
        lambda table: with_value(table, "relapse", "see note"),
        "column 'relapse', row 'P02': 'see note' is not a number",
    ),
    "has decimal commas": (
        lambda table: table.assign(months=table["months"].astype(str).str.replace(".", ",")),
        "column 'months' holds texts, stated are numbers",
    ),
    "has a number a thousand times too large": (
        lambda table: with_value(table, "months", 1e5),
        "column 'months' runs from",
    ),
    "has two columns exchanged under their headers": (
        lambda table: table.assign(months=table["age"], age=table["months"]),
        "column 'months' lacks 1 values",
    ),
    "has an event coded the wrong way round": (
        lambda table: table.assign(relapse=1 - table["relapse"]),
        "'relapse' holds 0 x 4; 1 x 8, stated are 0 x 8; 1 x 4; the coding seems to be reversed",
    ),
    "has a word coded the wrong way round": (
        lambda table: table.assign(
            er=table["er"].map({"Positive": "Negative", "Negative": "Positive"})
        ),
        "'er' holds Negative x 9; Positive x 3.*reversed",
    ),
}
SEEN_IN_WIDE: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "lacks one number": (
        lambda table: with_value(table, "GENE7", np.nan),
        "1 values are missing, 0 stated; the first in column 'GENE7', row 'P02'",
    ),
    "has an infinite number": (
        lambda table: with_value(table, "GENE7", np.inf),
        "column 'GENE7', row 'P02': the value is infinite",
    ),
    "has a word among numbers": (
        lambda table: with_value(table, "GENE7", "see note"),
        "column 'GENE7', row 'P02': 'see note' is not a number",
    ),
    "has decimal commas": (
        lambda table: table.assign(GENE7=table["GENE7"].astype(str).str.replace(".", ",")),
        "it has 79 columns of numbers, 80 stated",
    ),
    "has a number a thousand times too large": (
        lambda table: with_value(table, "GENE7", 7000.0),
        "its numbers run from .* to 7000, stated are .*; see column 'GENE7', row 'P02'",
    ),
}
SEEN = [
    pytest.param(table, *how, id=f"a {size} table {damage}")
    for size, table, seen in (
        ("narrow", NARROW, SEEN_IN_NARROW),
        ("wide", WIDE, SEEN_IN_WIDE),
    )
    for damage, how in seen.items()
]
NOT_SEEN: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "has one digit changed": lambda table: with_value(
        table, "GENE7", table["GENE7"].iloc[1] + 1e-3
    ),
    "has two columns exchanged under their headers": lambda table: table.assign(
        GENE7=table["GENE8"], GENE8=table["GENE7"]
    ),
    "has unnamed rows in another order": lambda table: table.iloc[::-1].set_axis(table.index),
}


def with_value(table: pd.DataFrame, column: str, value: object) -> pd.DataFrame:
    """Return the table with another value in its second row, P02."""
    values = table[column].astype(object if isinstance(value, str) else float)
    values.iloc[1] = value
    return table.assign(**{column: values})


def compare(table: pd.DataFrame, damaged: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ("sample", "table.csv", "")
    monkeypatch.setattr(contents, "stated", lambda: {key: contents.describe(table)})
    contents.compare(table, key)
    contents.compare(damaged, key)


@pytest.mark.parametrize(("table", "damage", "said"), SEEN)
def test_the_error_names_the_file_the_place_and_how_to_mend_it(
    monkeypatch: pytest.MonkeyPatch, table: pd.DataFrame, damage: Callable, said: str
):
    with pytest.raises(ContentsError, match=f"^sample/table.csv: .*{said}") as refused:
        compare(table, damage(table), monkeypatch)
    assert "To mend: fetch the file again." in str(refused.value)


@pytest.mark.parametrize("damage", NOT_SEEN)
def test_what_leaves_a_table_as_plausible_as_before_only_the_hash_of_its_file_tells(
    monkeypatch: pytest.MonkeyPatch, damage: str
):
    table = WIDE.reset_index(drop=True)
    damaged = NOT_SEEN[damage](table)
    assert not damaged.equals(table)
    compare(table, damaged, monkeypatch)


def test_a_repeated_header_is_refused_and_not_renamed(samples: Path, folder: Path):
    text = (folder / "genes.tsv").read_text().replace("P02", "P03", 1)
    (samples / "genes.tsv").write_text(text)
    with pytest.raises(ContentsError, match="column 'P03' stands twice"):
        sample_files.READERS["genes.tsv"]()


def test_a_table_of_which_nothing_is_stated_is_refused(samples: Path):
    with pytest.raises(ContentsError, match="nothing is stated of this table"):
        deposited.checked(sample_files.patients(), "sample", "new.csv")


def test_the_real_limit_stops_an_archive_that_expands_without_end(tmp_path: Path, monkeypatch):
    piece = gzip.compress(bytes(1 << 24), mtime=0)
    (tmp_path / "genes.tsv.gz").write_bytes(piece * (reading.LARGEST // (1 << 24) + 1))
    monkeypatch.setattr(reading, "fetch", lambda source, file: tmp_path / file)
    with pytest.raises(ContentsError, match="expands to more than 256 MiB"):
        sample_files.READERS["genes.tsv.gz"]()


def test_numbers_of_r_that_are_missing_do_not_hide_the_range():
    missing = np.frombuffer(b"\xa2\x07\x00\x00\x00\x00\xf0\x7f", dtype=float)[0]
    table = pd.DataFrame({"x": [missing, -1.5, 2.0], "y": [0.5, missing, 1.0]})
    whole, columns = contents.describe(table)
    assert (whole.lowest, whole.highest, whole.missing) == (-1.5, 2.0, 2)
    assert (columns["y"].lowest, columns["y"].highest) == (0.5, 1.0)


def test_contents_are_stated_of_registered_files_only():
    assert {key[:2] for key in contents.stated()} <= {
        (e.source, e.file) for e in entries().values()
    }


@pytest.mark.raw
@pytest.mark.parametrize(
    "entry", {entry.source: entry for entry in entries().values()}.values(), ids=str
)
def test_a_registered_file_with_one_byte_changed_is_caught_by_its_hash(
    entry, tmp_path: Path, monkeypatch
):
    right = sources.fetch(entry.source, entry.file)
    content = bytearray(right.read_bytes())
    content[len(content) // 2] ^= 1
    wrong = tmp_path / entry.source / entry.file
    wrong.parent.mkdir()
    wrong.write_bytes(content)
    monkeypatch.setenv("RESISTBOOK_MIRROR", str(tmp_path))
    monkeypatch.setenv("RESISTBOOK_CACHE", str(tmp_path / "cache"))
    if "installed" in download.held(entry):
        with pytest.warns(SourceWarning, match="sha256"):
            assert sources.fetch(entry.source, entry.file) != wrong
    else:
        with pytest.raises(WrongBytesError, match="sha256"):
            sources.fetch(entry.source, entry.file)


@pytest.mark.raw
@pytest.mark.parametrize("load", [gse9195, loi2008])
def test_a_loader_that_matches_rows_by_place_is_given_them_in_the_stated_order(load):
    assert load().clinical["relapse"].sum() == {"gse9195": 13, "loi2008": 68}[load.__name__]
