"""Wu 2025: whether a prognosis model of anoikis genes stratifies HER2-negative patients."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts import metabric, scanb, survset, tcga_panel_agreement
from resistbook.data.cohorts.her2_expression import amplicon_score, her2_by_expression
from resistbook.data.cohorts.her2_negative import DESIGNS, her2_negative
from resistbook.genes.signatures import anoikis
from resistbook.results.store import stored
from resistbook.stats.meta.random_effects import random_effects
from resistbook.stats.prediction.calibration import (
    calibration_groups,
    calibration_slope,
    net_benefit,
)
from resistbook.stats.prediction.discrimination import discrimination, harrell_c
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.prognosis import cox_model
from resistbook.stats.prediction.random_signatures import percentile
from resistbook.stats.prediction.validation import cross_validated_c, optimism, out_of_fold
from resistbook.stats.resampling import bootstrap_within, wilson_interval
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.kaplan_meier import numbers_at_risk
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
    proliferation,
    random_concordance,
    random_scores,
    recipe,
    reverse_random_scores,
    reverse_score,
    score,
    shared_genes,
    strata,
    strongest,
    themeless_scores,
    unscreened,
)
from resistbook.studies.wu2025.resistance import FDR, resistance_genes

STUDY = "wu2025"
BOOTSTRAPS = 100
REPEATS = 6
AT = (12, 36, 60)
"""Months at which discrimination over time is measured."""
UNTIL = float(max(AT))
"""Uno's C counts events before this month, while enough patients are followed."""
PREDICTED = 36
"""Months at which predicted risks are compared with observed ones: median follow-up is 28.5."""
THRESHOLDS = tuple(round(0.02 * step, 2) for step in range(1, 16))
CURVE_MONTHS = tuple(range(0, 121, 3))
TERTILES = ("low score", "middle score", "high score")
CONTROL = "METABRIC"
FEWEST_EVENTS = ("GSE1992", "GSE4335")
"""Cohorts with fewer than six events for a term of the clinical model."""
SMALL_PANELS = ("SCAN-B", "METABRIC", "GSE25066")
WHOLE_ARRAYS = ("GSE1992", "GSE4335", "GSE3143")
NORMAL = 1.96
EVEN = 0.5
RIDGE = 0.1

PANELS = ("tcga-porpoise", "penelope", "tcga-gsalightning", "tcga-fastpls", "tcga-clinical")
GENES = ("anoikis-genes", "go-anoikis")
METABRIC = ("metabric-300", "metabric-clinical")
RESPONSE = ("gse25066-biospear", "hgu133a-chip", "tam-cohorts")
ARRAYS = ("survset", "survjamda-pheno")
EVERYTHING = (*PANELS, *GENES, "genesets-msigdb", "scanb-400", *METABRIC, *RESPONSE, *ARRAYS)
TRAINED = (*PANELS, *GENES, "genesets-msigdb")

FITTED = {"packages": ("scikit-survival", "lifelines"), "tolerance": 1e-4}
"""Coordinate descent and Newton's steps end at a relative change of 1e-7 or so, which later steps
magnify: what rests on their fits is compared to four digits."""


@stored(f"{STUDY}/panel_agreement", sources=PANELS, by=["first", "second"])
def panel_agreement() -> pd.DataFrame:
    """Return how well the values of genes agree that two panels of TCGA hold."""
    return tcga_panel_agreement()


