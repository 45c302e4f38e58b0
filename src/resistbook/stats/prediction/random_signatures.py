"""What a signature's prognosis is worth beside random signatures of the same size."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from resistbook.stats.prediction.discrimination import harrell_c
from resistbook.stats.resampling import wilson_interval
from resistbook.stats.survival.cox import cox
from resistbook.stats.survival.follow_up import follow_up

TASK = 250
"""Signatures a task; never by the number of workers, so that each is always computed alike."""

STATISTICS = ["log_hazard_ratio", "standard_error", "hazard_ratio", "ci_low", "ci_high", "z", "p"]


def signature_survival(
    expression: pd.DataFrame,
    sets: Mapping[str, Sequence[str]],
    time: pd.Series,
    event: pd.Series,
    *,
    strata: pd.Series | None = None,
    covariates: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Associate the mean z score of each set of genes with survival.

    Parameters
    ----------
    expression : genes x samples
        On a log scale. Genes without variation are left out, missing values too.
    sets
        Genes of each signature; those not measured are left out.
    time, event : samples
        Follow-up above zero, and 1 = event, 0 = censored.
    strata : samples
        Strata with baseline hazards of their own.
    covariates : samples x covariates
        Numbers to adjust every signature for, complete.

    Returns
    -------
    DataFrame, signatures
        ``n_genes`` measured; `cox`'s ``log_hazard_ratio`` per SD of the score,
        ``standard_error``, ``hazard_ratio`` with ``ci_low`` and ``ci_high``, ``z``, ``p`` and
        ``flag``; and ``concordance``, Harrell's C of the score by itself, within strata.

    Raises
    ------
    ValueError
        Without sets, for a set of which no gene is measured, a gene that stands twice, infinite
        expression, and as in `follow_up` and `cox`.

    Notes
    -----
    The score is that of `mean_z`.
    """
    follow_up(time, event, expression.columns)
    if not sets:
        raise ValueError("sets holds no signature; give at least one")
    genes, z, known = _standardised(expression)
    tables = []
    for name, wanted in sets.items():
        places = genes.get_indexer(pd.Index(wanted).unique())
        members = np.sort(places[places >= 0])
        if not len(members):
            raise ValueError(
                f"set {name!r}: none of its {len(wanted)} genes ({', '.join(wanted[:3])}, ...) is "
                f"measured and varies among the {len(expression)} genes of the table "
                f"({', '.join(map(str, expression.index[:3]))}, ...); check that both use the "
                "same identifiers, or leave the set out"
            )
        scores = _scores(z, known, members[None], expression.columns, [name])
        table = _associated(scores, time, event, strata, covariates)
        table.insert(0, "n_genes", len(members))
        tables.append(table)
    return pd.concat(tables).rename_axis("signature")


def random_signatures(
    expression: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    *,
    size: int,
    seed: int,
    n: int = 10_000,
    pool: Sequence[str] | None = None,
    strata: pd.Series | None = None,
    covariates: pd.DataFrame | None = None,
    n_jobs: int | None = None,
) -> pd.DataFrame:
    """Do with random sets of genes what `signature_survival` does with a signature.

    Parameters
    ----------
    expression, time, event, strata, covariates
        As in `signature_survival`.
    size
        Genes a signature: as many as the signature beside it has measured.
    seed
        Signature i is drawn by a generator of its own, spawned from `seed`: it is the same however
        many are drawn and whichever worker draws it.
    n
        Random signatures.
    pool
        Genes to draw from; all that vary if not given.
    n_jobs
        Workers of joblib; that of `joblib.parallel_config` (with its backend, such as ``dask``) if
        not given.

    Returns
    -------
    DataFrame, signatures 0 to n - 1
        As `signature_survival`.

    Raises
    ------
    ValueError
        As `signature_survival`, if `n` is below 1, and if the pool holds fewer than `size` genes
        that vary.

    Notes
    -----
    Memory does not grow with `n`, but for the table. Numbers do not depend on workers or backend,
    to the last bit.

    References
    ----------
    Venet D, Dumont JE, Detours V. PLoS Comput Biol 2011;7:e1002240.
    """
    follow_up(time, event, expression.columns)
    if n < 1:
        raise ValueError(f"n is {n}; draw at least one random signature")
    genes, z, known = _standardised(expression)
    if pool is not None:
        rows = np.flatnonzero(genes.isin(pool))
        z, known = z[rows], None if known is None else known[rows]
    if not 1 <= size <= len(z):
        raise ValueError(
            f"size is {size}, and {len(z)} genes of the pool are measured and vary; "
            "a random signature needs 1 to that many"
        )
    tasks = (range(first, min(first + TASK, n)) for first in range(0, n, TASK))
    # Scores are cheap and small: workers are sent them, not the table of expression.
    scores = (
        _scores(
            z,
            known,
            np.array([_drawn(seed, i, len(z), size) for i in task]),
            time.index,
            list(task),
        )
        for task in tasks
    )
    tables = Parallel(n_jobs=n_jobs)(
        delayed(_associated)(part, time, event, strata, covariates) for part in scores
    )
    table = pd.concat(tables).rename_axis("signature")
    table.insert(0, "n_genes", size)
    return table


