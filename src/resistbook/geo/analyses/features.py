"""The values of the samples compared, from a deposit to features that can be tested."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from resistbook.geo import checks
from resistbook.geo.analyses.question import LEVELS, Question
from resistbook.geo.characteristics import extracted, sample_table
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import FormatError, RequestError
from resistbook.geo.platform import by_gene, labels, naming, symbols
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
from resistbook.stats.expression.normalisation import log2_counts_per_million

MANY_MISSING = 0.05
"""Share of values from which missing ones are a caution."""
MANY_NEGATIVE = 0.25
"""Share of negative logarithms from which they are those of ratios."""
OFTEN = 0.05
"""Share of a group's values that one number has, from which it is a caution."""
APART = 0.4
"""Gap above the lowest value, in parts of the way from the next to the median, that is told."""


FEWEST_COUNTS = 10
"""Genes with fewer counts over the samples compared are left out."""
FEW = 3
"""Samples of a group below which a test of counts rests mostly on other genes."""
NAMES = {1: "the group", 0: "the reference"}


@dataclass(frozen=True)
class Features:
    """Features of the samples compared.

    Attributes
    ----------
    scale
        Recognised or declared; "counts" for counts of reads.
    levels : features x samples, by level
        In log2, log2 counts per million or the unit of the deposit, before normalisation.
    level
        That of the results.
    named
        One row a feature of that level: ``probes`` of a gene, ``symbol`` and ``title``, as far as
        the platform tells them.
    platform
        The table of the platform, or of the genes counted, if there is one.
    counts : genes x samples
        Raw counts, or None.
    sexes
        As `resistbook.geo.checks.sexes`.
    said, cautions
        What was done to the values, and what deserves a look, a sentence each.
    """

    scale: Scale
    levels: dict[str, pd.DataFrame]
    level: str
    named: pd.DataFrame
    platform: pd.DataFrame | None
    counts: pd.DataFrame | None
    sexes: pd.DataFrame | None
    said: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def expression(self) -> pd.DataFrame:
        """Features x samples of the level of the results."""
        return self.levels[self.level]

    def told(self, result: pd.DataFrame) -> pd.DataFrame:
        """Return a result as a table: smallest P first, features named, effects by their unit.

        Parameters
        ----------
        result
            Index feature.
        """
        table = self.named.reindex(result.index).join(result)
        table = table.sort_values("p", kind="stable").rename_axis("feature").reset_index()
        return table.rename(columns={"log2_fold_change": self.scale.effect})


