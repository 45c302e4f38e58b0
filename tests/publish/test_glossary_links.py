"""A chapter links a word of the glossary once, where running text first uses it."""

import re

import pytest
from docutils.core import publish_doctree
from docutils.nodes import reference

from resistbook.paths import BOOK
from resistbook.publish.sphinx.glossary_links import SPELLINGS, link_terms

TERMS = re.findall(
    r"^(\S.*)\n  \S", (BOOK / "glossary.md").read_text(encoding="utf-8"), flags=re.MULTILINE
)
ADDRESSES = {term: f"glossary.html#{term}" for term in TERMS}


def links(text: str) -> list[tuple[str, str]]:
    tree = publish_doctree(text)
    before = tree.astext()
    link_terms(tree, ADDRESSES)
    assert tree.astext() == before
    return [
        (link.astext(), link["refuri"].split("#")[1])
        for link in tree.findall(reference)
        if "term" in link["classes"]
    ]


def test_only_the_first_use_is_linked():
    assert links("An odds ratio of two.\n\nOdds ratios again.") == [("odds ratio", "odds ratio")]


def test_several_terms_of_a_sentence_are_linked_in_its_order():
    found = links("Within strata, the hazard ratio and the FDR of HER2.")
    assert found == [
        ("strata", "stratum"),
        ("hazard ratio", "hazard ratio"),
        ("FDR", "FDR"),
        ("HER2", "HER2"),
    ]


def test_headings_links_and_code_stay_as_they_are():
    assert links("Bootstraps\n==========\n\n``bootstrap`` and `bootstrap <x.html>`_.") == []


@pytest.mark.parametrize(
    "text", ["fdr", "An estimate.", "overpower", "non-permutation-like", "step"]
)
def test_words_that_only_look_alike_are_not_linked(text):
    assert links(text) == []


def test_every_spelling_is_that_of_a_term():
    assert len(TERMS) > 50
    assert set(SPELLINGS) <= set(TERMS)
