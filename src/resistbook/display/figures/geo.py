"""A series from GEO: its arrays, components, sexes and covariates, and the test."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from resistbook.display.figures.effects import volcano
from resistbook.display.figures.style import ACCENT, HIGHER, LOWER, NEUTRAL, WIDTH

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
NAMED = 12
MOST_NAMED = 150
"""Samples that are named below a figure, which grows with them."""
BINS = 30
PALE = "#C9C9C9"
FURTHER = (ACCENT, "#E69F00", "#56B4E9", "#CC79A7", NEUTRAL, "#F0E442", "black")


def array_distributions(
    expression: pd.DataFrame, groups: pd.Series, outlying: pd.Series, unit: str
) -> Figure:
    """Draw the distribution of every array: median, middle half, and 5th to 95th percentile.

    Parameters
    ----------
    expression : features x samples
    groups : samples
        1 = group, 0 = reference; or names of groups, drawn in the order of their categories.
    outlying : samples
        In what an array stands apart; "" where in nothing.
    unit
        Of the values, for the axis.
    """
    colours = _colours(groups)
    order = [name for group in colours for name in groups.index[groups == group]]
    low, quarter, middle, three, high = expression[order].quantile(list(QUANTILES)).to_numpy()
    mine = [colours[groups[name]] for name in order]
    named = len(order) <= MOST_NAMED
    width = max(WIDTH, 0.13 * len(order)) if named else WIDTH
    figure, axes = plt.subplots(figsize=(width, 3.6 if named else 2.8), layout="constrained")
    places = np.arange(len(order))
    bar = float(np.clip(300 / len(order), 0.8, 6))
    axes.vlines(places, low, high, color=mine, lw=0.5)
    axes.vlines(places, quarter, three, color=mine, lw=bar, alpha=0.7)
    axes.plot(places, middle, "_", color="black", ms=max(bar, 2))
    apart = [place for place, name in enumerate(order) if outlying[name]]
    axes.plot(places[apart], high[apart], "v", color="black", ms=4, label="stands apart")
    for group, colour in colours.items():
        axes.plot([], [], color=colour, lw=4, label=_called(group))
    axes.set(xlabel="samples", ylabel=unit, xticks=[])
    if named:
        axes.set_xticks(places, [_plain(name) for name in order], rotation=90, fontsize=7)
        axes.tick_params(axis="x", length=0)
    figure.legend(loc="outside upper center", ncols=4)
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
        for value, colour in _colours(groups).items():
            mine = scores[groups == value]
            axes.scatter(
                mine.iloc[:, x], mine.iloc[:, y], s=18, color=colour, lw=0, label=_called(value)
            )
        for name in scores.index[outlying.loc[scores.index] != ""][:NAMED]:
            place = (scores.loc[name].iloc[x], scores.loc[name].iloc[y])
            axes.annotate(
                _plain(name), place, fontsize=6.5, xytext=(3, 3), textcoords="offset points"
            )
        axes.set(xlabel=_component(share, x), ylabel=_component(share, y))
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4)
    return figure


def mean_difference(
    result: pd.DataFrame, effect: str, values: pd.DataFrame, groups: pd.Series
) -> Figure:
    """Draw effects against means, and standard deviations against means with their trend.

    Parameters
    ----------
    result
        One row a feature: ``feature``, the effect, ``fdr``.
    effect
        Column of the effect, named by its unit.
    values : features x samples
        What was tested.
    groups : samples
        Their groups, within which standard deviations are taken.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.2), layout="constrained")
    means = values.mean(axis=1).reindex(result["feature"]).to_numpy()
    passing = (result["fdr"] < 0.05).to_numpy()
    effects = result[effect].to_numpy(dtype=float)
    for chosen, colour in (
        (~passing, PALE),
        (passing & (effects > 0), HIGHER),
        (passing & (effects < 0), LOWER),
    ):
        left.scatter(means[chosen], effects[chosen], s=5, color=colour, lw=0, rasterized=True)
    left.axhline(0, color="black", lw=0.6)
    left.set(xlabel="mean", ylabel=effect.replace("_", " "), title="Effect and mean")
    shares = values.T.groupby(groups).var().T
    spread = np.sqrt(shares.mean(axis=1)).reindex(result["feature"]).to_numpy(dtype=float)
    known = np.isfinite(means) & np.isfinite(spread)
    right.scatter(means[known], spread[known], s=5, color=PALE, lw=0, rasterized=True)
    if known.sum() > BINS:
        order = np.argsort(means[known], kind="stable")
        parts = np.array_split(order, BINS)
        x, y = ([np.median(each[known][part]) for part in parts] for each in (means, spread))
        right.plot(x, y, color=HIGHER, lw=1.6)
    right.set(xlabel="mean", ylabel="standard deviation within groups", title="Spread and mean")
    return figure


