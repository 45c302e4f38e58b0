"""The sets of genes that the chapter follows, with and without immediate-early genes."""

from resistbook.data import cohorts
from resistbook.genes import signatures
from resistbook.genes.sets import msigdb
from resistbook.genes.signatures import without

NFKB = "HALLMARK_TNFA_SIGNALING_VIA_NFKB"
EMT = "HALLMARK_EPITHELIAL_MESENCHYMAL_TRANSITION"
PROLIFERATION = "HALLMARK_G2M_CHECKPOINT"
OESTROGEN = "HALLMARK_ESTROGEN_RESPONSE_EARLY"
HEADLINE = (NFKB, EMT, PROLIFERATION, OESTROGEN)
ALL, SPARED = "all", "without immediate-early"
SETS = ("genesets-msigdb", "kastrati2020")
NETS = ("progeny-debian", "regulons-dorothea", "regulons-trrust")
SEED = 20200718


def early_genes() -> tuple[str, ...]:
    """Return the immediate-early genes that the claims leave out: the list ``core``."""
    return signatures.immediate_early()["core"]


def with_and_without(
    sets: dict[str, tuple[str, ...]],
) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    """Return gene sets with all genes, and without immediate-early ones, under those names."""
    return [(ALL, sets), (SPARED, without(sets, early_genes()))]


def context_sets() -> dict[str, tuple[str, ...]]:
    """Return all Hallmarks and Kastrati's rising genes, with those tagged as NF-kB apart."""
    table = cohorts.kastrati_table()
    rises = table["log2_fold_change"] > 0
    return msigdb("hallmark") | {
        "Kastrati, NF-κB": tuple(table.index[table["nfkb"]]),
        "Kastrati, other rising": tuple(table.index[rises & ~table["nfkb"] & table["symbol"]]),
        "Kastrati, falling": tuple(table.index[~rises & table["symbol"]]),
    }
