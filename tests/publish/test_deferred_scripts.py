"""Scripts wait for the page, so that it is painted first."""

from types import SimpleNamespace

from resistbook.publish.sphinx import deferred_scripts


def test_files_wait_and_lines_in_the_page_and_the_options_do_not():
    files = ("_static/documentation_options.js", "_static/doctools.js", None)
    scripts = [SimpleNamespace(filename=name, attributes={}) for name in files]
    deferred_scripts.defer(scripts)
    assert [script.attributes for script in scripts] == [{}, {"defer": "defer"}, {}]
