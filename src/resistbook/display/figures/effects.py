"""Effects with their intervals: of genes, of gene sets, with a cohort left out."""

import textwrap
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resistbook.display.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, WIDTH, mark_deciding
from resistbook.genes.sets import readable


def volcano(
    table: pd.DataFrame,
    axes: Axes,
    *,
    effect: str,
    xlabel: str,
    title: str,
    label: Sequence[str] = (),
    most: int = 8,
) -> None:
    """Draw effect against P, with the strongest genes and those asked for named.

    Parameters
    ----------
    table
        One row a gene: ``gene``, `effect`, ``p``, ``fdr``.
    axes
        Where to draw.
    effect, xlabel, title
        Column of the effect, its label with unit, and the statement above.
    label
        Genes named whatever their rank.
    most
        How many genes of smallest P are named beside them.
    """
    shown = table.dropna(subset=[effect, "p"])
    height = -np.log10(shown["p"])
    passing = shown["fdr"] < 0.05
    for chosen, colour in (
        (~passing, "#C9C9C9"),
        (passing & (shown[effect] > 0), HIGHER),
        (passing & (shown[effect] < 0), LOWER),
    ):
        axes.scatter(
            shown.loc[chosen, effect], height[chosen], s=6, color=colour, lw=0, rasterized=True
        )
    named = shown[shown["gene"].isin(label)].index.union(shown["p"].nsmallest(most).index)
    axes.scatter(
        shown.loc[named, effect], height[named], s=14, facecolor="none", edgecolor="black", lw=0.6
    )
    limit = np.nanpercentile(shown[effect].abs(), 99.9) * 1.35
    limit = max(limit, shown.loc[named, effect].abs().max() * 1.15)
    axes.set(xlim=(-limit, limit), ylim=(0, height.max() * 1.18), xlabel=xlabel)
    axes.set_ylabel("−log10 P")
    axes.set_title(title)
    axes.axvline(0, color=NEUTRAL, lw=0.5, zorder=0)
    texts = [
        axes.text(
            shown.loc[i, effect], height[i], shown.loc[i, "gene"], fontsize=7.5, style="italic"
        )
        for i in named
    ]
    adjust_text(
        texts,
        x=shown.loc[named, effect].to_numpy(),
        y=height[named].to_numpy(),
        ax=axes,
        expand=(1.4, 1.6),
        iter_lim=300,
        arrowprops={"arrowstyle": "-", "color": "black", "lw": 0.4},
    )
    counts = (passing & (shown[effect] > 0)).sum(), (passing & (shown[effect] < 0)).sum()
    axes.text(
        0.99,
        0.99,
        f"{counts[0]:,} higher",
        color=HIGHER,
        ha="right",
        va="top",
        transform=axes.transAxes,
        fontsize=8,
    )
    axes.text(
        0.01,
        0.99,
        f"{counts[1]:,} lower",
        color=LOWER,
        ha="left",
        va="top",
        transform=axes.transAxes,
        fontsize=8,
    )


def forest(
    rows: pd.DataFrame,
    pooled: pd.DataFrame,
    *,
    order: Sequence[str],
    columns: int = 3,
    xlabel: str,
    sizes: Mapping[str, str],
) -> Figure:
    """Draw a small forest plot for each gene or set: cohorts above, random-effects mean below.

    Parameters
    ----------
    rows
        One row an item and comparison: ``item``, ``comparison``, ``effect``, ``effect_se``.
    pooled
        One row an item: ``item``, ``estimate``, ``ci_low``, ``ci_high``.
    order
        Items, one panel each, in the order drawn.
    columns
        Panels side by side.
    xlabel
        Label of the effect.
    sizes
        For each comparison, in the order drawn, its label with sample size.
    """
    height = int(np.ceil(len(order) / columns))
    figure, panels = plt.subplots(
        height,
        columns,
        figsize=(WIDTH, 0.75 + height * (0.45 + 0.19 * len(sizes))),
        sharex=True,
        sharey=True,
        squeeze=False,
        layout="constrained",
    )
    places = {name: i for i, name in enumerate(sizes)}
    for panel, item in zip(panels.flat, order, strict=False):
        mine = rows[rows["item"] == item].dropna(subset=["effect"])
        y = mine["comparison"].map(places)
        panel.errorbar(
            mine["effect"], y, xerr=1.96 * mine["effect_se"], fmt="s", ms=3.5, color="black", lw=0.9
        )
        mean = pooled[pooled["item"] == item]
        if len(mean):
            low, centre, high = mean[["ci_low", "estimate", "ci_high"]].to_numpy()[0]
            base = len(places)
            panel.fill(
                [low, centre, high, centre],
                [base, base - 0.3, base, base + 0.3],
                color=ACCENT,
                lw=0,
            )
        panel.axvline(0, color=NEUTRAL, lw=0.6, zorder=0)
        panel.set_title(item, style="italic")
    for panel in list(panels.flat)[len(order) :]:
        panel.set_visible(False)
    panels[0, 0].set_yticks(
        [*places.values(), len(places)], [*sizes.values(), "random-effects mean"]
    )
    panels[0, 0].set_ylim(len(places) + 0.6, -0.6)
    widest = (rows["effect"].abs() + 1.96 * rows["effect_se"]).max()
    panels[0, 0].set_xlim(-min(widest, 2) * 1.05, min(widest, 2) * 1.05)
    figure.supxlabel(xlabel, fontsize=9)
    return figure


