"""What the default of limma's present releases would change, for the page of methods."""

import pandas as pd

from resistbook.publish.pages.markup import code_link, escape, listed, page, result_link, table


def limma_default_section(changed: pd.DataFrame) -> str:
    """Write which stored tables and verdicts hang on how limma estimates the prior.

    Parameters
    ----------
    changed : DataFrame
        ``results/limma_default.csv``, one row per stored table that the default of limma's present
        releases changes: ``table``, ``rows``, ``rows_changed``, ``largest_change_of_p`` (relative),
        ``p_listed``, ``p_entered`` and ``p_left`` (rows at P < 0.05), the same of ``fdr``,
        ``claims`` that the table decides and ``verdicts_changed``.
    """
    claims = " ".join(changed["claims"].dropna()).split()
    crossing = int(changed[["fdr_entered", "fdr_left"]].sum().sum())
    moved = int(changed["verdicts_changed"].sum())
    file = "benchmarks/limma_default.py"
    columns = ["Table", "Rows", "Changed", "P, largest change", "P < 0.05", "FDR < 0.05", "Claims"]
    return page(
        [
            "Where genes have missing values, and so unequal residual degrees of freedom, limma "
            "since 3.61 by default estimates $s_0^2$ and $d_0$ by another routine. That concerns "
            "two cohorts of chapter 1, GSE1992 and GSE4335, and with it "
            f"{len(changed)} stored tables would change; but "
            f"{f'{crossing:,} genes or sets' if crossing else 'no gene and no set'} would cross an "
            f"FDR of 0.05, and {moved or 'no'} verdict would be another: the tables decide "
            f"{listed(claims)}. In the table + and − are rows that would enter and leave. Counts "
            "under permuted outcomes were not computed again.",
            table(
                columns,
                [
                    [
                        result_link(row.table),
                        f"{row.rows:,}",
                        f"{row.rows_changed:,}",
                        _share(row.largest_change_of_p),
                        _list(row.p_listed, row.p_entered, row.p_left),
                        _list(row.fdr_listed, row.fdr_entered, row.fdr_left),
                        escape("" if pd.isna(row.claims) else row.claims),
                    ]
                    for row in changed.itertuples()
                ],
                numeric=columns[1:-1],
            ),
            "{download}`limma_default.csv <../results/limma_default.csv>`, computed by "
            f"{code_link(file, up='..')} with pylimma's port of limma 3.66.",
        ]
    )


def _share(change: float) -> str:
    return "–" if pd.isna(change) else f"{change:.0%}"


def _list(before: float, entered: float, left: float) -> str:
    if pd.isna(before):
        return "–"
    moved = [f"{sign}{count:.0f}" for sign, count in (("+", entered), ("−", left)) if count]
    return " ".join([f"{before:,.0f}", *moved])
