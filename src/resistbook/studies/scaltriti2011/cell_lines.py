"""Cell lines with gain of CCNE1: before any trastuzumab, and under drugs."""

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.data.cohorts import gdsc1, gdsc2, hms, neve2006
from resistbook.data.cohorts.lines.neve2006 import CCNE1_CLONE, ERBB2_CLONE
from resistbook.results.store import stored
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.stats.regression import linear
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.scaltriti2011.copies import GAINED

STUDY = "scaltriti2011"
GDSC = ("gdsc1", "gdsc2-oncopredict")
LINES_AMPLIFIED = 1.0
FEWEST_GAINED = 3
HMS_DRUGS = {"dinaciclib": "CDK2", "BMS-265246": "CDK2", "palbociclib": "comparator"}


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


@stored(
    f"{STUDY}/cdk_inhibitors",
    sources=(*GDSC, "hms-grmetrics", "neve2006"),
    by=["role", "drug", "screen", "lines"],
)
def cdk_inhibitors() -> pd.DataFrame:
    """Return the difference in sensitivity between lines with and without gain of CCNE1.

    ``estimate``: difference in ln(IC50), in SDs of the drug over the lines used, adjusted for
    tissue where several take part; below 0 is more sensitive. Roles: CDK2 (the declared family),
    comparator (CDK4/6 or CDK1), anti-HER2 (lines with ERBB2 gain only). In the HMS screen, where
    gains are read from Neve's array, the estimate is per SD of copy number and of minus GR_AOC.
    ``fdr`` is over the drugs of a role and a choice of lines. Choices with fewer than three gained
    lines are left out.
    """
    declared = ledger.parameters(STUDY, "S10")
    rows = []
    for role, drugs in (
        ("CDK2", declared["family"]),
        ("comparator", declared["comparators"]),
        ("anti-HER2", declared["anti_her2"]),
    ):
        for drug in drugs:
            for screen in (gdsc1(), gdsc2()):
                name = {name.lower(): name for name in screen.expression.index}.get(drug.lower())
                if name is None:
                    continue
                for lines, chosen in _choices(screen.clinical, role).items():
                    sensitivity = screen.expression.loc[name, chosen].dropna()
                    part = screen.clinical.loc[sensitivity.index]
                    if part["ccne1_gain"].sum() >= FEWEST_GAINED and _fits(part, lines):
                        rows.append(
                            {"role": role, "drug": drug, "screen": screen.name, "lines": lines}
                            | _gain_effect(sensitivity, part)
                        )
    rows += _hms_effects()
    table = pd.DataFrame(rows)
    keys = [table["role"], table["lines"]]
    table["fdr"] = table.groupby(keys)["p"].transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return table


def _choices(lines: pd.DataFrame, role: str) -> dict[str, pd.Series]:
    if role == "anti-HER2":
        return {
            "ERBB2 gained": lines["erbb2_gain"] == 1,
            "ERBB2 gained, breast": (lines["erbb2_gain"] == 1) & (lines["tissue"] == "breast"),
        }
    return {"all tissues": lines["tissue"].notna(), "breast": lines["tissue"] == "breast"}


def _fits(lines: pd.DataFrame, choice: str) -> bool:
    """Say whether a drug was screened in what the choice names: several tissues, or one."""
    return "breast" in choice or lines["tissue"].nunique() > 1


def _gain_effect(sensitivity: pd.Series, part: pd.DataFrame) -> dict[str, float]:
    y = (sensitivity - sensitivity.mean()) / sensitivity.std()
    tissues = pd.get_dummies(part["tissue"], drop_first=True, dtype=float)
    terms = pd.concat([part["ccne1_gain"].rename("gain"), tissues], axis=1)
    return linear(y, terms, "gain") | {
        "n": len(y),
        "n_gain": int(part["ccne1_gain"].sum()),
    }


def _hms_effects() -> list[dict[str, float]]:
    copies_of = neve2006().expression.loc[CCNE1_CLONE].dropna()
    area = hms().expression
    rows = []
    for drug, role in HMS_DRUGS.items():
        y = -area.loc[drug].dropna()
        both = y.index.intersection(copies_of.index)
        y, x = y[both], copies_of[both]
        gain = ((x - x.mean()) / x.std()).to_frame("gain")
        rows.append(
            {"role": role, "drug": drug, "screen": "HMS", "lines": "breast, HMS"}
            | linear((y - y.mean()) / y.std(), gain, "gain")
            | {"n": len(y), "n_gain": int((x >= GAINED).sum())}
        )
    return rows


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
