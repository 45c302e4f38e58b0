"""The rules of study 3: HER2, NF-κB and basal-like features under resistance."""

import pandas as pd

from resistbook.claims.verdict import Verdict, rule

WITHOUT = "without immediate-early"


@rule
def receptor_is_kept(table: pd.DataFrame, gene: str, limit: float) -> Verdict:
    """Ask whether resistant cells keep the expression of a receptor.

    Parameters
    ----------
    table
        One row a series and gene: ``series``, ``experiment`` (series of one parent and drug
        share it), ``gene``, ``log2_fold_change``, ``usable``.
    gene
        The receptor's gene.
    limit
        Log2 fold changes smaller than this, in either direction, count as kept.
    """
    rows = table[table["gene"] == gene]
    used = rows[rows["usable"]]
    left_out = f"{len(rows) - len(used)} of {len(rows)} are not usable."
    if used.empty:
        return Verdict("undecided", f"No usable series for {gene}; {left_out}")
    change = used["log2_fold_change"]
    text = (
        f"Log2 fold change of {gene} {change.min():.2f} to {change.max():.2f} in {len(used)} "
        f"usable series of {used['experiment'].nunique()} experiments ("
        f"{', '.join(used['series'])}); {left_out}"
    )
    if (change.abs() < limit).all():
        return Verdict("consistent", text)
    return Verdict("contradicted" if (change <= -limit).all() else "undecided", text)


@rule
def active_in_cells_and_patients(
    table: pd.DataFrame, set: str, genes: str, tail: float, score: str, arms: str, time: str
) -> Verdict:
    """Ask whether NF-κB is more active in resistant cells and in tumours that resist.

    Parameters
    ----------
    table
        ``part`` "cells" (``item`` a series, ``estimate``, ``percentile`` among random sets) or
        "patients" (``item`` the arms, ``estimate``, ``ci_low``, ``ci_high``), ``set``, ``genes``.
    set, genes
        The set that decides in cells, and which of its genes.
    tail
        Share of random sets at either end.
    score, arms
        The score and the arms that decide among patients.
    time
        Declared for the record; the table is made with it.
    """
    cells = table[(table["part"] == "cells") & (table["set"] == set) & (table["genes"] == genes)]
    if cells.empty:
        return Verdict("undecided", f"No series has {set}, {genes}.")
    patients = table[
        (table["part"] == "patients") & (table["set"] == score) & (table["item"] == arms)
    ].iloc[0]
    series = "; ".join(
        f"BT-474 {row.item} {row.estimate:+.2f} log2, percentile {100 * row.percentile:.1f} of "
        "random sets"
        for row in cells.itertuples()
    )
    text = (
        f"Cells, one sample a state: {series}. Patients {arms}, no response minus response: "
        f"{patients['estimate']:.2f} SD ({patients['ci_low']:.2f} to {patients['ci_high']:.2f})."
    )
    if (cells["percentile"] > 1 - tail).all() and patients["ci_low"] > 0:
        return Verdict("consistent", text)
    if (cells["percentile"] < tail).all() and patients["ci_high"] < 0:
        return Verdict("contradicted", text)
    return Verdict("undecided", text)


@rule
def association_beyond_random(
    table: pd.DataFrame, percentile: float, random: int, cohorts: list[str]
) -> Verdict:
    """Ask whether NF-κB goes with a basal-like profile, more than random sets do.

    Parameters
    ----------
    table
        One row a cohort, score and adjustment, and the "mean" over cohorts: ``estimate`` (partial
        correlation), ``ci_low``, ``ci_high``, ``percentile``, ``n``, ``detectable``.
    percentile
        Share of random sets that must lie below.
    random, cohorts
        Declared for the record; the table is made with them.
    """
    row = _decisive(table)
    text = (
        f"Mean partial correlation {row['estimate']:.2f} ({row['ci_low']:.2f} to "
        f"{row['ci_high']:.2f}) in {row['n']:.0f} HER2-positive tumours of "
        f"{' and '.join(cohorts)}; percentile {100 * row['percentile']:.1f} of {random:,} random "
        f"sets; {row['detectable']:.2f} could have been seen with a power of 80%."
    )
    if row["ci_low"] > 0 and row["percentile"] > percentile:
        return Verdict("consistent", text)
    return Verdict("contradicted" if row["ci_high"] < 0 else "undecided", text)


