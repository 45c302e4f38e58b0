"""The moderated t between two groups, and the grid of study 1 around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from resistbook.geo.errors import RequestError
from resistbook.geo.normalisation import NORMALISATIONS
from resistbook.stats.expression.design_matrix import DesignError, design_matrix, nearest
from resistbook.stats.expression.moderated import moderated_t

CRITERIA = (("P", 0.05), ("P", 0.01), ("FDR", 0.05), ("FDR", 0.01))
FOUR_FOLD = 2.0
MEASURED = 0.5
COUNTS = {"up": "higher", "down": "lower", "up2": "higher_fourfold", "down2": "lower_fourfold"}
SIGNS = (("group - reference", 1), ("reference - group", -1))


@dataclass(frozen=True)
class Adjustment:
    """What a comparison takes into account.

    Parameters
    ----------
    stratum
        Column whose values the groups are compared within, such as a site or a patient.
    covariates
        Columns that enter the model beside it.
    """

    stratum: str | None = None
    covariates: tuple[str, ...] = field(default=())

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, the stratum first."""
        return (*((self.stratum,) if self.stratum else ()), *self.covariates)

    def __str__(self) -> str:
        """Say it in words."""
        parts = [f"within {self.stratum}"] if self.stratum else []
        parts += [f"with {', '.join(self.covariates)}"] if self.covariates else []
        return " and ".join(parts) or "ignored"


def compare(
    expression: pd.DataFrame,
    groups: pd.Series,
    table: pd.DataFrame | None = None,
    adjustment: Adjustment | None = None,
) -> pd.DataFrame:
    """Test every feature between two groups by the moderated t.

    Parameters
    ----------
    expression : features x samples
        On a log scale; samples that are in no group may be there.
    groups : samples
        1 = group, 0 = reference.
    table : samples x columns
        Where the columns of `adjustment` are.
    adjustment
        Stratum and covariates; none by default.

    Returns
    -------
    DataFrame
        As `resistbook.stats.moderated_t`; positive where higher in the group. Index feature.

    Raises
    ------
    RequestError
        If there is no such column, or one is missing for a sample compared.
    DesignError
        If the groups cannot be told apart from the columns taken into account.
    """
    design = design_of(groups, table, adjustment)
    return moderated_t(expression[groups.index], design, "group")


def compare_counts(
    counts: pd.DataFrame,
    groups: pd.Series,
    table: pd.DataFrame | None = None,
    adjustment: Adjustment | None = None,
) -> pd.DataFrame:
    """Test every gene between two groups by DESeq2's model of counts.

    Parameters
    ----------
    counts : genes x samples
        Raw counts; samples that are in no group may be there.
    groups, table, adjustment
        As in `compare`, which also lists what is raised.

    Returns
    -------
    DataFrame
        As `resistbook.stats.expression.count_model.CountModel.difference`; genes with too few
        counts are left out.
    """
    from resistbook.stats.expression.count_model import CountModel

    design = design_of(groups, table, adjustment)
    return CountModel(counts[groups.index], design).difference("group")


def design_of(
    groups: pd.Series, table: pd.DataFrame | None = None, adjustment: Adjustment | None = None
) -> pd.DataFrame:
    """Return the design of a comparison.

    Parameters
    ----------
    groups : samples
        1 = group, 0 = reference; or names of several groups, which become ``group[T.name]``
        against the first category.
    table, adjustment
        As in `compare`, which also lists what is raised.
    """
    adjustment = adjustment or Adjustment()
    fields = pd.DataFrame({"group": groups})
    terms = ["group"]
    for place, name in enumerate(adjustment.columns):
        within = place == 0 and adjustment.stratum is not None
        terms.append(f"taken_{place}")
        fields[terms[-1]] = _covariate(name, groups.index, table, within)
    try:
        return design_matrix("~ " + " + ".join(terms), fields)
    except DesignError as error:
        raise DesignError(_inseparable(groups, table, adjustment)) from error


def _inseparable(groups: pd.Series, table: pd.DataFrame, adjustment: Adjustment) -> str:
    """Say why the groups cannot be told apart from what is taken into account."""
    start = f"the groups cannot be told apart {adjustment}: "
    mend = "; take other columns (see --describe)"
    for name in adjustment.columns:
        values = table.loc[groups.index, name]
        if values.nunique() == 1:
            return f"{start}column {name!r} is the same in all {len(groups)} samples{mend}"
        within = groups.groupby(values.astype(str)).nunique()
        if within.max() == 1 and (name == adjustment.stratum or len(within) <= len(groups) / 2):
            return f"{start}every value of {name!r} holds samples of one group only{mend}"
    return (
        f"{start}what is taken into account goes with the groups or with itself, or has too many "
        f"values for {len(groups)} samples{mend}"
    )


