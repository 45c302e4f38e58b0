"""HER2 status from the expression of its amplicon, for cohorts that record none."""

import pandas as pd

from resistbook.data.cohorts.cohort import CohortError

AMPLICON = ("ERBB2", "GRB7")
LIMIT = 2.0
"""Robust SDs above the median."""


def amplicon_score(expression: pd.DataFrame) -> pd.Series:
    """Return how far ERBB2 and GRB7 stand above most tumours, in robust SDs.

    Parameters
    ----------
    expression : genes x samples
        As in `her2_by_expression`.

    Returns
    -------
    Series, samples
        The mean over ERBB2 and GRB7 (those that are measured) of (value - median) / (1.4826
        median absolute deviations).

    Raises
    ------
    CohortError
        If neither gene is measured, or one does not vary.
    """
    genes = expression.loc[expression.index.isin(AMPLICON)]
    if genes.empty:
        raise CohortError(
            f"none of {', '.join(AMPLICON)} is among the {len(expression)} genes; HER2 status "
            "cannot be told from this panel"
        )
    centred = genes.sub(genes.median(axis=1), axis=0)
    spread = 1.4826 * centred.abs().median(axis=1)
    if not (spread > 0).all():
        raise CohortError(f"{spread.idxmin()} does not vary between most samples")
    return centred.div(spread, axis=0).mean().rename("amplicon")


def her2_by_expression(expression: pd.DataFrame) -> pd.Series:
    """Call a tumour HER2-positive if ERBB2 and GRB7 stand out together.

    Parameters
    ----------
    expression : genes x samples
        On a log scale, of an unselected cohort: most of its tumours must be HER2-negative.

    Returns
    -------
    Series, samples
        1 if `amplicon_score` exceeds 2, else 0.

    Raises
    ------
    CohortError
        As in `amplicon_score`.

    Notes
    -----
    The limit was set on status, never on outcome. The amplicon at 17q12 raises both genes, and
    GRB7 tells it from a high ERBB2 of other cause.
    """
    return (amplicon_score(expression) > LIMIT).astype(float).rename("her2")
