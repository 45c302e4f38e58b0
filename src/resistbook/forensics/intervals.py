"""Confidence intervals of one rate, in plain Python."""

import math
from collections.abc import Callable

from resistbook.forensics.distributions import beta, normal_quantile

HALVINGS, STEPS = 6, 100
EXACT = 1e-13


def clopper_pearson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a rate: each tail of the binomial holds half of what is left.

    Parameters
    ----------
    k, n
        Events and patients.
    level
        Confidence level.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.
    """
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else _rate(lambda p: beta(k, n - k + 1, p), tail)
    high = 1.0 if k == n else _rate(lambda p: beta(k + 1, n - k, p), 1 - tail)
    return low, high


def mid_p(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the interval of a rate with half the probability of k in each tail.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.

    References
    ----------
    Lancaster HO. J Am Stat Assoc 1961;56:223-234.
    """
    tail = (1 - level) / 2

    def middle(p: float) -> float:
        more = beta(k + 1, n - k, p) if k < n else 0.0
        return (more + (beta(k, n - k + 1, p) if k else 1.0)) / 2

    return (0.0 if k == 0 else _rate(middle, tail)), (1.0 if k == n else _rate(middle, 1 - tail))


def jeffreys(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the central interval of the beta distribution with half an event more on each side.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.

    References
    ----------
    Brown LD, Cai TT, DasGupta A. Stat Sci 2001;16:101-133.
    """
    tail = (1 - level) / 2

    def below(p: float) -> float:
        return beta(k + 0.5, n - k + 0.5, p)

    return (0.0 if k == 0 else _rate(below, tail)), (1.0 if k == n else _rate(below, 1 - tail))


def wilson(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval of a rate, from the score test.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212.
    """
    z = normal_quantile(level)
    middle = (k + z * z / 2) / (n + z * z)
    half = z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return max(0.0, middle - half), min(1.0, middle + half)


def wilson_corrected(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's interval with continuity correction, as prop.test of R gives it.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.

    References
    ----------
    Newcombe RG. Stat Med 1998;17:857-872 (method 4).
    """
    z = normal_quantile(level)
    p, q = k / n, 1 - k / n
    low = 2 * k + z * z - 1 - z * math.sqrt(max(0.0, z * z - 2 - 1 / n + 4 * p * (n * q + 1)))
    high = 2 * k + z * z + 1 + z * math.sqrt(max(0.0, z * z + 2 - 1 / n + 4 * p * (n * q - 1)))
    below = 2 * (n + z * z)
    return (0.0 if k == 0 else low / below), (1.0 if k == n else high / below)


def wald(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the rate with its standard error times a normal quantile on each side.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.
    """
    half = normal_quantile(level) * math.sqrt(k * (n - k) / n) / n
    return k / n - half, k / n + half


def wald_corrected(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wald's interval, wider by 1/(2n) on each side.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.
    """
    low, high = wald(k, n, level)
    return low - 1 / (2 * n), high + 1 / (2 * n)


def agresti_coull(k: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wald's interval of a rate with z squared patients more, half of them with the event.

    Parameters
    ----------
    k, n, level
        As in `clopper_pearson`.

    References
    ----------
    Agresti A, Coull BA. Am Stat 1998;52:119-126.
    """
    z = normal_quantile(level)
    return wald(k + z * z / 2, n + z * z, level)


METHODS: dict[str, Callable[[int, int, float], tuple[float, float]]] = {
    "exact": clopper_pearson,
    "Wilson": wilson,
    "Wald": wald,
    "Agresti-Coull": agresti_coull,
    "Jeffreys": jeffreys,
    "mid-P": mid_p,
    "Wilson corrected": wilson_corrected,
    "Wald corrected": wald_corrected,
}
"""The methods by name, the most usual first."""


def _rate(rising: Callable[[float], float], target: float) -> float:
    """Find the rate at which a probability that rises with it from 0 to 1 meets a target.

    By chords that keep the root between them, and halve the end that stays (Illinois method), on
    the logistic scale.
    """

    def gap(x: float) -> float:
        return rising(1 / (1 + math.exp(-x))) - target

    low, high, kept = -40.0, 40.0, ""
    below, above = -target, 1 - target
    for step in range(STEPS):
        chord = step >= HALVINGS
        x = (low * above - high * below) / (above - below) if chord else (low + high) / 2
        value = gap(x)
        if value < 0:
            above /= 1 + (chord and kept == "high")
            low, below, kept = x, value, "high"
        else:
            below /= 1 + (chord and kept == "low")
            high, above, kept = x, value, "low"
        if high - low < EXACT or value == 0:
            break
    return 1 / (1 + math.exp(-x))
