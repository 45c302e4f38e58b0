"""A Sphinx extension: a number in a sentence leads to its row, and the rows to their function."""

import importlib
import inspect
import re
from typing import Any

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole
from sphinx.application import Sphinx

from resistbook.claims import ledger
from resistbook.display.anchors import number_anchor
from resistbook.display.tables import with_minus
from resistbook.publish.sphinx.addresses import code_of
from resistbook.publish.sphinx.step_links import link_calls

_QUOTED = re.compile(r'<span class="pasted-text quoted-(\w+)">([^<]*)</span>')


class QuotedNumber(PasteTextRole):
    """The role ``glue:text``, which keeps the name of what it quotes and writes a minus as one."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text that MyST-NB gives, with its name as a class."""
        found, messages = super().run()
        named = [f"quoted-{self.text.split(':')[0]}"]
        return [
            nodes.inline("", with_minus(node.astext()), classes=node["classes"] + named)
            for node in found
        ], messages


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension; it needs MyST-NB, whose role it takes the place of."""
    app.add_role_to_domain("glue", "text", QuotedNumber(), override=True)
    app.connect("html-page-context", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_numbers(body: str) -> str:
    """Make each quoted number a link to the row of the same page that shows it.

    The links are no stops of the Tab key: a chapter has hundreds, and the rows stand below the
    sentences. A number whose row the page does not have stays text.

    Parameters
    ----------
    body
        HTML of a chapter, with rows as `display.numbers` marks them.
    """

    def linked(quoted: re.Match[str]) -> str:
        name, text = quoted.groups()
        while f'id="{number_anchor(name)}"' not in body:
            name, _, ending = name.rpartition("_")
            if not ending or not name:
                return f'<span class="pasted-text">{text}</span>'
        return f'<a class="number" href="#{number_anchor(name)}" tabindex="-1">{text}</a>'

    return _QUOTED.sub(linked, body)


def _functions(chapter: str) -> dict[str, str]:
    """Return the way from a chapter to the code of each function that chooses its numbers."""
    studies = {ledger.ledger(study)["chapter"]: study for study in ledger.ledgers()}
    module = f"resistbook.studies.{studies.get(chapter, 'synthesis')}.numbers"
    found = inspect.getmembers(importlib.import_module(module), inspect.isfunction)
    return {
        f"numbers.{name}": code_of("py", {"module": module, "fullname": name})
        for name, function in found
        if function.__module__ == module
    }


def _link_chapter(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    if pagename.startswith("notebooks/") and "body" in context:
        context["body"] = link_calls(link_numbers(context["body"]), _functions(pagename), "numbers")
