"""Wu 2025: the score in other cohorts, under other readings of the claim."""

from collections.abc import Iterator

import pandas as pd

from resistbook.data.cohorts.her2_negative import DESIGNS
from resistbook.results.store import stored
from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
from resistbook.studies.wu2025.model import (
    EXTERNAL,
    LISTS,
    TRAINING,
    clinical_model,
    outcome,
    reverse_random_scores,
    reverse_score,
)
from resistbook.studies.wu2025.training import FITTED, among_random
from resistbook.studies.wu2025.validation import mean_over_cohorts, reverse, stratification

RECORDED = ("SCAN-B", "METABRIC", "GSE25066")
"""Cohorts in which HER2 status was recorded and not told from expression."""
FEWEST_EVENTS = 30
"""Events from which a cohort is not among the small ones."""

COLUMNS = [
    "cohort",
    "n",
    "n_events",
    "estimate",
    "ci_low",
    "ci_high",
    "random_median",
    "percentile",
    "hazard_ratio",
    "p",
]


@stored(
    f"{STUDY}/stratification_readings",
    sources=EVERYTHING,
    by=["reading", "list", "cohort"],
    **FITTED,
)
def stratification_readings() -> pd.DataFrame:
    """Return `stratification` under other readings: a row a cohort, and their mean.

    ``reading``: the shorter list, whose models choose no gene for most cohorts; another estimator
    of the mean; fewer cohorts; and the same recipe trained in another cohort and tested in
    TCGA, with 200 random signatures trained alike.
    """
    tables = []
    for reading, title, part, how in _parts(stratification().query("cohort != 'mean'")):
        rows = pd.concat([part[COLUMNS], mean_over_cohorts(part, **how)], ignore_index=True)
        tables.append(rows.assign(reading=reading, list=title))
    table = pd.concat(tables, ignore_index=True)
    return table[["reading", "list", *table.columns.drop(["reading", "list"])]]


def _parts(each: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame, dict[str, bool]]]:
    """Yield each reading with its list, its rows and how they are pooled."""
    own, shorter = (each[each["list"] == name] for name in LISTS)
    yield "shorter list", LISTS[1], shorter, {}
    yield "Hartung and Knapp, plain", LISTS[0], own, {"ad_hoc": False}
    yield "Wald", LISTS[0], own, {"hartung_knapp": False}
    relapse = [name for name in EXTERNAL if DESIGNS[name].endpoint != "os"]
    for reading, kept in {
        "HER2 recorded": own["cohort"].isin(RECORDED),
        "relapse": own["cohort"].isin(relapse),
        f"{FEWEST_EVENTS} events or more": own["n_events"] >= FEWEST_EVENTS,
    }.items():
        yield reading, LISTS[0], own[kept], {}
    found = reverse().set_index("cohort")
    for cohort in EXTERNAL:
        row = _trained_in(cohort, found.loc[cohort])
        yield f"trained in {cohort}", LISTS[0], pd.DataFrame([row]), {}


def _trained_in(cohort: str, found: pd.Series) -> dict[str, object]:
    """Return what the model of another cohort does in TCGA, as a row of `stratification`."""
    time, event = outcome(TRAINING)
    own = reverse_score(cohort)
    fit = likelihood_ratio(own, clinical_model(TRAINING), time, event)
    random = harrell_c(reverse_random_scores(cohort), time, event)
    return {
        "cohort": TRAINING,
        "n": len(event),
        "n_events": int(event.sum()),
        **found[["estimate", "ci_low", "ci_high"]],
        **among_random(found["estimate"], random, LISTS[0]),
        "hazard_ratio": fit["hazard_ratio"],
        "p": fit["p"],
    }
