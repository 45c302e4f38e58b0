"""Other readings of a claim: the rule again, with one declared choice moved from the primary."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from resistbook.claims.ledger import ClaimError, claim
from resistbook.claims.rules import RULES
from resistbook.claims.verdict import Verdict
from resistbook.results import store

COLUMNS = ["axis", "alternative", "verdict", "evidence", "known_before", "why"]


def primary(study: str, identifier: str) -> Verdict:
    """Return what the rule makes of the claim's own result."""
    return _applied(study, claim(study, identifier), {}, store.table)


def readings(study: str, identifier: str) -> pd.DataFrame:
    """Apply the rule of a claim under each declared alternative, one at a time.

    Returns
    -------
    DataFrame
        A row an alternative: `COLUMNS`. Empty where the ledger declares none.

    Raises
    ------
    ClaimError
        If an alternative names a column or a row that its table does not hold.
    """
    entry = claim(study, identifier)
    table_of = cache(store.table)
    rows = []
    for axis in entry.get("readings", []):
        for alternative in axis["alternatives"]:
            found = _applied(study, entry, {"result": axis.get("result"), **alternative}, table_of)
            rows.append(
                [
                    axis["axis"],
                    alternative["name"],
                    found.verdict,
                    found.evidence,
                    alternative.get("known_before", axis["known_before"]),
                    alternative.get("why", axis["why"]),
                ]
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _applied(
    study: str,
    entry: Mapping[str, Any],
    change: Mapping[str, Any],
    table_of: Callable[[str], pd.DataFrame],
) -> Verdict:
    rule = entry["rule"]
    where = f"{study} {entry['id']}"
    if change:
        where += f", reading {change['name']!r}"
    if rule["name"] not in RULES:
        raise ClaimError(f"{where}: rule {rule['name']!r} is not among {sorted(RULES)}")
    key = change.get("result") or entry.get("result")
    table = table_of(key) if key else None
    for column, value in change.get("rows", {}).items():
        if column not in table:
            raise ClaimError(f"{where}: results/{key}.csv has no column {column!r}")
        kept = table[table[column] == value]
        if kept.empty:
            raise ClaimError(f"{where}: results/{key}.csv has no row with {column} = {value!r}")
        table = kept.drop(columns=column)
    return RULES[rule["name"]](table, **rule.get("parameters", {}) | change.get("parameters", {}))
