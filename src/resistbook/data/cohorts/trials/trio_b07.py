"""TRIO-US B07: HER2-positive tumours before, during and after anti-HER2 treatment."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort, CohortError

SOURCE = "trio-b07"
FILES = {"pre": "preTreatment.txt", "on": "onTreatment.txt", "post": "postTreatment.txt"}
PERIOD = {"pre": "Baseline", "on": "Runin", "post": "Surgery"}

ARMS = {1: "trastuzumab", 2: "lapatinib", 3: "both"}
RECEPTORS = {"Pos": 1, "Neg": 0}
FIRST_SCORE, LAST_SCORE = "ESR1_DESMEDT", "HALLMARK_KRAS_SIGNALING_DN"
NOT_A_CELL = {
    "Absolute.score",
    "B.cells",
    "CD4",
    "CD4.cells",
    "Correlation",
    "Dendritic.cells",
    "Mast.cells",
    "NK.cells",
    "P.value",
    "Pearson.Correlation",
    "RMSE",
    "macrophagesTotal",
}
COMPARISONS = {
    "Runin.All": "run-in",
    "Runin.Nonzero.Tumor": "run-in, tumour left",
    "Surgery": "surgery",
}


RENAMED = {
    "HALLMARK_REACTIVE_OXIGEN_SPECIES_PATHWAY": "HALLMARK_REACTIVE_OXYGEN_SPECIES_PATHWAY",
    "IMMUNE_ESTIMATE": "Immune_ESTIMATE",
    "STROMAL_DESMEDT": "Stromal_DESMEDT",
    "STROMAL_ESTIMATE": "Stromal_ESTIMATE",
    "STROMAL_FARMER": "Stromal_FARMER",
}
"""One name a gene set: MSigDB's present spelling, and that of the scores for the enrichment."""


@cache
def trio_b07() -> Cohort:
    """Return 48 gene-set scores of 110 tumours before treatment.

    Returns
    -------
    Cohort
        Scores (38 Hallmarks, Desmedt, ESTIMATE and other signatures) x tumours, GSVA-like, without
        unit. ``patient``; ``time`` "pre"; ``arm`` "trastuzumab", "lapatinib" or "both" (alone
        for a run-in of one cycle, then with chemotherapy); ``pcr`` (1 =
        pathological complete response); ``er``, ``pr``, ``hormone_receptor`` (1 = positive);
        ``age``; ``grade``; ``t_stage``; ``n_stage``; ``histology``; ``pam50`` and ``intclust`` of
        this sample; ``her2_ihc``, ``her2_fish_ratio``; ``tumour_cellularity``,
        ``inflammatory_cells``, ``lymphocytes``, ``stils`` (percent, at this time); ``ki67``
        (percent, at this time, known for 60 of 89 patients with a run-in biopsy).

    Notes
    -----
    Index: patient and time, as ``12-pre``. The trial deposits no gene matrix. Arms are deposited
    as numbers; they are named by their pCR and size (48% of 31, 24% of 29, 50% of 50), published as
    47% of 34, 25% of 36 and 52% of 58.

    No scores are deposited for samples at surgery; see `trio_b07_gsea` for those.

    References
    ----------
    Hurvitz SA et al. (2020) Nat Commun 11:5824. Hänzelmann S et al. (2013) BMC Bioinformatics 14:7.
    """
    return _scores("pre", "TRIO-US B07 before treatment", "gene-set score (GSVA), without unit")


@cache
def trio_b07_change() -> Cohort:
    """Return 48 gene-set scores of the change in 89 tumours, run-in against before.

    Returns
    -------
    Cohort
        Scores x patients, with the fields of `trio_b07` and ``time`` "on"; ``age`` and HER2 fields
        come from the table before treatment. Every patient is in `trio_b07` as well.

    Notes
    -----
    The columns of ``onTreatment.txt`` have the names of those before treatment, but score the
    change and not the level. The score of Desmedt's ESR1 genes goes with ER immunohistochemistry
    before treatment (rho 0.60) and not with that of the run-in (rho -0.09, levels 0.57); the PAM50
    proliferation score goes with the change of Ki67 (rho 0.46) and against Ki67 before (-0.26);
    all 48 scores have a negative correlation with the score before treatment. So never
    subtract `trio_b07` from these.

    Zero is not "no change": each score is relative to the other genes and patients. TNFA signalling
    via NF-kB has a mean of 0.07 here and of 0.07 before treatment, where there is no change to
    score. Compare patients or arms with each other; for the mean change use `trio_b07_gsea`.
    """
    return _scores("on", "TRIO-US B07, change in the run-in", "gene-set score (GSVA) of the change")


