"""Is NF-κB singled out in tumours? Real gene sets, and random ones drawn again."""

import pandas as pd

from resistbook.genes.sets import msigdb, readable
from resistbook.genes.signatures import as_measured, without
from resistbook.results.store import stored
from resistbook.stats.sets.scoring import mean_z
from resistbook.studies.kanzaki2016.basal import mean_association
from resistbook.studies.kanzaki2016.inputs import NFKB, SEED, STUDY, TUMOURS, measured_genes
from resistbook.studies.kanzaki2016.luminal import mean_difference
from resistbook.studies.kanzaki2016.tumours import (
    SCORED,
    SCORED_WITH_CONTEXT,
    avoided,
    load,
    random_sets,
    tumours,
)

REAL_AT_LEAST = 10
REDRAWN = 5


@stored(f"{STUDY}/real_sets", sources=TUMOURS, by=["question", "compared_with"])
def real_sets() -> pd.DataFrame:
    """Return the place of NF-κB among real gene sets in the questions of Z4 and Z5.

    Added after the results. Genes of a real set are expressed together, as those of NF-κB are and
    those of a random set are not. Sets with at least `REAL_AT_LEAST` measured genes in both cohorts
    go through the steps of the rule: "other Hallmarks", whole; the same, and Reactome, without
    genes of NF-κB, PAM50, immune and stromal set. ``percentile`` is the share of sets below
    NF-κB, ``beyond`` names Hallmarks that go farther than NF-κB in the direction of the claim.
    """
    hallmark = {name: genes for name, genes in msigdb("hallmark").items() if name != NFKB}
    collections = {
        "other Hallmarks": hallmark,
        "other Hallmarks, no shared genes": without(hallmark, avoided()),
        "Reactome, no shared genes": without(msigdb("reactome"), avoided()),
    }
    rows = []
    for label, sets in collections.items():
        scored = _real_scores(sets)
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


def _real_scores(sets: dict[str, tuple[str, ...]]) -> dict[str, pd.DataFrame]:
    measured = {name: load(name).expression for name in SCORED_WITH_CONTEXT}
    kept = {
        title: genes
        for title, genes in sets.items()
        if min(len(measured_genes(genes, table.index)) for table in measured.values())
        >= REAL_AT_LEAST
    }
    return {
        name: pd.concat(
            [mean_z(table, as_measured(kept, table.index)), tumours(name).scores.loc[[SCORED[1]]]]
        )
        for name, table in measured.items()
    }


@stored(f"{STUDY}/redrawn", sources=TUMOURS, by=["question", "draw"])
def redrawn() -> pd.DataFrame:
    """Return the place of NF-κB among random sets drawn again, in the questions of Z4 and Z5.

    Added after the results: a place close to the limit of a rule may depend on the draw.
    """
    rows = []
    for draw in range(1, REDRAWN + 1):
        sets = random_sets(SEED + draw)
        scored = {
            name: pd.concat(
                [mean_z(load(name).expression, sets[name]), tumours(name).scores.loc[[SCORED[1]]]]
            )
            for name in SCORED_WITH_CONTEXT
        }
        for question, estimates in (
            ("association with basal score", mean_association(scored)),
            ("luminal B − basal-like", mean_difference(scored)),
        ):
            mine = estimates.pop(SCORED[1])
            place = float((estimates < mine).mean())
            rows.append({"question": question, "draw": draw, "percentile": place})
    return pd.DataFrame(rows)
