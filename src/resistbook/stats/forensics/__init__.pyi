from resistbook.stats.forensics.counts import admissible_tables, admissible_totals
from resistbook.stats.forensics.grim import grim
from resistbook.stats.forensics.medians import simulate_medians
from resistbook.stats.forensics.printed import ImpossibleError
from resistbook.stats.forensics.survival import kaplan_meier_median, log_rank, two_arm_cox

__all__ = [
    "ImpossibleError",
    "admissible_tables",
    "admissible_totals",
    "grim",
    "kaplan_meier_median",
    "log_rank",
    "simulate_medians",
    "two_arm_cox",
]
