"""The verdict on each claim: the rule's word, if the call is fair, and how firm it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from resistbook.claims import editions
from resistbook.claims.ledger import claim, ledger, ledgers
from resistbook.claims.power import ERROR, Power, power
from resistbook.claims.readings import primary, readings
from resistbook.claims.verdict import Estimate, Verdict

REASONS = ("not specific", "readings disagree", "too little power", "plain")
"""Why a claim is undecided; the first that applies is given, the others are secondary."""
CALLS = ("consistent", "contradicted")


class Choice(NamedTuple):
    """What the abstract or the method leaves open, and what the rule says of each alternative."""

    axis: str
    moves: bool
    """Whether an alternative gives another word."""
    known_before: bool
    """Whether all results were known when they were declared."""
    readings: pd.DataFrame
    """A row an alternative."""


@dataclass(frozen=True)
class Decision:
    """What stands beside a claim.

    Attributes
    ----------
    word
        One of `resistbook.claims.verdict.VERDICTS`.
    reason, also
        Of an undecided claim: the first of `REASONS` that applies, and the others.
    unfair
        Why the rule's own word was not taken; empty if it was.
    primary
        What the rule says of the claim's own result.
    readings
        As `resistbook.claims.readings.readings` returns them, and ``taken``: the reading's word, or
        undecided where the call is not fair; ``moves``: whether that is another word than the
        claim's own result gives.
    power
        What the rule can say; None where it has no power to speak of.
    """

    word: str
    reason: str
    also: tuple[str, ...]
    unfair: str
    primary: Verdict
    readings: pd.DataFrame
    power: Power | None

    @property
    def choices(self) -> list[Choice]:
        """The declared choices, each with what the rule says of its alternatives."""
        return [
            Choice(axis, bool(rows["moves"].any()), bool(rows["known_before"].all()), rows)
            for axis, rows in self.readings.groupby("axis", sort=False)
        ]

    @property
    def axes(self) -> int:
        """The number of declared choices."""
        return self.readings["axis"].nunique()

    @property
    def overruled(self) -> str:
        """The rule's own fair word where readings took it away; empty if they did not."""
        own = self.primary.verdict
        return "" if self.unfair or own == self.word else own

    @property
    def moved(self) -> tuple[str, ...]:
        """The declared choices that give another word."""
        return tuple(self.readings.loc[self.readings["moves"], "axis"].unique())

    @property
    def firm(self) -> bool | None:
        """Whether every declared choice gives the word; None where there is no other reading."""
        return not self.moved if self.axes else None

    @property
    def qualifier(self) -> str:
        """What stands beside the word: how firm it is, or why there is none."""
        if self.word == "undecided":
            return "" if self.reason == "plain" else self.reason
        if self.firm is None:
            return ""
        if self.firm:
            return "firm"
        return f"hangs on a reading ({len(self.moved)} of {self.axes})"


def decide(
    primary: Verdict, readings: pd.DataFrame, power: Power | None, cannot_contradict: str = ""
) -> Decision:
    """Make a verdict of what a rule says, its readings and its power.

    Parameters
    ----------
    primary
        What the rule says of the claim's own result.
    readings
        A row an alternative: ``axis``, ``verdict``.
    power
        How often the rule says what; None for claims without power.
    cannot_contradict
        Why these data cannot contradict the claim; empty if they can.
    """
    unfair = _unfair(primary.verdict, power, cannot_contradict)
    word = fair(primary.verdict, power, cannot_contradict)
    taken = [fair(one, power, cannot_contradict) for one in readings["verdict"]]
    moves = pd.Series([one != word for one in taken], index=readings.index, dtype=bool)
    moved = bool(moves.any())
    disagree = {*CALLS} <= {word, *taken} or (word == "contradicted" and moved)
    if word in CALLS and disagree:
        word = "undecided"
    reasons: list[str] = []
    if word == "undecided":
        found = {
            "not specific": not_specific(primary.estimate),
            "readings disagree": disagree or moved,
            "too little power": power is not None and power.weak,
        }
        reasons = [name for name in REASONS if found.get(name)] or ["plain"]
    return Decision(
        word=word,
        reason=reasons[0] if reasons else "",
        also=tuple(reasons[1:]),
        unfair=unfair,
        primary=primary,
        readings=readings.assign(taken=taken, moves=moves),
        power=power,
    )


