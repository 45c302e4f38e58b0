"""TCGA-BRCA: clinical fields with HER2 status, an expression panel, and protein arrays."""

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import norm

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError
from resistbook.data.cohorts.trials.penelope import penelope_tcga

CLINICAL = ("tcga-clinical", "BRCA.clinical.rda")
PANEL = ("tcga-porpoise", "tcga_brca_all_clean.csv.zip")
PROTEIN = ("tcga-rppa", "BRCA.RPPA.rda")
DAYS_A_MONTH = 30.4375
AMPLIFIED_RATIO = 2.0

IHC_LEVELS = {"3+": "positive", "2+": "equivocal", "1+": "negative", "0": "negative"}
CODES = {"positive": 1.0, "negative": 0.0}
HER2_FIELDS = {
    "ihc_level": "her2_immunohistochemistry_level_result",
    "ihc_status": "lab_proc_her2_neu_immunohistochemistry_receptor_status",
    "ish_outcome": "lab_procedure_her2_neu_in_situ_hybrid_outcome_type",
    "ish_ratio": "her2_neu_chromosone_17_signal_ratio_value",
}
FIELDS = (
    "patient.bcr_patient_barcode",
    *(f"patient.{field}" for field in HER2_FIELDS.values()),
    "patient.breast_carcinoma_*_receptor_status",
    "patient.gender",
    "patient.age_at_initial_pathologic_diagnosis",
    "patient.person_neoplasm_cancer_status",
    "patient.stage_event.pathologic_stage",
    "patient.vital_status",
    "*.days_to_death",
    "*.days_to_last_followup",
    "*days_to_new_tumor_event_after_initial_treatment",
)
ANTI_HER2 = r"trastuz|herceptin|lapatinib|tykerb|pertuzumab|perjeta|t-?dm1|kadcyla"


def her2_status(assays: pd.DataFrame) -> pd.Series:
    """Return HER2 status by the logic of ASCO and CAP from immunohistochemistry and ISH.

    Parameters
    ----------
    assays : patients x four fields
        ``ihc_level`` ("0", "1+", "2+", "3+"), ``ihc_status`` and ``ish_outcome`` ("positive",
        "negative", "equivocal", "indeterminate"), ``ish_ratio`` (HER2 signals per centromere of
        chromosome 17). Any of them may be missing.

    Returns
    -------
    Series
        1 if immunohistochemistry is 3+ or in-situ hybridisation is positive; otherwise 0 if
        hybridisation is negative or immunohistochemistry is 0 or 1+; missing if
        immunohistochemistry is equivocal (2+) and no hybridisation decides, or neither was
        recorded. A recorded level goes before the word for it (1+ called positive is negative), a
        recorded outcome of hybridisation, even an equivocal one, before the ratio (positive from
        2.0).

    Raises
    ------
    CohortError
        For a level that is none of the four.

    References
    ----------
    Wolff AC et al. (2018) Journal of Clinical Oncology 36:2105-2122. Copy numbers without a ratio
    are not used: TCGA records them in several units.
    """
    levels = assays["ihc_level"].dropna()
    unknown = levels[~levels.isin(list(IHC_LEVELS))]
    if len(unknown):
        raise CohortError(
            f"HER2 of {unknown.index[0]!r}: ihc_level is {unknown.iloc[0]!r}; "
            f"it must be one of {', '.join(IHC_LEVELS)}"
        )
    stained = assays["ihc_level"].map(IHC_LEVELS).fillna(assays["ihc_status"])
    ratio = pd.to_numeric(assays["ish_ratio"], errors="coerce")
    by_ratio = np.select([ratio >= AMPLIFIED_RATIO, ratio.notna()], ["positive", "negative"], "")
    hybridised = assays["ish_outcome"].where(assays["ish_outcome"].notna(), by_ratio)
    positive = (stained == "positive") | (hybridised == "positive")
    negative = (stained == "negative") | (hybridised == "negative")
    status = np.select([positive, negative], [1.0, 0.0], default=np.nan)
    return pd.Series(status, index=assays.index, name="her2")


