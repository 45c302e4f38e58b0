"""The moderated F: several coefficients tested together, gene by gene."""

import numpy as np
import pandas as pd
from scipy import special

from resistbook.stats.expression.design_matrix import DesignError
from resistbook.stats.expression.moderated import fit_genes, squeeze_variances
from resistbook.stats.multiplicity import benjamini_hochberg


def moderated_f(expression: pd.DataFrame, design: pd.DataFrame, tested: list[str]) -> pd.DataFrame:
    """Test several coefficients of a linear model together by limma's moderated F.

    Parameters
    ----------
    expression : genes x samples
        Log2 expression; NaN where a gene was not measured in a sample.
    design : samples x coefficients
        Index equal to the columns of `expression`.
    tested
        Columns of `design`; the others stay in the model that is compared with.

    Returns
    -------
    DataFrame, one row a gene
        ``average``; ``f``; ``df`` (numerator); ``df_total`` (denominator: residual and prior
        degrees of freedom, infinite where the prior's are); ``p``; ``fdr``; ``n``. NaN for a gene
        that lacks a group, so that its samples cannot tell all coefficients.

    Raises
    ------
    DesignError, ValueError
        As `resistbook.stats.expression.moderated.moderated_t`; also if no other column is left.

    Notes
    -----
    Equal to ``topTable(eBayes(lmFit(y, design)), coef = tested)`` of limma 3.54 for genes without
    missing values. As there, and unlike those of the t, the denominator's degrees of freedom are
    not limited to the residual ones of all genes together. With missing values every gene is
    compared between its own two models, where limma takes the coefficients' correlations of the
    complete design.

    References
    ----------
    Smyth GK (2004) Stat Appl Genet Mol Biol 3:3, section 5.
    """
    others = [name for name in design if name not in tested]
    if not others or not set(tested) <= set(design):
        raise DesignError(f"the design must hold {tested} and another column, not {list(design)}")
    full = fit_genes(expression, design, tested[0])
    reduced = fit_genes(expression, design[others], others[0])
    squeezed = squeeze_variances(full.variance, full.df_residual)
    df = reduced.df_residual - full.df_residual
    explained = reduced.variance * reduced.df_residual - full.variance * full.df_residual
    told = (df == len(tested)) & (full.df_residual > 0) & (squeezed.variance > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        f = np.where(told, np.maximum(explained, 0) / len(tested) / squeezed.variance, np.nan)
    df_total = np.where(told, full.df_residual + squeezed.prior_df, np.nan)
    p = _upper_tail(f, len(tested), df_total)
    return pd.DataFrame(
        {
            "average": full.average,
            "f": f,
            "df": np.where(told, len(tested), np.nan),
            "df_total": df_total,
            "p": p,
            "fdr": benjamini_hochberg(p),
            "n": full.n,
        },
        index=expression.index,
    )


def _upper_tail(f: np.ndarray, df: int, df_total: np.ndarray) -> np.ndarray:
    finite = np.isfinite(df_total)
    with np.errstate(invalid="ignore"):
        within = special.fdtrc(df, np.where(finite, df_total, 1.0), f)
        return np.where(finite, within, np.where(np.isnan(f), np.nan, special.chdtrc(df, df * f)))
