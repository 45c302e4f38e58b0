"""The decision rules of the ledger: each makes a verdict of a result table and its parameters."""

from collections.abc import Callable

from resistbook.rules.kastrati2020 import (
    both_sets_rise,
    marks_relapse,
    rises_beyond_comparator,
    rises_beyond_stroma,
    table_audit,
)
from resistbook.rules.keikha2021 import count_within_reach, joint_count_match, seven_mechanisms
from resistbook.rules.untestable import not_testable
from resistbook.rules.verdict import VERDICTS, Verdict

RULES: dict[str, Callable[..., Verdict]] = {
    rule.__name__: rule
    for rule in (
        both_sets_rise,
        count_within_reach,
        joint_count_match,
        marks_relapse,
        not_testable,
        rises_beyond_comparator,
        rises_beyond_stroma,
        seven_mechanisms,
        table_audit,
    )
}

__all__ = ["RULES", "VERDICTS", "Verdict"]
