"""Scores of gene lists beside random ones, cohort by cohort."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from resistbook.display.figures.intervals import BAND
from resistbook.display.figures.style import HIGHER, LOWER, NEUTRAL, PUBLISHED, WIDTH

MIDDLE = "#9A9A9A"
HEIGHT = 0.8
"""Of a cohort's band, where cohorts stand one apart."""
PALE_BLUES = ListedColormap(plt.get_cmap("Blues")(np.linspace(0, 0.6, 256)))
"""No darker than black words can be read on."""


def scores_beside_random(
    scores: pd.DataFrame,
    bands: pd.DataFrame,
    labels: Mapping[str, str],
    marks: Mapping[str, tuple[str, str]],
    *,
    xlabel: str = "C with 95% interval",
) -> Figure:
    """Draw the C of several scores in each cohort, on the range of random gene lists.

    Parameters
    ----------
    scores
        ``cohort``, ``score``, ``c``, ``ci_low``, ``ci_high``.
    bands
        ``cohort``, ``low``, ``middle``, ``high`` of random lists, drawn behind all scores of the
        cohort; with a column ``score``, behind that one only.
    labels
        Cohorts in the order drawn from the top, with the words beside them.
    marks
        Scores in the order drawn from the top, with colour and marker.
    xlabel
        Of the axis.
    """
    tall = 0.62 + 0.1 * max(len(marks) - 5, 0)
    figure, axes = plt.subplots(figsize=(WIDTH, 1.2 + tall * len(labels)), layout="constrained")
    shifts = np.linspace(HEIGHT / 2 - 0.06, 0.06 - HEIGHT / 2, len(marks))
    narrow = (HEIGHT - 0.12) / max(len(marks) - 1, 1)
    behind = {score: (at - narrow / 2, narrow) for score, at in zip(marks, shifts, strict=True)}
    for row, cohort in enumerate(labels):
        for band in bands[bands["cohort"] == cohort].itertuples():
            below, height = behind.get(getattr(band, "score", ""), (-HEIGHT / 2, HEIGHT))
            axes.barh(
                below - row, band.high - band.low, left=band.low, height=height, align="edge",
                color=BAND, zorder=0,
            )  # fmt: skip
            ends = [below - row, below - row + height]
            axes.plot([band.middle, band.middle], ends, color=MIDDLE, lw=1, zorder=1)
        for shift, (score, (colour, mark)) in zip(shifts, marks.items(), strict=True):
            mine = scores[(scores["cohort"] == cohort) & (scores["score"] == score)]
            for entry in mine.itertuples():
                y = shift - row
                axes.plot([entry.ci_low, entry.ci_high], [y, y], color=colour, lw=1.1)
                axes.plot(entry.c, y, mark, color=colour, ms=4)
    axes.axvline(0.5, color=NEUTRAL, lw=0.8, ls=":", zorder=0)
    axes.set_yticks([-row for row in range(len(labels))], list(labels.values()))
    axes.set(xlabel=xlabel, ylim=(0.5 - len(labels), 0.5))
    handles = [
        Line2D([], [], color=colour, marker=mark, ms=4, lw=1.1, label=score)
        for score, (colour, mark) in marks.items()
    ]
    handles.append(Patch(color=BAND, label="random gene lists, with their median"))
    figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def marks_of(scores: list[str]) -> dict[str, tuple[str, str]]:
    """Return a colour and a marker for each score, by what it is made of."""
    known, clinical, own = iter("Dv^<>pPX*"), iter("sP"), iter("osd")
    found = {}
    for number, score in enumerate(scores):
        if score.startswith("clinical"):
            found[score] = (LOWER, next(clinical))
        elif number == 0 or score.startswith("anoikis"):
            found[score] = (HIGHER, next(own))
        elif score == "proliferation":
            found[score] = (NEUTRAL, "o")
        else:
            found[score] = (PUBLISHED, next(known))
    return found


def genes_found(table: pd.DataFrame, cohorts: Sequence[str]) -> Figure:
    """Draw how many genes of each signature each cohort measures.

    Parameters
    ----------
    table
        One row a cohort and signature: ``cohort``, ``score``, ``found`` of ``given`` genes, and
        ``estimate``, missing where too few genes are measured for a C; such cells are in brackets.
    cohorts
        In the order drawn from the top.
    """
    words = table["found"].map("{:.0f}".format) + " of " + table["given"].map("{:.0f}".format)
    cells = table.assign(
        share=100 * table["found"] / table["given"],
        words=words.where(table["estimate"].notna(), "(" + words + ")"),
    ).pivot(index="cohort", columns="score", values=["share", "words"])
    cells = cells.loc[list(cohorts)]
    figure, axes = plt.subplots(figsize=(WIDTH, 1 + 0.3 * len(cohorts)), layout="constrained")
    sns.heatmap(
        cells["share"].astype(float),
        annot=cells["words"],
        annot_kws={"size": 8, "color": "black"},
        fmt="",
        cmap=PALE_BLUES,
        vmin=0,
        vmax=100,
        linewidths=1.5,
        ax=axes,
        cbar_kws={"label": "genes found (%)"},
    )
    axes.set(xlabel="", ylabel="")
    axes.tick_params(length=0)
    axes.tick_params(axis="y", rotation=0)
    return figure
