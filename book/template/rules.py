"""The rule of example 2020."""

import pandas as pd

from resistbook.claims.verdict import Estimate, Verdict, rule


@rule
def difference_excludes_zero(differences: pd.DataFrame, gene: str) -> Verdict:
    """Judge a claimed rise by the interval of the difference.

    Parameters
    ----------
    differences
        One row a gene: ``estimate``, ``ci_low``, ``ci_high``, ``p``, ``n``.
    gene
        The gene of the claim.
    """
    row = differences.set_index("gene").loc[gene]
    low, high = row["ci_low"], row["ci_high"]
    found = Estimate(
        row["estimate"], "standardised difference", 0, low, high, p=row["p"], patients=int(row["n"])
    )
    word = "consistent" if low > 0 else "contradicted" if high < 0 else "undecided"
    text = f"{gene} differs by {found.value:.2f} SD (95% interval {low:.2f} to {high:.2f})."
    return Verdict(word, text, found)
