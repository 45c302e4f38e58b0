"""Scripts that repeat an analysis: one in Python with this package, one in R without it."""

import argparse
import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from resistbook.geo.analyses.features import FEWEST_COUNTS
from resistbook.geo.analyses.question import Question
from resistbook.geo.analyses.several import SeveralGroups
from resistbook.geo.analyses.survival import Survival
from resistbook.geo.analyses.two_groups import Analysis
from resistbook.geo.characteristics import kind
from resistbook.geo.fetch import Fetched
from resistbook.geo.formats.counts import NO_GENE
from resistbook.geo.formats.series_matrix import MISSING
from resistbook.geo.platform import NOT_A_GENE, symbol_column

Found = Analysis | SeveralGroups | Survival


def scripts(found: Found, options: argparse.Namespace, used: Sequence[Fetched]) -> dict[str, str]:
    """Return both scripts by the end of the name of their file.

    Parameters
    ----------
    found
        The analysis.
    options
        As `resistbook.cli.geo_options` reads them.
    used
        The files that were read.
    """
    return {".py": python(found, options), ".R": in_r(found, options, used)}


def python(found: Found, options: argparse.Namespace) -> str:
    """Return Python that writes the result again, as ``<accession>_<platform>_again.csv``."""
    deposit = found.deposit
    archive = f"geo.Archive(geo.LockFile(Path({str(options.lock)!r})))" if options.lock else None
    more = f", {tuple(options.missing)!r}" if options.missing else ""
    lines = [f"archive = {archive or 'geo.Archive()'}"]
    read = f"geo.deposits({deposit.accession!r}, archive{more})"
    table = f"geo.platform_table({deposit.platform!r}, archive)"
    if deposit.counts:
        given = f", Path({str(options.counts)!r}), {options.gene_column!r}" * bool(options.counts)
        read, table = f"geo.counted({deposit.accession!r}, archive{given})", "deposit.genes"
    elif options.soft:
        lines.append(f"family = geo.family({deposit.accession!r}, archive{more})")
        read, table = "list(family.deposits)", f"family.platforms.get({deposit.platform!r})"
    if options.annotation:
        column = f", {options.symbol_column!r}" if options.symbol_column else ""
        table = f"geo.local_table(Path({str(options.annotation)!r}){column})"
    elif options.level == "probe" and not deposit.counts and not options.soft:
        table = "None"
    call = {Analysis: "analyse", SeveralGroups: "compare_several", Survival: "follow"}
    result = "pairs" if isinstance(found, SeveralGroups) else "result"
    lines += [
        f"deposit = geo.of_platform({read}, {deposit.platform!r})",
        f"platform = {table}",
        f"question = {_written(found.question)}",
        f"found = geo.{call[type(found)]}(deposit, question, platform)",
        f'found.{result}.to_csv("{deposit.accession}_{deposit.platform}_again.csv", index=False)',
    ]
    path = "from pathlib import Path\n\n" if any("Path(" in line for line in lines) else ""
    return f"{path}from resistbook import geo\n\n" + "\n".join(lines) + "\n"


def _written(question: Question) -> str:
    parts = []
    for field in dataclasses.fields(question):
        value = getattr(question, field.name)
        default = field.default_factory() if field.default is dataclasses.MISSING else field.default
        if value != default:
            text = repr(value).replace("Adjustment(", "geo.Adjustment(")
            parts.append(f"    {field.name}={text},\n")
    return f"geo.Question(\n{''.join(parts)})"


def in_r(found: Found, options: argparse.Namespace, used: Sequence[Fetched]) -> str:
    """Return R that writes the result again, as ``<accession>_<platform>_R.csv``.

    It fetches the files that are not in its folder, names every sample with its group, and needs
    limma, DESeq2 for counts, survival for survival, and GEOquery for a SOFT family.
    """
    deposit = found.deposit
    read = _counts(found, options) if deposit.counts else _values(found, options)
    test = {Analysis: _two, SeveralGroups: _several, Survival: _followed}[type(found)]
    return "\n".join([*_files(used), *_fields(found), *read, *test(found), ""])


