"""The rules of study 1: published counts, and seven mechanisms."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from resistbook.claims.verdict import Estimate, Verdict, rule

PAIR = ("higher", "lower")


@rule
def joint_count_match(
    grid: pd.DataFrame,
    published: list[int],
    tolerance: float,
    counts: Sequence[str] = PAIR,
    array: int | None = None,
) -> Verdict:
    """Compare a published pair of counts with every cell of a grid of specifications.

    Parameters
    ----------
    grid
        One row a cell: ``higher`` and ``lower`` (counts, missing where a cell cannot be
        computed), ``features``, ``patients`` and ``events`` of its cohort, and the columns that
        name the cell, its ``contrast`` among them.
    published
        Counts higher and lower.
    tolerance
        Largest relative distance that still counts as a match.
    counts
        Which of the two must match, both at once or one alone.
    array
        Size of an array on which the counts of a cell are put; as they are if not given.
    """
    cells = grid.dropna(subset=list(PAIR))
    values = cells[list(PAIR)]
    if array:
        values = values.mul(array / cells["features"], axis=0)
    relative = (values / published - 1).abs()
    distance = relative[list(counts)].max(axis=1)
    nearest = cells.loc[distance.idxmin()]
    higher, lower = values.loc[distance.idxmin()]
    where = (
        f"{nearest['cohort']}, {nearest['level']} level, {nearest['test']}, "
        f"{nearest['criterion']} < {nearest['threshold']:g}"
    )
    group = "relapsed" if nearest["contrast"] == "relapse - none" else "did not relapse"
    both = f"{higher:,.0f} higher and {lower:,.0f} lower in tumours that {group}"
    both += f", per {array:,} features," if array else ""
    which = "both counts" if len(counts) == len(PAIR) else f"the count {counts[0]}"
    found = Estimate(
        float(distance.min()),
        "relative distance of the nearest analysis from the published counts",
        cohorts=1,
        patients=int(nearest["patients"]),
        events=int(nearest["events"]),
    )
    if distance.min() <= tolerance:
        return Verdict(
            "consistent", f"{both} in {where}: within {tolerance:.0%} of {which}.", found
        )
    return Verdict(
        "undecided",
        f"None of {len(cells):,} computable analyses comes within {tolerance:.0%} of {which}; "
        f"the nearest is {both} ({where}).",
        found,
    )


@rule
def count_within_reach(
    counts: pd.DataFrame,
    direction: str,
    minimum: int,
    specification: str,
    features: int,
    whole_array: int,
    measured: float,
) -> Verdict:
    """Ask whether any cohort can give so many genes of so large a fold change.

    Parameters
    ----------
    counts
        One row a cohort, specification and direction: ``n_features``, ``patients``, ``events``,
        ``per_array`` (count on the size of the usual array) and its ``ci_low`` and ``ci_high``.
    direction
        ``up``, ``down`` or ``both``.
    minimum
        The published count.
    specification
        Which specification decides.
    features
        Size of the usual array, for the wording.
    whole_array
        Least number of measured features of a cohort that may decide.
    measured
        Share of patients in which a feature needs a value; the table is made with it.
    """
    chosen = counts[
        (counts["direction"] == direction)
        & (counts["specification"] == specification)
        & (counts["n_features"] >= whole_array)
    ]
    top = chosen.loc[chosen["ci_high"].idxmax()]
    text = (
        f"{specification}: at most {top['ci_high']:.0f} genes per {features:,} features "
        f"(upper 95% limit, {top['cohort']}, observed {top['per_array']:.0f}), "
        f"published {minimum}; {len(chosen)} whole-array cohorts."
    )
    reached = top["ci_high"] >= minimum
    found = Estimate.of(
        top,
        f"genes per {features:,} features",
        none=0.0,
        value="per_array",
        cohorts=1,
        patients=int(top["patients"]),
        events=int(top["events"]),
    )
    return Verdict("consistent" if reached else "contradicted", text[0].upper() + text[1:], found)


@rule
def seven_mechanisms(
    meta: pd.DataFrame,
    themes: dict[str, dict[str, Any]],
    fdr: float,
    same_sign: float,
    minimum_genes: int,
) -> Verdict:
    """Judge each mechanism by its gene sets, then all of them together.

    Parameters
    ----------
    meta
        One row a gene set: ``set``, ``estimate``, ``p``, ``fdr``, ``k`` (cohorts that hold at least
        `minimum_genes` of the set), ``k_positive`` (those with a positive effect), ``patients``
        and ``events`` of these cohorts.
    themes
        Name of each mechanism, with its sign and its sets.
    fdr, same_sign
        Both must hold: FDR below, and share of cohorts with the sign at least.
    minimum_genes
        Declared for the record; the table is made with it.
    """
    judged = mechanisms(meta, themes, fdr, same_sign)
    consistent = judged.index[judged["verdict"] == "consistent"].tolist()
    contradicted = judged.index[judged["verdict"] == "contradicted"].tolist()
    if len(consistent) == len(judged):
        word = "consistent"
    elif contradicted and not consistent:
        word = "contradicted"
    else:
        word = "undecided"
    parts = [f"{len(consistent)} of {len(judged)} mechanisms consistent"]
    if consistent:
        parts[0] += f" ({', '.join(consistent)})"
    parts.append(f"{len(contradicted)} contradicted")
    if contradicted:
        parts[1] += f" ({', '.join(contradicted)})"
    found = Estimate(
        float(len(consistent)),
        f"mechanisms that pass (of {len(judged)})",
        none=0.0,
        cohorts=int(meta["k"].max()),
        patients=int(meta["patients"].max()),
        events=int(meta["events"].max()),
    )
    return Verdict(word, "; ".join(parts) + ".", found)


def mechanisms(
    meta: pd.DataFrame, themes: dict[str, dict[str, Any]], fdr: float, same_sign: float
) -> pd.DataFrame:
    """Return the verdict on each mechanism, with the set that decides it.

    Returns
    -------
    DataFrame
        Index mechanism; columns declared sign, deciding set, estimate, fdr, verdict.
    """
    known = {row["set"]: row for row in meta.to_dict("records")}
    rows = {}
    for theme, declared in themes.items():
        sets = [known[name] for name in declared["sets"] if name in known]
        passing = [one for one in sets if _passes(one, fdr, same_sign)]
        as_declared = [one for one in passing if one["estimate"] * declared["sign"] > 0]
        if as_declared:
            word, deciding = "consistent", as_declared
        elif passing:
            word, deciding = "contradicted", passing
        else:
            word, deciding = "undecided", sets
        best = min(deciding, key=lambda one: (pd.isna(one["fdr"]), one["fdr"], one["p"]))
        rows[theme] = {
            "declared sign": declared["sign"],
            "deciding set": best["set"],
            "estimate": best["estimate"],
            "fdr": best["fdr"],
            "verdict": word,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _passes(one: Mapping[str, Any], fdr: float, same_sign: float) -> bool:
    """Say whether a set passes, whatever its sign."""
    agree = one["k_positive"] if one["estimate"] > 0 else one["k"] - one["k_positive"]
    return one["fdr"] < fdr and agree >= same_sign * one["k"]
