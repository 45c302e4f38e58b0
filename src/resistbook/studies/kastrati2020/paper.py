"""The paper's own table of genes: whether it is sound, and how its genes change elsewhere."""

import math

import numpy as np
import pandas as pd
from scipy import optimize, stats

from resistbook.data import cohorts
from resistbook.genes import signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import as_measured, both_symbols, without
from resistbook.results.store import stored
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.sets.overrepresentation import hypergeometric
from resistbook.studies.kastrati2020.contexts import CONTEXTS, PATIENTS, gene_changes
from resistbook.studies.kastrati2020.gene_sets import NFKB, SETS, early_genes

DECIMALS = 6
"""Decimals of the intensities whose means the table prints in full."""
MOST_ARRAYS = 200


@stored("kastrati2020/audit", sources=SETS, by=["check"])
def audit() -> pd.DataFrame:
    """Count what the paper's own table holds, and test its rising genes for every Hallmark.

    Rows named after a Hallmark hold the odds ratio of membership among rising genes against all
    genes of any Hallmark, with the number of rising members as count; other rows hold counts.
    """
    hallmark = msigdb("hallmark")
    found = _enriched(hallmark, set().union(*hallmark.values()))
    return pd.concat([_counts(), found], ignore_index=True)


@stored("kastrati2020/audit_readings", sources=SETS, by=["reading", "check"])
def audit_readings() -> pd.DataFrame:
    """Return the audit without genes of each list of immediate-early genes, and of all lists.

    ``reading`` names the list, whose genes leave the table's rising genes, the Hallmarks and the
    background; or another background, all genes of a Hallmark or a Reactome pathway.
    """
    hallmark = msigdb("hallmark")
    lists = signatures.immediate_early()
    lists["any"] = tuple(set().union(*lists.values()))
    found = {}
    for name, genes in lists.items():
        spared = without(hallmark, genes)
        found[f"without list: {name}"] = _enriched(spared, set().union(*spared.values()))
    wider = set().union(*hallmark.values(), *msigdb("reactome").values())
    found["background: Hallmark and Reactome"] = _enriched(hallmark, wider)
    counts = _counts()
    tables = [pd.concat([counts, table]).assign(reading=name) for name, table in found.items()]
    return pd.concat(tables, ignore_index=True)


def _enriched(hallmark: dict[str, tuple[str, ...]], background: set[str]) -> pd.DataFrame:
    """Test the rising genes for each set against a background."""
    table = cohorts.kastrati_table()
    rising = table.index[table["log2_fold_change"] > 0]
    as_named = as_measured({"rising": rising}, background)["rising"]
    found = hypergeometric(background.intersection(as_named), hallmark, background)
    return found.rename(columns={"n_hits": "count"}).rename_axis("check").reset_index()


def _counts() -> pd.DataFrame:
    table = cohorts.kastrati_table()
    rises = table["log2_fold_change"] > 0
    member = table.index.isin(both_symbols(msigdb("hallmark")[NFKB]))
    early = table.index.isin(both_symbols(early_genes()))
    ranked = table.sort_values("p", kind="stable")
    arrays = implied_arrays(table["mean_expression"])
    counts = {
        "genes": len(table),
        "genes that stand twice": table.index.duplicated().sum(),
        "rising": rises.sum(),
        "falling": (~rises).sum(),
        "without a gene symbol": (~table["symbol"]).sum(),
        "tests implied by P and FDR": cohorts.kastrati_tests(),
        "degrees of freedom implied by t and P": round(_implied_df(table), 1),
        "arrays that the decimals of the means fit": arrays,
        "arrays in the smaller group that the differences fit": implied_group(
            table["log2_fold_change"], arrays
        ),
        "FDR below P": (table["fdr"] < table["p"]).sum(),
        "FDR not rising with P": (ranked["fdr"].diff() < 0).sum(),
        "sign of t and of the fold change differ": (
            np.sign(table["t"]) != np.sign(table["log2_fold_change"])
        ).sum(),
        "tagged": table["nfkb"].sum(),
        "tagged and rising": (table["nfkb"] & rises).sum(),
        "tagged, not in the Hallmark": (table["nfkb"] & ~member).sum(),
        "in the Hallmark, not tagged": (~table["nfkb"] & member).sum(),
        "immediate-early": early.sum(),
        "immediate-early and rising": (early & rises).sum(),
        "immediate-early among tagged": (early & table["nfkb"]).sum(),
    }
    return pd.DataFrame({"check": list(counts), "count": list(counts.values())})


def implied_arrays(means: pd.Series) -> int:
    """Return the fewest arrays whose mean most of the printed means can be.

    The mean of n values with `DECIMALS` decimals, times n, has no more decimals than they.

    Raises
    ------
    ValueError
        If no number up to `MOST_ARRAYS` fits more than half of the means.
    """
    for number in range(2, MOST_ARRAYS + 1):
        if _whole(means * number).mean() > 0.5:
            return number
    raise ValueError(f"no number of arrays up to {MOST_ARRAYS} fits the decimals of the means")


