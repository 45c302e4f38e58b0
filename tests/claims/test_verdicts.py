"""From a rule's word to a verdict: fair calls, other readings, reasons in their order."""

import pandas as pd
import pytest

from resistbook.claims.power import Power
from resistbook.claims.verdict import Comparator, Estimate, Verdict
from resistbook.claims.verdicts import decide, not_specific


def said(word, estimate=None):
    return Verdict(word, "The evidence.", estimate)


def readings(**words):
    """Return one alternative for each word of each axis."""
    return pd.DataFrame(
        [(axis, word) for axis, given in words.items() for word in given.split(",")],
        columns=["axis", "verdict"],
    )


def power(none=0.01, true=0.9, wrong=0.01):
    return Power("simulation", "SD", 0.5, none, true, wrong, 0.02, 0.4, 1.0, 1000)


NO_READINGS = readings()


@pytest.mark.parametrize(
    ("word", "others", "expected", "firm"),
    [
        ("consistent", readings(a="consistent", b="consistent"), "consistent", True),
        ("consistent", readings(a="consistent,undecided", b="consistent"), "consistent", False),
        ("consistent", readings(a="contradicted"), "undecided", False),
        ("consistent", NO_READINGS, "consistent", None),
        ("contradicted", readings(a="contradicted"), "contradicted", True),
        ("contradicted", readings(a="undecided", b="contradicted"), "undecided", False),
        ("contradicted", readings(a="consistent"), "undecided", False),
        ("undecided", readings(a="undecided"), "undecided", True),
        ("arithmetic holds", readings(a="arithmetic fails"), "arithmetic holds", False),
        ("not testable", NO_READINGS, "not testable", None),
    ],
)
def test_readings_decide_whether_a_word_stays_and_is_firm(word, others, expected, firm):
    found = decide(said(word), others, power())
    assert (found.word, found.firm) == (expected, firm)


def test_of_a_reading_that_would_often_be_wrong_the_word_is_kept_and_taken_as_undecided():
    found = decide(said("undecided"), readings(a="contradicted,consistent"), power(wrong=0.13))
    assert found.readings["verdict"].tolist() == ["contradicted", "consistent"]
    assert found.readings["taken"].tolist() == ["undecided", "consistent"]
    assert found.readings["moves"].tolist() == [False, True]


def test_axes_count_once_however_many_alternatives_they_have():
    found = decide(said("consistent"), readings(a="undecided,undecided", b="consistent"), power())
    assert (found.axes, found.moved) == (2, ("a",))
    assert found.qualifier == "hangs on a reading (1 of 2)"


@pytest.mark.parametrize("word", ["consistent", "arithmetic holds"])
def test_a_reading_that_agrees_never_makes_firm_what_hangs(word):
    hangs = decide(said(word), readings(a="undecided"), power())
    more = decide(said(word), readings(a="undecided", b=word, c=word), power())
    assert (hangs.firm, more.firm, more.moved) == (False, False, ("a",))


@pytest.mark.parametrize(
    ("word", "rates", "expected"),
    [
        ("consistent", {"none": 0.05}, "consistent"),
        ("consistent", {"none": 0.06}, "undecided"),
        ("contradicted", {"wrong": 0.05}, "contradicted"),
        ("contradicted", {"wrong": 0.06}, "undecided"),
    ],
)
def test_a_call_needs_a_small_error_rate(word, rates, expected):
    found = decide(said(word), NO_READINGS, power(**rates))
    assert found.word == expected
    assert bool(found.unfair) == (expected == "undecided")


def test_what_the_data_cannot_contradict_is_not_contradicted():
    found = decide(said("contradicted"), NO_READINGS, None, "these are other data")
    assert found.word == "undecided"
    assert found.unfair == "the rule says contradicted, but these are other data"


def test_an_unfair_reading_does_not_move_a_verdict_to_its_word():
    weak = power(none=0.2)
    found = decide(said("undecided"), readings(a="consistent"), weak)
    assert (found.word, found.firm) == ("undecided", True)


EFFECT = Estimate(0.6, "SD", 0, 0.3, 0.9, comparator=Comparator("controls", 0.4, (-0.2, 0.6)))


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        (EFFECT, True),
        (Estimate(0.6, "SD", 0, -0.1, 1.3, comparator=EFFECT.comparator), False),
        (Estimate(0.6, "SD", 0, 0.3, 0.9, comparator=Comparator("c", 0.29, (-0.2, 0.8))), False),
        (Estimate(0.6, "SD", 0, 0.3, 0.9, comparator=Comparator("c", 0.4, (0.1, 0.3))), False),
        (Estimate(0.6, "SD", 0, 0.3, 0.9), False),
        (Estimate(-0.6, "SD", 0, -0.9, -0.3, comparator=Comparator("c", -0.4, (-0.6, 0.2))), True),
        (Estimate(2, "ratio", 1, 1.2, 3, comparator=Comparator("c", 1.6, (-0.5, 1.3))), True),
        (Estimate(3, "items", comparator=Comparator("c", known_scores_pass=True)), True),
        (Estimate(3, "items", comparator=Comparator("c", known_scores_pass=False)), False),
        (None, False),
    ],
)
def test_an_effect_is_not_specific_if_its_comparator_has_half_of_it_and_they_do_not_differ(
    estimate, expected
):
    assert not_specific(estimate) == expected


def test_the_first_reason_that_applies_is_given_and_the_others_are_kept():
    weak = power(true=0.3)
    found = decide(said("undecided", EFFECT), readings(a="consistent"), weak)
    assert (found.reason, found.also) == ("not specific", ("readings disagree", "too little power"))
    assert decide(said("undecided"), readings(a="undecided"), weak).reason == "too little power"
    plain = decide(said("undecided"), NO_READINGS, power())
    assert (plain.reason, plain.qualifier) == ("plain", "")


def test_decided_claims_have_no_reason():
    found = decide(said("consistent", EFFECT), readings(a="undecided"), power(true=0.3))
    assert (found.word, found.reason, found.also) == ("consistent", "", ())
