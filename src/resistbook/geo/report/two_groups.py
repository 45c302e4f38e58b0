"""What a report says of a comparison of two groups."""

import pandas as pd

from resistbook.display.figures import geo as figures
from resistbook.display.standalone import escape, figure, listed, table
from resistbook.geo.analyses.two_groups import Analysis
from resistbook.geo.report.checks import checks, warned
from resistbook.geo.report.others import genes
from resistbook.geo.report.sentences import nearest_sentence
from resistbook.geo.statements import statements

SHOWN = 50
CELLS_SHOWN = 12


def parts(analysis: Analysis) -> list[str]:
    """Return the report's parts, from what was compared to the other specifications."""
    return [
        *warned(analysis),
        "<h2>What was compared</h2>",
        _compared(analysis),
        "<h2>What was done to the values</h2>",
        listed(analysis.said),
        "<h2>What the deposit says of its values</h2>",
        listed(map(str, statements(analysis.deposit, analysis.groups.index))),
        "<h2>Checks</h2>",
        *checks(analysis),
        "<h2>Result</h2>",
        _result(analysis),
        *genes(
            analysis.features,
            analysis.question.genes,
            analysis.groups.map({1: "group", 0: "reference"}),
        ),
        "<h2>Other specifications</h2>",
        _cells(analysis),
    ]


def _compared(analysis: Analysis) -> str:
    question, groups = analysis.question, analysis.groups
    rows = [
        ("Group", question.group, f"{int(groups.sum())} samples"),
        ("Reference", question.reference, f"{int((groups == 0).sum())} samples"),
    ]
    if question.among:
        rows.append(("Among", question.among, f"of {len(analysis.table)} samples"))
    rows.append(("Taken into account", str(question.adjustment), ""))
    how = "size factors" if analysis.deposit.counts else question.normalisations[0]
    rows.append(("Normalisation", how, ""))
    frame = pd.DataFrame(rows, columns=["", "expression", "number"])
    return table(frame)


def _result(analysis: Analysis) -> str:
    result, effect = analysis.result, analysis.scale.effect
    passing = result[result["fdr"] < 0.05]
    up = int((passing[effect] > 0).sum())
    statistic = "z" if "z" in result else "t"
    named = ["feature", "probes", "symbol", "title"]
    columns = [*named, effect, "ci_low", "ci_high", statistic, "p", "fdr", "n"]
    shown = result.head(SHOWN)[[name for name in columns if name in result]]
    formats = dict.fromkeys((effect, "ci_low", "ci_high", statistic), ".2f")
    test = "Wald's test in DESeq2's model" if analysis.deposit.counts else "Moderated t"
    return (
        f"<p>{test} of {len(result):,} features; {len(passing):,} with an FDR below 5%: "
        f"{up:,} higher in the group and {len(passing) - up:,} lower. The first {len(shown)} "
        "stand below, all in the CSV file.</p>"
        + figure(
            lambda: figures.effect_overview(result, effect),
            "Left: effect against P; coloured with an FDR below 5%. Right: all P values; without "
            "differences they are evenly spread, and a heap near 1 points to a wrong model.",
            "Volcano plot and histogram of P values.",
        )
        + figure(
            lambda: figures.mean_difference(result, effect, analysis.normalised, analysis.groups),
            "Left: effect against mean; without normalisation errors the cloud lies about zero "
            "everywhere. Right: standard deviation within groups against mean; "
            + (
                "DESeq2's model lets it depend on the mean."
                if analysis.deposit.counts
                else "a trend speaks against one common prior of the variances."
            ),
            "Mean-difference plot and mean-variance trend.",
        )
        + table(shown, formats | {"p": ".2g", "fdr": ".2g"})
    )


def _cells(analysis: Analysis) -> str:
    cells, published = analysis.cells, analysis.question.published
    text = ""
    if published:
        text = f"<p>{escape(nearest_sentence(cells, published))}</p>"
    drawn = figure(
        lambda: figures.grid_counts(cells, published),
        f"Counts of features in all {len(cells)} cells of the grid.",
        "Scatter plot of features higher against lower in each specification.",
    )
    rows = cells.head(CELLS_SHOWN) if published else cells
    formats = {"threshold": "g", "distance": ".0%"}
    return text + drawn + table(rows, formats)
