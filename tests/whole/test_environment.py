"""One environment, told three ways: pyproject.toml, requirements.lock, environment.yml."""

import os
import re
import shutil
import subprocess
import sys
import time
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
faked="import runpy, sys; sys.version_info = {version}; sys.executable = sys.argv[2]"
case "$*" in
    "-m venv "*) mkdir -p .venv/bin && cp installer .venv/bin/python ;;
    -c*) exec {python} -c "$faked; exec(sys.argv[1])" "$2" "$0" ;;
    *) exec {python} -c "$faked; runpy.run_path(sys.argv[1], run_name='__main__')" "$1" "$0" ;;
esac
"""
"""A Python of a version."""
INSTALLER = """#!/bin/sh
echo "$@" >> installed
case "$*" in */dev/stdin) cat >> first ;; esac
sleep ${SLOW:-0}
echo done >> installed
exit ${FAILS:-0}
"""
"""The Python of its environments, which notes what it is asked to install."""
NAMES = ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python")


@pytest.fixture
def folder(tmp_path):
    for name in ("Makefile", "environment.py", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "installer").write_text(INSTALLER)
    (tmp_path / "installer").chmod(0o755)
    return tmp_path


def pythons(folder: Path, **versions: tuple[int, int]) -> dict[str, str]:
    """Put Pythons of these versions before all others, and return the variables of the shell."""
    (folder / "bin").mkdir()
    for name in NAMES:
        version = versions.get(name.replace(".", "_"), (3, 15))
        (folder / "bin" / name).write_text(PYTHON.format(python=sys.executable, version=version))
        (folder / "bin" / name).chmod(0o755)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("MA", "MF"))}
    kept.pop("PYTHON", None)
    return kept | {"PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}


def make(*words: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["make", *words], cwd=cwd, env=variables, capture_output=True, text=True, check=False
    )


def installed(folder: Path) -> list[str]:
    """Return what was installed, one after the other, since this was last called."""
    noted = folder / "installed"
    lines = noted.read_text().splitlines() if noted.exists() else []
    noted.unlink(missing_ok=True)
    assert lines[1::2] == ["done"] * (len(lines) // 2), "two runs installed at once"
    return lines[::2]


@pytest.mark.parametrize(
    ("found", "chosen"),
    [
        ({"python3": (3, 12), "python3_14": (3, 14)}, "python3"),
        ({"python3_12": (3, 12), "python3_11": (3, 11)}, "python3.12"),
    ],
    ids=["that of the system if the lock serves it", "an older one if that is too new"],
)
def test_make_takes_the_python(folder, found, chosen):
    done = make("-n", "environment", cwd=folder, **pythons(folder, **found))
    assert done.stdout == f"{chosen} environment.py\n"


@pytest.mark.parametrize("name", ["Makefile", "environment.py"])
def test_make_and_the_package_serve_the_same_pythons(name):
    assert PROJECT["requires-python"] == ">=3.11,<3.15"
    assert "(3, 11) <= sys.version_info[:2] <= (3, 14)" in (ROOT / name).read_text("utf-8")
    assert wheels.PYTHONS == ("3.11", "3.12", "3.13", "3.14")


@pytest.mark.parametrize("named", [(), ("PYTHON=python3",)])
def test_a_python_that_the_lock_does_not_serve_is_refused_in_a_sentence(folder, named):
    done = make("environment", *named, cwd=folder, **pythons(folder))
    assert done.returncode == 2
    assert "is Python 3.15" in done.stderr
    assert "make PYTHON=/path/to/python3.12 environment" in done.stderr
    assert not (folder / ".venv").exists()


def test_packages_that_cannot_be_installed_point_to_the_index_and_to_the_compiler(folder):
    variables = pythons(folder, python3=(3, 13))
    done = make("environment", cwd=folder, **variables, FAILS="1")
    assert done.returncode == 2
    assert "PIP_INDEX_URL" in done.stderr
    assert "apt-get install build-essential python3-dev" in done.stderr
    assert len(installed(folder)) == 1
    assert make("environment", cwd=folder, **variables).returncode == 0
    assert len(installed(folder)) == 3


def test_what_builds_packages_comes_first_and_from_the_lock_with_its_hash(folder):
    assert make("environment", cwd=folder, **pythons(folder, python3=(3, 13))).returncode == 0
    first, then, last = installed(folder)
    assert "--require-hashes -q -r /dev/stdin" in first
    assert "--require-hashes --no-build-isolation --use-pep517 -r requirements.lock" in then
    assert "--no-build-isolation -e ." in last
    taken = (folder / "first").read_text()
    assert re.findall(r"^(\S+)==", taken, re.MULTILINE) == ["setuptools"]
    assert "--hash=sha256:" in taken


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_the_environment_is_renewed_where_the_lock_or_the_package_differs_and_only_then(
    folder, name
):
    variables = pythons(folder, python3=(3, 13))
    for lines in (3, 0):
        assert make("environment", cwd=folder, **variables).returncode == 0
        assert len(installed(folder)) == lines
    with (folder / name).open("a") as file:
        file.write("# more\n")
    os.utime(folder / name, (0, 0))
    for lines in (3, 0):
        assert make("environment", cwd=folder, **variables).returncode == 0
        assert len(installed(folder)) == lines


def test_two_makes_at_once_make_one_environment(folder):
    variables = pythons(folder, python3=(3, 13)) | {"SLOW": "0.3"}
    runs = [subprocess.Popen(["make", "environment"], cwd=folder, env=variables) for _ in range(2)]
    assert [made.wait() for made in runs] == [0, 0]
    assert len(installed(folder)) == 3


@pytest.mark.slow
def test_an_environment_whose_making_was_killed_is_made_again_once_pip_has_ended(folder):
    variables = pythons(folder, python3=(3, 13)) | {"SLOW": "1"}
    maker = [str(folder / "bin" / "python3"), "environment.py"]
    killed = subprocess.Popen(maker, cwd=folder, env=variables)
    while not (folder / "first").exists():
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert make("environment", cwd=folder, **variables).returncode == 0
    assert len(installed(folder)) == 4
    assert make("environment", cwd=folder, **variables).returncode == 0
    assert installed(folder) == []
