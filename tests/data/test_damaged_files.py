"""No damaged file changes a number in silence: loaders refuse it, or read what they read before."""

import gzip
from pathlib import Path

import damaged_files
import numpy as np
import pandas as pd
import pytest
import sample_files
from damages import ERROR, HASH, RIGHT

from resistbook.cli.loaders import LOADERS
from resistbook.data import deposited, sources
from resistbook.data.cohorts import gse9195, loi2008
from resistbook.data.deposited import ContentsError, contents, reading, restated
from resistbook.data.sources import SourceWarning, WrongBytesError, download
from resistbook.data.sources.registry import entries
from resistbook.publish import pages
from resistbook.publish.pages import markup

PAIRS = [(loader, key) for loader, keys in damaged_files.READ.items() for key in keys]
ONLY_THE_HASH_TELLS = {
    "has one digit changed",
    "has two columns of numbers exchanged under their headers",
    "has unnamed rows in another order",
}
"""What leaves a file as plausible as before: the rest must be seen in the content."""


@pytest.mark.raw
@pytest.mark.parametrize(
    ("loader", "key"), PAIRS, ids=[f"{loader} is not fooled by {key}" for loader, key in PAIRS]
)
def test_damage_to_a_real_file_is_refused_or_harmless_as_the_stored_table_says(
    loader: str, key: str
):
    found = damaged_files.outcomes(loader, key)
    stored = damaged_files.committed()
    source, file = key.split("/")
    mine = (stored["loader"] == loader) & (stored["source"] == source) & (stored["file"] == file)
    pd.testing.assert_frame_equal(found, stored[mine].reset_index(drop=True))


def test_the_stored_table_has_every_variant_of_every_file_and_loader():
    stored = damaged_files.committed()
    wanted = {
        variant: damage.wanted
        for pair in PAIRS
        for variant, damage in damaged_files.variants(*pair).items()
    }
    tried = [
        damaged_files.Variant(*row)
        for row in stored[list(damaged_files.Variant._fields)].itertuples(index=False)
    ]
    assert tried == list(wanted)
    outcomes = zip(tried, stored["outcome"], strict=True)
    assert [variant for variant, outcome in outcomes if outcome not in wanted[variant]] == []
    assert set(stored.loc[stored["outcome"] == HASH, "damage"]) <= ONLY_THE_HASH_TELLS
    assert stored["loader"].value_counts().min() >= 10
    assert set(stored["loader"]) == set(LOADERS)
    stated = {key[:2] for key in contents.stated()}
    assert set(stored[["source", "file"]].itertuples(index=False, name=None)) == stated


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    sample_files.write(folder)
    return folder


@pytest.fixture
def samples(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let sample files stand for the registry's, stated as they are."""
    monkeypatch.setattr(sources, "fetch", lambda source, file: folder / file)
    monkeypatch.setattr(reading, "fetch", lambda source, file: folder / file)
    with restated() as statements:
        for name, read in sample_files.READERS.items():
            read()
            monkeypatch.setitem(LOADERS, f"sample of {name}", read)
    monkeypatch.setattr(contents, "stated", lambda: statements)
    return folder


@pytest.mark.parametrize("file", sample_files.READERS)
def test_damage_to_a_sample_is_refused_or_harmless_in_every_format(samples: Path, file: str):
    found = damaged_files.outcomes(f"sample of {file}", f"{sample_files.SOURCE}/{file}")
    assert len(found) >= 10
    assert set(found.loc[found["outcome"] == HASH, "damage"]) <= ONLY_THE_HASH_TELLS
    assert not list(samples.parent.rglob("outside.txt"))


@pytest.mark.parametrize(
    ("damage", "said"),
    {
        "has relapse reversed": "'relapse' holds 0 x 4; 1 x 8, stated are 0 x 8; 1 x 4; the coding "
        "seems to be reversed",
        "has er reversed": "'er' holds Negative x 9; Positive x 3.*reversed",
        "has an infinite number": "column 'relapse', row 'P01': the value is infinite",
        "has a word among numbers": "column 'relapse', row 'P01': 'see note' is not a number",
        "lacks one number": "column 'relapse' lacks 1 values, 0 stated, the first in row 'P01'",
        "names one row as another": "the names of its rows.*'P12' stands more than once",
        "names one column as another": "the names of its columns.*'relapse' is missing",
        "lacks its last rows": "it has 11 rows, 12 stated",
        "is a server's page of an error": "it is a web page",
        "is empty": "the file is empty",
        "has a line that is cut short": "sample/patients.csv",
    }.items(),
    ids=lambda text: text[:40],
)
def test_the_error_names_the_file_the_place_and_how_to_mend_it(
    samples: Path, damage: str, said: str
):
    pair = ("sample of patients.csv", "sample/patients.csv")
    chosen = {
        variant: each
        for variant, each in damaged_files.variants(*pair).items()
        if variant.damage == damage
    }
    ((variant, each),) = chosen.items()
    outcome, message = damaged_files.outcome(variant, each)
    assert outcome == ERROR
    assert pd.Series([message]).str.contains(said, regex=True).all(), message
    assert message.startswith("sample/patients.csv")
    assert "To mend: fetch the file again." in message


def test_a_repeated_header_is_refused_and_not_renamed(samples: Path, tmp_path: Path, monkeypatch):
    text = (samples / "genes.tsv").read_text().replace("P02", "P03", 1)
    (tmp_path / "genes.tsv").write_text(text)
    monkeypatch.setattr(reading, "fetch", lambda source, file: tmp_path / file)
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


@pytest.mark.raw
@pytest.mark.parametrize("entry", entries().values(), ids=str)
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


def test_the_page_counts_what_the_stored_table_holds():
    stored = damaged_files.committed()
    text = pages.damaged_files_section(stored)
    assert f"{len(stored):,} damaged variants" in text
    for outcome in (ERROR, RIGHT, HASH):
        assert f"{(stored['outcome'] == outcome).sum():,}" in text
    for loader in LOADERS:
        assert f"<code>{markup.escape(loader)}</code>" in text
