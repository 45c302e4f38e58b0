"""The rule of claims that no public data can speak to."""

from resistbook.claims.rules.untestable import not_testable


def test_what_cannot_be_tested_is_called_so_with_its_reason():
    found = not_testable(None, "It takes a laboratory.")
    assert (found.verdict, found.evidence) == ("not testable", "It takes a laboratory.")
