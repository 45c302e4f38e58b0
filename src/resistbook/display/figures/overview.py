"""Over all studies: every claim as a cell, and estimates of several units one below the other."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from resistbook.display.figures.intervals import BAND, MARKS
from resistbook.display.figures.style import NEUTRAL, WIDTH
from resistbook.display.palette import WORDS

HEIGHT, AROUND = 0.13, 0.18
"""Inches a series and around a row."""


def claim_matrix(claims: pd.DataFrame) -> Figure:
    """Draw every claim as a cell: colour and sign by verdict, frame by firmness, bar by power.

    Parameters
    ----------
    claims
        One row a claim: ``study``, ``claim``, ``verdict``, ``firm`` (None: no other reading),
        ``counts`` (False: drawn smaller), ``power`` (P(consistent) if the claim is true; missing:
        none).
    """
    studies = list(dict.fromkeys(claims["study"]))
    most = claims.groupby("study").size().max()
    figure, axes = plt.subplots(figsize=(WIDTH, 0.75 + 0.72 * len(studies)), layout="constrained")
    for line, study in enumerate(studies):
        for place, row in enumerate(claims[claims["study"] == study].itertuples()):
            _cell(axes, place, line, row)
    axes.set_xlim(-0.5, most - 0.5)
    axes.set_ylim(len(studies) - 0.5, -0.5)
    axes.set_yticks(range(len(studies)), studies)
    axes.set_xticks([])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    words = [word for word in WORDS if word in set(claims["verdict"])]
    handles = [
        Patch(fc=WORDS[word].ground, ec=WORDS[word].ink, label=f"{WORDS[word].sign} {word}")
        for word in words
    ]
    handles += [
        Patch(fc="white", ec="black", lw=1.8, label="firm"),
        Patch(fc="white", ec="black", lw=1.8, ls="--", label="hangs on a reading"),
        Patch(fc=NEUTRAL, label="bar: seen if true"),
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=4)
    return figure


def _cell(axes: Axes, place: int, line: int, row: Any) -> None:
    look = WORDS[row.verdict]
    half = 0.42 if row.counts else 0.28
    axes.add_patch(
        Rectangle(
            (place - half, line - half),
            2 * half,
            2 * half,
            fc=look.ground,
            ec=look.ink,
            lw=0.6 if row.firm is None or pd.isna(row.firm) else 1.8,
            ls="--" if row.firm is False else "-",
        )
    )
    size = 8.5 if row.counts else 6.5
    axes.text(
        place,
        line - 0.06,
        f"{row.claim}\n{look.sign}",
        ha="center",
        va="center",
        size=size,
        color=look.ink,
    )
    if not pd.isna(row.power):
        width = 2 * half - 0.14
        left, low = place - half + 0.07, line + half - 0.13
        axes.add_patch(Rectangle((left, low), width, 0.07, fc="white", ec=NEUTRAL, lw=0.4))
        axes.add_patch(Rectangle((left, low), width * row.power, 0.07, fc=NEUTRAL, lw=0))


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
