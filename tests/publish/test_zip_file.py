"""The book as a zip: the same bytes from the same files, whole, and checked by its own sums."""

import hashlib
import os
import zipfile

import pytest

from resistbook.publish.release import zip_file


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    site, results = tmp_path / "html", tmp_path / "results"
    (site / "notebooks").mkdir(parents=True)
    (results / "keikha2021").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html><title>Front</title>")
    (site / "notebooks" / "01.html").write_text("<!doctype html><title>One</title>")
    (site / ".buildinfo").write_text("of the build only")
    (results / "manifest.json").write_text('{"results": {}}')
    (results / "manifest.lock").write_text("")
    (results / "keikha2021" / "grid.csv").write_text("gene\nESR1\n")
    return {"site": site, "results": results, "version": "9.9.9"}


def test_the_same_book_gives_the_same_zip_whenever_and_wherever_its_files_were_written(
    book, tmp_path
):
    first = zip_file.write_zip(tmp_path / "one", **book).read_bytes()
    for path in (tmp_path / "html").rglob("*.html"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    assert zip_file.write_zip(tmp_path / "two", **book).read_bytes() == first


def test_a_change_of_one_letter_gives_another_zip(book, tmp_path):
    first = zip_file.write_zip(tmp_path / "one", **book).read_bytes()
    (book["site"] / "index.html").write_text("<!doctype html><title>front</title>")
    assert zip_file.write_zip(tmp_path / "two", **book).read_bytes() != first


def test_all_lies_in_one_folder_and_opens_at_its_root(book, tmp_path):
    with zipfile.ZipFile(zip_file.write_zip(tmp_path, **book)) as archive:
        names = archive.namelist()
    assert all(name.startswith("resistance-reproduced-9.9.9/") for name in names)
    inside = {name.split("/", 1)[1] for name in names}
    assert {"index.html", "notebooks/01.html", "results/keikha2021/grid.csv"} <= inside
    assert {
        "results/manifest.json",
        "LICENSE",
        "CITATION.cff",
        "SHA256SUMS",
        "ro-crate-metadata.json",
    } <= inside
    assert not any(name.endswith((".buildinfo", ".lock")) for name in inside)


def test_the_sums_inside_are_those_of_the_files_and_the_sum_beside_is_that_of_the_zip(
    book, tmp_path
):
    target = zip_file.write_zip(tmp_path, **book)
    with zipfile.ZipFile(target) as archive:
        top = "resistance-reproduced-9.9.9/"
        lines = archive.read(f"{top}SHA256SUMS").decode().splitlines()
        sums = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
        assert {f"{top}{name}" for name in (*sums, "SHA256SUMS")} == set(archive.namelist())
        for name, digest in sums.items():
            assert hashlib.sha256(archive.read(f"{top}{name}")).hexdigest() == digest
    digest, name = (tmp_path / f"{target.name}.sha256").read_text().split()
    assert name == target.name
    assert hashlib.sha256(target.read_bytes()).hexdigest() == digest


def test_a_pdf_of_the_book_lies_beside_its_first_page(book, tmp_path):
    pdf = tmp_path / "book.pdf"
    pdf.write_bytes(b"%PDF-1.4")
    with zipfile.ZipFile(zip_file.write_zip(tmp_path, **book, pdf=pdf)) as archive:
        name = "resistance-reproduced-9.9.9/resistance-reproduced.pdf"
        assert archive.read(name) == b"%PDF-1.4"


def test_the_date_is_the_one_named(book, tmp_path):
    with zipfile.ZipFile(zip_file.write_zip(tmp_path, **book)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2023, 11, 14)}


def test_without_a_name_the_date_is_that_of_the_last_commit(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert zip_file.source_date() == zip_file.source_date() >= zip_file.EARLIEST


def test_a_site_that_is_not_built_is_refused(book, tmp_path):
    (book["site"] / "index.html").unlink()
    with pytest.raises(FileNotFoundError, match="run `make book` first"):
        zip_file.write_zip(tmp_path, **book)
