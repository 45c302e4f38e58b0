"""Markdown and HTML of the pages that code writes: what comes from data is escaped."""

import importlib
import inspect
import re
from collections.abc import Callable, Iterable, Sequence

from resistbook.display.anchors import result_anchor, step_call
from resistbook.display.verdicts import classes
from resistbook.publish.address import CODE

AT_ROOT = "at_root"
"""Folder whose files the site serves at its root, under addresses that stay."""
SHORT_HASH = 12
_MARKUP = re.compile(r"""[&<>"'`*_{}\[\]|$~#^\\]""")


def escape(value: object) -> str:
    """Escape a value so that Markdown and HTML both show it as it is, on one line."""
    text = " ".join(str(value).split())
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def verdict_badge(verdict: str, qualifier: str = "", firm: bool | None = None) -> str:
    """Render a verdict as the badge that ``book.css`` draws, with how firm it is beside it."""
    beside = f'<span class="firmness">{escape(qualifier)}</span>' if qualifier else ""
    return f'<span class="{classes(verdict, firm)}">{escape(verdict)}</span>{beside}'


def short_hash(digest: str) -> str:
    """Show the first digits of a hash, and the whole of it when opened."""
    return (
        f"<details class='hash'><summary><code>{escape(digest[:SHORT_HASH])}</code></summary>"
        f"<code>{escape(digest)}</code></details>"
    )


def size(count: int) -> str:
    """Write a number of bytes for people, in decimal units.

    Examples
    --------
    >>> size(756784), size(12), size(2_300_000_000)
    ('757 kB', '12 B', '2.3 GB')
    """
    amount, units = float(count), ["B", "kB", "MB", "GB"]
    while amount >= 999.5 and len(units) > 1:
        amount, units = amount / 1000, units[1:]
    digits = 1 if units[0] != "B" and amount < 9.95 else 0
    return f"{amount:.{digits}f} {units[0]}"


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], numeric: Sequence[str] = ()
) -> str:
    """Lay rows of Markdown out as a pipe table, with numbers to the right."""
    lines = [columns, ["---:" if name in numeric else "---" for name in columns], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def listed(parts: Iterable[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    *others, last = parts
    return f"{', '.join(others)} and {last}" if others else last


def distinct(values: Iterable[str]) -> list[str]:
    """Return the values that are not empty, each once, in their order."""
    return [value for value in dict.fromkeys(values) if value]


def result_link(key: str) -> str:
    """Lead to a stored table on the page of reproducibility."""
    return f"{{ref}}`{key} <{result_anchor(key)}>`"


def function_link(name: str) -> str:
    """Link a function of the package to the line where it begins, in the code of the site."""
    module, function = name.rsplit(".", 1)
    code: Callable = inspect.unwrap(getattr(importlib.import_module(module), function))
    file = f"src/{module.replace('.', '/')}.py"
    line = inspect.getsourcelines(code)[1]
    short = step_call(name) if ".studies." in name else f"{module.split('.')[-1]}.{function}"
    return code_link(file, short, line)


def code_link(
    path: str, shown: str | None = None, line: int | None = None, up: str = "../.."
) -> str:
    """Link a page of the book to a file's code, or to the list of a folder's files.

    Parameters
    ----------
    path
        From the root of the project; a folder ends in a slash.
    shown
        What the link says; the path if it is not given.
    line
        Where in the file.
    up
        The way from the page to the root of the site.
    """
    page = f"index.html#{path.rstrip('/')}" if path.endswith("/") else f"{path}.html"
    place = f"#L-{line}" if line else ""
    return f'<a href="{up}/{CODE}/{page}{place}"><code>{escape(shown or path)}</code></a>'


def joined(parts: Iterable[str]) -> str:
    """Join the parts that are not empty, as paragraphs."""
    return "\n\n".join(part for part in parts if part)


def page(parts: Iterable[str]) -> str:
    """Join parts to a page or section of Markdown."""
    return joined(parts) + "\n"
