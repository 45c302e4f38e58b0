"""The rules of study 3: HER2, NF-κB and basal-like features under resistance."""

import math
import re

import pandas as pd

from resistbook.claims.verdict import Comparator, Estimate, Verdict, rule

ANY_DRUG = "any drug"


@rule
def receptor_is_kept(table: pd.DataFrame, gene: str, limit: float, under: str) -> Verdict:
    """Ask whether resistant cells keep the expression of a receptor.

    Parameters
    ----------
    table
        One row a series and gene: ``series``, ``experiment`` (series of one parent and drug
        share it), ``gene``, ``log2_fold_change``, ``reference`` (that of reference genes),
        ``measured`` (in both states), ``usable`` (measured, and reference genes are kept),
        ``against_her2`` (whether the drug acts on the receptor).
    gene
        The receptor's gene.
    limit
        Log2 fold changes smaller than this, in either direction, count as kept.
    under
        "drugs against HER2" if one usable series at least must be under such a drug, or
        "any drug".
    """
    rows = table[table["gene"] == gene]
    used, unlike = rows[rows["usable"]], rows[rows["measured"] & ~rows["usable"]]
    text = "".join(
        f"; not usable: {row.series} {row.log2_fold_change:.2f}, where reference genes change by "
        f"{row.reference:.2f}"
        for row in unlike.itertuples()
    )
    if used.empty:
        return Verdict("undecided", f"No usable series for {gene}{text}.")
    change = used["log2_fold_change"]
    text = (
        f"Log2 fold change of {gene} {change.min():.2f} to {change.max():.2f} in {len(used)} "
        f"usable series of {used['experiment'].nunique()} experiments ("
        f"{', '.join(used['series'])}){text}; {(~rows['measured']).sum()} of {len(rows)} series "
        "do not measure it."
    )
    estimate = Estimate(
        value=float(change[change.abs().idxmax()]),
        unit=f"largest change of {gene} in a usable series, log2",
        none=0.0,
        cohorts=int(used["experiment"].nunique()),
    )
    if under != ANY_DRUG and not used["against_her2"].any():
        text = f"No usable series is under a drug against HER2. {text}"
        return Verdict("undecided", text, estimate)
    if (change.abs() < limit).all():
        return Verdict("consistent", text, estimate)
    return Verdict("contradicted" if (change <= -limit).all() else "undecided", text, estimate)


@rule
def active_in_cells_and_patients(
    table: pd.DataFrame,
    set: str,
    genes: str,
    tail: float,
    score: str,
    arms: str,
    time: str,
    parts: list[str],
) -> Verdict:
    """Ask whether NF-κB is more active in resistant cells and in tumours that resist.

    Parameters
    ----------
    table
        ``part`` "cells" (``item`` a series, ``estimate``, ``percentile`` among random sets) or
        "patients" (``item`` the trials or arms, ``estimate``, ``ci_low``, ``ci_high``, ``p``,
        ``n``), ``set``, ``genes``, ``known_pass`` (share of the other Hallmarks that pass both
        parts).
    set, genes
        The set that decides in cells, and which of its genes.
    tail
        Share of random sets at either end.
    score, arms
        The score, and the trials or arms, that decide among patients.
    time
        Declared for the record; the table is made with it.
    parts
        "cells", "patients" or both: all must agree.
    """
    cells = table[(table["part"] == "cells") & (table["set"] == set) & (table["genes"] == genes)]
    if cells.empty:
        return Verdict("undecided", f"No series has {set}, {genes}.")
    patients = table[
        (table["part"] == "patients") & (table["set"] == score) & (table["item"] == arms)
    ].iloc[0]
    series = "; ".join(
        f"{_line(row.item)} {row.estimate:+.2f}, percentile {100 * row.percentile:.1f}"
        for row in cells.itertuples()
    )
    text = (
        f"Cells: {series}. {patients['n']:.0f} patients, {arms}, residual disease minus complete "
        f"response: {_interval(patients)} SD."
    )
    estimate = Estimate.of(
        patients,
        "SDs of the score, residual disease minus complete response",
        none=0.0,
        cohorts=_cohorts(arms),
        patients=int(patients["n"]),
        comparator=Comparator(
            "random sets of genes, in cells",
            known_scores_pass=bool(patients["known_pass"] > tail),
        ),
    )
    higher = {"cells": cells["percentile"] > 1 - tail, "patients": patients["ci_low"] > 0}
    lower = {"cells": cells["percentile"] < tail, "patients": patients["ci_high"] < 0}
    if all(pd.Series(higher[part]).all() for part in parts):
        return Verdict("consistent", text, estimate)
    if all(pd.Series(lower[part]).all() for part in parts):
        return Verdict("contradicted", text, estimate)
    return Verdict("undecided", text, estimate)


