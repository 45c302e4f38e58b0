"""What ``resistbook geo`` does once its arguments are read."""

import argparse
import sys
import textwrap
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from resistbook.data.sources import SourceError
from resistbook.display.standalone import asked
from resistbook.files import write
from resistbook.geo.analyses.features import samples_of
from resistbook.geo.analyses.gene_sets import gene_sets, tested_sets
from resistbook.geo.analyses.question import Question
from resistbook.geo.analyses.several import SeveralGroups, compare_several, several_groups
from resistbook.geo.analyses.survival import Survival, follow
from resistbook.geo.analyses.two_groups import Analysis, analyse
from resistbook.geo.characteristics import described, extracted, sample_table, told
from resistbook.geo.comparison import Adjustment, published_counts
from resistbook.geo.deposit import Deposit
from resistbook.geo.errors import (
    FormatError,
    NoCountsError,
    NotDepositedError,
    NoValuesError,
    RequestError,
)
from resistbook.geo.fetch import Archive, default_lock
from resistbook.geo.grouping import groups
from resistbook.geo.lockfile import LockFile
from resistbook.geo.reading import (
    counted,
    deposits,
    described_by,
    family,
    local_table,
    of_platform,
    platform_table,
)
from resistbook.geo.report import report, sentences
from resistbook.geo.report.tables import as_csv, tables_of
from resistbook.geo.scale import recognised
from resistbook.geo.scripts import scripts
from resistbook.geo.statements import statements
from resistbook.stats.expression.design_matrix import DesignError, nearest

DONE, WRONG_REQUEST, CONFOUNDED = 0, 2, 3
"""Exit status; 1 is that of every command whose files cannot be had, read or written."""
COLUMNS = 88
WRAPPED = {"subsequent_indent": "    ", "break_long_words": False, "break_on_hyphens": False}


def run(options: argparse.Namespace) -> int:
    """Describe or analyse a series, and return the exit status."""
    try:
        return _analyse(options) if options.describe is None else _describe(options)
    except (RequestError, DesignError) as error:
        print(f"resistbook geo: {_printable(str(error))}", file=sys.stderr)
        return WRONG_REQUEST


def _describe(options: argparse.Namespace) -> int:
    archive = _archive(options)
    try:
        found = _deposits(options, archive)[0]
        without = ""
    except NoCountsError as error:
        found, without = error.described, str(error)
    for deposit in [of_platform(found, options.platform)] if options.platform else found:
        table, notes = sample_table(deposit)
        table = extracted(table, _recipes(options.extract))
        if options.describe:
            _say_whole(table, options.describe)
            continue
        features, samples = deposit.expression.shape
        what = "genes counted" if deposit.counts else "probes"
        lines = [
            f"{deposit.accession} on {deposit.platform}: {features:,} {what}, {samples} samples",
            " ".join(deposit.series.get("title", ())),
        ]
        if deposit.counts:
            lines.append("Scale: counts of reads.")
            if deposit.without_values:
                lines.append(f"Caution: No counts of {', '.join(deposit.without_values)}.")
        elif without:
            lines.append(without)
        else:
            scale = recognised(deposit)
            lines.append(f"Scale: {scale.kind}. {scale.reason}")
            lines += [f"Caution: {text}" for text in scale.cautions]
        _say([*lines, *deposit.notes, *notes])
        width = max(map(len, table.columns), default=0)
        for row in described(table).to_dict("records"):
            missing = f", {row['missing']} missing" if row["missing"] else ""
            _say([f"  {row['column']:<{width}}  {row['kind']}{missing}: {row['values']}"])
        said = list(map(str, statements(deposit)))
        _say(["What the deposit says of its values:", *(said or ["  nothing"])])
        print()
    return DONE


def _say_whole(table: pd.DataFrame, column: str) -> None:
    """Print every value of a column whole, with the number of samples and the first of them."""
    if column not in table:
        raise RequestError(f"there is no column {column!r}; {nearest(column, table.columns)}")
    texts = table[column].map(told, na_action="ignore").fillna("(missing)")
    for text, samples in texts.groupby(texts, sort=False):
        count = f"{len(samples)} sample{'s' * (len(samples) > 1)}, {samples.index[0]}"
        _say([f"{count}{', ...' * (len(samples) > 1)}: {text}"])


def _analyse(options: argparse.Namespace) -> int:
    question = _question(options)
    sets = gene_sets(options.sets) if options.sets else {}
    archive = _archive(options)
    found, tables = _deposits(options, archive)
    deposit = of_platform(found, options.platform)
    _check_samples(deposit, question)
    table, lacking = _platform(options, archive, deposit, tables)
    deposit = replace(deposit, notes=(*deposit.notes, *lacking))
    if question.several:
        return _write(compare_several(deposit, question, table), None, {}, archive, options)
    survival = follow(deposit, question, table) if question.time or question.event else None
    if survival and not (question.group or question.reference):
        return _write(survival, None, {}, archive, options)
    return _write(analyse(deposit, question, table), survival, sets, archive, options)


