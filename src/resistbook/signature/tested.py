"""The outcomes that a gene list is tested on: survival in eight cohorts, response in two."""

from typing import NamedTuple

import pandas as pd

from resistbook.data.cohorts.prognosis import FOLLOWED, PATIENTS, TREATED, followed, treated
from resistbook.signature.gene_list import SignatureError

SOURCES = (
    "anoikis-genes",
    "enlight",
    "genefu-sigs",
    "genesets-msigdb",
    "gse25066-biospear",
    "gse42568-gsstda",
    "hgu133a-chip",
    "metabric-300",
    "metabric-489",
    "metabric-clinical",
    "penelope",
    "scanb-400",
    "signatures-genefu",
    "survjamda-pheno",
    "survset",
    "tam-cohorts",
    "tcga-clinical",
    "tcga-fastpls",
    "tcga-gsalightning",
    "tcga-porpoise",
    "transneo",
)
"""What ``resistbook fetch --for signature`` fetches."""

FETCH = "resistbook fetch --for signature"
RESPONSE = "response"
FEWEST_EVENTS = 10


class Tested(NamedTuple):
    """One outcome in the patients of one cohort."""

    name: str
    """The cohort; with ", response" where response is the outcome."""
    endpoint: str
    survival: bool
    expression: pd.DataFrame
    """Genes x patients, normal scores."""
    time: pd.Series
    event: pd.Series
    """1 = event, or complete response."""
    strata: pd.Series | None
    clinical: pd.DataFrame
    """Patients x fields; no column where none is recorded."""
    notes: tuple[str, ...]


def names() -> list[str]:
    """Return the outcomes that can be asked for."""
    return [*FOLLOWED, *(f"{name}, {RESPONSE}" for name in TREATED)]


def chosen(cohorts: list[str] | None) -> list[str]:
    """Return the outcomes of the cohorts asked for, all if none is.

    A cohort's name stands for its survival and its response.

    Raises
    ------
    SignatureError
        For a name that is none of them.
    """
    if not cohorts:
        return names()
    known = names()
    wanted = []
    for cohort in cohorts:
        mine = [name for name in known if cohort in (name, name.split(",")[0])]
        if not mine:
            there = ", ".join(dict.fromkeys(name.split(",")[0] for name in known))
            raise SignatureError(f"no cohort {cohort!r}; there are {there}")
        wanted += mine
    return list(dict.fromkeys(wanted))


def tested(name: str, patients: str) -> Tested:
    """Return one outcome.

    Raises
    ------
    CohortError
        If the cohort has no such patients.
    SourceError
        If a file of the cohort cannot be had.
    """
    cohort = name.split(",")[0]
    if RESPONSE in name:
        found = treated(cohort, patients)
        fields = found.clinical
        event = fields.pop("complete_response")
        # Responders first, at one moment: pairs of responder and other give the area under the
        # ROC curve as Harrell's C.
        time = 2.0 - event
        return Tested(
            name, TREATED[cohort].means, False, found.expression, time, event, None, fields,
            found.notes,
        )  # fmt: skip
    found = followed(cohort, patients)
    fields = found.clinical
    time, event, stratum = (
        fields.pop(field) for field in ("outcome_months", "outcome_event", "stratum")
    )
    return Tested(
        name,
        FOLLOWED[cohort].means,
        True,
        found.expression,
        time,
        event,
        stratum if stratum.nunique() > 1 else None,
        fields,
        found.notes,
    )


def worse(outcome: Tested) -> Tested:
    """Return an outcome whose event is what is worse for the patient.

    Of survival it is already. Of response the event becomes residual disease, so that C above one
    half and a ratio above 1 mean the same in both: the higher the score, the worse.
    """
    if outcome.survival:
        return outcome
    residual = 1.0 - outcome.event
    return outcome._replace(
        endpoint=f"residual disease (no {outcome.endpoint})", time=2.0 - residual, event=residual
    )


__all__ = [
    "FETCH", "FEWEST_EVENTS", "PATIENTS", "SOURCES", "Tested", "chosen", "names", "tested", "worse",
]  # fmt: skip
