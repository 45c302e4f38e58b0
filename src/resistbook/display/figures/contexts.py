"""Changes between two samples of a tumour, context beside context."""

import textwrap
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure

from resistbook.display.figures.style import (
    ACCENT,
    HIGHER,
    LOWER,
    NEUTRAL,
    WIDTH,
    mark_deciding,
)
from resistbook.genes.sets import readable

GROUPS = {
    "immediate-early": HIGHER,
    "NF-κB, not immediate-early": "#E69F00",
    "other rising": ACCENT,
    "falling": LOWER,
}


def sampling_contrast(
    effects: pd.DataFrame,
    enrichment: pd.DataFrame,
    name: str,
    groups: Mapping[str, Sequence[str]],
) -> Figure:
    """Draw the change of a set by context, contexts grouped by how the second sample was taken.

    Parameters
    ----------
    effects
        One row a set, choice of genes and context: ``effect``, ``ci_low``, ``ci_high``.
    enrichment
        One row a set, choice of genes and context: ``nes``, also for contexts without effects.
    name
        The set.
    groups
        Contexts from top to bottom, under the heading of their group.
    """
    order = [(group, context) for group, contexts in groups.items() for context in contexts]
    figure, (left, right) = plt.subplots(
        1,
        2,
        figsize=(WIDTH, 0.9 + 0.36 * len(order)),
        sharey=True,
        width_ratios=[1.5, 1],
        layout="constrained",
    )
    styles = {"all": ("o", "black", "black"), "without immediate-early": ("o", "white", "black")}
    for shift, (genes, (marker, face, edge)) in zip((-0.14, 0.14), styles.items(), strict=True):
        chosen = effects[(effects["set"] == name) & (effects["genes"] == genes)]
        chosen = chosen.set_index("context")
        scores = enrichment[(enrichment["set"] == name) & (enrichment["genes"] == genes)]
        scores = scores.set_index("context")["nes"]
        for place, (_, context) in enumerate(order):
            if context in chosen.index:
                row = chosen.loc[context]
                left.plot([row["ci_low"], row["ci_high"]], [place + shift] * 2, color=edge, lw=0.9)
                left.plot(row["effect"], place + shift, marker, ms=5, mfc=face, mec=edge)
            if context in scores.index:
                right.plot(scores[context], place + shift, marker, ms=5, mfc=face, mec=edge)
    start = 0
    for number, (group, contexts) in enumerate(groups.items()):
        stop = start + len(contexts)
        for axes in (left, right):
            axes.axhspan(
                start - 0.5, stop - 0.5, color=NEUTRAL, alpha=0.16 if number % 2 else 0.04, lw=0
            )
        right.text(
            1.03,
            (start + stop - 1) / 2,
            group,
            transform=right.get_yaxis_transform(),
            va="center",
            fontsize=8,
        )
        start = stop
    for axes in (left, right):
        axes.axvline(0, color="black", lw=0.7)
    left.set_yticks(range(len(order)), [context for _, context in order])
    left.set_ylim(len(order) - 0.5, -0.5)
    left.set_xlabel("change beyond that of other genes\n(SDs within a patient, 95% interval)")
    right.set_xlabel("normalised enrichment score\n")
    handles = [
        plt.Line2D([], [], marker=marker, ls="", mfc=face, mec=edge, label=f"{genes} genes")
        for genes, (marker, face, edge) in styles.items()
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=2)
    return figure


