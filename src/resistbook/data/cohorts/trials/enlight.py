"""HER2-positive tumours before trastuzumab with chemotherapy, whole transcriptomes, and response.

Two cohorts of those that ENLIGHT collected, and its labels, which stand for further trials too.
"""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError
from resistbook.data.cohorts.trials.transneo import transneo, transneo_regimen
from resistbook.stats.expression.normalisation import log2_counts_per_million

TRANSNEO = ("enlight", "Trastuzumab_5.csv")
GSE42822 = ("enlight", "Trastuzumab_4.csv")
LABELS = ("enlight", "drug_response_classifications.csv")

ANTI_HER2 = {
    "Trastuzumab": ("GSE50948", "trastuzumab"),
    "Trastuzumab_2": ("GSE66399", "trastuzumab"),
    "Lapatinib": ("GSE66399", "lapatinib, alone or with trastuzumab"),
    "Trastuzumab_3": ("GSE37946", "trastuzumab"),
    "Trastuzumab_4": ("GSE42822", "trastuzumab"),
    "Trastuzumab_5": ("TransNEO", "trastuzumab"),
}
"""Series and arm of the data sets under HER2-directed treatment, by ENLIGHT's name."""

RESIDUAL = {"Responder": 0.0, "Non-responder": 1.0}


@cache
def _labels() -> pd.DataFrame:
    raw = deposited.table(*LABELS)
    if raw.duplicated(["Sample ID", "Dataset"]).any():
        twice = raw[raw.duplicated(["Sample ID", "Dataset"])].iloc[0]
        raise CohortError(
            f"{'/'.join(LABELS)}: sample {twice['Sample ID']} of {twice['Dataset']} stands twice; "
            "a patient should have one label in a data set"
        )
    chosen = raw[raw["Dataset"].isin(ANTI_HER2)]
    series, arm = zip(*chosen["Dataset"].map(ANTI_HER2), strict=True)
    return pd.DataFrame(
        {
            "series": series,
            "arm": arm,
            "residual": chosen["Response"].map(RESIDUAL).to_numpy(),
        },
        index=chosen["Sample ID"].tolist(),
    )


def enlight_response() -> pd.DataFrame:
    """Return the response to chemotherapy with a HER2-directed drug of 291 patients, by sample.

    Returns
    -------
    DataFrame : samples x fields
        ``series`` ("GSE50948", the trial NOAH; "GSE66399", CHER-LOB; "GSE37946"; "GSE42822";
        "TransNEO"); ``arm``; ``residual`` (1 = residual disease, 0 = pathological complete
        response), as ENLIGHT labels it.

    Notes
    -----
    The labels hold 1,007 samples of 30 data sets; those under HER2-directed treatment are kept.
    Two arms of CHER-LOB, lapatinib alone and with trastuzumab, share one name there and cannot be
    told apart. Three patients of TransNEO without an assessment are called non-responders: take
    TransNEO's own field, as `transneo_trastuzumab` does.

    References
    ----------
    Dinstag G et al. (2023) Med 4:15-30.e8. Prat A et al. (2014) Clin Cancer Res 20:511-521
    (NOAH). Guarneri V et al. (2012) J Clin Oncol 30:1989-1995 (CHER-LOB).
    """
    return _labels().copy()


