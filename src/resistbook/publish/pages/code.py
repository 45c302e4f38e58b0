"""The code of the book as pages of the site: a page a file, an anchor a line."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import PurePosixPath

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename

from resistbook.paths import ROOT
from resistbook.publish.address import CODE
from resistbook.publish.pages.markup import escape
from resistbook.publish.sphinx import content_security

SHOWN = ("src/resistbook/**/*.py", "claims/*.yml", "notebooks/[0-9]*.py", "benchmarks/*.py")
LIGHT, DARK = "a11y-high-contrast-light", "a11y-high-contrast-dark"
LAYOUT = """
:root { color-scheme: light dark; }
body { margin: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.25rem; overflow-wrap: anywhere; }
pre { font-size: 0.875rem; line-height: 1.4; overflow-x: auto; counter-reset: line; }
pre > span[id] { counter-increment: line; }
pre > span[id]::before { content: counter(line); display: inline-block; width: 2.5em;
  margin-right: 1em; text-align: right; opacity: 0.65; user-select: none; }
pre > span:target { outline: 2px solid; }
"""


def shown() -> list[str]:
    """List the files that have a page, by their paths in the project, in alphabetical order."""
    found = (path for pattern in SHOWN for path in ROOT.glob(pattern))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def code_pages() -> Iterator[tuple[str, str]]:
    """Yield address below the root of the site and text: the list, the style, each file's page."""
    names = shown()
    yield f"{CODE}/index.html", list_page(names)
    yield f"{CODE}/code.css", _style()
    for name in names:
        yield f"{CODE}/{name}.html", file_page(name)


def list_page(names: list[str]) -> str:
    """Return the page that lists files by folder."""
    parts = ["<h1>Code of the book</h1>"]
    for folder, group in groupby(names, key=_folder):
        items = (
            f'<li><a href="{name}.html">{escape(PurePosixPath(name).name)}</a></li>'
            for name in group
        )
        parts.append(f'<h2 id="{folder}">{escape(folder)}</h2>\n<ul>{"".join(items)}</ul>')
    return _page("Code of the book", "", "\n".join(parts))


def file_page(name: str) -> str:
    """Return the page of a file."""
    up = "../" * name.count("/")
    code = highlight(
        (ROOT / name).read_text(encoding="utf-8"),
        get_lexer_for_filename(name, stripnl=False),
        HtmlFormatter(linespans="L"),
    )
    back = f'<p><a href="{up}index.html#{_folder(name)}">All code</a></p>'
    return _page(name, up, f"{back}\n<h1>{escape(name)}</h1>\n{code}")


def _folder(name: str) -> str:
    return PurePosixPath(name).parent.as_posix()


def _page(title: str, up: str, body: str) -> str:
    style = f'<link rel="stylesheet" href="{up}code.css">\n'
    return content_security.plain_page(title, f"<main>{body}</main>", style)


def _style() -> str:
    light, dark = (HtmlFormatter(style=name).get_style_defs(".highlight") for name in (LIGHT, DARK))
    return f"{LAYOUT}{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
