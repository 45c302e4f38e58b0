"""Copy number along a chromosome arm, and how often genes are amplified together."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from resistbook.display.figures.style import HIGHER, LOWER, NEUTRAL, WIDTH, mark_deciding
from resistbook.genes.copy_number import Locus

BANDS_19Q = (
    ("q11", 26.5, 28.6, "#7F7F7F"),
    ("q12", 28.6, 32.4, "#C8C8C8"),
    ("q13.1", 32.4, 38.7, "#F2F2F2"),
    ("q13.2", 38.7, 43.4, "#DDDDDD"),
    ("q13.3", 43.4, 51.4, "#F2F2F2"),
    ("q13.4", 51.4, 59.13, "#DDDDDD"),
)
"""Bands of 19q on hg19 in megabases, neighbours of one number joined (UCSC Genome Browser)."""

PROBED = (27_800_000, 58_850_000)
"""The part of 19q in which the SNP array has probes."""

LEVELS = {"gain": LOWER, "focal amplification": HIGHER}


def arm_track(
    track: pd.DataFrame,
    genes: pd.DataFrame,
    shared: Sequence[Locus],
    tumours: int,
    window: tuple[float, float],
    *,
    peak: Locus,
    interval: tuple[float, float],
) -> Figure:
    """Draw the share of tumours gained and amplified along 19q, and enlarged around a gene.

    Parameters
    ----------
    track
        ``level``, ``position`` (base pairs), ``tumours``.
    genes
        ``gene``, ``start``, ``end``; those in the window are drawn.
    shared
        The stretches that most amplified tumours share.
    tumours
        All tumours.
    window
        Megabases enlarged in the lower panel.
    peak, interval
        Where the amplitude is highest, with its 95% interval in base pairs.
    """
    figure, (band, whole, near, names) = plt.subplots(
        4, 1, figsize=(WIDTH, 5.0), height_ratios=(0.22, 1.3, 1.3, 0.75), layout="constrained"
    )
    _ideogram(band, window)
    for axes in (whole, near):
        for level, colour in LEVELS.items():
            mine = track[(track["level"] == level) & track["position"].between(*PROBED)]
            share = 100 * mine["tumours"] / tumours
            axes.step(mine["position"] / 1e6, share, where="mid", color=colour, lw=1.3, label=level)
        axes.set(ylabel="tumours (%)")
        axes.set_ylim(bottom=0)
    band.sharex(whole)
    whole.set(xlim=(BANDS_19Q[0][1], BANDS_19Q[-1][2]))
    whole.set_ylim(0, 1.25 * whole.get_ylim()[1])
    whole.axvspan(*window, color="#F0E442", alpha=0.25, lw=0)
    whole.set_xlabel("position on chromosome 19 (Mb, hg19)")
    whole.legend(loc="upper right", handlelength=1.4, ncols=2)
    near.set(xlim=window)
    for axes in (near, names):
        for stretch in shared:
            axes.axvspan(stretch.start / 1e6, stretch.end / 1e6, color=HIGHER, alpha=0.35, lw=0)
    near.tick_params(labelbottom=False)
    top = 1.12 * near.get_ylim()[1]
    near.plot(
        [max(interval[0] / 1e6, window[0]), min(interval[1] / 1e6, window[1])], [top, top], "k"
    )
    near.plot((peak.start + peak.end) / 2e6, top, "kD", ms=5)
    near.set_ylim(top=1.1 * top)
    _gene_row(names, genes, window)
    return figure


def _ideogram(axes: Axes, window: tuple[float, float]) -> None:
    for name, start, end, colour in BANDS_19Q:
        axes.add_patch(Rectangle((start, 0), end - start, 1, fc=colour, ec="black", lw=0.5))
        axes.text((start + end) / 2, 0.48, name, ha="center", va="center", fontsize=8)
    axes.add_patch(
        Rectangle((window[0], -0.12), window[1] - window[0], 1.24, fill=False, ec=HIGHER, lw=1.4)
    )
    axes.set(ylim=(-0.2, 1.2))
    axes.axis("off")


def _gene_row(axes: Axes, genes: pd.DataFrame, window: tuple[float, float]) -> None:
    inside = genes[(genes["end"] / 1e6 > window[0]) & (genes["start"] / 1e6 < window[1])]
    for place, row in enumerate(inside.sort_values("start", kind="stable").itertuples()):
        start, end = row.start / 1e6, row.end / 1e6
        level = 3 - place % 4
        axes.add_patch(Rectangle((start, level + 0.1), end - start, 0.35, fc="black", lw=0.8))
        axes.text(
            (start + end) / 2 + 0.012,
            level + 0.5,
            row.gene,
            ha="center",
            va="bottom",
            fontsize=7.5,
            style="italic",
            weight="bold" if row.gene == "CCNE1" else "normal",
        )
    axes.set(xlim=window, ylim=(0, 4.3), yticks=[], xlabel="position on chromosome 19 (Mb, hg19)")
    axes.spines["left"].set_visible(False)


def extents(counts: pd.DataFrame) -> Figure:
    """Draw how many tumours have a segment of each length, gained and amplified apart.

    Parameters
    ----------
    counts
        ``level``, ``low`` and ``high`` (share of the arm), ``tumours``.
    """
    figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 2.4), layout="constrained")
    titles = {"gained": "Gained, not amplified", "amplified": "Amplified"}
    for axes, (level, title), colour in zip(panels, titles.items(), LEVELS.values(), strict=True):
        mine = counts[counts["level"] == level]
        axes.bar(
            100 * mine["low"],
            mine["tumours"],
            width=100 * (mine["high"] - mine["low"]),
            align="edge",
            color=colour,
            ec="white",
        )
        axes.axvline(50, color="black", lw=0.8, ls="--")
        axes.set(title=title, xlabel="length of the CCNE1 segment (% of 19q)", xlim=(0, 100))
    panels[0].set_ylabel("tumours")
    return figure


def shares(
    table: pd.DataFrame,
    labels: Mapping[str, str],
    *,
    marks: Mapping[str, float],
    groups: Sequence[str],
    decides: Mapping[str, str] | None = None,
) -> Figure:
    """Draw shares with their intervals, one row a cohort and threshold, one colour a group.

    Parameters
    ----------
    table
        ``row`` (which of `labels`), ``group``, ``share``, ``ci_low``, ``ci_high``; ``primary``
        (1 = drawn filled).
    labels
        Rows from top to bottom, with what to write beside them.
    marks
        Vertical lines: their name and place, as a share.
    groups
        Groups, in the order of the legend.
    decides
        Claim by the label of the row that decides it; the row is marked.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 0.30 * len(labels) + 1.0), layout="constrained")
    for group, colour, shift in zip(groups, (HIGHER, LOWER), (-0.16, 0.16), strict=True):
        mine = table[table["group"] == group].set_index("row").loc[list(labels)]
        places = np.arange(len(labels)) + shift
        low, high = (
            100 * (mine["share"] - mine["ci_low"]),
            100 * (mine["ci_high"] - mine["share"]),
        )
        axes.errorbar(
            100 * mine["share"], places, xerr=[low, high], fmt="none", ecolor=colour, elinewidth=1.2
        )
        for primary, face in ((1, colour), (0, "white")):
            chosen = (mine["primary"] == primary).to_numpy()
            axes.scatter(
                100 * mine["share"][chosen], places[chosen], s=26, fc=face, ec=colour, zorder=3
            )
        axes.scatter([], [], s=26, color=colour, label=group)
    for name, place in marks.items():
        axes.axvline(100 * place, color=NEUTRAL, lw=0.9, ls="--", zorder=0)
        axes.text(100 * place + 0.15, -0.95, name, fontsize=8, color="#555555", va="bottom")
    axes.set_yticks(np.arange(len(labels)), list(labels.values()))
    axes.set(ylim=(len(labels) - 0.4, -0.9), xlabel="tumours with CCNE1 amplified (%)")
    axes.set_xlim(left=0)
    mark_deciding(axes, decides or {})
    axes.legend(loc="lower right")
    return figure