@cache
def transneo_trastuzumab() -> Cohort:
    """Return 11,711 genes in 65 patients of TransNEO before trastuzumab with chemotherapy.

    Returns
    -------
    Cohort
        Symbols x patients, log2 counts per million. Clinical: the fields of `transneo`, with
        ``residual`` missing in three patients who were not assessed, and ``pertuzumab`` (1 =
        given beside trastuzumab).

    Raises
    ------
    CohortError
        If a patient is not in the table of `transneo`, was given no HER2-directed antibody there,
        or has another response in ENLIGHT's labels.

    Notes
    -----
    Two of the 65 are HER2-negative by the trial's table, though they were given trastuzumab.
    Genes were filtered by ENLIGHT and not at random: KRT5, KRT14, KRT17, EGFR, PGR, FOXA1, GRB7
    and GATA3 are missing, so no score of basal-like can be made. Three genes without a count are
    left out. Copies of ERBB2 (`transneo_segments`) hardly go with its mRNA among these
    tumours (rank correlation 0.25), though they do over all of TransNEO (0.6).

    References
    ----------
    Sammut SJ et al. (2022) Nature 601:623-629. Dinstag G et al. (2023) Med 4:15-30.e8.
    """
    counts = deposited.table(*TRANSNEO, index_col="index")
    clinical = transneo().reindex(counts.columns)
    regimen = transneo_regimen().reindex(counts.columns)
    clinical["pertuzumab"] = regimen.str.contains("Pertuzumab").astype(float)
    untreated = clinical.index[~(clinical["anti_her2"] > 0)]
    if len(untreated):
        raise CohortError(
            f"{'/'.join(TRANSNEO)}: patient {untreated[0]} has no HER2-directed antibody in the "
            "table of TransNEO; join by its Donor.ID"
        )
    _compare_response(clinical["residual"])
    found = counts[counts.any(axis=1)]
    return Cohort(
        "TransNEO, trastuzumab",
        log2_counts_per_million(found),
        clinical,
        scale="log2 counts per million",
        sources=["/".join(file) for file in (TRANSNEO, LABELS)]
        + ["transneo/Supplementary_Tables.xlsx", "transneo/transneo-diagnosis-ASCAT-purity.tsv.gz"],
        notes=(
            "Response is that of the trial's table: three patients were not assessed.",
            "Two patients are HER2-negative by the trial's table.",
            "Genes were filtered before they were deposited; basal keratins are missing.",
        ),
    )


def _compare_response(residual: pd.Series) -> None:
    labels = _labels()
    labels = labels.loc[labels["series"] == "TransNEO", "residual"]
    if not labels.index.sort_values().equals(residual.index.sort_values()):
        only = labels.index.symmetric_difference(residual.index)[0]
        raise CohortError(
            f"{'/'.join(LABELS)}: patient {only} stands in the labels or in the counts of TransNEO "
            "only; both should hold the same 65"
        )
    known = residual.dropna()
    differs = known.index[known != labels[known.index]]
    if len(differs):
        first = differs[0]
        raise CohortError(
            f"{'/'.join(LABELS)}: Response of {first} means residual = {labels[first]:g}, and the "
            f"table of TransNEO says {known[first]:g}; a responder has a complete response"
        )


@cache
def gse42822() -> Cohort:
    """Return 13,515 genes in 25 patients of GSE42822 before trastuzumab with chemotherapy.

    Returns
    -------
    Cohort
        Symbols x patients, z-scores per gene: compare patients, never genes. ``residual`` (1 =
        residual disease, 0 = pathological complete response), as ENLIGHT labels it.

    Notes
    -----
    The deposited value of a gene is the sum of the log2 values of its probes, so genes with
    several probes are high; standardising takes that out. Fine-needle aspirates, which hold
    little stroma. No clinical field is deposited with them: not even HER2 and ER are known.

    References
    ----------
    Shen K et al. (2012) BMC Med Genomics 5:51. Dinstag G et al. (2023) Med 4:15-30.e8.
    """
    sums = deposited.table(*GSE42822, index_col="index")
    centred = sums.sub(sums.mean(axis=1), axis=0)
    return Cohort(
        "GSE42822, trastuzumab",
        centred.div(sums.std(axis=1), axis=0),
        _labels().loc[sums.columns, ["residual"]],
        scale="z-score per gene of summed log2 intensities",
        sources=["/".join(file) for file in (GSE42822, LABELS)],
        notes=(
            "A deposited value is the sum over a gene's probes; each gene was standardised.",
            "No clinical field but response is deposited.",
        ),
    )
