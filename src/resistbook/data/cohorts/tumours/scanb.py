"""GSE96058 (SCAN-B): 400 of its patients, 10,000 genes."""

from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.data.cohorts.cohort import Cohort

SOURCE = "scanb-400"
FILES = ("exprBC.rda", "samplesBC.rda")
DAYS_A_MONTH = 30.4375


@cache
def scanb() -> Cohort:
    """Return 10,000 genes in 400 patients of SCAN-B, with overall survival.

    Returns
    -------
    Cohort
        Symbols x patients, log2(FPKM + 0.1). ``endocrine`` and ``chemo`` are 1 = treated,
        ``subtype`` is PAM50, ``grade`` 1 to 3, ``gsm`` the GEO sample.

    Notes
    -----
    Values carry one decimal. PGR, XIST, MKI67, EGFR and CDH1 are not among the genes. 48 patients
    died in a median of 4 years: the power for survival is small. There is no relapse field.
    """
    expression, samples = (deposited.frame(SOURCE, file) for file in FILES)
    samples = samples.rename_axis("gsm").reset_index().set_index("title").rename_axis(None)
    clinical = pd.DataFrame(
        {
            "series": "GSE96058",
            "gsm": samples["gsm"],
            "er": _number(samples["er_status"]),
            "pr": _number(samples["pgr_status"]),
            "her2": _number(samples["her2_status"]),
            "grade": _number(samples["nhg"].astype(object).str.removeprefix("G")),
            "age": samples["age_at_diagnosis"],
            "subtype": samples["pam50_subtype"],
            "endocrine": _number(samples["endocrine_treated"]),
            "chemo": _number(samples["chemo_treated"]),
            "os_event": samples["overall_survival_event"],
            "os_months": samples["overall_survival_days"] / DAYS_A_MONTH,
        }
    )
    return Cohort(
        "SCAN-B, 400 patients",
        expression,
        clinical.loc[expression.columns],
        scale="log2(FPKM + 0.1), one decimal",
        sources=[f"{SOURCE}/{file}" for file in FILES],
        notes=(
            "PGR, XIST, MKI67, EGFR and CDH1 are not among the 10,000 genes.",
            f"Survival in days was divided by {DAYS_A_MONTH}; 48 of 400 patients died.",
        ),
    )


def _number(field: pd.Series) -> pd.Series:
    return pd.to_numeric(field.astype(object))
