"""One environment, told three ways: pyproject.toml, requirements.lock, environment.yml."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import wheels
import yaml

from resistbook.paths import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

CONDA_NAMES = {"matplotlib": "matplotlib-base"}
"""Packages that conda-forge calls otherwise than the Python package index does."""


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, list[str]]:
    versions: dict[str, list[str]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", LOCK, re.MULTILINE
    ):
        versions.setdefault(canonical(name), []).append(version)
    return versions


def direct() -> set[str]:
    extras = PROJECT["optional-dependencies"].values()
    wanted = PROJECT["dependencies"] + [name for extra in extras for name in extra]
    return {canonical(re.match(r"[A-Za-z0-9._-]+", text)[0]) for text in wanted}


def conda_pins() -> dict[str, str]:
    lines = [line for line in CONDA["dependencies"] if isinstance(line, str) and "=" in line]
    return dict(line.split("=", 1) for line in lines)


def pip_pins() -> dict[str, str]:
    lines = next(line["pip"] for line in CONDA["dependencies"] if isinstance(line, dict))
    return dict(line.split("==", 1) for line in lines)


def test_every_locked_package_has_one_version_and_a_hash():
    for name, versions in locked().items():
        assert len(versions) == 1, f"{name} is locked at {versions}"
    assert LOCK.count("==") <= LOCK.count("--hash=sha256:")
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_lock_names_no_address():
    assert "://" not in LOCK
    assert "index-url" not in LOCK


@pytest.mark.parametrize("name", sorted(direct()))
def test_every_direct_dependency_is_locked_and_pinned_alike_for_conda(name):
    version = locked()[name][0]
    pins = {canonical(key): value for key, value in (conda_pins() | pip_pins()).items()}
    assert pins[CONDA_NAMES.get(name, name)] == version


def test_conda_pins_nothing_that_is_not_a_direct_dependency():
    known = {CONDA_NAMES.get(name, name) for name in direct()} | {"python", "pip", "make"}
    assert {canonical(name) for name in conda_pins() | pip_pins()} <= known


def test_conda_uses_conda_forge_only_and_a_python_that_the_package_serves():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert conda_pins()["python"] in wheels.PYTHONS


def test_binder_installs_the_lock_and_the_python_of_the_conda_environment():
    binder = ROOT / ".binder"
    assert (binder / "requirements.txt").read_text().split() == ["-r", "../requirements.lock"]
    assert (binder / "runtime.txt").read_text().strip() == f"python-{conda_pins()['python']}"
    assert "pip install --no-deps --no-build-isolation -e ." in (binder / "postBuild").read_text()


# make


PYTHON = """#!/bin/sh
case "$*" in
    "-m venv "*)
        mkdir -p .venv/bin
        printf '#!/bin/sh\\nexit 1\\n' > .venv/bin/python
        chmod +x .venv/bin/python ;;
    -c*) exec {python} -c 'import sys; sys.version_info = {version}; exec(sys.argv[1])' "$2" ;;
    *) exec {python} "$@" ;;
esac
"""
"""A Python of a version, whose environments have a Python that always fails."""
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")


def pythons(folder: Path, **versions: tuple[int, int]) -> dict[str, str]:
    """Put Pythons of these versions before all others, and return the variables of the shell."""
    folder.mkdir()
    for name in NAMES:
        version = versions.get(name.replace(".", "_"), (3, 15))
        (folder / name).write_text(PYTHON.format(python=sys.executable, version=version))
        (folder / name).chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MA", "MF"))}
    kept.pop("PYTHON", None)
    return kept | {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def make(*words: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", *words], cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )


def chosen(variables: dict[str, str]) -> str:
    database = make("-np", "help", **variables).stdout
    return re.search(r"^PYTHON := *(.*)$", database, re.MULTILINE)[1]


def test_make_takes_the_python_of_the_system_if_the_lock_serves_it(tmp_path):
    found = pythons(tmp_path / "bin", python3=(3, 12), python3_14=(3, 14))
    assert chosen(found) == "python3"


def test_make_looks_for_an_older_python_where_that_of_the_system_is_too_new(tmp_path):
    found = pythons(tmp_path / "bin", python3_12=(3, 12), python3_11=(3, 11))
    assert chosen(found) == "python3.12"


def test_make_and_the_package_serve_the_same_pythons():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert PROJECT["requires-python"] == ">=3.11,<3.15"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 14)" in text
    assert wheels.PYTHONS == ("3.11", "3.12", "3.13", "3.14")


@pytest.fixture
def folder(tmp_path):
    for name in ("Makefile", "alone.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("named", [(), ("PYTHON=python3",)])
def test_a_python_that_the_lock_does_not_serve_is_refused_in_a_sentence(folder, named):
    done = make("environment", *named, cwd=folder, **pythons(folder / "bin"))
    assert done.returncode == 2
    assert "Python 3.11 to 3.14" in done.stderr
    assert "make PYTHON=/path/to/python3.12 environment" in done.stderr
    assert not (folder / ".venv").exists()


def test_packages_that_cannot_be_installed_point_to_the_index_and_to_the_compiler(folder):
    done = make("environment", cwd=folder, **pythons(folder / "bin", python3=(3, 13)))
    assert done.returncode == 2
    assert "PIP_INDEX_URL" in done.stderr
    assert "apt-get install build-essential python3-dev" in done.stderr
    assert not (folder / ".venv" / ".installed").exists()


def test_what_builds_packages_comes_first_and_from_the_lock_with_its_hash(folder):
    recipe = make("-n", "environment", "RESISTBOOK_ALONE=yes", cwd=folder, **os.environ).stdout
    first, then, last = re.findall(r"pip install (.*)", recipe)
    assert "--require-hashes -q -r /dev/stdin" in first
    assert "--require-hashes --no-build-isolation --use-pep517 -r requirements.lock" in then
    assert "--no-build-isolation -e ." in last
    lines = re.search(r"sed -n '[^']+' requirements.lock", recipe)[0]
    taken = subprocess.run(lines, shell=True, cwd=folder, capture_output=True, text=True).stdout
    assert re.findall(r"^(\S+)==", taken, re.MULTILINE) == ["setuptools"]
    assert "--hash=sha256:" in taken
