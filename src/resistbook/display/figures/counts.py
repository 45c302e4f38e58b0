"""Counts of genes: beside published ones, by site, and under permutation."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resistbook.display.figures.style import (
    ACCENT,
    HIGHER,
    LOWER,
    NEUTRAL,
    PUBLISHED,
    WIDTH,
    mark_deciding,
)


def count_cloud(
    grid: pd.DataFrame,
    published: Sequence[int],
    groups: Mapping[str, Sequence[str]],
    *,
    array: int,
) -> Figure:
    """Draw every cell of a grid as its two counts, and as shares, beside the published pair.

    Parameters
    ----------
    grid
        One row a cell: ``cohort``, ``higher``, ``lower``, ``features``, ``criterion``.
    published
        The published counts higher and lower.
    groups
        Cohorts that share a colour, by the name of their group; at most five groups.
    array
        Features of the array on which the published counts are taken to stand.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 4.2), layout="constrained")
    cells = grid.dropna(subset=["higher", "lower"])
    share = cells[["higher", "lower"]].mul(100 / cells["features"], axis=0)
    star = 100 * np.array(published) / array
    _cloud(left, cells[["higher", "lower"]] + 1, cells, np.array(published) + 1, groups)
    _cloud(right, share + 0.01, cells, star + 0.01, groups)
    left.annotate(
        f"published:\n{published[0]:,} higher\n{published[1]:,} lower",
        np.array(published) + 1,
        xytext=(-8, -78),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        arrowprops={"arrowstyle": "-", "lw": 0.5},
    )
    left.set(title="Counts", xlabel="features higher (+ 1)", ylabel="features lower (+ 1)")
    right.set(title="Shares of the table")
    right.set(xlabel="features higher (% + 0.01)", ylabel="features lower (% + 0.01)")
    handles, labels = left.get_legend_handles_labels()
    figure.legend(
        handles,
        labels,
        loc="outside upper center",
        ncols=3,
        title="circle: P, triangle: FDR",
        title_fontsize=8,
        handletextpad=0.2,
    )
    return figure


def _cloud(
    axes: Axes,
    places: pd.DataFrame,
    cells: pd.DataFrame,
    star: np.ndarray,
    groups: Mapping[str, Sequence[str]],
) -> None:
    colours = (HIGHER, LOWER, ACCENT, "#E69F00", NEUTRAL)
    for (group, cohorts), colour in zip(groups.items(), colours, strict=False):
        for criterion, marker in (("P", "o"), ("FDR", "^")):
            mine = places[cells["cohort"].isin(cohorts) & (cells["criterion"] == criterion)]
            label = group if criterion == "P" else None
            place = mine["higher"], mine["lower"]
            axes.scatter(*place, s=24, marker=marker, color=colour, ec="white", lw=0.4, label=label)
    axes.scatter(*star, marker="*", s=190, color="black", zorder=5)
    axes.set(xscale="log", yscale="log")


