"""One Sphinx extension that sets up those of this folder."""

from sphinx.application import Sphinx

from resistbook.publish.sphinx import (
    claim_badges,
    content_security,
    glossary_links,
    reference_list,
    search_entries,
    search_titles,
    step_links,
    used_icons,
)

EXTENSIONS = (
    reference_list,
    content_security,
    step_links,
    claim_badges,
    search_titles,
    glossary_links,
    search_entries,
    used_icons,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Set up each extension, in this order."""
    for extension in EXTENSIONS:
        app.setup_extension(extension.__name__)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
