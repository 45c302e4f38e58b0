"""The claim ledger: what the studies say, and the rules, readings and power that judge it."""

import hashlib
import json
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

from resistbook.files import write
from resistbook.paths import CLAIMS, ROOT

EDITION = "2"
FROZEN = (
    "quote",
    "statement",
    "kind",
    "published",
    "estimand",
    "part_of",
    "ours",
    "rule",
    "cannot_contradict",
    "readings",
    "power",
)
"""What must not change once a claim's result has been seen; with it goes the row of sizes."""


class ClaimError(ValueError):
    """A ledger that must not be used; the message names study, claim and field."""


def ledgers() -> list[str]:
    """Return the studies that have a ledger, in the order of their chapters."""
    names = [path.stem for path in CLAIMS.glob("*[0-9].yml")]
    return sorted(names, key=lambda name: ledger(name)["chapter"])


@cache
def ledger(study: str) -> dict[str, Any]:
    """Return the checked ledger of a study.

    Raises
    ------
    ClaimError
        If the file is missing, does not fit ``claims/schema.json``, holds a claim twice, calls a
        claim part of one that it does not hold, or has no size for a power that is simulated.
    """
    path = CLAIMS / f"{study}.yml"
    if not path.exists():
        raise ClaimError(
            f"no ledger claims/{study}.yml; there are {[p.stem for p in CLAIMS.glob('*[0-9].yml')]}"
        )
    whole = yaml.safe_load(path.read_text())
    schema = json.loads((CLAIMS / "schema.json").read_text())
    errors = sorted(
        jsonschema.Draft202012Validator(schema).iter_errors(whole),
        key=lambda error: error.json_path,
    )
    if errors:
        raise ClaimError(f"claims/{study}.yml, {errors[0].json_path}: {errors[0].message}")
    ids = [entry["id"] for entry in whole["claims"]]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise ClaimError(f"claims/{study}.yml: claim {sorted(twice)[0]} stands twice")
    for entry in whole["claims"]:
        if unknown := set(entry.get("part_of", [])) - set(ids):
            raise ClaimError(
                f"claims/{study}.yml: {entry['id']} is part of {sorted(unknown)[0]}, which the "
                "ledger does not hold"
            )
        if entry["power"]["by"] != "none" and size(study, entry["id"]) is None:
            raise ClaimError(
                f"claims/{study}.yml: {entry['id']} has power but no size; add it to "
                "claims/sizes.yml before the power is computed"
            )
    return whole


def claim(study: str, identifier: str) -> dict[str, Any]:
    """Return one claim.

    Raises
    ------
    ClaimError
        If the study has no such claim.
    """
    for entry in ledger(study)["claims"]:
        if entry["id"] == identifier:
            return entry
    raise ClaimError(f"claims/{study}.yml has no claim {identifier!r}")


def parameters(study: str, identifier: str) -> dict[str, Any]:
    """Return the declared parameters of a claim's rule."""
    return claim(study, identifier)["rule"].get("parameters", {})


def size(study: str, identifier: str) -> dict[str, Any] | None:
    """Return the declared size of a claim: ``unit``, ``none``, ``true`` and ``why``."""
    return _sizes(CLAIMS / "sizes.yml").get(study, {}).get(identifier)


def heterogeneity_floor(kind: str) -> float:
    """Return the least standard deviation between cohorts that a power simulation assumes."""
    return float(_sizes(CLAIMS / "sizes.yml")["heterogeneity"][kind])


@cache
def _sizes(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())


def frozen_digest(study: str, entry: dict[str, Any]) -> str:
    """Return the SHA-256 of all that must not change once a claim's result has been seen."""
    kept = {name: entry[name] for name in FROZEN if name in entry}
    kept["size"] = size(study, entry["id"])
    text = json.dumps(kept, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def frozen() -> dict[str, dict[str, dict[str, dict[str, str]]]]:
    """Return ``claims/frozen.json``: by study, claim and edition ``digest``, ``date``, ``seen``."""
    path = CLAIMS / "frozen.json"
    return json.loads(path.read_text()) if path.exists() else {}


def freeze() -> None:
    """Record the rule of each claim that has none in this edition; keep the others.

    Whether data of the result had been seen is taken from the ledger: ``seen``, "yes" if it is not
    given.
    """
    records = frozen()
    for study in ledgers():
        known = records.setdefault(study, {})
        for entry in ledger(study)["claims"]:
            known.setdefault(entry["id"], {}).setdefault(
                EDITION,
                {
                    "digest": frozen_digest(study, entry),
                    "date": datetime.now(UTC).date().isoformat(),
                    "seen": entry.get("seen", "yes"),
                },
            )
    write(CLAIMS / "frozen.json", (json.dumps(records, indent=1, sort_keys=True) + "\n").encode())


def changed_since_frozen() -> list[str]:
    """List the claims whose rule, readings, power or wording is not the frozen one.

    A change is allowed only with a line in ``CHANGELOG.md`` that names study and claim and the
    first 12 digits of the new digest.
    """
    records = frozen()
    log = (ROOT / "CHANGELOG.md").read_text()
    lines = []
    for study in ledgers():
        known = records.get(study, {})
        for entry in ledger(study)["claims"]:
            now = frozen_digest(study, entry)
            then = known.get(entry["id"], {}).get(EDITION, {}).get("digest")
            if then != now and now[:12] not in log:
                lines.append(f"{study} {entry['id']}: not the frozen rule; digest now {now[:12]}")
    return lines


def study_name(study: str) -> str:
    """Name a study for people.

    >>> study_name("keikha2021")
    'Keikha 2021'
    """
    author, year = re.fullmatch(r"([a-z]+)([0-9]{4})", study).groups()
    return f"{author.capitalize()} {year}"
