"""Differences between groups of sequencing libraries, from raw counts."""

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.default_inference import DefaultInference
from pydeseq2.ds import DeseqStats

from resistbook.stats.expression.dispersions import dispersions
from resistbook.stats.samples import levels


class Converged(DefaultInference):
    """PyDESeq2's fits, with dispersions at the maximum instead of where its optimiser stops."""

    def alpha_mle(
        self,
        counts: np.ndarray,
        design_matrix: np.ndarray,
        mu: np.ndarray,
        alpha_hat: np.ndarray,
        min_disp: float,
        max_disp: float,
        prior_disp_var: float | None = None,
        cr_reg: bool = True,
        prior_reg: bool = False,
        optimizer: str = "L-BFGS-B",
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return `dispersions` of all genes, and that all converged."""
        found = dispersions(
            counts,
            design_matrix,
            mu,
            alpha_hat,
            lowest=min_disp,
            highest=max_disp,
            prior_variance=prior_disp_var if prior_reg else None,
        )
        return found, np.ones(len(found), bool)


def count_difference(
    counts: pd.DataFrame,
    group: pd.Series,
    level: str,
    reference: str,
    *,
    patient: pd.Series | None = None,
    least: int = 10,
) -> pd.DataFrame:
    """Test each gene for a difference between two groups of libraries with DESeq2's model.

    Parameters
    ----------
    counts : genes x samples
        Raw counts.
    group : samples
        Group of each library, a number being a name too; libraries of other groups help to estimate
        dispersions.
    level, reference
        The groups compared.
    patient : samples
        Given, the groups are compared within patients, a number being a name too.
    least
        Genes with fewer counts than this over all libraries are left out.

    Returns
    -------
    DataFrame
        Index gene: log2_fold_change (level against reference), standard_error, p, fdr. P is
        missing where DESeq2 finds an outlier, FDR also where its independent filtering drops
        the gene.

    Raises
    ------
    ValueError
        If a group has fewer than two libraries: dispersions cannot be estimated; for a missing
        group or patient.

    References
    ----------
    Love MI, Huber W, Anders S (2014) Genome Biology 15:550. Muzellec B et al. (2023)
    Bioinformatics 39:btad547 (PyDESeq2).
    """
    levels(group, "group")
    # Numbers would enter the model as a trend.
    group, level, reference = group.astype(str), str(level), str(reference)
    for name in (level, reference):
        if (group == name).sum() < 2:
            raise ValueError(
                f"group {name!r} has {(group == name).sum()} libraries; a test of counts needs "
                "at least two in each group"
            )
    kept = counts[counts.sum(axis=1) >= least]
    inference = Converged(n_cpus=1)
    fields = group.rename("group").to_frame()
    if patient is not None:
        levels(patient, "patient")
        fields["patient"] = patient.astype(str)
    data = DeseqDataSet(
        counts=kept.T.round().astype(int),
        metadata=fields,
        design="~group" if patient is None else "~patient + group",
        refit_cooks=True,
        inference=inference,
        quiet=True,
    )
    data.deseq2()
    tests = DeseqStats(data, contrast=["group", level, reference], inference=inference, quiet=True)
    tests.summary()
    return tests.results_df.rename(
        columns={
            "log2FoldChange": "log2_fold_change",
            "lfcSE": "standard_error",
            "pvalue": "p",
            "padj": "fdr",
        }
    )[["log2_fold_change", "standard_error", "p", "fdr"]]
