"""Numbers, sizes, bounds and levels: what is no number raises the promised error in every check."""

from math import nan

import pytest

from resistbook.forensics.diagnostic import recheck_diagnostic
from resistbook.forensics.fourfold import admissible_tables
from resistbook.forensics.grim import grim
from resistbook.forensics.medians import simulate_medians
from resistbook.forensics.parts import recheck_parts
from resistbook.forensics.printed import ImpossibleError
from resistbook.forensics.rates import recheck_rate
from resistbook.forensics.ratios import recheck_ratio
from resistbook.forensics.spread import recheck_sd
from resistbook.forensics.statistic import recheck_test


@pytest.mark.parametrize(
    "call",
    [
        lambda: grim("5.19", "28"),
        lambda: grim("5.19", nan),
        lambda: grim("5.19", (28,)),
        lambda: grim("5.19", True),
        lambda: grim("5.19", 28, items=1.5),
        lambda: grim(5.19, 28),
        lambda: recheck_ratio("0.67", None, "1"),
        lambda: recheck_ratio("0.67", "0.5", "1", p=0.05),
        lambda: recheck_ratio("0.67", "0.5", "1", p=["0.05"]),
        lambda: recheck_ratio("0.67", "0.5", "1", level="95"),
        lambda: recheck_ratio("0.67", "0.5", "1", events="300"),
        lambda: recheck_rate("81.3", "63", "92", "32"),
        lambda: recheck_rate("81.3", "63", "92", 32, level=None),
        lambda: recheck_parts(None),
        lambda: recheck_parts([8.0, 92.0]),
        lambda: recheck_parts(["8", "92"], "121"),
        lambda: recheck_diagnostic("100", sensitivity="80", specificity="90"),
        lambda: recheck_sd("3", None, 18),
        lambda: recheck_sd("3", "1", 18, scale=(1,)),
        lambda: recheck_sd("3", "1", 18, scale=7),
        lambda: recheck_sd("3", "1", 18, scale=("1", "7")),
        lambda: recheck_test("t", "2.2", ".03", 28.0 * nan),
        lambda: recheck_test("t", "2.2", ".03", "28"),
        lambda: recheck_test("t", 2.2, ".03", [28]),
        lambda: admissible_tables("25", "60", 40, p_below="0.05"),
        lambda: admissible_tables("25", "60", 40, p=0.05),
        lambda: admissible_tables("25", "60", 40, level=2),
        lambda: simulate_medians("6", "14", 34, p_below="0.05"),
        lambda: simulate_medians("6", "14", 34, p_below=0.05, level=95),
        lambda: simulate_medians(6.0, "14", 34, p_below=0.05),
    ],
)
def test_what_is_no_number_raises_the_promised_error(call):
    with pytest.raises(ImpossibleError):
        call()


def test_degrees_of_freedom_may_be_one_number():
    assert recheck_test("t", "2.20", ".037", 28).verdict == "fits"
