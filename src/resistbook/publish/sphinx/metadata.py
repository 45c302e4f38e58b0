"""A Sphinx extension: what search engines, previews and reference managers read of a page.

Addresses are written only where the site has one.
"""

import json
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from resistbook.publish.sphinx import content_security

LONGEST = 200
"""Characters of a description, as search engines show them."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _describe)
    app.connect("build-finished", _write_lists)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def description(doctree: nodes.document) -> str:
    """Return the first paragraph of a page as plain text, shortened at the end of a word."""
    for paragraph in doctree.findall(nodes.paragraph):
        if not _within(paragraph, (nodes.Admonition, nodes.table, nodes.footnote)):
            text = " ".join(paragraph.astext().split())
            if len(text) <= LONGEST:
                return text
            return text[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return ""


def tags(
    title: str, text: str, authors: str, date: str, book: str, address: str = "", image: str = ""
) -> str:
    """Return the elements of a page's head that describe it.

    Parameters
    ----------
    title, text
        Title of the page and its description.
    authors, date, book
        Who wrote the book, the year, and its title.
    address, image
        Of the page and of its picture on the web; empty where the site has none.
    """
    named = {"description": text, "citation_title": title, "citation_author": authors}
    named |= {"citation_publication_date": date, "citation_inbook_title": book}
    data = {
        "@context": "https://schema.org",
        "@type": "Chapter",
        "name": title,
        "description": text,
        "author": {"@type": "Organization", "name": authors},
        "dateModified": date,
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "isPartOf": {"@type": "Book", "name": book},
    }
    shown = {}
    if address:
        named["citation_public_url"] = data["url"] = address
        shown = {"og:type": "article", "og:title": title, "og:description": text}
        shown |= {"og:url": address, "og:site_name": book, "og:image": image}
    lines = [_tag("name", name, value) for name, value in named.items() if value]
    lines += [_tag("property", name, value) for name, value in shown.items() if value]
    marked = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return "\n".join([*lines, f'<script type="application/ld+json">{marked}</script>'])


def sitemap(addresses: list[str]) -> str:
    """Return the list of a site's pages in the format of sitemaps.org."""
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    )


def not_found(title: str, address: str) -> str:
    """Return the page that a host shows where there is none."""
    return content_security.plain_page(
        f"No such page: {title}",
        f'<h1>No such page</h1><p>It may have moved. <a href="{escape(address)}">'
        f"{escape(title)}</a> begins here, and its search finds sections, claims and genes.</p>",
    )


def _tag(attribute: str, name: str, value: str) -> str:
    return f'<meta {attribute}="{name}" content="{escape(value)}" />'


def _within(node: nodes.Node, kinds: tuple[type[nodes.Node], ...]) -> bool:
    while node.parent is not None:
        node = node.parent
        if isinstance(node, kinds):
            return True
    return False


def _describe(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    if doctree is None:
        return
    config = app.config
    address = f"{config.html_baseurl}{pagename}.html" if config.html_baseurl else ""
    image = f"{config.html_baseurl}_static/logo.svg" if address else ""
    context["metatags"] = context.get("metatags", "") + tags(
        app.env.titles[pagename].astext(),
        description(doctree),
        config.author,
        str(config.copyright),
        config.project,
        address,
        image,
    )


def _write_lists(app: Sphinx, problem: Exception | None) -> None:
    base = app.config.html_baseurl
    if problem is None and base and app.builder.name == "html":
        out = Path(app.outdir)
        pages = [f"{base}{name}.html" for name in sorted(app.env.found_docs)]
        (out / "sitemap.xml").write_text(sitemap(pages), encoding="utf-8")
        (out / "404.html").write_text(not_found(app.config.project, base), encoding="utf-8")