@stored(f"{STUDY}/her2_rule", sources=("scanb-400", *METABRIC, *ARRAYS), by=["cohort"])
def her2_rule() -> pd.DataFrame:
    """Check HER2 status by expression where it is known otherwise.

    The limit of the rule was set with the status of SCAN-B and METABRIC in view, so that their
    rows are apparent. GSE3143 and GSE4335, where the rule is used, have no check. Recorded status
    in SCAN-B (in routine) and METABRIC; the HER2-enriched subtype in GSE1992, which is no status
    but must be rich in it. Wilson's intervals. ``missed``: positives called negative, and
    ``missed_median`` the median of their amplicon score, whose limit is 2.
    """
    known = {
        "SCAN-B": (scanb().expression, scanb().clinical["her2"]),
        "METABRIC": (metabric().expression, metabric().clinical["her2"]),
    }
    arrays = survset("GSE1992")
    enriched = (arrays.clinical["subtype"] == "HER2+/ER-").astype(float)
    known["GSE1992, subtype"] = (arrays.expression, enriched)
    rows = []
    for name, (expression, status) in known.items():
        called = her2_by_expression(expression)
        recorded = status.dropna().index
        called, status = called[recorded] == 1, status[recorded] == 1
        row = {"cohort": name, "n": len(status), "positive": status.sum()}
        missed = status & ~called
        row["missed"] = missed.sum()
        row["missed_median"] = amplicon_score(expression)[missed.index[missed]].median()
        for measure, part, right in (
            ("sensitivity", status, called),
            ("specificity", ~status, ~called),
            ("negative_value", ~called, ~status),
        ):
            low, high = wilson_interval((part & right).sum(), part.sum())
            row |= {
                measure: (part & right).sum() / part.sum(),
                f"{measure}_low": float(low),
                f"{measure}_high": float(high),
            }
        rows.append(row)
    return pd.DataFrame(rows)


@stored(f"{STUDY}/cohorts", sources=EVERYTHING, by=["cohort"])
def patients() -> pd.DataFrame:
    """Return the patients and genes of each cohort, and what happened to the patients.

    ``followed``: median follow-up in months, by the reverse Kaplan-Meier estimate.
    """
    rows = []
    for name, design in DESIGNS.items():
        whole = design.source().clinical
        time, event = outcome(name)
        reverse = numbers_at_risk(time, 1 - event, at=sorted(time.unique()))
        below = reverse[reverse["survival"] <= 0.5]
        rows.append(
            {
                "cohort": name,
                "endpoint": design.means,
                "patients": len(whole),
                "negative": int(design.chosen(design.source()).sum()),
                "n": len(event),
                "n_events": int(event.sum()),
                "followed": below["time"].min(),
                "clinical": ", ".join(design.clinical),
                "genes": len(shared_genes(name)),
                **{title: len(candidates(name, title)) for title in LISTS},
            }
        )
    return pd.DataFrame(rows)


@cache
def _unseen(name: str) -> pd.DataFrame:
    """Return what models trained without them say of TCGA's patients, over the outer folds.

    Linear predictors (``score``, ``clinical``, ``clinical + score``) and, for the three, the risk
    at `PREDICTED` months (``... risk``). The weight of the score beside the clinical fields is
    fitted to scores of models trained without the patient, in folds within the training part.
    (Correction after the freeze: until then it was fitted to scores of the patients that the
    score was trained on, which are too good, so that the score got too much weight.)
    """
    time, event = outcome(TRAINING)
    features = her2_negative(TRAINING).expression.loc[candidates(TRAINING, name)]
    clinical, fold = clinical_model(TRAINING), outer_folds()
    parts = []
    for left_out in range(OUTER):
        kept = fold != left_out
        learned = time[kept], event[kept]
        anoikis_model = recipe(features.loc[:, kept], *learned)
        tables = {"score": (anoikis_model, features)}
        own = anoikis_model(features).rename("score")
        inner = out_of_fold(recipe, features.loc[:, kept], *learned, folds=OUTER, seed=SEED)
        inner = inner.set_index("sample")["risk"].rename("score")
        # A model that chose no gene scores all alike, and adds nothing.
        scored = min(own.std(), inner.std()) > 0
        both = clinical[kept].join(inner) if scored else clinical[kept]
        tables["clinical"] = (cox_model(clinical[kept].T, *learned), clinical.T)
        tables["clinical + score"] = (cox_model(both.T, *learned), clinical.join(own).T)
        columns = {}
        for title, (fitted, table) in tables.items():
            columns[title] = fitted(table.loc[:, ~kept])
            columns[f"{title} risk"] = fitted.risk(table.loc[:, ~kept], PREDICTED)
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts).loc[time.index]


