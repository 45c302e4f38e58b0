"""TCGA-BRCA: the four panels of genes that are public, joined into one table."""

from functools import cache
from itertools import combinations

import pandas as pd
from scipy.stats import norm

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort
from resistbook.data.cohorts.trials.penelope import TCGA, penelope_tcga
from resistbook.data.cohorts.tumours.tcga import CLINICAL, PANEL, tcga, tcga_clinical

COUNTS = ("tcga-gsalightning", "expression.rda")
SUBSET = ("tcga-fastpls", "tcga_brca.rda")
PRIMARY = "01"
"""Sample type of a primary tumour in a TCGA barcode."""


@cache
def tcga_joined() -> Cohort:
    """Return 3,473 genes in the primary tumours of TCGA-BRCA, with progression.

    Returns
    -------
    Cohort
        Symbols x patients, normal scores of the ranks within each gene; missing where a patient
        is not in the gene's panel. Clinical: the fields of `tcga_clinical`.

    Notes
    -----
    A gene that several panels hold is taken from the one with most patients. That loses nothing:
    all four come from the same sequencing run, and a gene ranks patients alike in each (see
    `tcga_panel_agreement`). Each panel was chosen by those who deposited it, so the genes are no
    sample of the genome.
    """
    panels = sorted(_panels().values(), key=lambda panel: -panel.shape[1])
    genes = pd.concat(panels)
    genes = genes[~genes.index.duplicated()].sort_index()
    genes = genes[sorted(genes.columns)]
    files = (PANEL, ("penelope", TCGA), COUNTS, SUBSET, CLINICAL)
    return Cohort(
        "TCGA, four panels",
        normal_scores(genes),
        tcga_clinical().reindex(genes.columns),
        scale="normal score of the rank within a gene",
        sources=["/".join(file) for file in files],
        notes=(
            "A gene of several panels is taken from the one with most patients.",
            "Metastases and normal tissue are left out.",
        ),
    )


def tcga_panel_agreement() -> pd.DataFrame:
    """Compare the values of genes that two panels hold.

    Returns
    -------
    DataFrame
        A row a pair of panels: ``first``, ``second``, ``patients`` and ``genes`` shared,
        ``lowest`` and ``median`` Spearman correlation over these genes.
    """
    rows = []
    for (first, one), (second, other) in combinations(_panels().items(), 2):
        genes = one.index.intersection(other.index)
        patients = one.columns.intersection(other.columns)
        ranks = [panel.loc[genes, patients].rank(axis=1).T for panel in (one, other)]
        agreement = ranks[0].corrwith(ranks[1])
        rows.append([first, second, len(patients), len(genes), agreement.min(), agreement.median()])
    return pd.DataFrame(rows, columns=["first", "second", "patients", "genes", "lowest", "median"])


def normal_scores(expression: pd.DataFrame) -> pd.DataFrame:
    """Return the normal scores of the ranks within each gene.

    Parameters
    ----------
    expression : genes x samples
        On any scale; NaN = not measured.

    Returns
    -------
    DataFrame, genes x samples

    References
    ----------
    Blom G. Statistical Estimates and Transformed Beta-Variables. Wiley 1958.
    """
    ranks = expression.rank(axis=1).sub(0.375).div(expression.notna().sum(axis=1) + 0.25, axis=0)
    return pd.DataFrame(norm.ppf(ranks), expression.index, expression.columns)


@cache
def _panels() -> dict[str, pd.DataFrame]:
    """Return genes x patients of each panel, on scales of their own."""
    trial = penelope_tcga()
    counts = deposited.frame(*COUNTS)
    subset = deposited.r_object(*SUBSET, _train_and_test).T
    return {
        "tcga-porpoise": tcga().expression,
        "penelope": trial.expression.set_axis(trial.clinical["patient"].to_numpy(), axis=1),
        "tcga-gsalightning": _by_patient(counts),
        "tcga-fastpls": _by_patient(subset),
    }


def _train_and_test(stored: dict) -> pd.DataFrame:
    parts = stored["tcga_brca"]
    return pd.concat(
        pd.DataFrame(part.to_numpy(), *(part.coords[axis].to_numpy() for axis in part.dims))
        for part in (parts["X_train"], parts["X_test"])
    )


def _by_patient(samples: pd.DataFrame) -> pd.DataFrame:
    primary = samples.loc[:, samples.columns.str[13:15] == PRIMARY]
    return primary.set_axis(primary.columns.str[:12].astype(object), axis=1)
