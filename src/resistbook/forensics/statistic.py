"""A test statistic with its degrees of freedom and P, and whether the P follows."""

import math
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from numbers import Real

from resistbook.forensics.distributions import (
    chi_square_tail,
    f_tail,
    normal_tails,
    t_tails,
)
from resistbook.forensics.findings import CANNOT, FITS, UNEXPLAINED, Finding
from resistbook.forensics.p_values import PrintedP
from resistbook.forensics.printed import ImpossibleError, Printed

DEGREES = {"t": 1, "F": 2, "chi2": 1, "r": 1, "z": 0}
"""How many degrees of freedom each statistic has."""
TWO_SIDED = {"t", "r", "z"}
COLUMNS = "statistic", "printed", "least", "most", "verdict"


def recheck_test(
    kind: str,
    value: str | Decimal,
    p: str | Decimal,
    df: Sequence[float] = (),
) -> Finding:
    """Check whether a printed P follows from a test statistic and its degrees of freedom.

    Parameters
    ----------
    kind
        ``"t"``, ``"F"``, ``"chi2"``, ``"r"`` or ``"z"``.
    value
        The statistic as printed: text.
    p
        The P as printed: ".03", "<0.001", ">0.05".
    df
        Degrees of freedom: one for t, chi2 and r (n - 2), two for F, none for z.

    Returns
    -------
    Finding
        One row: ``statistic``, ``printed``, ``least`` and ``most`` P of all statistics that are
        printed so, ``verdict``.

    Raises
    ------
    ImpossibleError
        For another kind, degrees of freedom that are too few or not above 0, a correlation
        outside -1 to 1, a negative F or chi-square.

    References
    ----------
    Nuijten MB et al. Behav Res Methods 2016;48:1205-1226 (statcheck).
    """
    if kind not in DEGREES:
        raise ImpossibleError(f"statistic {kind!r} is none of {', '.join(DEGREES)}")
    degrees = list(df) if isinstance(df, Iterable) else [df]
    if not all(isinstance(number, Real) for number in degrees):
        raise ImpossibleError(f"degrees of freedom {df!r} are not numbers")
    if len(degrees) != DEGREES[kind]:
        raise ImpossibleError(f"{kind} has {DEGREES[kind]} degrees of freedom, not {len(degrees)}")
    if any(not 0 < number < math.inf for number in degrees):
        raise ImpossibleError(f"degrees of freedom {df} are not above 0")
    statistic, printed = Printed.read(value, "statistic"), PrintedP.read(p)
    if kind == "r" and abs(statistic.value) > 1:
        raise ImpossibleError(f"correlation {statistic.text} lies outside -1 to 1")
    if kind in ("F", "chi2") and statistic.value < 0:
        raise ImpossibleError(f"{kind} {statistic.text} is below 0")
    size = abs(float(statistic.value))
    most, least = (
        _p_value(kind, max(0.0, size + side * statistic.half_unit), degrees) for side in (-1, 1)
    )
    name = f"{kind}({', '.join(f'{number:g}' for number in degrees)})" if degrees else kind
    said, span = f"{name} = {statistic.text}", f"{least:.3g} to {most:.3g}"
    if printed.agrees(least, most):
        verdict, sentence = FITS, f"{printed} follows from {said} ({span})."
    elif kind in TWO_SIDED and printed.agrees(least / 2, most / 2):
        verdict = UNEXPLAINED
        sentence = f"{printed} is one-sided: {said} gives {span}, half of which it is."
    else:
        verdict = CANNOT
        sentence = f"{printed} cannot follow from {said}, which gives {span}."
    row = {"statistic": said, "printed": str(printed), "least": least, "most": most}
    return Finding(verdict, (sentence,), [row | {"verdict": verdict}], COLUMNS)


def _p_value(kind: str, value: float, df: list[float]) -> float:
    """Return the P of a statistic, two-sided where it has two sides."""
    tails: dict[str, Callable[..., float]] = {
        "t": t_tails,
        "F": f_tail,
        "chi2": chi_square_tail,
        "z": normal_tails,
    }
    if kind == "r":
        if value >= 1:
            return 0.0
        return t_tails(value * math.sqrt(df[0] / (1 - value**2)), df[0])
    return tails[kind](value, *df)
