"""Patients treated with adjuvant tamoxifen and no chemotherapy, from four deposited series.

The package of curated tables ``tam-cohorts`` holds GSE17705 (298 patients), GSE12093 (136),
GSE1379 (60) and 148 of the 155 patients of GSE9893. Two tables of expression come from it:
8,832 genes as 0/1, which lost its patient identifiers (`tamoxifen_binary` recovers them), and
136 genes on a log2 scale (`tamoxifen_continuous`).

Notes
-----
*Coding.* ``posOutcome``, ``RFS`` and ``DFS`` are 1 for patients WITHOUT an event; ``relapse`` and
``rfs_event`` turn that round. The deposited ``RFS`` or ``DFS`` agrees with ``posOutcome`` in all
642 patients.

*GSE9893 is scrambled at gene level.* Nine proliferation genes correlate at a mean r of 0.63 to
0.68 within each other series and at 0.06 there (19 binary genes: 0.49 to 0.55 against 0.00). The
correlation matrix of the 36 genes of the second continuous table agrees between any two other
series (r 0.70 to 0.79) and with GSE9893 not at all (-0.02 to 0.02). Structure itself is not lost:
the first component of its binary matrix holds 27% of the variance (8 to 16% elsewhere), so the
labels are wrong alike in every sample, and alike in all three tables. They are not one clean
permutation: over the 100 genes of the first table a weak agreement remains (0.18, where permuted
labels give -0.03 to 0.04 and GSE1379 0.36), so a minority of labels may be right, and nothing
tells which. Only counts of genes may be taken from that series, nothing that depends on a gene's
name; it is left out unless asked for.

*Batches.* The continuous tables were centred per study, and in GSE17705 per site. In the binary
table genes at the detection floor fall on either side of the median by site alone: 1,534 genes
(17%) differ by more than half between the two sites of GSE17705 in the share above the median,
56 of them constant within each site; 218 genes are constant in GSE12093. Relapse differs by
site too (JBI 17%, MDACC 27%). Stratify by ``batch`` (study and site), never pool.

*Patients shared with another cohort.* 96 of the 103 patients of GSE17705 from the Jules Bordet
Institute are the OXFT patients of GSE6532 (`loi2008`): equal numbers, equal
outcome, and each is the other's nearest neighbour in expression. The field ``patient`` is the
same in both cohorts; count those patients once.
"""

from functools import cache

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

SOURCE = "tam-cohorts"
BINARY = "tamoxBinary.csv.xz"
PANEL_100 = ("current_train.csv", "current_test.csv")
PANEL_70 = "ex15bmcMerged70genes.csv"
PATIENTS = "bmc15mldata1.csv"
CLINICAL = "bcClinicalTable.csv"
SCRAMBLED = "GSE9893"
FIELDS = {CLINICAL: ["*"], BINARY: ["posOutcome"]} | dict.fromkeys(
    PANEL_100, ("patient_ID", "study_ID", "posOutcome")
)

AGREEMENT = 0.75
"""Least share of unused genes on which a recovered patient must agree; chance gives about 0.5."""

CODING = (
    "posOutcome, RFS and DFS are deposited as 1 = no event; relapse and rfs_event are 1 = event."
)
CENTRED = (
    "Batches (study, and in GSE17705 site) differ by centring and detection floor: stratify by "
    "batch, and read no difference between batches."
)
SHARED = (
    "96 of the 103 GSE17705 patients of site JBI are OXFT patients of GSE6532 (loi2008); the "
    "field patient is the same in both: count them once."
)
TIMES = (
    "Times exist for GSE17705 (deposited as RFS) and GSE12093 (deposited as DFS) only; the field "
    "endpoint says which."
)
KEPT = (
    "GSE9893 is included although its gene labels are scrambled in this package: only counts of "
    "genes may be used from it, never a named gene."
)
DROPPED = "GSE9893 (148 patients) is left out: its gene labels are scrambled in this package."


def tamoxifen_binary(*, with_gse9893: bool = False) -> Cohort:
    """Return 8,832 genes as above (1) or not above (0) the pooled median, with patients named.

    The deposited table has neither identifiers nor an order. Each of its rows is given to one
    patient by the one-to-one assignment that agrees best with the 100 continuous genes cut at
    their pooled medians.

    Parameters
    ----------
    with_gse9893
        Keep the 148 patients of GSE9893. Their gene labels are scrambled: only counts of genes
        may then be used from that series, nothing that depends on a gene's name.

    Returns
    -------
    Cohort
        8,832 symbols x 494 patients with 119 relapses (642 with 171 if GSE9893 is kept), in the
        order of the continuous table.

    Raises
    ------
    CohortError
        If a patient found from half of the genes is not found from the other half, agrees with
        the genes not used on less than `AGREEMENT`, or has another outcome than deposited.

    Notes
    -----
    Measured on the deposited files: matching on 50 genes and checking on the other 50, every
    patient agrees on 88 to 100% (median 96%), both halves find the same patient for all 642 rows,
    and the outcome, never used for the matching, is equal in all 642. See the notes of the module
    for GSE9893, the batches and the patients shared with GSE6532.
    """
    return _binary(with_gse9893)