def two_genes(table: pd.DataFrame, genes: tuple[str, str], cohorts: Sequence[str]) -> Figure:
    """Draw the copies of two genes against each other, a panel a cohort, a point a square.

    Parameters
    ----------
    table
        ``cohort``, a column a gene, ``tumours`` in the square (the area of the point),
        ``threshold`` (drawn for both genes) and ``both`` (1 = at or above it in both, drawn apart).
    genes
        Horizontal and vertical.
    cohorts
        Panels from left to right.
    """
    figure, axes = plt.subplots(1, len(cohorts), figsize=(WIDTH, 2.7), layout="constrained")
    for axis, cohort in zip(axes, cohorts, strict=True):
        mine = table[table["cohort"] == cohort]
        for both, colour, size, layer in ((0, NEUTRAL, 4, 1), (1, HIGHER, 16, 2)):
            chosen = mine[mine["both"] == both]
            axis.scatter(
                *(chosen[gene] for gene in genes),
                s=size * chosen["tumours"],
                color=colour,
                alpha=0.6,
                lw=0,
                zorder=layer,
            )
        threshold = mine["threshold"].iloc[0]
        axis.axvline(threshold, color="#555555", lw=0.8, ls="--")
        axis.axhline(threshold, color="#555555", lw=0.8, ls="--")
        found, every = (mine["both"] * mine["tumours"]).sum(), mine["tumours"].sum()
        axis.set_title(f"{cohort}: {found} of {every:,}")
        axis.set_xlabel(f"{genes[0]}, log2")
    axes[0].set_ylabel(f"{genes[1]}, log2")
    return figure
