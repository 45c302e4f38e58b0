"""Figures as SVG, sharp at any size, of the same bytes wherever they are drawn."""

import importlib
import io
import re
import sys

import matplotlib as mpl
from matplotlib.figure import Figure

MANY = 1000
"""Marks of one kind from which a figure holds them as a picture within the drawing."""

_PLACES = re.compile(
    r'(?<= [dxy]=")[^"]*|(?<= width=")[^"]*|(?<= height=")[^"]*|(?<=translate\()[^)]*'
)
_NAME = re.compile(r'(?<=["#])([a-zA-Z])[0-9a-f]{10}(?=[")])')
_FURTHER_DIGITS = re.compile(r"(?<=\.\d\d)\d+")


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG, its letters as shapes, its places in hundredths of a point.

    Finer digits differ between processors, and no eye sees them. Names that Matplotlib makes of
    them are numbered instead.
    """
    for axes in figure.axes:
        for marks in axes.collections:
            if len(marks.get_offsets()) > MANY:
                marks.set_rasterized(True)
    picture = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "resistbook"}):
        figure.savefig(picture, format="svg", metadata=dict.fromkeys(("Date", "Creator")))
    text = _PLACES.sub(lambda places: _FURTHER_DIGITS.sub("", places[0]), picture.getvalue())
    names = dict.fromkeys(name[0] for name in _NAME.finditer(text))
    numbers = {name: number for number, name in enumerate(names)}
    return _NAME.sub(lambda name: f"{name[1]}{numbers[name[0]]}", text)


def show_as_svg() -> None:
    """Have a notebook show each figure as SVG too; a reader that does not trust it shows PNG."""
    shell = ipython.get_ipython() if (ipython := sys.modules.get("IPython")) else None
    if shell is not None:
        importlib.import_module("matplotlib_inline.backend_inline")  # sets its own formats first
        shell.display_formatter.formatters["image/svg+xml"].for_type(Figure, as_svg)
