"""Gene sets from GMT files."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from resistbook.data import deposited


class GeneSetError(ValueError):
    """A gene-set file or name that cannot be used; the message says which."""


def parse_gmt(text: str, name: str = "GMT text") -> dict[str, tuple[str, ...]]:
    """Parse a GMT file: a line a set, tab-separated name, description and genes.

    Parameters
    ----------
    text
        The whole file.
    name
        Used in error messages.

    Returns
    -------
    dict
        Genes of each set, without repeats, in the order of the file. Spaces around names are
        left out.

    Raises
    ------
    GeneSetError
        If a line has fewer than three fields, an empty name, or a set stands twice.
    """
    sets: dict[str, tuple[str, ...]] = {}
    for number, line in enumerate(re.split(r"\r\n?|\n", text), start=1):
        if not line.strip():
            continue
        title, *rest = (field.strip() for field in line.split("\t"))
        genes = tuple(dict.fromkeys(filter(None, rest[1:])))
        if not title or not genes:
            raise GeneSetError(
                f"{name}, line {number}: a set needs a name, a description and genes"
            )
        if title in sets:
            raise GeneSetError(f"{name}, line {number}: set {title!r} stands twice")
        sets[title] = genes
    return sets


def format_gmt(sets: Mapping[str, Sequence[str]], description: str) -> str:
    r"""Return gene sets as a GMT file, one description for all.

    >>> format_gmt({"A": ("ESR1", "PGR")}, "two genes")
    'A\ttwo genes\tESR1\tPGR\n'
    """
    return "".join("\t".join((name, description, *genes)) + "\n" for name, genes in sets.items())


def deposited_gmt(source: str, file: str) -> dict[str, tuple[str, ...]]:
    """Return the gene sets of a GMT file of the registry.

    Raises
    ------
    GeneSetError, ContentsError
        If the file is malformed, or other sets or genes are stated.
    """
    sets = parse_gmt(deposited.text(source, file), file)
    deposited.checked(members(sets), source, file)
    return sets


def members(sets: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return a row a set and gene, named by both, and no column."""
    return pd.DataFrame(
        index=[f"{gene} in {name}" for name, genes in sets.items() for gene in genes]
    )


@cache
def msigdb(collection: str) -> dict[str, tuple[str, ...]]:
    """Return the gene sets of a MSigDB collection, ``hallmark`` or ``reactome``.

    References
    ----------
    Liberzon A et al. (2015) Cell Systems 1:417-425.
    """
    return deposited_gmt("genesets-msigdb", f"{collection}.gmt")


_WORDS = {
    "abc": "ABC",
    "dn": "down",
    "dna": "DNA",
    "e2f": "E2F",
    "estrogen": "oestrogen",
    "g2m": "G2M",
    "heme": "haem",
    "il2 stat5": "IL2-STAT5",
    "il6 jak stat3": "IL6-JAK-STAT3",
    "kras": "KRAS",
    "mtorc1": "mTORC1",
    "myc": "MYC",
    "nfkb": "NF-κB",
    "organization": "organisation",
    "pi3k akt mtor": "PI3K-AKT-mTOR",
    "signaling": "signalling",
    "tgf beta": "TGF-β",
    "tnfa": "TNFα",
    "uv": "UV",
    "wnt beta catenin": "WNT-β-catenin",
}


def readable(name: str) -> str:
    """Return a MSigDB name as readers know it; any other name as it is.

    >>> readable("HALLMARK_TNFA_SIGNALING_VIA_NFKB")
    'TNFα signalling via NF-κB'
    """
    if not name.startswith(("HALLMARK_", "REACTOME_")):
        return name
    words = name.removeprefix("HALLMARK_").replace("_", " ").lower()
    words = words.replace("reactome ", "") + (" (Reactome)" if name.startswith("REACTOME") else "")
    for plain, proper in _WORDS.items():
        words = re.sub(rf"\b{plain}\b", proper, words)
    return words
