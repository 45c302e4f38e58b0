"""A hazard, odds or risk ratio with its interval and P, and whether they belong together."""

import math
from decimal import Decimal

from resistbook.forensics.distributions import normal_deviate, normal_quantile, normal_tails
from resistbook.forensics.findings import CANNOT, FITS, UNEXPLAINED, Finding, worst
from resistbook.forensics.p_values import PrintedP
from resistbook.forensics.printed import ImpossibleError, Printed, check_interval, whole

OTHER_LEVELS = (0.9, 0.95, 0.975, 0.98, 0.99, 0.999)
OTHER_TEST = 0.1
"""How far another test of the same ratio lies, in normal deviates and as a share of them; with few
events further, by the squared standard error. No log-rank test of 13,500 simulated trials, of 16
to 400 events, lay further from Wald's."""
SKEW = 0.6
"""How far, in squared standard errors, the log ratio of an exact interval lies off its middle."""
UNEVEN = 16
"""Events times squared standard error where one group holds a fifteenth of those at risk."""


def recheck_ratio(
    estimate: str | Decimal,
    low: str | Decimal,
    high: str | Decimal,
    *,
    p: str | Decimal | None = None,
    level: float = 0.95,
    events: int | None = None,
) -> Finding:
    """Check whether a ratio is the middle of its interval, and whether its P follows.

    Each number may be anything that rounds to its print.

    Parameters
    ----------
    estimate, low, high
        The ratio and the limits of its interval as printed: text.
    p
        The P as printed: ".0006", "<0.001", ">0.05".
    level
        Confidence level of the interval.
    events
        Events in both groups, for a hazard or odds ratio of two groups.

    Returns
    -------
    Finding
        One row a check: ``check`` (middle, P, events), ``printed``, ``least`` and ``most`` that
        the other numbers allow, ``verdict``.

    Raises
    ------
    ImpossibleError
        For numbers that are not above 0, limits in falling order, a P outside 0 to 1.

    Notes
    -----
    The standard error of a log ratio is the width of its interval, in logarithms, over twice the
    normal quantile; estimate over standard error gives P (Altman DG, Bland JM. BMJ 2011;343:d2304).
    The estimate is the geometric middle of such an interval; those by profile likelihood, exact
    methods or the bootstrap are skewed, the more so the wider they are. One group against another
    gains at most a quarter of information an event, so that D events cannot give a standard error
    below 2 / sqrt(D) (Tierney JF et al. Trials 2007;8:16).
    """
    ratio = _Ratio(*(Printed.read(text, "ratio") for text in (estimate, low, high)), level)
    checks = [_middle(ratio)]
    if checks[0][0]["verdict"] != CANNOT:
        if p is not None:
            checks.append(_p(ratio, PrintedP.read(p)))
        if events is not None:
            checks.append(_events(ratio, events))
    rows, sentences = zip(*checks, strict=True)
    verdict = worst(*(row["verdict"] for row in rows))
    return Finding(verdict, sentences, list(rows), tuple(rows[0]))


class _Ratio:
    """Logarithms that an estimate and the limits of its interval may have."""

    def __init__(self, estimate: Printed, low: Printed, high: Printed, level: float) -> None:
        for number in (estimate, low, high):
            if number.value < 0 or number.most <= 0:
                raise ImpossibleError(f"ratio {number.text} is not above 0")
        if estimate.value == 0:
            raise ImpossibleError(f"ratio {estimate.text} has no interval on a logarithmic scale")
        check_interval(low, high, level)
        self.estimate, self.low, self.high, self.level = estimate, low, high, level
        self.of_estimate, self.of_low, self.of_high = map(_logarithms, (estimate, low, high))
        self.narrowest = max(0.0, self.of_high[0] - self.of_low[1])
        self.widest = self.of_high[1] - self.of_low[0]
        self.text = f"{estimate.text} ({low.text} to {high.text})"

    def errors(self, level: float | None = None) -> tuple[float, float]:
        """Return the least and greatest standard error."""
        twice = 2 * normal_quantile(self.level if level is None else level)
        return self.narrowest / twice, self.widest / twice

    def p_values(self, level: float | None = None) -> tuple[float, float]:
        """Return the least and greatest two-sided P."""
        least, most = self.errors(level)
        low, high = self.of_estimate
        near = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
        far = max(abs(low), abs(high))
        furthest = far / least if least else math.inf
        return normal_tails(furthest), normal_tails(near / most)


def _logarithms(number: Printed) -> tuple[float, float]:
    least = math.log(number.least) if number.least > 0 else -math.inf
    return least, math.log(number.most)


