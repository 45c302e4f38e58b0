"""The study's sources, gene sets and classes of tumours."""

import pandas as pd

from resistbook.genes.signatures import as_measured

STUDY = "kanzaki2016"
SEED = 20160201
NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
EMT = "HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION"
OESTROGEN = "HALLMARK_ESTROGEN_RESPONSE_EARLY"
PROLIFERATION = "HALLMARK_E2F_TARGETS"
ALL_GENES, NO_HANDLING = "all", "without immediate-early"
LUMINAL_B, BASAL, LUMINAL_A = "LumB", "Basal", "LumA"
CELLS = ("hangauer2017", "gse111151", "gse38376")
SKBR3 = "SKBR3 resistant to lapatinib"
PATIENTS = ("enlight", "transneo", "genesets-msigdb", "trio-b07")
"""The last one for the immune genes of ESTIMATE, which its trial deposits."""
TUMOURS = ("tcga-porpoise", "tcga-clinical", "penelope", "scanb-400", "metabric-300")
TUMOURS += ("metabric-clinical", "tcga-rppa", "signatures-genefu", "genesets-msigdb", "trio-b07")
LINES = ("gdsc1", "gdsc2-oncopredict", "hms-grmetrics")
NETS = ("progeny-debian", "regulons-dorothea")
SOURCES = tuple(sorted({*CELLS, "chang2022", *TUMOURS, *LINES, *NETS, *PATIENTS, "nac-benchmark"}))


def measured_genes(genes: tuple[str, ...], measured: pd.Index) -> list[str]:
    """Return the genes of a set that are measured, under the symbols of the data."""
    named = as_measured({"set": genes}, measured)["set"]
    return sorted(set(named) & set(measured))
