"""Estimates with their intervals, a row each; survival with numbers at risk."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resistbook.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, WIDTH

COLOURS = (HIGHER, LOWER, ACCENT, NEUTRAL)


def estimates(
    table: pd.DataFrame,
    axes: Axes,
    *,
    rows: Mapping[str, str],
    groups: Sequence[str],
    xlabel: str,
    log: bool = False,
    null: float = 0.0,
) -> None:
    """Draw estimates with intervals in `axes`, one row an item, one colour a group.

    Parameters
    ----------
    table
        ``row`` (which of `rows`), ``group``, ``estimate``, ``ci_low``, ``ci_high``; an item that
        a group lacks is left out.
    axes
        Where to draw.
    rows
        Items from top to bottom, with what to write beside them.
    groups
        Groups, in the order of the legend.
    xlabel
        Label of the effect.
    log
        Whether values are drawn as their exponential on a log axis.
    null
        The value of no effect, as in the table.
    """
    spread = np.linspace(-0.18, 0.18, len(groups)) if len(groups) > 1 else [0.0]
    names = list(rows)
    for group, colour, shift in zip(groups, COLOURS, spread, strict=False):
        mine = table[(table["group"] == group) & table["row"].isin(names)]
        values = mine[["estimate", "ci_low", "ci_high"]].to_numpy(dtype=float)
        centre, low, high = (np.exp(values) if log else values).T
        places = np.array([names.index(row) for row in mine["row"]]) + shift
        axes.errorbar(
            centre,
            places,
            xerr=[centre - low, high - centre],
            fmt="o",
            ms=4.5,
            color=colour,
            elinewidth=1.2,
            label=group,
        )
    axes.axvline(np.exp(null) if log else null, color="black", lw=0.8)
    axes.set_yticks(range(len(names)), list(rows.values()))
    axes.set(ylim=(len(names) - 0.5, -0.5), xlabel=xlabel)
    if len(groups) > 1:
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=len(groups))
    if log:
        axes.set_xscale("log")
        axes.set_xticks([0.25, 0.5, 1, 2, 4], ["0.25", "0.5", "1", "2", "4"])
        axes.xaxis.set_minor_locator(plt.NullLocator())


def survival(curves: pd.DataFrame, *, ylabel: str, every: int = 24) -> Figure:
    """Draw survival as steps with 95% bands, and the numbers at risk below.

    Parameters
    ----------
    curves
        ``group``, ``months``, ``survival``, ``ci_low``, ``ci_high``, ``at_risk``.
    ylabel
        What survival means.
    every
        Months between numbers at risk.
    """
    figure, (axes, below) = plt.subplots(
        2, 1, figsize=(WIDTH, 3.6), height_ratios=(5, 1), sharex=True, layout="constrained"
    )
    groups = list(dict.fromkeys(curves["group"]))
    for group, colour in zip(groups, COLOURS, strict=False):
        mine = curves[curves["group"] == group]
        axes.step(mine["months"], 100 * mine["survival"], where="post", color=colour, label=group)
        limits = (100 * mine["ci_low"], 100 * mine["ci_high"])
        axes.fill_between(mine["months"], *limits, step="post", color=colour, alpha=0.15, lw=0)
    axes.set(ylim=(0, 102), ylabel=ylabel)
    axes.legend(loc="upper right")
    for row, (group, colour) in enumerate(zip(groups, COLOURS, strict=False)):
        mine = curves[(curves["group"] == group) & (curves["months"] % every == 0)]
        for month, number in zip(mine["months"], mine["at_risk"], strict=True):
            below.text(month, row, f"{number}", ha="center", va="center", color=colour, fontsize=8)
    below.set_yticks(range(len(groups)), groups)
    below.set(ylim=(len(groups) - 0.4, -0.6), xlabel="months")
    below.set_title("at risk", fontsize=8, fontweight="normal")
    below.set_xticks(np.arange(0, curves["months"].max() + 1, every))
    for side in ("left", "bottom"):
        below.spines[side].set_visible(False)
    below.tick_params(length=0)
    return figure
