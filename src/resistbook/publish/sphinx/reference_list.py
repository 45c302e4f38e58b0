"""A Sphinx extension: the references are a list whose entries are its items, for screen readers."""

from typing import Any

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _name_items)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def name_items(body: str) -> str:
    """Call the entries of a list of citations items of that list.

    Docutils calls the list a list, and its entries ``doc-biblioentry``, a role that ARIA has given
    up and that no list may hold.
    """
    return body.replace('role="doc-biblioentry"', 'role="listitem"')


def _name_items(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if "body" in context:
        context["body"] = name_items(context["body"])
