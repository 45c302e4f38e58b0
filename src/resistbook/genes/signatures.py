"""Named gene lists: immediate-early genes, and signatures that others have published."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

import pandas as pd

from resistbook.data import deposited
from resistbook.genes.sets import deposited_gmt


def _genes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


NAMED = _genes("FOS FOSB JUN JUNB EGR1 EGR2 EGR3 DUSP1 ATF3 IER2 NR4A1 ZFP36 CCN1")
"""The immediate-early genes that study 2 declares by name."""

GROWTH_FACTOR = _genes("""
AEN ARC AREG ATF3 BCL10 BHLHE40 CCN1 CCN2 DLX2 DNAJB1 DUSP1 DUSP2 DUSP5 EDN1 EGR1 EGR3 EGR4 EPHA2
ETS2 F2RL1 FOS FOSB FOSL1 GEM HBEGF HES1 ID1 ID3 IER2 IER3 JUN JUNB KBTBD2 KDM6B KLF10 KLF6 LIF
MAFF MCL1 MIR22HG MYC NAB2 NAP1L1 NEDD9 NR4A1 NR4A2 NR4A3 PLEKHO2 RYBP SIK1 SOWAHC SPRED2 TIPARP
TNFRSF11B TNFRSF12A TRIB1 ZFP36
""")
"""NAGASHIMA_EGF_SIGNALING_UP of MSigDB."""

DISSOCIATION = _genes("""
ACTG1 ANKRD1 ARID5A ATF3 ATF4 BAG3 BHLHE40 BRD2 BTG1 BTG2 CCN1 CCNL1 CEBPB CEBPD CEBPG CSRNP1 CXCL1
DCN DDX3X DDX5 DES DNAJA1 DNAJB1 DNAJB4 DUSP1 DUSP8 EGR1 EGR2 EIF1 EIF5 ERF ERFE ERRFI1 FOS FOSB
FOSL2 GADD45A GADD45G GCC1 GEM H3-3B HIPK3 HSP90AA1 HSP90AB1 HSPA1A HSPA1B HSPA5 HSPA8 HSPB1 HSPE1
HSPH1 ID3 IDI1 IER2 IER3 IER5 IFRD1 IL6 IRF1 IRF8 ITPKC JUN JUNB JUND KCNE4 KLF2 KLF4 KLF6 KLF9
LITAF LMNA MAFF MAFK MCL1 MIDN MIR22HG MT2A MYADM MYC MYD88 NCKAP5L NCOA7 NFKBIA NFKBIZ NOCT NOP58
NPPC NR4A1 ODC1 OSGIN1 OXNAD1 PCF11 PDE4B PER1 PHLDA1 PNP PNRC1 PPP1CC PPP1R15A PXDC1 RAP1B RASSF1
RHOB RHOH RIPK1 SAT1 SBNO2 SDC4 SERPINE1 SKIL SLC10A6 SLC38A2 SLC41A1 SOCS3 SQSTM1 SRF SRSF5 SRSF7
STAT3 TAGLN2 TIPARP TNFAIP3 TNFAIP6 TPM3 TPPP3 TRA2A TRA2B TRIB1 TUBB4B TUBB6 UBC USP2 WAC ZC3H12A
ZFAND5 ZFP36 ZFP36L1 ZFP36L2 ZYX
""")
"""Van den Brink's mouse genes under their human symbols."""

OLD_SYMBOLS = {
    "AEN": "ISG20L1",
    "BHLHE40": "BHLHB2",
    "CCN1": "CYR61",
    "CCN2": "CTGF",
    "CSRNP1": "AXUD1",
    "ERFE": "FAM132B",
    "H3-3B": "H3F3B",
    "KDM6B": "JMJD3",
    "KLF10": "TIEG",
    "KLF6": "COPEB",
    "MIR22HG": "C17orf91",
    "NCKAP5L": "KIAA1602",
    "NOCT": "CCRN4L",
    "NOP58": "NOL5",
    "PNP": "NP",
    "PXDC1": "C6orf145",
    "SBNO2": "KIAA0963",
    "SIK1": "SNF1LK",
    "SOWAHC": "ANKRD57",
    "SRSF5": "SFRS5",
    "SRSF7": "SFRS7",
    "TRA2B": "SFRS10",
    "TUBB4B": "TUBB2C",
}
"""Former symbols, under which older arrays and tables know genes of the lists above."""


def immediate_early() -> dict[str, tuple[str, ...]]:
    """Return lists of genes that respond within an hour to growth factors and to handling.

    Returns
    -------
    dict
        Present symbols, sorted; `both_symbols` adds the former ones.

        ``core``
            The genes that study 2 names, with those that stand in both lists below.
        ``growth factor``
            Induced in MCF-7 within 90 minutes of epidermal growth factor: 57 genes.
        ``dissociation``
            Induced by dissociating fresh tissue for an hour: 139 of 140 mouse genes under their
            human symbols (Mt1, which has no single human counterpart, is left out). It holds
            targets of NF-κB such as NFKBIA and TNFAIP3, so leaving it out of an NF-κB set is
            harsh on the claim.

    References
    ----------
    Tullai JW et al. (2007) Journal of Biological Chemistry 282:23981-23995 (what an
    immediate-early gene is). Nagashima T et al. (2007) Journal of Biological Chemistry
    282:4045-4056. Van den Brink SC et al. (2017) Nature Methods 14:935-936.
    """
    shared = set(GROWTH_FACTOR) & set(DISSOCIATION)
    return {
        "core": tuple(sorted(shared | set(NAMED))),
        "growth factor": GROWTH_FACTOR,
        "dissociation": DISSOCIATION,
    }


