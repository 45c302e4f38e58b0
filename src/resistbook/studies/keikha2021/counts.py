"""How many genes differ in every cell of a grid, and which tables could hold the published pair."""

from bisect import bisect_left

import numpy as np
import pandas as pd
from scipy.stats import hypergeom

from resistbook.claims import ledger
from resistbook.data.cohorts.relapse import BINARY, COMPARISONS, comparison
from resistbook.results.store import stored
from resistbook.studies.keikha2021.genes import tested
from resistbook.studies.keikha2021.patients import SOURCES, STUDY, comparisons, deposited_level

USUAL_ARRAY = 22_000
"""Features of the usual array, on which the authors' counts are taken to stand."""
FOUR_FOLD = 2.0
CRITERIA = (("P", 0.05), ("P", 0.01), ("FDR", 0.05), ("FDR", 0.01))


@stored(
    f"{STUDY}/grid",
    sources=SOURCES,
    by=["cohort", "level", "strata", "criterion", "threshold", "contrast"],
)
def grid() -> pd.DataFrame:
    """Return the counts of K1 to K4 in every cell of the declared grid.

    Cells that cannot be computed are kept with missing counts: a level that is not deposited, a
    fold change of 0/1 data. The size of the table stands beside each cell.
    """
    rows = []
    for name in COMPARISONS:
        one = comparison(name)
        size = {
            "features": len(one.cohort.expression),
            "patients": len(one.relapse),
            "events": int(one.relapse.sum()),
        }
        for strata in ("ignored", "within"):
            table = tested(name, strata == "within")
            for level in ("probe", "gene"):
                for criterion, threshold in CRITERIA:
                    chosen = table[table[criterion.lower()] < threshold]
                    cell = {
                        "cohort": name,
                        "level": level,
                        "test": "Mantel-Haenszel" if name in BINARY else "moderated t",
                        "strata": strata,
                        "criterion": criterion,
                        "threshold": threshold,
                        **size,
                    }
                    for contrast, sign in (("relapse - none", 1), ("none - relapse", -1)):
                        counts = _counts(chosen, sign) if level == deposited_level(name) else {}
                        rows.append(cell | {"contrast": contrast} | counts)
    return pd.DataFrame(rows)


def _counts(chosen: pd.DataFrame, sign: int) -> dict[str, float]:
    effect = sign * chosen["effect"]
    counts = {"higher": float((effect > 0).sum()), "lower": float((effect < 0).sum())}
    if "log2_fold_change" in chosen:
        change = sign * chosen["log2_fold_change"]
        counts["higher_fourfold"] = float((change >= FOUR_FOLD).sum())
        counts["lower_fourfold"] = float((change <= -FOUR_FOLD).sum())
    return counts


def published_pair() -> dict:
    """Return the parameters of the rule of K1 and K2: the published counts and the tolerance."""
    return ledger.parameters(STUDY, "K1")


@stored(f"{STUDY}/joint_match", sources=SOURCES, by=["cohort"], rules=published_pair)
def joint_match() -> pd.DataFrame:
    """Return, for each table, how likely it would match if it were a part of the authors' array.

    The table's features are taken as drawn from `USUAL_ARRAY`, of which the published counts are
    higher and lower; the rule asks for both counts within its tolerance.
    """
    declared = published_pair()
    published, tolerance = declared["published"], declared["tolerance"]
    sizes = comparisons()[["comparison", "features"]].rename(columns={"comparison": "cohort"})
    for name, count in zip(("higher", "lower"), published, strict=True):
        sizes[f"expected_{name}"] = sizes["features"] * count / USUAL_ARRAY
    sizes["probability"] = [
        match_probability(features, published, tolerance) for features in sizes["features"]
    ]
    return sizes


def match_probability(features: int, published: list[int], tolerance: float) -> float:
    """Return the chance that a part of the usual array holds both counts within a tolerance.

    Parameters
    ----------
    features
        Size of the part, drawn without regard to the features' effects.
    published
        Features of the whole array that are higher and lower.
    tolerance
        Largest relative distance of either count.
    """
    higher, lower = (
        np.arange(np.ceil(count * (1 - tolerance)), np.floor(count * (1 + tolerance)) + 1)
        for count in published
    )
    first = hypergeom.pmf(higher, USUAL_ARRAY, published[0], features)
    rest = USUAL_ARRAY - published[0], published[1], np.maximum(features - higher, 0)
    second = hypergeom.cdf(lower[-1], *rest) - hypergeom.cdf(lower[0] - 1, *rest)
    return float(np.nansum(first * second))


def smallest_match(published: list[int], tolerance: float, probability: float) -> int:
    """Return the smallest part of the usual array that would match this often."""
    sizes = range(USUAL_ARRAY // 2, USUAL_ARRAY + 1)
    place = bisect_left(
        sizes, probability, key=lambda size: match_probability(size, published, tolerance)
    )
    return sizes[place]
