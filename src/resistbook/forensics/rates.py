"""One rate with its interval: the counts, sizes and methods that give it."""

import math
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice

from resistbook.forensics.distributions import normal_quantile
from resistbook.forensics.findings import CANNOT, FITS, UNEXPLAINED, Finding
from resistbook.forensics.intervals import METHODS, wilson
from resistbook.forensics.printed import (
    ImpossibleError,
    Printed,
    check_interval,
    sizes,
    truncated,
    whole_numbers,
)

COLUMNS = "n", "k", "method", "low", "high", "fits"
OTHER_LEVELS = (0.9, 0.95, 0.975, 0.98, 0.99)
MOST_SIZES = 20_000
MOST_COUNTS = 50
"""Counts that fit, after which no more are sought."""


def recheck_rate(
    value: str | int | Decimal,
    low: str | int | Decimal,
    high: str | int | Decimal,
    n: int | tuple[int, int] | None = None,
    *,
    level: float = 0.95,
) -> Finding:
    """Say which count, size and method give a percentage with its confidence interval.

    Parameters
    ----------
    value, low, high
        The percentage and the limits of its interval as printed: text.
    n
        Patients, or their lowest and highest number; without it, every size that the width of the
        interval allows is tried, up to 20,000.
    level
        Confidence level.

    Returns
    -------
    Finding
        One row a size, count and method: ``n``, ``k``, ``method`` (of `intervals.METHODS`), its
        interval ``low`` and ``high`` as percentages, and whether it ``fits``. Where sizes are
        many, those that fit only.

    Raises
    ------
    ImpossibleError
        For percentages outside 0 to 100 (an interval of Wald's may leave them), limits in falling
        order or as proportions, sizes below 1.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. Newcombe RG. Stat Med 1998;17:857-872.
    """
    rate = _Rate(
        Printed.percentage(value), *(Printed.read(each, "limit") for each in (low, high)), level
    )
    rate.check_unit()
    if rate.value.most < rate.low.least or rate.value.least > rate.high.most:
        return Finding(CANNOT, (f"{rate.text}: the rate lies outside its interval.",), [], COLUMNS)
    tried = rate.likely_sizes() if n is None else sizes(n)
    if n is not None and len(tried) == 1:
        rows = [row for k in rate.counts(tried[0]) for row in rate.intervals(k, tried[0])]
    else:
        found = rate.fitting(rate.likeliest_first() if n is None else tried)
        rows = [row for fits in islice(found, MOST_COUNTS) for row in fits]
    fitting = [row for row in rows if row["fits"]]
    if fitting:
        return Finding(FITS, _what_fits(rate, fitting), rows, COLUMNS)
    if not any(rate.counts(size) for size in tried):
        sentences = (f"{rate.value.text}% cannot come from counts at n = {_sizes(tried)}.",)
        explained = *_truncated(rate, tried), *_smaller(rate, tried)
        return Finding(CANNOT, (*sentences, *explained), rows, COLUMNS)
    sentences = (f"{rate.text} is by none of the {len(METHODS)} methods at n = {_sizes(tried)}.",)
    sentences += (*_nearest(rate, rows), *_smaller(rate, tried), *_other_levels(rate, tried))
    why = "A Kaplan-Meier or adjusted rate, or other patients, would explain that."
    return Finding(UNEXPLAINED, (*sentences, why), rows, COLUMNS)


