"""Mantel-Haenszel analysis of binary exposures, stratified by cohort, for all genes at once."""

import numpy as np
import pandas as pd
from scipy import special, stats

from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.samples import aligned, coded, levels


def mantel_haenszel(
    exposed: pd.DataFrame, event: pd.Series, strata: pd.Series, *, level: float = 0.95
) -> pd.DataFrame:
    """Pool the odds ratio of an event, exposed against unexposed, over strata.

    Parameters
    ----------
    exposed : genes x samples
        1 = exposed (say, expression above the median), 0 = unexposed, NaN = unknown. A sample of
        unknown exposure is left out for that gene only.
    event : samples
        1 = event, 0 = none.
    strata : samples
        Stratum (say, cohort) of each sample.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row a gene: ``odds_ratio``; ``log_odds_ratio`` (natural) and its ``standard_error``;
        ``ci_low`` and ``ci_high`` of the odds ratio; ``chi2`` (1 degree of freedom) and ``p``;
        ``fdr`` (Benjamini-Hochberg over the genes given); ``heterogeneity_p`` of the odds ratio
        between strata; ``n_strata_informative``; ``n``, the samples in those strata.

    Raises
    ------
    ValueError
        For codes other than 0 and 1, missing events or strata, and misaligned samples.

    Notes
    -----
    The estimate is Mantel and Haenszel's [1]_, its standard error that of Robins, Breslow and
    Greenland [2]_, the test that of Cochran, Mantel and Haenszel **without** continuity
    correction, as ``mantelhaen.test(correct = FALSE)`` in R. Heterogeneity is Breslow and Day's
    test [3]_ with Tarone's correction [4]_, which unlike Woolf's stands empty cells; its degrees
    of freedom are the informative strata less one.

    A stratum is informative when it holds both outcomes and both exposures; any other adds
    nothing to estimate or test. With no informative stratum all statistics are NaN. Where the
    pooled odds ratio is 0 or infinite, estimate, interval and heterogeneity are NaN, while the
    test, which stays valid, is given.

    References
    ----------
    .. [1] Mantel N, Haenszel W. J Natl Cancer Inst 1959;22:719-748.
    .. [2] Robins J, Breslow N, Greenland S. Biometrics 1986;42:311-323.
    .. [3] Breslow NE, Day NE. Statistical Methods in Cancer Research I. IARC 1980, section 4.4.
    .. [4] Tarone RE. Biometrika 1985;72:91-95.
    """
    exposure = exposed.to_numpy(dtype=float, na_value=np.nan)
    samples = exposed.columns
    events = coded(aligned(event, samples, "event"), "event")
    stratum = levels(aligned(strata, samples, "strata"), "strata")
    known = ~np.isnan(exposure)
    _check_exposure(exposed, exposure, known)

    member = np.eye(stratum.max(initial=-1) + 1)[stratum]
    yes = np.where(known, exposure, 0.0)
    m1 = known @ (member * events[:, None])
    total = known @ member
    n1 = yes @ member
    a = yes @ (member * events[:, None])
    informative = (n1 > 0) & (n1 < total) & (m1 > 0) & (m1 < total)
    # Every stratum that informs no one is emptied, with a total that divides to nought.
    a, n1, m1 = (np.where(informative, count, 0.0) for count in (a, n1, m1))
    n = np.where(informative, total, np.inf)
    n0, m0 = np.where(informative, total - n1, 0.0), np.where(informative, total - m1, 0.0)
    b, c = n1 - a, m1 - a
    d = n0 - c

    concordant, discordant = a * d / n, b * c / n
    r, s = concordant.sum(axis=1), discordant.sum(axis=1)
    estimable = (r > 0) & (s > 0)
    r, s = np.where(estimable, r, np.nan), np.where(estimable, s, np.nan)
    odds_ratio = r / s
    along, across = (a + d) / n, (b + c) / n
    variance = (
        (along * concordant).sum(axis=1) / (2 * r**2)
        + (along * discordant + across * concordant).sum(axis=1) / (2 * r * s)
        + (across * discordant).sum(axis=1) / (2 * s**2)
    )
    standard_error = np.sqrt(variance)
    half_width = stats.norm.ppf((1 + level) / 2) * standard_error

    excess = (a - n1 * m1 / n).sum(axis=1)
    spread = (n1 * n0 / n * m1 * m0 / n / np.where(informative, total - 1, 1.0)).sum(axis=1)
    chi2 = np.divide(excess**2, spread, out=np.full(len(spread), np.nan), where=spread > 0)
    p = stats.chi2.sf(chi2, 1)

    return pd.DataFrame(
        {
            "odds_ratio": odds_ratio,
            "log_odds_ratio": np.log(odds_ratio),
            "standard_error": standard_error,
            "ci_low": odds_ratio * np.exp(-half_width),
            "ci_high": odds_ratio * np.exp(half_width),
            "chi2": chi2,
            "p": p,
            "fdr": benjamini_hochberg(p),
            "heterogeneity_p": _tarone(a, n1, n0, m1, odds_ratio, informative),
            "n_strata_informative": informative.sum(axis=1),
            "n": np.where(informative, total, 0.0).sum(axis=1).astype(int),
        },
        index=exposed.index.rename("gene"),
    )