def not_specific(estimate: Estimate | None) -> bool:
    """Ask whether an effect is there, and its comparator has as much of it.

    The interval excludes no effect, the comparator's own effect is at least half as large, and
    their difference holds zero; or known scores pass the bar that random genes set.
    """
    beside = estimate.comparator if estimate else None
    if beside is None:
        return False
    if beside.known_scores_pass:
        return True
    if beside.value is None or beside.difference is None or not estimate.excludes_none:
        return False
    half = (beside.value - estimate.none) / (estimate.value - estimate.none) >= 0.5
    low, high = beside.difference
    return half and low <= 0 <= high


def fair(word: str, power: Power | None, cannot_contradict: str = "") -> str:
    """Return a rule's word, or undecided where it would often be wrong or cannot be said.

    Parameters
    ----------
    word
        What the rule says.
    power, cannot_contradict
        As for `decide`.
    """
    return "undecided" if _unfair(word, power, cannot_contradict) else word


def _unfair(word: str, power: Power | None, cannot_contradict: str) -> str:
    if word == "contradicted" and cannot_contradict:
        return f"the rule says contradicted, but {cannot_contradict}"
    if word == "consistent" and power is not None and power.consistent_if_none > ERROR:
        return (
            "the rule says consistent, but it would do so in "
            f"{power.consistent_if_none:.0%} of cases without an effect"
        )
    if word == "contradicted" and power is not None and power.contradicted_if_true > ERROR:
        return (
            "the rule says contradicted, but it would do so in "
            f"{power.contradicted_if_true:.0%} of cases in which the claim is true"
        )
    return ""


@cache
def decision(study: str, identifier: str) -> Decision:
    """Return the decision on one claim, from its stored result."""
    return decide(
        primary(study, identifier),
        readings(study, identifier),
        power(study, identifier),
        claim(study, identifier).get("cannot_contradict", ""),
    )


class Judged(NamedTuple):
    """A claim with what stands beside it.

    Attributes
    ----------
    study, entry
        The study and the claim's entry of its ledger.
    decision
        Its verdict.
    first
        The claim as the first edition published it; None if it had no such claim.
    """

    study: str
    entry: Mapping[str, Any]
    decision: Decision
    first: Mapping[str, Any] | None

    @property
    def counts(self) -> bool:
        """Whether it is a fact of its own, claimed by the authors."""
        return not self.entry.get("part_of") and not self.entry.get("ours", False)


def judged(study: str | None = None) -> list[Judged]:
    """Return every claim, or those of one study, in the order of the ledgers."""
    return [
        Judged(name, entry, decision(name, entry["id"]), editions.first(name, entry["id"]))
        for name in ([study] if study else ledgers())
        for entry in ledger(name)["claims"]
    ]


def judged_claims(study: str | None = None) -> pd.DataFrame:
    """Return every claim with its verdict as a table.

    Parameters
    ----------
    study
        One study only.

    Returns
    -------
    DataFrame
        A row a claim: study, chapter, claim, quote, statement, plain, kind, published, verdict,
        firm, axes, moved, qualifier, reason, also, evidence, result, why_it_differs, counts
        (whether it is a fact of its own), ours, first (the first edition's verdict), changed.
    """
    return pd.DataFrame([_row(one) for one in judged(study)])


def _row(one: Judged) -> dict[str, Any]:
    entry, found = one.entry, one.decision
    return {
        "study": one.study,
        "chapter": ledger(one.study)["chapter"],
        "claim": entry["id"],
        **{key: entry[key] for key in ("quote", "statement", "plain", "kind", "published")},
        "verdict": found.word,
        "firm": found.firm,
        "axes": found.axes,
        "moved": len(found.moved),
        "qualifier": found.qualifier,
        "reason": found.reason,
        "also": ", ".join(found.also),
        "evidence": found.primary.evidence,
        "result": entry.get("result", ""),
        "why_it_differs": entry["why_it_differs"],
        "counts": one.counts,
        "ours": entry.get("ours", False),
        "first": one.first["verdict"] if one.first else "",
        "changed": entry.get("changed", ""),
    }
