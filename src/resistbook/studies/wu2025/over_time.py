"""Wu 2025: how far predicted risks are off over five years, and whether hazard ratios last."""

import pandas as pd

from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.data.cohorts.prognosis import FOLLOWED
from resistbook.results.store import stored
from resistbook.stats.prediction.brier import brier
from resistbook.stats.prediction.prognosis import cox_model
from resistbook.stats.survival.proportional_hazards import proportional_hazards
from resistbook.studies.wu2025 import trained_together
from resistbook.studies.wu2025.all_scores import pooled_score
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
from resistbook.studies.wu2025.model import (
    EXTERNAL,
    LISTS,
    OUTER,
    SEED,
    TRAINING,
    candidates,
    clinical_model,
    model,
    outcome,
    outer_folds,
    recipe,
)
from resistbook.studies.wu2025.training import FITTED, UNTIL

EVERY = 6
"""Months between the times over which errors are integrated."""


@stored(f"{STUDY}/brier", sources=EVERYTHING, by=["cohort", "model"], **FITTED)
def overall_error() -> pd.DataFrame:
    """Return integrated Brier scores of predicted risks, from six months to five years.

    TCGA: the anoikis score and the clinical model, each trained without the patients. Other
    cohorts: the score trained in TCGA with TCGA's baseline, whose endpoint is another one.
    ``until``: the last month, earlier where follow-up is shorter; the rest as in `brier`.
    """
    rows = []
    for cohort in (TRAINING, *EXTERNAL):
        time, event = outcome(cohort)
        until = min(UNTIL, time.max() - EVERY)
        months = [float(month) for month in range(EVERY, int(until) + 1, EVERY)]
        for name, risks in _risks(cohort, months).items():
            found = brier(risks, time, event, seed=SEED)
            rows.append({"cohort": cohort, "model": name, "until": months[-1], **found})
    return pd.DataFrame(rows)


def _risks(cohort: str, months: list[float]) -> dict[str, pd.DataFrame]:
    """Return predicted risks by model, patients x months."""
    expression = her2_negative(cohort).expression
    if cohort != TRAINING:
        return {"score": _by_month(model(cohort), expression, months)}
    time, event = outcome(cohort)
    tables = {
        "score": (recipe, expression.loc[candidates(cohort, LISTS[0])]),
        "clinical": (cox_model, clinical_model(cohort).T),
    }
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in tables}
    for left_out in range(OUTER):
        kept = outer_folds() != left_out
        for name, (way, features) in tables.items():
            fitted = way(features.loc[:, kept], time[kept], event[kept])
            parts[name].append(_by_month(fitted, features.loc[:, ~kept], months))
    return {name: pd.concat(part).loc[time.index] for name, part in parts.items()}


def _by_month(fitted, features: pd.DataFrame, months: list[float]) -> pd.DataFrame:
    return pd.DataFrame({month: fitted.risk(features, month) for month in months})


@stored(
    f"{STUDY}/proportional_hazards",
    sources=(*EVERYTHING, *trained_together.FURTHER_FILES),
    by=["cohort", "variable"],
    **FITTED,
)
def hazards_over_time() -> pd.DataFrame:
    """Return the test of proportional hazards of each variable of `hazard_ratios`, together.

    ``correlation`` above 0: the hazard ratio rises with time.
    """
    tables = []
    for cohort in FOLLOWED:
        table = trained_together.clinical_model(cohort).assign(score=pooled_score(cohort))
        found = proportional_hazards(
            table, *trained_together.outcome(cohort), strata=trained_together.strata(cohort)
        )
        tables.append(found.rename_axis("variable").reset_index().assign(cohort=cohort))
    table = pd.concat(tables, ignore_index=True)
    return table[["cohort", *table.columns.drop("cohort")]]
