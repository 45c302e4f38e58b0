"""METABRIC: panels of genes, clinical fields of all patients, copies of the discovery set."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

PANEL = ("metabric-300", "expr_filtered.rds")
PANEL_PATIENTS = ("metabric-300", "clinical_clean.rds")
LARGE_PANEL = ("metabric-489", "df_select_imp.rda")
FIRST_GENE, LAST_GENE = "brca1", "ugt2b7"
R_NAMES = {"hla.g": "HLA-G"}
CLINICAL = ("metabric-clinical", "metabric.rda")
COPIES = ("metabric-cn", "train.CN.rda")
PROBES = ("metabric-cn", "Map.CN.rda")
CLUSTERS = ("metabric-cn", "IntClustMemb.rda")

CCNE1_PROBE = "ILMN_1795852"
"""Of all 714 probes, one of the two whose copy number goes best with the mRNA of CCNE1."""

EQUAL = 1e-9
"""Two values of one gene and patient differ by less."""

POSITIVE = {"Positive": 1.0, "Negative": 0.0}
GIVEN = {"YES": 1.0, "NO": 0.0}
ENDPOINTS = {
    "os": ("Overall Survival Status", "Overall Survival (Months)"),
    "rfs": ("Relapse Free Status", "Relapse Free Status (Months)"),
}


def metabric_clinical() -> pd.DataFrame:
    """Return the clinical fields of 2,509 patients, by identifier (``MB-0000``).

    Returns
    -------
    DataFrame : patients x fields
        ``er``, ``pr``, ``her2`` (1, 0, missing); ``her2_snp6`` ("GAIN", "NEUTRAL", "LOSS",
        "UNDEF"); ``pam50`` ("LumA", "LumB", "Her2", "Basal", "Normal", "claudin-low", "NC");
        ``cluster`` (integrative); ``grade`` 1 to 3, ``stage`` 0 to 4; ``age`` (years);
        ``nodes`` positive; ``chemo``, ``endocrine``, ``radio`` (1 = given); ``series`` 1 to 9
        (the collection that cBioPortal calls cohort); ``os_event``, ``os_months`` (death of any
        cause); ``rfs_event``, ``rfs_months`` (relapse); ``died_of_disease`` (1, 0).

    Notes
    -----
    Patients were treated from 1977 to 2005. None of those whose tumour was HER2-positive received
    trastuzumab.

    References
    ----------
    Curtis C et al. (2012) Nature 486:346-352. Pereira B et al. (2016) Nat Commun 7:11479.
    """
    return _clinical().copy()


@cache
def _clinical() -> pd.DataFrame:
    raw = deposited.frame(*CLINICAL)
    raw = raw.set_index(raw["Patient ID"].astype(str)).rename_axis(None)
    fields = pd.DataFrame(
        {
            "er": raw["ER Status"].astype(object).map(POSITIVE),
            "pr": raw["PR Status"].astype(object).map(POSITIVE),
            "her2": raw["HER2 Status"].astype(object).map(POSITIVE),
            "her2_snp6": raw["HER2 status measured by SNP6"].astype(object),
            "pam50": raw["Pam50 + Claudin-low subtype"].astype(object),
            "cluster": raw["Integrative Cluster"].astype(object),
            "grade": _number(raw["Neoplasm Histologic Grade"]),
            "stage": _number(raw["Tumor Stage"]),
            "age": _number(raw["Age at Diagnosis"]),
            "nodes": _number(raw["Lymph nodes examined positive"]),
            "chemo": raw["Chemotherapy"].astype(object).map(GIVEN),
            "endocrine": raw["Hormone Therapy"].astype(object).map(GIVEN),
            "radio": raw["Radio Therapy"].astype(object).map(GIVEN),
            "series": _number(raw["Cohort"]),
        }
    )
    for name, (status, months) in ENDPOINTS.items():
        event = _number(raw[status].astype(object).str[0])
        time = _number(raw[months])
        known = event.notna() & time.notna()
        fields[f"{name}_event"], fields[f"{name}_months"] = event.where(known), time.where(known)
    vital = raw["Patient's Vital Status"].astype(object)
    fields["died_of_disease"] = (vital == "Died of Disease").astype(float).where(vital.notna())
    return fields


@cache
def metabric() -> Cohort:
    """Return 300 genes in 1,904 patients of METABRIC.

    Returns
    -------
    Cohort
        Symbols x patients, z-scores per gene. Clinical: the fields of `metabric_clinical`.

    Raises
    ------
    CohortError
        If survival of the panel and of the clinical table disagree.

    Notes
    -----
    The deposited symbols are lower case, and ``overall_survival`` is 1 for patients ALIVE; it is
    used only to check the match of the two files.
    """
    panel, patients = deposited.frame(*PANEL), deposited.frame(*PANEL_PATIENTS)
    ids = patients["patient_id"].map(lambda number: f"MB-{int(number):04d}")
    clinical = metabric_clinical().reindex(pd.Index(ids, name=None))
    alive = patients["overall_survival"].to_numpy()
    event = clinical["os_event"].to_numpy()
    differs = ~(np.isnan(event) | (event == 1 - alive))
    if differs.any():
        raise CohortError(
            f"{'/'.join(PANEL_PATIENTS)}: overall_survival of {clinical.index[differs][0]} is "
            f"{alive[differs][0]:g}, and os_event of {'/'.join(CLINICAL)} is "
            f"{event[differs][0]:g}; alive is coded 1 in the first and 0 in the second"
        )
    genes = panel.set_axis(clinical.index, axis=0).T
    return Cohort(
        "METABRIC, 300 genes",
        genes.set_axis(genes.index.str.upper(), axis=0),
        clinical,
        scale="z-score of log2 intensity",
        sources=["/".join(file) for file in (PANEL, PANEL_PATIENTS, CLINICAL)],
        notes=(
            "The panel of 300 genes is a published selection, no sample of the genome.",
            "Survival of the panel, coded 1 = alive, was checked against the clinical table.",
        ),
    )


@cache
def metabric_489() -> Cohort:
    """Return 489 genes in 1,904 patients of METABRIC: those of `metabric`, and 189 more.

    Returns
    -------
    Cohort
        Symbols x patients, z-scores per gene. Clinical: the fields of `metabric_clinical`.

    Raises
    ------
    CohortError
        If a gene that `metabric` holds has another value here.

    Notes
    -----
    The file has no identifiers. Its rows are in the order of `metabric`: all 300 genes of that
    panel have equal values in every row, which is checked. Its clinical fields are imputed and
    its ``overall_survival`` is 1 for patients ALIVE; neither is used.
    """
    smaller = metabric()
    raw = deposited.frame(*LARGE_PANEL, fields=["overall_survival"])
    genes = raw.loc[:, FIRST_GENE:LAST_GENE].set_axis(smaller.expression.columns, axis=0).T
    genes.index = [R_NAMES.get(name, name.upper()) for name in genes.index]
    shared = genes.loc[smaller.expression.index]
    differs = (shared - smaller.expression).abs() > EQUAL
    if differs.any(axis=None):
        gene = differs.any(axis=1).idxmax()
        raise CohortError(
            f"{'/'.join(LARGE_PANEL)}: {gene} of {differs.loc[gene].idxmax()} is not as in "
            f"{'/'.join(PANEL)}; the rows of the two files must be in one order"
        )
    return Cohort(
        "METABRIC, 489 genes",
        genes,
        smaller.clinical,
        scale="z-score of log2 intensity",
        sources=["/".join(LARGE_PANEL), *smaller.sources],
        notes=(
            "The panel of 489 genes is a published selection, no sample of the genome.",
            "Patients were recognised by the 300 genes of the smaller panel.",
        ),
    )


@cache
def metabric_cn() -> Cohort:
    """Return copy number at 714 probes in the 997 tumours of the discovery set.

    Returns
    -------
    Cohort
        Probes x tumours, log2 ratio (SNP6 array, segmented). The 38 probes that the source maps
        have the symbol of their gene, and one is named ``CCNE1``; the others keep their Illumina
        identifier. Clinical: the fields of `metabric_clinical`, and ``iclust`` (1 to 10).

    Notes
    -----
    The source maps 38 probes to genes, ERBB2 among them, CCNE1 not. Rows stand in genomic order;
    four of them, between those of chromosomes 17 and 20, move together and with nothing else, and
    they are the four of all 714 whose copy number goes best with the mRNA of CCNE1 (correlation
    0.5 in the 960 tumours that the expression panel holds; the next probe 0.37, MYC with its own
    mRNA 0.3). So they should lie at 19q12. One of the best two, which have the same copy number in
    every tumour, stands for the CCNE1 region; its name is inferred, not given by the source. No
    outcome was looked at.

    References
    ----------
    Curtis C et al. (2012) Nature 486:346-352. Ali HR et al. (2014) Genome Biol 15:431.
    """
    ratios, probes = deposited.frame(*COPIES), deposited.frame(*PROBES)
    symbols = dict(
        zip(probes["Probe_ID"].astype(str), probes["Gene_symbol"].astype(str), strict=True)
    )
    symbols[CCNE1_PROBE] = "CCNE1"
    ratios = ratios.set_axis([symbols.get(name, name) for name in ratios.index], axis=0)
    ratios.columns = ratios.columns.astype(str).str.replace(".", "-")
    clinical = metabric_clinical().reindex(ratios.columns)
    clinical["iclust"] = deposited.frame(*CLUSTERS)["IntClustMemb"].astype(int).to_numpy()
    return Cohort(
        "METABRIC, copy number",
        ratios,
        clinical,
        scale="log2 ratio of copy number",
        sources=["/".join(file) for file in (COPIES, PROBES, CLUSTERS, CLINICAL)],
        notes=(
            "The row CCNE1 is a probe at 19q12 (CCNE1 region), found by the correlation of copies "
            "and mRNA; the source's map does not name its gene.",
        ),
    )


def _number(field: pd.Series) -> pd.Series:
    return pd.to_numeric(field.astype(object))