def _files(used: Sequence[Fetched]) -> list[str]:
    named = [f"  {_text(each.path.name)} = {_text(each.url)}" for each in used]
    return [
        "# Files, fetched where they are not in this folder",
        f"files <- c(\n{(',' + chr(10)).join(named)}\n)",
        "for (name in names(files)) {",
        '  if (!file.exists(name)) download.file(files[[name]], name, mode = "wb")',
        "}",
    ]


def _fields(found: Found) -> list[str]:
    """Write the samples with what the model takes into account."""
    adjustment = found.question.adjustment
    if isinstance(found, Survival):
        columns = {"time": found.time, "event": found.event}
    else:
        groups = found.groups
        columns = {"group": groups if isinstance(found, Analysis) else groups.astype(str)}
    samples = next(iter(columns.values())).index
    for place, name in enumerate(adjustment.columns):
        column = found.table.loc[samples, name]
        if place == 0 and adjustment.stratum:
            columns["stratum"] = column.astype(str)
        elif kind(column) == "date":
            columns[f"covariate{place}"] = column.astype("int64") / 8.64e13
        else:
            columns[f"covariate{place}"] = column
    rows = [f"  {name} = c({', '.join(map(_value, column))})" for name, column in columns.items()]
    names = ", ".join(map(_text, samples))
    return [
        "",
        "# The samples, and what the model takes into account",
        f"fields <- data.frame(\n{(',' + chr(10)).join(rows)},\n  row.names = c({names})\n)",
    ]


def _values(found: Found, options: argparse.Namespace) -> list[str]:
    question, scale = found.question, found.features.scale.kind
    missing = ", ".join(map(_text, (*MISSING, *options.missing)))
    lines = ["", "# Values", "library(limma)", f"missing <- c({missing})"]
    if options.soft:
        lines += [
            "library(GEOquery)",
            'family <- getGEO(filename = grep("soft", names(files), value = TRUE), '
            "GSEMatrix = FALSE)",
            "probes <- lapply(GSMList(family)[rownames(fields)], Table)",
            "x <- sapply(probes, function(each) {",
            "  text <- as.character(each$VALUE)",
            "  number <- as.numeric(ifelse(text %in% missing, NA, text))",
            "  setNames(number, each$ID_REF)[as.character(probes[[1]]$ID_REF)]",
            "})",
        ]
    else:
        lines += [
            "read_matrix <- function(name) {",
            "  lines <- readLines(gzfile(name), warn = FALSE)",
            '  table <- grep("^!series_matrix_table", lines)',
            "  text <- lines[(table[1] + 1):(table[2] - 1)]",
            '  kinds <- c("character", rep("numeric", lengths(strsplit(text[1], "\\t")) - 1))',
            "  as.matrix(read.delim(",
            "    text = text, row.names = 1, check.names = FALSE, colClasses = kinds,",
            "    na.strings = missing",
            "  ))",
            "}",
            'parts <- lapply(grep("_series_matrix", names(files), value = TRUE), read_matrix)',
            "mine <- sapply(parts, function(each) any(rownames(fields) %in% colnames(each)))",
            "x <- do.call(cbind, parts[mine])[, rownames(fields)]",
        ]
    lines.append("x[is.infinite(x)] <- NA")
    lines += {
        "linear": ["x[which(x <= 0)] <- NA", "x <- log2(x)"],
        "ln": ["x <- x / log(2)"],
        "log10": ["x <- x * log2(10)"],
    }.get(scale, [])
    lines.append("x <- x[rowSums(!is.na(x)) > 1, ]")
    if found.features.level == "gene":
        lines += _genes(found, options)
    lines += {
        "quantile": ['x <- normalizeBetweenArrays(x, method = "quantile")'],
        "array": [
            "x <- sweep(x, 2, apply(x, 2, median, na.rm = TRUE))",
            "spread <- apply(abs(x), 2, median, na.rm = TRUE)",
            'x <- sweep(x, 2, median(spread) / spread, "*")',
        ],
    }.get(question.normalisations[0], [])
    return lines