def implied_group(differences: pd.Series, arrays: int) -> int:
    """Return the smaller of two groups of arrays whose means differ as printed."""
    sizes = range(1, arrays // 2 + 1)
    return max(sizes, key=lambda n: _whole(differences * math.lcm(n, arrays - n)).mean())


@stored("kastrati2020/decimals", sources=("kastrati2020",), by=["quantity", "arrays"])
def decimals() -> pd.DataFrame:
    """Return which numbers of arrays the decimals of the table's means and differences allow.

    ``share`` is the share of genes whose printed value, times the number, has no more than
    `DECIMALS` decimals. ``means``: by the number of all arrays. ``differences``: by the number in
    the smaller of two groups, with all arrays as the means give them; the value is taken times the
    least common multiple of the two group sizes.
    """
    table = cohorts.kastrati_table()
    means, differences = table["mean_expression"], table["log2_fold_change"]
    every = implied_arrays(means)
    rows = [("means", n, _whole(means * n).mean()) for n in range(2, every + 9)]
    for n in range(2, every // 2 + 1):
        rows.append(("differences", n, _whole(differences * math.lcm(n, every - n)).mean()))
    return pd.DataFrame(rows, columns=["quantity", "arrays", "share"])


def _whole(values: pd.Series) -> pd.Series:
    units = values * 10**DECIMALS
    return (units - units.round()).abs() < 1e-3


def _implied_df(table: pd.DataFrame) -> float:
    """Return the degrees of freedom at which t gives P, the median over genes."""

    def excess(df: float, t: float, log_p: float) -> float:
        return np.log(2) + stats.t.logsf(abs(t), df) - log_p

    solved = [
        optimize.brentq(excess, 2, 10_000, args=(row.t, np.log(row.p)))
        for row in table.itertuples()
    ]
    return float(np.median(solved))


@stored("kastrati2020/kastrati_in_contexts", sources=(*PATIENTS, *SETS), by=["gene", "context"])
def kastrati_in_contexts() -> pd.DataFrame:
    """Return the change of each of Kastrati's genes in each context, in SDs within a patient.

    To one decimal: what the comparison of contexts needs. ``group`` says whether the gene is
    immediate-early, tagged as NF-kB, and whether it rises in Kastrati's table.
    """
    table = cohorts.kastrati_table()
    table = table[table["symbol"]]
    early = table.index.isin(both_symbols(early_genes()))
    rises = table["log2_fold_change"] > 0
    group = np.select(
        [early, table["nfkb"], rises],
        ["immediate-early", "NF-κB, not immediate-early", "other rising"],
        default="falling",
    )
    tables = []
    for context in CONTEXTS:
        changed = gene_changes(context)["standardised"]
        names = as_measured({"genes": tuple(table.index)}, changed.index)["genes"]
        values = changed.reindex(names).round(1).to_numpy()
        tables.append(
            pd.DataFrame(
                {
                    "gene": table.index,
                    "context": context,
                    "group": group,
                    "rises_in_kastrati": rises.astype(int).to_numpy(),
                    "standardised": values,
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


@stored(
    "kastrati2020/agreement", sources=(*PATIENTS, "gse59515-degs", *SETS), by=["context", "group"]
)
def agreement() -> pd.DataFrame:
    """Return how many of Kastrati's genes change in her direction, by context and group.

    GSE59515 is deposited as significant genes only: there, agreement is among those.
    """
    long = kastrati_in_contexts().dropna(subset=["standardised"])
    long = long[long["standardised"] != 0]
    agree = (long["standardised"] > 0) == (long["rises_in_kastrati"] == 1)
    rows = [
        _agreement(context, group, same)
        for (context, group), same in agree.groupby([long["context"], long["group"]])
    ]
    groups = kastrati_in_contexts().drop_duplicates("gene").set_index("gene")
    for time, significant in cohorts.gse59515().items():
        names = as_measured({"genes": tuple(groups.index)}, significant.index)["genes"]
        found = significant["log2_fold_change"].reindex(names).set_axis(groups.index).dropna()
        same = (found > 0) == (groups.loc[found.index, "rises_in_kastrati"] == 1)
        for group, part in same.groupby(groups.loc[found.index, "group"]):
            rows.append(_agreement(f"letrozole {time}, GSE59515 (significant)", group, part))
    return pd.DataFrame(rows)


def _agreement(context: str, group: str, same: pd.Series) -> dict[str, object]:
    low, high = wilson_interval(int(same.sum()), len(same))
    return {
        "context": context,
        "group": group,
        "genes": len(same),
        "agree": int(same.sum()),
        "share": same.mean(),
        "ci_low": low,
        "ci_high": high,
    }
