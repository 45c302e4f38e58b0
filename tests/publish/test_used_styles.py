"""The style sheets of the site: the rules that a page or a script can use, and no others."""

import pytest

from resistbook.publish.sphinx import used_styles

WORDS = {"card", "note", "wide"}


@pytest.mark.parametrize(
    ("styles", "left"),
    [
        (".card{a:b}", ".card{a:b}"),
        (".modal{a:b}", ""),
        (".modal,.card:hover{a:b}", ".card:hover{a:b}"),
        (".card .modal{a:b}p{c:d}", "p{c:d}"),
        ("@media print{.modal{a:b}.card{a:b}}", "@media print{.card{a:b}}"),
        ("@font-face{src:url(a.woff)}", "@font-face{src:url(a.woff)}"),
        ("@keyframes turn{50%{a:b}}", "@keyframes turn{50%{a:b}}"),
    ],
)
def test_a_rule_stays_if_one_of_its_selectors_can_be_met(styles, left):
    assert used_styles.styles_with(styles, WORDS) == left


@pytest.mark.parametrize(
    "styles", [".card:not(.modal){a:b}", ".card:is(.modal,.note:not(.x,.y)),.wide{a:b}"]
)
def test_what_stands_in_brackets_keeps_its_rule_whole(styles):
    assert used_styles.styles_with(styles, WORDS) == styles
