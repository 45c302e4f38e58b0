"""Rows of the chapter's figures, from stored tables."""

import numpy as np
import pandas as pd

from resistbook.claims import ledger
from resistbook.genes.copy_number import Locus

LIMITS = ["estimate", "ci_low", "ci_high"]
READING = "gaps closed, then 10 probes"
MULTIPLES = {0.585: "1.5", 0.807: "1.75", 1.0: "2", 1.322: "2.5"}
"""Multiples of the ploidy, by their log2 as declared."""
INHIBITED = {"palbociclib": "CDK4, CDK6", "RO-3306": "CDK1"}
FOCALITY_COLUMNS = {
    "amplified": "amplified",
    "focal": "focal",
    "whole": "focal and holding all of the gene",
    "whole_share": "share of the amplified",
    "whole_low": "whole_low",
    "whole_high": "whole_high",
    "peak_start": "peak start",
    "peak_end": "peak end",
    "peak_low": "peak, 95% of draws from",
    "peak_high": "peak, to",
    "peak_on_gene": "share of draws with the peak on the gene",
}
"""Columns of `focality` and `control_loci` that the chapter shows, with their heads."""
RESPONSE_COLUMNS = {
    "measure": "measure",
    "threshold": "threshold",
    "high": "high",
    "high_complete": "high_complete",
    "high_share": "share of high with complete response",
    "others": "others",
    "others_complete": "others_complete",
    "others_share": "share of others with complete response",
    "p": "p",
    "power": "power",
    "implied_share": "share of high with complete response, by the printed odds ratio",
    "power_odds": "power at the printed odds ratio",
}
"""Columns of `response` that the chapter shows, with their heads."""
ROLES = ("CDK2", "comparator", "anti-HER2")


def decides_focality(focality: pd.DataFrame) -> pd.Series:
    """Say which row of `focality` decides S1."""
    amplified = ledger.parameters("scaltriti2011", "S1")["amplified"]
    return (focality["extent"] == "segment") & (focality["threshold"] == amplified)


def amplitude_peak(focality: pd.DataFrame) -> dict[str, Locus | tuple[float, float]]:
    """Return the peak of the summed log2 ratios at the declared threshold, as a figure takes it.

    Parameters
    ----------
    focality
        As `focality` returns it.

    Returns
    -------
    dict
        ``peak`` and the ends of its ``interval``.
    """
    (row,) = focality[decides_focality(focality)].to_dict("records")
    return {
        "peak": Locus("19", int(row["peak_start"]), int(row["peak_end"])),
        "interval": (row["peak_low"], row["peak_high"]),
    }


def shared_stretches(readings: pd.DataFrame) -> pd.DataFrame:
    """Choose the stretches of 19q12 that all tumours with a focal amplification share.

    Parameters
    ----------
    readings
        As `region_readings` returns them.

    Returns
    -------
    DataFrame
        Rows of the declared threshold, in the reading of segments that the study rests on.
    """
    amplified = ledger.parameters("scaltriti2011", "S1")["amplified"]
    return readings[(readings["reading"] == READING) & (readings["threshold"] == amplified)]


def adjusted_ratios(outcome: pd.DataFrame) -> pd.DataFrame:
    """Return the adjusted odds and hazard ratios, a row an analysis, a series a group.

    Parameters
    ----------
    outcome
        As `outcome` returns it, with logarithms.
    """
    drawn = outcome[outcome["model"] == "adjusted"]
    drawn = drawn.rename(columns={"analysis": "row", "group": "series"})
    drawn[LIMITS] = np.exp(drawn[LIMITS])
    return drawn.assign(panel="")


def odds_ratios(by_cohort: pd.DataFrame) -> pd.DataFrame:
    """Return `mrna_by_cohort` with odds ratios in place of their logarithms, for a table."""
    table = by_cohort.assign(**np.exp(by_cohort[LIMITS])).drop(columns=["unit", "se"])
    return table.rename(columns={"estimate": "odds_ratio", "detectable": "detectable_ratio"})


def ratios_by_cohort(by_cohort: pd.DataFrame) -> pd.DataFrame:
    """Return the odds ratios of residual disease by CCNE1 mRNA, a row a cohort, a panel a measure.

    Parameters
    ----------
    by_cohort
        As `mrna_by_cohort` returns it, with logarithms.
    """
    drawn = by_cohort[by_cohort["cohort"] != "Hartung-Knapp"].copy()
    drawn[LIMITS] = np.exp(drawn[LIMITS])
    return drawn.rename(columns={"cohort": "row", "measure": "panel", "model": "series"})


def shares_by_threshold(coamplification: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of each cohort by rising threshold, then those of all cohorts together.

    Parameters
    ----------
    coamplification
        As `coamplification` returns it.

    Returns
    -------
    DataFrame
        With ``row``: the cohort and its threshold.
    """
    cohorts = coamplification[coamplification["threshold"].notna()].sort_values(
        ["cohort", "threshold"], ascending=[False, True], kind="stable"
    )
    together = coamplification[coamplification["cohort"] == "all"]
    rows = [_threshold(row.cohort, row.threshold) for row in cohorts.itertuples()]
    return pd.concat([cohorts.assign(row=rows), together.assign(row="all, declared thresholds")])


def _threshold(cohort: str, threshold: float) -> str:
    if cohort == "TransNEO":
        return f"{cohort}, ≥ {MULTIPLES[threshold]} × ploidy"
    return f"{cohort}, ≥ {threshold:g}"


def effects_by_target(effects: pd.DataFrame) -> pd.DataFrame:
    """Return the effects of the two large screens, each row named by what the drug inhibits.

    Parameters
    ----------
    effects
        As `cdk_inhibitors` returns them.

    Returns
    -------
    DataFrame
        With ``row`` (target, drug, screen and the most lines with gain) in the order of roles and
        drugs, ``panel`` (the choice of lines) and one ``series``.
    """
    drawn = effects[
        effects["role"].isin(ROLES)
        & (effects["screen"] != "HMS")
        & (effects["lines"] != "ERBB2 gained, breast")
    ]
    target = drawn["role"].map({"CDK2": "CDK2", "anti-HER2": "HER2"})
    target = target.fillna(drawn["drug"].map(INHIBITED))
    most = drawn.groupby(["drug", "screen"])["n_gain"].transform("max").astype(str)
    drawn = drawn.assign(
        row=target + ": " + drawn["drug"] + ", " + drawn["screen"] + " (" + most + ")",
        series="",
        panel=drawn["lines"],
        place=drawn["role"].map(ROLES.index),
    )
    return drawn.sort_values(["place", "drug", "screen"])
