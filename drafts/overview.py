"""All claims and one pathway, over the studies."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resistbook.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, PUBLISHED, WIDTH

COLOURS = {
    "reproduced": "#00664B",
    "consistent": ACCENT,
    "inconclusive": "#D9D9D9",
    "contradicted": HIGHER,
    "arithmetic holds": "#56B4E9",
    "arithmetic fails": LOWER,
    "not testable": "white",
}


def verdict_bars(counts: pd.DataFrame) -> Figure:
    """Draw the number of claims of each study by verdict.

    Parameters
    ----------
    counts : studies x verdicts
        Studies from top to bottom, verdicts from left to right.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 0.9 + 0.36 * len(counts)), layout="constrained")
    left = np.zeros(len(counts))
    for verdict in counts:
        width = counts[verdict].to_numpy()
        axes.barh(
            range(len(counts)),
            width,
            left=left,
            color=COLOURS[verdict],
            edgecolor="#555555",
            lw=0.6,
            label=verdict,
        )
        for place, (number, start) in enumerate(zip(width, left, strict=True)):
            if number:
                dark = verdict in ("reproduced", "arithmetic fails")
                axes.text(
                    start + number / 2,
                    place,
                    str(number),
                    ha="center",
                    va="center",
                    fontsize=8,
                    color="white" if dark else "black",
                )
        left += width
    axes.set_yticks(
        range(len(counts)), [f"{name[:-4].capitalize()} {name[-4:]}" for name in counts.index]
    )
    axes.invert_yaxis()
    axes.set_xlabel("claims")
    axes.spines[["left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=4)
    return figure


def thread(table: pd.DataFrame) -> Figure:
    """Draw estimates of one quantity over several studies, one panel a unit.

    Parameters
    ----------
    table
        One row a question: ``study``, ``question``, ``unit``, ``estimate``, ``ci_low``,
        ``ci_high``.
    """
    units = list(dict.fromkeys(table["unit"]))
    sizes = [int((table["unit"] == unit).sum()) for unit in units]
    figure, panels = plt.subplots(
        len(units),
        1,
        figsize=(WIDTH, 1.2 + 0.3 * len(table)),
        height_ratios=sizes,
        layout="constrained",
    )
    colours = {"Keikha 2021": PUBLISHED, "Kastrati 2020": LOWER, "Kanzaki 2016": HIGHER}
    for panel, unit in zip(panels, units, strict=True):
        rows = table[table["unit"] == unit].reset_index(drop=True)
        for place, row in rows.iterrows():
            panel.plot(
                [row["ci_low"], row["ci_high"]], [place] * 2, color=colours[row["study"]], lw=1.4
            )
            panel.plot(
                row["estimate"],
                place,
                "D" if row["question"].startswith("comparator") else "o",
                color=colours[row["study"]],
                ms=5,
            )
        panel.axvline(1 if "ratio" in unit else 0, color=NEUTRAL, lw=0.7, zorder=0)
        panel.set_yticks(range(len(rows)), rows["question"])
        panel.set_ylim(len(rows) - 0.5, -0.5)
        panel.set_xlabel(unit, labelpad=1)
    handles = [
        plt.Line2D([], [], marker="o", color=colour, label=study)
        for study, colour in colours.items()
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=3)
    return figure
