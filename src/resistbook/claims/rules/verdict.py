"""The words of a verdict, and the verdict itself."""

from dataclasses import dataclass

VERDICTS = (
    "reproduced",
    "consistent",
    "inconclusive",
    "contradicted",
    "arithmetic holds",
    "arithmetic fails",
    "not testable",
)


@dataclass(frozen=True)
class Verdict:
    """What a rule makes of a result, and the numbers it rests on, in one sentence."""

    verdict: str
    evidence: str

    def __post_init__(self) -> None:
        """Refuse a word that is not in the fixed list."""
        if self.verdict not in VERDICTS:
            raise ValueError(f"{self.verdict!r} is not a verdict; verdicts: {', '.join(VERDICTS)}")
