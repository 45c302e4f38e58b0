"""The rules of study 1: published counts, and seven mechanisms."""

from typing import Any

import pandas as pd

from resistbook.claims.verdict import Verdict, rule


@rule
def joint_count_match(grid: pd.DataFrame, published: list[int], tolerance: float) -> Verdict:
    """Compare a published pair of counts with every cell of a grid of specifications.

    Parameters
    ----------
    grid
        One row a cell: ``higher`` and ``lower`` (counts, missing where a cell cannot be
        computed), and the columns that name the cell, its ``contrast`` among them.
    published
        Counts higher and lower.
    tolerance
        Largest relative distance that still counts as a match, for both counts at once.
    """
    cells = grid.dropna(subset=["higher", "lower"])
    distance = pd.concat(
        [
            (cells[name] / value - 1).abs()
            for name, value in zip(("higher", "lower"), published, strict=True)
        ],
        axis=1,
    ).max(axis=1)
    nearest = cells.loc[distance.idxmin()]
    where = (
        f"{nearest['cohort']}, {nearest['level']} level, {nearest['test']}, "
        f"{nearest['criterion']} < {nearest['threshold']:g}"
    )
    group = "relapsed" if nearest["contrast"] == "relapse - none" else "did not relapse"
    counts = (
        f"{nearest['higher']:,.0f} higher and {nearest['lower']:,.0f} lower in tumours that {group}"
    )
    if distance.min() <= tolerance:
        return Verdict(
            "consistent", f"{counts} in {where}: within {tolerance:.0%} of both published counts."
        )
    return Verdict(
        "undecided",
        f"None of {len(cells):,} computable cells comes within {tolerance:.0%} of both counts; "
        f"the nearest is {counts} ({where}).",
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
        One row a cohort, specification and direction: ``n_features``, ``per_array`` (count on
        the size of the usual array) and its ``ci_low`` and ``ci_high``.
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
    return Verdict("consistent" if reached else "contradicted", text[0].upper() + text[1:])


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
        `minimum_genes` of the set), ``k_positive`` (those with a positive effect).
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
    return Verdict(word, "; ".join(parts) + ".")


def mechanisms(
    meta: pd.DataFrame, themes: dict[str, dict[str, Any]], fdr: float, same_sign: float
) -> pd.DataFrame:
    """Return the verdict on each mechanism, with the set that decides it.

    Returns
    -------
    DataFrame
        Index mechanism; columns declared sign, deciding set, estimate, fdr, verdict.
    """
    rows = {}
    for theme, declared in themes.items():
        sets = meta[meta["set"].isin(declared["sets"])].copy()
        agree = sets["k_positive"].where(sets["estimate"] > 0, sets["k"] - sets["k_positive"])
        passed = (sets["fdr"] < fdr) & (agree >= same_sign * sets["k"])
        as_declared = sets["estimate"] * declared["sign"] > 0
        if (passed & as_declared).any():
            word, deciding = "consistent", sets[passed & as_declared]
        elif passed.any():
            word, deciding = "contradicted", sets[passed]
        else:
            word, deciding = "undecided", sets
        best = deciding.sort_values(["fdr", "p"]).iloc[0]
        rows[theme] = {
            "declared sign": declared["sign"],
            "deciding set": best["set"],
            "estimate": best["estimate"],
            "fdr": best["fdr"],
            "verdict": word,
        }
    return pd.DataFrame.from_dict(rows, orient="index")
