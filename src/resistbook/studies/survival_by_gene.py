"""Survival by thirds of single genes, for the gene explorer; it decides no claim."""

import pandas as pd

from resistbook.data.cohorts.prognosis import FOLLOWED, followed
from resistbook.results.store import stored
from resistbook.stats.survival.kaplan_meier import numbers_at_risk

GENES = (
    "AURKA", "BCL2", "CCND1", "CCNE1", "CDK2", "E2F1", "EGFR", "ERBB2", "ESR1", "EZH2",
    "HOXB13", "IL17RB", "MKI67", "NFKB1", "PGR", "RELA",
)  # fmt: skip
"""Genes that claims or chapters name, declared before any curve was drawn."""

MONTHS = tuple(range(0, 121, 6))
THIRDS = ("lowest", "middle", "highest")
FEWEST_AT_RISK = 10
SOURCES = (
    "genesets-msigdb", "gse25066-biospear", "gse42568-gsstda", "hgu133a-chip", "metabric-489",
    "metabric-clinical", "scanb-400", "survjamda-pheno", "survset", "tam-cohorts",
    "tcga-clinical", "tcga-fastpls", "tcga-gsalightning", "tcga-porpoise",
)  # fmt: skip


@stored(
    "genes/survival_by_third",
    sources=SOURCES,
    by=["gene", "cohort", "third", "months"],
    packages=["lifelines"],
)
def survival_by_third() -> pd.DataFrame:
    """Return Kaplan-Meier estimates of all patients by thirds of a gene, every half year.

    No patient can be read off it: survival has two decimals, and a third is left out from where
    fewer than `FEWEST_AT_RISK` of its patients are followed.
    """
    tables = [_curves(gene, name) for gene in GENES for name in FOLLOWED]
    table = pd.concat(tables, ignore_index=True)
    return table[["gene", "cohort", "endpoint", "third", "months", "survival", "at_risk"]]


def _curves(gene: str, name: str) -> pd.DataFrame:
    cohort = followed(name, "all")
    if gene not in cohort.expression.index:
        return pd.DataFrame()
    rank = cohort.expression.loc[gene].rank(pct=True)
    third = pd.cut(rank, [0, 1 / 3, 2 / 3, 1], labels=list(THIRDS)).astype(object)
    time, event = cohort.clinical["outcome_months"], cohort.clinical["outcome_event"]
    table = numbers_at_risk(time, event, third, at=MONTHS)
    table = table[table["at_risk"] >= FEWEST_AT_RISK]
    return table.assign(
        gene=gene,
        cohort=name,
        endpoint=FOLLOWED[name].means,
        third=table["group"],
        months=table["time"].astype(int),
        survival=table["survival"].round(2),
    )
