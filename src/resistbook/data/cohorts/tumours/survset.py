"""Whole arrays with survival from the package SurvSet, joined with the fuller phenotypes.

Notes
-----
SurvSet keeps one endpoint a cohort and few clinical fields; the phenotype tables of survJamda
(``survjamda-pheno``), from which SurvSet was made, hold the rest. The loader checks that SurvSet's
``time`` and ``event`` equal RFS in GSE1992 and OS in GSE4335 and GSE3143.

SurvSet writes symbols as ``num_HS_<symbol>``; in GSE4335 hyphens have become underscores (23
symbols, HLA_A for HLA-A), which are restored: no symbol of the other two cohorts holds an
underscore, and 20 of the 23 stand there with the hyphen. Some symbols hold equal values in all
samples (one probe for several genes: 21 in GSE4335, 166 in GSE3143): a count of genes counts
those twice.

Missing spots were filled before deposit with one constant an array, near its median: half of the
genes of each 8k array of GSE4335, 13% of most arrays of GSE1992. Taken as data it hides every
difference (proliferation genes correlate within GSE4335's batches at 0.39 with it and at 0.49
without), so `without_fill` sets it back to missing.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

GENE = "num_HS_"
ENDPOINT = ["pid", "event", "time"]
FILL = 0.004
"""A value in more than this share of an array's genes is a fill; natural ties stay below 0.25%."""
NOT_RECORDED = ("na", "x", "NA", "missing")


class Reader(NamedTuple):
    """How the phenotype table of one series is read."""

    key: str
    """Its column that holds SurvSet's sample identifiers."""
    fields: dict[str, str]
    """Start of a deposited column name, and the name used here."""
    clinical: Callable[[pd.DataFrame], pd.DataFrame]
    endpoint: str
    """The endpoint that SurvSet's time and event must equal."""
    scale: str
    notes: tuple[str, ...]


def survset(series: str) -> Cohort:
    """Return one of SurvSet's breast-cancer cohorts with its full phenotype.

    Parameters
    ----------
    series
        ``"GSE1992"`` (124 patients), ``"GSE4335"`` (115) or ``"GSE3143"`` (158).

    Returns
    -------
    Cohort
        Symbols x patients. log2 ratio to a reference in GSE1992 and GSE4335, log2 intensity in
        GSE3143 (values 0 to 16.6).

    Raises
    ------
    CohortError
        For another series, a patient with two samples, and where SurvSet's time or event differs
        from the endpoint it was made from.

    Notes
    -----
    *GSE1992*: RFS (relapse at any site or death of disease) and OS; ``subtype`` is the single
    sample predictor with HER2-enriched; ``tissue`` tells the eight samples that are no untreated
    primary tumour (three autopsies, two metastases, one recurrence, two after chemotherapy); nine
    samples are from patients known to be treated with tamoxifen. ``batch`` is the array design,
    told by the genes it lacks (43 arrays lack none, 9 lack 1,218, 72 lack 2,036 or a few more).

    *GSE4335*: OS as deposited (1 = dead). RFS is deposited as months without an event code:
    ``rfs_event`` is 1 where RFS is shorter than OS (relapse seen) or the patient died, 0 where
    RFS equals OS in the living. Patients with RFS of 0 months (20, of whom 12 with metastases at
    diagnosis) were never free of disease and have neither field, nor have three without RFS.
    One sample a patient: ``timing`` is "before" chemotherapy (81), "single" (30), or "after" in
    the four patients whose earlier sample was not analysed. ``batch`` is the array batch (eight),
    a confounder: stratify.

    *GSE3143*: OS only. ``er`` is 1 for an ER level of 1 or more (deposited 0 to 3): GATA3 and
    TFF1 rise between level 0 and 1, before any other step. ESR1's probe separates levels poorly
    (AUC 0.64).
    """
    if series not in READERS:
        raise CohortError(f"SurvSet: series is {series!r}; it must be one of {', '.join(READERS)}")
    return _survset(series)


