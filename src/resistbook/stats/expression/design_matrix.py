"""From a formula over the clinical table to a design that a linear model can be fitted with."""

from collections.abc import Collection
from difflib import get_close_matches

import numpy as np
import pandas as pd
from formulaic import Formula, SimpleFormula
from formulaic.errors import FormulaicError

__all__ = ["DesignError", "check_design", "design_matrix", "nearest"]

COLLINEAR = 1e-7
"""A column whose part independent of the others is smaller than this share of it is collinear."""


class DesignError(ValueError):
    """A design that does not answer the question asked of it; the message says how to mend it."""


def design_matrix(formula: str, clinical: pd.DataFrame) -> pd.DataFrame:
    """Code the terms of a formula as the columns of a full-rank design.

    Parameters
    ----------
    formula
        Right-hand side only, such as ``"~ patient + treatment"``. Text and categorical columns
        are treatment coded against their first level (alphabetical, or the first category);
        numbers and booleans enter as they are; ``C(column)`` makes a number a factor.
    clinical : samples x fields
        Source of the columns that the formula names.

    Returns
    -------
    DataFrame, samples x coefficients
        Index of `clinical`; columns in R's order (intercept, then terms by degree and as
        written), named ``Intercept``, ``column`` or ``column[T.level]``.

    Raises
    ------
    DesignError
        If the formula cannot be read or has a left-hand side; if it names a column that is not
        there; if a column it uses has a missing value, a declared level without a sample, or
        one level only; if the columns of the design are collinear.
    """
    try:
        parsed = Formula(formula)
    except FormulaicError as error:
        raise DesignError(f"formula {formula!r} cannot be read: {error}") from error
    if not isinstance(parsed, SimpleFormula):
        raise DesignError(f"formula {formula!r} must have one right-hand side only, like '~ a + b'")
    used = sorted(map(str, parsed.required_variables))
    for column in used:
        _check_column(clinical, column, formula)
    text = {name: object for name in used if isinstance(clinical[name].dtype, pd.StringDtype)}
    try:
        coded = parsed.get_model_matrix(clinical.astype(text), context={}, na_action="raise")
    except (FormulaicError, ValueError) as error:
        raise DesignError(f"formula {formula!r} cannot be evaluated: {error}") from error
    for term, columns in coded.model_spec.term_indices.items():
        if not columns:
            raise DesignError(
                f"formula {formula!r}: term {str(term)!r} has one level only among "
                f"{len(clinical)} samples; there is nothing to compare"
            )
    design = pd.DataFrame(coded).astype(float)
    check_design(design)
    return design


def check_design(design: pd.DataFrame) -> None:
    """Refuse a design with values that are not numbers, an empty group or collinear columns.

    Parameters
    ----------
    design : samples x coefficients

    Raises
    ------
    DesignError
        Naming the coefficients (and the sample) at fault.
    """
    samples, coefficients = design.shape
    if not design.columns.is_unique:
        twice = design.columns[design.columns.duplicated()][0]
        raise DesignError(f"design column {twice!r} stands twice")
    values = design.to_numpy(dtype=float)
    row, column = np.nonzero(~np.isfinite(values))
    if len(row):
        raise DesignError(
            f"design column {design.columns[column[0]]!r} is {values[row[0], column[0]]} for "
            f"sample {design.index[row[0]]!r}; leave the sample out or fill the value in"
        )
    empty = design.columns[~values.any(axis=0)]
    if len(empty):
        raise DesignError(
            f"design column {empty[0]!r} is zero for every sample: its group is empty; "
            "drop the level or add its samples"
        )
    if samples < coefficients:
        raise DesignError(
            f"{samples} samples cannot determine {coefficients} coefficients "
            f"({', '.join(map(str, design.columns))}); use a smaller formula or more samples"
        )
    together = _collinear(values)
    if len(together):
        names = [repr(name) for name in design.columns[together]]
        raise DesignError(
            f"the design columns {', '.join(names[:-1])} and {names[-1]} cannot be told apart: "
            "each is a sum of the others; drop a term from the formula"
        )


def nearest(name: object, known: Collection[object]) -> str:
    """Say which of the known names an unknown one may have meant.

    Parameters
    ----------
    name
        That is not known.
    known
        Names that are.

    Returns
    -------
    str
        The names that differ in capitals only, which is said; or else the closest spelling in any
        capitals; or else all names.
    """
    written = sorted(dict.fromkeys(map(str, known)))
    folded: dict[str, list[str]] = {}
    for each in written:
        folded.setdefault(each.casefold(), []).append(each)
    sought = str(name).casefold()
    if alike := folded.get(sought):
        return f"did you mean {' or '.join(map(repr, alike))} (capitals count)?"
    if close := get_close_matches(sought, folded, n=1, cutoff=0.5):
        return f"did you mean {folded[close[0]][0]!r}?"
    return f"known are {', '.join(written)}"


def _check_column(clinical: pd.DataFrame, column: str, formula: str) -> None:
    if column not in clinical:
        raise DesignError(
            f"formula {formula!r} names column {column!r}, which the clinical table does not "
            f"have; {nearest(column, clinical.columns)}"
        )
    values = clinical[column]
    missing = clinical.index[values.isna()]
    if len(missing):
        raise DesignError(
            f"column {column!r} is missing for sample {missing[0]!r} ({len(missing)} of "
            f"{len(clinical)} samples); select the samples that have it before the formula"
        )
    if isinstance(values.dtype, pd.CategoricalDtype):
        unused = values.cat.categories.difference(values.unique(), sort=False)
        if len(unused):
            raise DesignError(
                f"column {column!r} declares level {unused[0]!r}, but no sample has it; "
                "add its samples or call .cat.remove_unused_categories()"
            )


def _collinear(values: np.ndarray) -> np.ndarray:
    """Positions of a first column that depends on those before it, and of those it needs."""
    scaled = values / np.linalg.norm(values, axis=0)
    if np.all(np.abs(np.diag(np.linalg.qr(scaled, mode="r"))) > COLLINEAR):
        return np.array([], dtype=int)
    independent: list[int] = []
    for j in range(scaled.shape[1]):
        before = scaled[:, independent]
        weights, *_ = np.linalg.lstsq(before, scaled[:, j])
        if np.linalg.norm(scaled[:, j] - before @ weights) < COLLINEAR:
            needed = np.asarray(independent, dtype=int)[np.abs(weights) > COLLINEAR]
            return np.append(needed, j)
        independent.append(j)
    return np.array([], dtype=int)
