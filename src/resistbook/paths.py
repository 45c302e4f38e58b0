"""Where the parts of the project lie, relative to the checkout that holds this package."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results"
BENCHMARKS = RESULTS / "benchmarks.csv"
LIMMA_DEFAULT = RESULTS / "limma_default.csv"
COVERAGE = RESULTS / "coverage.json"
MUTATION = RESULTS / "mutation.csv"
MUTATION_SURVIVORS = RESULTS / "mutation_survivors.csv"
CALIBRATION = RESULTS / "calibration.csv"
CLAIMS = ROOT / "claims"
NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"
SITE = ROOT / "_build" / "html"
