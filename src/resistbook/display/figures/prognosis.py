"""Prognosis models: calibration, decision curves, curves of survival, a nomogram."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from resistbook.display.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, WIDTH

MODELS = {
    "score": HIGHER,
    "proliferation": ACCENT,
    "clinical": LOWER,
    "clinical + score": "#CC79A7",
}
APART = 0.04
"""Labels of a scale stand at least this share of the widest scale apart."""


def calibration_curves(groups: pd.DataFrame, titles: Mapping[str, str], *, at: str) -> Figure:
    """Draw observed against predicted risk in groups of patients, a panel a cohort.

    Parameters
    ----------
    groups
        ``cohort``, ``predicted``, ``observed``, ``ci_low``, ``ci_high``, as shares.
    titles
        Cohorts in the order drawn from the left, with their titles.
    at
        The time of the prediction, in words.
    """
    figure, axes = plt.subplots(
        1, len(titles), figsize=(WIDTH, 2.7), sharex=True, sharey=True, layout="constrained"
    )
    top = 105 * groups["ci_high"].max()
    for ax, (cohort, title) in zip(np.atleast_1d(axes), titles.items(), strict=True):
        mine = (
            100
            * groups.loc[groups["cohort"] == cohort, ["predicted", "observed", "ci_low", "ci_high"]]
        )
        ax.axline((0, 0), slope=1, color=NEUTRAL, lw=0.8, ls=":")
        ax.vlines(mine["predicted"], mine["ci_low"], mine["ci_high"], color=HIGHER, lw=1.2)
        ax.plot(mine["predicted"], mine["observed"], "o", color=HIGHER, ms=4.5)
        ax.set_title(title)
        ax.set(xlim=(0, top / 2), ylim=(0, top))
    figure.supxlabel(f"predicted risk at {at} (%)", fontsize=9)
    np.atleast_1d(axes)[0].set_ylabel("observed risk (%)")
    return figure


def decision_curves(benefit: pd.DataFrame, *, at: str) -> Figure:
    """Draw net benefit by the risk from which one would treat, with bands for the models.

    Parameters
    ----------
    benefit
        ``model`` ("all", "none" and names of `MODELS`), ``threshold``, ``net_benefit``,
        ``ci_low``, ``ci_high``.
    at
        The time of the prediction, in words.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.0), layout="constrained")
    plain = {"all": ("treat all", NEUTRAL, "--"), "none": ("treat none", "black", "-")}
    for model, part in benefit.groupby("model", sort=False):
        label, colour, line = plain.get(model, (model, MODELS.get(model), "-"))
        x = 100 * part["threshold"]
        axes.plot(x, 100 * part["net_benefit"], line, color=colour, label=label, lw=1.4)
        if model not in plain:
            limits = (100 * part["ci_low"], 100 * part["ci_high"])
            axes.fill_between(x, *limits, color=colour, alpha=0.1, lw=0)
    shown = benefit.loc[benefit["model"] != "all"]
    axes.set(
        xlabel=f"risk at {at} from which one would treat (%)",
        ylabel="net benefit, per 100 patients",
        ylim=(120 * min(shown["ci_low"].min(), -0.01), 110 * benefit["ci_high"].max()),
    )
    axes.legend(ncols=2)
    return figure


