"""The rules of study 2: NF-kB, EMT and relapse, each beside its comparator."""

from collections.abc import Sequence

import pandas as pd

from resistbook.claims.verdict import Verdict, rule


@rule
def table_audit(audit: pd.DataFrame, genes: int, set: str, fdr: float) -> Verdict:
    """Judge whether the paper's own table shows what the paper says.

    Parameters
    ----------
    audit
        Rows ``check`` with ``count``; the row of a Hallmark also with ``odds_ratio``, its
        interval and ``fdr``.
    genes
        Number of genes that the paper states.
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
    rich = hallmark["fdr"] < fdr and hallmark["ci_low"] > 1
    if hallmark["ci_high"] < 1:
        return Verdict("contradicted", text)
    if listed == genes and found == 0 and rich:
        return Verdict("reproduced", text)
    return Verdict("undecided", text)


@rule
def rises_beyond_comparator(
    effects: pd.DataFrame, set: str, genes: str, contexts: Sequence[str], comparator: str
) -> Verdict:
    """Judge a rise under endocrine treatment against the same rise under another treatment.

    Parameters
    ----------
    effects
        Rows by ``set``, ``genes`` and ``context``: ``effect``, ``ci_low``, ``ci_high``; among the
        contexts the mean over `contexts` and its difference to `comparator`.
    set, genes
        Which rows decide.
    contexts
        Contexts of endocrine treatment; all of them must be in the mean.
    comparator
        Context that the mean must exceed.
    """
    rows = effects[(effects["set"] == set) & effects["genes"].str.startswith(genes)]
    rows = rows.set_index("context")
    mean = rows.loc["endocrine mean"]
    excess = rows.loc[f"endocrine mean minus {comparator}"]
    text = (
        f"{mean['effect']:.2f} SD ({mean['ci_low']:.2f} to {mean['ci_high']:.2f}) over "
        f"{mean['k']:.0f} contexts, {genes} genes; minus {comparator}: {excess['effect']:.2f} "
        f"({excess['ci_low']:.2f} to {excess['ci_high']:.2f})."
    )
    if mean["ci_high"] < 0:
        return Verdict("contradicted", text)
    if mean["k"] == len(contexts) and mean["ci_low"] > 0 and excess["ci_low"] > 0:
        return Verdict("consistent", text)
    return Verdict("undecided", text)


@rule
def rises_beyond_stroma(differences: pd.DataFrame, set: str, contexts: Sequence[str]) -> Verdict:
    """Judge a rise of EMT that a change of stroma does not explain.

    Parameters
    ----------
    differences
        Rows by ``score``, ``context`` and ``adjusted_for`` (``nothing`` or a stromal score):
        ``effect``, ``ci_low``, ``ci_high``. ESTIMATE's stromal score decides; the score of
        fibroblasts is told where it doubts a fall.
    set
        The score.
    contexts
        Times at which it must rise.
    """
    rows = differences[differences["score"] == set].set_index(["adjusted_for", "context"])
    raw = rows.loc["nothing"].loc[list(contexts)]
    adjusted = rows.loc["ESTIMATE"].loc[list(contexts)]
    text = "; ".join(
        f"{context}: {adjusted.loc[context, 'effect']:.2f} SD "
        f"({adjusted.loc[context, 'ci_low']:.2f} to {adjusted.loc[context, 'ci_high']:.2f}), "
        f"raw {raw.loc[context, 'effect']:.2f}"
        for context in contexts
    )
    above, below = adjusted["ci_low"] > 0, adjusted["ci_high"] < 0
    vanished = (raw["ci_low"] > 0) & ~above
    if vanished.any():
        where = " and ".join(vanished.index[vanished])
        text += f". Composition at {where}: the raw rise goes with the stroma"
    fibroblasts = rows.loc["fibroblasts"].loc[list(contexts)]
    unsure = below & (fibroblasts["ci_high"] >= 0)
    for context in unsure.index[unsure]:
        low, high = fibroblasts.loc[context, ["ci_low", "ci_high"]]
        text += (
            f". With fibroblasts held still in place of the stromal score, at {context} "
            f"{fibroblasts.loc[context, 'effect']:.2f} ({low:.2f} to {high:.2f}): that it falls is "
            "doubtful, a rise is not shown"
        )
    if above.all():
        return Verdict("consistent", f"{text}.")
    if below.any() and not above.any():
        return Verdict("contradicted", f"{text}.")
    return Verdict("undecided", f"{text}.")


@rule
def both_sets_rise(meta: pd.DataFrame, sets: Sequence[str]) -> Verdict:
    """Judge whether several sets rise in resistant lines.

    Parameters
    ----------
    meta
        Rows by ``set``, ``genes`` and ``series``: ``estimate``, ``ci_low``, ``ci_high``, ``k``; all
        genes and all series decide.
    sets
        All must rise.
    """
    rows = meta[(meta["genes"] == "all") & (meta["series"] == "all")].set_index("set")
    rows = rows.loc[list(sets)]
    text = "; ".join(
        f"{name}: {row['estimate']:.2f} SD ({row['ci_low']:.2f} to {row['ci_high']:.2f})"
        for name, row in zip(("NF-κB", "EMT"), rows.to_dict("records"), strict=True)
    )
    text += f"; {rows['k'].min():.0f} series."
    if (rows["ci_low"] > 0).all():
        return Verdict("consistent", text)
    if (rows["ci_high"] < 0).any():
        return Verdict("contradicted", text)
    return Verdict("undecided", text)


@rule
def marks_relapse(meta: pd.DataFrame, set: str, percentile: float) -> Verdict:
    """Judge whether a score marks relapse, and better than random sets do.

    Parameters
    ----------
    meta
        Rows by ``score``, ``adjusted`` and ``cohorts`` (all of them decide): ``estimate`` (log
        hazard ratio per SD), ``ci_low``, ``ci_high``, ``random_high`` (the percentile of random
        sets), ``random_share``.
    set
        The score.
    percentile
        Declared for the record; the table is made with it.
    """
    rows = meta[meta["cohorts"] == "all"].set_index(["score", "adjusted"])
    row = rows.loc[(set, "proliferation")]
    text = (
        f"Log hazard ratio per SD, adjusted for proliferation: {row['estimate']:.3f} "
        f"({row['ci_low']:.3f} to {row['ci_high']:.3f}); the {percentile}th percentile of random "
        f"sets is {row['random_high']:.3f}, {row['random_share']:.1%} reach the estimate."
    )
    if row["ci_low"] > 0 and row["estimate"] > row["random_high"]:
        return Verdict("consistent", text)
    if row["ci_high"] < 0:
        return Verdict("contradicted", text)
    return Verdict("undecided", text)
