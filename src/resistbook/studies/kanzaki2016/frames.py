"""The study's stored tables in the form that the figures and tables of the chapter show."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from resistbook.studies.kanzaki2016.basal import AMPLIFIED, HELD
from resistbook.studies.kanzaki2016.inputs import (
    ALL_GENES,
    EMT,
    NFKB,
    NO_HANDLING,
    OESTROGEN,
    PROLIFERATION,
    SKBR3,
)
from resistbook.studies.kanzaki2016.marker import EARLY
from resistbook.studies.kanzaki2016.measures import FOOTPRINT, RELA
from resistbook.studies.kanzaki2016.patients import ADJUSTED, BOTH, FEWER, TARGETS, WHOLE
from resistbook.studies.kanzaki2016.treated_cells import AMPLICON, FAMILY, REFERENCE, SINGLE_CELLS
from resistbook.studies.kanzaki2016.trio_b07 import GROUPS

OTHERS = {"listed as low": "median, listed low", "listed as high": "median, listed high"}
GENES = [*AMPLICON, *FAMILY, *REFERENCE, *OTHERS.values()]
BULK = {
    "under lapatinib": "Lapatinib",
    "under tamoxifen, subline 1": "Tamoxifen, one",
    "under tamoxifen, subline 2": "Tamoxifen, two",
    SKBR3: "Lapatinib, SKBR3",
}
TREATMENTS = {
    "BT-474 under tamoxifen, subline 1": "Tamoxifen 1",
    "BT-474 under tamoxifen, subline 2": "Tamoxifen 2",
    "BT-474 under lapatinib": "Lapatinib",
    SINGLE_CELLS: "Single cells",
    SKBR3: "SKBR3",
}
SETS = {
    (NFKB, ALL_GENES): "NF-κB",
    (NFKB, NO_HANDLING): "NF-κB, no immediate-early",
    (EMT, NO_HANDLING): "EMT, no immediate-early",
    (OESTROGEN, ALL_GENES): "oestrogen response",
    (PROLIFERATION, ALL_GENES): "E2F targets",
}
PAIRS = {
    "under lapatinib": "BT-474, lapatinib",
    "under tamoxifen": "BT-474, tamoxifen",
    SKBR3: "SKBR3, lapatinib",
}
MEASURES = {
    FEWER: "NF-κB, no immediate-early",
    WHOLE: "NF-κB",
    RELA: "targets of RELA",
    FOOTPRINT: "PROGENy's footprint",
    TARGETS: "feedback targets",
}
SCORES = {NFKB: "NF-κB", EMT: "EMT"}
SCORES_BY_ARMS = [f"{score}, {arms}" for score in SCORES.values() for arms in GROUPS]
HELD_EQUAL = [*HELD, AMPLIFIED]
AGAINST = {
    "luminal B − basal-like, HER2-negative": "against basal-like",
    "luminal B − luminal A, HER2-negative": "against luminal A",
    "luminal B, HER2-positive − negative": "HER2+ against HER2−",
}
COVERED = {
    "nfkb": "of NF-κB",
    "nfkb_without_immediate_early": "of NF-κB, without immediate-early",
    "nfkb_whole": "in the whole Hallmark",
    "pam50": "of PAM50",
    "immune": "of the immune score",
    "stromal": "of the stromal score",
}
"""Which genes a column counts."""
FIELDS = {
    "e2f": "genes of E2F",
    "er": "ER",
    "immune": "immune score",
    "purity": "share of tumour cells",
    "stromal": "stromal score",
}
CALLS = {
    "Basal": "basal-like",
    "Her2": "HER2-enriched",
    "LumA": "luminal A",
    "LumB": "luminal B",
    "Normal": "normal-like",
    "Unk": "not known",
}
"""Subtypes, by the names that the files give them."""
PATIENTS = ["HER2 known", "HER2-positive", "HER2-negative", EARLY]


def her2_agreement(table: pd.DataFrame) -> pd.DataFrame:
    """Return the tumours of each panel, bar and HER2 status."""
    bars = {"deep loss": "loss", "fifth 1": "lowest fifth", "fifth 5": "highest"}
    panels = {"copy number": "Copy number", "protein": "Protein"}
    table = table.rename(columns={"her2": "kind"}).assign(
        panel=table["measure"].map(panels), bar=table["level"].replace(bars)
    )
    return table.groupby(["panel", "bar", "kind"], as_index=False)["n"].sum()


def receptor(table: pd.DataFrame, single_cells: pd.DataFrame) -> pd.DataFrame:
    """Return the measured changes by treatment, with the medians of other genes in single cells."""
    measured = table[table["measured"] & table["series"].isin(TREATMENTS)]
    others = single_cells[single_cells["reference"] == "untreated"]
    others = others[others["others"].isin(OTHERS)].drop_duplicates("others")
    others = others.assign(
        gene=others["others"].map(OTHERS),
        series=SINGLE_CELLS,
        log2_fold_change=others["median"],
    )
    return _points(pd.concat([measured, others]), TREATMENTS)


def feedback_targets(table: pd.DataFrame) -> pd.DataFrame:
    """Return the changes of NF-κB's feedback targets in each pair, and the median of all genes."""
    table = table[table["series"].isin(BULK)]
    others = table.drop_duplicates("series")
    others = others.assign(gene="median of all", log2_fold_change=others["others"])
    return _points(pd.concat([table, others]), BULK)


