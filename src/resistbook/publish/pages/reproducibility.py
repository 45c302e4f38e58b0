"""The page of reproducibility, and a page per study of what its stored tables came from."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from resistbook.claims.ledger import study_name
from resistbook.display.anchors import result_anchor, result_page, source_anchor, step_call
from resistbook.paths import RESULTS
from resistbook.publish.pages.markup import (
    SHORT_HASH,
    escape,
    function_link,
    joined,
    listed,
    page,
    result_link,
    short_hash,
    table,
    verdict_badge,
)

OTHER_TABLES = {
    "genes": "survival by gene",
    "power": "power of the rules",
    "resistance": "resistant lines",
}
"""Titles of the tables that belong to no single study, by the first part of their keys."""


def receipt() -> dict[str, Any] | None:
    """Return the receipt of the last ``make reproduce`` that agreed, or None if there is none."""
    path = RESULTS / "receipt.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def reproducibility_page(
    manifest: Mapping[str, Any], receipt: Mapping[str, Any] | None, checks: Sequence[str] = ()
) -> str:
    """Write what each stored table came from, and how the last recomputation compared.

    Parameters
    ----------
    manifest : mapping
        ``results/manifest.json``.
    receipt : mapping, optional
        ``results/receipt.json``.
    checks
        Sections of `resistbook.publish.pages.trust`, shown before the tables.
    """
    entries = manifest["results"]
    files = sorted({_file(key) for key in entries})
    parts = [
        "# Reproducibility",
        f"{len(entries)} tables are stored with the book. Each can be downloaded, and is tied "
        "to the function that computes it, to the SHA-256 of every source file that it reads, and "
        "to a fingerprint of the code. `make reproduce` computes them again and compares, "
        "`make power` those of power.",
        f"Stored tables: {listed(f'[]({name})' for name in files)}.",
        "## The last recomputation",
        _receipt_text(receipt, entries),
        *checks,
    ]
    return page(parts)


def tables_pages(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Write a page per study: what each of its stored tables came from.

    Parameters
    ----------
    manifest : mapping
        ``results/manifest.json``.

    Returns
    -------
    dict
        Text by name of the file in ``book/generated/``.
    """
    groups: dict[str, dict[str, Any]] = {}
    for key, entry in sorted(manifest["results"].items()):
        groups.setdefault(_file(key), {})[key] = entry
    return {name: _tables_page(entries) for name, entries in groups.items()}


def _file(key: str) -> str:
    return f"{PurePosixPath(result_page(key)).name}.md"


def _tables_page(entries: Mapping[str, Any]) -> str:
    study = next(iter(entries)).split("/")[0]
    parts = [
        f"# Tables: {escape(OTHER_TABLES.get(study) or study_name(study))}",
        "One section per function. The fingerprint covers the function, all code of the package "
        "that it reaches, the rules that it reads and its source files. Open a hash to see all "
        "of it. [](reproducibility.md) says how the last recomputation compared.",
    ]

    def origin(key: str) -> tuple[str, str, dict[str, str], dict[str, str]]:
        entry = entries[key]
        return entry["step"], entry["code"], entry["packages"], entry["sources"]

    for (step, code, packages, sources), group in groupby(entries, origin):
        keys = list(group)
        made_with = ", ".join(f"{name} {version}" for name, version in packages.items())
        plural = "s" if len(sources) > 1 else ""
        parts += [
            "\n".join(f"({result_anchor(key)})=" for key in keys)
            + f"\n## {escape(step_call(step))}",
            f"Computed by {function_link(step)} with {escape(made_with)}.",
            table(
                ["Table", "Rows", "SHA-256"],
                [
                    [
                        f"{{download}}`{key}.csv <../../results/{key}.csv>`",
                        f"{entries[key]['rows']:,}",
                        short_hash(entries[key]["sha256"]),
                    ]
                    for key in keys
                ],
                numeric=["Rows"],
            ),
            f":::{{dropdown}} Fingerprint {code[:SHORT_HASH]}, {len(sources)} source file{plural}",
            f"Code, rules and sources together: <code>{escape(code)}</code>",
            table(
                ["Source file", "SHA-256"],
                [
                    [
                        f"[<code>{escape(file)}</code>](#{source_anchor(file.split('/')[0])})",
                        short_hash(digest),
                    ]
                    for file, digest in sources.items()
                ],
            ),
            ":::",
        ]
    return page(parts)


def _receipt_text(receipt: Mapping[str, Any] | None, entries: Mapping[str, Any]) -> str:
    if receipt is None:
        return "No receipt is stored yet: `make reproduce` writes it."
    outcomes = receipt["results"]
    agree = sum(outcome["status"] == "agrees" for outcome in outcomes)
    packages = ", ".join(f"{name} {version}" for name, version in receipt["packages"].items())
    missing = [key for key in entries if key not in {outcome["key"] for outcome in outcomes}]
    return joined(
        [
            f"On {escape(receipt['date'])}, {agree} of {len(outcomes)} tables agreed with those "
            f"computed from the raw files (Python {escape(receipt['python'])} on "
            f"{escape(receipt['system'])}; {escape(packages)}). Differences are relative, and "
            "counted beyond the rounding of the stored table to six digits.",
            f"Not in this receipt: {', '.join(result_link(key) for key in missing)}."
            if missing
            else "",
            table(
                ["Notebook", "Outputs beside the committed ones", "Seconds"],
                [
                    [
                        f"[{escape(run['notebook'])}](../../notebooks/{run['notebook']}.ipynb)",
                        _outcome(run["status"]),
                        f"{run['seconds']:.1f}",
                    ]
                    for run in receipt["notebooks"]
                ],
                numeric=["Seconds"],
            ),
            table(
                ["Table", "Outcome", "Largest relative difference", "Seconds in this run"],
                [
                    [
                        result_link(outcome["key"])
                        if outcome["key"] in entries
                        else escape(outcome["key"]),
                        _outcome(outcome["status"]),
                        f"{outcome['largest_relative_difference']:g}",
                        f"{outcome['seconds']:.1f}",
                    ]
                    for outcome in outcomes
                ],
                numeric=["Largest relative difference", "Seconds in this run"],
            ),
            table(
                ["Study", "Verdict", "Facts"],
                [
                    [
                        f"{{ref}}`{row['study']} <claims-{row['study']}>`",
                        verdict_badge(row["verdict"]),
                        str(row["claims"]),
                    ]
                    for row in receipt["verdicts"]
                ],
                numeric=["Claims"],
            ),
        ]
    )


def _outcome(status: str) -> str:
    good = status in ("agrees", "identical")
    return f'<span class="outcome-{"good" if good else "bad"}">{escape(status)}</span>'
