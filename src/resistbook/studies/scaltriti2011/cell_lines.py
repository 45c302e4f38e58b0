"""Cell lines: gain of CCNE1 before any trastuzumab, and whether drugs are what they are named."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts import gdsc1, gdsc2, neve2006
from resistbook.data.cohorts.lines.neve2006 import CCNE1_CLONE, ERBB2_CLONE
from resistbook.results.store import stored
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.scaltriti2011.copies import GAINED

STUDY = "scaltriti2011"
GDSC = ("gdsc1", "gdsc2-oncopredict")
LINES_AMPLIFIED = 1.0


@stored(f"{STUDY}/parental_lines", sources=["neve2006"], by=["group"])
def parental_lines() -> pd.DataFrame:
    """Return CCNE1 gains among breast lines with and without amplified HER2.

    Lines as they are bought, none selected under trastuzumab. ``gained``: log2 ratio of the clone
    at CCNE1 at or above 0.3.
    """
    ratios = neve2006().expression
    ccne1, erbb2 = ratios.loc[CCNE1_CLONE], ratios.loc[ERBB2_CLONE]
    known = ccne1.notna() & erbb2.notna()
    rows = []
    for group, chosen in (
        ("ERBB2 amplified", known & (erbb2 >= LINES_AMPLIFIED)),
        ("others", known & (erbb2 < LINES_AMPLIFIED)),
    ):
        gained = chosen & (ccne1 >= GAINED)
        low, high = wilson_interval(int(gained.sum()), int(chosen.sum()))
        rows.append(
            {
                "group": group,
                "lines": int(chosen.sum()),
                "gained": int(gained.sum()),
                "share": gained.sum() / chosen.sum(),
                "ci_low": float(low),
                "ci_high": float(high),
                "which": ", ".join(sorted(gained.index[gained])),
                "bt474": ccne1["BT474"] if chosen["BT474"] else np.nan,
            }
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/drug_identity", sources=GDSC, by=["drug"])
def drug_identity() -> pd.DataFrame:
    """Return for drugs of both screens how a drug's GDSC1 row matches its namesake in GDSC2.

    ``correlation`` over the ``lines`` that have both values; ``rank`` of the namesake among all
    drugs of GDSC2; ``best``, the drug of the first rank, with its correlation and lines. None of
    the CDK2 family is in both screens, so that the check covers comparators only.
    """
    first, second = gdsc1().expression, gdsc2().expression
    lines = first.columns.intersection(second.columns)
    rows = []
    for drug in ("lapatinib", "afatinib", "palbociclib", "RO-3306", "BMS-345541"):
        known = first.loc[drug, lines].notna()
        found = second[lines].T.corrwith(first.loc[drug, lines])
        both = (second[lines].notna() & known).sum(axis=1)
        best = found.idxmax()
        rows.append(
            {
                "drug": drug,
                "lines": int(both[drug.lower()]),
                "correlation": found[drug.lower()],
                "rank": int((found > found[drug.lower()]).sum()) + 1,
                "best": best,
                "best_correlation": found[best],
                "best_lines": int(both[best]),
            }
        )
    return pd.DataFrame(rows)
