"""Several criteria of replication side by side, since no single one suffices.

The criteria are those of large replication projects, as tabulated by Errington and others, eLife
2021;10:e71601.
"""

import pandas as pd

from resistbook.claims.ledger import size, study_name
from resistbook.claims.verdict import Estimate
from resistbook.claims.verdicts import Judged, judged
from resistbook.display.verdicts import badge_of, estimate_line

YES, NO, DOES_NOT_APPLY = "yes", "no", "n/a"


def criteria() -> pd.DataFrame:
    """Return how each claim with an estimate fares by four criteria of replication.

    Returns
    -------
    DataFrame
        One row a claim that counts: study, claim, estimate (with interval), same direction,
        interval excludes none, published value in our interval, in the prediction interval,
        verdict. ``n/a`` where a criterion does not apply.
    """
    rows = []
    for one in judged():
        estimate, claim = one.decision.primary.estimate, one.entry["id"]
        if estimate is None or not one.counts:
            continue
        rows.append(
            {
                "study": study_name(one.study),
                "claim": claim,
                "estimate": estimate_line(estimate).split(";")[0],
                **by_criterion(estimate, _claimed(one), _printed(one)),
                "verdict": badge_of(one.decision),
            }
        )
    return pd.DataFrame(rows)


def by_criterion(
    estimate: Estimate, claimed: float | None, printed: float | None
) -> dict[str, str]:
    """Judge one estimate by each criterion.

    Parameters
    ----------
    estimate
        Ours.
    claimed
        A value on the claimed side of no effect; None where the claim has no direction, and an
        interval then says nothing of it. An estimate without interval, such as a number of items
        that pass, has no direction either.
    printed
        The published value in the unit of `estimate`, None where none is printed.
    """
    limits = None if estimate.low is None else (estimate.low, estimate.high)
    known = limits is not None and None not in (estimate.none, claimed)
    directed = known and estimate.none != claimed
    return {
        "same direction": _word(
            (estimate.value - estimate.none) * (claimed - estimate.none) > 0 if directed else None
        ),
        "interval excludes no effect": _word(estimate.excludes_none if known else None),
        "published value in our interval": _within(printed, limits),
        "published value in the prediction interval": _within(printed, estimate.predicted),
    }


def _claimed(one: Judged) -> float | None:
    declared = size(one.study, one.entry["id"])
    directed = declared is not None and one.entry["kind"] == "direction"
    return float(declared["true"]) if directed else None


def _printed(one: Judged) -> float | None:
    """Return the published value that our estimate can be set against: that of S7 alone.

    Half of its logarithm is the size taken for true. A count of genes is one of its own patients.
    """
    if one.entry["id"] != "S7":
        return None
    return float(size(one.study, "S7")["true"]) ** 2


def _within(value: float | None, limits: tuple[float, float] | None) -> str:
    return _word(None if value is None or limits is None else limits[0] <= value <= limits[1])


def _word(met: bool | None) -> str:
    return DOES_NOT_APPLY if met is None else YES if met else NO