def permuted_p(exposed: pd.DataFrame, events: np.ndarray, strata: pd.Series) -> np.ndarray:
    """Return the P of `mantel_haenszel` under many outcomes at once.

    Parameters
    ----------
    exposed, strata
        As there.
    events : draws x samples
        1 or 0.

    Returns
    -------
    ndarray, genes x draws
        NaN where no stratum is informative.
    """
    exposure = exposed.to_numpy(dtype=float, na_value=np.nan)
    stratum = levels(aligned(strata, exposed.columns, "strata"), "strata")
    known = ~np.isnan(exposure)
    _check_exposure(exposed, exposure, known)
    yes = np.where(known, exposure, 0.0)
    excess, spread = (np.zeros((len(exposure), len(events))) for _ in range(2))
    for level in np.unique(stratum):
        mine = stratum == level
        outcome = events[:, mine].T.astype(float)
        a, m1 = yes[:, mine] @ outcome, known[:, mine] @ outcome
        total, n1 = (each[:, mine].sum(axis=1)[:, None] for each in (known, yes))
        informative = (n1 > 0) & (n1 < total) & (m1 > 0) & (m1 < total)
        n = np.where(total > 1, total, 2)
        excess += np.where(informative, a - n1 * m1 / n, 0)
        of_one = n1 * (n - n1) / n * m1 * (n - m1) / n / (n - 1)
        spread += np.where(informative, of_one, 0)
    chi2 = np.divide(excess**2, spread, out=np.full(spread.shape, np.nan), where=spread > 0)
    return special.erfc(np.sqrt(chi2 / 2))


def _tarone(
    a: np.ndarray,
    n1: np.ndarray,
    n0: np.ndarray,
    m1: np.ndarray,
    odds_ratio: np.ndarray,
    informative: np.ndarray,
) -> np.ndarray:
    """P of Breslow and Day's test with Tarone's correction; genes x strata in, genes out."""
    ratio = odds_ratio[:, None]
    # The expected count solves curvature e^2 + slope e - gain = 0.
    curvature, slope, gain = 1 - ratio, n0 - m1 + ratio * (n1 + m1), ratio * n1 * m1
    root = np.sqrt(slope**2 + 4 * curvature * gain)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.where(slope >= 0, 2 * gain / (slope + root), (root - slope) / (2 * curvature))
        cells = expected, n1 - expected, m1 - expected, n0 - m1 + expected
        variance = np.where(informative, 1 / sum(1 / cell for cell in cells), 0.0)
        gap = np.where(informative, a - expected, 0.0)
        squares = np.where(informative, gap**2 / variance, 0.0).sum(axis=1)
        statistic = squares - gap.sum(axis=1) ** 2 / variance.sum(axis=1)
    strata = informative.sum(axis=1)
    return np.where(strata > 1, stats.chi2.sf(statistic, np.maximum(strata - 1, 1)), np.nan)


def _check_exposure(exposed: pd.DataFrame, exposure: np.ndarray, known: np.ndarray) -> None:
    gene, sample = np.nonzero(known & (exposure != 0) & (exposure != 1))
    if len(gene):
        raise ValueError(
            f"exposure of gene {exposed.index[gene[0]]!r} in sample "
            f"{exposed.columns[sample[0]]!r} is {exposure[gene[0], sample[0]]:g}; "
            "exposures are coded 1 = exposed, 0 = unexposed, NaN = unknown"
        )
