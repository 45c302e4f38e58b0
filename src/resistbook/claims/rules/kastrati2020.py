"""The rules of study 2: NF-kB, EMT and relapse, each beside its comparator."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from resistbook.claims.verdict import Comparator, Estimate, Verdict, rule

AGAINST_OTHERS = "SDs, set against other genes"


@rule
def table_audit(audit: pd.DataFrame, set: str, fdr: float) -> Verdict:
    """Judge whether the paper's own table is sound and rich in targets of NF-kB.

    Parameters
    ----------
    audit
        Rows ``check`` with ``count``; the row of a Hallmark also with ``odds_ratio``, its
        interval, ``p`` and ``fdr``.
    set
        The Hallmark that must be over-represented.
    fdr
        Over all Hallmarks, below.
    """
    rows = audit.set_index("check")
    faults = (
        "genes that stand twice",
        "FDR below P",
        "FDR not rising with P",
        "sign of t and of the fold change differ",
    )
    found = int(rows.loc[list(faults), "count"].sum())
    listed = int(rows.loc["genes", "count"])
    hallmark = rows.loc[set]
    text = (
        f"{listed} genes listed, {found} contradictions; rising genes in the NF-κB Hallmark: odds "
        f"ratio {hallmark['odds_ratio']:.1f} ({hallmark['ci_low']:.1f} to "
        f"{hallmark['ci_high']:.1f}), FDR {hallmark['fdr']:.1g}."
    )
    estimate = Estimate.of(hallmark, "odds ratio", none=1.0, value="odds_ratio", cohorts=1)
    rich = hallmark["fdr"] < fdr and hallmark["ci_low"] > 1
    if hallmark["ci_high"] < 1:
        return Verdict("contradicted", text, estimate)
    if found == 0 and rich:
        return Verdict("reproduced", text, estimate)
    return Verdict("undecided", text, estimate)


@rule
def rises_beyond_comparator(
    effects: pd.DataFrame,
    set: str,
    genes: str,
    contexts: Sequence[str],
    comparator: str,
    mean: str,
    beyond: bool,
) -> Verdict:
    """Judge a rise under endocrine treatment against the same rise under another treatment.

    Parameters
    ----------
    effects
        Rows by ``set``, ``genes`` and ``context``: ``effect``, ``ci_low``, ``ci_high``; among the
        contexts `comparator`, `mean` and the difference of the two. The mean also has ``p``,
        ``k``, ``prediction_low``, ``prediction_high`` and ``patients``.
    set, genes
        Which rows decide.
    contexts
        Contexts of endocrine treatment; all of them must be in the mean.
    comparator
        Context that the mean must exceed.
    mean
        Which mean over the contexts decides.
    beyond
        Whether the mean must exceed the comparator at all.
    """
    rows = effects[(effects["set"] == set) & effects["genes"].str.startswith(genes)]
    rows = rows.set_index("context")
    pooled = rows.loc[mean]
    excess = rows.loc[f"{mean} minus {comparator}"]
    text = (
        f"{pooled['effect']:.2f} SD ({pooled['ci_low']:.2f} to {pooled['ci_high']:.2f}) over "
        f"{pooled['k']:.0f} contexts, {genes} genes"
    )
    if beyond:
        text += (
            f"; minus {comparator}: {excess['effect']:.2f} ({excess['ci_low']:.2f} to "
            f"{excess['ci_high']:.2f})"
        )
    estimate = Estimate.of(
        pooled,
        AGAINST_OTHERS,
        none=0.0,
        value="effect",
        predicted=_predicted(pooled),
        cohorts=int(pooled["k"]),
        patients=int(pooled["patients"]),
        comparator=Comparator(
            comparator,
            float(rows.loc[comparator, "effect"]),
            (float(excess["ci_low"]), float(excess["ci_high"])),
        )
        if beyond
        else None,
    )
    exceeds = excess["ci_low"] > 0 or not beyond
    if pooled["ci_high"] < 0:
        return Verdict("contradicted", f"{text}.", estimate)
    if pooled["k"] == len(contexts) and pooled["ci_low"] > 0 and exceeds:
        return Verdict("consistent", f"{text}.", estimate)
    return Verdict("undecided", f"{text}.", estimate)


@rule
def rise_beyond_stroma(
    differences: pd.DataFrame, emt: str, stemness: str, contexts: Sequence[str], stroma: str
) -> Verdict:
    """Judge a rise of EMT and of stemness that a change of stroma does not explain.

    Parameters
    ----------
    differences
        Rows by ``score``, ``context`` and ``adjusted_for`` (``nothing`` or a stromal score):
        ``n``, ``effect``, ``ci_low``, ``ci_high``, ``p``.
    emt, stemness
        The two scores.
    contexts
        Times at which both must rise.
    stroma
        The stromal score that is held equal; ``nothing`` for the raw differences.
    """
    rows = differences[differences["score"].isin([emt, stemness])]
    rows = rows[rows["context"].isin(contexts)].set_index(["adjusted_for", "score", "context"])
    raw, held = rows.loc["nothing"], rows.loc[stroma]
    parts = []
    for name, score in (("EMT", emt), ("stemness", stemness)):
        for context in contexts:
            row = held.loc[(score, context)]
            before = (
                "" if stroma == "nothing" else f", raw {raw.loc[(score, context), 'effect']:.2f}"
            )
            parts.append(
                f"{name}, {context}: {row['effect']:.2f} SD ({row['ci_low']:.2f} to "
                f"{row['ci_high']:.2f}){before}"
            )
    text = "; ".join(parts)
    above, below = held["ci_low"] > 0, held["ci_high"] < 0
    vanished = (raw["ci_low"] > 0) & ~above.reindex(raw.index)
    if vanished.any() and stroma != "nothing":
        where = " and ".join(dict.fromkeys(vanished.index[vanished].get_level_values("context")))
        text += f". Composition at {where}: a raw rise goes with the stroma"
    lowest = held.loc[held["ci_low"].idxmin()]
    estimate = Estimate.of(
        lowest,
        "SDs of the score before treatment, at equal stroma",
        none=0.0,
        value="effect",
        cohorts=1,
        patients=int(lowest["n"]),
    )
    falls = below.groupby(level="score").any() & ~above.groupby(level="score").any()
    if above.all():
        return Verdict("consistent", f"{text}.", estimate)
    if falls.any():
        return Verdict("contradicted", f"{text}.", estimate)
    return Verdict("undecided", f"{text}.", estimate)


@rule
def both_sets_rise(
    meta: pd.DataFrame, sets: Sequence[str], genes: str, series: str, comparator: Sequence[str]
) -> Verdict:
    """Judge whether several sets rise in resistant lines.

    Parameters
    ----------
    meta
        Rows by ``set``, ``genes`` and ``series``: ``estimate``, ``ci_low``, ``ci_high``, ``p``,
        ``k``, ``prediction_low``, ``prediction_high``.
    sets
        All must rise.
    genes, series
        Which rows decide.
    comparator
        The series of the comparator and those of the difference to it; told, not judged.
    """
    rows = meta[(meta["genes"] == genes) & meta["set"].isin(sets)].set_index(["series", "set"])
    mine = rows.loc[series].loc[list(sets)]
    text = "; ".join(
        f"{name}: {row['estimate']:.2f} SD ({row['ci_low']:.2f} to {row['ci_high']:.2f})"
        for name, row in zip(("NF-κB", "EMT"), mine.to_dict("records"), strict=True)
    )
    text += f"; {mine['k'].min():.0f} series."
    weakest = mine["ci_low"].idxmin()
    row = mine.loc[weakest]
    other, difference = (rows.loc[(name, weakest)] for name in comparator)
    estimate = Estimate.of(
        row,
        AGAINST_OTHERS,
        none=0.0,
        predicted=_predicted(row),
        cohorts=int(row["k"]),
        comparator=Comparator(
            "lines of the same parents, resistant in another way",
            float(other["estimate"]),
            (float(difference["ci_low"]), float(difference["ci_high"])),
        ),
    )
    if (mine["ci_low"] > 0).all():
        return Verdict("consistent", text, estimate)
    if (mine["ci_high"] < 0).any():
        return Verdict("contradicted", text, estimate)
    return Verdict("undecided", text, estimate)


@rule
def marks_relapse(
    meta: pd.DataFrame, set: str, adjusted: str, cohorts: str, percentile: float, known: str
) -> Verdict:
    """Judge whether a score marks relapse, and better than random sets do.

    Parameters
    ----------
    meta
        Rows by ``score``, ``adjusted`` and ``cohorts``: ``estimate`` (log hazard ratio per SD),
        ``ci_low``, ``ci_high``, ``p``, ``k``, ``patients``, ``events``, ``prediction_low``,
        ``prediction_high``; for `set` also ``random_median``, ``random_high`` (the percentile of
        random sets) and ``random_share``.
    set
        The score.
    adjusted, cohorts
        Which rows decide.
    percentile
        Declared for the record; the table is made with it.
    known
        A score that is known to mark relapse; unadjusted, it shows whether the bar can be passed.
    """
    rows = meta[meta["cohorts"] == cohorts].set_index(["score", "adjusted"])
    row, raw, control = rows.loc[(set, adjusted)], rows.loc[(set, "no")], rows.loc[(known, "no")]
    value, low, high, random_high = np.exp(
        row[["estimate", "ci_low", "ci_high", "random_high"]].to_numpy(dtype=float)
    )
    held = "not adjusted" if adjusted == "no" else f"adjusted for {adjusted}"
    text = (
        f"Hazard ratio per SD, {held}: {value:.2f} ({low:.2f} to {high:.2f}) in {row['k']:.0f} "
        f"cohorts; the {percentile}th percentile of random sets is {random_high:.2f}, "
        f"{row['random_share']:.1%} reach the estimate."
    )
    predicted = _predicted(row)
    estimate = Estimate(
        value=float(value),
        unit="hazard ratio per SD",
        none=1.0,
        low=float(low),
        high=float(high),
        predicted=predicted and tuple(float(limit) for limit in np.exp(predicted)),
        p=float(row["p"]),
        cohorts=int(row["k"]),
        patients=int(row["patients"]),
        events=int(row["events"]),
        comparator=Comparator(
            "median of random sets",
            float(np.exp(row["random_median"])),
            known_scores_pass=bool(
                control["ci_low"] > 0 and control["estimate"] > raw["random_high"]
            ),
        ),
    )
    if row["ci_low"] > 0 and row["estimate"] > row["random_high"]:
        return Verdict("consistent", text, estimate)
    if row["ci_high"] < 0:
        return Verdict("contradicted", text, estimate)
    return Verdict("undecided", text, estimate)


def _predicted(row: pd.Series) -> tuple[float, float] | None:
    limits = row[["prediction_low", "prediction_high"]].to_numpy(dtype=float)
    return None if np.isnan(limits).any() else (float(limits[0]), float(limits[1]))
