"""Tails of the usual distributions in plain Python, so that one number is checked at once."""

import math
from statistics import NormalDist

SMALL = 1e-300
EXACT = 1e-15
"""Relative change at which a series or fraction has settled."""
TERMS = 100_000


def normal_quantile(level: float) -> float:
    """Return the number of standard errors on each side of an interval, 1.96 for 0.95."""
    return NormalDist().inv_cdf((1 + level) / 2)


def normal_tails(z: float) -> float:
    """Return the two-sided P of a normal deviate."""
    return math.erfc(abs(z) / math.sqrt(2))


def normal_deviate(p: float) -> float:
    """Return the normal deviate, not below 0, of a two-sided P; infinite for none."""
    return math.inf if p <= 0 else abs(NormalDist().inv_cdf(p / 2))


def t_tails(t: float, df: float) -> float:
    """Return the two-sided P of Student's t."""
    return beta(df / 2, 0.5, df / (df + t * t))


def f_tail(f: float, df1: float, df2: float) -> float:
    """Return the upper P of F."""
    return beta(df2 / 2, df1 / 2, df2 / (df2 + df1 * f))


def chi_square_tail(x: float, df: float) -> float:
    """Return the upper P of chi-square."""
    return gamma(df / 2, x / 2)


def beta(a: float, b: float, x: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction.

    Parameters
    ----------
    a, b
        Its shapes, above 0.
    x
        From 0 to 1.

    References
    ----------
    NIST Digital Library of Mathematical Functions, 8.17.22.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(front + a * math.log(x) + b * math.log1p(-x)) / a
    upper, lower, value = 1.0, 0.0, 1.0
    for term in range(TERMS):
        m = term // 2
        if term == 0:
            numerator = 1.0
        elif term % 2:
            numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        lower = 1 / (1 + numerator * lower or SMALL)
        upper = 1 + numerator / upper or SMALL
        value *= upper * lower
        if term and abs(upper * lower - 1) < EXACT:
            break
    return front * (value - 1)


def gamma(a: float, x: float) -> float:
    """Return the upper regularised incomplete gamma function, by its series or its fraction.

    Parameters
    ----------
    a
        Its shape, above 0.
    x
        Not below 0.

    References
    ----------
    NIST Digital Library of Mathematical Functions, 8.11.4 and 8.9.2.
    """
    if x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        for n in range(1, TERMS):
            term *= x / (a + n)
            total += term
            if term < total * EXACT:
                break
        return 1 - front * total
    upper, lower = 1 / SMALL, 1 / (x + 1 - a)
    value = lower
    for n in range(1, TERMS):
        numerator, below = n * (a - n), x + 2 * n + 1 - a
        lower = 1 / (numerator * lower + below or SMALL)
        upper = below + numerator / upper or SMALL
        value *= upper * lower
        if abs(upper * lower - 1) < EXACT:
            break
    return front * value
