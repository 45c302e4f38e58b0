"""From a deposit and a question to a checked comparison of two groups."""

from dataclasses import dataclass

import pandas as pd

from resistbook.geo import checks
from resistbook.geo.analyses.features import (
    Features,
    features_of,
    measured,
    members,
    samples_of,
)
from resistbook.geo.analyses.quality import looked_at
from resistbook.geo.analyses.question import Question
from resistbook.geo.comparison import (
    compare,
    compare_counts,
    count_grid,
    grid,
    nearest_cells,
)
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.geo.grouping import groups
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.geo.scale import OWN_UNIT, Scale


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
    chosen : samples
        As `groups`, with the samples that have no values.
    features
        Features of the samples compared, and their scale.
    normalised : features x samples
        The values that were tested, or the log2 counts per million.
    said
        What was done to the values, a sentence each.
    result
        One row a feature, smallest P first: ``feature``, what names it (``probes`` of a gene,
        ``symbol`` and ``title`` as far as the platform tells), and the test. The effect is
        ``log2_fold_change`` or, on a scale without fold changes, ``difference``.
    cells
        The grid; with ``distance`` and nearest first where counts were published. Without counts
        of four-fold changes on a scale without fold changes.
    arrays, components, by_group, by_component
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
    chosen: pd.Series
    features: Features
    normalised: pd.DataFrame
    said: tuple[str, ...]
    result: pd.DataFrame
    cells: pd.DataFrame
    arrays: pd.DataFrame
    components: checks.Components
    by_group: pd.DataFrame
    by_component: pd.DataFrame
    warnings: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def scale(self) -> Scale:
        """Scale of the values."""
        return self.features.scale

    @property
    def expression(self) -> pd.DataFrame:
        """Features x samples compared, before normalisation."""
        return self.features.expression

    @property
    def sexes(self) -> pd.DataFrame | None:
        """Sexes by genes, as `resistbook.geo.checks.sexes` returns them."""
        return self.features.sexes

    @property
    def members(self) -> pd.DataFrame:
        """Samples chosen: ``sample``, ``title`` where it is recorded, ``group``.

        Where some have no values, ``values`` says which.
        """
        names = self.chosen.map({1: "group", 0: "reference"})
        return members(self.table, names, self.groups.index)


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
    table, notes = samples_of(deposit, question)
    if not question.group or not question.reference:
        raise RequestError("name both --group and --reference, or ask with --describe first")
    chosen = groups(table, question.group, question.reference, question.among)
    compared, left_out = measured(deposit, chosen)
    features = features_of(deposit, question, table, compared, platform_table)
    scale, adjustment = features.scale, question.adjustment
    if features.counts is not None:
        tested = compare_counts(features.counts, compared, table, adjustment)
        normalised, cells = features.expression, count_grid(tested, adjustment)
    else:
        normalised = NORMALISATIONS[question.normalisations[0]](features.expression)
        tested = compare(normalised, compared, table, adjustment)
        cells = grid(features.levels, compared, table, adjustment, question.normalisations)
    if scale.kind in OWN_UNIT:
        cells = cells.drop(columns=["higher_fourfold", "lower_fourfold"])
    if question.published:
        cells = nearest_cells(cells, question.published)
    expressions = {1: question.group, 0: question.reference}
    quality = looked_at(features, normalised, compared, table, question, expressions)
    return Analysis(
        deposit=deposit,
        question=question,
        table=table,
        groups=compared,
        chosen=chosen,
        features=features,
        normalised=normalised,
        said=(*deposit.notes, *notes, *features.said),
        result=features.told(tested),
        cells=cells,
        arrays=quality.arrays,
        components=quality.components,
        by_group=quality.by_group,
        by_component=quality.by_component,
        warnings=quality.warnings,
        cautions=(*left_out, *features.cautions, *quality.cautions),
    )
