"""Calls of steps in a chapter's code link to the tables that they return, and nothing else does."""

import re

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from resistbook.display.anchors import step_call
from resistbook.publish.sphinx.step_links import first_tables, link_calls, mark_cells
from resistbook.results import store

PLACES = {"keikha2021.grid": "tables.html#result-keikha2021-grid"}


def linked(code: str) -> str:
    return link_calls(highlight(code, PythonLexer(), HtmlFormatter()), PLACES)


def test_a_call_of_a_step_links_to_its_table():
    link = '<a class="step" href="tables.html#result-keikha2021-grid">'
    assert f'{link}<span class="n">grid</span></a>' in linked("cells = keikha2021.grid()")


def test_other_names_and_the_text_of_strings_stay_as_they_are():
    for code in ("other.grid()", "keikha2021.effects()", 'x = "keikha2021.grid()"', "grid()"):
        assert "<a " not in linked(code)


def test_linking_leaves_the_text_of_the_code_unchanged():
    code = "frame = keikha2021.grid().query('a < 1')"
    plain = highlight(code, PythonLexer(), HtmlFormatter())
    assert re.sub(r"<[^>]*>", "", linked(code)) == re.sub(r"<[^>]*>", "", plain)


def test_every_function_of_the_store_leads_to_a_table_of_its_own():
    tables = first_tables(store.manifest())
    steps = {entry["step"] for entry in store.manifest()["results"].values()}
    assert set(tables) == {step_call(step) for step in steps}
    assert len(set(tables.values())) == len(tables)


def test_the_first_cell_that_calls_a_step_has_its_anchor_and_no_other_cell():
    code = highlight("x = keikha2021.grid()", PythonLexer(), HtmlFormatter())
    cell = f'<div class="cell docutils container"><div class="cell_input">{code}</div></div>'
    marked = mark_cells(f"<p>before</p>{cell}{cell}", ["keikha2021.grid", "keikha2021.other"])
    assert marked == f'<p>before</p><span id="cell-keikha2021-grid"></span>{cell}{cell}'
