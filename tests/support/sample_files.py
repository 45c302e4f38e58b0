"""Small files in each format of the registry, made here, with the reader that loaders use."""

import gzip
import lzma
import pickle
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadr
import rdata
from damages import zipped

from resistbook.data import deposited
from resistbook.genes import sets as genesets

SOURCE = "sample"
N = 12


def patients() -> pd.DataFrame:
    """Return a clinical table: relapse in 4 of 12 patients."""
    rng = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "relapse": [1, 0, 0] * (N // 3),
            "months": rng.uniform(2, 120, N).round(2),
            "age": [*rng.integers(35, 80, N - 1).astype(float), np.nan],
            "site": ["Oslo", "Graz", "Lyon"] * (N // 3),
            "er": ["Positive"] * 9 + ["Negative"] * 3,
            "tumour": [f"{number} mm, left" for number in range(10, 10 + N)],
        },
        index=pd.Index([f"P{number:02d}" for number in range(1, N + 1)], name="patient"),
    )


def genes() -> pd.DataFrame:
    """Return an expression table of 40 genes."""
    values = np.random.default_rng(2).normal(7, 2, (40, N)).round(4)
    names = pd.Index([f"GENE{number}" for number in range(1, 41)], name="gene")
    return pd.DataFrame(values, names, patients().index.to_numpy())


def _workbook() -> bytes:
    stream = BytesIO()
    with pd.ExcelWriter(stream) as book:
        patients().reset_index().to_excel(book, sheet_name="patients", index=False)
        genes().reset_index().to_excel(book, sheet_name="genes", index=False)
    return stream.getvalue()


def _r_file(folder: Path, name: str) -> bytes:
    path = folder / name
    if name.endswith(".rds"):
        rdata.write_rds(path, {"values": genes().reset_index(), "times": [1, 2]})
    else:
        pyreadr.write_rdata(path, patients().reset_index(), df_name="pheno", compress="gzip")
    return path.read_bytes()


def _sets() -> bytes:
    sets = {f"SET{number}": genes().index[number : number + 8] for number in range(6)}
    return genesets.format_gmt(sets, "a set").encode()


def write(folder: Path) -> None:
    """Write the files into a folder."""
    comma, tab = patients().to_csv(), genes().to_csv(sep="\t")
    for name, content in {
        "patients.csv": comma.encode(),
        "genes.tsv": tab.encode(),
        "genes.tsv.gz": gzip.compress(tab.encode(), mtime=0),
        "patients.csv.xz": lzma.compress(comma.encode()),
        "genes.zip": zipped({"genes.txt": tab.encode()}),
        "book.xlsx": _workbook(),
        "pheno.rda": _r_file(folder, "pheno.rda"),
        "object.rds": _r_file(folder, "object.rds"),
        "genes.parquet": genes().reset_index().to_parquet(),
        "patients.pickle": pickle.dumps(patients().reset_index()),
        "sets.gmt": _sets(),
        "gene.txt": "\n".join(genes().index).encode() + b"\n",
    }.items():
        (folder / name).write_bytes(content)


READERS: dict[str, Callable[[], object]] = {
    "patients.csv": partial(deposited.table, SOURCE, "patients.csv", index_col="patient"),
    "genes.tsv": partial(deposited.table, SOURCE, "genes.tsv", sep="\t", index_col="gene"),
    "genes.tsv.gz": partial(deposited.table, SOURCE, "genes.tsv.gz", sep="\t", index_col="gene"),
    "patients.csv.xz": partial(deposited.table, SOURCE, "patients.csv.xz"),
    "genes.zip": partial(
        deposited.table, SOURCE, "genes.zip", member="genes.txt", sep="\t", index_col="gene"
    ),
    "book.xlsx": partial(deposited.sheets, SOURCE, "book.xlsx", ["patients", "genes"]),
    "pheno.rda": partial(deposited.frames, SOURCE, "pheno.rda", ["pheno"]),
    "object.rds": partial(
        deposited.r_object, SOURCE, "object.rds", lambda stored: {"values": stored["values"]}
    ),
    "genes.parquet": partial(deposited.parquet, SOURCE, "genes.parquet"),
    "patients.pickle": partial(deposited.pickled, SOURCE, "patients.pickle"),
    "sets.gmt": partial(genesets.deposited_gmt, SOURCE, "sets.gmt"),
    "gene.txt": partial(deposited.words, SOURCE, "gene.txt"),
}
