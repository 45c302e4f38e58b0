"""The rules of study 5 on its prognosis model: whether it is one, and whether it travels."""

import pandas as pd

from resistbook.claims.verdict import Verdict, rule

EVEN = 0.5
"""The C of a score that knows nothing."""


@rule
def predicts_in_its_own_cohort(
    table: pd.DataFrame, list: str, percentile: float, random: int, p: float
) -> Verdict:
    """Ask whether a list's model foretells outcome in patients it was not trained on.

    Parameters
    ----------
    table
        One row a list: ``estimate`` (cross-validated C), ``ci_low``, ``ci_high``, ``percentile``
        and ``random_median`` of random signatures, ``hazard_ratio`` and ``p`` beside the clinical
        model, ``apparent``, ``n``, ``n_events``.
    list
        The list that decides.
    percentile
        Percentile of random signatures that must be exceeded.
    random
        Number of random signatures; the table is made with it.
    p
        Largest P of the likelihood ratio.
    """
    row = table[table["list"] == list].iloc[0]
    evidence = (
        f"C {row['estimate']:.2f} ({row['ci_low']:.2f} to {row['ci_high']:.2f}) in patients not "
        f"trained on, {row['apparent']:.2f} in those trained on; {row['n_events']:.0f} events in "
        f"{row['n']:.0f} patients. Percentile {row['percentile']:.0f} of {random:,} random "
        f"signatures, whose median is {row['random_median']:.2f}; P beside the clinical model "
        f"{row['p']:.2g} (hazard ratio {row['hazard_ratio']:.2f})."
    )
    above = row["ci_low"] > EVEN
    adds = row["p"] < p and row["hazard_ratio"] > 1
    if above and row["percentile"] > percentile and adds:
        return Verdict("consistent", evidence)
    worse = not above and row["estimate"] <= row["random_median"]
    return Verdict("contradicted" if worse else "undecided", evidence)


@rule
def stratifies_beyond_random_and_clinical(
    table: pd.DataFrame, list: str, percentile: float, random: int, p: float, least_c: float
) -> Verdict:
    """Ask whether a score stratifies patients of other cohorts, better than what is at hand.

    Parameters
    ----------
    table
        One row a list and cohort: ``estimate`` (C), ``ci_low``, ``ci_high``, ``percentile`` of
        random signatures, ``hazard_ratio`` and ``p`` beside the clinical model; and the row
        "mean" over cohorts.
    list
        The list that decides.
    percentile
        Percentile of random signatures that must be exceeded.
    random
        Number of random signatures; the table is made with it.
    p
        Largest P of the likelihood ratio.
    least_c
        A mean C whose upper limit is below this improves on nothing.
    """
    rows = table[table["list"] == list].set_index("cohort")
    mean, cohorts = rows.loc["mean"], rows.drop(index="mean")
    if cohorts.empty:
        return Verdict("undecided", f"No cohort has a score from the {list} list.")
    met = pd.DataFrame(
        {
            "C above chance": cohorts["ci_low"] > EVEN,
            "above random": cohorts["percentile"] > percentile,
            "adds": (cohorts["p"] < p) & (cohorts["hazard_ratio"] > 1),
        }
    )
    counts = met.sum()
    together = int(met.all(axis=1).sum())
    evidence = (
        f"Of {len(cohorts)} cohorts, C is above 0.5 with its interval in "
        f"{counts['C above chance']}, above the {percentile:.0f}th percentile of {random:,} "
        f"random signatures in {counts['above random']}, the score adds to the clinical model in "
        f"{counts['adds']}, all three in {together}. Mean C {mean['estimate']:.2f} "
        f"({mean['ci_low']:.2f} to {mean['ci_high']:.2f})."
    )
    if together > len(cohorts) / 2:
        return Verdict("consistent", evidence)
    nowhere = together == 0 and mean["ci_high"] < least_c
    return Verdict("contradicted" if nowhere else "undecided", evidence)
