"""The HER2-negative patients of seven cohorts, with outcome and clinical model."""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.data.cohorts.cohort import Cohort, CohortError
from resistbook.data.cohorts.her2_expression import her2_by_expression
from resistbook.data.cohorts.tumours.gse25066 import gse25066
from resistbook.data.cohorts.tumours.metabric import metabric
from resistbook.data.cohorts.tumours.scanb import scanb
from resistbook.data.cohorts.tumours.survset import survset
from resistbook.data.cohorts.tumours.tcga_panels import normal_scores, tcga_joined

MEASURED = 0.5
"""Genes with a value in fewer of the patients are left out."""

TIED = 0.5
"""Genes of which one value holds more of the patients are left out."""


class Design(NamedTuple):
    """How the patients of one cohort are chosen and described."""

    source: Callable[[], Cohort]
    endpoint: str
    """Prefix of the outcome's fields."""
    means: str
    """The outcome in words."""
    clinical: tuple[str, ...]
    """Fields of the clinical model."""
    chosen: Callable[[Cohort], pd.Series]
    """Which patients are HER2-negative and to be used; samples, boolean."""
    strata: str | None = None


def _gse1992() -> Cohort:
    return survset("GSE1992")


def _gse4335() -> Cohort:
    return survset("GSE4335")


def _gse3143() -> Cohort:
    return survset("GSE3143")


def _recorded(cohort: Cohort) -> pd.Series:
    return cohort.clinical["her2"] == 0


def _expressed(cohort: Cohort) -> pd.Series:
    fields = cohort.clinical
    primary = fields["tissue"] == "primary" if "tissue" in fields else True
    before = fields["timing"] != "after" if "timing" in fields else True
    return (her2_by_expression(cohort.expression) == 0) & primary & before


def _in_three_panels(cohort: Cohort) -> pd.Series:
    values = cohort.expression
    measured = values.notna().sum(axis=1)
    # The smallest panel holds too few patients; the three others must all hold the patient.
    large = values[measured > measured.min()]
    return _recorded(cohort) & large.notna().all()


def _taxane(cohort: Cohort) -> pd.Series:
    return _recorded(cohort) & (cohort.clinical["series"] == "GSE25066")


DESIGNS = {
    "TCGA": Design(tcga_joined, "pfi", "progression", ("age", "stage", "er"), _in_three_panels),
    "SCAN-B": Design(scanb, "os", "death", ("age", "grade", "er"), _recorded),
    "METABRIC": Design(metabric, "rfs", "relapse", ("age", "nodes", "grade", "er"), _recorded),
    "GSE25066": Design(
        gse25066, "drfs", "distant relapse", ("age", "t", "n", "grade", "er"), _taxane
    ),
    "GSE1992": Design(
        _gse1992,
        "rfs",
        "relapse",
        ("age", "size_class", "node", "grade", "er"),
        _expressed,
    ),
    "GSE4335": Design(
        _gse4335,
        "rfs",
        "relapse",
        ("age", "size_class", "node", "grade", "er"),
        _expressed,
        strata="batch",
    ),
    "GSE3143": Design(_gse3143, "os", "death", ("er",), _expressed),
}


@cache
def her2_negative(name: str) -> Cohort:
    """Return the HER2-negative patients of a cohort who have an outcome and all clinical fields.

    Parameters
    ----------
    name
        A key of `DESIGNS`: ``TCGA`` and six others.

    Returns
    -------
    Cohort
        Symbols x patients, normal scores of the ranks within each gene among these patients; a
        value that was not measured is 0, the median. Clinical: ``outcome_event``,
        ``outcome_months``, ``stratum`` (one value if there are no strata), and the fields of the
        clinical model; positive ``nodes`` as log2(1 + n).

    Raises
    ------
    CohortError
        For a name that is no key of `DESIGNS`.

    Notes
    -----
    HER2 is as recorded in TCGA, SCAN-B, METABRIC and GSE25066, and by `her2_by_expression` in the
    other three, which record none. TCGA: patients whom the three larger panels hold; genes of the
    smallest alone are left out, and progression is used because follow-up is short. GSE25066
    without GSE16446. GSE1992 and GSE4335: untreated primary tumours.

    Ranks make arrays and sequencing comparable. They use no outcome, but a score from them says
    where a patient stands among those of the cohort, not by itself.

    A gene whose commonest value holds more than half of the patients is left out: its normal score
    tells few patients from all others, and on another platform has another spread. (Correction
    after the freeze: until then only constant genes were left out, and GDF2, tied in 648 of 660
    patients, had the largest weight in TCGA's model.)
    """
    if name not in DESIGNS:
        raise CohortError(f"cohort is {name!r}; it must be one of {', '.join(DESIGNS)}")
    design = DESIGNS[name]
    source = design.source()
    fields = source.clinical
    table = pd.DataFrame(
        {
            "outcome_event": fields[f"{design.endpoint}_event"],
            "outcome_months": fields[f"{design.endpoint}_months"],
            "stratum": "all" if design.strata is None else fields[design.strata].astype(str),
            **{field: fields[field].astype(float) for field in design.clinical},
        }
    )
    if "nodes" in table:
        table["nodes"] = np.log2(1 + table["nodes"])
    used = design.chosen(source) & table.notna().all(axis=1) & (table["outcome_months"] > 0)
    expression = source.expression.loc[:, used]
    expression = expression[expression.notna().mean(axis=1) > MEASURED]
    if name == "TCGA":
        expression = expression.dropna()
    expression = normal_scores(expression).fillna(0.0)
    return Cohort(
        f"{name}, HER2-negative",
        expression[~mostly_tied(expression)],
        table[used],
        scale="normal score of the rank within a gene",
        sources=source.sources,
        notes=source.notes,
    )


def mostly_tied(expression: pd.DataFrame) -> pd.Series:
    """Tell genes of which one value holds more than `TIED` of the samples.

    Parameters
    ----------
    expression : genes x samples
        Complete.

    Returns
    -------
    Series, genes
        A value that more than half of the samples share is their median.
    """
    return expression.eq(expression.median(axis=1), axis=0).mean(axis=1) > TIED
