"""Two releases to compare: a checkout, an unpacked book, or a zip of either."""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LEDGER_OF = """
try:
    from resistbook.publish.published_ledger import as_json
except ImportError:  # the first edition
    from resistbook.open_ledger import as_json
try:
    print(as_json())
except TypeError:  # the first edition, and the beginning of the second
    try:
        from resistbook.claims.ledger import verdicts
    except ImportError:
        from resistbook.claims import verdicts
    print(as_json(verdicts()))
"""


@contextmanager
def opened(release: Path) -> Iterator[Path]:
    """Give the folder that holds a release, unpacked if it is a zip.

    Raises
    ------
    ValueError
        If it is no release, or a damaged zip.
    """
    if release.is_dir():
        yield _checked(release, release)
    elif zipfile.is_zipfile(release):
        with tempfile.TemporaryDirectory() as folder:
            _unpack(release, folder)
            inside = list(Path(folder).iterdir())
            top = inside[0] if len(inside) == 1 and inside[0].is_dir() else Path(folder)
            yield _checked(top, release)
    else:
        raise ValueError(f"{release} is neither a folder nor a zip")


def claims_of(release: Path) -> dict[str, dict[str, Any]]:
    """Return the claims of a book, or let a checkout compute its own with its own code.

    Returns
    -------
    dict
        ``study claim``, and the claim as ``claims.json`` has it, in any of its formats.

    Raises
    ------
    ValueError
        If they cannot be had, with the reason.
    """
    told = release / "claims.json"
    text = told.read_text(encoding="utf-8") if told.is_file() else _computed(release)
    try:
        return {
            f"{study['study']} {claim['id']}": {"verdict": claim["verdict"], **claim}
            for study in json.loads(text)["studies"]
            for claim in study["claims"]
        }
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{release.name}: claims.json does not hold the claims of a book ({error!r}); "
            "build the book again"
        ) from error


def tables_of(release: Path) -> dict[str, Path]:
    """Return the stored tables of a release, by key."""
    folder = release / "results"
    return {
        path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.glob("*/*.csv")
    }


def names_of(release: Path) -> dict[str, list[str]]:
    """Return the columns that name the rows of each table, as the release's manifest states them.

    Empty where there is no manifest, or one of the first edition.
    """
    path = release / "results" / "manifest.json"
    whole = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"results": {}}
    return {key: entry["by"] for key, entry in whole["results"].items() if "by" in entry}


def _computed(release: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-c", LEDGER_OF],
        env=os.environ | {"PYTHONPATH": str(release / "src"), "RESISTBOOK_RESULTS": "stored"},
        cwd=release,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        said = run.stderr.strip().splitlines() or [f"ended with status {run.returncode}"]
        raise ValueError(f"{release.name} cannot tell its verdicts: {said[-1]}")
    return run.stdout


def _unpack(release: Path, folder: str) -> None:
    try:
        with zipfile.ZipFile(release) as archive:
            archive.extractall(folder)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ValueError(f"{release} is a damaged zip ({error}); fetch it again") from error


def _checked(folder: Path, release: Path) -> Path:
    whole = (folder / "results").is_dir() and (
        (folder / "claims.json").is_file() or (folder / "src" / "resistbook").is_dir()
    )
    if not whole:
        raise ValueError(
            f"{release} is no release: it needs results/, and claims.json (a book) or "
            "src/resistbook/ (a checkout)"
        )
    return folder.resolve()
