"""Sections of the page of reproducibility on licences, and on what the tests notice."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from resistbook.publish.pages.markup import escape, page, table

PACKAGE = Path(__file__).parents[2]


def licences_section(packages: pd.DataFrame) -> str:
    """Write under which licences the locked packages stand, and what the copyleft ones are for.

    Parameters
    ----------
    packages : DataFrame
        ``results/licences.csv``, one row a package: ``package``, ``version``, ``licence``,
        ``stated_in`` and ``used_for``.
    """
    copyleft = packages[packages["used_for"] != ""]
    others = packages.drop(copyleft.index)["licence"].value_counts()
    return page(
        [
            "## Licences of the packages",
            f"The licences of the {len(packages)} packages of the lock, as their own metadata "
            "state them; a test fails where one is not in the allowed list. None of them is copied "
            "into the book. The book's own code is under the MIT licence, which lets it be used "
            "together with all of them. Who passes on the code *with* the packages of the second "
            "table, in a container for instance, passes the whole on under their terms.",
            table(
                ["Licence", "Packages"],
                [[escape(name), str(count)] for name, count in others.items()],
                numeric=["Packages"],
            ),
            table(
                ["Package", "Licence", "What it does here"],
                [
                    [
                        escape(f"{row.package} {row.version}"),
                        escape(row.licence),
                        escape(row.used_for),
                    ]
                    for row in copyleft.itertuples()
                ],
            ),
            "{download}`licences.csv <../../results/licences.csv>`",
        ]
    )


def mutable_modules() -> set[str]:
    """Return the modules with functions of the statistics and of the forensics."""
    return {
        path.relative_to(PACKAGE).with_suffix("").as_posix()
        for folder in ("stats", "forensics")
        for path in (PACKAGE / folder).rglob("*.py")
        if "\ndef " in path.read_text(encoding="utf-8")
    }


def _awaiting(mutation: pd.DataFrame) -> str:
    without = sorted(mutable_modules() - set(mutation["module"]))
    if not without:
        return "No module of the statistics is without."
    names = ", ".join(f"<code>{escape(name)}</code>" for name in without)
    return f"Newer than the last run, and not mutated yet: {names}."


def strength_section(
    coverage: Mapping[str, Any], mutation: pd.DataFrame, survivors: pd.DataFrame
) -> str:
    """Write how much of the code the tests reach, and how many planted faults they notice.

    Parameters
    ----------
    coverage : mapping
        ``results/coverage.json``.
    mutation : DataFrame
        ``results/mutation.csv``, one row a module: ``module``, ``mutants``, ``tested``, ``killed``,
        ``timeouts``, ``survived``, ``drawn`` (``all`` or ``sample``).
    survivors : DataFrame
        ``results/mutation_survivors.csv``, one row a survivor: ``module``, ``function``,
        ``change``, ``class``, ``reason``.
    """
    least = coverage["least_covered"]
    columns = ["Module", "Mutants", "Tested", "Killed", "Timed out", "Survived"]
    caught = mutation["killed"].sum() + mutation["timeouts"].sum()
    classes = ", ".join(
        f"{count} {escape(name)}" for name, count in survivors["class"].value_counts().items()
    )
    return page(
        [
            "## What the tests notice",
            f"On {escape(coverage['date'])} the tests, and a recomputation from the raw files, "
            f"reached {coverage['lines']:.1f}% of {coverage['statements_counted']:,} statements "
            f"and {coverage['branches']:.1f}% of {coverage['branches_counted']:,} branches of the "
            "package, without the simulations of power, which `make power` runs apart; least in "
            f"<code>{escape(least['module'])}</code> ({least['branches']:.1f}% of branches).",
            "A line that a test reaches can still be wrong. So the statistics and the store of "
            "results were changed in one place at a time, such as `<` to `<=`, and the tests run "
            "on each such mutant; texts of errors were left alone. Of the "
            f"{mutation['mutants'].sum():,} mutants of {len(mutation)} modules, "
            f"{mutation['tested'].sum():,} were tested, drawn by a hash of their names; tests "
            f"noticed {caught:,}, and {mutation['survived'].sum():,} survived. They are "
            f"{len(survivors)} changes, for some can be made at several places of a function. Each "
            f"is listed with the reason why no test can or should notice it: {classes}. "
            "{download}`mutation_survivors.csv <../../results/mutation_survivors.csv>`",
            _awaiting(mutation),
            ":::{dropdown} Mutants of each module",
            table(
                columns,
                [
                    [
                        f"<code>{escape(row.module)}</code>",
                        f"{row.mutants:,}",
                        f"{row.tested:,}",
                        *(str(count) for count in (row.killed, row.timeouts, row.survived)),
                    ]
                    for row in mutation.itertuples()
                ],
                numeric=columns[1:],
            ),
            ":::",
            "`make test-all reproduce coverage COVERAGE=1` and `make mutation` measure both again.",
        ]
    )
