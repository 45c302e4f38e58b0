"""Is NF-κB singled out in tumours? Real gene sets, and random ones drawn again."""

import pandas as pd

from resistbook.genes.sets import readable
from resistbook.results.store import stored
from resistbook.studies.kanzaki2016.basal import mean_association
from resistbook.studies.kanzaki2016.inputs import SEED, STUDY, TUMOURS
from resistbook.studies.kanzaki2016.luminal import mean_difference
from resistbook.studies.kanzaki2016.tumours import (
    REAL,
    SCORED,
    load,
    mean_z_of_rows,
    random_sets,
    real_scores,
    tumours,
)

REDRAWN, REDRAWN_SETS = 5, 1000


@stored(f"{STUDY}/real_sets", sources=TUMOURS, by=["question", "compared_with"])
def real_sets() -> pd.DataFrame:
    """Return the place of NF-κB among real gene sets in the questions of Z4 and Z5.

    Added after the results. The sets go through the steps of the rule. ``percentile`` is the share
    of sets below NF-κB, ``beyond`` names Hallmarks that go farther than NF-κB in the direction of
    the claim.
    """
    rows = []
    for label in REAL:
        scored = {
            name: pd.concat([scores, tumours(name).scores.loc[[SCORED[1]]]])
            for name, scores in real_scores(label).items()
        }
        for question, estimates in (
            ("association with basal score", mean_association(scored)),
            ("luminal B − basal-like", mean_difference(scored)),
        ):
            mine = estimates.pop(SCORED[1])
            towards = 1 if mine > 0 else -1
            beyond = estimates[towards * estimates > towards * mine]
            named = [readable(name) for name in (towards * beyond).sort_values().index[::-1]]
            rows.append(
                {
                    "question": question,
                    "compared_with": label,
                    "estimate": mine,
                    "n_sets": len(estimates),
                    "percentile": float((estimates < mine).mean()),
                    "n_beyond": len(beyond),
                    "beyond": "; ".join(named) if "Hallmark" in label else "",
                }
            )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/redrawn", sources=TUMOURS, by=["question", "draw"])
def redrawn() -> pd.DataFrame:
    """Return the place of NF-κB among random sets drawn again, in the questions of Z4 and Z5.

    Added after the results: with `REDRAWN_SETS` sets a place close to the limit of a rule depends
    on the draw, which is why the rules read many more.
    """
    found = []
    for draw in range(1, REDRAWN + 1):
        sets = random_sets(SEED + draw, REDRAWN_SETS)
        scored = {
            name: pd.concat(
                [
                    mean_z_of_rows(load(name).expression, rows),
                    tumours(name).scores.loc[[SCORED[1]]],
                ]
            )
            for name, rows in sets.items()
        }
        for question, estimates in (
            ("association with basal score", mean_association(scored)),
            ("luminal B − basal-like", mean_difference(scored)),
        ):
            mine = estimates.pop(SCORED[1])
            place = float((estimates < mine).mean())
            found.append({"question": question, "draw": draw, "percentile": place})
    return pd.DataFrame(found)
