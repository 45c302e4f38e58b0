"""What the printed numbers of an abstract allow: tables by their P, power by the split."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from resistbook.display.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, PUBLISHED, WIDTH

TESTS = {
    "p_fisher": ("Fisher", "o", HIGHER),
    "p_chi_square": ("chi-square", "^", LOWER),
    "p_yates": ("Yates", "s", ACCENT),
}


def table_values(tables: pd.DataFrame, *, bound: float, n: int) -> Figure:
    """Draw P of every admissible table, by three tests, against the number of patients.

    Parameters
    ----------
    tables
        ``n``, ``p_fisher``, ``p_chi_square``, ``p_yates``.
    bound
        The P printed.
    n
        The number of patients printed.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.0), layout="constrained")
    for column, (label, marker, colour) in TESTS.items():
        axes.scatter(tables["n"], tables[column], s=26, marker=marker, color=colour, label=label)
    axes.axhline(bound, color=PUBLISHED, lw=1.2, ls="--")
    axes.text(tables["n"].min() - 0.6, bound * 0.93, f"printed: {bound}", va="top", fontsize=8)
    axes.axvspan(n - 0.5, n + 0.5, color="#F0E442", alpha=0.35, lw=0, zorder=0)
    axes.set(yscale="log", ylim=(8e-4, 0.5), xlabel="patients in the table", ylabel="two-sided P")
    axes.set_yticks(
        [0.001, 0.003, 0.01, 0.03, 0.1, 0.3], ["0.001", "0.003", "0.01", "0.03", "0.1", "0.3"]
    )
    axes.yaxis.set_minor_locator(plt.NullLocator())
    axes.set_xticks(range(12, n + 1, 2))
    axes.legend(loc="lower left", ncols=3)
    return figure


def trial_power(simulated: pd.DataFrame) -> Figure:
    """Draw power and exaggeration of trials by the size of the first arm.

    Parameters
    ----------
    simulated
        ``n1``, ``censoring``, ``power`` with ``power_low`` and ``power_high``, ``type_m`` with its
        interval, ``admissible``.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
    for censoring, label, colour in (
        ("none", "all followed to progression", LOWER),
        ("moderate", "moderate censoring", HIGHER),
    ):
        mine = simulated[simulated["censoring"] == censoring].sort_values("n1", kind="stable")
        marked = mine[mine["admissible"] == 1]
        for axes, column, scale in ((left, "power", 100), (right, "type_m", 1)):
            axes.plot(mine["n1"], scale * mine[column], color=colour, label=label)
            limits = (scale * mine[f"{column}_low"], scale * mine[f"{column}_high"])
            axes.fill_between(mine["n1"], *limits, color=colour, alpha=0.2, lw=0)
            axes.scatter(
                marked["n1"], scale * marked[column], s=34, color=colour, ec="black", zorder=3
            )
    left.set(title="Power at the printed P", ylabel="trials (%)")
    left.set_ylim(bottom=0)
    right.set(title="Exaggeration", ylabel="log hazard ratio, found / true")
    right.axhline(1, color=NEUTRAL, lw=0.9, ls="--")
    right.set_ylim(bottom=0.9)
    for axes in (left, right):
        axes.set_xlabel("patients with high cyclin E, of 34")
    left.legend(loc="lower left")
    return figure
