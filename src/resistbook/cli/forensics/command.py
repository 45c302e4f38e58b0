"""The arguments of `resistbook forensics`, and how an answer leaves it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from resistbook.cli.forensics import arguments as read
from resistbook.cli.forensics import effects, layout, many, one_number, two_groups
from resistbook.cli.forensics.examples import DESCRIPTION, EXAMPLES
from resistbook.forensics.findings import CANNOT, Finding

RAW = {"formatter_class": argparse.RawDescriptionHelpFormatter, "allow_abbrev": False}
SIZE = {"type": read.size, "metavar": "N"}
ONE_SIZE = {"type": read.one_size, "metavar": "N"}


def add_parser(commands: argparse._SubParsersAction) -> None:
    """Add the command, with its own commands, to those of the command line."""
    parser = commands.add_parser(
        "forensics",
        description=DESCRIPTION,
        epilog=EXAMPLES[None],
        **RAW,
    )
    add_checks(parser.add_subparsers(required=True, metavar="check"))


def add_checks(checks: argparse._SubParsersAction) -> None:
    """Add every check."""

    def check(
        name: str, run: Callable[[argparse.Namespace], Finding], text: str
    ) -> argparse.ArgumentParser:
        made = checks.add_parser(
            name,
            help=text.replace("%", "%%"),
            description=f"{text[0].upper()}{text[1:]}.",
            epilog=EXAMPLES[name],
            **RAW,
        )
        made.set_defaults(run=_answering(run), find=run, rows=True)
        form = made.add_mutually_exclusive_group()
        form.add_argument(
            "--format", choices=("table", "csv", "json"), default="table", help="default: table"
        )
        form.add_argument(
            "--json",
            action="store_const",
            const="whole",
            dest="format",
            help="verdict, sentences and rows, as JSON",
        )
        made.add_argument(
            "--check", action="store_true", help="exit status 1 if something cannot be"
        )
        return made

    _add_two_groups(check)
    _add_one_number(check)
    _add_effects(check)
    one = check("check", many.check, "run a CSV file of checks, a row a number, with a summary")
    one.add_argument("file", help="columns check and value, and options by name; - for stdin")
    one = check("text", many.text, "find the numbers of a pasted abstract and check them all")
    one.add_argument("file", help="plain text; - for stdin")
    one.add_argument("--n", **ONE_SIZE, help="all patients, where the text does not say")
    one.add_argument("--n1", **ONE_SIZE, help="patients in the first group")
    one.add_argument("--n2", **ONE_SIZE, help="patients in the second group")


def _add_two_groups(check: Callable[..., argparse.ArgumentParser]) -> None:
    def two_groups_of(made, what, as_read):
        for which in ("first", "second"):
            made.add_argument(which, type=as_read, help=f"{what} of the {which} group, as printed")
        made.add_argument("--n", **SIZE, help="patients in both groups: 34, or 30-34")
        made.add_argument("--n1", **ONE_SIZE, help="patients in the first group")
        made.add_argument("--n2", **ONE_SIZE, help="patients in the second group")

    one = check(
        "percentages",
        two_groups.percentages,
        "list every 2 x 2 table that two percentages allow, with its P",
    )
    two_groups_of(one, "percentage", read.number)
    p = one.add_mutually_exclusive_group()
    p.add_argument(
        "--p-below", type=read.bound, metavar="P", help="bound printed: 0.02 for P < .02"
    )
    p.add_argument(
        "--p",
        type=read.number,
        metavar="P",
        help="P printed as equal, with its decimals: .191 for P = .191",
    )
    one.add_argument(
        "--totals", action="store_true", help="a line for each total n, not for each table"
    )
    one = check(
        "medians",
        two_groups.medians,
        "simulate what two medians of survival and a bound on P allow",
    )
    two_groups_of(one, "median, or NR for not reached,", read.number)
    one.add_argument("--p-below", type=read.bound, required=True, metavar="P", help="bound printed")
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


def _add_one_number(check: Callable[..., argparse.ArgumentParser]) -> None:
    for name in ("percentage", "mean"):
        one = check(
            name,
            one_number.grim,
            f"say whether a {name} can come from whole numbers (the GRIM test)",
        )
        one.add_argument("value", type=read.number, help="as printed")
        one.add_argument("--n", **SIZE, required=True, help="group size: 28, or 26-28")
        one.set_defaults(percent=name == "percentage", items=1)
        if name == "percentage":
            one.add_argument("--count", type=int, metavar="K", help="the count printed beside it")
        else:
            one.add_argument(
                "--items", type=int, metavar="N", help="whole-numbered items averaged per person"
            )
    one = check(
        "sd",
        effects.sd,
        "say whether whole numbers can have a mean and SD (the GRIMMER and DEBIT tests)",
    )
    one.add_argument("mean", type=read.number, help="as printed")
    one.add_argument("sd", type=read.number, help="standard deviation, as printed")
    one.add_argument("--n", **ONE_SIZE, required=True, help="group size")
    one.add_argument(
        "--items", type=int, default=1, metavar="N", help="whole-numbered items per person"
    )
    one.add_argument(
        "--binary", action="store_true", help="each number is 0 or 1, the mean a proportion"
    )
    one.add_argument(
        "--scale", type=read.size, metavar="RANGE", help="lowest and highest answer: 1-7"
    )


def _add_effects(check: Callable[..., argparse.ArgumentParser]) -> None:
    def with_interval(made):
        made.add_argument("value", type=read.number, help="as printed")
        made.add_argument(
            "--ci", nargs="+", required=True, metavar="RANGE", help="its interval: 0.54-0.84"
        )
        made.add_argument(
            "--level", type=read.level, default=0.95, help="of the interval; default: 95"
        )

    one = check("ratio", effects.ratio, "check a hazard, odds or risk ratio, its interval and P")
    with_interval(one)
    one.add_argument(
        "--p", type=read.number, metavar="P", help='as printed: 0.0006, or "<0.001" in quotes'
    )
    one.add_argument("--events", **ONE_SIZE, help="events in both groups")
    one = check("rate", effects.rate, "say which count and method give a rate with its interval")
    with_interval(one)
    one.add_argument("--n", **SIZE, help="patients: 32, or 30-34; default: any")
    one = check("parts", effects.parts, "say whether parts can add up to 100%, and to n")
    one.add_argument("parts", nargs="+", type=read.number, help="percentages as printed, or counts")
    one.add_argument("--n", **ONE_SIZE, help="patients")
    one.add_argument("--counts", action="store_true", help="the parts are counts, and add up to n")
    one = check(
        "diagnostic",
        effects.diagnostic,
        "list every table that sensitivity, specificity and predictive values allow",
    )
    for name in ("sensitivity", "specificity", "ppv", "npv", "accuracy"):
        one.add_argument(f"--{name}", type=read.number, metavar="PERCENT", help="as printed")
    one.add_argument("--n", **SIZE, help="patients: 100, or 95-100")
    one.add_argument("--diseased", **ONE_SIZE, help="patients with the disease")
    one.add_argument("--healthy", **ONE_SIZE, help="patients without it")
    one = check("test", effects.test, "say whether P follows from t, F, chi-square, r or z")
    one.add_argument("statistic", choices=("t", "F", "chi2", "r", "z"))
    one.add_argument("value", type=read.number, help="as printed")
    one.add_argument(
        "--df",
        nargs="+",
        type=float,
        default=[],
        help="degrees of freedom; of r, two less than its pairs",
    )
    one.add_argument("--p", type=read.number, required=True, metavar="P", help="as printed")


def read_as(options: argparse.Namespace) -> list[str]:
    """Say how numbers were read that were pasted with a decimal comma or middle dot."""
    given = [item for value in vars(options).values() for item in _items(value)]
    return [f"{item.pasted} is read as {item}." for item in given if isinstance(item, read.Pasted)]


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _answering(
    run: Callable[[argparse.Namespace], Finding],
) -> Callable[[argparse.Namespace], int]:
    """Print what a check finds, or why there can be nothing."""

    def answer(options: argparse.Namespace) -> int:
        from resistbook.forensics.printed import ImpossibleError

        try:
            found = run(options)
        except ImpossibleError as error:
            print(f"resistbook forensics: {error}", file=sys.stderr)
            return 2
        if options.format == "table":
            for line in read_as(options):
                print(line)
        layout.show(found, options.format)
        if found.verdict == many.NOT_READ:
            return 2
        return 1 if options.check and found.verdict == CANNOT else 0

    return answer
