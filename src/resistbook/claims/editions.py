"""The first edition's ledger, which stays on show beside the present one."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from resistbook.paths import CLAIMS

RENAMED = {"inconclusive": "undecided"}
"""Words of the first edition that have another name now."""


@cache
def _first_edition() -> dict[tuple[str, str], dict[str, Any]]:
    path = CLAIMS / "editions" / "1.0.0.json"
    whole = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"studies": []}
    return {
        (study["study"], entry["id"]): entry
        for study in whole["studies"]
        for entry in study["claims"]
    }


def first(study: str, identifier: str) -> dict[str, Any] | None:
    """Return a claim as the first edition published it, None if it had no such claim."""
    return _first_edition().get((study, identifier))


def present_word(word: str) -> str:
    """Return what a verdict of the first edition is called now."""
    return RENAMED.get(word, word)


def same_rule(entry: Mapping[str, Any], first_entry: Mapping[str, Any]) -> bool:
    """Ask whether a rule reads as in the first edition, whatever verdicts were called there."""
    text = first_entry["rule"]["text"]
    for before, now in RENAMED.items():
        text = text.replace(before, now).replace(before.title(), now.title())
    return entry["rule"]["text"] == text


def word_changed(first_word: str, word: str) -> bool:
    """Ask whether a verdict is another one than in the first edition, whatever it is called.

    A claim that the first edition did not have, without a first word, has not changed.
    """
    return first_word != "" and present_word(first_word) != word
