"""For which systems the package index has wheels of the pinned packages.

Writes ``results/wheels.csv``: a row for each package, and in the column of each system the Pythons
for which none of its pinned files is a wheel, so that pip would have to build it there.
"""

import re
from itertools import chain

import pandas as pd
import requests
from packaging import tags
from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from packaging.utils import parse_wheel_filename
from pip._internal.commands import create_command

from resistbook.paths import RESULTS
from resistbook.publish.release.licences import LOCK, pinned

STORED = RESULTS / "wheels.csv"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
GLIBC = 28
"""The wheels of Linux may ask for glibc 2.28 of 2018, and no later one."""


def _of_linux(machine: str) -> list[str]:
    numbered = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, 4, -1)]
    return [*numbered, *(f"manylinux{year}_{machine}" for year in (2014, 2010, 1))]


SYSTEMS = {
    "linux_x86_64": ("linux", _of_linux("x86_64")),
    "linux_aarch64": ("linux", _of_linux("aarch64")),
    "macos_arm64": ("darwin", list(tags.mac_platforms((14, 0), "arm64"))),
    "windows_x86_64": ("win32", ["win_amd64"]),
}


def index_address() -> str:
    """Return the address of the index that pip is set to; pip tells it in no public way."""
    return create_command("download").parser.get_default_values().index_url.rstrip("/")


def files(package: str, text: str) -> list[dict]:
    """Return what the index says of the files of a package whose hashes are in the lock."""
    kind = {"Accept": "application/vnd.pypi.simple.v1+json"}
    answer = requests.get(f"{index_address()}/{package}/", headers=kind, timeout=60)
    answer.raise_for_status()
    return [file for file in answer.json()["files"] if file["hashes"]["sha256"] in text]


def serves(file: dict, python: str, platforms: list[str]) -> bool:
    """Tell whether a file is a wheel for a version of CPython and a system."""
    served = SpecifierSet(file.get("requires-python") or "").contains(f"{python}.9")
    if not served or not file["filename"].endswith(".whl"):
        return False
    version, name = tuple(map(int, python.split("."))), f"cp{python.replace('.', '')}"
    fitting = chain(
        tags.cpython_tags(version, [name], platforms),
        tags.compatible_tags(version, name, platforms),
    )
    return not parse_wheel_filename(file["filename"])[3].isdisjoint(fitting)


def wanted(only: str, python: str, system: str) -> bool:
    """Tell whether a package with such a marker is installed by CPython on a system."""
    names = {"python_version": python, "python_full_version": f"{python}.9"}
    names |= {"sys_platform": system, "implementation_name": "cpython"}
    return not only or Marker(only).evaluate(names)


def table() -> pd.DataFrame:
    """Ask the index about every package of the lock.

    Returns
    -------
    DataFrame
        Columns package, version and each of `SYSTEMS`, in the order of the lock.
    """
    text = LOCK.read_text(encoding="utf-8")
    rows = []
    for package, version, only in pinned(text).itertuples(index=False):
        found = files(re.sub(r"[-_.]+", "-", package), text)
        missing = {
            column: " ".join(
                python
                for python in PYTHONS
                if wanted(only, python, system)
                and not any(serves(file, python, platforms) for file in found)
            )
            for column, (system, platforms) in SYSTEMS.items()
        }
        rows.append({"package": package, "version": version} | missing)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    table().to_csv(STORED, index=False, lineterminator="\n")
