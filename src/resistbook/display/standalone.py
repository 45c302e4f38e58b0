"""Reports that stand alone: one HTML file, figures inside, nothing loaded, no script."""

import argparse
import base64
import html
import importlib.metadata
import platform
import shlex
from collections.abc import Callable, Iterable, Mapping

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from resistbook.display.figures import set_style
from resistbook.display.figures.vector import as_svg

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #ccc}
table{border-collapse:collapse;font-size:.85rem;display:block;overflow-x:auto}
th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.warning{border-left:.4rem solid #d55e00;background:#fdf1e9;padding:.5rem 1rem;margin:.6rem 0}
.caution{border-left:.4rem solid #8c8c8c;background:#f4f4f4;padding:.3rem 1rem;margin:.4rem 0}
figure{margin:1rem 0}figure div{overflow-x:auto}img{max-width:100%;height:auto}
@media (max-width:48rem){img{max-width:none}figcaption::before{content:"Scrolls sideways. "}}
figcaption{font-size:.9rem;color:#444}
code{font-size:.85em;overflow-wrap:anywhere}
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(title: str, parts: Iterable[str]) -> str:
    """Return a page of HTML that loads nothing and runs no script."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def figure(draw: Callable[[], Figure], caption: str, alt: str) -> str:
    """Return a figure as SVG, which stays sharp and is scrolled, not shrunk, on a phone."""
    with mpl.rc_context(), plt.ioff():
        set_style()
        mpl.rcParams["savefig.bbox"] = "standard"  # the layout leaves no empty margin
        drawn = draw()
        picture = as_svg(drawn)
        plt.close(drawn)
    data = base64.b64encode(picture.encode()).decode()
    return (
        f'<figure><div><img alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}"></div>'
        f"<figcaption>{escape(caption)}</figcaption></figure>"
    )


def table(frame: pd.DataFrame, formats: Mapping[str, str] | None = None) -> str:
    """Return a table; `formats` of numbers by column."""
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame]
    head = "".join(_cell("th", name, number) for name, number in zip(frame, numeric, strict=True))
    rows = []
    for values in frame.itertuples(index=False, name=None):
        cells = []
        for name, value, number in zip(frame, values, numeric, strict=True):
            default = "," if number and isinstance(value, int) else ""
            form = (formats or {}).get(name, default)
            text = "–" if pd.isna(value) else format(value, form)
            cells.append(_cell("td", text, number))
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def asked(command: str, first: str, options: argparse.Namespace) -> str:
    """Return the command that asks for the same, with every choice in words.

    Parameters
    ----------
    command
        Of ``resistbook``.
    first
        The option that stands first, without its name.
    options
        As they were parsed.
    """
    words = ["resistbook", command, str(getattr(options, first))]
    for name, value in vars(options).items():
        if name in ("run", first) or value is None or value is False or value == []:
            continue
        words.append(f"--{name.replace('_', '-')}")
        if value is not True:
            words += map(str, value) if isinstance(value, list) else [str(value)]
    return " ".join(map(_quoted, words))


def versions(packages: Iterable[str]) -> str:
    """Return the versions of Python and of packages, as a report ends with them."""
    named = (f"{name} {_version(name)}" for name in packages)
    return ", ".join([f"Python {platform.python_version()}", *named])


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _quoted(word: str) -> str:
    """Quote a word for a shell, with double marks where it holds single ones."""
    plain = "'" in word and not set(word) & set('"$`\\!')
    return f'"{word}"' if plain else shlex.quote(word)


def _cell(tag: str, text: object, number: bool) -> str:
    return f"<{tag}{' class=n' if number else ''}>{escape(text)}</{tag}>"


def listed(items: Iterable[str]) -> str:
    """Return a list, or that there is nothing to be listed."""
    items = list(items)
    if not items:
        return "<p>Nothing.</p>"
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def escape(value: object) -> str:
    """Return a text that no browser takes for markup."""
    return html.escape(str(value))
