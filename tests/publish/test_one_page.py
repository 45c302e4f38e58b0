"""The book on one page: what needs a screen is short, and says where it is whole."""

from docutils import nodes
from sphinx import addnodes

from resistbook.publish.sphinx import one_page


def page(docname: str) -> addnodes.start_of_file:
    section = nodes.section("", nodes.title("", "Downloads"))
    section += [nodes.paragraph("", "What it is."), nodes.paragraph("", "A long list.")]
    return addnodes.start_of_file("", section, docname=docname)


def test_a_page_that_lists_files_keeps_its_title_and_first_paragraph():
    book = nodes.document(None, None)
    book += [page("book/generated/downloads"), page("book/methods")]
    one_page.shorten(book)
    short, whole = (found.astext() for found in book.findall(addnodes.start_of_file))
    assert "What it is." in short
    assert "book/generated/downloads.html" in short
    assert "A long list." not in short
    assert "A long list." in whole
