"""What is looked at before groups are compared: arrays, components, confounding."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import pandas as pd

from resistbook.geo import checks
from resistbook.geo.analyses.features import Features
from resistbook.geo.analyses.question import Question
from resistbook.geo.grouping import (
    columns_of,
    defining,
    one_sided,
    restating,
    spelled_otherwise,
    told_apart_twice,
)
from resistbook.stats.multiplicity import benjamini_hochberg

COMPONENTS_TESTED = 5


@dataclass(frozen=True)
class Quality:
    """The checks of a comparison.

    Attributes
    ----------
    arrays, components, by_group, by_component
        As `resistbook.geo.checks` returns them.
    warnings
        Confounding that the test does not take into account, in plain words.
    cautions
        What else deserves a look: columns that say again what the groups are, values that differ
        in case only, differences that the test does take into account, or that are an outcome and
        no confounding, arrays that differ between the groups, stand apart or stand twice, sexes.
    """

    arrays: pd.DataFrame
    components: checks.Components
    by_group: pd.DataFrame
    by_component: pd.DataFrame
    warnings: tuple[str, ...]
    cautions: tuple[str, ...]


def looked_at(
    features: Features,
    normalised: pd.DataFrame,
    groups: pd.Series,
    table: pd.DataFrame,
    question: Question,
    expressions: Mapping[Hashable, str],
) -> Quality:
    """Look at the arrays, and at what the groups differ in beside what defines them.

    Parameters
    ----------
    features
        Of the samples compared.
    normalised : features x samples
        What is tested.
    groups : samples
        1 = group, 0 = reference; or names of groups.
    table : samples x columns
    question
        What is compared.
    expressions
        That define the groups, by group.
    """
    arrays, components = checks.arrays(features.expression), checks.components(normalised)
    restated = restating(table, groups, expressions)
    restated = {name: said for name, said in restated.items() if name not in question.restates}
    without = {*defining(expressions.values()), *question.restates, *restated}
    by_group = checks.associations(groups, table, without)
    by_component = _by_component(components, groups, table)
    stratum, taken = question.adjustment.stratum, question.adjustment.columns
    compared = table.loc[groups.index]
    copies = checks.copied(compared)
    fates = {copies.get(name) for name in (*checks.outcomes(compared), *question.outcomes)}
    outcomes = {name for name, first in copies.items() if first in fates}
    adjusted = by_group["covariate"].map(lambda name: checks.taken_by([name], taken, copies))
    adjusted = adjusted.astype(bool)
    after = by_group["covariate"].isin(outcomes) & ~by_group["separate"].astype(bool) & ~adjusted
    warnings, settled, later = (
        checks.warnings(
            groups,
            by_group[rows],
            by_component,
            taken,
            stratum=stratum,
            copies=copies,
            outcomes=outcomes,
        )
        for rows in (~adjusted & ~after, adjusted, after)
    )
    return Quality(
        arrays,
        components,
        by_group,
        by_component,
        tuple(warnings),
        (
            *restated.values(),
            *spelled_otherwise(table, groups, _asked_of(question, expressions)),
            *told_apart_twice(table, groups, expressions.values()),
            *(one_sided(table, groups, stratum) if stratum else []),
            *settled,
            *later,
            *([] if features.counts is not None else checks.differing_arrays(arrays, groups)),
            *of_arrays(arrays, features.sexes),
        ),
    )


def _asked_of(question: Question, expressions: Mapping[Hashable, str]) -> list[str]:
    """Return the columns that say which samples are compared, and within what."""
    asked = (*expressions.values(), question.among or "None")
    named = set().union(*map(columns_of, asked))
    return sorted(named.union(filter(None, [question.adjustment.stratum])))


def _by_component(
    components: checks.Components, groups: pd.Series, table: pd.DataFrame
) -> pd.DataFrame:
    names = groups.map({1: "group", 0: "reference"}) if set(groups) == {0, 1} else groups
    with_groups = table.loc[groups.index].assign(the_groups=names.astype(str))
    parts = [
        checks.associations(components.scores[name], with_groups).assign(component=name)
        for name in components.scores.columns[:COMPONENTS_TESTED]
    ]
    found = pd.concat(parts, ignore_index=True)
    if len(found):
        found["fdr"] = benjamini_hochberg(found["p"].astype(float))
    return found


def of_arrays(arrays: pd.DataFrame, sexes: pd.DataFrame | None) -> list[str]:
    """Say which arrays stand apart or stand twice, and whose sex is recorded otherwise.

    Parameters
    ----------
    arrays, sexes
        As `resistbook.geo.checks` returns them.
    """
    said = [
        f"Array {name} stands apart in {row.outlying}."
        for name, row in arrays[arrays["outlying"] != ""].iterrows()
    ]
    told: set[frozenset[str]] = set()
    for name, twin in arrays.loc[arrays["same_as"] != "", "same_as"].items():
        if frozenset((name, twin)) not in told:
            told.add(frozenset((name, twin)))
            said.append(f"Arrays {name} and {twin} hold practically the same values.")
    if sexes is not None:
        for name, row in sexes[sexes["differs"]].iterrows():
            said.append(
                f"Sample {name} is recorded as {row.recorded}, but its genes say {row.by_genes}: "
                "samples may have been swapped."
            )
    return said