def gene_profile(levels: pd.Series, groups: pd.Series, name: str, unit: str) -> Figure:
    """Draw one gene over the samples, group by group, samples named, with the groups' means.

    Parameters
    ----------
    levels : samples
    groups : samples
        Names of groups.
    name, unit
        Of the gene, and of its values.
    """
    colours = _colours(groups)
    named = len(groups) <= MOST_NAMED
    width = max(WIDTH, 0.13 * len(groups)) if named else WIDTH
    figure, axes = plt.subplots(figsize=(width, 3.4 if named else 2.8), layout="constrained")
    start, order = 0, []
    for group, colour in colours.items():
        mine = levels[groups.index[groups == group]]
        places = np.arange(start, start + len(mine))
        axes.plot(places, mine, "o", ms=4, color=colour, label=_called(group))
        axes.hlines(mine.mean(), places[0] - 0.4, places[-1] + 0.4, color=colour, lw=1.4)
        start, order = start + len(mine), [*order, *mine.index]
    axes.set(xlabel="samples", ylabel=unit, xticks=[])
    axes.set_title(_plain(name))
    if named:
        axes.set_xticks(range(len(order)), map(_plain, order), rotation=90, fontsize=7)
        axes.tick_params(axis="x", length=0)
    figure.legend(loc="outside upper right", ncols=4)
    return figure


def survival_by_thirds(curves: pd.DataFrame, name: str, time: str) -> Figure:
    """Draw Kaplan-Meier curves with 95% bands.

    Parameters
    ----------
    curves
        ``group``, ``time``, ``survival``, ``ci_low``, ``ci_high``, ``at_risk``.
    name, time
        Of the gene, and of the column of follow-up.
    """
    figure, axes = plt.subplots(figsize=(WIDTH * 0.75, 3.2), layout="constrained")
    groups = list(dict.fromkeys(curves["group"]))
    for group, colour in zip(groups, (LOWER, NEUTRAL, HIGHER), strict=True):
        mine = curves[curves["group"] == group]
        label = f"{group} ({mine['at_risk'].iloc[0]} samples, {mine['events'].sum()} events)"
        axes.step(mine["time"], 100 * mine["survival"], where="post", color=colour, label=label)
        limits = (100 * mine["ci_low"], 100 * mine["ci_high"])
        axes.fill_between(mine["time"], *limits, step="post", color=colour, alpha=0.12, lw=0)
    axes.set(ylim=(0, 102), ylabel="without event, %", xlabel=_plain(time.replace("_", " ")))
    axes.set_title(_plain(name))
    figure.legend(loc="outside lower center", ncols=1)
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
        One row a feature: ``feature``, the effect, ``p``, ``fdr``; named by ``symbol``, if any.
    effect
        Column of the effect, named by its unit.
    """
    figure, (left, right) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.4), width_ratios=(1.4, 1), layout="constrained"
    )
    names = result["feature"]
    if "symbol" in result:
        names = result["symbol"].where(result["symbol"] != "", names)
    named = result.assign(gene=names.map(_plain))
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


def _colours(groups: pd.Series) -> dict[object, str]:
    """Return a colour for each group, in their order; a group is orange, its reference blue."""
    names = list(dict.fromkeys(groups))
    if isinstance(groups.dtype, pd.CategoricalDtype):
        names = [name for name in groups.cat.categories if name in names]
    for two in ([1, 0], ["group", "reference"]):
        if set(names) == set(two):
            names = two
    palette = [HIGHER, LOWER, *FURTHER]
    return {name: palette[place % len(palette)] for place, name in enumerate(names)}


def _called(group: object) -> str:
    return {1: "group", 0: "reference"}.get(group, _plain(group))


def _component(share: pd.Series, place: int) -> str:
    return f"{share.index[place]} ({share.iloc[place]:.0%} of the variance)"


def _plain(text: object) -> str:
    """Keep matplotlib from reading a deposited name as mathematics."""
    return str(text)[:40].replace("$", r"\$")
