"""Survival as steps, with numbers at risk."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resistbook.display.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, WIDTH

COLOURS = (HIGHER, LOWER, ACCENT, NEUTRAL)


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
