"""What a rule makes of a result: a word, a sentence and the numbers behind both."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

VERDICTS = (
    "reproduced",
    "consistent",
    "arithmetic holds",
    "undecided",
    "contradicted",
    "arithmetic fails",
    "not testable",
)


@dataclass(frozen=True)
class Comparator:
    """What an effect is held against.

    Attributes
    ----------
    name
        Such as ``chemotherapy resection`` or ``random sets``.
    value
        Its own effect, in the unit of the estimate.
    difference
        95% interval of the effect minus that of the comparator, where there is one.
    known_scores_pass
        Whether scores of known meaning pass the bar that the effect had to pass, where the
        comparator is random genes and known scores were tried.
    """

    name: str
    value: float | None = None
    difference: tuple[float, float] | None = None
    known_scores_pass: bool | None = None


@dataclass(frozen=True)
class Estimate:
    """The number that decides a claim.

    Attributes
    ----------
    value, low, high
        Estimate and its 95% interval.
    unit
        Such as ``hazard ratio per SD``.
    none
        The value that means no effect.
    predicted
        95% prediction interval for a further cohort, where cohorts are pooled.
    p
        P value, where the rule has one.
    cohorts, patients, events
        What the number rests on; lines or tumours count as patients.
    comparator
        What it is held against.
    """

    value: float
    unit: str
    none: float | None = None
    low: float | None = None
    high: float | None = None
    predicted: tuple[float, float] | None = None
    p: float | None = None
    cohorts: int | None = None
    patients: int | None = None
    events: int | None = None
    comparator: Comparator | None = None

    @classmethod
    def of(
        cls,
        row: Mapping[str, Any],
        unit: str,
        none: float,
        value: str = "estimate",
        **beside: Any,
    ) -> "Estimate":
        """Take estimate, ``ci_low``, ``ci_high`` and, where there is one, ``p`` of a table's row.

        Parameters
        ----------
        row
            A row of a stored table.
        unit, none
            As the attributes.
        value
            Column of the estimate.
        beside
            Further attributes.
        """
        low, high = float(row["ci_low"]), float(row["ci_high"])
        p = float(row["p"]) if "p" in row else None
        return cls(float(row[value]), unit, none, low, high, p=p, **beside)

    @property
    def excludes_none(self) -> bool:
        """Whether the interval leaves out the value of no effect."""
        if None in (self.none, self.low, self.high):
            return False
        return self.low > self.none or self.high < self.none


@dataclass(frozen=True)
class Verdict:
    """What a rule makes of a result: a word, and the numbers it rests on, in one sentence."""

    verdict: str
    evidence: str
    estimate: Estimate | None = None

    def __post_init__(self) -> None:
        """Refuse a word that is not in the fixed list."""
        if self.verdict not in VERDICTS:
            raise ValueError(f"{self.verdict!r} is not a verdict; verdicts: {', '.join(VERDICTS)}")


RULES: dict[str, Callable[..., Verdict]] = {}
"""The rules by name, as `rule` has registered them."""


def rule(function: Callable[..., Verdict]) -> Callable[..., Verdict]:
    """Register a function as a rule of the ledger.

    Raises
    ------
    ValueError
        If another rule has its name.
    """
    if function.__name__ in RULES:
        raise ValueError(f"two rules are called {function.__name__!r}")
    RULES[function.__name__] = function
    return function
