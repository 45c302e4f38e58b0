"""Bring the site up to date: notebooks, generated pages, strict build.

Stamps hold the SHA-256 of all that the book is built from. A file that differs, is new or has gone
is out of date, whatever its time: clocks err, and a copied file keeps the time of its original.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from resistbook.paths import ROOT
from resistbook.publish import address

EXECUTED = Path("_build", "executed.json")
BUILT = Path("_build", "built.json")
SITE = Path("_build", "html")
FOLDERS = ("src", "claims", "results", "notebooks", "book")
SETTINGS = ("requirements.lock", "pyproject.toml", "_config.yml", "_toc.yml")
DERIVED = {"__pycache__", ".ipynb_checkpoints", "generated"}
ANY_READS = re.compile(
    r"(src|claims|results/[^/]+)/|(results/manifest\.json|requirements\.lock|pyproject\.toml)$"
)
"""What any notebook may read; other files of ``results/``, as the receipt, only the site shows."""


class BuildError(RuntimeError):
    """A site that cannot be published; what is wrong with it was printed before."""


def build(root: Path = ROOT) -> None:
    """Bring the site up to date, if it is not; runs at the same time take turns.

    Where only notebooks or their scripts changed, only those run. The site is built anew as a
    whole: numbers glued into another page would otherwise stay as they were. An interrupted build
    leaves no stamp, so that the next one begins again.

    Parameters
    ----------
    root
        The checkout.

    Raises
    ------
    NotebookError
        If a notebook cannot be published as it ran.
    BuildError
        If the strict build gives a warning.
    """
    if not _is_built(root, digests(root)):
        from resistbook.files import locked

        (root / "_build").mkdir(exist_ok=True)
        with locked(root / "_build" / "build.lock"):
            _build(root)
    print(f"The book is built. Open {SITE}/index.html in a browser, or run `make serve`.")


def _build(root: Path) -> None:
    from resistbook.files import write
    from resistbook.publish import executor

    found = digests(root)
    if scripts := to_run(executor.scripts_in(root / "notebooks"), changed(root / EXECUTED, found)):
        print("==> Notebooks: executed from the stored results", flush=True)
        executor.execute_notebooks(scripts)
        written = digests(root, ["notebooks"])
        found |= {name: written[name] for name in written if name.endswith(".ipynb")}
        write(root / EXECUTED, json.dumps(found).encode())
    if not _is_built(root, found):
        (root / BUILT).unlink(missing_ok=True)
        for left_over in (SITE, "_build/.doctrees", "_build/jupyter_execute"):
            shutil.rmtree(root / left_over, ignore_errors=True)
        print("==> Pages generated from registry, ledger and manifest", flush=True)
        write_pages()
        print("==> Site: strict build", flush=True)
        build_strictly(root)
        write(root / BUILT, json.dumps(found).encode())


def write_pages() -> None:
    """Write what code makes of ``book/``: pages, and the scripts of the gene explorer."""
    from resistbook.publish import explorer, pages

    pages.write_pages()
    explorer.write_scripts()


def build_strictly(root: Path) -> None:
    """Build the site with Jupyter Book, in this process, so that it ends when this one is killed.

    Raises
    ------
    BuildError
        If there was a warning.
    """
    from jupyter_book.cli.main import main

    try:
        strict = ["-W", "-n", "--keep-going", "--all", "-q"]
        main(["build", str(root), *strict], standalone_mode=False)
    except (RuntimeError, ValueError, SystemExit) as error:
        raise BuildError(
            "the strict build failed: mend each warning above, then run `make book` again"
        ) from error


def digests(root: Path, folders: Iterable[str] = FOLDERS) -> dict[str, str]:
    """Return the SHA-256 of every file that the book is built from, by its path from the root.

    The addresses that links are made of stand beside them.
    """
    found = {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _sources(root, folders)
    }
    return found | {"addresses": f"{address.repository()} {address.site()}"}


def _sources(root: Path, folders: Iterable[str]) -> Iterator[Path]:
    yield from filter(Path.is_file, (root / name for name in SETTINGS))
    for top in folders:
        for folder, below, names in os.walk(root / top):
            below[:] = set(below) - DERIVED
            yield from (Path(folder, name) for name in names if not _is_passing(name))


def _is_passing(name: str) -> bool:
    return name.startswith(".") or name.endswith(".lock")


def changed(stamp: Path, found: dict[str, str]) -> set[str]:
    """Name the files that differ from a stamp, are new or have gone; all where there is none."""
    kept = json.loads(stamp.read_bytes()) if stamp.is_file() else {}
    return {name for name in kept.keys() | found.keys() if kept.get(name) != found.get(name)}


def to_run(scripts: Iterable[Path], names: set[str]) -> list[Path]:
    """Choose the scripts to run where these files changed."""
    if any(map(ANY_READS.match, names)):
        return list(scripts)
    chapters = {Path(name).stem for name in names if name.startswith("notebooks/")}
    return [script for script in scripts if script.stem in chapters]


def _is_built(root: Path, found: dict[str, str]) -> bool:
    return (root / SITE).is_dir() and not changed(root / BUILT, found)
