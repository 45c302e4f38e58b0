"""Relapse gene by gene: effects, hazards, their mean over cohorts, and effects known beforehand."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data.cohorts import Cohort, scanb, survset
from resistbook.data.cohorts.relapse import (
    BINARY,
    GENE_TABLES,
    GENOME_WIDE,
    WITH_TIMES,
    comparison,
    with_times,
)
from resistbook.results.store import stored
from resistbook.stats.expression.design_matrix import design_matrix
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.survival.cox import cox
from resistbook.studies.keikha2021.patients import SOURCES, STUDY


def relapse_design(relapse: pd.Series, strata: pd.Series | None) -> pd.DataFrame:
    """Return the design matrix of relapse, within strata where there are several."""
    clinical = pd.DataFrame({"relapse": relapse})
    if strata is None or strata.nunique() == 1:
        return design_matrix("~ relapse", clinical)
    return design_matrix("~ relapse + stratum", clinical.assign(stratum=strata))


def relapse_test(
    name: str, expression: pd.DataFrame, relapse: pd.Series, strata: pd.Series | None
) -> pd.DataFrame:
    """Test each feature of a comparison: Mantel-Haenszel for 0/1 data, else the moderated t.

    Parameters
    ----------
    name
        One of `COMPARISONS`; decides the test.
    expression : features x samples
        Expression in the comparison's scale.
    relapse, strata : samples
        Outcome, and strata to compare within (None: all samples together).

    Returns
    -------
    DataFrame
        Index feature. ``odds_ratio`` or ``log2_fold_change`` with ``ci_low`` and ``ci_high``,
        ``effect`` with ``effect_se``, ``p``, ``fdr``. The effect is a standardised difference,
        positive when higher in relapse; for 0/1 data log odds ratio x sqrt(3) / pi
        (Chinn 2000), otherwise log2 fold change / moderated residual SD.
    """
    if name in BINARY:
        one = pd.Series("all", index=relapse.index) if strata is None else strata
        table = mantel_haenszel(expression, relapse, one)
        scale = np.sqrt(3) / np.pi
        effect, effect_se = table["log_odds_ratio"] * scale, table["standard_error"] * scale
        kept = table[["odds_ratio", "ci_low", "ci_high"]]
    else:
        table = moderated_t(expression, relapse_design(relapse, strata), "relapse")
        effect = table["log2_fold_change"] / table["residual_sd"]
        unit = table["standard_error"] / table["residual_sd"]
        effect_se = np.sqrt(unit**2 + effect**2 / (2 * table["df_total"]))
        kept = table[["log2_fold_change", "ci_low", "ci_high"]]
    return kept.assign(effect=effect, effect_se=effect_se, p=table["p"], fdr=table["fdr"])


@cache
def tested(name: str, stratified: bool) -> pd.DataFrame:
    """Return `relapse_test` of a comparison as it stands."""
    one = comparison(name)
    strata = one.strata if stratified else None
    return relapse_test(name, one.cohort.expression, one.relapse, strata)


@stored(f"{STUDY}/relapse_genes_{{}}", sources=SOURCES, by=["gene"], cases=GENE_TABLES)
def relapse_genes(name: str) -> pd.DataFrame:
    """Return the effect of relapse on each feature of a comparison, within strata."""
    return tested(name, True).rename_axis("gene").reset_index()


@stored(f"{STUDY}/relapse_hazard_{{}}", sources=SOURCES, by=["gene"], cases=WITH_TIMES)
def relapse_hazard(name: str) -> pd.DataFrame:
    """Return the hazard ratio of each gene, per SD (0/1 data: high against low), within strata.

    All patients with times count here, also those followed only for a short while.
    """
    patients, months, events, strata = with_times(name)
    table = cox(patients.expression, months, events, strata=strata, per_sd=name not in BINARY)
    columns = ["hazard_ratio", "ci_low", "ci_high", "p", "fdr", "n_events", "flag"]
    return table[columns].rename_axis("gene").reset_index()


def effects(names: tuple[str, ...]) -> pd.DataFrame:
    """Return the effect of each gene in several comparisons, one row a gene and comparison."""
    tables = [relapse_genes(name).assign(comparison=name) for name in names]
    columns = ["gene", "comparison", "effect", "effect_se", "p", "fdr"]
    return pd.concat([table[columns] for table in tables], ignore_index=True)


@stored(f"{STUDY}/relapse_meta", sources=SOURCES, by=["gene"])
def relapse_meta() -> pd.DataFrame:
    """Return each gene's mean effect over the genome-wide comparisons that measure it.

    Random effects (REML, Hartung-Knapp) of genes measured in at least three comparisons.
    """
    long = effects(GENOME_WIDE).dropna(subset=["effect", "effect_se"])
    wide = long.pivot(index="gene", columns="comparison", values=["effect", "effect_se"])
    wide = wide[wide["effect"].notna().sum(axis=1) >= 3]
    table = random_effects(wide["effect"], wide["effect_se"])
    table["fdr"] = benjamini_hochberg(table["p"])
    columns = ["k", "estimate", "ci_low", "ci_high", "p", "fdr", "tau2", "i2"]
    return table[columns].rename_axis("gene").reset_index()


@stored(f"{STUDY}/controls", sources=SOURCES, by=["control", "comparison", "gene"])
def controls() -> pd.DataFrame:
    """Return effects whose direction is known beforehand.

    HOXB13 is higher and IL17RB lower in relapse under tamoxifen, found in GSE1379 itself (Ma
    2004); patients with positive nodes relapse more often; ESR1 is higher in ER-positive tumours,
    in cohorts that hold both kinds.
    """
    ratio = relapse_genes("GSE1379").set_index("gene")
    rows = [
        {"control": "relapse", "comparison": "GSE1379", "gene": gene, "expected": sign}
        | ratio.loc[gene, ["effect", "effect_se", "p"]].to_dict()
        for gene, sign in (("HOXB13", 1), ("IL17RB", -1))
    ]
    rows.append(_node_and_relapse())
    for name in ("GSE1992", "GSE4335", "GSE3143"):
        rows.append({"comparison": name} | _esr1(survset(name)))
    rows.append({"comparison": "SCAN-B"} | _esr1(scanb()))
    return pd.DataFrame(rows)


RATIO = ("HOXB13", "IL17RB")
"""The two genes of Ma 2004, found in GSE1379."""
DISCOVERY = "GSE1379"


@stored(f"{STUDY}/replication", sources=SOURCES, by=["gene", "series"])
def replication() -> pd.DataFrame:
    """Return the odds ratio of relapse of three genes in and outside the series of discovery.

    The two genes of `RATIO` were found in GSE1379; RACGAP1, the first gene of the pooled series,
    stands beside them.
    """
    whole = comparison("Tamoxifen")
    series = whole.cohort.clinical["series"]
    parts = {name: series == name for name in series.unique()}
    parts |= {f"without {DISCOVERY}": series != DISCOVERY}
    genes = whole.cohort.expression.loc[[*RATIO, "RACGAP1"]]
    tables = [
        relapse_test("Tamoxifen", genes.loc[:, mine], whole.relapse[mine], whole.strata[mine])
        .assign(series=name, patients=int(mine.sum()), events=int(whole.relapse[mine].sum()))
        .rename_axis("gene")
        .reset_index()
        for name, mine in parts.items()
    ]
    columns = ["gene", "series", "patients", "events", "odds_ratio", "ci_low", "ci_high", "p"]
    return pd.concat(tables, ignore_index=True)[columns]


def _node_and_relapse() -> dict[str, object]:
    one = comparison("GSE17705")
    node = one.cohort.clinical["node"]
    known = node.notna()
    positive = (node[known] > 0).astype(float).to_frame("node").T
    found = mantel_haenszel(positive, one.relapse[known], one.strata[known]).loc["node"]
    scale = np.sqrt(3) / np.pi
    return {
        "control": "outcome",
        "comparison": "GSE17705",
        "gene": "node-positive",
        "expected": 1,
        "effect": found["log_odds_ratio"] * scale,
        "effect_se": found["standard_error"] * scale,
        "p": found["p"],
    }


def _esr1(cohort: Cohort) -> dict[str, object]:
    known = cohort.select(cohort.clinical["er"].notna())
    fields = pd.DataFrame({"er": known.clinical["er"].astype(int)})
    found = moderated_t(known.expression, design_matrix("~ er", fields), "er").loc["ESR1"]
    return {
        "control": "ER status",
        "gene": "ESR1",
        "expected": 1,
        "effect": found["log2_fold_change"] / found["residual_sd"],
        "effect_se": found["standard_error"] / found["residual_sd"],
        "p": found["p"],
    }
