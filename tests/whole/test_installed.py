"""The package without its checkout: installed as a wheel, and on systems that lack Unix modules."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sources_server
from geo_files import annotation, series_matrix, serve_series
from sources_server import Reply

from resistbook.paths import ROOT

FOR_THE_BOOK = ("IPython", "ipykernel", "jupytext", "myst_nb", "nbclient", "nbformat")
"""What `pip install .` does not bring."""
COMMAND = f"""
import sys
sys.modules |= dict.fromkeys({FOR_THE_BOOK})
import resistbook
from resistbook.cli import main as cli
assert resistbook.__file__.startswith(sys.argv[1]), resistbook.__file__
raise SystemExit(cli.main(sys.argv[2:]))
"""
WITHOUT_UNIX = """
import importlib, pkgutil, sys
sys.modules |= dict.fromkeys(("fcntl", "resource"))
import resistbook
found = pkgutil.walk_packages(resistbook.__path__, "resistbook.")
names = [module.name for module in found if not module.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
print(len(names))
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A folder that holds the installed package and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("installed") / "lib" / "site"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--no-build-isolation", "--target", str(folder), str(ROOT)], check=True)
    return folder


def run(site: Path, folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    environment = {key: value for key, value in os.environ.items() if "RESISTBOOK" not in key}
    environment |= {"PYTHONPATH": str(site), "RESISTBOOK_CACHE": str(folder / "cache")}
    return subprocess.run(
        [sys.executable, "-c", COMMAND, str(site), *words],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_forensics_answers_from_any_folder(site, tmp_path):
    done = run(site, tmp_path, "forensics", "mean", "5.19", "--n", "28")
    assert done.returncode == 0, done.stderr
    assert "5.19 cannot come from whole numbers at n = 28." in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_geo_compares_a_series_from_any_folder(site, tmp_path):
    noise = np.random.default_rng(4)
    samples = [f"GSM{number}" for number in range(100, 112)]
    values = pd.DataFrame(
        noise.normal(8, 1, (200, 12)), [f"{probe}_at" for probe in range(200)], samples
    )
    values.iloc[0, ::2] += 6
    status = [f"status: {each}" for each in ["R", "RF"] * 6]
    records = {"title": samples, "characteristics_ch1": [status]}
    symbols = pd.Series({probe: f"GENE{probe.removesuffix('_at')}" for probe in values.index})
    with sources_server.running() as server:
        body = series_matrix(values, records, accession="GSE9999")
        serve_series(server, "GSE9999", {"GSE9999": body}, stub="GSE9nnn")
        server.serve(
            "/geo/platforms/GPLnnn/GPL96/annot/GPL96.annot.gz",
            Reply(gzip.compress(annotation(symbols), mtime=0)),
        )
        done = run(
            site, tmp_path, "geo", "GSE9999", "--group", "status == 'R'",
            "--reference", "status == 'RF'", "--out", "found",
            RESISTBOOK_GEO=f"{server.address}/geo", NO_PROXY="127.0.0.1",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(tmp_path / "found" / "GSE9999_GPL96.csv", index_col="feature")
    assert table["fdr"].idxmin() == "GENE0"
    assert (tmp_path / "found" / "GSE9999_GPL96.html").stat().st_size > 10_000


def test_sources_are_listed_from_any_folder(site, tmp_path):
    done = run(site, tmp_path, "sources")
    assert done.returncode == 0, done.stderr
    assert "metabric" in done.stdout


def test_a_command_that_needs_the_checkout_says_so_in_one_sentence(site, tmp_path):
    done = run(site, tmp_path, "claims")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("resistbook: `claims` needs the book's checkout")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_every_module_can_be_imported_where_unix_modules_are_missing_as_on_windows():
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_UNIX],
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 150
