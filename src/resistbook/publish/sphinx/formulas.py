"""A Sphinx extension: a page without formulas does not load MathJax.

Sphinx loads it also where a page further down in the table of contents has formulas, and so into
the front page, whose contents are the book.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _leave_out_mathjax, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def without_mathjax(scripts: list[Any]) -> list[Any]:
    """Return the scripts of a page but those of MathJax: its settings and its file."""
    return [
        script
        for script in scripts
        if "mathjax" not in str(script.filename).lower()
        and not (script.attributes.get("body") or "").startswith("window.MathJax")
    ]


def _is_formula(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


def _leave_out_mathjax(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if doctree is not None and not any(doctree.findall(_is_formula)):
        context["script_files"] = without_mathjax(context["script_files"])
