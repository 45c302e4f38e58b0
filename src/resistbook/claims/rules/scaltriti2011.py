"""The rules of study 4: focality, arithmetic, outcome, co-amplification and drugs."""

import math
from typing import Any

import pandas as pd

from resistbook.claims.verdict import Comparator, Estimate, Verdict, rule

_TUMOURS = {
    "ERBB2 amplified": "ERBB2-amplified tumours",
    "HER2-positive": "HER2-positive tumours",
}
TESTS = {"fisher": "Fisher", "chi_square": "chi-square", "yates": "Yates"}
POOLED = {"anti-HER2 drugs, residual disease, mRNA": 3}
"""Cohorts of an analysis that takes several in one model; all others have one."""


@rule
def amplification_is_focal(
    focality: pd.DataFrame,
    gene: str,
    gain: float,
    amplified: float,
    arm_share: float,
    sensitivity: list[float],
    on_gene: float,
    extent: str = "segment",
    counted: str = "whole",
) -> Verdict:
    """Ask whether amplifications of a gene are short, hold it, and peak on it.

    Parameters
    ----------
    focality
        One row an extent and threshold: ``amplified``; ``focal`` with ``share``, ``ci_low``,
        ``ci_high``; ``whole`` with ``whole_share``, ``whole_low``, ``whole_high``; ``peak_start``,
        ``peak_end``, ``peak_low``, ``peak_high``, ``peak_on_gene``, ``interval_on_gene``.
    gene
        The gene, for the wording.
    gain, sensitivity
        Other thresholds, which do not decide; the table is made with them.
    amplified
        The threshold that decides.
    arm_share
        Share of the arm below which a segment is focal; the table is made with it.
    on_gene
        Share of bootstrap draws above which the peak counts as placed on the gene.
    extent
        ``segment``, or ``joined`` with neighbours as high.
    counted
        ``whole``: focal segments that hold all of the gene; ``focal``: all focal segments.
    """
    row = focality.query("extent == @extent and threshold == @amplified").iloc[0]
    names = {"whole": ("whole_share", "whole_low", "whole_high")}
    share, low, high = row[list(names.get(counted, ("share", "ci_low", "ci_high")))]
    holding = " and holds all of the gene" if counted == "whole" else ""
    evidence = (
        f"In {row[counted]:.0f} of {row['amplified']:.0f} amplified tumours the segment is shorter "
        f"than {arm_share:.0%} of 19q{holding} ({share:.0%}, {low:.0%} to {high:.0%}); the peak of "
        f"the summed log2 ratios ({row['peak_start'] / 1e6:.3f} to {row['peak_end'] / 1e6:.3f} Mb, "
        f"95% of draws {row['peak_low'] / 1e6:.2f} to {row['peak_high'] / 1e6:.2f}) lies on {gene} "
        f"in {row['peak_on_gene']:.0%} of bootstrap draws."
    )
    estimate = Estimate(
        value=share,
        unit="share of amplified tumours",
        none=0.5,
        low=low,
        high=high,
        cohorts=1,
        patients=int(row["amplified"]),
        events=int(row[counted]),
    )
    if low > 0.5 and row["peak_on_gene"] > on_gene:
        return Verdict("consistent", evidence, estimate)
    against = high < 0.5 or not row["interval_on_gene"]
    return Verdict("contradicted" if against else "undecided", evidence, estimate)


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
            Estimate(len(fitting), "tables", none=0, patients=n),
        )
    return Verdict(
        "arithmetic fails",
        f"No table of {n} patients has {percent[0]}% and {percent[1]}%.",
        Estimate(0, "tables", none=0, patients=n),
    )