class _Rate:
    """A printed rate with the limits of its interval."""

    def __init__(self, value: Printed, low: Printed, high: Printed, level: float) -> None:
        check_interval(low, high, level)
        self.value, self.low, self.high, self.level = value, low, high, level
        self.text = f"{value.text}% ({low.text} to {high.text})"

    def check_unit(self) -> None:
        """Refuse an interval of proportions beside a percentage."""
        low, high = (100 * limit.value for limit in (self.low, self.high))
        if self.high.value <= 1 < self.value.value and low <= self.value.value <= high:
            raise ImpossibleError(
                f"the interval {self.low.text} to {self.high.text} is one of proportions; "
                f"write {float(low):g} to {float(high):g}"
            )

    def counts(self, n: int) -> list[int]:
        return [k for k in whole_numbers(self.value, n, unit=100) if 0 <= k <= n]

    def likely_sizes(self) -> range:
        """Return the sizes at which an interval may be as wide as printed."""
        z = normal_quantile(self.level)
        narrow, wide = (
            max(0.0, self.high.least - self.low.most) / 100,
            (self.high.most - self.low.least) / 100,
        )
        p = min(max(float(self.value.value) / 100, 0.0), 1.0)
        least = z * z * p * (1 - p) / wide**2
        most = max(8 * z * z * p * (1 - p) / narrow**2, 4 * z * z / narrow) if narrow else math.inf
        return range(max(1, int(least)), int(min(most + 20, MOST_SIZES)) + 1)

    def likeliest_first(self) -> list[int]:
        """Return the likely sizes, from the one at which Wald's interval is as wide as printed."""
        p = float(self.value.value) / 100
        width = float(self.high.value - self.low.value) / 100 or 1e-9
        usual = p * (1 - p) * (2 * normal_quantile(self.level) / width) ** 2
        return sorted(self.likely_sizes(), key=lambda n: abs(n - usual))

    def fitting(self, sizes: Iterable[int]) -> Iterator[list[dict[str, object]]]:
        """Give, for each count of each size whose interval fits, the methods that give it."""
        for n in sizes:
            for k in self.counts(n):
                if self._may_fit(k, n):
                    rows = [row for row in self.intervals(k, n) if row["fits"]]
                    if rows:
                        yield rows

    def _may_fit(self, k: int, n: int) -> bool:
        """Say whether the limits of Wilson's interval are as near as another method's can be."""
        reach = 100 * (normal_quantile(self.level) ** 2 + 3) / n
        limits = zip((self.low, self.high), wilson(k, n, self.level), strict=True)
        return all(
            printed.least - reach <= 100 * limit <= printed.most + reach
            for printed, limit in limits
        )

    def intervals(self, k: int, n: int) -> Iterator[dict[str, object]]:
        """Compute the interval of a count by each method, as percentages."""
        for name, method in METHODS.items():
            low, high = (100 * limit for limit in method(k, n, self.level))
            yield self._row(n, k, name, low, high)
        if k in (0, n):
            one_sided = 100 * (1 - (1 - self.level) ** (1 / n))
            low, high = (0.0, one_sided) if k == 0 else (100 - one_sided, 100.0)
            yield self._row(n, k, "exact, one-sided", low, high)

    def _row(self, n: int, k: int, method: str, low: float, high: float) -> dict[str, object]:
        fits = all(
            printed.holds(limit) or printed.holds(min(max(limit, 0.0), 100.0))
            for printed, limit in ((self.low, low), (self.high, high))
        )
        return {"n": n, "k": k, "method": method, "low": low, "high": high, "fits": fits}

    def misses(self, row: dict) -> float:
        """Return how far an interval is from the print, at the worse of its limits."""
        return max(
            abs(row["low"] - float(self.low.value)), abs(row["high"] - float(self.high.value))
        )


def _what_fits(rate: _Rate, rows: list[dict]) -> tuple[str, ...]:
    by_count: dict[tuple[int, int], list[str]] = {}
    for row in rows:
        by_count.setdefault((row["k"], row["n"]), []).append(row["method"])
    shown = [f"{k} of {n} ({', '.join(by)})" for (k, n), by in islice(by_count.items(), 3)]
    if len(by_count) > 3:
        few, many = min(n for _, n in by_count), max(n for _, n in by_count)
        if len(by_count) >= MOST_COUNTS:
            return (f"{rate.text} fits {MOST_COUNTS} counts or more, such as {'; '.join(shown)}.",)
        return (
            f"{rate.text} fits {len(by_count)} counts, of {few} to {many} patients, "
            f"such as {'; '.join(shown)}.",
        )
    return (f"{rate.text} is the interval of {'; '.join(shown)}.",)


def _nearest(rate: _Rate, rows: list[dict]) -> Iterator[str]:
    if rows:
        row = min(rows, key=rate.misses)
        decimals = max(rate.low.decimals, rate.high.decimals)
        yield (
            f"The nearest is {row['low']:.{decimals}f} to {row['high']:.{decimals}f}, "
            f"{row['method']}, of {row['k']}."
        )


def _truncated(rate: _Rate, tried: range) -> Iterator[str]:
    """Name the first count that is printed so if cut off, not rounded."""
    for n in tried:
        for k in truncated(rate.value, n, unit=100):
            if k <= n:
                yield f"Truncated, not rounded, it is {k} of {n}."
                return


def _smaller(rate: _Rate, tried: range) -> Iterator[str]:
    """Name smaller sizes at which rate and interval fit."""
    likely = rate.likely_sizes()
    below = range(min(tried[0] - 1, likely[-1]), likely[0] - 1, -1) if tried else range(0)
    found = (
        f"{rows[0]['k']} of {rows[0]['n']} ({', '.join(row['method'] for row in rows)})"
        for rows in rate.fitting(below)
    )
    if first := list(islice(found, 2)):
        yield f"It would fit {'; '.join(first)}."


def _other_levels(rate: _Rate, tried: range) -> Iterator[str]:
    """Name other levels of confidence at which the interval fits, for a single size."""
    for level in OTHER_LEVELS:
        other = _Rate(rate.value, rate.low, rate.high, level)
        for rows in other.fitting(tried if len(tried) == 1 else ()):
            by = ", ".join(row["method"] for row in rows)
            yield f"At {100 * level:g}% it would be that of {rows[0]['k']} of {tried[0]} ({by})."


def _sizes(tried: range) -> str:
    return str(tried[0]) if len(tried) == 1 else f"{tried[0]} to {tried[-1]}"
