"""The rules of study 4: focality, arithmetic, outcome, co-amplification and drugs."""

import math
from typing import Any

import pandas as pd

from resistbook.claims.verdict import Verdict, rule


@rule
def amplification_is_focal(
    focality: pd.DataFrame,
    gene: str,
    gain: float,
    amplified: float,
    arm_share: float,
    sensitivity: list[float],
) -> Verdict:
    """Ask whether amplifications of a gene are short, and centred on it.

    Parameters
    ----------
    focality
        One row an extent and threshold: ``amplified``, ``focal``, ``share``, ``ci_low``,
        ``ci_high``, ``common_start``, ``common_end``, ``holds_ccne1``.
    gene
        The gene, for the wording.
    gain, sensitivity
        Other thresholds, which do not decide; the table is made with them.
    amplified
        The threshold that decides.
    arm_share
        Share of the arm below which a segment is focal; the table is made with it.
    """
    row = focality.query("extent == 'segment' and threshold == @amplified").iloc[0]
    region = f"{row['common_start'] / 1e6:.2f} to {row['common_end'] / 1e6:.2f} Mb"
    where = "contains" if row["holds_ccne1"] else "lies beside"
    evidence = (
        f"{row['focal']:.0f} of {row['amplified']:.0f} amplified tumours have a segment shorter "
        f"than {arm_share:.0%} of 19q ({row['share']:.0%}, {row['ci_low']:.0%} to "
        f"{row['ci_high']:.0%}); the widest stretch that {row['common_tumours']:.0f} of them share "
        f"({region}) {where} {gene}."
    )
    if row["ci_low"] > 0.5 and row["holds_ccne1"]:
        return Verdict("consistent", evidence)
    return Verdict("contradicted" if row["ci_high"] < 0.5 else "undecided", evidence)


@rule
def tables_exist(tables: pd.DataFrame, percent: list[float], n: int) -> Verdict:
    """Ask whether whole patients can give two percentages.

    Parameters
    ----------
    tables
        The admissible tables: ``n``, ``n1``, ``k1``, ``n2``, ``k2``.
    percent
        The percentages, for the wording.
    n
        Patients in all.
    """
    fitting = tables[tables["n"] == n]
    shown = ", ".join(_named(row) for row in fitting.itertuples())
    if len(fitting):
        count = "one table" if len(fitting) == 1 else f"{len(fitting)} tables"
        return Verdict(
            "arithmetic holds",
            f"{n} patients allow {count} with {percent[0]}% and {percent[1]}%: {shown}.",
        )
    return Verdict(
        "arithmetic fails", f"No table of {n} patients has {percent[0]}% and {percent[1]}%."
    )


@rule
def bound_holds_in_tables(tables: pd.DataFrame, bound: float, n: int) -> Verdict:
    """Ask whether an admissible table has a P below the printed bound.

    Parameters
    ----------
    tables
        The admissible tables: ``n``, counts, ``p_fisher``, ``p_chi_square``, ``p_yates``.
    bound, n
        The bound and the number of patients.
    """
    fitting = tables[tables["n"] == n]
    if fitting.empty:
        return Verdict("arithmetic fails", f"No table of {n} patients has the percentages.")
    best = fitting.loc[fitting["p_fisher"].idxmin()]
    evidence = (
        f"{_named(best)} has P {best['p_fisher']:.2g} (Fisher), {best['p_chi_square']:.2g} "
        f"(chi-square) and {best['p_yates']:.2g} (Yates); printed: below {bound}."
    )
    if best["p_fisher"] < bound:
        return Verdict("arithmetic holds", evidence)
    others = fitting[["p_chi_square", "p_yates"]].min().min()
    return Verdict("undecided" if others < bound else "arithmetic fails", evidence)


