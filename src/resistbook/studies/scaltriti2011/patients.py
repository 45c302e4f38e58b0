"""Outcome of patients by copies, mRNA or protein of CCNE1, HER2-positive and others apart."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from scipy.stats import binom, fisher_exact, norm, spearmanr

from resistbook.claims import ledger
from resistbook.data.cohorts import metabric, metabric_cn, tcga, tcga_clinical, tcga_rppa, transneo
from resistbook.results.store import stored
from resistbook.stats.regression import logistic
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.sets.scoring import mean_z
from resistbook.stats.survival.cox import cox
from resistbook.studies.scaltriti2011.copies import (
    GAINED,
    TCGA,
    copies,
    total_copies,
)

STUDY = "scaltriti2011"
TCGA_ALL = (*TCGA, "tcga-porpoise", "tcga-rppa", "penelope")
METABRIC = ("metabric-cn", "metabric-clinical", "metabric-300")
GROUPS = {"HER2-positive": 1.0, "HER2-negative": 0.0}
CYCLE = ("CCNB1", "FANCD2", "RAD51")
MONTHS = np.arange(0, 121, 3)

QUARTER_MORE = 0.322
"""log2 of 1.25 times the ploidy."""
HIGH_COPIES = 0.585
"""log2 of 1.5 times the ploidy: three copies in a diploid tumour."""
FIVE_COPIES = 5


@stored(
    f"{STUDY}/outcome",
    sources=(*TCGA_ALL, *METABRIC, "transneo"),
    by=["analysis", "group", "model"],
)
def outcome() -> pd.DataFrame:
    """Return the association of CCNE1 with outcome, HER2-positive patients and others apart.

    ``estimate``: log odds ratio of residual disease or log hazard ratio, per SD of copy number,
    mRNA or protein in the patients used; above 0 is worse. Models: unadjusted, and adjusted for
    ER and proliferation. ``detectable``: the odds or hazard ratio that the analysis would have
    found (P < 0.05) with a probability of 80%. HER2-negative patients received no anti-HER2
    therapy. ``unit`` says which ratio it is.
    """
    rows = []
    for analysis in analyses():
        for group, her2 in GROUPS.items():
            for model, adjust in (("unadjusted", []), ("adjusted", list(analysis.covariates))):
                table = analysis.patients(her2, adjust)
                rows.append(
                    {"analysis": analysis.name, "group": group, "model": model}
                    | association(table, adjust)
                )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/purity", sources=["transneo"], by=["model"])
def purity() -> pd.DataFrame:
    """Return the primary analysis of outcome with the share of tumour cells as a covariate.

    A sensitivity analysis made after the results: copies are called more readily in pure samples.
    """
    primary = analyses()[0]
    pure = primary._replace(covariates=primary.covariates.assign(purity=transneo()["purity"]))
    rows = []
    for model, adjust in (
        ("ER, proliferation", ["er", "ggi"]),
        ("ER, proliferation, purity", ["er", "ggi", "purity"]),
    ):
        rows.append(
            {"analysis": primary.name, "model": model}
            | association(pure.patients(1.0, adjust), adjust)
        )
    return pd.DataFrame(rows)


class Analysis(NamedTuple):
    """A measure of CCNE1 and an endpoint in one cohort."""

    name: str
    measure: pd.Series
    end: pd.DataFrame
    """``residual``, or one pair of ``..._event`` and ``..._months``."""
    covariates: pd.DataFrame
    her2: pd.Series

    def patients(self, her2: float, adjust: Sequence[str]) -> pd.DataFrame:
        """Return the complete patients of one HER2 status: ``x``, endpoint and covariates."""
        table = pd.concat(
            [self.measure.rename("x"), self.end, self.covariates[list(adjust)]],
            axis=1,
            join="inner",
        )
        return table[self.her2.reindex(table.index) == her2].dropna()


def analyses() -> list[Analysis]:
    """Return the analyses of outcome; the first is the primary one."""
    neo = transneo()
    treated = neo[(neo["anti_her2"] > 0) == (neo["her2"] == 1)]
    found = [
        Analysis(
            "TransNEO, residual disease",
            copies("TransNEO")["CCNE1"],
            treated[["residual"]],
            neo[["er", "ggi"]],
            neo["her2"],
        )
    ]
    panel = metabric()
    clinical = panel.clinical
    proliferation = mean_z(panel.expression, {"cycle": CYCLE}, minimum=3).loc["cycle"]
    covariates = pd.DataFrame({"er": clinical["er"], "proliferation": proliferation})
    relapse = clinical[["rfs_event", "rfs_months"]]
    for name, measure in (
        ("METABRIC, relapse, 19q12 copies", copies("METABRIC")["CCNE1"]),
        ("METABRIC, relapse, mRNA", panel.expression.loc["CCNE1"]),
    ):
        found.append(Analysis(name, measure, relapse, covariates, clinical["her2"]))
    patients = tcga_clinical()
    cycle = pd.DataFrame({"er": patients["er"], "aurka": tcga().expression.loc["AURKA"]})
    for name, measure, end in (
        ("TCGA, death, copies", copies("TCGA")["CCNE1"], "os"),
        ("TCGA, progression, copies", copies("TCGA")["CCNE1"], "pfi"),
        ("TCGA, death, protein", tcga_rppa().expression.loc["Cyclin_E1"], "os"),
    ):
        times = patients[[f"{end}_event", f"{end}_months"]]
        found.append(Analysis(name, measure, times, cycle, patients["her2"]))
    return found


def association(
    table: pd.DataFrame, adjust: Sequence[str], *, standardised: bool = True
) -> dict[str, float | str]:
    """Return the association of a measure with residual disease or times of events.

    Parameters
    ----------
    table
        As `Analysis.patients` returns it.
    adjust
        Covariates.
    standardised
        Per SD of ``x``; if not, ``x`` is 1 or 0.

    Returns
    -------
    dict
        ``patients``, ``events``, ``estimate`` (logarithm of the ratio) with ``se``, interval and
        ``p``, ``detectable``, ``unit``.
    """
    x = table["x"].astype(float)
    if standardised:
        x = (x - x.mean()) / x.std()
    adjust = list(adjust)
    terms = pd.concat([x, table[adjust]], axis=1)
    if "residual" in table:
        events = table["residual"].sum()
        fit = logistic(table["residual"], terms, "x")
    else:
        end = next(name.removesuffix("_event") for name in table if name.endswith("_event"))
        events = table[f"{end}_event"].sum()
        hazard = cox(
            x.to_frame().T,
            table[f"{end}_months"],
            table[f"{end}_event"].astype(int),
            covariates=table[adjust] if adjust else None,
        ).loc["x"]
        estimate, error = hazard["log_hazard_ratio"], hazard["standard_error"]
        margin = norm.ppf(0.975) * error
        fit = {
            "estimate": estimate,
            "se": error,
            "ci_low": estimate - margin,
            "ci_high": estimate + margin,
            "p": hazard["p"],
        }
    detectable = np.exp((norm.ppf(0.975) + norm.ppf(0.8)) * fit["se"])
    ratio = "odds ratio" if "residual" in table else "hazard ratio"
    return {
        "patients": len(table),
        "events": int(events),
        **fit,
        "detectable": detectable,
        "unit": f"{ratio} per SD" if standardised else f"{ratio}, high against others",
    }


@stored(f"{STUDY}/response", sources=["transneo"], by=["measure", "threshold"])
def response() -> pd.DataFrame:
    """Return complete response by CCNE1 copies in TransNEO's patients on anti-HER2 therapy.

    ``measure``: log2 of copies over ploidy, or copies a cell.

    ``power``: probability that Fisher's test on groups of these sizes gives P < 0.05 if the rates
    of benefit were those published, 33.3% with high cyclin E against 87.5%. ``power_odds``: the
    same for the published odds ratio, from the rate that the others have here; added after the
    results, for few of them reach a complete response. ``implied_share``: the rate with high
    cyclin E that this means.
    """
    neo = transneo()
    neo = neo[(neo["her2"] == 1) & (neo["anti_her2"] > 0) & neo["residual"].notna()]
    level = copies("TransNEO")["CCNE1"].reindex(neo.index)
    total = total_copies()["CCNE1"].reindex(neo.index)
    low_rate, high_rate = ledger.parameters(STUDY, "S7")["benefit"]
    ratio = low_rate / (1 - low_rate) / (high_rate / (1 - high_rate))
    rows = []
    for name, measure, threshold in (
        *(
            ("log2 of copies over ploidy", level, at)
            for at in (0.0, QUARTER_MORE, HIGH_COPIES, 1.0)
        ),
        ("copies", total, FIVE_COPIES),
    ):
        high = measure >= threshold
        complete = neo["residual"] == 0
        a, n = int((high & complete).sum()), int(high.sum())
        c, m = int((~high & complete).sum()), int((~high).sum())
        low, top = wilson_interval([a, c], [n, m])
        odds = ratio * c / (m - c)
        implied = odds / (1 + odds)
        rows.append(
            {
                "measure": name,
                "threshold": float(threshold),
                "high": n,
                "high_complete": a,
                "high_share": a / n if n else np.nan,
                "high_low": low[0],
                "high_high": top[0],
                "others": m,
                "others_complete": c,
                "others_share": c / m,
                "others_low": low[1],
                "others_high": top[1],
                "p": fisher_exact([[a, n - a], [c, m - c]]).pvalue,
                "power": _fisher_power(n, low_rate, m, high_rate),
                "implied_share": implied,
                "power_odds": _fisher_power(n, implied, m, c / m),
            }
        )
    return pd.DataFrame(rows)


def _fisher_power(n: int, rate: float, m: int, other: float, level: float = 0.05) -> float:
    """Probability that Fisher's test of two groups with these true rates is below a level."""
    first, second = binom.pmf(np.arange(n + 1), n, rate), binom.pmf(np.arange(m + 1), m, other)
    power = 0.0
    for a, weight in enumerate(first):
        for c, other_weight in enumerate(second):
            if weight * other_weight > 1e-9:
                p = fisher_exact([[a, n - a], [c, m - c]]).pvalue
                power += weight * other_weight * (p < level)
    return power


