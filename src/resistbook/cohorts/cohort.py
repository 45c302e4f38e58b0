"""The checked, immutable pair of tables that every loader returns."""

from collections.abc import Sequence

import numpy as np
import pandas as pd


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
        ``relapse`` or ends in ``_event`` is coded 1 = event, 0 = none, NaN = not recorded.
        Where ``<endpoint>_months`` stands beside ``<endpoint>_event``, each sample has both or
        neither, and times are finite and not negative.
    scale
        What one value of `expression` means, with its unit.
    sources
        Registry keys ``source/file`` of every file the loader read.
    notes
        What the loader did to the deposited data, a sentence each.

    Raises
    ------
    CohortError
        For duplicated or misaligned identifiers, infinite expression, event codes other than
        0 and 1, and times that are missing beside an event, infinite or negative.
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
                _check_events(name, clinical, column)
            if column.endswith("_event") and _months(column) in clinical:
                _check_times(name, clinical, column)
        values.setflags(write=False)
        frozen = pd.DataFrame(values, index=expression.index, columns=expression.columns, copy=False)
        for slot, value in {
            "name": name,
            "_expression": frozen,
            "_clinical": clinical.copy(),
            "scale": scale,
            "sources": tuple(sources),
            "notes": tuple(notes),
        }.items():
            object.__setattr__(self, slot, value)

    def __setattr__(self, attribute: str, value: object) -> None:
        """Refuse assignment: a cohort does not change once it is checked."""
        raise AttributeError(f"{self.name}: a Cohort is immutable; use select() to make another one")

    def __repr__(self) -> str:
        """Name, size and scale on one line."""
        genes, samples = self._expression.shape
        return f"<Cohort {self.name}: {genes:,} features x {samples:,} samples, {self.scale}>"

    @property
    def expression(self) -> pd.DataFrame:
        """Features x samples, backed by a read-only array."""
        return self._expression

    @property
    def clinical(self) -> pd.DataFrame:
        """Samples x fields, a copy."""
        return self._clinical.copy()

    def select(self, samples: pd.Series | pd.Index, *, name: str | None = None) -> "Cohort":
        """Return the cohort of some of the samples, in their present order.

        Parameters
        ----------
        samples
            A boolean Series over the samples, or their identifiers.
        name
            Name of the new cohort; the old one if not given.

        Raises
        ------
        CohortError
            If an identifier is not in the cohort, or no sample is left.
        """
        ids = self._clinical.index
        if isinstance(samples, pd.Series):
            keep = samples.reindex(ids, fill_value=False).to_numpy(dtype=bool)
        else:
            unknown = pd.Index(samples).difference(ids)
            if len(unknown):
                raise CohortError(f"{self.name}: sample {unknown[0]!r} is not in the cohort")
            keep = ids.isin(samples)
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


def _months(event: str) -> str:
    return event.removesuffix("_event") + "_months"


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


def _check_events(name: str, clinical: pd.DataFrame, column: str) -> None:
    values = clinical[column]
    bad = values[values.notna() & ~values.isin([0, 1])]
    if len(bad):
        raise CohortError(
            f"{name}: column {column!r} of sample {bad.index[0]!r} is {bad.iloc[0]!r}; "
            "events are coded 1 = event, 0 = none"
        )


def _check_times(name: str, clinical: pd.DataFrame, event: str) -> None:
    months = _months(event)
    recorded = clinical[clinical[event].notna() | clinical[months].notna()]
    times = pd.to_numeric(recorded[months], errors="coerce")
    bad = recorded[recorded[event].isna() | ~np.isfinite(times) | (times < 0)]
    if len(bad):
        row = bad.iloc[0]
        raise CohortError(
            f"{name}: sample {bad.index[0]!r} has {months} = {row[months]!r} with "
            f"{event} = {row[event]!r}; a time must be finite, not negative and stand beside an event code"
        )
