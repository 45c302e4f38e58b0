"""The registry: complete, well formed, and true to the bytes of the mirror."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.data import sources
from resistbook.paths import BOOK

REGISTRY = sources.registry()
GOOD = {
    "source": "gse6532",
    "file": "series.txt.gz",
    "bytes": 3,
    "sha256": "0" * 64,
    "urls": ("https://example.org/series.txt.gz",),
    "licence": "none stated",
}


def test_every_file_has_one_row():
    assert not REGISTRY.duplicated(["source", "file"]).any()
    assert len(REGISTRY) == 115


@pytest.mark.parametrize("column", ["licence", "accession", "citation", "content"])
def test_no_file_lacks_its(column: str):
    assert REGISTRY.loc[REGISTRY[column].str.strip() == "", "file"].tolist() == []


def test_every_content_is_one_sentence():
    assert REGISTRY["content"].str.fullmatch(r"[^\s].*\.").all()


def test_every_citation_is_in_the_bibliography():
    bibliography = (BOOK / "references.bib").read_text(encoding="utf-8")
    known = set(re.findall(r"^@\w+\{([^,\s]+)", bibliography, re.MULTILINE))
    assert set(REGISTRY["citation"].str.split().explode()) - known == set()


def test_every_url_is_https_or_an_installed_package():
    for item in REGISTRY.itertuples():
        assert item.urls, f"{item.source}/{item.file} has no URL"
        assert all(url.startswith(("https://", "package:")) for url in item.urls)


def test_every_github_url_is_pinned_to_a_commit():
    urls = REGISTRY["urls"].explode()
    pinned = urls[urls.str.startswith("https://raw.githubusercontent.com/")]
    assert len(pinned) == 109
    assert pinned.str.fullmatch(r"https://[^/]+/[^/]+/[^/]+/[0-9a-f]{40}/.+").all()


@pytest.mark.parametrize(
    "name", ["../etc", "..", ".", "", "a/b", "a\\b", "/etc/passwd", ".hidden", "a\0b", "a\n", "a b"]
)
@pytest.mark.parametrize("field", ["source", "file"])
def test_a_name_that_could_leave_its_folder_is_refused(field: str, name: str):
    with pytest.raises(sources.RegistryError, match=f"{field} .* is not a plain name"):
        sources.Entry(**GOOD | {field: name})


@given(source=st.text(max_size=12), file=st.text(max_size=12))
def test_whatever_name_is_accepted_stays_inside_its_folder(source: str, file: str):
    try:
        item = sources.Entry(**GOOD | {"source": source, "file": file})
    except sources.RegistryError:
        return
    root = Path("/cache")
    assert (root / item.source / item.file).resolve().relative_to(root).parts == (source, file)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "http://127.0.0.1.example.org/x",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "https:///x",
        "package:SurvSet/../x",
        "x",
    ],
)
def test_a_url_that_is_neither_https_nor_loopback_nor_a_package_is_refused(url: str):
    with pytest.raises(sources.RegistryError, match="use https://"):
        sources.Entry(**GOOD | {"urls": (url,)})


@pytest.mark.parametrize("sha256", ["", "0" * 63, "G" * 64, "A" * 64])
def test_a_malformed_hash_is_refused(sha256: str):
    with pytest.raises(sources.RegistryError, match="64 lower-case hex digits"):
        sources.Entry(**GOOD | {"sha256": sha256})


def test_an_unknown_source_is_answered_with_the_nearest_names():
    with pytest.raises(sources.UnknownSourceError, match="did you mean 'scanb-400'"):
        sources.fetch("scanb400", "exprBC.rda")


def test_an_unknown_file_is_answered_with_the_nearest_names():
    with pytest.raises(sources.UnknownSourceError, match=r"'scanb-400' has no file .*'exprBC.rda'"):
        sources.fetch("scanb-400", "exprBC.Rda")


def test_a_name_like_no_other_is_answered_with_what_there_is():
    with pytest.raises(sources.UnknownSourceError, match=r"known are .*'tam-cohorts'"):
        sources.fetch_all(["../../etc"])


def test_the_bundled_anoikis_terms_are_the_three_of_the_gene_ontology():
    lines = sources.fetch("go-anoikis", "go_anoikis.gmt").read_text().splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        "Anoikis (GO:0043276)",
        "Negative Regulation Of Anoikis (GO:2000811)",
        "Regulation Of Anoikis (GO:2000209)",
    ]


@pytest.mark.raw
@pytest.mark.skipif("RESISTBOOK_MIRROR" not in os.environ, reason="RESISTBOOK_MIRROR is not set")
def test_every_file_on_a_machine_with_the_mirror_has_the_registered_bytes():
    listed = sources.listing().set_index(["source", "file"])["state"]
    assert listed[~listed.isin(["in cache", "in mirror", "installed"])].to_dict() == {}


@pytest.mark.raw
@pytest.mark.skipif("RESISTBOOK_MIRROR" not in os.environ, reason="RESISTBOOK_MIRROR is not set")
def test_the_bundled_anoikis_terms_are_lines_of_the_whole_library():
    whole = sources.fetch("go-bp-pypi", "GO_Biological_Process_2023.gmt").read_bytes()
    chosen = [x for x in whole.splitlines(keepends=True) if b"anoikis" in x.split(b"\t")[0].lower()]
    bundled = sources.fetch("go-anoikis", "go_anoikis.gmt").read_bytes()
    assert b"".join(chosen) == bundled
