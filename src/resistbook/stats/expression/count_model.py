"""DESeq2's model of counts for any design: one dispersion a gene, Wald's test of contrasts."""

import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.ds import DeseqStats
from scipy import stats

from resistbook.stats.expression.counts import Converged
from resistbook.stats.expression.design_matrix import DesignError, check_design
from resistbook.stats.expression.moderated import contrast_weights

LEAST = 10
"""Genes with fewer counts than this over all libraries are not tested."""


class CountModel:
    """Negative binomial models of all genes, fitted once, to be asked for any contrast.

    Parameters
    ----------
    counts : genes x samples
        Raw counts.
    design : samples x coefficients
        Index equal to the columns of `counts`. Columns of other numbers than 0 and 1 are centred
        and scaled before the fit, which changes no other coefficient where there is an intercept.
    least
        Genes with fewer counts over all libraries are left out.

    Raises
    ------
    DesignError
        If design and counts do not hold the same samples, the design is rank-deficient or leaves
        no residual degrees of freedom.
    ValueError
        If a count is missing, below zero or no whole number, or no gene has enough counts.

    References
    ----------
    Love MI, Huber W, Anders S (2014) Genome Biology 15:550. Muzellec B et al. (2023)
    Bioinformatics 39:btad547 (PyDESeq2).
    """

    def __init__(self, counts: pd.DataFrame, design: pd.DataFrame, *, least: int = LEAST) -> None:
        if not counts.columns.equals(design.index):
            raise DesignError("counts and design hold other samples, or in another order")
        check_design(design)
        samples, coefficients = design.shape
        if samples <= coefficients:
            raise DesignError(
                f"{samples} samples and {coefficients} coefficients leave no residual degrees of "
                "freedom; use a smaller formula or more samples"
            )
        values = counts.to_numpy(dtype=float)
        wrong = ~(values >= 0) | (values % 1 != 0)
        if wrong.any():
            gene, sample = np.argwhere(wrong)[0]
            raise ValueError(
                f"gene {counts.index[gene]!r} in sample {counts.columns[sample]!r} is "
                f"{values[gene, sample]:g}; counts are whole numbers from 0"
            )
        kept = counts[counts.sum(axis=1) >= least]
        if kept.empty:
            raise ValueError(f"no gene has {least} counts or more over these samples")
        self.design = design
        self._inference = Converged(n_cpus=1)
        self._data = DeseqDataSet(
            counts=kept.T.astype(int),
            metadata=pd.DataFrame(index=design.index),
            design=_scaled(design),
            refit_cooks=True,
            inference=self._inference,
            quiet=True,
        )
        with warnings.catch_warnings():  # of fallbacks that DESeq2 takes too
            warnings.simplefilter("ignore", UserWarning)
            self._data.deseq2()

    def difference(self, coefficient: str | Mapping[str, float]) -> pd.DataFrame:
        """Test a coefficient or contrast of columns of 0 and 1.

        Returns
        -------
        DataFrame
            Index gene: ``log2_fold_change``, ``standard_error``, ``ci_low`` and ``ci_high``
            (95%, Wald), ``base_mean`` (mean of counts over size factors), ``z``, ``p``, ``fdr``,
            ``n`` (samples). P is missing where DESeq2 finds an outlier, FDR also where its
            independent filtering drops the gene.
        """
        tests = DeseqStats(
            self._data,
            contrast=contrast_weights(self.design.columns, coefficient),
            inference=self._inference,
            quiet=True,
        )
        tests.summary()
        found = tests.results_df
        margin = stats.norm.ppf(0.975) * found["lfcSE"]
        return pd.DataFrame(
            {
                "log2_fold_change": found["log2FoldChange"],
                "standard_error": found["lfcSE"],
                "ci_low": found["log2FoldChange"] - margin,
                "ci_high": found["log2FoldChange"] + margin,
                "base_mean": found["baseMean"],
                "z": found["stat"],
                "p": found["pvalue"],
                "fdr": found["padj"],
                "n": len(self.design),
            }
        )


def _scaled(design: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in design if not design[name].isin([0, 1]).all()]
    centred = design[numbers] - design[numbers].mean()
    return design.assign(**(centred / centred.std()))
