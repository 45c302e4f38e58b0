"""How often CCNE1 and ERBB2 are amplified in the same tumour."""

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact, norm

from resistbook.claims import ledger
from resistbook.data.cohorts import metabric_cn, tcga_clinical, transneo
from resistbook.results.store import stored
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.scaltriti2011.copies import TCGA, copies, total_copies

STUDY = "scaltriti2011"
GROUPS = ("ERBB2 amplified", "HER2-positive")
"""By copy number, and by the clinical assay."""
COPIES = (5, 6)
"""Copies of CCNE1 a cell from which hybridisation may call it amplified."""


@stored(
    f"{STUDY}/coamplification",
    sources=(*TCGA, "metabric-cn", "metabric-clinical", "transneo", "penelope"),
    by=["cohort", "group", "threshold"],
)
def coamplification() -> pd.DataFrame:
    """Return how often CCNE1 is amplified where ERBB2 is, and whether more often than elsewhere.

    ``group``: ERBB2 amplified by copy number at the same threshold, or HER2-positive by the
    clinical assay. ``primary`` marks the declared threshold. ``odds_ratio`` compares the group
    with all other tumours (sample odds ratio with half a tumour added to each cell, its interval
    by Woolf); ``p`` is Fisher's. The row ``all`` sums the cohorts at their primary thresholds;
    its odds ratio is Mantel and Haenszel's within ``cohorts``. The row ``all, within ER`` has
    tumours of known ER status and strata of cohort and ER.
    """
    declared = ledger.parameters(STUDY, "S8")
    rows = []
    for cohort, thresholds in declared["thresholds"].items():
        for threshold in thresholds:
            for group, tumours in _by_group(cohort, threshold).items():
                rows.append(
                    {"cohort": cohort, "group": group, "threshold": threshold}
                    | {"primary": int(threshold == declared["primary"][cohort])}
                    | _cooccurrence(tumours["inside"] == 1, tumours["high"])
                    | {"cohorts": 1}
                )
    for group in GROUPS:
        whole = _together(group, declared["primary"])
        by_er = whole.dropna(subset=["er"])
        strata = by_er["cohort"] + by_er["er"].astype(str)
        for label, tumours, within in (
            ("all", whole, whole["cohort"]),
            ("all, within ER", by_er, strata),
        ):
            rows.append(
                {"cohort": label, "group": group, "threshold": np.nan, "primary": 1}
                | _pooled(tumours, within)
            )
    return pd.DataFrame(rows)


@stored(
    f"{STUDY}/coamplification_readings",
    sources=(*TCGA, "metabric-cn", "metabric-clinical", "transneo", "penelope"),
    by=["reading", "group"],
)
def coamplification_readings() -> pd.DataFrame:
    """Return the shares of all cohorts together where thresholds, cohorts or the count differ.

    By ``reading``: each declared pair of thresholds, of log2 ratios and of multiples of TransNEO's
    ploidy; fewer cohorts at the primary thresholds; and TransNEO alone with CCNE1 counted as
    hybridisation counts it, in copies a cell (`COPIES`), ERBB2 at its primary threshold. Columns as
    in `coamplification`, whose rows ``all`` these replace.
    """
    declared = ledger.parameters(STUDY, "S8")
    primary, thresholds = declared["primary"], declared["thresholds"]
    choices = {
        f"{ratio:g} and {2**multiple:.3g} times the ploidy": dict.fromkeys(primary, ratio)
        | {"TransNEO": multiple}
        for ratio, multiple in zip(thresholds["TCGA"], thresholds["TransNEO"], strict=True)
    }
    choices |= {
        "without METABRIC": {name: primary[name] for name in ("TCGA", "TransNEO")},
        "TransNEO": {"TransNEO": primary["TransNEO"]},
    }
    rows = []
    for group in GROUPS:
        tumours = {name: _together(group, chosen) for name, chosen in choices.items()}
        for least in COPIES:
            counted = _by_group("TransNEO", primary["TransNEO"])[group]
            high = (total_copies()["CCNE1"] >= least).reindex(counted.index)
            name = f"TransNEO, {least} copies"
            tumours[name] = counted.assign(high=high, cohort="TransNEO")
        rows += [
            {"reading": name, "cohort": "all", "group": group} | _pooled(table, table["cohort"])
            for name, table in tumours.items()
        ]
    return pd.DataFrame(rows)


