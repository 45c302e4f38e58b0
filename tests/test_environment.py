"""One environment, told three ways: pyproject.toml, requirements.lock, environment.yml."""

import re
import tomllib

import pytest
import yaml

from resistbook.layout import ROOT

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
    minor = int(conda_pins()["python"].split(".")[1])
    oldest = int(PROJECT["requires-python"].removeprefix(">=3."))
    assert oldest <= minor <= 13


def test_binder_installs_the_lock_and_the_python_of_the_conda_environment():
    binder = ROOT / ".binder"
    assert (binder / "requirements.txt").read_text().split() == ["-r", "../requirements.lock"]
    assert (binder / "runtime.txt").read_text().strip() == f"python-{conda_pins()['python']}"
    assert "pip install --no-deps --no-build-isolation -e ." in (binder / "postBuild").read_text()
