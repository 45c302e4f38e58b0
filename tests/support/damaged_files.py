"""Every loader against damaged variants of every file it reads, and the table of what came of it.

``python tests/support/damaged_files.py`` tries them all and writes ``results/damaged_files.csv``.
"""

import contextlib
import copy
import functools
import re
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import damages
import pandas as pd
from damages import ERROR, HASH, RIGHT, Damage

from resistbook.cli.loaders import LOADERS
from resistbook.data import deposited, sources
from resistbook.data.cohorts import CohortError
from resistbook.data.deposited import ContentsError, contents, reading
from resistbook.genes.sets import GeneSetError
from resistbook.paths import DAMAGED_FILES

Key = tuple[str, str, str]

FIRST = 300
"""Larger tables are cut to so many rows and columns before they are damaged."""

READ = {
    "anoikis": ["anoikis-genes/gene.txt", "go-anoikis/go_anoikis.gmt"],
    "chang2022": ["chang2022/cd-20-1265_supplementary_tables_suppst1.xlsx"],
    "chang2022_cells": ["chang2022/cd-20-1265_supplementary_tables_suppst1.xlsx"],
    "dorothea": ["regulons-dorothea/dorothea_hs.rda"],
    "estimate": ["trio-b07/Gene_Signatures.gmt.txt"],
    "gdsc1": ["gdsc1/IC50_v17.csv.gz", "gdsc1/genomic_features_v17.csv.gz"],
    "gdsc2": ["gdsc2-oncopredict/GDSC2_Res.rds", "gdsc2-oncopredict/Cell_Lines_Details.csv"],
    "gdsc2_expression": ["gdsc2-oncopredict/GDSC2_Expr_short.rds"],
    "go_processes": ["go-bp-pypi/GO_Biological_Process_2023.gmt"],
    "gse111151": ["gse111151/counts_matrix.tsv.gz", "gse111151/sample_metadata.tsv"],
    "gse118713": [
        "gse118713/gse118713_gene_tpm.parquet",
        "gse118713/gse118713_sample_metadata.tsv",
    ],
    "gse20181": [
        "gse20181/GSE20181_series_matrix.data.clean.txt.gz",
        "gse20181/GSE20181_series_matrix.metadata.samples.clean.txt",
    ],
    "gse245601": [
        "gse245601/track_a_epithelial_counts.tsv.gz",
        "gse245601/track_a_epithelial_metadata.tsv",
    ],
    "gse25055_tnbc": ["gse25055-tnbc/GSE25055.rda"],
    "gse25066": ["gse25066-biospear/Breast.rda", "hgu133a-chip/HG_U133A.chip"],
    "gse59515": ["gse59515-degs/limma_results.rds"],
    "gse9195": [
        "gse9195-207probes/"
        "Loi2008_GSE9195_breast_cancer_our_pancancer_signature_probesets_dataset_1786.csv"
    ],
    "gse9893_clinical": [
        "gse9893-clinical/GSE9893_clinicalData.txt",
        "gse9893-clinical/identifier.csv",
    ],
    "hallmark": ["genesets-msigdb/hallmark.gmt"],
    "hangauer2017": ["hangauer2017/41586_2017_BFnature24297_MOESM3_ESM.xlsx"],
    "hms": ["hms-grmetrics/grmetrics.csv", "hms-grmetrics/cell_lines_metadata.csv"],
    "iobr": ["signatures-iobr/signature_collection.rda"],
    "kastrati_table": [
        "kastrati2020/NIHMS1582585-supplement-4.xlsx",
        "kastrati2020/kastrati_et_al.up.txt",
        "kastrati2020/kastrati_et_al.down.txt",
    ],
    "loi2008": ["loi2008-kegg/Loi2008_DEGraphVignette.RData"],
    "mcf7_ltes": ["mcf7-tamr-ltes/MCF7_DGE_Processed_31032023.RData"],
    "metabric": ["metabric-300/expr_filtered.rds", "metabric-300/clinical_clean.rds"],
    "metabric_clinical": ["metabric-clinical/metabric.rda"],
    "metabric_cn": [
        "metabric-cn/train.CN.rda",
        "metabric-cn/Map.CN.rda",
        "metabric-cn/IntClustMemb.rda",
    ],
    "neo_et": ["neo-et/sleuth.results.txt"],
    "neo_et_patients": ["neo-et/metadata_clinical.txt", "neo-et/metadata_samples.txt"],
    "neo_et_response": ["neo-et/sleuth.results.nonresp_vs_resp.txt"],
    "neve2006": ["neve2006/NeveCGH.zip"],
    "neve2006_clones": ["neve2006/NeveCGH.zip"],
    "pam50_centroids": ["signatures-genefu/pam50.rda"],
    "penelope": ["penelope/DEG_Biop_Res.txt", "penelope/Penelope_n335genes_info.txt"],
    "penelope_tcga": ["penelope/n335genes_TCGA_SFig5.cdt"],
    "progeny": ["progeny-debian/progeny_human_top500.csv"],
    "reactome": ["genesets-msigdb/reactome.gmt"],
    "scanb": ["scanb-400/exprBC.rda", "scanb-400/samplesBC.rda"],
    "survset GSE1992": ["survset/gse1992.pickle", "survjamda-pheno/gse1992pheno.rda"],
    "survset GSE3143": ["survset/gse3143.pickle", "survjamda-pheno/gse3143pheno.rda"],
    "survset GSE4335": ["survset/gse4335.pickle", "survjamda-pheno/gse4335pheno.rda"],
    "tamoxifen_binary": ["tam-cohorts/tamoxBinary.csv.xz"],
    "tamoxifen_continuous": [
        "tam-cohorts/current_train.csv",
        "tam-cohorts/current_test.csv",
        "tam-cohorts/ex15bmcMerged70genes.csv",
        "tam-cohorts/bmc15mldata1.csv",
        "tam-cohorts/bcClinicalTable.csv",
    ],
    "tcga": ["tcga-porpoise/tcga_brca_all_clean.csv.zip"],
    "tcga_clinical": ["tcga-clinical/BRCA.clinical.rda"],
    "tcga_joined": ["tcga-gsalightning/expression.rda", "tcga-fastpls/tcga_brca.rda"],
    "tcga_rppa": ["tcga-rppa/BRCA.RPPA.rda"],
    "tcga_segments": ["tcga-cnv/BRCA.CNV.rda"],
    "transneo": [
        "transneo/Supplementary_Tables.xlsx",
        "transneo/transneo-diagnosis-ASCAT-purity.tsv.gz",
    ],
    "transneo_immune": ["transneo/transneo-diagnosis-immune-MCPcounter.tsv.gz"],
    "transneo_segments": ["transneo/transneo-diagnosis-ASCAT-segments.tsv.gz"],
    "trio_b07": ["trio-b07/preTreatment.txt", "trio-b07/Histopathology.txt"],
    "trio_b07_cells": ["trio-b07/postTreatment.txt"],
    "trio_b07_change": ["trio-b07/onTreatment.txt"],
    "trio_b07_gsea": ["trio-b07/GSEA.txt"],
    "trrust": ["regulons-trrust/trrust_human.tsv"],
}
"""The files of each loader; those that several loaders read stand with one of them."""