def percentile(observed: float, random: pd.Series, *, level: float = 0.95) -> pd.Series:
    """Place an observed statistic among those of random signatures.

    Parameters
    ----------
    observed
        A statistic of which more is stronger: ``abs(z)``, or C where the direction was declared.
    random
        The same statistic of random signatures; NaN (no fit) is left out.
    level
        Confidence level.

    Returns
    -------
    Series
        ``percentile``: the share in % of random values below, equal ones counted one half;
        ``ci_low`` and ``ci_high``: Wilson's interval of it, for the number of random values drawn
        (Monte Carlo); ``p``: the chance of a random value at least as large, the observed one
        counted among them; ``n`` random values.

    Raises
    ------
    ValueError
        If the observed value or all random ones are missing.

    References
    ----------
    Phipson B, Smyth GK. Stat Appl Genet Mol Biol 2010;9:39 (P).
    """
    values = random.dropna().to_numpy(dtype=float)
    if not np.isfinite(observed) or not len(values):
        raise ValueError(
            f"the observed value is {observed} beside {len(values)} random ones; "
            "neither may be missing: see the flags of the fits"
        )
    below = (values < observed).sum() + (values == observed).sum() / 2
    low, high = wilson_interval(below, len(values), level=level)
    return pd.Series(
        {
            "percentile": 100 * below / len(values),
            "ci_low": 100 * float(low),
            "ci_high": 100 * float(high),
            "p": (1 + (values >= observed).sum()) / (1 + len(values)),
            "n": len(values),
        }
    )


def _drawn(seed: int, number: int, genes: int, size: int) -> np.ndarray:
    child = np.random.SeedSequence(seed, spawn_key=(number,))
    return np.sort(np.random.default_rng(child).choice(genes, size, replace=False))


def _standardised(expression: pd.DataFrame) -> tuple[pd.Index, np.ndarray, np.ndarray | None]:
    """Return the genes that vary, their z scores (0 = missing), and what is known if not all."""
    if not expression.index.is_unique:
        twice = expression.index[expression.index.duplicated()][0]
        raise ValueError(f"gene {twice!r} stands twice; keep one row of it")
    values = expression.to_numpy(dtype=float)
    gene, sample = np.nonzero(np.isinf(values))
    if len(gene):
        raise ValueError(
            f"gene {expression.index[gene[0]]!r} is infinite in sample "
            f"{expression.columns[sample[0]]!r}; use NaN for a value that was not measured"
        )
    varied = expression.max(axis=1) > expression.min(axis=1)
    rows = expression[varied]
    z = rows.sub(rows.mean(axis=1), axis=0).div(rows.std(axis=1), axis=0).to_numpy()
    known = ~np.isnan(z)
    return rows.index, np.nan_to_num(z, copy=False), None if known.all() else known


def _scores(
    z: np.ndarray,
    known: np.ndarray | None,
    members: np.ndarray,
    samples: pd.Index,
    names: Sequence[str | int],
) -> pd.DataFrame:
    """Return mean z scores, signatures x samples, of members (signatures x genes)."""
    total = np.zeros((len(members), z.shape[1]))
    count = np.full((len(members), 1), members.shape[1]) if known is None else np.zeros_like(total)
    for column in members.T:
        total += z[column]
        if known is not None:
            count += known[column]
    with np.errstate(invalid="ignore"):
        return pd.DataFrame(total / count, names, samples)


def _associated(
    scores: pd.DataFrame,
    time: pd.Series,
    event: pd.Series,
    strata: pd.Series | None,
    covariates: pd.DataFrame | None,
) -> pd.DataFrame:
    # A matrix product may round otherwise with other numbers of threads.
    with threadpool_limits(1):
        fitted = cox(scores, time, event, strata=strata, covariates=covariates)
    table = fitted[[*STATISTICS, "flag"]]
    return table.assign(concordance=harrell_c(scores, time, event, strata=strata))
