"""GSE42568: an alphabetical part of the genes in 104 tumours, with relapse."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

SOURCE = "gse42568-gsstda"
EXPRESSION, TISSUE = "full_data.rda", "case_tag.rda"
EVENT, TIME = "survival_event.rda", "survival_time.rda"
TUMOUR, NORMAL = "T", "NT"


@cache
def _samples() -> tuple[pd.DataFrame, pd.DataFrame]:
    genes = deposited.frame(SOURCE, EXPRESSION).rename_axis(None)
    vectors = {file: deposited.frame(SOURCE, file).iloc[:, 0] for file in (TISSUE, EVENT, TIME)}
    short = [file for file, values in vectors.items() if len(values) != genes.shape[1]]
    if short:
        raise CohortError(
            f"{SOURCE}/{short[0]} has {len(vectors[short[0]])} values and {EXPRESSION} "
            f"{genes.shape[1]} samples; they are joined by position"
        )
    clinical = pd.DataFrame(
        {
            "tumour": (vectors[TISSUE].astype(str) == TUMOUR).to_numpy(),
            "rfs_event": vectors[EVENT].to_numpy(dtype=float),
            "rfs_months": vectors[TIME].to_numpy(dtype=float),
        },
        index=genes.columns,
    )
    return genes, clinical


@cache
def gse42568() -> Cohort:
    """Return 4,165 genes in 104 tumours of GSE42568, with relapse-free survival.

    Returns
    -------
    Cohort
        Symbols x patients, log2 intensity. ``rfs_event``, ``rfs_months``.

    Notes
    -----
    The genes run from A1BG to DDX50: ESR1, ERBB2, GRB7 and MKI67 are not among them, so neither
    receptor status nor HER2 by expression can be told, and the cohort is unselected. Sets of
    genes drawn from it are no sample of the genome. BUB1 does not follow the other genes of
    proliferation. Outcomes are joined by position. No other clinical field is deposited.

    References
    ----------
    Clarke C et al. (2013) Carcinogenesis 34:2300-2308.
    """
    genes, clinical = _samples()
    tumour = clinical["tumour"]
    return Cohort(
        "GSE42568",
        genes.loc[:, tumour],
        clinical.loc[tumour, ["rfs_event", "rfs_months"]],
        scale="log2 intensity",
        sources=[f"{SOURCE}/{file}" for file in (EXPRESSION, TISSUE, EVENT, TIME)],
        notes=(
            "An alphabetical part of the genes; receptor status is unknown.",
            "The 17 normal samples are left out; outcomes are joined by position.",
        ),
    )


def gse42568_normal() -> Cohort:
    """Return the same genes in the 17 normal breasts of GSE42568, without clinical fields."""
    genes, clinical = _samples()
    normal = clinical.index[~clinical["tumour"]]
    return Cohort(
        "GSE42568, normal",
        genes[normal],
        pd.DataFrame(index=normal),
        scale="log2 intensity",
        sources=[f"{SOURCE}/{file}" for file in (EXPRESSION, TISSUE, EVENT, TIME)],
    )
