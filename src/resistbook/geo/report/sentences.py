"""What was found, in sentences."""

from collections.abc import Mapping

import pandas as pd

from resistbook.geo.analyses.several import SeveralGroups
from resistbook.geo.analyses.survival import Survival
from resistbook.geo.analyses.two_groups import Analysis
from resistbook.geo.comparison import COUNTS


def compared(found: Analysis | SeveralGroups | Survival) -> str:
    """Say which samples were compared."""
    if isinstance(found, Analysis):
        return f"{int(found.groups.sum())} samples against {int((found.groups == 0).sum())}"
    if isinstance(found, Survival):
        return f"{len(found.event)} samples, {int(found.event.sum())} events"
    sizes = found.groups.value_counts().reindex(found.groups.cat.categories)
    return ", ".join(f"{name} {count}" for name, count in sizes.items())


def told(found: Analysis | SeveralGroups | Survival) -> list[str]:
    """Say how many features passed."""
    if isinstance(found, Survival):
        return [_passing(found.result, "log_hazard_ratio", ("higher hazard", "lower hazard"))]
    effect = found.features.scale.effect
    if isinstance(found, Analysis):
        said = [_passing(found.result, effect)]
        if found.question.published:
            said.append(nearest_sentence(found.cells, found.question.published))
        return said
    test = "Likelihood ratio" if found.deposit.counts else "F test"
    count = int((found.overall["fdr"] < 0.05).sum())
    said = [f"{test}: {count:,} of {len(found.overall):,} features with an FDR below 5%."]
    for name, mine in found.pairs.groupby("contrast", sort=False):
        said.append(f"{name}: {_passing(mine, effect)}")
    return said


def of_sets(found: pd.DataFrame) -> str:
    """Say how many gene sets passed."""
    tested = found[found["p"].notna()]
    passing = tested["fdr"] < 0.05
    up = int((passing & (tested["delta"] > 0)).sum())
    count = int(passing.sum())
    return (
        f"Gene sets: {count:,} of {len(tested):,} with an FDR below 5%: {up:,} higher, "
        f"{count - up:,} lower."
    )


def nearest_sentence(cells: pd.DataFrame, published: Mapping[str, int]) -> str:
    """Say in one sentence which specification comes nearest to published counts."""
    best = cells.iloc[0]
    counts = ", ".join(
        f"{name} {best[COUNTS[name]]:,} (published {count:,})" for name, count in published.items()
    )
    return (
        f"Nearest to the published counts of {len(cells)} specifications: {specification(best)}: "
        f"{counts}; the worst of them is off by {best['distance']:.0%}."
    )


def specification(cell: pd.Series) -> str:
    """Say in words what a cell of the grid is."""
    return (
        f"{cell['level']} level, normalisation {cell['normalisation']}, covariates "
        f"{cell['adjustment']}, {cell['criterion']} < {cell['threshold']:g}, {cell['contrast']}"
    )


def _passing(
    result: pd.DataFrame, effect: str, words: tuple[str, str] = ("higher", "lower")
) -> str:
    passing = result[result["fdr"] < 0.05]
    up = int((passing[effect] > 0).sum())
    return (
        f"{len(passing):,} of {len(result):,} features with an FDR below 5%: {up:,} {words[0]}, "
        f"{len(passing) - up:,} {words[1]}."
    )
