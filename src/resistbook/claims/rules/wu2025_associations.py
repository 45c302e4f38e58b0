"""The rules of study 5 on what goes with anoikis genes: overlap, immune cells, imputed drugs."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from resistbook.claims.verdict import Comparator, Estimate, Verdict, rule

HALF = 0.5
"""The share of known scores that must pass a bar for it to be one that a score can pass."""


@rule
def overlap_beyond_chance(overlaps: pd.DataFrame, list: str, contrast: str, hits: str) -> Verdict:
    """Ask whether resistance genes hold more anoikis genes than their background gives.

    Parameters
    ----------
    overlaps
        One row a cohort, contrast, choice of hits and list: ``chosen``, ``shared``, ``expected``,
        ``background``, ``odds_ratio``, ``ci_low``, ``ci_high``; ``ratio`` of shared genes to
        those expected, ``ratio_low``, ``ratio_high``; ``p_two_sided``; ``patients``, if known.
    list
        The list of anoikis genes that decides.
    contrast
        The contrast that decides.
    hits
        Which genes of the contrast decide.
    """
    asked = {"list": list, "contrast": contrast, "hits": hits}
    row = overlaps[(overlaps[[*asked]] == pd.Series(asked)).all(axis=1)].iloc[0]
    evidence = (
        f"{row['shared']:.0f} of {row['chosen']:.0f} resistance genes are in the {list} list; "
        f"chance gives {row['expected']:.1f} (background {row['background']:.0f} measured genes)"
    )
    if row["chosen"] == 0:
        return Verdict("undecided", f"{evidence}.")
    evidence += (
        f": {row['ratio']:.2f} times as many ({row['ratio_low']:.2f} to {row['ratio_high']:.2f}); "
        f"odds ratio {row['odds_ratio']:.2f} ({row['ci_low']:.2f} to {row['ci_high']:.2f})."
    )
    estimate = Estimate(
        row["ratio"],
        "ratio of shared genes to chance",
        none=1.0,
        low=row["ratio_low"],
        high=row["ratio_high"],
        p=row["p_two_sided"],
        cohorts=1,
        patients=int(row["patients"]) if np.isfinite(row["patients"]) else None,
    )
    if row["ci_low"] > 1:
        return Verdict("consistent", evidence, estimate)
    return Verdict("contradicted" if row["ci_high"] < 1 else "undecided", evidence, estimate)


@rule
def differences_beyond_random(
    counts: pd.DataFrame,
    fdr: float,
    percentile: float,
    random: int,
    cohort: str,
    groups: str,
    null: str,
    known: Sequence[str],
    drugs: str = "",
) -> Verdict:
    """Ask whether more items differ with the anoikis score than with random scores.

    Parameters
    ----------
    counts
        One row a cohort, score, way of grouping and kind of random score: ``items``,
        ``significant``, ``random_share``, ``random_median``, ``random_95``, ``percentile``,
        ``p``, ``patients``; ``drugs`` tells families of items apart where there are several.
    fdr
        The false discovery rate of an item; the table is made with it.
    percentile
        Percentile of random scores that must be exceeded; the table is made with it.
    random
        Number of random models; the table is made with it.
    cohort, groups, null, drugs
        Cohort, way of grouping, kind of random score and family of items that decide.
    known
        Scores of known meaning that are held to the same bar. If half of them pass, the bar is
        one that a score can pass.
    """
    rows = counts[
        (counts["cohort"] == cohort) & (counts["groups"] == groups) & (counts["random"] == null)
    ]
    rows = (rows[rows["drugs"] == drugs] if drugs else rows).set_index("score")
    row = rows.loc["anoikis"]
    if row["items"] == 0:
        return Verdict("undecided", f"Nothing was compared in {cohort}.")
    controls = rows.loc[rows.index.isin(known)]
    passing = controls["significant"] > controls["random_95"]
    evidence = (
        f"{row['significant']:.0f} of {row['items']:.0f} differ between high and low score with "
        f"FDR < {fdr}; under {random} random models {row['random_share']:.0%} do on average, and "
        f"their {percentile:.0f}th percentile is {row['random_95']:.0f} (the score lies at "
        f"percentile {row['percentile']:.0f}). Of {len(passing)} scores of known meaning "
        f"{passing.sum()} exceed it."
    )
    beyond = row["significant"] > row["random_95"]
    estimate = Estimate(
        row["significant"],
        "drugs that differ" if drugs else "immune cells that differ",
        none=0.0,
        p=row["p"],
        cohorts=1,
        patients=int(row["patients"]),
        comparator=Comparator(
            "models of random genes",
            row["random_median"],
            known_scores_pass=bool(passing.mean() >= HALF and not beyond),
        ),
    )
    if row["significant"] == 0:
        return Verdict("contradicted", evidence, estimate)
    return Verdict("consistent" if beyond else "undecided", evidence, estimate)