@rule
def bound_holds_in_tables(
    tables: pd.DataFrame, bound: float, n: int, test: str = "fisher"
) -> Verdict:
    """Ask whether an admissible table has a P below the printed bound.

    Parameters
    ----------
    tables
        The admissible tables: ``n``, counts, ``p_fisher``, ``p_chi_square``, ``p_yates``.
    bound, n
        The bound and the number of patients.
    test
        The test that decides, one of `TESTS`; the others can only leave it undecided.
    """
    fitting = tables[tables["n"] == n]
    if fitting.empty:
        return Verdict("arithmetic fails", f"No table of {n} patients has the percentages.")
    best = fitting.loc[fitting[f"p_{test}"].idxmin()]
    evidence = (
        f"{_named(best)} has P {best['p_fisher']:.2g} (Fisher), {best['p_chi_square']:.2g} "
        f"(chi-square) and {best['p_yates']:.2g} (Yates); printed: below {bound}."
    )
    p = best[f"p_{test}"]
    estimate = Estimate(p, f"P ({TESTS[test]})", none=bound, p=p, patients=n)
    if p < bound:
        return Verdict("arithmetic holds", evidence, estimate)
    least = fitting[[f"p_{name}" for name in TESTS]].min().min()
    return Verdict("undecided" if least < bound else "arithmetic fails", evidence, estimate)


@rule
def total_is_admissible(
    tables: pd.DataFrame, n: int, bound: float, tests: list[str] | None = None
) -> Verdict:
    """Ask whether the stated number of patients is one that the percentages and P allow.

    Parameters
    ----------
    tables
        The admissible tables: ``n``, ``p_fisher``, ``p_chi_square``, ``p_yates``.
    n, bound
        Patients stated, and the bound printed.
    tests
        Those of which one must be below the bound; all of `TESTS` if not given.
    """
    columns = [f"p_{name}" for name in tests or TESTS]
    below = tables[tables[columns].min(axis=1) < bound]
    allowed = sorted(below["n"].unique())
    evidence = (
        f"Of the totals up to {tables['n'].max():.0f}, {len(allowed)} allow both percentages with "
        f"P < {bound}: {', '.join(f'{size:.0f}' for size in allowed)}."
    )
    estimate = Estimate(len(allowed), "totals that fit", none=0, patients=n)
    word = "arithmetic holds" if n in allowed else "arithmetic fails"
    return Verdict(word, evidence, estimate)


@rule
def bound_is_attainable(
    simulated: pd.DataFrame,
    attainable: float,
    impossible: float,
    censoring: list[str],
    splits: str = "admissible",
) -> Verdict:
    """Ask whether a study of this size, with the printed medians as truth, reaches its P.

    Parameters
    ----------
    simulated
        One row a split and censoring: ``admissible``, ``censoring``, ``power`` with its interval,
        ``n1``, ``n2``, ``events``.
    attainable, impossible
        Shares of trials at and below which the arithmetic holds and fails.
    censoring
        The kinds of censoring, of which the most favourable counts.
    splits
        ``admissible``: those that the percentages allow; ``any``.
    """
    rows = _trials(simulated, censoring, splits)
    if rows.empty:
        return Verdict("arithmetic fails", "No split of the patients allows the percentages.")
    best = rows.loc[rows["power"].idxmax()]
    evidence = (
        f"At most {best['power']:.0%} of simulated trials ({best['n1']:.0f} against "
        f"{best['n2']:.0f} patients, censoring: {best['censoring']}) reach the printed P."
    )
    estimate = Estimate(
        value=best["power"],
        unit="share of simulated trials",
        none=impossible,
        low=best["power_low"],
        high=best["power_high"],
        patients=int(best["n1"] + best["n2"]),
        events=round(best["events"]),
    )
    if best["power"] >= attainable:
        return Verdict("arithmetic holds", evidence, estimate)
    word = "arithmetic fails" if best["power"] < impossible else "undecided"
    return Verdict(word, evidence, estimate)