def gene_strips(table: pd.DataFrame, order: Sequence[str]) -> Figure:
    """Draw the change of every gene in every context as heat maps, genes in groups.

    The genes of the first two groups are named, in a panel of their own.

    Parameters
    ----------
    table
        One row a gene and context: ``gene``, ``context``, ``group`` (one of `GROUPS`),
        ``standardised``.
    order
        Contexts from top to bottom.
    """
    wide = table.pivot(index="gene", columns="context", values="standardised")[list(order)]
    wide = wide.dropna(how="all")
    group = table.drop_duplicates("gene").set_index("gene")["group"]
    named, unnamed = list(GROUPS)[:2], list(GROUPS)[2:]
    figure, panels = plt.subplots(
        1, 2, figsize=(WIDTH, 3.0), sharey=True, width_ratios=[1.35, 1], layout="constrained"
    )
    ground = plt.get_cmap("RdBu_r").copy()
    ground.set_bad("#D9D9D9")
    for panel, names in zip(panels, (named, unnamed), strict=True):
        parts = []
        for name in names:
            part = wide[group[wide.index] == name]
            means = part.mean(axis=1).sort_values(ascending=False, kind="stable")
            parts.append(part.loc[means.index])
        shown = pd.concat(parts)
        image = panel.imshow(
            np.ma.masked_invalid(shown.T.to_numpy()),
            aspect="auto",
            cmap=ground,
            norm=TwoSlopeNorm(0, -2, 2),
            interpolation="nearest",
        )
        start = 0
        for name, part in zip(names, parts, strict=True):
            stop = start + len(part)
            panel.plot(
                [start - 0.35, stop - 0.65],
                [-0.68, -0.68],
                color=GROUPS[name],
                lw=4,
                solid_capstyle="butt",
                clip_on=False,
            )
            label = "\n".join(textwrap.wrap(f"{name} ({len(part)})", 16))
            panel.text(
                (start + stop - 1) / 2,
                -0.85,
                label,
                color=GROUPS[name],
                ha="center",
                va="bottom",
                fontsize=7.5,
            )
            if start:
                panel.axvline(start - 0.5, color="white", lw=3)
            start = stop
        for spine in panel.spines.values():
            spine.set_visible(False)
        panel.tick_params(axis="y", length=0)
        if names is named:
            panel.set_xticks(range(len(shown)), shown.index, rotation=90, style="italic")
            panel.tick_params(axis="x", labelsize=7.5, length=0)
        else:
            panel.set_xticks([])
    panels[0].set_yticks(range(len(order)), order)
    bar = figure.colorbar(image, ax=panels[1], shrink=0.9, pad=0.02, extend="both")
    bar.set_label("change (SDs within a patient)", fontsize=8)
    return figure


def composition(
    table: pd.DataFrame,
    scores: Sequence[str],
    contexts: Sequence[str],
    adjustments: Sequence[str],
    *,
    decides: Mapping[str, str] | None = None,
) -> Figure:
    """Draw paired differences of scores, raw and at a stroma that does not change.

    Parameters
    ----------
    table
        One row a score, context and adjustment (``adjusted_for``): ``effect``, ``ci_low``,
        ``ci_high``.
    scores, contexts
        Scores from top to bottom, contexts from left to right.
    adjustments
        Values of ``adjusted_for`` in the order drawn; the first is the raw difference.
    decides
        Claim by the score that decides it.
    """
    colours = ("black", ACCENT, "#56B4E9", "#E69F00")
    figure, panels = plt.subplots(
        1,
        len(contexts),
        figsize=(WIDTH, 0.9 + 0.42 * len(scores)),
        sharex=True,
        sharey=True,
        layout="constrained",
    )
    for panel, context in zip(panels, contexts, strict=True):
        for step, adjusted in enumerate(adjustments):
            rows = table[(table["context"] == context) & (table["adjusted_for"] == adjusted)]
            rows = rows.set_index("score").reindex(scores)
            places = np.arange(len(scores)) + 0.17 * (step - (len(adjustments) - 1) / 2)
            panel.errorbar(
                rows["effect"],
                places,
                xerr=[rows["effect"] - rows["ci_low"], rows["ci_high"] - rows["effect"]],
                fmt="o" if step == 0 else "s",
                ms=3.6,
                lw=0.9,
                color=colours[step],
                label="raw" if step == 0 else f"at constant {adjusted}",
            )
        panel.axvline(0, color="black", lw=0.7, zorder=0)
        for edge in range(1, len(scores)):
            panel.axhline(edge - 0.5, color="#DDDDDD", lw=0.6)
        panel.set_title(context, fontsize=9)
    panels[0].set_yticks(range(len(scores)), [readable(name) for name in scores])
    panels[0].set_ylim(len(scores) - 0.5, -0.5)
    mark_deciding(panels[0], {readable(name): claim for name, claim in (decides or {}).items()})
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper right", ncols=2)
    figure.supxlabel("change (SDs before treatment, 95% interval)", fontsize=9)
    return figure


