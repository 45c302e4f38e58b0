"""Time `resistbook.stats.cox` against a loop over coxph.fit in R and a loop over lifelines.

Run ``python benchmarks/bench_cox.py``; it prints a table of one CSV row. Seconds are those of the
processor (user and system, all threads), medians of five, so that other work on the machine counts
little. Data are drawn at random in the size of a common study (22,283 probe sets, 298 patients, 36%
events): time does not depend on what they mean. R fits the same genes to the same outcome in one
process, its start and the reading of data not counted. lifelines fits 100 of the genes, and its
seconds are extrapolated to all of them.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter

from resistbook.stats import cox

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
spent <- system.time(coefficients <- vapply(seq_len(ncol(genes)), fit, 0))
writeBin(unname(coefficients), file.path(folder, "coefficients.bin"))
cat(spent[["user.self"]] + spent[["sys.self"]])
"""


def draw(genes: int, samples: int) -> tuple[pd.DataFrame, pd.Series, pd.Series]:
    rng = np.random.default_rng(298)
    expression = pd.DataFrame(rng.normal(8, 1.5, (genes, samples)))
    followed = pd.Series(rng.exponential(60, samples).round(1), name="time")
    return expression, followed, pd.Series((rng.random(samples) < 0.36).astype(int), name="event")


def ours(expression: pd.DataFrame, followed: pd.Series, event: pd.Series) -> float:
    started = time.process_time()
    cox(expression, followed, event)
    return time.process_time() - started


def lifelines_loop(expression: pd.DataFrame, followed: pd.Series, event: pd.Series) -> float:
    fitter = CoxPHFitter()
    started = time.process_time()
    for _, values in expression.iloc[:LIFELINES_GENES].iterrows():
        fitter.fit(pd.DataFrame({"x": values, "t": followed, "e": event}), "t", "e")
    return (time.process_time() - started) * len(expression) / min(LIFELINES_GENES, len(expression))


def r_loop(folder: Path) -> float:
    command = ["Rscript", folder / "loop.R", folder]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--genes", type=int, default=22_283)
    parser.add_argument("--samples", type=int, default=298)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()

    study = draw(options.genes, options.samples)
    row = {"genes": options.genes, "samples": options.samples, "repeats": options.repeats}
    ours(*study)
    seconds = {"resistbook": [ours(*study) for _ in range(options.repeats)]}
    if shutil.which("Rscript"):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            study[0].to_numpy().tofile(folder / "genes.bin")
            pd.concat(study[1:], axis=1).to_csv(folder / "outcome.csv", index=False)
            (folder / "loop.R").write_text(R_LOOP)
            seconds["r_coxph_fit"] = [r_loop(folder) for _ in range(options.repeats)]
            theirs = np.fromfile(folder / "coefficients.bin")
        fitted = cox(*study, per_sd=False)["log_hazard_ratio"]
        row["largest_difference_from_r"] = np.abs(fitted - theirs).max()
    seconds["lifelines_extrapolated"] = [lifelines_loop(*study) for _ in range(options.repeats)]
    for name, runs in seconds.items():
        row[f"{name}_seconds"] = np.median(runs)
        row[f"{name}_ratio"] = np.median(runs) / np.median(seconds["resistbook"])
    pd.DataFrame([row]).to_csv(sys.stdout, index=False, float_format="%.4g")


if __name__ == "__main__":
    main()
