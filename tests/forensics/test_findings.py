"""The verdicts of a check, from the mildest to the gravest."""

from resistbook.forensics.findings import worst


def test_the_gravest_of_several_verdicts_is_the_worst_and_none_at_all_fits():
    assert worst("fits", "cannot", "unexplained") == "cannot"
    assert worst("unexplained", "fits") == "unexplained"
    assert worst("fits", "fits") == "fits"
    assert worst() == "fits"
