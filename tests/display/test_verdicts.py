"""How a verdict is put into words: its estimate, and what its rule can see."""

import pytest

from resistbook.claims.power import Power
from resistbook.claims.verdict import Estimate
from resistbook.claims.verdicts import decision
from resistbook.display.verdicts import estimate_line, power_line, readings_list, verdict_table

NEVER = Power(
    by="simulation",
    unit="match",
    true=1.0,
    consistent_if_none=0.0,
    consistent_if_true=0.0,
    contradicted_if_true=0.0,
    contradicted_if_none=0.0,
    smallest=None,
    largest_tried=1.0,
    runs=200,
)


@pytest.mark.parametrize(
    ("share", "told"), [(0.0, "0%"), (0.005, "0.5%"), (0.025, "2.5%"), (0.1, "10%"), (0.834, "83%")]
)
def test_what_is_rare_is_told_with_a_decimal_and_only_what_never_happened_as_nought(share, told):
    line = power_line(Power(**vars(NEVER) | {"consistent_if_true": share}))
    assert f"the rule says consistent in {told} of 200 simulated cases" in line
    assert line.endswith("A weak test.") == (share < 0.5)


def test_what_stands_for_a_false_claim_is_named_where_it_is_not_the_absence_of_an_effect():
    assert "; without an effect, consistent" in power_line(NEVER)
    assert "; if it is lost, consistent" in power_line(NEVER, "if it is lost")
    assert "; if the receptor falls to a quarter, " in verdict_table("kanzaki2016").data


def test_a_size_that_no_simulation_reached_is_named_as_such():
    assert "No size up to 2" in power_line(Power(**vars(NEVER) | {"largest_tried": 2.0}))
    assert "No size" not in power_line(NEVER)
    assert "It calls about 0.3" in power_line(Power(**vars(NEVER) | {"smallest": 0.3}))


def test_readings_declared_at_different_times_each_say_when():
    shown = readings_list(decision("kanzaki2016", "Z1"), known=True)
    assert "single cells alone, as deposited (declared after the result was known)" in shown
    assert "SKBR3 alone (declared before the result was known)" in shown


@pytest.mark.parametrize(
    ("unit", "patients", "sizes"),
    [
        ("hazard ratio per SD", 494, "3 cohorts, 494 patients"),
        ("SDs, set against other genes", 91, "3 contexts, 91 patients"),
        ("SDs, set against other genes", None, "3 series"),
        ("SDs of ln IC50", 970, "3 screens, 970 lines"),
    ],
)
def test_what_an_estimate_rests_on_is_named_as_what_it_is(unit, patients, sizes):
    assert estimate_line(Estimate(1.2, unit, cohorts=3, patients=patients)).endswith(sizes)
