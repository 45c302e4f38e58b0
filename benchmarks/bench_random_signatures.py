"""Random signatures with Cox's model each: resistbook beside a lifelines loop, and its workers.

10,000 signatures of 20 genes in 500 patients, drawn at random in the size of a common study (36%
events). Beside lifelines, seconds are those of the processor, of one worker; lifelines fits 100 of
the signatures, scores given, and its seconds are extrapolated. Workers are compared by the clock,
once they have started, on the adjusted and stratified model; their largest difference is that of
any number in the table (0: the same bits).
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib.metadata import version
from importlib.util import find_spec
from statistics import median

import numpy as np
import pandas as pd
from joblib import parallel_config
from lifelines import CoxPHFitter

from resistbook.stats.prediction.random_signatures import random_signatures
from resistbook.stats.sets.scoring import mean_z

GENES, PATIENTS, SIZE, SIGNATURES, RUNS = 10_000, 500, 20, 10_000, 5
LIFELINES_SIGNATURES = 100
WORK = f"{SIGNATURES:,} random signatures of {SIZE} genes, {PATIENTS} patients"


def draw() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    rng = np.random.default_rng(500)
    expression = pd.DataFrame(rng.normal(8, 1.5, (GENES, PATIENTS)))
    followed = pd.Series(rng.exponential(60, PATIENTS).round(1) + 0.1, name="time")
    return expression, followed, pd.Series((rng.random(PATIENTS) < 0.36).astype(int), name="event")


def adjusting() -> dict[str, object]:
    rng = np.random.default_rng(501)
    covariates = pd.DataFrame(rng.normal(size=(PATIENTS, 3)), columns=["age", "size", "nodes"])
    return {"covariates": covariates, "strata": pd.Series(rng.integers(0, 4, PATIENTS))}


def ours(study: tuple, n: int = SIGNATURES) -> float:
    started = time.process_time()
    random_signatures(*study, size=SIZE, n=n, seed=1, n_jobs=1)
    return time.process_time() - started


def lifelines_loop(scores: pd.DataFrame, followed: pd.Series, event: pd.Series) -> float:
    fitter = CoxPHFitter()
    started = time.process_time()
    for _, values in scores.iterrows():
        fitter.fit(pd.DataFrame({"x": values, "t": followed, "e": event}), "t", "e")
    return (time.process_time() - started) * SIGNATURES / len(scores)


def by_the_clock(study: tuple, n_jobs: int | None) -> tuple[float, pd.DataFrame]:
    """Return the median seconds of warm workers, and what they found."""
    options = {"size": SIZE, "n": SIGNATURES, "seed": 1, "n_jobs": n_jobs, **adjusting()}
    seconds = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        table = random_signatures(*study, **options)
        seconds.append(time.perf_counter() - started)
    return median(seconds[1:]), table


def dask_cluster() -> AbstractContextManager:
    from distributed import Client

    return Client(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    )


def largest_difference(one: pd.DataFrame, other: pd.DataFrame) -> float:
    numbers = one.select_dtypes("number")
    return float((numbers - other[numbers.columns]).abs().max(axis=None))


def rows() -> Iterator[dict[str, object]]:
    """Compare with lifelines, a tenth of the signatures, two workers, and dask if installed."""
    study = draw()
    ours(study, 500)
    seconds = median(ours(study) for _ in range(RUNS))
    rng = np.random.default_rng(0)
    sets = {i: rng.choice(GENES, SIZE, replace=False) for i in range(LIFELINES_SIGNATURES)}
    scores = mean_z(study[0], sets)
    own = {"runs": RUNS, "seconds": seconds, "versions": f"numpy {version('numpy')}"}
    yield own | {
        "work": WORK,
        "against": f"lifelines: a loop over CoxPHFitter, from {LIFELINES_SIGNATURES} signatures",
        "seconds_against": median(lifelines_loop(scores, *study[1:]) for _ in range(RUNS)),
        "versions": f"numpy {version('numpy')}, lifelines {version('lifelines')}",
    }
    yield own | {
        "work": WORK,
        "against": f"ten times what {SIGNATURES // 10:,} of them take",
        "seconds_against": 10 * median(ours(study, SIGNATURES // 10) for _ in range(RUNS)),
    }
    alone, table = by_the_clock(study, 1)
    row = {"work": f"{WORK}, adjusted and stratified; 1 worker, by the clock", "runs": RUNS}
    two, found = by_the_clock(study, 2)
    yield row | {
        "against": "the same with 2 workers",
        "seconds": alone,
        "seconds_against": two,
        "largest_difference": largest_difference(table, found),
        "versions": f"joblib {version('joblib')}",
    }
    if find_spec("distributed") is None:
        print("No distributed: the dask backend is not compared")
        return
    with dask_cluster(), parallel_config(backend="dask"):
        spread, found = by_the_clock(study, None)
    yield row | {
        "against": "the same on a dask cluster of 2 processes",
        "seconds": alone,
        "seconds_against": spread,
        "largest_difference": largest_difference(table, found),
        "versions": f"joblib {version('joblib')}, distributed {version('distributed')}",
    }
