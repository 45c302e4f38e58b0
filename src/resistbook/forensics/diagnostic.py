"""Sensitivity, specificity and predictive values, and the tables of patients that give them."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from itertools import islice

from resistbook.forensics.findings import CANNOT, FITS, Finding
from resistbook.forensics.printed import ImpossibleError, Printed, group_sizes, whole_numbers

MEASURES = {
    "sensitivity": ("tp", "fn"),
    "specificity": ("tn", "fp"),
    "ppv": ("tp", "fp"),
    "npv": ("tn", "fn"),
    "accuracy": ("tp", "tn"),
}
"""Each measure is the first of two cells over both; accuracy is both of them over all."""
BETWEEN = "ppv", "npv", "accuracy"
"""Measures of both groups together."""
COLUMNS = "n", "diseased", "tp", "fn", "fp", "tn"
MOST_TABLES = 5_000
MOST_STEPS = 300_000
"""Counts of true positives, or negatives, that are tried for one answer."""
MIRROR = {"sensitivity": "specificity", "ppv": "npv"}
MIRROR |= {other: name for name, other in MIRROR.items()} | {"accuracy": "accuracy"}
"""What a measure is called where healthy and diseased change places."""


def recheck_diagnostic(
    n: int | tuple[int, int] | None = None,
    *,
    sensitivity: str | Decimal | None = None,
    specificity: str | Decimal | None = None,
    ppv: str | Decimal | None = None,
    npv: str | Decimal | None = None,
    accuracy: str | Decimal | None = None,
    diseased: int | None = None,
    healthy: int | None = None,
) -> Finding:
    """List every table of a diagnostic test that two or more of its measures allow.

    Parameters
    ----------
    n
        Patients, or their lowest and highest number; not needed if both groups are given.
    sensitivity, specificity, ppv, npv, accuracy
        Percentages as printed: text.
    diseased, healthy
        Patients with and without the disease, where known.

    Returns
    -------
    Finding
        One row a table: ``n``, ``diseased``, and the true and false positives and negatives
        ``tp``, ``fn``, ``fp``, ``tn``.

    Raises
    ------
    ImpossibleError
        For percentages outside 0 to 100, fewer than two measures, sizes that do not add up, and
        questions with more than 5,000 tables, or too many trials, for an answer.

    References
    ----------
    Altman DG, Bland JM. BMJ 1994;308:1552 and 309:102.
    """
    given = dict(
        zip(MEASURES, (sensitivity, specificity, ppv, npv, accuracy), strict=True),
    )
    measures = {name: Printed.percentage(text) for name, text in given.items() if text is not None}
    if len(measures) < 2:
        raise ImpossibleError("give two measures or more, such as sensitivity and specificity")
    sizes = list(group_sizes(n, diseased, healthy))
    rows = list(islice(_tables(measures, sizes), MOST_TABLES + 1))
    if len(rows) > MOST_TABLES:
        raise ImpossibleError(
            f"more than {MOST_TABLES:,} tables fit; narrow n, or give the number diseased"
        )
    told = _told(measures)
    if rows:
        first = rows[0]
        which = (
            f": {first['tp']} of {first['diseased']} diseased and {first['tn']} of "
            f"{first['n'] - first['diseased']} healthy are right"
            if len(rows) == 1
            else ""
        )
        number = "1 table gives" if len(rows) == 1 else f"{len(rows):,} tables give"
        return Finding(FITS, (f"{number} {told}{which}.",), rows, COLUMNS)
    return Finding(CANNOT, (f"No table gives {told}.", *_without(measures, sizes)), [], COLUMNS)


def _tables(measures: dict[str, Printed], sizes: list[tuple[int, int]]) -> Iterator[dict[str, int]]:
    """Give every table; that group is gone through of which fewer counts are printed so."""
    mirrored = {MIRROR[name]: value for name, value in measures.items()}
    steps = 0
    for diseased, healthy in sizes:
        hits = _counts(measures.get("sensitivity"), diseased)
        rejections = _counts(measures.get("specificity"), healthy)
        steps += min(len(hits), len(rejections))
        if steps > MOST_STEPS:
            raise ImpossibleError(
                f"more than {MOST_STEPS:,} trials; narrow n, or give the number diseased"
            )
        cells = {"n": diseased + healthy, "diseased": diseased}
        if len(hits) <= len(rejections):
            for tp, tn in _pairs(measures, hits, diseased, rejections, healthy):
                yield cells | {"tp": tp, "fn": diseased - tp, "fp": healthy - tn, "tn": tn}
        else:
            for tn, tp in _pairs(mirrored, rejections, healthy, hits, diseased):
                yield cells | {"tp": tp, "fn": diseased - tp, "fp": healthy - tn, "tn": tn}


def _pairs(
    measures: dict[str, Printed], hits: range, diseased: int, rejections: range, healthy: int
) -> Iterator[tuple[int, int]]:
    """Give the counts of true positives and true negatives that all measures allow."""
    if not rejections:
        return
    together = [(name, value) for name, value in measures.items() if name in BETWEEN]
    for tp in hits:
        lowest, highest = rejections[0], rejections[-1]
        for name, value in together:
            low, high = _right(name, value, tp, diseased - tp, healthy)
            lowest, highest = max(lowest, low), min(highest, high)
        yield from ((tp, tn) for tn in range(lowest, highest + 1))


def _counts(measure: Printed | None, n: int) -> range:
    """Return the counts of n that a percentage allows, which follow on each other."""
    if measure is None:
        return range(n + 1)
    found = [k for k in whole_numbers(measure, n, unit=100) if 0 <= k <= n]
    return range(min(found), max(found) + 1) if found else range(0)


def _right(name: str, measure: Printed, tp: int, fn: int, healthy: int) -> tuple[int, int]:
    """Return the fewest and most true negatives that a measure of both groups allows."""
    whole = 200 * 10**measure.decimals
    middle = int(measure.value.scaleb(measure.decimals)) * 2
    low, high = max(0, middle - 1), min(whole, middle + 1)
    nobody = 1, 0
    if name == "accuracy":
        n = tp + fn + healthy
        return -(-low * n // whole) - tp, high * n // whole - tp
    if name == "npv":
        least = -(-fn * low // (whole - low)) if low < whole else healthy + 1
        most = fn * high // (whole - high) if high < whole else healthy
        return (least, most) if fn else ((1, healthy) if high == whole else nobody)
    if tp == 0:
        return (0, healthy - 1) if low == 0 else nobody
    most_fp = tp * (whole - low) // low if low else healthy
    least_fp = -(-tp * (whole - high) // high)
    return healthy - most_fp, healthy - least_fp


def _without(measures: dict[str, Printed], sizes: list[tuple[int, int]]) -> Iterator[str]:
    """Name the measures without which a table would fit."""
    if len(measures) > 2:
        for name in measures:
            rest = {other: value for other, value in measures.items() if other != name}
            with suppress(ImpossibleError):
                if next(_tables(rest, sizes), None):
                    yield f"Without {_told({name: measures[name]})} there would be one."
    elif len(sizes) == 1:
        for name, size in zip(("sensitivity", "specificity"), sizes[0], strict=True):
            if name in measures and not _counts(measures[name], size):
                yield f"{measures[name].text}% cannot come from counts at n = {size}."


def _told(measures: dict[str, Printed]) -> str:
    names = {"ppv": "PPV", "npv": "NPV"}
    texts = [f"{names.get(name, name)} {value.text}%" for name, value in measures.items()]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
