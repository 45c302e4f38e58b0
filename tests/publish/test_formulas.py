"""MathJax is left out of a page without formulas."""

from types import SimpleNamespace

from resistbook.publish.sphinx.formulas import without_mathjax


def test_the_file_and_the_settings_of_mathjax_are_left_out_and_nothing_else():
    own = SimpleNamespace(filename="_static/tables.js", attributes={})
    theme = SimpleNamespace(filename=None, attributes={"body": "DOCUMENTATION_OPTIONS.a = 1;"})
    settings = SimpleNamespace(filename=None, attributes={"body": "window.MathJax = {}"})
    file = SimpleNamespace(filename="_static/mathjax/startup.js", attributes={"body": None})
    assert without_mathjax([own, settings, theme, file]) == [own, theme]
