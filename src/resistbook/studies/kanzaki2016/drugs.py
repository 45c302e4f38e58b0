"""Inhibitors on the way to NF-κB in breast lines, by class."""

from functools import cache

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.data import cohorts
from resistbook.data.cohorts import general_sensitivity
from resistbook.results.store import stored
from resistbook.stats.association import POWER, adjusted_difference
from resistbook.stats.multiplicity import benjamini_hochberg
from resistbook.studies.kanzaki2016.inputs import LINES, STUDY

INHIBITORS = {
    "BMS-345541": ("BMS-345541", "bms-345541", "IKK-α, IKK-β"),
    "TPCA-1": ("TPCA-1", None, "IKK-β"),
    "KIN001-260": ("290", None, "IKK-β"),
    "BX-795": ("BX-795", None, "TBK1, IKK-ε"),
    "(5Z)-7-oxozeaenol": ("(5Z)-7-oxozeaenol", None, "TAK1"),
    "bortezomib": ("104", "bortezomib", "proteasome"),
    "MG-132": ("9", "mg-132", "proteasome"),
    "parthenolide": ("89", None, "IKK-β and others"),
}
"""Inhibitors on the way to NF-κB: their row in GDSC1, in GDSC2, and target."""
ANTI_HER2 = {"afatinib": ("afatinib", "afatinib"), "lapatinib": ("lapatinib", "lapatinib")}
BOTH_SCREENS = "BMS-345541 in both screens"


