"""From a deposit and a question to a checked comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from resistbook.geo import checks
from resistbook.geo.characteristics import extracted, sample_table
from resistbook.geo.comparison import Adjustment, compare, grid, nearest_cells
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import FormatError, RequestError
from resistbook.geo.grouping import columns_of, groups, spelled_otherwise
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.geo.platform import RULES, by_gene, naming, symbols
from resistbook.geo.scale import (
    OWN_UNIT,
    Scale,
    as_log2,
    compared_with_values,
    declared,
    recognised,
)
from resistbook.geo.statements import RECORDS, statements
from resistbook.stats.expression.design_matrix import nearest
from resistbook.stats.multiplicity import benjamini_hochberg

LEVELS = ("gene", "probe")
COMPONENTS_TESTED = 5
MANY_MISSING = 0.05
"""Share of values from which missing ones are a caution."""
MANY_NEGATIVE = 0.25
"""Share of negative logarithms from which they are those of ratios."""
OFTEN = 0.05
"""Share of a group's values that one number has, from which it is a caution."""
APART = 0.4
"""Gap above the lowest value, in parts of the way from the next to the median, that is told."""


@dataclass(frozen=True)
class Question:
    """What is compared, and how.

    Parameters
    ----------
    group, reference, among
        Expressions over the columns of the sample table; `among` restricts both groups.
    adjustment
        Stratum and covariates.
    extract
        Further columns, as in `characteristics.extracted`.
    restates
        Columns that only say again what the groups are, and so confound nothing.
    level
        "gene" or "probe", of the table of results.
    rule
        How several probes become one gene.
    symbol_column
        Column of the platform table that holds the symbols; found by its name by default.
    scale
        Scale of the values, where the user declares it.
    normalisations
        The first is that of the results; the grid counts in all.
    published
        Published counts: ``up``, ``down``, ``up2``, ``down2``.
    """

    group: str
    reference: str
    among: str | None = None
    adjustment: Adjustment = field(default_factory=Adjustment)
    extract: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    restates: tuple[str, ...] = ()
    level: str = "gene"
    rule: str = "highest_mean"
    symbol_column: str | None = None
    scale: str | None = None
    normalisations: tuple[str, ...] = ("none",)
    published: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysis:
    """A comparison with everything that was looked at.

    Attributes
    ----------
    deposit, question
        What was read and asked.
    table : samples x columns
        The sample table of all samples.
    groups : samples
        1 = group, 0 = reference.
    scale
        Recognised or declared.
    said
        What was done to the values, a sentence each.
    expression : features x samples
        Of the samples compared, log2 or in the unit of the deposit, before normalisation.
    result
        One row a feature, smallest P first; ``feature`` and, for genes, ``probes``. The effect is
        ``log2_fold_change`` or, on a scale without fold changes, ``difference``.
    cells
        The grid; with ``distance`` and nearest first where counts were published. Without counts
        of four-fold changes on a scale without fold changes.
    arrays, components, sexes, by_group, by_component
        The checks, as `resistbook.geo.checks` returns them.
    warnings
        Confounding that the test does not take into account, in plain words.
    cautions
        What else deserves a look: words of the deposit that its values contradict, values that
        are missing, differences that the test does take into account, arrays that differ between
        the groups, stand apart or stand twice, sexes.
    """

    deposit: Deposit
    question: Question
    table: pd.DataFrame
    groups: pd.Series
    scale: Scale
    said: tuple[str, ...]
    expression: pd.DataFrame
    result: pd.DataFrame
    cells: pd.DataFrame
    arrays: pd.DataFrame
    components: checks.Components
    sexes: pd.DataFrame | None
    by_group: pd.DataFrame
    by_component: pd.DataFrame
    warnings: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def members(self) -> pd.DataFrame:
        """Samples compared: ``sample``, ``title`` where it is recorded, ``group``."""
        members = self.table.reindex(columns=["title"]).loc[self.groups.index]
        members["group"] = self.groups.map({1: "group", 0: "reference"})
        order = self.groups.sort_values(ascending=False, kind="stable").index
        return members.loc[order].rename_axis("sample").reset_index()


