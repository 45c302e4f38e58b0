"""A Sphinx extension: the search shows the titles of sections as they are, not as markup.

Sphinx 7 keeps the titles of pages as HTML, those of sections as plain text, and its search writes
both into the page as HTML.
"""

import html
import json
from pathlib import Path

from sphinx.application import Sphinx

_BEFORE, _AFTER = "Search.setIndex(", ")"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("build-finished", _escape_titles)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def escaped(index: str) -> str:
    """Return the script of a search index with the titles of sections as HTML.

    A title that is HTML already, in an index that Sphinx has read back, stays as it is.
    """
    held = json.loads(index.removeprefix(_BEFORE).removesuffix(_AFTER))
    held["alltitles"] = {
        html.escape(html.unescape(title), quote=False): places
        for title, places in held["alltitles"].items()
    }
    return f"{_BEFORE}{json.dumps(held, separators=(',', ':'), sort_keys=True)}{_AFTER}"


def _escape_titles(app: Sphinx, problem: Exception | None) -> None:
    path = Path(app.outdir) / "searchindex.js"
    if problem is None and path.is_file():
        path.write_text(escaped(path.read_text(encoding="utf-8")), encoding="utf-8")