def tamoxifen_continuous(*, with_gse9893: bool = False) -> Cohort:
    """Return the 136 genes that the package holds on a continuous scale.

    Parameters
    ----------
    with_gse9893
        Keep the 148 patients of GSE9893, whose gene labels are scrambled here too.

    Returns
    -------
    Cohort
        136 symbols x 494 patients (642 if GSE9893 is kept), log2, centred per batch.

    Raises
    ------
    CohortError
        If the two tables name the same gene: they would have to be reconciled first.

    Notes
    -----
    100 genes come from ``current_train.csv`` and ``current_test.csv``, 36 from
    ``ex15bmcMerged70genes.csv``. No symbol stands in both tables, and no two rows correlate above
    r 0.81, so nothing had to be reconciled. The other 34 symbols of the second table hold no
    value for any of its 2,225 patients and are left out rather than filled. Symbols are kept as
    deposited (KNTC2 is today's NDC80).
    """
    return _continuous(with_gse9893)


@cache
def _binary(with_gse9893: bool) -> Cohort:
    rows, without_event = _deposited_binary()
    patients = _panel_100().index[_owners()]
    expression = rows.set_axis(patients).T
    clinical = _clinical().loc[_panel_100().index]
    if not np.array_equal(clinical.relapse.loc[patients], 1 - without_event):
        raise CohortError(
            f"{SOURCE}/{BINARY}: a recovered patient has another outcome than posOutcome says; "
            "the assignment is wrong"
        )
    return _cohort(
        "Tamoxifen, above or below the median",
        expression,
        clinical,
        with_gse9893,
        scale="1 = above the gene's pooled median, 0 = not",
        files=(BINARY, *PANEL_100, CLINICAL),
        notes=(
            "Patient identifiers were recovered by one-to-one assignment to the 100 continuous "
            "genes and verified on genes not used and on the outcome.",
            CODING,
            CENTRED,
            SHARED,
            TIMES,
        ),
    )


@cache
def _continuous(with_gse9893: bool) -> Cohort:
    first = _panel_100().drop(columns="posOutcome")
    order = _gsm(_table(PATIENTS)["patient_ID"])
    second = _table(PANEL_70).drop(columns="Unnamed: 0").set_axis(order).loc[first.index]
    unmeasured = second.columns[second.isna().all()]
    second = second.drop(columns=unmeasured)
    both = first.columns.intersection(second.columns)
    if len(both):
        raise CohortError(
            f"{SOURCE}: gene {both[0]!r} stands in both continuous tables; reconcile them first"
        )
    return _cohort(
        "Tamoxifen, continuous panel",
        first.join(second).T,
        _clinical().loc[first.index],
        with_gse9893,
        scale="log2 expression, centred per study and site",
        files=(*PANEL_100, PANEL_70, PATIENTS, CLINICAL),
        notes=(
            f"{first.shape[1]} genes come from current_train/test.csv and {second.shape[1]} from "
            f"{PANEL_70}; no gene stands in both.",
            f"{len(unmeasured)} symbols of {PANEL_70} hold no value at all and are left out.",
            CODING,
            CENTRED,
            SHARED,
            TIMES,
        ),
    )


def _cohort(
    name: str,
    expression: pd.DataFrame,
    clinical: pd.DataFrame,
    with_gse9893: bool,
    *,
    scale: str,
    files: tuple[str, ...],
    notes: tuple[str, ...],
) -> Cohort:
    keep = clinical.index if with_gse9893 else clinical.index[clinical.series != SCRAMBLED]
    return Cohort(
        name,
        expression[keep],
        clinical.loc[keep],
        scale=scale,
        sources=[f"{SOURCE}/{file}" for file in files],
        notes=(*notes, KEPT if with_gse9893 else DROPPED),
    )


def _table(file: str) -> pd.DataFrame:
    return deposited.table(SOURCE, file, fields=FIELDS.get(file, ()), low_memory=False)


