"""The one sentence that says what may be claimed of a gene list."""

import pandas as pd

CHANCE = 0.5
SMALL_P = 0.05


def sentence(name: str, own: pd.DataFrame, direction: str, bar: float) -> str:
    """Say what may be claimed.

    Parameters
    ----------
    name
        Of the list.
    own
        A row a cohort tested: ``c``, ``ci_low``, ``ci_high``, ``percentile``, ``p_clinical``,
        ``ratio_clinical``.
    direction
        What a higher score was declared to mean; "unknown" counts both sides.
    bar
        Percentile of random sets to exceed.
    """
    many = len(own)
    goes = own["ci_low"] > CHANCE
    if direction == "unknown":
        goes |= own["ci_high"] < CHANCE
    adds = own["p_clinical"] < SMALL_P
    if direction != "unknown":
        adds &= own["ratio_clinical"] > 1
    counts = {
        "goes": int(goes.sum()),
        "above": int((own["percentile"] > bar).sum()),
        "adds": int(adds.sum()),
    }
    facts = (
        f"The list {name} goes with outcome in {counts['goes']} of {many} cohorts tested, does "
        f"better than {bar:g}% of random sets of as many genes in {counts['above']}, and adds to "
        f"the clinical model in {counts['adds']}"
    )
    mostly = {key: number > many / 2 for key, number in counts.items()}
    if mostly["above"] and mostly["adds"]:
        claim = "it may be called better than random genes and an addition to the clinical model"
    elif mostly["above"]:
        claim = "it may be called better than random genes, and no addition to the clinical model"
    elif mostly["goes"]:
        claim = "it may be called prognostic, but no better than random genes are"
    else:
        claim = "no claim of prognosis is supported here"
    return f"{facts}: {claim}."
