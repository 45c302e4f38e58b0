"""Sets met more often among some genes than in the background they come from."""

from collections.abc import Collection, Mapping, Sequence

import pandas as pd
from scipy import stats
from scipy.stats.contingency import odds_ratio

from resistbook.stats.multiplicity import benjamini_hochberg

COLUMNS = ["n_genes", "n_hits", "expected", "odds_ratio", "ci_low", "ci_high", "p"]


def hypergeometric(
    hits: Collection[str],
    sets: Mapping[str, Sequence[str]],
    background: Collection[str],
    *,
    level: float = 0.95,
) -> pd.DataFrame:
    """Test over-representation of each set among hits, against a stated background.

    Parameters
    ----------
    hits
        Genes chosen from the background, by whatever rule.
    sets
        Genes of each set; those outside the background are left out.
    background
        All genes that could have been hits: those measured, not all that are known.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        Index set: ``n_genes`` of the set in the background, ``n_hits`` of them among the hits,
        the number ``expected``, the conditional maximum-likelihood ``odds_ratio`` with its exact
        two-sided interval ``ci_low``, ``ci_high``, the one-sided hypergeometric ``p``, and
        ``fdr`` over the sets. A set without a gene in the background, or with all of it, is NaN.

    Raises
    ------
    ValueError
        If there are no hits, a hit is not in the background, or all of it are hits.

    Notes
    -----
    As R's ``fisher.test``: P with ``alternative = "greater"``, odds ratio and interval with
    ``"two.sided"``, up to the tolerance of R's root search.

    References
    ----------
    Fisher RA (1935) J R Stat Soc 98:39-82.
    """
    universe, chosen = set(background), set(hits)
    outside = sorted(chosen - universe)
    if outside:
        raise ValueError(
            f"{len(outside)} hits are not in the background, {outside[0]!r} for one; "
            "leave them out, or say where they come from in the background"
        )
    if not 0 < len(chosen) < len(universe):
        raise ValueError(f"{len(chosen)} of {len(universe)} genes are hits: nothing to compare")
    rows = {}
    for name, genes in sets.items():
        members = universe.intersection(genes)
        both = len(members & chosen)
        rows[name] = {"n_genes": len(members), "n_hits": both}
        if not 0 < len(members) < len(universe):
            continue
        missed, other = len(members) - both, len(chosen) - both
        fit = odds_ratio([[both, other], [missed, len(universe) - both - missed - other]])
        interval = fit.confidence_interval(level)
        rows[name] |= {
            "expected": len(members) * len(chosen) / len(universe),
            "odds_ratio": fit.statistic,
            "ci_low": interval.low,
            "ci_high": interval.high,
            "p": stats.hypergeom.sf(both - 1, len(universe), len(members), len(chosen)),
        }
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=COLUMNS)
    return table.rename_axis("set").assign(fdr=benjamini_hochberg(table["p"]))