def set_effects(
    tests: pd.DataFrame,
    pooled: pd.DataFrame,
    rows: Sequence[tuple[str, str]],
    *,
    order: Sequence[str],
    remarks: Mapping[str, str],
    decides: Mapping[str, str] | None = None,
) -> Figure:
    """Draw each set's effect in each comparison and its random-effects mean.

    Parameters
    ----------
    tests
        One row a set and comparison: ``set``, ``comparison``, ``effect``.
    pooled
        One row a set: ``estimate``, ``ci_low``, ``ci_high``, ``fdr``.
    rows
        Pairs (mechanism, set) from top to bottom, rows of a mechanism together.
    order
        Comparisons in the order of the legend.
    remarks
        What to write beside the first row of each mechanism, on a second line.
    decides
        Claim by the set that decides it.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 1.1 + 0.34 * len(rows)), layout="constrained")
    markers = dict(zip(order, ["o", "s", "^", "D", "v"], strict=False))
    previous = None
    for place, (mechanism, name) in enumerate(rows):
        mean = pooled[pooled["set"] == name].iloc[0]
        passing = mean["fdr"] < 0.05
        colour = (HIGHER if mean["estimate"] > 0 else LOWER) if passing else "#6E6E6E"
        axes.plot(
            [mean["ci_low"], mean["ci_high"]],
            [place, place],
            color=colour,
            lw=4,
            alpha=0.35,
            solid_capstyle="butt",
        )
        axes.plot(mean["estimate"], place, "|", ms=13, mew=2.4, color=colour)
        for step, comparison in enumerate(order):
            one = tests[(tests["set"] == name) & (tests["comparison"] == comparison)]
            axes.plot(
                one["effect"],
                [place + 0.09 * (step - 2)] * len(one),
                markers[comparison],
                ms=4,
                mfc="white",
                mec="black",
                mew=0.7,
                label=comparison if place == 0 else None,
            )
        if mechanism != previous:
            if previous is not None:
                axes.axhline(place - 0.5, color="#DDDDDD", lw=0.6)
            axes.text(
                1.01,
                place,
                f"{mechanism}\n{remarks[mechanism]}",
                transform=axes.get_yaxis_transform(),
                fontsize=7.5,
                va="center",
            )
        previous = mechanism
    axes.axvline(0, color="black", lw=0.7)
    axes.set_yticks(range(len(rows)), [readable(name) for _, name in rows])
    mark_deciding(axes, {readable(key): claim for key, claim in (decides or {}).items()})
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlabel("relapse − no relapse: mean standardised difference, set against other genes")
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 1), ncols=5, handletextpad=0.1, columnspacing=1
    )
    return figure


def left_out(
    tables: pd.DataFrame, whole: pd.DataFrame, sets: Sequence[str], names: Sequence[str]
) -> Figure:
    """Draw the pooled effect of each set with one comparison left out in turn.

    Parameters
    ----------
    tables
        One row a set and comparison left out: ``left_out``, ``set``, ``estimate``, ``ci_low``,
        ``ci_high``.
    whole
        The pooled effect of all comparisons, one row a set.
    sets, names
        Sets from left to right, comparisons from top to bottom.
    """
    figure, panels = plt.subplots(
        1, len(sets), figsize=(WIDTH, 2.3), sharey=True, layout="constrained"
    )
    for panel, name in zip(panels, sets, strict=True):
        mine = tables[tables["set"] == name].set_index("left_out").loc[list(names)]
        all_of_them = whole[whole["set"] == name].iloc[0]
        places = np.arange(len(names) + 1)
        centre = np.append(mine["estimate"], all_of_them["estimate"])
        low = np.append(mine["ci_low"], all_of_them["ci_low"])
        high = np.append(mine["ci_high"], all_of_them["ci_high"])
        panel.errorbar(
            centre,
            places,
            xerr=[centre - low, high - centre],
            fmt="o",
            ms=3.5,
            color="black",
            lw=0.9,
        )
        panel.axvline(0, color=NEUTRAL, lw=0.6, zorder=0)
        panel.set_title(
            "\n".join(textwrap.wrap(readable(name), 20, break_on_hyphens=False)), fontsize=8.5
        )
    panels[0].set_yticks(places, [*(f"without {name}" for name in names), "all five"])
    panels[0].set_ylim(len(places) - 0.5, -0.5)
    figure.supxlabel("pooled effect (SD of a gene's residual), 95% interval", fontsize=9)
    return figure
