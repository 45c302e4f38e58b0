"""One loader a source: raw file in, checked `Cohort` out."""

from resistbook.cohorts.cohort import Cohort, CohortError
from resistbook.cohorts.gse9195 import gse9195
from resistbook.cohorts.gse9893 import gse9893_clinical
from resistbook.cohorts.gse20181 import gse20181
from resistbook.cohorts.gse59515 import gse59515
from resistbook.cohorts.gse245601 import gse245601
from resistbook.cohorts.kastrati2020 import kastrati_genes, kastrati_table, kastrati_tests
from resistbook.cohorts.lines import gse111151, gse118713, mcf7_ltes
from resistbook.cohorts.loi2008 import loi2008
from resistbook.cohorts.neo_et import neo_et, neo_et_patients, neo_et_response
from resistbook.cohorts.penelope import penelope, penelope_tcga
from resistbook.cohorts.scanb import scanb
from resistbook.cohorts.survset import survset
from resistbook.cohorts.tamoxifen import tamoxifen_binary, tamoxifen_continuous
from resistbook.cohorts.trio_b07 import (
    trio_b07,
    trio_b07_cells,
    trio_b07_change,
    trio_b07_gsea,
)

__all__ = [
    "Cohort",
    "CohortError",
    "gse9195",
    "gse9893_clinical",
    "gse20181",
    "gse59515",
    "gse111151",
    "gse118713",
    "gse245601",
    "kastrati_genes",
    "kastrati_table",
    "kastrati_tests",
    "loi2008",
    "mcf7_ltes",
    "neo_et",
    "neo_et_patients",
    "neo_et_response",
    "penelope",
    "penelope_tcga",
    "scanb",
    "survset",
    "tamoxifen_binary",
    "tamoxifen_continuous",
    "trio_b07",
    "trio_b07_cells",
    "trio_b07_change",
    "trio_b07_gsea",
]