def fourfold_counts(
    counts: pd.DataFrame,
    published: float,
    order: Sequence[str],
    specifications: Sequence[str],
    decides: Mapping[str, str],
) -> Figure:
    """Draw counts of four-fold genes with bootstrap intervals.

    Parameters
    ----------
    counts
        One row a cohort and specification: ``per_array``, ``ci_low``, ``ci_high``.
    published
        The published count.
    order, specifications
        Cohorts from top to bottom; specifications, one colour each.
    decides
        Claim by the cohort that decides it.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    colours = (NEUTRAL, "#56B4E9", "#E69F00", "black")
    for place, name in enumerate(order):
        mine = counts[counts["cohort"] == name].set_index("specification")
        for step, (specification, colour) in enumerate(zip(specifications, colours, strict=True)):
            row, y = mine.loc[specification], place + (step - 1.5) * 0.19
            axes.plot([row["ci_low"], row["ci_high"]], [y, y], color=colour, lw=1.6)
            label = specification if place == 0 else None
            axes.plot(row["per_array"], y, "o", ms=4.5, color=colour, label=label)
    axes.axvline(published, color=PUBLISHED, lw=1.2, ls="--", label=f"published: {published:.0f}")
    axes.set_yticks(range(len(order)), order)
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xscale("symlog", linthresh=10)
    axes.set_xlim(-0.6, 120)
    axes.xaxis.set_major_formatter("{x:.0f}")
    axes.set_xlabel("four-fold genes per 22,000 features")
    figure.legend(loc="outside upper center", ncols=3, fontsize=8)
    mark_deciding(axes, decides)
    return figure


def counts_by_fold_change(
    counts: pd.DataFrame, published: Mapping[str, int], *, order: Sequence[str]
) -> Figure:
    """Draw how many genes reach each fold change, with the published counts as lines.

    Parameters
    ----------
    counts
        One row a cohort, direction and ``log2_fold_change``: ``per_array``, ``ci_high``.
    published
        The published count of each direction: ``up``, ``down``, ``both``; a panel each.
    order
        Cohorts, one colour each; at most four.
    """
    figure, panels = plt.subplots(
        1, len(published), figsize=(WIDTH, 2.9), sharey=True, layout="constrained"
    )
    titles = {"up": "Higher in relapse", "down": "Lower in relapse", "both": "Both"}
    colours = (LOWER, "#E69F00", NEUTRAL, ACCENT)
    for axes, (direction, count) in zip(panels, published.items(), strict=True):
        for name, colour in zip(order, colours, strict=False):
            chosen = counts[(counts["cohort"] == name) & (counts["direction"] == direction)]
            mine = chosen.sort_values("log2_fold_change", kind="stable")
            change = mine["log2_fold_change"]
            axes.plot(change, mine["per_array"], "o-", ms=3, lw=1.2, color=colour, label=name)
            axes.plot(change, mine["ci_high"], ":", lw=1.2, color=colour)
        axes.axhline(count, color=PUBLISHED, lw=1.2, ls="--")
        axes.annotate(f"published: {count}", (3, count), ha="right", va="bottom", fontsize=7.5)
        axes.axvline(2, color="black", lw=0.5, zorder=0)
        axes.set_yscale("symlog", linthresh=10)
        axes.set_ylim(bottom=-0.6)
        axes.yaxis.set_major_formatter("{x:,.0f}")
        axes.set(title=titles[direction], xlabel="|log2 fold change| at least")
    panels[0].set_ylabel("genes per 22,000 features")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(order), fontsize=8)
    return figure


def site_and_genes(sites: pd.DataFrame, counts: pd.DataFrame) -> Figure:
    """Draw relapse by site, beside the genes found with and without regard to it.

    Parameters
    ----------
    sites
        One row a site: ``site``, ``patients``, ``relapses``, ``share`` and its interval.
    counts
        Rows ``strata`` = ignored and within: ``observed``, ``low``, ``median``, ``high``.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.9), layout="constrained")
    places = np.arange(len(sites))
    share = sites["share"] * 100
    left.bar(places, share, color="#56B4E9", width=0.62)
    reach = [share - sites["ci_low"] * 100, sites["ci_high"] * 100 - share]
    left.errorbar(places, share, yerr=reach, fmt="none", color="black", lw=0.9, capsize=2)
    left.set_xticks(
        places, [f"{row.site}\n{row.relapses} of {row.patients}" for row in sites.itertuples()]
    )
    left.set(
        ylabel="patients who relapsed (%)",
        ylim=(0, 100),
        xlabel="site (prefix of the tumour number)",
    )
    for place, strata in enumerate(("ignored", "within")):
        row = counts[counts["strata"] == strata].iloc[0]
        right.vlines(place, row["low"], row["high"], color=NEUTRAL, lw=12, alpha=0.45)
        right.plot(place, row["median"], "_", color="black", ms=14, mew=1.4)
        right.plot(place, row["observed"], "D", color=HIGHER, ms=6)
        right.annotate(
            f"{row['observed']:,.0f}",
            (place, row["observed"]),
            xytext=(14, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
        )
    right.set_xticks([0, 1], ["sites ignored", "within sites"])
    right.set(xlim=(-0.5, 1.6), ylabel="genes with P < 0.05")
    right.set_ylim(bottom=0)
    right.legend(
        handles=[
            plt.Line2D([], [], marker="D", color=HIGHER, ls="", label="real outcomes"),
            plt.Line2D([], [], color=NEUTRAL, lw=7, alpha=0.45, label="shuffled within sites"),
        ],
        loc="center right",
    )
    return figure


def component_by_site(counts: pd.DataFrame, *, width: float) -> Figure:
    """Draw how many patients of each site lie where on a component, by outcome.

    Parameters
    ----------
    counts
        One row a site, outcome and bin: ``site``, ``relapse`` (1 or 0), ``low``, ``patients``.
    width
        Width of a bin.
    """
    sites = sorted(counts["site"].unique())
    figure, panels = plt.subplots(
        1, len(sites), figsize=(WIDTH, 2.9), sharex=True, sharey=True, layout="constrained"
    )
    looks = ((1, HIGHER, "relapse"), (0, LOWER, "no relapse"))
    for axes, site in zip(panels, sites, strict=True):
        mine = counts[counts["site"] == site]
        wide = mine.pivot(index="low", columns="relapse", values="patients")
        wide = wide.reindex(columns=[1, 0]).fillna(0)
        for event, colour, label in looks:
            below = wide[1] if event == 0 else 0
            place = wide.index + width / 2
            axes.bar(place, wide[event], width, below, color=colour, ec="white", label=label)
        relapsed, total = int(wide[1].sum()), int(wide.to_numpy().sum())
        axes.set_title(f"{site}: {relapsed} of {total} relapsed", fontsize=8.5)
    panels[0].set_ylabel("patients")
    figure.supxlabel("first component of all genes (SD)", fontsize=9)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def permutation_ranges(
    table: pd.DataFrame, axes: Axes, *, order: Sequence[str], strata: str
) -> None:
    """Draw observed counts of passing genes beside what permuted outcomes give.

    Parameters
    ----------
    table
        One row a comparison: ``observed``, ``low``, ``median``, ``high``, ``features``.
    axes
        Where to draw.
    order
        Comparisons from top to bottom.
    strata
        ``ignored`` or ``within``: which rows to draw.
    """
    chosen = table[table["strata"] == strata].set_index("comparison").loc[list(order)]
    share = chosen[["low", "median", "high", "observed"]].div(chosen["features"], axis=0) * 100
    places = np.arange(len(share))
    bar = axes.hlines(places, share["low"], share["high"], color=NEUTRAL, lw=6, alpha=0.5)
    bar.set_label("outcomes shuffled within strata, 95% of runs")
    axes.plot(share["median"], places, "|", color="black", ms=10, label="their median")
    axes.plot(share["observed"], places, "D", color=HIGHER, ms=5, label="real outcomes")
    axes.set_xlim(left=-0.02 * share.to_numpy().max())
    axes.axvline(5, color="black", lw=0.6, ls=":")
    axes.set_yticks(range(len(order)), order)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xlabel("genes with P < 0.05 (% of genes)")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