@stored(f"{STUDY}/protein", sources=(*TCGA, "tcga-rppa", "penelope"), by=["group"])
def protein() -> pd.DataFrame:
    """Return how cyclin E1 protein goes with copies of CCNE1 in TCGA, by HER2 status.

    Spearman's correlation with a 95% interval by Fisher's z; ``all`` has tumours of unknown status
    as well.
    """
    both = pd.concat(
        [copies("TCGA")["CCNE1"], tcga_rppa().expression.loc["Cyclin_E1"]], axis=1, join="inner"
    ).dropna()
    her2 = tcga_clinical()["her2"].reindex(both.index)
    rows = []
    for group, chosen in (
        ("all", her2.index),
        *((name, her2.index[her2 == value]) for name, value in GROUPS.items()),
    ):
        found = spearmanr(both.loc[chosen])
        margin = norm.ppf(0.975) / np.sqrt(len(chosen) - 3)
        low, high = np.tanh(np.arctanh(found.statistic) + np.array([-1, 1]) * margin)
        rows.append(
            {"group": group, "tumours": len(chosen), "correlation": found.statistic}
            | {"ci_low": low, "ci_high": high, "p": found.pvalue}
        )
    return pd.DataFrame(rows)


@stored(f"{STUDY}/curves", sources=METABRIC, by=["group", "months"], packages=["lifelines"])
def curves() -> pd.DataFrame:
    """Return relapse-free survival of HER2-positive METABRIC patients by gain of CCNE1's region.

    Kaplan-Meier every three months, with 95% intervals (log-log) and numbers at risk. Gain: log2
    ratio at or above 0.3.
    """
    clinical = metabric_cn().clinical
    level = copies("METABRIC")["CCNE1"]
    chosen = clinical[(clinical["her2"] == 1) & clinical["rfs_event"].notna()]
    tables = []
    for group, inside in (
        ("19q12 gained", level[chosen.index] >= GAINED),
        ("not gained", level[chosen.index] < GAINED),
    ):
        part = chosen[inside]
        fit = KaplanMeierFitter().fit(part["rfs_months"], part["rfs_event"])
        limits = fit.confidence_interval_survival_function_
        tables.append(
            pd.DataFrame(
                {
                    "group": group,
                    "months": MONTHS,
                    "survival": fit.survival_function_at_times(MONTHS).to_numpy(),
                    "ci_low": _at(limits.iloc[:, 0]),
                    "ci_high": _at(limits.iloc[:, 1]),
                    "at_risk": [int((part["rfs_months"] >= month).sum()) for month in MONTHS],
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def _at(limit: pd.Series) -> np.ndarray:
    return limit.reindex(limit.index.union(MONTHS)).ffill().fillna(1.0)[MONTHS].to_numpy()


@stored(f"{STUDY}/outcome_controls", sources=(*METABRIC, "transneo"), by=["control"])
def outcome_controls() -> pd.DataFrame:
    """Return associations whose direction is known: ER, grade and nodes in these patients.

    ER-positive HER2-positive tumours leave residual disease more often; tumours of higher grade
    index respond to chemotherapy more often; METABRIC patients with positive nodes relapse more.
    """
    neo = transneo()
    neo = neo[neo["residual"].notna() & ((neo["anti_her2"] > 0) == (neo["her2"] == 1))]
    rows = []
    for control, table, expected in (
        ("ER, residual disease, HER2-positive", neo[neo["her2"] == 1], 1),
        ("grade index, residual disease, HER2-negative", neo[neo["her2"] == 0], -1),
    ):
        column = "er" if expected > 0 else "ggi"
        found = table[[column, "residual"]].dropna().rename(columns={column: "x"})
        rows.append({"control": control, "expected": expected} | association(found, []))
    clinical = metabric_cn().clinical
    clinical = clinical[clinical["her2"] == 1]
    found = clinical[["rfs_event", "rfs_months"]].assign(x=(clinical["nodes"] > 0).astype(float))
    rows.append(
        {"control": "positive nodes, relapse, METABRIC", "expected": 1}
        | association(found[clinical["nodes"].notna()].dropna(), [])
    )
    return pd.DataFrame(rows)