@rule
def estimate_not_inflated(
    simulated: pd.DataFrame,
    censoring: str,
    power: list[float],
    excess: list[float],
    splits: str = "admissible",
) -> Verdict:
    """Ask whether trials that pass the printed bound estimate the truth or exaggerate it.

    Parameters
    ----------
    simulated
        One row a split and censoring: ``admissible``, ``censoring``, ``power``, ``type_m`` with
        its interval, ``n1``, ``n2``, ``events``.
    censoring
        The censoring that decides.
    power
        Power below which the arithmetic fails, and from which it holds.
    excess
        Exaggeration of the log hazard ratio below which it holds, and above which it fails.
    splits
        ``admissible``: those that the percentages allow; ``any``. The one with most power counts.
    """
    rows = _trials(simulated, [censoring], splits)
    if rows.empty:
        return Verdict("undecided", "No split of the patients allows the percentages.")
    row = rows.loc[rows["power"].idxmax()]
    beyond = row["type_m"] - 1
    evidence = (
        f"Design calculation: {row['n1']:.0f} against {row['n2']:.0f} patients, censoring: "
        f"{censoring}: power {row['power']:.0%} at the printed P; trials that pass overstate the "
        f"log hazard ratio by {beyond:.0%} on average. By this the printed medians and P are an "
        "unusual pair, not an impossible one."
    )
    estimate = Estimate(
        value=row["type_m"],
        unit="log hazard ratio of trials that pass, over the true one",
        none=1,
        low=row["type_m_low"],
        high=row["type_m_high"],
        patients=int(row["n1"] + row["n2"]),
        events=round(row["events"]),
    )
    if row["power"] >= power[1] and beyond < excess[0]:
        return Verdict("arithmetic holds", evidence, estimate)
    if row["power"] < power[0] or beyond > excess[1]:
        return Verdict("arithmetic fails", evidence, estimate)
    return Verdict("undecided", evidence, estimate)


def _trials(simulated: pd.DataFrame, censoring: list[str], splits: str) -> pd.DataFrame:
    rows = simulated[simulated["censoring"].isin(censoring)]
    return rows if splits == "any" else rows[rows["admissible"] == 1]


