"""What ``resistbook geo`` does once its arguments are read."""

import argparse
import shlex
import sys
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from resistbook.geo.analysis import Analysis, Question, analyse
from resistbook.geo.characteristics import described, extracted, sample_table
from resistbook.geo.comparison import Adjustment, published_counts
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import RequestError
from resistbook.geo.fetch import Archive, default_lock
from resistbook.geo.lockfile import LockFile
from resistbook.geo.reading import deposits, family, local_table, of_platform, platform_table
from resistbook.geo.report import nearest_sentence, write_report
from resistbook.geo.scale import recognised
from resistbook.geo.statements import statements
from resistbook.stats.expression.design_matrix import DesignError

DONE, WRONG_REQUEST, CONFOUNDED = 0, 2, 3
"""Exit status; 1 is that of every command whose files cannot be had, read or written."""
COLUMNS = 88
WRAPPED = {"subsequent_indent": "    ", "break_long_words": False, "break_on_hyphens": False}


def run(options: argparse.Namespace) -> int:
    """Describe or compare a series, and return the exit status."""
    try:
        return _describe(options) if options.describe else _compare(options)
    except (RequestError, DesignError) as error:
        print(f"resistbook geo: {_printable(str(error))}", file=sys.stderr)
        return WRONG_REQUEST


def _describe(options: argparse.Namespace) -> int:
    archive = _archive(options)
    found = _deposits(options, archive)[0]
    for deposit in [of_platform(found, options.platform)] if options.platform else found:
        table, notes = sample_table(deposit)
        table = extracted(table, _recipes(options.extract))
        scale = recognised(deposit)
        features, samples = deposit.expression.shape
        _say(
            [
                f"{deposit.accession} on {deposit.platform}: {features:,} probes, "
                f"{samples} samples",
                " ".join(deposit.series.get("title", ())),
                f"Scale: {scale.kind}. {scale.reason}",
                *[f"Caution: {text}" for text in scale.cautions],
                *deposit.notes,
                *notes,
            ]
        )
        width = max(map(len, table.columns), default=0)
        for row in described(table).to_dict("records"):
            missing = f", {row['missing']} missing" if row["missing"] else ""
            _say([f"  {row['column']:<{width}}  {row['kind']}{missing}: {row['values']}"])
        _say(["What the deposit says of its values:", *map(str, statements(deposit))])
        print()
    return DONE


def _compare(options: argparse.Namespace) -> int:
    question = _question(options)
    archive = _archive(options)
    found, tables = _deposits(options, archive)
    deposit = of_platform(found, options.platform)
    table = None
    if options.annotation:
        table = local_table(options.annotation)
    elif deposit.platform in tables:
        table = tables[deposit.platform]
    elif options.level == "gene":
        table = platform_table(deposit.platform, archive)
    analysis = analyse(deposit, question, table)
    _write(analysis, archive, options)
    return CONFOUNDED if analysis.warnings and not options.accept_warnings else DONE


def _archive(options: argparse.Namespace) -> Archive:
    return Archive(LockFile(options.lock or default_lock()), options.update)


def _deposits(
    options: argparse.Namespace, archive: Archive
) -> tuple[list[Deposit], dict[str, pd.DataFrame]]:
    if options.soft:
        found = family(options.accession, archive)
        return list(found.deposits), found.platforms
    return deposits(options.accession, archive), {}


def _question(options: argparse.Namespace) -> Question:
    if not options.group or not options.reference:
        raise RequestError("name both --group and --reference, or ask with --describe first")
    return Question(
        group=options.group,
        reference=options.reference,
        among=options.among,
        adjustment=Adjustment(options.stratum, tuple(options.covariates)),
        extract=_recipes(options.extract),
        restates=tuple(options.restates),
        level=options.level,
        rule=options.many_to_one,
        symbol_column=options.symbol_column,
        scale=options.scale,
        normalisations=tuple(dict.fromkeys(options.normalise)),
        published=published_counts(options.published) if options.published else {},
    )


def _recipes(texts: Sequence[str]) -> dict[str, tuple[str, str]]:
    recipes = {}
    for text in texts:
        name, equals, rest = text.partition("=")
        column, colon, pattern = rest.partition(":")
        if not (name and equals and column and colon and pattern):
            raise RequestError(f"{text!r} is not NAME=COLUMN:PATTERN")
        recipes[name] = (column, pattern)
    return recipes


def _write(analysis: Analysis, archive: Archive, options: argparse.Namespace) -> None:
    deposit, question = analysis.deposit, analysis.question
    out = options.out or Path(deposit.accession)
    out.mkdir(parents=True, exist_ok=True)
    stem = f"{deposit.accession}_{deposit.platform}"
    paths = {kind: out / f"{stem}{kind}" for kind in (".csv", "_grid.csv", "_samples.csv", ".html")}
    analysis.result.to_csv(paths[".csv"], index=False, lineterminator="\n")
    analysis.cells.to_csv(paths["_grid.csv"], index=False, lineterminator="\n")
    analysis.members.to_csv(paths["_samples.csv"], index=False, lineterminator="\n")
    write_report(paths[".html"], analysis, archive.used, _asked(options))
    passing = analysis.result["fdr"] < 0.05
    higher = int((passing & (analysis.result[analysis.scale.effect] > 0)).sum())
    groups = analysis.groups
    _say(
        [
            f"{stem}: {int(groups.sum())} samples against {int((groups == 0).sum())}",
            *analysis.said,
            *[f"Caution: {text}" for text in analysis.cautions],
            *[f"WARNING: {text}" for text in analysis.warnings],
            f"{int(passing.sum()):,} of {len(passing):,} features with an FDR below 5%: {higher:,} "
            f"higher, {int(passing.sum()) - higher:,} lower.",
        ]
    )
    if question.published:
        _say([nearest_sentence(analysis.cells, question.published)])
    _say([f"Written: {path}" for path in paths.values()])


def _asked(options: argparse.Namespace) -> str:
    """Return the command that asks for the same, with every choice in words."""
    words = ["resistbook", "geo", options.accession]
    for name, value in vars(options).items():
        if name in ("run", "accession") or value is None or value is False or value == []:
            continue
        words.append(f"--{name.replace('_', '-')}")
        if value is not True:
            words += map(str, value) if isinstance(value, list) else [str(value)]
    return shlex.join(words)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        if line:
            print(textwrap.fill(_printable(line), COLUMNS, **WRAPPED))


def _printable(text: str) -> str:
    """Keep deposited texts from steering the terminal."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)
