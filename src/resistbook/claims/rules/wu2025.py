"""The rules of study 5 on its prognosis model: whether it is one, and whether it travels."""

import numpy as np
import pandas as pd

from resistbook.claims.verdict import Comparator, Estimate, Verdict, rule

EVEN = 0.5
"""The C of a score that knows nothing."""


@rule
def predicts_in_its_own_cohort(
    table: pd.DataFrame,
    list: str,
    splits: int,
    percentile: float,
    random: int,
    p: float,
    least_c: float,
) -> Verdict:
    """Ask whether a list's model foretells outcome in patients it was not trained on.

    Parameters
    ----------
    table
        One row a list: ``estimate`` (C of unseen patients, mean over random splits), ``ci_low``,
        ``ci_high``, ``percentile`` and ``random_median`` of random signatures (missing where none
        were made), ``hazard_ratio`` and ``p`` beside the clinical model, ``apparent``, ``n``,
        ``n_events``.
    list
        The list that decides.
    splits, random
        Number of random splits and of random signatures; the table is made with them.
    percentile
        Percentile of random signatures that must be exceeded.
    p
        Largest P of the likelihood ratio.
    least_c
        An upper limit below this shows that the model is of no use.
    """
    row = table[table["list"] == list].iloc[0]
    placed = np.isfinite(row["percentile"])
    beside = (
        f"Percentile {row['percentile']:.0f} of {random:,} random signatures, whose median is "
        f"{row['random_median']:.2f}"
        if placed
        else "No random signatures were made"
    )
    evidence = (
        f"C {row['estimate']:.2f} ({row['ci_low']:.2f} to {row['ci_high']:.2f}) in patients not "
        f"trained on, over {splits} random split{'s' * (splits > 1)}, and {row['apparent']:.2f} in "
        f"those trained on; {row['n_events']:.0f} events in {row['n']:.0f} patients. {beside}; "
        f"P beside the clinical model {row['p']:.2g} (hazard ratio {row['hazard_ratio']:.2f})."
    )
    low, high = row["ci_low"], row["ci_high"]
    middle = row["random_median"]
    estimate = Estimate(
        row["estimate"],
        "C",
        none=EVEN,
        low=low,
        high=high,
        cohorts=1,
        patients=int(row["n"]),
        events=int(row["n_events"]),
        comparator=Comparator("random signatures", middle, (low - middle, high - middle))
        if placed
        else None,
    )
    adds = row["p"] < p and row["hazard_ratio"] > 1
    if low > EVEN and row["percentile"] > percentile and adds:
        return Verdict("consistent", evidence, estimate)
    return Verdict("contradicted" if high < least_c else "undecided", evidence, estimate)


@rule
def stratifies_beyond_random_and_clinical(
    table: pd.DataFrame, list: str, percentile: float, random: int, p: float, least_c: float
) -> Verdict:
    """Ask whether a score stratifies patients of other cohorts, better than what is at hand.

    Parameters
    ----------
    table
        One row a list and cohort: ``estimate`` (C; missing where the recipe chose no gene),
        ``ci_low``, ``ci_high``, ``percentile`` of random signatures, ``hazard_ratio`` and ``p``
        beside the clinical model, ``n``, ``n_events``; and the row "mean" over cohorts, with
        ``prediction_low`` and ``prediction_high``, the ``random_median`` and the difference from
        it, ``beyond``, with ``beyond_low`` and ``beyond_high``.
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
    measured = cohorts[cohorts["estimate"].notna()]
    beyond = _limits(mean, "beyond")
    estimate = Estimate(
        mean["estimate"],
        "C, mean over cohorts",
        none=EVEN,
        low=mean["ci_low"],
        high=mean["ci_high"],
        predicted=_limits(mean, "prediction"),
        cohorts=len(measured),
        patients=int(measured["n"].sum()),
        events=int(measured["n_events"].sum()),
        comparator=Comparator("random signatures", mean["random_median"], beyond)
        if beyond
        else None,
    )
    if together > len(cohorts) / 2:
        return Verdict("consistent", evidence, estimate)
    nowhere = together == 0 and mean["ci_high"] < least_c
    return Verdict("contradicted" if nowhere else "undecided", evidence, estimate)


def _limits(row: pd.Series, name: str) -> tuple[float, float] | None:
    """Return both limits of a quantity, None where they are missing."""
    limits = row[f"{name}_low"], row[f"{name}_high"]
    return limits if np.isfinite(limits).all() else None
