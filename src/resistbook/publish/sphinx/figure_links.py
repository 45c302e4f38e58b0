"""A Sphinx extension: a figure opens at full size, can be downloaded and says how to cite it."""

import html
import importlib.metadata
import re
from pathlib import PurePosixPath
from typing import Any

from sphinx.application import Sphinx

_FIGURE = re.compile(
    r'(?P<start><figure [^>]*id="(?P<name>fig-[^"]+)"[^>]*>\s*)'
    r'(?P<image><img [^>]*src="(?P<file>[^"]+)"[^>]*>)'
    r"(?P<caption>\s*<figcaption>(?:(?!</figcaption>).)*)</figcaption>",
    re.DOTALL,
)
_NUMBER = re.compile(r'<span class="caption-number">([^<]*)</span>')


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_figures(body: str, chapter: int, repository: str = "") -> str:
    """Make each numbered figure a link to its file, and put below it how to take it along.

    Parameters
    ----------
    body
        HTML of a chapter.
    chapter
        Number of the chapter.
    repository
        Address of the repository; empty where there is none.
    """
    version = importlib.metadata.version("resistbook")
    address = f" {html.escape(repository)}." if repository else ""

    def linked(figure: re.Match[str]) -> str:
        number = _NUMBER.search(figure["caption"])
        if not number:
            return figure[0]
        kind = PurePosixPath(figure["file"]).suffix
        cited = (
            f"The Resistance, Reproduced authors. {number[1].strip()}, chapter {chapter} of "
            f"<em>Resistance, Reproduced</em>, version {version}.{address} CC BY 4.0."
        )
        return (
            f'{figure["start"]}<a class="figure-whole" href="{figure["file"]}" '
            f'title="Open at full size">{figure["image"]}</a>{figure["caption"]}'
            f'<div class="figure-links"><a href="{figure["file"]}" '
            f'download="{figure["name"]}{kind}">Download as {kind[1:].upper()}</a> '
            f"<details><summary>Cite this figure</summary>{cited}</details></div></figcaption>"
        )

    return _FIGURE.sub(linked, body)


def _link_chapter(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if pagename.startswith("notebooks/") and "body" in context:
        number = int(PurePosixPath(pagename).name.split("_")[0])
        repository = app.config.html_theme_options.get("repository_url", "")
        context["body"] = link_figures(context["body"], number, repository)