@cache
def _deposited_binary() -> tuple[pd.DataFrame, np.ndarray]:
    rows = _table(BINARY)
    return rows.drop(columns="posOutcome"), rows["posOutcome"].to_numpy()


@cache
def _panel_100() -> pd.DataFrame:
    """Patients x 100 genes and ``posOutcome``."""
    panel = pd.concat([_table(file) for file in PANEL_100])
    return panel.set_index(_gsm(panel["patient_ID"])).drop(
        columns=["patient_ID", "study_ID", "pam_coincide"]
    )


@cache
def _owners() -> np.ndarray:
    """For each row of the binary table, the row of the 100-gene table it belongs to."""
    panel = _panel_100().drop(columns="posOutcome")
    above = (panel > panel.median()).to_numpy(dtype=int)
    return recover(_deposited_binary()[0][panel.columns].to_numpy(), above)


def recover(rows: np.ndarray, patients: np.ndarray) -> np.ndarray:
    """Find the patient of each row of a table of 0/1 that lost its identifiers.

    Parameters
    ----------
    rows, patients : samples x genes
        The same genes as 0/1 in the unnamed and in the named table, of equal shape.

    Returns
    -------
    np.ndarray
        ``owner``, such that ``rows[i]`` belongs to ``patients[owner[i]]``.

    Raises
    ------
    CohortError
        If every second gene finds other patients than the genes between them, or a patient
        agrees with the genes not used on less than `AGREEMENT`.
    """
    halves = [slice(0, None, 2), slice(1, None, 2)]
    owners = [_assign(rows[:, half], patients[:, half]) for half in halves]
    differ = np.flatnonzero(owners[0] != owners[1])
    if len(differ):
        raise CohortError(
            f"{SOURCE}/{BINARY}: the two halves of the genes give row {differ[0]} to different "
            f"patients ({len(differ)} of {len(rows)} rows differ); identifiers cannot be recovered"
        )
    for owner, unused in zip(owners, reversed(halves), strict=True):
        agreement = (rows[:, unused] == patients[owner][:, unused]).mean(axis=1)
        if agreement.min() < AGREEMENT:
            raise CohortError(
                f"{SOURCE}/{BINARY}: row {agreement.argmin()} agrees with its patient on "
                f"{agreement.min():.0%} of the genes not used for matching, less than "
                f"{AGREEMENT:.0%}; identifiers cannot be recovered"
            )
    return owners[0]


def _assign(rows: np.ndarray, patients: np.ndarray) -> np.ndarray:
    agreeing = rows @ patients.T + (1 - rows) @ (1 - patients).T
    return linear_sum_assignment(agreeing, maximize=True)[1]


@cache
def _clinical() -> pd.DataFrame:
    """Clinical fields of the 642 patients."""
    table = _table(CLINICAL)
    table = table.set_index(_gsm(table["patient_ID"])).loc[_panel_100().index]
    without_event = table["RFS"].fillna(table["DFS"])
    differ = table.index[without_event.to_numpy() != _panel_100()["posOutcome"].to_numpy()]
    if len(differ):
        raise CohortError(
            f"{SOURCE}/{CLINICAL}: RFS or DFS of {differ[0]} disagrees with posOutcome of the "
            f"100-gene table"
        )
    relapse = 1 - without_event
    months = table["RFS_months_or_MIN_months_of_RFS"].fillna(
        table["DFS_months_or_MIN_months_of_DFS"]
    )
    site = table["site_ID"].str.split("_").str[0].fillna(table["site_ID_preprocessed"])
    return pd.DataFrame(
        {
            "series": table["series_id"],
            "site": site.fillna(table["series_id"]),
            "batch": table["series_id"].where(table["series_id"] != "GSE17705", "GSE17705-" + site),
            "patient": table["original_study_patient_ID"].str.replace(
                "JBI_Tissue_BC_Tamoxifen_", "OXFT_"
            ),
            "relapse": relapse,
            "endpoint": np.where(table["RFS"].notna(), "RFS", "DFS"),
            "rfs_event": relapse.where(months.notna()),
            "rfs_months": months,
            "er": table["ER_preTrt"],
            "pr": table["PR_preTrt"],
            "her2": table["HER2_preTrt"],
            "grade": table["hist_grade"],
            "node": table["preTrt_lymph_node_status"].map({"N0": 0.0, "N1": 1.0, "positive": 1.0}),
            "age": table["age"],
            "size_cm": table["tumor_size_cm_preTrt_preSurgery"],
        }
    )


def _gsm(numbers: pd.Series) -> pd.Index:
    return pd.Index("GSM" + numbers.astype(str)).rename(None)
