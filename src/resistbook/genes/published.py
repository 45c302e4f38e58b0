"""Weights of published signatures, as genefu holds them: research approximations, no assays."""

from functools import cache

import pandas as pd

from resistbook.data import deposited

SOURCE = "genefu-sigs"
SYMBOL = "HUGO.gene.symbol"


@cache
def _table(file: str) -> pd.DataFrame:
    return deposited.frame(SOURCE, file).rename_axis(None)


def recurrence_score() -> pd.DataFrame:
    """Return the 21 genes of the recurrence score.

    Returns
    -------
    DataFrame : symbols x fields
        ``group`` ("proliferation", "invasion", "her2", "estrogen", "undefined", "reference") and
        ``weight`` in the linear sum, missing for the five reference genes.

    Notes
    -----
    The linear part only: the thresholds of the HER2 and proliferation groups and the scale of 0
    to 100 are not in it.

    References
    ----------
    Paik S et al. (2004) N Engl J Med 351:2817-2826.
    """
    return _table("sig.oncotypedx.rda")[["group", "weight"]]


def endopredict() -> pd.DataFrame:
    """Return the 11 genes of EndoPredict's molecular score.

    Returns
    -------
    DataFrame : symbols x fields
        ``group`` ("GOI", gene of interest, or "REFERENCE"); ``weight`` in the score, and slope
        ``a`` and intercept ``b`` that bring HG-U133A values to the assay's scale, missing for the
        three reference genes.

    References
    ----------
    Filipits M et al. (2011) Clin Cancer Res 17:6012-6020.
    """
    return _table("sig.endoPredict.rda")[["group", "weight", "a", "b"]]


def gene70() -> pd.DataFrame:
    """Return the 70-gene signature.

    Returns
    -------
    DataFrame : probes x fields
        ``symbol`` (missing for 15 probes; 51 different ones), ``good_profile`` (mean log10 ratio
        in patients of good prognosis) and ``correlation`` with prognosis.

    Notes
    -----
    A patient is called of good prognosis if the correlation with the profile exceeds 0.4.

    References
    ----------
    Van 't Veer LJ et al. (2002) Nature 415:530-536.
    """
    raw = _table("sig.gene70.rda")
    fields = {SYMBOL: "symbol", "average.good.prognosis.profile": "good_profile"}
    return raw.rename(columns=fields)[["symbol", "good_profile", "correlation"]]


def grade_index() -> pd.DataFrame:
    """Return the 128 probes (HG-U133A) of the genomic grade index.

    Returns
    -------
    DataFrame : probes x fields
        ``symbol`` (missing for 16 probes; 99 different ones) and ``direction``: 1 = higher in
        grade 3 (112 probes), -1 = higher in grade 1.

    References
    ----------
    Sotiriou C et al. (2006) J Natl Cancer Inst 98:262-272.
    """
    raw = _table("sig.ggi.rda")
    return pd.DataFrame(
        {"symbol": raw[SYMBOL].astype(object), "direction": raw["grade"].map({3: 1, 1: -1})}
    )
