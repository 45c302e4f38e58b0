"""A Sphinx extension: in the book on one page, which is printed, what needs a screen is short.

Jupyter Book's builder ``singlehtml`` puts all pages into one, of which Chromium makes the PDF.
"""

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

ON_SCREEN = (
    "book/api",
    "book/changes",
    "book/gene_explorer",
    "book/generated/reproducibility",
    "book/generated/tables_",
    "book/generated/downloads",
)
"""How names begin of pages to work with, or that list files: title and first paragraph stay."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("doctree-resolved", _shorten, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def shorten(book: nodes.document) -> None:
    """Cut the pages of `ON_SCREEN` to their beginning, in place, and say where they are whole."""
    for page in book.findall(addnodes.start_of_file):
        if page["docname"].startswith(ON_SCREEN):
            section = next(page.findall(nodes.section))
            first = next(section.findall(nodes.paragraph))
            whole = nodes.paragraph("", "The whole page is in the book on the screen: ")
            whole += nodes.literal("", f"{page['docname']}.html")
            section.children = [section[0], first, whole]


def _shorten(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.name == "singlehtml":
        shorten(doctree)
