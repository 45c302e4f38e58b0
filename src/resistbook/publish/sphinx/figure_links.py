"""A Sphinx extension: a figure opens at full size, can be downloaded and says how to cite it."""

import base64
import html
import importlib.metadata
import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any

import nbformat
from nbformat import NotebookNode
from sphinx.application import Sphinx

from resistbook.publish.sphinx.step_links import CELL

_FIGURE = re.compile(
    r'(?P<start><figure [^>]*id="(?P<name>fig-[^"]+)"[^>]*>\s*)'
    r'(?P<image><img [^>]*src="(?P<file>[^"]+)"[^>]*>)'
    r"(?P<caption>\s*<figcaption>(?:(?!</figcaption>).)*)</figcaption>",
    re.DOTALL,
)
_STEP = re.compile(r'<a class="step" href="([^"]+)"><span class="n">(\w+)</span></a>')
_NAME = re.compile(r'<span class="n">(\w+)</span>')
_ASSIGNED = re.compile(
    r'^(?:.*<pre>)?(?:<span></span>)?<span class="n">(\w+)</span> *<span class="o">=</span>(.*)$',
    re.M,
)
_STORED = re.compile(r'<a href="([^"]+#result-[^"]+)">([^<]+)</a>')
MANY = 8
"""Tables that stand below a figure at most; more are folded."""
_NUMBER = re.compile(r'<span class="caption-number">([^<]*)</span>')


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_figures(
    body: str, chapter: int, repository: str = "", pictures: Collection[str] = ()
) -> str:
    """Make each numbered figure a link to its file, and put below it how to take it along.

    Parameters
    ----------
    body
        HTML of a chapter.
    chapter
        Number of the chapter.
    repository
        Address of the repository; empty where there is none.
    pictures
        Names of the figures that lie as PNG in the folder of images.
    """
    version = importlib.metadata.version("resistbook")
    address = f" {html.escape(repository)}." if repository else ""

    def linked(figure: re.Match[str]) -> str:
        number = _NUMBER.search(figure["caption"])
        if not number:
            return figure[0]
        file, name = PurePosixPath(figure["file"]), figure["name"]
        files = [file, file.with_name(f"{name}.png")] if name in pictures else [file]
        downloads = " ".join(
            f'<a href="{one}" download="{name}{one.suffix}">{one.suffix[1:].upper()}</a>'
            for one in files
        )
        data = _data_links(body, figure.start())
        cited = (
            f"The Resistance, Reproduced authors. {number[1].strip()}, chapter {chapter} of "
            f"<em>Resistance, Reproduced</em>, version {version}.{address} CC BY 4.0."
        )
        return (
            f'{figure["start"]}<a class="figure-whole" href="{figure["file"]}" '
            f'title="Open at full size">{figure["image"]}</a>{figure["caption"]}'
            f'<div class="figure-links"><span>Download: {downloads}</span>{data} '
            f"<details><summary>Cite this figure</summary>{cited}</details></div></figcaption>"
        )

    return _FIGURE.sub(linked, body)


def _data_links(body: str, place: int) -> str:
    """Name the tables that the figure at a place draws, each a link.

    They are those of the steps that its cell calls. Where it calls none, they are those of the
    steps whose results earlier cells gave a name that it uses; where there are none of these, the
    tables that the next cell names row by row.
    """
    cell = body.rfind(CELL, 0, place)
    tables = _STEP.findall(body, cell, place) or _named_before(body, cell, place)
    if not tables:
        following = body.find(CELL, place)
        if following >= 0:
            end = body.find(CELL, following + 1)
            tables = _STORED.findall(body, following, end if end >= 0 else len(body))
    links = [f'<a href="{to}">{table}</a>' for to, table in dict.fromkeys(tables)]
    if not links:
        return ""
    if len(links) > MANY:
        return f" <details><summary>Data: {len(links)} tables</summary>{', '.join(links)}</details>"
    return f" <span>Data: {', '.join(links)}</span>"


def _named_before(body: str, cell: int, place: int) -> list[tuple[str, str]]:
    """Return the steps behind the names that a cell uses, as earlier cells last assigned them."""
    assigned = dict(_ASSIGNED.findall(body, 0, cell))
    used = dict.fromkeys(_NAME.findall(body, cell, place))
    return [step for name in used for step in _STEP.findall(assigned.get(name, ""))]


def pictures_of(notebook: NotebookNode) -> dict[str, bytes]:
    """Return the figures of a notebook as PNG, by their names."""
    return {
        cell.metadata.mystnb.figure.name: base64.b64decode(output.data["image/png"])
        for cell in notebook.cells
        if "figure" in cell.metadata.get("mystnb", {})
        for output in cell.outputs
        if "image/png" in output.get("data", {})
    }


def _link_chapter(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if pagename.startswith("notebooks/") and "body" in context:
        number = int(PurePosixPath(pagename).name.split("_")[0])
        repository = app.config.html_theme_options.get("repository_url", "")
        pictures = pictures_of(nbformat.read(app.env.doc2path(pagename), as_version=4))
        images = Path(app.outdir, "_images")
        images.mkdir(exist_ok=True)
        for name, picture in pictures.items():
            (images / f"{name}.png").write_bytes(picture)
        context["body"] = link_figures(context["body"], number, repository, pictures)
