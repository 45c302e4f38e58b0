"""The whole book as one zip to read without network: the same bytes from the same site."""

import hashlib
import importlib.metadata
import io
import json
import os
import subprocess
import time
import zipfile
from pathlib import Path

from resistbook.files import write
from resistbook.paths import RESULTS, ROOT, SITE
from resistbook.publish import address
from resistbook.publish.release import crate

NAME = "resistance-reproduced"
SUMS = "SHA256SUMS"
BESIDE = ("LICENSE", "CITATION.cff", "CHANGELOG.md")
EARLIEST = 315532800
"""1 January 1980, the first day that a zip can name."""


def write_zip(
    folder: Path = ROOT / "_build",
    *,
    site: Path = SITE,
    results: Path = RESULTS,
    pdf: Path | None = None,
    version: str | None = None,
) -> Path:
    """Write the book, its stored tables and its licence as a zip, and the zip's SHA-256 beside it.

    Parameters
    ----------
    folder
        Where the zip goes.
    site
        The built site.
    results
        The stored tables with their manifest.
    pdf
        The book as a PDF, if there is one.
    version
        That of the package if not given.

    Returns
    -------
    Path
        ``<folder>/resistance-reproduced-<version>.zip``. Everything in it lies in one folder of
        that name, with ``SHA256SUMS`` of all the files for ``sha256sum --check``.

    Raises
    ------
    FileNotFoundError
        If the site is not built.

    Notes
    -----
    Files are in order of name, with one date: ``SOURCE_DATE_EPOCH``, or that of the last commit.
    The same files therefore give the same zip.
    """
    if not (site / "index.html").is_file():
        raise FileNotFoundError(f"{site.name}/ holds no index.html: run `make book` first")
    version = version or importlib.metadata.version("resistbook")
    top = f"{NAME}-{version}"
    files = {path.relative_to(site).as_posix(): path for path in _files(site)}
    files |= {f"results/{path.relative_to(results).as_posix()}": path for path in _files(results)}
    files |= {name: ROOT / name for name in BESIDE}
    if pdf:
        files[f"{NAME}.pdf"] = pdf
    contents = {name: files[name].read_bytes() for name in sorted(files)}
    date = time.gmtime(max(source_date(), EARLIEST))[:6]
    contents[crate.METADATA] = crate.crate(
        json.loads(contents["results/manifest.json"]),
        {name: len(data) for name, data in contents.items()},
        version,
        f"{date[0]}-{date[1]:02}-{date[2]:02}",
        address.site(),
    ).encode()
    sums = [
        f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(contents.items())
    ]
    contents[SUMS] = ("\n".join(sums) + "\n").encode()
    target = folder / f"{top}.zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{top}/{name}", date)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whichever system writes it
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, compresslevel=9)
    digest = hashlib.sha256(packed.getbuffer()).hexdigest()
    write(target, packed.getvalue())
    write(target.with_suffix(".zip.sha256"), f"{digest}  {target.name}\n".encode())
    return target


def source_date() -> int:
    """Return the seconds since 1970 that stand for the date of the book."""
    if named := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(named)
    commit = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"],
        capture_output=True,
        text=True,
        check=False,
    )
    return int(commit.stdout) if commit.returncode == 0 and commit.stdout.strip() else EARLIEST


def _files(folder: Path) -> list[Path]:
    """List what is to be read, without what the build or the store keep for themselves."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".") and path.suffix != ".lock"
    ]