@rule
def association_beyond_random(
    table: pd.DataFrame,
    percentile: float,
    against: str,
    cohorts: list[str],
    score: str,
    adjusted: bool,
    unit: str,
) -> Verdict:
    """Ask whether NF-κB goes with a basal-like profile, more than random sets do.

    Parameters
    ----------
    table
        One row a cohort, score and adjustment, and the "mean" over cohorts: ``estimate`` (partial
        correlation), ``ci_low``, ``ci_high``, ``p``, ``percentile``, ``random_mean``,
        ``known_above``, ``n``, ``cohorts``, ``detectable``.
    percentile
        Share of sets that must lie below.
    against
        What these sets are, in words.
    cohorts
        The cohorts that count; of several, their mean.
    score, adjusted
        The rows that decide.
    unit
        What the estimate is.
    """
    row = _decisive(table, cohorts, score, adjusted)
    text = (
        f"{unit[0].upper()}{unit[1:]} {row['estimate']:.2f} ({row['ci_low']:.2f} to "
        f"{row['ci_high']:.2f}) in {row['n']:.0f} HER2-positive tumours of "
        f"{' and '.join(cohorts)}; percentile {100 * row['percentile']:.1f} of {against}. "
        f"The interval alone would exclude 0 in four of five cases at {row['detectable']:.2f}."
    )
    known = None if pd.isna(row["known_above"]) else bool(row["known_above"] > 1 - percentile)
    estimate = _estimate(row, unit, row["n"], against, known)
    if row["ci_low"] > 0 and row["percentile"] > percentile:
        return Verdict("consistent", text, estimate)
    return Verdict("contradicted" if row["ci_high"] < 0 else "undecided", text, estimate)


@rule
def luminal_b_is_quiet(
    table: pd.DataFrame,
    percentile: float,
    against: str,
    cohorts: list[str],
    score: str,
    adjusted: bool,
) -> Verdict:
    """Ask whether HER2-negative luminal B tumours have little NF-κB activity.

    Parameters
    ----------
    table
        As for `association_beyond_random`, with ``contrast``, ``known_below`` in the place of
        ``known_above``, and ``n_1`` and ``n_0`` in that of ``n``; estimates in SDs.
    percentile
        Share of sets below which luminal B minus basal-like must lie.
    against, cohorts, score, adjusted
        As for `association_beyond_random`.
    """
    basal, luminal = (
        _decisive(
            table[table["contrast"] == f"luminal B − {other}, HER2-negative"],
            cohorts,
            score,
            adjusted,
        )
        for other in ("basal-like", "luminal A")
    )
    place = basal["percentile"]
    placed = "" if pd.isna(place) else f", percentile {100 * place:.1f} of {against}"
    text = (
        f"Luminal B minus basal-like {_interval(basal)} SD{placed}; minus luminal A "
        f"{_interval(luminal)} SD; HER2-negative tumours of {' and '.join(cohorts)}."
    )
    known = None if pd.isna(basal["known_below"]) else bool(basal["known_below"] > percentile)
    unit = "SDs of the score, luminal B minus basal-like"
    estimate = _estimate(basal, unit, basal["n_1"] + basal["n_0"], against, known)
    if basal["ci_low"] > 0 or luminal["ci_low"] > 0:
        return Verdict("contradicted", text, estimate)
    if basal["ci_high"] < 0 and place < percentile:
        return Verdict("consistent", text, estimate)
    return Verdict("undecided", text, estimate)


@rule
def more_sensitive(
    table: pd.DataFrame, drugs: list[str], fdr: float, panel: str, contrast: str
) -> Verdict:
    """Ask whether basal lines are more sensitive to inhibitors of IKK than luminal lines.

    Parameters
    ----------
    table
        One row a panel, drug and contrast: ``estimate`` (ln IC50), ``ci_low``, ``ci_high``,
        ``p``, ``fdr``, ``n_first``, ``n_second``, ``detectable``.
    drugs
        The drugs that decide.
    fdr
        Largest FDR.
    panel, contrast
        The screen and the lines that decide.
    """
    rows = table[(table["panel"] == panel) & (table["contrast"] == contrast)]
    rows = rows.set_index("drug").loc[drugs]
    text = f"Ln IC50 in {panel}, {contrast} lines: " + "; ".join(
        f"{drug} {_interval(row)}, FDR {row['fdr']:.2g}, {row['n_first']:.0f} against "
        f"{row['n_second']:.0f} lines, with an interval that would exclude 0 in four of five cases "
        f"at {row['detectable']:.2f}"
        for drug, row in rows.iterrows()
    )
    weakest = rows["ci_high"].idxmax()
    row = rows.loc[weakest]
    estimate = Estimate.of(
        row,
        f"ln IC50 of {weakest}, {contrast} lines",
        none=0.0,
        cohorts=1,
        patients=int(row["n_first"] + row["n_second"]),
    )
    if ((rows["ci_high"] < 0) & (rows["fdr"] < fdr)).all():
        return Verdict("consistent", f"{text}.", estimate)
    opposite = (rows["ci_low"] > 0).all()
    return Verdict("contradicted" if opposite else "undecided", f"{text}.", estimate)


