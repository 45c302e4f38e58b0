"""A Sphinx extension: a call of a step links to its table, and its cell has an anchor."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sphinx.application import Sphinx

from resistbook.display import anchors
from resistbook.results import store

CELL = '<div class="cell '

_CALL = re.compile(
    r'(?P<before>(?:<span class="n">\w+</span><span class="o">\.</span>)*'
    r'<span class="n">(?P<module>\w+)</span><span class="o">\.</span>)'
    r'(?P<name><span class="n">(?P<function>\w+)</span>)'
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_calls(body: str, places: Mapping[str, str], kind: str = "step") -> str:
    """Make each call ``module.function`` in highlighted code a link, whatever stands before it.

    Parameters
    ----------
    body
        HTML, with code as Pygments marks it up.
    places
        For each ``module.function``, where it leads: the address of a step's tables, for instance.
    kind
        Class of the links.
    """

    def link(call: re.Match[str]) -> str:
        place = places.get(f"{call['module']}.{call['function']}")
        if place is None:
            return call[0]
        return f'{call["before"]}<a class="{kind}" href="{place}">{call["name"]}</a>'

    return _CALL.sub(link, body)


def mark_cells(body: str, calls: Iterable[str]) -> str:
    """Give the first cell that calls a step, ``module.function``, an anchor.

    Parameters
    ----------
    body
        HTML of a chapter.
    calls
        Names of steps; those that no cell calls are passed over.
    """
    places: dict[int, list[str]] = {}
    wanted = set(calls)
    for call in _CALL.finditer(body):
        name = f"{call['module']}.{call['function']}"
        cell = body.rfind(CELL, 0, call.start())
        if name in wanted and cell >= 0:
            wanted.remove(name)
            places.setdefault(cell, []).append(name)
    for cell in sorted(places, reverse=True):
        marks = (f'<span id="{anchors.cell_anchor(name)}"></span>' for name in places[cell])
        body = body[:cell] + "".join(marks) + body[cell:]
    return body


def first_tables(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the key of the first table of each function, by ``module.function``."""
    keys: dict[str, str] = {}
    for key, entry in manifest["results"].items():
        keys.setdefault(anchors.step_call(entry["step"]), key)
    return keys


def _link_chapter(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if pagename.startswith("notebooks/") and "body" in context:
        places = {
            call: f"{app.builder.get_relative_uri(pagename, anchors.result_page(key))}"
            f"#{anchors.result_anchor(key)}"
            for call, key in first_tables(store.manifest()).items()
        }
        context["body"] = link_calls(mark_cells(context["body"], places), places)
