"""One Sphinx extension that sets up those of this folder."""

from sphinx.application import Sphinx

from resistbook.publish.sphinx import (
    addresses,
    chapter_head,
    claim_badges,
    content_security,
    deferred_scripts,
    figure_links,
    formulas,
    glossary_links,
    metadata,
    number_links,
    one_page,
    reference_list,
    search_index,
    step_links,
    used_icons,
    used_styles,
)

EXTENSIONS = (
    addresses,
    reference_list,
    content_security,
    step_links,
    claim_badges,
    chapter_head,
    figure_links,
    number_links,
    glossary_links,
    one_page,
    search_index,
    formulas,
    metadata,
    deferred_scripts,
    used_icons,
    used_styles,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Set up each extension, in this order."""
    for extension in EXTENSIONS:
        app.setup_extension(extension.__name__)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