@rule
def total_is_admissible(tables: pd.DataFrame, n: int, bound: float) -> Verdict:
    """Ask whether the stated number of patients is one that the percentages and P allow.

    Parameters
    ----------
    tables
        The admissible tables: ``n``, ``p_fisher``, ``p_chi_square``, ``p_yates``.
    n, bound
        Patients stated, and the bound printed.
    """
    below = tables[tables[["p_fisher", "p_chi_square", "p_yates"]].min(axis=1) < bound]
    allowed = sorted(below["n"].unique())
    evidence = (
        f"Of the totals up to {n}, {len(allowed)} allow both percentages with P < {bound}: "
        f"{', '.join(f'{size:.0f}' for size in allowed)}."
    )
    return Verdict("arithmetic holds" if n in allowed else "arithmetic fails", evidence)


@rule
def bound_is_attainable(simulated: pd.DataFrame, attainable: float, impossible: float) -> Verdict:
    """Ask whether a study of this size, with the printed medians as truth, reaches its P.

    Parameters
    ----------
    simulated
        One row a split and censoring: ``admissible``, ``censoring``, ``power``, ``n1``, ``n2``.
    attainable, impossible
        Shares of trials at and below which the arithmetic holds and fails.
    """
    rows = simulated[simulated["admissible"] == 1]
    if rows.empty:
        return Verdict("arithmetic fails", "No split of the patients allows the percentages.")
    best = rows.loc[rows["power"].idxmax()]
    evidence = (
        f"At most {best['power']:.0%} of simulated trials ({best['n1']:.0f} against "
        f"{best['n2']:.0f} patients, censoring: {best['censoring']}) reach the printed P."
    )
    if best["power"] >= attainable:
        return Verdict("arithmetic holds", evidence)
    return Verdict("arithmetic fails" if best["power"] < impossible else "undecided", evidence)


@rule
def estimate_not_inflated(
    simulated: pd.DataFrame, censoring: str, power: list[float], excess: list[float]
) -> Verdict:
    """Ask whether trials that pass the printed bound estimate the truth or exaggerate it.

    Parameters
    ----------
    simulated
        One row a split and censoring: ``admissible``, ``censoring``, ``power``, ``type_m``.
    censoring
        The censoring that decides.
    power
        Power below which the arithmetic fails, and from which it holds.
    excess
        Exaggeration of the log hazard ratio below which it holds, and above which it fails.
    """
    rows = simulated[(simulated["admissible"] == 1) & (simulated["censoring"] == censoring)]
    if rows.empty:
        return Verdict("undecided", "No split of the patients allows the percentages.")
    row = rows.loc[rows["power"].idxmax()]
    beyond = row["type_m"] - 1
    evidence = (
        f"Design calculation, exponential times: {row['n1']:.0f} against {row['n2']:.0f} patients, "
        f"{censoring} censoring: power {row['power']:.0%} at the printed P; trials that pass "
        f"overstate the log hazard ratio by {beyond:.0%} on average. By this the printed medians "
        "and P are an unusual pair, not an impossible one."
    )
    if row["power"] >= power[1] and beyond < excess[0]:
        return Verdict("arithmetic holds", evidence)
    if row["power"] < power[0] or beyond > excess[1]:
        return Verdict("arithmetic fails", evidence)
    return Verdict("undecided", evidence)


