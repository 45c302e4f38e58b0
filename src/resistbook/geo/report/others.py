"""What a report says of several groups, of survival and of gene sets."""

from collections.abc import Iterable
from functools import partial

import pandas as pd

from resistbook.display.figures import geo as figures
from resistbook.display.standalone import escape, figure, listed, table
from resistbook.geo.analyses.features import Features
from resistbook.geo.analyses.profile import profile
from resistbook.geo.analyses.several import SeveralGroups
from resistbook.geo.analyses.survival import Survival
from resistbook.geo.report.checks import checks, warned
from resistbook.geo.statements import statements

SHOWN = 50
OVERALL = {False: "Moderated F", True: "Likelihood ratio test (DESeq2)"}
MEANS = {"f": ".2f", "chi2": ".2f", "average": ".2f", "base_mean": ".1f", "df_total": ".1f"}


def several(found: SeveralGroups) -> list[str]:
    """Return the parts of a comparison of several groups."""
    groups = found.groups
    sizes = groups.value_counts().reindex(found.groups.cat.categories)
    parts = [
        *warned(found),
        "<h2>What was compared</h2>",
        table(sizes.rename_axis("group").rename("samples").reset_index()),
        f"<p>Taken into account: {escape(found.question.adjustment)}.</p>",
        *_done(found, groups.index),
        *checks(found),
    ]
    passing = int((found.overall["fdr"] < 0.05).sum())
    parts += [
        "<h2>Do the groups differ at all?</h2>",
        f"<p>{OVERALL[found.deposit.counts]} of {len(found.overall):,} features; {passing:,} with "
        "an FDR below 5%.</p>",
        table(found.overall.head(SHOWN), {"p": ".2g", "fdr": ".2g"} | MEANS),
    ]
    effect = found.features.scale.effect
    rows = []
    for name, mine in found.pairs.groupby("contrast", sort=False):
        passing = mine[mine["fdr"] < 0.05]
        up = int((passing[effect] > 0).sum())
        rows.append((name, len(mine), up, len(passing) - up, mine["feature"].iloc[0]))
    columns = ["contrast", "features", "higher", "lower", "smallest P"]
    parts += [
        "<h2>Pair by pair</h2>",
        "<p>Features with an FDR below 5%; the first group of a contrast is that in which they "
        "are higher or lower.</p>",
        table(pd.DataFrame(rows, columns=columns)),
    ]
    if len(found.overlap):
        parts += ["<p>What the lists share:</p>", table(found.overlap)]
    return [*parts, *genes(found.features, found.question.genes, groups)]


def followed(found: Survival) -> list[str]:
    """Return the parts of an analysis of survival alone."""
    return [
        *_done(found, found.time.index),
        *[f'<div class="caution">{escape(text)}</div>' for text in found.cautions],
        *survival(found),
    ]


def survival(found: Survival) -> list[str]:
    """Return what was found of survival: hazard ratios, and thirds of the genes asked for."""
    result = found.result
    passing = result[result["fdr"] < 0.05]
    up = int((passing["log_hazard_ratio"] > 0).sum())
    named = ["feature", "probes", "symbol", "title"]
    numbers = ["hazard_ratio", "ci_low", "ci_high", "z", "p", "fdr", "n", "n_events"]
    shown = result.head(SHOWN)[[name for name in (*named, *numbers) if name in result]]
    formats = dict.fromkeys(("hazard_ratio", "ci_low", "ci_high", "z"), ".2f")
    parts = [
        "<h2>Survival</h2>",
        f"<p>Cox's model of {len(result):,} features: {len(found.event)} samples, "
        f"{int(found.event.sum())} events of {escape(found.question.event)} over "
        f"{escape(found.question.time)}; taken into account: "
        f"{escape(found.question.adjustment)}. {len(passing):,} with an FDR below 5%: {up:,} with "
        f"a higher and {len(passing) - up:,} with a lower hazard where expression is higher. "
        "Hazard ratios are per standard deviation.</p>",
        table(shown, formats | {"p": ".2g", "fdr": ".2g"}),
    ]
    for gene in found.question.genes:
        for feature in profile(found.features, gene).index:
            name = gene if feature == gene else f"{gene} ({feature})"
            row = result.set_index("feature").loc[feature]
            parts.append(
                figure(
                    lambda feature=feature, name=name: figures.survival_by_thirds(
                        found.thirds(feature), name, found.question.time
                    ),
                    f"Kaplan-Meier curves of the samples in thirds by {name}. Thirds are for the "
                    f"eye: the test is Cox's, hazard ratio {row.hazard_ratio:.2f} "
                    f"({row.ci_low:.2f} to {row.ci_high:.2f}) per standard deviation, P "
                    f"{row.p:.2g}.",
                    f"Survival curves of three groups by {name}.",
                )
            )
    return parts


def sets(found: pd.DataFrame) -> list[str]:
    """Return what was found of gene sets."""
    tested = found[found["p"].notna()]
    passing = tested[tested["fdr"] < 0.05]
    up = int((passing["delta"] > 0).sum())
    columns = ["set", "n_genes", "delta", "t", "p", "fdr"]
    return [
        "<h2>Gene sets</h2>",
        f"<p>CAMERA of {len(tested):,} gene sets against all other genes: {len(passing):,} with an "
        f"FDR below 5%, {up:,} higher in the group. <i>delta</i>: mean z of the genes of the set "
        "minus that of the others.</p>",
        table(tested.head(SHOWN)[columns], {"delta": ".2f", "t": ".2f", "p": ".2g", "fdr": ".2g"}),
    ]


def _done(found: SeveralGroups | Survival, samples: pd.Index) -> list[str]:
    return [
        "<h2>What was done to the values</h2>",
        listed(found.said),
        "<h2>What the deposit says of its values</h2>",
        listed(map(str, statements(found.deposit, samples))),
        "<h2>Checks</h2>",
    ]


def genes(features: Features, names: Iterable[str], groups: pd.Series) -> list[str]:
    """Return a figure of each feature that the names mean.

    Parameters
    ----------
    features
        Features of the samples compared.
    names
        Features or symbols.
    groups : samples
        Names of groups.
    """
    shown = []
    for gene in names:
        for feature, levels in profile(features, gene).iterrows():
            name = gene if feature == gene else f"{gene} ({feature})"
            shown.append(
                figure(
                    partial(figures.gene_profile, levels, groups, name, features.scale.unit),
                    f"{name} in every sample, before normalisation; the lines are means.",
                    f"Values of {name} in each sample, by group.",
                )
            )
    return ["<h2>Genes asked for</h2>", *shown] if shown else []