def _row(check: str, printed: str, least: float, most: float, verdict: str) -> dict[str, object]:
    return {"check": check, "printed": printed, "least": least, "most": most, "verdict": verdict}


def _middle(ratio: _Ratio) -> tuple[dict, str]:
    least, most = ((low + high) / 2 for low, high in zip(ratio.of_low, ratio.of_high, strict=True))
    low, high = ratio.of_estimate
    off = max(least - high, low - most, 0.0)
    around = f"{_digits(math.exp(least))} to {_digits(math.exp(most))}"
    if high < ratio.of_low[0] or low > ratio.of_high[1]:
        verdict = CANNOT
        turned = 1 / float(ratio.estimate.value)
        within = ratio.of_low[0] <= math.log(turned) <= ratio.of_high[1]
        other = f"; turned round, {_digits(turned)}, it would lie within" if within else ""
        sentence = f"{ratio.estimate.text} lies outside its interval, which no method gives{other}."
    elif off <= 1e-9:
        verdict = FITS
        sentence = f"{ratio.text}: the ratio is the middle of its interval ({around})."
    elif off <= SKEW * ratio.errors()[1] ** 2:
        verdict = FITS
        sentence = (
            f"{ratio.text}: not quite the middle of its interval, {around}, "
            "as with exact or profile-likelihood intervals."
        )
    else:
        verdict = UNEXPLAINED
        sentence = (
            f"{ratio.text}: the ratio is not the middle of its interval, {around}; "
            "a bootstrapped or adjusted interval, or a misprint, would explain that."
        )
    return _row("middle", ratio.estimate.text, math.exp(least), math.exp(most), verdict), sentence


def _p(ratio: _Ratio, p: PrintedP) -> tuple[dict, str]:
    least, most = ratio.p_values()
    span = f"{_digits(least)} to {_digits(most)}"
    others = [
        level
        for level in OTHER_LEVELS
        if abs(level - ratio.level) > 1e-9 and p.agrees(*ratio.p_values(level))
    ]
    if p.agrees(least, most):
        verdict, sentence = FITS, f"{p} follows from ratio and interval ({span})."
    elif _near(p, least, most, ratio.errors()[1]):
        verdict = FITS
        sentence = (
            f"{p} is near what ratio and interval give, {span}, as another test of the same "
            "difference is (log-rank or likelihood ratio beside Wald)."
        )
    elif p.agrees(least / 2, most / 2):
        verdict = UNEXPLAINED
        sentence = f"{p} is one-sided: ratio and interval give {span}, half of which it is."
    elif others and ratio.level == 0.95:
        verdict = UNEXPLAINED
        sentence = (
            f"{p} does not follow from ratio and interval, which give {span}, "
            f"unless the interval is one of {100 * others[0]:.4g}%, not {100 * ratio.level:.4g}%."
        )
    else:
        verdict = CANNOT
        sentence = (
            f"{p} cannot be the P of this ratio and interval, which give {span}. "
            "The P of another analysis (unadjusted, stratified) or a misprint would explain that."
        )
    return _row("P", str(p), least, most, verdict), sentence


def _near(p: PrintedP, least: float, most: float, error: float) -> bool:
    """Say whether another test of the same ratio may give a printed P."""
    nearer, further = (p.least, most) if p.least > most else (least, p.most)
    deviates = normal_deviate(nearer), normal_deviate(further)
    return abs(deviates[0] - deviates[1]) <= max(
        OTHER_TEST, max(deviates) * (OTHER_TEST + error**2)
    )


def _events(ratio: _Ratio, events: int) -> tuple[dict, str]:
    if not whole(events):
        raise ImpossibleError(f"events = {events} is not a number of events: it starts at 1")
    least, most = ratio.errors()
    fewest = 4 / most**2 if math.isfinite(most) else 0.0
    fewest_text = f"{math.ceil(fewest - 1e-9):,}"
    if events < fewest * (1 - 1e-9):
        verdict = CANNOT
        sentence = (
            f"{events:,} events are too few for an interval so narrow: of two groups it takes "
            f"{fewest_text} or more."
        )
    elif events * least**2 > UNEVEN:
        verdict = UNEXPLAINED
        sentence = (
            f"{events:,} events would give a narrower interval; {fewest_text} would do. Very "
            "unequal groups, correlated covariates or clusters would explain that."
        )
    else:
        verdict = FITS
        sentence = f"{events:,} events are enough for this width ({fewest_text} or more)."
    most_events = math.floor(UNEVEN / least**2) if least else math.inf
    return _row("events", str(events), math.ceil(fewest - 1e-9), most_events, verdict), sentence


def _digits(number: float) -> str:
    return f"{number:.4g}" if number >= 1 else f"{number:.3g}"
