"""A Sphinx extension: of the rules of the theme's style sheets, the site ships those it can use.

The theme holds Bootstrap whole. A rule goes whose every selector asks for a class that no page and
no script of the site names.
"""

import re
from collections.abc import Collection
from pathlib import Path

from sphinx.application import Sphinx

SHEETS = ("styles/pydata-sphinx-theme.css", "styles/sphinx-book-theme.css", "sphinx-design.min.css")
_RULE = re.compile(r"(?P<selectors>[^{};]+)\{(?P<body>[^{}]*)\}")
_CLASS = re.compile(r"\.(-?[_a-zA-Z][\w-]*)")
_WITHIN = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"-?[_a-zA-Z][\w-]*")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("build-finished", _leave_out_the_rest)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def styles_with(styles: str, words: Collection[str]) -> str:
    """Return a style sheet without the selectors that ask for a class outside `words`.

    What stands in brackets, as after ``:not``, is not looked at: its selector stays.
    """

    def kept(rule: re.Match[str]) -> str:
        if rule["selectors"].lstrip().startswith("@"):
            return rule[0]
        there = [one for one in _selectors(rule["selectors"]) if _classes(one) <= words]
        return f"{','.join(there)}{{{rule['body']}}}" if there else ""

    return _RULE.sub(kept, styles)


def _selectors(listed: str) -> list[str]:
    """Split a list of selectors at its commas, but not at those in brackets."""
    depth, parts = 0, [""]
    for letter in listed:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _classes(selector: str) -> set[str]:
    outside = selector
    while (shorter := _WITHIN.sub("", outside)) != outside:
        outside = shorter
    return set(_CLASS.findall(outside))


def _leave_out_the_rest(app: Sphinx, problem: Exception | None) -> None:
    site = Path(app.outdir)
    if problem or app.builder.format != "html":
        return
    texts = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    texts += [path for path in site.rglob("*.js") if "mathjax" not in path.parts]
    words = {word for path in texts for word in _WORD.findall(path.read_text(encoding="utf-8"))}
    for name in SHEETS:
        sheet = site / "_static" / name
        sheet.write_text(styles_with(sheet.read_text(encoding="utf-8"), words), encoding="utf-8")
