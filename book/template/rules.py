"""The rule of example 2020."""

import pandas as pd

from resistbook.claims.verdict import Verdict, rule


@rule
def difference_excludes_zero(differences: pd.DataFrame, gene: str) -> Verdict:
    """Judge a claimed rise by the interval of the difference.

    Parameters
    ----------
    differences
        One row a gene: ``estimate``, ``ci_low``, ``ci_high``.
    gene
        The gene of the claim.
    """
    row = differences.set_index("gene").loc[gene]
    if row["ci_low"] > 0:
        word = "consistent"
    elif row["ci_high"] < 0:
        word = "contradicted"
    else:
        word = "undecided"
    interval = f"{row['ci_low']:.2f} to {row['ci_high']:.2f}"
    return Verdict(word, f"{gene} differs by {row['estimate']:.2f} SD (95% interval {interval}).")
