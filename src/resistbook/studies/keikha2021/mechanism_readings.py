"""The seven mechanisms under other readings: estimator, cohorts, family, and what a pump is."""

import re

import pandas as pd

from resistbook.genes.sets import msigdb
from resistbook.results.store import stored
from resistbook.stats.meta.common_effect import common_effect
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies.keikha2021.gene_sets import (
    GENOME_WIDE,
    SETS,
    by_comparison,
    declared_rule,
    described,
    mechanisms,
    mechanisms_meta,
    pooled,
    set_test,
)
from resistbook.studies.keikha2021.genes import relapse_genes
from resistbook.studies.keikha2021.patients import STUDY

TRANSPORT = "REACTOME_ABC_FAMILY_PROTEINS_MEDIATED_TRANSPORT"
TRANSPORTERS = "ABC_TRANSPORTERS"
RELAPSE = ("Tamoxifen", "GSE1992", "GSE4335")
"""Comparisons whose event is relapse; in the others it is death."""


def transporters() -> tuple[str, ...]:
    """Return the ABC transporters of the Reactome set, which holds more of the proteasome."""
    return tuple(
        gene for gene in msigdb("reactome")[TRANSPORT] if re.fullmatch(r"ABC[A-G]\d+", gene)
    )


@stored(f"{STUDY}/transporters", sources=SETS, by=["set", "comparison"])
def transporter_tests() -> pd.DataFrame:
    """Return CAMERA's test of the ABC transporters alone, in each genome-wide comparison."""
    tables = [
        set_test(name, {TRANSPORTERS: transporters()}).assign(comparison=name)
        for name in GENOME_WIDE
    ]
    return pd.concat(tables).drop(columns="fdr").rename_axis("set").reset_index()


@stored(f"{STUDY}/transporter_genes", sources=SETS, by=["gene"])
def transporter_genes() -> pd.DataFrame:
    """Return the odds ratio of relapse of each ABC transporter among tamoxifen patients."""
    table = relapse_genes("Tamoxifen")
    mine = table[table["gene"].isin(transporters())]
    return mine[["gene", "odds_ratio", "ci_low", "ci_high", "p", "fdr"]]


@stored(f"{STUDY}/mechanisms_readings", sources=SETS, by=["reading", "set"], rules=declared_rule)
def mechanisms_readings() -> pd.DataFrame:
    """Return `mechanisms_meta` with one choice moved, a reading at a time.

    Another estimator; the tamoxifen patients, or the comparisons with relapse as their event,
    alone; the sets that the rule names as the family; the ABC transporters in the place of the
    Reactome set.
    """
    tests = mechanisms()
    means = ["estimate", "ci_low", "ci_high", "p", "fdr"]
    tables = {
        "ad hoc correction": pooled(tests),
        "fixed effect": described(tests, common_effect(*by_comparison(tests)), means),
        "tamoxifen patients": _single(tests[tests["comparison"] == "Tamoxifen"], means),
        "relapse as the event": pooled(tests[tests["comparison"].isin(RELAPSE)], ad_hoc=False),
        "named sets": _family(mechanisms_meta()),
        "ABC transporters": pooled(
            pd.concat([tests[tests["set"] != TRANSPORT], transporter_tests()]), ad_hoc=False
        ),
    }
    columns = ["reading", "set", "k", "k_positive", "patients", "events", *means]
    whole = [table.assign(reading=reading)[columns] for reading, table in tables.items()]
    return pd.concat(whole, ignore_index=True)


def _single(tests: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return the tests of one comparison in the form of a mean, each with its own P."""
    alone = common_effect(*by_comparison(tests)).assign(p=tests.set_index("set")["p"])
    return described(tests, alone, columns)


def _family(meta: pd.DataFrame) -> pd.DataFrame:
    """Return the named sets alone, with the FDR over them."""
    named = {key for theme in declared_rule()["themes"].values() for key in theme["sets"]}
    kept = meta[meta["set"].isin(named)]
    return kept.assign(fdr=benjamini_hochberg(kept["p"]))