def _points(changes: pd.DataFrame, panels: Mapping[str, str]) -> pd.DataFrame:
    """Return fold changes without interval, a panel a series."""
    return pd.DataFrame(
        {
            "row": changes["gene"],
            "panel": changes["series"].map(panels),
            "series": "all",
            "estimate": changes["log2_fold_change"],
            "ci_low": float("nan"),
        }
    )


def named_sets(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the sets that the chapter shows, with their names in ``row``."""
    keys = zip(table["set"], table["genes"], strict=True)
    return table.assign(row=[SETS.get(key) for key in keys]).dropna(subset="row")


def cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return the change of each set in both pairs of cells, with the range of random sets."""
    table = named_sets(table[table["series"].isin(PAIRS)])
    return table.assign(
        panel=table["series"].map(PAIRS),
        series="all",
        ci_low=float("nan"),
        band_low=table["null_low"],
        band_high=table["null_high"],
    )


def patients(table: pd.DataFrame) -> pd.DataFrame:
    """Return the differences in each measure of NF-κB by cohort and what is held equal."""
    table = table[table["patients"].isin([BOTH, "TransNEO", "GSE42822"])]
    return table.assign(
        row=table["set"].map(MEASURES),
        panel=table["patients"].replace(BOTH, "One model"),
        series=table["held"].map(
            {
                "cohort only": "plain",
                ADJUSTED: "at equal ER, immune, purity",
            }
        ),
    )


def basal_response(table: pd.DataFrame) -> pd.DataFrame:
    """Return the odds ratios of residual disease by likeness to basal-like."""
    limits = ["estimate", "ci_low", "ci_high"]
    return table.assign(
        row=table["measure"].str.replace("likeness to ", ""),
        panel=table["patients"],
        series="all",
        **{name: np.exp(table[name]) for name in limits},
    )


def trial(table: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of NF-κB and EMT by arms, time and what is held equal."""
    table = table[table["set"].isin(SCORES)]
    return table.assign(
        row=table["set"].map(SCORES) + ", " + table["arms"],
        panel=table["time"].map({"before": "Before treatment", "change": "Change in first cycle"}),
        series=table["adjusted"].map(
            {False: "within arm", True: "at equal immune, stroma, receptor"}
        ),
    )


def basal_sensitivity(table: pd.DataFrame) -> pd.DataFrame:
    """Return the partial correlations by cohort and what is held equal."""
    return table.assign(
        row=table["held"],
        panel=table["cohort"].replace("mean", "Mean of both"),
        series="all",
        band_low=table["random_low"],
        band_high=table["random_high"],
    )


def basal_association(table: pd.DataFrame) -> pd.DataFrame:
    """Return what the rule of Z4 reads and what stands beside it, with scores in short."""
    return table.assign(
        score=table["score"].str.replace(NFKB, "NF-κB"),
        held=table["adjusted"].map({False: "nothing", True: "immune and stromal score"}),
    )


def luminal_b(table: pd.DataFrame) -> pd.DataFrame:
    """Return the differences of luminal B by contrast, cohort and what is held equal."""
    table = table[
        table["contrast"].isin(AGAINST) & table["score"].str.endswith((NO_HANDLING, "pS536"))
    ]
    return table.assign(
        row=table["cohort"].replace({"mean": "mean of both", "TCGA, protein": "p65 protein"}),
        panel=table["contrast"].map(AGAINST),
        series=table["adjusted"].map({False: "plain", True: "at equal immune, stroma"}),
        band_low=table["random_low"],
        band_high=table["random_high"],
    )


def pathway_inhibitors(table: pd.DataFrame) -> pd.DataFrame:
    """Return the differences between classes of lines, controls of direction last."""
    table = table[table["contrast"] != "basal − luminal, HER2-amplified"]
    table = table.sort_values(["contrast", "panel"], ascending=[False, True])
    return table.assign(row=table["drug"] + " (" + table["target"] + ")", series="all")


def lines_of_interest(table: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with their places, HER2-amplified ones first."""
    return table.sort_values(["her2_amplified", "class", "line"]).iloc[::-1]


def progression(table: pd.DataFrame) -> pd.DataFrame:
    """Return the hazard ratios by endpoint, patients and adjustment."""
    return table.assign(
        row=table["patients"],
        panel=table["endpoint"].map({"pfi": "Progression", "os": "Death"}),
        series=table["adjusted"].map({False: "plain", True: "adjusted"}),
        estimate=table["hazard_ratio"],
    )
