"""How a score goes with an outcome, by itself and beside other predictors."""

import numpy as np
import pandas as pd

from resistbook.signature.tested import Tested
from resistbook.stats.prediction.discrimination import discrimination
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.regression import logistic

BOOTSTRAPS = 500
POWERED = 2.8
"""Standard errors that an effect must have for a power of 80% at P < 0.05."""

NORMAL = 1.96


def concordance(scores: pd.DataFrame, outcome: Tested, *, seed: int) -> pd.DataFrame:
    """Return C with its bootstrap interval of each score (patients x scores)."""
    # No event is before time 0, so that Uno's C, which is not wanted, costs nothing.
    measured = discrimination(
        scores, outcome.time, outcome.event, tau=0.0, strata=outcome.strata, n=BOOTSTRAPS, seed=seed
    )
    rows = measured[measured["measure"] == "Harrell C"].set_index("model")
    return rows[["estimate", "ci_low", "ci_high"]].rename(columns={"estimate": "c"})


def effects(score: pd.Series, outcome: Tested, proliferation: pd.Series | None) -> dict[str, float]:
    """Return the ratio per SD of a score, and what it adds to other predictors.

    Returns
    -------
    dict
        ``ratio`` with ``ratio_low`` and ``ratio_high``: hazard ratio, or of response the odds
        ratio of the event, which is residual disease in `worse`; ``detectable``: the ratio above 1
        that would be seen in four of five cases;
        ``p_clinical`` and ``ratio_clinical`` beside the clinical model, ``p_proliferation`` beside
        proliferation (likelihood ratio; for response Wald). Missing where there is nothing to
        stand beside, or no finite estimate.
    """
    empty = pd.DataFrame(index=outcome.event.index)
    alone = _added(score, empty, outcome)
    error = np.log(alone["high"] / alone["low"]) / (2 * NORMAL)
    found = {
        "ratio": alone["ratio"],
        "ratio_low": alone["low"],
        "ratio_high": alone["high"],
        "detectable": float(np.exp(POWERED * error)),
        "ratio_clinical": np.nan,
        "p_clinical": np.nan,
        "p_proliferation": np.nan,
    }
    if outcome.clinical.shape[1]:
        beside = _added(score, outcome.clinical, outcome)
        found |= {"ratio_clinical": beside["ratio"], "p_clinical": beside["p"]}
    if proliferation is not None:
        found["p_proliferation"] = _added(score, proliferation.to_frame("proliferation"), outcome)[
            "p"
        ]
    return found


def _added(score: pd.Series, base: pd.DataFrame, outcome: Tested) -> dict[str, float]:
    standard = ((score - score.mean()) / score.std()).rename("tested score")
    try:
        if outcome.survival:
            fit = likelihood_ratio(
                standard, base, outcome.time, outcome.event, strata=outcome.strata
            )
            return dict(
                zip(
                    ("ratio", "low", "high", "p"),
                    fit[["hazard_ratio", "ci_low", "ci_high", "p"]],
                    strict=True,
                )
            )
        fit = logistic(outcome.event, base.assign(tested=standard), "tested")
    except ValueError:
        # Separation, or a score that others determine: there is no finite estimate.
        return dict.fromkeys(("ratio", "low", "high", "p"), np.nan)
    limits = (np.exp(fit[name]) for name in ("estimate", "ci_low", "ci_high"))
    return dict(zip(("ratio", "low", "high"), limits, strict=True)) | {"p": fit["p"]}
