"""GMT files: what is read and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resistbook.genes.sets import GeneSetError, msigdb, parse_gmt, readable

NAMES = st.text(st.characters(whitelist_categories=["Lu", "Nd"]), min_size=1, max_size=8)


@given(st.dictionaries(NAMES, st.lists(NAMES, min_size=1, unique=True), max_size=6))
def test_what_was_written_is_read(sets):
    text = "".join(f"{name}\tabout\t" + "\t".join(genes) + "\n" for name, genes in sets.items())
    assert parse_gmt(text) == {name: tuple(genes) for name, genes in sets.items()}


def test_repeats_blanks_and_windows_line_ends_are_harmless():
    assert parse_gmt("A\t\tTP53\tTP53\t \tESR1\r\n\r\n") == {"A": ("TP53", "ESR1")}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_only_an_end_of_line_ends_a_set(end, mark):
    text = f"A\tone{mark}two\tX{end}B\tabout\tY{end}"
    assert parse_gmt(text) == {"A": ("X",), "B": ("Y",)}


def test_spaces_around_a_name_are_no_part_of_it():
    assert parse_gmt(" A \tabout\t X \n") == {"A": ("X",)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\tabout\n", "line 1: a set needs a name"),
        ("A\tabout\tX\n\tabout\tX\n", "line 2: a set needs a name"),
        ("A\tabout\tX\nA\tabout\tY\n", "line 2: set 'A' stands twice"),
        ("A\tabout\tX\nA \tabout\tY\n", "line 2: set 'A' stands twice"),
    ],
)
def test_a_broken_line_is_named(text, message):
    with pytest.raises(GeneSetError, match=message):
        parse_gmt(text)


@pytest.mark.raw
def test_hallmarks_are_fifty_sets_that_hold_their_best_known_genes():
    hallmark = msigdb("hallmark")
    assert len(hallmark) == 50
    assert "CDK1" in hallmark["HALLMARK_G2M_CHECKPOINT"]
    assert "NFKBIA" in hallmark["HALLMARK_TNFA_SIGNALING_VIA_NFKB"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("HALLMARK_TNFA_SIGNALING_VIA_NFKB", "TNFα signalling via NF-κB"),
        ("HALLMARK_ESTROGEN_RESPONSE_EARLY", "oestrogen response early"),
        ("HALLMARK_KRAS_SIGNALING_DN", "KRAS signalling down"),
        ("HALLMARK_E2F_TARGETS", "E2F targets"),
        ("both, up", "both, up"),
    ],
)
def test_set_names_are_written_as_readers_know_them(name, shown):
    assert readable(name) == shown