@rule
def worse_under_anti_her2(
    outcome: pd.DataFrame, primary: str, model: str, benefit: list[float]
) -> Verdict:
    """Judge one response analysis, with a veto of the survival analyses.

    Parameters
    ----------
    outcome
        One row an analysis, group and model: ``estimate`` (above 0 is worse), ``ci_low``,
        ``ci_high``, ``patients``, ``events``, ``detectable``.
    primary, model
        The analysis and the model that decide.
    benefit
        Published rates, with which power is reported elsewhere.
    """
    rows = outcome.query("group == 'HER2-positive' and model == @model").set_index("analysis")
    row, others = rows.loc[primary], rows.drop(index=primary)
    better = others.index[others["ci_high"] < 0]
    evidence = (
        f"{primary}, {model}: {row['patients']:.0f} patients, odds ratio per SD "
        f"{math.exp(row['estimate']):.2f} ({math.exp(row['ci_low']):.2f} to "
        f"{math.exp(row['ci_high']):.2f}); {row['detectable']:.2f} could have been seen with 80% "
        "power. "
        f"Of {len(others)} survival analyses {(others['ci_low'] > 0).sum()} have their interval on "
        f"the side of worse and {len(better)} on the side of better outcome."
    )
    if row["ci_high"] < 0:
        return Verdict("contradicted", evidence)
    if row["ci_low"] > 0 and better.empty:
        return Verdict("consistent", evidence)
    return Verdict("undecided", evidence)


@rule
def coamplification_occurs(
    rates: pd.DataFrame,
    least: float,
    literature: float,
    primary: dict[str, float],
    thresholds: dict[str, list[float]],
) -> Verdict:
    """Judge the share of tumours with both amplifications, over all cohorts.

    Parameters
    ----------
    rates
        One row a cohort, group and threshold; the row ``all``, ``ERBB2 amplified`` decides.
    least
        The share below which no group of patients is defined.
    literature
        The share of the literature, for the wording.
    primary, thresholds
        The thresholds; the table is made with them.
    """
    row = rates.query("cohort == 'all' and group == 'ERBB2 amplified'").iloc[0]
    holds = "holds" if row["ci_low"] <= literature <= row["ci_high"] else "excludes"
    evidence = (
        f"{row['both']:.0f} of {row['in_group']:.0f} ERBB2-amplified tumours "
        f"({row['share']:.1%}, {row['ci_low']:.1%} to {row['ci_high']:.1%}; the interval {holds} "
        f"the {literature:.0%} of the literature); odds ratio to other tumours "
        f"{row['odds_ratio']:.2f} ({row['or_low']:.2f} to {row['or_high']:.2f})."
    )
    if row["ci_low"] >= least:
        return Verdict("consistent", evidence)
    return Verdict("contradicted" if row["ci_high"] < least else "undecided", evidence)


@rule
def gained_lines_more_sensitive(
    effects: pd.DataFrame,
    family: list[str],
    comparators: list[str],
    anti_her2: list[str],
    fdr: float,
    same_sign: float,
) -> Verdict:
    """Judge the family of CDK2 inhibitors over all tissues.

    Parameters
    ----------
    effects
        One row a drug, screen and choice of lines: ``role``, ``estimate`` (below 0 is more
        sensitive), ``fdr``.
    family, comparators, anti_her2
        The drugs; the table is made with them.
    fdr
        The false discovery rate that counts.
    same_sign
        Least share of the family that must point to sensitivity.
    """
    rows = effects[(effects["role"] == "CDK2") & (effects["lines"] == "all tissues")]
    passing = rows[rows["fdr"] < fdr]
    sensitive, resistant = (passing["estimate"] < 0).sum(), (passing["estimate"] > 0).sum()
    share = (rows["estimate"] < 0).mean()
    best = rows.loc[rows["p"].idxmin()]
    evidence = (
        f"{sensitive} of {len(rows)} drugs with CDK2 activity have FDR < {fdr} towards "
        f"sensitivity and {resistant} towards resistance; {share:.0%} point to sensitivity. "
        f"Smallest P: {best['drug']}, {best['estimate']:.2f} SD ({best['ci_low']:.2f} to "
        f"{best['ci_high']:.2f})."
    )
    if sensitive and not resistant and share >= same_sign - 1e-4:
        return Verdict("consistent", evidence)
    return Verdict("contradicted" if resistant and not sensitive else "undecided", evidence)


def _named(row: Any) -> str:
    return f"{row.k1:.0f}/{row.n1:.0f} against {row.k2:.0f}/{row.n2:.0f}"
