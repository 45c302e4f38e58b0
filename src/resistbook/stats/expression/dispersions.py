"""How much a gene's counts vary beyond chance, estimated to the last digit."""

from collections.abc import Callable

import numpy as np
from scipy.optimize import elementwise
from scipy.special import digamma

FIRST_STEP, GROWTH = 0.25, 1.5
"""Steps of the logarithm of a dispersion while its best value is looked for."""
LARGE = 1e3
"""Sizes (1 / dispersion) from which the digamma function is replaced by Stirling's series."""
LEAST = 10.0
"""Estimates below this many times the lowest dispersion are the lowest."""


def dispersions(
    counts: np.ndarray,
    design: np.ndarray,
    means: np.ndarray,
    start: np.ndarray,
    *,
    lowest: float,
    highest: float,
    prior_variance: float | None = None,
) -> np.ndarray:
    """Return each gene's dispersion at the maximum of DESeq2's likelihood next to its start.

    The likelihood is that of a negative binomial with the means given, adjusted for the design by
    Cox and Reid's term. Its slope is followed from the start to where the sign changes, and the
    root found there to the precision of the numbers, so that the result does not depend on the
    processor. An optimiser that stops where the likelihood changes little leaves dispersions that
    differ between processors from the second digit on.

    Parameters
    ----------
    counts : samples x genes
        Raw counts.
    design : samples x coefficients
        Design matrix of full rank.
    means : samples x genes
        Fitted means, above 0.
    start : genes
        Where to start; with a prior also the prior's centre. Without a prior, a gene that starts
        at `lowest` stays there, as it does in DESeq2: its likelihood is flat to the last digit.
    lowest, highest
        Limits of a dispersion.
    prior_variance
        Variance of the normal prior of log dispersion; none by default.

    Returns
    -------
    array : genes
        Dispersions. One below ten times `lowest` is `lowest`.

    Raises
    ------
    ValueError
        If a mean or a start is missing, infinite or not above 0.
    RuntimeError
        If the maximum of a gene is not found.

    References
    ----------
    Love MI, Huber W, Anders S (2014) Genome Biology 15:550, methods, "Estimation of dispersions".
    """
    for name, values in (("mean", means), ("start", start)):
        wrong = ~(np.isfinite(values) & (values > 0))
        if wrong.any():
            raise ValueError(f"{name} {values[wrong][0]}: dispersions need finite ones above 0")
    cross = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    counts, means = counts.T.astype(float), means.T.astype(float)
    limits = np.log([LEAST * lowest, highest])
    centre = np.log(start)

    def slope(log_dispersion: np.ndarray, gene: np.ndarray) -> np.ndarray:
        gene = gene.astype(int)
        found = _slope(log_dispersion, counts[gene], means[gene], cross)
        if prior_variance is not None:
            found += (log_dispersion - centre[gene]) / prior_variance
        return found

    genes = np.arange(len(counts))
    behind = np.clip(centre, *limits)
    downhill = -np.sign(slope(behind, genes))
    if prior_variance is None:
        downhill[start <= lowest] = 0
    ahead, crossed = _past_the_sign_change(slope, behind, downhill, limits)
    best = ahead
    if crossed.any():
        bracket = np.minimum(behind, ahead)[crossed], np.maximum(behind, ahead)[crossed]
        root = elementwise.find_root(slope, bracket, args=(genes[crossed].astype(float),))
        if not root.success.all():
            lost = genes[crossed][~root.success][0]
            raise RuntimeError(f"the dispersion of gene number {lost} was not found")
        best[crossed] = root.x
    at_lowest = (best <= limits[0]) & ~crossed
    return np.where(at_lowest, lowest, np.minimum(np.exp(best), highest))


def _slope(
    log_dispersion: np.ndarray, counts: np.ndarray, means: np.ndarray, cross: np.ndarray
) -> np.ndarray:
    """Return the slope of the negative log likelihood by log dispersion, of each gene (row)."""
    dispersion = np.exp(log_dispersion)[:, None]
    size = 1 / dispersion
    scaled = dispersion * counts
    # digamma(counts + size) - digamma(size) - log1p(scaled), without cancellation
    beyond_log = np.where(
        size > LARGE,
        dispersion / 2 * scaled / (1 + scaled)
        + dispersion**2 / 12 * scaled * (2 + scaled) / (1 + scaled) ** 2,
        digamma(counts + size) - digamma(size) - np.log1p(scaled),
    )
    excess = dispersion * (counts - means) / (1 + dispersion * means)
    likelihood = (excess - np.log1p(excess) - beyond_log).sum(axis=1)
    weights = means / (1 + dispersion * means)
    width = int(np.sqrt(cross.shape[1]))
    information = (weights @ cross).reshape(-1, width, width)
    change = (-(weights**2) @ cross).reshape(-1, width, width)
    cox_reid = 0.5 * (np.linalg.inv(information) * change).sum(axis=(1, 2))
    return dispersion[:, 0] * cox_reid - size[:, 0] * likelihood


def _past_the_sign_change(
    slope: Callable[[np.ndarray, np.ndarray], np.ndarray],
    behind: np.ndarray,
    downhill: np.ndarray,
    limits: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Go downhill in growing steps until the slope has changed its sign, or a limit is reached.

    `behind` is moved along, to the last place before the change. Returned are the place past the
    change, or the limit, and whether there was a change.
    """
    ahead, crossed = behind.copy(), np.zeros(len(behind), bool)
    going, step = downhill != 0, FIRST_STEP
    while going.any():
        gene = np.flatnonzero(going)
        ahead[gene] = np.clip(behind[gene] + step * downhill[gene], *limits)
        changed = slope(ahead[gene], gene) * downhill[gene] >= 0
        crossed[gene] = changed
        at_limit = np.isin(ahead[gene], limits)
        behind[gene] = np.where(changed, behind[gene], ahead[gene])
        going[gene] = ~changed & ~at_limit
        step *= GROWTH
    return ahead, crossed
