"""Gene-set tests where only a statistic for each gene is known."""

from collections.abc import Mapping, Sequence

import gseapy
import numpy as np
import pandas as pd

from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.sets.competitive import _compare_means, check_sets, check_test


def camera_of_statistics(
    z: pd.Series,
    sets: Mapping[str, Sequence[str]],
    *,
    inter_gene_correlation: float,
    unit: float = 1.0,
    minimum_size: int = 10,
) -> pd.DataFrame:
    """Test whether the genes of a set have other statistics than all other genes.

    Parameters
    ----------
    z : genes
        A statistic of each gene, standard normal where nothing differs; missing ones are left
        out.
    sets
        Genes of each set.
    inter_gene_correlation
        Correlation between the genes of a set; without samples it cannot be estimated.
    unit
        What turns a z into a standardised difference: its standard error, e.g. sqrt(2 / n) for n
        pairs in SDs within a patient.
    minimum_size
        Sets with fewer measured genes are NaN, as are sets of none.

    Returns
    -------
    DataFrame
        Index set: n_genes, correlation, effect and effect_se (in the unit of the standardised
        difference), p, fdr.

    Raises
    ------
    ValueError
        If a gene stands twice, a statistic is infinite, fewer than three genes are known, `sets`
        is empty or holds a text instead of genes, or the correlation is not in [0, 1].

    References
    ----------
    Wu D, Smyth GK (2012) Nucleic Acids Research 40:e133 (limma's ``cameraPR``).
    """
    check_test(sets, inter_gene_correlation)
    known = z.dropna()
    if not known.index.is_unique:
        raise ValueError(f"gene {known.index[known.index.duplicated()][0]!r} stands twice")
    if np.isinf(known).any():
        raise ValueError(f"the statistic of gene {known.index[np.isinf(known)][0]!r} is infinite")
    if len(known) < 3:
        raise ValueError(f"{len(known)} genes have a statistic; a set test needs at least three")
    values = known.to_numpy(dtype=float)
    rows = {}
    for name, genes in sets.items():
        members = known.index.get_indexer(pd.Index(genes).unique())
        members = members[members >= 0]
        row = {"n_genes": len(members)}
        if minimum_size <= len(members) < len(values) - 1 and len(members):
            found = _compare_means(values, members, inter_gene_correlation, len(values) - 2)
            row |= {
                "correlation": inter_gene_correlation,
                "effect": found["delta"] * unit,
                "effect_se": found["standard_error"] * unit,
                "p": found["p"],
            }
        rows[name] = row
    columns = ["n_genes", "correlation", "effect", "effect_se", "p"]
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)
    return table.assign(fdr=benjamini_hochberg(table["p"]))


def prerank(
    statistic: pd.Series,
    sets: Mapping[str, Sequence[str]],
    *,
    seed: int,
    minimum: int = 10,
    maximum: int = 500,
    permutations: int = 1000,
) -> pd.DataFrame:
    """Return gseapy's preranked enrichment, which permutes genes and so takes them as independent.

    Parameters
    ----------
    statistic : genes
        What genes are ranked by; missing ones are left out, equal ones stand by symbol.
    sets
        Genes of each set; those with fewer than `minimum` or more than `maximum` measured, or
        with all, are left out.
    seed, permutations
        Of the permutations.

    Returns
    -------
    DataFrame
        set, nes (normalised enrichment score), p and fdr, best P first; no row if no set is left.

    Raises
    ------
    ValueError
        If a set is a text instead of genes.

    References
    ----------
    Fang Z, Liu X, Peltz G (2023) Bioinformatics 39:btac757.
    """
    check_sets(sets)
    ordered = statistic.dropna().sort_index().sort_values(ascending=False, kind="stable")
    most = min(maximum, len(ordered) - 1)
    sizes = {name: ordered.index.isin(genes).sum() for name, genes in sets.items()}
    kept = {name: list(sets[name]) for name, size in sizes.items() if minimum <= size <= most}
    if not kept:
        return pd.DataFrame(columns=["set", "nes", "p", "fdr"])
    found = gseapy.prerank(
        rnk=ordered - 1e-9 * np.arange(len(ordered)),
        gene_sets=kept,
        min_size=minimum,
        max_size=maximum,
        permutation_num=permutations,
        seed=seed,
        threads=1,
        outdir=None,
        no_plot=True,
        verbose=False,
    ).res2d
    return pd.DataFrame(
        {
            "set": found["Term"],
            "nes": found["NES"].astype(float),
            "p": found["NOM p-val"].astype(float),
            "fdr": found["FDR q-val"].astype(float),
        }
    )
