"""DESeq2's model of counts for any design: tests of one contrast, and of several coefficients."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from pydeseq2.dds import DeseqDataSet
from pydeseq2.ds import DeseqStats
from pydeseq2.utils import nb_nll
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
        If a count is missing, below zero or no whole number, or no gene has enough counts or
        varies more than by chance.

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
            warnings.simplefilter("ignore", RuntimeWarning)
            try:
                self._data.deseq2()
            except ValueError as error:
                if (self._data.var["genewise_dispersions"] > 10 * self._data.min_disp).any():
                    raise
                raise ValueError(
                    "no gene's counts vary more than chance makes counts vary: they are no raw "
                    "counts of replicates, but perhaps rounded logarithms"
                ) from error

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

    def any_difference(self, tested: Sequence[str]) -> pd.DataFrame:
        """Test several coefficients together by the likelihood ratio.

        The model without them is fitted with the dispersions of the whole one, as DESeq2 does.

        Parameters
        ----------
        tested
            Columns of the design; the others stay in the model that is compared with.

        Returns
        -------
        DataFrame
            Index gene: ``base_mean``, ``chi2`` (twice the difference of the log likelihoods),
            ``df``, ``p``, ``fdr``, ``n``; P and FDR are missing as in `difference`.

        Raises
        ------
        DesignError
            If a column is unknown, or no other one is left.
        """
        design = self._data.obsm["design_matrix"]
        others = [name for name in design if name not in tested]
        if not others or not set(tested) <= set(design):
            raise DesignError(
                f"the design must hold {list(tested)} and another column, not {list(design)}"
            )
        whole = self._negative_log_likelihood(design, self._data.varm["LFC"])
        chi2 = (2 * (self._negative_log_likelihood(design[others]) - whole)).clip(lower=0)
        chi2[self._data.var["replaced"] & ~self._data.var["refitted"]] = 0.0
        tests = DeseqStats(
            self._data,
            contrast=contrast_weights(design.columns, tested[0]),
            inference=self._inference,
            quiet=True,
        )
        tests.p_values = pd.Series(stats.chi2.sf(chi2, len(tested)), index=chi2.index)
        tests.statistics, tests.SE = chi2, np.nan * chi2
        tests.summary()  # leaves outliers out and adjusts these P, as those of Wald's test
        found = tests.results_df
        return pd.DataFrame(
            {
                "base_mean": found["baseMean"],
                "chi2": chi2,
                "df": len(tested),
                "p": found["pvalue"],
                "fdr": found["padj"],
                "n": len(self.design),
            }
        )

    def _negative_log_likelihood(
        self, design: pd.DataFrame, coefficients: pd.DataFrame | None = None
    ) -> pd.Series:
        """Return that of every gene, with its dispersion; fitted where no coefficients are given.

        Counts that DESeq2 has replaced as outliers are so here too.
        """
        data = self._data
        counts = data.to_df()
        if data.var["refitted"].any():
            counts.update(data.counts_to_refit.to_df())
        dispersions = data.var["dispersions"].to_numpy()
        size_factors = data.obs["size_factors"].to_numpy()
        if coefficients is None:
            coefficients, *_ = self._inference.irls(
                counts=counts.to_numpy(),
                size_factors=size_factors,
                design_matrix=design.to_numpy(),
                disp=dispersions,
                min_mu=data.min_mu,
                beta_tol=data.beta_tol,
            )
        means = np.exp(design.to_numpy() @ np.transpose(coefficients)) * size_factors[:, None]
        return pd.Series(nb_nll(counts.to_numpy(), means, dispersions), index=counts.columns)


def _scaled(design: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in design if not design[name].isin([0, 1]).all()]
    centred = design[numbers] - design[numbers].mean()
    return design.assign(**(centred / centred.std()))
