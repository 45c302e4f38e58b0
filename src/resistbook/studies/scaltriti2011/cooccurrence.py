"""How often CCNE1 and ERBB2 are amplified in the same tumour."""

import numpy as np
import pandas as pd
from scipy.stats import fisher_exact, norm

from resistbook.claims import ledger
from resistbook.data.cohorts import metabric_cn, tcga_clinical, transneo
from resistbook.results.store import stored
from resistbook.stats.meta.mantel_haenszel import mantel_haenszel
from resistbook.stats.resampling import wilson_interval
from resistbook.studies.scaltriti2011.copies import TCGA, copies

STUDY = "scaltriti2011"


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
    its odds ratio is Mantel and Haenszel's within cohorts. The row ``all, within ER`` has tumours
    of known ER status and strata of cohort and ER.
    """
    declared = ledger.parameters(STUDY, "S8")
    rows, pooled = [], {}
    for cohort, thresholds in declared["thresholds"].items():
        table = copies(cohort)
        status = _receptors(cohort).reindex(table.index)
        for threshold in thresholds:
            primary = threshold == declared["primary"][cohort]
            high = table["CCNE1"] >= threshold
            for group, inside in (
                ("ERBB2 amplified", (table["ERBB2"] >= threshold).astype(float)),
                ("HER2-positive", status["her2"]),
            ):
                tumours = pd.DataFrame({"inside": inside, "high": high, "er": status["er"]})
                tumours = tumours.dropna(subset=["inside"])
                rows.append(
                    {"cohort": cohort, "group": group, "threshold": threshold}
                    | {"primary": int(primary)}
                    | _cooccurrence(tumours["inside"] == 1, tumours["high"])
                )
                if primary:
                    pooled.setdefault(group, []).append(tumours.assign(cohort=cohort))
    for group, parts in pooled.items():
        whole = pd.concat(parts, ignore_index=True)
        by_er = whole.dropna(subset=["er"])
        strata = by_er["cohort"] + by_er["er"].astype(str)
        for label, tumours, within in (
            ("all", whole, whole["cohort"]),
            ("all, within ER", by_er, strata),
        ):
            rows.append(
                {"cohort": label, "group": group, "threshold": np.nan, "primary": 1}
                | _cooccurrence(tumours["inside"] == 1, tumours["high"])
                | _common_ratio(tumours, within)
            )
    return pd.DataFrame(rows)


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
