"""The rules of study 5 on what goes with anoikis genes: overlap, immune cells, imputed drugs."""

import pandas as pd

from resistbook.claims.verdict import Verdict, rule


@rule
def overlap_beyond_chance(overlaps: pd.DataFrame, list: str, contrast: str) -> Verdict:
    """Ask whether resistance genes hold more anoikis genes than their background gives.

    Parameters
    ----------
    overlaps
        One row a cohort, contrast, choice of hits and list: ``chosen``, ``shared``, ``expected``,
        ``background``, ``odds_ratio``, ``ci_low``, ``ci_high``.
    list
        The list of anoikis genes that decides.
    contrast
        The contrast that decides.
    """
    asked = {"list": list, "contrast": contrast, "hits": "either direction"}
    row = overlaps[(overlaps[[*asked]] == pd.Series(asked)).all(axis=1)].iloc[0]
    evidence = (
        f"{row['shared']:.0f} of {row['chosen']:.0f} resistance genes are in the {list} list; "
        f"chance gives {row['expected']:.1f} (background {row['background']:.0f} measured genes)"
    )
    if row["chosen"] == 0:
        return Verdict("undecided", f"{evidence}.")
    evidence += (
        f"; odds ratio {row['odds_ratio']:.2f} ({row['ci_low']:.2f} to {row['ci_high']:.2f})."
    )
    if row["ci_low"] > 1:
        return Verdict("consistent", evidence)
    return Verdict("contradicted" if row["ci_high"] < 1 else "undecided", evidence)


@rule
def differences_beyond_random(
    counts: pd.DataFrame, fdr: float, percentile: float, random: int, cohort: str
) -> Verdict:
    """Ask whether more items differ with the anoikis score than with random scores.

    Parameters
    ----------
    counts
        One row a cohort, score, way of grouping and kind of random score: ``items``,
        ``significant``, ``random_share``, ``random_95``, ``percentile``; where ``drugs`` tells
        families of items apart, all of them decide.
    fdr
        The false discovery rate of an item; the table is made with it.
    percentile
        Percentile of random scores that must be exceeded; the table is made with it.
    random
        Number of random models; the table is made with it.
    cohort
        The cohort that decides.
    """
    rows = counts.query(
        "cohort == @cohort and score == 'anoikis' and groups == 'halves' "
        "and random == 'trained alike'"
    )
    row = (rows[rows["drugs"] == "all"] if "drugs" in rows else rows).iloc[0]
    evidence = (
        f"{row['significant']:.0f} of {row['items']:.0f} differ between high and low score with "
        f"FDR < {fdr}; under {random} random models {row['random_share']:.0%} do on average, and "
        f"their {percentile:.0f}th percentile is {row['random_95']:.0f} (the score lies at "
        f"percentile {row['percentile']:.0f})."
    )
    if row["items"] == 0:
        return Verdict("undecided", f"Nothing was compared in {cohort}.")
    if row["significant"] == 0:
        return Verdict("contradicted", evidence)
    beyond = row["significant"] > row["random_95"]
    return Verdict("consistent" if beyond else "undecided", evidence)