class Variant(NamedTuple):
    """One damaged variant of a file, given to one loader."""

    loader: str
    source: str
    file: str
    part: str
    damage: str

    def __str__(self) -> str:
        """Return a sentence."""
        part = f" {self.part}" if self.part else ""
        return f"{self.loader}: {self.source}/{self.file}{part} {self.damage}"


def variants(loader: str, key: str) -> dict[Variant, Damage]:
    """Return all variants of a file for a loader, with what should come of them."""
    source, file = key.split("/")
    found = {
        Variant(loader, source, file, "", name): damage
        for name, damage in damages.of_bytes(file).items()
    }
    if damages.kind(file) in ("gene sets", "list of genes"):
        return found
    for each, statement in contents.stated().items():
        if each[:2] == (source, file) and _reads(loader, each[2]):
            for name, damage in damages.of_table(statement).items():
                found[Variant(loader, *each, name)] = damage
    return found


def outcomes(loader: str, key: str) -> pd.DataFrame:
    """Try all variants of a file with a loader.

    Returns
    -------
    DataFrame
        A row a variant: format, loader, source, file, part, damage and outcome.

    Raises
    ------
    AssertionError
        If an outcome is not one that is wanted, or an error does not name its file.
    """
    rows = []
    for variant, damage in variants(loader, key).items():
        found, said = outcome(variant, damage)
        assert found in damage.wanted, f"{variant}: {found}, wanted {damage.wanted}: {said}"
        assert found != ERROR or variant.file in said, f"{variant}: {said}"
        rows.append((damages.kind(variant.file), *variant, found))
    return pd.DataFrame(rows, columns=COLUMNS)


