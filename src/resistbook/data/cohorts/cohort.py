"""The checked, immutable pair of tables that every loader returns."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

RECEPTORS = ("er", "pr", "her2")


class CohortError(ValueError):
    """A cohort that must not be analysed; the message names cohort, column and value."""


class Cohort:
    """Expression and clinical data of one group of samples, checked when made.

    Parameters
    ----------
    name
        Short name, as readers see it.
    expression : genes x samples
        One row a feature (gene symbol or probe), one column a sample. Missing values are
        allowed, infinite ones are not.
    clinical : samples x fields
        Index equal to the columns of `expression`, in the same order. A field that is named
        ``relapse`` or ends in ``_event`` is coded 1 = event, 0 = none, NaN = not recorded, and
        one that is named ``er``, ``pr`` or ``her2`` 1 = positive, 0 = negative. What ends in
        ``_months`` is finite and not negative where recorded; beside ``<endpoint>_event``, each
        sample has both or neither.
    scale
        What one value of `expression` means, with its unit.
    sources
        Registry keys ``source/file`` of every file the loader read.
    notes
        What the loader did to the deposited data, a sentence each.

    Raises
    ------
    CohortError
        For duplicated or misaligned identifiers, infinite expression, event and receptor codes
        other than 0 and 1, and times that are missing beside an event, infinite or negative.
    """

    __slots__ = ("_clinical", "_expression", "name", "notes", "scale", "sources")

    def __init__(
        self,
        name: str,
        expression: pd.DataFrame,
        clinical: pd.DataFrame,
        *,
        scale: str,
        sources: Sequence[str],
        notes: Sequence[str] = (),
    ) -> None:
        _check_identifiers(name, expression, clinical)
        values = expression.to_numpy(dtype=float, copy=True)
        _check_expression(name, expression, values)
        for column in clinical.columns:
            if column == "relapse" or column.endswith("_event"):
                _check_codes(name, clinical, column, "events are coded 1 = event, 0 = none")
            if column in RECEPTORS:
                _check_codes(name, clinical, column, "code it 1 = positive, 0 = negative")
            if column.endswith("_months"):
                _check_times(name, clinical, column)
        values.setflags(write=False)
        rows, columns = expression.index.rename(None), expression.columns.rename(None)
        frozen = pd.DataFrame(values, index=rows, columns=columns, copy=False)
        for slot, value in {
            "name": name,
            "_expression": frozen,
            "_clinical": clinical.rename_axis(None),
            "scale": scale,
            "sources": tuple(sources),
            "notes": tuple(notes),
        }.items():
            object.__setattr__(self, slot, value)

    def __setattr__(self, attribute: str, value: object) -> None:
        """Refuse assignment: a cohort does not change once it is checked."""
        raise AttributeError(
            f"{self.name}: a Cohort is immutable; use select() to make another one"
        )

    def __reduce__(self) -> tuple:
        """Pickle as the arguments that make an equal cohort, so that it is checked again."""
        return _remake, (
            self.name,
            self._expression,
            self._clinical,
            self.scale,
            self.sources,
            self.notes,
        )

    def __repr__(self) -> str:
        """Name, size and scale on one line."""
        genes, samples = self._expression.shape
        return f"<Cohort {self.name}: {genes:,} features x {samples:,} samples, {self.scale}>"

    @property
    def expression(self) -> pd.DataFrame:
        """Features x samples, backed by a read-only array."""
        return self._expression.copy(deep=False)

    @property
    def clinical(self) -> pd.DataFrame:
        """Samples x fields, a copy."""
        return self._clinical.copy()

    def select(self, samples: pd.Series | pd.Index, *, name: str | None = None) -> "Cohort":
        """Return the cohort of some of the samples, in their present order.

        Parameters
        ----------
        samples
            A boolean Series over all samples (no missing values: say ``er == 1``, not ``er``),
            or an Index of their identifiers.
        name
            Name of the new cohort; the old one if not given.

        Raises
        ------
        CohortError
            If an identifier is not in the cohort, a Series is not boolean or leaves a sample
            out, or no sample is left.
        """
        ids = self._clinical.index
        named = samples.index if isinstance(samples, pd.Series) else pd.Index(samples)
        unknown = named.difference(ids)
        if len(unknown):
            raise CohortError(f"{self.name}: sample {unknown[0]!r} is not in the cohort")
        masked = isinstance(samples, pd.Series)
        keep = _mask(self.name, samples, ids) if masked else ids.isin(named)
        if not keep.any():
            raise CohortError(f"{self.name}: the selection leaves no sample")
        return Cohort(
            name or self.name,
            self._expression.loc[:, keep],
            self._clinical.loc[keep],
            scale=self.scale,
            sources=self.sources,
            notes=self.notes,
        )


def _remake(
    name: str,
    expression: pd.DataFrame,
    clinical: pd.DataFrame,
    scale: str,
    sources: Sequence[str],
    notes: Sequence[str],
) -> Cohort:
    return Cohort(name, expression, clinical, scale=scale, sources=sources, notes=notes)


def _check_identifiers(name: str, expression: pd.DataFrame, clinical: pd.DataFrame) -> None:
    for label, index in {
        "feature": expression.index,
        "sample": expression.columns,
        "clinical row": clinical.index,
        "clinical column": clinical.columns,
    }.items():
        if index.hasnans:
            raise CohortError(f"{name}: a {label} has no identifier")
        if not index.is_unique:
            raise CohortError(f"{name}: {label} {index[index.duplicated()][0]!r} stands twice")
    if not expression.columns.equals(clinical.index):
        ours, theirs = expression.columns, clinical.index
        only = ours.symmetric_difference(theirs)
        where = (
            f"sample {only[0]!r} stands in one table only"
            if len(only)
            else "the same samples stand in another order"
        )
        raise CohortError(
            f"{name}: expression columns and clinical rows differ: {where}; "
            "reindex one by the other before making the cohort"
        )


def _check_expression(name: str, expression: pd.DataFrame, values: np.ndarray) -> None:
    if values.size == 0:
        raise CohortError(f"{name}: the expression table is empty: shape {values.shape}")
    row, column = np.nonzero(np.isinf(values))
    if len(row):
        raise CohortError(
            f"{name}: expression of {expression.index[row[0]]!r} in sample "
            f"{expression.columns[column[0]]!r} is {values[row[0], column[0]]}"
        )


def _mask(name: str, samples: pd.Series, ids: pd.Index) -> np.ndarray:
    if not pd.api.types.is_bool_dtype(samples) or samples.hasnans:
        raise CohortError(
            f"{name}: the selection {samples.name!r} is {samples.dtype} with "
            f"{samples.isna().sum()} missing values, not boolean; compare it with a value first"
        )
    left_out = ids.difference(samples.index)
    if len(left_out):
        raise CohortError(f"{name}: the selection says nothing about sample {left_out[0]!r}")
    return samples.loc[ids].to_numpy(dtype=bool)


def _check_codes(name: str, clinical: pd.DataFrame, column: str, coding: str) -> None:
    values = clinical[column]
    bad = values[values.notna() & ~values.isin([0, 1])]
    if len(bad):
        raise CohortError(
            f"{name}: column {column!r} of sample {bad.index[0]!r} is {bad.iloc[0]!r}; {coding}"
        )


def _check_times(name: str, clinical: pd.DataFrame, months: str) -> None:
    recorded = clinical[months].notna()
    times = pd.to_numeric(clinical[months], errors="coerce")
    wrong = recorded & ~(np.isfinite(times) & (times >= 0))
    event = months.removesuffix("_months") + "_event"
    if event in clinical:
        wrong |= recorded != clinical[event].notna()
    if wrong.any():
        row = clinical[wrong].iloc[0]
        beside = f" with {event} = {row[event]!r}" if event in clinical else ""
        raise CohortError(
            f"{name}: sample {row.name!r} has {months} = {row[months]!r}{beside}; "
            "a time must be finite, not negative and stand beside an event code"
        )