@rule
def worse_under_anti_her2(
    outcome: pd.DataFrame, primary: str, model: str, benefit: list[float]
) -> Verdict:
    """Judge one response analysis, with a veto of the other analyses.

    Parameters
    ----------
    outcome
        One row an analysis, group and model: ``unit``, ``estimate`` (logarithm, above 0 is worse),
        ``ci_low``, ``ci_high``, ``p``, ``patients``, ``events``, ``detectable``.
    primary, model
        The analysis and the model that decide.
    benefit
        Published rates, with which power is reported elsewhere.
    """
    modelled = outcome[outcome["model"] == model].set_index(["group", "analysis"])
    rows = modelled.loc["HER2-positive"]
    row, others = rows.loc[primary], rows.drop(index=primary)
    better = others.index[others["ci_high"] < 0]
    ratio, low, high = (math.exp(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    evidence = (
        f"{primary}, {model}: {row['patients']:.0f} patients, {row['unit']} {ratio:.2f} "
        f"({low:.2f} to {high:.2f}). The interval alone would exclude 1 in four of five cases at "
        f"{row['detectable']:.2f}. "
        f"Of {len(others)} other analyses {(others['ci_low'] > 0).sum()} have their interval on "
        f"the side of worse and {len(better)} on the side of better outcome."
    )
    estimate = Estimate(
        value=ratio,
        unit=row["unit"],
        none=1,
        low=low,
        high=high,
        p=row["p"],
        cohorts=POOLED.get(primary, 1),
        patients=int(row["patients"]),
        events=int(row["events"]),
        comparator=_without_anti_her2(modelled, primary, (ratio, low, high)),
    )
    if row["ci_high"] < 0:
        return Verdict("contradicted", evidence, estimate)
    if row["ci_low"] > 0 and better.empty:
        return Verdict("consistent", evidence, estimate)
    return Verdict("undecided", evidence, estimate)


def _without_anti_her2(
    modelled: pd.DataFrame, primary: str, ratio: tuple[float, float, float]
) -> Comparator | None:
    """Return the same ratio in HER2-negative patients, who were given no anti-HER2 drug.

    The interval of the difference is made of both intervals, as Newcombe's of proportions is.
    """
    if ("HER2-negative", primary) not in modelled.index:
        return None
    row = modelled.loc[("HER2-negative", primary)]
    value, low, high = (math.exp(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    difference = (
        ratio[0] - value - math.hypot(ratio[0] - ratio[1], high - value),
        ratio[0] - value + math.hypot(ratio[2] - ratio[0], value - low),
    )
    return Comparator("HER2-negative patients", value, difference)


@rule
def coamplification_occurs(
    rates: pd.DataFrame,
    least: float,
    literature: float,
    primary: dict[str, float],
    thresholds: dict[str, list[float]],
    group: str = "ERBB2 amplified",
) -> Verdict:
    """Judge the share of tumours with both amplifications, over all cohorts.

    Parameters
    ----------
    rates
        One row a cohort, group and threshold: ``cohorts``, ``in_group``, ``both``, ``share`` with
        its interval, ``elsewhere``, ``odds_ratio`` with its interval; the row ``all`` decides.
    least
        The share below which no group of patients is defined.
    literature
        The share of the literature, for the wording.
    primary, thresholds
        The thresholds; the table is made with them.
    group
        ``ERBB2 amplified`` by copy number, or ``HER2-positive`` by the clinical assay.
    """
    row = rates.query("cohort == 'all' and group == @group").iloc[0]
    holds = "holds" if row["ci_low"] <= literature <= row["ci_high"] else "excludes"
    evidence = (
        f"{row['both']:.0f} of {row['in_group']:.0f} {_TUMOURS[group]} have CCNE1 amplified "
        f"({row['share']:.1%}, {row['ci_low']:.1%} to {row['ci_high']:.1%}; at these thresholds "
        f"the interval {holds} the {literature:.0%} of the literature); odds ratio to other "
        f"tumours {row['odds_ratio']:.2f} ({row['or_low']:.2f} to {row['or_high']:.2f})."
    )
    estimate = Estimate(
        value=row["share"],
        unit=f"share of {_TUMOURS[group]}",
        none=least,
        low=row["ci_low"],
        high=row["ci_high"],
        cohorts=int(row["cohorts"]),
        patients=int(row["in_group"]),
        events=int(row["both"]),
        comparator=Comparator("all other tumours", row["elsewhere"]),
    )
    if row["ci_low"] >= least:
        return Verdict("consistent", evidence, estimate)
    return Verdict("contradicted" if row["ci_high"] < least else "undecided", evidence, estimate)


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
        sensitive) with its interval, ``p``, ``fdr``, ``n``, ``n_gain``. Rows of the roles ``CDK2
        mean`` and ``comparator mean``, where given, are means over drugs and do not decide.
    family, comparators, anti_her2
        The drugs; the table is made with them.
    fdr
        The false discovery rate that counts.
    same_sign
        Least share of the family that must point to sensitivity.
    """
    everywhere = effects[effects["lines"] == "all tissues"]
    rows = everywhere[everywhere["role"] == "CDK2"]
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
    estimate = _family_mean(everywhere.set_index("role"))
    if estimate:
        evidence += (
            f" Mean over the drugs: {estimate.value:.2f} SD ({estimate.low:.2f} to "
            f"{estimate.high:.2f})."
        )
    if sensitive and not resistant and share >= same_sign - 1e-4:
        return Verdict("consistent", evidence, estimate)
    word = "contradicted" if resistant and not sensitive else "undecided"
    return Verdict(word, evidence, estimate)


def _family_mean(roles: pd.DataFrame) -> Estimate | None:
    if "CDK2 mean" not in roles.index:
        return None
    row = roles.loc["CDK2 mean"]
    comparator = None
    if "comparator mean" in roles.index:
        comparator = Comparator("drugs that miss CDK2", roles.loc["comparator mean", "estimate"])
    return Estimate.of(
        row,
        "SDs of ln IC50, mean over the drugs",
        none=0,
        cohorts=len(row["screen"].split(", ")),
        patients=int(row["n"]),
        events=int(row["n_gain"]),
        comparator=comparator,
    )


def _named(row: Any) -> str:
    return f"{row.k1:.0f}/{row.n1:.0f} against {row.k2:.0f}/{row.n2:.0f}"