def committed() -> pd.DataFrame:
    """Return ``results/damaged_files.csv``."""
    return pd.read_csv(DAMAGED_FILES, keep_default_na=False, dtype=str)


def _reads(loader: str, part: str) -> bool:
    sheets = {"chang2022": ("1", "2", "3", "6"), "chang2022_cells": ("4", "5", "10", "11")}
    return loader not in sheets or part.rpartition(" ")[2] in sheets[loader]


COLUMNS = ["format", *Variant._fields, "outcome"]


class _Accepted(BaseException):
    """Every table of the damaged file was accepted; what follows is the loader's own business."""


class _Undamaged(NamedTuple):
    """A file, what is stated of its tables, and the tables."""

    content: bytes
    statements: dict[Key, contents.Statement]
    tables: dict[Key, pd.DataFrame]


def outcome(variant: Variant, damage: Damage) -> tuple[str, str]:
    """Give a variant to its loader; return the outcome and what was said.

    A table that is accepted is compared with that of the undamaged file: what the loader makes of
    equal tables is equal.
    """
    of_bytes = not variant.part and variant.damage in damages.of_bytes(variant.file)
    try:
        right = (_bytes_damaged if of_bytes else _table_damaged)(variant, damage)
    except (ContentsError, CohortError, GeneSetError) as error:
        return ERROR, str(error)
    return RIGHT if right else HASH, ""


def _table_damaged(variant: Variant, damage: Damage) -> bool:
    """Tell whether the table with which the loader goes on is the undamaged one."""
    key = (variant.source, variant.file, variant.part)
    statement, table = _beginning(variant.loader, key, whole="reversed" in variant.damage)
    damaged = damage.done(table)

    def checked(found, source, file, part="", *, fields=()):
        if (source, file, part) == key:
            reading.compare(damaged, key, fields)
            raise _Accepted
        return found

    with mock.patch.object(contents, "stated", lambda: {key: statement}):
        _load(variant.loader, checked)
    return damaged.equals(table)


def _bytes_damaged(variant: Variant, damage: Damage) -> bool:
    """Tell whether the tables with which the loader goes on are the undamaged ones."""
    key = (variant.source, variant.file)
    undamaged = _undamaged(variant.loader, key, short=variant.damage in damages.TABULAR)
    same: list[bool] = []

    def checked(found, source, file, part="", *, fields=()):
        if (source, file) == key:
            reading.compare(found, (source, file, part), fields)
            same.append(found.equals(undamaged.tables[source, file, part]))
            if len(same) == len(undamaged.tables):
                raise _Accepted
        return found

    damaged = damage.done(variant.file, undamaged.content)
    limit = damages.BOMB // 2 if damage.done is damages.bomb else reading.LARGEST
    with (
        mock.patch.object(contents, "stated", lambda: undamaged.statements),
        mock.patch.object(reading, "LARGEST", limit),
    ):
        _load(variant.loader, checked, {key: damaged})
    return bool(same) and all(same)


