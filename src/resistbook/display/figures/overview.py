"""Over all studies: verdicts as bars, and estimates of several units one below the other."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from resistbook.display.figures.intervals import BAND, MARKS
from resistbook.display.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, WIDTH

VERDICT_COLOURS = {
    "reproduced": "#00664B",
    "consistent": ACCENT,
    "undecided": "#D9D9D9",
    "contradicted": HIGHER,
    "arithmetic holds": "#56B4E9",
    "arithmetic fails": LOWER,
    "not testable": "white",
}
DARK = ("reproduced", "arithmetic fails")
HEIGHT, AROUND = 0.13, 0.18
"""Inches a series and around a row."""


def verdict_bars(counts: pd.DataFrame) -> Figure:
    """Draw the number of claims of each study by verdict.

    Parameters
    ----------
    counts : studies x verdicts
        Studies from top to bottom, verdicts from left to right.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 1.1 + 0.34 * len(counts)), layout="constrained")
    left = np.zeros(len(counts))
    for verdict in counts:
        width = counts[verdict].to_numpy()
        axes.barh(
            range(len(counts)),
            width,
            left=left,
            color=VERDICT_COLOURS[verdict],
            edgecolor="#555555",
            lw=0.6,
            label=verdict,
        )
        colour = "white" if verdict in DARK else "black"
        for place in np.flatnonzero(width):
            middle = left[place] + width[place] / 2
            axes.text(middle, place, width[place], ha="center", va="center", size=8, color=colour)
        left += width
    axes.set_yticks(range(len(counts)), counts.index)
    axes.invert_yaxis()
    axes.set_xlabel("claims")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=4)
    return figure


def stacked_intervals(
    table: pd.DataFrame, colours: Mapping[str, str], *, band: str = "", none: Mapping[str, float]
) -> Figure:
    """Draw estimates with intervals in rows, a panel a unit, panels below each other.

    Parameters
    ----------
    table
        One row an estimate, in the order drawn: ``unit``, ``quantity``, ``claim``, ``series``,
        ``estimate``, ``ci_low``, ``ci_high`` (missing: no interval), ``band_low``, ``band_high``
        (missing: no band).
    colours
        Colour of each series, in the order drawn within a row.
    band
        What the grey band is, for the legend.
    none
        For each unit where the dotted line of no effect stands; 1 makes the axis logarithmic, a
        unit that is missing has no line.
    """
    units = list(dict.fromkeys(table["unit"]))
    heights = [_height(table[table["unit"] == unit]) for unit in units]
    figure, panels = plt.subplots(
        len(units),
        1,
        figsize=(WIDTH, 0.5 + sum(heights) + 0.42 * len(units)),
        height_ratios=heights,
        squeeze=False,
        layout="constrained",
    )
    marks = dict(zip(colours, MARKS, strict=False))
    for unit, axes in zip(units, panels[:, 0], strict=True):
        _rows(axes, table[table["unit"] == unit], colours, marks)
        if unit in none:
            axes.axvline(none[unit], color=NEUTRAL, lw=0.8, ls=":", zorder=0)
        if none.get(unit) == 1:
            axes.set_xscale("log")
            axes.xaxis.set_major_locator(plt.FixedLocator([0.5, 0.7, 1, 1.5, 2, 3, 5]))
            axes.xaxis.set_minor_locator(plt.NullLocator())
            axes.xaxis.set_major_formatter("{x:g}")
        axes.set_xlabel(unit, labelpad=1)
    handles = [
        Line2D([], [], color=colour, marker=marks[name], ms=4.5, lw=1.2, label=name)
        for name, colour in colours.items()
    ]
    if band:
        handles.append(Patch(color=BAND, label=band))
    figure.legend(handles=handles, loc="outside upper left", ncols=2)
    return figure


def _row_height(table: pd.DataFrame) -> float:
    return AROUND + HEIGHT * table.groupby("quantity").size().max()


def _height(table: pd.DataFrame) -> float:
    return table["quantity"].nunique() * _row_height(table)


def _rows(
    axes: Axes, table: pd.DataFrame, colours: Mapping[str, str], marks: Mapping[str, str]
) -> None:
    quantities = list(dict.fromkeys(table["quantity"]))
    step = HEIGHT / _row_height(table)
    axes.use_sticky_edges = False
    for place, quantity in enumerate(quantities):
        rows = table[table["quantity"] == quantity]
        shifts = step * (np.arange(len(rows)) - (len(rows) - 1) / 2)
        for shift, row in zip(shifts, rows.itertuples(), strict=True):
            y = place + shift
            if np.isfinite(row.band_low):
                axes.barh(
                    y,
                    row.band_high - row.band_low,
                    left=row.band_low,
                    height=0.9 * step,
                    color=BAND,
                    zorder=0,
                )
            colour = colours[row.series]
            axes.plot([row.ci_low, row.ci_high], [y, y], color=colour, lw=1.3)
            axes.plot(row.estimate, y, marks[row.series], color=colour, ms=4.5)
    axes.set_yticks(range(len(quantities)), quantities, fontsize=7.5)
    axes.set_ylim(len(quantities) - 0.5, -0.5)
    claims = table.drop_duplicates("quantity")["claim"]
    beside = axes.secondary_yaxis("right")
    beside.set_yticks(range(len(quantities)), claims, fontsize=7.5)
    beside.tick_params(length=0)
    beside.spines["right"].set_visible(False)
