"""A Sphinx extension: links to the repository and the site are written where they have an address.

Code is linked within the site, so that it can be read without either.
"""

import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from resistbook.paths import ROOT
from resistbook.publish import address

BINDER = "https://mybinder.org"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("config-inited", _set_addresses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def theme_options(repository: str) -> dict[str, Any]:
    """Return what the theme is told of a repository; buttons only where there is one."""
    if not repository:
        return {"repository_url": "", "launch_buttons": {}}
    return {
        "repository_url": repository,
        "repository_branch": address.BRANCH,
        "use_repository_button": True,
        "use_source_button": True,
        "use_edit_page_button": True,
        "use_issues_button": True,
        "launch_buttons": {"notebook_interface": "jupyterlab", "binderhub_url": BINDER},
    }


def code_of(domain: str, described: Mapping[str, str]) -> str | None:
    """Return the way from the page of functions to the code of one of them, for linkcode."""
    if not described["module"]:
        return None
    found = importlib.import_module(described["module"])
    for name in described["fullname"].split("."):
        found = getattr(found, name, None)
    if not inspect.isclass(found) and not inspect.isfunction(found):
        return None
    code = inspect.unwrap(found)
    file = Path(inspect.getsourcefile(code)).relative_to(ROOT).as_posix()
    return f"../{address.CODE}/{file}.html#L-{inspect.getsourcelines(code)[1]}"


def _set_addresses(app: Sphinx, config: Config) -> None:
    config.html_theme_options = {
        **config.html_theme_options,
        **theme_options(address.repository()),
    }
    config.html_baseurl = address.site()
    config.linkcode_resolve = code_of
