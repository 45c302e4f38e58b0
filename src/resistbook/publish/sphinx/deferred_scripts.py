"""A Sphinx extension: a page is painted before its scripts run.

The scripts of Sphinx and the theme wait for the page themselves, so that nothing is lost. The
options stay where they are, since a line of the page completes them.
"""

from collections.abc import Iterable
from typing import Any

from sphinx.application import Sphinx

OPTIONS = "documentation_options.js"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", _defer, priority=950)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def defer(scripts: Iterable[Any]) -> None:
    """Let each script of a page that is a file wait until the page is there, but for `OPTIONS`."""
    for script in scripts:
        if script.filename and not str(script.filename).endswith(OPTIONS):
            script.attributes["defer"] = "defer"


def _defer(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    defer(context["script_files"])
