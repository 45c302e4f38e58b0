"""What goes with anoikis genes and their score, beside chance and random scores."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from resistbook.display.figures.style import (
    ACCENT,
    HIGHER,
    LOWER,
    NEUTRAL,
    WIDTH,
    mark_deciding,
)

OTHER = "#C9C9C9"
KINDS = {
    "other genes": (OTHER, "o", 6),
    "anoikis gene, cell cycle": (LOWER, "s", 16),
    "anoikis gene, other": (HIGHER, "o", 16),
}


def resistance_and_lists(
    genes: pd.DataFrame, overlaps: pd.DataFrame, decides: Mapping[str, str] | None = None
) -> Figure:
    """Draw genes by their difference between responses, and odds ratios of the lists beside.

    Parameters
    ----------
    genes
        One row a gene: ``gene``, ``difference``, ``p``, ``fdr``, ``list`` (``none``: in no list),
        ``cell_cycle``.
    overlaps
        One row an odds ratio, from the top: ``label``, ``odds_ratio``, ``ci_low``, ``ci_high``,
        ``shared``, ``expected``.
    decides
        Claim by the label of the row that decides it.
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.6), width_ratios=(1.15, 1), layout="constrained"
    )
    _volcano(left, genes)
    places = -np.arange(len(overlaps))
    right.errorbar(
        overlaps["odds_ratio"],
        places,
        xerr=(overlaps[["ci_low", "ci_high"]].T - overlaps["odds_ratio"]).abs().to_numpy(),
        fmt="o",
        ms=4.5,
        lw=1.3,
        color="black",
    )
    for place, row in zip(places, overlaps.itertuples(), strict=True):
        text = f"{row.shared:.0f} shared, {row.expected:.1f} by chance"
        right.text(row.odds_ratio, place + 0.16, text, fontsize=7.5, ha="center")
    right.axvline(1, color=NEUTRAL, lw=0.8, ls=":", zorder=0)
    right.set_xscale("log", base=2)
    right.xaxis.set_major_formatter("{x:g}")
    right.set_yticks(places, overlaps["label"])
    mark_deciding(right, decides or {})
    right.set_ylim(0.6 - len(overlaps), 0.6)
    right.set_xlabel("odds ratio of being an anoikis gene")
    right.set_title("Resistance genes against others")
    return figure


def _volcano(axes: Axes, genes: pd.DataFrame) -> None:
    height = -np.log10(genes["p"])
    listed = genes["list"] != "none"
    cycle = genes["cell_cycle"] == 1
    for (label, (colour, mark, size)), chosen in zip(
        KINDS.items(), (~listed, listed & cycle, listed & ~cycle), strict=True
    ):
        axes.scatter(
            genes.loc[chosen, "difference"],
            height[chosen],
            s=size,
            color=colour,
            marker=mark,
            lw=0,
            label=label,
            rasterized=True,
        )
    passing = genes["fdr"] < 0.05
    axes.axhline(height[passing].min(), color=NEUTRAL, lw=0.8, ls=":", zorder=0)
    named = genes[listed & passing].nsmallest(9, "p").index
    for i, y in zip(named, np.linspace(0.72, 0.36, len(named)) * height.max(), strict=True):
        axes.annotate(
            genes.loc[i, "gene"],
            (genes.loc[i, "difference"], height[i]),
            xytext=(-0.3, y),
            fontsize=7.5,
            style="italic",
            va="center",
            arrowprops={"arrowstyle": "-", "color": NEUTRAL, "lw": 0.5, "shrinkB": 2},
        )
    limit = genes["difference"].abs().max() * 1.1
    axes.set(
        xlim=(-limit, limit),
        ylim=(0, height.max() * 1.05),
        xlabel="residual disease − complete response (SD)",
        ylabel="−log10 P",
    )
    axes.set_title("Genes at equal ER status")
    axes.legend(loc="upper right", handletextpad=0.1, borderpad=0)


