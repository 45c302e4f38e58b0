"""The page at the root of the site."""

import yaml

from resistbook.paths import ROOT
from resistbook.publish.pages.markup import escape
from resistbook.publish.sphinx import content_security


def front_door() -> str:
    """Write the page at the root of the site, which leads to the first page of the book."""
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    first = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["root"]
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Refresh" content="0; url={first}.html">\n'
        f"<title>{escape(title)}</title>\n</head>\n"
        f'<body><p><a href="{first}.html">{escape(title)}</a></p></body>\n</html>\n'
    )
    return content_security.guarded(page)
