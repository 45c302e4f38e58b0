"""TRIO-US B07, a trial of trastuzumab and lapatinib: scores by response."""

import numpy as np
import pandas as pd

from resistbook.data import cohorts
from resistbook.results.store import stored
from resistbook.stats.association import adjusted_difference, partial_correlation
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies.kanzaki2016.inputs import EMT, NFKB, PROLIFERATION, STUDY

GROUPS = ("all arms", "with trastuzumab", "trastuzumab", "lapatinib", "both")
IMMUNE_SCORES = ("Immune_ESTIMATE", "Stromal_ESTIMATE")


@stored(f"{STUDY}/trial", sources=["trio-b07"], by=["time", "arms", "set", "adjusted"])
def trial() -> pd.DataFrame:
    """Return the difference in scores between tumours without and with complete response.

    ``time`` "before" is the score before treatment, "change" that of the change in the run-in.
    Unadjusted differences are within arm; adjusted ones also hold hormone receptor, immune and
    stromal score equal. FDR over all scores, groups and times, adjusted or not.
    """
    rows = []
    for time, cohort in (("before", cohorts.trio_b07()), ("change", cohorts.trio_b07_change())):
        for group in GROUPS:
            chosen = _arms(cohort.clinical, group)
            scores = cohort.expression.loc[:, chosen]
            clinical = cohort.clinical[chosen]
            arm = pd.get_dummies(clinical["arm"], drop_first=True, dtype=float)
            context = scores.loc[list(IMMUNE_SCORES)].T
            context = arm.join(clinical["hormone_receptor"].astype(float)).join(context)
            hallmarks = scores[scores.index.str.startswith("HALLMARK")]
            no_response = 1 - clinical["pcr"]
            for adjusted, covariates in ((False, arm), (True, context)):
                table = adjusted_difference(hallmarks, no_response, covariates)
                rows.append(
                    table.rename_axis("set")
                    .reset_index()
                    .assign(time=time, arms=group, adjusted=adjusted)
                )
    found = pd.concat(rows, ignore_index=True).rename(
        columns={"n_1": "n_residual", "n_0": "n_response"}
    )
    shown = found["set"].isin([NFKB, EMT])
    found["fdr"] = np.nan
    found.loc[shown, "fdr"] = benjamini_hochberg(found.loc[shown, "p"])
    return found


def _arms(clinical: pd.DataFrame, group: str) -> pd.Series:
    if group == "all arms":
        return clinical["arm"].notna()
    if group == "with trastuzumab":
        return clinical["arm"].isin(["trastuzumab", "both"])
    return clinical["arm"] == group


@stored(f"{STUDY}/trial_context", sources=["trio-b07"], by=["score"])
def trial_context() -> pd.DataFrame:
    """Return how NF-κB before treatment goes with what `trial` holds equal; added after it.

    Correlation over the tumours of the arms with trastuzumab, within arm.
    """
    cohort = cohorts.trio_b07()
    chosen = _arms(cohort.clinical, "with trastuzumab")
    scores, clinical = cohort.expression.loc[:, chosen], cohort.clinical[chosen]
    arm = pd.get_dummies(clinical["arm"], drop_first=True, dtype=float)
    found = partial_correlation(scores.loc[list(IMMUNE_SCORES)], scores.loc[NFKB], arm)
    return found.drop(columns="z").rename_axis("score").reset_index()


@stored(f"{STUDY}/trial_enrichment", sources=["trio-b07"], by=["comparison", "gene_set"])
def trial_enrichment() -> pd.DataFrame:
    """Return the trial's own enrichment of NF-κB, EMT and E2F, in the run-in and at surgery."""
    table = cohorts.trio_b07_gsea()
    table = table[table["gene_set"].isin([NFKB, EMT, PROLIFERATION])]
    return table[["comparison", "gene_set", "genes", "nes", "p", "fdr"]]