@functools.cache
def _undamaged(loader: str, key: tuple[str, str], short: bool) -> _Undamaged:
    """Return a file as a loader reads it; a long text, if `short`, as far as its first lines."""
    content = sources.fetch(*key).read_bytes()
    whole = {each: table for each, (table, _) in _tables(loader).items() if each[:2] == key}
    shorter = damages.beginning(key[1], content) if short else content
    if shorter == content:
        return _Undamaged(content, contents.stated(), whole)
    statements, tables = {}, {}

    def checked(found, source, file, part="", *, fields=()):
        if (source, file) == key:
            statements[source, file, part] = contents.describe(found, fields)
            tables[source, file, part] = found.copy()
            if len(tables) == len(whole):
                raise _Accepted
        return found

    _load(loader, checked, {key: shorter})
    return _Undamaged(shorter, statements, tables)


@functools.cache
def _beginning(loader: str, key: Key, whole: bool) -> tuple[contents.Statement, pd.DataFrame]:
    """Return a table, unless `whole` cut to its beginning, with what would be stated of that."""
    table, fields = _tables(loader)[key]
    if whole:
        return contents.stated()[key], table
    if table.shape[1] > FIRST:
        told = contents.describe(table.iloc[:5], fields)[1]
        first = set(table.columns[:FIRST])
        table = table.loc[:, [name in first or str(name) in told for name in table]]
    table = table.iloc[:FIRST].copy() if table.size > FIRST**2 else table
    return contents.describe(table, fields), table


@functools.cache
def _tables(loader: str) -> dict[Key, tuple[pd.DataFrame, tuple]]:
    """Return the tables that a loader reads from undamaged files, and the fields it names."""
    found = {}

    def checked(table, source, file, part="", *, fields=()):
        found[source, file, part] = (table.copy(), tuple(fields))
        return table

    _load(loader, checked)
    return found


_parsed: dict[tuple, object] = {}


def _load(
    loader: str, checked: Callable, files: dict[tuple[str, str], bytes] | None = None
) -> None:
    """Run a loader from the beginning with other `files` than deposited, the rest parsed once."""
    parse = reading._read
    files = files or {}

    def read(source, file, kind, how):
        if (source, file) in files:
            return parse(source, file, kind, how)
        closure = (repr(cell.cell_contents) for cell in how.__closure__ or ())
        key = (source, file, kind, *(re.sub(r" at 0x\w+", "", each) for each in closure))
        if key not in _parsed:
            _parsed[key] = parse(source, file, kind, how)
        return copy.deepcopy(_parsed[key])

    _forget()
    with tempfile.TemporaryDirectory() as folder:
        paths = {key: Path(folder) / key[1] for key in files}
        for key, content in files.items():
            paths[key].write_bytes(content)
        with (
            mock.patch.object(
                reading, "fetch", lambda *key: paths[key] if key in paths else sources.fetch(*key)
            ),
            mock.patch.object(reading, "_read", read),
            mock.patch.object(reading, "checked", checked),
            mock.patch.object(deposited, "checked", checked),
            warnings.catch_warnings(),
            contextlib.suppress(_Accepted),
        ):
            warnings.simplefilter("ignore")
            LOADERS[loader]()
    _forget()


@functools.cache
def _cached() -> list[Callable]:
    return [
        function
        for name, module in list(sys.modules.items())
        if name.startswith("resistbook.")
        and not name.startswith(("resistbook.data.deposited", "resistbook.data.sources"))
        for function in vars(module).values()
        if hasattr(function, "cache_clear")
    ]


def _forget() -> None:
    for function in _cached():
        function.cache_clear()


def main() -> None:
    """Try every variant and write the table of outcomes."""
    table = pd.concat(
        [outcomes(loader, key) for loader, keys in READ.items() for key in keys],
        ignore_index=True,
    )
    table.to_csv(DAMAGED_FILES, index=False, lineterminator="\n")
    print(table["outcome"].value_counts().to_string())


if __name__ == "__main__":
    main()