def analyse(
    deposit: Deposit, question: Question, platform_table: pd.DataFrame | None = None
) -> Analysis:
    """Group, check and test.

    Parameters
    ----------
    deposit
        What was read.
    question
        What is compared.
    platform_table
        Needed for the level "gene".

    Raises
    ------
    RequestError
        If something is asked for that the series does not have.
    DesignError
        If the groups cannot be told apart from what the model takes into account.
    FormatError
        If probes and platform table do not fit.
    """
    _check_question(question)
    table, notes = sample_table(deposit)
    table = extracted(table, question.extract)
    for name in (*question.restates, *question.adjustment.columns):
        if name not in table:
            raise RequestError(f"there is no column {name!r}; {nearest(name, table.columns)}")
    compared = groups(table, question.group, question.reference, question.among)
    scale = _scale(deposit, question, compared.index)
    deposited = deposit.expression[compared.index]
    probes, said = as_log2(deposited, scale)
    missing = _missing(deposited, probes, compared)
    kept = probes.notna().sum(axis=1) > 1
    notes = [*deposit.notes, *notes, scale.reason, said]
    if not kept.all():
        notes.append(f"{int((~kept).sum()):,} probes have no values in these samples.")
    probes = probes[kept]
    levels, origin, sexes = {"probe": probes}, None, None
    symbol = _symbols(question, platform_table)
    if isinstance(symbol, str):
        notes.append(symbol)
    elif symbol is not None:
        levels["gene"], origin, words = by_gene(probes, symbol, question.rule)
        if scale.kind not in OWN_UNIT:
            measured = naming(platform_table, probes, checks.SEX_GENES, question.symbol_column)
            sexes = checks.sexes(measured, table)
        notes.append(words)
        if sexes is not None:
            counts = sexes["by_genes"].value_counts().items()
            told = ", ".join(f"{count} {name}" for name, count in counts)
            notes.append(f"By XIST and RPS4Y1 the samples are: {told}.")
        if question.rule == "highest_mean" and (probes < 0).to_numpy().mean() > MANY_NEGATIVE:
            notes.append("The mean of a ratio says nothing of signal: think of highest_sd.")
    elif question.level == "gene":
        raise RequestError("genes need a platform table; see --annotation, --soft, --level probe")
    expression = levels[question.level]
    normalised = NORMALISATIONS[question.normalisations[0]](expression)
    tested = compare(normalised, compared, table, question.adjustment)
    result = tested.sort_values("p", kind="stable").rename_axis("feature").reset_index()
    result = result.rename(columns={"log2_fold_change": scale.effect})
    if question.level == "gene":
        result.insert(1, "probes", origin.loc[result["feature"]].to_numpy())
    order = {name: levels[name] for name in LEVELS if name in levels}
    cells = grid(order, compared, table, question.adjustment, question.normalisations)
    if scale.kind in OWN_UNIT:
        cells = cells.drop(columns=["higher_fourfold", "lower_fourfold"])
    if question.published:
        cells = nearest_cells(cells, question.published)
    arrays = checks.arrays(expression)
    components = checks.components(normalised)
    by_group, by_component = _associations(question, compared, table, components)
    taken = question.adjustment.columns
    adjusted = by_group["covariate"].isin(taken)
    warnings, settled = (
        checks.warnings(compared, by_group[rows], by_component, taken)
        for rows in (~adjusted, adjusted)
    )
    return Analysis(
        deposit=deposit,
        question=question,
        table=table,
        groups=compared,
        scale=scale,
        said=tuple(notes),
        expression=expression,
        result=result,
        cells=cells,
        arrays=arrays,
        components=components,
        sexes=sexes,
        by_group=by_group,
        by_component=by_component,
        warnings=tuple(warnings),
        cautions=(
            *scale.cautions,
            *_described_otherwise(deposit, compared.index),
            *_swapped_channels(table, compared.index),
            *_standing_for_nothing(
                deposited.where(deposited > 0) if scale.kind == "linear" else deposited, compared
            ),
            *spelled_otherwise(table, compared, _asked_of(question)),
            *missing,
            *settled,
            *checks.differing_arrays(arrays, compared),
            *_cautions(arrays, sexes),
        ),
    )


def _asked_of(question: Question) -> list[str]:
    """Return the columns that say which samples are compared, and within what."""
    asked = (question.group, question.reference, question.among or "None")
    named = set().union(*map(columns_of, asked))
    return sorted(named.union(filter(None, [question.adjustment.stratum])))


def _scale(deposit: Deposit, question: Question, samples: pd.Index) -> Scale:
    """Return the scale of the samples compared, refusing what no declaration can settle."""
    if not question.scale:
        return recognised(deposit, samples)
    scale = declared(question.scale)
    if scale.kind in OWN_UNIT and {"up2", "down2"} & question.published.keys():
        raise RequestError(f"up2 and down2 are fold changes, and --scale {scale.kind} has none")
    return compared_with_values(scale, deposit, samples)


