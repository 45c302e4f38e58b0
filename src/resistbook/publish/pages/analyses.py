"""The table of analyses below the gene explorer."""

from resistbook.publish import explorer
from resistbook.publish.pages.markup import escape, page, result_link, table


def gene_analyses() -> str:
    """Write a table of the analyses that the gene explorer shows, a section a panel."""
    parts = []
    for panel in explorer.PANELS:
        cells = [
            [
                escape(analysis.label),
                escape(analysis.size),
                f"{explorer.effects(analysis)['gene'].nunique():,}",
                result_link(analysis.table),
            ]
            for analysis in panel.analyses
        ]
        parts += [
            f"### {escape(panel.title)}",
            f"Unit: {escape(panel.unit)}, above {1 if panel.ratio else 0} = {escape(panel.high)}. "
            f"{escape(panel.text)} Chapter: [](../{panel.chapter}.ipynb).",
            table(["Analysis", "Measured in", "Genes", "Table"], cells, numeric=["Genes"]),
        ]
    return page(parts)