@cache
def trio_b07_cells() -> Cohort:
    """Return estimated fractions of 42 immune cells, before (110), in the run-in (89), after (59).

    Returns
    -------
    Cohort
        22 cell types of CIBERSORT (``CIBERSORT T.cells.CD8``) and 20 of immunoStates
        (``immunoStates plasma_cell``) x 258 samples; fractions of the immune cells that sum to 1
        per method. Fields as in `trio_b07`, and ``paired_on``, ``paired_post`` (bool): the patient
        has this sample and the one before treatment.

    Notes
    -----
    89 patients have a pair with the run-in, 59 one with surgery, 46 have all three. They are levels
    at each time. They say which immune cells are there, not how many.
    """
    parts, clinical = [], _clinical()
    for time, table in _deposited().items():
        part = pd.concat(
            [_cells(table, "cibersort", "CIBERSORT"), _cells(table, "immunostates", "immunoStates")]
        )
        parts.append(part.set_axis([f"{patient}-{time}" for patient in table.index], axis=1))
    for time in ("on", "post"):
        pairs = set(clinical.loc[clinical["time"] == time, "patient"])
        clinical[f"paired_{time}"] = clinical["patient"].isin(pairs) & clinical["time"].isin(
            ["pre", time]
        )
    return Cohort(
        "TRIO-US B07, immune cells",
        pd.concat(parts, axis=1),
        clinical,
        scale="fraction of immune cells, summing to 1 per method",
        sources=_keys("pre", "on", "post"),
        notes=("Estimates of composition, not of abundance.",),
    )


def trio_b07_gsea() -> pd.DataFrame:
    """Return the trial's gene-set enrichment of the changes, 47 sets x three comparisons.

    Returns
    -------
    pd.DataFrame : one row a set and comparison
        ``gene_set``; ``comparison`` "run-in", "run-in, tumour left" (samples with tumour cells) or
        "surgery", each against before treatment; ``genes``; ``es``; ``nes``, positive where the set
        is higher than before; ``p``, ``fdr`` (0 where no permutation reached the score).

    Notes
    -----
    TNFA signalling via NF-kB: NES 0.99 (FDR 0.52) in the run-in, a biopsy like the first sample,
    and 2.42 (FDR 0) at surgery. Proliferation falls by as much in both.
    """
    table = deposited.table(SOURCE, "GSEA.txt", sep="\t")
    columns = {"ES": "es", "NES": "nes", "NOM.p.val": "p", "FDR.q.val": "fdr"}
    parts = [
        pd.DataFrame(
            {
                "gene_set": table["NAME"].replace(RENAMED),
                "comparison": comparison,
                "genes": table["SIZE"],
                **{ours: table[f"{theirs}.{suffix}"] for theirs, ours in columns.items()},
            }
        )
        for suffix, comparison in COMPARISONS.items()
    ]
    return pd.concat(parts, ignore_index=True)


def _scores(time: str, name: str, scale: str) -> Cohort:
    table, clinical = _deposited()[time], _clinical()
    clinical = clinical[clinical["time"] == time]
    scores = table.loc[:, FIRST_SCORE:LAST_SCORE].T.set_axis(clinical.index, axis=1)
    scores = scores.rename(index=RENAMED)
    notes = [
        "The trial deposits scores of gene sets and no gene matrix, and none at surgery.",
        "pCR is that of the table before treatment, which has the published rates; the table of "
        "the run-in says no for eight patients whom the former calls yes.",
    ]
    if time == "on":
        notes.append("Scores are of the change since before treatment, not levels.")
    return Cohort(
        name, scores, clinical, scale=scale, sources=_keys("pre", "on", time), notes=notes
    )