def found_by_random_scores(
    counts: Mapping[str, pd.DataFrame], observed: Mapping[str, Mapping[str, float]]
) -> Figure:
    """Draw how many items random scores find different, with the number of named scores.

    Parameters
    ----------
    counts
        By panel: one row a number of items, ``significant`` and ``scores`` (how many random scores
        find that many).
    observed
        By panel: the number that each named score finds; the key ``items`` gives how many there
        are in all.
    """
    figure, axes = plt.subplots(
        1, len(counts), figsize=(WIDTH, 2.8), squeeze=False, layout="constrained"
    )
    colours = (HIGHER, LOWER)
    for (panel, table), ax in zip(counts.items(), axes[0], strict=True):
        named = dict(observed[panel])
        items = named.pop("items")
        width = 1 if items < 40 else 10
        edges = np.arange(-0.5, items + width + 0.5, width)
        share = 100 * table["scores"] / table["scores"].sum()
        ax.hist(table["significant"], bins=edges, weights=share, color=OTHER, edgecolor="white")
        top = ax.get_ylim()[1]
        for i, (name, number) in enumerate(named.items()):
            height = top * (1.04 + 0.11 * i)
            ax.vlines(number, 0, height, color=colours[i], lw=1.6)
            right = number > items / 2
            ax.annotate(
                f"{name}: {number:.0f}",
                (number, height),
                xytext=(-3 if right else 3, 0),
                textcoords="offset points",
                ha="right" if right else "left",
                va="top",
                fontsize=8,
                color=colours[i],
            )
        ax.set_xlim(-0.5 - items * 0.02, items + 0.5)
        ax.set_ylim(0, top * (1.1 + 0.11 * len(named)))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.set_title(panel)
        ax.set_xlabel(f"number with FDR < 0.05, of {items}")
    axes[0, 0].set_ylabel("random scores (%)")
    return figure


def model_accuracy(accuracy: pd.DataFrame, controls: pd.DataFrame, threshold: float) -> Figure:
    """Draw how well models of drug response do on lines left out, and on drugs of known target.

    Parameters
    ----------
    accuracy
        One row a drug: ``drug``, ``correlation``, ``within_tissue``, ``accurate``.
    controls
        One row a drug: ``drug``, ``receptor``, ``difference``, ``ci_low``, ``ci_high``;
        ``all_drugs``, the median difference of all drugs.
    threshold
        Accuracy from which a model counts as accurate.
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.0), width_ratios=(1.1, 1), layout="constrained"
    )
    accurate = accuracy["accurate"] == 1
    for chosen, colour, mark, label in (
        (~accurate, OTHER, "o", "flagged as poor"),
        (accurate, ACCENT, "s", "accurate within tissue"),
    ):
        left.scatter(
            accuracy.loc[chosen, "correlation"],
            accuracy.loc[chosen, "within_tissue"],
            s=14,
            lw=0,
            color=colour,
            marker=mark,
            label=label,
        )
    left.axhline(threshold, color=NEUTRAL, lw=0.8, ls=":", zorder=0)
    left.axline((0, 0), slope=1, color=NEUTRAL, lw=0.6, zorder=0)
    low = min(accuracy["correlation"].min(), accuracy["within_tissue"].min()) - 0.05
    left.set(
        xlim=(low, 0.8),
        ylim=(low, 0.8),
        xlabel="correlation over all lines left out",
        ylabel="the same at equal tissue",
    )
    left.set_title("Lines that the model has not seen")
    left.legend(loc="upper left", handletextpad=0.1)
    controls = controls.sort_values(["receptor", "drug"], ascending=[False, True])
    places = -np.arange(len(controls))
    as_expected = controls["ci_high"] < 0
    for place, row, fits in zip(places, controls.itertuples(), as_expected, strict=True):
        colour = LOWER if fits else HIGHER if row.ci_low > 0 else NEUTRAL
        right.plot([row.ci_low, row.ci_high], [place, place], color=colour, lw=1.3)
        right.plot(row.difference, place, "o", color=colour, ms=4.5)
        right.plot(row.all_drugs, place, "|", color="black", ms=11, mew=1.4)
    right.plot([], [], "|", color="black", ms=9, mew=1.4, lw=0, label="median of all drugs")
    right.legend(loc="upper right", handletextpad=0.1)
    labels = [f"{row.drug} ({row.receptor.upper()}+)" for row in controls.itertuples()]
    right.set_yticks(places, labels)
    right.set_ylim(0.6 - len(controls), 1.0)
    right.axvline(0, color=NEUTRAL, lw=0.8, ls=":", zorder=0)
    limit = controls[["ci_low", "ci_high"]].abs().to_numpy().max() * 1.1
    right.set(xlim=(-limit, limit), xlabel="imputed ln(IC50), positive − negative (SD)")
    right.set_title("Tumours with the drug's target")
    return figure
