"""Scores of EMT and stemness in a tumour whose stroma does not change."""

from functools import cache

import pandas as pd

from resistbook.genes import signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured
from resistbook.results.store import stored
from resistbook.stats.expression.paired import paired_difference
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.scoring import ssgsea
from resistbook.studies.kastrati2020.contexts import (
    EX_VIVO,
    SAMPLED,
    paired_cohort,
    pairs,
    stromal_scores,
)
from resistbook.studies.kastrati2020.gene_sets import EMT, PROLIFERATION, SETS

COMPOSITION = (
    "gse20181",
    "gse245601",
    "trio-b07",
    "signatures-iobr",
    "signatures-genefu",
    "go-bp-pypi",
    *SETS,
)
BASAL = "Basal-like (PAM50 centroid)"
PLURIPOTENCY = "Pluripotency (Reactome)"
MAINTENANCE = "Stem cell maintenance (GO:2000036)"
STEMNESS = "Stemness, mean of two sets"
"""Mean of `PLURIPOTENCY` and `MAINTENANCE`, each in SDs: no signature of stemness is agreed on."""
COMPOSITION_SCORES = (
    EMT,
    STEMNESS,
    "EMT (GO:0001837)",
    "Pluripotency (Reactome)",
    "Stem cell maintenance (GO:2000036)",
    BASAL,
    "HALLMARK_ESTROGEN_RESPONSE_EARLY",
    "HALLMARK_G2M_CHECKPOINT",
)
"""Scores that the chapter's figure shows, from top to bottom."""


def composition_sets() -> dict[str, tuple[str, ...]]:
    """Return sets of EMT and stemness, with two that letrozole must lower."""
    hallmark = msigdb("hallmark")
    go = signatures.go_processes()
    reactome = msigdb("reactome")
    return {
        EMT: hallmark[EMT],
        "EMT (GO:0001837)": go["Epithelial To Mesenchymal Transition (GO:0001837)"],
        MAINTENANCE: go["Regulation Of Stem Cell Population Maintenance (GO:2000036)"],
        PLURIPOTENCY: reactome["REACTOME_TRANSCRIPTIONAL_REGULATION_OF_PLURIPOTENT_STEM_CELLS"],
        "HALLMARK_ESTROGEN_RESPONSE_EARLY": hallmark["HALLMARK_ESTROGEN_RESPONSE_EARLY"],
        PROLIFERATION: hallmark[PROLIFERATION],
    }


@cache
def composition_scores(context: str) -> pd.DataFrame:
    """Return scores of EMT, stemness and the basal phenotype, scores x samples of a context.

    ssGSEA, and Spearman's correlation of the tumour, centred within genes, with the basal
    centroid of PAM50.
    """
    expression = paired_cohort(context).expression
    scores = ssgsea(expression, as_measured(composition_sets(), expression.index))
    stem = scores.loc[[PLURIPOTENCY, MAINTENANCE]]
    scores.loc[STEMNESS] = stem.sub(stem.mean(axis=1), axis=0).div(stem.std(axis=1), axis=0).mean()
    basal = signatures.pam50_centroids()["Basal"]
    shared = basal.index.intersection(expression.index)
    centred = expression.loc[shared].sub(expression.loc[shared].median(axis=1), axis=0)
    scores.loc[BASAL] = centred.corrwith(basal[shared], method="spearman")
    return scores


@stored(
    "kastrati2020/stroma",
    sources=COMPOSITION,
    by=["score", "context", "adjusted_for"],
)
def stroma() -> pd.DataFrame:
    """Return paired differences of EMT and stemness, raw and at a stroma that does not change.

    In SDs before treatment. Adjusted for the change of one stromal score at a time; tamoxifen ex
    vivo was measured in epithelial cells and has only raw differences. ``fdr`` runs over the
    scores of a context and adjustment.
    """
    tables = []
    for context in SAMPLED:
        scores = composition_scores(context)
        adjustments = {"nothing": None}
        if context != EX_VIVO:
            covariates = stromal_scores(context)
            scores = pd.concat([scores, covariates.rename(index="Stroma ({})".format)])
            adjustments |= {name: covariates.loc[name] for name in covariates.index}
        for name, covariate in adjustments.items():
            wanted = scores if covariate is None else scores[~scores.index.str.startswith("Stroma")]
            found = paired_difference(wanted, pairs(context), covariate=covariate)
            found["fdr"] = benjamini_hochberg(found["p"])
            found = found.assign(context=context, adjusted_for=name)
            tables.append(found.rename_axis("score").reset_index())
    return pd.concat(tables, ignore_index=True).drop(columns="t")
