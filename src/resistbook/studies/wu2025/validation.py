"""Wu 2025: whether the scores stratify patients of cohorts that they were not made from."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts.her2_negative import DESIGNS
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import pooled_c, random_effects
from resistbook.stats.prediction.discrimination import discrimination, harrell_c
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.random_signatures import percentile
from resistbook.stats.prediction.validation import optimism
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.joint_cox import joint_cox
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
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
    proliferation,
    random_concordance,
    random_scores,
    reverse_random_scores,
    reverse_score,
    score,
    shared_genes,
    strata,
    themeless_scores,
)
from resistbook.studies.wu2025.training import (
    AT,
    BOOTSTRAPS,
    FITTED,
    UNTIL,
    among_random,
    unseen_patients,
)

FEWEST_EVENTS = ("GSE1992", "GSE4335")
"""Cohorts with fewer than six events for a term of the clinical model."""
SMALL_PANELS = ("SCAN-B", "METABRIC", "GSE25066")
WHOLE_ARRAYS = ("GSE1992", "GSE4335", "GSE3143")
NORMAL = 1.96
EVEN = 0.5
RIDGE = 0.1


@cache
def _risks(cohort: str) -> pd.DataFrame:
    """Return the linear predictors that are compared in an external cohort, patients x models.

    The clinical model and that with the score are fitted in the cohort itself.
    """
    clinical = clinical_model(cohort)
    both = clinical.assign(score=score(cohort))
    return pd.DataFrame(
        {
            "score": score(cohort),
            "proliferation": proliferation(cohort),
            "clinical": _fitted(clinical, cohort),
            "clinical + score": _fitted(both, cohort),
        }
    )


def _fitted(predictors: pd.DataFrame, cohort: str) -> pd.Series:
    fit = joint_cox(predictors, *outcome(cohort), strata=strata(cohort))
    return predictors @ fit.coefficients


@stored(
    f"{STUDY}/stratification",
    sources=EVERYTHING,
    by=["list", "cohort"],
    rules=lambda: ledger.parameters(STUDY, "W3"),
    **FITTED,
)
def stratification() -> pd.DataFrame:
    """Return how the scores trained in TCGA do in each external cohort, and their mean.

    ``estimate``: Harrell's C with bootstrap interval; ``percentile`` among random signatures (for
    the GeneCards list, whose size they have); ``random_above_half``: the share of random
    signatures that are significant by themselves (P < 0.05, higher score = higher hazard),
    ``random_adding``: and that are so at an equal clinical model; ``hazard_ratio`` per SD at an
    equal clinical model with ``p`` of the likelihood ratio; ``p_proliferation``: with
    proliferation among the clinical fields; ``conditions`` met of the three that the rule asks
    for. Row "mean": that of `mean_over_cohorts`.
    """
    rule = ledger.parameters(STUDY, "W3")
    rows = []
    for name in LISTS:
        for cohort in EXTERNAL:
            rows.append({"list": name, "cohort": cohort, **_stratified(cohort, name, rule)})
    table = pd.DataFrame(rows)
    mean = mean_over_cohorts(table[table["list"] == LISTS[0]]).assign(list=LISTS[0])
    return pd.concat([table, mean], ignore_index=True)


def _stratified(cohort: str, name: str, rule: dict[str, float]) -> dict[str, float]:
    time, event = outcome(cohort)
    own, clinical, stratum = score(cohort, name), clinical_model(cohort), strata(cohort)
    row: dict[str, float | str] = {
        "endpoint": DESIGNS[cohort].means,
        "n": len(event),
        "n_events": int(event.sum()),
        "candidates": len(candidates(cohort, name)),
        "selected": len(model(cohort, name).selected),
    }
    if not own.std() > 0:
        return row
    measured = discrimination(
        own.to_frame("score"), time, event, tau=UNTIL, strata=stratum, seed=SEED
    )
    row |= dict(measured.iloc[0][["estimate", "ci_low", "ci_high"]])
    random = random_scores(cohort)
    row |= among_random(row["estimate"], harrell_c(random, time, event, strata=stratum), name)
    if name == "GeneCards":
        alone = cox(random, time, event, strata=stratum)
        added = cox(random, time, event, strata=stratum, covariates=clinical)
        for title, fits in {"random_above_half": alone, "random_adding": added}.items():
            row[title] = ((fits["p"] < rule["p"]) & (fits["z"] > 0)).mean()
    fit = likelihood_ratio(own, clinical, time, event, strata=stratum)
    with_cycle = clinical.assign(proliferation=proliferation(cohort))
    row |= {
        "hazard_ratio": fit["hazard_ratio"],
        "hazard_low": fit["ci_low"],
        "hazard_high": fit["ci_high"],
        "p": fit["p"],
        "p_proliferation": likelihood_ratio(own, with_cycle, time, event, strata=stratum)["p"],
        "conditions": int(row["ci_low"] > 0.5)
        + int(row["percentile"] > rule["percentile"])
        + int(fit["p"] < rule["p"] and fit["hazard_ratio"] > 1),
    }
    return row


@stored(f"{STUDY}/pools", sources=EVERYTHING, by=["cohort"], **FITTED)
def pools() -> pd.DataFrame:
    """Return from what random signatures are drawn, and whether anoikis genes among it matter.

    ``pool`` genes, of which ``listed`` are in the GeneCards list, also as ``listed_share``, which
    is the share of anoikis genes in a random signature as well; ``empty``: the share of random
    models that choose no gene; ``percentile`` of the score's C as in `stratification`, and
    ``percentile_without`` among 200 signatures drawn without the list's genes, in the cohorts
    measured by small panels. TCGA's random
    models are those of its outer folds: empty if C is one half.
    """
    rows = []
    for cohort in (TRAINING, *EXTERNAL):
        pool, listed = shared_genes(cohort), candidates(cohort, LISTS[0])
        row = {
            "cohort": cohort,
            "pool": len(pool),
            "listed": len(listed),
            "listed_share": len(listed) / len(pool),
        }
        if cohort == TRAINING:
            row["empty"] = (random_concordance() == EVEN).mean()
        else:
            stratum = strata(cohort)
            own = harrell_c(score(cohort).to_frame().T, *outcome(cohort), strata=stratum).item()
            random = {"percentile": random_scores(cohort)}
            row["empty"] = (random["percentile"].std(axis=1) == 0).mean()
            if cohort in SMALL_PANELS:
                random["percentile_without"] = themeless_scores(cohort)
            for column, scores in random.items():
                values = harrell_c(scores, *outcome(cohort), strata=stratum)
                row[column] = percentile(own, values)["percentile"]
        rows.append(row)
    return pd.DataFrame(rows)


@stored(f"{STUDY}/clinical_optimism", sources=EVERYTHING, by=["cohort"], **FITTED)
def clinical_optimism() -> pd.DataFrame:
    """Return the C of clinical models, corrected for being fitted where they are measured.

    The two cohorts with the fewest events for a term; 100 bootstraps. Batches of GSE4335 are not
    held apart. Cox's model has a faint ridge penalty here, because in some bootstrap samples of
    GSE1992 a field separates the events, and no finite estimate exists without.
    """
    rows = []
    for cohort in FEWEST_EVENTS:
        time, event = outcome(cohort)
        table = clinical_model(cohort).T
        found = optimism(_faint_ridge, table, time, event, n=BOOTSTRAPS, seed=SEED)
        rows.append(
            {
                "cohort": cohort,
                "terms": len(table),
                "n_events": int(event.sum()),
                **found[["apparent", "optimism", "corrected"]],
            }
        )
    return pd.DataFrame(rows)


def _faint_ridge(
    features: pd.DataFrame, time: pd.Series, event: pd.Series
) -> Callable[[pd.DataFrame], pd.Series]:
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    fitted = CoxPHSurvivalAnalysis(alpha=RIDGE)
    fitted.fit(features.T.to_numpy(), Surv.from_arrays(event == 1, time))
    return lambda table: pd.Series(fitted.predict(table.T.to_numpy()), table.columns)


def mean_over_cohorts(part: pd.DataFrame, **how: object) -> pd.DataFrame:
    """Pool the C of a score over cohorts, and its difference from random signatures.

    Parameters
    ----------
    part
        A row a cohort: ``cohort``, ``n``, ``n_events``, ``estimate``, ``ci_low``, ``ci_high`` and
        ``random_median``; cohorts without a score (no ``estimate``) are left out.
    how
        As `random_effects` takes it.

    Returns
    -------
    DataFrame, one row "mean"
        Random-effects mean of logit C with interval and prediction interval; ``random_median``,
        the mean of the medians, and ``beyond``, the random-effects mean of C minus that median,
        with interval, medians taken as known.
    """
    known = part[part["estimate"].notna()].set_index("cohort")
    c, low, high = (known[[name]].T for name in ("estimate", "ci_low", "ci_high"))
    row = {"cohort": "mean", "n": known["n"].sum(), "n_events": known["n_events"].sum()}
    # One cohort has no heterogeneity, so that its measures are divided by zero.
    with np.errstate(divide="ignore"):
        row |= pooled_c(c, low, high, **how).iloc[0]
    median = known[["random_median"]].T.set_axis(c.index)
    if median.notna().all(axis=None):
        error = (high.set_axis(c.index) - low.set_axis(c.index)) / (2 * NORMAL)
        with np.errstate(divide="ignore"):
            beyond = random_effects(c - median, error, **how).iloc[0]
        row |= {
            "random_median": known["random_median"].mean(),
            "beyond": beyond["estimate"],
            "beyond_low": beyond["ci_low"],
            "beyond_high": beyond["ci_high"],
        }
    return pd.DataFrame([row])


@stored(
    f"{STUDY}/comparators", sources=EVERYTHING, by=["cohort", "model", "measure", "at"], **FITTED
)
def comparators() -> pd.DataFrame:
    """Return C and AUC over time of the score beside proliferation and the clinical model.

    TCGA: all but proliferation by models trained without the patients, pairs within folds. Other
    cohorts: the score as trained in TCGA; clinical models fitted in the cohort itself, so that
    their values are apparent. ``gain`` over the clinical model, same bootstrap samples.
    """
    tables = []
    for cohort in (TRAINING, *EXTERNAL):
        time, event = outcome(cohort)
        if cohort == TRAINING:
            risks = unseen_patients(LISTS[0])[["score", "clinical", "clinical + score"]]
            risks = risks.assign(proliferation=proliferation(cohort))
            stratum = outer_folds()
        else:
            risks, stratum = _risks(cohort), strata(cohort)
        followed = [moment for moment in AT if moment < time.max()]
        measured = discrimination(
            risks,
            time,
            event,
            at=followed,
            tau=UNTIL,
            against="clinical",
            strata=stratum,
            seed=SEED,
        )
        tables.append(measured.assign(cohort=cohort))
    table = pd.concat(tables, ignore_index=True)
    return table[["cohort", *table.columns.drop("cohort")]]


@stored(f"{STUDY}/random_c", sources=EVERYTHING, by=["cohort", "quantile"], **FITTED)
def random_c() -> pd.DataFrame:
    """Return quantiles of the C of random signatures: TCGA (cross-validated) and each cohort."""
    found = {TRAINING: random_concordance()}
    for cohort in EXTERNAL:
        found[cohort] = harrell_c(random_scores(cohort), *outcome(cohort), strata=strata(cohort))
    levels = np.round(np.arange(0.01, 1.0, 0.01), 2)
    return pd.DataFrame(
        [
            (cohort, level, value)
            for cohort, values in found.items()
            for level, value in values.quantile(levels).items()
        ],
        columns=["cohort", "quantile", "concordance"],
    )


@stored(f"{STUDY}/reverse", sources=EVERYTHING, by=["cohort"], **FITTED)
def reverse() -> pd.DataFrame:
    """Return what the same recipe, trained in each other cohort, does in TCGA.

    200 random signatures, trained alike, for the cohorts with whole arrays.
    """
    time, event = outcome(TRAINING)
    rows = []
    for cohort in EXTERNAL:
        own = reverse_score(cohort)
        row = {
            "cohort": cohort,
            "trained_n": len(outcome(cohort)[1]),
            "trained_events": int(outcome(cohort)[1].sum()),
            "candidates": len(candidates(cohort, LISTS[0])),
        }
        if own.std() > 0:
            measured = discrimination(own.to_frame("score"), time, event, tau=UNTIL, seed=SEED)
            row |= dict(measured.iloc[0][["estimate", "ci_low", "ci_high"]])
            if cohort in WHOLE_ARRAYS:
                random = harrell_c(reverse_random_scores(cohort), time, event)
                row |= among_random(row["estimate"], random, LISTS[0])
            row["p"] = likelihood_ratio(own, clinical_model(TRAINING), time, event)["p"]
        rows.append(row)
    return pd.DataFrame(rows)
