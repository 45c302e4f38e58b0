"""The same sources give the same numbers and the same pages, whatever machine and user run them."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import joblib
import pandas as pd
import pytest

import tampering
from resistbook import claims, results
from resistbook.layout import BOOK, ROOT, SITE
from resistbook.studies import keikha2021

STEPS = [
    "kanzaki2016/trial",
    "kanzaki2016/resistance",
    "kanzaki2016/pathway_inhibitors",
    "kastrati2020/changes_tamoxifen_12_h_ex_vivo",
    "kastrati2020/lines_meta",
    "kastrati2020/context_left_out",
    "keikha2021/relapse_genes_gse1992",
    "keikha2021/relapse_hazard_gse3143",
    "keikha2021/mechanisms_meta",
    "keikha2021/mechanisms_preset",
    "scaltriti2011/curves",
    "scaltriti2011/cdk_inhibitors",
    "scaltriti2011/coamplification_by_er",
    "wu2025/resistance_genes",
    "wu2025/resistance_sets",
    "wu2025/nomogram",
]
"""Steps of each study that take a second or less, with and without random numbers."""

COMPUTE = """
import json, locale, sys
locale.setlocale(locale.LC_ALL, "")
from resistbook import results
known, found = results.steps(), {}
for key in json.loads(sys.argv[1]):
    data, kinds = results.serialise(known[key], known[key].compute())
    found[key] = data.decode()
print(json.dumps(found))
"""
PLAIN = {
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RESISTBOOK_RESULTS": "stored",
}
OTHERS = {
    "locale C, time in Tokyo, another hash seed and folder": {
        "LC_ALL": "C",
        "TZ": "Asia/Tokyo",
        "PYTHONHASHSEED": "4242",
    },
    "a locale with decimal commas": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
}


def compute(settings: dict[str, str], folder: Path) -> dict[str, str]:
    """Compute steps in a process with these settings and return what they would be stored as."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), **PLAIN, **settings}
    ended = subprocess.run(
        [sys.executable, "-c", COMPUTE, json.dumps(STEPS)],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if "UnreachableError" in ended.stderr:
        pytest.skip("source files are not on this machine")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.fixture(scope="module")
def plain() -> dict[str, str]:
    return compute(PLAIN, ROOT)


def has_locale(name: str) -> bool:
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False)
    return name.lower().replace("-", "") in listed.stdout.lower().replace("-", "").split()


@pytest.mark.raw
@pytest.mark.parametrize("name", OTHERS)
def test_the_stored_bytes_do_not_depend_on(plain, tmp_path, name):
    settings = OTHERS[name]
    if settings["LC_ALL"] != "C" and not has_locale(settings["LC_ALL"]):
        pytest.skip(f"this machine has no locale {settings['LC_ALL']}")
    other = compute(settings, tmp_path)
    assert [key for key in STEPS if other[key] != plain[key]] == []


@pytest.mark.raw
def test_more_threads_change_no_number_beyond_the_tolerance_of_the_store(tmp_path):
    threads = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
    known = results.steps()
    for key, text in compute(threads, tmp_path).items():
        kept = results.read(known[key])
        kinds = results.manifest()["results"][key]["columns"]
        found, _ = results.differences(known[key], kept, results.parse(text.encode(), kinds))
        assert found == []


@pytest.mark.raw
def test_a_step_that_shares_out_its_work_does_not_depend_on_the_number_of_workers(monkeypatch):
    monkeypatch.setattr(keikha2021, "PERMUTATIONS", 24)
    found = []
    for cores in (1, 2):
        monkeypatch.setenv("LOKY_MAX_CPU_COUNT", str(cores))
        assert joblib.effective_n_jobs(-1) == min(cores, os.cpu_count())
        found.append(keikha2021._calibration("GSE1992", "within"))
    pd.testing.assert_frame_equal(*found, check_exact=True)


def test_the_steps_of_the_sample_are_of_studies_of_the_ledger_and_short():
    entries = results.manifest()["results"]
    assert {key.split("/")[0] for key in STEPS} <= set(claims.ledgers())
    assert all(entries[key]["seconds"] <= 1 for key in STEPS)


def differing(one: Path, other: Path) -> list[str]:
    """List the files that are not the same, byte for byte, in two folders."""
    held = [
        {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for folder in (one, other)
    ]
    alike = held[0].keys() & held[1].keys()
    changed = {name for name in alike if held[0][name].read_bytes() != held[1][name].read_bytes()}
    return sorted(changed | (held[0].keys() ^ held[1].keys()))


site = pytest.mark.site
built = pytest.mark.skipif(not SITE.is_dir(), reason="the site is not built; run `make book`")


@site
@built
def test_the_generated_pages_are_those_that_the_code_writes():
    found = {
        path.relative_to(BOOK / "generated").as_posix(): path.read_bytes()
        for path in (BOOK / "generated").rglob("*")
        if path.is_file()
    }
    right = tampering.generated()
    assert found.keys() == right.keys()
    assert [name for name in right if found[name] != right[name]] == []


@site
@built
def test_a_second_build_elsewhere_gives_the_same_site_byte_for_byte():
    """Other folder, other time, other time zone, locale and hash seed; nothing is dated."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "elsewhere"
        left_out = shutil.ignore_patterns(
            "_build", ".venv", ".git", "__pycache__", ".*_cache", ".hypothesis"
        )
        shutil.copytree(ROOT, copy, ignore=left_out, symlinks=True)
        jupyter_book = Path(sys.executable).with_name("jupyter-book")
        settings = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
        ended = subprocess.run(
            [str(jupyter_book), "build", str(copy), "-W", "-n", "--keep-going", "--all", "-q"],
            env=os.environ | {"PYTHONPATH": str(copy / "src")} | settings,
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr[-2000:]
        assert differing(SITE, copy / "_build" / "html") == []
