"""The one sentence that says what may be claimed of a gene list."""

import pandas as pd

CHANCE = 0.5
SMALL_P = 0.05


def found(own: pd.DataFrame, direction: str, bar: float) -> pd.DataFrame:
    """Tell what was found of a list in each cohort.

    Parameters
    ----------
    own, direction, bar
        As in `sentence`.

    Returns
    -------
    DataFrame, cohorts x bool
        ``goes``: the interval of C excludes one half, on the side declared; ``above``: it does,
        and C exceeds the bar too; ``high``: C exceeds the bar; ``adds``: to the clinical model.
    """
    goes = own["ci_low"] > CHANCE
    if direction == "unknown":
        goes |= own["ci_high"] < CHANCE
    adds = own["p_clinical"] < SMALL_P
    if direction != "unknown":
        adds &= own["ratio_clinical"] > 1
    high = own["percentile"] > bar
    return pd.DataFrame({"goes": goes, "above": goes & high, "high": high, "adds": adds})


def sentence(name: str, own: pd.DataFrame, direction: str, bar: float) -> str:
    """Say what may be claimed.

    Parameters
    ----------
    name
        Of the list.
    own
        A row an outcome tested: ``cohort``, ``c``, ``ci_low``, ``ci_high``, ``percentile``,
        ``p_clinical``, ``ratio_clinical``; worse outcome is the event.
    direction
        What a higher score was declared to mean; "unknown" counts both sides.
    bar
        Percentile of random sets to exceed.
    """
    many = len(own)
    told = found(own, direction, bar)
    counts = told.sum().astype(int)
    apart = counts["high"] - counts["above"]
    wide = f" ({apart} more rank as high, with an interval of C that includes one half)"
    facts = (
        f"The list {name} goes with outcome in {counts['goes']} of {many} "
        f"cohort{'s' * (many != 1)} tested, goes with it and does better than {bar:g}% of random "
        f"sets of as many genes in {counts['above']}{wide * bool(apart)}, and adds to the clinical "
        f"model in {counts['adds']}"
    )
    mostly = counts > many / 2
    if mostly["above"] and mostly["adds"]:
        claim = "it may be called better than random genes and an addition to the clinical model"
    elif mostly["above"]:
        claim = "it may be called better than random genes, and no addition to the clinical model"
    elif mostly["goes"]:
        claim = "it may be called prognostic, but no better than random genes are"
    else:
        claim = "no claim of prognosis is supported here"
    alone = own["cohort"].str.split(",").str[0].nunique() == 1
    return f"{facts}: {claim}{', and only one cohort was tested' * alone}."
