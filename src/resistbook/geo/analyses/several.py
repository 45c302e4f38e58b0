"""Several groups: whether they differ at all, which pairs do, and what their lists share."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

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
from resistbook.geo.characteristics import told
from resistbook.geo.comparison import design_of
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.geo.grouping import chosen, eligible
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.stats.expression.design_matrix import nearest
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.expression.moderated_f import moderated_f

MOST = 12
FDR = 0.05


@dataclass(frozen=True)
class SeveralGroups:
    """A comparison of several groups.

    Attributes
    ----------
    deposit, question, table, features, said, cautions
        As in `resistbook.geo.analyses.two_groups.Analysis`.
    groups : samples
        Name of the group of each sample compared, categories in their order.
    chosen : samples
        As `groups`, with the samples that have no values.
    normalised : features x samples
        The values that were tested, or the log2 counts per million.
    overall
        One row a feature, smallest P first: the moderated F, or the likelihood ratio of counts.
    pairs
        One row a feature and pair of groups: ``contrast`` ("B - A": higher in B is positive) and
        the test.
    overlap
        One row two contrasts: features with an FDR below 5% in ``first``, in ``second``, in
        ``both``, and in both with the ``same_sign``.
    arrays, components, by_group, by_component, warnings
        As in `resistbook.geo.analyses.two_groups.Analysis`.
    """

    deposit: Deposit
    question: Question
    table: pd.DataFrame
    features: Features
    groups: pd.Series
    chosen: pd.Series
    normalised: pd.DataFrame
    overall: pd.DataFrame
    pairs: pd.DataFrame
    overlap: pd.DataFrame
    arrays: pd.DataFrame
    components: checks.Components
    by_group: pd.DataFrame
    by_component: pd.DataFrame
    warnings: tuple[str, ...]
    said: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def members(self) -> pd.DataFrame:
        """Samples chosen, as `resistbook.geo.analyses.features.members` lists them."""
        return members(self.table, self.chosen, self.groups.index)


def several_groups(
    table: pd.DataFrame, named: Sequence[str], among: str | None = None
) -> pd.Series:
    """Return the name of each sample's group; samples of none are left out.

    Parameters
    ----------
    table : samples x columns
    named
        A column, whose values are the groups, or ``name=expression`` for each group.
    among
        An expression that restricts all.

    Returns
    -------
    Series of category, samples
        In the order given, or that of the values.

    Raises
    ------
    RequestError
        If there is no such column, a sample stands in two groups, a group has fewer than two
        samples, or there are fewer than two groups or more than `MOST`.
    """
    asked = eligible(table, among)
    if len(named) == 1 and "=" not in named[0]:
        if named[0] not in table:
            raise RequestError(
                f"there is no column {named[0]!r}; {nearest(named[0], table.columns)}"
            )
        values = table.loc[asked, named[0]].dropna()
        names = [told(value) for value in sorted(values.unique())]
        groups = values.map(told)
    else:
        names, parts = [], []
        for text in named:
            name, equals, expression = text.partition("=")
            if not (equals and name.strip() and expression.strip(" =")):
                raise RequestError(
                    f"{text!r} is neither a column nor name=expression, such as "
                    "early=\"grade in ['1', '2']\""
                )
            names.append(name.strip())
            parts.append(chosen(expression, table) & asked)
        members = pd.concat(parts, axis=1, keys=names)
        if not members.columns.is_unique:
            raise RequestError(
                f"group {members.columns[members.columns.duplicated()][0]!r} stands twice"
            )
        twice = members.index[members.sum(axis=1) > 1]
        if len(twice):
            both = ", ".join(members.columns[members.loc[twice[0]]])
            raise RequestError(f"{len(twice)} samples, such as {twice[0]}, stand in {both}")
        groups = members[members.any(axis=1)].idxmax(axis=1)
    sizes = groups.value_counts().reindex(names, fill_value=0)
    if not 2 <= len(sizes) <= MOST:
        raise RequestError(f"{len(sizes)} groups; name 2 to {MOST}, or restrict them with --among")
    if sizes.min() < 2:
        raise RequestError(
            f"{sizes.min()} samples are {sizes.idxmin()!r}; a group needs two at least: leave it "
            "out with --among, or join it to another"
        )
    return pd.Series(pd.Categorical(groups, categories=names), index=groups.index, name="group")


def compare_several(
    deposit: Deposit, question: Question, platform_table: pd.DataFrame | None = None
) -> SeveralGroups:
    """Test several groups at once and pair by pair.

    Raises
    ------
    RequestError, DesignError, FormatError
        As `resistbook.geo.analyses.two_groups.analyse`.
    """
    table, notes = samples_of(deposit, question)
    chosen_samples = several_groups(table, question.several, question.among)
    groups, left_out = measured(deposit, chosen_samples)
    features = features_of(deposit, question, table, groups, platform_table)
    design = design_of(groups, table, question.adjustment)
    names = list(groups.cat.categories)
    normalised = NORMALISATIONS[question.normalisations[0]](features.expression)
    coefficients = [f"group[T.{name}]" for name in names[1:]]
    if features.counts is None:
        overall = moderated_f(normalised, design, coefficients)

        def test(contrast):
            return moderated_t(normalised, design, contrast)
    else:
        from resistbook.stats.expression.count_model import CountModel

        model = CountModel(features.counts, design)
        overall, test = model.any_difference(coefficients), model.difference
    pairs = {
        f"{other} - {one}": features.told(test(_contrast(names, one, other)))
        for one, other in combinations(names, 2)
    }
    effect = features.scale.effect
    defined = _expressions(question.several, names)
    quality = looked_at(features, normalised, groups.astype(str), table, question, defined)
    return SeveralGroups(
        deposit=deposit,
        question=question,
        table=table,
        features=features,
        groups=groups,
        chosen=chosen_samples,
        normalised=normalised,
        overall=features.told(overall),
        pairs=pd.concat(
            [each.assign(contrast=name) for name, each in pairs.items()], ignore_index=True
        ),
        overlap=overlaps({name: _signed(each, effect) for name, each in pairs.items()}),
        arrays=quality.arrays,
        components=quality.components,
        by_group=quality.by_group,
        by_component=quality.by_component,
        warnings=quality.warnings,
        said=(*deposit.notes, *notes, *features.said),
        cautions=(*left_out, *features.cautions, *quality.cautions),
    )


def _expressions(named: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Return an expression that defines each group; of a column whose values they are, its name."""
    if len(named) == 1 and "=" not in named[0]:
        return {name: f"{named[0]} == {name!r}" for name in names}
    return {text.partition("=")[0].strip(): text.partition("=")[2] for text in named}


def overlaps(found: dict[str, pd.Series]) -> pd.DataFrame:
    """Count what lists share, two by two.

    Parameters
    ----------
    found
        For each list its features with their signs.
    """
    rows = []
    for (one, first), (other, second) in combinations(found.items(), 2):
        both = first.index.intersection(second.index)
        rows.append(
            {
                "one": one,
                "other": other,
                "first": len(first),
                "second": len(second),
                "both": len(both),
                "same_sign": int((first[both] == second[both]).sum()),
            }
        )
    return pd.DataFrame(rows, columns=["one", "other", "first", "second", "both", "same_sign"])


def _contrast(names: list[str], one: str, other: str) -> dict[str, float]:
    weights = {f"group[T.{other}]": 1.0}
    return weights if one == names[0] else weights | {f"group[T.{one}]": -1.0}


def _signed(tested: pd.DataFrame, effect: str) -> pd.Series:
    passing = tested[tested["fdr"] < FDR].set_index("feature")
    return passing[effect] > 0
