"""The code of the book as pages of the site: a page a file, an anchor a line, imports as links."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename

from resistbook.paths import ROOT
from resistbook.publish.address import CODE
from resistbook.publish.pages.markup import escape
from resistbook.publish.sphinx import content_security

SHOWN = (
    "src/resistbook/**/*.py",
    "claims/*.yml",
    "claims/editions/1.0.0.json",
    "notebooks/[0-9]*.py",
    "benchmarks/*.py",
)
_NAME = re.compile(r'(<span class="(?:n|nn|nb)">)([\w.]+)(</span>)')
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
    for folder, group in groupby(sorted(names, key=_folder), key=_folder):
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
    if name.endswith(".py"):
        code = link_names(code, imported(ROOT / name), up)
    back = f'<p><a href="{up}index.html#{_folder(name)}">All code</a></p>'
    return _page(name, up, f"{back}\n<h1>{escape(name)}</h1>\n{code}")


def imported(path: Path) -> dict[str, str]:
    """Return where what a module imports from the package is written.

    Parameters
    ----------
    path
        The module.

    Returns
    -------
    dict
        Address below the folder of code, with the line, by the name that the module uses; and that
        of each module it imports from, by the module's full name.
    """
    _, names = _names(path)
    found = {module: _page_of(module) for module, _ in names.values()}
    found |= {name: _definition(*origin) for name, origin in names.items()}
    return {name: place for name, place in found.items() if place}


def link_names(code: str, places: Mapping[str, str], up: str) -> str:
    """Make names in highlighted code links.

    Parameters
    ----------
    code
        HTML, as Pygments marks code up.
    places
        Address below the folder of code, by name.
    up
        What leads from the page to that folder.
    """

    def link(name: re.Match[str]) -> str:
        before, word, after = name.groups()
        if word not in places:
            return name[0]
        return f'{before}<a href="{up}{places[word]}">{word}</a>{after}'

    return _NAME.sub(link, code)


def _file_of(module: str) -> str:
    """Return the path of a module of the package; empty where there is none of the name."""
    path = f"src/{module.replace('.', '/')}"
    files = (f"{path}.py", f"{path}/__init__.py")
    return next((file for file in files if (ROOT / file).is_file()), "")


def _page_of(module: str) -> str:
    file = _file_of(module)
    return f"{file}.html" if file else ""


def _definition(module: str, name: str) -> str:
    """Return the address of a module, or of the line that defines a name which packages pass on."""
    if page := _page_of(f"{module}.{name}"):
        return page
    if not (file := _file_of(module)):
        return ""
    lines, passed_on = _names(ROOT / file)
    if name in lines:
        return f"{file}.html#L-{lines[name]}"
    return _definition(*passed_on[name]) if name in passed_on else ""


@cache
def _names(path: Path) -> tuple[dict[str, int], dict[str, tuple[str, str]]]:
    """Return the names of a module: the lines of those it defines, the origins of those it imports.

    An origin is a module of the package and the name there.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    lines: dict[str, int] = {}
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                lines[name] = node.lineno
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                lines[name] = node.lineno
    origins = {
        one.asname or one.name: (node.module, one.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("resistbook")
        for one in node.names
    }
    return lines, origins


def _folder(name: str) -> str:
    return PurePosixPath(name).parent.as_posix()


def _page(title: str, up: str, body: str) -> str:
    style = f'<link rel="stylesheet" href="{up}code.css">\n'
    return content_security.plain_page(title, f"<main>{body}</main>", style)


def _style() -> str:
    light, dark = (HtmlFormatter(style=name).get_style_defs(".highlight") for name in (LIGHT, DARK))
    return f"{LAYOUT}{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"
