"""The decision rules of the ledger: each makes a verdict of a result table and its parameters."""

from collections.abc import Callable

from resistbook.claims.rules.kanzaki2016 import (
    active_in_cells_and_patients,
    association_beyond_random,
    luminal_b_is_quiet,
    marker_of_progression,
    more_sensitive,
    receptor_is_kept,
)
from resistbook.claims.rules.kastrati2020 import (
    both_sets_rise,
    marks_relapse,
    rises_beyond_comparator,
    rises_beyond_stroma,
    table_audit,
)
from resistbook.claims.rules.keikha2021 import (
    count_within_reach,
    joint_count_match,
    seven_mechanisms,
)
from resistbook.claims.rules.scaltriti2011 import (
    amplification_is_focal,
    bound_holds_in_tables,
    bound_is_attainable,
    coamplification_occurs,
    estimate_not_inflated,
    gained_lines_more_sensitive,
    tables_exist,
    total_is_admissible,
    worse_under_anti_her2,
)
from resistbook.claims.rules.untestable import not_testable
from resistbook.claims.rules.verdict import VERDICTS, Verdict
from resistbook.claims.rules.wu2025 import (
    predicts_in_its_own_cohort,
    stratifies_beyond_random_and_clinical,
)
from resistbook.claims.rules.wu2025_associations import (
    differences_beyond_random,
    overlap_beyond_chance,
)

RULES: dict[str, Callable[..., Verdict]] = {
    rule.__name__: rule
    for rule in (
        active_in_cells_and_patients,
        amplification_is_focal,
        association_beyond_random,
        both_sets_rise,
        bound_holds_in_tables,
        bound_is_attainable,
        coamplification_occurs,
        count_within_reach,
        differences_beyond_random,
        estimate_not_inflated,
        gained_lines_more_sensitive,
        joint_count_match,
        luminal_b_is_quiet,
        marker_of_progression,
        marks_relapse,
        more_sensitive,
        not_testable,
        overlap_beyond_chance,
        predicts_in_its_own_cohort,
        receptor_is_kept,
        rises_beyond_comparator,
        rises_beyond_stroma,
        seven_mechanisms,
        stratifies_beyond_random_and_clinical,
        table_audit,
        tables_exist,
        total_is_admissible,
        worse_under_anti_her2,
    )
}

__all__ = [
    "RULES",
    "VERDICTS",
    "Verdict",
]