@stored(f"{STUDY}/construction", sources=TRAINED, by=["list"], **FITTED)
def construction() -> pd.DataFrame:
    """Return how the model of each anoikis list does in TCGA, where it is made.

    ``apparent`` C where it was trained, its ``optimism`` (100 bootstraps of the whole recipe) and
    the ``corrected`` C; ``estimate``: C of patients by models trained without them, with
    bootstrap interval; its place among random signatures in the same folds (GeneCards only, whose
    size they have); ``hazard_ratio`` per SD of that score given the clinical model, within folds.
    """
    time, event = outcome(TRAINING)
    random = random_concordance()
    rows = []
    for name in LISTS:
        features = her2_negative(TRAINING).expression.loc[candidates(TRAINING, name)]
        inner = optimism(recipe, features, time, event, n=BOOTSTRAPS, seed=SEED, n_jobs=-1)
        unseen = _unseen(name)
        measured = discrimination(
            unseen[["score"]], time, event, tau=UNTIL, strata=outer_folds(), seed=SEED
        ).iloc[0]
        added = likelihood_ratio(
            unseen["score"], clinical_model(TRAINING), time, event, strata=outer_folds()
        )
        rows.append(
            {
                "list": name,
                "candidates": len(features),
                "selected": len(model(TRAINING, name).selected),
                "n": len(event),
                "n_events": int(event.sum()),
                "apparent": inner["apparent"],
                "optimism": inner["optimism"],
                "corrected": inner["corrected"],
                **measured[["estimate", "ci_low", "ci_high"]],
                **_among(measured["estimate"], random, name),
                "hazard_ratio": added["hazard_ratio"],
                "hazard_low": added["ci_low"],
                "hazard_high": added["ci_high"],
                "p": added["p"],
            }
        )
    return pd.DataFrame(rows)


def _among(estimate: float, random: pd.Series, name: str) -> dict[str, float]:
    """Place a C among those of random signatures of the GeneCards list's size."""
    if name != "GeneCards":
        return dict.fromkeys(["random_low", "random_median", "random_95", "percentile"], np.nan)
    low, middle, high = random.quantile([0.05, 0.5, 0.95])
    return {
        "random_low": low,
        "random_median": middle,
        "random_95": high,
        "percentile": percentile(estimate, random)["percentile"],
    }


