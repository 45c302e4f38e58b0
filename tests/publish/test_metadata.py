"""What programs read of a page: its description, how it is cited, and its address if it has one."""

import json
import re
from xml.etree import ElementTree

from docutils.core import publish_doctree

from resistbook.publish.sphinx import metadata

PAGE = ("Cyclin E", 'A "gain" < 5 copies', "The authors", "2026", "The book")


def described(text):
    return metadata.description(publish_doctree(text))


def test_the_description_is_the_first_paragraph_that_is_text():
    assert described(
        "Title\n=====\n\n.. note::\n\n   Not this.\n\nThis *one*,\nin a line.\n\nNo.\n"
    ) == ("This one, in a line.")


def test_a_long_description_ends_with_a_whole_word():
    text = described("word " * 100)
    assert len(text) <= metadata.LONGEST
    assert text.endswith("word…")


def test_a_page_without_text_has_no_description():
    assert described("") == ""
    assert 'name="description"' not in metadata.tags("T", "", "A", "2026", "B")


def test_without_an_address_of_the_site_a_page_names_none():
    text = metadata.tags(*PAGE)
    assert "og:" not in text
    assert not re.search(r"https?://(?!schema\.org|creativecommons\.org)", text)
    assert 'name="citation_title" content="Cyclin E"' in text


def test_with_an_address_a_page_tells_it_to_previews_and_reference_managers():
    text = metadata.tags(*PAGE, "https://a.org/p.html", "https://a.org/p.svg")
    for tag in ('"og:url"', '"citation_public_url"'):
        assert re.search(rf'{tag} content="https://a\.org/p\.html"', text)
    assert 'content="A &quot;gain&quot; &lt; 5 copies"' in text


def test_the_data_for_search_engines_are_json_that_cannot_end_its_element():
    text = metadata.tags("T", "</script><b>", "A", "2026", "B")
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(data)["description"] == "</script><b>"


def test_the_sitemap_lists_the_pages_in_its_format():
    tree = ElementTree.fromstring(
        metadata.sitemap(["https://a.org/x.html", "https://a.org/y.html"])
    )
    assert [
        place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ] == [
        "https://a.org/x.html",
        "https://a.org/y.html",
    ]
