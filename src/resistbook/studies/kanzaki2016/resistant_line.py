"""SKBR3 resistant to lapatinib: what its replicates say of each set and gene."""

import pandas as pd

from resistbook.data import cohorts
from resistbook.genes.signatures import immediate_early
from resistbook.results.store import stored
from resistbook.stats.expression.moderated import moderated_t
from resistbook.stats.sets.competitive import camera
from resistbook.studies.kanzaki2016.inputs import STUDY, measured_genes
from resistbook.studies.kanzaki2016.skbr3 import arrays
from resistbook.studies.kanzaki2016.treated_cells import cell_sets

CORRELATION = 0.01
"""Between two genes of a set, limma's default: three arrays a group estimate it badly."""


@stored(f"{STUDY}/resistant_line", sources=["gse38376", "genesets-msigdb"], by=["set", "genes"])
def resistant_line() -> pd.DataFrame:
    """Return the change of each set in SKBR3 tested over replicates, the dose in the model.

    CAMERA with limma's default correlation between genes: ``effect`` in residual SDs, the set
    minus all other genes. The replicates are cultures of one resistant line, so that P is about
    this line and not about resistance.
    """
    sets = {
        f"{name}|{genes}": measured_genes(members, arrays().index)
        for (name, genes), members in cell_sets().items()
    }
    found = camera(arrays(), _design(), "resistant", sets, inter_gene_correlation=CORRELATION)
    names = found.index.str.split("|")
    return found.assign(set=names.str[0], genes=names.str[1]).reset_index(drop=True)[
        ["set", "genes", "n_genes", "effect", "effect_se", "t", "p", "fdr"]
    ]


@stored(f"{STUDY}/resistant_line_genes", sources=["gse38376"], by=["gene"])
def resistant_line_genes() -> pd.DataFrame:
    """Return the change of every gene in SKBR3, resistant against parental, at equal dose.

    limma's moderated t. ``early``: whether the gene is an immediate-early one.
    """
    found = moderated_t(arrays(), _design(), "resistant").rename_axis("gene")
    found = found.reset_index()[
        ["gene", "log2_fold_change", "ci_low", "ci_high", "average", "p", "fdr"]
    ]
    return found.assign(early=found["gene"].isin(immediate_early()["core"]))


def _design() -> pd.DataFrame:
    clinical = cohorts.gse38376().clinical
    doses = pd.get_dummies(clinical["dose"], dtype=float).iloc[:, 1:].add_prefix("dose ")
    resistant = (clinical["state"] == "lapatinib-resistant").astype(float)
    return pd.concat([resistant.rename("resistant"), doses], axis=1).assign(intercept=1.0)
