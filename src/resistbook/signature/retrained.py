"""A gene list trained anew on the other cohorts, beside random lists trained alike."""

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from resistbook.signature.association import concordance
from resistbook.signature.coverage import covered
from resistbook.signature.gene_list import GeneList
from resistbook.signature.tested import Tested
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.pooled_training import Together, ridge_cox, together
from resistbook.stats.prediction.random_signatures import percentile

POOL = ("TCGA", "SCAN-B", "GSE1992", "GSE4335", "GSE3143")
"""Cohorts of which enough genes are measured that all of them share many."""

MOST = 200
"""Random lists trained at most: each is a model of its own."""

FEWEST = 5
TASK = 25
COLUMNS = [
    "cohort", "trained_events", "genes", "candidates", "c", "ci_low", "ci_high", "random_median",
    "random_high", "percentile", "not_tested",
]  # fmt: skip


def retrained(
    genes: GeneList,
    outcomes: Mapping[str, Tested],
    random: int,
    seed: int,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Train the genes in all cohorts but one, and test them in that one.

    Parameters
    ----------
    genes
        Weights are not used.
    outcomes
        Cohorts with enough events, however much of the list they measure; those of `POOL` among
        them are trained on. Only survival is.
    random
        Random lists of as many genes, through the same training; `MOST` at most.
    seed, n_jobs
        As in `assess`.

    Returns
    -------
    DataFrame
        A row a cohort: `COLUMNS`.
    """
    rows = []
    for name, outcome in outcomes.items():
        if not outcome.survival:
            continue
        others = {each: outcomes[each] for each in POOL if each in outcomes and each != name}
        rows.append(
            {"cohort": name, **_row(genes, outcome, others, min(random, MOST), seed, n_jobs)}
        )
    return pd.DataFrame(rows).reindex(columns=COLUMNS)


def _row(
    genes: GeneList,
    outcome: Tested,
    others: Mapping[str, Tested],
    random: int,
    seed: int,
    n_jobs: int | None,
) -> dict[str, object]:
    if not others:
        return {"not_tested": f"no other cohort to train on; those that can be are {POOL}"}
    parts = {}
    for name, each in others.items():
        kept = each.expression.index.intersection(outcome.expression.index)
        stratum = pd.Series("all", each.time.index) if each.strata is None else each.strata
        parts[name] = each.expression.loc[kept], each.time, each.event, stratum
    data = together(parts)
    shared = data.features.index
    listed = pd.Index(list(covered(genes, shared).rows.values()))
    row: dict[str, object] = {
        "trained_events": int(data.event.sum()),
        "genes": len(shared),
        "candidates": len(listed),
    }
    if len(listed) < FEWEST:
        return row | {"not_tested": f"{len(listed)} genes of the list in all cohorts"}
    drawn = [
        shared[np.sort(_generator(seed, i).choice(len(shared), len(listed), replace=False))]
        for i in range(random)
    ]
    lists = [listed, *drawn]
    tasks = [lists[first : first + TASK] for first in range(0, len(lists), TASK)]
    models = pd.concat(Parallel(n_jobs=n_jobs)(map(delayed(partial(_trained, data)), tasks)))
    scores = models.fillna(0.0) @ outcome.expression.loc[models.columns]
    scores.index = range(len(scores))
    c = harrell_c(scores, outcome.time, outcome.event, strata=outcome.strata)
    own = concordance(scores.iloc[0].to_frame("own"), outcome, seed=seed).iloc[0]
    return row | {
        **own,
        "random_median": c.iloc[1:].median(),
        "random_high": c.iloc[1:].quantile(0.95),
        "percentile": percentile(own["c"], c.iloc[1:])["percentile"],
    }


def _trained(data: Together, lists: list[pd.Index]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            ridge_cox(data.features.loc[genes], data.time, data.event, strata=data.strata)
            for genes in lists
        ]
    )


def _generator(seed: int, number: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))
