"""The licences of the packages of the lock, as their own metadata state them.

Packages are used as libraries: none is copied into this repository or its site. What is under a
copyleft licence is named in `COPYLEFT`, with what it is used for.
"""

import re
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pandas as pd

from resistbook.paths import RESULTS, ROOT

LOCK = ROOT / "requirements.lock"
STORED = RESULTS / "licences.csv"

PERMISSIVE = frozenset(
    {
        "0BSD",
        "Apache-2.0",
        "BSD",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "CC0-1.0",
        "ISC",
        "MIT",
        "MIT-CMU",
        "MPL-2.0",
        "PSF-2.0",
        "Zlib",
    }
)
"""Licences under which any package may come in; BSD is that of metadata which do not count clauses.

MPL-2.0 asks that changed files of the package itself stay open, and nothing of what imports it.
"""
COPYLEFT = {
    "docutils": "reads the pages when the book is built; of it, only an unused Emacs mode is GPL",
    "pyreadr": "reads R's data files",
    "scikit-survival": "fits penalised Cox models",
    "survset": "holds the data of three cohorts",
}
"""Packages under the GPL or AGPL, and what they are used for; no other may come in unread."""

_KNOWN = PERMISSIVE | {"AGPL-3.0-or-later", "GPL-3.0-only", "GPL-3.0-or-later"}
_LOCKED = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)"
    r"(?: *; *(?P<only>[^\\\n]+))?",
    re.MULTILINE,
)
_WORDS = {
    "apache 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd": "BSD",
    "bsd license": "BSD",
    "bsd-3": "BSD-3-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "gnu general public license (gpl)": "GPL",
    "gnu general public license v3 (gplv3)": "GPL-3.0-only",
    "gplv3": "GPL-3.0-only",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "public domain": "LicenseRef-public-domain",
    "python software foundation license": "PSF-2.0",
    "the mit license (mit)": "MIT",
}
"""What metadata say where they give no SPDX expression."""
_SPDX = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]*")


class LicenceError(ValueError):
    """A package's metadata state no licence that is known here."""


def pinned(text: str) -> pd.DataFrame:
    """List the packages of a lock file.

    Returns
    -------
    DataFrame
        Columns package, version, only: where alone it is installed, or empty.
    """
    rows = [(m["name"], m["version"], (m["only"] or "").strip()) for m in _LOCKED.finditer(text)]
    return pd.DataFrame(rows, columns=["package", "version", "only"])


def licence(package: str) -> tuple[str, str]:
    """Return the licence of an installed package as an SPDX expression, and where it is stated.

    Raises
    ------
    LicenceError
        If its metadata state none that is known here.

    Notes
    -----
    The field ``License-Expression`` goes before ``License``, and that before the classifiers, of
    which all hold.
    """
    fields = metadata.metadata(package)
    if expression := fields.get("License-Expression"):
        return expression, "License-Expression"
    stated = (fields.get("License") or "").strip().partition("\n")[0].strip()
    if stated.lower() in _WORDS:
        return _WORDS[stated.lower()], "License"
    if parts(stated) and parts(stated) <= _KNOWN:
        return stated, "License"
    classified = [
        text.rpartition(" :: ")[2]
        for text in fields.get_all("Classifier", [])
        if text.startswith("License :: ")
    ]
    named = [_WORDS[text.lower()] for text in classified if text.lower() in _WORDS]
    if not named:
        raise LicenceError(
            f"{package}: its metadata state no known licence (License: {stated[:60]!r}, "
            f"classifiers: {classified}); read its licence and add the words to licences.py"
        )
    return " AND ".join(sorted(set(named))), "Classifier"


def listed() -> pd.DataFrame:
    """Return the licence of every package of the lock that is installed.

    Returns
    -------
    DataFrame
        Columns package, version, licence, stated_in, used_for (of packages under a copyleft
        licence), in the order of the lock.
    """
    rows = []
    for row in pinned(LOCK.read_text(encoding="utf-8")).itertuples():
        try:
            named, field = licence(row.package)
        except metadata.PackageNotFoundError:
            if row.only:
                continue
            raise
        rows.append((row.package, row.version, named, field, COPYLEFT.get(row.package, "")))
    return pd.DataFrame(rows, columns=["package", "version", "licence", "stated_in", "used_for"])


def parts(expression: str) -> set[str]:
    """Name the licences of an SPDX expression.

    >>> sorted(parts("(MIT OR Apache-2.0) AND PSF-2.0"))
    ['Apache-2.0', 'MIT', 'PSF-2.0']
    """
    plain = re.sub(r"\bWITH +\S+", "", expression)
    return {word for word in _SPDX.findall(plain) if word not in ("AND", "OR")}


def not_allowed(packages: Iterable[tuple[str, str]]) -> list[str]:
    """List the packages, given with their licences, that may not come in unread."""
    return [
        f"{package}: {expression}"
        for package, expression in packages
        if package not in COPYLEFT and not (parts(expression) and parts(expression) <= PERMISSIVE)
    ]


def write(packages: pd.DataFrame) -> Path:
    """Write ``results/licences.csv``, as `listed` returns it."""
    packages.to_csv(STORED, index=False, lineterminator="\n")
    return STORED