@cache
def _clinical() -> pd.DataFrame:
    """Return every Firehose field as text, one row a patient (upper-case barcode)."""
    table = deposited.frame(*CLINICAL, fields=FIELDS).astype(object)
    table = table.set_index(table["patient.bcr_patient_barcode"].str.upper()).rename_axis(None)
    return table.where(table.notna(), np.nan)


def tcga_clinical() -> pd.DataFrame:
    """Return the clinical fields of 1,098 patients, by TCGA barcode (``TCGA-A1-A0SB``).

    Returns
    -------
    DataFrame : patients x fields
        ``er``, ``pr``, ``her2`` (1, 0, missing; HER2 by `her2_status`), with the four fields of
        HER2 beside it; ``age`` (years); ``female``; ``stage`` 1 to 4; ``pam50`` ("LumA", "LumB",
        "Her2", "Basal", "Normal", from RNA sequencing); ``os_event``, ``os_months`` (death of any
        cause); ``pfi_event``, ``pfi_months`` (new tumour of any kind, or death with tumour);
        ``anti_her2`` (1 = a HER2-directed drug is recorded, 0 = other drugs only, missing = no
        drug recorded).

    Notes
    -----
    Times run from diagnosis to the last date in any follow-up form. Follow-up is short: half the
    patients are followed for less than about 2.5 years. Receptors that are indeterminate are
    missing.

    References
    ----------
    Cancer Genome Atlas Network (2012) Nature 490:61-70. Liu J et al. (2018) Cell 173:400-416
    (progression-free interval).
    """
    return _patients().copy()


@cache
def _patients() -> pd.DataFrame:
    raw = _clinical()
    field = {name: raw[f"patient.{column}"] for name, column in HER2_FIELDS.items()}
    assays = pd.DataFrame(field)
    stage = raw["patient.stage_event.pathologic_stage"].str.extract(r"stage (iv|i{1,3})")[0]
    return pd.DataFrame(
        {
            "er": raw["patient.breast_carcinoma_estrogen_receptor_status"].map(CODES),
            "pr": raw["patient.breast_carcinoma_progesterone_receptor_status"].map(CODES),
            "her2": her2_status(assays),
            **field,
            "age": pd.to_numeric(raw["patient.age_at_initial_pathologic_diagnosis"]),
            "female": raw["patient.gender"].map({"female": 1, "male": 0}),
            "stage": stage.map({"i": 1, "ii": 2, "iii": 3, "iv": 4}),
            "pam50": penelope_tcga().clinical.set_index("patient")["pam50"].reindex(raw.index),
            **_survival(raw),
            "anti_her2": _anti_her2(raw),
        }
    )


def _survival(raw: pd.DataFrame) -> dict[str, pd.Series]:
    def days(ending: str) -> pd.DataFrame:
        columns = [column for column in raw if column.endswith(ending)]
        return raw[columns].apply(pd.to_numeric)

    death = days(".days_to_death").max(axis=1)
    last = days(".days_to_last_followup").max(axis=1)
    new = days("days_to_new_tumor_event_after_initial_treatment").min(axis=1)
    ended = death.fillna(pd.concat([last, new], axis=1).max(axis=1))
    ended = ended.where(ended >= 0)
    with_tumour = (raw["patient.person_neoplasm_cancer_status"] == "with tumor") & death.notna()
    progressed = new.where(new >= 0).fillna(ended.where(with_tumour))
    known = ended.notna()
    return {
        "os_event": death.notna().astype(float).where(known),
        "os_months": ended / DAYS_A_MONTH,
        "pfi_event": progressed.notna().astype(float).where(known),
        "pfi_months": progressed.fillna(ended) / DAYS_A_MONTH,
    }