@rule
def marker_of_progression(
    table: pd.DataFrame, antibody: str, endpoint: str, patients: str, adjusted: bool
) -> Verdict:
    """Ask whether tumours with more of a protein progress sooner.

    Parameters
    ----------
    table
        One row an endpoint, group of patients and adjustment: ``hazard_ratio`` per SD,
        ``ci_low``, ``ci_high``, ``p``, ``n``, ``n_events``, ``detectable``.
    antibody
        Declared for the record; the table is made with it.
    endpoint, patients, adjusted
        The row that decides.
    """
    row = table[
        (table["endpoint"] == endpoint)
        & (table["patients"] == patients)
        & (table["adjusted"] == adjusted)
    ].iloc[0]
    what = {"pfi": "progression", "os": "death"}[endpoint]
    text = (
        f"Hazard ratio of {what} per SD {row['hazard_ratio']:.2f} ({row['ci_low']:.2f} to "
        f"{row['ci_high']:.2f}), {row['n_events']:.0f} events in {row['n']:.0f} patients. "
        f"The interval alone would exclude 1 in four of five cases at {row['detectable']:.2f}."
    )
    estimate = Estimate.of(
        row,
        "hazard ratio per SD",
        none=1.0,
        value="hazard_ratio",
        cohorts=1,
        patients=int(row["n"]),
        events=int(row["n_events"]),
    )
    if row["ci_low"] > 1:
        return Verdict("consistent", text, estimate)
    return Verdict("contradicted" if row["ci_high"] < 1 else "undecided", text, estimate)


@rule
def basal_like_respond_less(table: pd.DataFrame, measure: str, patients: str) -> Verdict:
    """Ask whether tumours that resemble basal-like ones leave residual disease more often.

    Parameters
    ----------
    table
        One row a measure and choice of patients: ``unit``, ``estimate`` (log odds ratio of
        residual disease, above 0 is worse), ``ci_low``, ``ci_high``, ``p``, ``n``, ``n_residual``,
        ``strata``, ``detectable`` (odds ratio).
    measure, patients
        The row that decides.
    """
    row = table[(table["measure"] == measure) & (table["patients"] == patients)].iloc[0]
    ratio, low, high = (math.exp(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    text = (
        f"{patients}, {measure}: {row['unit']} of residual disease {ratio:.2f} ({low:.2f} to "
        f"{high:.2f}), which {row['n_residual']:.0f} of {row['n']:.0f} patients have. "
        f"The interval alone would exclude 1 in four of five cases at {row['detectable']:.2f}."
    )
    estimate = Estimate(
        value=ratio,
        unit=row["unit"],
        none=1.0,
        low=low,
        high=high,
        p=float(row["p"]),
        cohorts=_cohorts(patients),
        patients=int(row["n"]),
        events=int(row["n_residual"]),
    )
    if row["ci_low"] > 0:
        return Verdict("consistent", text, estimate)
    return Verdict("contradicted" if row["ci_high"] < 0 else "undecided", text, estimate)


def _cohorts(patients: str) -> int:
    """Count the cohorts that a choice of patients names, such as ``NOAH and CHER-LOB``."""
    return len(re.split(", | and ", patients))


def _decisive(table: pd.DataFrame, cohorts: list[str], score: str, adjusted: bool) -> pd.Series:
    cohort = cohorts[0] if len(cohorts) == 1 else "mean"
    rows = table[(table["cohort"] == cohort) & (table["score"] == score)]
    return rows[rows["adjusted"] == adjusted].iloc[0]


def _estimate(
    row: pd.Series, unit: str, patients: float, against: str, known_pass: bool | None
) -> Estimate:
    """Make the estimate of a score that stands beside random sets."""
    return Estimate.of(
        row,
        unit,
        none=0.0,
        cohorts=int(row["cohorts"]),
        patients=int(patients),
        comparator=Comparator(
            against,
            value=None if pd.isna(row["random_mean"]) else float(row["random_mean"]),
            known_scores_pass=known_pass,
        ),
    )


def _line(series: str) -> str:
    return series if series.startswith("SKBR3") else f"BT-474 {series}"


def _interval(row: pd.Series) -> str:
    return f"{row['estimate']:.2f} ({row['ci_low']:.2f} to {row['ci_high']:.2f})"