def paired_changes(cells: pd.DataFrame, fits: pd.DataFrame, contexts: Sequence[str]) -> Figure:
    """Draw patients by the change of two scores, with the line that adjusts one for the other.

    Parameters
    ----------
    cells
        One row a context and cell: ``early``, ``nfkb`` (middles, SDs) and ``patients``.
    fits
        One row a context: mean changes ``moved`` and ``nfkb``, and ``nfkb_held`` with
        ``nfkb_held_low`` and ``nfkb_held_high``, the change of NF-kB where the other does not
        change.
    contexts
        From left to right.
    """
    figure, panels = plt.subplots(
        1, len(contexts), figsize=(WIDTH, 3.0), sharex=True, sharey=True, layout="constrained"
    )
    for panel, context in zip(panels, contexts, strict=True):
        mine = cells[cells["context"] == context]
        panel.axhline(0, color=NEUTRAL, lw=0.6, zorder=0)
        panel.axvline(0, color=NEUTRAL, lw=0.6, zorder=0)
        size = 12 * mine["patients"]
        panel.scatter(mine["early"], mine["nfkb"], s=size, color=ACCENT, alpha=0.6, lw=0)
        fit = fits.set_index("context").loc[context]
        ends = np.array([mine["early"].min(), mine["early"].max()])
        slope = (fit["nfkb"] - fit["nfkb_held"]) / fit["moved"]
        panel.plot(ends, fit["nfkb_held"] + slope * ends, color="black", lw=0.9)
        panel.vlines(0, fit["nfkb_held_low"], fit["nfkb_held_high"], color=HIGHER, lw=2.4)
        panel.plot(0, fit["nfkb_held"], "D", color=HIGHER, ms=5)
        number = mine["patients"].sum()
        panel.set_title(f"{context} ({number})", fontsize=9)
    panels[0].set_ylabel("change of NF-κB without\nimmediate-early genes (SDs)")
    figure.supxlabel("change of immediate-early genes (SDs before treatment)", fontsize=9)
    return figure


def shares_that_fit(table: pd.DataFrame, panels: Mapping[str, str]) -> Figure:
    """Draw the share of printed values that each number of arrays fits.

    Parameters
    ----------
    table
        One row a ``quantity`` and number of ``arrays``: ``share``.
    panels
        Label of the number of arrays, by quantity.
    """
    figure, drawn = plt.subplots(
        1, len(panels), figsize=(WIDTH, 2.2), sharey=True, layout="constrained"
    )
    for panel, (quantity, label) in zip(drawn, panels.items(), strict=True):
        mine = table[table["quantity"] == quantity]
        best = mine.loc[mine["share"].idxmax()]
        panel.vlines(mine["arrays"], 0, 100 * mine["share"], color="#8C8C8C", lw=1.4)
        panel.vlines(best["arrays"], 0, 100 * best["share"], color=HIGHER, lw=2.2)
        panel.text(best["arrays"] - 1.5, 100 * best["share"], f"{best['arrays']:.0f}", ha="right")
        panel.set(xlabel=label, ylim=(0, 105))
    drawn[0].set_ylabel("genes whose printed\nvalue fits (%)")
    return figure


def series_and_mean(
    series: pd.DataFrame,
    pooled: pd.DataFrame,
    sets: Sequence[str],
    order: Sequence[str],
    *,
    xlabel: str,
    mean: str = "random-effects mean",
    decides: Mapping[str, str] | None = None,
) -> Figure:
    """Draw the effect of each set in each series, and their mean beneath.

    Parameters
    ----------
    series
        One row a set and series: ``effect``, ``effect_se``.
    pooled
        One row a set: ``estimate``, ``ci_low``, ``ci_high``.
    sets
        One panel each.
    order
        Series from top to bottom.
    xlabel
        Label of the effect with its unit.
    mean
        What the mean is called.
    decides
        Claim by the row that decides it, a series or the mean.
    """
    figure, panels = plt.subplots(
        1,
        len(sets),
        figsize=(WIDTH, 1.0 + 0.26 * (len(order) + 1)),
        sharex=True,
        sharey=True,
        layout="constrained",
    )
    for panel, name in zip(panels, sets, strict=True):
        mine = series[series["set"] == name].set_index("series").loc[list(order)]
        panel.errorbar(
            mine["effect"],
            range(len(order)),
            xerr=1.96 * mine["effect_se"],
            fmt="s",
            ms=4,
            color="black",
            lw=0.9,
        )
        row = pooled[pooled["set"] == name].iloc[0]
        base = len(order)
        panel.fill(
            [row["ci_low"], row["estimate"], row["ci_high"], row["estimate"]],
            [base, base - 0.25, base, base + 0.25],
            color=ACCENT,
            lw=0,
        )
        panel.axvline(0, color=NEUTRAL, lw=0.6, zorder=0)
        panel.set_title(
            "\n".join(textwrap.wrap(readable(name), 24, break_on_hyphens=False)), fontsize=8.5
        )
    panels[0].set_yticks(range(len(order) + 1), [*order, mean])
    panels[0].set_ylim(len(order) + 0.6, -0.6)
    mark_deciding(panels[0], decides or {})
    figure.supxlabel(xlabel, fontsize=9)
    return figure


