"""Every loader of source files, by name, ready to be called."""

from collections.abc import Callable
from functools import partial

from resistbook.data import cohorts
from resistbook.genes import networks, sets, signatures

LOADERS: dict[str, Callable[[], object]] = {
    name: getattr(cohorts, name)
    for name in (
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
        "hms",
        "kastrati_table",
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
        "tamoxifen_binary",
        "tamoxifen_continuous",
        "tcga",
        "tcga_clinical",
        "tcga_joined",
        "tcga_rppa",
        "tcga_segments",
        "transneo",
        "transneo_immune",
        "transneo_segments",
        "trio_b07",
        "trio_b07_cells",
        "trio_b07_change",
        "trio_b07_gsea",
    )
} | {
    **{
        f"survset {series}": partial(cohorts.survset, series)
        for series in ("GSE1992", "GSE3143", "GSE4335")
    },
    "anoikis": signatures.anoikis,
    "dorothea": networks.dorothea,
    "estimate": signatures.estimate,
    "go_processes": signatures.go_processes,
    "hallmark": partial(sets.msigdb, "hallmark"),
    "iobr": signatures.iobr,
    "pam50_centroids": signatures.pam50_centroids,
    "progeny": networks.progeny,
    "reactome": partial(sets.msigdb, "reactome"),
    "trrust": networks.trrust,
}