def _keys(*times: str) -> list[str]:
    files = dict.fromkeys(FILES[time] for time in times)
    return [f"{SOURCE}/{file}" for file in [*files, "Histopathology.txt"]]


@cache
def _deposited() -> dict[str, pd.DataFrame]:
    tables = {time: _read(file) for time, file in FILES.items()}
    for time in ("on", "post"):
        unknown = tables[time].index.difference(tables["pre"].index)
        if len(unknown):
            raise CohortError(f"{FILES[time]}: patient {unknown[0]} is not in {FILES['pre']}")
        for column in ("Arm", "ER.Status", "PR.Status"):
            differ = tables[time][column] != tables["pre"].loc[tables[time].index, column]
            if differ.any():
                raise CohortError(
                    f"{FILES[time]}: {column} of patient {differ.idxmax()} is not that of "
                    f"{FILES['pre']}"
                )
    return tables


def _read(file: str) -> pd.DataFrame:
    return deposited.table(
        SOURCE, file, sep="\t", index_col=0, keep_default_na=False, na_values=["NA", ""]
    )


def _clinical() -> pd.DataFrame:
    """Describe every sample, the fields of the patient taken from before treatment."""
    tables, slides = _deposited(), _read("Histopathology.txt")
    before, ran_in = tables["pre"], tables["on"]
    subtypes = {
        "pre": (before["IS"], before["IC"]),
        "on": (ran_in["Runin.IS"], "iC" + ran_in["Runin.IC"].astype(str)),
    }
    parts = []
    for time, table in tables.items():
        patient = before.loc[table.index]
        period = slides.filter(regex=rf"\.{PERIOD[time]}$").reindex(table.index)
        period.columns = period.columns.str.removesuffix(f".{PERIOD[time]}")
        ki67 = f"{PERIOD[time]}.Ki67.percent"
        pam50, intclust = subtypes.get(time, (pd.Series(dtype=object), pd.Series(dtype=object)))
        parts.append(
            pd.DataFrame(
                {
                    "patient": table.index.astype(str),
                    "time": time,
                    "arm": patient["Arm"].map(ARMS),
                    "pcr": patient["pCR"].map({"Y": 1, "N": 0}),
                    "er": patient["ER.Status"].map(RECEPTORS),
                    "pr": patient["PR.Status"].map(RECEPTORS),
                    "hormone_receptor": patient["ER.PR.Status"].map(RECEPTORS),
                    "age": patient["Age"],
                    "grade": patient["Hist..Grade"].where(
                        patient["Hist..Grade"].isin(["G1", "G2", "G3"])
                    ),
                    "t_stage": patient["BL.Tumor.status..T."],
                    "n_stage": patient["BL.LN.Status..N."],
                    "histology": patient["Hist.Type..IDC.ILC."],
                    "pam50": pam50.reindex(table.index),
                    "intclust": intclust.reindex(table.index),
                    "her2_ihc": patient["HER2_IHC"],
                    "her2_fish_ratio": patient["HER2_FISH_Ratio"],
                    "tumour_cellularity": period["TumorCellularity.Entire"],
                    "inflammatory_cells": period["InflammatoryCellularity"],
                    "lymphocytes": period["Lymphocytes"],
                    "stils": period["sTILs"],
                    "ki67": ran_in[ki67].reindex(table.index) if ki67 in ran_in else float("nan"),
                },
                index=table.index,
            ).set_axis([f"{patient}-{time}" for patient in table.index])
        )
    return pd.concat(parts)


def _cells(table: pd.DataFrame, method: str, label: str) -> pd.DataFrame:
    columns = [
        column
        for column in table
        if column.lower().endswith(f".{method}") and column.rpartition(".")[0] not in NOT_A_CELL
    ]
    cells = table[columns].T
    cells.index = [f"{label} {column.rpartition('.')[0]}" for column in columns]
    return cells
