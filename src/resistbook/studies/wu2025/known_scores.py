"""Wu 2025: scores of known meaning, which go through the same test as the anoikis score."""

import pandas as pd

from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.genes.sets import msigdb
from resistbook.stats.sets.scoring import mean_z

KNOWN = {
    "interferon gamma": "HALLMARK_INTERFERON_GAMMA_RESPONSE",
    "interferon alpha": "HALLMARK_INTERFERON_ALPHA_RESPONSE",
    "inflammatory response": "HALLMARK_INFLAMMATORY_RESPONSE",
    "allograft rejection": "HALLMARK_ALLOGRAFT_REJECTION",
    "oestrogen response": "HALLMARK_ESTROGEN_RESPONSE_EARLY",
    "mesenchymal transition": "HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION",
    "p53 pathway": "HALLMARK_P53_PATHWAY",
}
"""Hallmarks of MSigDB whose link with immune cells or with response to drugs is known."""
FEWEST_GENES = 10


def known_scores(name: str) -> pd.DataFrame:
    """Return the mean z-score of each of `KNOWN` in a cohort: scores x patients."""
    hallmarks = msigdb("hallmark")
    sets = {title: hallmarks[hallmark] for title, hallmark in KNOWN.items()}
    return mean_z(her2_negative(name).expression, sets, minimum=FEWEST_GENES).dropna()
