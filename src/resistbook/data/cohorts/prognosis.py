"""Patients of eight cohorts with survival, and of two with response: where any genes are tested."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data.cohorts.cohort import Cohort, CohortError
from resistbook.data.cohorts.her2_expression import her2_by_expression
from resistbook.data.cohorts.her2_negative import DESIGNS, MEASURED, Design, mostly_tied
from resistbook.data.cohorts.trials.enlight import transneo_trastuzumab
from resistbook.data.cohorts.tumours.gse25066 import gse25066
from resistbook.data.cohorts.tumours.gse42568 import gse42568
from resistbook.data.cohorts.tumours.metabric import metabric_489
from resistbook.data.cohorts.tumours.tcga_panels import normal_scores

PATIENTS = ("her2-negative", "her2-positive", "er-positive", "all")

UNSELECTED = ("GSE42568",)
"""Cohorts without receptors: all of their patients stand among the HER2-negative ones."""


def _everyone(cohort: Cohort) -> pd.Series:
    return pd.Series(True, cohort.clinical.index)


FOLLOWED = {
    **DESIGNS,
    "METABRIC": DESIGNS["METABRIC"]._replace(source=metabric_489),
    "GSE42568": Design(gse42568, "rfs", "relapse", (), _everyone),
}
"""Cohorts with survival, by name."""

TREATED = {
    "GSE25066": Design(
        gse25066,
        "pcr",
        "complete response to taxane and anthracycline",
        ("age", "t", "n", "grade", "er"),
        DESIGNS["GSE25066"].chosen,
    ),
    "TransNEO": Design(
        transneo_trastuzumab,
        "residual",
        "complete response to trastuzumab with chemotherapy",
        ("age", "grade", "er"),
        _everyone,
    ),
}
"""Cohorts with response to treatment before surgery, by name."""


@cache
def followed(name: str, patients: str = PATIENTS[0]) -> Cohort:
    """Return the patients of a cohort who have survival and all clinical fields.

    Parameters
    ----------
    name
        A key of `FOLLOWED`.
    patients
        One of `PATIENTS`.

    Returns
    -------
    Cohort
        Symbols x patients, normal scores of the ranks within each gene among these patients; a
        value that was not measured is 0, the median. Clinical: ``outcome_event``,
        ``outcome_months``, ``stratum``, and the fields of the clinical model that vary.

    Raises
    ------
    CohortError
        For another name or selection, and where the cohort records nothing to choose by.

    Notes
    -----
    HER2-negative patients are those of `her2_negative`; METABRIC has 489 genes here. GSE42568
    records no receptor: its patients, unselected, stand for the HER2-negative ones, and it has no
    HER2-positive or ER-positive ones.
    """
    design = _design(FOLLOWED, name)
    source = design.source()
    fields = source.clinical
    table = pd.DataFrame(
        {
            "outcome_event": fields[f"{design.endpoint}_event"],
            "outcome_months": fields[f"{design.endpoint}_months"],
            "stratum": "all" if design.strata is None else fields[design.strata].astype(str),
        }
    )
    usable = table.notna().all(axis=1) & (table["outcome_months"] > 0)
    return _described(name, design, table, usable, patients, complete=name == "TCGA")


@cache
def treated(name: str, patients: str = PATIENTS[0]) -> Cohort:
    """Return the patients of a cohort whose response to treatment before surgery is known.

    Parameters
    ----------
    name
        A key of `TREATED`.
    patients
        One of `PATIENTS`. TransNEO's were all given trastuzumab, so that it has HER2-positive and
        ER-positive patients and no HER2-negative ones.

    Returns
    -------
    Cohort
        As `followed`, with ``complete_response`` (1, 0) as the only outcome.

    Raises
    ------
    CohortError
        As `followed`.
    """
    design = _design(TREATED, name)
    fields = design.source().clinical
    outcome = fields[design.endpoint]
    response = 1 - outcome if design.endpoint == "residual" else outcome
    table = response.rename("complete_response").to_frame()
    return _described(name, design, table, table["complete_response"].notna(), patients)


def _design(designs: dict[str, Design], name: str) -> Design:
    if name not in designs:
        raise CohortError(f"cohort is {name!r}; it must be one of {', '.join(designs)}")
    return designs[name]


def _described(
    name: str,
    design: Design,
    outcome: pd.DataFrame,
    usable: pd.Series,
    patients: str,
    *,
    complete: bool = False,
) -> Cohort:
    source = design.source()
    clinical = source.clinical[list(design.clinical)].astype(float)
    if "nodes" in clinical:
        clinical["nodes"] = np.log2(1 + clinical["nodes"])
    used = usable & clinical.notna().all(axis=1) & _chosen(name, design, source, patients)
    if not used.any():
        raise CohortError(f"{name} has no {patients} patient with an outcome; leave it out")
    expression = source.expression.loc[:, used]
    expression = expression[expression.notna().mean(axis=1) > MEASURED]
    if complete:
        expression = expression.dropna()
    expression = normal_scores(expression).fillna(0.0)
    clinical = clinical[used]
    return Cohort(
        name,
        expression[~mostly_tied(expression)],
        outcome[used].join(clinical.loc[:, clinical.nunique() > 1]),
        scale="normal score of the rank within a gene",
        sources=source.sources,
        notes=source.notes,
    )


def _chosen(name: str, design: Design, source: Cohort, patients: str) -> pd.Series:
    """Tell which patients are of the kind asked for, in tumours that can be used."""
    if patients not in PATIENTS:
        raise CohortError(f"patients is {patients!r}; it must be one of {', '.join(PATIENTS)}")
    fields = source.clinical
    if patients == "all":
        return _usable(name, source)
    if name in UNSELECTED:
        if patients == "her2-negative":
            return _everyone(source)
        raise CohortError(f"{name} records no receptor; it has no {patients} patients to choose")
    if patients == "er-positive":
        return _usable(name, source) & (fields["er"] == 1)
    status = fields["her2"] if "her2" in fields else her2_by_expression(source.expression)
    return _usable(name, source) & (status == float(patients == "her2-positive"))


def _usable(name: str, source: Cohort) -> pd.Series:
    """Tell which tumours are untreated primaries of the series, measured by the large panels."""
    fields = source.clinical
    usable = _everyone(source)
    if "tissue" in fields:
        usable &= fields["tissue"] == "primary"
    if "timing" in fields:
        usable &= fields["timing"] != "after"
    if name == "GSE25066":
        usable &= fields["series"] == name
    if name == "TCGA":
        measured = source.expression.notna().sum(axis=1)
        usable &= source.expression[measured > measured.min()].notna().all()
    return usable
