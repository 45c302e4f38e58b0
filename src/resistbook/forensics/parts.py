"""Parts of a whole, percentages or counts, and whether they can add up."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from resistbook.forensics.findings import CANNOT, FITS, UNEXPLAINED, Finding
from resistbook.forensics.printed import ImpossibleError, Printed, sizes, truncated, whole_numbers

MOST_PARTS = 100
LEADING_NOUGHT = re.compile(r"0\d")


def recheck_parts(
    parts: Sequence[str | int | Decimal], n: int | None = None, *, counts: bool = False
) -> Finding:
    """Check whether parts can add up to 100%, and with n, to all patients.

    Each part may be anything that rounds to its print.

    Parameters
    ----------
    parts
        Percentages as printed, or counts: text.
    n
        Patients.
    counts
        Whether the parts are counts, which add up to `n`.

    Returns
    -------
    Finding
        One row a part: ``part``; ``least`` and ``most`` that are printed so; with `n`,
        ``count_least`` and ``count_most``, missing where no count is printed so.

    Raises
    ------
    ImpossibleError
        For fewer than two parts, percentages outside 0 to 100, counts that are not whole, or
        counts without `n`.
    """
    parts = list(parts) if isinstance(parts, Iterable) else [parts]
    if not 2 <= len(parts) <= MOST_PARTS:
        raise ImpossibleError(f"{len(parts)} parts; 2 to {MOST_PARTS} can add up")
    if n is not None:
        n = sizes(n)[0]
    if counts:
        return _counts([Printed.read(part, "count") for part in parts], n)
    printed = [Printed.percentage(part) for part in parts]
    half = [Fraction(1, 2 * 10**part.decimals) for part in printed]
    total = sum(Fraction(part.value) for part in printed)
    spread = sum(half)
    rows = [
        {"part": part.text, "least": max(0.0, part.least), "most": min(100.0, part.most)}
        for part in printed
    ]
    added = f"{' + '.join(part.text for part in printed)} = {_text(total)}%"
    if abs(total - 100) > spread:
        sentences = (f"{added}: rounding explains {_text(spread)} at most.",)
        return Finding(
            CANNOT, (*sentences, *_explained(printed, total, spread, n)), _counted(rows, printed, n)
        )
    if n is None:
        return Finding(FITS, (f"{added}, which rounding allows.",), rows)
    return _of_patients(printed, rows, added, n)


def _of_patients(printed: list[Printed], rows: list[dict], added: str, n: int) -> Finding:
    """Check that counts which are printed so can add up to all patients."""
    rows = _counted(rows, printed, n)
    without = [row["part"] for row in rows if row["count_least"] is None]
    if without:
        sentences = [f"{added}, but {_and(without)}% cannot come from counts at n = {n}."]
        for part in printed:
            cut = [k for k in truncated(part, n, unit=100) if k <= n]
            if part.text in without and cut:
                sentences.append(f"{part.text}% truncated, not rounded, is {cut[0]} of {n}.")
        return Finding(CANNOT, tuple(sentences), rows)
    least, most = (sum(row[f"count_{side}"] for row in rows) for side in ("least", "most"))
    if least <= n <= most:
        if least == most:
            which = f": {' + '.join(str(row['count_least']) for row in rows)} = {n}"
        else:
            which = f" of {n}"
        return Finding(FITS, (f"{added}, and so do counts{which}.",), rows)
    together = f"{least}" if least == most else f"{least} to {most}"
    missing = f"{n - most} missing" if most < n else f"{least - n} too many"
    return Finding(
        CANNOT,
        (f"{added}, but the counts that are printed so add up to {together}, not {n}: {missing}.",),
        rows,
    )


def _counted(rows: list[dict], printed: list[Printed], n: int | None) -> list[dict]:
    """Add the least and greatest count of each part."""
    if n is None:
        return rows
    found = [sorted(k for k in whole_numbers(part, n, 100) if 0 <= k <= n) for part in printed]
    return [
        row | {"count_least": ks[0] if ks else None, "count_most": ks[-1] if ks else None}
        for row, ks in zip(rows, found, strict=True)
    ]


def _explained(
    printed: list[Printed], total: Fraction, spread: Fraction, n: int | None
) -> Iterator[str]:
    """Say what would make parts add up that do not."""
    if total < 100 < total + 2 * spread:
        yield "Truncated, not rounded, they would add up."
    if total < 100:
        least, most = 100 - total - spread, 100 - total + spread
        missing = f"A missing part of {_text(least)} to {_text(most)}%"
        if n is None:
            yield f"{missing} would explain it."
        elif patients := _patients(least, most, n):
            yield f"{missing}, {patients} of {n} would explain it."
    mended = [
        f"{other} in place of {part.text}"
        for part in dict.fromkeys(printed)
        for other in _misprints(part)
        if abs(total - Fraction(part.value) + Fraction(other.value) - 100)
        <= spread - Fraction(1, 2 * 10**part.decimals) + Fraction(1, 2 * 10**other.decimals)
        for other in (other.text,)
    ]
    if mended:
        yield f"{_or(mended)} would add up."
    if total > 100:
        yield "Patients who count in several parts would explain it."


def _misprints(part: Printed) -> Iterator[Printed]:
    """Give a percentage with its point moved, or two neighbouring digits swapped."""
    digits = part.text.lstrip("+-").lstrip("0") or "0"
    moved = [f"{part.value.scaleb(-1):f}"]
    if part.decimals:
        moved.append(f"{part.value.scaleb(1):f}")
    for i in range(len(digits) - 1):
        if digits[i].isdigit() and digits[i + 1].isdigit() and digits[i] != digits[i + 1]:
            moved.append(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
    for text in moved:
        if 0 < Decimal(text) <= 100 and not LEADING_NOUGHT.match(text):
            yield Printed.percentage(text)


def _counts(printed: list[Printed], n: int | None) -> Finding:
    if n is None:
        raise ImpossibleError("counts add up to n: give it")
    for part in printed:
        if part.value % 1 or part.value < 0:
            raise ImpossibleError(f"count {part.text} is not a whole number from 0 on")
    total = sum(int(part.value) for part in printed)
    rows = [{"part": part.text, "share": 100 * int(part.value) / n} for part in printed]
    added = f"{' + '.join(part.text for part in printed)} = {total}"
    if total == n:
        return Finding(FITS, (f"{added}.",), rows)
    if total < n:
        return Finding(UNEXPLAINED, (f"{added}, not {n}: {n - total} missing.",), rows)
    return Finding(
        CANNOT,
        (f"{added}, not {n}: {total - n} too many, unless patients count in several parts.",),
        rows,
    )


def _patients(least: Fraction, most: Fraction, n: int) -> str:
    """Tell the whole numbers of patients between two percentages of n; empty if there is none."""
    low, high = -(-least * n // 100), most * n // 100
    return "" if low > high else f"{low}" if low == high else f"{low} to {high}"


def _text(number: Fraction) -> str:
    return f"{float(number):.6g}"


def _and(words: list[str]) -> str:
    return " and ".join(dict.fromkeys(words))


def _or(words: list[str]) -> str:
    return ", or ".join(words)
