"""One loader a source: raw file in, checked `Cohort` out."""

from resistbook.cohorts.cohort import Cohort, CohortError
from resistbook.cohorts.gdsc import gdsc1, gdsc2, gdsc2_expression
from resistbook.cohorts.gse9195 import gse9195
from resistbook.cohorts.gse9893 import gse9893_clinical
from resistbook.cohorts.gse20181 import gse20181
from resistbook.cohorts.gse25055 import gse25055_tnbc
from resistbook.cohorts.gse25066 import gse25066
from resistbook.cohorts.gse59515 import gse59515
from resistbook.cohorts.gse245601 import gse245601
from resistbook.cohorts.her2_expression import her2_by_expression
from resistbook.cohorts.hms import hms, hms_lines
from resistbook.cohorts.kastrati2020 import kastrati_genes, kastrati_table, kastrati_tests
from resistbook.cohorts.lines import gse111151, gse118713, mcf7_ltes
from resistbook.cohorts.loi2008 import loi2008
from resistbook.cohorts.metabric import metabric, metabric_clinical, metabric_cn
from resistbook.cohorts.neo_et import neo_et, neo_et_patients, neo_et_response
from resistbook.cohorts.neve2006 import neve2006, neve2006_clones
from resistbook.cohorts.penelope import penelope, penelope_tcga
from resistbook.cohorts.persisters import chang2022, chang2022_cells, hangauer2017
from resistbook.cohorts.scanb import scanb
from resistbook.cohorts.survset import survset
from resistbook.cohorts.tamoxifen import tamoxifen_binary, tamoxifen_continuous
from resistbook.cohorts.tcga import her2_status, tcga, tcga_clinical, tcga_gistic, tcga_rppa
from resistbook.cohorts.tcga_cnv import tcga_normal_segments, tcga_segments
from resistbook.cohorts.tcga_new_tumours import tcga_new_tumours
from resistbook.cohorts.tcga_panels import tcga_joined, tcga_panel_agreement
from resistbook.cohorts.transneo import transneo, transneo_immune, transneo_segments
from resistbook.cohorts.trio_b07 import (
    trio_b07,
    trio_b07_cells,
    trio_b07_change,
    trio_b07_gsea,
)

__all__ = [
    "Cohort",
    "CohortError",
    "chang2022",
    "chang2022_cells",
    "gdsc1",
    "gdsc2",
    "gdsc2_expression",
    "gse9195",
    "gse9893_clinical",
    "gse20181",
    "gse25055_tnbc",
    "gse25066",
    "gse59515",
    "gse111151",
    "gse118713",
    "gse245601",
    "hangauer2017",
    "her2_by_expression",
    "her2_status",
    "hms",
    "hms_lines",
    "kastrati_genes",
    "kastrati_table",
    "kastrati_tests",
    "loi2008",
    "mcf7_ltes",
    "metabric",
    "metabric_clinical",
    "metabric_cn",
    "neo_et",
    "neo_et_patients",
    "neo_et_response",
    "neve2006",
    "neve2006_clones",
    "penelope",
    "penelope_tcga",
    "scanb",
    "survset",
    "tamoxifen_binary",
    "tamoxifen_continuous",
    "tcga",
    "tcga_clinical",
    "tcga_gistic",
    "tcga_joined",
    "tcga_new_tumours",
    "tcga_normal_segments",
    "tcga_panel_agreement",
    "tcga_rppa",
    "tcga_segments",
    "transneo",
    "transneo_immune",
    "transneo_segments",
    "trio_b07",
    "trio_b07_cells",
    "trio_b07_change",
    "trio_b07_gsea",
]
