"""How many genes differ: in every cell of a grid of specifications, and four-fold."""

import numpy as np
import pandas as pd

from resistbook.data.cohorts.relapse import BINARY, COMPARISONS, CONTINUOUS, comparison
from resistbook.results.store import stored
from resistbook.stats.expression.normalisation import array_normalised
from resistbook.stats.expression.resampled import resampled_t
from resistbook.stats.resampling import bootstrap_within
from resistbook.studies.keikha2021.genes import tested
from resistbook.studies.keikha2021.patients import SEED, SOURCES, STUDY, deposited_level

USUAL_ARRAY = 22_000
FOUR_FOLD = 2.0
MEASURED = 0.5
BOOTSTRAPS = 200
CRITERIA = (("P", 0.05), ("P", 0.01), ("FDR", 0.05), ("FDR", 0.01))
SPECIFICATIONS = {
    "as deposited": (False, False),
    "array-normalised": (True, False),
    "stratified": (False, True),
    "normalised and stratified": (True, True),
}


@stored(
    f"{STUDY}/grid",
    sources=SOURCES,
    by=["cohort", "level", "strata", "criterion", "threshold", "contrast"],
)
def grid() -> pd.DataFrame:
    """Return the counts of K1 to K4 in every cell of the declared grid.

    Cells that cannot be computed are kept with missing counts: a level that is not deposited, a
    fold change of 0/1 data.
    """
    rows = []
    for name in COMPARISONS:
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


@stored(f"{STUDY}/fourfold", sources=SOURCES, by=["cohort", "specification", "direction"])
def fourfold() -> pd.DataFrame:
    """Return the number of genes with P < 0.05 and a four-fold change, with a bootstrap interval.

    Genes count that are `measured`: where spots are missing, a fold change can rest on a handful
    of patients, and the largest ones do. Patients are resampled within outcome; the interval runs
    from the 2.5th to the 97.5th percentile of `BOOTSTRAPS` replicates. Counts per `USUAL_ARRAY`
    features stand beside the count itself.
    """
    tables = [
        _fourfold(name, specification) for name in CONTINUOUS for specification in SPECIFICATIONS
    ]
    return pd.concat(tables, ignore_index=True)


def _fourfold(name: str, specification: str) -> pd.DataFrame:
    one = comparison(name)
    normalise, stratify = SPECIFICATIONS[specification]
    values = measured(one.cohort.expression)
    values = array_normalised(values) if normalise else values
    patients = len(one.relapse)
    draws = bootstrap_within(one.relapse, BOOTSTRAPS, seed=SEED)
    weights = np.array([np.ones(patients), *(np.bincount(d, minlength=patients) for d in draws)])
    outcomes = np.broadcast_to(one.relapse.to_numpy(), weights.shape)
    tests = resampled_t(values, outcomes, one.strata if stratify else None, weights)
    counts = pd.DataFrame([_fourfold_counts(*test) for test in tests])
    observed, replicates = counts.iloc[0], counts.iloc[1:]
    scale = USUAL_ARRAY / len(values)
    low, high = replicates.quantile([0.025, 0.975]).to_numpy() * scale
    return pd.DataFrame(
        {
            "cohort": name,
            "specification": specification,
            "direction": observed.index,
            "n_features": len(values),
            "count": observed.to_numpy(),
            "per_array": observed.to_numpy() * scale,
            "ci_low": low,
            "ci_high": high,
        }
    )


def measured(expression: pd.DataFrame) -> pd.DataFrame:
    """Return the features with a value in at least the share `MEASURED` of the patients."""
    return expression[expression.notna().mean(axis=1) >= MEASURED]


def _fourfold_counts(change: np.ndarray, p: np.ndarray) -> dict[str, int]:
    with np.errstate(invalid="ignore"):
        up, down = (
            int(((p < 0.05) & far).sum()) for far in (change >= FOUR_FOLD, change <= -FOUR_FOLD)
        )
    return {"up": up, "down": down, "both": up + down}
