"""One HTML file that says what was compared, what was checked and what was found."""

import base64
import html
import importlib.metadata
import io
import platform as machine
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.figure import Figure

from resistbook.display.figures import geo as figures
from resistbook.display.figures import set_style
from resistbook.geo.analysis import Analysis
from resistbook.geo.characteristics import described
from resistbook.geo.comparison import COUNTS
from resistbook.geo.fetch import Fetched
from resistbook.geo.statements import statements

SHOWN = 50
CELLS_SHOWN = 12
PACKAGES = ("resistbook", "numpy", "pandas", "scipy", "pyarrow", "matplotlib")
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;
color:#1a1a1a;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #ccc}
table{border-collapse:collapse;font-size:.85rem;display:block;overflow-x:auto}
th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.warning{border-left:.4rem solid #d55e00;background:#fdf1e9;padding:.5rem 1rem;margin:.6rem 0}
.caution{border-left:.4rem solid #8c8c8c;background:#f4f4f4;padding:.3rem 1rem;margin:.4rem 0}
figure{margin:1rem 0}img{max-width:100%;height:auto}figcaption{font-size:.9rem;color:#444}
code{font-size:.85em;overflow-wrap:anywhere}
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def write_report(path: Path, analysis: Analysis, files: Sequence[Fetched], command: str) -> None:
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
    """
    path.write_text(report(analysis, files, command), encoding="utf-8")


def report(analysis: Analysis, files: Sequence[Fetched], command: str) -> str:
    """Return the report as HTML."""
    deposit, question = analysis.deposit, analysis.question
    title = f"{deposit.accession} on {deposit.platform}"
    parts = [
        f"<h1>{_escape(title)}</h1>",
        f"<p>{_escape(' '.join(deposit.series.get('title', ())))}</p>",
        *[
            f'<div class="warning"><strong>Warning.</strong> {_escape(text)}</div>'
            for text in analysis.warnings
        ],
        "<h2>What was compared</h2>",
        _compared(analysis),
        "<h2>What was done to the values</h2>",
        _list(analysis.said),
        "<h2>What the deposit says of its values</h2>",
        _list(map(str, statements(deposit, analysis.groups.index))),
        "<h2>Checks</h2>",
        *[f'<div class="caution">{_escape(text)}</div>' for text in analysis.cautions],
        *_checks(analysis),
        "<h2>Result</h2>",
        _result(analysis),
        "<h2>Other specifications</h2>",
        _cells(analysis),
        "<h2>Samples compared</h2>",
        _table(analysis.members),
        "<h2>What is recorded of the samples compared</h2>",
        _table(described(analysis.table.loc[analysis.groups.index])),
        "<h2>Provenance</h2>",
        _provenance(files, command, question.rule),
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(parts)
        + "\n</body>\n</html>\n"
    )


def nearest_sentence(cells: pd.DataFrame, published: Mapping[str, int]) -> str:
    """Say in one sentence which specification comes nearest to published counts."""
    best = cells.iloc[0]
    counts = ", ".join(
        f"{name} {best[COUNTS[name]]:,} (published {count:,})" for name, count in published.items()
    )
    return (
        f"Nearest to the published counts of {len(cells)} specifications: {specification(best)}: "
        f"{counts}; the worst of them is off by {best['distance']:.0%}."
    )


def specification(cell: pd.Series) -> str:
    """Say in words what a cell of the grid is."""
    return (
        f"{cell['level']} level, normalisation {cell['normalisation']}, covariates "
        f"{cell['adjustment']}, {cell['criterion']} < {cell['threshold']:g}, {cell['contrast']}"
    )


def _compared(analysis: Analysis) -> str:
    question, groups = analysis.question, analysis.groups
    rows = [
        ("Group", question.group, f"{int(groups.sum())} samples"),
        ("Reference", question.reference, f"{int((groups == 0).sum())} samples"),
    ]
    if question.among:
        rows.append(("Among", question.among, f"of {len(analysis.table)} samples"))
    rows.append(("Taken into account", str(question.adjustment), ""))
    rows.append(("Normalisation", question.normalisations[0], ""))
    frame = pd.DataFrame(rows, columns=["", "expression", "number"])
    return _table(frame)


def _checks(analysis: Analysis) -> list[str]:
    arrays, groups = analysis.arrays, analysis.groups
    expression = analysis.expression
    parts = [
        _figure(
            lambda: figures.array_distributions(
                expression, groups, arrays["outlying"], analysis.scale.unit
            ),
            "Distribution of every array before normalisation: median, middle half, 5th to 95th "
            "percentile. Boxes at other heights call for a normalisation.",
            "One bar an array, coloured by group.",
        ),
        _figure(
            lambda: figures.sample_components(
                analysis.components.scores, analysis.components.share, groups, arrays["outlying"]
            ),
            "Samples by principal components, from "
            f"{analysis.components.features:,} features "
            + (
                "measured in half of the samples or more, missing values taken as their mean."
                if analysis.components.filled
                else "without missing values."
            ),
            "Scatter plots of the first principal components, coloured by group.",
        ),
    ]
    if analysis.sexes is not None:
        parts.append(
            _figure(
                lambda: figures.sex_genes(analysis.sexes),
                "Sex by two genes. Rings: the genes say otherwise than the record.",
                "Scatter plot of XIST against RPS4Y1.",
            )
        )
    if len(analysis.by_component):
        parts.append(
            _figure(
                lambda: figures.covariate_components(analysis.by_component),
                "How strongly components follow what is recorded (square root of R squared); a "
                "dot where the FDR is below 5%.",
                "Heat map of components against covariates.",
            )
        )
    columns = ["covariate", "kind", "n", "levels", "strength", "test", "p", "fdr"]
    parts.append("<p>Association of the groups with every recorded covariate:</p>")
    parts.append(
        _table(analysis.by_group[columns], {"strength": ".2f", "p": ".2g", "fdr": ".2g"})
        if len(analysis.by_group)
        else "<p>Nothing else is recorded that varies: confounding cannot be looked for.</p>"
    )
    return parts


def _result(analysis: Analysis) -> str:
    result, effect = analysis.result, analysis.scale.effect
    passing = result[result["fdr"] < 0.05]
    up = int((passing[effect] > 0).sum())
    columns = ["feature", "probes", effect, "ci_low", "ci_high", "t", "p", "fdr", "n"]
    shown = result.head(SHOWN)[[name for name in columns if name in result]]
    formats = dict.fromkeys((effect, "ci_low", "ci_high", "t"), ".2f")
    return (
        f"<p>Moderated t of {len(result):,} features; {len(passing):,} with an FDR below 5%: "
        f"{up:,} higher in the group and {len(passing) - up:,} lower. The first {len(shown)} "
        "stand below, all in the CSV file.</p>"
        + _figure(
            lambda: figures.effect_overview(result, effect),
            "Left: effect against P; coloured with an FDR below 5%. Right: all P values; without "
            "differences they are evenly spread, and a heap near 1 points to a wrong model.",
            "Volcano plot and histogram of P values.",
        )
        + _table(shown, formats | {"p": ".2g", "fdr": ".2g"})
    )


def _cells(analysis: Analysis) -> str:
    cells, published = analysis.cells, analysis.question.published
    text = ""
    if published:
        text = f"<p>{_escape(nearest_sentence(cells, published))}</p>"
    figure = _figure(
        lambda: figures.grid_counts(cells, published),
        f"Counts of features in all {len(cells)} cells of the grid.",
        "Scatter plot of features higher against lower in each specification.",
    )
    rows = cells.head(CELLS_SHOWN) if published else cells
    formats = {"threshold": "g", "distance": ".0%"}
    return text + figure + _table(rows, formats)


def _provenance(files: Sequence[Fetched], command: str, rule: str) -> str:
    rows = pd.DataFrame(
        [(each.url, each.bytes, each.sha256) for each in files],
        columns=["file", "bytes", "SHA-256"],
    )
    versions = ", ".join(f"{name} {_version(name)}" for name in PACKAGES)
    return (
        f"<p>Asked for by <code>{_escape(command)}</code></p>"
        + (_table(rows) if len(rows) else "<p>No file of GEO was fetched.</p>")
        + f"<p>Python {_escape(machine.python_version())}, {_escape(versions)}. Several probes of "
        f"a gene: rule {_escape(rule)}. Moderated t: Smyth (2004), as in limma 3.54, which is "
        "legacy = TRUE in later releases.</p>"
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(not installed)"


def _figure(draw: Callable[[], Figure], caption: str, alt: str) -> str:
    with mpl.rc_context(), plt.ioff():
        set_style()
        figure = draw()
        picture = io.BytesIO()
        figure.savefig(picture, format="png", dpi=150, metadata={"Software": None})
        plt.close(figure)
    data = base64.b64encode(picture.getvalue()).decode()
    return (
        f'<figure><img alt="{_escape(alt)}" src="data:image/png;base64,{data}">'
        f"<figcaption>{_escape(caption)}</figcaption></figure>"
    )


def _table(frame: pd.DataFrame, formats: Mapping[str, str] | None = None) -> str:
    numeric = [pd.api.types.is_numeric_dtype(frame[name]) for name in frame]
    head = "".join(_cell("th", name, number) for name, number in zip(frame, numeric, strict=True))
    rows = []
    for values in frame.itertuples(index=False, name=None):
        cells = []
        for name, value, number in zip(frame, values, numeric, strict=True):
            default = "," if number and isinstance(value, int) else ""
            form = (formats or {}).get(name, default)
            text = "–" if pd.isna(value) else format(value, form)
            cells.append(_cell("td", text, number))
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _cell(tag: str, text: object, number: bool) -> str:
    return f"<{tag}{' class=n' if number else ''}>{_escape(text)}</{tag}>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_escape(item)}</li>" for item in items) + "</ul>"


def _escape(value: object) -> str:
    return html.escape(str(value))
