"""One HTML file that says what was compared, what was checked and what was found."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from resistbook.display.standalone import escape, page, table, versions
from resistbook.files import write
from resistbook.geo.analyses.several import SeveralGroups
from resistbook.geo.analyses.survival import Survival
from resistbook.geo.analyses.two_groups import Analysis
from resistbook.geo.characteristics import described
from resistbook.geo.fetch import Fetched
from resistbook.geo.report import others, two_groups

PACKAGES = ("resistbook", "numpy", "pandas", "scipy", "pyarrow", "pydeseq2", "matplotlib")
LIMMA = "as in limma 3.54, which is legacy = TRUE in later releases"


def write_report(
    path: Path,
    analysis: Analysis | SeveralGroups | Survival,
    files: Sequence[Fetched],
    command: str,
    *,
    survival: Survival | None = None,
    sets: pd.DataFrame | None = None,
) -> None:
    """Write the report of an analysis as one self-contained HTML file.

    Figures are embedded, nothing is loaded from elsewhere, there is no script, and every text
    that comes from GEO is escaped.

    Parameters
    ----------
    path
        The file; replaced if it is there.
    analysis
        What is reported.
    files
        The files that were read.
    command
        The command, or call, that asked.
    survival, sets
        What was found beside: Cox's models, and gene sets as `tested_sets` returns them.
    """
    write(path, report(analysis, files, command, survival=survival, sets=sets).encode())


def report(
    analysis: Analysis | SeveralGroups | Survival,
    files: Sequence[Fetched],
    command: str,
    *,
    survival: Survival | None = None,
    sets: pd.DataFrame | None = None,
) -> str:
    """Return the report as HTML."""
    deposit = analysis.deposit
    title = f"{deposit.accession} on {deposit.platform}"
    kinds = {Analysis: two_groups.parts, SeveralGroups: others.several, Survival: others.followed}
    members = analysis.members
    return page(
        title,
        [
            f"<h1>{escape(title)}</h1>",
            f"<p>{escape(' '.join(deposit.series.get('title', ())))}</p>",
            *kinds[type(analysis)](analysis),
            *(others.survival(survival) if survival is not None else []),
            *(others.sets(sets) if sets is not None else []),
            "<h2>Samples compared</h2>",
            table(members),
            "<h2>What is recorded of the samples compared</h2>",
            table(described(analysis.table.loc[members["sample"]])),
            "<h2>Provenance</h2>",
            _provenance(files, command, _methods(analysis, survival, sets)),
        ],
    )


def _methods(analysis: object, survival: Survival | None, sets: pd.DataFrame | None) -> str:
    said = []
    if analysis.deposit.counts:
        said.append("Counts: the model of DESeq2 (Love 2014) by PyDESeq2 (Muzellec 2023).")
    else:
        said.append(f"Several probes of a gene: rule {analysis.question.rule}.")
        if not isinstance(analysis, Survival):
            said.append(f"Moderated t: Smyth (2004), {LIMMA}.")
    if survival is not None or isinstance(analysis, Survival):
        said.append("Survival: Cox's model with Efron's treatment of ties.")
    if sets is not None:
        said.append("Gene sets: CAMERA (Wu and Smyth 2012), as in limma 3.54.")
    return " ".join(said)


def _provenance(files: Sequence[Fetched], command: str, methods: str) -> str:
    rows = pd.DataFrame(
        [(each.url, each.bytes, each.sha256) for each in files],
        columns=["file", "bytes", "SHA-256"],
    )
    return (
        f"<p>Asked for by <code>{escape(command)}</code></p>"
        + (table(rows) if len(rows) else "<p>No file of GEO was fetched.</p>")
        + f"<p>{escape(versions(PACKAGES))}. {escape(methods)}</p>"
    )
