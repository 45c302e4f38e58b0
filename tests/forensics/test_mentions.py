"""Percentages of a text: of which size they may be, and how their interval is printed."""

from resistbook.forensics.mentions import Percentage


def percentage(value: str, k: str | None = None, n: str | None = None) -> Percentage:
    return Percentage(0, 0, value, k, n, firm=False)


def test_a_count_goes_with_the_sizes_of_which_it_is_the_percentage():
    assert percentage("28.3", k="206").goes_with(729)
    assert not percentage("28.3", k="206").goes_with(102)
    assert percentage("28.3").goes_with(102)
    assert not percentage("28.3", n="729").goes_with(102)


def test_a_count_implies_its_size():
    assert percentage("41.64", k="264").implied_size() == (634, 634)
    assert percentage("5.9", k="13").implied_size() == (219, 222)
    assert percentage("0", k="0").implied_size() is None


def test_limits_as_proportions_become_percentages_where_they_hold_the_value():
    assert percentage("51.2").limits("0.35", "0.67") == ("35", "67")
    assert percentage("0.5").limits("0.1", "0.9") == ("0.1", "0.9")
    assert percentage("1.2").limits("0.3", "0.9") == ("0.3", "0.9")


def test_two_shares_of_one_group_complete_each_other():
    assert percentage("57", k="36").completes(percentage("43", k="27"))
    assert not percentage("57").completes(percentage("41"))