def _by_group(cohort: str, threshold: float) -> dict[str, pd.DataFrame]:
    """Tumours by group: ``inside`` it, CCNE1 ``high`` at the same threshold, ``er``."""
    table = copies(cohort)
    status = _receptors(cohort).reindex(table.index)
    inside = ((table["ERBB2"] >= threshold).astype(float), status["her2"])
    return {
        group: pd.DataFrame(
            {"inside": member, "high": table["CCNE1"] >= threshold, "er": status["er"]}
        ).dropna(subset=["inside"])
        for group, member in zip(GROUPS, inside, strict=True)
    }


def _together(group: str, thresholds: dict[str, float]) -> pd.DataFrame:
    return pd.concat(
        [
            _by_group(cohort, threshold)[group].assign(cohort=cohort)
            for cohort, threshold in thresholds.items()
        ],
        ignore_index=True,
    )


def _pooled(tumours: pd.DataFrame, strata: pd.Series) -> dict[str, float]:
    return (
        _cooccurrence(tumours["inside"] == 1, tumours["high"])
        | _common_ratio(tumours, strata)
        | {"cohorts": tumours["cohort"].nunique()}
    )


@stored(
    f"{STUDY}/coamplification_by_er",
    sources=(*TCGA, "metabric-cn", "metabric-clinical", "transneo", "penelope"),
    by=["cohort", "threshold", "er"],
)
def coamplification_by_er() -> pd.DataFrame:
    """Return `coamplification` of tumours with ERBB2 amplified, ER-positive and -negative apart.

    A check made after the results. ``er``: positive, negative, or both, whose odds ratio is
    Mantel and Haenszel's within ER. ``in_both`` of ``in_group`` tumours with ERBB2 amplified,
    and ``others_high`` of ``others``, have CCNE1 amplified at the same threshold.
    """
    rows = []
    for cohort, thresholds in ledger.parameters(STUDY, "S8")["thresholds"].items():
        er = _receptors(cohort)["er"]
        table = copies(cohort).assign(er=er).dropna(subset=["er"])
        for threshold in thresholds:
            high = table["CCNE1"] >= threshold
            tumours = pd.DataFrame(
                {"inside": table["ERBB2"] >= threshold, "high": high, "er": table["er"]}
            )
            for name, chosen in (
                ("positive", tumours["er"] == 1),
                ("negative", tumours["er"] == 0),
                ("both", tumours["er"].notna()),
            ):
                part = tumours[chosen]
                found = _cooccurrence(part["inside"], part["high"])
                if name == "both":
                    found |= _common_ratio(part, part["er"])
                rows.append(
                    {
                        "cohort": cohort,
                        "threshold": threshold,
                        "er": name,
                        "in_group": found["in_group"],
                        "in_both": found["both"],
                        "others": found["tumours"] - found["in_group"],
                        "others_high": int((part["high"] & ~part["inside"]).sum()),
                        **{key: found[key] for key in ("odds_ratio", "or_low", "or_high", "p")},
                    }
                )
    return pd.DataFrame(rows)


def _common_ratio(tumours: pd.DataFrame, strata: pd.Series) -> dict[str, float]:
    exposed = tumours["inside"].astype(float).to_frame("HER2").T
    common = mantel_haenszel(exposed, tumours["high"].astype(int), strata).loc["HER2"]
    return {
        "odds_ratio": common["odds_ratio"],
        "or_low": common["ci_low"],
        "or_high": common["ci_high"],
        "p": common["p"],
    }


def _receptors(cohort: str) -> pd.DataFrame:
    if cohort == "METABRIC":
        return metabric_cn().clinical[["er", "her2"]]
    return (tcga_clinical() if cohort == "TCGA" else transneo())[["er", "her2"]]


def _cooccurrence(inside: pd.Series, high: pd.Series) -> dict[str, float]:
    a, b = int((inside & high).sum()), int((inside & ~high).sum())
    c, d = int((~inside & high).sum()), int((~inside & ~high).sum())
    low, top = wilson_interval(a, a + b)
    cells = np.array([a, b, c, d]) + 0.5
    log_ratio = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
    margin = norm.ppf(0.975) * np.sqrt((1 / cells).sum())
    return {
        "tumours": a + b + c + d,
        "in_group": a + b,
        "both": a,
        "share": a / (a + b),
        "ci_low": float(low),
        "ci_high": float(top),
        "elsewhere": c / (c + d),
        "expected": (a + b) * (a + c) / (a + b + c + d),
        "odds_ratio": np.exp(log_ratio),
        "or_low": np.exp(log_ratio - margin),
        "or_high": np.exp(log_ratio + margin),
        "p": fisher_exact([[a, b], [c, d]]).pvalue,
    }
