"""A Sphinx extension: the search knows every section, claim and source, and shows its own page.

Sphinx's search finds pages; this one finds places in them, without reading a page again, so that it
works from a folder too. `search.js` compares the words, and finds genes with the script of the gene
explorer.
"""

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from resistbook.claims.verdicts import judged
from resistbook.data.sources import registry
from resistbook.display import anchors
from resistbook.display.verdicts import badge_of
from resistbook.publish import published_ledger

CLAIMS = "book/generated/claims"
DATA = "book/generated/data"
CHANGELOG = "book/changes"
"""Found by its title alone: it tells what was, not what is."""
SCRIPT = Path("_static", "search", "index.js")
UNUSED = ("searchtools.js", "language_data.js")
"""Scripts of Sphinx's own search."""

_ACCESSION = re.compile(r"\b[A-Z]{3,}\d{3,}\b")
_HIDDEN = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_WORD = re.compile(r"[^\W\d_](?:[\w-]*\w)?")
_APART = (nodes.section, nodes.title, nodes.math_block, nodes.comment, nodes.system_message)
_QUIET = (nodes.raw, nodes.math)


class Place(NamedTuple):
    """What the search leads to: a section, or an entry of the glossary.

    Parameters
    ----------
    anchor
        Its anchor; empty for the top of a page.
    title
        Its heading.
    text
        Its sentences, captions and tables, without those of sections within it.
    words
        Other words by which it is found: those of code, and of tables that code wrote.
    """

    anchor: str
    title: str
    text: str
    words: str


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    found: dict[str, list[Place]] = {}

    def read(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        found[docname] = list(places(doctree))

    def finish(app: Sphinx, problem: Exception | None) -> None:
        if problem is None and app.builder.name == "html":
            _write_index(app, found)

    app.connect("builder-inited", _leave_out_sphinx_search)
    app.connect("doctree-resolved", read, priority=900)
    app.connect("html-collect-pages", lambda app: [("search", {"title": "Search"}, "search.html")])
    app.connect("build-finished", finish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def places(doctree: nodes.document) -> Iterator[Place]:
    """List the sections of a page, and the entries of its glossaries, in their order."""
    for section in doctree.findall(nodes.section):
        top = isinstance(section.parent, nodes.document)
        text, words = _told(section)
        yield Place("" if top else section["ids"][0], section[0].astext(), text, words)
        for entry in section.findall(nodes.definition_list_item):
            term = entry[0]
            if term["ids"] and _section(entry) is section:
                yield Place(term["ids"][0], term.astext(), entry[-1].astext(), "")


def _section(node: nodes.Node) -> nodes.Node:
    while not isinstance(node, nodes.section):
        node = node.parent
    return node


def _told(section: nodes.section) -> tuple[str, str]:
    texts, raw = [], []
    for node in _blocks(section):
        if isinstance(node, nodes.raw):
            raw.append(html.unescape(_HIDDEN.sub(" ", node.astext())))
        elif isinstance(node, nodes.literal_block):
            raw.append(node.astext())
        else:
            within = node.findall(nodes.Text)
            texts.append("".join(t for t in within if not isinstance(t.parent, _QUIET)))
    text = " ".join(" ".join(texts).split())
    there = set(_WORD.findall(text))
    words = dict.fromkeys(word for word in _WORD.findall(" ".join(raw)) if word not in there)
    return text, " ".join(words)


def _blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    for child in node.children:
        if isinstance(child, nodes.raw | nodes.TextElement) and not isinstance(child, _APART):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, _APART):
            yield from _blocks(child)


def claim_entries() -> Iterator[dict[str, str]]:
    """Describe each claim: its names, what it says, its verdict, and the two places it leads to."""
    for one in judged():
        entry = one.entry
        yield {
            "id": entry["id"],
            "study": one.study,
            "title": entry["plain"],
            "verdict": badge_of(one.decision),
            "text": f"{entry['statement']} {entry['quote']}",
            "anchor": anchors.claim_anchor(one.study, entry["id"]),
            "decides": published_ledger.deciding_cell(one.study, entry["id"]),
        }


def source_entries() -> Iterator[tuple[str, str, str]]:
    """Name each source and each accession; with it the source and the anchor of its card."""
    for source, rows in registry().groupby("source", sort=False):
        names = [source, *_ACCESSION.findall(" ".join(rows["accession"]))]
        for name in dict.fromkeys(names):
            yield name, source, anchors.source_anchor(source)


def index(
    pages: Iterable[tuple[str, str, list[Place]]],
    claims: Iterable[dict[str, str]],
    sources: Iterable[tuple[str, str, str]],
) -> str:
    """Return the script of the index.

    Parameters
    ----------
    pages
        Address, title and places of each page.
    claims, sources
        As `claim_entries` and `source_entries` give them.
    """
    held = {"pages": list(pages), "claims": list(claims), "sources": list(sources)}
    return f"window.bookSearch={json.dumps(held, ensure_ascii=False, separators=(',', ':'))};\n"


def _leave_out_sphinx_search(app: Sphinx) -> None:
    app.builder.search = False


def _write_index(app: Sphinx, found: dict[str, list[Place]]) -> None:
    pages = []
    for docname in sorted(app.env.all_docs):
        held = found.get(docname) or list(places(app.env.get_doctree(docname)))
        if docname == CLAIMS:  # its rows are told as claims
            held = [place._replace(text="") if place.anchor else place for place in held]
        if docname == CHANGELOG:
            held = [held[0]._replace(text="", words="")]
        pages.append((app.builder.get_target_uri(docname), app.env.titles[docname].astext(), held))
    script = Path(app.outdir) / SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(index(pages, claim_entries(), source_entries()), encoding="utf-8")
    for name in UNUSED:
        (Path(app.outdir) / "_static" / name).unlink(missing_ok=True)