def _genes(found: Found, options: argparse.Namespace) -> list[str]:
    """Write how probes become genes."""
    rule = found.question.rule
    table = found.features.platform
    column = symbol_column(table, found.question.symbol_column)
    none = ", ".join(map(_text, sorted(NOT_A_GENE)))
    lines = ["", "# Probes that name one gene, and genes from them"]
    if options.annotation:
        separator = "," if options.annotation.suffix.lower() == ".csv" else "\t"
        lines += [
            f"platform <- read.delim({_text(str(options.annotation))}, sep = {_text(separator)},",
            '  check.names = FALSE, colClasses = "character")',
            'names(platform)[1] <- "ID"',
        ]
    elif options.soft:
        lines.append(f"platform <- Table(GPLList(family)[[{_text(found.deposit.platform)}]])")
    else:
        lines += [
            'lines <- readLines(grep("GPL[0-9]+[.](annot|soft)", names(files), value = TRUE)[1], '
            "warn = FALSE)",
            'table <- grep("^!platform_table", lines)',
            "platform <- read.delim(",
            '  text = lines[(table[1] + 1):(table[2] - 1)], quote = "", check.names = FALSE,',
            '  colClasses = "character"',
            ")",
        ]
    if column == "gene_assignment":
        lines += [
            'entries <- strsplit(platform[["gene_assignment"]], "///")',
            "symbols <- lapply(entries, function(each) {",
            '  parts <- strsplit(each, "//")',
            '  trimws(sapply(parts, function(part) if (length(part) > 1) part[2] else ""))',
            "})",
        ]
    else:
        lines.append(
            f'symbols <- lapply(strsplit(platform[[{_text(column)}]], "///|;|[|]"), trimws)'
        )
    lines += [
        f"none <- c({none})",
        "symbols <- lapply(symbols, function(each) unique(each[!tolower(each) %in% none]))",
        "one <- lengths(symbols) == 1",
        "symbol <- setNames(unlist(symbols[one]), platform$ID[one])",
        "x <- x[rownames(x) %in% names(symbol), ]",
        "symbol <- symbol[rownames(x)]",
    ]
    if rule in ("highest_mean", "highest_sd"):
        score = "rowMeans(x, na.rm = TRUE)" if rule == "highest_mean" else "apply(x, 1, sd, TRUE)"
        lines += [
            f"best <- order({score}, decreasing = TRUE)",
            "best <- best[!duplicated(symbol[best])]",
            "x <- x[best, ]",
            "rownames(x) <- symbol[best]",
        ]
    else:
        lines += [
            f"x <- apply(x, 2, function(each) tapply(each, symbol, {rule}, na.rm = TRUE))",
            "x[is.nan(x)] <- NA",
        ]
    return lines


def _counts(found: Found, options: argparse.Namespace) -> list[str]:
    headings = found.deposit.headings
    if options.counts:
        lines = [f"name <- {_text(str(options.counts))}"]
    else:
        lines = ['name <- grep("_raw_counts_", names(files), value = TRUE)']
    gene = _text(options.gene_column) if options.gene_column else "1"
    columns = ", ".join(
        f"{sample} = {_text(headings[sample])}" for sample in found.features.counts.columns
    )
    separator = "," if options.counts and ".csv" in options.counts.name.lower() else "\t"
    return [
        "",
        "# Counts",
        *lines,
        'skipped <- sum(startsWith(readLines(name, 1), "#"))',
        f"counts <- read.delim(name, sep = {_text(separator)}, check.names = FALSE, "
        "row.names = NULL,",
        "  skip = skipped)",
        f"genes <- as.character(counts[[{gene}]])",
        f"columns <- c({columns})",
        "counts <- as.matrix(counts[, columns[rownames(fields)]])",
        "dimnames(counts) <- list(genes, rownames(fields))",
        f"counts <- counts[!grepl({_text(f'^({NO_GENE.pattern})$')}, genes, perl = TRUE), ]",
        f"counts <- counts[rowSums(counts) >= {FEWEST_COUNTS}, ]",
        "added <- 2 * colSums(counts) / mean(colSums(counts))",
        "x <- log2(t((t(counts) + added) / (colSums(counts) + 2 * added)) * 1e6)",
    ]


def _design(found: Found) -> str:
    others = [
        ("stratum" if place == 0 and found.question.adjustment.stratum else f"covariate{place}")
        for place, _ in enumerate(found.question.adjustment.columns)
    ]
    return " + ".join(others)