def specifications(
    table: pd.DataFrame, contexts: Sequence[str], choices: Mapping[str, str]
) -> Figure:
    """Draw a specification curve for each context, with the choices beneath.

    Parameters
    ----------
    table
        One row a context and specification: ``effect``, ``ci_low``, ``ci_high`` and the columns
        of `choices`.
    contexts
        From left to right.
    choices
        Column of each choice, and its heading.
    """
    rows = [(column, value) for column in choices for value in pd.unique(table[column])]
    figure, panels = plt.subplots(
        2,
        len(contexts),
        figsize=(WIDTH, 2.0 + 0.17 * len(rows)),
        sharex="col",
        sharey="row",
        height_ratios=[1.6, 0.14 * len(rows)],
        layout="constrained",
    )
    for (upper, lower), context in zip(panels.T, contexts, strict=True):
        mine = table[table["context"] == context].sort_values("effect", kind="stable")
        mine = mine.reset_index(drop=True)
        colour = np.select([mine["ci_low"] > 0, mine["ci_high"] < 0], [HIGHER, LOWER], "#6E6E6E")
        upper.vlines(mine.index, mine["ci_low"], mine["ci_high"], color=colour, lw=0.8)
        upper.scatter(mine.index, mine["effect"], s=6, color=colour, zorder=3)
        upper.axhline(0, color="black", lw=0.7)
        upper.set_title(f"{context}\n({len(mine)})", fontsize=8.5)
        for place, (column, value) in enumerate(rows):
            used = mine.index[mine[column] == value]
            lower.plot(used, [place] * len(used), "|", color="black", ms=4, mew=0.8)
        lower.set_xticks([])
        lower.tick_params(axis="y", length=0)
        for spine in ("left", "bottom"):
            lower.spines[spine].set_visible(False)
    panels[0, 0].set_ylabel("change of NF-κB\n(SDs before treatment)")
    labels = [f"{choices[column]}: {value}" for column, value in rows]
    panels[1, 0].set_yticks(range(len(rows)), labels, fontsize=7.5)
    panels[1, 0].set_ylim(len(rows) - 0.5, -0.5)
    return figure


def beside_random_sets(
    cohorts: pd.DataFrame,
    meta: pd.Series,
    random: pd.Series,
    order: Mapping[str, str],
    *,
    title: str,
    decides: Mapping[str, str] | None = None,
) -> Figure:
    """Draw a score's hazard ratio by cohort, and its mean beside those of random sets.

    Parameters
    ----------
    cohorts
        One row a cohort: ``cohort``, ``log_hazard_ratio``, ``standard_error``.
    meta
        Mean ``estimate`` with ``ci_low`` and ``ci_high``, on the log scale, and ``random_high``.
    random
        Mean log hazard ratios of random sets.
    order
        Label of each cohort, from top to bottom.
    title
        Name of the score.
    decides
        Claim by the row that decides it, a label of `order` or "random-effects mean".
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 2.6), width_ratios=[1.25, 1], layout="constrained"
    )
    rows = cohorts.set_index("cohort").loc[list(order)]
    margin = 1.96 * rows["standard_error"]
    centre = np.exp(rows["log_hazard_ratio"])
    left.errorbar(
        centre,
        range(len(rows)),
        xerr=[
            centre - np.exp(rows["log_hazard_ratio"] - margin),
            np.exp(rows["log_hazard_ratio"] + margin) - centre,
        ],
        fmt="s",
        ms=4,
        color="black",
        lw=0.9,
    )
    base = len(rows)
    low, mid, high = np.exp(meta[["ci_low", "estimate", "ci_high"]].to_numpy(dtype=float))
    left.fill([low, mid, high, mid], [base, base - 0.3, base, base + 0.3], color=ACCENT, lw=0)
    left.set_xscale("log")
    ticks = [0.5, 0.7, 1, 1.5, 2, 3]
    left.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    left.minorticks_off()
    left.axvline(1, color=NEUTRAL, lw=0.7, zorder=0)
    left.set_yticks(range(len(rows) + 1), [*order.values(), "random-effects mean"])
    left.set_ylim(len(rows) + 0.6, -0.6)
    mark_deciding(left, decides or {})
    left.set(xlabel="hazard ratio per SD (95% interval)")
    left.set_title(title, fontsize=9)
    right.hist(np.exp(random), bins=30, color="#C9C9C9", lw=0)
    right.axvline(mid, color=ACCENT, lw=2)
    right.axvline(np.exp(meta["random_high"]), color="black", lw=0.8, ls=":")
    right.set(xlabel="mean hazard ratio per SD", ylabel="random sets")
    right.set_title(f"Beside {len(random):,} random sets", fontsize=9)
    return figure