def grid(
    levels: Mapping[str, pd.DataFrame],
    groups: pd.Series,
    table: pd.DataFrame | None = None,
    adjustment: Adjustment | None = None,
    normalisations: Sequence[str] = ("none",),
) -> pd.DataFrame:
    """Count the features that pass in every cell of the grid of study 1.

    Parameters
    ----------
    levels
        Features x samples, not normalised, by level ("probe", "gene").
    groups, table, adjustment
        As in `compare`.
    normalisations
        Of `NORMALISATIONS`.

    Returns
    -------
    DataFrame
        One row a cell: ``level``, ``normalisation``, ``adjustment``, ``criterion``,
        ``threshold``, ``contrast``, ``features``; the counts ``higher``, ``lower`` and, of
        features with a value in at least `MEASURED` of the samples, ``higher_fourfold`` and
        ``lower_fourfold`` (log2 fold change of 2 or more).
    """
    rows = []
    adjustments = [Adjustment()]
    if adjustment and adjustment.columns:
        adjustments.append(adjustment)
    for level, expression in levels.items():
        compared = expression[groups.index]
        often = compared.notna().mean(axis=1) >= MEASURED
        for normalisation in normalisations:
            values = NORMALISATIONS[normalisation](compared)
            for each in adjustments:
                tested = compare(values, groups, table, each)
                cell = {"level": level, "normalisation": normalisation, "adjustment": str(each)}
                rows += [cell | counts for counts in _cells(tested, often)]
    return pd.DataFrame(rows)


def count_grid(tested: pd.DataFrame, adjustment: Adjustment) -> pd.DataFrame:
    """Count the genes that pass by each criterion in one test of counts, as `grid` does."""
    cell = {"level": "gene", "normalisation": "size factors", "adjustment": str(adjustment)}
    often = pd.Series(True, index=tested.index)
    return pd.DataFrame([cell | counts for counts in _cells(tested, often)])


def published_counts(text: str) -> dict[str, int]:
    """Read counts as they are written on the command line.

    Examples
    --------
    >>> published_counts("up=1460,down=1132")
    {'up': 1460, 'down': 1132}

    Raises
    ------
    RequestError
        If a piece is not ``name=count`` with a name of `COUNTS`, or a name stands twice.
    """
    counts: dict[str, int] = {}
    for piece in text.split(","):
        name, _, count = (part.strip() for part in piece.partition("="))
        if name not in COUNTS:
            raise RequestError(f"unknown count {name!r} in {text!r}; {nearest(name, COUNTS)}")
        if not (count.isascii() and count.isdigit()):
            raise RequestError(f"count {name} in {text!r} is {count!r}, not a whole number")
        if name in counts:
            raise RequestError(f"count {name} stands twice in {text!r}")
        counts[name] = int(count)
    return counts


def nearest_cells(cells: pd.DataFrame, published: Mapping[str, int]) -> pd.DataFrame:
    """Order the cells of a grid by their distance from published counts.

    The distance of a cell is the largest of its counts' relative distances, ``|count / published -
    1|``, as in the rule of study 1; for a published count of 0, the count itself.

    Returns
    -------
    DataFrame
        The cells with ``distance``, nearest first; equal ones in the order of the grid.
    """
    misses = [
        (cells[COUNTS[name]] - count).abs() / max(count, 1) for name, count in published.items()
    ]
    distance = pd.concat(misses, axis=1).max(axis=1)
    return cells.assign(distance=distance).sort_values("distance", kind="stable", ignore_index=True)


def _covariate(name: str, samples: pd.Index, table: pd.DataFrame | None, factor: bool) -> pd.Series:
    columns = [] if table is None else table.columns
    if name not in columns:
        raise RequestError(f"there is no column {name!r}; {nearest(name, columns)}")
    values = table.loc[samples, name]
    if values.isna().any():
        raise RequestError(
            f"column {name!r} is missing for {int(values.isna().sum())} of {len(values)} samples "
            f"compared, such as {values.index[values.isna()][0]}; compare the others with "
            f'--among "{name} is not None"'
        )
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%Y-%m-%d") if factor else values.astype("int64") / 8.64e13
    return values.astype(str) if factor else values


def _cells(tested: pd.DataFrame, often: pd.Series) -> list[dict[str, object]]:
    rows = []
    for criterion, threshold in CRITERIA:
        change = tested.loc[tested[criterion.lower()] < threshold, "log2_fold_change"]
        large = change[often.loc[change.index].to_numpy()]
        for contrast, sign in SIGNS:
            rows.append(
                {
                    "criterion": criterion,
                    "threshold": threshold,
                    "contrast": contrast,
                    "features": len(tested),
                    "higher": int((sign * change > 0).sum()),
                    "lower": int((sign * change < 0).sum()),
                    "higher_fourfold": int((sign * large >= FOUR_FOLD).sum()),
                    "lower_fourfold": int((sign * large <= -FOUR_FOLD).sum()),
                }
            )
    return rows


__all__ = [
    "COUNTS",
    "CRITERIA",
    "Adjustment",
    "compare",
    "compare_counts",
    "count_grid",
    "design_of",
    "grid",
    "nearest_cells",
    "published_counts",
]
