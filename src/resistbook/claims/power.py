"""What a rule can say: how often it calls a claim where the truth is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from resistbook.claims.ledger import claim, heterogeneity_floor, size
from resistbook.claims.verdict import Verdict
from resistbook.results import store

OFTEN = 0.8
"""The share of cases in which the smallest effect that a rule can call is called."""
ERROR = 0.05
"""The largest rate of wrong calls at which a call is fair."""


@dataclass(frozen=True)
class Power:
    """How often a rule says what, where the truth is known.

    Attributes
    ----------
    by
        ``simulation`` or ``controls``.
    unit, true
        The size at which the claim counts as true.
    consistent_if_none
        P(consistent) where there is no effect.
    consistent_if_true, contradicted_if_true
        P(consistent) and P(contradicted) where the claim is true.
    contradicted_if_none
        P(contradicted) where there is no effect.
    smallest
        Smallest size called consistent in 80% of cases; missing if no size tried is.
    largest_tried
        The size farthest from no effect that was tried.
    runs
        Simulated cases, or controls, for each truth.
    """

    by: str
    unit: str
    true: float
    consistent_if_none: float
    consistent_if_true: float
    contradicted_if_true: float
    contradicted_if_none: float
    smallest: float | None
    largest_tried: float
    runs: int

    @property
    def weak(self) -> bool:
        """Whether the rule would miss a true claim more often than not."""
        return self.consistent_if_true < 0.5


def power(study: str, identifier: str) -> Power | None:
    """Return the stored power of a claim's rule; None where the ledger says that it has none."""
    declared = claim(study, identifier)["power"]
    if declared["by"] == "none":
        return None
    table = store.table(f"power/{study}")
    rows = table[table["claim"] == identifier]
    sizes = size(study, identifier)
    at = {truth: rows[rows["truth"] == truth].iloc[0] for truth in ("none", "true")}
    tried = rows.assign(distance=(rows["size"] - sizes["none"]).abs()).sort_values("distance")
    return Power(
        by=declared["by"],
        unit=sizes["unit"],
        true=float(sizes["true"]),
        consistent_if_none=float(at["none"]["consistent"]),
        consistent_if_true=float(at["true"]["consistent"]),
        contradicted_if_true=float(at["true"]["contradicted"]),
        contradicted_if_none=float(at["none"]["contradicted"]),
        smallest=_smallest(tried) if declared["by"] == "simulation" else None,
        largest_tried=float(tried["size"].iloc[-1]),
        runs=int(at["true"]["runs"]),
    )


def truth_of(study: str, identifier: str, size_planted: float) -> str:
    """Say what a planted size stands for: ``none``, ``true``, or ``other``."""
    declared = size(study, identifier)
    named = {float(declared[truth]): truth for truth in ("none", "true")}
    return named.get(float(size_planted), "other")


def heterogeneity(tau2: ArrayLike, kind: str) -> Any:
    """Return the SD between cohorts that a simulation takes: the estimate, or its declared floor.

    Parameters
    ----------
    tau2
        The estimated variance between cohorts, of one item or of several.
    kind
        Of ``claims/sizes.yml``, such as ``log ratio``.
    """
    return np.maximum(np.sqrt(tau2), heterogeneity_floor(kind))


def row(
    identifier: str, truth: str, size: float, verdicts: Iterable[Verdict | str]
) -> dict[str, object]:
    """Count what a rule said of cases with one truth: a row of ``results/power/<study>.csv``.

    Parameters
    ----------
    identifier
        The claim.
    truth
        ``none``, ``true`` or ``other``: sizes beside the declared ones.
    size
        The effect that was planted, in the unit of ``claims/sizes.yml``.
    verdicts
        What the rule made of each case.
    """
    words = [getattr(verdict, "verdict", verdict) for verdict in verdicts]
    return {
        "claim": identifier,
        "truth": truth,
        "size": float(size),
        "runs": len(words),
        "consistent": words.count("consistent") / len(words),
        "contradicted": words.count("contradicted") / len(words),
    }


def _smallest(tried: pd.DataFrame) -> float | None:
    """Return where the share of consistent calls first reaches `OFTEN`, by interpolation."""
    share, sizes = tried["consistent"].to_numpy(), tried["size"].to_numpy()
    reached = np.flatnonzero(share >= OFTEN)
    if not len(reached):
        return None
    first = int(reached[0])
    if first == 0:
        return float(sizes[0])
    return float(np.interp(OFTEN, share[first - 1 : first + 1], sizes[first - 1 : first + 1]))
