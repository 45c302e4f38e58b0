"""A series from GEO: its arrays, components, sexes and covariates, and the test."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from resistbook.display.figures.effects import volcano
from resistbook.display.figures.style import HIGHER, LOWER, NEUTRAL, WIDTH

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMED = 12


def array_distributions(
    expression: pd.DataFrame, groups: pd.Series, outlying: pd.Series, unit: str
) -> Figure:
    """Draw the distribution of every array: median, middle half, and 5th to 95th percentile.

    Parameters
    ----------
    expression : features x samples
    groups : samples
        1 = group, 0 = reference.
    outlying : samples
        In what an array stands apart; "" where in nothing.
    unit
        Of the values, for the axis.
    """
    order = groups.sort_values(ascending=False, kind="stable").index
    low, quarter, middle, three, high = expression[order].quantile(list(QUANTILES)).to_numpy()
    colours = [HIGHER if groups[name] else LOWER for name in order]
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    places = np.arange(len(order))
    width = float(np.clip(300 / len(order), 0.8, 6))
    axes.vlines(places, low, high, color=colours, lw=0.5)
    axes.vlines(places, quarter, three, color=colours, lw=width, alpha=0.7)
    axes.plot(places, middle, "_", color="black", ms=max(width, 2))
    apart = [place for place, name in enumerate(order) if outlying[name]]
    axes.plot(places[apart], high[apart], "v", color="black", ms=4, label="stands apart")
    axes.plot([], [], color=HIGHER, lw=4, label="group")
    axes.plot([], [], color=LOWER, lw=4, label="reference")
    axes.set(xlabel="arrays", ylabel=unit, xticks=[])
    figure.legend(loc="outside upper center", ncols=3)
    return figure


def sample_components(
    scores: pd.DataFrame, share: pd.Series, groups: pd.Series, outlying: pd.Series
) -> Figure:
    """Draw the samples by their first principal components, arrays that stand apart named."""
    pairs = [(0, 1), (2, 3)] if scores.shape[1] > 3 else [(0, min(1, scores.shape[1] - 1))]
    figure, panels = plt.subplots(
        1, len(pairs), figsize=(WIDTH * len(pairs) / 2, 3.2), squeeze=False, layout="constrained"
    )
    for axes, (x, y) in zip(panels[0], pairs, strict=True):
        for value, colour, label in ((1, HIGHER, "group"), (0, LOWER, "reference")):
            mine = scores[groups == value]
            axes.scatter(mine.iloc[:, x], mine.iloc[:, y], s=18, color=colour, lw=0, label=label)
        for name in scores.index[outlying.loc[scores.index] != ""][:NAMED]:
            place = (scores.loc[name].iloc[x], scores.loc[name].iloc[y])
            axes.annotate(
                _plain(name), place, fontsize=6.5, xytext=(3, 3), textcoords="offset points"
            )
        axes.set(xlabel=_component(share, x), ylabel=_component(share, y))
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2)
    return figure


def sex_genes(sexes: pd.DataFrame) -> Figure:
    """Draw XIST against RPS4Y1, coloured by the recorded sex, ringed where genes disagree."""
    figure, axes = plt.subplots(figsize=(WIDTH / 2, 3.0), layout="constrained")
    for recorded, colour in (("female", HIGHER), ("male", LOWER), (None, NEUTRAL)):
        mine = sexes["recorded"].isna() if recorded is None else sexes["recorded"] == recorded
        if mine.any():
            label = recorded or "not recorded"
            place = (sexes.loc[mine, "XIST"], sexes.loc[mine, "RPS4Y1"])
            axes.scatter(*place, s=18, color=colour, lw=0, label=label)
    odd = sexes[sexes["differs"]]
    axes.scatter(odd["XIST"], odd["RPS4Y1"], s=60, facecolor="none", edgecolor="black", lw=0.8)
    axes.set(xlabel="XIST, log2", ylabel="RPS4Y1, log2")
    figure.legend(loc="outside upper center", ncols=3)
    return figure


def covariate_components(table: pd.DataFrame) -> Figure:
    """Draw how strongly components follow covariates, a dot where the FDR is below 5%.

    Parameters
    ----------
    table
        One row a component and covariate: ``component``, ``covariate``, ``strength``, ``fdr``.
    """
    wide = table.pivot(index="covariate", columns="component", values=["strength", "fdr"])
    strength = wide["strength"].astype(float)
    highest = strength.max(axis=1).sort_values(ascending=False, kind="stable")
    strength = strength.loc[highest.index[:25]]
    figure, axes = plt.subplots(
        figsize=(WIDTH * 0.75, 1.3 + 0.24 * len(strength)), layout="constrained"
    )
    image = axes.imshow(strength, vmin=0, vmax=1, cmap="Blues", aspect="auto")
    passing = wide["fdr"].astype(float).loc[strength.index] < 0.05
    for row, column in np.argwhere(passing.to_numpy()):
        dark = strength.iloc[row, column] > 0.6
        axes.plot(column, row, "o", ms=4, color="white" if dark else "black")
    axes.set_xticks(range(strength.shape[1]), strength.columns)
    axes.set_yticks(
        range(len(strength)), [_plain(name.replace("_", " ")) for name in strength.index]
    )
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, ax=axes, label="strength of association", shrink=0.9)
    return figure


def effect_overview(result: pd.DataFrame, effect: str) -> Figure:
    """Draw effect against P beside the distribution of P.

    Parameters
    ----------
    result
        One row a feature: ``feature``, the effect, ``p``, ``fdr``.
    effect
        Column of the effect, named by its unit.
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.4), width_ratios=(1.4, 1), layout="constrained"
    )
    named = result.assign(gene=result["feature"].map(_plain))
    smallest = named.loc[named["p"] > 0, "p"].min()
    named["p"] = named["p"].clip(lower=smallest)
    volcano(named, left, effect=effect, xlabel=effect.replace("_", " "), title="Features")
    right.hist(result["p"].dropna(), bins=np.linspace(0, 1, 41), color=NEUTRAL)
    right.set(xlabel="P", ylabel="features", title="All P values")
    return figure


def grid_counts(cells: pd.DataFrame, published: Mapping[str, int]) -> Figure:
    """Draw the counts of every cell of the grid, beside the published pair if there is one."""
    figure, axes = plt.subplots(figsize=(WIDTH * 0.7, 3.4), layout="constrained")
    for (criterion, level), mine in cells.groupby(["criterion", "level"], sort=True):
        marker = "o" if criterion == "P" else "^"
        colour = HIGHER if level == "gene" else LOWER
        axes.scatter(
            mine["higher"] + 1,
            mine["lower"] + 1,
            s=26,
            marker=marker,
            color=colour,
            ec="white",
            lw=0.4,
            label=f"{level}, {criterion}",
        )
    if {"up", "down"} <= published.keys():
        star = (published["up"] + 1, published["down"] + 1)
        axes.scatter(*star, marker="*", s=170, color="black", zorder=5, label="published")
    axes.set(xscale="log", yscale="log")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter("{x:,.0f}")
        axis.set_minor_formatter(NullFormatter())
    axes.set(xlabel="features higher (count + 1)", ylabel="features lower (count + 1)")
    figure.legend(loc="outside right upper")
    return figure


def _component(share: pd.Series, place: int) -> str:
    return f"{share.index[place]} ({share.iloc[place]:.0%} of the variance)"


def _plain(text: object) -> str:
    """Keep matplotlib from reading a deposited name as mathematics."""
    return str(text)[:40].replace("$", r"\$")