@cache
def _survset(series: str) -> Cohort:
    name = series.lower()
    arrays = deposited.pickled("survset", f"{name}.pickle", fields=ENDPOINT).set_index("pid")
    arrays.index = arrays.index.astype(str).rename(None)
    (pheno,) = deposited.frames("survjamda-pheno", f"{name}pheno.rda", [f"{name}pheno"])
    reader = READERS[series]
    pheno = pheno.astype(object).where(lambda table: ~table.isin(NOT_RECORDED))
    pheno = (
        pheno.set_index(reader.key)
        .rename_axis(None)
        .loc[arrays.index]
        .rename(
            columns=lambda column: next(
                (new for start, new in reader.fields.items() if column.startswith(start)), column
            )
        )
    )
    clinical = reader.clinical(pheno).assign(series=series)
    for field, theirs in {"event": "event", "months": "time"}.items():
        ours = f"{reader.endpoint}_{field}"
        differ = clinical.index[clinical[ours].to_numpy() != arrays[theirs].to_numpy()]
        if len(differ):
            raise CohortError(
                f"{series}: {theirs!r} of SurvSet differs from {ours!r} in {differ[0]!r}"
            )
    genes = [column for column in arrays if column.startswith(GENE)]
    symbols = [gene.removeprefix(GENE).replace("_", "-") for gene in genes]
    expression = arrays[genes].set_axis(symbols, axis=1).T
    if series != "GSE3143":
        expression = without_fill(expression)
    if series == "GSE1992":
        clinical["batch"] = _array_design(expression)
    return Cohort(
        series,
        expression,
        clinical,
        scale=reader.scale,
        sources=[f"survset/{name}.pickle", f"survjamda-pheno/{name}pheno.rda"],
        notes=reader.notes,
    )


def without_fill(expression: pd.DataFrame) -> pd.DataFrame:
    """Set to missing what stands in too many genes of an array to be measured.

    Parameters
    ----------
    expression : genes x samples
        log2 ratios; measured values of an array hardly repeat.

    Returns
    -------
    DataFrame, genes x samples
        Missing where an array's value stands in more than `FILL` of its genes.
    """

    def measured(array: pd.Series) -> pd.Series:
        share = array.map(array.value_counts(normalize=True))
        return array.where(share <= FILL)

    return expression.apply(measured)


def _array_design(expression: pd.DataFrame) -> pd.Series:
    lacking = expression.isna().sum()
    designs = ["complete", "lacks 1,218 genes", "lacks 2,036 genes"]
    return pd.cut(lacking, [-1, 0, 1218, np.inf], labels=designs).astype(str)


def _gse1992(pheno: pd.DataFrame) -> pd.DataFrame:
    tissue = pheno["tissue"].str.replace("_", " ")
    return pd.DataFrame(
        {
            "gsm": pheno["gsm"],
            "site": pheno.index.str.extract(r"^(BC|BR|PB|UB|9830)", expand=False).fillna("other"),
            "er": _number(pheno["er"]),
            "grade": _number(pheno["grade"]),
            "age": _number(pheno["age"]),
            "node": _number(pheno["node"]),
            "size_class": _number(pheno["size"]),
            "subtype": pheno["subtype"].str.replace("_", " "),
            "tissue": tissue.map(_tissue),
            "tamoxifen": tissue.str.contains("tamoxifen").astype(int),
            "rfs_event": _number(pheno["rfs_event"]),
            "rfs_months": _number(pheno["rfs_months"]),
            "os_event": _number(pheno["os_event"]),
            "os_months": _number(pheno["os_months"]),
        }
    )


def _tissue(description: str) -> str:
    for word, tissue in {
        "utopsy": "autopsy",
        "metastasis to": "metastasis",
        "node metastasis": "metastasis",
        "recurrence": "recurrence",
        "chemotherapy": "primary, after chemotherapy",
    }.items():
        if word in description:
            return tissue
    return "primary"


