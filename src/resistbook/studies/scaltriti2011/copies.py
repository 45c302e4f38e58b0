"""Copies of CCNE1 and ERBB2 in tumours: from segments, and compared with the calls of GISTIC."""

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from resistbook.claims import ledger
from resistbook.data.cohorts import (
    metabric_cn,
    tcga_gistic,
    tcga_segments,
    transneo,
    transneo_segments,
)
from resistbook.genes.copy_number import GENES, at_locus, without_gaps
from resistbook.results.store import stored

STUDY = "scaltriti2011"
TCGA = ("tcga-cnv", "tcga-clinical")

FEWEST_PROBES = 10
"""Shorter segments of a SNP array are often inherited variants or noise."""

GAINED = 0.3


@cache
def segments() -> pd.DataFrame:
    """Return TCGA's segments of at least `FEWEST_PROBES` probes, which meet where none is left out.

    Gaps are closed first: what a short segment measured is not given to its neighbours.
    """
    return read_segments(FEWEST_PROBES, "before")


@cache
def read_segments(fewest: int, closed: str) -> pd.DataFrame:
    """Return TCGA's segments of so many probes, gaps open or closed before or after the choice."""
    whole = tcga_segments()
    if closed == "before":
        whole = without_gaps(whole)
    kept = whole[whole["probes"] >= fewest]
    return without_gaps(kept) if closed == "after" else kept


@cache
def copies(cohort: str) -> pd.DataFrame:
    """Return copy number of CCNE1 and ERBB2 in each tumour of a cohort.

    Returns
    -------
    DataFrame : tumours x genes
        log2 ratio (TCGA, METABRIC) or log2 of total copies over ploidy (TransNEO; absent copies
        count as half a copy).
    """
    genes = ("CCNE1", "ERBB2")
    if cohort == "METABRIC":
        return metabric_cn().expression.loc[list(genes)].T
    if cohort == "TCGA":
        return pd.DataFrame({gene: at_locus(segments(), GENES[gene]) for gene in genes})
    whole = total_copies()
    ploidy = transneo()["ploidy"].reindex(whole.index)
    return np.log2(whole.clip(lower=0.5).div(ploidy, axis=0))


@cache
def total_copies() -> pd.DataFrame:
    """Return total copies of CCNE1 and ERBB2 a cell in TransNEO: what hybridisation counts.

    Returns
    -------
    DataFrame : tumours x genes
    """
    called = without_gaps(transneo_segments())
    return pd.DataFrame({gene: at_locus(called, GENES[gene]) for gene in ("CCNE1", "ERBB2")})


@stored(f"{STUDY}/gistic_agreement", sources=("tcga-cnv", "tcga-porpoise"), by=["gene"])
def gistic_agreement() -> pd.DataFrame:
    """Return how our copy number of a gene compares with GISTIC's call in the same tumours.

    Genes of both sources whose place is in `GENES`. ``sensitivity``: share of GISTIC's
    amplifications (call 2) at or above a log2 ratio of 0.7; ``false``: share of the other calls.
    """
    calls = tcga_gistic()
    amplified = ledger.parameters(STUDY, "S1")["amplified"]
    rows = []
    for gene in sorted(set(GENES) & set(calls.index)):
        ours = at_locus(segments(), GENES[gene]).dropna()
        call = calls.loc[gene].reindex(ours.index).dropna()
        ours = ours[call.index]
        rows.append(
            {
                "gene": gene,
                "tumours": len(call),
                "correlation": spearmanr(ours, call)[0],
                "amplified": int((call == 2).sum()),
                "median_amplified": ours[call == 2].median(),
                "median_gained": ours[call == 1].median(),
                "median_neutral": ours[call == 0].median(),
                "sensitivity": (ours[call == 2] >= amplified).mean(),
                "false": (ours[call != 2] >= amplified).mean(),
            }
        )
    return pd.DataFrame(rows)
