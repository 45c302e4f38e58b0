"""ssGSEA of 10,000 genes x 400 samples x 50 sets: resistbook (gseapy) beside R's GSVA.

One thread each; R's time excludes its start, reading and writing. Values are drawn at random to
full precision, so that nothing ties: speed and equality are measured, nothing else.
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

from resistbook.stats.sets.scoring import ssgsea

GENES, SAMPLES, SETS, RUNS = 10_000, 400, 50, 5
R_RUNS = """
suppressPackageStartupMessages({library(GSVA); library(BiocParallel)})
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
values <- readBin(file.path(folder, "expression.bin"), "double", 1e9)
expression <- matrix(values, ncol = as.integer(arguments[2]))
rownames(expression) <- sprintf("g%05d", seq_len(nrow(expression)))
colnames(expression) <- paste0("s", seq_len(ncol(expression)))
sets <- strsplit(readLines(file.path(folder, "sets.txt")), "\\t")
names(sets) <- paste0("set", seq_along(sets))
run <- function() if (exists("ssgseaParam")) {
  gsva(ssgseaParam(expression, sets, alpha = 0.25, normalize = FALSE), verbose = FALSE,
       BPPARAM = SerialParam())
} else {
  gsva(expression, sets, method = "ssgsea", tau = 0.25, ssgsea.norm = FALSE, verbose = FALSE,
       parallel.sz = 1L)
}
for (i in seq_len(as.integer(arguments[3]))) {
  spent <- system.time(scores <- run())
  cat(spent[["user.self"]] + spent[["sys.self"]], "\\n", file = file.path(folder, "seconds"),
      append = TRUE)
}
writeBin(as.vector(scores[names(sets), ]), file.path(folder, "scores.bin"))
"""
VERSIONS = 'cat(sprintf("R %s, GSVA %s", getRversion(), packageVersion("GSVA")))'


def study() -> tuple[pd.DataFrame, dict[str, list[str]]]:
    rng = np.random.default_rng(50)
    genes = [f"g{i:05d}" for i in range(1, GENES + 1)]
    samples = [f"s{i}" for i in range(1, SAMPLES + 1)]
    expression = pd.DataFrame(rng.normal(8, 2, (GENES, SAMPLES)), genes, samples)
    sizes = rng.integers(20, 200, SETS)
    sets = {f"set{i + 1}": list(rng.choice(genes, size, False)) for i, size in enumerate(sizes)}
    return expression, sets


def ours(expression: pd.DataFrame, sets: dict[str, list[str]]) -> tuple[list[float], pd.DataFrame]:
    ssgsea(expression.iloc[:, :10], sets)
    seconds = []
    for _ in range(RUNS):
        started = time.process_time()
        scores = ssgsea(expression, sets)
        seconds.append(time.process_time() - started)
    return seconds, scores


def theirs(
    expression: pd.DataFrame, sets: dict[str, list[str]]
) -> tuple[list[float], pd.DataFrame]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "expression.bin").write_bytes(expression.to_numpy().tobytes(order="F"))
        (folder / "sets.txt").write_text("\n".join("\t".join(genes) for genes in sets.values()))
        (folder / "run.R").write_text(R_RUNS)
        command = ["Rscript", folder / "run.R", folder, str(SAMPLES), str(RUNS)]
        subprocess.run(command, capture_output=True, check=True)
        scores = np.fromfile(folder / "scores.bin").reshape(SAMPLES, SETS).T
        seconds = [float(line) for line in (folder / "seconds").read_text().split()]
    return seconds, pd.DataFrame(scores, list(sets), expression.columns)


def rows() -> Iterator[dict[str, object]]:
    """Compare with R where GSVA is installed."""
    found = None
    if shutil.which("Rscript"):
        command = ["Rscript", "-e", VERSIONS]
        found = subprocess.run(command, capture_output=True, text=True, check=False)
    if found is None or found.returncode:
        print("No Rscript with GSVA: ssGSEA is not compared")
        return
    our_seconds, scores = ours(*study())
    their_seconds, expected = theirs(*study())
    # GSVA sums over the genes where we average.
    yield {
        "work": f"ssGSEA, {GENES:,} genes x {SAMPLES} samples x {SETS} sets",
        "against": "R GSVA: ssgsea",
        "runs": RUNS,
        "seconds": median(our_seconds),
        "seconds_against": median(their_seconds),
        "largest_difference": float((scores * GENES / expected - 1).abs().max(axis=None)),
        "versions": f"gseapy {version('gseapy')}, {found.stdout}",
    }