def _check_samples(deposit: Deposit, question: Question) -> None:
    """Refuse what the samples cannot answer before a platform is fetched."""
    table, _ = samples_of(deposit, question)
    if question.several:
        several_groups(table, question.several, question.among)
    elif question.group:
        groups(table, question.group, question.reference, question.among)


def _platform(
    options: argparse.Namespace,
    archive: Archive,
    deposit: Deposit,
    tables: Mapping[str, pd.DataFrame],
) -> tuple[pd.DataFrame | None, list[str]]:
    """Return the table that names the features; of probes, why there is none."""
    if options.annotation:
        return local_table(options.annotation, options.symbol_column), []
    if deposit.counts:
        return deposit.genes, []
    if deposit.platform in tables:
        return tables[deposit.platform], []
    try:
        return platform_table(deposit.platform, archive), []
    except (SourceError, FormatError) as error:
        if options.level == "gene":
            raise
        return None, [f"Probes have no symbols: {error}."]


def _archive(options: argparse.Namespace) -> Archive:
    return Archive(LockFile(options.lock or default_lock()), options.update)


def _deposits(
    options: argparse.Namespace, archive: Archive
) -> tuple[list[Deposit], Mapping[str, pd.DataFrame]]:
    """Return values or, where a series has none, counts; and the platforms of its family."""
    if options.counts:
        return counted(options.accession, archive, options.counts, options.gene_column), {}
    try:
        if options.soft:
            found = family(options.accession, archive, options.missing)
            return list(found.deposits), found.platforms
        return deposits(options.accession, archive, options.missing), {}
    except NoValuesError as error:
        try:
            return counted(options.accession, archive), {}
        except NotDepositedError as other:
            raise NoCountsError(
                f"{error}. NCBI has computed no counts of its reads either ({other}): fetch a "
                "table of counts and name it with --counts FILE --gene-column COLUMN",
                described_by(options.accession, archive),
            ) from error


def _question(options: argparse.Namespace) -> Question:
    two = bool(options.group or options.reference)
    if two and not (options.group and options.reference):
        raise RequestError("name both --group and --reference, or ask with --describe first")
    if two and options.groups:
        raise RequestError("name two groups with --group and --reference, or several with --groups")
    if options.groups and (options.time or options.event):
        raise RequestError("survival goes alone or beside two groups, not beside --groups")
    if not (two or options.groups or options.time or options.event):
        raise RequestError(
            "name both --group and --reference, several --groups, or --time and --event; or ask "
            "with --describe first"
        )
    if options.sets and not two:
        raise RequestError("--sets needs --group and --reference")
    return Question(
        group=options.group,
        reference=options.reference,
        several=tuple(options.groups),
        time=options.time,
        event=options.event,
        genes=tuple(options.gene),
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


def _write(
    found: Analysis | SeveralGroups | Survival,
    survival: Survival | None,
    gene_sets: Mapping[str, Collection[str]],
    archive: Archive,
    options: argparse.Namespace,
) -> int:
    """Write tables, scripts and report, all or none of them new, and say what was found."""
    stem = f"{found.deposit.accession}_{found.deposit.platform}"
    sets = tested_sets(found, gene_sets) if gene_sets else None
    tables = tables_of(found, survival, sets)
    files = {f"{stem}{kind}.csv": as_csv(table) for kind, table in tables.items()}
    files |= {f"{stem}{end}": text for end, text in scripts(found, options, archive.used).items()}
    files[f"{stem}.html"] = report(
        found, archive.used, asked("geo", "accession", options), survival=survival, sets=sets
    )
    out = options.out or Path(found.deposit.accession)
    for name, text in files.items():
        write(out / name, text.encode())
    _say([f"{stem}: {sentences.compared(found)}", *found.said])
    _say([f"Caution: {text}" for text in found.cautions])
    warnings = () if isinstance(found, Survival) else found.warnings
    _say([f"WARNING: {text}" for text in warnings])
    _say(sentences.told(found))
    if survival is not None:
        _say([f"Survival: {sentences.compared(survival)}", *sentences.told(survival)])
    if sets is not None:
        _say([sentences.of_sets(sets)])
    _say([f"Written: {out / name}" for name in files])
    return CONFOUNDED if warnings and not options.accept_warnings else DONE


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        if line:
            print(textwrap.fill(_printable(line), COLUMNS, **WRAPPED))


def _printable(text: str) -> str:
    """Keep deposited texts from steering the terminal."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)
