"""One loader a source: raw file in, checked `Cohort` out."""

from resistbook.data.cohorts.cohort import Cohort, CohortError
from resistbook.data.cohorts.her2_expression import her2_by_expression
from resistbook.data.cohorts.lines.endocrine import gse111151, gse118713, mcf7_ltes
from resistbook.data.cohorts.lines.gdsc import (
    gdsc1,
    gdsc2,
    gdsc2_expression,
    general_sensitivity,
)
from resistbook.data.cohorts.lines.gse38376 import gse38376
from resistbook.data.cohorts.lines.hms import hms, hms_lines
from resistbook.data.cohorts.lines.neve2006 import neve2006, neve2006_clones
from resistbook.data.cohorts.lines.persisters import chang2022, chang2022_cells, hangauer2017
from resistbook.data.cohorts.trials.enlight import (
    enlight_response,
    gse42822,
    transneo_trastuzumab,
)
from resistbook.data.cohorts.trials.gse20181 import gse20181
from resistbook.data.cohorts.trials.gse59515 import gse59515
from resistbook.data.cohorts.trials.gse245601 import gse245601
from resistbook.data.cohorts.trials.kastrati2020_tables import (
    kastrati_genes,
    kastrati_table,
    kastrati_tests,
)
from resistbook.data.cohorts.trials.nac_benchmark import pam50_correlations
from resistbook.data.cohorts.trials.nat_ml import nat_ml
from resistbook.data.cohorts.trials.neo_et import neo_et, neo_et_patients, neo_et_response
from resistbook.data.cohorts.trials.neoaltto import neoaltto_lapatinib, quiescence_signature
from resistbook.data.cohorts.trials.penelope import penelope, penelope_tcga
from resistbook.data.cohorts.trials.transneo import (
    transneo,
    transneo_immune,
    transneo_regimen,
    transneo_segments,
)
from resistbook.data.cohorts.trials.trio_b07 import (
    trio_b07,
    trio_b07_cells,
    trio_b07_change,
    trio_b07_gsea,
)
from resistbook.data.cohorts.tumours.genefu import nki, nki_probes, vdx, vdx_probes
from resistbook.data.cohorts.tumours.gse9195 import gse9195
from resistbook.data.cohorts.tumours.gse9893 import gse9893_clinical
from resistbook.data.cohorts.tumours.gse25055 import gse25055_tnbc
from resistbook.data.cohorts.tumours.gse25066 import gse25066
from resistbook.data.cohorts.tumours.gse42568 import gse42568, gse42568_normal
from resistbook.data.cohorts.tumours.loi2008 import loi2008
from resistbook.data.cohorts.tumours.metabric import (
    metabric,
    metabric_489,
    metabric_clinical,
    metabric_cn,
)
from resistbook.data.cohorts.tumours.scanb import scanb
from resistbook.data.cohorts.tumours.survset import survset
from resistbook.data.cohorts.tumours.tamoxifen import tamoxifen_binary, tamoxifen_continuous
from resistbook.data.cohorts.tumours.tcga import (
    her2_status,
    tcga,
    tcga_clinical,
    tcga_gistic,
    tcga_rppa,
)
from resistbook.data.cohorts.tumours.tcga_cnv import tcga_normal_segments, tcga_segments
from resistbook.data.cohorts.tumours.tcga_new_tumours import tcga_new_tumours
from resistbook.data.cohorts.tumours.tcga_panels import tcga_joined, tcga_panel_agreement

__all__ = [
    "Cohort",
    "CohortError",
    "chang2022",
    "chang2022_cells",
    "enlight_response",
    "gdsc1",
    "gdsc2",
    "gdsc2_expression",
    "general_sensitivity",
    "gse9195",
    "gse9893_clinical",
    "gse20181",
    "gse25055_tnbc",
    "gse25066",
    "gse38376",
    "gse42568",
    "gse42568_normal",
    "gse42822",
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
    "metabric_489",
    "metabric_clinical",
    "metabric_cn",
    "nat_ml",
    "neo_et",
    "neo_et_patients",
    "neo_et_response",
    "neoaltto_lapatinib",
    "neve2006",
    "neve2006_clones",
    "nki",
    "nki_probes",
    "pam50_correlations",
    "penelope",
    "penelope_tcga",
    "quiescence_signature",
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
    "transneo_regimen",
    "transneo_segments",
    "transneo_trastuzumab",
    "trio_b07",
    "trio_b07_cells",
    "trio_b07_change",
    "trio_b07_gsea",
    "vdx",
    "vdx_probes",
]