def survival_panels(
    curves: pd.DataFrame, titles: Mapping[str, str], groups: Sequence[str], *, ylabel: str
) -> Figure:
    """Draw Kaplan-Meier curves of groups with 95% bands, numbers at risk below, a panel a cohort.

    Parameters
    ----------
    curves
        ``cohort``, ``group``, ``months``, ``survival``, ``ci_low``, ``ci_high``, ``at_risk``.
    titles
        Cohorts in the order drawn from the left, with their titles.
    groups
        Groups in the order drawn.
    ylabel
        What survival means.
    """
    colours = dict(zip(groups, (LOWER, NEUTRAL, HIGHER), strict=True))
    figure, axes = plt.subplots(
        2,
        len(titles),
        figsize=(WIDTH, 3.4),
        height_ratios=(5, 1.2),
        sharex="col",
        sharey="row",
        layout="constrained",
    )
    for column, (cohort, title) in enumerate(titles.items()):
        upper, below = axes[:, column]
        for row, (group, colour) in enumerate(colours.items()):
            mine = curves[(curves["cohort"] == cohort) & (curves["group"] == group)]
            upper.step(
                mine["months"], 100 * mine["survival"], where="post", color=colour, label=group
            )
            limits = (100 * mine["ci_low"], 100 * mine["ci_high"])
            upper.fill_between(mine["months"], *limits, step="post", color=colour, alpha=0.13, lw=0)
            every = 36 if mine["months"].max() > 90 else 24
            for entry in mine[mine["months"] % every == 0].itertuples():
                below.text(
                    entry.months,
                    row,
                    entry.at_risk,
                    ha="center",
                    va="center",
                    color=colour,
                    size=7.5,
                )
        upper.set_title(title)
        below.set_xticks(np.arange(0, mine["months"].max() + 1, every))
        below.set(ylim=(len(groups) - 0.4, -0.6), xlabel="months")
        below.set_yticks(range(len(groups)), groups)
        for side in ("left", "bottom"):
            below.spines[side].set_visible(False)
        below.tick_params(length=0)
    axes[0, 0].set(ylim=(0, 102), ylabel=ylabel)
    axes[1, 0].set_title("at risk", fontsize=8, fontweight="normal")
    handles = [Line2D([], [], color=colour, label=group) for group, colour in colours.items()]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(groups))
    return figure


def nomogram(points: pd.DataFrame, labels: Mapping[str, str], totals: Mapping[str, str]) -> Figure:
    """Draw a nomogram: points of each value above, and the risks of their total below.

    Parameters
    ----------
    points
        ``variable``, ``value``, ``points``.
    labels
        Variables in the order drawn from the top, with the words beside them.
    totals
        Variables of `points` whose points are totals and whose values are risks.
    """
    own = points[points["variable"].isin(list(labels))]
    most = float(own.groupby("variable")["points"].max().sum())
    risks = points[points["variable"].isin(list(totals)) & (points["points"] <= most)]
    figure, (upper, lower) = plt.subplots(
        2,
        1,
        figsize=(WIDTH, 3.9),
        height_ratios=(len(labels) + 1, len(totals) + 1),
        layout="constrained",
    )
    tens, quarters = np.arange(0, 101, 10), np.arange(0, most + 1, 25)
    above = {"points": (tens, [f"{tick}" for tick in tens])}
    below = {"total points": (quarters, [f"{tick:.0f}" for tick in quarters])}
    for name, label in labels.items():
        mine = own[own["variable"] == name]
        above[label] = (mine["points"], [f"{value:g}" for value in mine["value"]])
    for name, label in totals.items():
        mine = risks[risks["variable"] == name]
        below[label] = (mine["points"], [f"{100 * value:.0f}%" for value in mine["value"]])
    _scales(upper, above)
    _scales(lower, below)
    return figure


def _scales(axes: Axes, scales: Mapping[str, tuple[Sequence[float], Sequence[str]]]) -> None:
    """Draw scales below one another: ticks at points, each with its value."""
    widest = max(max(places) for places, _ in scales.values())
    for row, (places, words) in enumerate(scales.values()):
        axes.plot([min(places), max(places)], [-row, -row], color="black", lw=0.8)
        written = -np.inf
        for place, word in sorted(zip(places, words, strict=True)):
            axes.plot([place, place], [-row, -row + 0.16], color="black", lw=0.8)
            if place - written >= APART * widest:
                axes.text(place, -row + 0.22, word, ha="center", va="bottom", fontsize=7.5)
                written = place
    axes.set(ylim=(0.4 - len(scales), 0.9), xticks=[])
    axes.set_yticks([-row for row in range(len(scales))], list(scales))
    axes.tick_params(length=0)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
