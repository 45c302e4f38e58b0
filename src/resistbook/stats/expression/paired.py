"""Change of a score between two samples of the same patient."""

import numpy as np
import pandas as pd
from scipy import stats

COLUMNS = ["n", "effect", "standard_error", "ci_low", "ci_high", "t", "df", "p"]


def paired_difference(
    scores: pd.DataFrame,
    pairs: pd.DataFrame,
    *,
    covariate: pd.Series | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Estimate each item's mean change within patients, by a paired t test.

    Parameters
    ----------
    scores : items x samples
        Missing values leave that patient out, for that item.
    pairs
        Columns patient, before, after: one row a patient, two identifiers of samples.
    covariate
        One value a sample, such as a stromal score. Given, the change is that of patients whose
        covariate does not change: the intercept of the regression of the score's difference on
        the covariate's difference.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        One row an item: ``n`` patients; ``effect`` with ``standard_error``, ``ci_low`` and
        ``ci_high``, in SDs of the item before treatment among these patients (taken as known);
        ``t``, ``df``, two-sided ``p``. With a covariate also ``slope``, the SDs of the item that
        go with one SD (before treatment) of change of the covariate, and ``slope_p``. An item
        with fewer than three patients, or four beside a covariate, has its ``n`` and is NaN.

    Raises
    ------
    ValueError
        If a column lacks, a patient stands twice, a sample is unknown or stands twice, there are
        too few pairs, an item does not vary before treatment or changes by the same amount in
        all patients, or the covariate's change does not vary; each with its name.

    Notes
    -----
    Without a covariate P equals that of R's ``t.test(after, before, paired = TRUE)``; with one,
    that of the intercept of ``lm(difference ~ covariate_difference)``.
    """
    before, after = _sides(scores, pairs, "the scores")
    least = 3 if covariate is None else 4
    if len(pairs) < least:
        raise ValueError(f"{len(pairs)} pairs are too few: an estimate needs at least {least}")
    moved = np.zeros((1, len(pairs)))
    if covariate is not None:
        own, later = _sides(covariate.to_frame().T, pairs, "the covariate")
        moved = later - own
    rows = {}
    for row, item in enumerate(scores.index):
        difference = after[row] - before[row]
        known = np.isfinite(difference + moved[0])
        rows[item] = {"n": int(known.sum())}
        if known.sum() < least:
            continue
        unit = _spread(before[row, known], f"{item!r} does not vary before treatment")
        _spread(difference[known], f"{item!r} changes by the same amount in every patient")
        columns = [np.ones(known.sum())]
        if covariate is not None:
            own_unit = _spread(own[0, known], "the covariate does not vary before treatment")
            _spread(moved[0, known], "the covariate changes by the same amount in every patient")
            columns.append(moved[0, known] / own_unit)
        rows[item] |= _regress(difference[known] / unit, np.column_stack(columns), level)
    wanted = COLUMNS if covariate is None else [*COLUMNS, "slope", "slope_p"]
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=wanted)


def _regress(y: np.ndarray, x: np.ndarray, level: float) -> dict[str, float]:
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    df = len(y) - x.shape[1]
    residual = y - x @ coefficients
    errors = np.sqrt(np.diag(np.linalg.inv(x.T @ x)) * (residual @ residual) / df)
    t = coefficients / errors
    p = 2 * stats.t.sf(np.abs(t), df)
    margin = stats.t.ppf((1 + level) / 2, df) * errors[0]
    row = {
        "effect": coefficients[0],
        "standard_error": errors[0],
        "ci_low": coefficients[0] - margin,
        "ci_high": coefficients[0] + margin,
        "t": t[0],
        "df": df,
        "p": p[0],
    }
    return row if len(t) == 1 else row | {"slope": coefficients[1], "slope_p": p[1]}


def _sides(values: pd.DataFrame, pairs: pd.DataFrame, what: str) -> tuple[np.ndarray, np.ndarray]:
    """Return items x patients before and after."""
    lacking = [name for name in ("patient", "before", "after") if name not in pairs]
    if lacking:
        raise ValueError(f"pairs lack column {lacking[0]!r}; they need patient, before, after")
    samples = pd.concat([pairs["before"], pairs["after"]])
    for label, names in {
        f"item of {what}": values.index,
        f"sample of {what}": values.columns,
        "patient of the pairs": pairs["patient"],
        "sample of the pairs": samples,
    }.items():
        twice = names[names.duplicated()]
        if len(twice):
            raise ValueError(f"{label} {next(iter(twice))!r} stands twice")
    unknown = samples[~samples.isin(values.columns)]
    if len(unknown):
        raise ValueError(f"sample {unknown.iloc[0]!r} of the pairs is not in {what}")
    before, after = values[pairs["before"]], values[pairs["after"]]
    return before.to_numpy(dtype=float), after.to_numpy(dtype=float)


def _spread(values: np.ndarray, fault: str) -> float:
    spread = float(np.std(values, ddof=1))
    if not spread > 1e-12 * max(1.0, float(np.max(np.abs(values)))):
        raise ValueError(f"{fault}; leave it out")
    return spread
