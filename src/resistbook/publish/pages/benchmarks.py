"""The page of benchmarks."""

import pandas as pd

from resistbook.publish.pages.markup import code_link, distinct, escape, page, table


def benchmarks_page(runs: pd.DataFrame) -> str:
    """Write how long the statistics take beside the programs that they are compared with.

    Parameters
    ----------
    runs : DataFrame
        ``results/benchmarks.csv``, one row a comparison: ``work``, ``against``, ``runs``,
        ``seconds`` and ``seconds_against`` (medians), ``ratio``, ``largest_difference`` (relative),
        ``versions``, ``machine``.
    """
    columns = ["Work", "Against", "Seconds here", "Seconds there", "Ratio", "Difference"]
    versions = [name for text in runs["versions"] for name in text.split(", ")]
    cells = [
        [
            escape(row.work),
            escape(row.against),
            f"{row.seconds:.2g}",
            f"{float(f'{row.seconds_against:.2g}'):g}",
            f"{float(f'{row.ratio:.2g}'):,g}",
            "–" if pd.isna(row.largest_difference) else f"{row.largest_difference:.1g}",
        ]
        for row in runs.itertuples()
    ]
    return page(
        [
            "# Benchmarks",
            "The statistics of this book beside the usual programs, on random values in the size "
            "of a common array study; `resistbook signature` on its own cohorts. Seconds are those "
            "of one thread, or by the clock where "
            f"workers are compared; medians of {runs['runs'].min()} runs, without the start of a "
            "program and the reading of files. "
            "The ratio says how many times longer the other program takes; the difference is the "
            "largest one between the two, relative to the value.",
            table(columns, cells, numeric=columns[2:]),
            f"Machine: {escape('; '.join(distinct(runs['machine'])))}. "
            f"Versions: {escape(', '.join(distinct(versions)))}.",
            "`make bench` runs them again and writes `results/benchmarks.csv`; seconds depend on "
            "the machine, the ratio much less. The scripts are in "
            f"{code_link('benchmarks/')}.",
            "limma 3.54 is what later releases call `legacy = TRUE`; [](#moderated-t) says what "
            "their default would change.",
            "{download}`benchmarks.csv <../../results/benchmarks.csv>`",
        ]
    )
