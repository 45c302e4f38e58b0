"""Association of scores with a measure or a group, other measures held equal."""

import numpy as np
import pandas as pd
from scipy import stats

from resistbook.stats.samples import label

POWER = stats.norm.ppf(0.975) + stats.norm.ppf(0.8)
"""Standard errors that an effect must measure to be seen at P < 0.05 with a power of 80%."""

DETERMINED = 1e-9
"""What is left of a measure, as a share of its length, is no more than rounding up to this."""


def partial_correlation(
    scores: pd.DataFrame, target: pd.Series, covariates: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Correlate each score with a target, both freed of covariates by linear regression.

    Parameters
    ----------
    scores : scores x samples
        Complete.
    target : samples
        Index as the columns of `scores`.
    covariates : samples x covariates
        Without an intercept, which is added; without columns, the plain correlation.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        Index score: ``estimate`` (Pearson), its ``ci_low`` and ``ci_high`` by Fisher's z, ``z``
        and ``se`` on that scale, ``p``, ``n``, and ``detectable``, the correlation that so many
        samples show with a power of 80%. The estimate, its interval, ``z`` and ``p`` are NaN for a
        score that is constant or determined by the covariates.

    Raises
    ------
    ValueError
        If samples differ, a value is missing, too few samples are left, or the target is constant
        or determined by the covariates.

    References
    ----------
    Fisher RA (1924) Metron 3:329-332.
    """
    _check(scores, target.to_frame("target"), covariates)
    basis = _basis(covariates)
    n, k = len(target), np.linalg.matrix_rank(basis) - 1
    if n - k - 3 < 1:
        raise ValueError(f"{n} samples are too few for {k} covariates; at least {k + 4} are needed")
    values, goal = scores.to_numpy(dtype=float).T, target.to_numpy(dtype=float)[:, None]
    left, right = _residuals(values, basis), _residuals(goal, basis)
    if _determined(goal, right)[0]:
        raise ValueError(
            f"{label(target, 'target')} is constant or determined by the covariates, so nothing "
            "is left to correlate; leave out the covariates that it follows from"
        )
    left[:, _determined(values, left)] = np.nan
    right = right[:, 0]
    scale = np.linalg.norm(left, axis=0) * np.linalg.norm(right)
    estimate = (left.T @ right) / scale
    z, se = np.arctanh(estimate), 1 / np.sqrt(n - k - 3)
    margin = stats.norm.ppf((1 + level) / 2) * se
    t = estimate * np.sqrt((n - k - 2) / (1 - estimate**2))
    return pd.DataFrame(
        {
            "estimate": estimate,
            "ci_low": np.tanh(z - margin),
            "ci_high": np.tanh(z + margin),
            "z": z,
            "se": se,
            "p": 2 * stats.t.sf(np.abs(t), n - k - 2),
            "n": n,
            "detectable": np.tanh(POWER * se),
        },
        index=scores.index,
    )


def adjusted_difference(
    scores: pd.DataFrame, group: pd.Series, covariates: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Return the difference in each score between two groups at equal covariates, in SDs.

    Parameters
    ----------
    scores : scores x samples
        Complete; each is divided by its SD over these samples.
    group : samples
        1 against 0.
    covariates : samples x covariates
        Without an intercept; without columns, the plain difference.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        Index score: ``estimate`` (group 1 minus group 0, by least squares), ``se``, ``ci_low``,
        ``ci_high``, ``p``, ``n_1``, ``n_0`` and ``detectable``, the difference that such a standard
        error shows with a power of 80%. All but the counts are NaN for a score that is constant or
        determined by the covariates.

    Raises
    ------
    ValueError
        If samples differ, a value is missing, a group is empty, the covariates determine the
        group, or too few samples are left.
    """
    _check(scores, group.to_frame("group"), covariates)
    code = group.to_numpy(dtype=float)
    if set(np.unique(code)) != {0.0, 1.0}:
        given = sorted(set(code.tolist()))
        raise ValueError(f"groups are {given}; both 0 and 1 are needed, and no other")
    basis = _basis(covariates)
    n, k = len(code), np.linalg.matrix_rank(basis) - 1
    if n - k - 2 < 1:
        raise ValueError(f"{n} samples are too few for {k} covariates; at least {k + 3} are needed")
    values = scores.to_numpy(dtype=float).T
    determined = _determined(values, _residuals(values, basis))
    values = values / np.where(determined, 1.0, values.std(axis=0, ddof=1))
    own = _residuals(code[:, None], basis)[:, 0]
    if own @ own < 1e-9 * len(code):
        raise ValueError("the covariates determine the group, so no difference can be told")
    square = np.where(determined, np.nan, own @ own)
    estimate = own @ values / square
    left = _residuals(values, np.column_stack([basis, code]))
    se = np.sqrt((left**2).sum(axis=0) / (n - k - 2) / square)
    margin = stats.t.ppf((1 + level) / 2, n - k - 2) * se
    return pd.DataFrame(
        {
            "estimate": estimate,
            "se": se,
            "ci_low": estimate - margin,
            "ci_high": estimate + margin,
            "p": 2 * stats.t.sf(np.abs(estimate / se), n - k - 2),
            "n_1": int(code.sum()),
            "n_0": int((1 - code).sum()),
            "detectable": POWER * se,
        },
        index=scores.index,
    )


def _basis(covariates: pd.DataFrame) -> np.ndarray:
    return np.column_stack([np.ones(len(covariates)), covariates.to_numpy(dtype=float)])


def _determined(values: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Tell of which columns of values nothing is left but errors of rounding."""
    return np.linalg.norm(left, axis=0) <= DETERMINED * np.linalg.norm(values, axis=0)


def _residuals(values: np.ndarray, basis: np.ndarray) -> np.ndarray:
    return values - basis @ np.linalg.lstsq(basis, values, rcond=None)[0]


def _check(scores: pd.DataFrame, measure: pd.DataFrame, covariates: pd.DataFrame) -> None:
    for name, table in {measure.columns[0]: measure, "covariates": covariates}.items():
        if not table.index.equals(scores.columns):
            raise ValueError(f"{name} and scores stand on different samples; reindex one of them")
    for table in (scores.T, measure, covariates):
        missing = table.isna().any()
        if missing.any():
            raise ValueError(
                f"{missing.idxmax()!r} is missing in {int(table[missing.idxmax()].isna().sum())} "
                "samples; leave them out first"
            )
