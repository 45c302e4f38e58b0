"""The decision rules of the ledger: each makes a verdict of a result table and its parameters."""

from collections.abc import Callable

from resistbook.rules.keikha2021 import count_within_reach, joint_count_match, seven_mechanisms
from resistbook.rules.untestable import not_testable
from resistbook.rules.verdict import VERDICTS, Verdict

RULES: dict[str, Callable[..., Verdict]] = {
    rule.__name__: rule
    for rule in (joint_count_match, count_within_reach, seven_mechanisms, not_testable)
}

__all__ = ["RULES", "VERDICTS", "Verdict"]