@rule
def luminal_b_is_quiet(
    table: pd.DataFrame, percentile: float, random: int, cohorts: list[str]
) -> Verdict:
    """Ask whether HER2-negative luminal B tumours have little NF-κB activity.

    Parameters
    ----------
    table
        As for `association_beyond_random`, with ``contrast``; estimates in SDs.
    percentile
        Share of random sets below which luminal B minus basal-like must lie.
    random, cohorts
        Declared for the record; the table is made with them.
    """
    basal, luminal = (
        _decisive(table[table["contrast"] == f"luminal B − {other}, HER2-negative"])
        for other in ("basal-like", "luminal A")
    )
    text = (
        f"Luminal B minus basal-like {_interval(basal)} SD, percentile "
        f"{100 * basal['percentile']:.1f} of {random:,} random sets; minus luminal A "
        f"{_interval(luminal)} SD; HER2-negative tumours of {' and '.join(cohorts)}."
    )
    if basal["ci_low"] > 0 or luminal["ci_low"] > 0:
        return Verdict("contradicted", text)
    if basal["ci_high"] < 0 and basal["percentile"] < percentile:
        return Verdict("consistent", text)
    return Verdict("undecided", text)


@rule
def more_sensitive(table: pd.DataFrame, drugs: list[str], fdr: float) -> Verdict:
    """Ask whether basal lines are more sensitive to inhibitors of IKK than luminal lines.

    Parameters
    ----------
    table
        One row a panel, drug and contrast: ``estimate`` (ln IC50), ``ci_low``, ``ci_high``,
        ``fdr``, ``n_first``, ``n_second``, ``detectable``.
    drugs
        The drugs that decide, in GDSC1.
    fdr
        Largest FDR.
    """
    rows = table[(table["panel"] == "GDSC1") & (table["contrast"] == "basal − luminal")]
    rows = rows.set_index("drug").loc[drugs]
    text = "Ln IC50, basal minus luminal lines: " + "; ".join(
        f"{drug} {_interval(row)}, FDR {row['fdr']:.2g}, {row['n_first']:.0f} against "
        f"{row['n_second']:.0f} lines, {row['detectable']:.2f} detectable with a power of 80%"
        for drug, row in rows.iterrows()
    )
    if ((rows["ci_high"] < 0) & (rows["fdr"] < fdr)).all():
        return Verdict("consistent", f"{text}.")
    return Verdict("contradicted" if (rows["ci_low"] > 0).all() else "undecided", f"{text}.")


@rule
def marker_of_progression(table: pd.DataFrame, antibody: str, endpoint: str) -> Verdict:
    """Ask whether tumours with more of a protein progress sooner.

    Parameters
    ----------
    table
        One row an endpoint, group of patients and adjustment: ``hazard_ratio`` per SD,
        ``ci_low``, ``ci_high``, ``n``, ``n_events``, ``detectable``.
    antibody
        Declared for the record; the table is made with it.
    endpoint
        The endpoint that decides.
    """
    row = table[
        (table["endpoint"] == endpoint) & (table["patients"] == "HER2 known") & table["adjusted"]
    ].iloc[0]
    text = (
        f"Hazard ratio of progression per SD {row['hazard_ratio']:.2f} ({row['ci_low']:.2f} to "
        f"{row['ci_high']:.2f}), {row['n_events']:.0f} events in {row['n']:.0f} patients; "
        f"{row['detectable']:.2f} could have been seen with a power of 80%."
    )
    if row["ci_low"] > 1:
        return Verdict("consistent", text)
    return Verdict("contradicted" if row["ci_high"] < 1 else "undecided", text)


def _decisive(table: pd.DataFrame) -> pd.Series:
    adjusted = table[(table["cohort"] == "mean") & table["adjusted"]]
    return adjusted[adjusted["score"].str.endswith(WITHOUT)].iloc[0]


def _interval(row: pd.Series) -> str:
    return f"{row['estimate']:.2f} ({row['ci_low']:.2f} to {row['ci_high']:.2f})"
