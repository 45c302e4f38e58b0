"""A Sphinx extension: of the two thousand icons of the theme, the site ships those it shows.

The theme loads Font Awesome whole, which weighs more than a chapter. What a page or a script of the
site does not name is taken out of its script and its style sheet when the book has been built, and
its fonts keep the characters that a style sheet still writes.
"""

import logging
import re
from collections.abc import Collection, Iterable
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

SCRIPT = Path("_static", "scripts", "fontawesome.js")
STYLES = Path("_static", "styles", "pydata-sphinx-theme.css")
FONTS = Path("_static", "vendor", "fontawesome", "webfonts")
FEWEST = 1000
"""Icons that a script of Font Awesome has at least, where it is read rightly."""

_NAMED = re.compile(r"\bfa-([a-z0-9-]+)")
_ICON = re.compile(
    r'(?P<key>"[a-z0-9-]+"|\w+):\[\d+,\d+,\[(?P<others>[^\]]*)\],"[0-9a-f]+",'
    r'(?:"[^"]*"|\[[^\]]*\])\],?'
)
_RULE = re.compile(r'(?:\.fa-[a-z0-9-]+:{1,2}before,?)+\{content:"[^"]*"\}')
_WRITTEN = re.compile(r'(?:content|--pst-icon-[a-z-]+):"(?P<text>[^"]+)"')
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")
_FONT = re.compile(
    r'url\((?P<file>[^)]*/fa-[a-z0-9-]+)\.woff2\) format\("woff2"\),'
    r'url\([^)]*\.ttf\) format\("truetype"\)'
)

_MAP = re.compile(r"\n?//# sourceMappingURL=\S+\s*\Z")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("build-finished", _leave_out_the_rest)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def named(texts: Iterable[str]) -> set[str]:
    """Return the icons that pages and scripts name, such as ``fa-list``, without the ``fa-``."""
    return {name for text in texts for name in _NAMED.findall(text)}


def icons(script: str) -> dict[str, set[str]]:
    """Return the icons of a script of Font Awesome, each with all its names."""
    found: dict[str, set[str]] = {}
    for icon in _ICON.finditer(script):
        found.setdefault(icon["key"].strip('"'), set()).update(_names(icon))
    return found


def script_with(script: str, used: Collection[str]) -> str:
    """Return a script of Font Awesome with no icons but those used, by whichever name."""
    return _ICON.sub(lambda icon: icon[0] if _names(icon) & set(used) else "", script)


def styles_with(styles: str, used: Collection[str]) -> str:
    """Return a style sheet without the rules that name only icons that are not used."""
    return _RULE.sub(lambda rule: rule[0] if named([rule[0]]) & set(used) else "", styles)


def characters(styles: str) -> set[str]:
    """Return the characters that a style sheet writes before or after an element, as icons are."""
    texts = (
        _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text) for text in _WRITTEN.findall(styles)
    )
    return set("".join(texts))


def font_with(font: bytes, used: Collection[str]) -> bytes:
    """Return a font as WOFF with no characters but those used."""
    whole = TTFont(BytesIO(font), recalcTimestamp=False)
    cutter = subset.Subsetter()
    cutter.populate(unicodes=map(ord, used))
    cutter.subset(whole)
    whole.flavor = "woff"
    packed = BytesIO()
    whole.save(packed)
    return packed.getvalue()


def _names(icon: re.Match[str]) -> set[str]:
    return {icon["key"].strip('"'), *re.findall(r'"([a-z0-9-]+)"', icon["others"])}


def _leave_out_the_rest(app: Sphinx, problem: Exception | None) -> None:
    site = Path(app.outdir)
    script, styles = site / SCRIPT, site / STYLES
    if problem or not script.is_file():
        return
    whole = script.read_text(encoding="utf-8")
    if len(icons(whole)) < FEWEST:
        raise ValueError(f"{SCRIPT} is not written as it was: its icons cannot be told apart")
    pages = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    scripts = [path for path in site.rglob("*.js") if path != script]
    used = named(path.read_text(encoding="utf-8") for path in [*pages, *scripts])
    script.write_text(_MAP.sub("", script_with(whole, used)), encoding="utf-8")
    script.with_suffix(".js.map").unlink(missing_ok=True)
    kept = _FONT.sub(
        r'url(\g<file>.woff) format("woff")',
        styles_with(styles.read_text(encoding="utf-8"), used),
    )
    styles.write_text(kept, encoding="utf-8")
    written = characters("".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css")))
    for font in [*(site / FONTS).glob("*.ttf")]:
        font.with_suffix(".woff").write_bytes(font_with(font.read_bytes(), written))
        font.unlink()
        font.with_suffix(".woff2").unlink(missing_ok=True)
