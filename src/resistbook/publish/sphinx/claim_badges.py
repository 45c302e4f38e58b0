"""A Sphinx extension: the heading of a section that decides a claim shows the claim's verdict."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sphinx.application import Sphinx

from resistbook.claims import ledger
from resistbook.claims.verdicts import judged
from resistbook.display.anchors import claim_anchor, section_anchor
from resistbook.display.verdicts import badge_of, classes

CLAIMS = "book/generated/claims"
HEADING_END = re.compile(r'<a class="headerlink"[^>]*>[^<]*</a></h[1-6]>')


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension; it needs the anchors of cells, which another one sets."""
    app.connect("html-page-context", _badge_headings, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def badge_headings(body: str, badges: Mapping[str, Iterable[str]]) -> str:
    """Put badges into the heading above each anchor.

    Parameters
    ----------
    body
        HTML of a page.
    badges
        For each anchor, the badges of the heading that comes last before it. Anchors that the
        page does not have are passed over.
    """
    headings = [heading.start() for heading in HEADING_END.finditer(body)]
    there: dict[int, list[str]] = {}
    for anchor, shown in badges.items():
        place = body.find(f'id="{anchor}"')
        above = [heading for heading in headings if heading < place]
        if above:
            there.setdefault(above[-1], []).extend(shown)
    for heading in sorted(there, reverse=True):
        inserted = f' <span class="claim-badges">{" ".join(there[heading])}</span>'
        body = body[:heading] + inserted + body[heading:]
    return body


def chapter_badges(study: str, page: str) -> dict[str, list[str]]:
    """Return the badges of a study's claims by the anchor of the cell that decides each.

    Parameters
    ----------
    study
        The study.
    page
        Address of the page of claims.
    """
    badges: dict[str, list[str]] = {}
    for one in judged(study):
        entry, found = one.entry, one.decision
        title = html.escape(f"{entry['plain']}: {badge_of(found)}", quote=True)
        badges.setdefault(section_anchor(study, entry["id"]), []).append(
            f'<a class="{classes(found.word, found.firm)}" title="{title}" '
            f'href="{page}#{claim_anchor(study, entry["id"])}">{entry["id"]} {found.word}</a>'
        )
    badges.pop("verdicts", None)
    return badges


def _badge_headings(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    studies = {ledger.ledger(study)["chapter"]: study for study in ledger.ledgers()}
    if pagename in studies and "body" in context:
        page = app.builder.get_relative_uri(pagename, CLAIMS)
        context["body"] = badge_headings(context["body"], chapter_badges(studies[pagename], page))