@stored(
    f"{STUDY}/recipes",
    sources=(*TRAINED, *METABRIC, *RESPONSE),
    by=["cohort", "recipe"],
    **FITTED,
)
def recipes() -> pd.DataFrame:
    """Return the cross-validated C of other recipes, over six dealings into folds.

    ``resistance``: candidates that are genes of resistance too, in GSE25066 (FDR < 0.05), which
    is nearest to the paper's words; at equal ER status and with ER ignored. ``cohort``: where they
    are trained and tested. METABRIC is a control: nine times the events.
    ``leaking``: genes are screened on all patients, and only the lasso is cross-validated, as is
    often done; its C is not an honest one.
    """
    expression = her2_negative(TRAINING).expression
    named = {name: expression.loc[candidates(TRAINING, name)] for name in LISTS}
    leaked = named[LISTS[0]].loc[strongest(named[LISTS[0]], *outcome(TRAINING))]
    resistant = resistance_genes().set_index("gene")
    both = {
        title: named[LISTS[0]].loc[named[LISTS[0]].index.isin(resistant.index[passing])]
        for title, passing in {
            "resistance": resistant["fdr"] < FDR,
            "resistance, ER ignored": resistant["fdr_raw"] < FDR,
        }.items()
    }
    control = her2_negative(CONTROL).expression
    control = control.loc[control.index.intersection(anoikis()[LISTS[0]])]
    rows = []
    for cohort, title, way, features in (
        (TRAINING, f"{LISTS[0]}, screened, lasso", recipe, named[LISTS[0]]),
        (TRAINING, f"{LISTS[0]}, lasso alone", unscreened, named[LISTS[0]]),
        (TRAINING, f"{LISTS[0]}, screening leaking", recipe, leaked),
        (TRAINING, f"{LISTS[1]}, screened, lasso", recipe, named[LISTS[1]]),
        *((TRAINING, f"{LISTS[0]} and {name}", recipe, part) for name, part in both.items()),
        (TRAINING, "all genes, screened, lasso", recipe, expression),
        (CONTROL, f"{LISTS[0]}, screened, lasso", recipe, control),
    ):
        time, event = outcome(cohort)
        predicted = out_of_fold(
            way, features, time, event, folds=OUTER, repeats=REPEATS, seed=SEED, n_jobs=-1
        )
        each = cross_validated_c(predicted, time, event)
        rows.append([cohort, title, len(features), each.mean(), each.min(), each.max()])
    columns = ["cohort", "recipe", "candidates", "estimate", "lowest", "highest"]
    return pd.DataFrame(rows, columns=columns)


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
    if (stratum := strata(cohort)) is None:
        return cox_model(predictors.T, *outcome(cohort))(predictors.T)
    from lifelines import CoxPHFitter

    time, event = outcome(cohort)
    table = predictors.assign(time=time, event=event, stratum=stratum)
    fit = CoxPHFitter().fit(table, "time", "event", strata=["stratum"])
    return predictors @ fit.params_


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
    for. Row "mean": random-effects mean of logit C.
    """
    rule = ledger.parameters(STUDY, "W3")
    rows = []
    for name in LISTS:
        for cohort in EXTERNAL:
            rows.append({"list": name, "cohort": cohort, **_stratified(cohort, name, rule)})
    table = pd.DataFrame(rows)
    mean = _mean_c(table[table["list"] == LISTS[0]]).assign(list=LISTS[0])
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
    row |= _among(row["estimate"], harrell_c(random, time, event, strata=stratum), name)
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


def _mean_c(part: pd.DataFrame) -> pd.DataFrame:
    known = part.set_index("cohort")
    logits = np.log(known[["estimate", "ci_low", "ci_high"]]).sub(
        np.log1p(-known[["estimate", "ci_low", "ci_high"]])
    )
    error = (logits["ci_high"] - logits["ci_low"]) / (2 * NORMAL)
    pooled = random_effects(logits[["estimate"]].T, error.to_frame("estimate").T).iloc[0]
    back = 1 / (1 + np.exp(-pooled[["estimate", "ci_low", "ci_high"]].astype(float)))
    return pd.DataFrame(
        [{"cohort": "mean", "n": known["n"].sum(), "n_events": known["n_events"].sum(), **back}]
    )


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
            risks = _unseen(LISTS[0])[["score", "clinical", "clinical + score"]]
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
                row |= _among(row["estimate"], random, LISTS[0])
            row["p"] = likelihood_ratio(own, clinical_model(TRAINING), time, event)["p"]
        rows.append(row)
    return pd.DataFrame(rows)


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
        return _unseen(LISTS[0])["score risk"]
    return model(cohort).risk(her2_negative(cohort).expression, PREDICTED)


@stored(f"{STUDY}/decision_curve", sources=TRAINED, by=["model", "threshold"], **FITTED)
def decision_curve() -> pd.DataFrame:
    """Return net benefit at three years in TCGA, by models trained without the patients.

    ``gain`` over the clinical model, same bootstrap samples.
    """
    unseen = _unseen(LISTS[0])
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
            third = _unseen(LISTS[0])["score"].groupby(outer_folds()).rank(pct=True)
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
