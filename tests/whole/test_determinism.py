"""The same sources give the same numbers and the same pages, whatever machine and user run them."""

import ast
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
import pytest

from resistbook.claims import ledger
from resistbook.paths import BOOK, ROOT, SITE
from resistbook.publish import explorer, pages
from resistbook.studies.keikha2021 import calibration

STEPS = [
    "kanzaki2016/trial",
    "kanzaki2016/basal_response",
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
"""Short steps of each study, with and without random numbers."""

EACH_KIND = {
    "resistance/lines_mcf_7_dkfz": "a negative-binomial model of counts",
    "kastrati2020/ex_vivo_counts": "the same within patients",
    "resistance/lines_mcf_7_gse118713": "a moderated t",
    "kastrati2020/lines_meta": "a random-effects mean",
    "keikha2021/relapse_hazard_gse3143": "Cox models, a gene each",
    "keikha2021/mechanisms_meta": "correlated genes of a set",
    "kanzaki2016/lists": "an exact test",
    "scaltriti2011/curves": "survival curves",
    "wu2025/nomogram": "a joint Cox model",
    "wu2025/score": "a penalised Cox model",
    "wu2025/drug_controls": "enrichment scores and ridge regression",
}
"""A short step of each kind of calculation."""

KERNELS = {
    "without AVX-512": {
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    },
    "without AVX": {
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-AVX512F",
    },
}
"""Processors as OpenBLAS, NumPy and the C library see them."""

COMPUTE = """
import json, locale, sys
locale.setlocale(locale.LC_ALL, "")
from resistbook.results import store
known, found = store.steps(), {}
for key in json.loads(sys.argv[1]):
    data, kinds = store.serialise(known[key], known[key].compute())
    found[key] = data.decode()
print(json.dumps(found))
"""
COMPARE = """
import json, sys
import threadpoolctl
from resistbook.results import store
known, found = store.steps(), {}
for key in json.loads(sys.argv[1]):
    kept, computed = store.read(key), known[key].compute().reset_index(drop=True)
    found[key] = store.differences(known[key], kept, computed).lines[:5]
blas = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
kernels = sorted({pool["architecture"] for pool in blas})
print(json.dumps([kernels, {key: lines for key, lines in found.items() if lines}]))
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


def run(script: str, keys: Iterable[str], settings: dict[str, str], folder: Path) -> dict[str, Any]:
    """Run a script on these steps in a process with these settings and return what it prints."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    environment |= {"PYTHONPATH": str(ROOT / "src"), **PLAIN, **settings}
    ended = subprocess.run(
        [sys.executable, "-c", script, json.dumps(list(keys))],
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
    return run(COMPUTE, STEPS, PLAIN, ROOT)


def has_locale(name: str) -> bool:
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False)
    return name.lower().replace("-", "") in listed.stdout.lower().replace("-", "").split()


@pytest.mark.raw
@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_the_stored_bytes_do_not_depend_on(plain, tmp_path, name):
    settings = OTHERS[name]
    if settings["LC_ALL"] != "C" and not has_locale(settings["LC_ALL"]):
        pytest.skip(f"this machine has no locale {settings['LC_ALL']}")
    other = run(COMPUTE, STEPS, settings, tmp_path)
    assert [key for key in STEPS if other[key] != plain[key]] == []


@pytest.mark.raw
@pytest.mark.slow
def test_more_threads_change_no_number_beyond_the_tolerance_of_the_store(tmp_path):
    threads = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
    _, differing = run(COMPARE, STEPS, threads, tmp_path)
    assert differing == {}


@pytest.mark.raw
@pytest.mark.slow
@pytest.mark.skipif(
    (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="names x86-64's instructions"
)
@pytest.mark.parametrize("name", KERNELS)
def test_a_step_of_each_kind_agrees_on_a_processor(tmp_path, name):
    kernels, differing = run(COMPARE, EACH_KIND, KERNELS[name], tmp_path)
    assert kernels == [KERNELS[name]["OPENBLAS_CORETYPE"]]
    assert differing == {}


SHOWN = [
    *ROOT.glob("notebooks/*.py"),
    *ROOT.glob("src/resistbook/display/figures/*.py"),
    *ROOT.glob("src/resistbook/studies/synthesis/*.py"),
]


def leaves_ties_open(call: ast.AST) -> bool:
    """Tell whether a call sorts by one column with NumPy's default, which orders ties by chance."""
    if not (isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "sort_values"):
        return False
    by_several = bool(call.args) and isinstance(call.args[0], ast.List)
    return not by_several and all(word.arg != "kind" for word in call.keywords)


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_what_is_shown_is_sorted_alike_on_every_processor_ties_too(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [node.lineno for node in ast.walk(tree) if leaves_ties_open(node)] == []


@pytest.mark.raw
def test_a_step_that_shares_out_its_work_does_not_depend_on_the_number_of_workers(monkeypatch):
    monkeypatch.setattr(calibration, "PERMUTATIONS", 24)
    found = []
    for cores in (1, 2):
        monkeypatch.setenv("LOKY_MAX_CPU_COUNT", str(cores))
        assert joblib.effective_n_jobs(-1) == min(cores, os.cpu_count())
        found.append(calibration._calibration("GSE1992", "within"))
    pd.testing.assert_frame_equal(*found, check_exact=True)


def test_the_steps_of_the_sample_are_of_studies_of_the_ledger():
    assert {key.split("/")[0] for key in STEPS} <= set(ledger.ledgers())


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
@pytest.mark.slow
def test_the_generated_pages_are_those_that_the_code_writes(tmp_path, monkeypatch):
    found = {
        path.relative_to(BOOK / "generated").as_posix(): path.read_bytes()
        for path in (BOOK / "generated").rglob("*")
        if path.is_file()
    }
    monkeypatch.setattr(pages, "GENERATED", tmp_path)
    pages.write_pages()
    explorer.write_scripts(tmp_path / explorer.SCRIPTS.relative_to(BOOK / "generated"))
    right = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert found.keys() == right.keys()
    assert [name for name in right if found[name] != right[name]] == []


@site
@built
@pytest.mark.slow
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
