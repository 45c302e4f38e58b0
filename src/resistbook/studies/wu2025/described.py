"""Wu 2025: who the patients are, and how each variable goes with outcome, alone and together."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts.prognosis import FOLLOWED, followed
from resistbook.results.store import stored
from resistbook.stats.survival.joint_cox import CoxFit, joint_cox
from resistbook.studies.wu2025.all_scores import pooled_score
from resistbook.studies.wu2025.cohorts import EVERYTHING, STUDY
from resistbook.studies.wu2025.trained_together import (
    FURTHER_FILES,
    clinical_model,
    outcome,
    strata,
)
from resistbook.studies.wu2025.training import FITTED

NORMAL = 1.96
FIELDS = {
    "er": "ER",
    "n": "N (nodes)",
    "size_class": "size class",
    "t": "T (tumour size)",
}
"""Clinical fields and variables, where readers know them by another name."""


def fields_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose clinical fields, one a cell or several, have their full names.

    Parameters
    ----------
    table
        With a column ``field``, ``variable`` or ``clinical``.
    """
    columns = table.columns.intersection(["clinical", "field", "variable"])
    return table.assign(**{column: table[column].map(_in_words) for column in columns})


def _in_words(fields: str) -> str:
    return ", ".join(FIELDS.get(field, field) for field in fields.split(", "))


@stored(f"{STUDY}/characteristics", sources=(*EVERYTHING, *FURTHER_FILES), by=["cohort", "field"])
def characteristics() -> pd.DataFrame:
    """Return what the patients of each cohort are like, a row a clinical field.

    ``n`` patients analysed; ``median`` with ``quarter`` and ``three_quarters``, and ``mean`` (the
    share of positives where the field is 1 or 0); ``not_recorded``: HER2-negative patients of the
    cohort left out for want of the field.
    """
    rows = []
    for cohort, design in FOLLOWED.items():
        whole = design.source()
        eligible = whole.clinical[design.chosen(whole)]
        for field in design.clinical:
            values = followed(cohort).clinical[field]
            values = 2**values - 1 if field == "nodes" else values
            quarter, middle, three = values.quantile([0.25, 0.5, 0.75])
            rows.append(
                {
                    "cohort": cohort,
                    "field": field,
                    "n": len(values),
                    "not_recorded": int(eligible[field].isna().sum()),
                    "mean": values.mean(),
                    "median": middle,
                    "quarter": quarter,
                    "three_quarters": three,
                }
            )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/hazard_ratios",
    sources=(*EVERYTHING, *FURTHER_FILES),
    by=["cohort", "variable"],
    **FITTED,
)
def hazard_ratios() -> pd.DataFrame:
    """Return hazard ratios of the score and of each clinical variable, alone and together.

    Per unit of a clinical variable (``nodes``: log2 of one more), per SD of the ``score``, which is
    that of the anoikis genes by the ridge trained on the other cohorts. ``together``: in one model
    of all of them. 95% intervals (Wald).
    """
    rows = []
    for cohort in FOLLOWED:
        score = pooled_score(cohort)
        table = clinical_model(cohort).assign(score=(score - score.mean()) / score.std())
        time, event = outcome(cohort)
        stratum = strata(cohort)
        whole = _ratios(joint_cox(table, time, event, strata=stratum))
        for variable in table:
            alone = _ratios(joint_cox(table[[variable]], time, event, strata=stratum))
            rows.append(
                {
                    "cohort": cohort,
                    "variable": variable,
                    **alone.loc[variable],
                    **whole.loc[variable].add_prefix("together_"),
                }
            )
    return pd.DataFrame(rows)


def _ratios(fit: CoxFit) -> pd.DataFrame:
    margin = NORMAL * fit.standard_errors
    return np.exp(
        pd.DataFrame(
            {
                "hazard_ratio": fit.coefficients,
                "ci_low": fit.coefficients - margin,
                "ci_high": fit.coefficients + margin,
            }
        )
    )
