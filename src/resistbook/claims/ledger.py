"""The claim ledger: what the studies say, and the verdict that a rule computes from a result."""

import hashlib
import json
from functools import cache
from typing import Any

import jsonschema
import pandas as pd
import yaml

from resistbook.claims.rules import RULES, Verdict
from resistbook.files import write
from resistbook.paths import CLAIMS, ROOT
from resistbook.results import store

FROZEN = ("quote", "statement", "kind", "published", "estimand", "rule")


class ClaimError(ValueError):
    """A ledger that must not be used; the message names study, claim and field."""


def ledgers() -> list[str]:
    """Return the studies that have a ledger, in the order of their chapters."""
    names = [path.stem for path in CLAIMS.glob("*.yml")]
    return sorted(names, key=lambda name: ledger(name)["chapter"])


@cache
def ledger(study: str) -> dict[str, Any]:
    """Return the checked ledger of a study.

    Raises
    ------
    ClaimError
        If the file is missing, does not fit ``claims/schema.json`` or holds a claim twice.
    """
    path = CLAIMS / f"{study}.yml"
    if not path.exists():
        raise ClaimError(
            f"no ledger claims/{study}.yml; there are {[p.stem for p in CLAIMS.glob('*.yml')]}"
        )
    whole = yaml.safe_load(path.read_text())
    schema = json.loads((CLAIMS / "schema.json").read_text())
    errors = sorted(
        jsonschema.Draft202012Validator(schema).iter_errors(whole),
        key=lambda error: error.json_path,
    )
    if errors:
        raise ClaimError(f"claims/{study}.yml, {errors[0].json_path}: {errors[0].message}")
    ids = [claim["id"] for claim in whole["claims"]]
    twice = {name for name in ids if ids.count(name) > 1}
    if twice:
        raise ClaimError(f"claims/{study}.yml: claim {sorted(twice)[0]} stands twice")
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


def frozen_digest(entry: dict[str, Any]) -> str:
    """Return the SHA-256 of all that must not change once a claim's result has been seen."""
    text = json.dumps({name: entry[name] for name in FROZEN}, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verdict(study: str, identifier: str) -> Verdict:
    """Return the verdict that the claim's rule computes from the claim's result."""
    entry = claim(study, identifier)
    rule = entry["rule"]
    if rule["name"] not in RULES:
        raise ClaimError(
            f"{study} {identifier}: rule {rule['name']!r} is not among {sorted(RULES)}"
        )
    table = store.table(entry["result"]) if "result" in entry else None
    return RULES[rule["name"]](table, **rule.get("parameters", {}))


def verdicts(study: str | None = None) -> pd.DataFrame:
    """Return every claim with its verdict.

    Parameters
    ----------
    study
        One study only.

    Returns
    -------
    DataFrame
        A row a claim: study, chapter, claim, quote, statement, kind, published, verdict,
        evidence, result, why_it_differs.
    """
    rows = []
    for name in [study] if study else ledgers():
        whole = ledger(name)
        for entry in whole["claims"]:
            found = verdict(name, entry["id"])
            rows.append(
                {
                    "study": name,
                    "chapter": whole["chapter"],
                    "claim": entry["id"],
                    **{key: entry[key] for key in ("quote", "statement", "kind", "published")},
                    "verdict": found.verdict,
                    "evidence": found.evidence,
                    "result": entry.get("result", ""),
                    "why_it_differs": entry["why_it_differs"],
                }
            )
    return pd.DataFrame(rows)


def freeze() -> None:
    """Add the digest of each claim that is new to ``claims/frozen.json``; keep the others."""
    path = CLAIMS / "frozen.json"
    digests = json.loads(path.read_text()) if path.exists() else {}
    for study in ledgers():
        known = digests.setdefault(study, {})
        for entry in ledger(study)["claims"]:
            known.setdefault(entry["id"], frozen_digest(entry))
    write(path, (json.dumps(digests, indent=1, sort_keys=True) + "\n").encode())


def changed_since_frozen() -> list[str]:
    """List the claims whose wording or rule is not the frozen one.

    A change of rule is allowed only with a line in ``CHANGELOG.md`` that names study and claim
    and the first 12 digits of the new digest.
    """
    frozen = json.loads((CLAIMS / "frozen.json").read_text())
    log = (ROOT / "CHANGELOG.md").read_text()
    lines = []
    for study in ledgers():
        known = frozen.get(study, {})
        for entry in ledger(study)["claims"]:
            now = frozen_digest(entry)
            if known.get(entry["id"]) != now and now[:12] not in log:
                lines.append(f"{study} {entry['id']}: not the frozen rule; digest now {now[:12]}")
    return lines


def study_name(study: str) -> str:
    """Name a study for people.

    >>> study_name("keikha2021")
    'Keikha 2021'
    """
    return f"{study[:-4].capitalize()} {study[-4:]}"
