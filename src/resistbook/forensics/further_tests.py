"""Further tests of a 2 x 2 table, of which an abstract may have taken its P."""

import numpy as np
from scipy import stats

BARNARD_PATIENTS = 300
"""Patients up to whom Barnard's test is quick."""
SHARES = np.linspace(0.0005, 0.9995, 1999)
"""Common shares of events that Barnard's test tries."""


def further_p_values(k1: int, n1: int, k2: int, n2: int) -> dict[str, float]:
    """Return P of a 2 x 2 table by tests beside Fisher's, Pearson's and Yates's.

    Parameters
    ----------
    k1, n1, k2, n2
        Events and patients of each group.

    Returns
    -------
    dict
        By name of the test: mid-P of Fisher's test (half of what tables as likely as this one
        weigh), Barnard's exact test (score statistic; up to 300 patients), the z test with the
        variance of each group, the likelihood ratio, the chi-square times (n - 1) / n, and the
        one-sided tests in the direction seen. Empty if all or none had the event.

    References
    ----------
    Lancaster HO. J Am Stat Assoc 1961;56:223-234 (mid-P). Barnard GA. Biometrika 1947;34:123-138.
    Campbell I. Stat Med 2007;26:3661-3675 (n - 1).
    """
    n, events = n1 + n2, k1 + k2
    if not 0 < events < n:
        return {}
    table = np.array([[k1, n1 - k1], [k2, n2 - k2]])
    counts = np.arange(max(0, events - n2), min(events, n1) + 1)
    weights = stats.hypergeom.pmf(counts, n, events, n1)
    here = weights[k1 - counts[0]]
    alike = np.isclose(weights, here, rtol=1e-7)
    chi_square = stats.chi2_contingency(table, correction=False).statistic
    ratio = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    side = "less" if k1 * n2 < k2 * n1 else "greater"
    found = {
        "Fisher's mid-P": weights[(weights < here) & ~alike].sum() + weights[alike].sum() / 2,
        "the likelihood ratio": stats.chi2.sf(ratio, 1),
        "the (n - 1) chi-square": stats.chi2.sf(chi_square * (n - 1) / n, 1),
        "one-sided Fisher": stats.fisher_exact(table, alternative=side).pvalue,
        "one-sided chi-square": stats.chi2.sf(chi_square, 1) / 2,
    }
    error = k1 * (n1 - k1) / n1**3 + k2 * (n2 - k2) / n2**3
    if error:
        found["the z test, unpooled"] = 2 * stats.norm.sf(abs(k1 / n1 - k2 / n2) / error**0.5)
    if n <= BARNARD_PATIENTS:
        found["Barnard"] = _barnard(k1, n1, k2, n2)
    return {name: float(p) for name, p in found.items()}


def _barnard(k1: int, n1: int, k2: int, n2: int) -> float:
    """Return how probable tables as extreme as this one are, at most, for any common share.

    Scipy's own search may stop at a share that is not the most probable one.
    """
    one, other = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)
    pooled = (one + other) / (n1 + n2)
    error = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    gap = np.abs(one / n1 - other / n2)
    score = np.divide(gap, error, out=np.zeros_like(gap), where=error > 0)
    extreme = score >= score[k1, k2] * (1 - 1e-9)
    first, second = (stats.binom.pmf(np.arange(n + 1), n, SHARES[:, None]) for n in (n1, n2))
    return ((first @ extreme) * second).sum(axis=1).max()
