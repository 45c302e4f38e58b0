"""All claims of the studies: their verdicts, how firm they are, and which readings move them."""

import pandas as pd

from resistbook.claims.editions import present_word
from resistbook.claims.ledger import study_name
from resistbook.claims.verdicts import judged, judged_claims
from resistbook.display.tables import StoredTable
from resistbook.display.verdicts import Badge, badge_of


def claims_at_a_glance() -> pd.DataFrame:
    """Return every claim in the order of the chapters, as `figures.claim_matrix` draws it.

    Returns
    -------
    DataFrame
        One row a claim: study, claim, verdict, firm, counts, power (P(consistent) if the claim is
        true; missing where the rule has none).
    """
    claims = judged_claims()
    found = [one.decision.power for one in judged()]
    return claims.assign(
        study=claims["study"].map(study_name),
        power=[float("nan") if one is None else one.consistent_if_true for one in found],
    )[["study", "claim", "verdict", "firm", "counts", "power"]]


def every_claim() -> pd.DataFrame:
    """Return every claim in the order of the chapters, with its verdict and the first edition's."""
    claims = judged_claims()
    return pd.DataFrame(
        {
            "study": claims["study"].map(study_name),
            "claim": claims["claim"],
            "in plain words": claims["plain"],
            "verdict": [badge_of(one.decision) for one in judged()],
            "first edition": claims["first"].map(present_word),
            "decided by": claims["result"].replace("", "–").map(StoredTable),
        }
    )


def moving_readings() -> pd.DataFrame:
    """Return the readings that give another word than the claim's own result, where fair.

    Returns
    -------
    DataFrame
        One row an alternative: study, claim, verdict, axis, alternative, gives.
    """
    rows = []
    for one in judged():
        found = one.decision
        moving = found.readings[found.readings["moves"]]
        rows += [
            {
                "study": study_name(one.study),
                "claim": one.entry["id"],
                "verdict": badge_of(found),
                "axis": row.axis,
                "alternative": row.alternative,
                "gives": Badge(row.taken),
            }
            for row in moving.itertuples()
        ]
    return pd.DataFrame(rows, columns=["study", "claim", "verdict", "axis", "alternative", "gives"])
