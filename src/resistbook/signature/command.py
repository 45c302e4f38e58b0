"""What ``resistbook signature`` does once its arguments are read."""

import argparse
import json
import re
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from resistbook.data.sources import SourceError
from resistbook.display.standalone import asked
from resistbook.signature.analysis import OWN, Assessment, assess
from resistbook.signature.gene_list import SignatureError, read
from resistbook.signature.report import write_report
from resistbook.signature.tested import FETCH

DONE, MISSING_DATA, WRONG_REQUEST, NOT_BETTER = 0, 1, 2, 3
"""Exit status."""

NOWHERE = "none"
COLUMNS = 88
SHOWN = 8
"""Genes that are not measured, named in the terminal; tables and report name all."""
TABLES = ("cohorts", "missing", "scores", "mean", "retrained")


def run(options: argparse.Namespace) -> int:
    """Test the lists of a file, and return the exit status."""
    try:
        lists = read(options.genes)
        found = [_assess(each, options) for each in lists]
    except SignatureError as error:
        print(f"resistbook signature: {error}", file=sys.stderr)
        return WRONG_REQUEST
    except SourceError as error:
        print(f"resistbook signature: {error}\nGet what it needs: {FETCH}", file=sys.stderr)
        return MISSING_DATA
    command = asked("signature", "genes", options)
    paths = [path for each in found for path in _write(each, options, command)]
    if options.json:
        print(json.dumps([as_data(each) for each in found], indent=1, allow_nan=False))
    else:
        for each in found:
            _say(summary(each))
        _say(f"Written: {path}" for path in paths)
    return DONE if all(each.better for each in found) else NOT_BETTER


def _assess(genes, options: argparse.Namespace) -> Assessment:
    trained = options.trained_in
    return assess(
        genes,
        cohorts=options.cohorts,
        patients=options.patients,
        random=options.random,
        seed=options.seed,
        higher=options.higher,
        trained_in=[] if trained == [NOWHERE] else trained,
        recipe=options.recipe,
    )


def summary(assessment: Assessment) -> list[str]:
    """Return what is said of a list in the terminal, a line each."""
    own = assessment.scores[assessment.scores["score"] == OWN]
    lines = [assessment.sentence]
    for row in own.itertuples():
        lines.append(
            f"  {row.cohort}: C {row.c:.2f} ({row.ci_low:.2f} to {row.ci_high:.2f}), percentile "
            f"{row.percentile:.0f} of random sets"
        )
    if not own["survival"].all():
        lines.append(f"  {_of_response(assessment.question['higher'])}")
    for row in assessment.cohorts.dropna(subset=["not_tested"]).itertuples():
        lines.append(f"  {row.cohort}: not tested, {row.not_tested}")
    lines += _not_measured(assessment)
    return [*lines, *[f"WARNING: {text}" for text in assessment.warnings]]


def _of_response(direction: object) -> str:
    score = "lower (declared better, so it is turned)" if direction == "better" else "higher"
    return (
        f"Of response, C above one half says that patients with a {score} score keep residual "
        "disease more often."
    )


def _not_measured(assessment: Assessment) -> list[str]:
    """Name the genes of the list that cohorts lack, those that most lack first."""
    absent = assessment.missing[assessment.missing["measured_as"].isna()]
    looked_in = int(assessment.cohorts["found"].notna().sum())
    lacking = absent.groupby("gene", sort=False)["cohort"].size()
    lacking = lacking.sort_values(ascending=False, kind="stable")
    nowhere = list(lacking.index[lacking == looked_in])
    some = [f"{gene} ({number} of {looked_in})" for gene, number in lacking.items()]
    lines = []
    for where, genes in (
        ("in any cohort", nowhere),
        ("in some cohorts", some[len(nowhere) :]),
    ):
        if genes:
            more = f" and {len(genes) - SHOWN} more" if len(genes) > SHOWN else ""
            lines.append(f"  Not measured {where}: {', '.join(genes[:SHOWN])}{more}")
    return lines


def as_data(assessment: Assessment) -> dict[str, object]:
    """Return an assessment as values that JSON holds."""
    tables = {
        name: [
            {column: _plain(value) for column, value in row.items()}
            for row in getattr(assessment, name).to_dict("records")
        ]
        for name in TABLES
    }
    return {
        "name": assessment.genes.name,
        "sentence": assessment.sentence,
        "better": assessment.better,
        "question": assessment.question,
        "warnings": list(assessment.warnings),
        **tables,
    }


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    return None if pd.isna(value) else value


def _write(assessment: Assessment, options: argparse.Namespace, command: str) -> list[Path]:
    if options.json and not options.out:
        return []
    stem = re.sub(r"[^\w.-]+", "_", assessment.genes.name).strip("._") or "signature"
    out = options.out or Path(f"{stem}_signature")
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in TABLES:
        rows = getattr(assessment, name)
        if len(rows):
            paths.append(out / f"{stem}_{name}.csv")
            rows.to_csv(paths[-1], index=False, lineterminator="\n")
    paths.append(out / f"{stem}.html")
    write_report(paths[-1], assessment, command)
    return paths


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(textwrap.fill(line, COLUMNS, subsequent_indent="    ", break_long_words=False))
