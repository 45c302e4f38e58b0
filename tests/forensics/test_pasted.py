"""Texts as they are pasted: dashes, points, gaps, glyphs of a PDF, and numbers in words."""

import pytest

from resistbook.forensics.pasted import plain


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("0·46 (0·36–0·59)", "0.46 (0.36-0.59)"),
        ("HR ⫽ 0.30, P ⬍ .001", "HR = 0.30, P < .001"),
        ("P&lt;0.05, 33.7\xa0%", "P<0.05, 33.7%"),
        (
            "progression-\nfree sensi-\ntivity, 0.54-\n0.84",
            "progressionfree sensitivity, 0.54- 0.84",
        ),
        ("31 920 postmenopausal women", "31920 postmenopausal women"),
        ("in 1999 300 women", "in 1999 300 women"),
        ("12\u2009345 patients", "12345 patients"),
    ],
)
def test_signs_and_gaps_become_those_of_a_keyboard(pasted, read):
    assert plain(pasted) == read


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("Forty-five patients", "45 patients"),
        ("Eighty six patients", "86 patients"),
        ("Fifty-\nsix (53\n%)", "56 (53%)"),
        ("Nineteen patients, twenty two-arm trials", "19 patients, 20 two-arm trials"),
        ("twelve patients (54%) and one [1%] of 172", "12 patients (54%) and 1 [1%] of 172"),
        ("Twelve percent of 50", "12% of 50"),
        ("one hundred and twenty women, no effect", "one hundred and twenty women, no effect"),
    ],
)
def test_numbers_in_words_become_digits_where_they_are_sizes_or_counts(pasted, read):
    assert plain(pasted) == read


def test_a_count_in_one_bracket_with_its_percentage_is_put_before_it():
    assert plain("most (n = 518; 82.1%) were") == "most 518 (82.1%) were"
    assert plain("group A (n = 45; 37% of whom)") == "group A (n = 45; 37% of whom)"
