"""Two percentages, or two medians, of two groups: the answers in words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from resistbook.cli.forensics.layout import named, some
from resistbook.cli.forensics.one_number import why_not
from resistbook.forensics.findings import CANNOT, FITS, UNEXPLAINED, Finding

if TYPE_CHECKING:
    import pandas as pd

    from resistbook.forensics.printed import Printed

TESTS = {"fisher": "Fisher", "chi_square": "chi-square", "yates": "Yates"}
FURTHER = 20
"""Tables of which further tests are computed, at most."""


def percentages(options: argparse.Namespace) -> Finding:
    """List the tables that two percentages allow, and say which of them have the printed P."""
    from resistbook.forensics.fourfold import (
        admissible_p_values,
        admissible_tables,
        admissible_totals,
    )
    from resistbook.forensics.printed import ImpossibleError, Printed

    asked = options.first, options.second, options.n
    known = {"n1": options.n1, "n2": options.n2, "p_below": options.p_below, "p": options.p}
    can_give = f"can give {options.first}% and {options.second}%"
    if options.totals:
        if options.n is None:
            raise ImpossibleError("--totals needs the range of n")
        table = admissible_totals(*asked, **known)
        fitting = (table["tables"] > 0).sum()
        sentence = f"{fitting or 'No'} of {some(len(table), 'total size')} {can_give}."
        if options.p is not None:
            given = table.filter(like="gives_").any(axis=1).sum()
            sentence += f" P = {options.p} by one test or more at {given or 'none'} of them."
        verdict = FITS if fitting else CANNOT
        return Finding(verdict, (sentence,), table.to_dict("records"), tuple(table))
    table = (admissible_tables if options.rows else admissible_p_values)(*asked, **known)
    any_value = ", as every two numbers can" if _any_would(options) else ""
    lines, verdict = [f"{some(len(table), 'table')} {can_give}{any_value}."], FITS
    if table.empty:
        lines += _why_no_table(options)
        verdict = CANNOT
    elif options.p_below is not None:
        below = {name: table[f"below_{key}"].sum() for key, name in TESTS.items()}
        words = ", ".join(f"{number} by {name}" for name, number in below.items())
        lines[0] += f" P < {options.p_below:g} in {words}."
        if not any(below.values()):
            verdict = UNEXPLAINED
            lines += _further(table, lambda p: p < options.p_below, f"P < {options.p_below:g}")
    elif options.p is not None:
        p = Printed.p_value(options.p)
        given = _tests_that_give(p, table)
        verdict = FITS if given else UNEXPLAINED
        lines += [given] if given else _no_test_gives(p, table)
    return Finding(verdict, tuple(lines), table.to_dict("records"), tuple(table))


def _any_would(options: argparse.Namespace) -> bool:
    """Say whether every two percentages of these decimals would pass."""
    from resistbook.forensics.grim import possible

    known = (options.first, options.n1), (options.second, options.n2)
    return all(
        n is not None and not possible(value, n, percent=True)[0]["informative"]
        for value, n in known
    )


def _tests_that_give(p: Printed, table: pd.DataFrame) -> str:
    """Say which test of which tables has the P printed; nothing if none has."""
    given = []
    for key, name in TESTS.items():
        rows = table[table[f"gives_{key}"]]
        if len(rows):
            which = rows[["k1", "n1", "k2", "n2"]].itertuples(index=False)
            given.append(f"by {name} in {some(len(rows), 'table')}{named(which)}")
    return f"P = {p.text} {', '.join(given)}." if given else ""


def _no_test_gives(p: Printed, table: pd.DataFrame) -> Iterator[str]:
    """Name the nearest P, and the further tests that would give the one printed."""
    gaps = {key: (table[f"p_{key}"] - float(p.value)).abs() for key in TESTS}
    key = min(gaps, key=lambda key: gaps[key].min())
    nearest = table.loc[gaps[key].idxmin(), f"p_{key}"]
    yield (
        f"P = {p.text} by none of the three tests; the nearest is {nearest:.3g}, by {TESTS[key]}."
    )
    further = list(_further(table, p.holds, f"P = {p.text}"))
    yield from further or [
        "Another test, a one-sided or an adjusted P, or other patients would explain that."
    ]


def _further(table: pd.DataFrame, fits, said: str) -> Iterator[str]:
    """Name further tests by which a table has the P printed."""
    from resistbook.forensics.further_tests import further_p_values

    found: dict[str, list[tuple]] = {}
    counts = table[["k1", "n1", "k2", "n2"]].head(FURTHER)
    for row in counts.itertuples(index=False, name=None):
        for name, p in further_p_values(*row).items():
            if fits(p):
                found.setdefault(name, []).append(row)
    if found:
        tests = [
            f"{name} in {some(len(rows), 'table')}{named(rows)}" for name, rows in found.items()
        ]
        yield f"{said} by {'; '.join(tests)} would explain that."


def _why_no_table(options: argparse.Namespace) -> Iterator[str]:
    """Say what would explain two percentages that no table gives by rounding."""
    from resistbook.forensics.fourfold import smaller_totals, truncated_tables
    from resistbook.forensics.grim import possible, smaller_sizes

    for value, n in dict.fromkeys(((options.first, options.n1), (options.second, options.n2))):
        rows = [] if n is None else possible(value, n, percent=True)
        if rows and not rows[0]["consistent"]:
            yield f"{value}% cannot come from counts at n = {n}."
            yield from why_not(value, rows, percent=True, items=1)
    if options.n1 is None or options.n2 is None:
        most = options.n[1] if isinstance(options.n, tuple) else options.n
        for value in dict.fromkeys((options.first, options.second)):
            if not smaller_sizes(value, most, percent=True):
                yield f"{value}% cannot come from counts at any n below {most}."
        asked = {"n1": options.n1, "n2": options.n2}
        if cut := truncated_tables(options.first, options.second, options.n, **asked):
            yield f"Truncated, not rounded, {some(len(cut), 'table')} would{named(cut)}."
        if smaller := smaller_totals(options.first, options.second, options.n, **asked):
            yield f"Smaller totals that can, from the nearest: {', '.join(map(str, smaller))}."


def medians(options: argparse.Namespace) -> Finding:
    """Simulate trials of two printed medians."""
    from resistbook.forensics.medians import NOT_REACHED, simulate_medians
    from resistbook.forensics.printed import ImpossibleError

    if len(options.lost) > 2:
        raise ImpossibleError("--lost takes one share, or one for each arm")
    table = simulate_medians(
        options.first,
        options.second,
        options.n,
        n1=options.n1,
        n2=options.n2,
        p_below=options.p_below,
        follow_up=options.follow_up,
        accrual=options.accrual,
        lost=(options.lost[0], options.lost[-1]),
        shapes=options.shape,
        simulations=options.simulations,
        seed=options.seed,
        workers=options.workers,
        progress=_count_up if sys.stderr.isatty() else None,
    )
    least, most = table["power"].min(), table["power"].max()
    power = f"{least:.1%}" if len(table) == 1 else f"{least:.1%} to {most:.1%}"
    sentences = [
        f"If medians of {options.first} and {options.second} are true, "
        f"P < {options.p_below:g} in {power} of trials."
    ]
    for which, median in (("first", options.first), ("second", options.second)):
        if NOT_REACHED.fullmatch(median):
            sentences.append(
                f"The {which} median was not reached: it is taken as {options.follow_up:g}, the "
                "least that it can be."
            )
    return Finding(FITS, tuple(sentences), table.to_dict("records"), tuple(table))


def _count_up(done: int, of: int) -> None:
    """Tell whoever waits at a terminal how far a simulation is."""
    if of > 1:
        print(f"\r{done} of {of}", end="" if done < of else "\n", file=sys.stderr, flush=True)
