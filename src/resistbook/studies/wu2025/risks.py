"""Wu 2025: the risks that the models predict, and what could be done with them."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.results.store import stored
from resistbook.stats.prediction.calibration import (
    calibration_groups,
    calibration_slope,
    net_benefit,
)
from resistbook.stats.prediction.prognosis import cox_model
from resistbook.stats.resampling import bootstrap_within
from resistbook.stats.survival.kaplan_meier import numbers_at_risk
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY, TRAINED
from resistbook.studies.wu2025.model import (
    EXTERNAL,
    LISTS,
    SEED,
    TRAINING,
    candidates,
    clinical_model,
    model,
    outcome,
    outer_folds,
    recipe,
    score,
)
from resistbook.studies.wu2025.training import BOOTSTRAPS, FITTED, PREDICTED, unseen_patients

THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(1, 16))
CURVE_MONTHS = tuple(range(0, 121, 3))
TERTILES = ("low score", "middle score", "high score")


@stored(f"{STUDY}/calibration", sources=EVERYTHING, by=["cohort", "group"], **FITTED)
def calibration() -> pd.DataFrame:
    """Return predicted against observed risk at three years, in groups by predicted risk.

    TCGA: the score's models trained without the patients. METABRIC and GSE25066: TCGA's model
    with TCGA's baseline, for endpoints that are not TCGA's.
    """
    tables = []
    for cohort in (TRAINING, "METABRIC", "GSE25066"):
        groups = calibration_groups(_predicted(cohort), *outcome(cohort), at=PREDICTED)
        tables.append(groups.reset_index().assign(cohort=cohort))
    return pd.concat(tables, ignore_index=True)


@stored(f"{STUDY}/calibration_slopes", sources=EVERYTHING, by=["cohort"], **FITTED)
def calibration_slopes() -> pd.DataFrame:
    """Return slope and level of calibration at three years in every cohort."""
    rows = [
        calibration_slope(_predicted(cohort), *outcome(cohort), at=PREDICTED).rename(cohort)
        for cohort in (TRAINING, *EXTERNAL)
    ]
    return pd.DataFrame(rows).rename_axis("cohort").reset_index().infer_objects()


def _predicted(cohort: str) -> pd.Series:
    if cohort == TRAINING:
        return unseen_patients(LISTS[0])["score risk"]
    return model(cohort).risk(her2_negative(cohort).expression, PREDICTED)


@stored(f"{STUDY}/decision_curve", sources=TRAINED, by=["model", "threshold"], **FITTED)
def decision_curve() -> pd.DataFrame:
    """Return net benefit at three years in TCGA, by models trained without the patients.

    ``gain`` over the clinical model, same bootstrap samples.
    """
    unseen = unseen_patients(LISTS[0])
    risks = pd.DataFrame(
        {title: unseen[f"{title} risk"] for title in ("score", "clinical", "clinical + score")}
    )
    return net_benefit(
        risks,
        *outcome(TRAINING),
        at=PREDICTED,
        thresholds=THRESHOLDS,
        against="clinical",
        seed=SEED,
    )


@stored(f"{STUDY}/curves", sources=EVERYTHING, by=["cohort", "group", "months"], **FITTED)
def curves() -> pd.DataFrame:
    """Return Kaplan-Meier curves by thirds of the score, every three months.

    TCGA: scores of models trained without the patients, thirds within folds.
    """
    tables = []
    for cohort in (TRAINING, "METABRIC", "GSE25066"):
        time, event = outcome(cohort)
        if cohort == TRAINING:
            third = unseen_patients(LISTS[0])["score"].groupby(outer_folds()).rank(pct=True)
        else:
            third = score(cohort).rank(pct=True)
        group = pd.cut(third, [0, 1 / 3, 2 / 3, 1], labels=list(TERTILES)).astype(str)
        until = [month for month in CURVE_MONTHS if month <= time.max()]
        table = numbers_at_risk(time, event, group, at=until).rename(columns={"time": "months"})
        tables.append(table.assign(cohort=cohort))
    table = pd.concat(tables, ignore_index=True)
    return table[["cohort", *table.columns.drop("cohort")]]


@stored(f"{STUDY}/score", sources=EVERYTHING, by=["cohort", "gene"], **FITTED)
def score_table() -> pd.DataFrame:
    """Return the genes and weights of each model, for a calculator.

    ``log_hazard_ratio`` per unit of the gene's normal score; ``chosen``: the share of 100
    bootstraps of TCGA's patients in which the recipe chooses the gene (TCGA's own model only).
    """
    shares = _chosen()
    tables = []
    for cohort in (TRAINING, *EXTERNAL):
        table = model(cohort).selected.rename_axis("gene").reset_index()
        tables.append(table.assign(cohort=cohort))
    table = pd.concat(tables, ignore_index=True)
    table["chosen"] = table["gene"].map(shares).where(table["cohort"] == TRAINING)
    return table


def _chosen() -> pd.Series:
    time, event = outcome(TRAINING)
    features = her2_negative(TRAINING).expression.loc[candidates(TRAINING, LISTS[0])]
    counts = pd.Series(0, features.index)
    for drawn in bootstrap_within(event.to_numpy() == 1, BOOTSTRAPS, SEED):
        fitted = recipe(features.iloc[:, drawn], time.iloc[drawn], event.iloc[drawn])
        counts[fitted.selected.index] += 1
    return counts / BOOTSTRAPS


@stored(f"{STUDY}/nomogram", sources=TRAINED, by=["variable", "value"], **FITTED)
def nomogram() -> pd.DataFrame:
    """Return the points of TCGA's model of age, stage, ER and score, and the risks of totals.

    ``points`` of each value of each variable (the widest variable spans 100); for the variables
    "risk at 3 years" and "risk at 5 years", the total of points at which the risk is ``value``.
    """
    predictors = clinical_model(TRAINING).assign(score=score(TRAINING))
    fitted = cox_model(predictors.T, *outcome(TRAINING))
    low, high = (round(float(level), 1) for level in predictors["score"].quantile([0.01, 0.99]))
    values = {
        "age": range(30, 91, 10),
        "stage": range(1, 5),
        "er": (0, 1),
        "score": np.round(np.linspace(low, high, 6), 2),
    }
    logs = {
        name: fitted.coefficients[name] * np.asarray(scale, dtype=float)
        for name, scale in values.items()
    }
    unit = 100 / max(np.ptp(log) for log in logs.values())
    rows = [
        (name, value, (log - logs[name].min()) * unit)
        for name, scale in values.items()
        for value, log in zip(scale, logs[name], strict=True)
    ]
    origin = sum(log.min() for log in logs.values())
    origin -= float(fitted.coefficients @ fitted.centre)
    for years in (3, 5):
        hazard = fitted.baseline[fitted.baseline.index <= 12 * years].iloc[-1]
        for risk in (0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8):
            needed = np.log(-np.log1p(-risk) / hazard)
            rows.append((f"risk at {years} years", risk, (needed - origin) * unit))
    table = pd.DataFrame(rows, columns=["variable", "value", "points"])
    return table[table["points"] >= 0]
