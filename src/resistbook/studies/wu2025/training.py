"""Wu 2025: how the models of anoikis genes do in TCGA, where they are made."""

from functools import cache

import numpy as np
import pandas as pd

from resistbook.data.cohorts.her2_negative import her2_negative
from resistbook.genes.signatures import anoikis
from resistbook.results.store import stored
from resistbook.stats.prediction.discrimination import discrimination
from resistbook.stats.prediction.nested_models import likelihood_ratio
from resistbook.stats.prediction.prognosis import cox_model
from resistbook.stats.prediction.random_signatures import percentile
from resistbook.stats.prediction.validation import cross_validated_c, optimism, out_of_fold
from resistbook.studies.wu2025.cohorts import METABRIC, RESPONSE, STUDY, TRAINED
from resistbook.studies.wu2025.model import (
    LISTS,
    OUTER,
    SEED,
    TRAINING,
    candidates,
    clinical_model,
    model,
    outcome,
    outer_folds,
    random_concordance,
    recipe,
    strongest,
    unscreened,
)
from resistbook.studies.wu2025.resistance import FDR, resistance_genes

BOOTSTRAPS = 100
REPEATS = 6
AT = (12, 36, 60)
"""Months at which discrimination over time is measured."""
UNTIL = float(max(AT))
"""Uno's C counts events before this month, while enough patients are followed."""
PREDICTED = 36
"""Months at which predicted risks are compared with observed ones: median follow-up is 28.5."""
CONTROL = "METABRIC"

FITTED = {"packages": ("scikit-survival", "lifelines"), "tolerance": 1e-4}
"""Coordinate descent and Newton's steps end at a relative change of 1e-7 or so, which later steps
magnify: what rests on their fits is compared to four digits."""


@cache
def unseen_patients(name: str) -> pd.DataFrame:
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
        unseen = unseen_patients(name)
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
                **among_random(measured["estimate"], random, name),
                "hazard_ratio": added["hazard_ratio"],
                "hazard_low": added["ci_low"],
                "hazard_high": added["ci_high"],
                "p": added["p"],
            }
        )
    return pd.DataFrame(rows)


def among_random(estimate: float, random: pd.Series, name: str) -> dict[str, float]:
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
    """Return the cross-validated C of other recipes, over six random splits into folds.

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
