"""A Sphinx extension: each page says what a browser may run and load with it, and refuses the rest.

A page runs the scripts of the book, and those that the theme writes into it, each named by its
SHA-256. Its text may hold no script of its own: the build warns, and a strict build fails.

Notes
-----
``'self'`` is the site's own host. ``file:`` is the same for a book that is opened from a folder,
where not all browsers take ``'self'`` so; a page that came over the network may load no ``file:``.
Styles may stand in a page, since MathJax and tables write theirs there; scripts may not.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

OWN = "'self' file:"
_START = re.compile(r'<head>\s*<meta charset="utf-8" ?/?>', re.IGNORECASE)
_STATED = re.compile(r'\n<meta http-equiv="Content-Security-Policy"[^>]*>')
_MAY_RUN = re.compile(r"<script|\bon\w+\s*=", re.IGNORECASE)
_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _warn_of_scripts, priority=900)
    app.connect("build-finished", _guard_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


class _Inline(HTMLParser):
    """What a page runs that stands in the page itself."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.scripts: list[str] = []
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.open: list[str] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on"):
                self.handlers.append(value or "")
            elif re.match(r"[\s\0-\x1f]*javascript:", value or "", re.IGNORECASE):
                self.addresses.append(value)
        if tag == "script" and "src" not in dict(attrs):
            self.open = []

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.open.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self.open is not None:
            self.scripts.append("".join(self.open))
            self.open = None


def running(text: str) -> list[str]:
    """List what a piece of HTML would run: scripts, event handlers, ``javascript:`` addresses."""
    found = _Inline(text)
    return [*found.scripts, *found.handlers, *found.addresses]


def policy(scripts: Iterable[str] = (), handlers: Iterable[str] = ()) -> str:
    """Return the policy of a page.

    Parameters
    ----------
    scripts
        Text of each script that stands in the page.
    handlers
        Text of each event handler, such as that of the theme's button for the whole screen.
    """
    allowed = [OWN, *sorted({_named(text) for text in scripts})]
    if named := sorted({_named(text) for text in handlers}):
        allowed += ["'unsafe-hashes'", *named]
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {' '.join(allowed)}",
            f"style-src {OWN} 'unsafe-inline'",
            f"img-src {OWN} data:",
            f"font-src {OWN}",
            "connect-src 'self'",
            f"form-action {OWN}",
            "base-uri 'none'",
            "object-src 'none'",
        ]
    )


def element(policy: str) -> str:
    """Return the element of the head of a page that states a policy."""
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}" />'


def guarded(page: str) -> str:
    """Return a page with the policy that fits it, before all that the policy rules.

    A page that states one there, as `plain_page` writes it, is left as it is.

    Raises
    ------
    ValueError
        If the page has no head that begins with its character set.
    """
    start = _START.search(page)
    if not start:
        raise ValueError('the page has no <head> with <meta charset="utf-8"> before all else')
    if _STATED.match(page, start.end()):
        return page
    # Most pages are code, and hold neither; what were missed would be refused.
    found = _Inline(page if _MAY_RUN.search(page) else "")
    stated = element(policy(found.scripts, found.handlers))
    return f"{page[: start.end()]}\n{stated}{page[start.end() :]}"


def plain_page(title: str, body: str, head: str = "") -> str:
    """Return a page beside those that Sphinx writes, guarded.

    Parameters
    ----------
    title
        As text.
    body, head
        HTML: what is shown, and what stands in the head beside the title.
    """
    return guarded(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n{head}</head>\n<body>{body}</body>\n</html>\n"
    )


def _named(script: str) -> str:
    digest = hashlib.sha256(script.replace("\r\n", "\n").encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _warn_of_scripts(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    for script in running(context.get("body", "")):
        _log.warning(
            "the text of the page holds a script, %r; put it into a file of _static",
            script.strip()[:80],
            location=pagename,
        )


def _guard_pages(app: Sphinx, problem: Exception | None) -> None:
    if problem is None and app.builder.format == "html":
        for path in sorted(Path(app.outdir).rglob("*.html")):
            if "_static" not in path.relative_to(app.outdir).parts:
                text = path.read_text(encoding="utf-8")
                path.write_text(guarded(text), encoding="utf-8")