def _missing(deposited: pd.DataFrame, values: pd.DataFrame, groups: pd.Series) -> list[str]:
    """Say which share of the values is missing, and why, if it is large."""
    shares = values.isna().mean()
    if values.empty or shares.mean() < MANY_MISSING:
        return []
    one, other = (f"{shares[groups == each].mean():.0%}" for each in (1, 0))
    said = (
        f"{shares.mean():.0%} of the values are missing ({one} in the group, {other} in the "
        "reference)."
    )
    lost = int(values.isna().to_numpy().sum() - deposited.isna().to_numpy().sum())
    if lost:
        said += (
            f" {lost / values.size:.0%} of all were zero or below and have no logarithm. These are "
            "the low ones: means are too high, and genes that are off in one group may be lost."
        )
    return [said]


def _swapped_channels(table: pd.DataFrame, samples: pd.Index) -> list[str]:
    """Say where a label or source of one channel is that of the other in other samples."""
    said = []
    for name in ("label", "source_name"):
        pair = [f"{name}_ch{channel}" for channel in (1, 2)]
        if not set(pair) <= set(table):
            continue
        first, second = (set(table.loc[samples, column].dropna()) for column in pair)
        both = sorted(map(str, first & second))
        if both and len(first | second) > 1:
            said.append(
                f"{both[0]!r} is {pair[0]} of some samples and {pair[1]} of others: if dyes were "
                "swapped, their ratios may have the other sign."
            )
    return said


def _standing_for_nothing(deposited: pd.DataFrame, groups: pd.Series) -> list[str]:
    """Say where many values are one number, as for missing ones.

    It is the lowest, or twice as common as any other, and frequent or far below all others.
    """
    values = deposited.to_numpy().ravel()
    values = values[np.isfinite(values)]
    if not len(values):
        return []
    numbers, counts = np.unique(values, return_counts=True)
    lowest, commonest = numbers[0], numbers[counts.argmax()]
    often = {lowest}
    if len(counts) > 1 and counts.max() > 2 * np.partition(counts, -2)[-2]:
        often.add(commonest)
    said = []
    for number in sorted(often):
        cells = (deposited == number).mean()
        one, other = (cells[groups == each].mean() for each in (1, 0))
        if max(one, other) >= OFTEN:
            said.append(
                f"{cells.mean():.0%} of the values are {number:g} ({one:.0%} in the group, "
                f"{other:.0%} in the reference): if {number:g} stands for a missing value or a "
                "limit, means are drawn to it and the effects are wrong."
            )
    if said:
        return said
    others = values[values > lowest]
    count = len(values) - len(others)
    if len(others) < 2 or count < 2 or lowest > 0:
        return []
    middle = np.median(others)
    if others.min() - lowest < APART * (middle - others.min()):
        return []
    return [
        f"{count:,} values are {lowest:g}, and the next is {others.min():g}: if {lowest:g} stands "
        "for a missing value, the effects are wrong."
    ]


def _described_otherwise(deposit: Deposit, samples: pd.Index) -> list[str]:
    """Say where the deposit describes the values of the samples in several ways."""
    said = statements(deposit, samples)
    return [
        f"The deposit describes {source} of these samples in {len(texts)} ways (--describe shows "
        "them whole): they may have been processed differently."
        for source in RECORDS.values()
        if len(texts := [each for each in said if each.source == source]) > 1
    ]


def _symbols(question: Question, table: pd.DataFrame | None) -> pd.Series | str | None:
    """Return symbols or, where probes are asked for and there are none, why."""
    if table is None:
        return None
    try:
        return symbols(table, question.symbol_column)
    except (RequestError, FormatError) as error:
        if question.level == "gene" or question.symbol_column:
            raise
        return f"No genes: {error}"


def _check_question(question: Question) -> None:
    choices = [("level", question.level, LEVELS), ("rule", question.rule, RULES)]
    choices += [("normalisation", name, NORMALISATIONS) for name in question.normalisations]
    for what, value, known in choices:
        if value not in known:
            raise RequestError(f"unknown {what} {value!r}; {nearest(value, known)}")


def _associations(
    question: Question,
    compared: pd.Series,
    table: pd.DataFrame,
    components: checks.Components,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    defining = columns_of(question.group) | columns_of(question.reference)
    by_group = checks.associations(compared, table, {*defining, *question.restates})
    with_groups = table.loc[compared.index].assign(
        the_groups=compared.map({1: "group", 0: "reference"})
    )
    parts = [
        checks.associations(components.scores[name], with_groups).assign(component=name)
        for name in components.scores.columns[:COMPONENTS_TESTED]
    ]
    by_component = pd.concat(parts, ignore_index=True)
    if len(by_component):
        by_component["fdr"] = benjamini_hochberg(by_component["p"].astype(float))
    return by_group, by_component


def _cautions(arrays: pd.DataFrame, sexes: pd.DataFrame | None) -> list[str]:
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
