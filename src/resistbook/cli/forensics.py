"""The command `resistbook forensics`: re-check the numbers of an abstract."""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from resistbook.forensics.printed import Printed

Answer = tuple[list[str], list[dict], str]
"""What a check returns: the names of columns, the rows, and a sentence."""
TESTS = {"fisher": "Fisher", "chi_square": "chi-square", "yates": "Yates"}
LISTS = ("sums", "truncated")

DESCRIPTION = """\
Re-check the printed numbers of a paper. Write them as printed: 33.0 is not 33.
It shows whether numbers can be true together, never why they are not."""

EXAMPLES = {
    None: """\
examples:
  resistbook forensics percentages 25 60 --n 40 --p-below 0.05
  resistbook forensics percentage 17.9 --n 40
  resistbook forensics mean 5.19 --n 28
  resistbook forensics medians 5 9 --n1 20 --n2 24 --p-below 0.01 --follow-up 30

`resistbook forensics percentages --help` (and so on) says more.""",
    "percentages": """\
examples:
  25% of one group against 60% of the other, 40 patients in all, P < .05:
    resistbook forensics percentages 25 60 --n 40 --p-below 0.05
  the same if some of the 40 may not have been counted, a line for each total:
    resistbook forensics percentages 25 60 --n 30-40 --p-below 0.05 --totals
  17.6% of 17 patients against 33.7% of 83, P = .191: by which test?
    resistbook forensics percentages 17.6 33.7 --n1 17 --n2 83 --p .191
  group sizes known, as CSV:
    resistbook forensics percentages 25.0 60.0 --n1 20 --n2 20 --format csv""",
    "percentage": """\
example:
  can 17.9% be a share of 40 patients?
    resistbook forensics percentage 17.9 --n 40""",
    "mean": """\
example:
  can 28 whole numbers have the mean 5.19?
    resistbook forensics mean 5.19 --n 28""",
    "medians": """\
example:
  median survival of 5 against 9 months, 20 and 24 patients, P < .01; patients entered
  over 10 months and were followed to month 30, and one in ten was lost:
    resistbook forensics medians 5 9 --n1 20 --n2 24 --p-below 0.01 \\
        --follow-up 30 --accrual 10 --lost 0.1 --shape 0.8 1 1.3
  sizes of the arms unknown, every split of 44 patients:
    resistbook forensics medians 5 9 --n 44 --p-below 0.01""",
}


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add the command, with its own commands, to those of the command line."""
    raw = {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
    text = "re-check the percentages, means or medians of another paper's abstract"
    parser = commands.add_parser(
        "forensics", help=text, description=DESCRIPTION, epilog=EXAMPLES[None], **raw
    )
    checks = parser.add_subparsers(required=True, metavar="check")

    def check(name, run, text):
        made = checks.add_parser(
            name,
            help=text,
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=EXAMPLES[name],
            **raw,
        )
        made.set_defaults(run=_answering(run))
        made.add_argument(
            "--format", choices=("table", "csv", "json"), default="table", help="default: table"
        )
        return made

    def two_groups(made, what):
        for which in ("first", "second"):
            made.add_argument(which, type=_bare, help=f"{what} of the {which} group, as printed")
        made.add_argument(
            "--n", type=_range, metavar="N", help="patients in both groups: 34, or 30-34"
        )
        made.add_argument("--n1", type=int, metavar="N", help="patients in the first group")
        made.add_argument("--n2", type=int, metavar="N", help="patients in the second group")

    one = check(
        "percentages", _percentages, "list every 2 x 2 table that two percentages allow, with its P"
    )
    two_groups(one, "percentage")
    p = one.add_mutually_exclusive_group()
    p.add_argument("--p-below", type=_bound, metavar="P", help="bound printed: 0.02 for P < .02")
    p.add_argument(
        "--p", metavar="P", help="P printed as equal, with its decimals: .191 for P = .191"
    )
    one.add_argument(
        "--totals", action="store_true", help="a line for each total n, not for each table"
    )
    for name in ("percentage", "mean"):
        one = check(
            name, _grim, f"say whether a {name} can come from whole numbers (the GRIM test)"
        )
        one.add_argument("value", type=_bare, help="as printed")
        one.add_argument(
            "--n", type=_range, required=True, metavar="N", help="group size: 28, or 26-28"
        )
        one.set_defaults(percent=name == "percentage", items=1)
        if name == "mean":
            one.add_argument(
                "--items", type=int, metavar="N", help="whole-numbered items averaged per person"
            )
    one = check("medians", _medians, "simulate what two medians of survival and a bound on P allow")
    two_groups(one, "median")
    one.add_argument("--p-below", type=_bound, required=True, metavar="P", help="bound printed")
    one.add_argument(
        "--follow-up", type=float, metavar="T", help="first entry to analysis; default: to the end"
    )
    one.add_argument(
        "--accrual", type=float, default=0.0, metavar="T", help="time over which patients enter"
    )
    one.add_argument(
        "--lost",
        type=float,
        nargs="+",
        default=[0.0],
        metavar="SHARE",
        help="share of patients lost to follow-up: of all, or of each arm",
    )
    one.add_argument(
        "--shape",
        type=float,
        nargs="+",
        default=[1.0],
        metavar="K",
        help="Weibull shapes; 1, the default, is exponential",
    )
    one.add_argument("--simulations", type=int, default=10_000, metavar="N")
    one.add_argument("--seed", type=int, default=1)
    one.add_argument("--workers", type=int, default=1, help="do not change the numbers")


def _bare(text: str) -> str:
    return text.strip().removesuffix("%")


def _range(text: str) -> int | tuple[int, int]:
    if not re.fullmatch(r"\d+([-–]\d+)?", text):
        raise argparse.ArgumentTypeError(f"{text!r} is neither a size, 34, nor a range, 30-34")
    lowest, *highest = map(int, re.split("[-–]", text))
    return (lowest, *highest) if highest else lowest


def _bound(text: str) -> float:
    """Read a bound on P, with or without its sign."""
    try:
        return float(text.strip().removeprefix("<"))
    except ValueError:
        hint = "; for P = .05 use --p" if text.strip().startswith("=") else ""
        raise argparse.ArgumentTypeError(
            f"{text!r} is no bound on P; write P < .02 as 0.02{hint}"
        ) from None


def _answering(run):
    """Print the table that a check returns, or why there can be none."""

    def answer(options: argparse.Namespace) -> int:
        from resistbook.forensics.printed import ImpossibleError

        try:
            columns, rows, sentence = run(options)
        except ImpossibleError as error:
            print(f"resistbook forensics: {error}", file=sys.stderr)
            return 2
        if options.format == "csv":
            out = csv.DictWriter(sys.stdout, columns, lineterminator="\n")
            out.writeheader()
            out.writerows(_each(_six_digits, rows))
        elif options.format == "json":
            print(json.dumps(_each(_plain, rows), indent=2, allow_nan=False))
        else:
            print(sentence)
            if rows:
                print(f"\n{_legible(rows)}")
        return 0

    return answer


def _percentages(options: argparse.Namespace) -> Answer:
    from resistbook.forensics.fourfold import admissible_tables, admissible_totals
    from resistbook.forensics.printed import ImpossibleError, Printed

    asked = options.first, options.second, options.n
    known = {"n1": options.n1, "n2": options.n2, "p_below": options.p_below, "p": options.p}
    can_give = f"can give {options.first}% and {options.second}%."
    if options.totals:
        if options.n is None:
            raise ImpossibleError("--totals needs the range of n")
        table = admissible_totals(*asked, **known)
        fitting = (table["tables"] > 0).sum()
        sentence = f"{fitting or 'No'} of {_some(len(table), 'total size')} {can_give}"
        if options.p is not None:
            given = table.filter(like="gives_").any(axis=1).sum()
            sentence += f" P = {options.p} by one test or more at {given or 'none'} of them."
        return list(table), table.to_dict("records"), sentence
    table = admissible_tables(*asked, **known)
    lines = [f"{_some(len(table), 'table')} {can_give}"]
    if table.empty:
        lines += _why_no_table(options)
    elif options.p_below is not None:
        below = [f"{table[f'below_{key}'].sum()} by {name}" for key, name in TESTS.items()]
        lines[0] += f" P < {options.p_below:g} in {', '.join(below)}."
    elif options.p is not None:
        lines.append(_tests_that_give(Printed.p_value(options.p), table))
    return list(table), table.to_dict("records"), "\n".join(lines)


def _tests_that_give(p: Printed, table: pd.DataFrame) -> str:
    """Say which test of which tables has the P printed, or that none has."""
    given = []
    for key, name in TESTS.items():
        rows = table[table[f"gives_{key}"]]
        if len(rows):
            which = rows[["k1", "n1", "k2", "n2"]].itertuples(index=False)
            given.append(f"by {name} in {_some(len(rows), 'table')}{_named(which)}")
    if given:
        return f"P = {p.text} {', '.join(given)}."
    gaps = {key: (table[f"p_{key}"] - float(p.value)).abs() for key in TESTS}
    key = min(gaps, key=lambda key: gaps[key].min())
    nearest = table.loc[gaps[key].idxmin(), f"p_{key}"]
    return (
        f"P = {p.text} by none of the three tests; the nearest is {nearest:.3g}, by {TESTS[key]}.\n"
        "Another test, a one-sided or an adjusted P, or other patients would explain that."
    )


def _grim(options: argparse.Namespace) -> Answer:
    from resistbook.forensics.grim import possible

    kind = {"percent": options.percent, "items": options.items}
    rows = possible(options.value, options.n, **kind)
    consistent = [row for row in rows if row["consistent"]]
    value = options.value + "%" * options.percent
    of = "counts" if options.percent else "whole numbers"
    if len(rows) == 1:
        verb = "can" if consistent else "cannot"
        any_value = "" if rows[0]["informative"] else ", as every number can"
        sentence = f"{value} {verb} come from {of} at n = {rows[0]['n']}{any_value}."
    else:
        sentence = f"{value} can come from {of} at {len(consistent)} of {len(rows)} sizes."
    if not consistent:
        sentence = "\n".join([sentence, *_why_not(options.value, rows, **kind)])
    columns = list(rows[0])
    if options.format == "csv":
        rows = [row | {name: " ".join(map(str, row[name])) for name in LISTS} for row in rows]
    elif options.format == "table":
        decimals = len(options.value.partition(".")[2]) + 1
        shown = [name for name in columns if name != "truncated" or any(r[name] for r in rows)]
        rows = [
            {name: row[name] for name in shown}
            | {name: _span(row[name]) for name in LISTS if name in shown}
            | {side: f"{row[side]:.{decimals}f}" for side in ("below", "above")}
            for row in rows
        ]
    return columns, rows, sentence


def _why_not(value: str, rows: list[dict], *, percent: bool, items: int) -> Iterator[str]:
    """Say what would explain a mean or percentage that cannot be printed so by rounding."""
    from resistbook.forensics.grim import smaller_sizes

    between = " of " if percent else "/"
    cut = [
        f"{_span(row['truncated'])}{between}{row['n'] * items}" for row in rows if row["truncated"]
    ]
    if cut:
        yield f"Truncated, not rounded, it is {', or '.join(cut[:5])}."
    smaller = smaller_sizes(value, rows[0]["n"], percent=percent, items=items)
    if smaller:
        yield f"Smaller sizes that can, from the nearest: {', '.join(map(str, smaller))}."


def _why_no_table(options: argparse.Namespace) -> Iterator[str]:
    """Say what would explain two percentages that no table gives by rounding."""
    from resistbook.forensics.fourfold import smaller_totals, truncated_tables
    from resistbook.forensics.grim import possible, smaller_sizes

    for value, n in dict.fromkeys(((options.first, options.n1), (options.second, options.n2))):
        rows = [] if n is None else possible(value, n, percent=True)
        if rows and not rows[0]["consistent"]:
            yield f"{value}% cannot come from counts at n = {n}."
            yield from _why_not(value, rows, percent=True, items=1)
    if options.n1 is None or options.n2 is None:
        most = options.n[1] if isinstance(options.n, tuple) else options.n
        for value in dict.fromkeys((options.first, options.second)):
            if not smaller_sizes(value, most, percent=True):
                yield f"{value}% cannot come from counts at any n below {most}."
        asked = {"n1": options.n1, "n2": options.n2}
        if cut := truncated_tables(options.first, options.second, options.n, **asked):
            yield f"Truncated, not rounded, {_some(len(cut), 'table')} would{_named(cut)}."
        if smaller := smaller_totals(options.first, options.second, options.n, **asked):
            yield f"Smaller totals that can, from the nearest: {', '.join(map(str, smaller))}."


def _named(tables: Iterable[tuple[int, int, int, int]]) -> str:
    """Write up to three tables, counts of sizes, in brackets."""
    texts = [f"{k1}/{n1} and {k2}/{n2}" for k1, n1, k2, n2 in tables]
    return f" ({'; '.join(texts)})" if len(texts) <= 3 else ""


def _span(numbers: Sequence[int]) -> str:
    """Write numbers that follow on each other."""
    if len(numbers) > 5:
        return f"{numbers[0]} to {numbers[-1]} ({len(numbers)})"
    return " ".join(map(str, numbers))


def _medians(options: argparse.Namespace) -> Answer:
    from resistbook.forensics.medians import simulate_medians
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
    )
    least, most = table["power"].min(), table["power"].max()
    power = f"{least:.1%}" if len(table) == 1 else f"{least:.1%} to {most:.1%}"
    sentence = (
        f"If medians of {options.first} and {options.second} are true, "
        f"P < {options.p_below:g} in {power} of trials."
    )
    return list(table), table.to_dict("records"), sentence


def _some(number: int, thing: str) -> str:
    return f"{number or 'No'} {thing}{'' if number == 1 or not number else 's'}"


def _each(turned: Callable[[object], object], rows: list[dict]) -> list[dict]:
    return [{name: turned(value) for name, value in row.items()} for row in rows]


def _legible(rows: list[dict]) -> str:
    """Write a table with each interval behind its estimate, three digits of each number.

    A table of up to three rows is turned on its side.
    """
    rows = _each(_short, rows)
    columns = []
    for name in rows[0]:
        if f"{name}_low" in rows[0]:
            cells = [f"{row[name]} ({row[f'{name}_low']} to {row[f'{name}_high']})" for row in rows]
        elif not name.endswith(("_low", "_high")):
            cells = [row[name] for row in rows]
        else:
            continue
        columns.append([name, *cells])
    if len(rows) > 3:
        return _lines([_aligned(column, str.rjust) for column in columns], " ")
    names, *values = zip(*columns, strict=True)
    return _lines([_aligned(names, str.ljust), *(_aligned(row, str.rjust) for row in values)], "  ")


def _aligned(cells: Sequence[str], to: Callable[[str, int], str]) -> list[str]:
    width = max(map(len, cells))
    return [to(cell, width) for cell in cells]


def _lines(columns: list[list[str]], between: str) -> str:
    return "\n".join(map(between.join, zip(*columns, strict=True)))


def _six_digits(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6g}"
    return value


def _short(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return "-" if math.isnan(value) else f"{value:.3g}"
    return str(value) or "-"


def _plain(value: object) -> object:
    """Turn numbers that JSON cannot write into null and the words inf and -inf."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else str(value)
    return value
