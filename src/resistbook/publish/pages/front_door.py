"""The page at the root of the site."""

import yaml

from resistbook.paths import ROOT
from resistbook.publish.pages.markup import escape
from resistbook.publish.sphinx import content_security


def front_door() -> str:
    """Write the page at the root of the site, which leads to the first page of the book."""
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    first = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["root"]
    refresh = f'<meta http-equiv="Refresh" content="0; url={first}.html">\n'
    link = f'<p><a href="{first}.html">{escape(title)}</a></p>'
    return content_security.plain_page(title, link, refresh)