def samples_of(deposit: Deposit, question: Question) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the sample table with the columns that are cut out, and notes on reading it.

    Raises
    ------
    RequestError
        If a column that is asked for is not there.
    """
    question.check()
    table, notes = sample_table(deposit)
    table = extracted(table, question.extract)
    for name in (*question.restates, *question.adjustment.columns):
        if name not in table:
            raise RequestError(f"there is no column {name!r}; {nearest(name, table.columns)}")
    return table, notes


def measured(deposit: Deposit, groups: pd.Series, least: int = 2) -> tuple[pd.Series, list[str]]:
    """Leave out samples without any value, and say which.

    Parameters
    ----------
    deposit
        What was read.
    groups : samples
        The samples chosen, with their group.
    least
        Samples that a group needs.

    Raises
    ------
    RequestError
        If a group has fewer samples left.
    """
    empty = groups.index.intersection(deposit.without_values, sort=False)
    if empty.empty:
        return groups, []
    what = "counts" if deposit.counts else "values"
    kept = groups.drop(empty)
    said = (
        f"No {what} of {len(empty)} of the {len(groups)} samples chosen: {', '.join(empty)}. "
        "They are left out of the comparison."
    )
    sizes = kept.value_counts().reindex(groups.unique(), fill_value=0)
    if sizes.min() < least:
        name = sizes.idxmin()
        raise RequestError(f"{said} {sizes.min()} are left in {NAMES.get(name, name)}")
    return kept, [said]


def members(table: pd.DataFrame, chosen: pd.Series, compared: pd.Index) -> pd.DataFrame:
    """List the samples chosen: ``sample``, ``title`` where it is recorded, ``group``.

    Parameters
    ----------
    table : samples x columns
    chosen : samples
        Name of the group of each, sorted by it in the list.
    compared
        Those that have values; where some have none, ``values`` says which.
    """
    found = table.reindex(columns=["title"]).loc[chosen.index].assign(group=chosen.astype(str))
    if len(chosen) > len(compared):
        found["values"] = np.where(found.index.isin(compared), "yes", "none")
    return found.sort_values("group", kind="stable").rename_axis("sample").reset_index()


def features_of(
    deposit: Deposit,
    question: Question,
    table: pd.DataFrame,
    groups: pd.Series,
    platform_table: pd.DataFrame | None,
) -> Features:
    """Bring the values of the samples compared to features that can be tested.

    Parameters
    ----------
    deposit, question
        What was read and asked.
    table : samples x columns
        The sample table.
    groups : samples
        The samples compared, with their group.
    platform_table
        Needed for the level "gene", except for counts.

    Raises
    ------
    RequestError
        If the scale is not clear, or genes are asked for without a platform table.
    FormatError
        If probes and platform table do not fit.
    """
    scale = _scale(deposit, question, groups.index)
    deposited = deposit.expression[groups.index]
    platform_table = deposit.genes if platform_table is None else platform_table
    read = _counts if deposit.counts else _measurements
    return read(deposit, deposited, scale, question, table, groups, platform_table)


def _counts(
    deposit: Deposit,
    deposited: pd.DataFrame,
    scale: Scale,
    question: Question,
    table: pd.DataFrame,
    groups: pd.Series,
    genes: pd.DataFrame | None,
) -> Features:
    kept = deposited.sum(axis=1) >= FEWEST_COUNTS
    if not kept.any():
        raise FormatError(f"no gene has {FEWEST_COUNTS} counts or more over these samples")
    counts = deposited[kept]
    said = [
        scale.reason,
        f"{int((~kept).sum()):,} of {len(kept):,} genes with fewer than {FEWEST_COUNTS} counts in "
        "these samples are left out.",
        "Pictures and checks show log2 counts per million.",
    ]
    expression = log2_counts_per_million(counts)
    named = pd.DataFrame(index=counts.index)
    sexes = None
    if genes is not None:
        named = labels(genes, question.symbol_column).reindex(counts.index).fillna("")
        if "symbol" in named or question.symbol_column:
            found = naming(genes, expression, checks.SEX_GENES, question.symbol_column)
            sexes = checks.sexes(found, table)
    total = deposited.sum()
    said.append(
        f"{total.min():,.0f} to {total.max():,.0f} counts a sample, median {total.median():,.0f}."
    )
    said += _told_sexes(sexes)
    cautions = [
        f"Only {count} samples in {NAMES.get(name, name)}: the dispersions rest mostly on what is "
        "expected of other genes, and few differences can be found."
        for name, count in groups.value_counts().items()
        if count < FEW
    ]
    return Features(
        scale,
        {"gene": expression},
        "gene",
        named,
        genes,
        counts,
        sexes,
        tuple(said),
        tuple(cautions),
    )


def _measurements(
    deposit: Deposit,
    deposited: pd.DataFrame,
    scale: Scale,
    question: Question,
    table: pd.DataFrame,
    groups: pd.Series,
    platform_table: pd.DataFrame | None,
) -> Features:
    probes, words = as_log2(deposited, scale)
    said = [scale.reason, words]
    missing = _missing(deposited, probes, groups)
    kept = probes.notna().sum(axis=1) > 1
    if not kept.all():
        said.append(f"{int((~kept).sum()):,} probes have no values in these samples.")
    probes = probes[kept]
    levels, sexes = {"probe": probes}, None
    named = pd.DataFrame(index=probes.index)
    if platform_table is not None:
        named = labels(platform_table, question.symbol_column).reindex(probes.index).fillna("")
    symbol = _symbols(question, platform_table)
    if isinstance(symbol, str):
        said.append(symbol)
    elif symbol is not None:
        levels["gene"], origin, words = by_gene(probes, symbol, question.rule)
        if scale.kind not in OWN_UNIT:
            found = naming(platform_table, probes, checks.SEX_GENES, question.symbol_column)
            sexes = checks.sexes(found, table)
        said += [words, *_told_sexes(sexes)]
        if question.rule == "highest_mean" and (probes < 0).to_numpy().mean() > MANY_NEGATIVE:
            said.append("The mean of a ratio says nothing of signal: think of highest_sd.")
        if question.level == "gene":
            genes = pd.DataFrame({"probes": origin})
            if "title" in named:
                first = origin.str.partition(" ")[0]
                genes["title"] = named["title"].reindex(first).to_numpy()
            named = genes
    elif question.level == "gene":
        raise RequestError("genes need a platform table; see --annotation, --soft, --level probe")
    cautions = (
        *scale.cautions,
        *_described_otherwise(deposit, groups.index),
        *_swapped_channels(table, groups.index),
        *_standing_for_nothing(
            deposited.where(deposited > 0) if scale.kind == "linear" else deposited, groups
        ),
        *missing,
    )
    ordered = {name: levels[name] for name in LEVELS if name in levels}
    return Features(
        scale, ordered, question.level, named, platform_table, None, sexes, tuple(said), cautions
    )


def _told_sexes(sexes: pd.DataFrame | None) -> list[str]:
    if sexes is None:
        return []
    counts = sexes["by_genes"].value_counts().items()
    told = ", ".join(f"{count} {name}" for name, count in counts)
    return [f"By XIST and RPS4Y1 the samples are: {told}."]


def _by_group(shares: pd.Series, groups: pd.Series) -> str:
    """Tell the mean share of each group: ``12% in the group, 3% in the reference``."""
    means = shares.groupby(groups, observed=True).mean().sort_index(ascending=False)
    return ", ".join(f"{share:.0%} in {NAMES.get(name, name)}" for name, share in means.items())


def _scale(deposit: Deposit, question: Question, samples: pd.Index) -> Scale:
    """Return the scale of the samples compared, refusing what no declaration can settle."""
    if deposit.counts:
        if question.scale:
            raise RequestError("counts of reads need no --scale; leave it out")
        if question.normalisations != ("none",):
            raise RequestError("counts are normalised by size factors; leave --normalise out")
        return Scale("counts", "Counts of reads.")
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
    said = f"{shares.mean():.0%} of the values are missing ({_by_group(shares, groups)})."
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
        if cells.groupby(groups, observed=True).mean().max() >= OFTEN:
            said.append(
                f"{cells.mean():.0%} of the values are {number:g} ({_by_group(cells, groups)}): "
                f"if {number:g} stands for a missing value or a limit, means are drawn to it and "
                "the effects are wrong."
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
