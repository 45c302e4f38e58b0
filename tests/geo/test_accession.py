"""Accessions: what is one, and where NCBI keeps it."""

import pytest

from resistbook.geo import Accession, RequestError


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("GSE1", "series/GSEnnn/GSE1"),
        ("GSE781", "series/GSEnnn/GSE781"),
        ("GSE1000", "series/GSE1nnn/GSE1000"),
        ("GSE9893", "series/GSE9nnn/GSE9893"),
        ("GSE245601", "series/GSE245nnn/GSE245601"),
        ("GPL96", "platforms/GPLnnn/GPL96"),
        ("GPL10558", "platforms/GPL10nnn/GPL10558"),
    ],
)
def test_folders_are_those_of_ncbi(written: str, expected: str):
    accession = Accession.parse(written, written[:3])
    assert accession.folder == expected
    assert str(accession) == written


@pytest.mark.parametrize("wrong", ["", "9893", "GSM11805", "GSE", "GSE0", "GSE1/../x", "GSE12a"])
def test_what_is_no_accession_is_refused(wrong: str):
    with pytest.raises(RequestError, match=r"is not an accession; write GSE and digits: GSE96$"):
        Accession.parse(wrong, "GSE")


def test_a_series_is_no_platform():
    with pytest.raises(RequestError, match=r"^'GSE96' is not an accession; write GPL and digits"):
        Accession.parse("GSE96", "GPL")


def test_small_letters_and_spaces_do():
    assert Accession.parse(" gse9893 ", "GSE") == Accession("GSE", "9893")
