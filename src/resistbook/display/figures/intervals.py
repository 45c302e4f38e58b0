"""Estimates with intervals in rows, beside what random sets of genes give; counts as bars."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from resistbook.display.figures.style import NEUTRAL, WIDTH, mark_deciding

BAND = "#DDDDDD"
MARKS = ("o", "s", "D", "^")
ROW, MARGIN, SPREAD = 0.3, 1.15, 0.4


def interval_panels(
    table: pd.DataFrame,
    *,
    rows: Sequence[str],
    panels: Sequence[str],
    colours: Mapping[str, str],
    xlabel: str,
    reference: float = 0.0,
    band: str = "",
    logarithmic: bool = False,
    share_x: bool = True,
    decides: Mapping[str, str] | None = None,
) -> Figure:
    """Draw estimates in rows, panels side by side, one colour and mark a series.

    Parameters
    ----------
    table
        One row an estimate: ``row``, ``panel``, ``series``, ``estimate``; ``ci_low`` and
        ``ci_high`` (missing: no interval); ``band_low`` and ``band_high`` (missing: no band).
    rows, panels
        In the order drawn, from the top and from the left.
    colours
        Colour of each series, in the order drawn within a row.
    xlabel
        Label of the estimate, with its unit.
    reference
        Where the dotted line stands.
    band
        What the grey band is, for the legend; empty: no band is drawn.
    logarithmic
        Whether the axis is logarithmic.
    share_x
        Whether panels share the range of the estimate.
    decides
        Claim by the row that decides it, which is marked.
    """
    figure, axes = plt.subplots(
        1,
        len(panels),
        figsize=(WIDTH, MARGIN + ROW * len(rows) * max(1, 0.65 * len(colours))),
        sharex=share_x,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    step = SPREAD / max(1, len(colours) - 1)
    places = {row: -i for i, row in enumerate(rows)}
    shift = {
        name: (SPREAD / 2 - i * step if len(colours) > 1 else 0.0) for i, name in enumerate(colours)
    }
    for panel, ax in zip(panels, axes[0], strict=True):
        for entry in table[table["panel"] == panel].itertuples():
            y = places[entry.row] + shift[entry.series]
            if band and np.isfinite(entry.band_low):
                height = 0.85 * step if len(colours) > 1 else 0.56
                ax.barh(
                    y,
                    entry.band_high - entry.band_low,
                    left=entry.band_low,
                    height=height,
                    color=BAND,
                    zorder=1,
                )
            colour = colours[entry.series]
            if np.isfinite(entry.ci_low):
                ax.plot([entry.ci_low, entry.ci_high], [y, y], color=colour, lw=1.3, zorder=2)
            mark = MARKS[list(colours).index(entry.series)]
            ax.plot(entry.estimate, y, mark, color=colour, ms=4.5, zorder=3)
        ax.use_sticky_edges = False
        ax.axvline(reference, color=NEUTRAL, lw=0.8, ls=":", zorder=0)
        if logarithmic:
            ax.set_xscale("log", base=2)
            ax.xaxis.set_major_formatter("{x:g}")
        ax.set_title(panel)
    axes[0, 0].set_yticks(list(places.values()), list(places))
    axes[0, 0].set_ylim(0.6 - len(rows), 0.6)
    mark_deciding(axes[0, 0], decides or {})
    figure.supxlabel(xlabel, fontsize=9)
    _legend(figure, colours, band)
    return figure


def _legend(figure: Figure, colours: Mapping[str, str], band: str) -> None:
    handles = [
        Line2D([], [], color=colour, marker=mark, ms=4.5, lw=1.3, label=name)
        for (name, colour), mark in zip(colours.items(), MARKS, strict=False)
    ]
    handles = handles if len(colours) > 1 else []
    if band:
        handles.append(Patch(color=BAND, label=band))
    if handles:
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))


def stacked_shares(
    table: pd.DataFrame,
    *,
    panels: Mapping[str, Sequence[str]],
    colours: Mapping[str, str],
    ylabel: str,
) -> Figure:
    """Draw the share of each kind as stacked bars, panels side by side.

    Counts stand in their segments, or beside those that are too low for them.

    Parameters
    ----------
    table
        One row a panel, bar and kind: ``panel``, ``bar``, ``kind``, ``n``.
    panels
        Bars of each panel, from the left.
    colours
        Colour of each kind, from below.
    ylabel
        Label of the share.
    """
    figure, axes = plt.subplots(
        1, len(panels), figsize=(WIDTH, 2.9), sharey=True, layout="constrained"
    )
    for (panel, bars), ax in zip(panels.items(), np.atleast_1d(axes), strict=True):
        wide = table[table["panel"] == panel].pivot(index="bar", columns="kind", values="n")
        wide = wide.reindex(index=bars, columns=list(colours)).fillna(0)
        shares = wide.div(wide.sum(axis=1), axis=0)
        below = np.zeros(len(bars))
        for kind, colour in colours.items():
            ax.bar(bars, shares[kind], bottom=below, color=colour, width=0.75)
            for x, (share, n) in enumerate(zip(shares[kind], wide[kind], strict=True)):
                fits = share > 0.06
                if n:
                    ax.text(
                        x if fits else x + 0.39,
                        below[x] + share / 2,
                        f"{n:.0f}",
                        ha="center" if fits else "left",
                        va="center",
                        fontsize=7.5 if fits else 7,
                        color="white" if fits and colour != BAND else "black",
                    )
            below += shares[kind].to_numpy()
        ax.set_title(panel)
        ax.tick_params(axis="x", labelrotation=0)
    np.atleast_1d(axes)[0].set_ylabel(ylabel)
    handles = [Patch(color=colour, label=kind) for kind, colour in colours.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles))
    return figure
