"""`resistbook signature`: random sets over all its cohorts, beside the benchmark of one cohort.

1,000 random sets of 20 genes in each outcome that the command tests, in HER2-negative patients
(TransNEO: HER2-positive), once the cohorts are loaded. Seconds are those of the processor, of one
worker. They stand beside three times what `bench_random_signatures` takes for 10,000 sets of one
made-up cohort: the command is to take no longer.
"""

import time
from collections.abc import Iterator
from importlib.metadata import version
from statistics import median

import bench_random_signatures
import numpy as np

from resistbook.data.sources import SourceError
from resistbook.signature.chance import random_concordance
from resistbook.signature.tested import FETCH, Tested, names, tested

SETS, SIZE, RUNS, TIMES = 1000, 20, 5, 3


def outcomes() -> list[Tested]:
    return [
        tested(name, "her2-positive" if name.startswith("TransNEO") else "her2-negative")
        for name in names()
    ]


def ours(loaded: list[Tested], sets: int = SETS) -> float:
    weights = np.full(SIZE, 1 / SIZE)
    started = time.process_time()
    for outcome in loaded:
        pool = outcome.expression.index
        random_concordance(outcome, pool, weights, number=sets, seed=1, n_jobs=1)
    return time.process_time() - started


def rows() -> Iterator[dict[str, object]]:
    """Compare with three times the other benchmark, where the cohorts' files are at hand."""
    try:
        loaded = outcomes()
    except SourceError:
        print(f"No files of the cohorts ({FETCH}): signature is not compared")
        return
    study = bench_random_signatures.draw()
    ours(loaded, 10)
    bench_random_signatures.ours(study, 500)
    yield {
        "work": f"signature: {SETS:,} random sets of {SIZE} genes, {len(loaded)} outcomes",
        "against": f"{TIMES} times what {bench_random_signatures.WORK} take",
        "runs": RUNS,
        "seconds": median(ours(loaded) for _ in range(RUNS)),
        "seconds_against": TIMES * median(bench_random_signatures.ours(study) for _ in range(RUNS)),
        "versions": f"numpy {version('numpy')}",
    }
