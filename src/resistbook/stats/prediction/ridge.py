"""Ridge models of drug response from expression: imputation, and the accuracy to expect of it."""

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

FEWEST = 2
"""Lines with a known response that a model needs; of one line it can say the mean only."""

PENALTIES = np.logspace(0, 5, 21)
FOLDS = 10


def ridge_imputed(
    expression: pd.DataFrame, response: pd.DataFrame, target: pd.DataFrame
) -> pd.DataFrame:
    """Impute responses for new samples from lines whose expression and response are known.

    A ridge model a response, its penalty chosen among `PENALTIES` by leave-one-out error. Genes
    are standardised within the lines and, for the prediction, within the target.

    Parameters
    ----------
    expression : genes x lines
        Complete, log scale.
    response : responses x lines
        NaN where a line was not tested; columns as those of `expression`.
    target : genes x samples
        Complete, log scale. Genes that vary in both tables are used.

    Returns
    -------
    DataFrame, responses x samples of the target
        In the unit of the response. Only differences between the samples have a meaning: the mean
        is that of the lines.

    Raises
    ------
    ValueError
        If lines differ, expression is missing or infinite, a response is infinite or known for
        fewer than `FEWEST` lines, or no gene is shared.

    References
    ----------
    Geeleher P, Cox NJ, Huang RS (2014) Genome Biology 15:R47. Maeser D, Gruener RF, Huang RS
    (2021) Brief Bioinform 22:bbab260 (who homogenise by ComBat and transform the response).
    """
    _check(expression, response, FEWEST)
    _check_complete(target, "the target")
    lines, samples = _shared(expression, target)
    predicted = Parallel(n_jobs=-1)(
        delayed(_predicted)(lines[known], values[known], samples)
        for values, known in _tested(response)
    )
    return pd.DataFrame(np.array(predicted), index=response.index, columns=target.columns)


def ridge_out_of_fold(
    expression: pd.DataFrame, response: pd.DataFrame, *, seed: int
) -> pd.DataFrame:
    """Predict each line's response by models of `ridge_imputed` that were made without the line.

    Parameters
    ----------
    expression : genes x lines
        Restrict it to the genes that the target measures: the accuracy is then that of the models
        used.
    response : responses x lines
        NaN where a line was not tested.
    seed
        Of the division into `FOLDS` folds.

    Returns
    -------
    DataFrame, responses x lines
        NaN where `response` is.

    Raises
    ------
    ValueError
        As `ridge_imputed`, and if a response is known for fewer than `FOLDS` lines.
    """
    _check(expression, response, FOLDS)
    values = expression.to_numpy(dtype=float).T
    rows = Parallel(n_jobs=-1)(
        delayed(_cross_validated)(values, one, known, seed) for one, known in _tested(response)
    )
    return pd.DataFrame(np.array(rows), index=response.index, columns=response.columns)


def _tested(response: pd.DataFrame) -> list[tuple[np.ndarray, np.ndarray]]:
    return [(row, ~np.isnan(row)) for row in response.to_numpy(dtype=float)]


def _predicted(lines: np.ndarray, values: np.ndarray, samples: np.ndarray) -> np.ndarray:
    with threadpool_limits(1):
        model = RidgeCV(PENALTIES).fit(StandardScaler().fit_transform(lines), values)
        return model.predict(samples)


def _cross_validated(
    lines: np.ndarray, values: np.ndarray, known: np.ndarray, seed: int
) -> np.ndarray:
    found, tested = np.full(len(values), np.nan), np.flatnonzero(known)
    for train, test in KFold(FOLDS, shuffle=True, random_state=seed).split(tested):
        inside, outside = tested[train], tested[test]
        scaled = StandardScaler().fit(lines[inside]).transform(lines[outside])
        found[outside] = _predicted(lines[inside], values[inside], scaled)
    return found


def _shared(expression: pd.DataFrame, target: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return lines x genes as they are, and samples x genes standardised."""
    varied = [table.index[table.std(axis=1) > 0] for table in (expression, target)]
    genes = varied[0].intersection(varied[1]).sort_values()
    if genes.empty:
        raise ValueError(
            f"the target shares no gene with the lines ({', '.join(expression.index[:3])}, ...); "
            "check that both use the same identifiers"
        )
    there = target.loc[genes]
    there = there.sub(there.mean(axis=1), axis=0).div(there.std(axis=1, ddof=0), axis=0)
    return expression.loc[genes].to_numpy(dtype=float).T, there.to_numpy(dtype=float).T


def _check(expression: pd.DataFrame, response: pd.DataFrame, fewest: int) -> None:
    if not expression.columns.equals(response.columns):
        raise ValueError("expression and response stand on different lines; reindex one of them")
    _check_complete(expression, "the lines")
    if (infinite := np.isinf(response).any(axis=1)).any():
        raise ValueError(f"{infinite.idxmax()!r} has infinite responses; leave these lines out")
    known = response.notna().sum(axis=1)
    if (known < fewest).any():
        raise ValueError(
            f"{known.idxmin()!r} is known for {known.min()} lines; {fewest} or more are needed"
        )


def _check_complete(expression: pd.DataFrame, where: str) -> None:
    if (gaps := ~np.isfinite(expression).all(axis=1)).any():
        raise ValueError(
            f"gene {gaps.idxmax()!r} has missing or infinite values in {where}; "
            "leave it out before the model is made"
        )