@cache
def breast_lines(panel: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ln IC50 of all drugs, and class, of the breast lines that HMS puts into one.

    Parameters
    ----------
    panel
        "GDSC1" or "GDSC2".

    Returns
    -------
    response : drugs x lines
    lines : lines x fields
        ``basal`` and ``her2`` (1 or 0), the latter by GDSC's copy number.
    """
    cohort = {"GDSC1": cohorts.gdsc1, "GDSC2": cohorts.gdsc2}[panel]()
    breast = cohort.clinical[cohort.clinical["tissue"] == "breast"]
    plain = breast["line"].str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    lineage = plain.map(cohorts.hms_lines()["lineage"])
    lines = pd.DataFrame(
        {"basal": (lineage == "basal").astype(int), "her2": breast["erbb2_gain"].astype(int)}
    )[lineage.notna()]
    return cohort.expression[lines.index], lines


@stored(f"{STUDY}/pathway_inhibitors", sources=LINES, by=["panel", "drug", "contrast"])
def pathway_inhibitors() -> pd.DataFrame:
    """Return the difference in ln IC50 between classes of breast lines, drug by drug.

    ``basal − luminal`` at equal HER2 amplification and general sensitivity, for inhibitors on the
    way to NF-κB; FDR over those of a panel. ``amplified − not`` at equal lineage and general
    sensitivity, for anti-HER2 drugs: the control of direction. ``basal − luminal,
    HER2-amplified`` among amplified lines only. Negative: the first class is more sensitive.
    Differences are in ln(µM): -0.69 is half the IC50. ``plain`` is the difference without general
    sensitivity held equal, added after the result.
    """
    rows = []
    for number, panel in enumerate(("GDSC1", "GDSC2")):
        response, lines = breast_lines(panel)
        for drug, names in INHIBITORS.items():
            if names[number]:
                rows += _classes(panel, drug, names[2], response, lines, names[number])
        for drug, names in ANTI_HER2.items():
            held = lines[["basal"]]
            rows.append(
                _sensitivity(
                    panel, drug, "EGFR, HER2", response, names[number], lines["her2"], held
                )
                | {"contrast": "amplified − not"}
            )
    found = pd.DataFrame([row for row in rows if "estimate" in row])
    found["fdr"] = found.groupby(["panel", "contrast"])["p"].transform(
        lambda p: benjamini_hochberg(p)
    )
    return found


def _classes(
    panel: str, drug: str, target: str, response: pd.DataFrame, lines: pd.DataFrame, row: str
) -> list[dict]:
    whole = _sensitivity(panel, drug, target, response, row, lines["basal"], lines[["her2"]])
    amplified = lines[lines["her2"] == 1]
    within = _sensitivity(panel, drug, target, response, row, amplified["basal"], amplified[[]])
    return [
        whole | {"contrast": "basal − luminal"},
        within | {"contrast": "basal − luminal, HER2-amplified"},
    ]


def _sensitivity(
    panel: str,
    drug: str,
    target: str,
    response: pd.DataFrame,
    row: str,
    group: pd.Series,
    held: pd.DataFrame,
    *,
    general: bool = True,
) -> dict:
    values = response.loc[row, group.index].dropna()
    group, held = group[values.index], held.loc[values.index].astype(float)
    held = held.loc[:, held.nunique() > 1]
    alone = held
    if general:
        held = held.assign(general=general_sensitivity(response, row)[values.index])
    named = {"panel": panel, "drug": drug, "target": target}
    if min(group.sum(), (1 - group).sum()) < 2 or len(values) < held.shape[1] + 4:
        return named
    spread = values.std()
    table = adjusted_difference(values.to_frame(drug).T, group, held).loc[drug]
    in_logs = {
        name: table[name] * spread for name in ("estimate", "se", "ci_low", "ci_high", "detectable")
    }
    plain = adjusted_difference(values.to_frame(drug).T, group, alone).loc[drug]
    in_logs |= {
        f"plain{end}": plain[f"{name}"] * spread
        for end, name in (("", "estimate"), ("_low", "ci_low"), ("_high", "ci_high"))
    }
    counts = {
        "n_first": int(table["n_1"]),
        "n_second": int(table["n_0"]),
        "freedom": len(values) - held.shape[1] - 2,
    }
    return named | counts | in_logs | {"sd": spread, "p": table["p"]}


@stored(f"{STUDY}/drug_readings", sources=LINES, by=["reading", "drug"])
def drug_readings() -> pd.DataFrame:
    """Return the differences between basal and luminal lines under other choices of the analysis.

    As the rows of GDSC1 in `pathway_inhibitors`, without HER2 amplification held equal, without
    general sensitivity held equal, and with BMS-345541 as the mean of both screens, weighted by
    inverse variance. That mean takes the screens as independent though they share most lines, so
    that its interval is too narrow.
    """
    first, second = (_between_classes(panel) for panel in ("GDSC1", "GDSC2"))
    tables = {
        "HER2 amplification not held equal": _between_classes("GDSC1", held=()),
        "general sensitivity not held equal": _between_classes("GDSC1", general=False),
        BOTH_SCREENS: _with_mean(first, second, "BMS-345541"),
    }
    found = pd.concat([table.assign(reading=reading) for reading, table in tables.items()])
    found["fdr"] = found.groupby("reading")["p"].transform(lambda p: benjamini_hochberg(p))
    both = found["reading"] == BOTH_SCREENS
    return found.assign(panel=np.where(both, "both screens", "GDSC1"), contrast="basal − luminal")


def _between_classes(
    panel: str, held: tuple[str, ...] = ("her2",), *, general: bool = True
) -> pd.DataFrame:
    response, lines = breast_lines(panel)
    number = ("GDSC1", "GDSC2").index(panel)
    rows = [
        _sensitivity(
            panel,
            drug,
            names[2],
            response,
            names[number],
            lines["basal"],
            lines[list(held)],
            general=general,
        )
        for drug, names in INHIBITORS.items()
        if names[number]
    ]
    return pd.DataFrame([row for row in rows if "estimate" in row])


def _with_mean(first: pd.DataFrame, second: pd.DataFrame, drug: str) -> pd.DataFrame:
    """Put the mean of both screens in the place of a drug's row in the first."""
    rows = pd.concat([table[table["drug"] == drug] for table in (first, second)])
    weights = 1 / rows["se"] ** 2
    estimate, se = (weights * rows["estimate"]).sum() / weights.sum(), weights.sum() ** -0.5
    margin = stats.norm.ppf(0.975) * se
    mean = rows.iloc[:1].assign(
        estimate=estimate,
        se=se,
        ci_low=estimate - margin,
        ci_high=estimate + margin,
        detectable=POWER * se,
        p=2 * stats.norm.sf(abs(estimate / se)),
        n_first=rows["n_first"].max(),
        n_second=rows["n_second"].max(),
    )
    return pd.concat([mean, first[first["drug"] != drug]])


@stored(f"{STUDY}/lines_of_interest", sources=LINES, by=["line"])
def lines_of_interest() -> pd.DataFrame:
    """Return the breast lines of GDSC1 that no class holds, and the HER2-amplified basal ones.

    Added after the result. ``bms``, ``tpca``: share of all other breast lines that are less
    resistant to BMS-345541 and TPCA-1 (0 = the most sensitive line).
    """
    cohort = cohorts.gdsc1()
    breast = cohort.clinical[cohort.clinical["tissue"] == "breast"]
    _, classed = breast_lines("GDSC1")
    lineage = classed["basal"].map({1: "basal", 0: "luminal"}).reindex(breast.index)
    gained = breast["erbb2_gain"] == 1
    chosen = breast.index[lineage.isna() | (gained & (lineage == "basal"))]
    places = {}
    for name, drug in (("bms", "BMS-345541"), ("tpca", "TPCA-1")):
        values = cohort.expression.loc[drug, breast.index].dropna()
        places[name] = (values.rank() - 1) / (len(values) - 1)
    return pd.DataFrame(
        {
            "line": breast.loc[chosen, "line"],
            "class": lineage[chosen].fillna("none"),
            "her2_amplified": gained[chosen],
            **{name: place.reindex(chosen) for name, place in places.items()},
        }
    )
