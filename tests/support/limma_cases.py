"""Real cases for the tests against limma, and limma itself through Rscript."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyreadr
import pytest

from resistbook.data.sources import entry, fetch
from resistbook.data.sources.download import state
from resistbook.stats.expression.design_matrix import design_matrix

REFERENCE = Path(__file__).parents[1] / "reference" / "limma"
NEEDS_R = pytest.mark.skipif(
    shutil.which("Rscript") is None, reason="Rscript is not installed: no live comparison"
)


class Case(NamedTuple):
    expression: pd.DataFrame
    design: pd.DataFrame
    coefficient: str | dict[str, float]


def raw(source: str, file: str) -> Path:
    """Path of a raw file; skips the test where neither cache nor mirror holds it."""
    if state(entry(source, file)) == "not fetched":
        pytest.skip(f"{source}/{file} is in neither cache nor mirror; run make data")
    return fetch(source, file)


@cache
def letrozole() -> tuple[pd.DataFrame, pd.DataFrame]:
    expression = pd.read_csv(raw("gse20181", "GSE20181_series_matrix.data.clean.txt.gz"), sep="\t")
    table = raw("gse20181", "GSE20181_series_matrix.metadata.samples.clean.txt")
    clinical = pd.read_csv(table, sep="\t", index_col="ID").loc[expression.columns]
    return expression, clinical.assign(patient=clinical["patientID"].astype(str))


def letrozole_two_weeks() -> Case:
    """58 patients before and after two weeks of letrozole."""
    expression, clinical = letrozole()
    clinical = clinical[clinical["treatment"] != "treatment_3mo"]
    design = design_matrix("~ patient + treatment", clinical)
    return Case(expression[clinical.index], design, "treatment[T.treatment_2w]")


def letrozole_detected(minimum: int = 20) -> Case:
    """Three time points; values under log2 of 6 count as not detected, hence missing."""
    expression, clinical = letrozole()
    detected = expression.where(expression >= 6)
    detected = detected[detected.notna().sum(axis=1) >= minimum]
    return Case(detected, design_matrix("~ treatment", clinical), "treatment[T.treatment_3mo]")


def scanb_er_status() -> Case:
    """400 tumours, 300 of them positive for the oestrogen receptor."""
    expression = pyreadr.read_r(raw("scanb-400", "exprBC.rda"))["exprBC"]
    samples = pyreadr.read_r(raw("scanb-400", "samplesBC.rda"))["samplesBC"].set_index("title")
    clinical = pd.DataFrame({"er": samples["er_status"].astype(int)}).loc[expression.columns]
    return Case(expression, design_matrix("~ er", clinical), "er")


def loi2008_resistant() -> Case:
    """255 tumours under tamoxifen, 68 of them resistant."""
    tables = pyreadr.read_r(raw("loi2008-kegg", "Loi2008_DEGraphVignette.RData"))
    expression = tables["exprLoi2008"]
    resistant = 1 - tables["classLoi2008"]["classLoi2008"].to_numpy()
    clinical = pd.DataFrame({"resistant": resistant}, index=expression.columns)
    return Case(expression, design_matrix("~ resistant", clinical), "resistant")


def hallmarks() -> dict[str, list[str]]:
    lines = raw("genesets-msigdb", "hallmark.gmt").read_text().splitlines()
    return {name: genes for name, _, *genes in (line.split("\t") for line in lines)}


def simulated(genes: int = 200, *, seed: int = 1, noise: float | None = None) -> Case:
    """Two groups of four samples; noise of one size, or one that differs between genes."""
    rng = np.random.default_rng(seed)
    sd = np.sqrt(4 / rng.chisquare(4, genes)) if noise is None else np.full(genes, noise)
    samples = [f"s{i}" for i in range(8)]
    group = pd.DataFrame({"group": list("aaaabbbb")}, index=samples)
    y = 8 + rng.normal(size=(genes, 8)) * sd[:, None]
    y[: genes // 10, 4:] += 2
    expression = pd.DataFrame(y, index=[f"g{i}" for i in range(genes)], columns=samples)
    return Case(expression, design_matrix("~ group", group), "group[T.b]")


CAMERA_RUNS = [
    {"inter_gene_correlation": None, "use_ranks": False},
    {"inter_gene_correlation": None, "use_ranks": True},
    {"inter_gene_correlation": 0.01, "use_ranks": False},
    {"inter_gene_correlation": 0.01, "use_ranks": True},
]


def limma(
    folder: Path, case: Case, sets: Mapping[str, Sequence[str]] | None = None
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Run live.R: topTable of the case, and camera as in CAMERA_RUNS."""
    expression, design, coefficient = case
    contrast = {coefficient: 1.0} if isinstance(coefficient, str) else coefficient
    weights = [contrast.get(column, 0.0) for column in design.columns]
    (folder / "dims").write_text(f"{len(expression)} {len(design)} {design.shape[1]}")
    for name, values in {"y": expression, "x": design, "contrast": weights}.items():
        (folder / name).write_bytes(np.asarray(values, dtype=float).tobytes(order="F"))
    if sets:
        rows = [expression.index.get_indexer(genes) for genes in sets.values()]
        lines = [" ".join(str(row + 1) for row in each if row >= 0) for each in rows]
        (folder / "sets").write_text("\n".join(lines) + "\n")
    done = subprocess.run(
        ["Rscript", str(REFERENCE / "live.R"), str(folder)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    columns = (folder / "columns").read_text().split()
    values = np.frombuffer((folder / "table").read_bytes()).reshape(len(columns), -1).T
    table = pd.DataFrame(values, index=expression.index, columns=columns)
    return table, _camera_runs(folder, list(sets)) if sets else []


def _camera_runs(folder: Path, names: list[str]) -> list[pd.DataFrame]:
    stream = iter(np.frombuffer((folder / "camera").read_bytes()).reshape(-1, len(names)))
    runs = []
    for options in CAMERA_RUNS:
        run = {"p": next(stream), "direction": next(stream)}
        if options["inter_gene_correlation"] is None:
            run["correlation"] = next(stream)
        runs.append(pd.DataFrame(run, index=names))
    return runs


LIMMA_COLUMNS = {
    "log2_fold_change": "logFC",
    "ci_low": "CI.L",
    "ci_high": "CI.R",
    "average": "AveExpr",
    "t": "t",
    "p": "P.Value",
    "fdr": "adj.P.Val",
    "log_odds": "B",
    "df_total": "df.total",
}


def assert_equals_limma(ours: pd.DataFrame, theirs: pd.DataFrame, columns=LIMMA_COLUMNS) -> None:
    """Relative difference under 1e-8; fold changes and t within 1e-10 of zero count as zero."""
    for column in columns:
        np.testing.assert_allclose(
            ours[column],
            theirs[LIMMA_COLUMNS[column]],
            rtol=1e-8,
            atol=0 if column in ("p", "fdr", "df_total") else 1e-10,
            err_msg=column,
        )