def both_symbols(genes: Collection[str]) -> frozenset[str]:
    """Return genes under their present and, where `OLD_SYMBOLS` knows it, former symbol.

    >>> sorted(both_symbols(["CYR61", "FOS"]))
    ['CCN1', 'CYR61', 'FOS']
    """
    pairs = OLD_SYMBOLS.items()
    known = set(genes)
    return frozenset(known.union(*({new, old} for new, old in pairs if {new, old} & known)))


def without(
    sets: Mapping[str, Sequence[str]], genes: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the sets without some genes, whichever symbol either side knows them by.

    >>> without({"NF-κB": ("CCN1", "NFKBIA")}, ["CYR61"])
    {'NF-κB': ('NFKBIA',)}
    """
    left_out = both_symbols(genes)
    return {
        name: tuple(gene for gene in members if gene not in left_out)
        for name, members in sets.items()
    }


def as_measured(
    sets: Mapping[str, Sequence[str]], measured: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the sets with each gene under the symbol, present or former, that a table uses.

    >>> as_measured({"NF-κB": ("CCN1", "NFKBIA", "RELB")}, ["CYR61", "NFKBIA"])
    {'NF-κB': ('CYR61', 'NFKBIA', 'RELB')}
    """
    known = set(measured)
    other = OLD_SYMBOLS | {old: new for new, old in OLD_SYMBOLS.items()}
    used = {gene: twin for gene, twin in other.items() if gene not in known and twin in known}
    return {
        name: tuple(dict.fromkeys(used.get(gene, gene) for gene in members))
        for name, members in sets.items()
    }


@cache
def iobr() -> dict[str, tuple[str, ...]]:
    """Return the signatures that IOBR collects, by its names (``CAF_Peng_et_al``, ...).

    Directions are not marked: ``EMT1`` lists CDH1 and the claudins, which fall, beside VIM.

    References
    ----------
    Zeng D et al. (2021) Frontiers in Immunology 12:687975.
    """
    named = deposited.r_object("signatures-iobr", "signature_collection.rda", _listed)
    return named.groupby("signature", sort=False)["gene"].agg(tuple).to_dict()


def _listed(stored: dict) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (name, str(gene))
            for name, genes in stored["signature_collection"].items()
            for gene in genes
        ],
        columns=["signature", "gene"],
    )


@cache
def estimate() -> dict[str, tuple[str, ...]]:
    """Return ESTIMATE's ``stromal`` and ``immune`` signature, 141 genes each.

    References
    ----------
    Yoshihara K et al. (2013) Nature Communications 4:2612.
    """
    sets = deposited_gmt("trio-b07", "Gene_Signatures.gmt.txt")
    return {"stromal": sets["Stromal_ESTIMATE"], "immune": sets["Immune_ESTIMATE"]}


@cache
def pam50_centroids() -> pd.DataFrame:
    """Return the centroids of the five intrinsic subtypes: 50 genes x Basal, Her2, LumA, ...

    References
    ----------
    Parker JS et al. (2009) Journal of Clinical Oncology 27:1160-1167. Gendoo DMA et al. (2016)
    Bioinformatics 32:1097-1099 (genefu, whose table this is).
    """
    return deposited.r_object("signatures-genefu", "pam50.rda", _centroids)


def _centroids(stored: dict) -> pd.DataFrame:
    table = stored["pam50"]["centroids"]
    genes, subtypes = (table.coords[name].to_numpy().astype(str) for name in table.dims)
    return pd.DataFrame(table.to_numpy(), index=genes, columns=subtypes)


ONTOLOGY = (
    "Anoikis (GO:0043276)",
    "Regulation Of Anoikis (GO:2000209)",
    "Negative Regulation Of Anoikis (GO:2000811)",
)


@cache
def anoikis() -> dict[str, tuple[str, ...]]:
    """Return two lists of anoikis genes, sorted.

    Returns
    -------
    dict
        ``GeneCards``
            GeneCards and Harmonizome, 419 genes: the list that published anoikis models use.
        ``Gene Ontology``
            Anoikis and its regulation, 28 genes; all of them are in the first list.

    Notes
    -----
    GeneCards ranks genes by how often they are mentioned with a word. Its list holds AKT1, TP53
    and EGFR, and says more of cancer than of anoikis; hence the second list.

    References
    ----------
    Stelzer G et al. (2016) Curr Protoc Bioinformatics 54:1.30.1-1.30.33. Rouillard AD et al.
    (2016) Database 2016:baw100. Ashburner M et al. (2000) Nature Genetics 25:25-29.
    """
    published = deposited.words("anoikis-genes", "gene.txt")
    terms = deposited_gmt("go-anoikis", "go_anoikis.gmt")
    return {
        "GeneCards": tuple(sorted(set(published))),
        "Gene Ontology": tuple(sorted({gene for term in ONTOLOGY for gene in terms[term]})),
    }


@cache
def go_processes() -> dict[str, tuple[str, ...]]:
    """Return the gene sets of Gene Ontology's biological processes, by Enrichr's names.

    References
    ----------
    Gene Ontology Consortium (2023) Genetics 224:iyad031.
    """
    return deposited_gmt("go-bp-pypi", "GO_Biological_Process_2023.gmt")
