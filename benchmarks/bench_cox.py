"""Cox's model of 22,283 genes x 298 patients: resistbook against loops in R and in lifelines.

Seconds are those of the processor (user and system, all threads), so that other work on the machine
counts little. Data are drawn at random in the size of a common study (36% events): time does not
depend on what they mean. R fits the same genes to the same outcome in one process, its start and
the reading of data not counted; for the comparison of values it fits them once more, to a tolerance
of 1e-14. lifelines fits 100 of the genes, and its seconds are extrapolated to all of them.
"""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter

from resistbook.stats.survival.cox import cox

GENES, SAMPLES, RUNS = 22_283, 298, 5
LIFELINES_GENES = 100
R_LOOP = """
suppressPackageStartupMessages(library(survival))
folder <- commandArgs(trailingOnly = TRUE)[1]
outcome <- read.csv(file.path(folder, "outcome.csv"))
samples <- nrow(outcome)
values <- readBin(file.path(folder, "genes.bin"), "double", 1e9)
genes <- matrix(values, nrow = samples)
y <- Surv(outcome$time, outcome$event)
control <- coxph.control()
fit <- function(g) coxph.fit(genes[, g, drop = FALSE], y, NULL, NULL, NULL, control, NULL, "efron",
                             NULL, resid = FALSE)$coefficients
spent <- system.time(vapply(seq_len(ncol(genes)), fit, 0))
control <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)
coefficients <- vapply(seq_len(ncol(genes)), fit, 0)
writeBin(unname(coefficients), file.path(folder, "coefficients.bin"))
cat(spent[["user.self"]] + spent[["sys.self"]])
"""
VERSIONS = 'cat(sprintf("R %s, survival %s", getRversion(), packageVersion("survival")))'


def draw() -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    rng = np.random.default_rng(298)
    expression = pd.DataFrame(rng.normal(8, 1.5, (GENES, SAMPLES)))
    followed = pd.Series(rng.exponential(60, SAMPLES).round(1), name="time")
    return expression, followed, pd.Series((rng.random(SAMPLES) < 0.36).astype(int), name="event")


def ours(expression: pd.DataFrame, followed: pd.Series, event: pd.Series) -> float:
    started = time.process_time()
    cox(expression, followed, event)
    return time.process_time() - started


def lifelines_loop(expression: pd.DataFrame, followed: pd.Series, event: pd.Series) -> float:
    fitter = CoxPHFitter()
    started = time.process_time()
    for _, values in expression.iloc[:LIFELINES_GENES].iterrows():
        fitter.fit(pd.DataFrame({"x": values, "t": followed, "e": event}), "t", "e")
    return (time.process_time() - started) * len(expression) / LIFELINES_GENES


def r_loop(folder: Path) -> float:
    command = ["Rscript", folder / "loop.R", folder]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def in_r(study: tuple[pd.DataFrame, pd.Series, pd.Series]) -> tuple[list[float], np.ndarray]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        study[0].to_numpy().tofile(folder / "genes.bin")
        pd.concat(study[1:], axis=1).to_csv(folder / "outcome.csv", index=False)
        (folder / "loop.R").write_text(R_LOOP)
        seconds = [r_loop(folder) for _ in range(RUNS)]
        return seconds, np.fromfile(folder / "coefficients.bin")


def rows() -> Iterator[dict[str, object]]:
    """Compare with R where it is installed, and with lifelines."""
    study = draw()
    ours(*study)
    seconds = median(ours(*study) for _ in range(RUNS))
    row = {
        "work": f"Cox model of each of {GENES:,} genes, {SAMPLES} patients",
        "runs": RUNS,
        "seconds": seconds,
    }
    if shutil.which("Rscript"):
        command = ["Rscript", "-e", VERSIONS]
        found = subprocess.run(command, capture_output=True, text=True, check=True)
        spent, coefficients = in_r(study)
        fitted = cox(*study, per_sd=False)["log_hazard_ratio"]
        yield row | {
            "against": "R survival: a loop over coxph.fit",
            "seconds_against": median(spent),
            "largest_difference": np.abs(fitted / coefficients - 1).max(),
            "versions": f"numpy {version('numpy')}, {found.stdout}",
        }
    else:
        print("No Rscript: Cox's model is not compared with R")
    yield row | {
        "against": f"lifelines: a loop over CoxPHFitter, from {LIFELINES_GENES} genes",
        "seconds_against": median(lifelines_loop(*study) for _ in range(RUNS)),
        "versions": f"numpy {version('numpy')}, lifelines {version('lifelines')}",
    }
