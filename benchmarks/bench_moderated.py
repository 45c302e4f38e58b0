"""Moderated t of 22,283 genes x 298 samples: resistbook against R's limma, one thread each.

Random values in the shape of an HG-U133A study: speed and equality are measured, nothing else.
R's time excludes its start, reading and writing.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from resistbook.stats.expression.design_matrix import design_matrix  # noqa: E402
from resistbook.stats.expression.moderated import moderated_t  # noqa: E402

GENES, SAMPLES, RUNS = 22_283, 298, 5
LIVE = Path(__file__).parents[1] / "tests" / "reference" / "limma" / "live.R"
VERSIONS = 'cat(sprintf("R %s, limma %s", getRversion(), packageVersion("limma")))'


def study(missing: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two groups of samples, gene-wise variances, and a share of genes with missing values."""
    rng = np.random.default_rng(20_250_101)
    samples = [f"s{i}" for i in range(SAMPLES)]
    group = rng.choice(["a", "b"], SAMPLES, p=[0.75, 0.25])
    y = rng.normal(8, np.sqrt(4 / rng.chisquare(4, (GENES, 1))), (GENES, SAMPLES))
    y[: GENES // 20, group == "b"] += 0.5
    lacking = rng.random(GENES) < missing
    y[lacking] = np.where(rng.random((lacking.sum(), SAMPLES)) < 0.05, np.nan, y[lacking])
    expression = pd.DataFrame(y, [f"g{i}" for i in range(GENES)], samples)
    return expression, design_matrix("~ group", pd.DataFrame({"group": group}, samples))


def ours(expression: pd.DataFrame, design: pd.DataFrame) -> tuple[list[float], pd.DataFrame]:
    moderated_t(expression, design, "group[T.b]")
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        result = moderated_t(expression, design, "group[T.b]")
        seconds.append(time.perf_counter() - start)
    return seconds, result


def theirs(expression: pd.DataFrame, design: pd.DataFrame) -> tuple[list[float], pd.DataFrame]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "dims").write_text(f"{GENES} {SAMPLES} 2")
        for file, values in {"y": expression, "x": design, "contrast": [0, 1]}.items():
            (folder / file).write_bytes(np.asarray(values, dtype=float).tobytes(order="F"))
        subprocess.run(["Rscript", str(LIVE), name, str(RUNS)], check=True)
        columns = (folder / "columns").read_text().split()
        table = np.frombuffer((folder / "table").read_bytes()).reshape(len(columns), -1).T
        seconds = [float(line) for line in (folder / "seconds").read_text().split()]
    return seconds, pd.DataFrame(table, expression.index, columns)


def rows() -> Iterator[dict[str, object]]:
    """Compare on complete values, and where a tenth of the genes lack some."""
    if shutil.which("Rscript") is None:
        print("No Rscript: moderated t is not compared with limma")
        return
    found = subprocess.run(["Rscript", "-e", VERSIONS], capture_output=True, text=True, check=True)
    for missing in (0.0, 0.1):
        expression, design = study(missing)
        our_seconds, result = ours(expression, design)
        their_seconds, table = theirs(expression, design)
        lacking = f", {missing:.0%} of genes with missing values" if missing else ""
        yield {
            "work": f"Moderated t, {GENES:,} genes x {SAMPLES} samples{lacking}",
            "against": "R limma: lmFit, eBayes, topTable",
            "runs": RUNS,
            "seconds": median(our_seconds),
            "seconds_against": median(their_seconds),
            "largest_difference": max(
                float((result[column] / table[there] - 1).abs().max())
                for column, there in {"log2_fold_change": "logFC", "t": "t", "p": "P.Value"}.items()
            ),
            "versions": f"numpy {version('numpy')}, scipy {version('scipy')}, {found.stdout}",
        }
