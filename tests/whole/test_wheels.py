"""No compiler needed: which pinned packages have wheels, as stored in results/wheels.csv."""

import pandas as pd
import pytest
import wheels

from resistbook.paths import ROOT
from resistbook.publish.release import licences

STORED = pd.read_csv(wheels.STORED, keep_default_na=False)
LOCK = licences.LOCK.read_text(encoding="utf-8")
NEVER = {"autograd-gamma", "docrep"}
"""Packages of Python code alone, whose authors publish no wheel; they build without a compiler."""
LINUX = wheels.SYSTEMS["linux_x86_64"][1]


def lacking(system: str) -> set[str]:
    return set(STORED.loc[STORED[system] != "", "package"])


def test_the_stored_list_has_each_package_of_the_lock_at_its_version():
    listed = STORED[["package", "version"]].to_numpy().tolist()
    assert listed == licences.pinned(LOCK)[["package", "version"]].to_numpy().tolist()
    assert len(listed) > 150


def test_on_linux_x86_64_every_package_but_two_has_a_wheel_for_every_supported_python():
    assert lacking("linux_x86_64") == NEVER


def test_the_readme_names_each_package_that_another_system_has_to_compile():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "results/wheels.csv" in line)
    elsewhere = set.union(*map(lacking, wheels.SYSTEMS)) - NEVER
    assert elsewhere
    assert {name for name in STORED["package"] if f"`{name}`" in line} == elsewhere
    assert lacking("macos_arm64") | lacking("windows_x86_64") == NEVER
    assert "on Linux for ARM" in line


def test_the_solver_that_needs_a_compiler_is_not_locked():
    assert "ecos" not in set(licences.pinned(LOCK)["package"])


@pytest.mark.parametrize(
    ("name", "pythons"),
    [
        ("a-1-py3-none-any.whl", "3.11 3.12 3.13 3.14"),
        ("a-1-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", "3.12"),
        ("a-1-cp312-abi3-manylinux_2_28_x86_64.whl", "3.12 3.13 3.14"),
        ("a-1-cp314-cp314t-manylinux_2_28_x86_64.whl", ""),
        ("a-1-cp312-cp312-manylinux_2_39_x86_64.whl", ""),
        ("a-1-cp312-cp312-musllinux_1_2_x86_64.whl", ""),
        ("a-1-cp312-cp312-manylinux_2_17_aarch64.whl", ""),
        ("a-1-cp312-cp312-macosx_11_0_arm64.whl", ""),
        ("a-1.tar.gz", ""),
    ],
)
def test_a_wheel_serves_the_pythons_and_the_system_that_it_is_tagged_with(name, pythons):
    served = [each for each in wheels.PYTHONS if wheels.serves({"filename": name}, each, LINUX)]
    assert " ".join(served) == pythons


def test_a_wheel_serves_no_python_that_its_package_excludes():
    file = {"filename": "a-1-py3-none-any.whl", "requires-python": ">=3.11,<3.14"}
    assert wheels.serves(file, "3.13", LINUX)
    assert not wheels.serves(file, "3.14", LINUX)


def test_a_package_for_another_system_is_not_missed():
    assert not wheels.wanted("sys_platform == 'win32'", "3.12", "linux")
    assert wheels.wanted("sys_platform == 'win32'", "3.12", "win32")
    assert not wheels.wanted("implementation_name == 'pypy'", "3.12", "linux")
    assert wheels.wanted("python_full_version == '3.13.*'", "3.13", "linux")
    assert not wheels.wanted("python_full_version == '3.13.*'", "3.14", "linux")
