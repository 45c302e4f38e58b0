"""What the search knows: sections and glossary entries, claims and sources."""

import json

from docutils.core import publish_doctree

from resistbook.claims.verdicts import judged, judged_claims
from resistbook.data.sources import registry
from resistbook.publish import pages
from resistbook.publish.sphinx import search_index

PAGE = """
Relapse
=======

The question of the chapter.

Tumours that relapse
--------------------

Nine genes :sub:`of 236` reach P < 0.05.

.. code:: python

   folded_call()

.. raw:: html

   <table><tr><td>FOXM1</td><td>0.03</td><td>genes</td></tr></table><script>secret()</script>

Words
-----

censoring
    A patient whose end was not seen.
"""


def placed(text: str) -> dict[str, search_index.Place]:
    settings = {"doctitle_xform": False, "syntax_highlight": "none"}
    doctree = publish_doctree(text, settings_overrides=settings)
    return {one.title: one for one in search_index.places(doctree)}


def test_each_section_is_found_at_its_anchor_by_its_own_text():
    found = placed(PAGE)
    assert found["Relapse"].anchor == ""
    assert found["Relapse"].text == "The question of the chapter."
    assert found["Tumours that relapse"].anchor == "tumours-that-relapse"
    assert found["Tumours that relapse"].text == "Nine genes of 236 reach P < 0.05."


def test_code_and_the_table_that_it_wrote_give_their_new_words_and_a_script_none():
    assert placed(PAGE)["Tumours that relapse"].words == "folded_call FOXM1"


def test_every_claim_is_described_and_leads_to_its_row_and_to_its_section():
    found = {(one["study"], one["id"]): one for one in search_index.claim_entries()}
    page = pages.claims_page(judged())
    for row in judged_claims().itertuples():
        entry = found[row.study, row.claim]
        assert f'id="{entry["anchor"]}"' in page
        assert f"../../{entry['decides']}" in page
        assert entry["verdict"].startswith(row.verdict)


def test_every_source_and_every_accession_leads_to_its_card():
    found = list(search_index.source_entries())
    page = pages.data_page(registry())
    names = {name for name, _, _ in found}
    assert names >= set(registry()["source"]) | {"GSE20181", "GSE6532"}
    assert all(f"({anchor})=" in page for _, _, anchor in found)
    assert len(found) == len({(name, source) for name, source, _ in found})


def test_the_index_is_a_script_that_holds_data_only():
    place = search_index.Place("a", "</script><b>", "κ", "")
    script = search_index.index([("x.html", "X", [place])], [], [("GSE1", "one", "data-one")])
    held = json.loads(script.removeprefix("window.bookSearch=").removesuffix(";\n"))
    assert held["pages"] == [["x.html", "X", [["a", "</script><b>", "κ", ""]]]]
    assert held["sources"] == [["GSE1", "one", "data-one"]]
