"""Many numbers at once: a CSV file of checks, and a pasted abstract."""

from __future__ import annotations

import argparse
import csv
import io
import shlex
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from resistbook.cli.forensics.layout import whole
from resistbook.forensics.findings import CANNOT, FITS, NOT_JUDGED, UNEXPLAINED, Finding

if TYPE_CHECKING:
    from resistbook.forensics.abstract import Mention

NOT_READ = "not read"
TOLD = {
    FITS: ("fits", "fit"),
    UNEXPLAINED: ("unexplained", "unexplained"),
    CANNOT: ("cannot be", "cannot be"),
    NOT_JUDGED: ("not judged", "not judged"),
    NOT_READ: ("not read", "not read"),
}
FLAGS = {"binary", "counts", "totals"}
YES = {"yes", "true", "1", "x"}
COLUMNS = "label", "command", "verdict", "answer"


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is an exception, not the end of the program."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def check(options: argparse.Namespace) -> Finding:
    """Run every row of a CSV file."""
    from resistbook.forensics.printed import ImpossibleError

    text = _text_of(options.file)
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = list(csv.DictReader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True))
    names = {(name or "").strip().lower() for name in (rows[0] if rows else ())}
    if not {"check", "value"} <= names:
        raise ImpossibleError(f"{options.file} needs the columns check and value, and a row")
    parser = _parser()
    found = []
    for number, row in enumerate(rows, start=1):
        cells = {
            (name or "").strip().lower(): (cell or "").strip()
            for name, cell in row.items()
            if isinstance(cell, str)
        }
        label = cells.pop("label", "") or f"row {number}"
        words = _words(cells)
        found.append(_answer(label, words, parser) if words else None)
    return _summary([row for row in found if row], "number", options.format)


def text(options: argparse.Namespace) -> Finding:
    """Check every number that is found in a text."""
    from resistbook.forensics.abstract import find

    parser = _parser()
    rows = []
    for mention in find(_text_of(options.file), options.n, options.n1, options.n2):
        tried = []
        for words in mention.readings:
            tried.append(_answer(mention.quote, words, parser))
            if tried[-1]["verdict"] == FITS:
                break
        if not tried:
            row = dict(zip(COLUMNS, (mention.quote, "", NOT_JUDGED, mention.remark), strict=True))
        elif tried[-1]["verdict"] == FITS:
            row = tried[-1]
        elif mention.at_worst == CANNOT:
            row = tried[0]
        else:
            row = _held_back(tried, mention)
        rows.append(row)
    return _summary(rows, "number", options.format)


def _held_back(tried: list[dict], mention: Mention) -> dict[str, object]:
    """Tell of numbers that no reading fits, where the text does not say which is meant."""
    best = min(tried, key=lambda row: list(TOLD).index(row["verdict"]))
    if best["verdict"] == NOT_READ:
        return best | {"verdict": NOT_JUDGED}
    if mention.at_worst == NOT_JUDGED and mention.remark:
        return best | {"verdict": NOT_JUDGED, "answer": mention.remark}
    remark = mention.remark or "The text does not say that this is meant."
    if len(tried) > 1:
        remark = f"None of {len(tried)} readings fits; this is one of them."
    return best | {"verdict": mention.at_worst, "answer": f"{best['answer']} {remark}"}


def _text_of(file: str) -> str:
    from resistbook.forensics.printed import ImpossibleError

    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Path(file).read_text(encoding="cp1252")
    except OSError as error:
        raise ImpossibleError(f"{file} cannot be read: {error.strerror}") from None


def _parser() -> _Parser:
    from resistbook.cli.forensics.command import add_checks

    parser = _Parser(prog="resistbook forensics", add_help=False)
    add_checks(parser.add_subparsers(required=True, metavar="check"))
    return parser


def _words(cells: dict[str, str]) -> list[str]:
    """Turn a row into the words of a command."""
    name, values = cells.pop("check", "").lower(), cells.pop("value", "")
    options = []
    for option, cell in cells.items():
        if not cell or not option:
            continue
        flag = f"--{option.replace('_', '-').replace(' ', '-')}"
        if option in FLAGS:
            options += [flag] if cell.lower() in YES else []
        elif option in ("df", "lost", "shape"):
            options += [flag, *cell.split()]
        else:
            options.append(f"{flag}={cell}")
    return [name, *values.split(), *options] if name or values or options else []


def _answer(label: str, words: Sequence[str], parser: _Parser) -> dict[str, object]:
    """Run one check, and say in a row what it found, or why it could not."""
    from resistbook.forensics.printed import ImpossibleError

    command = shlex.join(words)
    try:
        options = parser.parse_args(words)
        if options.find in (check, text):
            raise ValueError(f"{words[0]} is no check of a row")
        options.rows = False
        found = options.find(options)
    except (ImpossibleError, ValueError) as error:
        return dict(zip(COLUMNS, (label, command, NOT_READ, str(error)), strict=True))
    answer = " ".join(whole(found)["sentences"])
    return dict(zip(COLUMNS, (label, command, found.verdict, answer), strict=True))


def _summary(rows: list[dict[str, object]], thing: str, form: str) -> Finding:
    counted = Counter(row["verdict"] for row in rows)
    told = [f"{counted[word]} {TOLD[word][counted[word] != 1]}" for word in TOLD if counted[word]]
    number = f"{len(rows)} {thing}{'' if len(rows) == 1 else 's'}"
    first = f"{number}: {', '.join(told)}." if rows else "No number that can be checked is found."
    verdict = next((word for word in reversed(TOLD) if counted[word] and word != NOT_JUDGED), FITS)
    if form == "table":
        return Finding(verdict, (first, *_paragraphs(rows)))
    return Finding(verdict, (first,), rows, COLUMNS)


def _paragraphs(rows: Iterable[dict[str, object]]) -> Iterable[str]:
    for row in rows:
        yield ""
        yield f"{TOLD[row['verdict']][0].upper()}  {row['label']}"
        if row["command"]:
            yield f"  read as: {row['command']}"
        if row["answer"]:
            yield f"  {row['answer']}"