def _gse4335(pheno: pd.DataFrame) -> pd.DataFrame:
    person = pheno["Patient_ID"].str.lower()
    if person.duplicated().any():
        raise CohortError(
            f"GSE4335: patient {person[person.duplicated()].iloc[0]!r} has two samples; "
            "keep the one before treatment"
        )
    os_event, os_months = _number(pheno["os_event"]), _number(pheno["os_months"])
    rfs_months = _number(pheno["rfs_months"])
    rfs_months = rfs_months.where(rfs_months > 0)
    rfs_event = ((rfs_months < os_months) | (os_event == 1)).astype(float)
    comment = pheno["comments"].str.strip('"')
    return pd.DataFrame(
        {
            "patient": pheno["Patient_ID"],
            "site": person.str.split("_").str[:-1].str.join(" ").str.title(),
            "batch": pheno["batch"],
            "timing": np.select(
                [comment.str.startswith("Before"), comment.str.startswith("After")],
                ["before", "after"],
                default="single",
            ),
            "tissue": comment.map(_gse4335_tissue),
            "er": _number(pheno["er"]),
            "grade": _number(pheno["grade"]),
            "age": _number(pheno["age"]),
            "node": _number(pheno["node"]).clip(upper=1),
            "size_class": _number(pheno["size"]),
            "metastasis": _number(pheno["metastasis"]),
            "histology": pheno["Histology"],
            "rfs_event": rfs_event.where(rfs_months.notna()),
            "rfs_months": rfs_months,
            "os_event": os_event,
            "os_months": os_months,
        }
    )


def _gse4335_tissue(comment: str) -> str:
    if comment.startswith("Lymph_node_metastasis") or "metastasis_in_the_ovary" in comment:
        return "metastasis"
    return "second primary" if "second_independent" in comment else "primary"


def _gse3143(pheno: pd.DataFrame) -> pd.DataFrame:
    level = _number(pheno["er_level"])
    return pd.DataFrame(
        {
            "er": (level >= 1).astype(int),
            "er_level": level,
            "os_event": _number(pheno["os_event"]),
            "os_months": _number(pheno["os_months"]),
        }
    )


def _number(field: pd.Series) -> pd.Series:
    return pd.to_numeric(field)


READERS = {
    "GSE1992": Reader(
        "GEO_array_names",
        {
            "Age": "age",
            "ER_": "er",
            "Node_status": "node",
            "Grade": "grade",
            "Size": "size",
            "RFS_event": "rfs_event",
            "RFS_months": "rfs_months",
            "Overall_Survival_Event": "os_event",
            "Overall_suvival_months": "os_months",
            "Singe_Sample_Predictor": "subtype",
            "GEO_individual": "gsm",
            "Target_Source_2": "tissue",
        },
        _gse1992,
        "rfs",
        "log2 ratio to a universal reference",
        (
            "SurvSet's time and event are RFS; OS was joined from survjamda-pheno.",
            "Eight samples are no untreated primary tumour: see the field tissue.",
            "The constant that fills missing spots (8% of values) was set back to missing.",
        ),
    ),
    "GSE4335": Reader(
        "Array_ID",
        {
            "Age_at": "age",
            "X.Status": "os_event",
            "Overall_survival": "os_months",
            "Relapse.free": "rfs_months",
            "X._ER": "er",
            "T_": "size",
            "N_": "node",
            "M_": "metastasis",
            "Grade": "grade",
            "Microarray_batch": "batch",
            "Comments": "comments",
        },
        _gse4335,
        "os",
        "log2 ratio to a common reference",
        (
            "SurvSet's time and event are OS; RFS months were joined from survjamda-pheno.",
            "rfs_event is derived: relapse where RFS is shorter than OS, or death; patients with "
            "RFS of 0 months were never free of disease and have no RFS.",
            "Eight array batches are a confounder: stratify by batch.",
            "The constant that fills missing spots (34% of values, half of each 8k array) was set "
            "back to missing.",
            "One sample a patient, before treatment where there is one: see timing and tissue.",
            "Underscores in symbols were restored to hyphens.",
        ),
    ),
    "GSE3143": Reader(
        "TTBNO",
        {"ERlev": "er_level", "Status": "os_event", "Survival_Time": "os_months"},
        _gse3143,
        "os",
        "log2 intensity (HG-U95Av2)",
        ("er is 1 for a deposited ER level of 1 to 3, 0 for level 0.", "Overall survival only."),
    ),
}
