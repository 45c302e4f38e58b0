"""Figures as SVG, sharp at any size, of the same bytes wherever they are drawn."""

import importlib
import io
import re
import sys

import matplotlib as mpl
from matplotlib.figure import Figure

MANY = 1000
"""Marks of one kind from which a figure holds them as a picture within the drawing."""

_PLACES = re.compile(r'(?<= [dxy]=")[^"]*|(?<=translate\()[^)]*')
_FURTHER_DIGITS = re.compile(r"(?<=\.\d\d)\d+")


def as_svg(figure: Figure) -> str:
    """Return a figure as SVG, its letters as shapes, its places in hundredths of a point.

    Finer digits differ between processors, and no eye sees them.
    """
    for axes in figure.axes:
        for marks in axes.collections:
            if len(marks.get_offsets()) > MANY:
                marks.set_rasterized(True)
    picture = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "resistbook"}):
        figure.savefig(picture, format="svg", metadata=dict.fromkeys(("Date", "Creator")))
    return _PLACES.sub(lambda places: _FURTHER_DIGITS.sub("", places[0]), picture.getvalue())


def show_as_svg() -> None:
    """Have a notebook show each figure as SVG too; a reader that does not trust it shows PNG."""
    shell = ipython.get_ipython() if (ipython := sys.modules.get("IPython")) else None
    if shell is not None:
        importlib.import_module("matplotlib_inline.backend_inline")  # sets its own formats first
        shell.display_formatter.formatters["image/svg+xml"].for_type(Figure, as_svg)