def _anti_her2(raw: pd.DataFrame) -> pd.Series:
    drugs = raw[[column for column in raw if column.endswith(".drug_name")]]
    given = drugs.apply(lambda names: names.str.contains(ANTI_HER2, na=False))
    return given.any(axis=1).astype(float).where(drugs.notna().any(axis=1))


@cache
def tcga() -> Cohort:
    """Return 1,558 genes in 956 patients of TCGA-BRCA, with overall survival.

    Returns
    -------
    Cohort
        Symbols x patients, normal scores of the ranks within each gene. Clinical: the fields of
        `tcga_clinical`, but ``os_event`` and ``os_months`` as deposited with the panel;
        ``erbb2_gistic`` and the calls of other genes are read by `tcga_gistic`.

    Notes
    -----
    The deposited z-scores have SDs of reference samples as their unit; 68 genes exceed 50 of
    them, so ranks are used. ``censorship`` is 1 for censored patients. The file has a row a slide;
    one row a patient is kept after a check that the values agree.
    """
    table = _panel()
    genes = table.filter(regex="_rnaseq$")
    genes.columns = genes.columns.str.removesuffix("_rnaseq")
    ranks = genes.rank().sub(0.375) / (genes.notna().sum() + 0.25)
    scores = pd.DataFrame(norm.ppf(ranks), index=genes.index, columns=genes.columns)
    clinical = tcga_clinical().reindex(table.index)
    clinical["os_event"] = 1 - table["censorship"]
    clinical["os_months"] = table["survival_months"]
    clinical["erbb2_gistic"] = table["ERBB2_cnv"]
    return Cohort(
        "TCGA, 1,558 genes",
        scores.T,
        clinical,
        scale="normal score of the rank within a gene",
        sources=["/".join(PANEL), "/".join(CLINICAL)],
        notes=(
            "Deposited z-scores exceed 50 in 68 genes; they were replaced by normal scores.",
            "Of the slides of a patient, which share their values, one row is kept.",
        ),
    )


def tcga_gistic() -> pd.DataFrame:
    """Return GISTIC calls (-2 to 2) of 1,333 genes x 956 patients; CCNE1 is not among them."""
    calls = _panel().filter(regex="_cnv$")
    calls.columns = calls.columns.str.removesuffix("_cnv")
    return calls.T


@cache
def _panel() -> pd.DataFrame:
    slides = deposited.table(*PANEL, fields=["case_id", "censorship", "survival_months"])
    slides = slides.drop(columns=["Unnamed: 0", "slide_id", "train"])
    patients = slides.drop_duplicates()
    twice = patients["case_id"].duplicated()
    if twice.any():
        raise CohortError(
            f"{PANEL[1]}: the slides of {patients.loc[twice, 'case_id'].iloc[0]} carry different "
            "values; they should share the patient's"
        )
    return patients.set_index("case_id").rename_axis(None)


@cache
def tcga_rppa() -> Cohort:
    """Return 142 antibodies in 410 primary tumours of TCGA-BRCA, by reverse-phase protein array.

    Returns
    -------
    Cohort
        Antibodies (``HER2``, ``HER2_pY1248``, ``NF-kB-p65_pS536``, ``Cyclin_E1``, ...) x patients,
        normalised log2. Clinical: the fields of `tcga_clinical`.
    """
    table = deposited.frame(*PROTEIN, fields=["bcr_patient_barcode"])
    barcode = table.pop("bcr_patient_barcode").astype(str)
    if not (barcode.str[13:15] == "01").all():
        raise CohortError(f"{PROTEIN[1]}: a sample is not a primary tumour (code 01)")
    values = table.set_index(barcode.str[:12]).T
    return Cohort(
        "TCGA, protein arrays",
        values,
        tcga_clinical().reindex(values.columns),
        scale="normalised log2 of the antibody's signal",
        sources=["/".join(PROTEIN), "/".join(CLINICAL)],
    )