def _two(found: Analysis) -> list[str]:
    model = " + ".join(filter(None, ["~ group", _design(found)]))
    if found.deposit.counts:
        return [
            "",
            "# DESeq2",
            "library(DESeq2)",
            f"data <- DESeqDataSetFromMatrix(counts, fields, model.matrix({model}, fields))",
            "data <- DESeq(data)",
            'top <- as.data.frame(results(data, name = "group"))',
            "top <- top[order(top$pvalue), ]",
            *_write(found),
        ]
    return [*_fit(model), 'top <- topTable(fit, coef = "group", number = Inf)', *_write(found)]


def _several(found: SeveralGroups) -> list[str]:
    names = list(found.groups.cat.categories)
    reduced = _design(found) or "1"
    model = " + ".join(filter(None, ["~ 0 + group", _design(found)]))
    levels = ", ".join(map(_text, names))
    made = [f"g{place}" for place in range(1, len(names) + 1)]
    lines = ["", f"fields$group <- factor(fields$group, levels = c({levels}))"]
    lines.append(f"levels(fields$group) <- c({', '.join(map(_text, made))})")
    pairs = [(a, b) for place, a in enumerate(made) for b in made[place + 1 :]]
    named = dict(zip(made, names, strict=True))
    if found.deposit.counts:
        tests = [f'"all groups", results(DESeq(data, test = "LRT", reduced = ~ {reduced}))']
        tests += [
            f'{_text(f"{named[b]} - {named[a]}")}, results(data, contrast = c("group", "{b}", '
            f'"{a}"))'
            for a, b in pairs
        ]
        return [
            *lines,
            "library(DESeq2)",
            f"data <- DESeq(DESeqDataSetFromMatrix(counts, fields, {model.replace('0 + ', '')}))",
            "tested <- function(contrast, found) {",
            "  data.frame(contrast, feature = rownames(found), as.data.frame(found))",
            "}",
            "top <- rbind(",
            ",\n".join(f"  tested({test})" for test in tests),
            ")",
            f"write.csv(top, {_text(_name(found))}, row.names = FALSE)",
        ]
    contrasts = ", ".join(f'"group{b} - group{a}"' for a, b in pairs)
    lines += [
        f"design <- model.matrix({model}, fields)",
        f"contrasts <- makeContrasts(contrasts = c({contrasts}), levels = design)",
        "fit <- moderated(contrasts.fit(lmFit(x, design), contrasts))",
        "top <- topTable(fit, number = Inf)",
    ]
    return [*MODERATED, *lines, *_write(found)]


def _followed(found: Survival) -> list[str]:
    terms = _design(found).replace("stratum", "strata(stratum)")
    model = " + ".join(filter(None, ["Surv(time, event) ~ z", terms]))
    return [
        "",
        "# Cox's model of every feature, per standard deviation",
        "library(survival)",
        "top <- t(apply(x, 1, function(each) {",
        "  one <- cbind(fields, z = as.vector(scale(each)))",
        f"  fit <- summary(coxph({model}, one))$coefficients",
        '  c(log_hazard_ratio = fit["z", "coef"], p = fit["z", "Pr(>|z|)"])',
        "}))",
        'top <- top[order(top[, "p"]), ]',
        *_write(found),
    ]


MODERATED = [
    "",
    "# limma before 3.61, or as it was then",
    "moderated <- function(fit) {",
    '  if ("legacy" %in% names(formals(eBayes))) eBayes(fit, legacy = TRUE) else eBayes(fit)',
    "}",
]


def _fit(model: str) -> list[str]:
    return [
        *MODERATED,
        f"design <- model.matrix({model}, fields)",
        "fit <- moderated(lmFit(x, design))",
    ]


def _write(found: Found) -> list[str]:
    written = "data.frame(feature = rownames(top), top)"
    return [f"write.csv({written}, {_text(_name(found))}, row.names = FALSE)"]


def _name(found: Found) -> str:
    return f"{found.deposit.accession}_{found.deposit.platform}_R.csv"


def _value(value: object) -> str:
    if pd.isna(value):
        return "NA"
    return _text(value) if isinstance(value, str) else repr(float(value))


def _text(text: str | Path) -> str:
    return json.dumps(str(text), ensure_ascii=False)
